"""What columns were made of: which files, read how, and whether these are still the same."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph

from kgtools import __version__
from kgtools.errors import UsageError
from kgtools.model.json import JsonDict
from kgtools.reading import Format, Source, format_by_name, guess_format
from kgtools.table.limits import Check, no_check

__all__ = ["Input", "Inputs", "Stamp"]

#: what the sections of a file are; another number where they are others, or where other numbers are in them
LAYOUT = 2
#: a file that was changed so short a time before somebody looked at it may be changed again with no later time
_RACY_NANOSECONDS = 2_000_000_000
_PIECE_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class Input:
    """A file that is read; `graph` is where the triples of its default graph go ("" leaves them there)."""

    path: Path
    format: str
    graph: str = ""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the file system tells of a file."""

    size: int
    modified: int
    changed: int
    number: int
    device: int

    @classmethod
    def of(cls, path: Path) -> Stamp | None:
        """That of a file now; None for what is not a file that stays."""
        try:
            status = path.stat()
        except OSError:
            return None
        if not stat.S_ISREG(status.st_mode):
            return None
        return cls(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev)

    def is_racy(self, time: int) -> bool:
        """Whether the file may have been changed after somebody `time`, and has the same times all the same."""
        return max(self.modified, self.changed) > time - _RACY_NANOSECONDS

    def as_list(self) -> list[int]:
        return [self.size, self.modified, self.changed, self.number, self.device]


class Inputs:
    """Files that are read into columns together; their state is that of when this was made.

    `role` says what is made of several files, where that is not one thing.
    """

    def __init__(self, files: Sequence[Input], *, base: str | None, role: str) -> None:
        self.files = tuple(files)
        self.looked = time.time_ns()
        self.stamps = tuple(Stamp.of(file.path) for file in self.files)
        single = len(self.files) == 1 and not self.files[0].graph
        how = {
            "layout": LAYOUT,
            "kgtools": __version__,
            "parser": pyoxigraph.__version__,
            "bytes": sys.byteorder,
            "base": base,
            "role": "file" if single else role,
            "files": [[os.fspath(file.path), file.format, file.graph] for file in self.files],
        }
        #: the name of what is made of them
        self.key = hashlib.sha256(json.dumps(how, sort_keys=True).encode()).hexdigest()[:40]
        # of files that were changed just now: what they hold before they are read
        self._before: dict[int, str] = {}

    @classmethod
    def of_sources(
        cls,
        sources: Sequence[Source],
        *,
        format: str | Format | None = None,
        base: str | None = None,
        role: str,
        graphs: Sequence[str] = (),
    ) -> Inputs | None:
        """Files as they are named; None where one is no file that stays as it is, as standard input is none.

        None, too, where a file cannot be read for what its name is: whoever reads it tells.
        """
        source_format = format_by_name(format) if isinstance(format, str) else format
        if any(os.fspath(source) == "-" for source in sources):
            return None
        try:
            formats = [(source_format or guess_format(os.fspath(source))).name for source in sources]
        except UsageError:
            return None
        if "jsonld" in formats:
            from kgtools.reading.jsonld import Contexts

            if Contexts.now().are_there:
                # what it holds may depend on files beside it
                return None
        paths = [Path(source).absolute() for source in sources]
        files = map(Input, paths, formats, graphs or [""] * len(sources))
        inputs = cls(list(files), base=base, role=role)
        return None if None in inputs.stamps else inputs

    def note_racy(self, check: Check = no_check) -> None:
        """Take note of what files hold that were changed just now; to be called before they are read."""
        for place, stamp in enumerate(self.stamps):
            if stamp is not None and stamp.is_racy(self.looked):
                self._before[place] = _digest(self.files[place].path, check)

    def digests(self, check: Check = no_check) -> list[str] | None:
        """The digests of what was read; None where it cannot be told, as a file was changed meanwhile."""
        digests = [_digest(file.path, check) for file in self.files]
        after = tuple(Stamp.of(file.path) for file in self.files)
        same = after == self.stamps and all(digests[place] == digest for place, digest in self._before.items())
        return digests if same else None

    def are_those(self, digests: Sequence[str], sizes: Sequence[int], stamped: StampedDigests | None) -> bool:
        """Whether the files hold what those held that had these digests and sizes.

        What has not changed since it was `stamped` is believed to have its digest.
        """
        if len(digests) != len(self.files) or list(sizes) != [stamp.size for stamp in self.stamps if stamp is not None]:
            return False
        for place, stamp in enumerate(self.stamps):
            if stamp is None:
                return False
            is_known = stamped is not None and stamped.stamps[place : place + 1] == (stamp,)
            if is_known and stamped is not None and not stamp.is_racy(stamped.looked):
                continue
            if _digest(self.files[place].path) != digests[place]:
                return False
        return True


@dataclass(frozen=True, slots=True)
class StampedDigests:
    """When somebody looked at files and knew their digests, and what the file system told of them then."""

    looked: int
    stamps: tuple[Stamp, ...]

    @classmethod
    def of(cls, inputs: Inputs) -> StampedDigests:
        return cls(inputs.looked, tuple(stamp for stamp in inputs.stamps if stamp is not None))

    def is_settled(self) -> bool:
        """Whether it tells of all files that they are the same, without a look into them."""
        return not any(stamp.is_racy(self.looked) for stamp in self.stamps)

    def as_json(self) -> JsonDict:
        return {"looked": self.looked, "stamps": [stamp.as_list() for stamp in self.stamps]}

    @classmethod
    def of_json(cls, document: Mapping[str, Any]) -> StampedDigests:  # Any: JSON that nobody has looked at
        """Raises :class:`KeyError`, :class:`TypeError` or :class:`ValueError` for anything else."""
        return cls(int(document["looked"]), tuple(Stamp(*map(int, row)) for row in document["stamps"]))


def _digest(path: Path, check: Check = no_check) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE_BYTES):
            check()
            digest.update(piece)
    return digest.hexdigest()
