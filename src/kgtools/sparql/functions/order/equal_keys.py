"""Keys of values for joins: what is equal by ``=`` (section 17.4.1.7) has the same key."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from kgtools.sparql.columns.codes import codes, combined_codes
from kgtools.sparql.functions.number_columns import as_doubles, is_number
from kgtools.sparql.functions.order.ordering import order_ranks
from kgtools.sparql.functions.pieces import put_together
from kgtools.sparql.terms.values import Values
from kgtools.sparql.typed import kinds

if TYPE_CHECKING:
    from kgtools.sparql.context import Context

__all__ = ["EqualKeys", "equal_keys"]

Keys = npt.NDArray[np.int64]
#: equal exactly where they are the same term
_NAMED = np.zeros(256, bool)
_NAMED[[kinds.BLANK, kinds.IRI, kinds.OTHER, kinds.ILL, kinds.LANGUAGE, kinds.STRING]] = True
_INEXACT = np.zeros(256, bool)
_INEXACT[[kinds.FLOAT, kinds.DOUBLE]] = True
_NOTHING = -1


class EqualKeys(NamedTuple):
    """The keys of two columns, -1 where a value is equal to none; `exact`: equal keys are equal values too."""

    left: Keys
    right: Keys
    exact: bool


def equal_keys(left: Values, right: Values, context: Context, *, same: bool = False) -> EqualKeys:
    """Keys by which two columns are joined on ``=``, or on ``sameTerm`` (`same`).

    >>> from kgtools.table.small import SmallTerms
    >>> from kgtools.table.kernels.text import parse_term
    >>> from kgtools.sparql.budget import Budget
    >>> from kgtools.sparql.context import Context
    >>> from kgtools.sparql.terms.pool import Pool
    >>> integer = "http://www.w3.org/2001/XMLSchema#integer"
    >>> pool = Pool(SmallTerms(map(parse_term, [f'"01"^^<{integer}>', f'"1"^^<{integer}>', '"1"'])))
    >>> column = Values.of_ids(pool, np.array([0, 1, 2], np.int32))
    >>> keys = equal_keys(column, column, Context(pool, Budget()))
    >>> (keys.left[0] == keys.right).tolist(), keys.exact
    ([True, True, False], True)
    """
    together = put_together([left, right])
    if same:
        keys, exact = together.pool.comparable(together.numbers(context.budget)).astype(np.int64), True
    else:
        rows, places = together.distinct()
        distinct, exact = _keys(rows, context)
        keys = distinct[places]
    return EqualKeys(keys[: len(left)], keys[len(left) :], exact)


def _keys(values: Values, context: Context) -> tuple[Keys, bool]:
    tags = values.tags
    if _NAMED[tags].all():
        return values.pool.comparable(values.numbers(context.budget)).astype(np.int64), True
    keys = np.full(len(values), _NOTHING, np.int64)
    named, triples, numbers = _NAMED[tags], tags == kinds.TRIPLE, is_number(tags)
    # the order of numbers tells 0.1 as a decimal from the double next to it; they are equal (XPath, section B.1)
    inexact = numbers if _INEXACT[tags].any() else np.zeros(len(values), bool)
    others = ~(named | triples | inexact | (tags == kinds.ERROR))
    exact, begin = not triples.any(), 0
    for marks, kind in ((named, "named"), (inexact, "inexact"), (others, "others"), (triples, "triples")):
        rows = np.flatnonzero(marks)
        if not len(rows):
            continue
        part = values.take(rows)
        match kind:
            case "named":
                comparable: npt.NDArray[np.generic] = part.pool.comparable(part.numbers(context.budget))
            case "inexact":
                comparable = _rounded(part)
                exact = exact and kinds.sole_tag(part.tags) is not None
            case "others":
                comparable = order_ranks(part, context)
            case _:
                comparable = _triples(part, context)
        # NaN is equal to nothing
        present = ~np.isnan(comparable)
        _, ranks = codes(comparable[present])
        keys[rows[present]] = ranks + begin
        begin += len(ranks)
    return keys, exact


def _rounded(values: Values) -> npt.NDArray[np.float64]:
    """Numbers as the least exact of the types that any two of them are compared in."""
    doubles = as_doubles(values.pool, values.column)
    if (values.tags == kinds.FLOAT).any():
        with np.errstate(over="ignore"):
            doubles = doubles.astype(np.float32).astype(np.float64)
    # zero has two signs
    return doubles + 0.0


def _triples(values: Values, context: Context) -> npt.NDArray[np.intp]:
    """Triple terms by what their parts are equal to."""
    from kgtools.table.kernels.text import parse_term

    pool = values.pool
    terms = [parse_term(text) for text in context.budget.paced(values.objects())]
    parts = []
    for name in ("subject", "predicate", "object"):
        part = Values.of_ids(pool, pool.intern_terms([getattr(term, name) for term in terms]))
        parts.append(_keys(part, context)[0])
    return combined_codes(parts)[1]
