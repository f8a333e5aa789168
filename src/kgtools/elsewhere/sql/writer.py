"""The algebra of SPARQL as SQL over a table of triples: a column of canonical texts for each variable.

Each operator is a SELECT with the variables as its columns; where one may be unbound it is null. What cannot be said so
is refused by its name, as are joins over variables that may be unbound: null is compatible with all, and equal to none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from sqlglot import exp

from kgtools.elsewhere.sql.expressions import Kind, condition, scalar
from kgtools.elsewhere.sql.names import NAMED, TRIPLES, Sql, column, literal, name_of, table
from kgtools.elsewhere.sql.paths import path_pairs
from kgtools.errors import RefusedQueryError
from kgtools.sparql import algebra
from kgtools.sparql.algebra import Operator
from kgtools.sparql.expressions import Constant, Expression, Variable
from kgtools.sparql.node import Node
from kgtools.sparql.syntax import Triple
from kgtools.table.kernels.text import term_text

__all__ = ["NamedBGP", "Selected", "Sorted", "Staged", "to_sql"]


class Staged(Operator):
    """A table that was made before: its name, its variables, and how many rows it has."""

    name: str
    variables: tuple[Variable, ...]
    size: int = 0


class NamedBGP(algebra.BGP):
    """A basic graph pattern that is matched within each of the named graphs, or within the one that `graph` is."""

    graph: Expression = Variable(".graph")


class Sorted(Operator):
    """The solutions in an order that depends on nothing but them; only a slice shows it."""

    pattern: Operator


class Selected(NamedTuple):
    """A SELECT, what the columns of its variables are, and which of these may be null."""

    query: exp.Query
    kinds: Mapping[str, Kind]
    unbound: frozenset[str] = frozenset()

    def as_subquery(self, alias: str) -> exp.Subquery:
        """It as a table; it can be used again."""
        return self.query.copy().subquery(alias, copy=False)

    def within(self, alias: str) -> exp.Subquery:
        """It as a table of a larger statement, which it becomes a part of: a copy at each level would be quadratic."""
        return self.query.subquery(alias, copy=False)

    def columns(self, of: str) -> list[Sql]:
        """Its columns, from the table that it is."""
        return [column(name_of(name), of) for name in self.kinds]


def to_sql(operator: Operator) -> Selected:
    """An operator as a SELECT. Raises :class:`RefusedQueryError` for one that is not written, with its name.

    >>> from kgtools.shacl.plans.plan import THIS, inline_terms
    >>> from kgtools.model.terms import NamedNode
    >>> to_sql(inline_terms(THIS, [NamedNode("http://e/a")])).query.sql("duckdb")
    'SELECT r."v_this" FROM (VALUES (\\'<http://e/a>\\')) AS r(v_this)'
    """
    write = _WRITERS.get(type(operator))
    if write is None:
        raise RefusedQueryError(f"the operator {type(operator).__name__} is not written as SQL.")
    return write(operator)


def _staged(operator: Staged) -> Selected:
    names = [variable.name for variable in operator.variables]
    query = exp.select(*(column(name_of(name), "x") for name in names)).from_(table(operator.name, "x"))
    return Selected(query, dict.fromkeys(names, "term"))


def _bgp(operator: algebra.BGP) -> Selected:
    if not operator.triples:
        raise RefusedQueryError("an empty group is not written as SQL.")
    selection = _triple(operator.triples[0])
    for triple in operator.triples[1:]:
        selection = _natural_join(selection, _triple(triple))
    return selection


def _named_bgp(operator: NamedBGP) -> Selected:
    selection = _triple(operator.triples[0], operator.graph)
    for triple in operator.triples[1:]:
        selection = _natural_join(selection, _triple(triple, operator.graph))
    return selection


def _triple(triple: Triple, graph: Expression | None = None) -> Selected:
    conditions: list[Sql] = []
    places: dict[str, str] = {}
    parts: list[tuple[str, Node]] = [("s", triple.subject), ("p", triple.predicate), ("o", triple.object)]
    if graph is not None:
        parts.append(("graph", graph))
    for place, part in parts:
        if isinstance(part, Variable):
            if part.name in places:
                conditions.append(column(places[part.name], "t").eq(column(place, "t")))
            places.setdefault(part.name, place)
        else:
            conditions.append(column(place, "t").eq(_constant(part)))
    query = _select([exp.alias_(column(place, "t"), name_of(name), quoted=True) for name, place in places.items()])
    query = query.from_(table(TRIPLES if graph is None else NAMED, "t"))
    return Selected(query.where(*conditions, copy=False) if conditions else query, dict.fromkeys(places, "term"))


def _constant(part: object) -> Sql:
    if not isinstance(part, Constant):
        raise RefusedQueryError(f"the term {type(part).__name__} in a pattern is not written as SQL.")
    return literal(term_text(part.term))


def _path(operator: algebra.PathPattern, starts: exp.Query | None = None) -> Selected:
    conditions: list[Sql] = []
    columns: dict[str, str] = {}
    for end, part in (("a", operator.subject), ("b", operator.object)):
        if isinstance(part, Variable):
            if part.name in columns:
                conditions.append(column("a", "w").eq(column("b", "w")))
            columns.setdefault(part.name, end)
        else:
            conditions.append(column(end, "w").eq(_constant(part)))
    if starts is None and isinstance(operator.subject, Constant):
        starts = exp.select(exp.alias_(_constant(operator.subject), "a"))
    query = _select([exp.alias_(column(end, "w"), name_of(name), quoted=True) for name, end in columns.items()])
    query = query.from_(path_pairs(operator.path, starts).subquery("w", copy=False))
    return Selected(query.where(*conditions, copy=False) if conditions else query, dict.fromkeys(columns, "term"))


def _join(operator: algebra.Join) -> Selected:
    left = to_sql(operator.left)
    right = operator.right
    if isinstance(right, algebra.PathPattern):
        subject = right.subject
        if isinstance(subject, Variable) and subject.name in left.kinds and subject.name not in left.unbound:
            # the walks begin where the left side ends: all walks of the graph may be too many
            nodes = (
                exp.select(exp.alias_(column(name_of(subject.name), "l"), "a")).distinct().from_(left.as_subquery("l"))
            )
            return _natural_join(left, _path(right, nodes))
    return _natural_join(left, to_sql(right))


def _natural_join(left: Selected, right: Selected) -> Selected:
    shared = [name for name in left.kinds if name in right.kinds]
    _same_kinds(left, right, shared)
    more = [column(name_of(name), "r") for name in right.kinds if name not in left.kinds]
    query = _select([*left.columns("l"), *more]).from_(left.within("l"))
    if shared:
        query = query.join(right.within("r"), on=_equal(shared), copy=False)
    else:
        query = query.join(right.within("r"), join_type="cross", copy=False)
    return Selected(query, {**left.kinds, **right.kinds}, left.unbound | right.unbound)


def _left_join(operator: algebra.LeftJoin) -> Selected:
    left, right = to_sql(operator.left), to_sql(operator.right)
    shared = [name for name in left.kinds if name in right.kinds]
    _same_kinds(left, right, shared)
    kinds = {**left.kinds, **right.kinds}
    conditions = [_equal(shared)] if shared else []
    if operator.condition is not None:
        sides = {name: "l" if name in left.kinds else "r" for name in kinds}
        conditions.append(condition(operator.condition, kinds, sides))
    more = [column(name_of(name), "r") for name in right.kinds if name not in left.kinds]
    query = _select([*left.columns("l"), *more]).from_(left.within("l"))
    on = exp.and_(*conditions) if conditions else exp.true()
    query = query.join(right.within("r"), on=on, join_type="left", copy=False)
    return Selected(query, kinds, left.unbound | (right.kinds.keys() - left.kinds.keys()))


def _minus(operator: algebra.Minus) -> Selected:
    left, right = to_sql(operator.left), to_sql(operator.right)
    shared = [name for name in left.kinds if name in right.kinds]
    _same_kinds(left, right, shared)
    if not shared:
        # nothing is removed by solutions that have no variable in common (SPARQL 1.1, section 8.3.3)
        return left
    query = _select(left.columns("l")).from_(left.within("l"))
    return Selected(
        query.join(right.within("r"), on=_equal(shared), join_type="anti", copy=False), left.kinds, left.unbound
    )


def _equal(names: Sequence[str]) -> Sql:
    return exp.and_(
        *(exp.EQ(this=column(name_of(name), "l"), expression=column(name_of(name), "r")) for name in names), copy=False
    )


def _same_kinds(left: Selected, right: Selected, shared: Sequence[str]) -> None:
    if any(left.kinds[name] != right.kinds[name] for name in shared):
        raise RefusedQueryError("a number that was counted is not joined with a term in SQL.")
    if any(name in left.unbound or name in right.unbound for name in shared):
        raise RefusedQueryError("a join over a variable that may be unbound is not written as SQL.")


def _semi_join(operator: algebra.SemiJoin) -> Selected:
    left, right = to_sql(operator.left), to_sql(operator.right)
    shared = [name for name in left.kinds if name in right.kinds]
    if not shared:
        raise RefusedQueryError("EXISTS without a common variable is not written as SQL.")
    _same_kinds(left, right, shared)
    how = "anti" if operator.negated else "semi"
    query = (
        _select(left.columns("l"))
        .from_(left.within("l"))
        .join(right.within("r"), on=_equal(shared), join_type=how, copy=False)
    )
    return Selected(query, left.kinds, left.unbound)


def _filter(operator: algebra.Filter) -> Selected:
    inner = to_sql(operator.pattern)
    query = (
        _select(inner.columns("x"))
        .from_(inner.within("x"))
        .where(condition(operator.condition, inner.kinds), copy=False)
    )
    return Selected(query, inner.kinds, inner.unbound)


def _union(operator: algebra.Union) -> Selected:
    branches = [to_sql(branch) for branch in operator.branches]
    kinds: dict[str, Kind] = {}
    for branch in branches:
        if any(kinds.get(name, kind) != kind for name, kind in branch.kinds.items()):
            raise RefusedQueryError("a UNION of numbers that were counted and terms is not written as SQL.")
        kinds |= branch.kinds
    unbound = frozenset(
        name for name in kinds if any(name in branch.unbound or name not in branch.kinds for branch in branches)
    )
    padded = [_padded(branch, kinds) for branch in branches]
    query: exp.Query = padded[0] if len(padded) == 1 else exp.union(*padded, distinct=False, copy=False)
    return Selected(query, kinds, unbound)


def _padded(branch: Selected, kinds: Mapping[str, Kind]) -> exp.Select:
    """The columns of a branch with those that only others have, as nulls."""
    columns: list[Sql] = [
        column(name_of(name), "x")
        if name in branch.kinds
        else exp.alias_(exp.cast(exp.null(), "BIGINT" if kind == "number" else "VARCHAR"), name_of(name), quoted=True)
        for name, kind in kinds.items()
    ]
    return _select(columns).from_(branch.within("x"))


def _extend(operator: algebra.Extend) -> Selected:
    inner = to_sql(operator.pattern)
    value, kind = scalar(operator.expression, inner.kinds)
    name = operator.variable.name
    new_column = exp.alias_(value, name_of(name), quoted=True)
    query = _select([*inner.columns("x"), new_column]).from_(inner.within("x"))
    may_be_unbound = isinstance(operator.expression, Variable) and operator.expression.name in inner.unbound
    return Selected(query, {**inner.kinds, name: kind}, inner.unbound | ({name} if may_be_unbound else set()))


def _group(operator: algebra.Group) -> Selected:
    inner = to_sql(operator.pattern)
    keys: dict[str, Kind] = {}
    columns: list[Sql] = []
    for variable, key in operator.keys:
        value, keys[variable.name] = scalar(key, inner.kinds)
        columns.append(exp.alias_(value, name_of(variable.name), quoted=True))
    counts: dict[str, Kind] = {}
    for variable, aggregate in operator.aggregates:
        if aggregate.name != "COUNT" or (aggregate.argument is None and aggregate.distinct):
            raise RefusedQueryError(f"the aggregate {aggregate.name} is not written as SQL.")
        argument: Sql = exp.Star() if aggregate.argument is None else scalar(aggregate.argument, inner.kinds)[0]
        if aggregate.distinct:
            argument = exp.Distinct(expressions=[argument])
        columns.append(exp.alias_(exp.Count(this=argument), name_of(variable.name), quoted=True))
        counts[variable.name] = "number"
    query = _select(columns).from_(inner.within("x"))
    grouped = query.group_by(*(scalar(key, inner.kinds)[0] for _, key in operator.keys), copy=False) if keys else query
    unbound = {v.name for v, key in operator.keys if isinstance(key, Variable) and key.name in inner.unbound}
    return Selected(grouped, {**keys, **counts}, frozenset(unbound))


def _project(operator: algebra.Project) -> Selected:
    inner = to_sql(operator.pattern)
    names = [variable.name for variable in operator.variables]
    if any(name not in inner.kinds for name in names):
        raise RefusedQueryError("a variable that is not bound is not written as SQL.")
    query = _select([column(name_of(name), "x") for name in names]).from_(inner.within("x"))
    return Selected(query, {name: inner.kinds[name] for name in names}, inner.unbound & frozenset(names))


def _distinct(operator: algebra.Distinct) -> Selected:
    inner = to_sql(operator.pattern)
    return Selected(_select(inner.columns("x")).distinct().from_(inner.within("x")), inner.kinds, inner.unbound)


def _values(operator: algebra.Values) -> Selected:
    names = [variable.name for variable in operator.variables]
    kinds: dict[str, Kind] = dict.fromkeys(names, "term")
    if not operator.rows:
        nothing = [exp.alias_(exp.cast(exp.null(), "VARCHAR"), name_of(name), quoted=True) for name in names]
        return Selected(_select(nothing).where(exp.false()), kinds)
    if any(cell is None for row in operator.rows for cell in row):
        raise RefusedQueryError("VALUES with UNDEF is not written as SQL.")
    rows = [tuple(literal(term_text(cell)) for cell in row if cell is not None) for row in operator.rows]
    data = exp.values(rows, alias="r", columns=[name_of(name) for name in names])
    return Selected(_select([column(name_of(name), "r") for name in names]).from_(data), kinds)


def _slice(operator: algebra.Slice) -> Selected:
    pattern = operator.pattern
    inner = to_sql(pattern.pattern if isinstance(pattern, Sorted) else pattern)
    query: exp.Select = _select(inner.columns("x")).from_(inner.within("x"))
    if isinstance(pattern, Sorted) and inner.kinds:
        query = query.order_by(*inner.columns("x"), copy=False)
    if operator.length is not None:
        query = query.limit(operator.length, copy=False)
    return Selected(query.offset(operator.start, copy=False) if operator.start else query, inner.kinds, inner.unbound)


def _select(columns: Sequence[Sql]) -> exp.Select:
    # a pattern without variables has a row, too
    return exp.select(*columns, copy=False) if columns else exp.select(exp.alias_(exp.Literal.number(1), "one"))


_WRITERS: Mapping[type[Operator], Callable[..., Selected]] = {
    Staged: _staged,
    algebra.BGP: _bgp,
    NamedBGP: _named_bgp,
    algebra.PathPattern: _path,
    algebra.Join: _join,
    algebra.LeftJoin: _left_join,
    algebra.Minus: _minus,
    algebra.SemiJoin: _semi_join,
    algebra.Filter: _filter,
    algebra.Union: _union,
    algebra.Extend: _extend,
    algebra.Group: _group,
    algebra.Project: _project,
    algebra.Distinct: _distinct,
    algebra.Reduced: _distinct,
    algebra.Values: _values,
    algebra.Slice: _slice,
}
