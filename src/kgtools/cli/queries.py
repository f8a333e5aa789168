"""`kgtools queries`: what stored queries there are, what each needs and gives."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from kgtools.cli._languages import language_option
from kgtools.errors import UnknownNameError
from kgtools.model.json import JsonDict
from kgtools.text.languages import in_language

if TYPE_CHECKING:
    from kgtools.errors import KgtoolsError
    from kgtools.query import StoredQuery

__all__ = ["queries"]


@click.command(epilog="Example: kgtools queries employed-at")
@click.argument("name", required=False)
@click.option("-f", "--format", "format_name", type=click.Choice(["text", "json"]), default="text", show_default=True)
@language_option("titles", default="the project's")
@click.pass_context
def queries(ctx: click.Context, /, name: str | None, format_name: str, languages: tuple[str, ...] | None) -> None:
    """List the stored queries, or tell what the query NAME needs and what it gives.

    In Python: KnowledgeGraph.stored_queries()
    """
    from kgtools.cli._project import project_graph
    from kgtools.text.characters import visible
    from kgtools.text.languages import check_languages

    graph = project_graph(ctx, is_expected=True)
    errors: list[KgtoolsError] = []
    stored = graph.stored_queries(on_error=errors.append)
    for error in errors:
        if name is not None and f"/{name}.rq" in f"/{getattr(error, 'source', '')}":
            raise error
        if name is None and not ctx.obj["quiet"]:
            click.echo(f"remark: not a stored query: {error}", err=True)
    shown_in = graph.project.languages if languages is None else check_languages(languages)
    if name is not None and name not in stored:
        raise UnknownNameError("stored query", name, stored)
    if format_name == "json":
        described: object = {n: _described(q, shown_in) for n, q in stored.items()} if name is None else None
        document = _described(stored[name], shown_in) if name is not None else described
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    elif name is None:
        click.echo("\n".join(map(visible, _listed(stored, shown_in))))
    else:
        click.echo("\n".join(map(visible, _description_lines(stored[name], shown_in))))


def _listed(queries: Mapping[str, StoredQuery], languages: Sequence[str]) -> list[str]:
    width = max(map(len, queries), default=0)
    lines: list[str] = []
    topic = None
    for name, query in queries.items():
        if query.topic != topic:
            topic = query.topic
            lines += ([""] if lines else []) + [topic]
        lines.append(f"  {name.ljust(width)}  {query.title(languages)}")
    return lines or ["The project has no stored queries."]


def _description_lines(query: StoredQuery, languages: Sequence[str]) -> list[str]:
    lines = [f"{query.name}: {query.title(languages)}"]
    if query.description(languages):
        lines += ["", *_paragraph(query.description(languages))]
    if query.parameters:
        lines += ["", "Parameters:"]
        for parameter in query.parameters:
            kind = parameter.type
            if parameter.items:
                kind += f" of {parameter.items}"
            if parameter.of:
                kind += f", a {parameter.of}"
            if parameter.values:
                kind += f": {', '.join(parameter.values)}"
            need = "optional" if parameter.optional else "required"
            if parameter.default is not None:
                need = f"default {_default_text(parameter.default)}"
            also = f"; also {', '.join(parameter.aliases)}" if parameter.aliases else ""
            lines.append(f"  {parameter.name} ({kind}; {need}{also})")
            meaning = in_language(parameter.descriptions, languages)
            if meaning:
                lines.append(f"      {meaning}")
    if query.columns:
        width = max(len(column.name) for column in query.columns)
        lines += ["", "Columns:"]
        lines += [f"  {c.name.ljust(width)}  {in_language(c.descriptions, languages)}".rstrip() for c in query.columns]
    lines += ["", "Example:", f"  {query.example}"]
    return lines


def _paragraph(text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(" ".join(text.split()), 96)


def _described(query: StoredQuery, languages: Sequence[str]) -> JsonDict:
    return {
        "name": query.name,
        "topic": query.topic,
        "form": query.form,
        "title": query.title(languages),
        "description": query.description(languages),
        "tags": list(query.header.tags),
        "parameters": [
            {
                "name": p.name,
                "type": p.type,
                "class": p.of,
                "items": p.items,
                "values": list(p.values),
                "aliases": dict(p.aliases),
                "required": p.is_required,
                "default": p.default,
                "example": p.example,
                "description": in_language(p.descriptions, languages),
            }
            for p in query.parameters
        ],
        "columns": [{"name": c.name, "description": in_language(c.descriptions, languages)} for c in query.columns],
        "example": query.example,
    }


def _default_text(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ",".join(value)
