"""What is said of a text that is no query: the token, what was expected in its place, and the nearest keyword."""

from __future__ import annotations

from collections.abc import Iterable

from kgtools.errors import QueryError, RefusedQueryError, nearest, shorten
from kgtools.sparql.parse.keywords import KEYWORDS
from kgtools.sparql.places import place_of

__all__ = ["CLOSING", "Reporter"]

#: what closes each bracket
CLOSING = {"{": "}", "(": ")", "[": "]", "<<": ">>", "<<(": ")>>", "{|": "|}"}
#: what is written in other languages, and how SPARQL has it
_HINTS = {
    "AND": 'join conditions with "&&"',
    "OR": 'join conditions with "||"',
    "<>": '"is not equal" is written "!="',
    "=": '"is equal" is written "="',
    "<": 'an IRI that begins here would end with ">", and hold no space, quotation mark or brace',
}


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

    def refusal(self, message: str, place: int) -> RefusedQueryError:
        """A refusal at an offset."""
        line, column = place_of(self.text, place)
        return RefusedQueryError(message, source=self.source, line=line, column=column)

    def unexpected(
        self,
        key: str,
        written: str,
        place: int,
        *,
        expected: str,
        keywords: Iterable[str] = (),
        opened: tuple[str, int] | None = None,
        hint: str = "",
    ) -> QueryError:
        """The error for a token that cannot stand where it stands.

        `opened` is the innermost bracket that is open, with its place. `keywords` are those that might stand here.
        """
        if not key:
            if opened is not None:
                return self.error(
                    f'nothing closes the "{opened[0]}" that stands here; add "{CLOSING[opened[0]]}".', opened[1]
                )
            return self.error(f"the query cannot be read at its end; {expected} is missing there.", place)
        if key in CLOSING.values():
            if opened is None:
                return self.error(f'"{written}" closes nothing; take it out.', place)
            if CLOSING[opened[0]] != key:
                line, column = place_of(self.text, opened[1])
                return self.error(
                    f'"{written}" stands where "{CLOSING[opened[0]]}" should close the "{opened[0]}" of line {line}, '
                    f"column {column}.",
                    place,
                )
        hint = hint or _HINTS.get(written.upper(), "")
        if key == written.upper() and written[:1].isalpha() and key not in KEYWORDS:
            near = [word for word in nearest(written, keywords) if abs(len(word) - len(written)) < 3]
            if near and not hint.startswith("join"):
                return self.error(
                    f'the query cannot be read here; did you mean {near[0]} instead of "{written}"?', place
                )
        if key == "iri" and not hint and any(mark in written for mark in "?$&"):
            hint = 'it is read as an IRI; put a space behind "<"'
        shown = shorten(written, 40) if key == "string" else f'"{shorten(written, 40)}"'
        return self.error(f"{shown} cannot be read here; {hint or expected + ' is expected'}.", place)
