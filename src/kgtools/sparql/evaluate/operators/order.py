"""ORDER BY (section 15.1)."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kgtools.sparql.algebra import Operator, OrderBy
from kgtools.sparql.columns.packing import sort_order
from kgtools.sparql.evaluate.frame import Frame
from kgtools.sparql.evaluate.operators.negation import witnessed
from kgtools.sparql.functions import order_ranks
from kgtools.sparql.scope import mentioned
from kgtools.sparql.solutions.solution_table import SolutionTable, is_hidden

if TYPE_CHECKING:
    from kgtools.sparql.evaluate.evaluator import Evaluator

__all__ = ["order_by"]


def order_by(
    ev: Evaluator, op: OrderBy, frame: Frame
) -> Generator[tuple[Operator, Frame], SolutionTable, SolutionTable]:
    """``OrderBy``: solutions that no condition tells apart stay in the order in which they came.

    Where only the first so many are wanted, the others are not sorted.
    """
    names = frozenset().union(*(mentioned(condition.expression) for condition in op.conditions))
    table = yield op.pattern, frame.needing(names)
    if table.size < 2:
        return table
    visible = table
    for condition in op.conditions:
        visible = ev.visible(visible, condition.expression, frame)
        if ev.lineage:
            visible = witnessed(ev, visible, condition.expression, frame)
    rows: npt.NDArray[np.int64] | None = None
    ranks: list[npt.NDArray[np.int64]] = []
    limit = frame.limit
    for condition in op.conditions:
        condition_ranks = order_ranks(ev.values(condition.expression, visible, frame), ev.context)
        ranks.append(-condition_ranks if condition.descending else condition_ranks)
        ev.budget.check()
        if rows is None and limit is not None and 0 < limit < visible.size // 4:
            # the others are beyond the bar, whatever the other conditions say
            bar = np.partition(ranks[0], limit - 1)[limit - 1]
            rows = np.flatnonzero(ranks[0] <= bar)
            visible, ranks = visible.take(rows), [ranks[0][rows]]
    result = visible.only([n for n in visible.columns if n in table.columns or is_hidden(n)])
    return result.take(_order(ranks)[:limit])


def _order(ranks: list[npt.NDArray[np.int64]]) -> npt.NDArray[np.int64]:
    if len(ranks) == 1:
        return sort_order(ranks[0])
    return np.lexsort(ranks[::-1])
