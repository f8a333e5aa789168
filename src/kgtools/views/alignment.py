"""What the classes and properties of an ontology are in other vocabularies, by way of its alignment."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kgtools.model.terms import NamedNode, Quad, Term
from kgtools.model.vocab import OWL, RDFS

__all__ = ["INVERSE", "Alignment"]

_UP = (RDFS + "subClassOf", RDFS + "subPropertyOf", OWL + "equivalentClass", OWL + "equivalentProperty")
_INVERSE_OF = OWL + "inverseOf"
#: what a property that is to be read backwards begins with
INVERSE = "^"


class Alignment:
    """The terms above each term: by ``rdfs:subClassOf``, ``rdfs:subPropertyOf`` and the equivalences.

    A property below an inverse (``rdfs:subPropertyOf [ owl:inverseOf schema:author ]``), or that is one, has the other
    property above it, with ``^`` before its name.

    >>> from kgtools.reading import parse_bytes
    >>> text = b"<http://e/cat> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <http://e/animal> ."
    >>> words = {"http://e/animal": "animal"}
    >>> Alignment(parse_bytes(text, format="turtle")).nearest("http://e/cat", words.get)
    ('animal',)
    """

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._up: dict[str, set[str]] = {}
        backwards: list[tuple[Term, str]] = []
        below: list[tuple[str, Term]] = []
        for quad in quads:
            relation, subject, value = quad.predicate.value, quad.subject, quad.object
            if relation == _INVERSE_OF and isinstance(value, NamedNode):
                backwards.append((subject, value.value))
            if relation not in _UP or not isinstance(subject, NamedNode):
                continue
            if isinstance(value, NamedNode):
                self._up.setdefault(subject.value, set()).add(value.value)
                if relation.startswith(OWL):
                    self._up.setdefault(value.value, set()).add(subject.value)
            else:
                below.append((subject.value, value))
        inverse_of: dict[Term, str] = {node: iri for node, iri in backwards if not isinstance(node, NamedNode)}
        for iri, value in below:
            if value in inverse_of:
                self._up.setdefault(iri, set()).add(INVERSE + inverse_of[value])
        for node, iri in backwards:
            if isinstance(node, NamedNode):
                self._up.setdefault(node.value, set()).add(INVERSE + iri)
                self._up.setdefault(iri, set()).add(INVERSE + node.value)

    def nearest(self, iri: str, word: Callable[[str], str | None]) -> tuple[str, ...]:
        """The first words found going up from a term, step by step; `word` gives that of a term, if it has one.

        The word of a property that is read backwards has ``^`` before it.
        """
        level, visited, words = {iri}, {iri}, set[str]()
        while level and not words:
            for name in level:
                text = word(name.removeprefix(INVERSE))
                if text is not None:
                    words.add(_turned(text, name))
            level = {_turned(above, name) for name in level for above in self._up.get(name.removeprefix(INVERSE), ())}
            level -= visited
            visited |= level
        return tuple(sorted(words))


def _turned(name: str, by: str) -> str:
    """A name, turned round where it is reached by one that is read backwards."""
    if not by.startswith(INVERSE):
        return name
    return name.removeprefix(INVERSE) if name.startswith(INVERSE) else INVERSE + name
