"""The statements that HermiT and Pellet cannot take, found before the reasoner is run, each kind with its reason.

What is left out makes nothing follow that did not follow before; it may keep something from following.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kgtools.model.terms import BlankNode, Literal, NamedNode, Term, Triple
from kgtools.model.vocab import OWL, RDF, RDFS, XSD
from kgtools.ontology.axioms import Axiom, Axioms
from kgtools.ontology.datatypes import OWL2_DATATYPES
from kgtools.ontology.kinds import whole_axiom
from kgtools.ontology.profiles.check import unusable_breaches
from kgtools.ontology.profiles.lists import broken_lists
from kgtools.ontology.swrl import SWRLRules, beyond_reasoners
from kgtools.ontology.values import is_ill_formed

__all__ = ["ILL_FORMED", "SetAside", "broken_axioms", "fault_in", "rules_not_applied", "set_aside", "spelled"]

ILL_FORMED = "a literal is not in the lexical space of its datatype"

#: the places where a datatype may be in an axiom
_DATATYPE_PLACES = frozenset(
    {RDFS + "range", RDF + "first"}
    | {OWL + n for n in ("onDatatype", "someValuesFrom", "allValuesFrom", "onDataRange", "datatypeComplementOf")}
    | {OWL + "equivalentClass"}
)
_TYPE = RDF + "type"
#: the types of expressions
_EXPRESSIONS = frozenset({OWL + "Class", OWL + "Restriction", OWL + "DataRange", RDFS + "Datatype"})
#: the moments of the reasoners: years of four digits, and milliseconds
_MOMENT = re.compile(r"-?[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]*(\.[0-9]{1,3}0*)?(Z|[+-][0-9:]*)?")
_MIDNIGHT = re.compile(r"T24:00:00(\.0*)?")


@dataclass(frozen=True)
class SetAside:
    """Statements that a reasoner is not given, all for one reason.

    `reason` is a clause without a full stop, or nothing. Each statement is with the triple in it that the reason is
    about. `rules` says whether they are SWRL rules.
    """

    reason: str
    statements: tuple[tuple[Axiom, Triple], ...]
    rules: bool = False

    @property
    def summary(self) -> str:
        """How many there are, and why, as a sentence without a full stop.

        >>> triple = Triple(NamedNode("http://e/a"), NamedNode("http://e/p"), Literal("x"))
        >>> SetAside("it is too long", ((Axiom(triple), triple),)).summary
        '1 statement was left out, as it is too long'
        """
        return f"{self.amount}, as {self.reason}" if self.reason else self.amount

    @property
    def amount(self) -> str:
        """How many there are."""
        count = len(self.statements)
        what = "SWRL rule" if self.rules else "statement"
        were = f"{what} was" if count == 1 else f"{what}s were"
        return f"{count} {were} {'not applied' if self.rules else 'left out'}"


def rules_not_applied(rules: Iterable[Axiom]) -> tuple[SetAside, ...]:
    """SWRL rules of which none is applied, for no reason of their own."""
    statements = tuple((rule, rule.main) for rule in rules)
    return (SetAside("", statements, rules=True),) if statements else ()


def broken_axioms(axioms: Axioms) -> tuple[SetAside, ...]:
    """What of axioms the rules leave out, as its list is broken, by reason."""
    by_reason: dict[str, list[tuple[Axiom, Triple]]] = {}
    for triple, reason in broken_lists(axioms):
        by_reason.setdefault(reason, []).append((whole_axiom(axioms, triple), triple))
    return tuple(SetAside(reason, tuple(statements)) for reason, statements in sorted(by_reason.items()))


def set_aside(axioms: Axioms, rules: SWRLRules) -> tuple[SetAside, ...]:
    """What of axioms and rules a reasoner of OWL 2 DL cannot take, by reason.

    >>> from kgtools.reading import parse_bytes
    >>> text = b'''@prefix e: <http://e/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    ... e:a e:born "1815-12-10"^^xsd:date .'''
    >>> axioms = Axioms(parse_bytes(text, format="turtle"))
    >>> [kind.reason for kind in set_aside(axioms, SWRLRules())]
    ['HermiT and Pellet do not support the datatype xsd:date']
    """
    by_reason: dict[tuple[str, bool], dict[Axiom, Triple]] = {}
    unusable = {breach.axiom: breach.reason for breach in unusable_breaches(axioms)}
    # a breach may name a part of an axiom: its main triple is what both have in common
    by_main = {axiom.main: reason for axiom, reason in unusable.items()}
    judge = _Judge(axioms)
    for axiom in axioms.all:
        reason = unusable.get(axiom) or by_main.get(axiom.main)
        fault = (reason, axiom.main) if reason else judge.fault(axiom.triples)
        if fault is not None:
            by_reason.setdefault((fault[0], False), {})[axiom] = fault[1]
    for rule in rules.axioms:
        reason = beyond_reasoners(rule)
        fault = (reason, rule.main) if reason else judge.fault(rule.triples)
        if fault is not None:
            by_reason.setdefault((fault[0], True), {})[rule] = fault[1]
    return tuple(SetAside(reason, tuple(of.items()), is_rule) for (reason, is_rule), of in sorted(by_reason.items()))


def fault_in(triples: Sequence[Triple], axioms: Axioms) -> str:
    """Why a reasoner cannot take literals or datatypes in these triples; nothing where it can.

    `axioms` are those of the ontology, which may define datatypes.
    """
    fault = _Judge(axioms).fault(triples)
    return "" if fault is None else fault[0]


class _Judge:
    """Judges the literals and datatypes of axioms."""

    def __init__(self, axioms: Axioms) -> None:
        own = [n for n in axioms.declared(RDFS + "Datatype") if n.value not in OWL2_DATATYPES]
        self._own = {n.value for n in own}
        # a datatype that is only declared, without a definition, is as unknown to the reasoner as any other
        self._defined = {n.value for n in own if axioms.objects(n, OWL + "equivalentClass")}

    def fault(self, triples: Sequence[Triple]) -> tuple[str, Triple] | None:
        """Why a reasoner cannot take these triples, and the one that is to blame; None where it can."""
        return next(self._faults(triples), None)

    def _faults(self, triples: Sequence[Triple]) -> Iterator[tuple[str, Triple]]:
        predicates: dict[Term, set[str]] = {}
        for triple in triples:
            predicates.setdefault(triple.subject, set()).add(triple.predicate.value)
        for triple in triples:
            predicate = triple.predicate.value
            if predicate == OWL + "onProperties":
                yield "HermiT and Pellet do not support restrictions on several properties", triple
            if predicate == RDF + "first" and RDF + "rest" not in predicates[triple.subject]:
                yield "a list in it has no end", triple
            if (
                isinstance(triple.subject, BlankNode)
                and _is_expression(triple)
                and predicates[triple.subject] == {_TYPE}
            ):
                yield "an expression in it is empty", triple
        for triple in triples:
            value = triple.object
            if isinstance(value, Literal):
                reason = self._of_literal(value)
                if reason:
                    yield reason, triple
            elif isinstance(value, Triple):
                yield "HermiT and Pellet do not support triple terms", triple
            elif isinstance(value, NamedNode) and triple.predicate.value in _DATATYPE_PLACES:
                datatype = value.value
                is_datatype = datatype in OWL2_DATATYPES or datatype in self._defined
                if not is_datatype and (datatype.startswith(XSD) or datatype in self._own):
                    yield f"HermiT and Pellet do not support the datatype {_short(datatype)}", triple

    def _of_literal(self, literal: Literal) -> str:
        datatype = literal.datatype.value
        if datatype not in OWL2_DATATYPES:
            return f"HermiT and Pellet do not support the datatype {_short(datatype)}"
        if is_ill_formed(literal):
            return ILL_FORMED
        if datatype == OWL + "real":
            return "owl:real has no literals of its own"
        text = spelled(literal).value
        if datatype in (XSD + "dateTime", XSD + "dateTimeStamp") and not _MOMENT.fullmatch(text):
            return "HermiT and Pellet support milliseconds at most, and years of four digits"
        if datatype in (XSD + "double", XSD + "float") and text.startswith("-") and float(text) == 0:
            return "HermiT and Pellet do not tell negative zero from zero"
        return ""


def spelled(literal: Literal) -> Literal:
    """A literal with the same value, in a spelling that HermiT and Pellet read.

    >>> spelled(Literal("+INF", datatype=NamedNode(XSD + "double"))).value
    'INF'
    """
    datatype = literal.datatype.value
    if datatype in (XSD + "double", XSD + "float") and literal.value == "+INF":
        return Literal("INF", datatype=literal.datatype)
    if datatype in (XSD + "dateTime", XSD + "dateTimeStamp"):
        text = re.sub(r"(\.[0-9]{3})0+(?=[Z+-]|$)", r"\1", literal.value)
        if _MIDNIGHT.search(text):
            text = _next_day(text)
        return literal if text == literal.value else Literal(text, datatype=literal.datatype)
    return literal


def _is_expression(triple: Triple) -> bool:
    return triple.predicate.value == _TYPE and getattr(triple.object, "value", "") in _EXPRESSIONS


def _next_day(text: str) -> str:
    """A moment at 24:00:00 as one at 00:00:00 of the day after, which is the same."""
    from datetime import date, timedelta

    day, clock = text.split("T", 1)
    try:
        following = date.fromisoformat(day) + timedelta(days=1)
    except (ValueError, OverflowError):
        return text
    return f"{following.isoformat()}T{_MIDNIGHT.sub('T00:00:00', 'T' + clock)[1:]}"


def _short(datatype: str) -> str:
    for namespace, prefix in ((XSD, "xsd:"), (RDF, "rdf:"), (OWL, "owl:"), (RDFS, "rdfs:")):
        if datatype.startswith(namespace):
            return prefix + datatype.removeprefix(namespace)
    return f"<{datatype}>"
