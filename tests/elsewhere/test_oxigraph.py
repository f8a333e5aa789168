"""The W3C suite of SHACL Core, with the data behind Oxigraph's server."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pyoxigraph
import pytest

from kgtools.elsewhere.endpoint import Endpoint, EndpointOptions
from kgtools.elsewhere.endpoint.dialect import probe
from kgtools.graph import KnowledgeGraph
from tests.shacl import suite

PROGRAM = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="Oxigraph's server is not installed (package oxigraph)")

#: what the store makes of literals when it loads them, so that another value is judged than the file has
CHANGED = {"datatype-ill-formed": '"300"^^xsd:byte becomes "300"^^xsd:integer'}


@contextmanager
def serving() -> Iterator[str]:
    """The address of a server that runs as long as the block lasts, without data."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert PROGRAM is not None
    process = subprocess.Popen(
        [PROGRAM, "serve", "--bind", f"127.0.0.1:{port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving() as address:
        yield address


def put(server: str, graph: str, file: Path) -> None:
    """Put the triples of a file into a named graph."""
    quads = pyoxigraph.parse(path=str(file), format=pyoxigraph.RdfFormat.TURTLE, base_iri=file.as_uri())
    body = pyoxigraph.serialize((quad.triple for quad in quads), format=pyoxigraph.RdfFormat.N_TRIPLES)
    url = f"{server}/store?graph={quote(graph, safe='')}"
    request = urllib.request.Request(url, body, {"Content-Type": "application/n-triples"}, method="PUT")
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.status in (201, 204)


@pytest.mark.parametrize("path", suite.params("core"))
def test_the_core_suite_gives_the_expected_report(path: Path, server: str) -> None:
    for case in suite.cases(path):
        graph = f"http://example.org/{path.parent.name}/{path.stem}"
        put(server, graph, case.data)
        remote = KnowledgeGraph.from_endpoint(f"{server}/query", graphs=(graph,))
        is_same = suite.is_expected(case, remote.validate([case.shapes]).to_turtle())
        assert is_same == (path.stem not in CHANGED), CHANGED.get(path.stem)


def test_the_server_answers_the_questions_that_it_is_known_to_answer(server: str) -> None:
    dialect = probe(Endpoint(f"{server}/query", EndpointOptions(request_timeout=20)))
    assert {name for name, right in dialect.answers.items() if right is not True} <= {
        *("lexical-forms", "derived-types", "large-numbers", "paths")
    }
    assert dialect.row_limit is None
    assert dialect.values == 3000
