"""Files to a :class:`Dataset`: N-Triples and N-Quads by their bytes, every other syntax by the parser.

The parser's quads go through a temporary file of canonical N-Quads into the same reader: one way to make numbers.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence

import pyoxigraph

from kgtools.errors import KgtoolsError, ParseError
from kgtools.model.terms import Quad, Term
from kgtools.reading import (
    Format,
    QuadReader,
    Source,
    Tags,
    check_source,
    format_by_name,
    guess_format,
    parse,
    parse_bytes,
)
from kgtools.reading.compression import open_file
from kgtools.table.dataset import Dataset
from kgtools.table.encoding.encoder import Encoder
from kgtools.table.encoding.scratch import Scratch
from kgtools.table.encoding.tokens import NotPlainError
from kgtools.table.kernels.text import term_text
from kgtools.table.limits import Check, check_memory, no_check

__all__ = ["Progress", "load", "load_bytes", "load_quads"]

#: what is told while it works: a phase, and how far it is (0 to 1) where that is known
Progress = Callable[[str, float | None], None]
_BOM = b"\xef\xbb\xbf"


def load(
    sources: Sequence[Source],
    *,
    seeds: Iterable[Term] = (),
    base: str | None = None,
    format: str | Format | None = None,
    progress: Progress | None = None,
    check: Check = no_check,
    label: str = "",
) -> Dataset:
    """The quads of all `sources` (files), blank nodes of different files kept apart.

    `format` is that of all sources, where their names do not tell. `seeds` are terms that shall have a number whether
    they occur or not: what is asked for later is then found without a search. `label` stands before the labels of the
    blank nodes of a single file. `check` is called for each block of lines, and what it raises ends the reading.

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name, text in (("a.nt", b'_:x <http://e/p> "01" .'), ("b.ttl", b"_:x <http://e/p> 1 .")):
    ...         _ = Path(folder, name).write_bytes(text)
    ...     dataset = load([Path(folder, "a.nt"), Path(folder, "b.ttl")])
    >>> len(dataset), dataset.terms.terms(dataset.s)
    (2, [<BlankNode value=f0_x>, <BlankNode value=f1_x>])

    Raises :class:`ParseError`, :class:`SourceError`, and :class:`LimitError` where memory would not suffice.
    """
    check_memory(sources)
    encoder = Encoder(tuple(dict.fromkeys(term_text(term) for term in seeds)), tags=Tags(sources), check=check)
    for number, source in enumerate(sources):
        if progress is not None:
            progress(f"reading {os.fspath(source)}", number / len(sources))
        before = f"f{number}_" if len(sources) > 1 else label
        _load_source(encoder, source, base, before, format)
        encoder.end(os.fspath(source))
    return encoder.finish()


def load_bytes(data: bytes, *, format: str, base: str | None = None, source: str = "") -> Dataset:
    """The quads of some text.

    >>> len(load_bytes(b"<http://e/a> <http://e/p> '1' .", format="turtle"))
    1
    """
    encoder = Encoder((), tags=Tags(texts=[(data, format_by_name(format).name)]))
    _load_parsed(encoder, parse_bytes(data, format=format, base=base, source=source), "", quads=True)
    return encoder.finish()


def load_quads(quads: Iterable[Quad], *, seeds: Iterable[Term] = ()) -> Dataset:
    """Quads that are objects already, as a dataset; labels of blank nodes stay.

    `seeds` are terms that shall have a number whether they occur or not.

    >>> from kgtools.model.terms import Literal, NamedNode
    >>> dataset = load_quads([Quad(NamedNode("http://e/a"), NamedNode("http://e/p"), Literal("01"))])
    >>> len(dataset), str(dataset.terms.term(int(dataset.o[0])))
    (1, '"01"')
    """
    encoder = Encoder(tuple(dict.fromkeys(term_text(term) for term in seeds)))
    with Scratch() as scratch:
        pyoxigraph.serialize(quads, scratch, format=pyoxigraph.RdfFormat.N_QUADS)  # type: ignore[arg-type]  # streams
        encoder.read(scratch.to_read(), quads=True, label="", parsed=False)
    return encoder.finish()


def _load_source(encoder: Encoder, source: Source, base: str | None, label: str, format: str | Format | None) -> None:
    source_format = format if isinstance(format, Format) else None if format is None else format_by_name(format)
    if os.fspath(source) != "-":
        path = check_source(source)
        source_format = source_format or guess_format(path)
        if source_format.name in ("nt", "nq") and path.is_file():
            try:
                with open_file(path) as stream:
                    if stream.read(3) != _BOM:
                        stream.seek(0)
                    encoder.read(stream, quads=source_format.name == "nq", label=label, parsed=False)
                if not encoder.upper:
                    encoder.lower.append(os.fspath(source))
                return
            except NotPlainError:
                pass
            except OSError as error:
                raise ParseError("the file cannot be read.", source=os.fspath(source)) from error
    named = source_format is None or source_format.supports_datasets
    _load_parsed(encoder, parse(source, format=source_format, base=base), label, quads=named)


def _load_parsed(encoder: Encoder, reader: QuadReader, label: str, *, quads: bool) -> None:
    with Scratch(encoder.check) as scratch:
        lines = pyoxigraph.RdfFormat.N_QUADS if quads else pyoxigraph.RdfFormat.N_TRIPLES
        try:
            # not the reader itself: no Python call a quad
            with scratch.buffered() as stream:
                pyoxigraph.serialize(reader.unguarded(), stream, format=lines)
        except (ParseError, SyntaxError, MemoryError, OSError, ValueError) as error:
            reader.fail(error)
        if reader.prefixes:
            encoder.prefixes[reader.source] = reader.prefixes
        try:
            encoder.read(scratch.to_read(), quads=quads, label=label, parsed=True)
        except NotPlainError as error:  # the serializer's lines are plain by construction, but for their depth
            if isinstance(error.__cause__, ParseError):
                raise ParseError(error.__cause__.reason, source=reader.source) from error
            raise KgtoolsError("the parser's own lines could not be read back; please report this.") from error
