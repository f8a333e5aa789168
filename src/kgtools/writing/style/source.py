"""How a Turtle, TriG, N-Triples or N-Quads text is written: its comments, directives and relative IRIs, which no parser
tells.

The bytes are searched and not read: what holds neither a comment nor a relative IRI is passed over in one step.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import overload

from kgtools.possessive import compile_pattern
from kgtools.reading.places.turtle import DIRECTIVES
from kgtools.writing.large import is_large

__all__ = [
    "Comment",
    "Comments",
    "Directive",
    "Iri",
    "SourceText",
    "add_later_directives",
    "comment_lines",
    "part_top",
    "read",
]

#: up to the next comment or relative IRI: strings, absolute IRIs, escapes and whatever else holds none
_NEXT = compile_pattern(
    rb"(?:[^\"'<#\\]++"
    rb'|"""(?:[^"\\]++|\\.|"(?!""))*+"""'
    rb"|'''(?:[^'\\]++|\\.|'(?!''))*+'''"
    rb'|"(?:[^"\\\r\n]++|\\.)*+"'
    rb"|'(?:[^'\\\r\n]++|\\.)*+'"
    rb"|\\.|<[A-Za-z][A-Za-z0-9+.\-]*+:[^<>\x00-\x20]*+>|<(?![^<>\"{}|^`\x00-\x20]*+>))*+"
    rb"(?:(?P<comment>\#[^\r\n]*+)|<(?P<iri>[^<>\"{}|^`\x00-\x20]*+)>)",
    re.DOTALL,
)
#: bytes that are looked at at a time
_PIECE = 1 << 20
_GAP = compile_pattern(rb"[ \t]*(?>\r\n|\n|\r)[ \t]*[\r\n]")
_SPACE = compile_pattern(rb"[ \t\r\n]*+")
_AHEAD = rb"(?:[ \t\r\n]++|\#[^\r\n]*+)*+"
_STRING = rb"\"\"\"(?:[^\"\\]|\"(?!\"\"))*+\"\"\"|'''(?:[^'\\]|'(?!''))*+'''|\"[^\"\\\r\n]*+\"|'[^'\\\r\n]*+'"
#: a directive: of Turtle with its dot, or of SPARQL without one
_DIRECTIVE = compile_pattern(
    _AHEAD + rb"(?P<word>@prefix|@base|@version|(?i:prefix|base|version)(?=[ \t\r\n\#<\"':]))" + _AHEAD + rb"(?:"
    rb"(?P<prefix>[^ \t\r\n\#<\"':]*+):" + _AHEAD + rb"<[^<>]*+>"
    rb"|<(?P<base>[^<>]*+)>|(?P<version>" + _STRING + rb"))(?P<dot>" + _AHEAD + rb"\.)?+",
    re.DOTALL,
)
#: where a directive may begin behind the first statement
_LATER = compile_pattern(rb"@(?:base|version)\b|\b(?i:base|version)(?=[ \t\r\n\#<\"'])")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment: the offset of the byte where it begins, its text from ``#`` on."""

    start: int
    text: str
    #: whether an empty line follows it
    gap: bool = False


class Comments(Sequence[Comment]):
    """The comments of a text in order, as columns: there may be millions."""

    def __init__(self, data: bytes, starts: array[int], ends: array[int], gaps: bytearray) -> None:
        self.data, self.starts, self.ends, self.gaps = data, starts, ends, gaps

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, number: int) -> Comment: ...

    @overload
    def __getitem__(self, number: slice) -> Comments: ...

    def __getitem__(self, number: int | slice) -> Comment | Comments:
        if isinstance(number, slice):
            return Comments(self.data, self.starts[number], self.ends[number], self.gaps[number])
        start = self.starts[number]
        text = self.data[start : self.ends[number]].decode("utf-8", "replace")
        return Comment(start, text, bool(self.gaps[number]))

    def without_gaps(self) -> Comments:
        """The same comments, as if no empty line followed any of them."""
        return Comments(self.data, self.starts, self.ends, bytearray(len(self.gaps)))


