"""Whether an ontology keeps to OWL 2 DL and to OWL 2 RL, and which axiom breaks it.

OWL 2 DL: Structural Specification, sections 9.2.8 and 11.2 (simple properties, regular chains);
:mod:`kgtools.ontology.profiles.declarations`, :mod:`kgtools.ontology.profiles.mapping` and
:mod:`kgtools.ontology.profiles.closure` look at the rest of it.
OWL 2 RL: Profiles, section 4.2 (which class expressions may be where).
"""

from __future__ import annotations

from collections.abc import Iterator

from kgtools.model.terms import BlankNode, Literal, NamedNode, Term, triple_of
from kgtools.model.vocab import OWL, RDF, RDFS
from kgtools.ontology.axioms import Axiom, Axioms
from kgtools.ontology.datatypes import OWL2_DATATYPES
from kgtools.ontology.profiles.breach import Breach, is_range
from kgtools.ontology.profiles.closure import closure_breaches
from kgtools.ontology.profiles.declarations import declaration_breaches
from kgtools.ontology.profiles.mapping import mapping_breaches
from kgtools.ontology.swrl import SWRLRules

__all__ = ["Breach", "dl_breaches", "rl_breaches", "unusable_breaches"]

_THING = NamedNode(OWL + "Thing")
_RL_DATATYPES = OWL2_DATATYPES - {OWL + "real", OWL + "rational"}
#: the words of OWL that a class expression is made with
_CONSTRUCTORS = frozenset(
    {"oneOf", "complementOf", "someValuesFrom", "allValuesFrom", "hasSelf", "hasValue", "onProperty", "onClass"}
    | {"minCardinality", "maxCardinality", "cardinality", "onDataRange", "onProperties"}
    | {"minQualifiedCardinality", "maxQualifiedCardinality", "qualifiedCardinality"}
)


def rl_breaches(axioms: Axioms) -> Iterator[Breach]:
    """The axioms that OWL 2 RL does not allow.

    >>> from kgtools.reading import parse_bytes
    >>> text = b'''@prefix e: <http://e/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
    ... @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    ... e:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty e:p ; owl:someValuesFrom e:B ] .'''
    >>> [breach.reason for breach in rl_breaches(Axioms(parse_bytes(text, format="turtle")))]
    ['owl:someValuesFrom is not allowed in a superclass expression']
    """
    checker = _RL(axioms)
    for axiom in axioms.all:
        for reason in checker.reasons(axiom):
            yield Breach(axiom, reason)


