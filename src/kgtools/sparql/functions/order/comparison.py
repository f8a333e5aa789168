"""``=`` and ``<`` between values (sections 17.3 and 17.4.1): whole columns, by the classes of what can be compared.

Numbers are compared after promotion (XPath, section B.1): integers and decimals exactly, with a double as doubles.
Beyond the table of section 17.3, dates, times, their parts and durations are compared within their datatype, with the
partial order of XSD 1.1: a moment without a time zone may be 14 hours earlier or later than it looks, and if that
matters the two cannot be compared.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from kgtools.model.datatypes import compare_durations
from kgtools.sparql.columns.codes import combined_codes
from kgtools.sparql.functions.logic import Truth, all_of, negation
from kgtools.sparql.functions.number_columns import aligned, as_doubles, distinct_objects, exact_parts, wide_parts
from kgtools.sparql.functions.order.ordering import text_ranks
from kgtools.sparql.functions.strings.text_comparison import text_equality, text_order
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import Bools, Column, Tags, ValueObject, column_rows, joined

if TYPE_CHECKING:
    from kgtools.sparql.terms.pool import Pool
    from kgtools.sparql.terms.values import Values

__all__ = ["INCOMPARABLE", "UNORDERED", "compare", "compared", "equality"]

Order: TypeAlias = npt.NDArray[np.int8]
#: the two have no order, and to ask for it is an error
INCOMPARABLE = 2
#: neither less nor equal nor greater, but no error: NaN
UNORDERED = 3
_HALF_DAY = 14 * 3600

_NUMBERS, _STRINGS, _BOOLEANS, _MOMENTS, _DURATIONS = 1, 2, 3, 4, 32
#: what can be compared with each other, by tag; of nothing: 0
_CLASS = np.zeros(256, np.uint8)
for _kind in range(kinds.INTEGER, kinds.DOUBLE + 1):
    _CLASS[[_kind, _kind + kinds.REFERENCE]] = _NUMBERS
_CLASS[kinds.WIDE] = _NUMBERS
for _kind in range(kinds.DATETIME, kinds.GDAY + 1):
    _CLASS[[_kind, _kind + kinds.REFERENCE]] = _MOMENTS + _kind - kinds.DATETIME
_CLASS[kinds.STRING] = _STRINGS
_CLASS[kinds.BOOLEAN] = _BOOLEANS
for _kind in (kinds.DURATION, kinds.YEAR_MONTH, kinds.DAY_TIME):
    _CLASS[[_kind, _kind + kinds.REFERENCE]] = _DURATIONS


def compare(left: Values, right: Values) -> Order:
    """-1, 0, 1 for less, equal, greater, or :data:`INCOMPARABLE`, or :data:`UNORDERED`."""
    texts = text_order(left, right, INCOMPARABLE)
    if texts is not None:
        return texts
    one, other = kinds.sole_tag(left.tags), kinds.sole_tag(right.tags)
    if one is not None and other is not None:
        # as most columns are: all that is known of the rows is known of the two
        number = int(_CLASS[one])
        if not number or number != _CLASS[other]:
            return np.full(len(left), INCOMPARABLE, np.int8)
        return _KERNELS.get(number, _compare_moments)(left.pool, left.column, right.column)
    classes = _CLASS[left.tags]
    classes[classes != _CLASS[right.tags]] = 0
    return _compare(left, right, classes)


def _compare(left: Values, right: Values, classes: npt.NDArray[np.uint8]) -> Order:
    pool = left.pool
    answer = np.full(len(classes), INCOMPARABLE, np.int8)
    if not len(classes):
        return answer
    columns = left.column, right.column
    present = np.flatnonzero(np.bincount(classes)).tolist()
    for number in present:
        if number == 0:
            continue
        kernel = _KERNELS.get(number, _compare_moments)
        if len(present) == 1:
            return kernel(pool, *columns)
        rows = np.flatnonzero(classes == number)
        answer[rows] = kernel(pool, column_rows(columns[0], rows), column_rows(columns[1], rows))
    return answer


def compared(operator: str, left: Values, right: Values) -> Truth:
    """``<  >  <=  >=`` (section 17.3) as 1, 0 and -1."""
    truth: Truth = _ANSWERS[operator][compare(left, right)]
    return truth


#: the answer for each order: equal, greater, incomparable, unordered and (from the end) less
_ANSWERS = {
    "<": np.array([0, 0, -1, 0, 1], np.int8),
    ">": np.array([0, 1, -1, 0, 0], np.int8),
    "<=": np.array([1, 0, -1, 0, 1], np.int8),
    ">=": np.array([1, 1, -1, 0, 0], np.int8),
    "=": np.array([1, 0, -1, 0, 0], np.int8),
}


def equality(left: Values, right: Values, *, negated: bool = False) -> Truth:
    """``=`` and ``!=`` as 1, 0 and -1 (sections 17.3 and 17.4.1.7).

    Values of different kinds that are both known are different. A literal that is ill-formed or of an unknown datatype
    is equal to itself; whether it is equal to another literal nobody can tell, but that one with a language tag is not.
    """
    truth = _equality(left, right)
    return negation(truth) if negated else truth


def _equality(left: Values, right: Values) -> Truth:
    texts = text_equality(left, right)
    if texts is not None:
        return texts
    if left.ids is not None and right.ids is not None and _are(left.tags, right.tags, _NAMED):
        result: Truth = (left.resolved() == right.resolved()).astype(np.int8)
        return result
    left_class, right_class = _CLASS[left.tags], _CLASS[right.tags]
    same = left_class == right_class
    by_order = same & (left_class > 0) & (left_class != _STRINGS) & (left_class != _DURATIONS)
    if by_order.all():
        truth: Truth = _ANSWERS["="][_compare(left, right, left_class)]
        return truth
    # both are known, and different kinds of things; or one of them is no literal
    truth = np.zeros(len(left), np.int8)
    left_kinds, right_kinds = left.kinds, right.kinds
    if by_order.any():
        rows = np.flatnonzero(by_order)
        truth[rows] = _ANSWERS["="][_compare(left.take(rows), right.take(rows), left_class[rows])]
    named = ~by_order & ((left_kinds == right_kinds) | (_OPAQUE[left_kinds] & _OPAQUE[right_kinds]))
    rows = np.flatnonzero(named)
    if len(rows):
        truth[rows] = _equal_names(left.take(rows), right.take(rows))
    durations = same & (left_class == _DURATIONS)
    if durations.any():
        rows = np.flatnonzero(durations)
        truth[rows] = _equal_durations(left.take(rows), right.take(rows))
    # an unknown literal, and a known one
    unknown = (_OPAQUE[left_kinds] & (right_class > 0)) | (_OPAQUE[right_kinds] & (left_class > 0))
    truth[unknown | (left.tags == kinds.ERROR) | (right.tags == kinds.ERROR)] = -1
    return truth


_OPAQUE = np.zeros(256, bool)
_OPAQUE[[kinds.OTHER, kinds.ILL]] = True
#: equal exactly where they are the same term
_NAMED = np.zeros(256, bool)
_NAMED[[kinds.BLANK, kinds.IRI, kinds.LANGUAGE, kinds.STRING]] = True


def _are(left: Tags, right: Tags, table: Bools) -> bool:
    one, other = kinds.sole_tag(left), kinds.sole_tag(right)
    if one is not None and other is not None:
        return bool(table[one] and table[other])
    return bool(table[left].all() and table[right].all())


def _equal_names(left: Values, right: Values) -> Truth:
    same = left.resolved() == right.resolved()
    truth: Truth = same.astype(np.int8)
    truth[_OPAQUE[left.kinds] & ~same] = -1
    triples = np.flatnonzero((left.kinds == kinds.TRIPLE) & ~same)
    if len(triples):
        pairs = zip(_parts(left.take(triples)), _parts(right.take(triples)), strict=True)
        truth[triples] = all_of([_equality(a, b) for a, b in pairs])
    return truth


def _parts(values: Values) -> tuple[Values, Values, Values]:
    """Subject, predicate and object of triple terms."""
    from kgtools.model.terms import Triple
    from kgtools.sparql.terms.values import Values
    from kgtools.table.kernels.text import parse_term

    rows, places = values.distinct()
    terms = [parse_term(text) for text in rows.objects()]
    triples = [term for term in terms if isinstance(term, Triple)]
    pool = values.pool
    return (
        Values.of_ids(pool, pool.intern_terms([triple.subject for triple in triples])[places]),
        Values.of_ids(pool, pool.intern_terms([triple.predicate for triple in triples])[places]),
        Values.of_ids(pool, pool.intern_terms([triple.object for triple in triples])[places]),
    )


def _equal_durations(left: Values, right: Values) -> Truth:
    # two that have no order are not equal
    return _pairwise(left.pool, left.column, right.column, lambda a, b: int(a == b))


# the classes ----------------------------------------------------------------------------------------------------------


def _sign(left: npt.NDArray[np.number], right: npt.NDArray[np.number]) -> Order:
    # not by subtraction: the difference of two words may be no word
    answer: Order = np.subtract((left > right).view(np.int8), (left < right).view(np.int8))
    return answer


def _compare_words(pool: Pool, left: Column, right: Column) -> Order:
    return _sign(left[1], right[1])


def _compare_numbers(pool: Pool, left: Column, right: Column) -> Order:
    highest = np.maximum(left[0], right[0])
    if highest.max() == kinds.INTEGER:
        return _sign(left[1], right[1])
    widest = np.maximum(left[0] & kinds.KIND_MASK, right[0] & kinds.KIND_MASK)
    inexact = widest >= kinds.FLOAT
    answer = np.zeros(len(widest), np.int8)
    if inexact.any():
        answer[inexact] = _compare_floats(
            as_doubles(pool, column_rows(left, inexact)),
            as_doubles(pool, column_rows(right, inexact)),
            single=widest[inexact] == kinds.FLOAT,
        )
    exact = np.flatnonzero(~inexact)
    plain = highest[exact] < kinds.REFERENCE
    rows = exact[plain]
    a, b, _, good = aligned(exact_parts(column_rows(left, rows)), exact_parts(column_rows(right, rows)))
    answer[rows] = _sign(a, b)
    rest = np.concatenate([rows[~good], exact[~plain]])
    if len(rest):
        whole_a, part_a, good_a = wide_parts(pool, column_rows(left, rest))
        whole_b, part_b, good_b = wide_parts(pool, column_rows(right, rest))
        order = _sign(whole_a, whole_b)
        answer[rest] = np.where(order == 0, _sign(part_a, part_b), order)
        rest = rest[~(good_a & good_b)]
    if len(rest):
        ranks = _ranks(*distinct_objects(pool, joined(column_rows(left, rest), column_rows(right, rest))))
        answer[rest] = _sign(ranks[: len(rest)], ranks[len(rest) :])
    return answer


def _compare_floats(left: npt.NDArray[np.float64], right: npt.NDArray[np.float64], *, single: Bools) -> Order:
    if single.any():
        with np.errstate(over="ignore"):
            left = np.where(single, left.astype(np.float32), left)
            right = np.where(single, right.astype(np.float32), right)
    answer = _sign(left, right)
    answer[np.isnan(left) | np.isnan(right)] = UNORDERED
    return answer


def _compare_strings(pool: Pool, left: Column, right: Column) -> Order:
    ranks = text_ranks(pool, joined(left, right))
    size = len(left[1])
    return _sign(ranks[:size], ranks[size:])


def _compare_moments(pool: Pool, left: Column, right: Column) -> Order:
    large = np.maximum(left[0], right[0]) >= kinds.REFERENCE
    if large.any():
        answer = np.empty(len(large), np.int8)
        answer[large] = _pairwise(pool, column_rows(left, large), column_rows(right, large), _compare_two_moments)
        if not large.all():
            answer[~large] = _compare_moments(pool, column_rows(left, ~large), column_rows(right, ~large))
        return answer
    zones = (1 << kinds.ZONE_BITS) - 1
    mixed = ((left[1] & zones) == kinds.NO_ZONE) != ((right[1] & zones) == kinds.NO_ZONE)
    a, b = left[1] >> kinds.ZONE_BITS, right[1] >> kinds.ZONE_BITS
    answer = _sign(a, b)
    if mixed.any():
        shift = _HALF_DAY * kinds.TICKS[int(left[0][0])]
        answer[mixed & (np.abs(a - b) <= shift)] = INCOMPARABLE
    return answer


def _compare_two_moments(a: kinds.Moment, b: kinds.Moment) -> int:
    if (a[2] is None) != (b[2] is None):
        apart = kinds.EXACT.add(Decimal(a[0] - b[0]), kinds.EXACT.subtract(a[1], b[1]))
        if abs(apart) <= _HALF_DAY:
            return INCOMPARABLE
    return (a[:2] > b[:2]) - (a[:2] < b[:2])


def _compare_durations(pool: Pool, left: Column, right: Column) -> Order:
    tag = int(left[0][0])
    if tag in (kinds.DAY_TIME, kinds.YEAR_MONTH) and (left[0] == tag).all() and (right[0] == tag).all():
        return _sign(left[1], right[1])
    return _pairwise(pool, left, right, _compare_two_durations)


def _compare_two_durations(a: tuple[int, Decimal], b: tuple[int, Decimal]) -> int:
    order = compare_durations(_whole(a), _whole(b))
    return INCOMPARABLE if order is None else order


def _whole(duration: tuple[int, Decimal]) -> tuple[int, int, Decimal]:
    months, seconds = duration
    whole = seconds.to_integral_value(ROUND_FLOOR)
    return months, int(whole), kinds.EXACT.subtract(seconds, whole)


_KERNELS: dict[int, Callable[[Pool, Column, Column], Order]] = {
    _NUMBERS: _compare_numbers,
    _STRINGS: _compare_strings,
    _BOOLEANS: _compare_words,
    _DURATIONS: _compare_durations,
}


def _pairwise(pool: Pool, left: Column, right: Column, function: Callable[[ValueObject, ValueObject], int]) -> Order:
    """A function of two objects, once for each distinct pair."""
    first, places = combined_codes([left[1], right[1], left[0], right[0]])
    pairs = zip(pool.objects(*column_rows(left, first)), pool.objects(*column_rows(right, first)), strict=True)
    return np.array([function(a, b) for a, b in pool.budget.paced(pairs)], np.int8)[places]


def _ranks(objects: list[ValueObject], places: npt.NDArray[np.intp]) -> npt.NDArray[np.int64]:
    rank = {value: i for i, value in enumerate(sorted(set(objects)))}
    return np.array([rank[value] for value in objects], np.int64)[places]
