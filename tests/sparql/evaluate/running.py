"""Data from TriG and solutions of queries, for tests of the evaluation by itself."""

from __future__ import annotations

from collections import Counter

import numpy as np

from kgtools.model.terms import NamedNode
from kgtools.reading import parse_bytes
from kgtools.sparql.algebra import Query
from kgtools.sparql.budget import Budget
from kgtools.sparql.columns.dictionary import Ids
from kgtools.sparql.context import Context
from kgtools.sparql.evaluate.explain import Trace
from kgtools.sparql.evaluate.queries import evaluate, evaluate_prebound
from kgtools.sparql.parse import parse_query
from kgtools.sparql.quads.datasets import QuadData
from kgtools.sparql.rewrite import rewrite
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.terms.pool import Pool
from kgtools.sparql.translate import translate
from kgtools.table import SmallTerms

__all__ = ["BASE", "chain", "numbered", "prebound", "rows", "solutions", "table_of"]

BASE = "http://e/"
Row = tuple[str | None, ...]


def numbered(trig: str, *, empty: tuple[str, ...] = ()) -> QuadData:
    """Quads of TriG, where `:` is the base; `empty` are named graphs without triples."""
    quads = list(parse_bytes(f"@prefix : <{BASE}> . {trig}".encode(), format="trig"))
    terms = SmallTerms()
    s, p, o, g = terms.add_quads(quads).reshape(-1, 4).T
    return QuadData(terms, s, p, o, g, names=terms.add([NamedNode(BASE + name) for name in empty]))


def chain(links: int, *, closed: bool = False) -> QuadData:
    """`:p` from 0 to 1 to 2 …; `closed`: and from the last to 0."""
    terms = SmallTerms([NamedNode(f"{BASE}{i}") for i in range(links + 1)])
    predicate = terms.add([NamedNode(f"{BASE}p")])[0]
    s = np.arange(links + closed, dtype=np.int32)
    return QuadData(terms, s, np.full(len(s), predicate, np.int32), ((s + 1) % (links + 1)).astype(np.int32))


def plan(text: str, *, rewriting: bool = True) -> Query:
    """The algebra of a query."""
    query = translate(parse_query(f"PREFIX : <{BASE}> {text}"))
    return rewrite(query) if rewriting else query


def solutions(
    text: str, data: QuadData, *, budget: Budget | None = None, trace: Trace | None = None, rewriting: bool = True
) -> SolutionTable:
    """The table of a query."""
    context = Context(Pool(data.dictionary), budget or Budget())
    return evaluate(plan(text, rewriting=rewriting), data, context, trace=trace)


def rows(text: str, data: QuadData, *, budget: Budget | None = None, rewriting: bool = True) -> Counter[Row]:
    """The solutions of a query as they are written, the base left out; how often each comes."""
    query = plan(text, rewriting=rewriting)
    context = Context(Pool(data.dictionary), budget or Budget())
    return Counter(table_of(evaluate(query, data, context), [v.name for v in query.variables], context.pool))


def prebound(text: str, data: QuadData, name: str, values: list[str | None]) -> list[tuple[int, Row]]:
    """The solutions for each value of a variable that is bound before, with the number of the value."""
    query = rewrite(plan(text, rewriting=False).replace(prebound=frozenset((name,))))
    context = Context(Pool(data.dictionary))
    known = [context.pool.intern([f"<{BASE}{value}>"])[0] if value is not None else -1 for value in values]
    before = SolutionTable(len(known), {name: np.array(known, np.int32)})
    table, numbers = evaluate_prebound(query, data, context, before)
    found = table_of(table, [v.name for v in query.variables], context.pool)
    return sorted(zip(numbers.tolist(), found, strict=True), key=str)


def table_of(table: SolutionTable, names: list[str], pool: Pool) -> list[Row]:
    """The rows of some columns in words."""
    columns = [words(table.column(name), pool) for name in names]
    return list(zip(*columns, strict=True)) if columns else [()] * table.size


def words(column: Ids, pool: Pool) -> list[str | None]:
    """Each term in short: an IRI without the base, a literal without its datatype."""
    return [None if number < 0 else _word(pool.texts(np.array([number]))[0]) for number in column.tolist()]


def _word(text: str) -> str:
    if text[0] == '"':
        return text[1 : text.rindex('"')]
    return text.removeprefix(f"<{BASE}").removesuffix(">") if text[1:2] != "<" else text
