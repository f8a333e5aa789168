"""Class expressions and assertions that are made to deny a conclusion, as triples (OWL 2 Mapping to RDF Graphs)."""

from __future__ import annotations

from itertools import count

from kgtools.model.terms import BlankNode, Literal, NamedNode, Term, Triple, triple_of
from kgtools.model.vocab import OWL, RDFS, XSD
from kgtools.ontology.axioms import FIRST, NIL, REST, TYPE

__all__ = ["Denial", "Fresh"]

_TWO = Literal("2", datatype=NamedNode(XSD + "nonNegativeInteger"))


class Fresh:
    """Names that are nowhere else."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def name(self) -> NamedNode:
        """A name for a thing or a property."""
        return NamedNode(f"urn:kgtools:denial:{next(self._numbers)}")

    def node(self) -> BlankNode:
        """A node for an expression."""
        return BlankNode(f"kgtoolsdenial{next(self._numbers)}")


class Denial:
    """Axioms that deny a conclusion, in the making: `triples` are those that there are."""

    def __init__(self, fresh: Fresh, triples: list[Triple]) -> None:
        self.triples = triples
        self._fresh = fresh

    def say(self, s: Term, predicate: str | NamedNode, o: Term) -> None:
        """Add a triple."""
        self.triples.append(triple_of(s, NamedNode(predicate) if isinstance(predicate, str) else predicate, o))

    # -- expressions ------------------------------------------------------------------------------------------------

    def expression(self, predicate: str, value: Term, *, data: bool = False) -> BlankNode:
        """The class (or data range) that has this predicate."""
        node = self._fresh.node()
        self.say(node, TYPE, NamedNode(RDFS + "Datatype" if data else OWL + "Class"))
        self.say(node, predicate, value)
        return node

    def complement(self, of: Term, *, data: bool = False) -> BlankNode:
        """What is not in a class, or the values that are not in a data range."""
        return self.expression(OWL + ("datatypeComplementOf" if data else "complementOf"), of, data=data)

    def intersection_of(self, one: Term, other: Term, *, data: bool = False) -> BlankNode:
        """What is in two classes, or in two data ranges."""
        first, second = self._fresh.node(), self._fresh.node()
        for cell, member, rest in ((first, one, second), (second, other, NIL)):
            self.say(cell, FIRST, member)
            self.say(cell, REST, rest)
        return self.expression(OWL + "intersectionOf", first, data=data)

    def some_values_from(self, property: Term, filler: Term) -> BlankNode:
        """What has a value of a property in a class or data range."""
        return self._restriction(property, "someValuesFrom", filler)

    def at_least_two(self, property: Term) -> BlankNode:
        """What has two values of a property."""
        return self._restriction(property, "minCardinality", _TWO)

    def some_value(self, filler: Term) -> BlankNode:
        """What has a value in a data range, by a property of its own."""
        return self.some_values_from(self.data_property(), filler)

    def _restriction(self, property: Term, name: str, value: Term) -> BlankNode:
        node = self._fresh.node()
        self.say(node, TYPE, NamedNode(OWL + "Restriction"))
        self.say(node, OWL + "onProperty", property)
        self.say(node, OWL + name, value)
        return node

    # -- things and properties --------------------------------------------------------------------------------------

    def member(self, of: Term) -> NamedNode:
        """A thing of which nothing is known but that it belongs to a class."""
        name = self._fresh.name()
        self.say(name, TYPE, of)
        return name

    def data_property(self) -> NamedNode:
        """A data property of which nothing is known."""
        name = self._fresh.name()
        self.say(name, TYPE, NamedNode(OWL + "DatatypeProperty"))
        return name

    def relate(self, s: Term, property: Term, o: Term) -> None:
        """Say that two things are related by a property, or by the inverse of one."""
        if isinstance(property, NamedNode):
            self.say(s, property, o)
            return
        # an assertion in RDF has no room for an inverse: one that has a value from the other says the same
        self.say(s, TYPE, self._restriction(property, "hasValue", o))

    def deny(self, s: Term, property: Term, o: Term) -> None:
        """Say that two things are not related by a property, or by the inverse of one."""
        if not isinstance(property, NamedNode) or isinstance(o, Literal):
            # of a literal HermiT compares the spelling in a negative assertion, and the value here
            self.say(s, TYPE, self.complement(self._restriction(property, "hasValue", o)))
            return
        node = self._fresh.node()
        self.say(node, TYPE, NamedNode(OWL + "NegativePropertyAssertion"))
        self.say(node, OWL + "sourceIndividual", s)
        self.say(node, OWL + "assertionProperty", property)
        self.say(node, OWL + "targetIndividual", o)
