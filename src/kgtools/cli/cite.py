"""`kgtools cite`: how to cite a thing or a claim of the graph."""

from __future__ import annotations

from pathlib import Path

import click

from kgtools.cli._formats import data_option, input_format_option
from kgtools.cli._languages import language_option

__all__ = ["cite"]


@click.command(epilog="Example: kgtools cite claim:003-0017 -f bibtex")
@click.argument("name", metavar="ENTITY|CLAIM")
@data_option("Look in")
@input_format_option()
@click.option(
    "-f",
    "--format",
    "format_name",
    type=click.Choice(["text", "bibtex", "csl-json", "nanopub"]),
    default="text",
    show_default=True,
    help="nanopub is TriG and holds one claim.",
)
@language_option("labels", default="the project's")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file to write.")
@click.pass_context
def cite(
    ctx: click.Context,
    name: str,
    data: tuple[str, ...],
    input_format: str | None,
    format_name: str,
    languages: tuple[str, ...] | None,
    output: Path | None,
) -> None:
    """Cite a thing or a claim: article, publisher, offsets, digest, and the version of the graph.

    A citation of a thing names every passage that its facts rest on. In Python: KnowledgeGraph.cite(name)
    """
    from kgtools.cli._project import open_graph
    from kgtools.text.languages import check_languages
    from kgtools.writing import write_bytes

    tags = None if languages is None else check_languages(languages)
    text = open_graph(ctx, data, format=input_format).cite(name, format=format_name, languages=tags)
    if output is None or str(output) == "-":
        click.echo(text, nl=False)
    else:
        write_bytes(output, text.encode())
