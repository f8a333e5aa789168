"""What a caller may give as data or shapes: names of files, a dataset, or a graph of rdflib."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, TypeAlias, cast

from kgtools.errors import UsageError
from kgtools.reading import Source, expand_sources, in_format

if TYPE_CHECKING:
    import rdflib

    from kgtools.shacl.options import Options
    from kgtools.table import Dataset

__all__ = ["GraphSource", "RdflibGraph", "files_or_dataset", "in_formats"]


class RdflibGraph(Protocol):
    """An ``rdflib.Graph`` or ``rdflib.Dataset``."""

    def triples(self, triple: object, /) -> Iterator[object]:
        """The triples that match."""


GraphSource: TypeAlias = "Source | Sequence[Source] | Dataset | RdflibGraph"
_SAY = "name a file, or give a dataset (kgtools.table.load_bytes makes one of text) or an rdflib graph"


def files_or_dataset(value: object, role: str) -> list[str] | Dataset:
    """The files that `value` names, each once, or the dataset that it is; `role` is said of it in errors.

    >>> files_or_dataset(["a.ttl", "a.ttl"], "data"), len(files_or_dataset("b.ttl", "shapes"))
    (['a.ttl'], 1)

    Raises :class:`UsageError` for anything else, and for text where a name is wanted.
    """
    if isinstance(value, str | os.PathLike):
        return _files([value], role)
    kind = type(value)
    if kind.__module__.split(".")[0] == "rdflib" or any(k.__module__ == "rdflib.graph" for k in kind.__mro__):
        from kgtools.reading.rdflib_bridge import from_rdflib
        from kgtools.table import load_quads

        # a graph of rdflib, which is not imported to say so
        return load_quads(from_rdflib(cast("rdflib.Graph", value)))
    if kind.__module__.split(".")[0] == "kgtools":
        from kgtools.table import Dataset

        if isinstance(value, Dataset):
            return value
    if isinstance(value, Iterable) and not isinstance(value, bytes | bytearray | memoryview):
        members = list(value)
        if all(isinstance(member, str | os.PathLike) for member in members):
            return _files(members, role)
    raise UsageError(f"the {role} cannot be of the type {kind.__name__}; {_SAY}.")


@contextmanager
def in_formats(data: list[str] | Dataset, shapes: list[str] | Dataset | None, options: Options) -> Iterator[None]:
    """Read the files of data and shapes in the formats that the options give them, if they do, within the block."""
    shapes_files = shapes if isinstance(shapes, list) else []
    data_files = data if isinstance(data, list) else []
    with in_format(data_files, options.data_format), in_format(shapes_files, options.shapes_format):
        yield


def _files(sources: list[Source], role: str) -> list[str]:
    for source in sources:
        name = os.fspath(source)
        if isinstance(name, bytes):
            raise UsageError(f"the name of a file cannot be bytes; {_SAY}.")
        if "\n" in name or name.lstrip().startswith(("@prefix", "@base", "PREFIX ", "<http", "{")):
            raise UsageError(f"the {role} are RDF text and not the name of a file; {_SAY}.")
    # by name: nothing depends on the order in which files are given, such as the order of results at blank nodes
    return sorted(set(expand_sources(sources)))
