"""Graph patterns to the algebra (section 18.2.2); the steps are numbered as there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from kgtools.columns.limits import Check, no_check
from kgtools.sparql import algebra, syntax
from kgtools.sparql.algebra import BGP, Operator
from kgtools.sparql.expressions import And, Constant, Exists, Expression, Inverse, Link, Path, Sequence, Variable
from kgtools.sparql.node import Node

__all__ = ["PatternTranslator", "inline_data", "joined", "mapped"]

_EMPTY = BGP()


class PatternTranslator:
    """Translates groups; the variables that it makes are new throughout one query, and nobody can spell them."""

    def __init__(self, check: Check = no_check) -> None:
        self._made = 0
        self._check = check

    def fresh(self, kind: str) -> Variable:
        """A variable that the query does not have: ``.p0``, ``.agg1`` …"""
        self._made += 1
        return Variable(f".{kind}{self._made - 1}")

    def select(self, query: syntax.Query) -> Operator:
        """The pattern of a SELECT, sub-selects among them."""
        raise NotImplementedError

    def group(self, group: syntax.Group) -> Operator:
        """``Translate(group)`` (18.2.2.6), with its filters around the whole (18.2.2.2 and 18.2.2.7)."""
        inner, condition = self.group_and_condition(group)
        return inner if condition is None else algebra.Filter(condition, inner, place=condition.place)

    def group_and_condition(self, group: syntax.Group) -> tuple[Operator, Expression | None]:
        """The same, with the conjunction of its filters apart."""
        self._check()
        found: Operator = _EMPTY
        filters: list[Expression] = []
        for element in _without_gaps(group.elements, filters):
            match element:
                case syntax.OptionalPattern(pattern=pattern):
                    right, condition = self.group_and_condition(pattern)
                    found = algebra.LeftJoin(found, right, condition, place=element.place)
                case syntax.MinusPattern(pattern=pattern):
                    found = algebra.Minus(found, self.group(pattern), place=element.place)
                case syntax.Bind(expression=expression, variable=variable):
                    found = algebra.Extend(found, variable, self.expression(expression), place=element.place)
                case _:
                    found = joined(found, self._element(element))
        if not filters:
            return found, None
        conditions = tuple(self.expression(one) for one in filters)
        return found, conditions[0] if len(conditions) == 1 else And(conditions, place=conditions[0].place)

    def _element(self, element: Node) -> Operator:
        match element:
            case syntax.TriplesBlock(triples=triples):
                return self.triples(triples)
            case syntax.Group():
                return self.group(element)
            case syntax.UnionPattern(branches=branches):
                return algebra.Union(tuple(map(self.group, branches)), place=element.place)
            case syntax.GraphPattern(name=name, pattern=pattern):
                return algebra.Graph(name, self.group(pattern), place=element.place)
            case syntax.ServicePattern(name=name, pattern=pattern, silent=silent):
                return algebra.Service(name, self.group(pattern), silent, place=element.place)
            case syntax.InlineData():
                return inline_data(element)
            case syntax.SubSelect(query=query):
                return self.select(query)
        raise AssertionError(f"no such element of a group: {type(element).__name__}")

    def triples(self, triples: Iterable[syntax.Triple]) -> Operator:
        """Triples and paths in the order of the text, adjacent triples as one basic graph pattern (18.2.2.5)."""
        found: Operator = _EMPTY
        run: list[syntax.Triple] = []
        for triple in triples:
            for part in self._steps(triple):
                if isinstance(part, syntax.Triple):
                    run.append(part)
                    continue
                found = joined(joined(found, _basic(run)), part)
                run = []
        return joined(found, _basic(run))

    def _steps(self, triple: syntax.Triple) -> Iterator[syntax.Triple | algebra.PathPattern]:
        """A pattern with a path, as triples and paths (18.2.2.4)."""
        path, place = triple.predicate, triple.place
        if isinstance(path, Path):
            yield from self._path(triple.subject, path, triple.object, place)
        else:
            yield triple

    def _path(
        self, start: Expression, path: Path, end: Expression, place: int
    ) -> Iterator[syntax.Triple | algebra.PathPattern]:
        match path:
            case Link(iri=iri):
                yield syntax.Triple(start, Constant(iri, place=path.place), end, place=place)
            case Inverse(path=inner):
                yield from self._path(end, inner, start, place)
            case Sequence(parts=parts):
                stops = [start, *(self.fresh("p") for _ in parts[1:]), end]
                for i, part in enumerate(parts):
                    yield from self._path(stops[i], part, stops[i + 1], place)
            case _:
                yield algebra.PathPattern(start, path, end, place=place)

    def expression(self, expression: Expression) -> Expression:
        """The expression with the patterns of its EXISTS translated."""
        self._check()
        if isinstance(expression, Exists) and isinstance(expression.pattern, syntax.Group):
            return expression.replace(pattern=self.group(expression.pattern))
        return mapped(expression, self.expression)


def inline_data(data: syntax.InlineData) -> algebra.Values:
    """``VALUES`` as the multiset that it is."""
    return algebra.Values(data.variables, data.rows, place=data.place)


def mapped(expression: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """The expression with each operand changed."""
    changes: dict[str, object] = {}
    for name in expression._fields:
        old = expression.__dict__[name]
        if isinstance(old, Expression):
            new: object = change(old)
        elif type(old) is tuple and old and isinstance(old[0], Expression):
            new = tuple(change(one) for one in old)
            if all(a is b for a, b in zip(new, old, strict=True)):
                continue
        else:
            continue
        if new is not old:
            changes[name] = new
    return expression.replace(**changes) if changes else expression


def _without_gaps(elements: Iterable[syntax.Element], filters: list[Expression]) -> Iterator[syntax.Element]:
    """The elements without filters, which are put into `filters`: triples on both sides of one are adjacent (5.2.2)."""
    run: list[syntax.TriplesBlock] = []
    for element in elements:
        if isinstance(element, syntax.Filter):
            filters.append(element.condition)
        elif isinstance(element, syntax.TriplesBlock):
            run.append(element)
        else:
            yield from _block(run)
            run = []
            yield element
    yield from _block(run)


def _block(run: list[syntax.TriplesBlock]) -> Iterator[syntax.TriplesBlock]:
    if len(run) > 1:
        yield syntax.TriplesBlock(tuple(triple for block in run for triple in block.triples), place=run[0].place)
    else:
        yield from run


def _basic(run: list[syntax.Triple]) -> BGP:
    return BGP(tuple(run), place=run[0].place) if run else _EMPTY


def joined(left: Operator, right: Operator) -> Operator:
    """``Join(left, right)``; a side that is the empty pattern is left out (18.2.2.8)."""
    if left == _EMPTY:
        return right
    if right == _EMPTY:
        return left
    return algebra.Join(left, right, place=left.place)
