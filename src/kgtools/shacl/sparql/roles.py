"""What each token of a query is there for: a node of a pattern, a predicate, or a part of an expression.

Two things ask for it. ``$PATH`` may stand where a predicate stands and nowhere else (section 5.2.1). And an expression
looks at a term in one of two ways: as a *value* (``?a < 5``), where ``01`` is ``1``, or as the *term* that it is
(``STR(?a)``, ``COUNT(DISTINCT ?a)``, ``BIND (?a AS ?b)``), where it is not.

The query has passed a parser or will: nothing here refuses it, and text that is no SPARQL gets roles of no meaning.
"""

from __future__ import annotations

from collections.abc import Callable

from kgtools.model.sparql import Token

__all__ = ["GRAPH", "NAME", "NODE", "RAW", "VALUE", "VERB", "matching_brackets", "roles"]

#: a subject or object of a pattern; a predicate, or part of a path; the name of a graph; a name that SELECT, AS or
#: GROUP BY gives or takes; a term in an expression, looked at as it is (raw) or as its value; all else has no role
NODE, VERB, GRAPH, NAME, RAW, VALUE = "node", "verb", "graph", "name", "raw", "value"

#: functions that look at their arguments as terms
# fmt: off
_RAW_ARGUMENTS = frozenset([
    "STR", "DATATYPE", "LANG", "LANGDIR", "SAMETERM", "BOUND", "ISIRI", "ISURI", "ISBLANK", "ISLITERAL", "ISTRIPLE",
    "TRIPLE", "SUBJECT", "PREDICATE", "OBJECT", "COUNT", "MIN", "MAX",
])
# fmt: on
#: functions that give one of their arguments back: it is looked at as what they give is
_PASSING_ON = frozenset(["IF", "COALESCE", "SAMPLE"])
_MODIFIERS = frozenset(["GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET"])
_PAIRS = {"(": ")", "{": "}", "[": "]", "<<": ">>", "<<(": ")>>", "{|": "|}"}
_CLOSING = frozenset(_PAIRS.values())
_NO_TOKEN = Token("", "", 0, 0)


def roles(tokens: list[Token]) -> list[str]:
    """The role of each token.

    >>> from kgtools.model.sparql import tokenize
    >>> found = tokenize("SELECT ?a { ?a :p|:q 1 FILTER (STR(?a) = ?b) }")
    >>> [f"{t.text} {r}" for t, r in zip(found, roles(found)) if r and t.kind != "punct"]
    ['?a name', '?a node', ':p verb', ':q verb', '1 node', 'STR value', '?a raw', '?b value']
    """
    walk = _Walk(tokens)
    walk.query()
    return walk.roles


def matching_brackets(tokens: list[Token]) -> dict[int, int]:
    """For the place of each opening bracket the place of the one that closes it."""
    found: dict[int, int] = {}
    stack: list[int] = []
    for i, token in enumerate(tokens):
        if token.text in _PAIRS:
            stack.append(i)
        elif token.text in _CLOSING and stack:
            found[stack.pop()] = i
    return found


