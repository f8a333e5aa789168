"""`kgtools pack`: a graph as Parquet that SQL engines query."""

from __future__ import annotations

from pathlib import Path

import click

from kgtools.cli._formats import input_format_option
from kgtools.cli._limits import Mebibytes
from kgtools.cli._progress import progress_line
from kgtools.errors import ParameterError, UsageError

__all__ = ["pack"]

_EPILOG = """\b
Examples:
  kgtools pack data.nt -o data.pack
  kgtools pack triples.parquet --column subject=from --column object=to -o data.pack
  kgtools validate data.pack --shapes shapes.ttl"""


@click.command(epilog=_EPILOG)
@click.argument("files", metavar="[FILE]...", nargs=-1)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="DIR", required=True, help="The folder of the pack."
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="ROLE=NAME",
    help="Of Parquet files: the column that is the subject, predicate, object, kind, datatype, language or graph; may "
    "be repeated.",
)
@click.option(
    "--memory",
    type=Mebibytes(min=1, max=1 << 30),
    metavar="MB",
    help="Pack N-Triples and N-Quads block by block if they need more memory than this, in MiB (default: half of what "
    "is free).",
)
@input_format_option()
@click.option("--base", metavar="IRI", help="Resolve relative IRIs against this (default: the file's own IRI).")
@click.pass_context
def pack(
    ctx: click.Context,
    files: tuple[str, ...],
    output: Path,
    columns: tuple[str, ...],
    memory: int | None,
    input_format: str | None,
    base: str | None,
) -> None:
    """Write the project's graph, or the RDF of the FILEs, as a pack: a folder of Parquet files.

    A row is a triple; beside it stands what SQL engines read differently: whether a literal is well-formed, and its
    place in the order of values. Parquet files of others are packed as well. In Python: KnowledgeGraph.pack()
    """
    from kgtools.cli._project import named_project, open_graph
    from kgtools.graph import KnowledgeGraph

    tables = [file for file in files if file.casefold().endswith(".parquet")]
    if tables and len(tables) < len(files):
        raise UsageError("Parquet files and RDF files cannot be packed together; give one kind.")
    if columns and not tables:
        raise UsageError("--column is for Parquet files; name one, or leave out --column.")
    if tables:
        graph = KnowledgeGraph.from_tables(tables, columns=_mapping(columns), project=named_project(ctx))
    else:
        graph = open_graph(ctx, files, format=input_format, base=base)
    quiet = bool(ctx.obj["quiet"])
    show = progress_line(quiet=quiet)
    manifest = graph.pack(output, memory=memory, progress=show)
    if show is not None:
        click.echo("\r\x1b[K", err=True, nl=False)
    if not quiet:
        count = "1 triple" if manifest.triples == 1 else f"{manifest.triples:,} triples"
        click.echo(f"{output}: {count}.", err=True)


def _mapping(pairs: tuple[str, ...]) -> dict[str, str]:
    """The columns by their roles."""
    columns: dict[str, str] = {}
    for text in pairs:
        role, sign, name = text.partition("=")
        if not (role and sign and name):
            raise ParameterError("column", text, "write ROLE=NAME, such as subject=s")
        columns[role] = name
    return columns
