"""Expressions (rules 110 to 128 of section 19.8), read by the precedence of their operators.

Operators wait on a stack of their own and not on that of Python: a bracket costs two frames, a chain none.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, NoReturn

from kgtools.model.terms import NamedNode
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
from kgtools.sparql.parse.cursor import MAX_CHAIN, MAX_DEPTH
from kgtools.sparql.parse.function_names import no_function
from kgtools.sparql.parse.keywords import AGGREGATES, ARGUMENTS, KEYWORDS, SAME
from kgtools.sparql.parse.paths import PathParser

if TYPE_CHECKING:
    from kgtools.sparql.syntax import Group

__all__ = ["ExpressionParser"]

_OR, _AND, _COMPARISON, _SUM, _PRODUCT = 1, 2, 3, 4, 5
_LEVELS = {
    "||": _OR,
    "&&": _AND,
    **dict.fromkeys(("=", "!=", "<", ">", "<=", ">=", "IN", "NOT"), _COMPARISON),
    **dict.fromkeys("+-", _SUM),
    **dict.fromkeys("*/", _PRODUCT),
}
_SIGNS = {"!": Not, "-": Negative, "+": Positive}
_EXPECTED = "an expression"
_HINTS_BEHIND_NOT = {
    "EXISTS": "NOT EXISTS { … } takes no value before it",
    "=": '"is not equal" is written "!="',
}
#: members of an IN from which on those that are spelled plainly are read many at once
_MANY_MEMBERS = 64
_KEYWORDS = (*ARGUMENTS, *sorted(AGGREGATES), "EXISTS", "NOT", "TRUE", "FALSE", "IN", "AS", "DISTINCT", "SEPARATOR")


class ExpressionParser(PathParser, ABC):
    """Reads expressions."""

    #: why no aggregate is allowed here; empty where one may
    no_aggregates = ""
    #: aggregates in the query that is being read
    aggregates = 0

    @abstractmethod
    def group(self, *, visible: bool = True) -> Group:
        """A group in braces; its variables are in scope around it if they are `visible` there."""

    def expression(self) -> Expression:
        """An expression, to the first token that cannot belong to it."""
        operands = [self._signed()]
        operators: list[tuple[int, str]] = []
        sums = 0
        while True:
            operator = self.key
            level = _LEVELS.get(operator, 0)
            # && and || wait until all their operands are there
            while operators and (operators[-1][0] > level or operators[-1][0] == level > _AND):
                if operators[-1][0] == level == _COMPARISON:
                    self.unexpected(_EXPECTED, hint="comparisons do not chain; put one of them in brackets")
                _reduce(operands, operators)
            if not level:
                return operands[0]
            if level >= _SUM:
                sums += 1
                if sums > MAX_CHAIN:
                    self.refuse(
                        f"more than {MAX_CHAIN} operators are in one expression; use IN, VALUES or a sum.", self.start
                    )
            self.advance()
            if operator in ("IN", "NOT"):
                if operator == "NOT" and not self.accept("IN"):
                    self.unexpected("IN", ("IN",), hint=_HINTS_BEHIND_NOT.get(self.key, ""))
                operands[-1] = Membership(operands[-1], self._members(), operator == "NOT", place=operands[-1].place)
                if _LEVELS.get(self.key) == _COMPARISON:
                    self.unexpected(_EXPECTED, hint="comparisons do not chain; put one of them in brackets")
                continue
            operators.append((level, operator))
            operands.append(self._signed())

    def bracketed(self) -> Expression:
        """An expression in brackets."""
        self.open("(")
        result = self.expression()
        self.close("an operator", _KEYWORDS)
        return result

    def constraint(self, what: str) -> Expression:
        """What FILTER, HAVING and ORDER BY take: an expression in brackets, or a call."""
        if self.key == "(":
            return self.bracketed()
        if self.key in ARGUMENTS or self.key in AGGREGATES or self.key in ("EXISTS", "NOT"):
            return self._primary()
        if self.key not in ("iri", "pname"):
            self._refuse_call()
            self.unexpected(f"{what} in brackets, or a call of a function,", _KEYWORDS)
        place = self.start
        iri = self.iri()
        if self.key != "(":
            self.unexpected('"(" with the arguments of the function')
        return self._call(iri, place)

    def _signed(self) -> Expression:
        signs: list[tuple[str, int]] = []
        while True:
            sign, place = self.key, self.start
            if sign not in _SIGNS:
                result = self._primary()
                break
            if signs and signs[-1][0] != "!" and sign == "!":
                self.unexpected("a value after the sign")
            self.advance()
            if sign != "!" and self.key == "number" and self.start == place + 1:
                result = Constant(self.number(sign), place=place)
                break
            if signs and signs[-1][0] != "!":
                self.unexpected("a value after the sign")
            signs.append((sign, place))
            if len(signs) > MAX_DEPTH:
                self.refuse(f'more than {MAX_DEPTH} times "{sign}" in a row; take pairs of them out.', place)
        for sign, place in reversed(signs):
            result = _SIGNS[sign](result, place=place)
        return result

    def _primary(self) -> Expression:
        key, place = self.key, self.start
        if key == "variable":
            return self.variable()
        if key == "(":
            return self.bracketed()
        if key in ("iri", "pname"):
            iri = self.iri()
            return self._call(iri, place) if self.key == "(" else Constant(iri, place=place)
        if key in ("string", "number", "TRUE", "FALSE"):
            return Constant(self.literal(), place=place)
        if key in ARGUMENTS:
            return self._builtin(key, place)
        if key in AGGREGATES:
            return self._aggregate(key, place)
        if key == "EXISTS" or key == "NOT":
            self.advance()
            if key == "NOT" and not self.accept("EXISTS"):
                self.unexpected(
                    "", hint='"not" is written "!" before a condition, and NOT EXISTS { … } before a pattern'
                )
            return Exists(self.group(visible=False), key == "NOT", place=place)
        if key != "<<(":
            self._no_expression()
        return self._triple_term()

    def _refuse_call(self) -> None:
        """Raise where a word that names no function is called."""
        end = self.start + len(self.token)
        if self.token.isidentifier() and self.report.text[end : end + 1] == "(" and self.key not in KEYWORDS:
            self.fail(no_function(self.token), self.start)

    def _no_expression(self) -> NoReturn:
        self._refuse_call()
        hint = ""
        if self.key == "blank" or self.key == "[":
            hint = "a blank node is not allowed in an expression; use a variable"
        elif self.key == "<<":
            hint = "a reified triple is not allowed in an expression; write <<( … )>>"
        elif self.token.isalpha() and self.token.islower():
            hint = f'write ?{self.token} for a variable, "{self.token}" for a string'
        self.unexpected(_EXPECTED, _KEYWORDS, hint=hint)

    def _members(self) -> tuple[Expression, ...]:
        """What follows IN; a parameter that is a list has all its terms there."""
        self.open("(")
        members: list[Expression] = []
        if self.key != ")":
            members += self._member()
            while self.accept(","):
                if len(members) >= _MANY_MEMBERS:
                    members += self._plain_members()
                # those that are not plain come in numbers
                members += self._member()
                for _ in range(_MANY_MEMBERS if len(members) > _MANY_MEMBERS else 0):
                    if not self.accept(","):
                        break
                    members += self._member()
        self.close('","', _KEYWORDS)
        return tuple(members)

    def _plain_members(self) -> list[Expression]:
        """The constants from here on that are spelled plainly, where they are many, but for the last of the list."""
        # few queries have so many
        from kgtools.sparql.parse.plain_cells import find_members

        members: list[Expression] = []
        text, begin = self.report.text, self.start
        while True:
            place = begin
            for match in find_members(text, begin):
                try:
                    term = self.plain_term(match)
                except ValueError:
                    self.go_on_at(place)
                    return members
                members.append(Constant(term, place=place))
                place = match.end()
            if place == begin:
                return members
            self.go_on_at(place)
            begin = place

    def _member(self) -> list[Expression]:
        if self.key != "terms":
            return [self.expression()]
        place, values = self.start, self.value()
        assert isinstance(values, tuple)
        self.advance()
        return [Constant(term, place=place) for term in values]

    def _list(self) -> tuple[Expression, ...]:
        """Expressions in brackets, with commas."""
        self.open("(")
        items: list[Expression] = []
        if self.key != ")":
            items.append(self.expression())
            while self.accept(","):
                items.append(self.expression())
        self.close('","', _KEYWORDS)
        return tuple(items)

    def _call(self, iri: NamedNode, place: int) -> FunctionCall:
        self.open("(")
        distinct = self.accept("DISTINCT")
        arguments: list[Expression] = []
        if distinct or self.key != ")":
            arguments.append(self.expression())
            while self.accept(","):
                arguments.append(self.expression())
        self.close('","', _KEYWORDS)
        return FunctionCall(iri, tuple(arguments), distinct, place=place)

    def _builtin(self, name: str, place: int) -> BuiltinCall:
        token = self.token
        self.advance()
        if self.key != "(":
            self.unexpected(f'"(" behind {token}')
        arguments = self._list()
        fewest, most = ARGUMENTS[name]
        if len(arguments) < fewest or (most is not None and len(arguments) > most):
            takes = f"{fewest or 'no'}" if most == fewest else f"{fewest} or {most}"
            noun = "argument" if most == 1 else "arguments"
            actual = {0: "none were", 1: "1 was"}.get(len(arguments), f"{len(arguments)} were")
            self.fail(f"{token} takes {takes} {noun}, but {actual} given.", place)
        if name == "BOUND" and not isinstance(arguments[0], Variable):
            self.fail(f"{token} takes a variable.", arguments[0].place)
        return BuiltinCall(SAME.get(name, name), arguments, place=place)

    def _aggregate(self, name: str, place: int) -> Aggregate:
        if self.no_aggregates:
            self.fail(f"{self.token} is an aggregate, which {self.no_aggregates}.", place)
        self.aggregates += 1
        self.advance()
        self.open("(")
        distinct = self.accept("DISTINCT")
        argument: Expression | None = None
        separator: str | None = None
        if name == "COUNT" and self.key == "*":
            self.advance()
        else:
            self.no_aggregates = "cannot be used in another aggregate; compute the inner one in a sub-query"
            argument = self.expression()
            self.no_aggregates = ""
            if self.key in (",", "SEPARATOR"):
                self._refuse_second(name)
        if name == "GROUP_CONCAT" and self.accept(";"):
            self.expect("SEPARATOR")
            self.expect("=")
            separator = self.string()
        self.close("an operator", _KEYWORDS)
        return Aggregate(name, argument, distinct, separator, place=place)

    def _refuse_second(self, name: str) -> NoReturn:
        """Raise for what follows the expression of an aggregate and is no part of it."""
        hint = f"{name} takes one expression"
        if name == "GROUP_CONCAT":
            hint = 'the separator follows a semicolon: GROUP_CONCAT(?x; SEPARATOR = ", ")'
        self.unexpected("", hint=hint)

    def _triple_term(self) -> TripleTerm:
        place = self.open("<<(")
        if self.key not in ("iri", "pname", "variable"):
            self.unexpected(
                "an IRI or a variable", hint="the subject of a triple term in an expression is an IRI or a variable"
            )
        subject = self._primary_term()
        predicate = self.variable() if self.key == "variable" else self.type_or_iri("a predicate")
        if self.key == "<<(":
            value: Expression = self._triple_term()
        else:
            value = self._primary_term()
        self.close()
        return TripleTerm(subject, predicate, value, place=place)

    def _primary_term(self) -> Expression:
        place = self.start
        if self.key == "variable":
            return self.variable()
        if self.key in ("iri", "pname"):
            return Constant(self.iri(), place=place)
        return Constant(self.literal(), place=place)


def _reduce(operands: list[Expression], operators: list[tuple[int, str]]) -> None:
    """Put the last operator and its operands together; all of a chain of ``&&`` or of ``||`` at once."""
    level, operator = operators.pop()
    if level > _AND:
        right = operands.pop()
        left = operands[-1]
        kind = Comparison if level == _COMPARISON else Arithmetic
        operands[-1] = kind(operator, left, right, place=left.place)
        return
    count = 2
    while operators and operators[-1][0] == level:
        operators.pop()
        count += 1
    chain = tuple(operands[-count:])
    operands[-count:] = [And(chain, place=chain[0].place) if level == _AND else Or(chain, place=chain[0].place)]
