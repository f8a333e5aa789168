"""What commands read from and write to: files, or the standard streams."""

from __future__ import annotations

import sys
from pathlib import Path

import click

__all__ = ["read_text", "write_output"]


def read_text(name: str) -> str:
    """The text of SPARQL in a file, or on standard input (``-``). Raises :class:`SourceError`."""
    from kgtools.reading import check_source
    from kgtools.sparql.text.files import decoded

    data = sys.stdin.buffer.read() if name == "-" else check_source(name).read_bytes()
    return decoded(data, source=name)


def write_output(data: bytes, path: Path | None) -> None:
    """Write to a file, or to standard output (None, or ``-``). Raises :class:`SourceError`."""
    if path is None or str(path) == "-":
        click.echo(data, nl=False)
        return
    from kgtools.writing import write_bytes

    write_bytes(path, data)
