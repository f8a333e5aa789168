"""Whether the comments of a text are where our style has them: then nothing has to be found out about them."""

from __future__ import annotations

from collections.abc import Sequence

from kgtools.writing.style.source import Comment

__all__ = ["is_settled"]

_STEP = 4
#: what a line begins with that ends something: what stands above it is indented as what is within
_ENDS = (b"]", b")", b"}", b".\n")


def is_settled(data: bytes, plain: bytes, comments: Sequence[Comment], head: int) -> bool:
    """Whether `data` is `plain`, a text in our style, with these comments in the places that our style has for them.

    `head` is how many bytes of `plain` are directives and comments before all else. A comment is in its place at the
    end of a line, one space behind what it is about, and on a line of its own with the indent of what follows. An empty
    line behind it is kept only above what has no indent.

    >>> from kgtools.writing.style.source import read
    >>> plain = b"e:a\\n    e:b 1 ;\\n.\\n"
    >>> text = b"e:a # Ann\\n    # one\\n    e:b 1 ;\\n.\\n"
    >>> [is_settled(data, plain, read(data).inside, 0) for data in (text, text.replace(b"    # one", b"# one"))]
    [True, False]
    """
    ours, theirs = memoryview(data), memoryview(plain)
    at = done = 0
    for comment in comments:
        end = comment.start + len(comment.text.encode())
        line = data.rfind(b"\n", 0, comment.start) + 1
        before = data[line : comment.start]
        alone = not before.strip(b" ")
        start = line if alone else comment.start - 1
        if data[end : end + 1] != b"\n" or start < at or (not alone and not before.endswith(b" ")):
            return False
        length = start - at
        if ours[at:start] != theirs[done : done + length]:
            return False
        at, done = (end + 1 if alone else end), done + length
        if not alone:
            continue
        if len(before) != _indent(plain, done):
            return False
        if comment.gap:
            if before or done < head or data[at : at + 1] != b"\n":
                return False
            at += 1
    return ours[at:] == theirs[done:]


def _indent(plain: bytes, line: int) -> int:
    """The indent of a comment above the line that begins there."""
    begins = line
    while plain.startswith(b" ", begins):
        begins += 1
    return begins - line + (_STEP if plain.startswith(_ENDS, begins) else 0)
