"""The token that is next, and the brackets that are open around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NoReturn

from kgtools.errors import RefusedQueryError
from kgtools.model.terms import NamedNode, Term
from kgtools.sparql.expressions import Path
from kgtools.sparql.parse.errors import CLOSING, Reporter
from kgtools.sparql.text.tokens import scan

__all__ = ["MAX_CHAIN", "MAX_DEPTH", "MAX_VARIABLES", "Cursor", "Parameters"]

#: brackets within brackets; hand-written queries stay below 10
MAX_DEPTH: Final = 100
#: parts side by side of which each makes the tree one level deeper
MAX_CHAIN: Final = 400
#: variables in one group of triples, each of which is a column in all that follows
MAX_VARIABLES: Final = 4000
#: characters of a text
MAX_CHARACTERS: Final = 1 << 24
#: tokens between two looks at the clock
_PIECE_TOKENS: Final = 2048

#: variables that stand for a term, for several where a list of terms can be, or for a path; by their names
Value = Term | tuple[Term, ...] | Path
Parameters = Mapping[str, Value]


class Cursor:
    """A place in a text, one token ahead and never more.

    `key`, `token` and `start` are what :class:`kgtools.sparql.text.tokens.Token` has as key, text and start. A
    variable that is one of `parameters` has the key of its term (``iri`` or ``string``), ``terms`` or ``path``.
    """

    def __init__(self, text: str, *, source: str, parameters: Parameters | None = None) -> None:
        if len(text) > MAX_CHARACTERS:
            raise RefusedQueryError(
                f"the query is longer than {MAX_CHARACTERS >> 20} MiB; put the values into a data file.", source=source
            )
        self.report: Final = Reporter(text, source)
        self._parameters: Final = parameters or {}
        self._check: Callable[[], None] | None = None
        self._tokens = self._tokens_from(0)
        self._opened: list[tuple[str, int]] = []
        self.key = self.token = ""
        self.start = 0
        self.advance()

    def advance(self) -> None:
        """To the next token."""
        self.key, self.token, self.start = next(self._tokens)

    def look_at(self, check: Callable[[], None]) -> None:
        """Call `check` now and then from here on; it raises where the time is over."""
        self._check = check
        self._tokens = self._checked(self._tokens, check)

    def go_on_at(self, place: int) -> None:
        """To the token that begins at a place or behind it; what was passed over has been read by other means."""
        if self._check is not None:
            self._check()
        self._tokens = self._tokens_from(place)
        self.advance()

    def _tokens_from(self, place: int) -> Iterator[tuple[str, str, int]]:
        tokens = scan(self.report.text, source=self.report.source, begin=place)
        if self._parameters:
            tokens = self._with_values(tokens)
        return tokens if self._check is None else self._checked(tokens, self._check)

    def _checked(
        self, tokens: Iterator[tuple[str, str, int]], check: Callable[[], None]
    ) -> Iterator[tuple[str, str, int]]:
        for number, token in enumerate(tokens):
            if not number % _PIECE_TOKENS:
                check()
            yield token

    def _with_values(self, tokens: Iterator[tuple[str, str, int]]) -> Iterator[tuple[str, str, int]]:
        for key, token, start in tokens:
            value = self._parameters.get(token[1:]) if key == "variable" else None
            if value is not None:
                key = _key_of(value)
            yield key, token, start

    @property
    def is_value(self) -> bool:
        """Whether what is here is a parameter."""
        return self.key in ("iri", "string", "terms", "path") and self.token[0] in "?$"

    def value(self) -> Value:
        """The value of the parameter that is here."""
        return self._parameters[self.token[1:]]

    def refuse_value(self, reason: str) -> None:
        """Raise where a parameter is here; `reason` ends the sentence that its name begins."""
        if self.key == "path":
            self.fail(f"the query uses {self.token} in a place other than the predicate.", self.start)
        if self.is_value:
            self.fail(f"`{self.token}` {reason}", self.start)

    def accept(self, key: str) -> bool:
        """Whether this token is here; it is passed if so."""
        if self.key != key:
            return False
        self.advance()
        return True

    def expect(self, key: str) -> None:
        """Pass this token, which must be here."""
        if self.key != key:
            self.unexpected(key if key.isalpha() else f'"{key}"', (key,))
        self.advance()

    def open(self, bracket: str) -> int:
        """Pass this opening bracket, which must be here; gives its place."""
        if self.key != bracket:
            self.unexpected(f'"{bracket}"')
        place = self.start
        self._opened.append((bracket, place))
        if len(self._opened) > MAX_DEPTH:
            raise self.report.refusal(f"the query is nested deeper than {MAX_DEPTH} levels; flatten it.", place)
        self.advance()
        return place

    def close(self, expected: str = "", keywords: Iterable[str] = ()) -> None:
        """Pass the bracket that closes the innermost one; `expected` says what else might be here."""
        closing = CLOSING[self._opened[-1][0]]
        if self.key != closing:
            self.unexpected(f'{expected} or "{closing}"' if expected else f'"{closing}"', keywords)
        self._opened.pop()
        self.advance()

    def unexpected(self, expected: str, keywords: Iterable[str] = (), *, hint: str = "") -> NoReturn:
        """Raise the error for the token that is here."""
        if self.key == "terms":
            self.refuse_value("is a list; it is allowed only in `VALUES ?v { … }` or `IN (…)`.")
        self.refuse_value(f"is a value and is not allowed here; {hint or f'{expected} is expected'}.")
        raise self.report.unexpected(
            self.key,
            self.token,
            self.start,
            expected=expected,
            keywords=keywords,
            opening=self._opened[-1] if self._opened else None,
            hint=hint,
        )

    def fail(self, message: str, place: int) -> NoReturn:
        """Raise an error at an offset."""
        raise self.report.error(message, place)

    def refuse(self, message: str, place: int, *, argument: str = "") -> NoReturn:
        """Raise a refusal at an offset; `argument` is the argument of a caller that would allow it."""
        raise self.report.refusal(message, place, argument=argument)


def _key_of(value: Value) -> str:
    """The key of the token that stands for a value."""
    if isinstance(value, tuple):
        return "terms"
    if isinstance(value, Path):
        return "path"
    return "iri" if isinstance(value, NamedNode) else "string"
