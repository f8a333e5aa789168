"""An endpoint of this process: it answers from a store, as an honest endpoint does, or as the worst ones do."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pyoxigraph

RESULTS = "application/sparql-results+json"
NTRIPLES = "application/n-triples"


@dataclass
class Reply:
    """What is sent back; with `length` another Content-Length than that of the body."""

    body: bytes = b""
    status: int = 200
    media_type: str = RESULTS
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None


@dataclass
class Request:
    """What came: the query, the other fields of the form, and the headers."""

    query: str
    fields: dict[str, list[str]]
    headers: dict[str, str]


Behaviour = Callable[[Request], Reply]


@dataclass
class Fake:
    """A running endpoint."""

    url: str
    requests: list[Request]

    @property
    def queries(self) -> list[str]:
        return [request.query for request in self.requests]


def honest(store: pyoxigraph.Store, *, most: int | None = None) -> Behaviour:
    """Answers from a store; with `most` at most so many rows and triples, without a word about it."""

    def answer(request: Request) -> Reply:
        found = store.query(request.query)
        if isinstance(found, pyoxigraph.QueryTriples):
            triples = list(found)[:most]
            return Reply(pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES), media_type=NTRIPLES)
        if isinstance(found, pyoxigraph.QuerySolutions) and most is not None:
            import json

            told = json.loads(found.serialize(format=pyoxigraph.QueryResultsFormat.JSON))
            told["results"]["bindings"] = told["results"]["bindings"][:most]
            return Reply(json.dumps(told).encode())
        return Reply(found.serialize(format=pyoxigraph.QueryResultsFormat.JSON))

    return answer


def store_of(text: str) -> pyoxigraph.Store:
    """A store with the triples of some Turtle."""
    store = pyoxigraph.Store()
    store.load(text.encode(), format=pyoxigraph.RdfFormat.TURTLE)
    return store


@contextmanager
def endpoint(behaviour: Behaviour) -> Iterator[Fake]:
    """An endpoint that behaves so, on a port of its own, as long as the block lasts."""
    seen: list[Request] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            fields = parse_qs(body)
            seen.append(Request(fields["query"][0], fields, dict(self.headers.items())))
            reply = behaviour(seen[-1])
            try:
                self.send_response(reply.status)
                self.send_header("Content-Type", reply.media_type)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body) if reply.length is None else reply.length))
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(reply.body)
            except OSError:
                # who asked has gone
                pass
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield Fake(f"http://127.0.0.1:{server.server_address[1]}/sparql", seen)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
