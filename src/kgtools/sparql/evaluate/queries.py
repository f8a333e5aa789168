"""The solutions of a whole query, by itself or for many pre-bound solutions at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kgtools.sparql.algebra import Query
from kgtools.sparql.columns.packing import expand, group_columns, sort_order
from kgtools.sparql.context import Context
from kgtools.sparql.evaluate.evaluator import Evaluator
from kgtools.sparql.evaluate.frame import Frame
from kgtools.sparql.quads.datasets import ActiveDataset, QuadData
from kgtools.sparql.solutions.solution_table import SolutionTable, is_hidden

if TYPE_CHECKING:
    from kgtools.sparql.evaluate.explain import Trace

__all__ = ["active_dataset", "evaluate", "evaluate_prebound"]

_ROW = "#row"


def active_dataset(query: Query, data: QuadData | ActiveDataset, context: Context) -> ActiveDataset:
    """The graphs that the query looks at (section 13.2)."""
    if isinstance(data, ActiveDataset):
        return data
    if not query.dataset:
        return data.dataset()
    numbers = context.pool.intern_terms([clause.iri for clause in query.dataset]).tolist()
    named = [clause.named for clause in query.dataset]
    return data.dataset_of(
        [number for number, name in zip(numbers, named, strict=True) if not name],
        [number for number, name in zip(numbers, named, strict=True) if name],
    )


def evaluate(
    query: Query, data: QuadData | ActiveDataset, context: Context, *, trace: Trace | None = None
) -> SolutionTable:
    """The solutions of the pattern of a query.

    FROM and FROM NAMED of the query choose the graphs of :class:`QuadData`; an :class:`ActiveDataset` stays as it is.
    `trace` takes down what each operator did.

    >>> from kgtools.model.terms import Literal, NamedNode, Quad
    >>> from kgtools.sparql.parse import parse_query
    >>> from kgtools.sparql.terms.pool import Pool
    >>> from kgtools.sparql.translate import translate
    >>> from kgtools.table import SmallTerms
    >>> terms = SmallTerms()
    >>> s, p, o, _ = terms.add_quads([Quad(NamedNode("http://e/ada"), NamedNode("http://e/age"), Literal("036"))]).T
    >>> context = Context(Pool(terms))
    >>> query = translate(parse_query("SELECT ?age { ?who <http://e/age> ?age }"))
    >>> table = evaluate(query, QuadData(terms, s, p, o, None), context)
    >>> table.size, context.pool.texts(table.column("age"))
    (1, ['"036"'])

    Raises :class:`LimitError` where the budget of the context is at its end.
    """
    dataset = active_dataset(query, data, context)
    ask = query.form == "ask"
    once = ask and not context.lineage
    frame = Frame(dataset.default, limit=1 if ask else None, once=once, needed=frozenset() if ask else None)
    evaluator = Evaluator(dataset, context, trace=trace)
    evaluator.whole = query.pattern
    return evaluator.evaluate(query.pattern, frame)


def evaluate_prebound(
    query: Query, data: QuadData | ActiveDataset, context: Context, prebound: SolutionTable
) -> tuple[SolutionTable, npt.NDArray[np.int64]]:
    """The solutions of the pattern of a query for each row of `prebound`, and the number of its row (int64).

    The values of the row stand for its variables everywhere in the query, also within sub-selects, expressions and
    aggregates (SHACL, section 5.3.1 and appendix A): groups and slices are those of the row. Rows with the same values
    are evaluated once. Solutions come in the order of the rows; of an ASK query, some of each row that has any.

    >>> from kgtools.model.terms import Literal, NamedNode, Quad
    >>> from kgtools.sparql.parse import parse_query
    >>> from kgtools.sparql.terms.pool import Pool
    >>> from kgtools.sparql.translate import translate
    >>> from kgtools.table import SmallTerms
    >>> ada, bob, age = (NamedNode(f"http://e/{name}") for name in ("ada", "bob", "age"))
    >>> terms = SmallTerms()
    >>> s, p, o, _ = terms.add_quads([Quad(ada, age, Literal("36")), Quad(bob, age, Literal("41"))]).T
    >>> context = Context(Pool(terms))
    >>> focus = SolutionTable(2, {"this": context.pool.intern_terms([bob, ada])}, always={"this"})
    >>> query = translate(parse_query("SELECT ?age { ?this <http://e/age> ?age }"))
    >>> table, rows = evaluate_prebound(query, QuadData(terms, s, p, o, None), context, focus)
    >>> context.pool.texts(table.column("age")), rows.tolist()
    (['"41"', '"36"'], [0, 1])

    Raises :class:`LimitError` where the budget of the context is at its end.
    """
    dataset = active_dataset(query, data, context)
    evaluator = Evaluator(dataset, context)
    names = list(prebound.columns)
    if not names or not prebound.size:
        groups = np.zeros(prebound.size, np.int64)
        outer = prebound.take(np.arange(min(prebound.size, 1)))
    else:
        grouping = group_columns([context.pool.resolved(prebound.columns[name]) for name in names])
        groups, outer = grouping.numbers, prebound.take(grouping.firsts)
    rows = np.arange(outer.size, dtype=np.int32)
    outer = outer.with_column(_ROW, evaluator.domain(_ROW, rows), always=True)
    ask = query.form == "ask"
    needed = frozenset[str]() if ask else None
    frame = Frame(dataset.default, outer=outer, row=_ROW, needed=needed, once=ask)
    table = evaluator.spread(evaluator.evaluate(query.pattern, frame), (_ROW,))
    table = evaluator.with_outer_values(table, [variable.name for variable in query.variables], frame)
    # the solutions of each distinct row, then for each row of `prebound` those of its values
    order = sort_order(table.columns[_ROW])
    bounds = np.concatenate([[0], np.cumsum(np.bincount(table.columns[_ROW], minlength=outer.size))])
    counts = np.diff(bounds)[groups]
    total = int(counts.sum())
    at = order[expand(bounds[groups], counts, total)]
    return table.only([name for name in table.columns if not is_hidden(name)]).take(at), np.repeat(
        np.arange(prebound.size), counts
    )
