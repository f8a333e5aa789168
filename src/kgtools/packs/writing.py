"""A dataset as a pack: the folder is whole, or it is as it was before."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from kgtools.errors import SourceError
from kgtools.packs.layout import MANIFEST, Manifest, is_pack, part_name
from kgtools.packs.rows import DICTIONARIES, SCHEMA, SortedRows
from kgtools.table import Dataset
from kgtools.table.limits import Check, no_check
from kgtools.writing.scratch import folder_beside

try:
    # without the file systems that `pyarrow.parquet` imports: what it writes with
    from pyarrow._parquet import ParquetWriter
except ImportError:  # where another version keeps it in the public module only
    from pyarrow.parquet import ParquetWriter

__all__ = ["new_pack", "prefixes_of", "write_pack", "write_part"]

#: values that the writer takes at a time
_BATCH_VALUES = 1 << 16


def write_pack(
    dataset: Dataset,
    folder: str | os.PathLike[str],
    *,
    prefixes: Mapping[str, str] | None = None,
    check: Check = no_check,
) -> Manifest:
    """Write the distinct quads of a dataset as a pack; blank nodes keep the labels that they have there.

    A pack in the folder is replaced. Raises :class:`SourceError` where the folder holds something else, or cannot be
    written.

    >>> import tempfile
    >>> from kgtools.table import load_bytes
    >>> dataset = load_bytes(b"<http://e/a> <http://e/p> 1, 2.50 .", format="turtle")
    >>> with tempfile.TemporaryDirectory() as place:
    ...     write_pack(dataset, place + "/pack").triples
    2
    """
    with new_pack(folder) as target:
        rows = SortedRows(dataset.terms, dataset.s, dataset.p, dataset.o, dataset.g, dataset.tags)
        write_part(target / part_name(0), [rows], check)
        manifest = Manifest(
            triples=len(rows),
            size=rows.size,
            parts=(part_name(0),),
            has_graphs=bool(len(rows)) and bool((rows.g >= 0).any()),
            prefixes=prefixes_of(dataset.prefixes) if prefixes is None else dict(prefixes),
        )
        (target / MANIFEST).write_text(manifest.text(), encoding="utf-8")
    return manifest


def prefixes_of(declared: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The prefixes that files declare; one that is declared for two namespaces is left out.

    >>> prefixes_of({"a.ttl": {"e": "http://e/", "f": "http://f/"}, "b.ttl": {"e": "http://other/"}})
    {'f': 'http://f/'}
    """
    namespaces: dict[str, set[str]] = {}
    for prefixes in declared.values():
        for prefix, iri in prefixes.items():
            namespaces.setdefault(prefix, set()).add(iri)
    return {prefix: iris.pop() for prefix, iris in sorted(namespaces.items()) if len(iris) == 1}


def write_part(path: Path, parts: Iterable[SortedRows], check: Check = no_check) -> None:
    """Write one Parquet file, in the compression that every engine reads and that takes least time."""
    writer = ParquetWriter(
        os.fspath(path),
        SCHEMA,
        version="2.6",
        writer_engine_version="V2",
        use_dictionary=DICTIONARIES,
        compression="snappy",
        write_statistics=["s", "p"],
        write_batch_size=_BATCH_VALUES,
    )
    # after an error it is not closed: what it has written is removed
    for rows in parts:
        for table in rows.tables():
            check()
            writer.write_table(table, row_group_size=len(table))
    writer.close()


@contextmanager
def new_pack(folder: str | os.PathLike[str]) -> Iterator[Path]:
    """A new folder, which takes the place of `folder` when the block has ended well; else nothing is left behind."""
    target = Path(folder)
    name = os.fspath(folder)
    if target.exists() and not target.is_dir():
        raise SourceError(name, "this is a file, and a pack is a folder; name a folder")
    if target.exists() and not is_pack(target) and any(target.iterdir()):
        raise SourceError(name, "the folder holds something other than a pack; name a new or an empty folder")
    try:
        with folder_beside(target) as part:
            yield part
            if target.exists():
                # what a rename cannot replace is moved out of the way first
                old = part.with_suffix(".kgtools-old")
                target.rename(old)
                part.rename(target)
                shutil.rmtree(old, ignore_errors=True)
            else:
                part.rename(target)
    except OSError as error:
        raise SourceError(name, f"the pack cannot be written ({(error.strerror or str(error)).lower()})") from error
