"""Expressions as SPARQL writes them (section 19.8, rules 110 to 127)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping

from kgtools.model.terms import Literal
from kgtools.sparql.expressions import (
    Aggregate,
    And,
    Arithmetic,
    BuiltinCall,
    Comparison,
    Constant,
    Exists,
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
from kgtools.sparql.serialize.terms import term_text

__all__ = ["ExpressionWriter"]

_OR, _AND, _RELATION, _SUM, _PRODUCT, _UNARY, _PRIMARY = range(7)


class ExpressionWriter(ABC):
    """Writes expressions; `names` are the names to write for variables that have none in SPARQL."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    @abstractmethod
    def braced(self, pattern: Node) -> str:
        """A pattern of EXISTS in one line, with its braces."""

    def variable(self, variable: Variable) -> str:
        """A variable with its mark."""
        return "?" + self._names.get(variable.name, variable.name)

    def expression(self, expression: Expression, level: int = _OR) -> str:
        """An expression, in brackets where it binds less than `level`."""
        match expression:
            case Variable():
                return self.variable(expression)
            case Constant(term=term):
                return term_text(term)
            case BuiltinCall(name=name, arguments=arguments):
                return f"{name}({self._list(arguments)})"
            case FunctionCall(iri=iri, arguments=arguments, distinct=distinct):
                return f"{iri}({'DISTINCT ' if distinct else ''}{self._list(arguments)})"
            case Aggregate():
                return self._aggregate(expression)
            case Exists(pattern=pattern, negated=negated):
                return f"{'NOT ' if negated else ''}EXISTS {self.braced(pattern)}"
            case TripleTerm(subject=subject, predicate=predicate, object=object_):
                return f"<<( {' '.join(map(self.expression, (subject, predicate, object_)))} )>>"
        own, text = self._operation(expression)
        return f"({text})" if own < level else text

    def _operation(self, expression: Expression) -> tuple[int, str]:
        match expression:
            case Or(operands=operands):
                return _OR, " || ".join(self.expression(one, _AND) for one in operands)
            case And(operands=operands):
                return _AND, " && ".join(self.expression(one, _RELATION) for one in operands)
            case Comparison(operator=sign, left=left, right=right):
                return _RELATION, f"{self.expression(left, _SUM)} {sign} {self.expression(right, _SUM)}"
            case Membership(operand=operand, members=members, negated=negated):
                word = "NOT IN" if negated else "IN"
                return _RELATION, f"{self.expression(operand, _SUM)} {word} ({self._list(members)})"
            case Arithmetic(operator=sign, left=left, right=right):
                own = _SUM if sign in "+-" else _PRODUCT
                return own, f"{self.expression(left, own)} {sign} {self.expression(right, own + 1)}"
            case Not(operand=operand):
                return _UNARY, f"!{self.expression(operand, _PRIMARY)}"
            # the space keeps the sign from being read as that of a number
            case Negative(operand=operand):
                return _UNARY, f"- {self.expression(operand, _PRIMARY)}"
            case Positive(operand=operand):
                return _UNARY, f"+ {self.expression(operand, _PRIMARY)}"
        raise AssertionError(f"no such expression: {type(expression).__name__}")

    def _list(self, expressions: Iterable[Expression]) -> str:
        return ", ".join(map(self.expression, expressions))

    def _aggregate(self, aggregate: Aggregate) -> str:
        argument = "*" if aggregate.argument is None else self.expression(aggregate.argument)
        distinct = "DISTINCT " if aggregate.distinct else ""
        end = "" if aggregate.separator is None else f"; SEPARATOR={term_text(Literal(aggregate.separator))}"
        return f"{aggregate.name}({distinct}{argument}{end})"
