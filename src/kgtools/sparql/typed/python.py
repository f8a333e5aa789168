"""What terms are worth in Python, one term at a time."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import TypeAlias

from kgtools.model.terms import Literal, Term
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.reading import parse_literal
from kgtools.sparql.typed.writing import civil

__all__ = ["PythonValue", "python_value"]

#: what a cell of an answer can be
PythonValue: TypeAlias = str | bool | int | float | Decimal | date | datetime | Term
_DAY = 86_400
#: digits that Python reads and writes as an integer, whatever its settings
_DIGITS = 640


def python_value(term: Term) -> PythonValue:
    """The value of a literal that Python has a type for; the term itself where it has none, or not one that is exact.

    >>> python_value(Literal(36)), python_value(Literal("a")), python_value(Literal("a", language="en"))
    (36, 'a', <Literal value=a language=en>)
    """
    if not isinstance(term, Literal) or term.language is not None:
        return term
    found = parse_literal(term.datatype.value, term.value)
    if found is None:
        return term
    kind, value = found
    if kind == kinds.INTEGER:
        return int(value) if isinstance(value, int) or value.adjusted() < _DIGITS else term
    if kind == kinds.BOOLEAN:
        return bool(value)
    if kind == kinds.STRING:
        return term.value
    if kind == kinds.DECIMAL:
        return Decimal(value)
    if kind in (kinds.FLOAT, kinds.DOUBLE):
        return float(value)
    moment = _moment(value) if kind in (kinds.DATE, kinds.DATETIME) else None
    if moment is None or kind == kinds.DATETIME:
        return term if moment is None else moment
    # a day of some time zone is not what Python calls a date
    return moment.date() if moment.tzinfo is None else term


def _moment(value: kinds.Moment) -> datetime | None:
    seconds, fraction, zone = value
    micros = fraction * 1_000_000
    days, second = divmod(seconds + (zone or 0) * 60, _DAY)
    if micros != int(micros) or not MINYEAR <= civil(days)[0] <= MAXYEAR:
        return None
    local = datetime(*civil(days)) + timedelta(seconds=second, microseconds=int(micros))
    return local if zone is None else local.replace(tzinfo=timezone(timedelta(minutes=zone)))
