"""A folder for the time of one piece of work, which no process leaves behind, not even one that is killed.

The folder has a file that is locked while somebody uses it: whoever needs such a folder next removes those that nobody
does.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["scratch_folder"]

_PREFIX = "kgtools-"
_LOCK = ".in-use"


@contextmanager
def scratch_folder() -> Iterator[str]:
    """A new folder among the temporary files of the system, which is gone afterwards.

    >>> with scratch_folder() as folder:
    ...     made = Path(folder)
    ...     _ = (made / "some.txt").write_text("text")
    >>> made.exists()
    False
    """
    _remove_left_over(Path(tempfile.gettempdir()))
    with tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as folder:
        handle = os.open(Path(folder, _LOCK), os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            _lock(handle)
            yield folder
        finally:
            os.close(handle)


def _lock(handle: int) -> bool:
    """Lock a file; False where somebody else has, or where the system has no such locks."""
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (ImportError, OSError):
        return False
    return True


def _remove_left_over(temporary: Path) -> None:
    """Remove the folders of processes that were killed."""
    with suppress(OSError), os.scandir(temporary) as entries:
        for entry in entries:
            if entry.name.startswith(_PREFIX) and entry.is_dir(follow_symlinks=False):
                _remove_if_unused(Path(entry.path))


def _remove_if_unused(folder: Path) -> None:
    try:
        handle = os.open(folder / _LOCK, os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        # it is somebody else's, or has no lock yet
        return
    try:
        if _lock(handle):
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(handle)
