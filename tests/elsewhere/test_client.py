"""An endpoint is believed only where it has answered whole; whatever else it does is named, with exit code 3."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kgtools.cli import run
from kgtools.elsewhere.endpoint import Endpoint, EndpointOptions
from kgtools.elsewhere.endpoint.answers import ask, select, triples
from kgtools.elsewhere.endpoint.client import Head
from kgtools.elsewhere.endpoint.credentials import credentials_for
from kgtools.elsewhere.endpoint.options import shown_url
from kgtools.errors import EndpointError, ParameterError, UsageError
from tests.elsewhere.fake import NTRIPLES, Behaviour, Reply, Request, endpoint, honest, store_of

BOATS = """@prefix b: <http://boats.example/> .
b:marea a b:Boat ; b:length 12 . b:tide a b:Boat ; b:length 9 .
"""
SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix b: <http://boats.example/> .
b:BoatShape a sh:NodeShape ; sh:targetClass b:Boat ; sh:property [ sh:path b:length ; sh:maxInclusive 20 ] .
"""
ROW = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"a"}}]}}'
EMPTY = b'{"head":{"vars":["p","n","x"]},"results":{"bindings":[]}}'
PAGE = b"<!DOCTYPE html><html><body>Query editor</body></html>"


def always(reply: Reply) -> Behaviour:
    return lambda request: reply


def slow(request: Request) -> Reply:
    time.sleep(1.5)
    return Reply(EMPTY)


def echo(request: Request) -> Reply:
    return Reply(f"bad credentials: {request.headers.get('Authorization')}".encode(), 400, "text/plain")


def other_port(request: Request) -> str:
    port = int(request.headers["Host"].partition(":")[2])
    return f"http://127.0.0.1:{port % 60_000 + 1}/sparql"


#: what the worst endpoints do, and what is said of it
HOSTILE: dict[str, tuple[Behaviour, str]] = {
    "a page": (always(Reply(PAGE, media_type="text/html")), "a web page where"),
    "a page that calls itself results": (always(Reply(PAGE)), "a web page where"),
    "JSON that breaks off": (always(Reply(ROW[:-9])), "no SPARQL results in JSON|breaks off"),
    "a body shorter than its length": (always(Reply(ROW, length=len(ROW) + 50)), "broke off"),
    "another JSON": (always(Reply(b'{"error": "no"}')), "not SPARQL results in JSON"),
    "a truth value": (always(Reply(b'{"head":{},"boolean":true}')), "truth value where rows"),
    "a time limit": (always(Reply(EMPTY, headers={"X-SQL-State": "S1TAT"})), "stopped at its time limit"),
    "a row limit of nothing": (always(Reply(EMPTY, headers={"X-SPARQL-MaxRows": "0"})), "it may not be all"),
    "too often": (always(Reply(b"slow down", 429, "text/plain", {"Retry-After": "0"})), "too many requests"),
    "not there": (always(Reply(status=503, headers={"Retry-After": "0"})), "not available at the moment"),
    "a long pause": (always(Reply(status=503, headers={"Retry-After": "86400"})), "not available at the moment"),
    "an error": (always(Reply(b"SR353: sorted TOP clause", 500, "text/plain")), "status 500: SR353"),
    "no content": (always(Reply(status=204)), "status 204"),
    "no such address": (always(Reply(PAGE, 404, "text/html")), "no endpoint at this address"),
    "no right": (always(Reply(status=401)), "requires other credentials"),
    "another host": (
        always(Reply(status=307, headers={"Location": "http://elsewhere.example/sparql"})),
        "redirects to http://elsewhere.example/sparql, which is not followed",
    ),
    "another port": (
        lambda request: Reply(status=307, headers={"Location": other_port(request)}),
        r"redirects to http://127.0.0.1:\d+/sparql, which is not followed",
    ),
    "no port": (always(Reply(status=307, headers={"Location": "http://127.0.0.1:99999/"})), "which is not followed"),
    "a file": (always(Reply(status=302, headers={"Location": "file:///etc/passwd"})), "which is not followed"),
    "a circle": (always(Reply(status=307, headers={"Location": "/sparql"})), "redirects from one address to the next"),
    "a slow one": (slow, "did not answer completely within"),
    "compressed": (always(Reply(EMPTY, headers={"Content-Encoding": "gzip"})), "is compressed"),
    "XML": (always(Reply(b"<sparql/>", media_type="application/sparql-results+xml")), "application/sparql-results"),
}


