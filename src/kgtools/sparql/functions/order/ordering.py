"""The order of ORDER BY (section 15.1), as ranks: unbound and errors, then blank nodes, IRIs, literals, triple terms.

Within that, what the recommendation leaves open is settled: literals come as numbers (NaN first), booleans, dates and
times of each datatype, durations, strings with and without a language tag together, all others. Numbers and moments
have the order of their values; moments without a time zone are where they would in UTC. Everything else has the
order of its code points, then of datatype and language; triple terms have that of their parts. Equal ranks are equal
values.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt

from kgtools.sparql.columns.codes import codes, combined_codes
from kgtools.sparql.functions.number_columns import (
    as_doubles,
    distinct_objects,
    exact_parts,
    raised,
    wide_parts,
    within,
)
from kgtools.sparql.functions.order.name_order import NameOrder
from kgtools.sparql.functions.strings.text_columns import string_column
from kgtools.sparql.functions.strings.texts import StringColumn, is_arrow
from kgtools.sparql.terms.values import Values
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import Column, ValueObject, Words, column_rows
from kgtools.sparql.typed.reading import split_literal
from kgtools.table.kernels.text import parse_term

if TYPE_CHECKING:
    from kgtools.sparql.context import Context
    from kgtools.sparql.terms.pool import Pool
    from kgtools.table.terms import Terms

__all__ = ["order_ranks", "text_ranks"]

Ranks = npt.NDArray[np.int64]
#: so many texts of a dictionary are ranked by Arrow
_MANY_TEXTS = 2000
#: rows up to which it costs more to find the distinct ones than to rank all
_FEW_ROWS = 64
#: whole numbers below this are different doubles also where some of them stand for decimals
_TELLING = 10**15
_LOWEST = np.iinfo(np.int64).min


def order_ranks(values: Values, context: Context) -> Ranks:
    """A number for each row: smaller where the value comes earlier, equal where the values are (section 15.1).

    >>> from kgtools.model.terms import Literal, NamedNode
    >>> from kgtools.sparql.context import Context
    >>> from kgtools.sparql.terms.pool import Pool
    >>> from kgtools.table import SmallTerms
    >>> pool = Pool(SmallTerms([Literal(10), Literal(9), NamedNode("http://e/a")]))
    >>> ranks = order_ranks(Values.of_ids(pool, np.array([0, 1, 2, -1], np.int32)), Context(pool))
    >>> np.argsort(ranks).tolist()  # what is unbound comes first, then IRIs, then numbers by their value
    [3, 2, 1, 0]

    Raises :class:`LimitError` where the budget of the context does not suffice.
    """
    tags = values.tags
    if not len(tags):
        return np.empty(0, np.int64)
    context.budget.reserve(48 * len(tags), f"the order of {len(tags):,} values")
    result = _words_as_ranks(values)
    if result is not None:
        return result
    if len(tags) <= _FEW_ROWS and not isinstance(values, StringColumn):
        return _distinct_ranks(values.pool, values.column)
    rows, places = values.distinct()
    return _distinct_ranks(rows.pool, rows.column)[places]


def _words_as_ranks(values: Values) -> Ranks | None:
    """Ranks without a sort, where the words of the values have their order, or nearly."""
    tags = values.tags
    lowest, highest = int(tags.min()), int(tags.max())
    if lowest >= kinds.INTEGER and highest <= kinds.DECIMAL:
        mantissas, scales = exact_parts(values.column)
        ranks, good = raised(mantissas, scales.max() - scales)
        return ranks if good.all() and ranks.min() != _LOWEST else None
    if lowest == highest == kinds.DOUBLE:
        numbers = values.words.view(np.float64) + 0.0
        bits = numbers.view(np.int64)
        # the bits of a negative number have the opposite order; NaN before minus infinity
        ranks = np.where(bits < 0, _LOWEST - bits, bits)
        return np.where(np.isnan(numbers), _LOWEST + 1, ranks)
    if lowest == highest and _is_moment(lowest):
        words = values.words
        return words if words.min() != _LOWEST and _one_zone(words) else None
    return None


def _distinct_ranks(pool: Pool, column: Column) -> Ranks:
    groups = _GROUPS[column[0]]
    if not np.count_nonzero(groups != groups[0]):
        return _ORDERS[int(groups[0])](pool, column)
    ranks = np.zeros(len(groups), np.int64)
    offset = 0
    for number in np.flatnonzero(np.bincount(groups)).tolist():
        rows = np.flatnonzero(groups == number)
        kind_ranks = _ORDERS[number](pool, column_rows(column, rows))
        ranks[rows] = kind_ranks + offset
        offset += int(kind_ranks.max()) + 1
    return ranks


def _is_moment(tag: int) -> bool:
    return kinds.DATETIME <= tag <= kinds.GDAY


def _one_zone(words: Words) -> bool:
    zones = words & ((1 << kinds.ZONE_BITS) - 1)
    return bool((zones == zones[0]).all())


# the groups -----------------------------------------------------------------------------------------------------------


def _nothing(pool: Pool, column: Column) -> Ranks:
    return np.zeros(len(column[0]), np.int64)


def _by_word(pool: Pool, column: Column) -> Ranks:
    return codes(column[1])[1]


def _numbers(pool: Pool, column: Column) -> Ranks:
    tags, words = column
    plain = tags < kinds.REFERENCE
    inexact = (tags == kinds.FLOAT) | (tags == kinds.DOUBLE)
    if plain.all():
        mantissas, scales = exact_parts((tags, np.where(inexact, 0, words)))
        if not inexact.any():
            integers, good = raised(mantissas, scales.max() - scales)
            if good.all():
                return codes(integers)[1]
        if within(mantissas, _TELLING).all():
            doubles = as_doubles(pool, column)
            _, places = codes(np.where(np.isnan(doubles), -np.inf, doubles + 0.0))
            # NaN before minus infinity
            return np.where(np.isnan(doubles), 0, places + 1)
    elif not inexact.any():
        whole, part, good = wide_parts(pool, column)
        if good.all():
            return combined_codes([whole, part])[1]
    objects, places = distinct_objects(pool, column)
    return _ranks([_exact(value) for value in objects])[places]


def _exact(value: ValueObject) -> tuple[int, Decimal]:
    exact = Decimal(value)
    return (0, Decimal(0)) if exact.is_nan() else (1, exact)


def _moments(pool: Pool, column: Column) -> Ranks:
    tags, words = column
    if (tags < kinds.REFERENCE).all():
        unzoned = (words & ((1 << kinds.ZONE_BITS) - 1)) == kinds.NO_ZONE
        return codes(((words >> kinds.ZONE_BITS) << 1) + ~unzoned)[1]
    objects, places = distinct_objects(pool, column)
    return _ranks([(value[0], value[1], value[2] is not None) for value in objects])[places]


def _durations(pool: Pool, column: Column) -> Ranks:
    # a month has 30.436875 days on average in 400 years
    objects, places = distinct_objects(pool, column)
    return _ranks([(months * 2629746 + seconds, months, seconds) for months, seconds in objects])[places]


def _strings(pool: Pool, column: Column) -> Ranks:
    tags, words = column
    language = tags == kinds.LANGUAGE
    if not language.any():
        return text_ranks(pool, column)
    strings = _string_column(pool, words)
    if strings is None:
        objects, places = distinct_objects(pool, column)
        return _ranks([_parts_of_term(value) for value in objects])[places]
    by_text = text_ranks(pool, column)
    suffixes, suffix_places = strings.row_suffixes()
    by_tag = np.array(_ranks(list(suffix_places)), np.int64)[suffixes]
    return combined_codes([by_text, by_tag])[1]


def _parts_of_term(value: str | tuple[str, str, str | None]) -> tuple[str, str, str]:
    return (value, "", "") if isinstance(value, str) else (value[0], value[1], value[2] or "")


def _opaque(pool: Pool, column: Column) -> Ranks:
    objects, places = distinct_objects(pool, column)
    return _ranks([split_literal(text) for text in objects])[places]


def _triples(pool: Pool, column: Column) -> Ranks:
    """By subject, then predicate, then object (SPARQL 1.2, section 15.1)."""
    objects, places = distinct_objects(pool, column)
    terms = [parse_term(text) for text in objects]
    ranks = []
    for part in ("subject", "predicate", "object"):
        values = Values.of_ids(pool, pool.intern_terms([getattr(term, part) for term in terms]))
        ranks.append(_distinct_ranks(pool, values.column))
    return combined_codes(ranks)[1][places]


_GROUPS = np.zeros(256, np.int64)
_GROUPS[[kinds.BLANK, kinds.IRI]] = 1, 2
for _kind in range(kinds.INTEGER, kinds.DOUBLE + 1):
    _GROUPS[[_kind, _kind + kinds.REFERENCE]] = 3
_GROUPS[kinds.WIDE] = 3
_GROUPS[kinds.BOOLEAN] = 4
for _kind in range(kinds.DATETIME, kinds.GDAY + 1):
    _GROUPS[[_kind, _kind + kinds.REFERENCE]] = 5 + _kind - kinds.DATETIME
_DURATION_GROUP = 5 + kinds.GDAY - kinds.DATETIME + 1
for _kind in (kinds.DURATION, kinds.YEAR_MONTH, kinds.DAY_TIME):
    _GROUPS[[_kind, _kind + kinds.REFERENCE]] = _DURATION_GROUP
_GROUPS[[kinds.STRING, kinds.LANGUAGE]] = _DURATION_GROUP + 1
_GROUPS[[kinds.OTHER, kinds.ILL]] = _DURATION_GROUP + 2
_GROUPS[kinds.TRIPLE] = _DURATION_GROUP + 3


# texts ----------------------------------------------------------------------------------------------------------------


def _ranks(keys: list[ValueObject]) -> Ranks:
    rank = {key: i for i, key in enumerate(sorted(set(keys)))}
    return np.array([rank[key] for key in keys], np.int64)


def _string_column(pool: Pool, words: Words) -> StringColumn | None:
    """Many strings as a column of Arrow, where they are in the dictionary or in one block of the pool."""
    if len(words) <= _MANY_TEXTS or int(words.min()) < 0:
        return None
    ids = words.astype(np.int32)
    if not _in_dictionary(pool, words) and pool.block_of(ids) is None:
        return None
    column = string_column(Values.of_ids(pool, ids))
    return column if is_arrow(column.texts) else None


def _in_dictionary(pool: Pool, words: Words) -> bool:
    return bool(words.min() >= 0 and words.max() < pool.base and hasattr(pool.dictionary, "literals"))


def text_ranks(pool: Pool, column: Column) -> Ranks:
    """Numbers in the order of the code points of names or lexical forms; equal where the texts are."""
    tags, words = column
    # the bracket behind an IRI is not part of it
    iris = tags[0] == kinds.IRI
    strings = _string_column(pool, words) if tags[0] in (kinds.STRING, kinds.LANGUAGE) else None
    if strings is not None:
        from kgtools.table.kernels.arrow import as_ranks

        strings = strings.compact()
        return as_ranks([strings.as_column()])[strings.places]
    if len(words) > _MANY_TEXTS and _in_dictionary(pool, words):
        order = NameOrder.of(pool) if iris else None
        ranked = None if order is None else order.ranks(words)
        if ranked is not None:
            return ranked.astype(np.int64)
        from kgtools.table.kernels.arrow import as_ranks, call, functions, take

        first, places = codes(words)
        dictionary = cast("Terms", pool.dictionary)
        texts = take(dictionary.texts, words[first])
        if iris:
            texts = call("utf8_rtrim", texts, options=functions.TrimOptions(">"))
        return as_ranks([texts])[places]
    objects, places = distinct_objects(pool, column)
    if iris:
        objects = [value.removesuffix(">") for value in objects]
    return _ranks([value[0] if isinstance(value, tuple) else value for value in objects])[places]


#: the order within each group
_ORDERS: list[Callable[[Pool, Column], Ranks]] = [_nothing, text_ranks, text_ranks, _numbers, _by_word]
_ORDERS += [_moments] * (kinds.GDAY - kinds.DATETIME + 1)
_ORDERS += [_durations, _strings, _opaque, _triples]
