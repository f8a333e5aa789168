"""The pages of :mod:`kgtools.pages` over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from kgtools.errors import KgtoolsError
from kgtools.pages import (
    ASSETS,
    Alternate,
    Document,
    Page,
    QueryLimits,
    asset,
    error_page,
    find_page,
    reader_languages,
)
from kgtools.serving.accept import HTML, names_html
from kgtools.serving.messages import HttpRequest, HttpResponse
from kgtools.serving.problems import StatusError, problem_of
from kgtools.serving.protocol.formats import AnswerFormat, chosen_format
from kgtools.serving.routes import TABLE

if TYPE_CHECKING:
    from kgtools.pages import Request
    from kgtools.serving.service import Service

__all__ = ["as_response", "failed", "links_to", "missing", "page", "page_request", "rendered", "style"]

CSV = "text/csv"
#: pages depend on the first two by negotiation
_VARY = "Accept, Accept-Language"


def page(service: Service, request: HttpRequest) -> HttpResponse:
    """The page at an address, in the reader's language."""
    if not request.route.startswith(TABLE):
        # the ending of a table decides
        chosen_format(request.headers.get("accept", ""), "", [AnswerFormat(HTML, HTML)])
    return rendered(service, request)


def rendered(service: Service, request: HttpRequest, *, is_kept: bool = True) -> HttpResponse:
    """The page at an address, whatever a client accepts; an error of it is a page, too.

    `is_kept` is whether the same request gets the same page as long as the graph is the same.
    """
    is_table = request.route.startswith(TABLE)
    located = page_request(service, request, path=request.path.removesuffix(".csv") if is_table else None)
    if located is None:
        return missing(service, request)
    kind, current = located
    try:
        if is_table and kind.table is not None:
            body = kind.table(service.contents, current)
            return HttpResponse(body=body, media_type=CSV, headers={"Vary": _VARY}, is_kept=is_kept)
        document = kind.render(service.contents, current)
    except KgtoolsError as error:
        return failed(service, request, error, current)
    return as_response(document, current, is_kept=is_kept)


def missing(service: Service, request: HttpRequest, *, near: Sequence[str] = ()) -> HttpResponse:
    """What is answered where there is nothing: a page for who reads HTML; `near` are addresses of things."""
    return failed(service, request, StatusError(404, "there is no page at this address.", nearest=list(near)), None)


def failed(service: Service, request: HttpRequest, error: KgtoolsError, current: Request | None) -> HttpResponse:
    """An error as a page for who names HTML, and as a problem for programs."""
    problem = problem_of(error)
    if not names_html(request.headers.get("accept", "")):
        return problem
    near = _near(service, error)
    if current is None:
        home = page_request(service, request, path="/")
        # its links start from the address of the request
        current = None if home is None else home[1].from_address(request.path[1:])
    sentence = str(error) if problem.status in (400, 404) else problem_detail(problem)
    document = error_page(service.contents, current, sentence, status=problem.status, near=near)
    return HttpResponse(
        status=problem.status,
        body=document.html.encode("utf-8", "replace"),
        media_type=HTML,
        headers={**problem.headers, "Vary": _VARY},
        is_last=problem.is_last,
    )


def _near(service: Service, error: KgtoolsError) -> list[str]:
    """The IRIs of what may have been meant."""
    near = error.more.get("nearest") if isinstance(error, StatusError) else None
    names: Sequence[str] = near if isinstance(near, list | tuple) and near else getattr(error, "nearest", ())
    iris = [service.contents.iri_at(name) or name for name in names]
    return [iri for iri in iris if iri in service.contents.things]


def problem_detail(response: HttpResponse) -> str:
    """The sentence of a problem."""
    import json

    return str(json.loads(response.body)["detail"])


def page_request(service: Service, request: HttpRequest, *, path: str | None = None) -> tuple[Page, Request] | None:
    """The page at an address, with its request; None without one."""
    lists: dict[str, list[str]] = {}
    for name, value in request.pairs():
        lists.setdefault(name, []).append(value)
    language = lists.get("lang", [""])[-1]
    accepted = request.headers.get("accept-language", "")
    languages = reader_languages(language, accepted, service.graph.project.languages)
    limits = service.limits
    return find_page(
        path or request.path,
        lists,
        languages=languages,
        language=language,
        base_url=request.origin,
        limits=QueryLimits(limits.timeout, limits.memory) if service.limits_pages else None,
    )


def as_response(document: Document, request: Request, *, is_kept: bool) -> HttpResponse:
    """A page as an answer, with links to its other forms (RFC 8288)."""
    if document.location:
        return HttpResponse(status=303, headers={"Location": document.location, "Vary": _VARY})
    headers = {"Vary": _VARY, "Content-Language": request.language} | links_to(document.alternates)
    if document.policy:
        headers["Content-Security-Policy"] = document.policy
    return HttpResponse(
        status=document.status,
        body=document.html.encode("utf-8", "replace"),
        media_type=HTML,
        headers=headers,
        is_kept=is_kept and document.status == 200,
    )


def links_to(alternates: Sequence[Alternate]) -> dict[str, str]:
    """The header that names other forms of an answer."""
    links = ", ".join(f'<{_in_header(a.href)}>; rel="alternate"; type="{a.media_type}"' for a in alternates)
    return {"Link": links} if links else {}


def style(service: Service, request: HttpRequest) -> HttpResponse:
    """The style, the script and the icon of the pages."""
    name = request.arguments["name"]
    if name not in ASSETS:
        return missing(service, request)
    body, media_type = asset(name)
    return HttpResponse(body=body, media_type=media_type, is_kept=True, headers={"Cache-Control": "max-age=3600"})


def _in_header(link: str) -> str:
    """A link with nothing that could end it, or the header."""
    return quote(link, safe="/:?#[]@!$&'()*+,;=%-._~")
