"""Packing what does not fit into memory: block by block into buckets of subjects, and each bucket by itself.

All quads of a subject come into one bucket, so that no quad is in the pack twice, whatever block it came from.
"""

from __future__ import annotations

import gc
import io
import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from kgtools.errors import ParseError
from kgtools.packs.buckets import Buckets, pieces_of_lines
from kgtools.packs.layout import MANIFEST, Manifest, part_name
from kgtools.packs.rows import SortedRows
from kgtools.packs.writing import new_pack, prefixes_of, write_part
from kgtools.reading import Source, check_source, guess_format
from kgtools.reading.compression import open_file, unpacked_size
from kgtools.reading.tags import Tags
from kgtools.table import Dataset
from kgtools.table.encoding.encoder import tags_of
from kgtools.table.encoding.streams import load_lines, read_blocks, read_lines, skip_mark
from kgtools.table.kernels.arrow import joined_texts, text_array
from kgtools.table.limits import Check, no_check
from kgtools.writing.columns.strings import buffer_of, take

__all__ = ["pack_in_blocks"]

#: bytes of memory that a byte of N-Quads takes while it is packed, and what the process takes in any case
_MEMORY_PER_BYTE = 3.5
_PROCESS_BYTES = 192 << 20
#: bytes of a bucket at most: smaller ones take less memory and, as what they need stays in the cache, less time
_MAX_BUCKET_BYTES = 256 << 20
#: bytes of a bucket from which on Python looks for the garbage that it has left
_COLLECTED_BUCKET_BYTES = 1 << 20
#: buckets at most: each is a file that is open
_MAX_BUCKETS = 200
#: bytes that are taken for buckets, however low the limit of memory is
_MIN_WORKING_BYTES = 64 << 20
#: language tags of literals at the end of a line, or of a triple term, as they are spelled
_TAG = rb'"@([A-Za-z]+(?:-[A-Za-z0-9]+)*)(?=(?:--[a-z]+)? [.<_)])'


def pack_in_blocks(
    sources: Sequence[Source],
    folder: str | os.PathLike[str],
    *,
    memory: float,
    base: str | None = None,
    check: Check = no_check,
) -> Manifest:
    """Pack files in about so many bytes of memory; N-Triples and N-Quads of any size, other files as far as each fits.

    Blank nodes keep their labels, behind the number of their file where there are several. Raises
    :class:`SourceError`, :class:`ParseError` for lines that only a parser can read, and :class:`LimitError`.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "boats.nt")
    ...     _ = file.write_text("<http://e/a> <http://e/p> <http://e/b> .\\n" * 2)
    ...     pack_in_blocks([file], folder + "/pack", memory=1 << 30).triples
    1
    """
    size = sum(unpacked_size(check_source(source)) for source in sources)
    largest = min(_MAX_BUCKET_BYTES, max(memory - _PROCESS_BYTES, _MIN_WORKING_BYTES) / _MEMORY_PER_BYTE)
    quads = any(guess_format(check_source(source)).name != "nt" for source in sources)
    with new_pack(folder) as target, tempfile.TemporaryDirectory(dir=target, prefix="buckets-") as place:
        files = [Path(place, str(number)) for number in range(int(min(_MAX_BUCKETS, size // largest + 1)))]
        with Buckets(files) as buckets:
            prefixes, tags = _fill(buckets, sources, quads, base, check)
        triples = total = 0
        has_graphs = False
        names: list[str] = []
        for file in files:
            check()
            part = target / part_name(len(names))
            try:
                summary = _write_part(file, part, tags, quads, check)
            except ParseError:
                _find_fault(sources, base, check)
                raise
            if summary.triples:
                names.append(part.name)
            triples, total = triples + summary.triples, total + summary.size
            has_graphs = has_graphs or summary.has_graphs
        if not names:
            names.append(part_name(0))
            write_part(target / names[0], [], check)
        manifest = Manifest(triples=triples, size=total, parts=tuple(names), has_graphs=has_graphs, prefixes=prefixes)
        (target / MANIFEST).write_text(manifest.text(), encoding="utf-8")
    return manifest


class _Part(NamedTuple):
    triples: int
    size: int
    has_graphs: bool


def _write_part(bucket: Path, part: Path, tags: Tags, quads: bool, check: Check) -> _Part:
    """Write the lines of a bucket as a part of the pack; what they take in memory is free again at the end."""
    size = bucket.stat().st_size
    with bucket.open("rb") as stream:
        dataset = load_lines(stream, source=str(bucket), quads=quads, check=check)
    bucket.unlink()
    if not len(dataset):
        return _Part(0, 0, False)
    rows = SortedRows(dataset.terms, dataset.s, dataset.p, dataset.o, dataset.g, tags)
    del dataset
    if size >= _COLLECTED_BUCKET_BYTES:
        # terms and their literals know each other: few objects, which Python would not look at soon, and much memory
        gc.collect()
    write_part(part, [rows], check)
    return _Part(len(rows), rows.size, bool((rows.g >= 0).any()))


def _find_fault(sources: Sequence[Source], base: str | None, check: Check) -> None:
    """Raise the error of the source that has a line which is no statement: in a bucket it has no place."""
    for source in sources:
        for _ in read_blocks(source, base=base, check=check):
            pass


def _fill(
    buckets: Buckets, sources: Sequence[Source], quads: bool, base: str | None, check: Check
) -> tuple[dict[str, str], Tags]:
    """Write the lines of all sources to the buckets; the prefixes that are declared, and how tags are spelled."""
    declared: dict[str, dict[str, str]] = {}
    spellings: set[str] = set()
    for number, source in enumerate(sources):
        label = f"f{number}_" if len(sources) > 1 else ""
        name = guess_format(check_source(source)).name
        if name == ("nq" if quads else "nt"):
            _scatter_lines(buckets, source, quads, label, spellings, check)
            continue
        for dataset in read_blocks(source, label=label, base=base, check=check):
            buckets.add(_lines(dataset), canonical=True)
            declared.update((name, dict(prefixes)) for name, prefixes in dataset.prefixes.items())
            tags = dataset.tags
            spellings.update(filter(None, map(tags.spelled, dataset.terms.literals.language_tags)))
    return prefixes_of(declared), tags_of(spellings)


def _scatter_lines(
    buckets: Buckets, source: Source, quads: bool, label: str, spellings: set[str], check: Check
) -> None:
    """Write the lines of a file to the buckets as they are; where that does not do, parse them."""
    with open_file(check_source(source)) as stream:
        skip_mark(stream)
        for piece in pieces_of_lines(stream):
            check()
            if b'"@' in piece:
                spellings.update(tag.decode() for tag in set(re.findall(_TAG, piece)))
            # blank nodes get another label
            if not (label and b"_:" in piece) and buckets.add(piece):
                continue
            for dataset in read_lines(
                io.BytesIO(piece), source=os.fspath(source), quads=quads, label=label, check=check
            ):
                buckets.add(_lines(dataset), canonical=True)


def _lines(dataset: Dataset) -> memoryview:
    """The quads of a dataset as canonical lines."""
    terms = dataset.terms
    s, p, o = (take(terms.texts, column) for column in (dataset.s, dataset.p, dataset.o))
    end: pa.LargeStringArray | str = " .\n"
    if dataset.g is not None:
        endings = pa.concat_arrays([text_array([" .\n"]), joined_texts(" ", terms.texts, " .\n")])
        end = take(endings, dataset.g + 1)
    return buffer_of(joined_texts(s, " ", p, " ", o, end))