@pytest.mark.parametrize(("behaviour", "message"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_not_answered_whole_is_an_error(behaviour: Behaviour, message: str) -> None:
    with endpoint(behaviour) as fake, pytest.raises(EndpointError, match=message) as told:
        select(asked(fake.url), "SELECT * { ?s ?p ?x }")
    assert told.value.exit_code == 3
    assert str(told.value).startswith(fake.url)


@pytest.mark.parametrize(("behaviour", "message"), HOSTILE.values(), ids=HOSTILE)
def test_nothing_conforms_that_was_not_read_whole(
    behaviour: Behaviour, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "shapes.ttl").write_text(SHAPES)
    options = ["--request-timeout", "1", "-s", str(tmp_path / "shapes.ttl")]
    with endpoint(behaviour) as fake:
        assert run(["validate", "--endpoint", fake.url, *options]) == 3
        assert run(["export", "--endpoint", fake.url, "--request-timeout", "1", "-f", "nt"]) == 3
    out, err = capsys.readouterr()
    assert "conform" not in out + err
    assert not out
    assert fake.url in err


@pytest.mark.parametrize(
    "variables",
    [pytest.param(b'"x"', id="fewer"), pytest.param(b'"p","x"', id="others"), pytest.param(b"", id="none")],
)
def test_an_answer_about_other_variables_is_an_error(variables: bytes, tmp_path: Path) -> None:
    empty = Reply(b'{"head":{"vars":[%s]},"results":{"bindings":[]}}' % variables)
    (tmp_path / "shapes.ttl").write_text(SHAPES)
    with endpoint(always(empty)) as fake:
        with pytest.raises(EndpointError, match=r"where \?p, \?n was asked for"):
            select(asked(fake.url), "SELECT ?p (COUNT(DISTINCT ?o) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p")
        assert run(["validate", "--endpoint", fake.url, "-s", str(tmp_path / "shapes.ttl")]) == 3


def test_columns_come_in_the_order_in_which_they_were_selected() -> None:
    row = b'{"a":{"type":"literal","value":"1"},"b":{"type":"literal","value":"2"}}'
    with endpoint(always(Reply(b'{"head":{"vars":["b","a"]},"results":{"bindings":[%s]}}' % row))) as fake:
        ((first, second),) = select(asked(fake.url), "SELECT DISTINCT ?a ?b { ?a ?p ?b }")
    assert (str(first), str(second)) == ('"1"', '"2"')


def asked(url: str, **options: object) -> Endpoint:
    given = EndpointOptions(**{"request_timeout": 1.0, **options})
    return Endpoint(url, given, sleep=lambda seconds: None)


def test_a_request_is_a_form_that_says_who_asks_and_for_what() -> None:
    with endpoint(honest(store_of(BOATS))) as fake:
        assert ask(asked(fake.url, graphs=("http://e/g",)), "ASK { ?s ?p ?o }") is True
    # the query, and one that is false of all data
    request, _ = fake.requests
    assert request.fields["default-graph-uri"] == ["http://e/g"]
    assert request.headers["Accept"] == "application/sparql-results+json"
    assert request.headers["User-Agent"].startswith("kgtools/")
    assert "Authorization" not in request.headers


def test_a_request_that_is_refused_for_a_moment_is_sent_again() -> None:
    replies = iter([Reply(status=503, headers={"Retry-After": "2"}), Reply(status=429), Reply(ROW)])
    pauses: list[float] = []
    with endpoint(lambda request: next(replies)) as fake:
        source = Endpoint(fake.url, EndpointOptions(request_timeout=60), sleep=pauses.append)
        assert len(select(source, "SELECT * { ?s ?p ?x }")) == 1
    assert pauses == [2.0, 2.0]
    assert source.requests == 3


@pytest.mark.parametrize("digits", ["²", "9" * 5000], ids=["a digit of no number", "more digits than int takes"])
def test_a_header_that_is_no_number_is_as_one_that_is_not_there(digits: str) -> None:
    assert Head(200, {"X-SPARQL-MaxRows": digits}).row_limit is None
    replies = iter([Reply(status=503, headers={"Retry-After": digits}), Reply(ROW)])
    pauses: list[float] = []
    with endpoint(lambda request: next(replies)) as fake:
        source = Endpoint(fake.url, EndpointOptions(request_timeout=60), sleep=pauses.append)
        assert len(select(source, "SELECT * { ?s ?p ?x }")) == 1
    assert pauses == [1.0]


def test_there_is_a_pause_between_requests() -> None:
    pauses: list[float] = []
    with endpoint(always(Reply(ROW))) as fake:
        source = Endpoint(fake.url, EndpointOptions(delay=5), sleep=pauses.append)
        for _ in range(2):
            select(source, "SELECT * { ?s ?p ?x }")
    assert len(pauses) == 1
    assert 4 < pauses[0] <= 5


def test_a_redirect_on_the_same_host_is_followed_as_a_post() -> None:
    replies = iter([Reply(status=308, headers={"Location": "/query"}), Reply(ROW)])
    with endpoint(lambda request: next(replies)) as fake:
        assert len(select(asked(fake.url), "SELECT * { ?s ?p ?x }")) == 1
    assert fake.queries == ["SELECT * { ?s ?p ?x }"] * 2


def test_a_token_goes_to_no_other_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KGTOOLS_TOKEN", "secret")
    with endpoint(always(Reply(ROW))) as other:
        moved = Reply(status=307, headers={"Location": other.url})
        with endpoint(always(moved)) as fake, pytest.raises(EndpointError, match="which is not followed"):
            select(asked(fake.url), "SELECT * { ?s ?p ?x }")
        assert len(fake.requests) == 1
        assert not other.requests


@pytest.mark.parametrize(
    ("here", "there", "is_followed"),
    [
        ("http://e.example/sparql", "https://e.example/sparql", True),
        ("http://e.example:80/sparql", "https://E.example:443/query", True),
        ("https://e.example/sparql", "https://e.example:443/query", True),
        ("https://e.example/sparql", "http://e.example/sparql", False),
        ("http://e.example/sparql", "https://e.example:8443/sparql", False),
        ("http://e.example:8080/sparql", "https://e.example/sparql", False),
        ("http://e.example:8080/sparql", "http://e.example:8081/sparql", False),
        ("http://e.example/sparql", "http://e.example.org/sparql", False),
    ],
)
def test_a_redirect_is_followed_to_the_same_origin_or_to_its_port_with_tls(
    here: str, there: str, is_followed: bool
) -> None:
    source = Endpoint(here)
    if is_followed:
        assert source.moved(here, there) == there
    else:
        with pytest.raises(EndpointError, match="which is not followed"):
            source.moved(here, there)


def test_an_answer_has_a_size() -> None:
    with (
        endpoint(always(Reply(b" " * (2 << 20)))) as fake,
        pytest.raises(EndpointError, match=r"more than 1 MiB; .*max_size"),
    ):
        select(asked(fake.url, max_size=1 << 20), "SELECT * { ?s ?p ?x }")


def rows(count: int) -> bytes:
    row = b'{"x":{"type":"literal","value":"a"}}'
    return b'{"head":{"vars":["x"]},"results":{"bindings":[' + b",".join([row] * count) + b"]}}"


@pytest.mark.parametrize(
    ("count", "there", "own", "whole"),
    [
        (999, None, None, True),
        (1000, None, None, False),
        (1000, 1000, None, True),
        (1000, 1001, None, False),
        (1000, None, 1000, True),
        (25, None, None, True),
        (25, 26, None, False),
        (26, 27, None, True),
        (1000, 999, None, False),
    ],
    ids=[
        *("another number", "a round number", "counted", "counted more", "its own limit"),
        *("a small one is not refused", "a small one is counted", "a small one that is not round"),
        "counted fewer",
    ],
)
def test_a_round_number_of_rows_is_counted_before_it_is_believed(
    count: int, there: int | None, own: int | None, whole: bool
) -> None:
    counter: Callable[[], int] | None = None if there is None else lambda: there
    with endpoint(always(Reply(rows(count)))) as fake:
        source = asked(fake.url)
        if whole:
            assert len(select(source, "SELECT", own_limit=own, count=counter)) == count
        else:
            with pytest.raises(EndpointError, match=r"may not be all|has a row limit|counted 999; its data"):
                select(source, "SELECT", own_limit=own, count=counter)


def test_blank_nodes_of_virtuoso_are_blank_nodes() -> None:
    body = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"bnode","value":"nodeID://b10"}}]}}'
    with endpoint(always(Reply(body))) as fake:
        ((found,),) = select(asked(fake.url), "SELECT")
    assert str(found) == "_:b10"


