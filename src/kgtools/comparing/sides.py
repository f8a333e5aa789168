"""One side of a comparison: a file, a folder, standard input, or either of the first two in a git revision."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from kgtools.errors import SourceError, UsageError
from kgtools.formats import Tags, expand_sources, format_by_name, guess_format, parse_bytes
from kgtools.formats.format import Format
from kgtools.model.terms import Quad

__all__ = ["BASE", "Side", "read_side"]

#: relative IRIs are the same on both sides, wherever the files lie
BASE = "file:///"


@dataclass(frozen=True)
class Side:
    """The quads of a side under the name that it was given, the prefixes of its files, how they spell language tags."""

    name: str
    quads: tuple[Quad, ...]
    prefixes: dict[str, str] = field(default_factory=dict)
    tags: Tags = field(default_factory=Tags, compare=False)


def read_side(name: str, *, format: str | Format | None = None, folder: Path | None = None) -> Side:
    """Read a side: a file or a folder, ``-``, or ``REV:path`` for what it was in a git revision.

    As in git, the path in a revision counts from the top of the repository, and from the working directory (`folder`)
    where it begins with ``./``. `format` is needed only where a name does not tell it.

    Raises :class:`SourceError` where there is no such thing, and what :func:`kgtools.formats.parse` raises.
    """
    documents = list(_documents(name, folder))
    quads: list[Quad] = []
    prefixes: dict[str, str] = {}
    texts: list[tuple[bytes, str]] = []
    for path, data in documents:
        chosen = (
            guess_format(path) if format is None else format if isinstance(format, Format) else format_by_name(format)
        )
        # a side that is one file has one base, whatever its name
        base = BASE + (quote(path) if len(documents) > 1 else "document")
        shown = name if len(documents) == 1 else f"{name.rstrip('/')}/{path}"
        reader = parse_bytes(data, format=chosen, base=base, source=shown, rename_blank_nodes=len(documents) > 1)
        quads += reader
        prefixes |= reader.prefixes
        texts.append((data, chosen.name))
    return Side(name, tuple(dict.fromkeys(quads)), prefixes, Tags(texts=texts))


def _documents(name: str, folder: Path | None) -> Iterator[tuple[str, bytes]]:
    """The files of a side: each one's path within the side, and what it holds."""
    if name == os.devnull:
        # what git gives for a file that is not there on one side
        return
    if name == "-":
        yield "stdin.trig", sys.stdin.buffer.read()
    elif os.path.isdir(name):
        for file in expand_sources([name]):
            yield Path(file).relative_to(name).as_posix(), _read(file)
    elif os.path.exists(name) or ":" not in name:
        yield Path(name).name, _read(name)
    else:
        yield from _revision(name, folder or Path.cwd())


def _read(path: str) -> bytes:
    (found,) = expand_sources([path]) if os.path.exists(path) else (path,)
    try:
        return Path(found).read_bytes()
    except FileNotFoundError as error:
        raise SourceError(path, "there is no such file") from error
    except (OSError, ValueError) as error:
        raise SourceError(path, "the file cannot be read") from error


def _revision(name: str, folder: Path) -> Iterator[tuple[str, bytes]]:
    revision, _, path = name.partition(":")
    if not revision or revision.startswith("-"):
        raise SourceError(name, "there is no such file; a revision is named as in HEAD~1:data/x.ttl")
    kind = _git(folder, name, "cat-file", "-t", f"{revision}:{path}").strip()
    if kind == b"blob":
        yield PurePosixPath(path).name, _git(folder, name, "cat-file", "blob", f"{revision}:{path}")
        return
    if kind != b"tree":
        raise UsageError(
            f"{name}: this is a {kind.decode('utf-8', 'replace')}; name a file or a folder behind the colon."
        )
    files = _git(folder, name, "ls-tree", "-r", "-z", "--name-only", f"{revision}:{path}").decode().split("\0")
    known = {e for f in ("turtle", "trig", "nt", "nq", "jsonld", "rdfxml") for e in format_by_name(f).extensions}
    rdf = [file for file in files if PurePosixPath(file).suffix.lstrip(".").casefold() in known - {"xml"}]
    if not rdf:
        raise SourceError(name, "the folder holds no RDF file")
    for file in rdf:
        inside = f"{path.rstrip('/')}/{file}" if path else file
        yield file, _git(folder, name, "cat-file", "blob", f"{revision}:{inside}")


def _git(folder: Path, name: str, *arguments: str) -> bytes:
    try:
        ran = subprocess.run(
            ["git", "-C", str(folder), *arguments],
            capture_output=True,
            check=False,
            env={**os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"},
        )
    except (OSError, ValueError) as error:
        raise SourceError(name, "there is no such file, and git cannot be run to look for a revision") from error
    if ran.returncode:
        why = ran.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = why[-1].removeprefix("fatal: ") if why else "git says no"
        raise SourceError(name, f"there is no such file, and git finds none either ({reason})")
    return ran.stdout
