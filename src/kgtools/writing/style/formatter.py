"""The formatter: a text in, the same graph in the one style out."""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from kgtools.errors import KgtoolsError, ParseError, SourceError, UsageError
from kgtools.model.prefixes import WELL_KNOWN
from kgtools.reading import Source, check_source, expand_sources, format_by_name, guess_format
from kgtools.reading.compression import check_uncompressed
from kgtools.reading.format import Format
from kgtools.writing.difference.unified import unified_diff
from kgtools.writing.large import is_large
from kgtools.writing.style.graphs import InColumns, InObjects
from kgtools.writing.style.heads import Head, with_head
from kgtools.writing.style.relative import RelativeTable, as_written, kept_iris
from kgtools.writing.style.settled import is_settled
from kgtools.writing.style.source import Comment, add_later_directives, comment_lines, part_top, read

__all__ = ["FORMATTABLE", "Formatted", "format_bytes", "format_file", "formattable_files"]

#: the formats with a style of ours, by name
FORMATTABLE = ("turtle", "trig", "nt", "nq")
_LINES = ("nt", "nq")
_BOM = b"\xef\xbb\xbf"
#: how many times as early columns pay for a text with comments: their places are found with columns
_COMMENTED = 16
#: bytes that are decoded at a time
_PIECE = 1 << 20


@dataclass(frozen=True)
class Formatted:
    """A text in the one style, and what it was before."""

    source: str
    before: bytes
    data: bytes

    @property
    def changed(self) -> bool:
        """Whether the text was in another style."""
        return self.before != self.data

    def diff(self) -> str:
        """What changes, line by line, as ``diff -u`` gives it; nothing where nothing changes."""
        return "".join(self.diff_pieces())

    def diff_pieces(self) -> Iterator[str]:
        """What :meth:`diff` gives, some lines at a time: with all lines of a large text it would be as large again."""
        if self.changed:
            yield from unified_diff(self.before, self.data, self.source, f"{self.source} (formatted)")


def format_bytes(
    data: bytes,
    *,
    format: str | Format = "turtle",
    prefixes: Mapping[str, str] | None = None,
    source: str = "",
) -> Formatted:
    """Some text in the one style (docs/turtle-style.md): the same graph, the same bytes however it was written before.

    The text's own prefixes come first, then those of `prefixes`. ``@base`` and relative IRIs stay as they are written,
    and so do directives in the spelling of SPARQL. Comments stay with what they are about (docs/formatting.md).

    >>> text = b"# Ann\\n<http://e/a> <http://e/age> 01. # years"
    >>> print(format_bytes(text, prefixes={"e": "http://e/"}).data.decode(), end="")
    @prefix e: <http://e/> .
    <BLANKLINE>
    # Ann
    e:a
        e:age 01 ; # years
    .

    Raises :class:`ParseError` for text that is not of the format, and :class:`UsageError` for relative IRIs that no
    single base would do for.
    """
    syntax = format if isinstance(format, Format) else format_by_name(format)
    if syntax.name not in FORMATTABLE:
        raise UsageError(f"{source or syntax.title}: there is no style for {syntax.title}; use `kgtools export`.")
    body = data.removeprefix(_BOM)
    table = WELL_KNOWN if prefixes is None else prefixes
    return Formatted(source, data, _Text(body, syntax, source).formatted(table))


def format_file(
    path: Source,
    *,
    format: str | Format | None = None,
    prefixes: Mapping[str, str] | None = None,
) -> Formatted:
    """The text of a file in the one style; nothing is written. See :func:`format_bytes`.

    ``-`` is standard input, which is taken for TriG unless `format` says what it is.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "a.nt").write_text('<http://e/b>   <http://e/p>  "01".\\n<http://e/a> <http://e/p> "1" .')
    ...     print(format_file(Path(folder, "a.nt")).data.decode(), end="")
    <http://e/a> <http://e/p> "1" .
    <http://e/b> <http://e/p> "01" .

    Raises :class:`SourceError` where the file cannot be read, and what :func:`format_bytes` raises.
    """
    name = os.fspath(path)
    if name == "-":
        data, name, format = sys.stdin.buffer.read(), "<stdin>", format or "trig"
        return format_bytes(data, format=format, prefixes=prefixes, source=name)
    check_uncompressed(name)
    data = check_source(Path(name)).read_bytes()
    syntax = guess_format(name) if format is None else format
    return format_bytes(data, format=syntax, prefixes=prefixes, source=name)


def formattable_files(sources: Sequence[Source]) -> list[str]:
    """The files named: a folder stands for those in it and below that there is a style for, a pattern for its matches.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name in ("b.ttl", "a.trig", "notes.md", "c.rdf"):
    ...         Path(folder, name).touch()
    ...     [Path(name).name for name in formattable_files([folder])]
    ['a.trig', 'b.ttl']

    Raises :class:`SourceError` where a folder holds none.
    """
    endings = {extension for name in FORMATTABLE for extension in format_by_name(name).extensions}
    files: list[str] = []
    for source in sources:
        names = expand_sources([source])
        if os.path.isdir(source):
            names = [name for name in names if Path(name).suffix.lstrip(".").casefold() in endings]
            if not names:
                raise SourceError(os.fspath(source), "the folder holds no Turtle, TriG, N-Triples or N-Quads file")
        files += names
    return list(dict.fromkeys(files))


