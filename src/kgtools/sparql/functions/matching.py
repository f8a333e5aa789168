"""``REGEX`` and ``REPLACE`` (sections 17.4.3.14 and 17.4.3.15)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kgtools.sparql.evaluate.context import Context
from kgtools.sparql.functions import kernels, patterns
from kgtools.sparql.functions.combined import of_literals, of_strings, rowwise
from kgtools.sparql.functions.text_columns import string_column
from kgtools.sparql.functions.texts import StringColumn, as_list
from kgtools.sparql.functions.values import Values

__all__ = ["regex", "replace"]

Pair = tuple[str, str]
_WRONG = (patterns.PatternError, patterns.UnsupportedPatternError)


def regex(context: Context, arguments: Sequence[Values]) -> Values:
    """``REGEX``: an expression that is none, or that cannot be run, is an error; so is one with a language."""
    source, *others = map(string_column, arguments)
    soles = _simple(others)
    if soles is not None:
        source = source.compact()
        try:
            found = patterns.search(source.texts, soles[0], soles[1] if len(soles) > 1 else "", context.budget)
        except _WRONG:
            return Values.errors(source.pool, source.size)
        valid = source.compatible("")
        return Values.booleans(source.pool, kernels.truths_of(found, valid)[source.places])

    def one(text: Pair, pattern: Pair, flags: Pair = ("", "")) -> bool | None:
        if pattern[1] or flags[1]:
            return None
        try:
            return bool(patterns.search([text[0]], pattern[0], flags[0], context.budget)[0])
        except _WRONG:
            return None

    values, places = rowwise([of_strings(column) for column in (source, *others)], one, context.budget)
    truths = np.array([-1 if value is None else value for value in values], np.int8)
    return Values.booleans(source.pool, truths[places])


def replace(context: Context, arguments: Sequence[Values]) -> Values:
    """``REPLACE``: as :func:`regex`; an expression that matches the empty string is an error, too."""
    source, *others = map(string_column, arguments)
    soles = _simple(others)
    if soles is not None:
        source = source.compact()
        try:
            made = patterns.replacement(soles[0], soles[1], soles[2] if len(soles) > 2 else "")
            return source.with_texts(made.apply(source.texts, context.budget))
        except _WRONG:
            return Values.errors(source.pool, source.size)

    def one(text: Pair, pattern: Pair, new: Pair, flags: Pair = ("", "")) -> Pair | None:
        if pattern[1] or new[1] or flags[1]:
            return None
        try:
            made = patterns.replacement(pattern[0], new[0], flags[0]).apply([text[0]], context.budget)
        except _WRONG:
            return None
        return as_list(made)[0] or "", text[1]

    return of_literals(source, rowwise([of_strings(column) for column in (source, *others)], one, context.budget))


def _simple(columns: Sequence[StringColumn]) -> list[str] | None:
    """The texts of columns that have one and the same string, without a language, in every row."""
    soles = [column.sole() for column in columns]
    texts = [sole[0] for sole in soles if sole is not None and not sole[1]]
    return texts if len(texts) == len(columns) else None
