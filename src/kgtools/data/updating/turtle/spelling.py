"""Terms as a place of a file spells them: with the prefixes in force there, its labels, its relative IRIs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from kgtools.data.updating.turtle.style import Style
from kgtools.model.order import object_key, predicate_key
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import BlankNode, NamedNode, Quad, Term
from kgtools.model.vocab import RDF
from kgtools.reading import Tags
from kgtools.writing.nesting import FIRST, NIL, REST, group, nest
from kgtools.writing.terms import TermWriter

__all__ = ["NewTriples", "Speller", "relative_to"]

_TYPE = RDF + "type"
#: predicates of a blank node, with their objects
Predicates = Mapping[str, Sequence[Term]]


def relative_to(base: str, iri: str) -> str | None:
    """The reference that leads from a base to an IRI of the same document or folder; None where there is none.

    >>> [relative_to("file:///d/a.ttl", "file:///d/" + end) for end in ("a.ttl", "a.ttl#me", "b.ttl", "c/b", "a:b")]
    ['', '#me', 'b.ttl', 'c/b', None]
    """
    document = base.partition("#")[0]
    if iri.startswith(document) and iri[len(document) : len(document) + 1] in ("", "#"):
        return iri[len(document) :]
    folder = document.partition("?")[0].rpartition("/")[0] + "/"
    rest = iri[len(folder) :]
    if not iri.startswith(folder) or rest[:1] in ("", "/", "?") or ":" in rest.partition("/")[0]:
        return None
    return None if any(part in (".", "..") for part in rest.split("/")) else rest


class NewTriples:
    """Triples that come into a file, and which of their blank nodes are written in brackets or as lists.

    `named` are the blank nodes that are in the file already, or that have a label there; `held` are triples that are
    said already, whose objects are written among the new ones.
    """

    def __init__(self, quads: Iterable[Quad], nodes: Collection[Term], present: Iterable[Quad] = ()) -> None:
        in_order = list(quads)
        nesting = nest(group([*in_order, *present], with_graphs=True))
        labels = {node.value for node in nodes if isinstance(node, BlankNode)}
        self._graphs = group(in_order, with_graphs=True)
        self.inlined = nesting.inlined - labels
        self.free = nesting.free - labels

    def about(self, graph: str, subject: str) -> dict[str, list[Term]]:
        """What is said of a subject, both as keys of :data:`kgtools.writing.nesting.Graph`."""
        return self._graphs.get(graph, {}).get(subject, {})

    def subjects(self, graph: str) -> list[str]:
        """The subjects that are written for themselves."""
        return [key for key in self._graphs.get(graph, {}) if not (key.startswith("_:") and key[2:] in self.inlined)]

    def graphs(self) -> list[str]:
        return list(self._graphs)

    def list_of(self, graph: str, label: str) -> list[Term] | None:
        """The items of the list that a node begins, where all of its cells can be in parentheses."""
        items: list[Term] = []
        cell: Term = BlankNode(label)
        cells: set[Term] = set()
        while isinstance(cell, BlankNode):
            predicates = self.about(graph, str(cell))
            if cell in cells or cell.value not in self.inlined or predicates.keys() != {FIRST, REST}:
                return None
            if len(predicates[FIRST]) > 1 or len(predicates[REST]) > 1:
                return None
            cells.add(cell)
            items.append(predicates[FIRST][0])
            cell = predicates[REST][0]
        return items if isinstance(cell, NamedNode) and cell.value == NIL else None


class Speller(TermWriter):
    """Writes terms and what is said of them at one place of a file."""

    def __init__(
        self,
        prefixes: Mapping[str, str],
        *,
        base: str | None,
        labels: dict[str, str],
        tags: Tags,
        new: NewTriples,
        graph: str,
        style: Style,
    ) -> None:
        super().__init__(PrefixTable.writable(prefixes), labels, tags)
        self._base = base
        self._new = new
        self._graph = graph
        self.style = style

    def iri(self, iri: str) -> str:
        """An IRI: with a prefix that is in force, else relative to the file where it lies beside it, else in full."""
        text = super().iri(iri)
        if self._base is not None and text.startswith("<"):
            relative = relative_to(self._base, iri)
            return text if relative is None else f"<{relative}>"
        return text

    def verb(self, iri: str) -> str:
        return "a" if iri == _TYPE else self.iri(iri)

    def object(self, term: Term) -> str:
        """An object with what is in it."""
        if isinstance(term, NamedNode) and term.value == NIL:
            return "()"
        if not isinstance(term, BlankNode) or term.value not in self._new.inlined:
            return self.term(term)
        items = self._new.list_of(self._graph, term.value)
        if items is not None:
            return f"( {' '.join(map(self.object, items))} )"
        predicates = self._new.about(self._graph, str(term))
        return f"[ {' ; '.join(self.predicate_texts(predicates))} ]" if predicates else "[]"

    def predicate_texts(self, predicates: Predicates) -> list[str]:
        """A text for each predicate with its objects, in order, without separators."""
        return [
            f"{self.verb(predicate)} {', '.join(self.objects(predicates[predicate]))}"
            for predicate in sorted(predicates, key=predicate_key)
        ]

    def objects(self, terms: Iterable[Term]) -> list[str]:
        """The texts of some objects, in order."""
        texts = [(term, self.object(term)) for term in terms]
        return [text for _, text in sorted(texts, key=lambda pair: (object_key(*pair), pair[1]))]

    def subject(self, key: str) -> str:
        """A subject by its key."""
        if not key.startswith("_:"):
            return self.iri(key) if not key.startswith("<<") else key
        return "[]" if key[2:] in self._new.free else f"_:{self.labels.get(key[2:], key[2:])}"
