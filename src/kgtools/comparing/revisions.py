"""What a file or a folder was in a git revision."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kgtools.errors import SourceError, UsageError
from kgtools.model.rdf_files import holds_rdf, without_copies
from kgtools.reading.compression import unpacked

__all__ = ["Revision", "read_revision"]

#: the mode of a symbolic link in a tree: what it holds is a path, not a text
_LINK = b"120000"


@dataclass(frozen=True)
class Revision:
    """A file or a folder in a revision: its documents by their paths within it, and where it lies in the work tree."""

    documents: tuple[tuple[str, bytes], ...]
    place: Path
    is_folder: bool


def read_revision(name: str, folder: Path) -> Revision:
    """What ``REV:path`` names. As in git, the path counts from the top, and from `folder` where it begins with a dot.

    Raises :class:`SourceError` where there is no such thing, or no RDF in it.
    """
    revision, _, path = name.partition(":")
    if not revision or revision.startswith("-"):
        raise SourceError(name, "there is no such file; a revision is named as in HEAD~1:data/x.ttl")
    kind = _git(folder, name, "cat-file", "-t", name).decode("utf-8", "replace").strip()
    place = _place(folder, path)
    if kind == "blob":
        data = unpacked(place.name, _git(folder, name, "cat-file", "blob", name))
        return Revision(((place.name, data),), place, is_folder=False)
    if kind != "tree":
        raise UsageError(f"{name}: this is a {kind}; name a file or a folder after the colon.")
    # without --full-tree git lists only what lies below the working directory
    listing = _git(folder, name, "ls-tree", "-r", "-z", "--full-tree", name).split(b"\0")
    entries = {}
    for entry in filter(None, listing):
        about, _, raw = entry.partition(b"\t")
        path_inside = PurePosixPath(os.fsdecode(raw))
        if holds_rdf(path_inside):
            entries[path_inside] = about.split()
    documents = []
    for path_inside in without_copies(entries):
        mode, _, blob = entries[path_inside]
        inside = str(path_inside)
        blob_name = blob.decode()
        text = _linked(folder, name, inside) if mode == _LINK else _git(folder, name, "cat-file", "blob", blob_name)
        if text is not None:
            documents.append((inside, unpacked(inside, text)))
    if not documents:
        raise SourceError(name, "the folder holds no RDF file")
    return Revision(tuple(documents), place, is_folder=True)


def _linked(folder: Path, name: str, path: str) -> bytes | None:
    """The text that a link in a folder of a revision leads to; None where it leads out of the revision or nowhere."""
    whole = f"{name.rstrip('/')}/{path}" if not name.endswith(":") else name + path
    output = _git(folder, name, "cat-file", "--batch", "--follow-symlinks", input=os.fsencode(whole) + b"\n")
    head, _, text = output.partition(b"\n")
    # "<name> blob <size>", and after the text one line feed
    return text[:-1] if head.split(b" ")[1:2] == [b"blob"] else None


def _place(folder: Path, path: str) -> Path:
    """Where a path of a revision lies in the work tree; in a repository without one, below `folder`."""
    top = folder.absolute()
    if not path.startswith(("./", "../")):
        output = _run(folder, "rev-parse", "--show-toplevel")
        top = Path(os.fsdecode(output.stdout.rstrip(b"\n"))) if output.returncode == 0 and output.stdout else top
    return Path(os.path.normpath(top / path))


def _git(folder: Path, name: str, *arguments: str, input: bytes | None = None) -> bytes:
    try:
        ran = _run(folder, *arguments, input=input)
    except (OSError, ValueError) as error:
        raise SourceError(name, "there is no such file, and git cannot be run to look for a revision") from error
    if ran.returncode:
        why = ran.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = why[-1].removeprefix("fatal: ") if why else "git says no"
        raise SourceError(name, f"there is no such file, and git finds none ({reason})")
    return ran.stdout


def _run(folder: Path, *arguments: str, input: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["git", "-C", str(folder), *arguments],
        input=input,
        capture_output=True,
        check=False,
        env={**os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"},
    )
