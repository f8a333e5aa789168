"""Expressions written as text, evaluated on rows that are written as terms."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kgtools.model.terms import BlankNode, Term
from kgtools.sparql.columns.dictionary import UNBOUND
from kgtools.sparql.context import Context
from kgtools.sparql.expressions import Aggregate, Expression
from kgtools.sparql.functions import aggregate, evaluate_expression, order_ranks
from kgtools.sparql.parse import parse_query
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.terms.pool import Pool
from kgtools.table.small import SmallTerms

PREFIXES = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> PREFIX : <http://e/> "
XSD = "http://www.w3.org/2001/XMLSchema#"


def parsed(text: str) -> Expression:
    """The expression that a text is."""
    projection = parse_query(f"{PREFIXES}SELECT ({text} AS ?result) {{}}").projection
    assert projection is not None
    assert projection[0].expression is not None
    return projection[0].expression


def _written(text: str) -> Term:
    if text.startswith("_:"):
        return BlankNode(text[2:])
    query = parse_query(f"{PREFIXES}SELECT ?x {{ VALUES ?x {{ {text} }} }}")
    assert query.where is not None
    (cell,) = query.where.elements[0].rows[0]
    assert cell is not None
    return cell


def rows(**columns: Sequence[str | None]) -> tuple[Context, SolutionTable]:
    """A table with these columns, each of terms as SPARQL writes them (None: unbound)."""
    cells = {name: [None if cell is None else _written(cell) for cell in column] for name, column in columns.items()}
    context = Context(Pool(SmallTerms(cell for column in cells.values() for cell in column if cell is not None)))
    size = max((len(column) for column in cells.values()), default=1)
    numbers = {name: _numbers(context.pool, column) for name, column in cells.items()}
    return context, SolutionTable(size, numbers)


def _numbers(pool: Pool, column: Sequence[Term | None]) -> np.ndarray:
    return np.array([UNBOUND if cell is None else int(pool.intern_terms([cell])[0]) for cell in column], np.int32)


def plain(text: str | None) -> str | None:
    """A term in canonical text with `xsd:` for its datatype, and without that of integers and booleans."""
    if text is None:
        return None
    for short in ("integer", "boolean"):
        end = f'"^^<{XSD}{short}>'
        if text.endswith(end):
            return text[1 : -len(end)]
    return text.replace(f"^^<{XSD}", "^^xsd:").removesuffix(">") if f"^^<{XSD}" in text else text


def evaluated(text: str, **columns: Sequence[str | None]) -> list[str | None]:
    """The values of an expression in each row, as :func:`plain` writes them; None for errors."""
    context, table = rows(**columns)
    values = evaluate_expression(parsed(text), table, context)
    typed = [plain(found) for found in values.term_texts()]
    ids = values.numbers(context.budget)
    numbered = [None if n < 0 else plain(context.pool.texts(np.array([n]))[0]) for n in ids.tolist()]
    assert typed == numbered
    return typed


def value(text: str) -> str | None:
    """The value of an expression without variables."""
    (found,) = evaluated(text)
    return found


def aggregated(name: str, groups: Sequence[Sequence[str | None]], *, distinct: bool = False) -> list[str | None]:
    """The aggregate of each group of terms."""
    context, table = rows(x=[cell for group in groups for cell in group])
    numbers = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    node = Aggregate(name, parsed("?x"), distinct)
    return [plain(text) for text in aggregate(node, table, numbers, len(groups), context).term_texts()]


def ordered(cells: Sequence[str | None]) -> list[str | None]:
    """The cells in the order of ORDER BY."""
    context, table = rows(x=cells)
    ranks = order_ranks(evaluate_expression(parsed("?x"), table, context), context)
    return [cells[place] for place in np.argsort(ranks, kind="stable").tolist()]
