"""The OpenAPI 3.1 document of the server, made from the headers of the stored queries."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Required, TypeAlias, TypedDict
from urllib.parse import quote

from kgtools import __version__
from kgtools.model.json import Json, JsonDict
from kgtools.model.numbers import is_digits
from kgtools.query.stored.parameter_types import LIST
from kgtools.serving.messages import HttpRequest, HttpResponse
from kgtools.serving.problems import PROBLEM
from kgtools.serving.protocol.formats import OF_ROWS, OF_TRIPLES, OF_TRUTH, AnswerFormat, chosen_format
from kgtools.serving.stored.request import field_of
from kgtools.serving.stored.rows import ROWS_SCHEMA
from kgtools.text.languages import in_language

if TYPE_CHECKING:
    from kgtools.query import StoredQuery
    from kgtools.query.stored.header import Parameter
    from kgtools.serving.service import Service

__all__ = ["OpenApi", "Operation", "ParameterObject", "openapi", "openapi_document"]

Schema: TypeAlias = "Mapping[str, Json]"
#: a parameter of an operation (OpenAPI 3.1, section 4.8.12); a class cannot have a field ``in``
ParameterObject = TypedDict(
    "ParameterObject",
    {
        "name": Required[str],
        "in": Required[str],
        "schema": Required[Schema],
        "required": bool,
        "description": str,
        "example": str | list[str],
    },
    total=False,
)


class Operation(TypedDict, total=False):
    """What one method of an address does (OpenAPI 3.1, section 4.8.10)."""

    operationId: Required[str]
    summary: Required[str]
    tags: Required[list[str]]
    description: str
    parameters: list[ParameterObject]
    requestBody: Mapping[str, Json]
    responses: Required[Mapping[str, Json]]


class OpenApi(TypedDict):
    """The whole document (OpenAPI 3.1, section 4.8.1): by address and method, the operations."""

    openapi: str
    info: Mapping[str, Json]
    servers: list[Mapping[str, Json]]
    paths: dict[str, dict[str, Operation]]
    components: Mapping[str, Json]


#: longer defaults are written as text: a number in JSON is read as 64 bits
_MAX_DIGITS = 18
_TEXT: Mapping[str, Json] = {"type": "string"}
_PROBLEM: Mapping[str, Json] = {
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "one sentence"},
        "line": {"type": "integer", "minimum": 1},
        "column": {"type": "integer", "minimum": 1},
    },
}
_TRUTH: Mapping[str, Json] = {
    "type": "object",
    "required": ["version", "query", "boolean"],
    "properties": {"version": {"const": 1}, "query": _TEXT, "boolean": {"type": "boolean"}},
}
#: the values of types of parameters, as far as JSON Schema can say
_SCHEMAS: Mapping[str, Mapping[str, Json]] = {
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "year": {"type": "string", "pattern": "^[0-9]{4}$"},
    "date": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$"},
    "month": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"},
    "language": {"type": "string", "pattern": "^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$"},
}


def openapi(service: Service, request: HttpRequest) -> HttpResponse:
    """The document as JSON."""
    offered = [AnswerFormat("application/openapi+json", "json"), AnswerFormat("application/json", "json")]
    format = chosen_format(request.headers.get("accept", "") or "application/json", "", offered[::-1])
    document = openapi_document(service, request.origin)
    body = json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace")
    return HttpResponse(body=body, media_type=format.media_type, headers={"Vary": "Accept"}, is_kept=True)


def openapi_document(service: Service, origin: str) -> OpenApi:
    """The document as objects."""
    languages = service.graph.project.languages
    paths = {
        f"/api/queries/{quote(stored.name, safe='')}": {"get": _operation(stored, languages)}
        for stored in service.stored.values()
    }
    paths |= _others()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": service.contents.title,
            "version": __version__,
            "description": "Stored queries with typed parameters, SPARQL 1.1 Protocol, validation. Read-only.",
        },
        "servers": [{"url": origin}],
        "paths": paths,
        "components": {"schemas": {"Rows": ROWS_SCHEMA, "Truth": _TRUTH, "Problem": _PROBLEM}},
    }


def _operation(stored: StoredQuery, languages: tuple[str, ...]) -> Operation:
    is_rows = stored.form == "select"
    media_types = [format.media_type for format in _formats(stored)]
    content: JsonDict = {media_type: {} for media_type in media_types}
    if stored.form in ("select", "ask"):
        schema = "Rows" if is_rows else "Truth"
        content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}, **content}
    operation: Operation = {
        "operationId": stored.name,
        "summary": stored.title(languages) or stored.name,
        "tags": list(stored.header.tags) or [stored.topic],
        "parameters": [_parameter(parameter, languages) for parameter in stored.parameters] + _own(stored),
        "responses": {"200": {"description": "the answer", "content": content}, **_errors(400, 406, 414, 503)},
    }
    description = stored.description(languages)
    if description:
        operation["description"] = description
    return operation


def _formats(stored: StoredQuery) -> tuple[AnswerFormat, ...]:
    if stored.form in ("construct", "describe"):
        return OF_TRIPLES
    formats = OF_ROWS if stored.form == "select" else OF_TRUTH
    return tuple(one for one in formats if one.media_type != "application/json")


def _parameter(parameter: Parameter, languages: tuple[str, ...]) -> ParameterObject:
    schema: JsonDict = dict(_SCHEMAS.get(parameter.item_type, {"type": "string", "minLength": 1}))
    if not parameter.is_required:
        # an empty value is none, as forms send it
        schema.pop("minLength", None)
    if parameter.values:
        schema = {"type": "string", "enum": list(parameter.values)}
    default = parameter.default
    if parameter.type == LIST:
        schema = {"type": "array", "items": schema}
        if default is not None:
            schema["default"] = [default] if isinstance(default, str) else list(default)
    elif isinstance(default, str):
        schema["default"] = _json_default(default, str(schema["type"]))
    about = in_language(parameter.descriptions, languages)
    if parameter.of:
        about = f"{about} ({parameter.of}: an IRI, a prefixed name, or a label in any language)".strip()
    described: ParameterObject = {
        "name": field_of(parameter),
        "in": "query",
        "required": parameter.is_required,
        "schema": schema,
    }
    if about:
        described["description"] = about
    if isinstance(parameter.example, str):
        described["example"] = parameter.example
    elif parameter.example is not None:
        described["example"] = list(parameter.example)
    return described


def _json_default(text: str, kind: str) -> str | int | float | bool:
    """A default as JSON has it, where it fits the schema."""
    if kind == "integer" and is_digits(text.removeprefix("-")) and len(text) <= _MAX_DIGITS:
        return int(text)
    if kind == "number" and len(text) <= _MAX_DIGITS and re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", text):
        return float(text) if "." in text else int(text)
    return text in ("true", "1") if kind == "boolean" else text


def _own(stored: StoredQuery) -> list[ParameterObject]:
    whole: Schema = {"type": "integer", "minimum": 0, "maximum": 999_999_999}
    own: list[tuple[str, Schema, str]] = [
        ("lang", _TEXT, "the languages of labels, in order, such as he,en"),
        ("why", {"type": "boolean"}, "with what each row rests on"),
    ]
    if stored.form == "describe":
        own = own[:1]
    if stored.form == "select":
        names = [column.name for column in stored.columns]
        facets = [f"{name}{by}" for name in names for by in ("", ":year", ":month")]
        own += [
            ("limit", whole, "rows at most"),
            ("offset", whole, "rows to leave out at the beginning"),
            ("facet", {"type": "array", "items": {"enum": facets}}, "count the values of a column; plain JSON only"),
        ]
    return [{"name": name, "in": "query", "schema": schema, "description": about} for name, schema, about in own]


def _others() -> dict[str, dict[str, Operation]]:
    query: ParameterObject = {
        "name": "query",
        "in": "query",
        "schema": _TEXT,
        "description": "SPARQL 1.1; without it the endpoint describes itself",
    }
    graphs: list[ParameterObject] = [
        {"name": name, "in": "query", "schema": {"type": "array", "items": {"type": "string", "format": "iri"}}}
        for name in ("default-graph-uri", "named-graph-uri")
    ]
    answers: JsonDict = {format.media_type: {} for format in (*OF_ROWS, *OF_TRIPLES)}
    responses: JsonDict = {
        "200": {"description": "the answer", "content": answers},
        **_errors(400, 403, 406, 413, 415, 503),
    }
    form: Schema = {"type": "object", "required": ["query"], "properties": {"query": _TEXT}}
    return {
        "/sparql": {
            "get": {
                "operationId": "sparql-get",
                "summary": "A SPARQL query",
                "tags": ["SPARQL"],
                "parameters": [query, *graphs],
                "responses": responses,
            },
            "post": {
                "operationId": "sparql-post",
                "summary": "A SPARQL query in the body",
                "tags": ["SPARQL"],
                "parameters": graphs,
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/sparql-query": {"schema": _TEXT},
                        "application/x-www-form-urlencoded": {"schema": form},
                    },
                },
                "responses": responses,
            },
        },
        "/api/validate": {
            "post": {
                "operationId": "validate",
                "summary": "Validate RDF against the shapes of the project; nothing is kept",
                "tags": ["Validation"],
                "requestBody": {"required": True, "content": {format.media_type: {} for format in OF_TRIPLES[:-1]}},
                "responses": {
                    "200": {"description": "the report", "content": {"application/json": {}, "text/turtle": {}}},
                    **_errors(400, 406, 413, 415, 503),
                },
            }
        },
    }


def _errors(*statuses: int) -> JsonDict:
    content: JsonDict = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {str(status): {"description": "what is wrong, in one sentence", "content": content} for status in statuses}
