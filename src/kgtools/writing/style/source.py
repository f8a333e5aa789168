"""How a Turtle or TriG text is written: its comments, bases and relative IRIs, which no parser tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kgtools.errors import shorten
from kgtools.reading.places.turtle import _DIRECTIVES as DIRECTIVES
from kgtools.reading.places.turtle import _TOKEN as TOKEN

__all__ = ["Comment", "Iri", "Statement", "Written", "comments_and_iris", "read"]

#: what may hold a "#" that begins no comment, and comments: strings, IRIs, escapes
_OPAQUE = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*+'''"
    r'|"(?:[^"\\\r\n]|\\.)*+"'
    r"|'(?:[^'\\\r\n]|\\.)*+'"
    r'|<(?P<iri>[^<>"{}|^`\s]*+)>'
    r"|(?P<comment>\#[^\r\n]*+)"
    r"|\\.",
    re.DOTALL,
)
_GAP = re.compile(r"[ \t]*(?:\r\n|\n|\r)[ \t]*[\r\n]")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment: where it begins, on which line (from 1), its text from ``#`` on."""

    start: int
    line: int
    text: str
    #: whether an empty line stands behind it
    gap: bool = False

    @property
    def printable(self) -> str:
        """The text for a message, without control characters."""
        return shorten(self.text)


@dataclass(frozen=True, slots=True)
class Iri:
    """What stands between ``<`` and ``>``, and where."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Statement:
    """Where the subject of a statement, or the name of a graph, begins, and the comments on the lines before it."""

    start: int
    is_graph: bool
    comments: tuple[Comment, ...]


@dataclass(slots=True)
class Written:
    """How a text is written.

    `top` are the comments at the top, `end` those behind the last statement, `inside` those that stand in the midst of
    something: they can be kept nowhere.
    """

    top: list[Comment] = field(default_factory=list)
    end: list[Comment] = field(default_factory=list)
    inside: list[Comment] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    iris: list[Iri] = field(default_factory=list)
    bases: list[Iri] = field(default_factory=list)


def read(text: str) -> Written:
    """Read how a text is written that the parser accepts.

    >>> written = read("# top\\n\\n@base <http://e/> . # beside\\n# of a\\n<a> <b> <c> .\\n# the end")
    >>> [c.text for c in written.top], [c.text for c in written.statements[0].comments], [i.text for i in written.bases]
    (['# top'], ['# of a'], ['http://e/'])
    >>> [c.text for c in written.inside], [c.text for c in written.end]
    (['# beside'], ['# the end'])
    """
    return _Reader(text).run()


def comments_and_iris(text: str) -> tuple[list[Comment], list[Iri]]:
    """The comments of a text (Turtle, TriG, N-Triples or N-Quads), and what stands between ``<`` and ``>``."""
    comments: list[Comment] = []
    iris: list[Iri] = []
    line, counted = 1, 0
    for match in _OPAQUE.finditer(text):
        if match["comment"] is not None:
            line += text.count("\n", counted, match.start())
            counted = match.start()
            gap = _GAP.match(text, match.end()) is not None
            comments.append(Comment(match.start(), line, match["comment"].rstrip(), gap))
        elif match["iri"] is not None:
            iris.append(Iri(match.start(), match["iri"]))
    return comments, iris


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._written = Written()
        self._comments, self._written.iris = comments_and_iris(text)
        # those from here on have not been met yet
        self._next = 0

    def run(self) -> Written:
        written = self._written
        began = False
        waiting: list[Comment] = []
        position = 0
        while (match := TOKEN.match(self._text, position)) is not None:
            start, token = match.start(match.lastindex or 0), match[match.lastindex or 0]
            before = self._before(position, start)
            if not began:
                before = self._top(before, start, token)
            began = True
            waiting += before
            position = match.end()
            name = token if token.startswith("@") else token.lower()
            if name in DIRECTIVES:
                position = self._directive(name, start, position)
                # what is said before a directive is said of all that follows, as long as nothing has been stated
                (written.inside if written.statements else written.top).extend(waiting)
                waiting = []
            elif token == "}":
                written.inside += waiting
                waiting = []
            elif token != "{":
                if name == "graph" and match.lastindex == 1:
                    match = TOKEN.match(self._text, position)
                    assert match is not None
                    start, position = match.start(match.lastindex or 0), match.end()
                position, is_graph = self._statement(token, position)
                written.statements.append(Statement(start, is_graph, tuple(waiting)))
                waiting = []
        written.end += waiting + self._before(position, len(self._text))
        written.inside.sort(key=lambda comment: comment.start)
        return written

    def _top(self, before: list[Comment], start: int, token: str) -> list[Comment]:
        """Set those comments apart that are the file's; the rest belongs to what begins at `start`."""
        if token.startswith("@") or token.lower() in DIRECTIVES:
            self._written.top += before
            return []
        # without a directive, an empty line parts the comments of the file from those of the first subject
        own: list[Comment] = []
        until = start
        for comment in reversed(before):
            if self._text.count("\n", comment.start, until) > 1:
                break
            own.insert(0, comment)
            until = comment.start
        self._written.top += before[: len(before) - len(own)]
        return own

    def _before(self, position: int, until: int) -> list[Comment]:
        """The comments up to an offset that have lines of their own; all others are in the midst of something."""
        found: list[Comment] = []
        for comment in self._met(until):
            alone = comment.start >= position and (
                position == 0 or "\n" in self._text[position : comment.start].replace("\r", "\n")
            )
            (found if alone else self._written.inside).append(comment)
        return found

    def _met(self, until: int) -> Iterator[Comment]:
        while self._next < len(self._comments) and self._comments[self._next].start < until:
            yield self._comments[self._next]
            self._next += 1

    def _directive(self, name: str, start: int, position: int) -> int:
        for _ in range(DIRECTIVES[name]):
            match = TOKEN.match(self._text, position)
            assert match is not None
            if name.lstrip("@") == "base" and match.lastindex == 1:
                self._written.bases.append(Iri(match.start(1), match[1][1:-1]))
            position = match.end()
        self._written.inside += self._met(position)
        return position

    def _statement(self, token: str, position: int) -> tuple[int, bool]:
        """Read to the end of a statement, or behind the brace that opens a graph; whether it was one."""
        depth = 1 if token in ("[", "(", "<<", "<<(") else 0
        while (match := TOKEN.match(self._text, position)) is not None:
            mark = match[2]
            if mark == "}" and depth == 0:
                # the brace is read again, as the end of the graph
                break
            position = match.end()
            if mark == "{":
                self._written.inside += self._met(position)
                return position, True
            if mark in ("[", "(", "{|", "<<", "<<("):
                depth += 1
            elif mark in ("]", ")", "|}", ">>", ")>>"):
                depth -= 1
            elif mark == "." and depth == 0:
                break
        self._written.inside += self._met(position)
        return position, False
