"""The contents of the pages of a graph, looked up once and shared by every page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from kgtools.errors import KgtoolsError
from kgtools.model.terms import DefaultGraph, Literal, NamedNode, Subject, Triple
from kgtools.model.vocab import RDF
from kgtools.pages.contents.arrangement import Arrangement
from kgtools.pages.contents.claims import Compared, compared
from kgtools.pages.contents.dates import date_properties, dated_things
from kgtools.pages.contents.links import LinkedContents
from kgtools.pages.contents.places import Places
from kgtools.pages.contents.portrayers import Portrayers
from kgtools.pages.contents.schema_org import SchemaOrg
from kgtools.store import MemoryStore

if TYPE_CHECKING:
    from kgtools.pages.request import Request
    from kgtools.query import StoredQuery
    from kgtools.query.portrait import Portrait
    from kgtools.shacl import ValidationReport

__all__ = ["Contents"]

_TYPE = NamedNode(RDF + "type")
#: portraits that are kept
_MAX_PORTRAITS = 64


class Contents(LinkedContents):
    """A graph as its pages need it: made once, then read by every page.

    >>> from kgtools.graph import KnowledgeGraph
    >>> from kgtools.project import GraphProject
    >>> contents = Contents(KnowledgeGraph(GraphProject.shipped()))
    >>> contents.label("https://w3id.org/talent-graph/id/person/hugo-touvron", ["he"]).value
    'הוגו טברון'
    """

    @cached_property
    def report(self) -> ValidationReport | None:
        """The validation report of the project's own shapes; None where it has none."""
        return self.graph.validate() if self.has_report else None

    @property
    def has_report(self) -> bool:
        """Whether the project has shapes of its own that the graph is validated against."""
        return bool(self.project.shapes_files) and self.graph.data.has_parts

    @cached_property
    def arrangement(self) -> Arrangement:
        """The order of properties that the project's shapes give."""
        from kgtools.reading import parse

        with self.graph.data.reading():
            files = self.project.shapes_files
            return Arrangement(MemoryStore(quad for path in files for quad in parse(path, rename_blank_nodes=True)))

    @cached_property
    def schema_org(self) -> SchemaOrg:
        """What search engines read of each thing."""
        return SchemaOrg(self.graph, self.store)

    @cached_property
    def has_claims(self) -> bool:
        """Whether the graph consists of claims of articles; otherwise its properties are shown without claims."""
        return bool(self.claims.by_number)

    @cached_property
    def empty_pages(self) -> frozenset[str]:
        """The pages of the menu that would have nothing to show."""
        from kgtools.data.graph_pictures import flow_query

        contents_of_pages = {
            "queries": self.queries,
            "timelines": self.with_timelines,
            "flow": flow_query(self.queries),
            # one thing alone is linked to nothing
            "network": len(self.things) > 1,
            "conflicts": self.claims.conflicts,
            "articles": self.claims.articles,
            "comparison": self.claims.articles,
            "ontology": self.ontology_terms,
            "validation": self.has_report,
        }
        return frozenset(name for name, content in contents_of_pages.items() if not content)

    def prepare_places(self) -> None:
        """Look for the lines of what a small graph says now, however long it takes."""
        self._find_places.prepare()

    def prepare(self) -> None:
        """Look up what every page needs, before processes share it."""
        _ = self.things, self.kinds, self.names, self.claims.by_number, self.claims.conflicts, self.ontology_terms
        _ = self.with_timelines, self.compared, self.search_names, self.arrangement, self.empty_pages
        self.prepare_places()
        self.schema_org.prepare()

    def portrait(self, iri: str, request: Request) -> Portrait:
        """What the graph knows about a thing, for the reader of a request and the month that it asks about.

        Raises :class:`ParameterError` for a month that is not valid.
        """
        month = _month(request.at)
        key = (iri, request.languages, month)
        portrait = self._portraits.get(key)
        if portrait is None:
            portrait = self.portrayers.of(request.languages).portrait(NamedNode(iri), month=month)
            while len(self._portraits) >= _MAX_PORTRAITS:
                self._portraits.pop(next(iter(self._portraits)))
            self._portraits[key] = portrait
        return portrait

    @cached_property
    def _portraits(self) -> dict[tuple[str, tuple[str, ...], int | None], Portrait]:
        """The last portraits: several pages show the same."""
        return {}

    @cached_property
    def portrayers(self) -> Portrayers:
        return Portrayers(self.store, self.graph, self._find_places)

    @cached_property
    def _find_places(self) -> Places:
        return Places(self.graph, self.store, self.timeout)

    @cached_property
    def date_properties(self) -> frozenset[str]:
        """The properties that give the start, the end or the moment of a situation."""
        return date_properties(self.graph, self.store)

    @cached_property
    def with_timelines(self) -> tuple[str, ...]:
        """The things that have a timeline: those with a label that a dated situation takes part in."""
        return dated_things(self.store, self.date_properties, lambda iri: iri in self.things and iri in self.names)

    @cached_property
    def compared(self) -> Compared:
        """The things of which several articles speak, with the claims of each article; the most spoken of first."""
        return compared(self.claims, lambda iri: iri in self.things and iri in self.names)

    @property
    def queries(self) -> Mapping[str, StoredQuery]:
        """The stored queries that can be used; of files, those of the project that they were opened with, if any."""
        return self._read_queries[0]

    @property
    def refused_queries(self) -> Sequence[KgtoolsError]:
        """Why files among the stored queries cannot be used."""
        return self._read_queries[1]

    @cached_property
    def _read_queries(self) -> tuple[Mapping[str, StoredQuery], Sequence[KgtoolsError]]:
        refused: list[KgtoolsError] = []
        return self.graph.stored_queries(on_error=refused.append) if self.graph.has_project else {}, refused

    def own_words(self, about: Subject, text: Literal, request: Request) -> Literal:
        """What the project says of a claim, a decision or a conflict, in the reader's language where it has that."""
        if request.language != text.language:
            lookup = self.portrayers.of(request.languages).lookup
            translation = lookup.translation(about)
            if translation:
                return Literal(translation, language=lookup.language)
        return text

    def triples_about(self, iri: str) -> list[Triple]:
        """What the default graph says of a thing: its triples, and those of what refers to it, each once, in order."""
        node = NamedNode(iri)
        triples = {q.triple for q in self.store.match(node, None, None, DefaultGraph())}
        for quad in list(self.store.match(None, None, node, DefaultGraph())):
            if quad.predicate == _TYPE:
                continue
            triples |= {q.triple for q in self.store.match(quad.subject, None, None, DefaultGraph())}
        return sorted(triples, key=str)


def _month(at: str) -> int | None:
    from kgtools.model.dates import parse_user_month

    return parse_user_month(at, parameter="at") if at else None
