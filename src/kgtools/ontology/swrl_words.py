"""SWRL rules in words: an atom as the facts of a graph are told."""

from __future__ import annotations

from typing import Protocol

from kgtools.model.terms import NamedNode, Term
from kgtools.ontology.axioms import Axioms
from kgtools.ontology.swrl import SWRL
from kgtools.text.names import last_part

__all__ = ["rule_in_words"]


class _Speaker(Protocol):
    """What has the words for terms and class expressions."""

    axioms: Axioms

    def term(self, term: Term) -> str:
        """A term."""

    def kind(self, node: Term) -> str:
        """What a member of a class is."""


def rule_in_words(rule: Term, words: _Speaker) -> str:
    """A rule as a sentence without a full stop: ``if ?x – :parent – ?y, then ?y is an :Adult``.

    >>> from kgtools.ontology.words import AxiomWords
    >>> from kgtools.reading import parse_bytes
    >>> text = b'''@prefix e: <http://e/> . @prefix swrl: <http://www.w3.org/2003/11/swrl#> .
    ... e:x a swrl:Variable . e:rule a swrl:Imp ;
    ...   swrl:body ( [ a swrl:ClassAtom ; swrl:classPredicate e:Tea ; swrl:argument1 e:x ] ) ;
    ...   swrl:head ( [ a swrl:DifferentIndividualsAtom ; swrl:argument1 e:x ; swrl:argument2 e:cup ] ) .'''
    >>> axioms = Axioms(parse_bytes(text, format="turtle"))
    >>> rule_in_words(NamedNode("http://e/rule"), AxiomWords(axioms))
    'if ?x is a <http://e/Tea>, then ?x and <http://e/cup> are different'
    """
    axioms = words.axioms
    body, head = (
        " and ".join(_atom(atom, words) for lst in axioms.objects(rule, SWRL + side) for atom in axioms.members(lst))
        for side in ("body", "head")
    )
    return f"if {body}, then {head}" if body else f"always {head}"


def _atom(atom: Term, words: _Speaker) -> str:
    axioms = words.axioms
    kinds = axioms.types(atom)
    one, two = (_argument(axioms.value(atom, SWRL + f"argument{number}"), words) for number in (1, 2))
    if SWRL + "SameIndividualAtom" in kinds:
        return f"{one} and {two} are the same"
    if SWRL + "DifferentIndividualsAtom" in kinds:
        return f"{one} and {two} are different"
    of_class = axioms.value(atom, SWRL + "classPredicate") or axioms.value(atom, SWRL + "dataRange")
    if of_class is not None:
        return f"{one} is {words.kind(of_class)}"
    builtin = axioms.value(atom, SWRL + "builtin")
    if isinstance(builtin, NamedNode):
        members = (m for lst in axioms.objects(atom, SWRL + "arguments") for m in axioms.members(lst))
        return f"{last_part(builtin.value)}({', '.join(_argument(m, words) for m in members)})"
    property = axioms.value(atom, SWRL + "propertyPredicate")
    return f"{one} – {'?' if property is None else words.term(property)} – {two}"


def _argument(term: Term | None, words: _Speaker) -> str:
    """A variable by the end of its IRI, any other term by its name."""
    if term is None:
        return "?"
    if isinstance(term, NamedNode) and SWRL + "Variable" in words.axioms.types(term):
        return f"?{last_part(term.value)}"
    return words.term(term)
