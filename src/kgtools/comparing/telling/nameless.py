"""Things without a name in words: by what they are, by what leads to them, by their triples."""

from __future__ import annotations

from collections.abc import Iterable

from kgtools.comparing.telling.lists import Lists
from kgtools.comparing.telling.words import Words
from kgtools.model.order import predicate_key, term_key
from kgtools.model.terms import BlankNode, NamedNode, Quad, Subject, Term, Triple
from kgtools.model.vocab import OWL, RDF, RDFS, SH

__all__ = ["Nameless"]

_TYPE, _REIFIES, _FIRST = RDF + "type", RDF + "reifies", RDF + "first"
_PATH, _ON_PROPERTY = SH + "path", OWL + "onProperty"
#: predicates that say no more than what the thing that they lead to is
_LINKS = frozenset([SH + "property", RDFS + "subClassOf", OWL + "equivalentClass"])
#: what a thing is that says this (OWL 2 Mapping to RDF Graphs; SHACL, sections 5 and 6)
_CONSTRUCTORS = {
    OWL + "unionOf": "union",
    OWL + "intersectionOf": "intersection",
    OWL + "complementOf": "complement",
    OWL + "datatypeComplementOf": "complement",
    OWL + "oneOf": "enumeration",
    OWL + "onDatatype": "datatype restriction",
    SH + "select": "SPARQL constraint",
}
#: how SPARQL writes a path (section 9.1), before and behind what it is made of
_PATHS = {
    SH + "inversePath": ("^", ""),
    SH + "zeroOrMorePath": ("", "*"),
    SH + "oneOrMorePath": ("", "+"),
    SH + "zeroOrOnePath": ("", "?"),
}
#: nameless things above a nameless thing that are told, and within one
_STEPS = 8


class Nameless:
    """The blank nodes of one side of a difference.

    >>> from kgtools.reading import parse_bytes
    >>> text = b'''@prefix e: <http://e/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
    ... e:Shape sh:property [ sh:path e:name ; sh:minCount 1 ; sh:in ( "a" "b" ) ] .'''
    >>> quads = list(parse_bytes(text, format="turtle"))
    >>> nameless = Nameless(quads, Words(quads))
    >>> node = next(q.object for q in quads if isinstance(q.object, BlankNode) and "property" in q.predicate.value)
    >>> nameless.place(node)
    'Shape: property shape for name'
    >>> nameless.value(node)
    'property shape for name [ in ( "a" "b" ) ; minCount 1 ]'
    """

    def __init__(self, quads: Iterable[Quad], words: Words) -> None:
        self._words = words
        self.lists = Lists(quads)
        self._properties: dict[Subject, list[tuple[str, Term]]] = {}
        self._above: dict[BlankNode, list[tuple[Subject, NamedNode]]] = {}
        for quad in quads:
            self._properties.setdefault(quad.subject, []).append((quad.predicate.value, quad.object))
            if isinstance(quad.object, BlankNode):
                self._above.setdefault(quad.object, []).append((quad.subject, quad.predicate))

    def __contains__(self, node: Subject) -> bool:
        return node in self._properties or node in self._above

    def references(self, node: Subject) -> list[tuple[Subject, NamedNode]]:
        """The subjects and predicates of the triples that have a node as their object."""
        return self._above.get(node, []) if isinstance(node, BlankNode) else []

    def kind(self, node: Subject) -> str:
        """What a thing is by what it says: a property shape, a restriction; nothing where that is not known."""
        values = dict(self._properties.get(node, ()))
        if _PATH in values:
            return f"property shape for {self._path(values[_PATH])}"
        if _ON_PROPERTY in values:
            return f"restriction on {self._property(values[_ON_PROPERTY])}"
        annotated = [values.get(OWL + f"annotated{part}") for part in ("Source", "Property", "Target")]
        if all(annotated):
            return f"annotation of {' '.join(self.value(term) for term in annotated if term is not None)}"
        if isinstance(values.get(_REIFIES), Triple):
            return f"statement {self._words.of(values[_REIFIES])}"
        return next((name for predicate, name in _CONSTRUCTORS.items() if predicate in values), "")

    def _property(self, term: Term) -> str:
        inverse = dict(self._properties.get(term, ())).get(OWL + "inverseOf") if isinstance(term, BlankNode) else None
        return self._words.of(term) if inverse is None else f"the inverse of {self._words.of(inverse)}"

    def _path(self, term: Term, depth: int = 0) -> str:
        """A path of SHACL as SPARQL writes it."""
        if not isinstance(term, BlankNode) or depth > _STEPS:
            return self._words.of(term)
        if self.lists.is_list(term):
            return "/".join(self._path(item, depth + 1) for item in self.lists.items(term))
        for predicate, part in self._properties.get(term, ()):
            if predicate in _PATHS:
                before, behind = _PATHS[predicate]
                return f"{before}{self._path(part, depth + 1)}{behind}"
            if predicate == SH + "alternativePath":
                return f"({'|'.join(self._path(item, depth + 1) for item in self.lists.items(part))})"
        return "a path"

    def place(self, node: Subject, below: frozenset[Subject] = frozenset()) -> str:
        """A thing by what leads to it and by what it is, else by what it ties together or says."""
        if not isinstance(node, BlankNode) or self._words.has_label(node):
            return self._words.of(node)
        kind = self.kind(node)
        above = self._above.get(node)
        if not above or len(below) >= _STEPS or above[0][0] in below:
            return f"the list {self.value(node)}" if self.lists.is_list(node) else kind or self._words.alone(node)
        subject, predicate = above[0]
        item = ""
        if subject in self.lists.cells and predicate.value == _FIRST:
            head, number = self.lists.place(subject)
            item = f"item {number}"
            while (outer := self._above.get(head)) and outer[0][0] in self.lists.cells and outer[0][0] != head:
                head, number = self.lists.place(outer[0][0])
                item = f"item {number}: {item}"
            if not outer:
                return f"a list: {kind or item}"
            subject, predicate = outer[0]
        start = self.place(subject, below | {node})
        classes = self._words.classes(node)
        if kind:
            link = "" if predicate.value in _LINKS else f": {self._words.of(predicate)}"
            return f"{start}{link}: {kind}"
        ending = f": {item}" if item else ""
        return f"{start}: {self._words.of(predicate)}{ending}{f' ({classes[0]})' if classes else ''}"

    def value(self, term: Term, within: int = 0) -> str:
        """A term in words, what has no name by all that is said of it: a list in parentheses, others in brackets."""
        if self.lists.is_list(term):
            return f"( {''.join(f'{self.value(item, within + 1)} ' for item in self.lists.items(term))})"
        if not isinstance(term, BlankNode) or self._words.has_label(term):
            return self._words.of(term)
        kind = self.kind(term)
        if within > _STEPS:
            return kind or "[ … ]"
        implied = {_TYPE, _PATH, _ON_PROPERTY} if kind.startswith(("property shape", "restriction")) else set()
        objects: dict[str, list[Term]] = {}
        for predicate, object_ in self._properties.get(term, ()):
            if predicate not in implied:
                objects.setdefault(predicate, []).append(object_)
        parts = [
            f"{'a' if predicate == _TYPE else self._words.of(NamedNode(predicate))} "
            + ", ".join(self.value(object_, within + 1) for object_ in sorted(objects[predicate], key=term_key))
            for predicate in sorted(objects, key=predicate_key)
        ]
        inside = f"[ {' ; '.join(parts)} ]" if parts else "" if kind else "[ ]"
        return f"{kind} {inside}".strip()
