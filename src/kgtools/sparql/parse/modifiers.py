"""What follows the pattern of a query (rules 18 to 28 of section 19.8)."""

from __future__ import annotations

from kgtools.model.numbers import is_digits
from kgtools.sparql.expressions import Expression
from kgtools.sparql.parse.cursor import MAX_CHAIN
from kgtools.sparql.parse.keywords import AGGREGATES, ARGUMENTS
from kgtools.sparql.parse.patterns import PatternParser
from kgtools.sparql.syntax import GroupCondition, InlineData, OrderCondition

__all__ = ["CALLS", "ModifierParser"]

_NO_KEY = "is a value; rows cannot be grouped or ordered by it."
#: what an expression that needs no brackets, or the brackets of another, begins with
CALLS = ARGUMENTS.keys() | AGGREGATES | {"EXISTS", "NOT", "iri", "pname", "("}


class ModifierParser(PatternParser):
    """Reads solution modifiers."""

    def group_by(self) -> tuple[GroupCondition, ...]:
        """``GROUP BY`` with its keys."""
        self.advance()
        self.expect("BY")
        self.no_aggregates = "cannot be used in GROUP BY"
        conditions: list[GroupCondition] = []
        while self.key == "variable" or self.key in CALLS or self.is_value:
            self.refuse_value(_NO_KEY)
            place = self.start
            if self.key == "variable":
                conditions.append(GroupCondition(self.variable(), place=place))
            elif self.key == "(":
                self.open("(")
                expression = self.expression()
                name = self.variable() if self.accept("AS") else None
                self.close("AS", ("AS",))
                conditions.append(GroupCondition(expression, name, place=expression.place))
            else:
                conditions.append(GroupCondition(self.constraint("a key"), place=place))
        if not conditions:
            self.unexpected("a variable, an expression in brackets or a call")
        if self.key == ",":
            self.unexpected("", hint="no comma is written between the keys of GROUP BY")
        if self.key == "AS":
            self.unexpected("", hint="a key with a name is written in brackets: (… AS ?name)")
        return tuple(conditions)

    def having(self) -> tuple[Expression, ...]:
        """``HAVING`` with its conditions."""
        self.advance()
        conditions: list[Expression] = [self.constraint("a condition")]
        while self.key in CALLS:
            if len(conditions) == MAX_CHAIN:
                self.refuse(f"more than {MAX_CHAIN} conditions are in one HAVING; join them with &&.", self.start)
            conditions.append(self.constraint("a condition"))
        return tuple(conditions)

    def order_by(self) -> tuple[OrderCondition, ...]:
        """``ORDER BY`` with its keys."""
        self.advance()
        self.expect("BY")
        conditions: list[OrderCondition] = []
        while True:
            self.refuse_value(_NO_KEY)
            key, place = self.key, self.start
            if key in ("ASC", "DESC"):
                self.advance()
                if self.key != "(":
                    self.fail(f"after {key} the sort key is in brackets: {key}(…).", place)
                conditions.append(OrderCondition(self.bracketed(), key == "DESC", place=place))
            elif key == "variable":
                conditions.append(OrderCondition(self.variable(), place=place))
            elif key in CALLS:
                conditions.append(OrderCondition(self.constraint("a key"), place=place))
            elif conditions:
                if key == ",":
                    self.unexpected("", hint="no comma is written between the keys of ORDER BY")
                return tuple(conditions)
            else:
                self.unexpected("a variable, ASC, DESC, an expression in brackets or a call", ("ASC", "DESC"))

    def limit_and_offset(self) -> tuple[int | None, int]:
        """``LIMIT`` and ``OFFSET``, in any order."""
        values: dict[str, int] = {}
        while self.key in ("LIMIT", "OFFSET") and self.key not in values:
            word = self.key
            self.advance()
            if self.is_value:
                values[word] = self.count(word)
                continue
            if self.key != "number" or not is_digits(self.token):
                self.unexpected(f"a whole number after {word}")
            # no result has so many rows, and a number of a million digits would take long to read
            values[word] = int(self.token[:30])
            self.advance()
        return values.get("LIMIT"), values.get("OFFSET", 0)

    def values(self) -> InlineData | None:
        """``VALUES`` behind a query."""
        if self.key != "VALUES":
            return None
        place = self.start
        self.advance()
        return self.inline_data(place)
