"""The parts of a query that SQL answers: what is written is asked there, and its solutions stand in the query instead.

The evaluator of this process does the rest: the order of values, expressions, aggregates of values. What SQL is asked
are sets of terms. A condition on one variable is checked here, once for each distinct value, and goes back as a set.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from kgtools.elsewhere.sql.source import SqlSource
from kgtools.elsewhere.sql.writer import NamedBGP, Selected, Sorted, to_sql
from kgtools.errors import RefusedQueryError
from kgtools.model.terms import NamedNode
from kgtools.sparql import algebra
from kgtools.sparql.algebra import Join, Operator, Query
from kgtools.sparql.answers import SelectAnswer
from kgtools.sparql.budget import Budget
from kgtools.sparql.builtins import FRESH_IN_EACH_QUERY
from kgtools.sparql.engine import answer
from kgtools.sparql.expressions import (
    Alternative,
    And,
    BuiltinCall,
    Comparison,
    Constant,
    Exists,
    Expression,
    FunctionCall,
    Inverse,
    Link,
    Membership,
    NegatedSet,
    Not,
    OneOrMore,
    Or,
    Variable,
    ZeroOrMore,
    ZeroOrOne,
)
from kgtools.sparql.node import Node, rewritten
from kgtools.sparql.quads.datasets import QuadData
from kgtools.sparql.scope import always_bound, mentioned
from kgtools.sparql.syntax import Triple
from kgtools.sparql.terms.inline import InlineRows, TextColumn
from kgtools.table import SmallTerms
from kgtools.table.kernels.arrow import text_array
from kgtools.table.kernels.text import term_text

__all__ = ["Pushing", "no_triples"]

#: operators of one query: SQL that is nested deeper is more than engines read
_MAX_OPERATORS = 150
#: about what a solution takes here, in bytes a variable
_CELL_BYTES = 100
_KINDS = frozenset({"ISIRI", "ISURI", "ISBLANK", "ISLITERAL"})
#: what people call operators
_OPERATOR_NAMES: Mapping[type[Operator], str] = {
    algebra.BGP: "no triple pattern",
    algebra.PathPattern: "a property path",
    algebra.LeftJoin: "OPTIONAL",
    algebra.Union: "UNION",
    algebra.Minus: "MINUS",
    algebra.SemiJoin: "EXISTS",
    algebra.Extend: "BIND",
    algebra.Values: "VALUES",
    algebra.Graph: "GRAPH",
    algebra.Project: "a sub-select",
    algebra.Distinct: "a sub-select",
    algebra.Filter: "a condition on its name",
    algebra.Service: "SERVICE",
}


class Pushing:
    """A query whose patterns are matched by SQL."""

    def __init__(self, source: SqlSource, budget: Budget) -> None:
        self._source = source
        self._budget = budget
        self._accepted: dict[Operator, Operator] = {}

    def pushed(self, query: Query) -> Query:
        """The query with solutions for what looks at the data. Raises :class:`RefusedQueryError`."""
        if query.form == "describe":
            raise RefusedQueryError("DESCRIBE is not written as SQL.", offset=query.place)
        if query.dataset:
            raise RefusedQueryError("FROM is not written as SQL.", offset=query.dataset[0].place)
        if sum(isinstance(node, Operator) for node in query.pattern.walk()) > _MAX_OPERATORS:
            raise RefusedQueryError(f"a query of more than {_MAX_OPERATORS} operators is not written as SQL.")
        for node in query.pattern.walk():
            if isinstance(node, Exists):
                reason = "EXISTS over what may be unbound outside is not written as SQL."
                raise RefusedQueryError(reason, offset=node.place)
        return query.replace(pattern=self._here(rewritten(query.pattern, _in_graph)))

    def _here(self, operator: Operator) -> Operator:
        """The operator with the solutions of as much of it as SQL answers."""
        self._budget.check()
        if isinstance(operator, algebra.Values | algebra.Service) or operator == algebra.BGP():
            return operator
        try:
            selection = to_sql(self._there(operator))
        except RefusedQueryError as error:
            if isinstance(operator, algebra.BGP | algebra.PathPattern):
                raise RefusedQueryError(error.reason, offset=operator.place) from error
            return operator.replace(**{name: self._below(getattr(operator, name)) for name in operator._fields})
        return self.solutions(selection)

    def _below(self, value: object) -> object:
        if isinstance(value, Operator):
            return self._here(value)
        if isinstance(value, tuple) and value and all(isinstance(one, Operator) for one in value):
            return tuple(self._here(one) for one in value)
        return value

    # -- what means the same there -----------------------------------------------------------------------------------

    def _there(self, operator: Operator) -> Operator:
        """The operator as it is asked in SQL. Raises :class:`RefusedQueryError` for what would mean something else."""
        match operator:
            case algebra.PathPattern():
                return _path(operator)
            case algebra.Filter(condition=condition, pattern=pattern):
                return self._filtered(condition, pattern)
            case algebra.LeftJoin(condition=condition) if condition is not None and not _is_of_terms(condition):
                raise RefusedQueryError("the condition of an OPTIONAL is not written as SQL.")
            case algebra.Extend(expression=expression) if not isinstance(expression, Variable):
                raise RefusedQueryError("BIND is not written as SQL.")
            case algebra.Group(keys=keys, aggregates=aggregates):
                expressions = [key for _, key in keys] + [a.argument for _, a in aggregates if a.argument is not None]
                if not all(isinstance(each, Variable) for each in expressions):
                    raise RefusedQueryError("a group by the value of an expression is not written as SQL.")
            case algebra.Join(left=left, right=algebra.PathPattern(subject=Variable(name=name), path=path)):
                if not isinstance(path, OneOrMore) and not _is_node(name, left):
                    raise RefusedQueryError("a path from what may be no node of the graph is not written as SQL.")
            case algebra.Slice(pattern=pattern):
                return operator.replace(pattern=Sorted(self._there(pattern)))
        changes: dict[str, object] = {}
        for field in operator._fields:
            value = getattr(operator, field)
            if isinstance(value, Operator):
                changes[field] = self._there(value)
            elif field == "branches":
                changes[field] = tuple(self._there(one) for one in value)
        return operator.replace(**changes) if changes else operator

    def _filtered(self, condition: Expression, pattern: Operator) -> Operator:
        filtered = self._there(pattern)
        for part in condition.operands if isinstance(condition, And) else (condition,):
            if _is_of_terms(part):
                filtered = algebra.Filter(part, filtered)
            else:
                filtered = Join(filtered, self._passing(part, filtered, pattern))
        return filtered

    def _passing(self, condition: Expression, remote: Operator, pattern: Operator) -> Operator:
        """The values of the one variable of a condition that pass it, each judged here once."""
        names = mentioned(condition)
        is_volatile = any(
            isinstance(node, FunctionCall) or (isinstance(node, BuiltinCall) and node.name in FRESH_IN_EACH_QUERY)
            for node in condition.walk()
        )
        if len(names) != 1 or is_volatile or not names <= always_bound(pattern):
            raise RefusedQueryError("a condition on several variables is not written as SQL.")
        variable = Variable(*names)
        key = algebra.Filter(condition, algebra.Distinct(algebra.Project(remote, (variable,))))
        if key not in self._accepted:
            values = self.solutions(to_sql(key.pattern))
            accepted = answer(
                Query("select", key.replace(pattern=values), (variable,)), no_triples(), budget=self._budget
            )
            assert isinstance(accepted, SelectAnswer)
            texts = sorted(term_text(term) for (term,) in accepted.rows() if term is not None)
            self._accepted[key] = self._source.inline_table((variable,), (text_array(_lowered(texts)),))
        return self._accepted[key]

    # -- what comes back ---------------------------------------------------------------------------------------------

    def solutions(self, selection: Selected) -> algebra.Values:
        """What a SELECT finds, as inline data."""
        names = list(selection.kinds)
        count = self._source.count(selection)
        self._budget.reserve(_CELL_BYTES * count * max(1, len(names)), f"{count:,} solutions")
        if not names:
            return algebra.Values((), ((),) * count)
        columns = [_column(column) for column in self._source.rows(selection)]
        self._budget.check()
        return algebra.Values(tuple(map(Variable, names)), InlineRows(columns))


def _column(texts: pa.LargeStringArray) -> TextColumn:
    """A column of terms: its distinct texts, and where each of them is."""
    coded = texts.dictionary_encode()
    return TextColumn(coded.dictionary.to_pylist(), coded.indices.fill_null(-1).to_numpy())


def no_triples() -> QuadData:
    """Data without a triple: what a query finds is in the query."""
    terms = SmallTerms()
    s, p, o, g = terms.add_quads([]).T
    return QuadData(terms, s, p, o, g)


def _lowered(texts: list[str]) -> list[str]:
    """Canonical texts with language tags in lower case, as packs have them."""
    ends = [text.rfind('"') + 1 if text[0] == '"' and text[-1] not in '">' else len(text) for text in texts]
    return [text[:end] + text[end:].lower() for text, end in zip(texts, ends, strict=True)]


def _is_of_terms(condition: Expression) -> bool:
    """Whether a condition asks which terms there are, and not what they mean."""
    match condition:
        case And(operands=operands) | Or(operands=operands):
            return all(map(_is_of_terms, operands))
        case Not(operand=operand):
            return _is_of_terms(operand)
        case BuiltinCall(name="BOUND"):
            return True
        case BuiltinCall(name=name, arguments=(Variable(),)):
            return name in _KINDS
        case BuiltinCall(name="SAMETERM", arguments=arguments):
            return all(isinstance(one, Variable) or _is_iri(one) for one in arguments)
        case Comparison(operator="=" | "!=", left=left, right=right):
            return (isinstance(left, Variable) and _is_iri(right)) or (_is_iri(left) and isinstance(right, Variable))
        case Membership(operand=Variable(), members=members) if members:
            return all(map(_is_iri, members))
    return False


def _is_iri(expression: Expression) -> bool:
    return isinstance(expression, Constant) and isinstance(expression.term, NamedNode)


def _is_node(name: str, pattern: Operator) -> bool:
    """Whether what a pattern binds to a variable is the subject or the object of a triple."""
    return type(pattern) is algebra.BGP and any(
        isinstance(end, Variable) and end.name == name
        for triple in pattern.triples
        for end in (triple.subject, triple.object)
    )


def _in_graph(node: Node) -> Node:
    """GRAPH around patterns as patterns that are matched in named graphs."""
    return _matched_in(node.name, node.pattern) if isinstance(node, algebra.Graph) else node


def _matched_in(name: Expression, pattern: Operator) -> Operator:
    match pattern:
        case algebra.BGP(triples=triples) if triples and type(pattern) is algebra.BGP:
            return NamedBGP(triples, name, place=pattern.place)
        case algebra.Join(left=left, right=right):
            return Join(_matched_in(name, left), _matched_in(name, right))
        case algebra.Filter(condition=condition, pattern=inner) if not mentioned(name) & mentioned(condition):
            return algebra.Filter(condition, _matched_in(name, inner))
    what = _OPERATOR_NAMES.get(type(pattern), "such a pattern")
    raise RefusedQueryError(f"GRAPH around {what} is not written as SQL.", offset=pattern.place)


def _path(operator: algebra.PathPattern) -> Operator:
    """A path pattern that begins at what is known, and has each solution as often as SPARQL has it."""
    match operator.path:
        case NegatedSet() as path:
            return _other_predicates(operator, path)
        case Alternative(parts=parts):
            return algebra.Union(tuple(_path(operator.replace(path=part)) for part in parts))
        case Inverse(path=inner):
            return _path(algebra.PathPattern(operator.object, inner, operator.subject, place=operator.place))
        case Link(iri=iri):
            return algebra.BGP((Triple(operator.subject, Constant(iri), operator.object),))
    if not isinstance(operator.path, ZeroOrMore | OneOrMore | ZeroOrOne):
        raise RefusedQueryError(f"the path {type(operator.path).__name__} is not written as SQL.")
    if isinstance(operator.subject, Variable) and isinstance(operator.object, Constant):
        turned = operator.path.replace(path=Inverse(operator.path.path))
        return algebra.PathPattern(operator.object, turned, operator.subject)
    return operator


def _other_predicates(operator: algebra.PathPattern, path: NegatedSet) -> Operator:
    """``!(a|^b)``: triples with other predicates, once for each of them."""
    # as nothing else is named, in this query
    predicate = Variable(f".not{operator.place}")
    branches: list[Operator] = []
    for iris, subject, end in (
        (path.forward, operator.subject, operator.object),
        (path.backward, operator.object, operator.subject),
    ):
        if iris:
            others = Membership(predicate, tuple(map(Constant, iris)), negated=True)
            branches.append(algebra.Filter(others, algebra.BGP((Triple(subject, predicate, end),))))
    whole = branches[0] if len(branches) == 1 else algebra.Union(tuple(branches))
    names = sorted(mentioned(operator.subject) | mentioned(operator.object))
    return algebra.Project(whole, tuple(map(Variable, names)))
