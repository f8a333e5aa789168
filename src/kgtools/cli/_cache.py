"""The options --cache and --no-cache, and the writing of what is kept, after the answer was given."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import click

from kgtools.cli._records import gather

if TYPE_CHECKING:
    from kgtools.table.cache import Cache

__all__ = ["CacheOptions", "cache_options", "write_kept"]

Result = TypeVar("Result")


class CacheOptions(NamedTuple):
    """The folder of the cache, None for the default, or no cache at all."""

    cache_folder: Path | None
    no_cache: bool

    def check(self) -> None:
        """Raise :class:`click.UsageError` where both options are given."""
        if self.no_cache and self.cache_folder is not None:
            raise click.UsageError("--cache and --no-cache cannot be combined.")

    def cache(self) -> Cache | None:
        """The cache; what is to be kept there waits for :func:`write_kept`."""
        self.check()
        if self.no_cache:
            return None
        from kgtools.table.cache import Cache

        return Cache.in_force(self.cache_folder, later=True)


def cache_options(command: Callable[..., Result]) -> Callable[..., Result]:
    """Add the options; the command gets them as `caching`."""
    folder = click.option(
        "--cache",
        "cache_folder",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="The folder for the cache of large files (default: KGTOOLS_CACHE, else the user's cache folder).",
    )
    without = click.option("--no-cache", is_flag=True, help="Neither read the cache nor write to it.")
    return folder(without(gather(caching=CacheOptions)(command)))


def write_kept(cache: Cache | None, *, quiet: bool) -> None:
    """Write what is to be kept; the answer is out, and whoever reads it need not wait."""
    if cache is None or not cache.has_pending:
        return
    from kgtools.cli._progress import progress_line
    from kgtools.cli._watch import watched

    if (click.get_current_context().find_root().obj or {}).get("alone"):
        _end_stdout()
    show = progress_line(quiet=quiet)
    try:
        with watched(None, ""):
            cache.write_pending(show)
    finally:
        if show is not None:
            click.echo("\r\x1b[K", err=True, nl=False)


def _end_stdout() -> None:
    """End standard output, unless it is a terminal; whoever calls this has written all that goes there."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stdout.flush()
        if not sys.stdout.isatty():
            with open(os.devnull, "wb") as nothing:
                os.dup2(nothing.fileno(), sys.stdout.fileno())
