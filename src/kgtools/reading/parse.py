"""The one lossless door: RDF text to quads, every lexical form and language tag as written.

Whatever reads RDF in kgtools comes through :func:`parse`. It gives plain errors with file, line and column, accepts a
UTF-8 byte order mark, resolves relative IRIs against the file's own ``file:`` IRI (RFC 3986 section 5.1.3), and
refuses what would end the process (:mod:`kgtools.reading.guards`).
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, NoReturn, cast

import pyoxigraph

from kgtools.errors import LimitError, ParameterError, ParseError, SourceError, UsageError
from kgtools.model.rdf_files import is_compressed, rdf_files
from kgtools.model.terms import Quad
from kgtools.reading.compression import open_file
from kgtools.reading.format import Format
from kgtools.reading.formats import format_by_name, guess_format
from kgtools.reading.guards import GUARDS, PAGE_HEAD, TERM_TOO_LONG, guard_page

if TYPE_CHECKING:
    from kgtools.reading.jsonld import JsonLdParser
    from kgtools.reading.rdfxml import RdfXmlParser

    QuadParser = pyoxigraph.QuadParser | RdfXmlParser | JsonLdParser

__all__ = ["QuadReader", "Source", "check_source", "expand_sources", "parse", "parse_bytes"]

Source = str | os.PathLike[str]

_BOM = b"\xef\xbb\xbf"
_STDIN = "-"


class QuadReader(Iterator[Quad]):
    """The quads of one source, read as they are asked for; errors come with their place.

    >>> reader = parse_bytes(b"@prefix e: <http://e/> . e:s e:p '01' .", format="turtle")
    >>> [quad.object.value for quad in reader], reader.prefixes
    (['01'], {'e': 'http://e/'})
    """

    def __init__(
        self,
        open_parser: Callable[[IO[bytes]], QuadParser],
        source: str,
        stream: BinaryIO,
        format: Format,
    ) -> None:
        self._open_parser = open_parser
        self._stream = stream
        self._format = format
        self._start = stream.tell()
        self._parser = open_parser(stream)
        self._at_first: dict[str, str] | None = None
        self.source = source

    def __iter__(self) -> QuadReader:
        return self

    def __next__(self) -> Quad:
        try:
            quad: Quad = next(self._parser)
        except StopIteration:
            self.close()
            raise
        except (ParseError, SyntaxError, MemoryError, OSError, ValueError) as error:
            self.fail(error)
        if self._at_first is None:
            self._at_first = dict(self._parser.prefixes)
        return quad

    def read(self) -> list[Quad]:
        """All quads that are left, at once: no call of Python for each of them."""
        try:
            quads = list(self.unguarded())
        except (ParseError, SyntaxError, MemoryError, OSError, ValueError) as error:
            self.fail(error)
        self.close()
        return quads

    def unguarded(self) -> Iterator[Quad]:
        """The quads that are left, with no call of Python for each of them; errors are those of the parser itself."""
        first = list(islice(self._parser, 1))
        if self._at_first is None:
            self._at_first = dict(self._parser.prefixes)
        return chain(first, self._parser)

    def fail(self, error: Exception) -> NoReturn:
        """Raise our error for one that :meth:`unguarded` has raised: with its place, and for a file that is of another
        format than it was taken for with what it is."""
        parse_fault = error if isinstance(error, ParseError) else parse_error(error, self.source)
        if isinstance(parse_fault, ParseError):
            parse_fault = self._instead(parse_fault)
        self.close()
        if parse_fault is error:
            raise error
        raise parse_fault from error

    def _instead(self, error: ParseError) -> ParseError:
        """The same error with its line, or one that tells what else the text is."""
        from kgtools.reading.recognize import HEAD, conflict_line, instead

        line, column, reason = error.line, error.column, error.reason
        if line is None:
            line = self._line_of_error()
        try:
            self._stream.seek(self._start)
            conflict = conflict_line(self._stream)
            self._stream.seek(self._start)
            if conflict is not None:
                line, column = conflict, 1
                reason = "git has left a conflict here (<<<<<<<); decide which side is right, and take out its marks."
            else:
                reason = instead(self._stream.read(HEAD), self._format) or reason
        except OSError:
            pass
        if (line, reason) == (error.line, error.reason):
            return error
        return ParseError(reason, source=error.source, line=line, column=column)

    def close(self) -> None:
        """Close the file: for who reads no further. What is read to its end is closed already."""
        self._stream.close()

    def _line_of_error(self) -> int | None:
        """The line at which the parser fails, where it does not say so itself: it is given the file line by line."""
        try:
            self._stream.seek(self._start)
            lines = _LineByLine(self._stream)
            try:
                # a parser asks a stream for nothing but `read`
                for _ in self._open_parser(cast("IO[bytes]", lines)):
                    pass
            except (SyntaxError, MemoryError, ValueError):
                return max(lines.count, 1)
        except OSError:
            pass
        return None

    @property
    def places(self) -> tuple[tuple[int, int], tuple[int, int]] | None:
        """Where the last quad's subject and object are: of RDF/XML and JSON-LD that are read with places."""
        return getattr(self._parser, "places", None)

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that the source has declared so far.

        Those of RDF/XML end with their element, so what the first triple stood under is kept.
        """
        return (self._at_first or {}) | self._parser.prefixes


class _LineByLine(io.RawIOBase):
    """A stream that gives at most one line a call, and counts them."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._inside = False
        self.count = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        piece = self._stream.readline(size)
        if piece and not self._inside:
            self.count += 1
        self._inside = bool(piece) and not piece.endswith(b"\n")
        return piece


