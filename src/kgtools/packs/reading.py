"""A pack, read back: its rows as lines of N-Quads, which are checked as those of any file."""

from __future__ import annotations

import io
import os
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from kgtools.errors import SourceError
from kgtools.packs.layout import Stamp, read_manifest
from kgtools.table import Dataset
from kgtools.table.encoding.streams import load_lines
from kgtools.table.kernels.arrow import call, functions, joined_texts, keep, replaced, text_array, text_scalar, truths
from kgtools.table.limits import Check, check_size, no_check
from kgtools.writing.columns.strings import bounds, buffer_of, cut, last_of

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["LineStream", "lines_of", "load_pack", "pack_lines", "with_tags"]

#: rows that are read at a time
_BATCH_ROWS = 1 << 17
#: the columns that make a line
_LINE_COLUMNS = ("s", "p", "o", "graph", "lang")
#: bytes of memory that a byte of lines takes while it is read
_MEMORY_PER_BYTE = 1.6


def load_pack(
    folder: str | os.PathLike[str], *, predicates: Collection[str] | None = None, check: Check = no_check
) -> Dataset:
    """The dataset that a pack holds, or its triples with one of the `predicates` (IRIs).

    Raises :class:`SourceError` where it is not a pack or is damaged, :class:`ParseError` for a term that is not valid,
    and :class:`LimitError` where memory does not suffice.

    >>> import tempfile
    >>> from kgtools.packs.writing import write_pack
    >>> from kgtools.table import load_bytes
    >>> dataset = load_bytes(b"<http://e/a> <http://e/p> 1, 2.50 ; <http://e/q> 3 .", format="turtle")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = write_pack(dataset, folder + "/pack")
    ...     len(load_pack(folder + "/pack", predicates=["http://e/p"]))
    2
    """
    manifest = read_manifest(folder)
    if predicates is None:
        check_size(
            manifest.size * _MEMORY_PER_BYTE,
            "the triples of the pack",
            "validate them where they are (--sql duckdb:DIR) or use a machine with more memory",
        )
    stamp = Stamp(folder, manifest)
    stream = LineStream(pack_lines(folder, predicates=predicates))
    # a reader of lines asks a stream for nothing but `read`
    try:
        dataset = load_lines(cast("BinaryIO", stream), source=os.fspath(folder), check=check)
    finally:
        stamp.require_same()
    dataset.prefixes[os.fspath(folder)] = manifest.prefixes  # type: ignore[index]  # a dict of its own, made just now
    return dataset


def pack_lines(folder: str | os.PathLike[str], *, predicates: Collection[str] | None = None) -> Iterator[memoryview]:
    """The rows of a pack as N-Quads, in batches; with `predicates` (IRIs) those that have one of them."""
    predicate_terms = None if predicates is None else text_array([f"<{iri}>" for iri in sorted(predicates)])
    for part in read_manifest(folder).parts:
        for batch in _batches(Path(folder, part), predicates):
            if predicate_terms is not None:
                matches = truths(call("is_in", batch[1], options=functions.SetLookupOptions(predicate_terms)))
                batch = [keep(column, matches) for column in batch]
            yield lines_of(batch)


def _batches(path: Path, predicates: Collection[str] | None) -> Iterator[list[pa.LargeStringArray]]:
    """The columns that make a line, some rows at a time."""
    try:
        with pq.ParquetFile(path) as file:
            missing = set(_LINE_COLUMNS) - set(file.schema_arrow.names)
            if missing:
                raise SourceError(str(path), f"the column {min(missing)} is missing; pack again")
            groups = [group for group in range(file.num_row_groups) if _may_have(file, group, predicates)]
            for batch in file.iter_batches(_BATCH_ROWS, groups, columns=list(_LINE_COLUMNS)):
                yield [batch.column(name).cast(pa.string()).cast(pa.large_string()) for name in _LINE_COLUMNS]
    except (pa.ArrowException, OSError) as error:
        raise SourceError(str(path), "the file is damaged or not Parquet; pack again") from error


def _may_have(file: pq.ParquetFile, group: int, predicates: Collection[str] | None) -> bool:
    """Whether a row group may have one of the predicates, by what the file says of its least and its last one."""
    if predicates is None:
        return True
    statistics = file.metadata.row_group(group).column(file.schema_arrow.names.index("p")).statistics
    if statistics is None or not statistics.has_min_max:
        return True
    return any(statistics.min <= f"<{iri}>" <= statistics.max for iri in predicates)


def lines_of(columns: Sequence[pa.LargeStringArray]) -> memoryview:
    """Rows as N-Quads, from the columns ``s``, ``p``, ``o``, ``graph`` and ``lang`` of a pack.

    >>> columns = [["<http://e/a>"], ["<http://e/p>"], ['"x"@en-gb'], [None], ["en-GB"]]
    >>> bytes(lines_of([text_array(column) for column in columns]))
    b'<http://e/a> <http://e/p> "x"@en-GB .\\n'
    """
    s, p, o, graph, lang = columns
    o = with_tags(o, lang)
    end = joined_texts(" ", graph, " .\n")
    if end.null_count:
        end = call("coalesce", end, text_scalar(" .\n"))
    return buffer_of(joined_texts(s, " ", p, " ", o, end))


def with_tags(objects: pa.LargeStringArray, tags: pa.LargeStringArray) -> pa.LargeStringArray:
    """The objects with their language tags as they are written.

    >>> with_tags(text_array(['"x"@en-gb', '"y"']), text_array(["en-GB", None])).to_pylist()
    ['"x"@en-GB', '"y"']
    """
    lower = call("utf8_lower", tags)
    respelled = truths(call("coalesce", call("not_equal", tags, lower), pa.scalar(False)))
    if not respelled.any():
        return objects
    texts, tags_as_written = keep(objects, respelled), keep(tags, respelled)
    # without a sign it would come before the text
    bodies, suffixes = cut(texts, np.maximum(last_of(texts, b"@"), bounds(texts)[0][:-1]))
    same = truths(call("equal", suffixes, joined_texts("@", keep(lower, respelled))))
    rows = np.flatnonzero(respelled)[same]
    respelled[:] = False
    respelled[rows] = True
    if not same.any():
        return objects
    return replaced(objects, respelled, joined_texts(keep(bodies, same), "@", keep(tags_as_written, same)))


class LineStream(io.RawIOBase):
    """Pieces of bytes as one stream.

    >>> io.BufferedReader(LineStream(iter([memoryview(b"a\\n"), memoryview(b"b\\n")]))).readlines()
    [b'a\\n', b'b\\n']
    """

    def __init__(self, pieces: Iterator[memoryview]) -> None:
        self._pieces = pieces
        self._piece = memoryview(b"")

    def readable(self) -> bool:
        """It can be read, once."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill a buffer as far as the next piece goes."""
        while not len(self._piece):
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._piece = piece.cast("B")
        view = memoryview(buffer).cast("B")
        count = min(len(view), len(self._piece))
        view[:count] = self._piece[:count]
        self._piece = self._piece[count:]
        return count
