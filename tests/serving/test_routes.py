"""The tables of routes: every address is answered, and every answer has an address."""

from __future__ import annotations

import re
from pathlib import Path

from kgtools.pages import PAGES
from kgtools.serving.responses import RESPONSES, response_of
from kgtools.serving.routes import MISSING, ROUTES, all_routes

DOCUMENT = Path(__file__).parents[2] / "docs" / "server.md"


def test_both_tables_have_the_same_names() -> None:
    assert {route.name for route in ROUTES} | {MISSING.name} == set(RESPONSES)
    assert all(response_of(route.name) for route in all_routes())


def test_no_two_routes_have_one_name_or_one_pattern() -> None:
    routes = all_routes()
    assert len({route.name for route in routes}) == len({route.pattern for route in routes}) == len(routes)


def test_every_page_has_a_route() -> None:
    assert {page.pattern for page in PAGES} <= {route.pattern for route in all_routes()}


def test_the_page_of_the_docs_names_every_address() -> None:
    text = DOCUMENT.read_text("utf-8")
    for route in ROUTES:
        # a file of a page needs no reader
        if route.name != "asset":
            beginning = re.split(r"[{.]", route.pattern.removeprefix("/.well-known"))[0].rstrip("/")
            assert beginning.split("/queries")[0] in text, route.pattern
