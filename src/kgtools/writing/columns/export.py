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

    Blank nodes of different files are kept apart. `progress` is called with a phase and how far it is. Raises what
    :func:`kgtools.table.load` and :func:`kgtools.writing.columns.write_dataset` raise.
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
