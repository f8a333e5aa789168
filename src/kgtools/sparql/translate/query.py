"""Queries to the algebra: grouping, HAVING, VALUES, SELECT and the solution modifiers (sections 18.2.3 to 18.2.5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kgtools.errors import RefusedQueryError
from kgtools.sparql import algebra, syntax
from kgtools.sparql.algebra import Operator
from kgtools.sparql.expressions import Aggregate, And, Constant, Exists, Expression, Variable
from kgtools.sparql.node import Node
from kgtools.sparql.scope import in_scope, is_visible, projected, visible_variables
from kgtools.sparql.translate.patterns import PatternTranslator, inline_data, mapped
from kgtools.sparql.translate.triples import joined
from kgtools.table.limits import Check, no_check

__all__ = ["translate", "translate_pattern"]

#: how deep the algebra of a query may be; some of what works on it takes a few frames of Python's stack for each level
_DEEPEST = 250


def translate(query: syntax.Query, *, check: Check = no_check) -> algebra.Query:
    """The algebra of a query, step by step as section 18.2 says; nothing is simplified but ``Join`` with nothing.

    `check` is called between the steps. Raises what it raises, and :class:`RefusedQueryError` where the algebra would
    be too deep to work on.

    >>> from kgtools.sparql.parse import parse_query
    >>> from kgtools.sparql.serialize import to_sexpr
    >>> print(to_sexpr(translate(parse_query("SELECT ?s { ?s ?p ?o OPTIONAL { ?s ?q ?v FILTER(?v > 1) } }")).pattern))
    (project (?s) (leftjoin (bgp (triple ?s ?p ?o)) (bgp (triple ?s ?q ?v)) (> ?v 1)))
    """
    translator = _QueryTranslator(check)
    if query.form == "select":
        pattern = translator.select(query)
        variables = projected(query)
    else:
        pattern = _sliced(translator.solutions(query), query)
        variables = ()
    result = algebra.Query(
        query.form,
        pattern,
        variables,
        _template(query),
        _described(query),
        query.dataset,
        query.prologue,
        place=query.place,
    )
    _check_depth(result)
    return result


def translate_pattern(group: syntax.Group) -> Operator:
    """The algebra of a group by itself, such as the WHERE of an update (section 18.2.2).

    >>> from kgtools.sparql.parse import parse_query
    >>> from kgtools.sparql.serialize import to_sexpr
    >>> print(to_sexpr(translate_pattern(parse_query("ASK { ?s ?p ?o MINUS { ?s ?p 1 } }").where)))
    (minus (bgp (triple ?s ?p ?o)) (bgp (triple ?s ?p 1)))

    Raises :class:`RefusedQueryError` where it is nested too deeply.
    """
    result = _QueryTranslator().group(group)
    _check_depth(result)
    return result


def _template(query: syntax.Query) -> tuple[syntax.Triple, ...]:
    if query.form != "construct" or query.template is not None or query.where is None:
        return query.template or ()
    # CONSTRUCT WHERE (16.2.4): the patterns are the template
    blocks = (element for element in query.where.elements if isinstance(element, syntax.TriplesBlock))
    return tuple(triple for block in blocks for triple in block.triples)


def _described(query: syntax.Query) -> tuple[Expression, ...]:
    if query.form != "describe":
        return ()
    if query.described is not None:
        return query.described
    return visible_variables(query.where) if query.where else ()


class _QueryTranslator(PatternTranslator):
    def select(self, query: syntax.Query) -> Operator:
        operator: Operator = algebra.Project(self.solutions(query), projected(query), place=query.place)  # 18.2.5.2
        if query.distinct:  # 18.2.5.3
            operator = algebra.Distinct(operator, place=query.place)
        elif query.reduced:  # 18.2.5.4
            operator = algebra.Reduced(operator, place=query.place)
        return _sliced(operator, query)

    def solutions(self, query: syntax.Query) -> Operator:
        """The solutions before projection, with the columns of SELECT and in the order of ORDER BY."""
        operator = self.group(query.where) if query.where is not None else algebra.BGP()
        columns = query.projection or ()
        grouped = bool(query.group_by) or any(map(_has_aggregate, _expressions_outside(query)))
        change = self.expression
        if grouped:
            operator, keys = self._with_keys(operator, query.group_by)
            grouping = Grouping(self, keys)
            grouping.name_samples(column.variable for column in columns if column.expression is None)
            change = grouping.outside
        having = tuple(map(change, query.having))
        extensions: list[tuple[Variable, Expression]] = []
        for column in columns:
            if column.expression is not None:
                extensions.append((column.variable, change(column.expression)))
                if grouped:
                    grouping.names.add(column.variable.name)
        order = tuple(key.replace(expression=change(key.expression)) for key in query.order_by)

        if grouped:  # 18.2.4.1
            operator = grouping.over(operator, place=query.place)
        if having:  # 18.2.4.2
            condition = having[0] if len(having) == 1 else And(having, place=having[0].place)
            operator = algebra.Filter(condition, operator, place=condition.place)
        if query.values is not None:  # 18.2.4.3
            operator = joined(operator, inline_data(query.values))
        for variable, expression in extensions:  # 18.2.4.4
            operator = algebra.Extend(operator, variable, expression, place=variable.place)
        return algebra.OrderBy(operator, order, place=order[0].place) if order else operator  # 18.2.5.1

    def _with_keys(
        self, pattern: Operator, conditions: tuple[syntax.GroupCondition, ...]
    ) -> tuple[Operator, tuple[Variable, ...]]:
        """The pattern with every key of GROUP BY as a variable, and these variables."""
        keys: list[Variable] = []
        for condition in conditions:
            key = condition.variable
            if key is None and isinstance(condition.expression, Variable):
                key = condition.expression
            elif not (key is not None and key == condition.expression):
                key = key or self.fresh("key")
                pattern = algebra.Extend(pattern, key, self.expression(condition.expression), place=condition.place)
            keys.append(key)
        return pattern, tuple(dict.fromkeys(keys))


class Grouping:
    """The aggregates of one query, found while its expressions are translated (18.2.4.1).

    `known` are the variables that have one value for each group: the keys, and the columns of SELECT so far.
    """

    def __init__(self, translator: PatternTranslator, keys: tuple[Variable, ...]) -> None:
        self._translator = translator
        self._keys = keys
        self._aggregates: dict[Aggregate, Variable] = {}
        self.names = {key.name for key in keys}

    def name_samples(self, variables: Iterable[Variable]) -> None:
        """Take a sample of each variable that is not a key, under its own name, for it is a column by itself."""
        for variable in variables:
            if variable.name not in self.names:
                self._aggregates[Aggregate("SAMPLE", variable)] = variable

    def outside(self, expression: Expression) -> Expression:
        """An expression of SELECT, HAVING or ORDER BY over what is there for each group."""
        match expression:
            case Aggregate():
                result = mapped(expression, self._translator.expression)
                assert isinstance(result, Aggregate)
                return self._variable_of(result)
            case Variable(name=name):
                return expression if name in self.names else self._variable_of(Aggregate("SAMPLE", expression))
            case Exists():
                return self._translator.expression(expression)
        return mapped(expression, self.outside)

    def _variable_of(self, aggregate: Aggregate) -> Variable:
        if aggregate not in self._aggregates:
            self._aggregates[aggregate] = self._translator.fresh("agg")
        return self._aggregates[aggregate]

    def over(self, pattern: Operator, *, place: int) -> algebra.Group:
        """The groups of the pattern with all aggregates."""
        if any(aggregate.argument is None and aggregate.distinct for aggregate in self._aggregates):
            pattern = _without_hidden(pattern, self._keys)
        keys = tuple((key, key) for key in self._keys)
        aggregates = tuple((variable, aggregate) for aggregate, variable in self._aggregates.items())
        return algebra.Group(pattern, keys, aggregates, place=place)


def _without_hidden(pattern: Operator, keys: tuple[Variable, ...]) -> Operator:
    """The solutions as COUNT(DISTINCT *) compares them: blank nodes and made variables are not part of one."""
    names = in_scope(pattern)
    if all(map(is_visible, names)):
        return pattern
    visible = {*filter(is_visible, names), *(key.name for key in keys)}
    return algebra.Project(pattern, tuple(map(Variable, sorted(visible))), place=pattern.place)


def _expressions_outside(query: syntax.Query) -> Iterator[Expression]:
    yield from (column.expression for column in query.projection or () if column.expression is not None)
    yield from query.having
    yield from (key.expression for key in query.order_by)


def _has_aggregate(expression: Node) -> bool:
    if isinstance(expression, Aggregate):
        return True
    # what is in an EXISTS is grouped there
    return not isinstance(expression, Exists) and any(map(_has_aggregate, expression.children()))


def _sliced(pattern: Operator, query: syntax.Query) -> Operator:
    """The part of the solutions that LIMIT and OFFSET leave (18.2.5.5)."""
    if query.limit is None and not query.offset:
        return pattern
    return algebra.Slice(pattern, query.offset, query.limit, place=query.place)


def _check_depth(operator: Node) -> None:
    stack: list[tuple[Node, int]] = [(operator, 0)]
    while stack:
        node, depth = stack.pop()
        if depth > _DEEPEST:
            raise RefusedQueryError(
                f"the query is nested or chained more than {_DEEPEST} deep; split it, "
                "or write VALUES, IN or CONCAT in place of long chains."
            )
        if not isinstance(node, algebra.Values):
            depth += 1
            stack.extend([(child, depth) for child in node.children() if type(child) not in (Variable, Constant)])