@dataclass(frozen=True, slots=True)
class Iri:
    """What is between ``<`` and ``>``, and at which byte."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Directive:
    """A directive: its word, and where it begins."""

    word: str
    start: int


@dataclass(slots=True)
class SourceText:
    """How a text is written.

    `comments` are all, of which those before the place `first` are before all else, and those from `last` on behind
    all else. `relative` are the IRIs without a scheme. `bases`, `versions` and `directives` are those of the head;
    `later` tells whether further bases and versions may follow.
    """

    comments: Comments
    relative: list[Iri]
    first: int = 0
    last: int = 0
    bases: list[Iri] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    directives: list[Directive] = field(default_factory=list)
    later: bool = False

    @property
    def top(self) -> Comments:
        """The comments before all else."""
        return self.comments[: self.first]

    @property
    def inside(self) -> Comments:
        """The comments between the first token and the last one, or beside it."""
        return self.comments[self.first : self.last]

    @property
    def end(self) -> Comments:
        """The comments on lines of their own behind all else."""
        return self.comments[self.last :]

    @property
    def as_sparql(self) -> bool:
        """Whether the directives are spelled as in SPARQL (``PREFIX``), all of them."""
        return bool(self.directives) and not any(directive.word.startswith("@") for directive in self.directives)


def read(data: bytes, *, lines: bool = False) -> SourceText:
    """Read how a text is written that the parser accepts; its offsets are those of bytes.

    `lines` tells that it is N-Triples or N-Quads, which have no directives.

    >>> written = read(b"# top\\n\\n@base <http://e/> . # beside\\n# of a\\n<a> <http://e/b> <c> .\\n# the end")
    >>> [c.text for c in written.top], [c.text for c in written.inside], [c.text for c in written.end]
    (['# top'], ['# beside', '# of a'], ['# the end'])
    >>> [iri.text for iri in written.relative], [iri.text for iri in written.bases], written.as_sparql
    (['a', 'c'], ['http://e/'], False)
    """
    source_text = SourceText(*(_read_large if is_large(len(data)) else _read_small)(data))
    _skip_outer_comments(source_text, data)
    if not lines:
        _head(source_text, data)
    return source_text


def _read_small(data: bytes) -> tuple[Comments, list[Iri]]:
    comments = Comments(data, array("q"), array("q"), bytearray())
    relative: list[Iri] = []
    position = 0
    while (match := _NEXT.match(data, position)) is not None:
        position = match.end()
        start = match.start("comment")
        if start < 0:
            relative.append(Iri(match.start("iri") - 1, match["iri"].decode("utf-8", "replace")))
            continue
        text = match["comment"].decode("utf-8", "replace")
        comments.starts.append(start)
        comments.ends.append(position - len(text[len(text.rstrip()) :].encode()))
        comments.gaps.append(_GAP.match(data, position) is not None)
    return comments, relative


def _read_large(data: bytes) -> tuple[Comments, list[Iri]]:
    from kgtools.writing.style.tokens.comments import read_comments

    starts, ends, gaps, iris = read_comments(data)
    columns = (array("q", starts.tobytes()), array("q", ends.tobytes()), bytearray(gaps.tobytes()))
    relative = [Iri(start, data[start + 1 : end - 1].decode("utf-8", "replace")) for start, end in iris]
    return Comments(data, *columns), relative


def _skip_outer_comments(source: SourceText, data: bytes) -> None:
    """Find the comments before and behind all else."""
    comments = source.comments
    position = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    while source.first < len(comments) and _blank(data, position, comments[source.first].start):
        position = _end(data, comments[source.first])
        source.first += 1
    source.last = len(comments)
    until = len(data)
    while source.last > source.first:
        comment = comments[source.last - 1]
        begins = max(data.rfind(b"\n", 0, comment.start), data.rfind(b"\r", 0, comment.start)) + 1
        if not _blank(data, _end(data, comment), until) or not _blank(data, begins, comment.start):
            return
        source.last -= 1
        until = comment.start


def _blank(data: bytes, start: int, end: int) -> bool:
    match = _SPACE.match(data, start, end)
    return match is not None and match.end() == end


def _end(data: bytes, comment: Comment) -> int:
    ends = [place for place in (data.find(b"\n", comment.start), data.find(b"\r", comment.start)) if place >= 0]
    return min(ends, default=len(data))


def _head(source: SourceText, data: bytes) -> None:
    position = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    while (match := _DIRECTIVE.match(data, position)) is not None:
        word = match["word"].decode().lower()
        assert word in DIRECTIVES
        position = match.end() if word.startswith("@") else match.start("dot") if match["dot"] else match.end()
        _take(source, match)
    source.later = _may_hold(data, b"base", b"version") and _LATER.search(data, position) is not None


def _may_hold(data: bytes, *words: bytes) -> bool:
    """Whether one of the words is somewhere, in small letters or large ones."""
    for start in range(0, len(data), _PIECE):
        folded = data[start : start + _PIECE + max(map(len, words))].lower()
        if any(word in folded for word in words):
            return True
    return False


def _take(source: SourceText, match: re.Match[bytes]) -> None:
    source.directives.append(Directive(match["word"].decode(), match.start("word")))
    if match["base"] is not None:
        source.bases.append(Iri(match.start("base") - 1, match["base"].decode("utf-8", "replace")))
    elif match["version"] is not None:
        source.versions.append(match["version"].decode("utf-8", "replace").strip("\"'"))


def part_top(source: SourceText, data: bytes) -> None:
    """Leave the comments right above the first statement to it: without a directive, an empty line parts them."""
    if source.directives:
        return
    match = _SPACE.match(data, _end(data, source.comments[source.first - 1])) if source.first else None
    if match is None or match.end() == len(data):
        return
    until = match.end()
    while source.first and data.count(b"\n", source.comments[source.first - 1].start, until) <= 1:
        source.first -= 1
        until = source.comments[source.first].start


def add_later_directives(source: SourceText, data: bytes) -> None:
    """Find the bases and versions behind the first statement."""
    from kgtools.writing.style.anatomy import Anatomy, PieceKind

    text = data.decode()
    at = characters = 0
    behind = max((directive.start for directive in source.directives), default=-1)
    for piece in Anatomy(text).pieces:
        if piece.kind is not PieceKind.DIRECTIVE:
            continue
        at += len(text[characters : piece.start].encode())
        characters = piece.start
        match = _DIRECTIVE.match(data, at)
        if at > behind and match is not None:
            _take(source, match)


def comment_lines(comments: Iterable[Comment]) -> str:
    """The lines of comments, with the empty lines between them that they were written with."""
    lines = "".join(f"{comment.text}\n" + ("\n" if comment.gap else "") for comment in comments)
    return lines.rstrip("\n") + "\n" if lines else ""
