"""Operators as groups and sub-selects of SPARQL, with braces wherever a scope ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kgtools.sparql import algebra, syntax
from kgtools.sparql.algebra import Operator
from kgtools.sparql.expressions import Aggregate, And, Exists, Expression, Path, Variable
from kgtools.sparql.node import Node
from kgtools.sparql.scope import in_scope, mentioned
from kgtools.sparql.serialize.expressions import ExpressionWriter
from kgtools.sparql.serialize.terms import path_text, term_text
from kgtools.sparql.translate.patterns import mapped

__all__ = ["PatternWriter"]

#: what is in a group as it is, wherever it is
_ELEMENTS = (
    algebra.BGP,
    algebra.PathPattern,
    algebra.Union,
    algebra.Graph,
    algebra.Service,
    algebra.Values,
)
_SELECTS = (
    algebra.Group,
    algebra.OrderBy,
    algebra.Project,
    algebra.Distinct,
    algebra.Reduced,
    algebra.Slice,
)
_EMPTY = algebra.BGP()


class PatternWriter(ExpressionWriter):
    """Writes operators, as lines; `taken` are the names that variables have."""

    def __init__(self, names: Mapping[str, str], names_in_use: Iterable[str]) -> None:
        super().__init__(names)
        self._names_in_use = {*names_in_use, *names.values()}

    def _spare(self, name: str) -> Variable:
        """A variable that the query does not have."""
        while name in self._names_in_use:
            name += "_"
        self._names_in_use.add(name)
        return Variable(name)

    def braced(self, pattern: Node) -> str:
        """The group of a pattern in one line."""
        assert isinstance(pattern, Operator)
        return " ".join(["{", *(line.strip() for line in self.group(pattern)), "}"])

    def group(self, operator: Operator) -> list[str]:
        """What is between the braces of a group that means the operator."""
        operator = _plain(operator)
        if isinstance(operator, _SELECTS):
            return self.select(operator)
        inner, conditions = _without_filters(operator)
        return [*self._open(inner), *(self._filter(condition) for condition in conditions)]

    def _filter(self, condition: Expression) -> str:
        text = self.expression(condition)
        return f"FILTER {text}" if isinstance(condition, Exists) else f"FILTER({text})"

    def _open(self, operator: Operator) -> list[str]:
        """What may be in a group with other elements behind it."""
        match operator:
            case algebra.BGP(triples=triples):
                return [self._triple(t.subject, t.predicate, t.object) for t in triples]
            case algebra.PathPattern(subject=subject, path=path, object=object_):
                return [self._triple(subject, path, object_)]
            case algebra.Join(left=left, right=right):
                plain = _plain(operator)
                return [*self._open(left), *self._element(right)] if plain is operator else self._open(plain)
            case algebra.LeftJoin(left=left, right=right, condition=condition):
                # a filter of the group itself would be the condition of the join (18.2.2.6)
                apart = isinstance(right, algebra.Filter | algebra.SemiJoin)
                # nothing may be beside a sub-select
                apart |= condition is not None and isinstance(right, _SELECTS)
                inner = self._block(right) if apart else self.group(right)
                inner += [self._filter(one) for one in _conjuncts(condition)]
                return [*self._open(left), *_block("OPTIONAL {", inner)]
            case algebra.Minus(left=left, right=right):
                return [*self._open(left), *_block("MINUS {", self.group(right))]
            case algebra.Extend(pattern=pattern, variable=variable, expression=expression):
                return [*self._open(pattern), f"BIND({self.expression(expression)} AS {self.variable(variable)})"]
            case algebra.Union(branches=branches):
                lines = _block("{", self.group(branches[0]))
                for branch in branches[1:]:
                    lines[-1:] = _block("} UNION {", self.group(branch))
                return lines
            case algebra.Graph(name=name, pattern=pattern):
                return _block(f"GRAPH {self.expression(name)} {{", self.group(pattern))
            case algebra.Service(name=name, pattern=pattern, silent=silent):
                word = "SERVICE SILENT" if silent else "SERVICE"
                return _block(f"{word} {self.expression(name)} {{", self.group(pattern))
            case algebra.Values():
                return self._values(operator)
        return self._block(operator)

    def _block(self, operator: Operator) -> list[str]:
        return _block("{", self.group(operator))

    def _element(self, operator: Operator) -> list[str]:
        """What may be in a group behind other elements, which it is joined with."""
        operator = _plain(operator)
        if isinstance(operator, _ELEMENTS) or _is_join_of_elements(operator):
            return self._open(operator)
        return self._block(operator)

    def _triple(self, subject: Expression, predicate: Expression | Path, object_: Expression) -> str:
        middle = path_text(predicate) if isinstance(predicate, Path) else self.expression(predicate)
        return f"{self.expression(subject)} {middle} {self.expression(object_)} ."

    def _values(self, table: algebra.Values) -> list[str]:
        head = " ".join(map(self.variable, table.variables))
        rows = [" ".join("UNDEF" if cell is None else term_text(cell) for cell in row) for row in table.rows]
        return _block(f"VALUES ({head}) {{", [f"({row})" for row in rows])

    def select(
        self, operator: Operator, columns: Sequence[Variable] | None = None, dataset: Iterable[str] = ()
    ) -> list[str]:
        """A SELECT; `columns` are those of an operator that projects nothing, without which it has all."""
        end, word = [], "SELECT"
        if isinstance(operator, algebra.Slice):
            if operator.length is not None:
                end.append(f"LIMIT {operator.length}")
            if operator.start:
                end.append(f"OFFSET {operator.start}")
            operator = operator.pattern
        if isinstance(operator, algebra.Distinct | algebra.Reduced):
            word = "SELECT DISTINCT" if isinstance(operator, algebra.Distinct) else "SELECT REDUCED"
            operator = operator.pattern
        if isinstance(operator, algebra.Project):
            columns, operator = operator.variables, operator.pattern
        elif columns is None:
            columns = tuple(map(Variable, sorted(in_scope(operator))))
        order: tuple[syntax.OrderCondition, ...] = ()
        if isinstance(operator, algebra.OrderBy):
            order, operator = operator.conditions, operator.pattern
        operator, named = _without_columns(operator, columns)
        grouped = _Grouped.find(operator)
        conditions: list[Expression] = []
        values: list[str] = []
        if grouped is not None:
            operator, conditions = grouped.pattern, grouped.conditions
            values = [] if grouped.values is None else self._values(grouped.values)
            named = {**{v: v for v in columns if v in grouped.aggregates}, **named}
            named = {variable: grouped.inlined(expression) for variable, expression in named.items()}
            order = tuple(key.replace(expression=grouped.inlined(key.expression, named)) for key in order)
            projection = (*named.values(), *conditions, *_keys(order))
            if not columns or not (grouped.keys or any(map(_has_aggregate, projection))):
                # without an aggregate it would not be grouped, and nothing but keys and aggregates is there to be shown
                count = self._spare("_count")
                columns, named = (*columns, count), {**named, count: Aggregate("COUNT", None)}
        heads = [self._column(variable, named.get(variable)) for variable in columns]
        if not heads:
            heads = [self.variable(self._spare("_nothing")) if mentioned(operator) else "*"]
        head = f"{word} {' '.join(heads)}"
        lines = [head + " WHERE {"] if not dataset else [head, *dataset, "WHERE {"]
        lines = [*lines, *("  " + line for line in self.group(operator)), "}"]
        if grouped is not None and grouped.keys:
            lines.append("GROUP BY " + " ".join(map(self.variable, grouped.keys)))
        if conditions:
            lines.append("HAVING " + " ".join(f"({self.expression(condition)})" for condition in conditions))
        if order:
            lines.append("ORDER BY " + " ".join(map(self._order_key, order)))
        return [*lines, *end, *values]

    def _column(self, variable: Variable, expression: Expression | None) -> str:
        name = self.variable(variable)
        return name if expression is None else f"({self.expression(expression)} AS {name})"

    def _order_key(self, key: syntax.OrderCondition) -> str:
        text = self.expression(key.expression)
        if key.descending:
            return f"DESC({text})"
        return text if isinstance(key.expression, Variable) else f"ASC({text})"


class _Grouped:
    """A group as one SELECT can have it: aggregates are in the expressions that use them."""

    def __init__(self, group: algebra.Group, conditions: list[Expression], values: algebra.Values | None) -> None:
        self.aggregates = dict(group.aggregates)
        self.keys = [variable for variable, _ in group.keys]
        self.pattern = group.pattern
        for variable, key in group.keys:
            if variable != key:
                self.pattern = algebra.Extend(self.pattern, variable, key)
        self.conditions = [self.inlined(condition) for condition in conditions]
        self.values = values

    @classmethod
    def find(cls, operator: Operator) -> _Grouped | None:
        """What the operator is in a SELECT with groups, if it can be."""
        values: algebra.Values | None = None
        if isinstance(operator, algebra.Join) and isinstance(operator.right, algebra.Values):
            values = operator.right
            operator = operator.left
        operator, conditions = _without_filters(operator)
        return cls(operator, conditions, values) if isinstance(operator, algebra.Group) else None

    def inlined(self, expression: Expression, but: Iterable[Variable] = ()) -> Expression:
        """The expression with aggregates in the place of their variables, except of those in `but`."""
        if isinstance(expression, Variable):
            return expression if expression in but else self.aggregates.get(expression, expression)
        return expression if isinstance(expression, Exists) else mapped(expression, lambda e: self.inlined(e, but))


def _keys(order: Iterable[syntax.OrderCondition]) -> list[Expression]:
    return [key.expression for key in order]


def _has_aggregate(expression: Expression) -> bool:
    return any(isinstance(node, Aggregate) for node in expression.walk())


def _without_columns(operator: Operator, columns: Sequence[Variable]) -> tuple[Operator, dict[Variable, Expression]]:
    """The operator below those that give columns of SELECT in their order, and these columns."""
    expressions: dict[Variable, Expression] = {}
    places = {variable: i for i, variable in enumerate(columns)}
    last = len(places)
    while isinstance(operator, algebra.Extend) and places.get(operator.variable, last) < last:
        last = places[operator.variable]
        expressions[operator.variable] = operator.expression
        operator = operator.pattern
    return operator, expressions


def _without_filters(operator: Operator) -> tuple[Operator, list[Expression]]:
    """The operator below its filters, and their conditions in the order in which the text has them."""
    conditions: list[Expression] = []
    while True:
        operator = _plain(operator)
        match operator:
            case algebra.Filter(condition=condition, pattern=inner):
                conditions[:0] = _conjuncts(condition)
                operator = inner
            case algebra.SemiJoin(left=left, right=right, negated=negated):
                conditions[:0] = [Exists(right, negated)]
                operator = left
            case _:
                return operator, conditions


def _conjuncts(condition: Expression | None) -> list[Expression]:
    if condition is None:
        return []
    if isinstance(condition, And):
        return [one for operand in condition.operands for one in _conjuncts(operand)]
    return [condition]


def _plain(operator: Operator) -> Operator:
    """The operator, or what it joins with nothing (18.2.2.8)."""
    while isinstance(operator, algebra.Join):
        if _plain(operator.left) == _EMPTY:
            operator = operator.right
        elif _plain(operator.right) == _EMPTY:
            operator = operator.left
        else:
            break
    return operator


def _is_join_of_elements(operator: Operator) -> bool:
    return isinstance(operator, algebra.Join) and all(
        isinstance(side, _ELEMENTS) or _is_join_of_elements(side) for side in (operator.left, operator.right)
    )


def _block(head: str, lines: list[str]) -> list[str]:
    return [head, *("  " + line for line in lines), "}"]
