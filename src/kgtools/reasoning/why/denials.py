"""What must be contradicted for a conclusion to follow: the reduction of entailment to consistency.

A conclusion follows if and only if what denies it contradicts the rest (OWL 2 Direct Semantics, section 2.5). A
conclusion that says several things, such as an equivalence, is denied in several ways, each of which must fail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

from kgtools.model.datatypes import DATATYPES, is_well_formed
from kgtools.model.terms import Literal, NamedNode, Term, Triple
from kgtools.model.vocab import OWL, RDF, RDFS
from kgtools.ontology.axioms import ANNOTATIONS, DECLARATIONS, TYPE, Axioms
from kgtools.ontology.profiles.breach import is_class, is_range, property_kinds
from kgtools.ontology.unsupported import fault_in
from kgtools.reasoning.why.conclusion import Conclusion
from kgtools.reasoning.why.expressions import Denial, Fresh

__all__ = ["Denials", "denials"]

#: what the two members of a pair are denied to be, by the type of the list
_PAIRWISE = frozenset(OWL + name for name in ("AllDifferent", "AllDisjointClasses", "AllDisjointProperties"))
_CHARACTERISTICS = (
    *("Functional", "InverseFunctional", "Transitive", "Symmetric", "Asymmetric", "Reflexive", "Irreflexive"),
)
#: one of these belongs to almost every datatype
_EXAMPLES = ("kgtools", "97", "-97", "true", "1997-09-07T09:07:00Z")
_COMBINED = ("unionOf", "intersectionOf", "oneOf")


@dataclass(frozen=True)
class Denials:
    """The ways to deny a conclusion, each as axioms; it follows where every one of them contradicts the rest.

    `reason` says why a conclusion cannot be put to a reasoner; there are no ways then. Where there is a `doubt`, the
    ways are examples only: one that contradicts nothing shows that the conclusion does not follow, but it need not
    follow where all contradict the rest.
    """

    ways: tuple[tuple[Triple, ...], ...] = ()
    reason: str = ""
    doubt: str = ""


def denials(conclusion: Conclusion, axioms: Axioms) -> Denials:
    """How a conclusion is denied, in an ontology with these axioms, which say of which kind its properties are.

    >>> from kgtools.reading import parse_bytes
    >>> text = b"<http://e/A> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <http://e/B> ."
    >>> (quad,) = parse_bytes(text, format="turtle")
    >>> len(denials(Conclusion.of(quad.triple), Axioms([])).ways)
    1
    """
    all_axioms = Axioms([*axioms.triples, *conclusion.axiom.triples])
    maker = _Denying(all_axioms, conclusion)
    try:
        ways = tuple(tuple(way.triples) for way in maker.ways())
    except _UndeniableError as error:
        return Denials(reason=error.reason)
    for way in ways:
        reason = fault_in(way, all_axioms)
        if reason:
            return Denials(reason=reason)
    return Denials(ways, doubt=maker.doubt)


class _UndeniableError(Exception):
    """A conclusion that a reasoner cannot be asked about."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class _Denying:
    """Denies one conclusion."""

    def __init__(self, axioms: Axioms, conclusion: Conclusion) -> None:
        self._axioms = axioms
        self._conclusion = conclusion
        self._fresh = Fresh()
        #: why the ways are examples only, if they are
        self.doubt = ""

    def ways(self) -> Iterator[Denial]:
        """Each way to deny it."""
        main = self._conclusion.triple
        predicate, s, o = main.predicate.value, main.subject, main.object
        if predicate == RDF + "type":
            yield from self._type(s, o)
        elif predicate in _BY_PREDICATE:
            yield from _BY_PREDICATE[predicate](self, s, o)
        elif predicate.removeprefix(OWL) in _COMBINED:
            yield from self._combined(s, predicate, o)
        else:
            yield from self._assertion(s, main.predicate, o)

    def _way(self) -> Denial:
        """A way to deny it, with the expressions that the conclusion has."""
        return Denial(self._fresh, list(self._conclusion.axiom.parts))

    # -- classes ----------------------------------------------------------------------------------------------------

    def _type(self, s: Term, o: Term) -> Iterator[Denial]:
        iri = o.value if isinstance(o, NamedNode) else ""
        name = iri.removeprefix(OWL)
        if iri in _PAIRWISE:
            yield from self._pairwise(s, name)
        elif iri == OWL + "NegativePropertyAssertion":
            yield self._denied_assertion(s)
        elif name.removesuffix("Property") in _CHARACTERISTICS and name.endswith("Property"):
            yield from self._characteristic(name.removesuffix("Property"), s)
        elif iri in DECLARATIONS and iri != OWL + "Thing":
            raise _UndeniableError("a declaration says nothing about things")
        elif iri.startswith((RDFS, RDF)):
            raise _UndeniableError("the terms of RDF Schema are not classes of OWL 2 DL")
        else:
            way = self._way()
            way.say(s, TYPE, way.complement(o))
            yield way

    def _is_range(self, *nodes: Term) -> bool:
        """Whether nodes are data ranges, and not classes."""
        return any(is_range(self._axioms, node) for node in nodes) and not any(
            is_class(self._axioms, node) for node in nodes
        )

    def _below(self, s: Term, o: Term) -> Iterator[Denial]:
        way = self._way()
        if self._is_range(s, o):
            way.member(way.some_value(way.intersection_of(s, way.complement(o, data=True), data=True)))
        else:
            member = way.member(s)
            way.say(member, TYPE, way.complement(o))
        yield way

    def _equivalent(self, s: Term, o: Term) -> Iterator[Denial]:
        yield from self._below(s, o)
        yield from self._below(o, s)

    def _disjoint(self, s: Term, o: Term) -> Iterator[Denial]:
        way = self._way()
        way.say(way.member(s), TYPE, o)
        yield way

    def _complement(self, s: Term, o: Term) -> Iterator[Denial]:
        yield from self._disjoint(s, o)
        way = self._way()
        way.say(way.member(way.complement(s)), TYPE, way.complement(o))
        yield way

    def _combined(self, s: Term, predicate: str, o: Term) -> Iterator[Denial]:
        """A class that is defined by the list of its parts."""
        for first in (True, False):
            way = self._way()
            expression = way.expression(predicate, o)
            if first:
                way.say(way.member(s), TYPE, way.complement(expression))
            else:
                way.say(way.member(expression), TYPE, way.complement(s))
            yield way

    def _disjoint_union(self, s: Term, o: Term) -> Iterator[Denial]:
        yield from self._combined(s, OWL + "unionOf", o)
        for a, b in combinations(self._axioms.members(o), 2):
            yield from self._disjoint(a, b)

    def _key(self, s: Term, o: Term) -> Iterator[Denial]:
        """Two things with names that share all values of the key, and are different (section 2.3.5)."""
        way = self._way()
        one, other = way.member(s), way.member(s)
        for property in self._axioms.members(o):
            if self._is_data(property):
                # that two things share a value that is not known cannot be said in OWL 2 DL: an example has to do
                self.doubt = "a key with a data property cannot be denied for every value"
                value: Term = self._example(property)
            else:
                value = self._fresh.name()
            way.relate(one, property, value)
            way.relate(other, property, value)
        way.say(one, OWL + "differentFrom", other)
        yield way

    def _example(self, property: Term) -> Literal:
        """A value that a data property may have, as far as its own range says."""
        for datatype in self._axioms.objects(property, RDFS + "range"):
            if isinstance(datatype, NamedNode) and datatype.value in DATATYPES:
                for text in _EXAMPLES:
                    if is_well_formed(datatype.value, text):
                        return Literal(text, datatype=datatype)
        return Literal(_EXAMPLES[0])

    # -- properties -------------------------------------------------------------------------------------------------

    def _is_data(self, *properties: Term) -> bool:
        """Whether properties are data properties; what nothing declares is an object property."""
        kinds = set().union(*(property_kinds(self._axioms, p) for p in properties))
        if kinds == {"AnnotationProperty"}:
            raise _UndeniableError("annotations mean nothing to a reasoner")
        return "DatatypeProperty" in kinds and "ObjectProperty" not in kinds

    def _property_way(self, *properties: Term) -> Denial:
        """A way in which the properties that nothing declares are declared."""
        way = self._way()
        kind = "DatatypeProperty" if self._is_data(*properties) else "ObjectProperty"
        for property in properties:
            if isinstance(property, NamedNode) and not property_kinds(self._axioms, property):
                way.say(property, TYPE, NamedNode(OWL + kind))
        return way

    def _below_property(self, s: Term, o: Term) -> Iterator[Denial]:
        way = self._property_way(s, o)
        if self._is_data(s, o):
            # a property of its own has a value that s has and o has not
            own = way.data_property()
            way.say(own, RDFS + "subPropertyOf", s)
            way.say(own, OWL + "propertyDisjointWith", o)
            way.member(way.some_values_from(own, NamedNode(RDFS + "Literal")))
        else:
            one, other = self._fresh.name(), self._fresh.name()
            way.relate(one, s, other)
            way.deny(one, o, other)
        yield way

    def _equivalent_properties(self, s: Term, o: Term) -> Iterator[Denial]:
        yield from self._below_property(s, o)
        yield from self._below_property(o, s)

    def _disjoint_properties(self, s: Term, o: Term) -> Iterator[Denial]:
        way = self._property_way(s, o)
        if self._is_data(s, o):
            own = way.data_property()
            way.say(own, RDFS + "subPropertyOf", s)
            way.say(own, RDFS + "subPropertyOf", o)
            way.member(way.some_values_from(own, NamedNode(RDFS + "Literal")))
        else:
            one, other = self._fresh.name(), self._fresh.name()
            way.relate(one, s, other)
            way.relate(one, o, other)
        yield way

    def _inverse(self, s: Term, o: Term) -> Iterator[Denial]:
        for p, q in ((s, o), (o, s)):
            way = self._property_way(p, q)
            one, other = self._fresh.name(), self._fresh.name()
            way.relate(one, p, other)
            way.deny(other, q, one)
            yield way

    def _chain(self, s: Term, o: Term) -> Iterator[Denial]:
        steps = self._axioms.members(o)
        way = self._property_way(s, *steps)
        names = [self._fresh.name() for _ in range(len(steps) + 1)]
        for step, (one, other) in zip(steps, pairwise(names), strict=True):
            way.relate(one, step, other)
        way.deny(names[0], s, names[-1])
        yield way

    def _domain(self, s: Term, o: Term) -> Iterator[Denial]:
        way = self._property_way(s)
        top = RDFS + "Literal" if self._is_data(s) else OWL + "Thing"
        way.say(way.member(way.some_values_from(s, NamedNode(top))), TYPE, way.complement(o))
        yield way

    def _range(self, s: Term, o: Term) -> Iterator[Denial]:
        is_data = self._is_data(s) or (self._is_range(o) and not property_kinds(self._axioms, s))
        way = self._way() if is_data else self._property_way(s)
        if is_data:
            way.say(s, TYPE, NamedNode(OWL + "DatatypeProperty"))
        way.member(way.some_values_from(s, way.complement(o, data=is_data)))
        yield way

    def _characteristic(self, name: str, s: Term) -> Iterator[Denial]:
        way = self._property_way(s)
        one, two, three = (self._fresh.name() for _ in range(3))
        if name == "Functional" and self._is_data(s):
            way.say(one, TYPE, way.at_least_two(s))
        elif name in ("Functional", "InverseFunctional"):
            for value in (two, three):
                way.relate(*((one, s, value) if name == "Functional" else (value, s, one)))
            way.say(two, OWL + "differentFrom", three)
        elif name == "Transitive":
            way.relate(one, s, two)
            way.relate(two, s, three)
            way.deny(one, s, three)
        elif name == "Symmetric":
            way.relate(one, s, two)
            way.deny(two, s, one)
        elif name == "Asymmetric":
            way.relate(one, s, two)
            way.relate(two, s, one)
        elif name == "Reflexive":
            way.deny(one, s, one)
        else:
            way.relate(one, s, one)
        yield way

    # -- things -----------------------------------------------------------------------------------------------------

    def _assertion(self, s: Term, property: Term, o: Term) -> Iterator[Denial]:
        iri = property.value if isinstance(property, NamedNode) else ""
        kinds = property_kinds(self._axioms, property)
        if kinds == {"AnnotationProperty"} or iri in ANNOTATIONS:
            raise _UndeniableError("annotations mean nothing to a reasoner")
        if iri.startswith((RDF, RDFS)):
            raise _UndeniableError("the terms of RDF Schema are not properties of OWL 2 DL")
        is_data = isinstance(o, Literal)
        way = self._way()
        if not kinds:
            way.say(property, TYPE, NamedNode(OWL + ("DatatypeProperty" if is_data else "ObjectProperty")))
        way.deny(s, property, o)
        yield way

    def _denied_assertion(self, node: Term) -> Denial:
        """A negative assertion is denied by what it denies."""
        get = self._axioms.value
        source, property = get(node, OWL + "sourceIndividual"), get(node, OWL + "assertionProperty")
        target = get(node, OWL + "targetIndividual") or get(node, OWL + "targetValue")
        if source is None or property is None or target is None:
            raise _UndeniableError("the negative assertion lacks its source, its property or its target")
        way = Denial(self._fresh, [])
        if not property_kinds(self._axioms, property):
            kind = "DatatypeProperty" if isinstance(target, Literal) else "ObjectProperty"
            way.say(property, TYPE, NamedNode(OWL + kind))
        way.relate(source, property, target)
        return way

    def _same(self, s: Term, o: Term) -> Iterator[Denial]:
        yield self._denial(s, OWL + "differentFrom", o)

    def _different(self, s: Term, o: Term) -> Iterator[Denial]:
        yield self._denial(s, OWL + "sameAs", o)

    def _denial(self, s: Term, predicate: str, o: Term) -> Denial:
        way = self._way()
        way.say(s, predicate, o)
        return way

    def _pairwise(self, node: Term, name: str) -> Iterator[Denial]:
        """Each pair of the members of a list."""
        heads = [h for p in ("members", "distinctMembers") for h in self._axioms.objects(node, OWL + p)]
        for a, b in combinations([member for head in heads for member in self._axioms.members(head)], 2):
            if name == "AllDifferent":
                way = Denial(self._fresh, [])
                way.say(a, OWL + "sameAs", b)
                yield way
            else:
                yield from self._disjoint(a, b) if name == "AllDisjointClasses" else self._disjoint_properties(a, b)


_BY_PREDICATE: dict[str, Callable[[_Denying, Term, Term], Iterator[Denial]]] = {
    RDFS + "subClassOf": _Denying._below,
    OWL + "equivalentClass": _Denying._equivalent,
    OWL + "disjointWith": _Denying._disjoint,
    OWL + "complementOf": _Denying._complement,
    OWL + "disjointUnionOf": _Denying._disjoint_union,
    OWL + "hasKey": _Denying._key,
    RDFS + "subPropertyOf": _Denying._below_property,
    OWL + "equivalentProperty": _Denying._equivalent_properties,
    OWL + "propertyDisjointWith": _Denying._disjoint_properties,
    OWL + "inverseOf": _Denying._inverse,
    OWL + "propertyChainAxiom": _Denying._chain,
    RDFS + "domain": _Denying._domain,
    RDFS + "range": _Denying._range,
    OWL + "sameAs": _Denying._same,
    OWL + "differentFrom": _Denying._different,
}
