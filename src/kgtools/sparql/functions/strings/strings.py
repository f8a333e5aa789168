"""The functions on strings (section 17.4.3), except for those with regular expressions.

Where two strings come together, their languages must be compatible (section 17.4.3.1.2): the second is without one, or
both have the same one, and the same base direction.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import ROUND_FLOOR, Decimal

import numpy as np

from kgtools.sparql.context import Context
from kgtools.sparql.functions.combinations import constant, of_literals, of_objects, of_strings, rowwise
from kgtools.sparql.functions.strings import kernels
from kgtools.sparql.functions.strings.row_texts import are_many, cut_rows, divided_rows, matched_rows, row_codes
from kgtools.sparql.functions.strings.text_columns import string_column
from kgtools.sparql.functions.strings.texts import StringColumn
from kgtools.sparql.terms.values import Values
from kgtools.sparql.typed.kinds import ValueObject

__all__ = [
    "concat",
    "contains",
    "encode_for_uri",
    "lcase",
    "strafter",
    "strbefore",
    "strends",
    "strlen",
    "strstarts",
    "substr",
    "ucase",
]

Arguments = Sequence[Values]
#: a text and what follows its quotation marks
Pair = tuple[str, str]
#: bytes that a character may take in Python's memory
_WIDTH = 4
#: no text has so many characters
_BEYOND = 1 << 53


def strlen(context: Context, arguments: Arguments) -> Values:
    """``STRLEN`` (section 17.4.3.2): the number of characters."""
    column = string_column(arguments[0])
    counts = kernels.lengths(column.texts)[column.places]
    return Values.integers(column.pool, counts, counts >= 0)


def ucase(context: Context, arguments: Arguments) -> Values:
    """``UCASE`` (section 17.4.3.4)."""
    column = string_column(arguments[0]).compact()
    return column.with_texts(kernels.upper(column.texts, context.budget))


def lcase(context: Context, arguments: Arguments) -> Values:
    """``LCASE`` (section 17.4.3.5)."""
    column = string_column(arguments[0]).compact()
    return column.with_texts(kernels.lower(column.texts, context.budget))


def substr(context: Context, arguments: Arguments) -> Values:
    """``SUBSTR`` (section 17.4.3.3): places count from 1 and are rounded as ``fn:substring`` does."""
    column = string_column(arguments[0]).compact()
    numbers = [constant(argument) for argument in arguments[1:]]
    if all(type(number) in (int, float, Decimal) for number in numbers):
        begin, end = _bounds(*numbers)
        return column.with_texts(kernels.cut(column.texts, begin, end))
    if are_many([column]):
        result = cut_rows(column, arguments[1:], context.budget)
        if result is not None:
            return result

    def one(pair: Pair, *numbers: object) -> Pair | None:
        if not all(type(number) in (int, float, Decimal) for number in numbers):
            return None
        begin, end = _bounds(*numbers)
        return pair[0][begin:end], pair[1]

    columns = [of_strings(column), *map(of_objects, arguments[1:])]
    return of_literals(column, rowwise(columns, one, context.budget))


def _bounds(start: object, length: object = None) -> tuple[int, int | None]:
    """From which place (from 0) to which, of ``fn:substring``.

    >>> _bounds(1.5, 2.6), _bounds(0, 3), _bounds(math.nan), _bounds(-math.inf, math.inf), _bounds(-math.inf)
    ((1, 4), (0, 2), (0, 0), (0, 0), (0, None))
    """
    first = _rounded(start)
    last = math.inf if length is None else first + _rounded(length)
    if math.isnan(first) or math.isnan(last) or last <= 1 or last <= first or first == math.inf:
        return 0, 0
    return int(max(first, 1)) - 1, None if last == math.inf else int(last) - 1


def _rounded(number: ValueObject) -> int | float:
    """``fn:round``: a half goes up. What is far beyond any text is infinite.

    >>> _rounded(2.5), _rounded(-10**400), _rounded(Decimal("1E+400"))
    (3, -inf, inf)
    """
    if isinstance(number, Decimal):
        if number.adjusted() > 15:
            return -math.inf if number < 0 else math.inf
        return int((number + Decimal("0.5")).to_integral_value(ROUND_FLOOR))
    if isinstance(number, float):
        return math.floor(number + 0.5) if abs(number) < _BEYOND else number
    whole: int = number
    if not -_BEYOND < whole < _BEYOND:
        return -math.inf if whole < 0 else math.inf
    return whole


def strstarts(context: Context, arguments: Arguments) -> Values:
    """``STRSTARTS`` (section 17.4.3.6)."""
    return _compared(context, arguments, "starts_with", str.startswith)


def strends(context: Context, arguments: Arguments) -> Values:
    """``STRENDS`` (section 17.4.3.7)."""
    return _compared(context, arguments, "ends_with", str.endswith)


def contains(context: Context, arguments: Arguments) -> Values:
    """``CONTAINS`` (section 17.4.3.8)."""
    return _compared(context, arguments, "match_substring", str.__contains__)


def _compared(context: Context, arguments: Arguments, kernel: str, test: Callable[[str, str], bool]) -> Values:
    source, other = map(string_column, arguments)
    sole = other.sole()
    if sole is not None:
        needle, suffix = sole
        source = source.compact()
        good = source.compatible(suffix)
        truth = kernels.truths_of(kernels.matched(source.texts, kernel, needle), good)
        return Values.booleans(source.pool, truth[source.places])
    if are_many([source, other]):
        return Values.booleans(source.pool, matched_rows(source, other, kernel, context.budget))

    def one(a: Pair, b: Pair) -> bool | None:
        return test(a[0], b[0]) if b[1] in ("", a[1]) else None

    values, places = rowwise([of_strings(source), of_strings(other)], one, context.budget)
    truths = np.array([-1 if value is None else value for value in values], np.int8)
    return Values.booleans(source.pool, truths[places])


def strbefore(context: Context, arguments: Arguments) -> Values:
    """``STRBEFORE`` (section 17.4.3.9): what is not found gives ``""`` without a language."""
    return _part(context, arguments, 0)


def strafter(context: Context, arguments: Arguments) -> Values:
    """``STRAFTER`` (section 17.4.3.10): what is not found gives ``""`` without a language."""
    return _part(context, arguments, 2)


def _part(context: Context, arguments: Arguments, part: int) -> Values:
    source, other = map(string_column, arguments)
    sole = other.sole()
    if sole is not None and sole[0]:
        source = source.compact()
        source = source.only(source.compatible(sole[1]))
        result = source.with_texts(kernels.divided(source.texts, sole[0], part, context.budget))
        return result.bare(~kernels.matched(source.texts, "match_substring", sole[0]))
    if are_many([source, other]):
        return divided_rows(source, other, part, context.budget)

    def one(a: Pair, b: Pair) -> Pair | None:
        if b[1] not in ("", a[1]):
            return None
        if not b[0]:
            # the empty string is found before the first character
            return (a[0] if part else ""), a[1]
        parts = a[0].partition(b[0])
        return (parts[part], a[1]) if parts[1] else ("", "")

    return of_literals(source, rowwise([of_strings(source.compact()), of_strings(other)], one, context.budget))


def encode_for_uri(context: Context, arguments: Arguments) -> Values:
    """``ENCODE_FOR_URI`` (section 17.4.3.11): all but letters, digits and ``-_.~`` as their bytes."""
    column = string_column(arguments[0]).compact()
    return column.plain(kernels.encoded(column.texts, context.budget))


def concat(context: Context, arguments: Arguments) -> Values:
    """``CONCAT`` (section 17.4.3.12): with a language (and direction) where all have the same one."""
    strings = {id(argument): string_column(argument).compact() for argument in {id(a): a for a in arguments}.values()}
    columns = [strings[id(argument)] for argument in arguments]
    if not columns:
        return StringColumn(context.pool, [""], np.zeros(1, np.intp))
    if len(columns) == 1:
        return columns[0]
    soles = [column.sole() for column in columns]
    varying = [place for place, sole in enumerate(soles) if sole is None]
    if len(varying) == 1:
        return _around(context, columns[varying[0]], soles, varying[0])
    total = 0
    for key, times in Counter(id(argument) for argument in arguments).items():
        context.budget.check()
        column = strings[key]
        total += times * int(np.maximum(kernels.lengths(column.texts), 0)[column.places].sum()) if column.size else 0
    context.budget.reserve(_WIDTH * total, f"CONCAT of texts with {total:,} characters")
    if are_many(columns):
        return _by_row(columns)

    def one(*pairs: Pair) -> Pair:
        suffixes = {suffix for _, suffix in pairs}
        return "".join([text for text, _ in pairs]), suffixes.pop() if len(suffixes) == 1 else ""

    return of_literals(columns[0], rowwise(list(map(of_strings, columns)), one, context.budget))


def _by_row(columns: Sequence[StringColumn]) -> Values:
    """Columns put together row by row: many rows have many combinations."""
    texts = kernels.zipped([column.row_texts() for column in columns])
    (first, *others), suffixes = row_codes(columns)
    same = np.logical_and.reduce([codes == first for codes in others])
    codes = np.where(same, first, len(suffixes)).astype(np.int32)
    return StringColumn(columns[0].pool, texts, np.arange(len(codes)), codes=codes, suffixes=[*suffixes, ""])


def _around(context: Context, column: StringColumn, soles: Sequence[Pair | None], place: int) -> Values:
    """A column with the same texts before and behind every one of its."""
    before = "".join(pair[0] for pair in soles[:place] if pair is not None)
    after = "".join(pair[0] for pair in soles[place + 1 :] if pair is not None)
    texts = kernels.joined(before, column.texts, after, context.budget)
    suffixes = {pair[1] for pair in soles if pair is not None}
    if len(suffixes) > 1 or column.codes is None or suffixes == {""}:
        return column.plain(texts)
    suffix = suffixes.pop()
    suffixes_left = [suffix_here if suffix_here == suffix else "" for suffix_here in column.suffixes]
    return StringColumn(column.pool, texts, column.places, codes=column.codes, suffixes=suffixes_left)