def parse(
    source: Source,
    *,
    format: str | Format | None = None,
    base: str | None = None,
    rename_blank_nodes: bool = False,
    places: bool = False,
) -> QuadReader:
    """Read the RDF of a file (``-`` is standard input).

    `format` is needed only where the file name does not tell it (standard input: Turtle or TriG unless said).
    `base` replaces the file's own IRI. `rename_blank_nodes` keeps the nodes of two files apart.
    With `places` the reader of RDF/XML and JSON-LD knows where the last quad is.

    Raises :class:`SourceError` (missing, a folder, unreadable), :class:`UsageError` (format unknown) and, while
    reading, :class:`ParseError`.

    >>> quads = parse("no/such.ttl")
    Traceback (most recent call last):
    kgtools.errors.SourceError: no/such.ttl: there is no such file.
    """
    name = os.fspath(source)
    if name == _STDIN:
        syntax = _as_format(format) if format is not None else guess_format(name)
        return parse_bytes(
            sys.stdin.buffer.read(),
            format=syntax,
            base=base,
            source="<stdin>",
            rename_blank_nodes=rename_blank_nodes,
            places=places,
        )
    path = check_source(name)
    syntax = _as_format(format) if format is not None else guess_format(name)
    try:
        stream = open_file(path)
    except OSError as error:
        raise SourceError(name, f"the file cannot be read ({_reason(error)})") from error
    return _reader(
        stream,
        syntax,
        base=check_base(base) or path.absolute().as_uri(),
        source=name,
        rename=rename_blank_nodes,
        places=places,
        path=path if path.is_file() and not is_compressed(path) else None,
    )


def parse_bytes(
    data: bytes,
    *,
    format: str | Format,
    base: str | None = None,
    source: str = "",
    rename_blank_nodes: bool = False,
    places: bool = False,
) -> QuadReader:
    """Read RDF from bytes; `source` is the name that errors give. Raises as :func:`parse` does.

    >>> [quad.object.value for quad in parse_bytes(b"<http://e/a> <http://e/p> 01 .", format="turtle")]
    ['01']
    """
    return _reader(
        io.BytesIO(data),
        _as_format(format),
        base=check_base(base),
        source=source,
        rename=rename_blank_nodes,
        places=places,
    )


def check_source(name: Source) -> Path:
    """The path of a file that can be read; raises :class:`SourceError` with the reason where it cannot.

    >>> check_source("no/such.ttl")
    Traceback (most recent call last):
    kgtools.errors.SourceError: no/such.ttl: there is no such file.
    """
    path = Path(name)
    try:
        if path.is_dir():
            raise SourceError(str(name), "this is a folder; name the files in it")
        if not path.exists():
            raise SourceError(str(name), "there is no such file")
    except (OSError, ValueError) as error:
        raise SourceError(str(name), "this cannot be the name of a file") from error
    if not os.access(path, os.R_OK):
        raise SourceError(str(name), "the file cannot be read (permission denied)")
    return path


