"""The SWRL rules of an ontology: which triples are theirs, and which of them a reasoner can apply.

A rule is not an axiom of OWL 2; the words of its atoms are those of the member submission
(https://www.w3.org/submissions/SWRL/, section 5), as Protégé and the OWL API write them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kgtools.model.terms import BlankNode, NamedNode, Quad, Term, Triple, triple_of
from kgtools.model.vocab import RDF
from kgtools.ontology.axioms import TYPE, Axiom, Axioms

__all__ = ["SWRL", "SWRLRules", "beyond_reasoners"]

SWRL = "http://www.w3.org/2003/11/swrl#"
IMP = NamedNode(SWRL + "Imp")

#: what leads from a rule to its atoms, and from an atom to the list of what it is about
_STRUCTURE = frozenset({SWRL + name for name in ("body", "head", "arguments")} | {RDF + "first", RDF + "rest"})
_ATOMS = frozenset(
    SWRL + name
    for name in (
        *("ClassAtom", "DataRangeAtom", "IndividualPropertyAtom", "DatavaluedPropertyAtom"),
        *("SameIndividualAtom", "DifferentIndividualsAtom", "BuiltinAtom"),
    )
)
#: the atoms of DL-safe rules, which a reasoner of OWL 2 DL applies
_APPLIED = _ATOMS - {SWRL + "BuiltinAtom"}


@dataclass(frozen=True)
class SWRLRules:
    """The rules in triples: each as an axiom that begins with ``… a swrl:Imp``; `triples` are all that belong to them.

    >>> from kgtools.reading import parse_bytes
    >>> text = b'''@prefix e: <http://e/> . @prefix swrl: <http://www.w3.org/2003/11/swrl#> .
    ... e:x a swrl:Variable . e:rule a swrl:Imp ; swrl:body () ;
    ...   swrl:head ( [ a swrl:ClassAtom ; swrl:classPredicate e:Tea ; swrl:argument1 e:x ] ) . e:cup a e:Tea .'''
    >>> rules = SWRLRules.of(parse_bytes(text, format="turtle"))
    >>> [rule.main.subject.value for rule in rules.axioms], len(rules.triples)
    (['http://e/rule'], 9)
    """

    axioms: tuple[Axiom, ...] = ()
    triples: frozenset[Triple] = frozenset()

    @classmethod
    def of(cls, quads: Iterable[Quad | Triple] | Axioms) -> SWRLRules:
        """The rules among triples."""
        axioms = quads if isinstance(quads, Axioms) else Axioms(quads)
        words = [t for t in axioms.triples if _is_word(t)]
        rules = [Axiom(t, _parts(axioms, t)) for t in words if t.object == IMP and t.predicate == TYPE]
        return cls(tuple(rules), frozenset([*words, *(t for rule in rules for t in rule.triples)]))

    def __bool__(self) -> bool:
        return bool(self.triples)


def _is_word(triple: Triple) -> bool:
    """Whether a triple says something in the vocabulary of SWRL."""
    if triple.predicate.value.startswith(SWRL):
        return True
    return triple.predicate == TYPE and isinstance(triple.object, NamedNode) and triple.object.value.startswith(SWRL)


def _parts(axioms: Axioms, head: Triple) -> tuple[Triple, ...]:
    """The triples of a rule beside the first: all of the rule, its lists, its atoms and the expressions in them."""
    triples: dict[Triple, None] = {}
    waiting: list[Term] = [head.subject]
    nodes: set[Term] = {head.subject}
    while waiting:
        node = waiting.pop()
        atom = bool(axioms.types(node) & _ATOMS)
        for predicate in axioms.predicates(node):
            for value in axioms.objects(node, predicate):
                triple = triple_of(node, NamedNode(predicate), value)
                if triple == head:
                    continue
                triples[triple] = None
                within = predicate in _STRUCTURE or (atom and isinstance(value, BlankNode))
                if within and isinstance(value, NamedNode | BlankNode) and value not in nodes:
                    nodes.add(value)
                    if axioms.predicates(value) and (isinstance(value, BlankNode) or _leads_on(axioms, value)):
                        waiting.append(value)
                elif atom and isinstance(value, NamedNode) and SWRL + "Variable" in axioms.types(value):
                    triples[Triple(value, TYPE, NamedNode(SWRL + "Variable"))] = None
    for expression in axioms.reach([t.object for t in triples]):
        triples[expression] = None
    return tuple(triples)


def _leads_on(axioms: Axioms, node: Term) -> bool:
    """Whether a node with a name is an atom or a list, and not a thing or a variable that an atom is about."""
    return bool(axioms.types(node) & _ATOMS) or bool(axioms.objects(node, RDF + "first"))


def beyond_reasoners(rule: Axiom) -> str:
    """Why a reasoner of OWL 2 DL cannot apply a rule as a DL-safe one (to things with names); nothing where it can."""
    parts = Axioms(rule.triples)
    if not parts.objects(rule.main.subject, SWRL + "head") or not parts.objects(rule.main.subject, SWRL + "body"):
        return "a head or a body is missing"
    atoms = [
        member
        for side in ("body", "head")
        for list_ in parts.objects(rule.main.subject, SWRL + side)
        for member in parts.members(list_)
    ]
    if not all(parts.members(head) for head in parts.objects(rule.main.subject, SWRL + "head")):
        return "HermiT and Pellet ignore a rule with an empty head"
    for atom in atoms:
        kinds = parts.types(atom) & _ATOMS
        if not kinds:
            return "an atom has no type of SWRL"
        if not kinds <= _APPLIED:
            return "HermiT and Pellet do not support built-ins"
    return ""
