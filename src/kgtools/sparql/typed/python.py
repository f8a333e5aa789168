"""What terms are worth in Python, and the terms of values of Python, one at a time."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any, TypeAlias

from kgtools.model.calendar import date_of
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term, Triple
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.reading import parse_literal
from kgtools.sparql.typed.writing import DATATYPES, value_form

__all__ = ["PythonValue", "python_value", "term_of", "value_term"]

#: what a cell of an answer can be
PythonValue: TypeAlias = str | bool | int | float | Decimal | date | datetime | time | timedelta | Term
_DAY = 86_400
_EPOCH = datetime(1970, 1, 1)
#: millionths of a second that Python has a duration for
_MAX_MICROSECONDS = timedelta.max // timedelta(microseconds=1)
#: digits that Python reads and writes as an integer, whatever its settings
_DIGITS = 640


def python_value(term: Term) -> PythonValue:
    """The value of a literal that Python has a type for; the term itself where it has none, or not one that is exact.

    >>> python_value(Literal(36)), python_value(Literal("a")), python_value(Literal("a", language="en"))
    (36, 'a', <Literal value=a language=en>)
    """
    if not isinstance(term, Literal) or term.language is not None:
        return term
    scalar = parse_literal(term.datatype.value, term.value)
    if scalar is None:
        return term
    kind, value = scalar
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
    if kind == kinds.DAY_TIME:
        micros = value[1].scaleb(6)
        exact = abs(micros) < _MAX_MICROSECONDS and micros == micros.to_integral_value()
        return timedelta(microseconds=int(micros)) if exact else term
    moment = _moment(value) if kind in (kinds.DATE, kinds.DATETIME, kinds.TIME) else None
    if moment is None or kind == kinds.DATETIME:
        return term if moment is None else moment
    # a day or a time of some time zone is not what Python calls a date or a time
    if moment.tzinfo is not None:
        return term
    return moment.date() if kind == kinds.DATE else moment.time()


def _moment(value: kinds.Moment) -> datetime | None:
    seconds, fraction, zone = value
    micros = fraction * 1_000_000
    days, second = divmod(seconds + (zone or 0) * 60, _DAY)
    if micros != int(micros) or not MINYEAR <= date_of(days)[0] <= MAXYEAR:
        return None
    local = datetime(*date_of(days)) + timedelta(seconds=second, microseconds=int(micros))
    return local if zone is None else local.replace(tzinfo=timezone(timedelta(minutes=zone)))


def term_of(value: object) -> Term:
    """The literal that a value of Python is; a term stays what it is.

    >>> term_of(True), term_of("a")
    (<Literal value=true datatype=<NamedNode value=http://www.w3.org/2001/XMLSchema#boolean>>, <Literal value=a ...>)

    Raises :class:`TypeError` for what no literal is, :class:`ValueError` where its datatype does not have the value.
    """
    if isinstance(value, NamedNode | BlankNode | Literal | Triple):
        return value
    if isinstance(value, str):
        return Literal(str(value))
    if isinstance(value, bool):
        return value_term(kinds.BOOLEAN, value)
    if isinstance(value, int):
        return value_term(kinds.INTEGER, kinds.EXACT.create_decimal(int(value)))
    if isinstance(value, float):
        return value_term(kinds.DOUBLE, float(value))
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError("xsd:decimal has only finite numbers")
        return value_term(kinds.DECIMAL, value)
    if isinstance(value, datetime):
        offset = value.utcoffset()
        zone, odd = (None, timedelta()) if offset is None else divmod(offset, timedelta(minutes=1))
        if odd:
            raise ValueError("time zones of xsd:dateTime have whole minutes")
        elapsed = value.replace(tzinfo=None) - _EPOCH - timedelta(minutes=zone or 0)
        fraction = Decimal(elapsed.microseconds).scaleb(-6)
        return value_term(kinds.DATETIME, (elapsed.days * _DAY + elapsed.seconds, fraction, zone))
    if isinstance(value, date):
        return value_term(kinds.DATE, ((value.toordinal() - _EPOCH.toordinal()) * _DAY, Decimal(0), None))
    if isinstance(value, time):
        if value.tzinfo is not None:
            raise ValueError("times with a time zone are not supported")
        second = (value.hour * 60 + value.minute) * 60 + value.second
        return value_term(kinds.TIME, (second, Decimal(value.microsecond).scaleb(-6), None))
    if isinstance(value, timedelta):
        passed_micros = Decimal(value // timedelta(microseconds=1))
        return value_term(kinds.DAY_TIME, (0, kinds.EXACT.scaleb(passed_micros, -6)))
    if hasattr(value, "item") and hasattr(value, "dtype"):
        return term_of(_of_numpy(value))
    raise TypeError(type(value).__name__)


def _of_numpy(scalar: Any) -> object:  # Any: a scalar of NumPy, which this module does without
    """A scalar of NumPy as one of Python; those of time come down to what Python counts."""
    kind = str(scalar.dtype)
    if kind[:8] not in ("datetime", "timedelt") or kind == "datetime64[D]":
        return scalar.item()
    micros = scalar.astype(f"{kind.partition('[')[0]}[us]")
    if micros != scalar:
        raise ValueError("more than microseconds of precision is not supported")
    return micros.item()


def value_term(kind: int, value: object, datatype: str | None = None) -> Literal:
    """The literal in canonical form, of the datatype of its kind or one that is derived from it."""
    return Literal(value_form(kind, value), datatype=NamedNode(datatype or DATATYPES[kind]))
