"""A list that would be on one line but for a comment within: with a line for each item, as our style has it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kgtools.possessive import compile_pattern
from kgtools.reading.places.turtle import TERM
from kgtools.writing.style.source import Comment

__all__ = ["is_broken_up"]

_STEP = 4
#: an item of a list on one line, or a parenthesis
_TOKEN = compile_pattern(rf" ?(<<\((?:(?>{TERM})|<<\(|\)>>| )*?\)>>|\(\)|\[\]|[()]|(?>{TERM}))".encode(), re.DOTALL)
_SPACE = compile_pattern(rb"[ \n]*")


@dataclass(slots=True)
class _Token:
    text: bytes
    #: the parentheses around it, by their numbers among the tokens; of a parenthesis its own is the last one
    lists: tuple[int, ...]
    #: the comments behind it on its line, and on lines of their own above it
    behind: list[bytes] = field(default_factory=list)
    above: list[bytes] = field(default_factory=list)


def is_broken_up(
    data: bytes, at: int, plain: bytes, plain_at: int, comments: Sequence[Comment], number: int
) -> tuple[int, int, int] | None:
    """Where a list of the text ends that our style would have on one line but for the comments in it.

    `at` and `plain_at` are the same place in the text and in our style, behind the parenthesis that begins the list.
    Gives the ends in both and the number of the first comment behind it; None where it is no such list, or in another
    style.

    >>> from kgtools.writing.style.source import read
    >>> text, plain = b"e:p (\\n    1 # one\\n    2\\n) ;", b"e:p ( 1 2 ) ;"
    >>> is_broken_up(text, 5, plain, 5, read(text).comments, 0)
    (25, 11, 1)
    """
    if plain[plain_at - 1 : plain_at + 1] != b"( " or not data.startswith((b"\n", b" #"), at):
        return None
    line = plain.rfind(b"\n", 0, plain_at) + 1
    tokens, end = _tokens(plain, plain_at - 1)
    position = at
    for before, token in pairwise(tokens):
        while True:
            space = _SPACE.match(data, position)
            assert space is not None
            position = space.end()
            if number == len(comments) or comments[number].start != position:
                break
            text = comments[number].text.encode()
            (token.above if b"\n" in space[0] else before.behind).append(text)
            position += len(text)
            number += 1
        if not data.startswith(token.text, position):
            return None
        position += len(token.text)
    indent = line
    while plain.startswith(b" ", indent):
        indent += 1
    return (position, end, number) if data[at:position] == _list_text(tokens, indent - line) else None


def _tokens(plain: bytes, position: int) -> tuple[list[_Token], int]:
    """The tokens of a list on one line, and where it ends."""
    tokens: list[_Token] = []
    lists: list[int] = []
    while (match := _TOKEN.match(plain, position)) is not None:
        position = match.end()
        text = match[1]
        if text == b"(":
            lists.append(len(tokens))
        tokens.append(_Token(text, tuple(lists)))
        if text == b")":
            lists.pop()
            if not lists:
                break
    return tokens, position


def _list_text(tokens: Sequence[_Token], indent: int) -> bytes:
    """The list in our style, from behind its first parenthesis."""
    broken: set[int] = set()
    for token in tokens:
        around = token.lists[:-1] if token.text in (b"(", b")") else token.lists
        if token.above:
            broken.update(token.lists if token.text == b")" else around)
        if token.behind:
            broken.update(token.lists if token.text == b"(" else around)
    parts: list[bytes] = []
    for before, token in pairwise(tokens):
        around = token.lists[:-1] if token.text == b"(" else token.lists
        if around[-1] not in broken:
            parts.append(b" " + token.text)
            continue
        inner = b" " * (indent + _STEP * len(around))
        parts += [b"".join(b" " + comment for comment in before.behind), b"\n"]
        parts += [inner + comment + b"\n" for comment in token.above]
        parts += [inner[_STEP:] if token.text == b")" else inner, token.text]
    return b"".join(parts)