def expand_sources(sources: list[Source] | tuple[Source, ...]) -> list[str]:
    """The files named: a folder stands for the RDF files in it and below, by name; a pattern for its matches.

    Compressed files (``.ttl.gz``) are among them, unless they are there unpacked as well. What a folder hides (names
    that begin with a dot, such as ``.git``) is not looked at.

    >>> expand_sources(["people.ttl", "-"])
    ['people.ttl', '-']
    """
    import glob

    names: list[str] = []
    for source in sources:
        name = os.fspath(source)
        path = Path(name)
        if name != _STDIN and path.is_dir():
            inside = sorted(map(str, rdf_files(path)))
            if not inside:
                raise SourceError(name, "the folder holds no RDF file")
            names += inside
        elif name != _STDIN and not path.exists() and any(c in name for c in "*?["):
            matches = sorted(glob.glob(name, recursive=True))
            if not matches:
                raise SourceError(name, "no file matches the pattern")
            names += matches
        else:
            names.append(name)
    return names


def check_base(base: str | None) -> str | None:
    """The base as given; raises :class:`ParameterError` where it is no absolute IRI (RFC 3986 section 5.1).

    >>> check_base("http://example.org/a")
    'http://example.org/a'
    """
    if base is not None and re.fullmatch(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|^`\\]*", base) is None:
        raise ParameterError("base", base, "write an absolute IRI such as http://example.org/")
    return base


def parse_error(error: Exception, source: str) -> ParseError | SourceError | LimitError:
    """Our error for one that the parser raised: the sentence, the line and the column (both from 1)."""
    if isinstance(error, SyntaxError):
        from kgtools.reading.advice import with_advice

        reason = str(error.args[0]) if error.args else str(error)
        line, column = error.lineno, error.offset
        reason = re.sub(r"^Parser error (?:at|between) .*?: ", "", reason, flags=re.DOTALL)
        reason = "this is not UTF-8 text; save the file as UTF-8" if "Invalid UTF-8" in reason else with_advice(reason)
        return ParseError(reason.rstrip(".") + ".", source=source, line=line, column=column)
    if isinstance(error, MemoryError):
        if "buffer" not in str(error):
            return LimitError(
                f"{source or 'the text'}: there is not enough memory; use fewer files or a machine with more memory."
            )
        return ParseError(TERM_TOO_LONG, source=source)
    if isinstance(error, OSError):
        return SourceError(source, f"the file cannot be read ({_reason(error)})")
    return ParseError(str(error).rstrip(".") + ".", source=source)


def _reader(
    stream: BinaryIO,
    format: Format,
    *,
    base: str | None,
    source: str,
    rename: bool,
    places: bool = False,
    path: Path | None = None,
) -> QuadReader:
    if format.reads is None:
        raise UsageError(f"{format.title} can only be written, not read; give the data in another format.")
    try:
        if not stream.seekable():
            # a pipe, as the shell gives for <(command): it can be read once
            stream = io.BytesIO(stream.read())
        head = stream.read(PAGE_HEAD)
        start = len(_BOM) if head.startswith(_BOM) else 0
        # whatever reads XML reads UTF-16 (XML 1.0 section 4.3.3)
        if head[:2] in (b"\xff\xfe", b"\xfe\xff") and format.reads != "RDF_XML":
            raise ParseError("the file is UTF-16; save it as UTF-8.", source=source, line=1, column=1)
        guard_page(head[start:], source, format.title)
        guard = GUARDS.get(format.reads)
        if guard is not None:
            stream.seek(start)
            guard(stream, source)
        stream.seek(start)
    except OSError as error:
        raise SourceError(source, f"the file cannot be read ({_reason(error)})") from error
    if format.reads == "RDF_XML":
        from kgtools.reading.rdfxml import RdfXmlParser

        def open_xml(stream: IO[bytes]) -> RdfXmlParser:
            return RdfXmlParser(stream, base=base, source=source, rename=rename, places=places)

        return QuadReader(open_xml, source, stream, format)
    if format.reads == "JSON_LD":
        from kgtools.reading.jsonld import JsonLdParser

        def open_json(stream: IO[bytes]) -> JsonLdParser:
            return JsonLdParser(stream, base=base, source=source, rename=rename, places=places)

        return QuadReader(open_json, source, stream, format)
    rdf_format = getattr(pyoxigraph.RdfFormat, format.reads)

    def open_parser(input: IO[bytes]) -> pyoxigraph.QuadParser:
        if input is stream and path is not None and not start:
            # the parser reads a file by itself in less time than it asks Python for the pieces
            return pyoxigraph.parse(path=str(path), format=rdf_format, base_iri=base, rename_blank_nodes=rename)
        return pyoxigraph.parse(input, format=rdf_format, base_iri=base, rename_blank_nodes=rename)

    return QuadReader(open_parser, source, stream, format)


def _as_format(format: str | Format) -> Format:
    return format if isinstance(format, Format) else format_by_name(format)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
