"""What commands read from and write to: files, or the standard streams."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

if TYPE_CHECKING:
    from kgtools.reading import Format

__all__ = ["GraphOutput", "read_text", "write_output"]


class GraphOutput(NamedTuple):
    """The file that a graph is written to, None for standard output, and the name of its format."""

    output: Path | None
    format_name: str | None

    def format(self) -> Format:
        """The format of the name, else of the file's extension, else Turtle. Raises :class:`UnknownNameError`."""
        from kgtools.reading import format_by_name, guess_format

        if self.format_name is None and self.output is not None and self.output.suffix:
            return guess_format(self.output, writable=True)
        return format_by_name(self.format_name or "turtle")


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
