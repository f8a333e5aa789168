"""`kgtools init`: an empty graph project."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

__all__ = ["init"]


@click.command(epilog="Example: kgtools init my-graph --base https://example.org/my-graph/")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", help="The project's name (default: the name of the folder).")
@click.option("--base", metavar="IRI", help="The base of its IRIs (default: https://example.org/NAME/).")
@click.pass_context
def init(ctx: click.Context, folder: Path, name: str | None, base: str | None) -> None:
    """Make an empty graph project in the folder DIR; it passes its own checks.

    Nothing that is there already is overwritten. In Python: kgtools.init_project(folder)
    """
    from kgtools.data.starter import init_project

    paths = init_project(folder, name=name, base=base)
    if not ctx.obj["quiet"]:
        for path in paths:
            click.echo(f"wrote {path}", err=True)
        click.echo(f"next: cd {shlex.quote(str(folder))} && kgtools validate", err=True)
