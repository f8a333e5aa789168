"""What is said of a text that is no query: the token, what was expected in its place, and the nearest keyword."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kgtools.errors import QueryError, RefusedQueryError, UndeclaredPrefixError, nearest, shorten
from kgtools.sparql.parse.habits import advice
from kgtools.sparql.parse.keywords import KEYWORDS
from kgtools.sparql.text.places import place_of

__all__ = ["CLOSING", "Reporter"]

#: what closes each bracket
CLOSING = {"{": "}", "(": ")", "[": "]", "<<": ">>", "<<(": ")>>", "{|": "|}"}
_CLOSES = frozenset(CLOSING.values())


class Reporter:
    """Makes the errors of one text."""

    def __init__(self, text: str, source: str) -> None:
        self.text = text
        self.source = source

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset."""
        return place_of(self.text, offset)

    def error(self, message: str, place: int) -> QueryError:
        """An error at an offset."""
        line, column = place_of(self.text, place)
        return QueryError(message, source=self.source, line=line, column=column)

    def refusal(self, message: str, place: int, *, argument: str = "") -> RefusedQueryError:
        """A refusal at an offset; `argument` is the argument of a caller that would allow it."""
        line, column = place_of(self.text, place)
        return RefusedQueryError(message, source=self.source, line=line, column=column, argument=argument)

    def undeclared(self, prefixes: Mapping[str, int], prefixes_in_scope: Iterable[str]) -> UndeclaredPrefixError:
        """The error for prefixes, each with the offset of its first use."""
        line, column = self.place(next(iter(prefixes.values())))
        return UndeclaredPrefixError(prefixes, prefixes_in_scope, source=self.source, line=line, column=column)

    def unexpected(
        self,
        key: str,
        token: str,
        place: int,
        *,
        expected: str,
        keywords: Iterable[str] = (),
        opening: tuple[str, int] | None = None,
        hint: str = "",
    ) -> QueryError:
        """The error for a token that cannot be where it is.

        `opening` is the innermost bracket that is open, with its place. `keywords` are those that might be here.
        """
        if not key and opening is None:
            return self.error(f"the query cannot be read at its end; {expected} is missing there.", place)
        if not key or key in _CLOSES:
            unbalanced = self._unbalanced(key, place, opening)
            if unbalanced is not None:
                return unbalanced
        habit = advice(key, token, self.text, place, expected)
        if not habit:
            for near in _nearest_keywords(key, token, keywords):
                return self.error(f'the query cannot be read here; did you mean {near} instead of "{token}"?', place)
        hint = hint or habit
        if key == "iri" and not hint and any(mark in token for mark in "?$&"):
            hint = 'it is read as an IRI; put a space after "<"'
        token_text = shorten(token, 40) if key == "string" else f'"{shorten(token, 40)}"'
        return self.error(f"{token_text} cannot be read here; {hint or expected + ' is expected'}.", place)

    def _unbalanced(self, key: str, place: int, opening: tuple[str, int] | None) -> QueryError | None:
        """The error for a closing bracket, or the end of the text, that fits no bracket before it."""
        if opening is None:
            return self.error(f'"{key}" has nothing to close; remove it.', place)
        bracket, at = opening
        if not key:
            return self.error(f'nothing closes the "{bracket}" that opens here; add "{CLOSING[bracket]}".', at)
        if CLOSING[bracket] == key:
            return None
        line, column = self.place(at)
        return self.error(
            f'"{key}" is where "{CLOSING[bracket]}" should close the "{bracket}" in line {line}, column {column} '
            "of the query.",
            place,
        )


def _nearest_keywords(key: str, text: str, keywords: Iterable[str]) -> list[str]:
    """What a word that is no keyword may be meant for."""
    if key != text.upper() or not text[:1].isalpha() or key in KEYWORDS:
        return []
    return [word for word in nearest(text, keywords) if abs(len(word) - len(text)) < 3]
