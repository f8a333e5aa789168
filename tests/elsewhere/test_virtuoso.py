"""The W3C suite of SHACL Core, and stored queries, with the data behind Virtuoso, from where they are pulled."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pyoxigraph
import pytest

from kgtools.elsewhere.endpoint import Endpoint, EndpointOptions
from kgtools.elsewhere.endpoint.dialect import probe
from kgtools.errors import EndpointError
from kgtools.graph import KnowledgeGraph
from tests.elsewhere import virtuoso
from tests.elsewhere.servers import shared, shared_folder
from tests.elsewhere.test_stored_queries import case_of, rows
from tests.queries.test_stored_queries import QUERIES
from tests.shacl import suite

#: what the store makes of literals when it loads them, so that another value is judged than the file has
CHANGED = {"property/datatype-001": '"2011-01-01"^^xsd:dateTime becomes "2011-01-01T00:00:00"^^xsd:dateTime'}
#: what it answers with an error: it compiles these to SQL that it does not take, or wants GROUP BY before HAVING
REFUSED = {"career": "SQ074", "departures": "SQ074", "leaders": "SQ074", "tenure-statistics": "HAVING"}
SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix b: <http://boats.example/> .
b:S a sh:NodeShape ; sh:targetSubjectsOf b:length ; sh:property [ sh:path b:length ; sh:maxInclusive 20 ] .
"""
Remote = Callable[..., KnowledgeGraph]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of the endpoint, and the server's folder."""
    reason = virtuoso.missing()
    if reason is not None:
        pytest.skip(reason)
    folder = shared_folder(tmp_path_factory)
    with ExitStack() as stack:
        port = stack.enter_context(shared("virtuoso", folder, virtuoso.start))
        yield f"http://127.0.0.1:{port}/sparql", folder / "virtuoso"


@pytest.fixture
def remote(server: tuple[str, Path]) -> Iterator[Remote]:
    """The graph of triples that are put into a named graph there."""

    def put(triples: bytes, graph: str, **options: object) -> KnowledgeGraph:
        virtuoso.load(server[1], graph, triples)
        return KnowledgeGraph.from_endpoint(server[0], graphs=(graph,), **options)

    # it loses rows of what it is asked while another process of the test run loads
    with (server[1] / "turn").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield put


def lines(file: Path) -> bytes:
    quads = pyoxigraph.parse(path=str(file), format=pyoxigraph.RdfFormat.TURTLE, base_iri=file.as_uri())
    return pyoxigraph.serialize((quad.triple for quad in quads), format=pyoxigraph.RdfFormat.N_TRIPLES)


@pytest.mark.parametrize("path", suite.params("core"))
def test_the_core_suite_gives_the_expected_report(path: Path, remote: Remote) -> None:
    for case in suite.cases(path):
        name = f"{path.parent.name}/{path.stem}"
        report = remote(lines(case.data), f"http://example.org/{name}", method="pull").validate([case.shapes])
        is_same = suite.is_expected(case, report.to_turtle())
        assert is_same == (name not in CHANGED), CHANGED.get(name)


@pytest.mark.parametrize("name", QUERIES)
def test_stored_queries_answer_as_over_the_files(name: str, remote: Remote) -> None:
    files, values = case_of(name)
    here = KnowledgeGraph.from_files(files)
    quads = list(here.store)
    if any(not isinstance(quad.graph_name, pyoxigraph.DefaultGraph) for quad in quads):
        pytest.skip("the case has named graphs, and Virtuoso has no default graph beside them")
    triples = "".join(f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in quads)
    graph = f"http://example.org/queries/{name}"
    # what it answers itself hangs on the plan that it makes, and by some of them it loses rows
    there = remote(triples.encode(), graph, method="pull")
    assert rows(there, name, values) == rows(here, name, values)
    if name in REFUSED:
        with pytest.raises(EndpointError, match=REFUSED[name]):
            rows(remote(triples.encode(), graph), name, values)


def test_what_fails_is_not_asked_of_a_store_that_loses_branches_of_a_union(remote: Remote, tmp_path: Path) -> None:
    (tmp_path / "shapes.ttl").write_text(SHAPES)
    number = b'"90"^^<http://www.w3.org/2001/XMLSchema#integer>'
    data = b"<http://boats.example/tide> <http://boats.example/length> " + number + b" .\n"
    with pytest.raises(EndpointError, match="UNION with VALUES"):
        remote(data, "http://example.org/boats", method="push").validate([tmp_path / "shapes.ttl"])
    assert not remote(data, "http://example.org/boats", method="pull").validate([tmp_path / "shapes.ttl"]).conforms


def test_more_rows_than_it_gives_at_a_time_come_page_by_page(remote: Remote) -> None:
    count = virtuoso.ROWS + 1234
    data = "".join(f"<http://e/{n}> <http://e/p> <http://e/{n + 1}> .\n" for n in range(count))
    graph = remote(data.encode(), "http://example.org/many", method="pull")
    assert len(list(graph.store)) == count


def test_its_limit_of_rows_is_found(server: tuple[str, Path]) -> None:
    dialect = probe(Endpoint(server[0], EndpointOptions(request_timeout=60)))
    assert dialect.row_limit == virtuoso.ROWS
    assert dialect.answers["union"] is not True
    assert dialect.answers["minus"] is True
