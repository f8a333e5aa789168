"""When a situation held: its start and end, in the words of the project and of common vocabularies.

A situation is an instance of ``onto#Situation``, or any node that has a start, an end or a moment and takes other
things together. Its dates are EDTF texts of time points, or literals with a date type of XSD.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kgtools.errors import UsageError
from kgtools.model.dates import Certainty, PartialDate, happens, holds_in, parse_edtf
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term, Triple
from kgtools.model.vocab import PROV, RDFS, XSD
from kgtools.query.portrait.lookup import Lookup

__all__ = ["Times", "date_of", "has_time", "is_time_property", "times_of"]

_SCHEMA = ("http://schema.org/", "https://schema.org/")
_TIME = "http://www.w3.org/2006/time#"
_ORG = "http://www.w3.org/ns/org#"
#: local names of the project's own ontology, and properties of vocabularies that many use
_NAMES = {
    "start": ("start", "startDate", "from", "since", "begin", "began"),
    "end": ("end", "endDate", "until", "till", "ended"),
    "at": ("at", "date", "on", "inYear"),
}
_IRIS = {
    "start": (*(s + "startDate" for s in _SCHEMA), _TIME + "hasBeginning", PROV + "startedAtTime"),
    "end": (*(s + "endDate" for s in _SCHEMA), _TIME + "hasEnd", PROV + "endedAtTime"),
    "at": ("http://purl.org/dc/terms/date", PROV + "atTime"),
}
#: an interval that is between a situation and its dates
_INTERVALS = tuple(
    NamedNode(iri) for iri in (_ORG + "memberDuring", _TIME + "hasTime", "http://purl.org/dc/terms/temporal")
)
_POINTS = tuple(
    NamedNode(iri)
    for iri in (_TIME + "inXSDDate", _TIME + "inXSDgYearMonth", _TIME + "inXSDgYear", _TIME + "inXSDDateTimeStamp")
)
_SUBPROPERTY = NamedNode(RDFS + "subPropertyOf")
_DATE_TYPES = frozenset(XSD + name for name in ("date", "dateTime", "dateTimeStamp", "gYear", "gYearMonth"))
_EDTF = "http://id.loc.gov/datatypes/edtf/"
_CALENDAR = re.compile(r"(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:T[\d:.]+)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)


@dataclass(frozen=True)
class Times:
    """The start and the end of a situation, as far as they are stated; a moment is both."""

    start: PartialDate | None = None
    end: PartialDate | None = None

    def holds_in(self, month: int) -> Certainty:
        """Whether it held in a month, see :func:`kgtools.model.dates.holds_in`."""
        if self.start is not None and self.start is self.end:
            return happens(self.start, month)
        return holds_in(self.start, self.end, month)

    @property
    def order(self) -> tuple[int, int]:
        """The months that it is sorted by: of its first date, and of its end."""
        bounds = [d.earliest if d.earliest is not None else d.latest for d in (self.start, self.end) if d is not None]
        last = self.end.latest if self.end is not None and self.end.latest is not None else 1 << 39
        return next((k for k in bounds if k is not None), 1 << 39), last


def is_time_property(lookup: Lookup, predicate: NamedNode, *parts: str) -> bool:
    """Whether a property gives the start, the end or the moment of a situation (``start``, ``end``, ``at``).

    A property is that of those above it, too: an ontology says so of its own (``rdfs:subPropertyOf``).
    """
    memo = lookup.time_parts.get(predicate)
    if memo is None:
        memo = lookup.time_parts[predicate] = _parts_of(lookup, predicate)
    return not memo.isdisjoint(parts) if parts else bool(memo)


def _parts_of(lookup: Lookup, predicate: NamedNode) -> frozenset[str]:
    """What of a situation a property, or one above it, gives."""
    above, ahead = {predicate}, [predicate]
    while ahead:
        for wider in lookup.objects(ahead.pop(), _SUBPROPERTY):
            if isinstance(wider, NamedNode) and wider not in above:
                above.add(wider)
                ahead.append(wider)
    iris = {one.value for one in above}
    own = {part: {lookup.term(name).value for name in names} for part, names in _NAMES.items()}
    return frozenset(part for part in _NAMES if not iris.isdisjoint({*own[part], *_IRIS[part]}))


def has_time(lookup: Lookup, triples: Iterable[Triple]) -> bool:
    """Whether triples give a date of the situation that they describe."""
    times = times_of(lookup, triples)
    return times.start is not None or times.end is not None


def times_of(lookup: Lookup, triples: Iterable[Triple]) -> Times:
    """The dates that the triples of a situation give; of several for one end the narrowest."""
    distinct = list(triples)
    for triple in list(distinct):
        if triple.predicate in _INTERVALS and isinstance(triple.object, NamedNode | BlankNode):
            distinct += lookup.triples(triple.object)
    moment = _narrowest(lookup, distinct, "at")
    start = _narrowest(lookup, distinct, "start") or moment
    return Times(start, _narrowest(lookup, distinct, "end") or moment)


def _narrowest(lookup: Lookup, triples: Iterable[Triple], part: str) -> PartialDate | None:
    dates = [
        date
        for triple in triples
        if is_time_property(lookup, triple.predicate, part)
        for date in date_of(lookup, triple.object)
    ]

    def width(date: PartialDate) -> tuple[int, str]:
        if date.latest is None or date.earliest is None:
            return 1 << 30, date.text
        return date.latest - date.earliest, date.text

    return min(dates, key=width, default=None)


def date_of(lookup: Lookup, term: Term) -> Sequence[PartialDate]:
    """The dates that a term is: a literal of a date type, or a time point."""
    memo = lookup.dates.get(term)
    if memo is None:
        memo = lookup.dates[term] = _literal(term) if isinstance(term, Literal) else _point(lookup, term)
    return memo


def _point(lookup: Lookup, term: Term) -> list[PartialDate]:
    """The dates of a time point."""
    texts = lookup.objects(term, "edtf") or [x for point in _POINTS for x in lookup.objects(term, point)]
    dates = [_parsed(_calendar(x.value) or x.value) for x in texts if isinstance(x, Literal)]
    return [date for date in dates if date is not None]


def _literal(literal: Literal) -> list[PartialDate]:
    """The date that a literal is; none where it is another value."""
    datatype = literal.datatype.value
    date = None
    if datatype in _DATE_TYPES:
        text = _calendar(literal.value)
        date = None if text is None else _parsed(text)
    elif datatype.startswith(_EDTF):
        date = _parsed(literal.value)
    return [] if date is None else [date]


def _calendar(text: str) -> str | None:
    match = _CALENDAR.fullmatch(text)
    return None if match is None else match[1]


def _parsed(text: str) -> PartialDate | None:
    try:
        return parse_edtf(text)
    except UsageError:
        return None
