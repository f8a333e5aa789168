"""Where a character of a string is in the Turtle, N-Triples or JSON that writes it."""

from __future__ import annotations

import re

__all__ = ["place_in_string"]

#: characters of an escape by what follows its backslash; others have two
_LONG = {"u": 6, "U": 10}
#: JSON writes characters beyond the first 65,536 as two escapes
_PAIR = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F]")


def place_in_string(text: str, start: int, offset: int) -> int | None:
    """The offset in `text` of a character of the string that begins at `start`; None where none begins there.

    Quotation marks are passed and escapes counted as the one character that they are.

    >>> text = 'e:a e:p "a\\\\u0062\\\\nc" .'
    >>> text[place_in_string(text, 8, 3)], place_in_string(text, 0, 1)
    ('c', None)
    """
    quote = text[start : start + 1]
    if quote not in ('"', "'") or not quote:
        return None
    at = start + (3 if text.startswith(quote * 3, start) else 1)
    for _ in range(offset):
        if _PAIR.match(text, at):
            at += 12
        else:
            at += _LONG.get(text[at + 1 : at + 2], 2) if text[at : at + 1] == "\\" else 1
    return at
