"""From an ontology to rules on data: each axiom becomes the rules of OWL 2 RL that concern it, its schema joined away.

Names are those of the rule tables (OWL 2 Profiles, section 4.3, tables 4 to 8) or of RDF 1.1 Semantics (section 9.2.1).
Every class expression is a class of its own, as in the specification. Beyond the tables go ``x-self1`` and ``x-self2``
(owl:hasSelf) and data ranges with facets as fillers, since both are as easily decided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from kgtools.model.terms import BlankNode, Literal, NamedNode, Term, Triple, triple_of
from kgtools.model.vocab import OWL, RDF, RDFS, XSD
from kgtools.ontology.axioms import Axioms
from kgtools.ontology.datatypes import OWL2_DATATYPES
from kgtools.ontology.profiles.entailment import RuleGroup
from kgtools.reasoning.rules.rule import Atom, Key, Rule

__all__ = ["Compiler"]

TYPE = NamedNode(RDF + "type")
THING, NOTHING = NamedNode(OWL + "Thing"), NamedNode(OWL + "Nothing")
#: the property that relates every thing to every thing
TOP = NamedNode(OWL + "topObjectProperty")


class Compiler:
    """Makes the rules of one ontology: those of RDF Schema, and the `groups` of OWL 2 RL that a profile has.

    `edges` are the pairs of subclasses and subproperties to go by (asserted, or from the schema rules), each with the
    triple that says so. `number` gives the number of a term.
    """

    def __init__(self, axioms: Axioms, number: Callable[[Term], int], *, groups: frozenset[RuleGroup]) -> None:
        self.axioms = axioms
        self.number = number
        self.groups = groups
        self.ranges: set[Term] = set()
        self.same: Key = ("property", number(NamedNode(OWL + "sameAs")))
        self.different: Key = ("property", number(NamedNode(OWL + "differentFrom")))

    # -- relations

    def cls(self, node: Term) -> Key:
        return "class", self.number(node)

    def prop(self, node: Term) -> Key:
        return "property", self.number(node)

    def path(self, node: Term, s: str | int, o: str | int) -> Atom:
        """The atom of a property expression: an inverse turns its places round."""
        if isinstance(node, BlankNode):
            inverse = self.axioms.value(node, OWL + "inverseOf")
            if inverse is not None:
                return Atom(self.prop(inverse), (o, s))
        return Atom(self.prop(node), (s, o))

    def is_range(self, node: Term) -> bool:
        """Whether a node is a data range and not a class."""
        if isinstance(node, NamedNode) and node.value in OWL2_DATATYPES | {XSD + "date", XSD + "time", XSD + "gYear"}:
            return True
        if isinstance(node, NamedNode) and node.value.startswith(XSD):
            return True
        return bool(self.axioms.types(node) & {RDFS + "Datatype", OWL + "DataRange"})

    def member(self, node: Term, variable: str, *, inside: bool = True) -> tuple[Atom, ...]:
        """The atom that says that a value belongs to a class or a data range; none for what holds of everything."""
        if self.is_range(node):
            if node == NamedNode(RDFS + "Literal") and inside:
                return ()
            self.ranges.add(node)
            return (Atom(("in" if inside else "out", self.number(node)), (variable,)),)
        return () if node == THING else (Atom(self.cls(node), (variable,)),)

    def holder(self, node: Term, variable: str) -> tuple[Atom, ...]:
        """The atom that says that a thing belongs to a class, for a body of nothing else: every thing has its tuple."""
        return self.member(node, variable) or (Atom(self.cls(THING), (variable,)),)

    # -- rules

    def rules(self, subclasses: Iterable[tuple[Triple, str]], subproperties: Iterable[Triple]) -> list[Rule]:
        """All rules that infer."""
        rules = [*self._subclasses(subclasses), *self._subproperties(subproperties), *self._domains()]
        if RuleGroup.EQUALITY in self.groups:
            rules += self._equality()
        if RuleGroup.PROPERTIES in self.groups:
            rules += self._properties()
        if RuleGroup.CLASSES in self.groups:
            rules += self._expressions()
        if RuleGroup.PROPERTIES in self.groups:
            rules += self._keys()
        return [r for r in rules if r.head is not None and r.head not in r.body]

    def _subclasses(self, edges: Iterable[tuple[Triple, str]]) -> Iterator[Rule]:
        for triple, name in edges:
            if not self.is_range(triple.object) and triple.object not in (THING, NOTHING):
                body = self.holder(triple.subject, "x")
                yield Rule(name, body, Atom(self.cls(triple.object), ("x",)), (triple,))

    def _subproperties(self, edges: Iterable[Triple]) -> Iterator[Rule]:
        for triple in edges:
            equal = triple.predicate.value == OWL + "equivalentProperty"
            name = "prp-eqp1" if equal else "prp-spo1" if self.groups else "rdfs7"
            yield Rule(name, (self.path(triple.subject, "x", "y"),), self.path(triple.object, "x", "y"), (triple,))
            if equal:
                yield Rule(
                    "prp-eqp2", (self.path(triple.object, "x", "y"),), self.path(triple.subject, "x", "y"), (triple,)
                )

    def _domains(self) -> Iterator[Rule]:
        for predicate, owl, rdfs, place in (
            (RDFS + "domain", "prp-dom", "rdfs2", "x"),
            (RDFS + "range", "prp-rng", "rdfs3", "y"),
        ):
            for triple in self.triples(predicate):
                if not self.is_range(triple.object) and triple.object not in (THING, NOTHING):
                    every = Atom(self.cls(THING), (place,))
                    body = (every if triple.subject == TOP else self.path(triple.subject, "x", "y"),)
                    yield Rule(owl if self.groups else rdfs, body, Atom(self.cls(triple.object), (place,)), (triple,))

    def triples(self, predicate: str) -> Iterator[Triple]:
        """The triples of the ontology with a predicate."""
        for node in self.axioms.subjects():
            for value in self.axioms.objects(node, predicate):
                yield triple_of(node, NamedNode(predicate), value)

    def typed(self, kind: str) -> Iterator[tuple[Term, Triple]]:
        """The nodes of a type (a word of OWL), each with the triple that says so."""
        for node in self.axioms.subjects():
            if OWL + kind in self.axioms.types(node):
                yield node, triple_of(node, TYPE, NamedNode(OWL + kind))

    def _equality(self) -> Iterator[Rule]:
        yield Rule("eq-sym", (Atom(self.same, ("x", "y")),), Atom(self.same, ("y", "x")))
        yield Rule("eq-trans", (Atom(self.same, ("x", "y")), Atom(self.same, ("y", "z"))), Atom(self.same, ("x", "z")))
        for kind in ("members", "distinctMembers"):
            for triple in self.triples(OWL + kind):
                if OWL + "AllDifferent" in self.axioms.types(triple.subject):
                    # the members of the list are a relation, so that n different things are n tuples and not n*n
                    for m in self.axioms.members(triple.object):
                        member = Atom(("member", self.number(triple.object)), (self.number(m),))
                        yield Rule("eq-diff2", (), member, (triple,))

    def _properties(self) -> Iterator[Rule]:
        for p, triple in self.typed("FunctionalProperty"):
            yield self.same_values_rule("prp-fp", (self.path(p, "x", "y"),), ("x",), "y", triple)
        for p, triple in self.typed("InverseFunctionalProperty"):
            yield self.same_values_rule("prp-ifp", (self.path(p, "y", "x"),), ("x",), "y", triple)
        for p, triple in self.typed("SymmetricProperty"):
            yield Rule("prp-symp", (self.path(p, "x", "y"),), self.path(p, "y", "x"), (triple,))
        for p, triple in self.typed("TransitiveProperty"):
            body = (self.path(p, "x", "y"), self.path(p, "y", "z"))
            yield Rule("prp-trp", body, self.path(p, "x", "z"), (triple,))
        for triple in self.triples(OWL + "propertyChainAxiom"):
            steps = self.axioms.members(triple.object)
            links = tuple(self.path(step, f"u{i}", f"u{i + 1}") for i, step in enumerate(steps))
            if links:
                yield Rule("prp-spo2", links, self.path(triple.subject, "u0", f"u{len(steps)}"), (triple,))
        for triple in self.triples(OWL + "inverseOf"):
            if isinstance(triple.subject, NamedNode):
                yield Rule(
                    "prp-inv1", (self.path(triple.subject, "x", "y"),), self.path(triple.object, "y", "x"), (triple,)
                )
                yield Rule(
                    "prp-inv2", (self.path(triple.object, "x", "y"),), self.path(triple.subject, "y", "x"), (triple,)
                )

    def same_values_rule(
        self, name: str, single: tuple[Atom, ...], group: tuple[str, ...], member: str, *axioms: Triple
    ) -> Rule:
        """The rule that all values of `member` with the same `group` are the same."""
        double = (*(_renamed(a, group, "1") for a in single), *(_renamed(a, group, "2") for a in single))
        head = Atom(self.same, (member + "1", member + "2"))
        return Rule(name, double, head, axioms, group=group, member=member, single=single)

    def _keys(self) -> Iterator[Rule]:
        for triple in self.triples(OWL + "hasKey"):
            properties = self.axioms.members(triple.object)
            values = tuple(f"z{i}" for i in range(len(properties)))
            body = (
                *self.member(triple.subject, "x"),
                *(self.path(p, "x", z) for p, z in zip(properties, values, strict=True)),
            )
            if properties:
                yield self.same_values_rule("prp-key", body, values, "x", triple)

    def _expressions(self) -> Iterator[Rule]:
        """Table 6: the semantics of classes."""
        for triple in self.triples(OWL + "intersectionOf"):
            if self.is_range(triple.subject):
                continue
            members = self.axioms.members(triple.object)
            whole = Atom(self.cls(triple.subject), ("x",))
            body = tuple(atom for m in members for atom in self.member(m, "x"))
            if members:
                yield Rule("cls-int1", body or self.holder(THING, "x"), whole, (triple,))
            for m in members:
                if m not in (THING, NOTHING):
                    yield Rule("cls-int2", (whole,), Atom(self.cls(m), ("x",)), (triple,))
        for triple in self.triples(OWL + "unionOf"):
            if not self.is_range(triple.subject):
                for m in self.axioms.members(triple.object):
                    yield Rule("cls-uni", self.holder(m, "x"), Atom(self.cls(triple.subject), ("x",)), (triple,))
        for triple in self.triples(OWL + "oneOf"):
            if not self.is_range(triple.subject):
                for m in self.axioms.members(triple.object):
                    if not isinstance(m, Literal):
                        yield Rule("cls-oo", (), Atom(self.cls(triple.subject), (self.number(m),)), (triple,))
        for triple in self.triples(OWL + "onProperty"):
            yield from self._restriction(triple.subject, triple.object, triple)

    def _restriction(self, node: Term, p: Term, on: Triple) -> Iterator[Rule]:
        member = Atom(self.cls(node), ("x",))
        for filler in self.axioms.objects(node, OWL + "someValuesFrom"):
            name = "cls-svf2" if filler == THING else "cls-svf1"
            premises = (on, triple_of(node, NamedNode(OWL + "someValuesFrom"), filler))
            if filler != NOTHING:
                yield Rule(name, (self.path(p, "x", "y"), *self.member(filler, "y")), member, premises)
        for filler in self.axioms.objects(node, OWL + "allValuesFrom"):
            premises = (on, triple_of(node, NamedNode(OWL + "allValuesFrom"), filler))
            if not self.is_range(filler) and filler not in (THING, NOTHING):
                yield Rule("cls-avf", (member, self.path(p, "x", "y")), Atom(self.cls(filler), ("y",)), premises)
        for value in self.axioms.objects(node, OWL + "hasValue"):
            premises = (on, triple_of(node, NamedNode(OWL + "hasValue"), value))
            yield Rule("cls-hv1", (member,), self.path(p, "x", self.number(value)), premises)
            yield Rule("cls-hv2", (self.path(p, "x", self.number(value)),), member, premises)
        for value in self.axioms.objects(node, OWL + "hasSelf"):
            premises = (on, triple_of(node, NamedNode(OWL + "hasSelf"), value))
            if isinstance(value, Literal) and value.value in ("true", "1"):
                yield Rule("x-self1", (member,), self.path(p, "x", "x"), premises)
                yield Rule("x-self2", (self.path(p, "x", "x"),), member, premises)
        for predicate, name in (("maxCardinality", "cls-maxc2"), ("maxQualifiedCardinality", "cls-maxqc")):
            for value in self.axioms.objects(node, OWL + predicate):
                if isinstance(value, Literal) and value.value.lstrip("+").lstrip("0") == "1":
                    filler = self.axioms.value(node, OWL + "onClass") or THING
                    premises = (on, triple_of(node, NamedNode(OWL + predicate), value))
                    single = (member, self.path(p, "x", "y"), *self.member(filler, "y"))
                    full = name if name == "cls-maxc2" else "cls-maxqc4" if filler == THING else "cls-maxqc3"
                    if self.axioms.value(node, OWL + "onDataRange") is None:
                        yield self.same_values_rule(full, single, ("x",), "y", *premises)


def _renamed(atom: Atom, group: tuple[str, ...], suffix: str) -> Atom:
    places = tuple(p if isinstance(p, int) or p in group else p + suffix for p in atom.places)
    return Atom(atom.key, places)
