"""`kgtools show`: what the graph knows about one thing."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import click

from kgtools.cli._formats import data_option, input_format_option
from kgtools.cli._languages import language_option
from kgtools.cli._limits import work_limits
from kgtools.cli._records import gather

__all__ = ["show"]


class _Files(NamedTuple):
    """The files to look in, and their format."""

    data: tuple[str, ...]
    input_format: str | None


class _Contents(NamedTuple):
    """Which facts of the thing are shown, and with which passages."""

    at: str | None
    articles: Path | None


@click.command(epilog="Example: kgtools show 'Guillaume Lample' --at 2023-06")
@click.argument("entity")
@data_option("Look in")
@input_format_option()
@click.option(
    "--at",
    metavar="DATE",
    help="Only what certainly or possibly held then: a month (2023-06) or a day, not a whole year.",
)
@language_option("labels", default="the project's")
@click.option(
    "--articles",
    type=click.Path(path_type=Path),
    help="The folder with your own copies of the articles, to print the passages from.",
)
@work_limits("Stop")
@click.option("-f", "--format", "format_name", type=click.Choice(["text", "json"]), default="text", show_default=True)
@gather(files=_Files, contents=_Contents)
@click.pass_context
def show(
    ctx: click.Context,
    entity: str,
    files: _Files,
    contents: _Contents,
    languages: tuple[str, ...] | None,
    timeout: float | None,
    memory: int | None,
    format_name: str,
) -> None:
    """Show what the graph knows about ENTITY, in order of time, with the source of each fact.

    Then what is disputed, undecided, denied, unknown or set aside, reasons and views, and where it is only mentioned.

    ENTITY is an IRI, a prefixed name, a slug, or a label in any language. In Python: KnowledgeGraph.show(name)
    """
    from kgtools.cli import message_of
    from kgtools.cli._project import open_graph
    from kgtools.cli._watch import watched
    from kgtools.query.portrait import portrait_document, portrait_lines
    from kgtools.table.limits import out_of_time
    from kgtools.text.languages import check_languages

    graph = open_graph(ctx, files.data, format=files.input_format)
    tags = None if languages is None else check_languages(languages)
    seconds = graph.project.timeout if timeout is None else timeout or None
    late = out_of_time(seconds or 0, what="the portrait", otherwise="")
    with watched(seconds, message_of(late)):
        portrait = graph.show(entity, languages=tags, at=contents.at, timeout=seconds, memory=memory)
    folder = None if contents.articles is None else graph.articles(contents.articles)
    if format_name == "json":
        import json

        click.echo(json.dumps(portrait_document(portrait), ensure_ascii=False, indent=2))
        return
    passage = None if folder is None else folder.passage
    click.echo("\n".join(portrait_lines(portrait, passage, dated=contents.at is not None)))