def test_triples_that_break_off_are_an_error() -> None:
    broken = b"<http://e/a> <http://e/p> <http://e/b> .\n<http://e/a> <http://e/"
    with endpoint(always(Reply(broken, media_type=NTRIPLES))) as fake, pytest.raises(EndpointError, match="N-Triples"):
        triples(asked(fake.url), "CONSTRUCT")


@pytest.mark.parametrize(
    "url",
    ["ftp://e/sparql", "e/sparql", "http://", "http://ada:secret@e/sparql", "http://e:x/", "http://e/a b", "file:///x"],
)
def test_what_is_no_address_is_refused_without_a_secret(url: str) -> None:
    with pytest.raises(ParameterError) as told:
        Endpoint(url)
    assert "secret" not in str(told.value)


def test_credentials_come_from_the_environment_and_are_never_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KGTOOLS_USER", "ada")
    monkeypatch.setenv("KGTOOLS_PASSWORD", "harbour-7")
    with endpoint(echo) as fake:
        assert run(["query", "-q", "ASK { ?s ?p ?o }", "--endpoint", fake.url, "--explain", "-vv"]) == 3
    out, err = capsys.readouterr()
    assert fake.requests[0].headers["Authorization"] == "Basic YWRhOmhhcmJvdXItNw=="
    assert "bad credentials: Basic ***" in err
    assert "harbour-7" not in out + err
    assert "YWRhOmhhcmJvdXItNw" not in out + err
    assert "harbour-7" not in repr(credentials_for(fake.url))


