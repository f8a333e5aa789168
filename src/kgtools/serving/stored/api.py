"""The web API of stored queries: ``/api/queries``, and ``/api/queries/NAME`` with the ending of a format."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from kgtools.errors import NotFoundError, QueryError, RefusedQueryError, UnknownNameError, UsageError
from kgtools.model.json import JsonDict
from kgtools.query.results.answers import Solutions, Triples, Truth, reason_json
from kgtools.query.results.write import write_answer
from kgtools.serving.accept import HTML
from kgtools.serving.messages import HttpRequest, HttpResponse, json_body
from kgtools.serving.pages import links_to, rendered
from kgtools.serving.problems import StatusError
from kgtools.serving.protocol.formats import OF_ROWS, OF_TRIPLES, OF_TRUTH, AnswerFormat, chosen_format
from kgtools.serving.stored.facets import counted, read_facet
from kgtools.serving.stored.request import RowsRequest, read_rows_request
from kgtools.serving.stored.rows import ROWS_VERSION, columns_of, reasons_of, rows_of, sliced

if TYPE_CHECKING:
    from kgtools.pages import Alternate
    from kgtools.query import Answer, StoredQuery
    from kgtools.serving.service import Service
    from kgtools.sparql.why_not import Remark

__all__ = ["ENDINGS", "answer_query", "list_queries", "query_document"]

_JSON = AnswerFormat("application/json", "rows")
#: the endings of addresses, with the names of formats; ``json`` is plain JSON, as the schema of rows has it
ENDINGS = {
    "json": "rows",
    "csv": "csv",
    "tsv": "tsv",
    "srj": "json",
    "srx": "xml",
    "md": "md",
    "arrow": "arrow",
    "parquet": "parquet",
    "ttl": "turtle",
    "jsonld": "jsonld",
    "nt": "nt",
    "nq": "nq",
    "trig": "trig",
    "rdf": "rdfxml",
}
_VARY = {"Vary": "Accept, Accept-Language"}


def list_queries(service: Service, request: HttpRequest) -> HttpResponse:
    """The stored queries, with their titles in the reader's language, and where each is answered."""
    from kgtools.pages import reader_languages

    chosen_format(request.headers.get("accept", ""), "", [_JSON])
    lang = next((value for name, value in request.pairs() if name == "lang"), "")
    languages = reader_languages(lang, request.headers.get("accept-language", ""), service.graph.project.languages)
    queries = [
        {
            "name": stored.name,
            "topic": stored.topic,
            "title": stored.title(languages),
            "description": stored.description(languages),
            "parameters": [parameter.name for parameter in stored.parameters],
            "href": f"{request.origin}/api/queries/{quote(stored.name, safe='')}",
        }
        for stored in service.stored.values()
    ]
    return _json({"queries": queries})


def query_document(service: Service, request: HttpRequest) -> HttpResponse:
    """The page of a stored query; for clients that accept another format, its answer."""
    accept = request.headers.get("accept", "")
    stored = service.stored.get(request.arguments["name"])
    offered = [] if stored is None else _formats_of(stored)
    if stored is None or chosen_format(accept, "", offered, html=True).name == "html":
        return rendered(service, request, is_kept=stored is not None and not stored.is_volatile)
    return answer_query(service, request)


def answer_query(service: Service, request: HttpRequest) -> HttpResponse:
    """The answer to a stored query with the parameters of the address."""
    stored, ending = _find_query(service, request.arguments["name"])
    rows_request = read_rows_request(request, stored, service.graph.project.languages)
    format_name = ENDINGS.get(ending or rows_request.format, rows_request.format)
    format = _requested_format(request.headers.get("accept", ""), format_name, stored)
    remarks: list[Remark] = []
    try:
        answer = service.graph.query(
            stored,
            params=rows_request.values,
            languages=rows_request.languages,
            why=rows_request.why,
            remarked=remarks.append,
            timeout=service.limits.timeout,
            memory=service.limits.memory,
        )
    except RefusedQueryError:
        raise
    except QueryError as error:
        # who asks has not written the query
        place = "" if error.line is None else f"line {error.line}, column {error.column}: "
        reason = f'the stored query "{stored.name}" cannot be answered: {place}{error.reason}'
        raise StatusError(500, reason, line=error.line, column=error.column) from error
    alternates = links_to(_alternates(request, stored)) if not ending else {}
    if format.name == "rows":
        body, media_type = json_body(_document(stored, rows_request, answer, remarks)), _JSON.media_type
    else:
        body, media_type = _answer_bytes(service, rows_request, answer, format), format.media_type
    return HttpResponse(
        body=body, media_type=media_type, headers={**_VARY, **alternates}, is_kept=not stored.is_volatile
    )


