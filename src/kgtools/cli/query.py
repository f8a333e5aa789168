"""`kgtools query`: a stored query, or SPARQL of your own."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Unpack

import click

from kgtools.cli._answer import AnswerOutput, answer_options
from kgtools.cli._cache import CacheOptions, cache_options, write_kept
from kgtools.cli._endpoint import EndpointArguments, check_alone, endpoint_options
from kgtools.cli._formats import input_format_option
from kgtools.cli._imports import imports_option, warn
from kgtools.cli._input import InputOptions
from kgtools.cli._languages import language_option
from kgtools.cli._limits import work_limits
from kgtools.cli._project import tell_shipped
from kgtools.cli._question import QueryArguments, question_options
from kgtools.cli._records import gather
from kgtools.cli._sql import SqlArguments, sql_options
from kgtools.errors import UsageError
from kgtools.ontology.profiles.entailment import KEPT_PROFILE, PROFILES

if TYPE_CHECKING:
    from kgtools.data.graph_query import QueryKeywords
    from kgtools.graph import KnowledgeGraph
    from kgtools.query import StoredQuery
    from kgtools.sparql.why_not import Remark

__all__ = ["query"]

_EPILOG = """\b
Examples:
  kgtools query remaining-authors
  kgtools query employed-at -p organization=meta -p date=2022-06 -f csv
  kgtools query -q 'SELECT ?person { ?person a talent:Person }' --lang en
  kgtools query --query-file people.rq --data people.ttl -o people.json"""


class _Elsewhere(NamedTuple):
    """Data that are not in files: behind an endpoint, or asked in SQL."""

    endpoint: EndpointArguments
    sql: SqlArguments
    pull: bool

    @property
    def is_named(self) -> bool:
        """Whether one of them is named."""
        return self.endpoint.url is not None or self.sql.is_named or self.pull

    def open_graph(
        self, ctx: click.Context, question: QueryArguments, reading: InputOptions, *, memory: int | None, explain: bool
    ) -> KnowledgeGraph:
        """The graph; raises :class:`UsageError` where files are named as well."""
        others = {"data": question.data, "input_format": reading.input_format, "imports": reading.imports}
        trace = _show_query if explain else None
        if self.pull and self.endpoint.url is None:
            raise UsageError("--pull needs --endpoint.")
        if not self.sql.is_named:
            check_alone("--endpoint", **others)
            return self.endpoint.open_graph(ctx, method="pull" if self.pull else None, trace=trace)
        return self.sql.open_graph(ctx, self.endpoint, memory=memory, trace=trace, others=others)


class _Extras(NamedTuple):
    """What there is beside the answer: the plan, reasons why it is empty, an exit code that is the answer."""

    explain: bool
    why_not: str
    exit_status: bool


@click.command(epilog=_EPILOG)
@question_options
@answer_options
@language_option("labels")
@click.option(
    "--why",
    is_flag=True,
    help="Print under each row what it rests on: claims and the premises of inferences; for files, the triples "
    "and their positions.",
)
@click.option(
    "--articles",
    type=click.Path(path_type=Path),
    help="With --why: the folder with your own copies of the articles, to print the passages from.",
)
@imports_option
@work_limits("Stop the query")
@click.option(
    "--inference",
    type=click.Choice(["none", *PROFILES]),
    default="none",
    show_default=True,
    help=f"Also query what follows from the ontology; {KEPT_PROFILE} needs Java unless `kgtools build --infer` was "
    "run.",
)
@click.option(
    "--engine",
    type=click.Choice(["columns", "oxigraph", "both"]),
    default="columns",
    show_default=True,
    help="The engine; with both, a difference between them makes the exit code 3.",
)
@click.option(
    "--explain",
    is_flag=True,
    help="Print how the query was answered instead of the answer: each operator with its expected and actual "
    "rows and its time (-f json: as JSON). With --endpoint or --sql: print what is sent on stderr.",
)
@click.option(
    "--why-not",
    "why_not",
    type=click.Choice(["text", "json", "none"]),
    default="text",
    show_default=True,
    help="How to explain an empty answer on stderr: in sentences, as one line of JSON, or not at all.",
)
@click.option("--allow-service", is_flag=True, help="Let SERVICE query other endpoints.")
@click.option("--base", metavar="IRI", help="Resolve relative IRIs of the query and the data against this.")
@input_format_option()
@endpoint_options
@click.option(
    "--pull",
    is_flag=True,
    help="With --endpoint: fetch its whole dataset (up to 2 million quads), and answer here.",
)
@sql_options
@click.option("--exit-status", is_flag=True, help="For ASK: exit 0 for true and 1 for false.")
@cache_options
@gather(extras=_Extras, reading=InputOptions, elsewhere=_Elsewhere)
@click.pass_context
def query(
    ctx: click.Context,
    /,
    question: QueryArguments,
    output: AnswerOutput,
    extras: _Extras,
    reading: InputOptions,
    elsewhere: _Elsewhere,
    caching: CacheOptions,
    **options: Unpack[QueryKeywords],
) -> None:
    """Run the stored query NAME, or SPARQL of your own (-q, --query-file).

    `kgtools queries` lists the stored queries and `kgtools queries NAME` tells what one needs. A parameter that names
    a thing takes an IRI, a prefixed name, a slug, or a label in any language. In Python: KnowledgeGraph.query()
    """
    question.check()
    _check(options, extras.explain)
    output.check()
    quiet = bool(ctx.obj["quiet"])
    cache = caching.cache()
    if elsewhere.is_named:
        graph = elsewhere.open_graph(ctx, question, reading, memory=options["memory"], explain=extras.explain)
    else:
        data, base = question.data, options["base"]
        graph = reading.open_graph(ctx, data, base=base, cache=cache, is_expected=True)
    options.update(question.keywords(options["base"]))
    _tell_missing(graph, options["articles"], quiet)
    differences: list[str] = []
    remarks: list[Remark] = []
    options["disagreed"] = differences.append
    options["remarked"] = None if quiet or extras.why_not == "none" else remarks.append
    options["trace"] = output.trace() if extras.explain and not elsewhere.is_named else None
    text, holds = _answer(graph, question.stored(), output, options, extras.exit_status, bool(ctx.obj["verbose"]))
    output.put(text)
    # who names a query that ships with kgtools means the graph that it is about
    if question.name is None and graph.data.has_parts:
        tell_shipped(ctx, graph.project)
    if (question.data or reading.imports) and not quiet:
        warn(ctx, graph.import_remarks)
    if remarks:
        click.echo(_remarked(remarks, extras.why_not), err=True)
    for sentence in differences:
        click.echo(f"error: {sentence}", err=True)
    write_kept(cache, quiet=quiet)
    if differences:
        ctx.exit(3)
    if extras.exit_status:
        ctx.exit(0 if holds else 1)


def _show_query(text: str) -> None:
    """With --explain: what is sent to an endpoint, or to DuckDB."""
    click.echo(f"sent:\n{text}", err=True)


def _check(options: QueryKeywords, explain: bool) -> None:
    """Raise :class:`UsageError` for options that do not go together."""
    if options["articles"] is not None and not options["why"]:
        raise UsageError("--articles needs --why.")
    if explain and options["engine"] == "oxigraph":
        raise UsageError("--explain works with kgtools' own engine only; leave out --engine.")


def _tell_missing(graph: KnowledgeGraph, articles: Path | None, quiet: bool) -> None:
    """Say which articles the folder lacks."""
    if articles is not None and not quiet:
        for sentence in graph.articles(articles).missing():
            click.echo(sentence, err=True)


def _answer(
    graph: KnowledgeGraph,
    name: str | StoredQuery | None,
    output: AnswerOutput,
    options: QueryKeywords,
    exit_status: bool,
    verbose: bool,
) -> tuple[bytes, bool]:
    """The answer, or the plan that is asked for instead, as it is written; and with `exit_status` the truth of it.

    All of it is done within the limits, loading too: a large file takes longer than most queries.
    """
    from kgtools.cli import message_of
    from kgtools.cli._watch import watched
    from kgtools.query import Truth
    from kgtools.table.limits import out_of_time

    start = time.monotonic()
    timeout = options["timeout"]
    seconds = options["timeout"] = graph.project.timeout if timeout is None else timeout or None
    trace = options["trace"]
    with watched(seconds, message_of(out_of_time(seconds or 0))):
        answer = graph.query(name, **options)
        if verbose:
            click.echo(f"{graph!r}: answered in {time.monotonic() - start:.2f} s", err=True)
        if exit_status and not isinstance(answer, bool | Truth):
            raise UsageError("--exit-status works with ASK queries only.")
        prefixes = graph.query_prefixes
        if trace is not None:
            text = output.plan(trace, prefixes)
        elif name is None:
            # one's own query has the columns and the dates that were asked for
            text = output.to_bytes(answer, prefixes)
        else:
            from kgtools.text.dates import spoken_language

            languages = options["languages"] or ()
            headings = None
            if languages and output.format in ("table", "md"):
                from kgtools.query import find_stored

                question = find_stored(graph.project.query_files(), name) if isinstance(name, str) else name
                headings = question.headings(languages)
            text = output.to_bytes(answer, prefixes, reader=spoken_language(languages), headings=headings)
        return text, exit_status and bool(answer)


def _remarked(remarks: Sequence[Remark], style: str) -> str:
    """Why an answer is empty, a line each; or all of it as one line of JSON."""
    if style == "json":
        import json

        return json.dumps({"whyNot": [remark.as_dict() for remark in remarks]}, ensure_ascii=False)
    return "\n".join(f"why not: {remark}" for remark in remarks)
