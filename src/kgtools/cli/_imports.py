"""The option ``--imports``: where imported ontologies are looked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import click

from kgtools.errors import shorten

__all__ = ["imports_option", "warn"]

Command = TypeVar("Command", bound=Callable[..., object])


def imports_option(command: Command) -> Command:
    """Add ``--imports``: its value are the names, in their order."""
    return click.option(
        "--imports",
        metavar="PATH",
        multiple=True,
        help="Look for imported ontologies (owl:imports) in this folder, RDF file or XML catalog; may be repeated.",
    )(command)


def warn(ctx: click.Context, remarks: Iterable[str]) -> None:
    """Write remarks on standard error, unless ``--quiet`` was given."""
    if not ctx.obj["quiet"]:
        for remark in remarks:
            click.echo(f"warning: {shorten(remark, 500)}", err=True)
