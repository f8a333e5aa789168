"""Packing what does not fit into memory: block by block into buckets of subjects, and each bucket by itself.

All quads of a subject come into one bucket, so that no quad is in the pack twice, whatever block it came from.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
import pyarrow as pa

from kgtools.packs.layout import MANIFEST, Manifest, part_name
from kgtools.packs.rows import SortedRows
from kgtools.packs.writing import new_pack, prefixes_of, write_part
from kgtools.reading import Source, check_source
from kgtools.reading.tags import Tags
from kgtools.table import Dataset
from kgtools.table.encoding.encoder import tags_of
from kgtools.table.encoding.streams import load_lines, read_blocks
from kgtools.table.kernels.arrow import joined_texts, text_array
from kgtools.table.limits import Check, no_check
from kgtools.writing.columns.strings import bounds, buffer_of, take

__all__ = ["pack_in_blocks"]

#: bytes of memory that a byte of N-Quads takes while it is packed
_MEMORY = 3.5
#: buckets at most: each is a file that is open
_MOST = 200
_LEAST = 64 << 20


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
    """
    size = sum(check_source(source).stat().st_size for source in sources)
    buckets = int(min(_MOST, max(1, size * _MEMORY // max(memory, _LEAST) + 1)))
    with new_pack(folder) as target, tempfile.TemporaryDirectory(dir=target, prefix="buckets-") as place:
        files = [Path(place, f"{number}.nq") for number in range(buckets)]
        prefixes, tags = _fill(files, sources, base, check)
        triples = total = 0
        has_graphs = False
        names: list[str] = []
        for file in files:
            check()
            part = target / part_name(len(names))
            found = _written(file, part, tags, check)
            if found.triples:
                names.append(part.name)
            triples, total, has_graphs = triples + found.triples, total + found.size, has_graphs or found.has_graphs
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


def _written(bucket: Path, part: Path, tags: Tags, check: Check) -> _Part:
    """Write the lines of a bucket as a part of the pack; what they take in memory is free again at the end."""
    with bucket.open("rb") as stream:
        dataset = load_lines(stream, source=str(bucket), check=check)
    bucket.unlink()
    if not len(dataset):
        return _Part(0, 0, False)
    rows = SortedRows(dataset.terms, dataset.s, dataset.p, dataset.o, dataset.g, tags)
    del dataset
    write_part(part, [rows], check)
    return _Part(len(rows), rows.size, bool((rows.g >= 0).any()))


def _fill(
    files: Sequence[Path], sources: Sequence[Source], base: str | None, check: Check
) -> tuple[dict[str, str], Tags]:
    """Write the lines of all sources to the buckets; the prefixes that are declared, and how tags are spelled."""
    declared: dict[str, dict[str, str]] = {}
    spellings: set[str] = set()
    with ExitStack() as stack:
        streams = [stack.enter_context(file.open("wb")) for file in files]
        for number, source in enumerate(sources):
            label = f"f{number}_" if len(sources) > 1 else ""
            for dataset in read_blocks(source, label=label, base=base, check=check):
                _scatter(dataset, streams)
                declared.update((name, dict(prefixes)) for name, prefixes in dataset.prefixes.items())
                tags = dataset.tags
                spellings.update(filter(None, map(tags.spelled, dataset.terms.literals.language_tags)))
    return prefixes_of(declared), tags_of(spellings)


def _scatter(dataset: Dataset, streams: Sequence[BinaryIO]) -> None:
    """Append the lines of a dataset to the bucket of their subjects."""
    if not len(dataset):
        return
    terms = dataset.terms
    # a signature depends on the text alone
    bucket = (terms.signatures % np.uint32(len(streams)))[dataset.s]
    order = np.argsort(bucket, kind="stable")
    ends = np.cumsum(np.bincount(bucket, minlength=len(streams)))
    s, p, o = (take(terms.texts, column[order]) for column in (dataset.s, dataset.p, dataset.o))
    end: pa.LargeStringArray | str = " .\n"
    if dataset.g is not None:
        endings = pa.concat_arrays([text_array([" .\n"]), joined_texts(" ", terms.texts, " .\n")])
        end = take(endings, dataset.g[order] + 1)
    lines = joined_texts(s, " ", p, " ", o, end)
    places = bounds(lines)[0][np.concatenate([[0], ends])].tolist()
    data = buffer_of(lines)
    first = places[0]
    for stream, begin, stop in zip(streams, places[:-1], places[1:], strict=True):
        stream.write(data[begin - first : stop - first])
