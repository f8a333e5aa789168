"""EXISTS and pre-binding by the letter: values put into a pattern, which is then asked (section 18.6, substitute)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from kgtools.model.terms import Literal, NamedNode, Quad, Term
from kgtools.sparql import algebra
from kgtools.sparql.context import Context
from kgtools.sparql.evaluate.queries import evaluate, evaluate_prebound
from kgtools.sparql.expressions import BuiltinCall, Constant, Exists, Expression, Not, Path, Variable
from kgtools.sparql.node import Node
from kgtools.sparql.parse import parse_query
from kgtools.sparql.quads.datasets import QuadData
from kgtools.sparql.rewrite import rewrite
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.terms.pool import Pool
from kgtools.sparql.translate import translate
from kgtools.table import SmallTerms
from kgtools.table.kernels.text import parse_term

__all__ = ["differences", "differences_where_bound", "substituted"]

_TRUE = Constant(Literal("true", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#boolean")))
Values = Mapping[str, Term]
Row = tuple[Term | None, ...]


def substituted(node: Any, values: Values) -> Any:
    """The operator or expression with terms in the place of variables, wherever these stand."""
    match node:
        case Variable(name=name):
            return Constant(values[name]) if name in values else node
        case BuiltinCall(name="BOUND", arguments=(Variable(name=name),)):
            return _TRUE if name in values else node
        case algebra.Project(pattern=pattern, variables=variables):
            kept = tuple(v for v in variables if v.name not in values)
            return algebra.Project(substituted(pattern, values), kept)
        case algebra.Extend(pattern=pattern, variable=variable, expression=expression) if variable.name in values:
            # an error leaves the variable unbound, with which every term is compatible
            same = BuiltinCall("SAMETERM", (substituted(expression, values), Constant(values[variable.name])))
            return algebra.Filter(BuiltinCall("COALESCE", (same, _TRUE)), substituted(pattern, values))
        case algebra.Extend(pattern=pattern, variable=variable, expression=expression):
            return algebra.Extend(substituted(pattern, values), variable, substituted(expression, values))
        case algebra.Values(variables=variables, rows=rows):
            return _inline_data(variables, rows, values)
        case algebra.Group(pattern=pattern, keys=keys, aggregates=aggregates):
            named = tuple((Variable(f".{v.name}") if v.name in values else v, substituted(e, values)) for v, e in keys)
            made = tuple((v, substituted(e, values)) for v, e in aggregates)
            return algebra.Group(substituted(pattern, values), named, made)
        case tuple():
            return tuple(substituted(each, values) for each in node)
        case Node() if not isinstance(node, Path | Constant):
            changes = {name: substituted(node.__dict__[name], values) for name in node._fields if name != "place"}
            return node.replace(**changes)
    return node


def _inline_data(
    variables: tuple[Variable, ...], rows: tuple[tuple[Term | None, ...], ...], values: Values
) -> algebra.Values:
    kept = [i for i, v in enumerate(variables) if v.name not in values]
    given = [(i, values[v.name]) for i, v in enumerate(variables) if v.name in values]
    matching = [row for row in rows if all(row[i] in (None, term) for i, term in given)]
    return algebra.Values(tuple(variables[i] for i in kept), tuple(tuple(row[i] for i in kept) for row in matching))


def differences(quads: Sequence[Quad], text: str) -> list[str]:
    """Where a query of a pattern with one FILTER EXISTS answers otherwise than the letter says, a line each."""
    data = _numbered(quads)
    query = translate(parse_query(text))
    whole = query.pattern
    assert isinstance(whole, algebra.Project)
    assert isinstance(whole.pattern, algebra.Filter)
    condition, pattern = whole.pattern.condition, whole.pattern.pattern
    names = [variable.name for variable in whole.variables]
    found = []
    expected = []
    for row in _rows(query.replace(pattern=pattern), data, names):
        values = {name: term for name, term in zip(names, row, strict=True) if term is not None}
        if _holds(condition, values, data):
            expected.append(row)
    for rewriting in (True, False):
        asked = rewrite(query) if rewriting else query
        if sorted(map(str, _rows(asked, data, names))) != sorted(map(str, expected)):
            found.append(f"rewriting={rewriting}: {text}\n{sorted(map(str, expected))}")
    return found


def _holds(condition: Expression, values: Values, data: QuadData) -> bool:
    if isinstance(condition, Not):
        return not _holds(condition.operand, values, data)
    assert isinstance(condition, Exists)
    ask = algebra.Query("ask", substituted(condition.pattern, values))
    found = evaluate(ask, data, Context(Pool(data.dictionary)))
    return (found.size > 0) != condition.negated


def differences_where_bound(quads: Sequence[Quad], text: str, name: str, values: Sequence[Term]) -> list[str]:
    """Where a SELECT with a variable that is bound before answers otherwise than with each value in its place."""
    data = _numbered(quads)
    query = translate(parse_query(text))
    names = [variable.name for variable in query.variables if variable.name != name]
    expected: list[tuple[int, Row]] = []
    for i, value in enumerate(values):
        asked = query.replace(pattern=substituted(query.pattern, {name: value}))
        expected += ((i, row) for row in _rows(asked, data, names))
    found = []
    for rewriting in (True, False):
        asked = rewrite(query.replace(prebound=frozenset((name,)))) if rewriting else query
        context = Context(Pool(data.dictionary))
        before = SolutionTable(len(values), {name: context.pool.intern_terms(values)}, always=(name,))
        table, numbers = evaluate_prebound(asked, data, context, before)
        rows = zip(numbers.tolist(), _terms(table, names, context.pool), strict=True)
        if sorted(map(str, rows)) != sorted(map(str, expected)):
            found.append(f"rewriting={rewriting}: {text}\n{sorted(map(str, expected))}")
    return found


def _numbered(quads: Sequence[Quad]) -> QuadData:
    terms = SmallTerms()
    s, p, o, g = terms.add_quads(list(quads)).reshape(-1, 4).T
    return QuadData(terms, s, p, o, g)


def _rows(query: algebra.Query, data: QuadData, names: Sequence[str]) -> list[Row]:
    context = Context(Pool(data.dictionary))
    return _terms(evaluate(query, data, context), names, context.pool)


def _terms(table: SolutionTable, names: Sequence[str], pool: Pool) -> list[Row]:
    columns = [
        [None if n < 0 else parse_term(pool.texts(np.array([n]))[0]) for n in table.column(name).tolist()]
        for name in names
    ]
    return list(zip(*columns, strict=True)) if columns else [()] * table.size
