"""The one table of routes: which addresses there are, and in which lane they are answered.

The front process has this table, and workers have :mod:`kgtools.serving.responses`, which says what answers each.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from kgtools.serving.processes.lanes import Lane

__all__ = ["MISSING", "PAGE", "ROUTES", "TABLE", "Route", "all_routes"]

#: what the names of the routes of pages begin with, and of what pages show as CSV
PAGE = "page "
TABLE = "table "


class Route(NamedTuple):
    """A route: its name, the pattern of its addresses, its methods (HEAD comes with GET), and its lane."""

    name: str
    pattern: str
    methods: tuple[str, ...] = ("GET",)
    lane: Lane = Lane.PAGES
    #: whether the body may be as large as data are
    takes_data: bool = False


ROUTES: tuple[Route, ...] = (
    Route("sparql", "/sparql", methods=("GET", "POST"), lane=Lane.ADHOC),
    Route("void", "/.well-known/void"),
    Route("asset", "/assets/{name}"),
    Route("thing", "/id/{local:path}"),
    Route("term", "/onto"),
    Route("document", "/doc/{thing:path}"),
    Route("about", "/about"),
    Route("ontology", "/ontology"),
    Route("ontology as RDF", "/ontology.{ending}"),
    Route("search", "/search"),
    Route("query", "/queries/{name}"),
    Route("stored queries", "/api/queries"),
    Route("stored query", "/api/queries/{name}"),
    Route("openapi", "/openapi.json"),
    Route("api", "/api"),
    Route("robots", "/robots.txt"),
    Route("sitemap", "/sitemap.xml"),
    Route("validate", "/api/validate", methods=("POST",), lane=Lane.ADHOC, takes_data=True),
    Route("reconcile", "/reconcile", methods=("GET", "POST")),
    Route("suggest", "/reconcile/suggest/{kind}"),
    Route("preview", "/reconcile/preview"),
    Route("flyout", "/reconcile/flyout"),
    Route("properties", "/reconcile/properties"),
)

#: what answers where no route fits
MISSING = Route("missing", "")


@cache
def all_routes() -> tuple[Route, ...]:
    """The routes of this table, and after them one for each page that has none there."""
    from kgtools.pages import PAGES

    own = {route.pattern for route in ROUTES}
    pages = [Route(PAGE + page.name, page.pattern) for page in PAGES if page.pattern not in own]
    tables = [Route(TABLE + page.name, page.pattern + ".csv") for page in PAGES if page.table is not None]
    return (*ROUTES, *tables, *pages)
