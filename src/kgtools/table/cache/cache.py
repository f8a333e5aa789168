"""The cache itself: columns that were made of files are found again as long as the files are the same.

What it works with is imported when a file is large enough: a question to small files waits for none of it.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kgtools.errors import CacheWarning, SourceError, UsageError, shorten
from kgtools.model.numbers import whole_number
from kgtools.table.cache.faults import DamagedFileError, UntrustedFolderError
from kgtools.table.limits import Check, no_check

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from kgtools.model.json import Json
    from kgtools.table.cache.dataset import CachedDataset
    from kgtools.table.cache.folder import CacheFolder
    from kgtools.table.cache.inputs import Inputs, StampedDigests
    from kgtools.table.dataset import Dataset
    from kgtools.table.encoding.encode import Progress

__all__ = ["MIN_BYTES", "Cache"]

#: bytes of files below which they are as quickly read again
MIN_BYTES = 4 << 20
#: bytes that all that is kept may take, where nothing else is said
DEFAULT_LIMIT_BYTES = 10 << 30
_SIZES = {"": 0, "K": 10, "M": 20, "G": 30, "T": 40}


class Cache:
    """Where columns are kept between two runs: a folder of limited size.

    What cannot be used (no rights, a full disk, damaged or foreign files) is reported as a :class:`CacheWarning`, and
    the work goes on without it. With `later`, what is to be kept is written by :meth:`write_pending`, else at once.
    """

    def __init__(self, folder: Path | None = None, *, limit: int = DEFAULT_LIMIT_BYTES, later: bool = False) -> None:
        self._path = folder
        self._limit = limit
        self._later = later
        self._pending: list[tuple[Inputs, Dataset]] = []

    @cached_property
    def folder(self) -> CacheFolder:
        """The folder, by default that of the user."""
        from kgtools.table.cache.folder import CacheFolder, default_folder

        return CacheFolder(self._path or default_folder(os.environ), limit=self._limit)

    @classmethod
    def in_force(
        cls, folder: Path | None = None, *, environ: Mapping[str, str] | None = None, later: bool = False
    ) -> Cache | None:
        """The cache in `folder`, else where KGTOOLS_CACHE says, else where the system has such folders.

        None where KGTOOLS_CACHE is ``off`` and no folder is given. KGTOOLS_CACHE_SIZE is its size, such as ``5G``.

        >>> Cache.in_force(environ={"KGTOOLS_CACHE": "off"})

        Raises :class:`UsageError` where that is no size.
        """
        environment = os.environ if environ is None else environ
        named = environment.get("KGTOOLS_CACHE", "")
        if folder is None and named.casefold() == "off":
            return None
        path = folder or (Path(named) if named else None)
        return cls(path, limit=_limit(environment.get("KGTOOLS_CACHE_SIZE", "")), later=later)

    @staticmethod
    def is_worth(sources: Sequence[str | os.PathLike[str]]) -> bool:
        """Whether files are large enough for their columns to be kept."""
        size = 0
        for source in sources:
            try:
                size += os.stat(source).st_size
            except (OSError, ValueError):
                return False
        return size >= MIN_BYTES

    def find(self, inputs: Inputs, build: Callable[[], Dataset]) -> CachedDataset | None:
        """The columns that were made of these inputs, or None.

        `again` reads the inputs: it is called where the kept columns turn out to be damaged while they are used.
        """
        from kgtools.table.cache.dataset import CachedDataset
        from kgtools.table.cache.file import SectionFile
        from kgtools.table.cache.inputs import StampedDigests

        path = self.folder.columns_file(inputs.key)
        try:
            if not self.folder.exists():
                return None
            self.folder.sweep()
            file = SectionFile(path, rebuild=lambda: self._rebuild(inputs, build))
            facts = file.facts["inputs"]
            stamped = self.folder.stamped(inputs.key, facts["mark"])
            if not inputs.are_those(facts["digests"], facts["sizes"], stamped):
                return None
            if stamped is None or stamped != StampedDigests.of(inputs):
                self._stamp(inputs, facts["mark"], stamped)
            self.folder.used(inputs.key)
            return CachedDataset(file)
        except FileNotFoundError:
            return None
        except UntrustedFolderError as error:
            self._untrusted(error)
        except (DamagedFileError, KeyError, TypeError) as error:
            _remark(f"{path}: this cache file cannot be used ({error}); it is rebuilt.")
            self.folder.remove(inputs.key)
        except OSError as error:
            _remark(f"{path}: the cached columns cannot be read ({_why(error)}).")
        return None

    def _stamp(self, inputs: Inputs, mark: str, before: StampedDigests | None) -> None:
        """Note that the inputs were looked into, where that spares the next look."""
        from kgtools.table.cache.inputs import StampedDigests

        now = StampedDigests.of(inputs)
        if before is None or before.stamps != now.stamps or (now.is_settled() and not before.is_settled()):
            try:
                self.folder.stamp(inputs.key, mark, now)
            except OSError:
                # the next one looks again
                return

    def _rebuild(self, inputs: Inputs, build: Callable[[], Dataset]) -> Mapping[str, npt.NDArray[np.generic]]:
        from kgtools.table.cache.dataset import sections_of_dataset

        path = self.folder.columns_file(inputs.key)
        _remark(f"{path}: the cached columns are damaged; the files are read again.")
        self.folder.remove(inputs.key)
        sections = dict(sections_of_dataset(build(), {}))
        if inputs.digests() is None:
            raise SourceError(os.fspath(inputs.files[0].path), "the file was changed while it was read; try it again")
        return sections

    @property
    def has_pending(self) -> bool:
        """Whether something waits for :meth:`write_pending`."""
        return bool(self._pending)

    # kept -----------------------------------------------------------------------------------------------------------

    def keep(self, inputs: Inputs, dataset: Dataset) -> None:
        """Keep the columns that were made of inputs; they are written now, or by :meth:`write_pending`."""
        self._pending.append((inputs, dataset))
        if not self._later:
            self.write_pending()

    def write_pending(self, progress: Progress | None = None, check: Check = no_check) -> None:
        """Write what is to be kept; `progress` is called with how far it is, and `check` is called now and then."""
        pending, self._pending = self._pending, []
        for inputs, dataset in pending:
            try:
                self._write(inputs, dataset, progress, check)
            except _NothingToKeepError:
                continue
            except UntrustedFolderError as error:
                self._untrusted(error)
            except (OSError, MemoryError) as error:
                why = _why(error) if isinstance(error, OSError) else "there is not enough memory"
                _remark(f"{self.folder.path}: the columns cannot be kept ({why}).")

    def _write(self, inputs: Inputs, dataset: Dataset, progress: Progress | None, check: Check) -> None:
        from kgtools.table.cache.dataset import sections_of_dataset
        from kgtools.table.cache.file import write_sections
        from kgtools.table.cache.inputs import StampedDigests

        self.folder.prepare()
        self.folder.sweep()
        mark = os.urandom(8).hex()
        facts: dict[str, Json] = {}
        # about what is written: twelve bytes a quad four times, and the terms
        total = 48 * len(dataset) + len(dataset.terms.data) + 24 * len(dataset.terms) + 1
        with self.folder.replacing(inputs.key) as stream:

            def look() -> None:
                check()
                if progress is not None:
                    size = os.fstat(stream.fileno()).st_size
                    progress("keeping the columns for the next time", min(size / total, 1.0))

            def header_facts() -> Mapping[str, Json]:
                digests = inputs.digests(look)
                if digests is None:
                    raise _NothingToKeepError
                sizes = [stamp.size for stamp in inputs.stamps if stamp is not None]
                files = [os.fspath(file.path) for file in inputs.files]
                return {**facts, "inputs": {"mark": mark, "files": files, "digests": digests, "sizes": sizes}}

            write_sections(stream, sections_of_dataset(dataset, facts, check=look), header_facts, check=look)
            if os.fstat(stream.fileno()).st_size > self.folder.limit:
                raise _NothingToKeepError
        self.folder.stamp(inputs.key, mark, StampedDigests.of(inputs))
        self.folder.trim(inputs.key)

    def _untrusted(self, error: UntrustedFolderError) -> None:
        _remark(f"{self.folder.path}: this folder is not used to keep columns, as {error}; name another one (--cache).")


class _NothingToKeepError(Exception):
    """What was read is not what lies there now, or it is larger than all that may be kept."""


def _limit(text: str) -> int:
    if not text:
        return DEFAULT_LIMIT_BYTES
    number, unit = (text[:-1], text[-1].upper()) if text[-1].upper() in _SIZES else (text, "")
    size = whole_number(number)
    if size is None:
        raise UsageError(f'KGTOOLS_CACHE_SIZE cannot be "{shorten(text)}": write a size such as 500M or 10G.')
    return size << _SIZES[unit]


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _remark(sentence: str) -> None:
    warnings.warn(CacheWarning(sentence), stacklevel=3)
