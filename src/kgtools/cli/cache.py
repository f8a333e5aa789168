"""`kgtools cache`: what is kept of large files for the next run."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kgtools.errors import UsageError
from kgtools.model.json import JsonDict

if TYPE_CHECKING:
    from kgtools.table.cache import CacheFolder, Entry

__all__ = ["cache"]

_EPILOG = """\b
Examples:
  kgtools cache
  kgtools cache list -f json
  kgtools cache clear"""
_UNITS = ("B", "KiB", "MiB", "GiB", "TiB")
_UNIT_STEP = 1024


@click.command(epilog=_EPILOG)
@click.argument("action", type=click.Choice(["list", "clear", "path"]), default="list", required=False)
@click.option(
    "--cache", "folder", type=click.Path(path_type=Path), metavar="DIR", help="The folder (default: as below)."
)
@click.option("-f", "--format", "format_name", type=click.Choice(["text", "json"]), default="text", show_default=True)
def cache(action: str, folder: Path | None, format_name: str) -> None:
    """List what is kept of large files for the next run, clear it, or print the path of its folder.

    The folder is that of KGTOOLS_CACHE, or kgtools in the user's cache folder; KGTOOLS_CACHE=off keeps nothing.
    KGTOOLS_CACHE_SIZE limits its size (10G): what was used least recently goes first. In Python:
    kgtools.table.cache.Cache
    """
    from kgtools.table.cache import Cache
    from kgtools.table.cache.faults import UntrustedFolderError

    store = Cache.in_force(folder)
    if store is None:
        raise UsageError("KGTOOLS_CACHE is off, so nothing is kept; name a folder with --cache.")
    place = store.folder
    if action == "path":
        click.echo(str(place.path))
        return
    try:
        place.exists()
    except UntrustedFolderError as error:
        raise UsageError(f"{place.path}: this folder is not used, as {error}; name another one (--cache).") from error
    entries = place.entries()
    # what files an entry is made of is read before they are removed
    files = _documents(place, entries) if format_name == "json" else {}
    if action == "clear":
        keys = {entry.key for entry in place.clear()}
        entries = [entry for entry in entries if entry.key in keys]
    if format_name == "json":
        document = {"folder": str(place.path), "limit": place.limit, "files": [files[entry.key] for entry in entries]}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    elif action == "clear":
        click.echo(f"{_files(entries)} removed from {place.path}.")
    else:
        click.echo("\n".join(_lines(place, entries)))


def _documents(place: CacheFolder, entries: list[Entry]) -> dict[str, JsonDict]:
    return {
        e.key: {"key": e.key, "bytes": e.size, "used": _time(e.used), "inputs": list(place.inputs_of(e))}
        for e in entries
    }


def _lines(place: CacheFolder, entries: list[Entry]) -> list[str]:
    from kgtools.text.characters import visible

    lines = [f"{place.path}: {_files(entries)} of {_size(place.limit)} at most"]
    for entry in entries:
        inputs = ", ".join(place.inputs_of(entry)) or "?"
        lines.append(f"  {_size(entry.size):>9}  {_time(entry.used)}  {visible(inputs)}")
    return lines


def _files(entries: list[Entry]) -> str:
    count = f"{len(entries)} file" if len(entries) == 1 else f"{len(entries)} files"
    return f"{count}, {_size(sum(entry.size for entry in entries))}"


def _time(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))


def _size(count: float) -> str:
    """Bytes in the largest unit that leaves a whole number before the point.

    >>> _size(5), _size(5 << 29)
    ('5 B', '2.5 GiB')
    """
    for unit in _UNITS[:-1]:
        if count < _UNIT_STEP:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= _UNIT_STEP
    return f"{count:.1f} {_UNITS[-1]}"
