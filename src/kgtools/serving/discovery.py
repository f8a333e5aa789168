"""The server as a whole: its pages for search engines, and its web API for people."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import quote

from kgtools.pages import PAGES
from kgtools.pages.addresses import filled
from kgtools.pages.tables import simple_table
from kgtools.pages.templates import rendered
from kgtools.serving.accept import HTML
from kgtools.serving.messages import HttpRequest, HttpResponse
from kgtools.serving.pages import page_request
from kgtools.serving.protocol.formats import AnswerFormat, chosen_format
from kgtools.serving.stored.openapi import openapi, openapi_document
from kgtools.text.markup import element, joined

if TYPE_CHECKING:
    from kgtools.serving.service import Service

__all__ = ["api", "robots", "sitemap"]

#: addresses that one sitemap may have
_MAX_ADDRESSES = 50_000


def api(service: Service, request: HttpRequest) -> HttpResponse:
    """The web API on a page: each address with what it answers and its parameters; for programs as OpenAPI."""
    accept = request.headers.get("accept", "")
    offered = [AnswerFormat("application/json", "json"), AnswerFormat("application/openapi+json", "json")]
    if chosen_format(accept, "", offered, html=True).name != "html":
        return openapi(service, request)
    home = page_request(service, request, path="/")
    assert home is not None
    # it has no page of this name in other languages
    current = replace(home[1], page="api")
    rows = []
    for path, operations in openapi_document(service, request.origin)["paths"].items():
        for method, operation in operations.items():
            # relative, so that it works below any path
            link = element("a", path, href=path.lstrip("/")) if method == "get" else path
            parameters = [one["name"] + ("" if one.get("required") else "?") for one in operation.get("parameters", ())]
            rows.append([joined(method.upper(), " ", link), operation["summary"], ", ".join(parameters)])
    table = simple_table("OpenAPI 3.1", ["HTTP", current.words("gives"), current.words("parameters")], rows)
    body = joined(element("p", element("a", "openapi.json", href="openapi.json")), table)
    html = rendered("plain.html", service.contents, current, heading="API", body=body, notes=[])
    headers = {"Vary": "Accept, Accept-Language", "Content-Language": current.language}
    return HttpResponse(body=html.encode("utf-8", "replace"), media_type=HTML, headers=headers, is_kept=True)


def robots(service: Service, request: HttpRequest) -> HttpResponse:
    """What search engines may read: the pages, and no answers to queries or narrowed lists, which have no end."""
    closed = ("/sparql", "/api/", "/reconcile", "/search", "/kinds/*?*%3A")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    body = "".join(f"{line}\n" for line in (*lines, f"Sitemap: {request.origin}/sitemap.xml"))
    return HttpResponse(body=body.encode(), media_type="text/plain", is_kept=True)


def sitemap(service: Service, request: HttpRequest) -> HttpResponse:
    """The addresses of the pages that can be counted (https://www.sitemaps.org/protocol.html)."""
    addresses = (filled(page.pattern, arguments) for page in PAGES for arguments in page.enumerate(service.contents))
    urls = [
        element("url", element("loc", request.origin + quote(address, safe="/%?&=+;:@,~-._")))
        for address in islice(addresses, _MAX_ADDRESSES)
    ]
    body = '<?xml version="1.0" encoding="UTF-8"?>\n' + element(
        "urlset", *urls, xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
    )
    return HttpResponse(body=body.encode("utf-8", "replace"), media_type="application/xml", is_kept=True)
