"""What the grammar cannot say of a query: names that are given twice, and columns that grouping leaves unbound."""

from __future__ import annotations

from collections.abc import Iterator, Set

from kgtools.sparql.expressions import Aggregate, Exists, Expression, Variable
from kgtools.sparql.node import Node
from kgtools.sparql.parse.errors import Reporter
from kgtools.sparql.syntax import Query

__all__ = ["check_query"]


def check_query(query: Query, scope: Set[str], *, has_aggregates: bool, report: Reporter, companion: str = "") -> None:
    """Raise where a query breaks a rule of sections 11.4, 18.2.1 and 18.2.4.4.

    HAVING and ORDER BY may name what is neither grouped nor aggregated: they take a sample of it (18.2.4.1).
    `scope` are the variables in scope in its pattern. A variable whose name is that of another with `companion` behind
    it is known wherever the other one is.
    """
    is_grouped = has_aggregates or bool(query.group_by)
    keys = _check_keys(query, scope, report)
    visible = keys if is_grouped else set(scope)
    if query.values is not None:
        # joined after grouping, before the columns are computed (section 18.2.4.3)
        visible |= {variable.name for variable in query.values.variables}
    names = visible | {name + companion for name in visible}
    if is_grouped and query.form == "select" and query.projection is None:
        raise report.error("SELECT * cannot be used with GROUP BY or aggregates; name the columns.", query.place)
    _check_having(query, names | scope, report)
    _check_columns(query, visible, names, report, is_grouped=is_grouped)


def _check_keys(query: Query, scope: Set[str], report: Reporter) -> set[str]:
    """The variables that GROUP BY leaves in scope."""
    keys: set[str] = set()
    for condition in query.group_by:
        named = condition.variable
        if named is not None:
            if named.name in scope or named.name in keys:
                raise report.error(
                    f"?{named.name} already has a value where GROUP BY assigns one; choose another name.", named.place
                )
            keys.add(named.name)
        elif isinstance(condition.expression, Variable):
            keys.add(condition.expression.name)
    return keys


def _check_columns(query: Query, visible: set[str], names: set[str], report: Reporter, *, is_grouped: bool) -> None:
    columns: set[str] = set()
    for column in query.projection or ():
        variable, expression = column.variable, column.expression
        name = variable.name
        if expression is None:
            if is_grouped and name not in names and name not in columns:
                raise _ungrouped(variable, report)
        else:
            if is_grouped:
                for inside in _outside_aggregates(expression):
                    if inside.name not in names and inside.name not in columns:
                        raise _ungrouped(inside, report)
            if name in columns:
                raise report.error(
                    f"?{name} is already one of the columns when AS assigns it a value; choose another name.",
                    variable.place,
                )
            if name in visible:
                why = "is grouped by" if is_grouped else "has a value in the pattern"
                raise report.error(
                    f"?{name} {why} already, and AS computes it (section 18.2.4.4); rename it.", variable.place
                )
        columns.add(name)


def _check_having(query: Query, names: Set[str], report: Reporter) -> None:
    computed = {column.variable.name for column in query.projection or () if column.expression is not None} - names
    for variable in (each for condition in query.having for each in _outside_aggregates(condition)):
        if variable.name in computed:
            raise report.error(
                f"?{variable.name} is computed by SELECT, which comes after HAVING (section 18.2.4.2), so it is "
                "unbound here; write its expression again.",
                variable.place,
            )


def _ungrouped(variable: Variable, report: Reporter) -> Exception:
    return report.error(
        f"?{variable.name} is neither in GROUP BY nor in an aggregate (section 11.4), so it is unbound here; "
        f"group by it, or write an aggregate such as SAMPLE(?{variable.name}).",
        variable.place,
    )


def _outside_aggregates(expression: Expression) -> Iterator[Variable]:
    """The variables of an expression in order, but those in aggregates and in the patterns of EXISTS."""
    stack: list[Node] = [expression]
    while stack:
        node = stack.pop()
        if isinstance(node, Variable):
            yield node
        elif not isinstance(node, (Aggregate, Exists)):
            stack.extend(reversed(list(node.children())))
