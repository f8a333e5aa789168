"""Whether the comments of a text are where our style has them: then nothing has to be found out about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kgtools.writing.style.broken_lists import is_broken_up
from kgtools.writing.style.source import Comment

__all__ = ["is_settled"]

_STEP = 4
#: what a line begins with that ends something: what stands above it is indented as what is within
_ENDS = (b"]", b")", b"}", b".\n")


def is_settled(data: bytes, plain: bytes, comments: Sequence[Comment]) -> bool:
    """Whether `data` is `plain`, a text in our style, with these comments in the places that our style has for them.

    A comment is in its place at the end of a line, one space behind what it is about, and on a line of its own with the
    indent of what follows. An empty line behind it is kept only above a subject or a graph. A list with a comment
    within has a line for each item.

    >>> from kgtools.writing.style.source import read
    >>> plain = b"e:a\\n    e:b 1 ;\\n.\\n"
    >>> text = b"e:a # Ann\\n    # one\\n    e:b 1 ;\\n.\\n"
    >>> [is_settled(data, plain, read(data).inside) for data in (text, text.replace(b"    # one", b"# one"))]
    [True, False]
    """
    return _Comparison(data, plain, comments).run()


@dataclass(slots=True)
class _Comparison:
    """Both texts, and how far they have been compared."""

    _data: bytes
    _plain: bytes
    _comments: Sequence[Comment]
    _at: int = 0
    _plain_at: int = 0

    def run(self) -> bool:
        number = 0
        while number < len(self._comments):
            comment = self._comments[number]
            line = self._data.rfind(b"\n", 0, comment.start) + 1
            before = self._data[line : comment.start]
            alone = not before.strip(b" ")
            start = line if alone else comment.start - 1
            if not self._is_same(start) or self._in_list(alone):
                # the only other thing that there may be is a list in several lines
                end = is_broken_up(self._data, self._at, self._plain, self._plain_at, self._comments, number)
                if end is None:
                    return False
                self._at, self._plain_at, number = end
                continue
            if not self._take(comment, before if alone else None):
                return False
            number += 1
        return self._is_same(len(self._data)) and self._plain_at == len(self._plain)

    def _is_same(self, until: int) -> bool:
        """Go on to a place in the text, or to where it differs before that."""
        length = until - self._at
        if length < 0:
            return False
        ours, theirs = memoryview(self._data)[self._at : until], memoryview(self._plain)[self._plain_at :][:length]
        if ours == theirs:
            self._at, self._plain_at = until, self._plain_at + length
            return True
        low, high = 0, min(length, len(theirs))
        while low < high:
            middle = (low + high + 1) // 2
            if ours[low:middle] == theirs[low:middle]:
                low = middle
            else:
                high = middle - 1
        self._at, self._plain_at = self._at + low, self._plain_at + low
        return False

    def _in_list(self, alone: bool) -> bool:
        """Whether a line goes on here in our style that ends in the text: it is that of a list."""
        return not alone and self._plain[self._plain_at : self._plain_at + 1] != b"\n"

    def _take(self, comment: Comment, indent: bytes | None) -> bool:
        """Pass over a comment, on a line of its own where it has an `indent`, if it is in its place."""
        end = comment.start + len(comment.text.encode())
        if self._data[end : end + 1] != b"\n" or (indent is None and self._data[self._at : self._at + 1] != b" "):
            return False
        self._at = end
        if indent is None:
            return True
        self._at += 1
        if len(indent) != _indent(self._plain, self._plain_at):
            return False
        if comment.gap:
            begins = self._plain_at == 0 or self._plain.endswith((b"\n\n", b"{\n"), 0, self._plain_at)
            if not begins or self._data[self._at : self._at + 1] != b"\n":
                return False
            self._at += 1
        return True


def _indent(plain: bytes, line: int) -> int:
    """The indent of a comment above the line that begins there."""
    begins = line
    while plain.startswith(b" ", begins):
        begins += 1
    return begins - line + (_STEP if plain.startswith(_ENDS, begins) else 0)
