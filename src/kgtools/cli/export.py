"""`kgtools export`: the graph, or any RDF files, in another format."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kgtools.cli._endpoint import EndpointArguments, check_alone, endpoint_options
from kgtools.cli._files import GraphOutput
from kgtools.cli._formats import input_format_option
from kgtools.cli._records import gather
from kgtools.errors import UnknownNameError, UsageError

if TYPE_CHECKING:
    from kgtools.graph import KnowledgeGraph
    from kgtools.reading import Format
    from kgtools.views.view import View

__all__ = ["export"]

GRAPHS = ("accepted", "derived", "facts", "claims", "queried", "all")


@click.command(epilog="Example: kgtools export --graph accepted -f turtle -o accepted.ttl")
@click.argument("files", metavar="[FILE]...", nargs=-1)
@click.option(
    "-f",
    "--format",
    "format_name",
    help="turtle, trig, nt, nq, jsonld, rdfxml, or a media type; for other tools csv, parquet (a folder of tables), "
    "graphml, schema.org, org, rdf12.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The file to write; its extension can give the format."
)
@click.option(
    "--graph",
    "part",
    type=click.Choice(GRAPHS),
    help="The part of the project's graph; facts are accepted and derived together, queried is all with the facts as "
    "default graph, as queries see it (default: accepted; for schema.org and org facts; in a format with named graphs "
    "all).",
)
@click.option(
    "--store",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write what an Oxigraph store on disk holds; a store keeps literals in their canonical spelling.",
)
@input_format_option()
@click.option("--base", metavar="IRI", help="Resolve relative IRIs against this (default: the file's own IRI).")
@endpoint_options
@gather(target=GraphOutput)
@click.pass_context
def export(
    ctx: click.Context,
    files: tuple[str, ...],
    target: GraphOutput,
    part: str | None,
    store: Path | None,
    input_format: str | None,
    base: str | None,
    endpoint: EndpointArguments,
) -> None:
    """Write the project's graph, or the RDF of the FILEs, in another format.

    Lexical forms stay as they were written, and the same graph gives the same bytes. A format
    without named graphs gets the union of them. In Python: KnowledgeGraph.export()
    """
    from kgtools.cli._progress import progress_line
    from kgtools.cli._project import named_project, open_graph
    from kgtools.graph import KnowledgeGraph
    from kgtools.reading import Format
    from kgtools.writing import replaced

    output = target.output
    output_format = _output_format(target.format_name, output)
    if files and part is not None:
        raise UsageError("--graph is a part of the project's graph; leave it out, or leave the files out.")
    if endpoint.url is not None:
        check_alone("--endpoint", files=files, graph=part, store=store, input_format=input_format, base=base)
        graph = endpoint.open_graph(ctx)
    elif store is not None:
        if files or part is not None:
            raise UsageError("--store already names what to write; leave out the files and --graph.")
        graph = KnowledgeGraph.from_store(store, project=named_project(ctx))
        if not ctx.obj["quiet"]:
            click.echo(
                f"{store} stores literals in canonical spelling: `01` was stored, and is written, as `1`.", err=True
            )
    else:
        graph = open_graph(ctx, files, format=input_format, base=base)
    if not isinstance(output_format, Format):
        _export_view(graph, output_format, part, output)
        return
    quiet = bool(ctx.obj["quiet"])
    show = progress_line(quiet=quiet)
    to_stdout = output is None or str(output) == "-"
    with contextlib.nullcontext(sys.stdout.buffer) if to_stdout else replaced(output or "-") as stream:
        note = graph.export_to(stream, part=part, format=output_format, progress=show)
    if show is not None:
        click.echo("\r\x1b[K", err=True, nl=False)
    if note and not quiet:
        click.echo(note, err=True)


def _output_format(name: str | None, output: Path | None) -> Format | View:
    """The format or the view of a name, else of how the output ends, else Turtle."""
    from kgtools.reading import format_by_name, guess_format
    from kgtools.views.registry import VIEWS

    views = {view.name: view for view in VIEWS}
    if name is None:
        ending = "" if output is None else output.suffix.lstrip(".")
        if ending in views:
            return views[ending]
        return guess_format(output, writable=True) if output is not None and ending else format_by_name("turtle")
    if name.casefold() in views:
        return views[name.casefold()]
    try:
        return format_by_name(name)
    except UnknownNameError as error:
        # the views are formats here as well
        raise UnknownNameError("format", name, (*error.candidates, *views)) from None


def _export_view(graph: KnowledgeGraph, view: View, part: str | None, output: Path | None) -> None:
    if output is not None:
        graph.export_view_to(output, view.name, part=part)
        return
    if view.folder:
        raise UsageError(f"{view.name} writes several files; name a folder for them with -o.")
    (data,) = graph.export_view(view.name, part=part).values()
    click.echo(data, nl=False)
