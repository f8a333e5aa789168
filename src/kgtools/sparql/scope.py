"""Which variables a pattern binds, binds always, or mentions at all (SPARQL 1.1, section 18.2.1).

Names are given as they are in the nodes, also those that nobody outside can spell: blank nodes (``_:b``) and the
variables that translation makes (``.p0``). What is found is kept with the node, so that asking again costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from kgtools.sparql import algebra, syntax
from kgtools.sparql.algebra import Operator
from kgtools.sparql.expressions import (
    And,
    Arithmetic,
    BuiltinCall,
    Comparison,
    Constant,
    Expression,
    FunctionCall,
    Membership,
    Negative,
    Not,
    Or,
    Positive,
    TripleTerm,
    Variable,
)
from kgtools.sparql.node import Node

if TYPE_CHECKING:
    from kgtools.sparql.node import NodeType

__all__ = [
    "VARIABLES_OF",
    "always_bound",
    "in_scope",
    "is_visible",
    "mentioned",
    "needed",
    "projected",
    "required",
    "visible_variables",
]

_NONE: frozenset[str] = frozenset()
#: under which names it is kept with a node what variables it has: none of that depends on the terms in it
VARIABLES_OF = ("_in_scope", "_always_bound", "_mentioned")


def is_visible(name: str) -> bool:
    """Whether a query can spell the variable: it is no blank node and not made by translation."""
    return not name.startswith(("_:", "."))


def in_scope(operator: Operator) -> frozenset[str]:
    """The variables that a solution of the operator may bind (18.2.1).

    >>> x, y = Variable("x"), Variable("y")
    >>> triple = syntax.Triple(x, y, Variable("z"))
    >>> sorted(in_scope(algebra.Project(algebra.BGP((triple,)), (x, y))))
    ['x', 'y']
    """
    memo: frozenset[str] | None = operator.__dict__.get("_in_scope")
    return _memoized(operator, "_in_scope", _in_scope, Operator) if memo is None else memo


def _in_scope(node: Operator) -> frozenset[str]:
    match node:
        case algebra.BGP() | algebra.PathPattern():
            return mentioned(node)
        case algebra.Values(variables=variables):
            return frozenset(v.name for v in variables)
        case algebra.Project(pattern=inner, variables=variables):
            # a variable may be projected that nothing binds
            return in_scope(inner) & {v.name for v in variables}
        case algebra.Extend(pattern=inner, variable=variable):
            return in_scope(inner) | {variable.name}
        case algebra.Group(keys=keys, aggregates=aggregates):
            return frozenset(v.name for v, _ in (*keys, *aggregates))
        case algebra.Minus(left=left) | algebra.SemiJoin(left=left):
            return in_scope(left)
        case algebra.Graph(name=name, pattern=inner) | algebra.Service(name=name, pattern=inner):
            return in_scope(inner) | mentioned(name)
    return _NONE.union(*(in_scope(part) for part in node.children() if isinstance(part, Operator)))


def always_bound(operator: Operator) -> frozenset[str]:
    """The variables that every solution of the operator binds.

    >>> x, y = Variable("x"), Variable("y")
    >>> knows = algebra.BGP((syntax.Triple(x, Variable("p"), y),))
    >>> sorted(always_bound(algebra.LeftJoin(algebra.BGP((syntax.Triple(x, x, x),)), knows)))
    ['x']
    """
    return _memoized(operator, "_always_bound", _always_bound, Operator)


def _always_bound(node: Operator) -> frozenset[str]:
    match node:
        case algebra.BGP() | algebra.PathPattern():
            return mentioned(node)
        case algebra.Values(variables=variables, rows=syntax.RowsOfColumns() as rows):
            return frozenset(v.name for i, v in enumerate(variables) if rows.always(i))
        case algebra.Values(variables=variables, rows=rows):
            return frozenset(v.name for i, v in enumerate(variables) if all(row[i] is not None for row in rows))
        case algebra.Join(left=left, right=right):
            return always_bound(left) | always_bound(right)
        case algebra.Union(branches=branches):
            return frozenset.intersection(*map(always_bound, branches))
        case algebra.LeftJoin(left=left) | algebra.Minus(left=left) | algebra.SemiJoin(left=left):
            return always_bound(left)
        case algebra.Filter(condition=condition, pattern=inner):
            return always_bound(inner) | (needed(condition) & in_scope(inner))
        case algebra.Project(pattern=inner, variables=variables):
            return always_bound(inner) & {v.name for v in variables}
        case algebra.Extend(pattern=inner, variable=variable, expression=expression):
            bound = always_bound(inner)
            return bound | {variable.name} if _never_errs(expression, bound) else bound
        case algebra.Group(pattern=inner, keys=keys, aggregates=aggregates):
            bound = always_bound(inner)
            bound_keys = [v.name for v, key in keys if _never_errs(key, bound)]
            return frozenset(bound_keys + [v.name for v, aggregate in aggregates if aggregate.name == "COUNT"])
        case algebra.Graph(name=name, pattern=inner):
            return always_bound(inner) | mentioned(name)
        case algebra.Service(pattern=inner, silent=silent):
            # a silent one that fails has the one solution without bindings
            return _NONE if silent else always_bound(inner)
        case algebra.OrderBy() | algebra.Distinct() | algebra.Reduced() | algebra.Slice():
            return always_bound(node.pattern)
    return _NONE


def _never_errs(expression: Expression, bound: frozenset[str]) -> bool:
    if isinstance(expression, Variable):
        return expression.name in bound
    return isinstance(expression, Constant) or (isinstance(expression, BuiltinCall) and expression.name == "BOUND")


def needed(condition: Expression) -> frozenset[str]:
    """Variables without which the condition cannot be true: where one is unbound, it is false or an error.

    >>> sorted(needed(Or((Comparison("=", Variable("x"), Variable("y")), Not(Variable("x"))))))
    ['x']
    """
    match condition:
        case Variable(name=name):
            return frozenset((name,))
        case And(operands=operands):
            return _NONE.union(*map(needed, operands))
        case Or(operands=operands):
            return frozenset.intersection(*map(needed, operands))
        case Not(operand=operand):
            return required(operand)
        case BuiltinCall(name="BOUND", arguments=(Variable(name=name),)):
            return frozenset((name,))
    return required(condition)


def required(expression: Expression) -> frozenset[str]:
    """Variables without which the expression is an error.

    >>> sorted(required(And((Not(Variable("x")), Variable("x")))))
    ['x']
    """
    match expression:
        case Variable(name=name):
            return frozenset((name,))
        case Comparison(left=left, right=right) | Arithmetic(left=left, right=right):
            return required(left) | required(right)
        case Membership(operand=operand, members=members) if members:
            return required(operand)
        case Not(operand=operand) | Negative(operand=operand) | Positive(operand=operand):
            return required(operand)
        case Or(operands=operands) | And(operands=operands):
            return frozenset.intersection(*map(required, operands))
        case BuiltinCall(name="IF", arguments=(test, *_)):
            return required(test)
        case BuiltinCall(name="BOUND" | "COALESCE"):
            return _NONE
        case BuiltinCall(arguments=arguments):
            return _NONE.union(*map(required, arguments))
        case FunctionCall(iri=iri, arguments=arguments) if iri.value.startswith("http://www.w3.org/2001/XMLSchema#"):
            return _NONE.union(*map(required, arguments))
    return _NONE


def mentioned(node: Node) -> frozenset[str]:
    """Every variable that is anywhere in an operator or an expression, also within EXISTS and sub-selects."""
    memo: frozenset[str] | None = node.__dict__.get("_mentioned")
    return _memoized(node, "_mentioned", _mentioned, Node) if memo is None else memo


def _mentioned(node: Node) -> frozenset[str]:
    if isinstance(node, Variable):
        return frozenset((node.name,))
    if isinstance(node, algebra.Values):
        return frozenset(v.name for v in node.variables)
    return _NONE.union(*(mentioned(child) for child in node.children() if type(child) is not Constant))


def projected(query: syntax.Query) -> tuple[Variable, ...]:
    """The columns of a SELECT in order, each once (18.2.5); those of ``SELECT *`` by first appearance."""
    if query.projection is not None:
        return tuple(dict.fromkeys(column.variable for column in query.projection))
    variables = dict.fromkeys(visible_variables(query.where) if query.where else ())
    return tuple(variables | dict.fromkeys(query.values.variables if query.values else ()))


def visible_variables(group: syntax.Group) -> tuple[Variable, ...]:
    """The variables in scope of a group of the syntax tree in the order of the text, without blank nodes.

    >>> x, y = Variable("x"), Variable("y")
    >>> optional = syntax.OptionalPattern(syntax.Group((syntax.TriplesBlock((syntax.Triple(x, y, x),)),)))
    >>> [v.name for v in visible_variables(syntax.Group((optional,)))]
    ['x', 'y']
    """
    return tuple(dict.fromkeys(v for v in _visible(group) if not v.is_blank))


def _visible(element: Node) -> Iterator[Variable]:
    match element:
        case syntax.Group(elements=parts) | syntax.UnionPattern(branches=parts):
            for part in parts:
                yield from _visible(part)
        case syntax.TriplesBlock(triples=triples):
            for triple in triples:
                yield from _variables(triple.children())
        case syntax.OptionalPattern(pattern=pattern):
            yield from _visible(pattern)
        case syntax.GraphPattern(name=name, pattern=pattern) | syntax.ServicePattern(name=name, pattern=pattern):
            yield from _variables((name,))
            yield from _visible(pattern)
        case syntax.Bind(variable=variable):
            yield variable
        case syntax.InlineData(variables=variables):
            yield from variables
        case syntax.SubSelect(query=query):
            yield from projected(query)


def _variables(parts: Iterable[Node]) -> Iterator[Variable]:
    for part in parts:
        if isinstance(part, Variable):
            yield part
        elif isinstance(part, TripleTerm):
            yield from _variables(part.children())


def _memoized(
    node: NodeType, name: str, find: Callable[[NodeType], frozenset[str]], kind: type[NodeType]
) -> frozenset[str]:
    """What `find` says of the node, after those of that kind below: so a deep tree is no deep call."""
    memo: frozenset[str] | None = node.__dict__.get(name)
    if memo is None:
        below: list[NodeType] = []
        stack = [node]
        while stack:
            one = stack.pop()
            if name not in one.__dict__:
                below.append(one)
                if not isinstance(one, algebra.Values):
                    stack += [c for c in one.children() if isinstance(c, kind) and type(c) is not Constant]
        for one in reversed(below):
            one.__dict__[name] = find(one)
        memo = node.__dict__[name]
    return memo
