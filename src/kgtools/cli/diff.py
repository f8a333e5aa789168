"""`kgtools diff`: what one graph says that another does not."""

from __future__ import annotations

from pathlib import Path

import click

from kgtools.cli._files import write_output
from kgtools.cli._formats import input_format_option
from kgtools.cli._languages import language_option

__all__ = ["diff"]

_REPORTS = ("text", "patch", "sparql", "json")


@click.command(epilog="Example: kgtools diff HEAD~1:data data --exit-code")
@click.argument("left", metavar="A")
@click.argument("right", metavar="B")
@click.option("-f", "--format", "report", type=click.Choice(_REPORTS), default="text", help="Default: text.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 if there is a difference.")
@language_option("labels", default="the project's")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file to write.")
@input_format_option(what="both sides")
@click.pass_context
def diff(
    ctx: click.Context,
    left: str,
    right: str,
    report: str,
    exit_code: bool,
    languages: tuple[str, ...] | None,
    output: Path | None,
    input_format: str | None,
) -> None:
    """Show what must change in A so that it says what B says.

    A and B are files, folders, - for standard input, or REV:path for what they were in a git revision. Order, layout,
    prefixes and the labels of blank nodes play no part. The text says it in words; patch is RDF Patch, sparql is SPARQL
    Update, json is for programs. In Python: kgtools.comparing.compare_sources()
    """
    from kgtools.cli._project import named_project
    from kgtools.comparing import compare_sources

    comparison = compare_sources(
        left,
        right,
        format=input_format,
        languages=languages or (),
        project=named_project(ctx),
    )
    write_output(comparison.write(report).encode(), output)
    if not comparison and not ctx.obj["quiet"]:
        click.echo("no difference", err=True)
    ctx.exit(1 if exit_code and comparison else 0)
