"""`kgtools validate`: data against shapes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar, Unpack

import click

from kgtools.cli._cache import CacheOptions, cache_options, write_kept
from kgtools.cli._endpoint import EndpointArguments, check_alone, endpoint_options
from kgtools.cli._formats import input_format_option, shapes_format_option
from kgtools.cli._imports import imports_option
from kgtools.cli._input import InputOptions
from kgtools.cli._languages import language_option
from kgtools.cli._limits import Mebibytes, timeout_option
from kgtools.cli._progress import progress_line
from kgtools.cli._records import gather
from kgtools.cli._reports import ReportOutputs, report_options
from kgtools.cli._sql import SqlArguments, sql_options
from kgtools.errors import LimitError, ShapesFault, UsageError, ValidationFailure

if TYPE_CHECKING:
    from kgtools.graph import KnowledgeGraph
    from kgtools.reading import Source
    from kgtools.shacl import ValidationReport
    from kgtools.shacl.options import OptionKeywords
    from kgtools.shacl.result import FailOn
    from kgtools.table.cache import Cache

__all__ = ["validate"]

Command = TypeVar("Command", bound=Callable[..., object])

#: faults of shapes that are told
_MAX_FAULTS = 100
_SEVERITIES = ("violation", "warning", "info")
_EPILOG = """\b
Examples:
  kgtools validate
  kgtools validate data.ttl --shapes shapes.ttl --explain
  kgtools validate data.ttl -s shapes.ttl -f text -f sarif:report.sarif

\b
Exit codes: 0 no result of the severity of --fail-on or higher; 1 there is one;
2 wrong usage or unreadable input; 3 it, or a part of the shapes, could not be evaluated."""


class _Data(NamedTuple):
    """The data graph: files, or data elsewhere, and which of its graphs."""

    files: tuple[str, ...]
    more_files: tuple[str, ...]
    graphs: tuple[str, ...]
    endpoint: EndpointArguments
    pulls: bool | None
    sql: SqlArguments
    memory: int | None

    @property
    def data_files(self) -> tuple[str, ...]:
        """The data files."""
        return (*self.files, *self.more_files)

    @property
    def is_project(self) -> bool:
        """Whether the data are those of the project in force."""
        return not self.data_files and self.endpoint.url is None and not self.sql.is_named

    def open_graph(self, ctx: click.Context, reading: InputOptions, cache: Cache | None) -> KnowledgeGraph:
        """The graph. Raises :class:`UsageError` for options that do not go together."""
        url, by_sql = self.endpoint.url, self.sql.is_named
        if self.pulls is not None and url is None:
            raise UsageError("--pull and --push need --endpoint.")
        if self.memory is not None and not by_sql and not self.data_files:
            raise UsageError("--memory needs a FILE, or --sql.")
        if not by_sql and url is None:
            return reading.open_graph(ctx, self.data_files, cache=cache, memory=self.memory)
        others = {"files": self.data_files, "input_format": reading.input_format, "imports": reading.imports}
        if by_sql:
            return self.sql.open_graph(ctx, self.endpoint, memory=self.memory, others=others)
        check_alone("--endpoint", **others, graph=self.graphs)
        return self.endpoint.open_graph(ctx, method=None if self.pulls is None else "pull" if self.pulls else "push")


class _Shapes(NamedTuple):
    """The files of the shapes, and of ontologies that are taken into account."""

    shapes: tuple[str, ...]
    background: tuple[str, ...]

    def inputs(self, graph: KnowledgeGraph, data: _Data) -> list[Source]:
        """These files, or the shapes of the project where its data are validated and no shapes are named."""
        from kgtools.reading import expand_sources

        own = not self.shapes and data.is_project
        return [*(graph.shapes_files() if own else expand_sources(self.shapes)), *expand_sources(self.background)]


class _Tolerated(NamedTuple):
    """What pySHACL's options call allowed: another way to say --fail-on."""

    allow_warnings: bool
    allow_infos: bool

    @property
    def fail_on(self) -> FailOn | None:
        """The lowest severity that fails; None where --fail-on says it."""
        return "violation" if self.allow_warnings else "warning" if self.allow_infos else None


def _file_option(name: str, help: str) -> Callable[[Command], Command]:
    return click.option(name, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help=help)


