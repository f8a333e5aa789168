"""The rules that find contradictions: what the rule tables of OWL 2 RL conclude ``false`` from.

Beyond them are the two that concern the kind of a value (``x-literal``: a literal where the ontology wants a thing;
``x-thing``: a thing where it wants a literal) and ``dt-not-type`` over data ranges with facets.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from kgtools.model.terms import Literal, NamedNode, Term, Triple, triple_of
from kgtools.model.vocab import OWL, RDFS
from kgtools.reasoning.rules.budget import Budget
from kgtools.reasoning.rules.compile import NOTHING, THING, TOP, Compiler
from kgtools.reasoning.rules.rule import Atom, Rule

__all__ = ["MESSAGES", "clash_rules"]

#: what each of these rules finds, for people
MESSAGES = {
    "eq-diff1": "two individuals are both the same and different",
    "eq-diff2": "two individuals are both the same and different",
    "eq-diff3": "two individuals are both the same and different",
    "prp-irp": "a thing is related to itself by an irreflexive property",
    "prp-asyp": "two things are related both ways by an asymmetric property",
    "prp-pdw": "two things are related by two disjoint properties",
    "prp-adp": "two things are related by two disjoint properties",
    "prp-npa1": "a fact is both asserted and denied",
    "prp-npa2": "a fact is both asserted and denied",
    "prp-fp": "a functional property has two values",
    "cls-nothing2": "a thing belongs to a class that can have no member",
    "cls-com": "a thing belongs to a class and to its complement",
    "cls-maxc1": "a thing has a value that its class forbids",
    "cls-maxqc1": "a thing has a value that its class forbids",
    "cls-maxqc2": "a thing has a value that its class forbids",
    "cls-maxc2": "a thing has more values than its class allows",
    "cls-avf": "a value lies outside the data range that the class of its subject allows",
    "cax-dw": "a thing belongs to two disjoint classes",
    "cax-adc": "a thing belongs to two disjoint classes",
    "dt-not-type": "a value lies outside the range of its property",
    "x-literal": "there is a literal where the ontology requires an individual",
    "x-thing": "there is an individual where the ontology requires a literal",
    "x-ill-formed": "the text of a literal is not valid for its datatype",
}


def clash_rules(compiler: Compiler, budget: Budget) -> list[Rule]:
    """The rules of an ontology that find clashes; n disjoint classes are n*n/2 of them, so that a budget is kept."""
    rules: list[Rule] = []
    for part in (_equality, _properties, _values, _classes, _restrictions):
        for rule in part(compiler):
            rules.append(rule)
            if len(rules) % 1000 == 0:
                budget.check()
    return rules


def _equality(c: Compiler) -> Iterator[Rule]:
    same = Atom(c.same, ("x", "y"))
    yield Rule("eq-diff1", (same, Atom(c.different, ("x", "y"))))
    for kind, name in (("members", "eq-diff2"), ("distinctMembers", "eq-diff3")):
        for triple in c.triples(OWL + kind):
            if OWL + "AllDifferent" in c.axioms.types(triple.subject):
                among = ("member", c.number(triple.object))
                members = c.axioms.members(triple.object)
                if len(set(members)) < len(members):
                    yield Rule(name, (), axioms=(triple,))
                yield Rule(name, (same, Atom(among, ("x",)), Atom(among, ("y",))), axioms=(triple,))


def _properties(c: Compiler) -> Iterator[Rule]:
    for p, triple in c.typed("IrreflexiveProperty"):
        yield Rule("prp-irp", (c.path(p, "x", "x"),), axioms=(triple,))
    for p, triple in c.typed("AsymmetricProperty"):
        yield Rule("prp-asyp", (c.path(p, "x", "y"), c.path(p, "y", "x")), axioms=(triple,))
    for triple in c.triples(OWL + "propertyDisjointWith"):
        yield Rule("prp-pdw", (c.path(triple.subject, "x", "y"), c.path(triple.object, "x", "y")), axioms=(triple,))
    for node, _ in c.typed("AllDisjointProperties"):
        for head in c.axioms.objects(node, OWL + "members"):
            triple = triple_of(node, NamedNode(OWL + "members"), head)
            for p, q in combinations(c.axioms.members(head), 2):
                yield Rule("prp-adp", (c.path(p, "x", "y"), c.path(q, "x", "y")), axioms=(triple,))
    for triple in c.triples(OWL + "sourceIndividual"):
        # the rules do not ask for the type owl:NegativePropertyAssertion
        node, source = triple.subject, triple.object
        for denied in c.axioms.objects(node, OWL + "assertionProperty"):
            for target, name in (("targetIndividual", "prp-npa1"), ("targetValue", "prp-npa2")):
                for value in c.axioms.objects(node, OWL + target):
                    premises = (
                        triple,
                        Triple(node, NamedNode(OWL + "assertionProperty"), denied),
                        Triple(node, NamedNode(OWL + target), value),
                    )
                    yield Rule(name, (c.path(denied, c.number(source), c.number(value)),), axioms=premises)
    for p, triple in c.typed("FunctionalProperty"):
        single = (c.path(p, "x", "y"),)
        rule = c.same_values_rule("prp-fp", single, ("x",), "y", triple)
        yield Rule("prp-fp", rule.body, None, (triple,), ("x",), "y", single, ("y1", "y2"))


def _values(c: Compiler) -> Iterator[Rule]:
    for triple in c.triples(RDFS + "range"):
        if c.is_range(triple.object):
            body = c.member(triple.object, "y", inside=False)
            yield Rule("dt-not-type", (c.path(triple.subject, "x", "y"), *body), axioms=(triple,))
    for p, triple in c.typed("DatatypeProperty"):
        yield Rule("x-thing", (c.path(p, "x", "y"), Atom(("thing", 0), ("y",))), axioms=(triple,))
    for p, triple in c.typed("ObjectProperty"):
        yield Rule("x-literal", (c.path(p, "x", "y"), Atom(("literal", 0), ("y",))), axioms=(triple,))


def _classes(c: Compiler) -> Iterator[Rule]:
    for predicate, name in (
        ("disjointWith", "cax-dw"),
        ("complementOf", "cls-com"),
    ):
        for triple in c.triples(OWL + predicate):
            yield from _exclusive(c, name, triple.subject, triple.object, triple)
    for node, _ in c.typed("AllDisjointClasses"):
        for head in c.axioms.objects(node, OWL + "members"):
            triple = triple_of(node, NamedNode(OWL + "members"), head)
            for a, b in combinations(c.axioms.members(head), 2):
                yield from _exclusive(c, "cax-adc", a, b, triple)
    for triple in c.triples(OWL + "disjointUnionOf"):
        for a, b in combinations(c.axioms.members(triple.object), 2):
            yield from _exclusive(c, "cax-adc", a, b, triple)
    for triple in c.triples(RDFS + "subClassOf"):
        if triple.object == NOTHING:
            # without a body where all that is is nothing: there is at least one thing (OWL 2 Direct Semantics, 2.2)
            yield Rule("cls-nothing2", c.member(triple.subject, "x"), axioms=(triple,))
    for triple in c.triples(OWL + "equivalentClass"):
        if {triple.subject, triple.object} == {THING, NOTHING}:
            yield Rule("cls-nothing2", (), axioms=(triple,))
    for predicate in ("domain", "range"):
        for triple in c.triples(RDFS + predicate):
            if triple.object == NOTHING and triple.subject == TOP:
                yield Rule("cls-nothing2", (), axioms=(triple,))
            elif triple.object == NOTHING:
                yield Rule("cls-nothing2", (c.path(triple.subject, "x", "y"),), axioms=(triple,))
    yield Rule("cls-nothing2", (Atom(c.cls(NOTHING), ("x",)),))


def _exclusive(c: Compiler, name: str, a: Term, b: Term, triple: Triple) -> Iterator[Rule]:
    if not c.is_range(a) and not c.is_range(b):
        body = (*c.member(a, "x"), *c.member(b, "x"))
        yield Rule(name, tuple(dict.fromkeys(body)), axioms=(triple,))


def _restrictions(c: Compiler) -> Iterator[Rule]:
    for on in c.triples(OWL + "onProperty"):
        node, p = on.subject, on.object
        member = Atom(c.cls(node), ("x",))
        for predicate, name in (("maxCardinality", "cls-maxc1"), ("maxQualifiedCardinality", "cls-maxqc1")):
            for value in c.axioms.objects(node, OWL + predicate):
                if isinstance(value, Literal) and not value.value.lstrip("+").lstrip("0"):
                    filler = c.axioms.value(node, OWL + "onClass") or THING
                    full = "cls-maxqc2" if name == "cls-maxqc1" and filler == THING else name
                    premises = (on, Triple(node, NamedNode(OWL + predicate), value))
                    yield Rule(full, (member, c.path(p, "x", "y"), *c.member(filler, "y")), axioms=premises)
                elif isinstance(value, Literal) and value.value == "1" and name == "cls-maxc1":
                    premises = (on, Triple(node, NamedNode(OWL + predicate), value))
                    single = (member, c.path(p, "x", "y"))
                    rule = c.same_values_rule("cls-maxc2", single, ("x",), "y", *premises)
                    yield Rule("cls-maxc2", rule.body, None, premises, ("x",), "y", single, ("y1", "y2"))
        for filler in c.axioms.objects(node, OWL + "allValuesFrom"):
            premises = (on, Triple(node, NamedNode(OWL + "allValuesFrom"), filler))
            if c.is_range(filler):
                yield Rule(
                    "cls-avf", (member, c.path(p, "x", "y"), *c.member(filler, "y", inside=False)), axioms=premises
                )
            elif filler == NOTHING:
                yield Rule("cls-maxc1", (member, c.path(p, "x", "y")), axioms=premises)
