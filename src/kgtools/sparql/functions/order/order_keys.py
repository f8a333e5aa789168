"""Keys of values for joins under ``<  <=  >  >=`` (section 17.3): whole numbers that are compared in their place."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kgtools.sparql.columns.codes import codes
from kgtools.sparql.functions.order.comparison import compared
from kgtools.sparql.functions.order.ordering import order_ranks
from kgtools.sparql.functions.pieces import put_together
from kgtools.sparql.typed import kinds

if TYPE_CHECKING:
    from kgtools.sparql.context import Context
    from kgtools.sparql.terms.values import Values

__all__ = ["order_keys", "ordered_kinds"]

Keys = npt.NDArray[np.int64]
#: kinds of values that have no order among themselves, or of which some are neither equal nor different
_UNDECIDED = (kinds.DURATION, kinds.OTHER, kinds.ILL, kinds.TRIPLE)


def order_keys(columns: Sequence[Values], context: Context) -> list[Keys] | None:
    """For each column its keys, -1 for what is neither less nor equal nor greater, not even to itself.

    None where the values of all columns together have no total order: those of several datatypes, moments of which
    some have a time zone.

    >>> from kgtools.table.small import SmallTerms
    >>> from kgtools.table.kernels.text import parse_term
    >>> from kgtools.sparql.context import Context
    >>> from kgtools.sparql.terms.pool import Pool
    >>> from kgtools.sparql.terms.values import Values
    >>> xsd = "http://www.w3.org/2001/XMLSchema#"
    >>> pool = Pool(SmallTerms(map(parse_term, [f'"10"^^<{xsd}integer>', f'"9.5"^^<{xsd}decimal>', "<http://e/>"])))
    >>> column = Values.of_ids(pool, np.array([0, 1, 2], np.int32))
    >>> [keys.tolist() for keys in order_keys([column, column.take(np.array([1]))], Context(pool))]
    [[1, 0, -1], [0]]
    """
    rows, places = put_together(columns).distinct()
    comparable = compared("<=", rows, rows) == 1
    keys = np.full(len(rows), -1, np.int64)
    if comparable.any():
        values = rows if comparable.all() else rows.take(comparable)
        groups = ordered_kinds(values)
        if groups is None or (groups != groups[0]).any():
            return None
        keys[comparable] = codes(order_ranks(values, context))[1]
    ends = np.cumsum([0, *map(len, columns)])
    return [keys[places[start:end]] for start, end in pairwise(ends)]


def ordered_kinds(values: Values) -> Keys | None:
    """A number for each row; values of the same one have a total order. None where some have no such."""
    kinds_of_values = values.kinds
    if np.isin(kinds_of_values, _UNDECIDED).any():
        return None
    tags, words = values.column
    moments = (kinds_of_values >= kinds.DATETIME) & (kinds_of_values <= kinds.GDAY)
    if moments.any() and kinds.is_reference(tags[moments]).any():
        return None
    # moments with a time zone, and those without; NaN by itself
    apart = moments & (words & ((1 << kinds.ZONE_BITS) - 1) != kinds.NO_ZONE)
    floating = (kinds_of_values == kinds.FLOAT) | (kinds_of_values == kinds.DOUBLE)
    if floating.any():
        apart |= floating & np.isnan(words.view(np.float64))
    # integers and decimals are compared exactly
    numbers = np.where(kinds_of_values == kinds.INTEGER, kinds.DECIMAL, kinds_of_values).astype(np.int64)
    result: Keys = apart.astype(np.int64) << 8 | numbers
    return result
