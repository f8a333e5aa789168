"""The one table of routes: which address is answered by which function, in which lane."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from kgtools.serving.messages import HttpRequest, HttpResponse
from kgtools.serving.processes.lanes import Lane

if TYPE_CHECKING:
    from kgtools.serving.service import Service

__all__ = ["MISSING", "ROUTES", "Route", "all_routes", "route_named"]

Respond = Callable[["Service", HttpRequest], HttpResponse]


class Route(NamedTuple):
    """A route: its name, the pattern of its addresses, the methods beside HEAD, and what answers."""

    name: str
    pattern: str
    respond: Respond
    methods: tuple[str, ...] = ("GET",)
    lane: Lane = Lane.PAGES
    #: whether the body may be as large as data are
    takes_data: bool = False


# what answers imports what it needs when it is asked: the front process has the table as well, and asks none of them


def _sparql(service: Service, request: HttpRequest) -> HttpResponse:
    from kgtools.serving.protocol.endpoint import sparql

    return sparql(service, request)


def _void(service: Service, request: HttpRequest) -> HttpResponse:
    from kgtools.serving.protocol.description import void_description

    return void_description(service, request)


def _page(service: Service, request: HttpRequest) -> HttpResponse:
    from kgtools.serving.pages import page

    return page(service, request)


def _style(service: Service, request: HttpRequest) -> HttpResponse:
    from kgtools.serving.pages import style

    return style(service, request)


def _missing(service: Service, request: HttpRequest) -> HttpResponse:
    from kgtools.serving.pages import missing

    return missing(service, request)


ROUTES: tuple[Route, ...] = (
    Route("sparql", "/sparql", _sparql, methods=("GET", "POST"), lane=Lane.ADHOC),
    Route("void", "/.well-known/void", _void),
    Route("assets", "/assets/{name}", _style),
)

#: what answers where no route fits
MISSING = Route("missing", "", _missing)


@cache
def all_routes() -> tuple[Route, ...]:
    """The routes of this table, and after them one for each page."""
    from kgtools.pages import PAGES

    own = {route.pattern for route in ROUTES}
    pages = [Route(f"page {page.name}", page.pattern, _page) for page in PAGES if page.pattern not in own]
    return (*ROUTES, *pages)


def route_named(name: str) -> Route:
    """The route of that name."""
    return next(route for route in (*all_routes(), MISSING) if route.name == name)
