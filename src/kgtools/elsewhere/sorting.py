"""ORDER BY where it compares labels: the rows come with what they are sorted by, and are sorted here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from typing import NamedTuple

from kgtools.sparql.expressions import Aggregate, Expression, Variable
from kgtools.sparql.node import Node, rewritten
from kgtools.sparql.scope import mentioned
from kgtools.sparql.syntax import OrderCondition, Projection, Query

__all__ = ["UnorderedQuery", "without_order"]


class UnorderedQuery(NamedTuple):
    """A query without its order, whose rows have a column for each thing that the `keys` look at."""

    tree: Query
    keys: tuple[OrderCondition, ...]


def without_order(tree: Query, keys: Sequence[OrderCondition], labels: Collection[str]) -> UnorderedQuery:
    """A SELECT whose rows are sorted afterwards: its own columns, and what the `keys` look at.

    `labels` are the variables of the keys that are labels of its columns.

    >>> from kgtools.sparql.parse import parse_query
    >>> tree = parse_query("SELECT ?x { ?x ?p ?n } ORDER BY (?n * 2) ?xLabel")
    >>> unordered = without_order(tree, tree.order_by, ["xLabel"])
    >>> [column.variable.name for column in unordered.tree.projection], unordered.keys[0].expression
    (['x', 'sort1'], Variable('sort1'))
    """
    plain = tree.replace(order_by=(), limit=None, offset=0)
    if tree.projection is None:
        # all variables are there
        return UnorderedQuery(plain, tuple(keys))
    columns = _Columns(tree, labels)
    new_keys = tuple(key.replace(expression=columns.here(key.expression)) for key in keys)
    if columns.more:
        # with more columns more rows are distinct; so DISTINCT is applied here
        plain = plain.replace(projection=(*tree.projection, *columns.more), distinct=False, reduced=False)
    return UnorderedQuery(plain, new_keys)


class _Columns:
    """The columns that the keys of a query need beside its own."""

    def __init__(self, tree: Query, labels: Collection[str]) -> None:
        self._labels = frozenset(labels)
        self._names = set(mentioned(tree))
        self._projected_names = {column.variable.name for column in tree.projection or ()}
        self.more: list[Projection] = []

    def here(self, key: Expression) -> Expression:
        """A key over the columns."""
        if not mentioned(key) & self._labels:
            return key if isinstance(key, Variable) and key.name in self._projected_names else self._column(key)
        for aggregate in [node for node in key.walk() if isinstance(node, Aggregate)]:
            column = self._column(aggregate)
            key = rewritten(key, partial(_replaced, aggregate, column))
        for node in key.walk():
            if isinstance(node, Variable) and node.name not in self._projected_names | self._labels:
                self._column(node)
        return key

    def _column(self, expression: Expression) -> Variable:
        if isinstance(expression, Variable):
            self.more.append(Projection(expression))
            self._projected_names.add(expression.name)
            return expression
        number = len(self.more) + 1
        while f"sort{number}" in self._names:
            number += 1
        name = Variable(f"sort{number}")
        self._names.add(name.name)
        self._projected_names.add(name.name)
        self.more.append(Projection(name, expression))
        return name


def _replaced(old: Node, new: Node, node: Node) -> Node:
    return new if node == old else node