def _negated(_: click.Context, __: click.Parameter, value: bool) -> bool:
    return not value


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
    help="An ontology to take into account but not to validate; may be repeated.",
)
@report_options
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
@click.option(
    "--no-positions", "positions", is_flag=True, callback=_negated, help="Do not look up line numbers in the files."
)
@_file_option("--baseline", "Known results: only new ones fail; those that are gone are reported.")
@click.option("--update-baseline", is_flag=True, help="Write the results to the file of --baseline.")
@_file_option("--waivers", "Results that somebody has waived (default: the project's waivers.toml).")
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
@endpoint_options
@click.option(
    "--pull/--push",
    "pulls",
    default=None,
    help="With --endpoint: fetch the triples that the shapes look at, or ask for the nodes that may fail (default: "
    "fetch up to 2 million triples).",
)
@sql_options
@click.option(
    "--memory",
    type=Mebibytes(min=64, max=1 << 30),
    metavar="MB",
    help="About how much memory to take, in MiB: a FILE that needs more is packed and validated by DuckDB; with --sql "
    "duckdb, what does not fit is spilled to temporary files.",
)
@timeout_option("Stop the validation after this many seconds (0: never), with exit code 3.")
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
@gather(data=_Data, shapes=_Shapes, tolerated=_Tolerated, reading=InputOptions)
@click.pass_context
def validate(
    ctx: click.Context,
    /,
    data: _Data,
    shapes: _Shapes,
    reports: ReportOutputs,
    tolerated: _Tolerated,
    reading: InputOptions,
    caching: CacheOptions,
    **options: Unpack[OptionKeywords],
) -> None:
    """Validate the project's graph, or the RDF of the FILEs, against SHACL shapes.

    In Python: KnowledgeGraph.validate()
    """
    if tolerated.fail_on is not None:
        options["fail_on"] = tolerated.fail_on
    quiet = bool((ctx.obj or {}).get("quiet"))
    cache = caching.cache()
    graph = data.open_graph(ctx, reading, cache)
    options["timeout"] = options["timeout"] or None
    # options that are not given are left to the graph
    if data.graphs:
        options["data_graphs"] = data.graphs
    if not options["languages"]:
        del options["languages"]
    options["waivers"] = waivers = options["waivers"] or graph.waivers
    options["ontology"] = shapes.background
    options["details"] = reports.has_details
    inputs = (*graph.data_files(), *shapes.inputs(graph, data), waivers, options["baseline"])
    reports.check([Path(file) for file in inputs if file is not None and str(file) != "-"])
    report = _validated(graph, shapes.shapes, options, quiet)
    if not quiet:
        _tell_remarks(report, left_out=not reports.shows_text)
    reports.write(report)
    if report.statistics:
        from kgtools.shacl.reports.text import statistics_text

        click.echo(statistics_text(report), err=True, nl=False)
    write_kept(cache, quiet=quiet)
    if report.lacks_targets:
        raise ValidationFailure("a shape checks no node of the data, and --require-targets is given.")
    if report.differences or report.is_incomplete:
        ctx.exit(3)
    if report.fails():
        ctx.exit(1)


def _validated(
    graph: KnowledgeGraph, shapes: tuple[str, ...], options: OptionKeywords, quiet: bool
) -> ValidationReport:
    """The report, with a line on the terminal that shows how far the work is."""
    show = options["progress"] = progress_line(quiet=quiet)
    try:
        return graph.validate(shapes or None, **options)
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


def _tell_remarks(report: ValidationReport, *, left_out: bool) -> None:
    """The remarks of a report, and with `left_out` what was not evaluated, which the text says by itself."""
    for remark in report.remarks():
        click.echo(_source_line(remark), err=True)
    if left_out:
        _tell_left_out(report)


def _tell_faults(error: ShapesFault, progress: bool) -> None:
    """All faults of the shapes but the last one, a line each; the last one ends the command."""
    if progress:
        click.echo("\r\x1b[K", err=True, nl=False)
    *others, _ = error.faults
    for fault in others[:_MAX_FAULTS]:
        click.echo(f"error: {_source_line(str(fault))}", err=True)
    if len(others) > _MAX_FAULTS:
        click.echo(f"… and {len(others) - _MAX_FAULTS} more.", err=True)


def _tell_left_out(report: ValidationReport) -> None:
    """What was not evaluated, a line each."""
    for entry in report.not_evaluated[:_MAX_FAULTS]:
        click.echo(f"not evaluated: {_source_line(str(entry))}", err=True)
    if len(report.not_evaluated) > _MAX_FAULTS:
        click.echo(f"… and {len(report.not_evaluated) - _MAX_FAULTS} more.", err=True)


def _source_line(text: str) -> str:
    from kgtools.text.characters import visible

    return visible(text)
