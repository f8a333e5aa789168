"""The generated page of the stored queries, made from their headers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kgtools.project import GraphProject
from kgtools.query import Column, Parameter, StoredQuery, stored_queries


def page() -> str:
    """The text of docs/queries.md."""
    return queries_page(stored_queries(GraphProject.shipped().query_files()).values())


def queries_page(queries: Iterable[StoredQuery]) -> str:
    """The Markdown of the page: for each query what it answers, needs and gives, and a line that runs it."""
    found = list(queries)
    lines = [
        "# The stored queries",
        "",
        "Made from the headers of `queries/*/*.rq` by `python -m tests.generated`; do not edit. How to write one:",
        "[sparql.md](sparql.md).",
        "",
        "| query | answers |",
        "| --- | --- |",
        *(f"| [`{q.name}`](#{q.name}) | {_cell(q.title())} |" for q in found),
    ]
    topic = ""
    for query in found:
        if query.topic != topic:
            topic = query.topic
            lines += ["", f"## {topic}"]
        lines += ["", f"### {query.name}", "", _sentence(query.title())]
        other = [f"{tag}: {text}" for tag, text in sorted(query.header.titles.items()) if tag != "en"]
        if other:
            lines += ["", f"*{'; '.join(other)}*"]
        if query.description():
            lines += ["", " ".join(query.description().split())]
        if query.parameters:
            lines += ["", "| parameter | type | value | meaning |", "| --- | --- | --- | --- |"]
            lines += [_parameter(p) for p in query.parameters]
        if query.columns:
            lines += ["", "| column | meaning |", "| --- | --- |"]
            lines += [_column(c) for c in query.columns]
        lines += ["", "```sh", query.example, "```"]
    return "\n".join(lines) + "\n"


def _parameter(parameter: Parameter) -> str:
    kind = parameter.type + (f" of {parameter.items}" if parameter.items else "")
    if parameter.of:
        kind += f" (`{parameter.of}`)"
    if parameter.values:
        kind += ": " + ", ".join(f"`{value}`" for value in parameter.values)
    value = "optional" if parameter.optional else "required"
    if parameter.default is not None:
        value = f"default `{_shown(parameter.default)}`"
    elif parameter.example is not None:
        value += f", such as `{_shown(parameter.example)}`"
    names = ", ".join(f"`{name}`" for name in (parameter.name, *parameter.aliases))
    return f"| {names} | {kind} | {value} | {_cell(_meaning(parameter.descriptions))} |"


def _column(column: Column) -> str:
    return f"| `{column.name}` | {_cell(_meaning(column.descriptions))} |"


def _meaning(texts: Mapping[str, str]) -> str:
    return texts.get("en", "")


def _shown(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ",".join(value)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else text + "."
