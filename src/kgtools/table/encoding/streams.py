"""Lines that are no file of their own, and large files of lines a block at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from kgtools.errors import ParseError
from kgtools.reading import Source, check_source, guess_format
from kgtools.reading.compression import open_file
from kgtools.table.dataset import Dataset
from kgtools.table.encoding.encode import load
from kgtools.table.encoding.encoder import Encoder, blocks, relabel, tags_of
from kgtools.table.encoding.tokens import NotPlainError
from kgtools.table.limits import Check, no_check

__all__ = ["load_lines", "read_blocks", "read_lines", "skip_mark"]

_BOM = b"\xef\xbb\xbf"


def load_lines(stream: BinaryIO, *, source: str, quads: bool = True, check: Check = no_check) -> Dataset:
    """The quads of a stream of N-Quads whose blank nodes keep their labels; language tags as they are spelled there.

    Without `quads` the lines are N-Triples. Raises :class:`ParseError` where a line is none.

    >>> import io
    >>> len(load_lines(io.BytesIO(b'<http://e/a> <http://e/p> "1" .\\n'), source="lines"))
    1
    """
    encoder = Encoder((), check=check)
    try:
        encoder.read(stream, quads=quads, label="", parsed=False)
    except NotPlainError as error:
        raise ParseError(f"a line is not plain N-Quads ({error}).", source=source) from error
    if encoder.upper:
        encoder.tags = tags_of(encoder.upper)
    encoder.end(source)
    dataset = encoder.finish()
    # the rows have no places in a file
    return replace(dataset, sources=(), ends=())


def read_blocks(
    source: Source, *, label: str = "", base: str | None = None, check: Check = no_check
) -> Iterator[Dataset]:
    """The quads of a file some megabytes at a time, each time with a dictionary of its own, where its lines are plain
    N-Triples or N-Quads; the quads of any other file all at once.

    `label` stands before the labels of blank nodes. Raises what :func:`load` raises.
    """
    path = check_source(source)
    format = guess_format(path)
    if format.name not in ("nt", "nq"):
        yield load([source], base=base, label=label, check=check)
        return
    with open_file(path) as stream:
        skip_mark(stream)
        yield from read_lines(stream, source=os.fspath(source), quads=format.name == "nq", label=label, check=check)


def read_lines(
    stream: BinaryIO, *, source: str, quads: bool, label: str = "", check: Check = no_check
) -> Iterator[Dataset]:
    """The same for the lines of a stream, N-Triples or N-Quads; `source` is what errors name."""
    try:
        for block in blocks(stream, (), quads):
            check()
            encoder = Encoder((), check=check)
            encoder.add(block, 0, False)
            if label:
                encoder.chunks = relabel(encoder.chunks, label, False, 0)
            if encoder.upper:
                encoder.tags = tags_of(encoder.upper)
            yield encoder.finish()
    except NotPlainError as error:
        title = "N-Quads" if quads else "N-Triples"
        raise ParseError(
            f"the file cannot be read in blocks, as a line of it is not plain {title} ({error}); rewrite it "
            "with `kgtools export` on a machine with enough memory.",
            source=source,
        ) from error


def skip_mark(stream: BinaryIO) -> None:
    """Read on behind the byte order mark, where a stream begins with one."""
    if stream.read(len(_BOM)) != _BOM:
        stream.seek(0)