def _find_query(service: Service, name: str) -> tuple[StoredQuery, str]:
    """A stored query, and the ending of the address; a name may have a dot in it."""
    if name in service.stored:
        return service.stored[name], ""
    before, dot, ending = name.rpartition(".")
    if dot and before in service.stored:
        if ending not in ENDINGS:
            raise UnknownNameError("format", ending, ENDINGS)
        return service.stored[before], ending
    raise NotFoundError("stored query", name, service.stored)


def _formats_of(stored: StoredQuery) -> list[AnswerFormat]:
    if stored.form in ("construct", "describe"):
        return list(OF_TRIPLES)
    formats = OF_TRUTH if stored.form == "ask" else OF_ROWS
    return [_JSON, *(one for one in formats if one.media_type != _JSON.media_type)]


def _requested_format(accept: str, name: str, stored: StoredQuery) -> AnswerFormat:
    offered = _formats_of(stored)
    if name == "rows":
        return offered[0] if offered[0] is _JSON else chosen_format("", "jsonld", offered)
    return chosen_format(accept, name, offered)


def _answer_bytes(service: Service, request: RowsRequest, answer: Answer, format: AnswerFormat) -> bytes:
    if request.facets:
        raise UsageError("facets are given with plain JSON only; ask for .json.")
    part: Answer = answer
    if isinstance(answer, Solutions) and (request.offset or request.limit is not None):
        part = sliced(answer, request.offset, request.limit)
    prefixes = service.graph.query_prefixes | service.graph.prefixes
    return write_answer(part, format=format.name, prefixes=prefixes)


def _document(stored: StoredQuery, request: RowsRequest, answer: Answer, remarks: list[Remark]) -> JsonDict:
    """An answer as plain JSON; see :data:`kgtools.serving.stored.rows.ROWS_SCHEMA`."""
    document: JsonDict = {"version": ROWS_VERSION, "query": stored.name}
    if isinstance(answer, bool | Truth):
        document["boolean"] = bool(answer)
        if isinstance(answer, Truth):
            document["why"] = [reason_json(reason) for reason in answer.why]
        return document
    if isinstance(answer, Triples):
        raise UsageError("the query gives triples; ask for .ttl or .jsonld.")
    part = sliced(answer, request.offset, request.limit)
    document |= {
        "columns": columns_of(answer, stored.columns, request.languages),
        "total": len(answer),
        "offset": request.offset,
        "rows": rows_of(part),
    }
    if request.why:
        document["why"] = reasons_of(part)
    if request.facets:
        facets = [read_facet(text, answer) for text in request.facets]
        document["facets"] = {facet.name: counted(answer, facet) for facet in facets}
    if remarks:
        # where the server has the file is nobody's business
        document["whyNot"] = [remark._replace(source=stored.path.name).as_dict() for remark in remarks]
    return document


def _alternates(request: HttpRequest, stored: StoredQuery) -> list[Alternate]:
    from kgtools.pages import Alternate

    # of two media types for one format, the first is its own
    offered = {format.name: format.media_type for format in reversed(_formats_of(stored))}
    behind = f"?{request.query}" if request.query else ""
    path = f"/api/queries/{quote(stored.name, safe='')}"
    alternates = [
        Alternate(offered[name], f"{path}.{ending}{behind}", ending)
        for ending, name in ENDINGS.items()
        if name in offered
    ]
    return [*alternates, Alternate(HTML, f"/queries/{quote(stored.name, safe='')}{behind}", "html")]


def _json(document: object) -> HttpResponse:
    body = json_body(document)
    return HttpResponse(body=body, media_type=_JSON.media_type, headers=_VARY, is_kept=True)
