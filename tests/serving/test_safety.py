"""What strangers may send: the server answers each with its status, within its time, and goes on."""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from tests.serving.running import Server

ROOT = Path(__file__).parents[2]

DESCRIPTION = "https://w3id.org/talent-graph/id/person/hugo-touvron"
#: many seconds of digests of texts, and little memory
SLOW = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f "
    "FILTER(CONTAINS(SHA512(SHA512(SHA512(SHA512(SHA512(SHA512(CONCAT(STR(?a), STR(?c), STR(?f)))))))), 'abc')) }"
)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
#: seconds that a request may take (`--timeout` of the server): what is costly here would take many
LIMIT = 3


class Pulse:
    """Asks /healthz all along, and remembers how long it took."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._ended = threading.Event()
        self._asking = threading.Thread(target=self._ask, daemon=True)
        self.seconds: list[float] = []
        self.failed: list[str] = []

    def _ask(self) -> None:
        while not (self._ended.wait(0.02) and self.seconds):
            began = time.monotonic()
            try:
                if self._server.get("/healthz").status != 200:
                    self.failed.append("status")
            except OSError as error:
                self.failed.append(str(error))
            self.seconds.append(time.monotonic() - began)

    def __enter__(self) -> Pulse:
        self._asking.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._asking.join(10)


@pytest.fixture
def alive(server: Server) -> Iterator[None]:
    """The server answers about its health all along, and has as many processes afterwards as before."""
    before = len(server.processes())
    with Pulse(server) as pulse:
        yield
    assert pulse.failed == []
    times = sorted(pulse.seconds)
    # the machine of a test may be busy with others: one answer in twenty may be late
    assert times[int(0.95 * (len(times) - 1))] < 0.1, times[-5:]
    end = time.monotonic() + 20
    while len(server.processes()) != before and time.monotonic() < end:
        time.sleep(0.05)
    assert len(server.processes()) == before
    assert server.query("ASK {}").json()["boolean"] is True


def raw(server: Server, data: bytes, *, wait: float = 5) -> bytes:
    """What comes back for bytes on a connection."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=wait) as connection:
        connection.sendall(data)
        found = b""
        with contextlib.suppress(OSError):
            while piece := connection.recv(65536):
                found += piece
        return found


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


DEEP = {
    "groups": "SELECT * " + "{" * 20_000 + "?s ?p ?o" + "}" * 20_000,
    "sub-selects": "SELECT * " + "{ SELECT * " * 4_000 + "{ ?s ?p ?o }" + " }" * 4_000,
    "optionals": "SELECT * { ?s ?p ?o " + "OPTIONAL { ?s ?p ?o " * 4_000 + "}" * 4_000 + " }",
    "parentheses": "SELECT * { FILTER(" + "(" * 20_000 + "1" + ")" * 20_000 + ") }",
    "negations": "SELECT * { FILTER(" + "!(" * 20_000 + "true" + ")" * 20_000 + ") }",
    "sum": "SELECT * { FILTER(1" + "+1" * 40_000 + ") }",
    "union": "SELECT * { {}" + " UNION {}" * 10_000 + " }",
    "path": "SELECT * { ?s " + "/".join(["rdfs:label"] * 8_000) + " ?o }",
    "blank nodes": "SELECT * { " + "[ rdfs:label " * 6_000 + "1" + " ]" * 6_000 + " }",
    "lists": "SELECT * { ?s ?p " + "( " * 20_000 + ")" * 20_000 + " }",
    "triple terms": "SELECT * { ?s ?p " + "<<( ?s ?p " * 5_000 + "1" + " )>>" * 5_000 + " }",
}


@pytest.mark.usefixtures("alive")
@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_a_deep_query_is_refused_or_answered(text: str, server: Server) -> None:
    assert len(text) < 100_000
    assert server.query(text).status in (200, 400, 503)


COSTLY = {
    "texts of all pairs": SLOW,
    "three free patterns": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?d && ?e != ?h) }",
    "a sort of all pairs": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f",
    "doubled texts": "SELECT (STRLEN(?x40) AS ?n) { BIND('ab' AS ?x0) "
    + " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))
    + " }",
    "replaced texts": "SELECT (STRLEN(?d) AS ?n) { BIND(REPEAT('x', 1) AS ?z) BIND('"
    + "x" * 500
    + "' AS ?a) BIND(REPLACE(?a, '.', '$0$0$0$0$0$0$0$0') AS ?b) BIND(REPLACE(?b, '.', '$0$0$0$0$0$0$0$0$0$0') AS ?c) "
    "BIND(REPLACE(?c, '.', '$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0') AS ?d) }",
    "paths with free ends": "SELECT (COUNT(*) AS ?n) { ?a (^<urn:x:p>|!<urn:x:q>)* ?b . ?b (!<urn:x:r>)* ?c }",
    "a regular expression": "SELECT * { FILTER(REGEX('" + "a" * 40 + "!', '^(a+)+$')) }",
    "a large repetition": "SELECT * { FILTER(REGEX('a', '((a{1000}){1000}){1000}')) }",
}


