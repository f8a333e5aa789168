"""The questions that a graph answers: the list of stored queries, and each with its form and its answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from kgtools.errors import (
    AmbiguousNameError,
    KgtoolsError,
    LimitError,
    NotFoundError,
    ParameterError,
    QueryError,
    UnknownNameError,
    UsageError,
)
from kgtools.pages.answers import answer_to, field_name, parameter_values
from kgtools.pages.contents import Contents
from kgtools.pages.kinds.answer_rows import answer_rows
from kgtools.pages.request import Alternate, Document, Request
from kgtools.pages.templates import rendered
from kgtools.text.languages import in_language
from kgtools.text.markup import Html, joined

if TYPE_CHECKING:
    from kgtools.query import StoredQuery
    from kgtools.query.stored.header import Parameter
    from kgtools.sparql.why_not.remark import Remark

__all__ = ["answer_data", "answer_endings", "queries", "query", "query_arguments"]

#: members of a class that a field suggests, and for which a static site has an answer
_MAX_SUGGESTED = 500
_MAX_ANSWERS = 200
#: the formats of rows, and of triples, that are linked
_OF_ROWS = {"csv": "text/csv", "json": "application/json"}
_OF_TRIPLES = {"ttl": "text/turtle"}


class Field(NamedTuple):
    """A field of the form of a query: a parameter, what was given, what is wrong with it, and what it may be."""

    parameter: Parameter
    name: str
    description: str
    value: str
    error: str
    kind: str
    suggestions: tuple[str, ...]


def queries(contents: Contents, request: Request) -> Document:
    """The list of the stored queries by topic."""
    topics: dict[str, list[StoredQuery]] = {}
    for stored in contents.queries.values():
        topics.setdefault(stored.topic, []).append(stored)
    return Document(html=rendered("queries.html", contents, request, topics=list(topics.items())))


def query(contents: Contents, request: Request) -> Document:
    """A stored query: its form, and its answer where all that it needs is given.

    Raises :class:`NotFoundError` where there is no query of that name.
    """
    name = request.arguments["name"]
    stored = contents.queries.get(name)
    if stored is None:
        raise NotFoundError("stored query", name, contents.queries)
    values = parameter_values(stored, request)
    why = request.arguments.get("why", "") not in ("", "0", "no", "false")
    lacking = [p.name for p in stored.parameters if p.is_required and p.name not in values]
    answer, error = Html(""), _fault_of_text(stored, contents)
    remarks: list[Remark] = []
    if not lacking and error is None:
        try:
            answer = _answer(stored, values, why, contents, request, remarks)
        except (UsageError, LimitError, QueryError) as raised:
            if request.is_static and isinstance(raised, LimitError):
                # what another machine has the time for is not part of a site that is the same everywhere
                raise
            error = raised
    fields = [_field(stored, parameter, values, error, contents, request) for parameter in stored.parameters]
    alternates = () if lacking or error is not None else _alternates(stored, values, request)
    html = rendered(
        "query.html",
        contents,
        request,
        query=stored,
        fields=fields,
        why=why,
        answer=answer,
        lacking=lacking,
        # the file by its name: where it lies is another place on another machine
        remarks=[str(remark._replace(source=stored.path.name)) for remark in remarks],
        error=None if error is None or any(field.error for field in fields) else _error_text(error, stored),
        asked=bool(values),
        alternates=alternates,
        command=_command(stored, values),
        prepared=_prepared(stored, contents, request),
    )
    has_answer = bool(answer) and error is None
    # what is wrong with a default is no mistake of the reader
    is_fault = isinstance(error, QueryError)
    status = 500 if is_fault else 503 if isinstance(error, LimitError) else 400 if error is not None and values else 200
    fault = str(error) if is_fault else ""
    return Document(html=html, status=status, alternates=alternates, has_answer=has_answer, fault=fault)


def _fault_of_text(stored: StoredQuery, contents: Contents) -> KgtoolsError | None:
    """What is wrong with the text of a query whatever the values are; the prefixes are known only here."""
    from kgtools.query.stored.template import parse_template

    prefixes = contents.graph.query_prefixes | contents.graph.prefixes
    try:
        parse_template(stored.text, stored.parameters, source=str(stored.path), prefixes=prefixes)
    except QueryError as error:
        return error
    return None


def _error_text(error: KgtoolsError, stored: StoredQuery) -> str:
    """An error as a page says it: with the file by its name, since where it lies is another place elsewhere."""
    if not isinstance(error, QueryError):
        return str(error)
    place = [stored.path.name, *(str(part) for part in (error.line, error.column) if part is not None)]
    return f"{':'.join(place)}: {error.reason}"


def answer_endings(stored: StoredQuery) -> Mapping[str, str]:
    """The endings of the files with the answer to a query, with their media types."""
    return _OF_ROWS if stored.form in ("select", "ask") else _OF_TRIPLES


def answer_data(contents: Contents, request: Request, ending: str) -> bytes:
    """The answer to a stored query as ``csv``, ``json`` or ``ttl``. Raises what the query raises."""
    from kgtools.query import write_answer

    stored = contents.queries[request.arguments["name"]]
    values = parameter_values(stored, request)
    answer = answer_to(stored, values, contents, request)
    return write_answer(answer, format=ending, prefixes=contents.graph.query_prefixes)


def query_arguments(contents: Contents) -> Iterable[Mapping[str, str]]:
    """The arguments of the page of each query, and of the answers that a static site has.

    A query with one required parameter that names a thing of a class is answered for each member, of few.
    """
    for stored in contents.queries.values():
        yield {"name": stored.name}
        for _, arguments in _answers(stored, contents):
            yield {"name": stored.name, **arguments}


def _answers(stored: StoredQuery, contents: Contents) -> list[tuple[str, dict[str, str]]]:
    """The things that a static site answers a query for, and the arguments of the answer."""
    required = [p for p in stored.parameters if p.is_required]
    if len(required) != 1 or required[0].type != "entity" or required[0].of is None:
        return []
    members = contents.members(stored.class_name(required[0].of))
    if len(members) > _MAX_ANSWERS:
        return []
    return [(iri, {field_name(required[0].name): contents.short(iri)}) for iri in members]


def _answer(
    stored: StoredQuery,
    values: Mapping[str, str],
    why: bool,
    contents: Contents,
    request: Request,
    remarks: list[Remark],
) -> Html:
    from kgtools.query import Solutions, Triples, Truth

    # a site has no page where nothing is found
    shows_reasons = not (request.is_static and len(request.arguments) > 1)
    answer = answer_to(stored, values, contents, request, why=why, remarks=remarks if shows_reasons else None)
    t = request.words
    if isinstance(answer, Solutions):
        rows = list(answer.rows())
        reasons = None if answer.why is None else list(answer.why)
        return answer_rows(stored, answer.variables, rows, contents, request, why=reasons)
    if isinstance(answer, Triples):
        from kgtools.query import write_answer
        from kgtools.text.markup import element

        return element("pre", element("code", write_answer(answer, format="turtle").decode()), dir="ltr")
    from kgtools.pages.tables import reason_html
    from kgtools.text.markup import element

    reasons_of = answer.why if isinstance(answer, Truth) else ()
    items = (element("li", reason_html(reason, contents, request)) for reason in reasons_of)
    return joined(
        element("p", t("true") if answer else t("false"), class_="truth"),
        element("ul", *items, class_="sources") if reasons_of else None,
    )


def _field(
    stored: StoredQuery,
    parameter: Parameter,
    values: Mapping[str, str],
    error: KgtoolsError | None,
    contents: Contents,
    request: Request,
) -> Field:
    kind = parameter.item_type
    suggestions: tuple[str, ...] = ()
    if kind == "entity" and parameter.of is not None:
        members = contents.members(stored.class_name(parameter.of))
        if len(members) <= _MAX_SUGGESTED:
            labels = {contents.label(iri, request.languages).value for iri in members}
            suggestions = tuple(sorted(labels, key=lambda label: (label.casefold(), label)))
    default = parameter.default
    value = values.get(parameter.name)
    if value is None and default is not None:
        value = default if isinstance(default, str) else ",".join(default)
    return Field(
        parameter,
        field_name(parameter.name),
        in_language(parameter.descriptions, request.languages),
        value or "",
        _wrong(parameter, values, error),
        kind,
        suggestions,
    )


def _wrong(parameter: Parameter, values: Mapping[str, str], error: KgtoolsError | None) -> str:
    """What an error says of a parameter; nothing where it is about something else."""
    if isinstance(error, ParameterError) and error.parameter == parameter.name:
        return str(error)
    if isinstance(error, UnknownNameError | AmbiguousNameError) and parameter.item_type == "entity":
        value = values.get(parameter.name, "")
        if error.name.strip() in {value, *(part.strip() for part in value.split(","))}:
            return str(error)
    return ""


def _alternates(stored: StoredQuery, values: Mapping[str, str], request: Request) -> tuple[Alternate, ...]:
    endings = answer_endings(stored)
    by_field = {field_name(p.name): values[p.name] for p in stored.parameters if p.name in values}
    links = ((ending, request.links.to_answer(stored.name, ending, **by_field)) for ending in endings)
    return tuple(Alternate(endings[ending], href, ending.upper()) for ending, href in links if href is not None)


def _prepared(stored: StoredQuery, contents: Contents, request: Request) -> list[Html]:
    """In a static site, links to the answers that it has."""
    if not request.is_static or len(request.arguments) > 1:
        return []
    links = []
    for iri, arguments in _answers(stored, contents):
        href = request.links.to("query", name=stored.name, **arguments)
        if href is not None:
            links.append(contents.link_to(href, iri, request))
    return links


def _command(stored: StoredQuery, values: Mapping[str, str]) -> str:
    import shlex

    if not values:
        return stored.example
    return " ".join(["kgtools query", stored.name, *(f"-p {shlex.quote(f'{k}={v}')}" for k, v in values.items())])
