"""The door for writing: quads to the bytes of a format, and to a file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from kgtools.errors import UsageError
from kgtools.model.prefixes import WELL_KNOWN, PrefixTable
from kgtools.model.terms import DefaultGraph, Quad, Triple
from kgtools.reading.format import Format
from kgtools.reading.formats import format_by_name, guess_format
from kgtools.reading.tags import Tags
from kgtools.writing.files import write_bytes
from kgtools.writing.writers import WRITERS

__all__ = ["write", "write_file"]


def write(
    quads: Iterable[Quad | Triple],
    *,
    format: str | Format,
    prefixes: Mapping[str, str] | None = None,
    tags: Tags | None = None,
    merge_graphs: bool = False,
) -> bytes:
    """The bytes of `quads` in a format: the same for the same dataset, whatever the order and the blank-node labels.

    `prefixes` are those that may be used, and only those that are used are written (without them:
    :data:`kgtools.model.prefixes.WELL_KNOWN`). A format without datasets cannot hold named graphs: with
    `merge_graphs` it holds the union of all graphs, without it that is a :class:`UsageError`, so that graph names are
    never lost unnoticed. `tags` are the spellings of language tags (without them: as RFC 5646 recommends).

    >>> from kgtools.reading import parse_bytes
    >>> quads = parse_bytes(b"<http://example.org/a> <http://example.org/b> 01 .", format="turtle")
    >>> print(write(quads, format="turtle", prefixes={"ex": "http://example.org/"}).decode(), end="")
    @prefix ex: <http://example.org/> .
    <BLANKLINE>
    ex:a
        ex:b 01 ;
    .

    Raises :class:`UnknownNameError` for a format that is not known, :class:`UsageError` for what cannot be written.
    """
    syntax = format if isinstance(format, Format) else format_by_name(format)
    writer = WRITERS.get(syntax.name)
    if writer is None:
        raise UsageError(f"{syntax.title} can only be read, not written; choose another format.")
    table = WELL_KNOWN if prefixes is None else prefixes if isinstance(prefixes, PrefixTable) else PrefixTable(prefixes)
    with_graphs = [
        quad if isinstance(quad, Quad) else Quad(quad.subject, quad.predicate, quad.object) for quad in quads
    ]
    if not syntax.supports_datasets and not merge_graphs:
        _refuse_named_graphs(with_graphs, syntax)
    return writer(with_graphs, prefixes=table, tags=tags)


def _refuse_named_graphs(quads: list[Quad], format: Format) -> None:
    default = DefaultGraph()
    for quad in quads:
        graph = quad.graph_name
        if graph != default:
            raise UsageError(
                f"{format.title} holds one graph, and the data have named graphs such as {graph}; write TriG or "
                "N-Quads, or ask for the graphs to be merged."
            )


def write_file(
    path: str | os.PathLike[str],
    quads: Iterable[Quad | Triple],
    *,
    format: str | Format | None = None,
    prefixes: Mapping[str, str] | None = None,
    tags: Tags | None = None,
    merge_graphs: bool = False,
) -> None:
    """Write `quads` to a file, in the format that its name tells unless `format` is given; see :func:`write`.

    The file is whole or it is as it was before: the text is written beside it and then takes its place, with its mode.

    >>> import tempfile
    >>> from pathlib import Path
    >>> from kgtools.reading import parse_bytes
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     quads = parse_bytes(b"<http://e/a> <http://e/b> 01 .", format="turtle")
    ...     write_file(Path(folder, "a.nt"), quads)
    ...     print(Path(folder, "a.nt").read_text(), end="")
    <http://e/a> <http://e/b> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .

    Raises :class:`SourceError` where the file cannot be written, and what :func:`write` raises.
    """
    syntax = format if format is not None else guess_format(os.fspath(path), writable=True)
    write_bytes(path, write(quads, format=syntax, prefixes=prefixes, tags=tags, merge_graphs=merge_graphs))