@pytest.mark.usefixtures("alive")
@pytest.mark.parametrize("text", COSTLY.values(), ids=COSTLY)
def test_a_costly_query_ends_at_its_limit(text: str, server: Server) -> None:
    began = time.monotonic()
    answer = server.query(text)
    assert time.monotonic() - began < LIMIT + 2.5
    assert answer.status in (200, 400, 503)
    if answer.status == 503:
        assert answer.headers["retry-after"].isdigit()
        assert answer.type == "application/problem+json"


@pytest.mark.usefixtures("alive")
def test_many_slow_queries_leave_pages_quick_and_are_turned_away_beyond_the_queue(server: Server) -> None:
    answers: list[tuple[int, float]] = []

    def ask() -> None:
        began = time.monotonic()
        status = server.query(SLOW, timeout=60).status
        answers.append((status, time.monotonic() - began))

    threads = [threading.Thread(target=ask) for _ in range(50)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    page = f"/api/queries/authors?lang=en&offset={len(answers)}"
    times = []
    for number in range(20):
        began = time.monotonic()
        assert server.get(f"{page}&limit={number}").status == 200
        times.append(time.monotonic() - began)
    for thread in threads:
        thread.join(60)
    assert {status for status, _ in answers} == {503}
    # 2 workers for such queries, and 32 that wait as long as a request may take: the others hear at once
    assert sum(seconds < LIMIT for _, seconds in answers) >= 50 - 2 - 32
    assert max(seconds for _, seconds in answers) < LIMIT * 2 + 4
    assert sorted(times)[15] < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
        "ASK { FILTER NOT EXISTS { SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } } }",
        "SELECT * { VALUES ?e { <http://127.0.0.1:{port}/> } SERVICE ?e { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?x BIND(IRI(CONCAT('http://127.0.0.1:{port}/?', STR(?x))) AS ?u) LATERAL { SERVICE ?u {} } }",
        "SELECT * FROM <http://127.0.0.1:{port}/> { ?s ?p ?o }",
        "SELECT * FROM NAMED <http://127.0.0.1:{port}/> { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "LOAD <http://127.0.0.1:{port}/>",
        "LOAD <file:///etc/passwd>",
    ],
    ids=[
        "service",
        "silent",
        "not exists",
        "values",
        "lateral",
        "from",
        "from named",
        "from a file",
        "load",
        "load a file",
    ],
)
def test_nothing_leaves_the_machine_and_no_file_is_read(text: str, server: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.3)
        answer = server.query(text.replace("{port}", str(listening.getsockname()[1])))
        assert answer.status in (400, 403)
        assert "root:" not in answer.text
        with pytest.raises(TimeoutError):
            listening.accept()


UPDATES: list[tuple[str, str, dict[str, str], str | None]] = [
    ("GET", "/sparql?query=DROP+ALL", {}, None),
    ("GET", "/sparql?update=DROP+ALL", {}, None),
    ("POST", "/sparql", FORM, "query=DROP+ALL"),
    ("POST", "/sparql", FORM, "update=DROP+ALL"),
    ("POST", "/sparql", FORM, "query=ASK%7B%7D&update=DROP+ALL"),
    ("POST", "/sparql", {"Content-Type": "application/sparql-query"}, "DROP ALL"),
    ("POST", "/sparql", {"Content-Type": "application/sparql-query; charset=x"}, "DELETE WHERE { ?s ?p ?o }"),
    ("POST", "/sparql", {"Content-Type": "application/sparql-update"}, "DROP ALL"),
    ("POST", "/sparql", {"Content-Type": "text/plain"}, "DROP ALL"),
    ("POST", "/sparql", {"Content-Type": "multipart/form-data; boundary=x"}, "--x--"),
    ("POST", "/sparql", FORM | {"X-HTTP-Method-Override": "DELETE"}, "query=DROP+ALL"),
    ("PUT", "/sparql?default", {"Content-Type": "text/turtle"}, ""),
    ("DELETE", "/doc/person/hugo-touvron", {}, None),
    ("PATCH", "/sparql", {}, "x"),
    ("POST", "/doc/person/hugo-touvron", FORM, "a=b"),
]