class _Walk:
    """One way through the tokens; every method begins where :attr:`at` is and leaves it behind what it has read."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.roles = [""] * len(tokens)
        self.at = 0
        self.closes = matching_brackets(tokens)

    def token(self, ahead: int = 0) -> Token:
        place = self.at + ahead
        return self.tokens[place] if place < len(self.tokens) else _NO_TOKEN

    @property
    def more(self) -> bool:
        return self.at < len(self.tokens)

    def step(self, role: str = "") -> None:
        if role and self.more:
            self.roles[self.at] = role
        self.at += 1

    # --- the query around the patterns

    def query(self) -> None:
        while self.more and self.token().upper not in ("SELECT", "ASK"):
            self.step()
        self.select()

    def select(self) -> None:
        """SELECT or ASK, its group and what follows it."""
        self.step()
        while self.more and self.token().text != "{":
            if self.token().text == "(":
                self.bracket(lambda _: RAW)
            else:
                self.step(NAME if self.token().kind == "variable" else "")
        if self.more:
            self.group()
        role = RAW
        while self.more and self.token().text != "}":
            token = self.token()
            if token.upper in _MODIFIERS:
                role = RAW if token.upper == "GROUP" else VALUE
                self.step()
                self.at += self.token().upper == "BY"
            elif token.text == "(":
                self.bracket(lambda _, role=role: role)  # type: ignore[misc]
            elif self._is_call():
                self.call(role)
            else:
                self.step("" if token.kind != "variable" else NAME if role == RAW else VALUE)

    # --- patterns

    def group(self) -> None:
        """A group in curly brackets. `place` is what comes next in a triple: subject, verb or object."""
        self.step()
        if self.token().upper == "SELECT":
            self.select()
            self.step()
            return
        place = "subject"
        around: list[str] = []
        while self.more:
            text, word = self.token().text, self.token().upper
            if text == "}":
                self.step()
                return
            if text == "{":
                self.group()
                place = "subject"
            elif text in (".", ";", ","):
                place = {".": "subject", ";": "verb", ",": "object"}[text]
                self.step()
            elif word == "FILTER":
                self.step()
                self.constraint()
                place = "subject"
            elif word == "BIND":
                self.step()
                self.bracket(lambda _: RAW)
                place = "subject"
            elif word in ("GRAPH", "SERVICE"):
                self.step()
                self.step(GRAPH)
            elif word in ("OPTIONAL", "UNION", "MINUS", "LATERAL"):
                self.step()
                place = "subject"
            elif text in ("[", "(", "<<", "<<(", "{|") and place != "verb":
                around.append(place)
                place = {"[": "verb", "(": "member", "{|": "verb"}.get(text, "subject")
                self.step()
            elif text in _CLOSING and around:
                before = around.pop()
                place = "verb" if before == "subject" else before
                self.step()
            elif place == "verb":
                self.path()
                place = "object"
            else:
                sign = text in ("+", "-")
                self.term(NODE)
                if place == "subject" and not sign:
                    place = "verb"

    def term(self, role: str) -> None:
        """A variable or constant with what belongs to it; a sign is a step of its own."""
        self.step(role)
        if self.token().text == "^^":
            self.step()
            self.step()
        elif self.token().kind == "language":
            self.step()

    def path(self) -> None:
        while True:
            while self.token().text in ("^", "!"):
                self.step(VERB)
            for _ in range(self.at, self.closes.get(self.at, self.at) + 1):
                self.step(VERB)
            while self.token().text in ("*", "+", "?"):
                self.step(VERB)
            if self.token().text not in ("/", "|"):
                return
            self.step(VERB)

    # --- expressions

    def constraint(self) -> None:
        """What follows FILTER."""
        if self.token().upper == "NOT":
            self.step()
        if self.token().upper == "EXISTS":
            self.step()
            self.group()
        elif self.token().text == "(":
            self.bracket(lambda _: VALUE)
        else:
            self.call(VALUE)

    def bracket(self, role_of: Callable[[int], str]) -> None:
        """Expressions in round brackets; `role_of` gives the role of each by its number."""
        end = self.closes.get(self.at, len(self.tokens))
        self.step()
        number = 0
        while self.at < end:
            stop = self._end_of_argument(end)
            role = role_of(number)
            self.expression(stop, role if self._is_one_thing(stop) else VALUE)
            if self.token().upper == "AS":
                self.step()
                self.step(NAME)
            elif self.at < end:
                self.step()
            number += 1
        self.at = end + 1

    def call(self, role: str) -> None:
        """A function with its arguments; the role of its name is what it is asked for."""
        name = self.token().upper
        self.step(role)
        if name in _RAW_ARGUMENTS:
            self.bracket(lambda _: RAW)
        elif name in _PASSING_ON:
            self.bracket(lambda number: VALUE if name == "IF" and number == 0 else role)
        else:
            self.bracket(lambda _: VALUE)

    def expression(self, stop: int, role: str) -> None:
        while self.at < stop:
            token = self.token()
            if token.upper == "EXISTS":
                self.step()
                self.group()
            elif token.upper in ("IN", "NOT", "DISTINCT"):
                self.step()
            elif token.text == "(":
                self.bracket(lambda _: role)
            elif self._is_call():
                self.call(role)
            elif token.kind in ("variable", "string", "number", "iri", "pname"):
                self.term(role)
            else:
                self.step()

    def _is_call(self) -> bool:
        return self.token().kind in ("word", "iri", "pname") and self.token(1).text == "("

    def _end_of_argument(self, end: int) -> int:
        place = self.at
        while place < end:
            token = self.tokens[place]
            if token.text in (",", ";") or token.upper == "AS":
                return place
            place = self.closes.get(place, place) + 1
        return end

    def _is_one_thing(self, stop: int) -> bool:
        """Whether an expression is one variable, constant, function or bracket: no operator looks at its value."""
        place = self.at + (self.token().upper == "DISTINCT")
        if place >= stop:
            return True
        begin = self.tokens[place]
        following = self.tokens[place + 1] if place + 1 < len(self.tokens) else _NO_TOKEN
        if begin.text == "(":
            place = self.closes.get(place, place) + 1
        elif following.text == "(" and begin.kind in ("word", "iri", "pname"):
            place = self.closes.get(place + 1, place + 1) + 1
        elif following.text == "^^":
            place += 3
        elif begin.text in ("+", "-") and following.kind == "number" and begin.end == following.start:
            # a number with its sign is one constant
            place += 2
        elif following.kind == "language":
            place += 2
        else:
            place += 1
        return place == stop
