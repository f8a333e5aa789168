"""``REGEX`` and ``REPLACE`` (sections 17.4.3.14 and 17.4.3.15)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from kgtools.sparql.budget import Budget
from kgtools.sparql.columns.codes import combined_codes
from kgtools.sparql.context import Context
from kgtools.sparql.functions.combinations import of_literals, of_strings, rowwise
from kgtools.sparql.functions.pieces import put_together
from kgtools.sparql.functions.strings import kernels, patterns
from kgtools.sparql.functions.strings.text_columns import MANY, string_column
from kgtools.sparql.functions.strings.texts import StringColumn, as_list
from kgtools.sparql.terms.values import Truths, Values

__all__ = ["regex", "replace"]

Pair = tuple[str, str]
#: so many rows are worth the start of an expression of their own
_ROWS = 32
_WRONG = (patterns.PatternError, patterns.UnsupportedPatternError)


def regex(context: Context, arguments: Sequence[Values]) -> Values:
    """``REGEX``: an expression that is none, or that cannot be run, is an error; so is one with a language."""
    source, *others = map(string_column, arguments)
    soles = _simple(others)
    if soles is not None:
        return Truths(source.pool, _searched(source, soles, context.budget))
    groups = _by_expression(source, others)
    if groups is not None:
        truths = np.full(source.size, -1, np.int8)
        for rows, texts in groups:
            if texts is not None:
                truths[rows] = _searched(source.with_places(source.places[rows]), texts, context.budget)
        return Truths(source.pool, truths)

    def one(text: Pair, pattern: Pair, flags: Pair = ("", "")) -> bool | None:
        if pattern[1] or flags[1]:
            return None
        try:
            return bool(patterns.search([text[0]], pattern[0], flags[0], context.budget)[0])
        except _WRONG:
            return None

    values, places = rowwise([of_strings(column) for column in (source, *others)], one, context.budget)
    truths = np.array([-1 if value is None else value for value in values], np.int8)
    return Truths(source.pool, truths[places])


def _searched(source: StringColumn, texts: Sequence[str], budget: Budget) -> npt.NDArray[np.int8]:
    """Whether an expression, with flags or without, is in each row."""
    column = source.compact()
    try:
        truth = patterns.search(column.texts, texts[0], texts[1] if len(texts) > 1 else "", budget)
    except _WRONG:
        return np.full(source.size, -1, np.int8)
    return kernels.truths_of(truth, column.compatible(""))[column.places]


def replace(context: Context, arguments: Sequence[Values]) -> Values:
    """``REPLACE``: as :func:`regex`; an expression that matches the empty string is an error, too."""
    source, *others = map(string_column, arguments)
    soles = _simple(others)
    if soles is not None:
        return _replaced(source, soles, context.budget)
    groups = _by_expression(source, others)
    if groups is not None:
        columns: list[StringColumn] = []
        order, begin = np.empty(source.size, np.intp), 0
        for rows, texts in groups:
            columns.append(_replaced(source.with_places(source.places[rows]), texts, context.budget))
            order[rows] = np.arange(begin, begin + len(rows))
            begin += len(rows)
        return put_together(columns).take(order)

    def one(text: Pair, pattern: Pair, new: Pair, flags: Pair = ("", "")) -> Pair | None:
        if pattern[1] or new[1] or flags[1]:
            return None
        try:
            replaced = patterns.replacement(pattern[0], new[0], flags[0]).apply([text[0]], context.budget)
        except _WRONG:
            return None
        return as_list(replaced)[0] or "", text[1]

    return of_literals(source, rowwise([of_strings(column) for column in (source, *others)], one, context.budget))


def _replaced(source: StringColumn, texts: Sequence[str] | None, budget: Budget) -> StringColumn:
    """Every match of an expression replaced in each row; errors where there is no expression."""
    column = source.compact()
    if texts is not None:
        try:
            replacement = patterns.replacement(texts[0], texts[1], texts[2] if len(texts) > 2 else "")
            return column.with_texts(replacement.apply(column.texts, budget))
        except _WRONG:
            pass
    return column.only(np.zeros(len(column.texts), bool))


def _by_expression(
    source: StringColumn, others: Sequence[StringColumn]
) -> list[tuple[npt.NDArray[np.intp], list[str] | None]] | None:
    """Rows with the same expression (and replacement, and flags), and these; None instead of them where one of them is
    an error or has a language. None for all where there are nearly as many expressions as rows.
    """
    if source.size < MANY:
        return None
    numbered = [column.numbered() for column in others]
    keys = [places[column.places] for (_, places), column in zip(numbered, others, strict=True)]
    firsts, groups = combined_codes(keys)
    if len(firsts) * _ROWS > source.size:
        return None
    order = np.argsort(groups, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(groups[order])) + 1)
    result: list[tuple[npt.NDArray[np.intp], list[str] | None]] = []
    for rows in parts:
        pairs = [
            (texts[int(key[rows[0]])], column) for (texts, _), key, column in zip(numbered, keys, others, strict=True)
        ]
        texts = [text for (text, code), column in pairs if text is not None and not column.suffixes[code]]
        result.append((rows, texts if len(texts) == len(pairs) else None))
    return result


def _simple(columns: Sequence[StringColumn]) -> list[str] | None:
    """The texts of columns that have one and the same string, without a language, in every row."""
    soles = [column.sole() for column in columns]
    texts = [sole[0] for sole in soles if sole is not None and not sole[1]]
    return texts if len(texts) == len(columns) else None
