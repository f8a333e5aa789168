"""The service of a graph without processes and a network: what a worker answers."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import unquote

from starlette.routing import compile_path

from kgtools.serving.messages import HttpRequest, HttpResponse
from kgtools.serving.routes import MISSING, all_routes
from kgtools.serving.service import Service

__all__ = ["ask", "request_for"]


def request_for(target: str, *, method: str = "GET", body: bytes = b"", **headers: str) -> HttpRequest:
    """The request that the front makes of an address; `headers` have _ for -."""
    path, _, query = target.partition("?")
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    request = HttpRequest(route=MISSING.name, method=method, path=path, query=query, headers=given, body=body)
    for route in all_routes():
        # as Starlette does, which decodes a path before it looks for its route
        found = compile_path(route.pattern)[0].match(unquote(path))
        if found is not None and method in route.methods:
            return replace(request, route=route.name, arguments=found.groupdict())
    return request


def ask(service: Service, target: str, *, method: str = "GET", body: bytes = b"", **headers: str) -> HttpResponse:
    """The answer to a request."""
    return service.respond(request_for(target, method=method, body=body, **headers))
