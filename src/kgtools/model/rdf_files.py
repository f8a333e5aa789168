"""Which files hold RDF, by their names: the extensions of each format, compressed files, the files of a folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import TypeVar

__all__ = ["EXTENSIONS", "holds_rdf", "is_compressed", "name_inside", "rdf_files", "without_copies"]

AnyPath = TypeVar("AnyPath", bound=PurePath)

#: the extensions of each format, the one that is written first
EXTENSIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "turtle": ("ttl", "turtle"),
        "trig": ("trig",),
        "nt": ("nt",),
        "nq": ("nq", "nquads"),
        "jsonld": ("jsonld",),
        "rdfxml": ("rdf", "owl", "xml"),
    }
)
#: a file with one of these is read where it is named, but in a folder it mostly holds something else
_OF_ANYTHING = frozenset({"xml"})
_IN_FOLDERS = frozenset(extension for row in EXTENSIONS.values() for extension in row) - _OF_ANYTHING
_COMPRESSED = ".gz"


def is_compressed(path: str | os.PathLike[str]) -> bool:
    """Whether the name of a file says that it is compressed.

    >>> is_compressed("data/boats.ttl.gz"), is_compressed("data/boats.ttl")
    (True, False)
    """
    return PurePath(path).suffix.casefold() == _COMPRESSED


def name_inside(path: str | os.PathLike[str]) -> PurePath:
    """The name of what a file holds: of a compressed file, its name without the ending.

    >>> str(name_inside("boats.ttl.gz")), str(name_inside("boats.ttl"))
    ('boats.ttl', 'boats.ttl')
    """
    return PurePath(path).with_suffix("") if is_compressed(path) else PurePath(path)


def holds_rdf(path: str | os.PathLike[str]) -> bool:
    """Whether a file in a folder is taken for RDF.

    >>> [name for name in ("boats.TTL", "boats.nt.gz", "boats.xml", "boats.csv") if holds_rdf(name)]
    ['boats.TTL', 'boats.nt.gz']
    """
    return name_inside(path).suffix.lstrip(".").casefold() in _IN_FOLDERS


def without_copies(paths: Iterable[AnyPath]) -> list[AnyPath]:
    """These files, except for compressed copies of others among them.

    >>> [path.name for path in without_copies([Path("a.ttl"), Path("a.ttl.gz"), Path("b.nt.gz")])]
    ['a.ttl', 'b.nt.gz']
    """
    files = list(paths)
    unpacked = {str(path) for path in files if not is_compressed(path)}
    return [path for path in files if not is_compressed(path) or str(name_inside(path)) not in unpacked]


def rdf_files(folder: Path) -> list[Path]:
    """The RDF files in a folder and below it, by name, without compressed copies.

    What a folder hides (names that begin with a dot, such as ``.git``) is not looked at.
    """
    paths = []
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        visible = (Path(parent, name) for name in names if not name.startswith(".") and holds_rdf(name))
        paths += [path for path in visible if path.is_file()]
    return sorted(without_copies(paths))