@pytest.mark.parametrize(("method", "target", "headers", "body"), UPDATES, ids=lambda value: str(value)[:40])
def test_nothing_can_be_changed(
    method: str, target: str, headers: dict[str, str], body: str | None, server: Server
) -> None:
    before = server.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    answer = server.ask(method, target, headers=headers, body=body)
    assert 400 <= answer.status < 500
    if answer.status == 405:
        assert answer.headers["allow"]
    assert server.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == before


@pytest.mark.parametrize(
    "host",
    [
        "attacker.example",
        "attacker.example:80",
        "127.0.0.1.attacker.example",
        "localhost@attacker.example",
        "localhost:80@attacker.example",
        "[::1]:80@attacker.example",
        "localhost:80/attacker.example",
        "[::1]attacker.example",
        "[::2]",
        "",
    ],
)
def test_another_host_is_misdirected(host: str, server: Server) -> None:
    answer = raw(server, f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    assert status_of(answer) in ((421,) if host else (400, 421))
    assert b"Llama" not in answer


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:{port}", "127.0.0.1", "[::1]:{port}", "localhost."])
def test_this_machine_is_answered_under_all_its_names(host: str, server: Server) -> None:
    name = host.replace("{port}", str(server.port))
    assert server.ask("GET", "/healthz", headers={"Host": name}).status == 200


def test_scripts_of_other_origins_read_nothing_unless_they_are_named(server: Server) -> None:
    other = server.ask("GET", "/healthz", headers={"Origin": "http://evil.example"})
    assert not [name for name in other.headers if name.startswith("access-control")]
    friend = server.ask("GET", "/healthz", headers={"Origin": "https://friend.example"})
    assert friend.headers["access-control-allow-origin"] == "https://friend.example"
    assert "origin" in friend.headers["vary"].lower()
    negotiated = server.ask("GET", "/queries", headers={"Origin": "https://friend.example"})
    assert {part.strip() for part in negotiated.headers["vary"].split(",")} == {"Accept", "Accept-Language", "Origin"}
    preflight = server.ask(
        "OPTIONS",
        "/sparql",
        headers={"Origin": "https://friend.example", "Access-Control-Request-Method": "POST"},
    )
    assert (preflight.status, preflight.headers["access-control-allow-methods"]) == (204, "GET, HEAD, POST")
    assert "access-control-allow-credentials" not in preflight.headers | friend.headers
    refused = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    assert server.ask("OPTIONS", "/sparql", headers=refused).status == 405


@pytest.mark.parametrize("target", ["/", "/sparql?query=ASK%7B%7D", "/nowhere", "/assets/style.css", "/healthz"])
def test_every_answer_has_the_headers_of_a_page_that_trusts_nobody(target: str, server: Server) -> None:
    headers = server.get(target, accept="text/html").headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "set-cookie" not in headers
    assert "server" not in headers


def test_what_is_encoded_is_decoded_once(server: Server) -> None:
    text = "SELECT (STR(<http://e/a%20b>) AS ?x) {}"
    for answer in (
        server.ask("GET", "/sparql?" + urlencode({"query": text})),
        server.ask("POST", "/sparql", headers=FORM, body=urlencode({"query": text})),
    ):
        assert answer.json()["results"]["bindings"][0]["x"]["value"] == "http://e/a%20b"


@pytest.mark.parametrize(
    "target",
    [
        "/sparql?query=%FF",
        "/doc/%C3%28",
        "/queries/%FF",
        "/search?q=%C0%AF",
        "/sparql?query=ASK%7B%7D&default-graph-uri=%ED%A0%80",
    ],
)
def test_what_is_not_utf_8_is_refused(target: str, server: Server) -> None:
    answer = server.get(target)
    assert (answer.status, answer.type) == (400, "application/problem+json")
    assert "UTF-8" in answer.json()["detail"]


@pytest.mark.parametrize(
    "target",
    [
        "/id/x%0d%0aSet-Cookie:%20a=b",
        "/doc/x%0d%0aSet-Cookie:%20a=b",
        "/onto%0d%0aX:%20y",
        "/queries/authors?paper=%0d%0aSet-Cookie:%20a=b",
        "/api/queries/authors?paper=llama%0d%0aX:%20y",
        "/views/timeline.csv?of=%0d%0aX:%20y",
    ],
)
def test_line_ends_in_values_end_no_header(target: str, server: Server) -> None:
    for accept in ("text/html", "*/*"):
        answer = server.get(target, accept=accept)
        assert answer.status < 500
        assert "set-cookie" not in answer.headers
        assert "x" not in answer.headers


@pytest.mark.parametrize(
    "target",
    [
        "/assets/../../../../etc/passwd",
        "/assets/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/doc/../../etc/passwd",
        "/doc/%2e%2e/x",
    ],
)
def test_no_path_leads_to_a_file(target: str, server: Server) -> None:
    answer = raw(server, f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    assert status_of(answer) == 404
    assert b"root:" not in answer


def test_a_long_address_is_refused_as_such(server: Server) -> None:
    assert server.get("/sparql?query=" + "x" * 9_000).status == 414
    assert status_of(raw(server, b"GET /" + b"x" * 1_000_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")) in (
        400,
        414,
        431,
    )


def test_ten_thousand_headers_are_refused(server: Server) -> None:
    headers = b"".join(b"X-%d: y\r\n" % number for number in range(10_000))
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n" + headers + b"\r\n")
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        assert answer.status in (400, 431)


def test_a_long_query_and_a_large_body_are_refused(server: Server) -> None:
    assert server.query("ASK {}" + " " * 100_000).status == 413
    declared = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
    assert status_of(raw(server, declared + b"Content-Length: 99999999999\r\n\r\n")) == 413


@pytest.mark.usefixtures("alive")
def test_a_body_without_end_is_refused_where_its_limit_is(server: Server) -> None:
    head = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n")
        sent = 0
        with contextlib.suppress(OSError):
            while sent < 64 << 20:
                connection.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
                sent += 0x10000
        with contextlib.suppress(OSError):
            assert status_of(connection.recv(65536)) == 413
    assert sent < 32 << 20


def test_a_compressed_body_is_refused(server: Server) -> None:
    headers = {"Content-Type": "application/sparql-query", "Content-Encoding": "gzip"}
    assert server.ask("POST", "/sparql", headers=headers, body=b"\x1f\x8b").status == 415


@pytest.mark.parametrize(
    "text", ["SELECT", 'ASK { ?s <"> ?o }', "\x00", "ASK { ?s ?p '\ud7ff' }", "{{7*7}}", "<script>alert(1)</script>"]
)
def test_an_error_shows_no_insides(text: str, server: Server) -> None:
    for accept in ("text/html", "application/sparql-results+json"):
        answer = server.query(text, accept=accept)
        assert answer.status in (200, 400)
        for word in ("Traceback", "site-packages", str(ROOT), "kgtools.", ".py"):
            assert word not in answer.text
    if answer.status == 400:
        problem = answer.json()
        assert problem["line"] == 1
        assert problem["column"] >= 1


def test_an_answer_that_is_the_same_is_not_sent_twice(server: Server) -> None:
    for target in ("/doc/person/hugo-touvron", "/api/queries/authors", "/assets/style.css", "/sparql?query=ASK%7B%7D"):
        first = server.get(target)
        again = server.ask("GET", target, headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        assert server.ask("GET", target, headers={"If-None-Match": '"other"'}).status == 200


def test_an_iri_leads_to_its_document(server: Server) -> None:
    for accept, location in (("text/html", "/doc/person/hugo-touvron"), ("*/*", "/doc/person/hugo-touvron.ttl")):
        answer = server.get("/id/person/hugo-touvron", accept=accept)
        assert (answer.status, answer.headers["location"]) == (303, location)
        assert "Accept" in answer.headers["vary"]
        assert server.get(location).status == 200


def test_an_answer_that_breaks_off_is_no_whole_one(server: Server) -> None:
    # 60 MB, of which the client takes a little: its worker is killed meanwhile
    text = "SELECT ?a ?b ?c ?d { ?a ?p ?b . ?c ?q ?d } LIMIT 250000"
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    headers = {"Content-Type": "application/sparql-query", "Accept": "text/csv"}
    connection.request("POST", "/sparql", body=text, headers=headers)
    response = connection.getresponse()
    assert response.status == 200
    assert int(response.headers["content-length"]) > 8 << 20
    connection.close()
    assert server.query("ASK {}").status == 200


def test_a_link_that_is_no_web_address_is_not_followed(server: Server) -> None:
    page = server.get("/about?iri=" + quote("javascript:alert(1)"), accept="text/html").text
    assert 'href="javascript:' not in page
