"""Which media type a client gets: thirty headers that clients send, on six routes, with GET and HEAD."""

from __future__ import annotations

import pytest

from kgtools.serving.accept import chosen_type
from tests.serving.running import Server

FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7"
)
RDFLIB = "text/turtle, application/rdf+xml, text/n3, application/trig, */*;q=0.1"
RAPPER = "application/rdf+xml, application/xml; q=0.9, text/turtle; q=0.8, */*; q=0.1"
COMUNICA = (
    "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,application/n-triples;q=0.8,"
    "text/turtle;q=0.6,application/rdf+xml;q=0.5,text/n3;q=0.35,application/xml;q=0.3,text/html;q=0.2"
)
PROTEGE = "application/rdf+xml, application/xml; q=0.7, text/xml; q=0.6, text/plain; q=0.1, */*; q=0.09"
SPARQLWRAPPER = "application/sparql-results+json,application/json,text/javascript,application/javascript"

DOCUMENT = "/doc/person/hugo-touvron"
QUERY = "/sparql?query=ASK+%7B%7D"
TRIPLES = "/sparql?query=DESCRIBE+%3Chttps%3A%2F%2Fw3id.org%2Ftalent-graph%2Fid%2Fperson%2Fhugo-touvron%3E"
STORED = "/api/queries/authors"
PAGE = "/queries"
ABOUT = "/sparql"
ROUTES = (DOCUMENT, QUERY, TRIPLES, STORED, PAGE, ABOUT)

T, J, H, X, N = "text/turtle", "application/sparql-results+json", "text/html", "application/rdf+xml", None
R, C, L = "application/json", "text/csv", "application/ld+json"
#: a header -> what each of the six routes gives; None is 406
TABLE: dict[str, tuple[str | None, ...]] = {
    "": (T, J, T, R, H, T),
    "*/*": (T, J, T, R, H, T),
    "*": (T, J, T, R, H, T),
    FIREFOX: (H, H, H, "application/xml", H, H),
    CHROME: (H, H, H, "application/xml", H, H),
    "text/html": (H, H, H, N, H, H),
    "text/html;q=0, */*": (T, J, T, R, N, T),
    RDFLIB: (T, J, T, R, H, T),
    RAPPER: (X, "application/xml", X, "application/xml", H, X),
    COMUNICA: (
        "application/n-quads",
        "application/xml",
        "application/n-quads",
        "application/xml",
        H,
        "application/n-quads",
    ),
    PROTEGE: (X, "application/xml", X, "application/xml", H, X),
    SPARQLWRAPPER: (R, J, R, R, N, R),
    "text/turtle": (T, N, T, N, N, T),
    "text/*": (T, C, T, C, H, T),
    "application/*": ("application/trig", J, "application/trig", R, N, "application/trig"),
    "application/ld+json": (L, N, L, N, N, L),
    "application/n-triples": ("application/n-triples", N, "application/n-triples", N, N, "application/n-triples"),
    "application/rdf+xml": (X, N, X, N, N, X),
    "application/sparql-results+xml": (N, "application/sparql-results+xml", N, "application/sparql-results+xml", N, N),
    "text/csv": (N, C, N, C, N, N),
    "text/tab-separated-values": (N, "text/tab-separated-values", N, "text/tab-separated-values", N, N),
    "application/json": (R, R, R, R, N, R),
    "text/turtle;q=0.5, application/ld+json": (L, N, L, N, N, L),
    "text/turtle;q=0.5, application/ld+json;q=0.5": (T, N, T, N, N, T),
    "TEXT/TURTLE; charset=utf-8": (T, N, T, N, N, T),
    "text/turtle;q=2": (N, N, N, N, N, N),
    "text/turtle;q=x, */*;q=0.1": (
        "application/trig",
        J,
        "application/trig",
        R,
        H,
        "application/trig",
    ),
    "image/png": (N, N, N, N, N, N),
    "image/png, */*;q=0.01": (T, J, T, R, H, T),
    "garbage": (T, J, T, R, H, T),
    ";;;,,,/": (T, J, T, R, H, T),
}


@pytest.mark.parametrize("place", range(len(ROUTES)), ids=("document", "ask", "describe", "stored", "page", "endpoint"))
@pytest.mark.parametrize("accept", TABLE, ids=lambda header: header[:30] or "none")
def test_the_media_type_is_what_the_client_wants(accept: str, place: int, server: Server) -> None:
    wanted = TABLE[accept][place]
    headers = {"Accept": accept} if accept else {}
    answers = [server.ask(method, ROUTES[place], headers=headers) for method in ("GET", "HEAD")]
    for answer in answers:
        assert (answer.status, answer.type) == ((200, wanted) if wanted else (406, "application/problem+json"))
        if wanted and ROUTES[place] != QUERY:
            assert "Accept" in answer.headers["vary"]
    assert answers[1].body == b""
    assert answers[0].headers["content-length"] == answers[1].headers["content-length"] == str(len(answers[0].body))
    if not wanted:
        assert answers[0].json()["available"]


def test_thirty_headers_are_tried() -> None:
    assert len(TABLE) >= 30


def test_of_many_ranges_those_at_the_end_are_not_read() -> None:
    assert chosen_type("a/b," * 10_000 + "text/html", ["text/html", "text/turtle"]) is None
