"""Starting a server: options that go together, what is missing, and what the command prints."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kgtools.errors import ExtraMissingError, UsageError
from kgtools.serving import GraphSource, Limits, ServerOptions, serve
from tests.serving.conftest import FLEET
from tests.serving.running import ROOT, running


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"host": "0.0.0.0"}, "can be reached from other machines"),
        ({"host": "::"}, "can be reached from other machines"),
        ({"host": "192.0.2.1"}, "--allow-host"),
        ({"allow_host": ("*",)}, "is not the name of a host"),
        ({"allow_host": ("http://example.org/",)}, "is not the name of a host"),
        ({"cors": ("example.org",)}, "is not an origin"),
        ({"cors": ("https://example.org/",)}, "is not an origin"),
        ({"workers": 1}, "at least 2 workers"),
    ],
)
def test_options_that_are_not_safe_or_not_possible_are_refused(options: dict[str, object], sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        ServerOptions(**options).check()


def test_hosts_are_names_without_case_ports_and_brackets() -> None:
    options = ServerOptions(host="0.0.0.0", allow_host=("Data.Example.org.",))
    options.check()
    assert options.hosts == {"localhost", "127.0.0.1", "::1", "data.example.org"}


def test_a_system_that_cannot_fork_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("os.fork")
    with pytest.raises(UsageError, match="on Windows use WSL"):
        ServerOptions().check()


def test_what_is_not_installed_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "starlette", None)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    for name in [name for name in sys.modules if name.startswith("kgtools.serving.front")]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(ExtraMissingError, match=r'pip install "kgtools-ld\[server\]"'):
        serve()


def test_a_source_is_the_same_in_another_process() -> None:
    source = GraphSource(files=("a.ttl",), imports=("x",), contexts={"http://e/c": "c.jsonld"})
    assert GraphSource.of(json.loads(json.dumps(source.as_dict()))) == source


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kgtools", "serve", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=30
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--host", "0.0.0.0"), "error: a server on 0.0.0.0 can be reached from other machines"),
        (("--data", "-"), "error: standard input cannot be served"),
        (("--port", "0", "--data", "nowhere.ttl"), "nowhere.ttl: there is no such file"),
        (("--port", "0", "--host", "no.such.host.invalid", "--allow-host", "x"), "is not known to this machine"),
        (("--cache", "x", "--no-cache"), "cannot be combined"),
    ],
)
def test_what_is_wrong_is_one_line_and_exit_code_2(arguments: tuple[str, ...], sentence: str) -> None:
    result = command(*arguments)
    assert result.returncode == 2
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


def test_a_port_that_is_taken_is_told_before_the_graph_is_loaded() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        began = time.monotonic()
        result = command("--port", str(taken.getsockname()[1]))
    assert result.returncode == 2
    assert "choose another one with --port" in result.stderr
    assert time.monotonic() - began < 10


def test_a_file_that_is_broken_is_told_with_its_place(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("<http://e/a> <http://e/b> 1 ;;; .\n<http://e/a> .", "utf-8")
    result = command("--port", "0", "--data", str(broken))
    assert result.returncode == 2
    assert "broken.ttl:2:" in result.stderr


def test_files_are_served_with_the_stored_queries_of_the_project(tmp_path: Path) -> None:
    data = tmp_path / "boats.ttl"
    data.write_text('<http://e/a> <http://www.w3.org/2000/01/rdf-schema#label> "A boat" .', "utf-8")
    with running("--project", str(FLEET), "--data", str(data), "--workers", "2") as server:
        assert server.rows("SELECT ?name { ?s rdfs:label ?name }") == [{"name": "A boat"}]
        assert [one["name"] for one in server.get("/api/queries").json()["queries"]]
        page = server.get("/about?iri=http%3A%2F%2Fe%2Fa", accept="text/html")
        assert (page.status, "A boat" in page.text) == (200, True)


def test_the_log_has_no_texts_of_queries_unless_they_are_asked_for() -> None:
    for more, shown in (((), False), (("--log-queries",), True)):
        with running("-v", "--project", str(FLEET), "--workers", "2", *more) as server:
            server.get("/sparql?query=ASK%7B%7D")
            server.get("/nowhere%0a%1b[2J")
            end = time.monotonic() + 5
            while len(server.lines) < 3 and time.monotonic() < end:
                time.sleep(0.02)
        assert any("GET /sparql" in line and " 200 " in line for line in server.lines)
        assert any("ASK" in line for line in server.lines) is shown
        assert any("GET /nowhere" in line and " 404 " in line for line in server.lines)
        assert all("\x1b" not in line for line in server.lines)


def test_limits_are_what_the_documentation_says() -> None:
    limits = Limits()
    assert (limits.timeout, limits.memory >> 20, limits.waiting) == (10, 1024, 32)
    assert (limits.body, limits.data, limits.query, limits.address) == (1 << 20, 10 << 20, 100_000, 8_192)
