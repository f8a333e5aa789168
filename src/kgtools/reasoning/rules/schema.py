"""The schema rules of OWL 2 RL: what axioms follow from axioms (OWL 2 Profiles, section 4.3, table 9).

They are run over the triples of the ontology before the rules on data are made from it. What is true of every class
and property (scm-cls, scm-op, scm-dp) is said only of the fillers of restrictions, which are compared by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kgtools.model.order import term_key
from kgtools.model.terms import NamedNode, Term, triple_of
from kgtools.model.vocab import OWL, RDFS
from kgtools.ontology.axioms import Axioms
from kgtools.ontology.profiles.entailment import RuleGroup
from kgtools.reasoning.rules.rule import Atom, Key, Rule

__all__ = ["SCHEMA_PREDICATES", "schema_rules"]

SUB, SUBP = RDFS + "subClassOf", RDFS + "subPropertyOf"
EQ, EQP = OWL + "equivalentClass", OWL + "equivalentProperty"
DOM, RNG = RDFS + "domain", RDFS + "range"
ON, SOME, ALL, HAS = OWL + "onProperty", OWL + "someValuesFrom", OWL + "allValuesFrom", OWL + "hasValue"

#: the predicates that the schema rules read and write
SCHEMA_PREDICATES = (SUB, SUBP, EQ, EQP, DOM, RNG, ON, SOME, ALL, HAS)

# name: body, head; variables are the letters of the specification
_RULES: tuple[tuple[str, tuple[tuple[str, str, str], ...], tuple[tuple[str, str, str], ...]], ...] = (
    ("scm-sco", (("c1", SUB, "c2"), ("c2", SUB, "c3")), (("c1", SUB, "c3"),)),
    ("scm-eqc1", (("c1", EQ, "c2"),), (("c1", SUB, "c2"), ("c2", SUB, "c1"))),
    ("scm-eqc2", (("c1", SUB, "c2"), ("c2", SUB, "c1")), (("c1", EQ, "c2"),)),
    ("scm-spo", (("p1", SUBP, "p2"), ("p2", SUBP, "p3")), (("p1", SUBP, "p3"),)),
    ("scm-eqp1", (("p1", EQP, "p2"),), (("p1", SUBP, "p2"), ("p2", SUBP, "p1"))),
    ("scm-eqp2", (("p1", SUBP, "p2"), ("p2", SUBP, "p1")), (("p1", EQP, "p2"),)),
    ("scm-dom1", (("p", DOM, "c1"), ("c1", SUB, "c2")), (("p", DOM, "c2"),)),
    ("scm-dom2", (("p2", DOM, "c"), ("p1", SUBP, "p2")), (("p1", DOM, "c"),)),
    ("scm-rng1", (("p", RNG, "c1"), ("c1", SUB, "c2")), (("p", RNG, "c2"),)),
    ("scm-rng2", (("p2", RNG, "c"), ("p1", SUBP, "p2")), (("p1", RNG, "c"),)),
    (
        "scm-hv",
        (("c1", HAS, "i"), ("c1", ON, "p1"), ("c2", HAS, "i"), ("c2", ON, "p2"), ("p1", SUBP, "p2")),
        (("c1", SUB, "c2"),),
    ),
    (
        "scm-svf1",
        (("c1", SOME, "y1"), ("y1", SUB, "y2"), ("c2", SOME, "y2"), ("c1", ON, "p"), ("c2", ON, "p")),
        (("c1", SUB, "c2"),),
    ),
    (
        "scm-svf2",
        (("c1", SOME, "y"), ("c1", ON, "p1"), ("c2", SOME, "y"), ("c2", ON, "p2"), ("p1", SUBP, "p2")),
        (("c1", SUB, "c2"),),
    ),
    (
        "scm-avf1",
        (("c1", ALL, "y1"), ("y1", SUB, "y2"), ("c2", ALL, "y2"), ("c1", ON, "p"), ("c2", ON, "p")),
        (("c1", SUB, "c2"),),
    ),
    (
        "scm-avf2",
        (("c1", ALL, "y"), ("c1", ON, "p1"), ("c2", ALL, "y"), ("c2", ON, "p2"), ("p1", SUBP, "p2")),
        (("c2", SUB, "c1"),),
    ),
)

#: what of them RDF Schema has (RDF 1.1 Semantics, section 9.2.1: rdfs5 and rdfs11)
_RDFS = {"scm-sco": "rdfs11", "scm-spo": "rdfs5"}


def schema_rules(
    axioms: Axioms,
    number: Callable[[Term], int],
    *,
    groups: frozenset[RuleGroup],
    is_range: Callable[[Term], bool] = lambda node: False,
) -> list[Rule]:
    """The rules over the triples of an ontology; where `groups` has no classes, those of RDF Schema alone.

    `is_range` says of a filler whether it is a data range.
    """

    def atom(triple: tuple[str, str, str]) -> Atom:
        return Atom(_key(number, triple[1]), (triple[0], triple[2]))

    whole = RuleGroup.CLASSES in groups
    rules = [
        Rule(name if groups else _RDFS[name], tuple(map(atom, body)), atom(head))
        for name, body, heads in _RULES
        if whole or name in _RDFS
        for head in heads
    ]
    if not whole:
        return rules
    below = _key(number, SUB)
    rules += _fillers(axioms, number, is_range)
    for node in axioms.subjects():
        for predicate, name in ((OWL + "intersectionOf", "scm-int"), (OWL + "unionOf", "scm-uni")):
            for head in axioms.objects(node, predicate):
                premises = (triple_of(node, NamedNode(predicate), head),)
                for member in axioms.members(head):
                    pair = (number(node), number(member))
                    places = pair if name == "scm-int" else (pair[1], pair[0])
                    rules.append(Rule(name, (), Atom(below, places), premises))
    return rules


def _fillers(axioms: Axioms, number: Callable[[Term], int], is_range: Callable[[Term], bool]) -> Iterator[Rule]:
    """What scm-cls says, where restrictions are compared by it: of fillers, owl:Thing and the fillers themselves."""
    below = _key(number, SUB)
    thing, nothing = NamedNode(OWL + "Thing"), NamedNode(OWL + "Nothing")
    kinds = [(axioms.objects(node, SOME), axioms.objects(node, ALL)) for node in axioms.subjects()]
    for fillers in ({f for some, _ in kinds for f in some}, {f for _, every in kinds for f in every}):
        for filler in sorted(fillers, key=term_key):
            pairs = [(filler, filler)]
            if not is_range(filler):
                pairs += [(filler, thing)] if thing in fillers else []
                pairs += [(nothing, filler)] if nothing in fillers else []
            for a, b in dict.fromkeys(pairs):
                yield Rule("scm-cls", (), Atom(below, (number(a), number(b))))


def _key(number: Callable[[Term], int], predicate: str) -> Key:
    return "property", number(NamedNode(predicate))


#: the rules whose result no rule on data gives by itself
STRUCTURAL = frozenset({"scm-hv", "scm-svf1", "scm-svf2", "scm-avf1", "scm-avf2"})
