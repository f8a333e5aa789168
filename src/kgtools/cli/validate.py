"""`kgtools validate`: data against shapes."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import click

from kgtools.cli._cache import cache_options, chosen_cache, write_kept
from kgtools.cli._files import write_output
from kgtools.cli._formats import input_format_option, shapes_format_option
from kgtools.cli._imports import imports_option
from kgtools.cli._languages import language_option
from kgtools.cli._limits import timeout_option
from kgtools.cli._progress import progress_line

if TYPE_CHECKING:
    from kgtools.errors import ShapesFault
    from kgtools.shacl import ValidationReport
    from kgtools.shacl.options import OptionKeywords
    from kgtools.shacl.reports import ReportFormat

__all__ = ["validate"]

#: faults of shapes that are told
_MOST_FAULTS = 100
_SEVERITIES = ("violation", "warning", "info")
_EPILOG = """\b
Examples:
  kgtools validate
  kgtools validate data.ttl --shapes shapes.ttl --explain
  kgtools validate data.ttl -s shapes.ttl -f text -f sarif:report.sarif

\b
Exit codes: 0 no result of the severity of --fail-on or higher; 1 there is one;
2 wrong usage or unreadable input; 3 it, or a part of the shapes, could not be evaluated."""


def _file(**more: Any) -> dict[str, Any]:
    return {"type": click.Path(path_type=Path, dir_okay=False), "metavar": "FILE", **more}


def _day(_: click.Context, __: click.Parameter, value: datetime | None) -> date | None:
    return None if value is None else value.date()


@click.command(epilog=_EPILOG)
@click.argument("files", metavar="[FILE]...", nargs=-1)
@click.option("--data", "more_files", multiple=True, metavar="FILE", help="A data file, as FILE; may be repeated.")
@click.option("-s", "--shapes", multiple=True, metavar="FILE", help="Shapes; may be repeated (default: in the data).")
@input_format_option("-df", what="the data")
@shapes_format_option("-sf")
@click.option(
    "--ontology",
    "background",
    multiple=True,
    metavar="FILE",
    help="An ontology that is known beside the data and not validated itself; may be repeated.",
)
@click.option(
    "-f",
    "--format",
    "formats",
    multiple=True,
    metavar="NAME[:FILE]",
    help="text, json, turtle, nt, jsonld, sarif, junit, github, csv or html, and the file it goes to; may be repeated "
    "(default: text, or as --output ends).",
)
@click.option("-o", "--output", **_file(help="The file for the report whose --format names no file."))
@click.option(
    "--fail-on",
    type=click.Choice([*_SEVERITIES, "none"]),
    default="violation",
    show_default=True,
    help="The lowest severity that makes the exit code 1.",
)
@click.option("-W", "--allow-warnings", is_flag=True, help="Same as --fail-on violation (the name in pySHACL).")
@click.option("--allow-infos", is_flag=True, help="Same as --fail-on warning (the name in pySHACL).")
@language_option("messages and labels")
@click.option("--explain", is_flag=True, help="Explain each result, and suggest the nearest valid value.")
@click.option("--no-positions", is_flag=True, help="Do not look up line numbers in the files.")
@click.option("--baseline", **_file(help="Known results: only new ones fail; those that are gone are reported."))
@click.option("--update-baseline", is_flag=True, help="Write the results to the file of --baseline.")
@click.option("--waivers", **_file(help="Results that somebody has waived (default: the project's waivers.toml)."))
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    callback=_day,
    help="The date that decides whether a waiver has expired.",
)
@click.option("--shape", "shape", multiple=True, metavar="IRI", help="Only this shape; may be repeated.")
@click.option("--focus", "focus", multiple=True, metavar="IRI", help="Only this node; may be repeated.")
@click.option("--severity", type=click.Choice(_SEVERITIES), help="List results of this severity or higher.")
@click.option("--max-results", type=click.IntRange(min=1), metavar="N", help="List at most this many results.")
@click.option("--statistics", is_flag=True, help="Nodes, results and time of each shape, on standard error.")
@click.option(
    "-a", "--rules", "--advanced", is_flag=True, help="Run the shapes' rules (sh:rule) before the validation."
)
@click.option("-it", "--iterate-rules", is_flag=True, help="Run the rules until they infer nothing new.")
@click.option(
    "-m", "--meta-shacl", "--metashacl", is_flag=True, help="First validate the shapes against SHACL's own shapes."
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
@imports_option
@timeout_option("Stop the validation after this many seconds (exit code 3).")
@cache_options
@click.option(
    "--require-targets",
    is_flag=True,
    help="Exit with 3 if a shape is never evaluated, or if its targets match no node of the data.",
)
@click.option(
    "--strict", is_flag=True, help="Refuse shapes of which a part is ill-formed, unknown to SHACL, or not evaluated."
)
@click.option(
    "--skip-unsupported",
    is_flag=True,
    help="Accept that parts of the shapes are not evaluated (otherwise the exit code is 3).",
)
@click.pass_context
def validate(
    ctx: click.Context,
    /,
    files: tuple[str, ...],
    more_files: tuple[str, ...],
    shapes: tuple[str, ...],
    formats: tuple[str, ...],
    output: Path | None,
    allow_warnings: bool,
    allow_infos: bool,
    no_positions: bool,
    graphs: tuple[str, ...],
    background: tuple[str, ...],
    input_format: str | None,
    imports: tuple[str, ...],
    cache_folder: Path | None,
    no_cache: bool,
    **options: Unpack[OptionKeywords],
) -> None:
    """Validate the project's graph, or the RDF of the FILEs, against SHACL shapes.

    In Python: KnowledgeGraph.validate()
    """
    from kgtools.cli._project import opened
    from kgtools.errors import LimitError, ShapesFault, ValidationFailure
    from kgtools.reading import expand_sources

    if allow_warnings or allow_infos:
        options["fail_on"] = "violation" if allow_warnings else "warning"
    outputs = _outputs(formats, output)
    options["details"] = any(chosen.has_details for chosen, _ in outputs)
    quiet = bool((ctx.obj or {}).get("quiet"))
    data = [*files, *more_files]
    cache = chosen_cache(cache_folder, no_cache)
    graph = opened(ctx, data, format=input_format, cache=cache, imports=imports)
    # what is not told here is as the graph has it
    if graphs:
        options["data_graphs"] = graphs
    if not options["languages"]:
        del options["languages"]
    waivers = options["waivers"] or graph.waivers
    options["waivers"] = waivers
    shapes_read = expand_sources(shapes) if shapes or data else graph.shapes_files()
    options["ontology"] = background
    read = (*graph.data_files(), *shapes_read, *expand_sources(background), waivers, options["baseline"])
    inputs = {Path(file).resolve() for file in read if file is not None and str(file) != "-"}
    for _, path in outputs:
        if path is not None and path.resolve() in inputs:
            raise click.UsageError(f"the report would overwrite {path}, which is an input; name another file.")
    show = progress_line(quiet=quiet)
    options["progress"] = show
    options["positions"] = not no_positions
    try:
        report = graph.validate(shapes or None, **options)
    except LimitError as error:
        # not evaluated, as the recommendation's failures are
        error.exit_code = 3
        raise
    except ShapesFault as error:
        _tell_faults(error, show is not None)
        raise error.faults[-1] from error
    finally:
        if show is not None:
            click.echo("\r\x1b[K", err=True, nl=False)
    if not quiet:
        for remark in report.remarks():
            click.echo(_shown(remark), err=True)
        if not any(chosen.name == "text" and path is None for chosen, path in outputs):
            _tell_left_out(report)
    _write(report, outputs)
    if report.statistics:
        from kgtools.shacl.reports.text import statistics_text

        click.echo(statistics_text(report), err=True, nl=False)
    write_kept(cache, quiet=quiet)
    if report.lacks_targets:
        raise ValidationFailure("a shape judges no node of the data, and --require-targets is given.")
    if report.differences or report.is_incomplete:
        ctx.exit(3)
    if report.fails():
        ctx.exit(1)


def _outputs(formats: tuple[str, ...], output: Path | None) -> list[tuple[ReportFormat, Path | None]]:
    """Each report that is wanted, with its file; None is standard output."""
    from kgtools.shacl.reports import report_format

    by_ending = output.suffix.lstrip(".") if output is not None else ""
    made: list[tuple[ReportFormat, Path | None]] = []
    for text in formats or (by_ending or "text",):
        name, colon, file = text.partition(":")
        if colon and not file:
            raise click.UsageError(f'"{text}" has no file name after the colon.')
        made.append((report_format(name), Path(file) if file and file != "-" else None))
    without = [index for index, (_, path) in enumerate(made) if path is None]
    if len(without) > 1:
        raise click.UsageError(
            "two reports would go to the same place; name a file for one of them (--format NAME:FILE)."
        )
    if output is not None:
        if not without:
            raise click.UsageError("every --format names its file, so --output is not needed; leave it out.")
        made[without[0]] = (made[without[0]][0], output)
    named = [path.absolute() for _, path in made if path is not None]
    if len(set(named)) < len(named):
        raise click.UsageError("two reports would go to the same file; name another one.")
    return made


def _write(report: ValidationReport, outputs: list[tuple[ReportFormat, Path | None]]) -> None:
    for chosen, path in outputs:
        write_output(chosen.write(report).encode(), path)


def _tell_faults(error: ShapesFault, progress: bool) -> None:
    """All faults of the shapes but the last one, a line each; the last one ends the command."""
    if progress:
        click.echo("\r\x1b[K", err=True, nl=False)
    *others, _ = error.faults
    for fault in others[:_MOST_FAULTS]:
        click.echo(f"error: {_shown(str(fault))}", err=True)
    if len(others) > _MOST_FAULTS:
        click.echo(f"… and {len(others) - _MOST_FAULTS} more.", err=True)


def _tell_left_out(report: ValidationReport) -> None:
    """What was not evaluated, a line each."""
    for entry in report.not_evaluated[:_MOST_FAULTS]:
        click.echo(f"not evaluated: {_shown(str(entry))}", err=True)
    if len(report.not_evaluated) > _MOST_FAULTS:
        click.echo(f"… and {len(report.not_evaluated) - _MOST_FAULTS} more.", err=True)


def _shown(text: str) -> str:
    from kgtools.text.characters import visible

    return visible(text)
