"""`kgtools query`: a stored query, or SPARQL of your own."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kgtools.cli._cache import cache_options, chosen_cache, write_kept
from kgtools.cli._languages import language_option
from kgtools.cli._limits import work_limits
from kgtools.ontology.profiles.entailment import KEPT_PROFILE, PROFILES

if TYPE_CHECKING:
    from kgtools.model.prefixes import PrefixTable
    from kgtools.query import Answer
    from kgtools.sparql.evaluate.explain import Trace
    from kgtools.sparql.why_not import Remark

__all__ = ["query"]

_EPILOG = """\b
Examples:
  kgtools query remaining-authors
  kgtools query employed-at -p organization=meta -p date=2022-06 -f csv
  kgtools query -q 'SELECT ?person { ?person a talent:Person }' --lang en
  kgtools query --query-file people.rq --data people.ttl -o people.json"""


@click.command(epilog=_EPILOG)
@click.argument("name", required=False)
@click.option("-p", "--param", "params", metavar="NAME=VALUE", multiple=True, help="A parameter; repeat it for a list.")
@click.option("-q", "--query", "text", metavar="TEXT", help="SPARQL of your own: SELECT, ASK, CONSTRUCT or DESCRIBE.")
@click.option("--query-file", metavar="FILE", help="A file with SPARQL (- is standard input).")
@click.option(
    "-f",
    "--format",
    "format_name",
    help="table, csv, tsv, json, xml, md, parquet, arrow; for triples turtle, nt, …; or a media type.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The file to write; its extension may tell the format."
)
@language_option("labels")
@click.option("--data", metavar="FILE", multiple=True, help="Query these RDF files instead of the project's graph.")
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
    "rows and its time (-f json: as JSON).",
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
@click.option("--exit-status", is_flag=True, help="For ASK: exit 0 for true and 1 for false.")
@cache_options
@click.option("--spreadsheet", is_flag=True, help="With -f csv: quote cells that a spreadsheet would run as a formula.")
@click.pass_context
def query(
    ctx: click.Context,
    name: str | None,
    params: tuple[str, ...],
    text: str | None,
    query_file: str | None,
    format_name: str | None,
    output: Path | None,
    languages: tuple[str, ...] | None,
    data: tuple[str, ...],
    why: bool,
    articles: Path | None,
    inference: str,
    timeout: float | None,
    memory: int | None,
    engine: str,
    explain: bool,
    why_not: str,
    allow_service: bool,
    base: str | None,
    exit_status: bool,
    spreadsheet: bool,
    cache_folder: Path | None,
    no_cache: bool,
) -> None:
    """Run the stored query NAME, or SPARQL of your own (-q, --query-file).

    `kgtools queries` lists the stored queries and `kgtools queries NAME` tells what one needs. A parameter that names
    a thing takes an IRI, a prefixed name, a slug, or a label in any language. In Python: KnowledgeGraph.query()
    """
    from kgtools.cli import told
    from kgtools.cli._files import read_text
    from kgtools.cli._project import opened
    from kgtools.cli._watch import watched
    from kgtools.errors import UsageError
    from kgtools.query import Truth
    from kgtools.table.limits import out_of_time

    if sum(given is not None for given in (name, text, query_file)) != 1:
        raise UsageError("give one of these: the name of a stored query, -q or --query-file.")
    if query_file == "-" and "-" in data:
        raise UsageError("standard input can be read only once, and --query-file and --data both name it; name a file.")
    if text is not None and _is_file(text):
        raise UsageError(f"{text} is a file; read the query from it with --query-file {text}")
    if articles is not None and not why:
        raise UsageError("--articles needs --why.")
    if explain and engine == "oxigraph":
        raise UsageError("--explain works with kgtools' own engine only; leave out --engine.")
    chosen = _chosen_format(format_name, output)
    if output is not None and str(output) == "-":
        output = None
    _check_terminal(chosen, output)
    source = ""
    query_base = base
    if query_file is not None:
        text, source = read_text(query_file), query_file
        if base is None and query_file != "-":
            query_base = Path(query_file).absolute().as_uri()
    cache = chosen_cache(cache_folder, no_cache)
    graph = opened(ctx, data, base=base, cache=cache)
    if articles is not None and not ctx.obj["quiet"]:
        for sentence in graph.articles(articles).missing():
            click.echo(sentence, err=True)
    seconds = graph.project.timeout if timeout is None else timeout or None
    # loading is done within the limits, too: a large file takes longer than most queries
    begun = time.monotonic()
    trace = _trace(chosen) if explain else None
    differences: list[str] = []
    remarks: list[Remark] = []
    asked = why_not != "none" and not ctx.obj["quiet"]
    with watched(seconds, told(out_of_time(seconds or 0))):
        answer = graph.query(
            name,
            text=text,
            params=_parameters(params),
            languages=languages,
            why=why,
            articles=articles,
            inference=inference,
            base=query_base,
            source=source,
            allow_service=allow_service,
            timeout=seconds,
            memory=memory,
            engine=engine,
            disagreed=differences.append,
            trace=trace,
            remarked=remarks.append if asked else None,
        )
        if ctx.obj["verbose"]:
            click.echo(f"{graph!r}: answered in {time.monotonic() - begun:.2f} s", err=True)
        if exit_status and not isinstance(answer, bool | Truth):
            raise UsageError("--exit-status works with ASK queries only.")
        if trace is not None:
            written = _plan(trace, chosen, graph.query_prefixes)
        else:
            written = _written(answer, chosen, graph.query_prefixes, _on_terminal(output), spreadsheet)
    _put(written, chosen, output)
    if remarks:
        click.echo(_remarked(remarks, why_not), err=True)
    for sentence in differences:
        click.echo(f"error: {sentence}", err=True)
    write_kept(cache, quiet=ctx.obj["quiet"])
    if differences:
        ctx.exit(3)
    if exit_status:
        ctx.exit(0 if answer else 1)


def _remarked(remarks: Sequence[Remark], how: str) -> str:
    """Why an answer is empty, a line each; or all of it as one line of JSON."""
    if how == "json":
        import json

        return json.dumps({"whyNot": [remark.as_dict() for remark in remarks]}, ensure_ascii=False)
    return "\n".join(f"why not: {remark}" for remark in remarks)


def _trace(format: str) -> Trace:
    from kgtools.errors import UsageError
    from kgtools.sparql.evaluate.explain import Trace

    if format not in ("table", "json"):
        raise UsageError("--explain writes text, or JSON with -f json.")
    return Trace()


def _plan(trace: Trace, format: str, prefixes: PrefixTable) -> bytes:
    """The plan as an answer is written; as text with the prefixes that a table has."""
    import json
    import re

    if format == "json":
        return json.dumps(trace.as_list(), ensure_ascii=False, indent=2).encode() + b"\n"
    from kgtools.text.characters import visible

    def short(iri: re.Match[str]) -> str:
        return prefixes.shorten(iri[1]) or iri[0]

    return "".join(f"{visible(re.sub('<([^<>]+)>', short, line))}\n" for line in trace.lines()).encode()


def _check_terminal(format: str, output: Path | None) -> None:
    from kgtools.errors import UsageError
    from kgtools.query import RESULT_FORMATS

    if _on_terminal(output) and any(known.name == format and known.binary for known in RESULT_FORMATS):
        raise UsageError(
            f"{format} is a binary format and is not written to a terminal; write it to a file: -o answer.{format}"
        )


def _on_terminal(output: Path | None) -> bool:
    return output is None and sys.stdout is not None and sys.stdout.isatty()


def _written(answer: Answer, format: str, prefixes: object, terminal: bool, spreadsheet: bool) -> bytes:
    from kgtools.model.prefixes import PrefixTable
    from kgtools.query import write_answer

    assert isinstance(prefixes, PrefixTable)
    return write_answer(
        answer,
        format=format,
        prefixes=prefixes,
        width=_width(terminal),
        colour=terminal and not os.environ.get("NO_COLOR"),
        spreadsheet=spreadsheet,
    )


def _put(written: bytes, format: str, output: Path | None) -> None:
    if output is not None:
        from kgtools.writing import write_bytes

        write_bytes(output, written)
        return
    terminal = _on_terminal(output)
    if terminal and format != "table":
        # a standard format has the characters of the data as they are; a terminal would act on some
        from kgtools.text.characters import visible

        lines = written.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
        written = "\n".join("\t".join(map(visible, line.split("\t"))) for line in lines).encode()
    click.echo(written, nl=terminal and not written.endswith(b"\n"))


def _chosen_format(name: str | None, output: Path | None) -> str:
    """The name of the format; what it is good for shows when the answer is there."""
    from kgtools.errors import UnknownNameError
    from kgtools.query import RESULT_FORMATS, result_format
    from kgtools.reading import FORMATS, format_by_name

    wanted = name if name is not None else output.suffix.lstrip(".") if output is not None else ""
    if not wanted:
        return "table"
    try:
        return result_format(wanted).name
    except UnknownNameError:
        pass
    try:
        return format_by_name(wanted).name
    except UnknownNameError as error:
        known = [f.name for f in RESULT_FORMATS] + [f.name for f in FORMATS]
        raise UnknownNameError("format", wanted, known, hint="Name it with -f." if name is None else "") from error


def _parameters(given: Sequence[str]) -> dict[str, str | list[str]]:
    from kgtools.errors import UsageError

    values: dict[str, list[str]] = {}
    for part in given:
        name, equals, value = part.partition("=")
        if not equals or not name:
            raise UsageError(f'"{part[:60]}" is not a parameter; write name=value.')
        values.setdefault(name.strip(), []).append(value)
    return {name: parts[0] if len(parts) == 1 else parts for name, parts in values.items()}


def _is_file(text: str) -> bool:
    """Whether a query is the name of a file: what has no space and no brace is no query."""
    return not any(c.isspace() or c == "{" for c in text) and len(text) < 1000 and bool(text) and Path(text).is_file()


def _width(terminal: bool) -> int | None:
    """The width to fit: COLUMNS where it is set, else that of the terminal, else as wide as the data."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdigit() and int(columns) > 0:
        return int(columns)
    if not terminal:
        return None
    import shutil

    return shutil.get_terminal_size().columns
