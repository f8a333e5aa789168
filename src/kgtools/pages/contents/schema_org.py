"""What search engines read on the page of a thing: the graph in the words of schema.org, as JSON-LD."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from kgtools.graph import KnowledgeGraph
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import DefaultGraph, NamedNode, Quad
from kgtools.store import MemoryStore
from kgtools.text.markup import Html

__all__ = ["SchemaOrg"]


class SchemaOrg:
    """The view ``schema.org`` of a graph, by thing; made once."""

    def __init__(self, graph: KnowledgeGraph, store: MemoryStore) -> None:
        self._graph = graph
        self._store = store
        self._blocks: dict[str, Html] = {}

    def block(self, iri: str) -> Html:
        """What is said of a thing, for a script element; nothing where schema.org has no word for it."""
        if iri not in self._blocks:
            self._blocks[iri] = self._write(iri)
        return self._blocks[iri]

    def _write(self, iri: str) -> Html:
        from kgtools.views.schema_org import SCHEMA
        from kgtools.writing import write

        quads = self._about.get(iri)
        if not quads:
            return Html("")
        text = write(quads, format="jsonld", prefixes=PrefixTable({"schema": SCHEMA})).decode()
        # no text can end the element that it is in
        return Html(text.replace("<", "\\u003c"))

    @cached_property
    def _about(self) -> Mapping[str, list[Quad]]:
        from kgtools.views.schema_org import to_schema_org

        quads_by_subject: dict[str, list[Quad]] = {}
        quads = list(self._store.match(None, None, None, DefaultGraph()))
        for quad in to_schema_org(quads, ontology=self._graph.view_options.ontology):
            if isinstance(quad.subject, NamedNode):
                quads_by_subject.setdefault(quad.subject.value, []).append(quad)
        return quads_by_subject

    def prepare(self) -> None:
        """Make the view now."""
        _ = self._about
