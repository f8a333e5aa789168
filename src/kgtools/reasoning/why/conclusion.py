"""A conclusion that is asked about: a triple, or an axiom with the class expressions that it is made of."""

from __future__ import annotations

from dataclasses import dataclass

from kgtools.errors import ParseError, UsageError, shorten
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import BlankNode, NamedNode, Triple, triple_of
from kgtools.model.vocab import OWL
from kgtools.ontology.axioms import TYPE, Axiom, Axioms
from kgtools.reading import parse_bytes

__all__ = ["Conclusion", "parse_axiom"]

#: what begins the names of things and values that are nowhere else
_SHARING = "urn:kgtools:sharing:"


@dataclass(frozen=True)
class Conclusion:
    """What may follow: an axiom or a fact, with the expressions that it is made of."""

    axiom: Axiom

    @classmethod
    def of(cls, goal: Triple | Axiom, axioms: Axioms | None = None) -> Conclusion:
        """The conclusion of a triple or an axiom; the expressions of a triple are those that `axioms` have."""
        if isinstance(goal, Axiom):
            return cls(goal)
        return cls(Axiom(goal, axioms.reach([goal.subject, goal.object]) if axioms is not None else ()))

    @property
    def triple(self) -> Triple:
        """The triple that states it."""
        return self.axiom.main

    @property
    def is_plain(self) -> bool:
        """Whether it is a triple without an expression of its own."""
        return not self.axiom.parts and not isinstance(self.axiom.main.subject, BlankNode)

    def stated_key(self, axioms: Axioms) -> Axiom | None:
        """The key (``owl:hasKey``) as it is stated, in whatever order its properties are listed."""
        main = self.axiom.main
        if main.predicate.value != OWL + "hasKey":
            return None
        members = set(Axioms(self.axiom.triples).members(main.object))
        for value in axioms.objects(main.subject, OWL + "hasKey"):
            if set(axioms.members(value)) == members:
                return Axiom(triple_of(main.subject, main.predicate, value), axioms.reach([value]))
        return None

    def sharing(self) -> tuple[list[Triple], Triple] | None:
        """Of a key: that two things of its class share its values, and what has to follow from that.

        The values are names of which nothing is known, so that what follows holds of every value.
        """
        main = self.axiom.main
        if main.predicate.value != OWL + "hasKey":
            return None
        one, other = NamedNode(f"{_SHARING}one"), NamedNode(f"{_SHARING}other")
        shared = [triple_of(thing, TYPE, main.subject) for thing in (one, other)]
        for number, property in enumerate(Axioms(self.axiom.triples).members(main.object)):
            if not isinstance(property, NamedNode):
                return None
            shared += [triple_of(thing, property, NamedNode(f"{_SHARING}{number}")) for thing in (one, other)]
        return shared, triple_of(one, NamedNode(OWL + "sameAs"), other)


def parse_axiom(text: str, prefixes: PrefixTable) -> Axiom:
    """The one axiom or fact that a text in Turtle states; the full stop may be missing.

    >>> text = "[] a owl:AllDifferent ; owl:distinctMembers ( e:a e:b )"
    >>> owl = "http://www.w3.org/2002/07/owl#"
    >>> parse_axiom(text, PrefixTable({"e": "http://e/", "owl": owl})).main.object.value
    'http://www.w3.org/2002/07/owl#AllDifferent'

    Raises :class:`ParseError` for what is not Turtle, and :class:`UsageError` where it states none or several.
    """
    head = "".join(f"@prefix {prefix}: <{namespace}> . " for prefix, namespace in prefixes.items())
    whole = text if text.rstrip().endswith(".") else f"{text} ."
    try:
        triples = [quad.triple for quad in parse_bytes((head + whole).encode(), format="turtle")]
    except ParseError as error:
        raise ParseError(f'"{shorten(text)}" is not an axiom in Turtle: {error.reason}') from error
    axioms = Axioms(triples)
    axioms_of_text = axioms.all or tuple(Axiom(triple) for triple in triples)
    if len(axioms_of_text) != 1:
        what = "no axiom or fact" if not axioms_of_text else f"{len(axioms_of_text)} axioms or facts"
        raise UsageError(f"the text states {what}; ask about one.")
    (axiom,) = axioms_of_text
    return Axiom(axiom.main, tuple(t for t in triples if t != axiom.main))
