"""How triples are written for HermiT and Pellet: each literal with its value, in a spelling that they read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kgtools.model.terms import BlankNode, Literal, NamedNode, Term, Triple, triple_of
from kgtools.model.vocab import OWL
from kgtools.ontology.axioms import TYPE
from kgtools.ontology.unsupported import spelled

__all__ = ["reasoner_lines"]

_VALUE = NamedNode(OWL + "targetValue")
_SOURCE, _PROPERTY = NamedNode(OWL + "sourceIndividual"), NamedNode(OWL + "assertionProperty")


def reasoner_lines(triples: Iterable[Triple]) -> set[str]:
    """The lines of N-Triples that a reasoner reads.

    >>> five = Triple(NamedNode("http://e/a"), NamedNode("http://e/p"), Literal("5"))
    >>> reasoner_lines([five, five])
    {'<http://e/a> <http://e/p> "5" .\\n'}
    """
    return {f"{t.subject} {t.predicate} {_spelling(t.object)} .\n" for t in _by_value(list(triples))}


def _spelling(term: Term) -> Term:
    return spelled(term) if isinstance(term, Literal) else term


def _by_value(triples: list[Triple]) -> Iterator[Triple]:
    """The triples, with a denied literal as a class expression: HermiT compares spellings in a negative assertion."""
    denied: dict[Term, Term] = {t.subject: t.object for t in triples if t.predicate == _VALUE}
    parts: dict[Term, dict[Term, Term]] = {}
    for triple in triples:
        if triple.subject in denied:
            parts.setdefault(triple.subject, {})[triple.predicate] = triple.object
    whole = {node for node, of in parts.items() if _SOURCE in of and _PROPERTY in of}
    yield from (t for t in triples if t.subject not in whole)
    for number, node in enumerate(sorted(whole, key=str)):
        class_, restriction = BlankNode(f"kgtoolsdenied{number}"), BlankNode(f"kgtoolsvalue{number}")
        yield triple_of(parts[node][_SOURCE], TYPE, class_)
        yield triple_of(class_, TYPE, NamedNode(OWL + "Class"))
        yield triple_of(class_, NamedNode(OWL + "complementOf"), restriction)
        yield triple_of(restriction, TYPE, NamedNode(OWL + "Restriction"))
        yield triple_of(restriction, NamedNode(OWL + "onProperty"), parts[node][_PROPERTY])
        yield triple_of(restriction, NamedNode(OWL + "hasValue"), denied[node])