class _RL:
    def __init__(self, axioms: Axioms) -> None:
        self.axioms = axioms

    def reasons(self, axiom: Axiom) -> Iterator[str]:
        main = axiom.main
        predicate = main.predicate.value
        s, o = main.subject, main.object
        if predicate == RDFS + "subClassOf":
            yield from self.sub(s)
            yield from self.sup(o)
        elif predicate == OWL + "equivalentClass" and not is_range(self.axioms, s) and not is_range(self.axioms, o):
            yield from self.equivalent(s)
            yield from self.equivalent(o)
        elif predicate == OWL + "disjointWith":
            yield from self.sub(s)
            yield from self.sub(o)
        elif predicate in (RDFS + "domain", RDFS + "range"):
            yield from self._range(o) if is_range(self.axioms, o) else self.sup(o)
        elif predicate == OWL + "disjointUnionOf":
            yield "owl:disjointUnionOf is not part of it"
        elif predicate == OWL + "hasKey":
            yield from self.sub(s)
        elif predicate in (OWL + "unionOf", OWL + "oneOf", OWL + "intersectionOf", OWL + "complementOf"):
            yield from self.equivalent_by(s, predicate)
        elif predicate == OWL + "equivalentClass":
            yield "user-defined datatypes are not part of it"
        elif predicate == RDF + "type":
            if o == NamedNode(OWL + "ReflexiveProperty"):
                yield "a reflexive property is not part of it"
            elif o == NamedNode(OWL + "AllDisjointClasses"):
                for head in self.axioms.objects(s, OWL + "members"):
                    for member in self.axioms.members(head):
                        yield from self.sub(member)
            elif isinstance(o, BlankNode):
                yield from self.sup(o)

    def _range(self, node: Term) -> Iterator[str]:
        if isinstance(node, NamedNode):
            if node.value not in _RL_DATATYPES:
                yield f"the datatype <{node.value}> is not part of it"
        elif not self.axioms.objects(node, OWL + "intersectionOf"):
            yield "a data range with facets, a union or an enumeration is not part of it"

    def sub(self, node: Term) -> Iterator[str]:
        """subClassExpression."""
        yield from self._expression(node, "sub")

    def sup(self, node: Term) -> Iterator[str]:
        """superClassExpression."""
        yield from self._expression(node, "super")

    def equivalent(self, node: Term) -> Iterator[str]:
        """equivClassExpression."""
        yield from self._expression(node, "equivalent")

    def equivalent_by(self, node: Term, predicate: str) -> Iterator[str]:
        """A named class that has an expression itself: Mapping to RDF Graphs, table 18."""
        if predicate != OWL + "intersectionOf":
            yield f"owl:{predicate.removeprefix(OWL)} may not define a class"
            return
        for head in self.axioms.objects(node, predicate):
            for member in self.axioms.members(head):
                yield from self.equivalent(member)

    def _expression(self, node: Term, place: str) -> Iterator[str]:
        if isinstance(node, NamedNode):
            if node == _THING:
                yield "owl:Thing is not allowed here"
            return
        where = {
            "sub": "in a subclass expression",
            "super": "in a superclass expression",
            "equivalent": "in a definition",
        }[place]
        axioms = self.axioms
        for head in axioms.objects(node, OWL + "intersectionOf"):
            for member in axioms.members(head):
                yield from self._expression(member, place)
            return
        for head in axioms.objects(node, OWL + "unionOf"):
            if place != "sub":
                yield f"owl:unionOf is not allowed {where}"
            for member in axioms.members(head):
                yield from self.sub(member) if place == "sub" else ()
            return
        for predicate in axioms.predicates(node):
            for value in axioms.objects(node, predicate):
                yield from self._part(predicate, value, node, place, where)

    def _part(self, predicate: str, value: Term, node: Term, place: str, context: str) -> Iterator[str]:
        name = predicate.removeprefix(OWL)
        if name in ("onProperty", "onClass", "onDataRange", "hasValue") or name not in _CONSTRUCTORS:
            return
        constructs = {
            "sub": {"oneOf", "someValuesFrom"},
            "super": {"complementOf", "allValuesFrom", "maxCardinality", "maxQualifiedCardinality"},
            "equivalent": set(),
        }[place]
        if name not in constructs:
            yield f"owl:{name} is not allowed {context}"
        elif name == "someValuesFrom" and value != _THING:
            yield from self._range(value) if is_range(self.axioms, value) else self.sub(value)
        elif name == "complementOf":
            yield from self.sub(value)
        elif name == "allValuesFrom":
            yield from self._range(value) if is_range(self.axioms, value) else self.sup(value)
        elif name.startswith("max"):
            if not isinstance(value, Literal) or value.value not in ("0", "1"):
                yield f"owl:{name} may be 0 or 1 only"
            filler = self.axioms.value(node, OWL + "onClass")
            if filler is not None and filler != _THING:
                yield from self.sub(filler)


def dl_breaches(axioms: Axioms) -> Iterator[Breach]:
    """The statements that OWL 2 DL does not allow; a SWRL rule is one of them as a whole."""
    rules = SWRLRules.of(axioms)
    for rule in rules.axioms:
        yield Breach(rule, "a SWRL rule is not an axiom of OWL 2")
    if rules:
        axioms = Axioms(t for t in axioms.triples if t not in rules.triples)
    yield from declaration_breaches(axioms)
    yield from mapping_breaches(axioms)
    yield from closure_breaches(axioms)
    yield from _simplicity(axioms)
    yield from _regularity(axioms)


def unusable_breaches(axioms: Axioms) -> Iterator[Breach]:
    """The statements at which a reasoner of OWL 2 DL stops, or which it takes for something else."""
    for find in (mapping_breaches, _simplicity, _regularity):
        yield from (breach for breach in find(axioms) if breach.unusable)


#: what relates everything, or nothing, with everything
_ALL_AND_NONE = (NamedNode(OWL + "topObjectProperty"), NamedNode(OWL + "bottomObjectProperty"))


