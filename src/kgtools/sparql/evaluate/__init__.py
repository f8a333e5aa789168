"""The evaluation of the algebra on tables of term numbers (section 18.6): whole columns at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from kgtools.sparql.algebra import Query
    from kgtools.sparql.evaluate.context import Context
    from kgtools.sparql.evaluate.data.quads import ActiveDataset, QuadData
    from kgtools.sparql.evaluate.data.solutions import SolutionTable

__all__ = ["evaluate", "evaluate_prebound"]


def evaluate(query: Query, data: QuadData | ActiveDataset, context: Context) -> SolutionTable:
    """The solutions of a query's pattern. FROM and FROM NAMED of the query choose the graphs of :class:`QuadData`.

    Raises :class:`LimitError` where the budget of the context is at its end.
    """
    # the functions import the terms and tables of this package: what imports them comes later
    from kgtools.sparql.evaluate.queries import evaluate as evaluated

    return evaluated(query, data, context)


def evaluate_prebound(
    query: Query, data: QuadData | ActiveDataset, context: Context, prebound: SolutionTable
) -> tuple[SolutionTable, npt.NDArray[np.int64]]:
    """The solutions for many pre-bindings at once: see :func:`kgtools.sparql.evaluate.queries.evaluate_prebound`."""
    from kgtools.sparql.evaluate.queries import evaluate_prebound as evaluated

    return evaluated(query, data, context, prebound)