def test_credentials_are_not_sent_unencrypted_to_another_machine() -> None:
    with pytest.raises(UsageError, match="would be sent unencrypted"):
        credentials_for("http://boats.example/sparql", {"KGTOOLS_TOKEN": "t"})


def test_credentials_of_netrc_are_those_of_the_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".netrc").write_text("machine boats.example login ada password harbour-7\n")
    (tmp_path / ".netrc").chmod(0o600)
    assert credentials_for("https://boats.example/sparql").header.startswith("Basic ")
    assert credentials_for("https://other.example/sparql").header == ""


def test_without_the_option_nothing_is_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*given: object, **options: object) -> None:
        raise AssertionError("something was asked")

    monkeypatch.setattr("kgtools.elsewhere.endpoint.client.Endpoint.__init__", refuse)
    (tmp_path / "boats.ttl").write_text(BOATS + SHAPES)
    assert run(["validate", str(tmp_path / "boats.ttl")]) == 0


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://ada:secret@example.org/sparql?key=secret", "https://…@example.org/sparql?…"),
        ("https://example.org/sparql", "https://example.org/sparql"),
        ("ada:secret@example.org/sparql", "…"),
        ("example.org/sparql?key=secret", "example.org/sparql"),
    ],
    ids=["all of it", "nothing to hide", "no scheme", "no scheme, a key"],
)
def test_an_address_is_shown_without_its_secrets(url: str, shown: str) -> None:
    assert shown_url(url) == shown