def composite(axioms: Axioms) -> set[Term]:
    """The properties that are not simple (section 11.1): transitive, with a chain, or above one of those."""
    properties: set[Term] = {*axioms.declared(OWL + "TransitiveProperty"), *_ALL_AND_NONE}
    properties |= {node for node in axioms.subjects() if axioms.objects(node, OWL + "propertyChainAxiom")}
    links: list[tuple[Term, Term]] = []
    for triple in axioms.triples:
        if triple.predicate.value == RDFS + "subPropertyOf":
            links.append((triple.subject, triple.object))
        elif triple.predicate.value in (OWL + "equivalentProperty", OWL + "inverseOf"):
            links += [(triple.subject, triple.object), (triple.object, triple.subject)]
    while True:
        more = {b for a, b in links if a in properties} - properties
        if not more:
            return properties
        properties |= more


def _simplicity(axioms: Axioms) -> Iterator[Breach]:
    """Section 11.2: cardinalities, self and these characteristics want a simple property."""
    complex_ = composite(axioms)
    kinds = ("Functional", "InverseFunctional", "Irreflexive", "Asymmetric")
    for node in complex_:
        for kind in kinds:
            if OWL + kind + "Property" in axioms.types(node):
                axiom = triple_of(node, NamedNode(RDF + "type"), NamedNode(OWL + kind + "Property"))
                yield Breach(
                    Axiom(axiom),
                    "a property with a chain or transitivity may not have this characteristic",
                    unusable=True,
                )
        for other in axioms.objects(node, OWL + "propertyDisjointWith"):
            axiom = triple_of(node, NamedNode(OWL + "propertyDisjointWith"), other)
            yield Breach(
                Axiom(axiom), "a property with a chain or transitivity may not be disjoint with another", unusable=True
            )
    for triple in axioms.triples:
        among = triple.predicate.value == OWL + "members" and OWL + "AllDisjointProperties" in axioms.types(
            triple.subject
        )
        if among and complex_.intersection(axioms.members(triple.object)):
            whole = axioms.of_node.get(triple.subject, Axiom(triple))
            yield Breach(
                whole, "a property with a chain or transitivity may not be disjoint with another", unusable=True
            )
        if triple.predicate.value == OWL + "onProperty" and triple.object in complex_:
            for predicate in axioms.predicates(triple.subject):
                name = predicate.removeprefix(OWL)
                if "ardinality" in name or name == "hasSelf":
                    whole = axioms.of_node.get(triple.subject, Axiom(triple))
                    reason = f"owl:{name} is used with a property that has a chain or is transitive"
                    yield Breach(whole, reason, unusable=not _counts_nothing(axioms, triple.subject, name))


def _counts_nothing(axioms: Axioms, restriction: Term, name: str) -> bool:
    """Whether a cardinality says no more than "only" or "some" does: at most none, exactly none, at least one."""
    most = "1" if name.startswith("min") else "0"
    numbers = [number.value for number in axioms.objects(restriction, OWL + name) if isinstance(number, Literal)]
    return name != "hasSelf" and bool(numbers) and all(number in ("0", most) for number in numbers)


def _regularity(axioms: Axioms) -> Iterator[Breach]:
    """Section 11.2: there is an order of the properties in which every chain leads upward."""
    below: dict[Term, set[Term]] = {}
    for triple in axioms.triples:
        if triple.predicate.value == RDFS + "subPropertyOf":
            below.setdefault(triple.object, set()).add(triple.subject)
    chains = [t for t in axioms.triples if t.predicate.value == OWL + "propertyChainAxiom"]
    strict: dict[Term, set[Term]] = {}
    for triple in chains:
        steps = axioms.members(triple.object)
        whole = triple.subject
        # P P -> P, P R2 … -> P and … Rn P -> P leave P itself out
        if steps and steps[0] == whole:
            steps = steps[1:]
        elif steps and steps[-1] == whole:
            steps = steps[:-1]
        if steps == [whole]:
            continue
        strict.setdefault(whole, set()).update(steps)
    for triple in chains:
        visited: set[Term] = set()
        waiting = list(strict.get(triple.subject, ()))
        while waiting:
            node = waiting.pop()
            if node == triple.subject:
                yield Breach(
                    Axiom(triple, axioms.reach([triple.object])),
                    "the chain leads back to its own property",
                    unusable=True,
                )
                break
            if node not in visited:
                visited.add(node)
                waiting += [*strict.get(node, ()), *below.get(node, ())]
