"""One side of a comparison: a file, a folder, standard input, or either of the first two in a git revision."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

from kgtools.comparing.revisions import read_revision
from kgtools.errors import SourceError, UsageError
from kgtools.model.terms import Quad
from kgtools.reading import Tags, expand_sources, format_by_name, guess_format, parse_bytes
from kgtools.reading.compression import read_file
from kgtools.reading.format import Format

__all__ = ["Side", "read_side", "read_sides"]

_STDIN = "-"


@dataclass(frozen=True)
class Side:
    """The quads of a side under the name that it was given, the prefixes of its files, how they spell language tags."""

    name: str
    quads: tuple[Quad, ...]
    prefixes: dict[str, str] = field(default_factory=dict)
    tags: Tags = field(default_factory=Tags, compare=False)


@dataclass(frozen=True)
class _Texts:
    """The texts of a side by their paths within it, and the file or folder that it is (nothing for standard input)."""

    name: str
    documents: tuple[tuple[str, bytes], ...]
    place: Path | None = None
    is_folder: bool = False


def read_sides(
    left: str, right: str, *, format: str | Format | None = None, folder: Path | None = None
) -> tuple[Side, Side]:
    """Read both sides of a comparison; each is a file or a folder, ``-``, or ``REV:path`` for what was in a revision.

    Relative IRIs are the same on both sides, wherever the files lie: those that the left side has where it lies (what a
    revision holds lies where it would be checked out), those of the right one where the left is standard input.

    As in git, the path in a revision counts from the top of the repository, and from the working directory (`folder`)
    where it begins with ``./``. `format` is needed only if the file names do not show it.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name in ("old.ttl", "new.ttl"):
    ...         _ = Path(folder, name).write_text("<#a> <#b> 01 .")
    ...     old, new = read_sides(f"{folder}/old.ttl", f"{folder}/new.ttl")
    >>> len(old.quads), old.quads == new.quads
    (1, True)

    Raises :class:`SourceError` where there is no such thing, :class:`UsageError` where both are standard input, and
    what :func:`kgtools.reading.parse` raises.
    """
    if left == right == _STDIN:
        raise UsageError("standard input can be read only once; name a file for one of the sides.")
    here = folder or Path.cwd()
    one, other = _find(left, here), _find(right, here)
    home = one if one.place is not None or other.place is None else other
    single = len(one.documents) == len(other.documents) == 1 and not (one.is_folder and other.is_folder)
    return _side(one, home, here, single, format), _side(other, home, here, single, format)


def read_side(name: str, *, format: str | Format | None = None, folder: Path | None = None) -> Side:
    """Read one side as :func:`read_sides` does, with the relative IRIs that it has where it lies.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "a.ttl").write_text("@prefix e: <http://e/> . e:a e:b 01 .")
    ...     side = read_side(f"{folder}/a.ttl")
    >>> len(side.quads), side.prefixes
    (1, {'e': 'http://e/'})

    Raises what :func:`read_sides` raises.
    """
    here = folder or Path.cwd()
    path = _find(name, here)
    return _side(path, path, here, single=False, format=format)


def _side(source: _Texts, home: _Texts, folder: Path, single: bool, format: str | Format | None) -> Side:
    quads: list[Quad] = []
    prefixes: dict[str, str] = {}
    texts: list[tuple[bytes, str]] = []
    several = len(source.documents) > 1
    for path, data in source.documents:
        label = f"{source.name.rstrip('/')}/{path}" if source.is_folder else source.name
        rdf_format = _format(label, format)
        # two files are compared as one document; in folders, a path is a document
        base = _document(home, home.documents[0][0] if single else path, folder).as_uri()
        reader = parse_bytes(data, format=rdf_format, base=base, source=label, rename_blank_nodes=several)
        quads += reader
        prefixes = {**reader.prefixes, **prefixes}
        texts.append((data, rdf_format.name))
    return Side(source.name, tuple(dict.fromkeys(quads)), prefixes, Tags(texts=texts))


def _document(home: _Texts, path: str, folder: Path) -> Path:
    """Where a document lies, in the folder of the side that lies somewhere."""
    if home.place is None:
        return folder.absolute() / path
    return (home.place if home.is_folder else home.place.parent) / path


def _format(path: str, format: str | Format | None) -> Format:
    if format is None:
        return format_by_name("trig") if path == _STDIN else guess_format(path)
    return format if isinstance(format, Format) else format_by_name(format)


def _find(name: str, folder: Path) -> _Texts:
    if name == os.devnull:
        # what git gives for a file that is not there on one side
        return _Texts(name, ())
    if name == _STDIN:
        return _Texts(name, (("stdin", sys.stdin.buffer.read()),))
    path = Path(name)
    # the place of a file as `kgtools.reading.parse` has it
    if os.path.isdir(name):
        files = [Path(file) for file in expand_sources([name])]
        inside = tuple((file.relative_to(path).as_posix(), _read(str(file))) for file in files)
        return _Texts(name, inside, path.absolute(), is_folder=True)
    if os.path.exists(name) or ":" not in name:
        return _Texts(name, ((path.name, _read(name)),), path.absolute())
    revision = read_revision(name, folder)
    return _Texts(name, revision.documents, revision.place, revision.is_folder)


def _read(path: str) -> bytes:
    try:
        return read_file(path)
    except FileNotFoundError as error:
        raise SourceError(path, "there is no such file; a git revision is named as in HEAD~1:data") from error
    except (OSError, ValueError) as error:
        raise SourceError(path, "the file cannot be read") from error
