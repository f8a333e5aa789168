"""`kgtools articles`: the articles of a project, a new one, and one against the others."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from kgtools.cli._languages import language_option
from kgtools.cli._records import gather
from kgtools.errors import UsageError

if TYPE_CHECKING:
    from kgtools.data.articles.comparison import ArticleComparison, ComparedClaim
    from kgtools.graph import KnowledgeGraph
    from kgtools.query.portrait import SourceRef

__all__ = ["articles"]

_EPILOG = """\b
Examples:
  kgtools articles
  kgtools articles add ferry.txt --id 005 --language en --publisher 'The Harbour Post'
  kgtools articles compare 005"""
_TITLES = (
    ("conflicts", "A conflict with another article is recorded"),
    ("differs", "Another value than another article gives"),
    ("agrees", "Said by another article as well"),
    ("new", "New"),
)


class _Details(NamedTuple):
    """What is known of an article to add: the keywords of :meth:`kgtools.graph.KnowledgeGraph.add_article`."""

    language: str | None
    title: str | None
    publisher: str | None
    creator: str | None
    issued: str | None
    url: str | None


@click.command(epilog=_EPILOG)
@click.argument("action", type=click.Choice(["list", "add", "compare"]), default="list", required=False)
@click.argument("what", metavar="FILE|ID", required=False)
@click.option("--id", "number", metavar="NNN", help="add: the three digits of the new article.")
@click.option("--language", metavar="TAG", help="add: the language of the article, such as en (default: guessed).")
@click.option("--title", help="add: its title.")
@click.option("--publisher", help="add: who published it.")
@click.option("--author", "creator", help="add: who wrote it.")
@click.option("--date", "issued", metavar="DATE", help="add: when it was published: a year, a month or a day.")
@click.option("--url", help="add: its address.")
@language_option("labels", default="the project's")
@click.option("-f", "--format", "format_name", type=click.Choice(["text", "json"]), default="text", show_default=True)
@gather(details=_Details)
@click.pass_context
def articles(
    ctx: click.Context,
    action: str,
    what: str | None,
    number: str | None,
    details: _Details,
    languages: tuple[str, ...] | None,
    format_name: str,
) -> None:
    """List the articles of a project, add one, or compare one with the others.

    `add FILE --id NNN` writes data/articles/NNN.trig with the digest and the length of the text, and no claim yet; the
    text itself stays where it is. `compare NNN` tells which claims of the article are new, which
    another article makes too, and which differ. In Python: KnowledgeGraph.add_article(),
    KnowledgeGraph.compare_article()
    """
    from kgtools.cli._project import project_graph

    graph = project_graph(ctx, is_expected=action == "add")
    if action == "list":
        if what is not None:
            raise UsageError(f'`kgtools articles list` takes no argument; leave out "{what}".')
        _list(graph, format_name)
    elif action == "compare":
        if what is None:
            raise UsageError("name the article to compare, such as: kgtools articles compare 005.")
        comparison = graph.compare_article(what, languages=languages)
        click.echo(_document(comparison) if format_name == "json" else _text(comparison), nl=False)
    else:
        if what is None or number is None:
            raise UsageError("name the text and its id: kgtools articles add FILE --id 005.")
        _add(graph, what, number, details, quiet=bool(ctx.obj["quiet"]))


def _add(graph: KnowledgeGraph, file: str, number: str, details: _Details, *, quiet: bool) -> None:
    """Add the article of a text, and say where it was written."""
    path = graph.add_article(file, number=number, **details._asdict())
    if quiet:
        return
    click.echo(f"wrote {path}", err=True)
    if details.language is None:
        language = graph.article_records()[number].language
        remark = "the language could not be guessed" if language == "und" else f'the language seems to be "{language}"'
        click.echo(f"{remark}; set it with --language.", err=True)
    if not Path(file).name.startswith(number):
        click.echo(f"`kgtools sources` finds the text where its name begins with {number}.", err=True)


def _list(graph: KnowledgeGraph, format_name: str) -> None:
    records = graph.article_records()
    if format_name == "json":
        click.echo(json.dumps([asdict(r) for r in records.values()], ensure_ascii=False, indent=2))
        return
    for record in records.values():
        click.echo(f"{record.number}  {record.language}  {record.length} characters  SHA-256 {record.sha256}")


def _text(comparison: ArticleComparison) -> str:
    from kgtools.text.characters import safe

    lines = [f"article {comparison.number}: {comparison.count} claims compared"]
    if comparison.things:
        lines += ["", "Things that no other article names"]
        lines += [f"  {safe(thing.text)}  {thing.iri}" for thing in comparison.things]
    for name, heading in _TITLES:
        claims: tuple[ComparedClaim, ...] = getattr(comparison, name)
        if claims:
            lines += ["", f"{heading} ({len(claims)})"]
        for one in claims:
            lines.append(f"  {_source(one.claim)}" + (f" ({one.kind})" if one.kind else ""))
            lines += [f"    {_source(other)}" for other in one.other_claims]
    if comparison.open:
        lines += ["", f"Without a decision ({len(comparison.open)})"]
        lines += [f"  {_source(claim)}" for claim in comparison.open]
    return "\n".join(lines) + "\n"


def _source(source: SourceRef) -> str:
    from kgtools.text.characters import safe

    return safe(f"{source.article}:{source.start}-{source.end}  {source.gist or source.claim}")


def _document(comparison: ArticleComparison) -> str:
    return json.dumps(asdict(comparison), ensure_ascii=False, indent=2) + "\n"
