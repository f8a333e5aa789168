"""`kgtools show`: what the graph knows about one thing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kgtools.cli._languages import language_option

if TYPE_CHECKING:
    from kgtools.data.articles import ArticleFolder
    from kgtools.query.portrait import Entry, Portrait, SourceRef

__all__ = ["show"]


@click.command(epilog="Example: kgtools show 'Guillaume Lample' --at 2023-06")
@click.argument("entity")
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
@click.option("-f", "--format", "format_name", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def show(
    ctx: click.Context,
    entity: str,
    at: str | None,
    languages: tuple[str, ...] | None,
    articles: Path | None,
    format_name: str,
) -> None:
    """Show what the graph knows about ENTITY, in order of time, with the source of each fact.

    ENTITY is an IRI, a prefixed name, a slug, or a label in any language. In Python: KnowledgeGraph.show(name)
    """
    from kgtools.cli._project import project_graph
    from kgtools.text.languages import check_languages

    graph = project_graph(ctx)
    portrait = graph.show(entity, languages=None if languages is None else check_languages(languages), at=at)
    folder = graph.articles(articles) if articles is not None else None
    if format_name == "json":
        import dataclasses
        import json

        click.echo(json.dumps(dataclasses.asdict(portrait), ensure_ascii=False, indent=2, default=str))
        return
    click.echo("\n".join(_lines(portrait, folder)))


def _lines(portrait: Portrait, folder: ArticleFolder | None) -> list[str]:
    from kgtools.text.characters import safe

    lines = [safe(portrait.label), f"  {portrait.iri}"]
    if portrait.kinds:
        lines.append("  is    " + ", ".join(map(safe, portrait.kinds)))
    by_text: dict[str, list[str]] = {}
    for name in portrait.names:
        by_text.setdefault(name.text, []).append(name.language)
    if by_text:
        names = (f"{safe(text)} ({', '.join(sorted(set(tags)))})" for text, tags in by_text.items())
        lines.append("  names " + ", ".join(names))
    for entry in portrait.entries:
        lines += ["", _headline(entry)]
        lines += [f"    {safe(p.label)}: {safe(p.value)}" for p in entry.properties if entry.kind]
        for source in entry.sources:
            lines += _source_lines(source, folder)
    return lines


def _headline(entry: Entry) -> str:
    from kgtools.text.characters import safe

    when = entry.start if entry.start == entry.end else f"{entry.start or '?'} to {entry.end or '?'}"
    if not entry.start and not entry.end:
        when = ""
    words = [when] if when else []
    if entry.kind:
        words.append(entry.kind)
    else:
        words += [f"{p.label}: {p.value}" for p in entry.properties]
    if entry.certainty:
        words.append(f"({entry.certainty})")
    return "  " + safe("  ".join(words))


def _source_lines(source: SourceRef, folder: ArticleFolder | None) -> list[str]:
    from kgtools.text.characters import safe

    if source.rule:
        return [f"      derived by the rule {source.rule} from {', '.join(source.premises)}"]
    lines = [f"      {source.article}:{source.start}-{source.end} {source.certainty}  {safe(source.gist)}".rstrip()]
    if folder is not None:
        passage = folder.passage(source.article, source.start, source.end)
        lines.append(f"        {safe(passage) if passage is not None else '(the passage cannot be read here)'}")
    return lines