def _check_utf_8(data: bytes, source: str) -> None:
    """Raise :class:`ParseError` where a text is no UTF-8: the parser reads over what stands in comments."""
    if data.isascii():
        return
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    try:
        for start in range(0, len(data), _PIECE):
            decoder.decode(view[start : start + _PIECE], final=start + _PIECE >= len(data))
    except UnicodeDecodeError:
        good = data.decode("utf-8", "surrogateescape")
        place = next(at for at, character in enumerate(good) if "\udc80" <= character <= "\udcff")
        line, column = good.count("\n", 0, place) + 1, place - good.rfind("\n", 0, place)
        reason = "this is not UTF-8 text; save the file as UTF-8."
        raise ParseError(reason, source=source, line=line, column=column) from None


class _Text:
    """A text on its way to our style."""

    def __init__(self, data: bytes, format: Format, source: str) -> None:
        self._data, self._format, self._source = data, format, source
        self._lines = format.name in _LINES
        self._text_read = read(data, lines=self._lines)
        if self._lines:
            # a line may be about what it says, whatever stands before it
            self._text_read.comments = self._text_read.comments.without_gaps()
        else:
            part_top(self._text_read, data)

    def formatted(self, prefixes: Mapping[str, str]) -> bytes:
        """The text in our style, with its comments."""
        inside = self._text_read.inside
        large = is_large(len(self._data) * (_COMMENTED if inside else 1))
        graph = InColumns(*self._input) if large else InObjects(*self._input)
        _check_utf_8(self._data, self._source)
        head, plain = self._without_comments(graph, prefixes)
        top, end = list(self._text_read.top), list(self._text_read.end)
        whole = self._concatenated(top, [plain], end) if top or end else plain
        if self._is_in_style(whole):
            return self._data
        if not inside:
            if not graph.is_said_by(plain):
                raise self._fault()
            return whole
        if not large:
            graph = InColumns(*self._input)
            head, plain = self._without_comments(graph, prefixes)
        if not graph.is_said_by(plain):
            raise self._fault()
        from kgtools.writing.style.comments import find_targets
        from kgtools.writing.style.twins import Twins
        from kgtools.writing.style.weaving import find_insertions

        assert isinstance(graph, InColumns)
        assert graph.keyed is not None
        twins = Twins.of(graph.dataset, *graph.keyed)
        # millions of triples need not stay beside their text
        del graph
        new, targets, places = find_targets(self._data, plain, head, inside, twins, lines=self._lines)
        del twins
        insertions = find_insertions(new, targets, inside)
        del new, targets
        body = insertions.pieces(inside.data, inside.starts, inside.ends, start=head.length)
        whole = self._concatenated([*top, *places.top], chain([head.text().encode()], body), [*places.end, *end])
        del insertions, body
        if not _says_as_much(whole, plain, len(self._text_read.comments)):
            raise self._fault()
        return whole

    @property
    def _input(self) -> tuple[bytes, Format, str]:
        return self._data, self._format, self._source

    def _is_in_style(self, whole: bytes) -> bool:
        """Whether the text is `whole`, the same in our style, but for comments that are in their places."""
        inside = self._text_read.inside
        return is_settled(self._data, whole, inside) if inside else whole == self._data

    def _without_comments(self, graph: InObjects | InColumns, prefixes: Mapping[str, str]) -> tuple[Head, bytes]:
        if self._lines:
            return Head([]), graph.write(RelativeTable({}, {}))
        source_text = self._text_read
        if source_text.later:
            add_later_directives(source_text, self._data)
        iris = kept_iris(source_text, self._data, self._source)
        # a prefix of the text that it does not use goes, and takes the place of no other
        own = dict(graph.prefixes_in_use(RelativeTable(graph.prefixes, iris)))
        prefixes_in_use = set(own.values())
        table = RelativeTable({**{p: n for p, n in prefixes.items() if n not in prefixes_in_use}, **own}, iris)
        base = source_text.bases[0].text if len(source_text.bases) == 1 else None
        versions = list(dict.fromkeys(source_text.versions))
        body = as_written(graph.write(table), iris)
        return with_head(body, base=base, versions=versions, as_sparql=source_text.as_sparql)

    def _concatenated(
        self, top: Sequence[Comment], body: Iterable[bytes | memoryview], end: Sequence[Comment]
    ) -> bytes:
        gap = b"" if self._lines else b"\n"
        above, below = comment_lines(top).encode(), comment_lines(end).encode()
        # one copy: a text may be as large as what is left of the memory
        whole = io.BytesIO()
        whole.write(above)
        for piece in body:
            if len(piece):
                whole.write(gap if above and whole.tell() == len(above) else b"")
                whole.write(piece)
        if below:
            whole.write(gap if whole.tell() else b"")
            whole.write(below)
        return whole.getvalue()

    def _fault(self) -> KgtoolsError:
        """A fault of ours must not reach a file."""
        source = self._source or "the text"
        return KgtoolsError(f"{source}: formatting would change the triples; please report this as a bug.")


def _says_as_much(whole: bytes, plain: bytes, comments: int) -> bool:
    """Whether a text is another one with so many comments: nothing else may differ but line breaks and spaces."""
    from kgtools.writing.style.tokens.comments import without_comments

    # piece by piece: neither text without its spaces need be as a whole
    rest, at, count = b"", 0, 0
    for part, number in without_comments(whole):
        letters = part.translate(None, b" \n")
        while len(rest) < len(letters) and at < len(plain):
            rest += plain[at : at + _PIECE].translate(None, b" \n")
            at += _PIECE
        if not rest.startswith(letters):
            return False
        rest, count = rest[len(letters) :], count + number
    return not rest and not plain[at:].translate(None, b" \n") and count == comments
