"""The application: routes of Starlette, each of which hands a request to a worker of its lane."""

from __future__ import annotations

import traceback
import uuid
from collections.abc import Awaitable, Callable, Mapping

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route as StarletteRoute

from kgtools.serving.accept import names_html
from kgtools.serving.front.answer_cache import AnswerCache, Key
from kgtools.serving.front.answers import as_response
from kgtools.serving.front.bodies import read_body
from kgtools.serving.front.guards import Guards, as_starlette
from kgtools.serving.log import log
from kgtools.serving.messages import HttpRequest
from kgtools.serving.options import ServerOptions
from kgtools.serving.problems import StatusError, bug, problem, problem_of
from kgtools.serving.processes.pool import Pool
from kgtools.serving.routes import MISSING, Route, all_routes

__all__ = ["Front", "application"]

#: the headers that workers see
_HEADERS = ("accept", "accept-language", "content-type")


class Front:
    """Hands requests to a pool of workers, and keeps what may be kept."""

    def __init__(self, pool: Pool, options: ServerOptions) -> None:
        self.pool = pool
        self.options = options
        self._answer_cache = AnswerCache(options.limits.kept)

    def endpoint(self, route: Route) -> Callable[[Request], Awaitable[Response]]:
        """What Starlette calls for a route."""

        async def handle(request: Request) -> Response:
            try:
                return await self._answer(route, request)
            except StatusError as error:
                return as_starlette(problem_of(error))
            except Exception:
                identifier = str(uuid.uuid4())
                log(f"internal error {identifier} at {route.name}\n{traceback.format_exc()}")
                return as_starlette(bug(identifier))

        return handle

    async def _answer(self, route: Route, request: Request) -> Response:
        limits = self.options.limits
        body = b""
        if request.method == "POST":
            max_bytes = limits.data if route.takes_data else limits.body
            body = await read_body(request, max_bytes=max_bytes, seconds=limits.arrival)
        headers: dict[str, str] = {}
        for raw, value in request.scope["headers"]:
            name, text = raw.decode("latin-1"), value.decode("latin-1")
            # a header that comes twice is one list (RFC 9110, section 5.3)
            headers[name] = f"{headers[name]}, {text}" if name in headers else text
        forwarded = HttpRequest(
            route=route.name,
            arguments=request.path_params,
            method="GET" if request.method == "HEAD" else request.method,
            path=request.scope["raw_path"].decode("ascii", "replace"),
            query=request.scope["query_string"].decode("ascii"),
            headers={name: headers[name] for name in _HEADERS if name in headers},
            body=body,
            origin=f"{request.scope['scheme']}://{headers['host']}",
        )
        generation = self.pool.generation
        key = _key(forwarded)
        answer = self._answer_cache.find(key, generation)
        if answer is None:
            answer = await self.pool.answer(forwarded, route.lane, lambda: _disconnected(request))
            self._answer_cache.keep(key, generation, answer)
        return as_response(answer, request)

    async def refused(self, request: Request, error: Exception) -> Response:
        """What Starlette's own router refuses: a page for who reads HTML, and a problem like all others."""
        assert isinstance(error, HTTPException)
        if error.status_code == 404 and names_html(request.headers.get("accept", "")):
            return await self.endpoint(MISSING)(request)
        return _not_routed(request, error)


def _key(request: HttpRequest) -> Key:
    """All that an answer may depend on, as long as the graph is the same."""
    return (
        request.method,
        request.path,
        request.query,
        request.origin,
        tuple(f"{name}: {value}" for name, value in sorted(request.headers.items())),
        request.body,
    )


async def _disconnected(request: Request) -> None:
    """Return when the client has closed the connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _not_routed(request: Request, error: HTTPException) -> Response:
    sentences = {
        404: "there is no page at this address.",
        405: f"{request.method} is not possible here.",
    }
    headers: Mapping[str, str] = error.headers or {}
    return as_starlette(problem(error.status_code, sentences.get(error.status_code, error.detail), headers=headers))


def application(pool: Pool, options: ServerOptions) -> Starlette:
    """The application of a server whose pool has been started."""
    front = Front(pool, options)

    async def health(request: Request) -> Response:
        # answered here: it says that the front answers, whatever the workers do
        return JSONResponse({"status": "ok", "warm": pool.is_warm, **pool.summary})

    routes = [StarletteRoute("/healthz", health, methods=["GET"])]
    routes += [
        StarletteRoute(route.pattern, front.endpoint(route), methods=list(route.methods), name=route.name)
        for route in all_routes()
    ]

    return Starlette(
        routes=routes,
        middleware=[Middleware(Guards, options=options)],
        exception_handlers={HTTPException: front.refused},
    )
