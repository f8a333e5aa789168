"""`kgtools validate`: data against shapes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

if TYPE_CHECKING:
    from kgtools.shacl.report import FailOn
    from kgtools.shacl.validation import Engine

__all__ = ["validate"]


@click.command(epilog="Example: kgtools validate data.ttl --shapes shapes.ttl --format turtle --output report.ttl")
@click.argument("files", metavar="[FILE]...", nargs=-1)
@click.option("--data", "more_files", multiple=True, metavar="FILE", help="A data file, as FILE; may be given again.")
@click.option(
    "-s", "--shapes", multiple=True, metavar="FILE", help="Shapes; may be given again (default: in the data)."
)
@click.option("-f", "--format", "format_name", help="text or turtle (default: text, or as --output ends).")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="The file to write the report to."
)
@click.option(
    "--fail-on",
    type=click.Choice(["violation", "warning", "info", "none"]),
    default="violation",
    show_default=True,
    help="The mildest severity that makes the exit code 1.",
)
@click.option(
    "--engine",
    type=click.Choice(["columns", "pyshacl", "both"]),
    default="columns",
    show_default=True,
    help="The engine; with both, a difference between them makes the exit code 3.",
)
@click.option(
    "--graph", "graphs", multiple=True, metavar="IRI", help="A graph to validate (default: the union of all)."
)
@click.option("--base", metavar="IRI", help="Resolve relative IRIs against this (default: the file's own IRI).")
@click.option("--timeout", type=float, metavar="SECONDS", help="End the validation after that time (exit code 3).")
@click.option("--require-targets", is_flag=True, help="Exit code 3 where a shape's targets match no node of the data.")
@click.option("--quiet", is_flag=True, help="No remarks on standard error.")
@click.pass_context
def validate(
    ctx: click.Context,
    files: tuple[str, ...],
    more_files: tuple[str, ...],
    shapes: tuple[str, ...],
    format_name: str | None,
    output: Path | None,
    fail_on: str,
    engine: str,
    graphs: tuple[str, ...],
    base: str | None,
    timeout: float | None,
    require_targets: bool,
    quiet: bool,
) -> None:
    """Validate the project's graph, or the RDF of the FILEs, against SHACL shapes.

    Exit code 0: no result of the severity of --fail-on or a graver one; 1: there is one; 2: wrong use or unreadable
    input; 3: it could not be evaluated (ill-formed or missing shapes, a time limit).
    In Python: kgtools.shacl.validate()
    """
    # nothing here multiplies matrices: NumPy's threads for that would only cost their start
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from kgtools.errors import LimitError, ValidationFailure
    from kgtools.shacl import validate as run
    from kgtools.shacl.reports import report_format

    by_ending = output.suffix.lstrip(".") if output is not None and format_name is None else ""
    chosen = report_format(format_name or by_ending or "text")
    quiet = quiet or bool((ctx.obj or {}).get("quiet"))
    say = _silent if quiet else _say
    data, shape_files, own_graphs = [*files, *more_files], list(shapes) or None, None
    if not data:
        from kgtools.graph import KnowledgeGraph

        # kept until the end: the graph may have built files in a temporary folder
        graph = KnowledgeGraph.discover()
        data, own_graphs = [str(f) for f in graph.data_files()], graph.data_graphs()
        shape_files = shape_files or [str(f) for f in graph.shapes_files()]
    show = None if quiet else _progress()
    try:
        report = run(
            data,
            shape_files,
            engine=cast("Engine", engine),
            data_graphs=graphs or own_graphs,
            base=base,
            timeout=timeout,
            progress=show,
        )
    except LimitError as error:
        # not evaluated, as the recommendation's failures are
        error.exit_code = 3
        raise
    finally:
        if show is not None:
            click.echo("\r\x1b[K", err=True, nl=False)
    for remark in report.remarks():
        say(remark)
    if require_targets and (report.unmatched_shapes or report.shapes_without_targets):
        raise ValidationFailure("a shape matched no node of the data, and --require-targets is given.")
    _write(chosen.write(report), output)
    if report.differences:
        ctx.exit(3)
    if report.fails(cast("FailOn", fail_on)):
        ctx.exit(1)


def _write(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text.encode(), nl=False)
        return
    from kgtools.formats import write_bytes

    write_bytes(output, text.encode())


def _say(text: str) -> None:
    click.echo(text, err=True)


def _silent(text: str) -> None:
    return None


def _progress() -> Callable[[str, float | None], None] | None:
    """What shows the phase on a terminal; nothing where standard error is none."""
    if not sys.stderr.isatty():
        return None

    def show(phase: str, done: float | None) -> None:
        share = "" if done is None else f" {100 * done:3.0f} %"
        click.echo(f"\r\x1b[K{click.unstyle(phase)[:60]}{share}", err=True, nl=False)

    return show
