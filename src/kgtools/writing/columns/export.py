"""Files to a file in another format, through columns where the format allows it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import BinaryIO

from kgtools.reading import guess_format
from kgtools.reading.format import Format
from kgtools.reading.parse import Source
from kgtools.table import load
from kgtools.table.encoding.encode import Progress
from kgtools.writing import replaced
from kgtools.writing.columns.writer import write_dataset_to

__all__ = ["export_file", "export_sources"]


def export_sources(
    stream: BinaryIO,
    sources: Sequence[Source],
    *,
    format: str | Format = "turtle",
    prefixes: Mapping[str, str] | None = None,
    base: str | None = None,
    merge_graphs: bool = False,
    progress: Progress | None = None,
) -> None:
    """Write the RDF of some files as Turtle, TriG, N-Triples or N-Quads, every lexical form as it is there.

    Blank nodes of different files are kept apart. `progress` is called with a phase and how far it is (0 to 1, or None
    where that is not known).

    >>> import io, tempfile
    >>> from pathlib import Path
    >>> stream = io.BytesIO()
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "a.ttl").write_text("<http://e/a> <http://e/b> 01, 2 .")
    ...     export_sources(stream, [Path(folder, "a.ttl")], format="turtle", prefixes={"e": "http://e/"})
    >>> print(stream.getvalue().decode(), end="")
    @prefix e: <http://e/> .
    <BLANKLINE>
    e:a
        e:b
            01 ,
            2 ;
    .

    Raises what :func:`kgtools.table.load` and :func:`kgtools.writing.columns.write_dataset` raise.
    """
    dataset = load(sources, base=base, progress=progress)
    if progress is not None:
        progress("writing", None)
    write_dataset_to(stream, dataset, format=format, prefixes=prefixes, merge_graphs=merge_graphs)


def export_file(
    path: str | os.PathLike[str],
    sources: Sequence[Source],
    *,
    format: str | Format | None = None,
    prefixes: Mapping[str, str] | None = None,
    base: str | None = None,
    merge_graphs: bool = False,
    progress: Progress | None = None,
) -> None:
    """Write the RDF of some files to a file, in the format that its name tells unless `format` is given.

    The file is whole or it is as it was before. See :func:`export_sources`.

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "a.ttl").write_text("<http://e/a> <http://e/b> 01 .")
    ...     export_file(Path(folder, "a.nt"), [Path(folder, "a.ttl")])
    ...     print(Path(folder, "a.nt").read_text(), end="")
    <http://e/a> <http://e/b> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .

    Raises :class:`SourceError` where the file cannot be written, and what :func:`export_sources` raises.
    """
    output_format = guess_format(os.fspath(path), writable=True) if format is None else format
    with replaced(path) as stream:
        export_sources(
            stream,
            sources,
            format=output_format,
            prefixes=prefixes,
            base=base,
            merge_graphs=merge_graphs,
            progress=progress,
        )
