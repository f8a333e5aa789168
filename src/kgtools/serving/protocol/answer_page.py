"""The page of the endpoint: a query in a form, and its answer as a table, for who has no script and no program."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from kgtools.pages.tables import rows_table
from kgtools.pages.templates import rendered
from kgtools.query.results.answers import Solutions, Triples
from kgtools.query.results.write import write_answer
from kgtools.serving.accept import HTML
from kgtools.serving.messages import HttpRequest, HttpResponse
from kgtools.serving.pages import page_request
from kgtools.text.markup import Html, element, joined

if TYPE_CHECKING:
    from kgtools.pages import Request
    from kgtools.query import Answer
    from kgtools.serving.service import Service

__all__ = ["answer_page"]

#: rows and triples that a page shows
_MAX_ROWS = 1_000


def answer_page(service: Service, request: HttpRequest, text: str, answer: Answer) -> HttpResponse:
    """A page with a query, which can be changed, and its answer."""
    home = page_request(service, request, path="/")
    assert home is not None
    current = home[1]
    t = current.words
    field = element("textarea", text, id="query", name="query", rows=12, spellcheck="false", dir="ltr")
    form = element(
        "form",
        element("label", t("editor"), for_="query"),
        field,
        element("button", t("ask"), type="submit"),
        action="sparql",
        method="get",
    )
    body = joined(form, element("h2", t("answer")), _answer_html(service, answer, current))
    html = rendered("plain.html", service.contents, current, heading=t("editor"), body=body, notes=[])
    headers = {"Vary": "Accept, Accept-Language", "Content-Language": current.language}
    return HttpResponse(body=html.encode("utf-8", "replace"), media_type=HTML, headers=headers)


def _answer_html(service: Service, answer: Answer, request: Request) -> Html:
    t = request.words
    if isinstance(answer, Solutions):
        rows = list(islice(answer.rows(), _MAX_ROWS))
        table = rows_table(t("rows", n=len(answer)), answer.variables, rows, service.contents, request)
        more = element("p", t("rows_shown", n=_MAX_ROWS)) if len(answer) > _MAX_ROWS else None
        return joined(more, table)
    if isinstance(answer, Triples):
        part = Triples(islice(answer, _MAX_ROWS), answer.prefixes)
        text = write_answer(part, format="turtle", prefixes=service.graph.query_prefixes).decode("utf-8", "replace")
        more = element("p", t("rows_shown", n=_MAX_ROWS)) if len(answer) > _MAX_ROWS else None
        return joined(more, element("pre", text, dir="ltr"))
    return element("p", t("true" if answer else "false"))
