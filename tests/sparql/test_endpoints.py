"""SERVICE: asked where it is allowed, and every failure is a plain error."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest

from kgtools.errors import LimitError, QueryError, RefusedQueryError
from kgtools.sparql.budget import Budget
from kgtools.store import MemoryStore

ANSWER = (
    b'{"head":{"vars":["s","n"]},"results":{"bindings":[{"s":{"type":"uri","value":"http://e/a"},'
    b'"n":{"type":"bnode","value":"q0"}},{"s":{"type":"bnode","value":"q0"}}]}}'
)


@pytest.fixture
def endpoint() -> Iterator[tuple[str, list[str]]]:
    """An endpoint that answers the same to every query, and the queries that it heard."""
    heard: list[str] = []
    stopped = threading.Event()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            heard.append(parse_qs(form)["query"][0])
            self.send_response({"/none": 404, "/partial": 206, "/later": 202}.get(self.path, 200))
            if self.path == "/short":
                self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            if self.path == "/drip":
                for byte in ANSWER:
                    self.wfile.write(bytes((byte,)))
                    self.wfile.flush()
                    if stopped.wait(0.05):
                        break
                return
            answer = {"/broken": b"<html>", "/short": b"ff\r\n" + ANSWER, "/other": ANSWER.replace(b'"n"', b'"m"')}
            self.wfile.write(answer.get(self.path, ANSWER))

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", heard
    stopped.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def store() -> MemoryStore:
    store = MemoryStore()
    store.load_bytes(b"<http://e/a> <http://e/p> 1 . <http://e/b> <http://e/p> 2 , _:q0 .", format="turtle")
    return store


def rows(store: MemoryStore, text: str) -> list[tuple[str, ...]]:
    answer = store.evaluate(text, allow_service=True)
    assert not isinstance(answer, bool)
    return [tuple(map(str, row)) for row in answer]


def test_solutions_of_the_endpoint_are_joined(store: MemoryStore, endpoint: tuple[str, list[str]]) -> None:
    url, heard = endpoint
    found = rows(store, f"SELECT ?s ?o {{ ?s <http://e/p> ?o SERVICE <{url}/> {{ ?s <http://e/q> ?n }} }}")
    assert found == [("<http://e/a>", '"1"^^<http://www.w3.org/2001/XMLSchema#integer>')]
    assert len(heard) == 1
    assert "<http://e/q>" in heard[0]


def test_blank_nodes_of_the_endpoint_are_new_and_the_same_within_an_answer(
    store: MemoryStore, endpoint: tuple[str, list[str]]
) -> None:
    found = rows(store, f"SELECT ?s ?n {{ SERVICE <{endpoint[0]}/> {{ ?s <http://e/q> ?n }} }}")
    assert found == [("<http://e/a>", "_:q1"), ("_:q1", "None")]


@pytest.mark.parametrize("path", ["/none", "/broken", "/partial", "/later", "/short", "/other"])
def test_a_failure_is_a_plain_error_and_silent_where_that_is_asked(
    store: MemoryStore, endpoint: tuple[str, list[str]], path: str
) -> None:
    service = f"<{endpoint[0]}{path}> {{ ?s <http://e/q> ?n }}"
    with pytest.raises(QueryError, match="SERVICE"):
        rows(store, f"SELECT ?s {{ SERVICE {service} }}")
    assert rows(store, f"SELECT ?s {{ SERVICE SILENT {service} }}") == [("None",)]


def test_an_endpoint_that_drips_does_not_escape_the_clock(store: MemoryStore, endpoint: tuple[str, list[str]]) -> None:
    with pytest.raises((QueryError, LimitError), match=r"within 0\.3 s"):
        store.evaluate(
            f"SELECT ?s {{ SERVICE <{endpoint[0]}/drip> {{ ?s <http://e/q> ?n }} }}",
            allow_service=True,
            budget=Budget(seconds=0.3),
        )


@pytest.mark.parametrize("name", ["<file:///etc/passwd>", "?where", "<http://127.0.0.1:9/>"])
def test_what_is_no_endpoint_is_told(store: MemoryStore, name: str) -> None:
    with pytest.raises(QueryError, match="SERVICE"):
        rows(store, f"SELECT ?s {{ SERVICE {name} {{ ?s ?p ?o }} }}")


def test_without_leave_nothing_is_asked(store: MemoryStore, endpoint: tuple[str, list[str]]) -> None:
    with pytest.raises(RefusedQueryError):
        store.evaluate(f"SELECT ?s {{ SERVICE <{endpoint[0]}/> {{ ?s ?p ?o }} }}")
    assert endpoint[1] == []
