"""Questions are pushed to an endpoint: the report is that of the file, and more nodes are no more requests."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pyoxigraph
import pytest

from kgtools.cli import run
from kgtools.errors import EndpointError
from kgtools.graph import KnowledgeGraph
from tests.elsewhere.fake import Behaviour, Reply, Request, endpoint, honest, store_of
from tests.elsewhere.test_endpoints import DATA, SHAPES
from tests.shacl import suite

#: what Oxigraph makes of literals when it loads them, so that another value is judged than the file has
CHANGED = {"datatype-ill-formed": '"300"^^xsd:byte becomes "300"^^xsd:integer'}
#: shapes that are nested so deeply that their queries are too long to send
TOO_LONG = {"shacl-shacl"}


@pytest.mark.parametrize("path", suite.params("core"))
def test_the_core_suite_gives_the_expected_report(path: Path) -> None:
    for case in suite.cases(path):
        store = pyoxigraph.Store()
        store.load(path=str(case.data), format=pyoxigraph.RdfFormat.TURTLE, base_iri=case.data.as_uri())
        with endpoint(honest(store)) as fake:
            graph = KnowledgeGraph.from_endpoint(fake.url, method="push")
            if path.stem in TOO_LONG:
                with pytest.raises(EndpointError, match="too long to send"):
                    graph.validate([case.shapes])
                continue
            report = graph.validate([case.shapes])
        is_same = suite.is_expected(case, report.to_turtle())
        assert is_same == (path.stem not in CHANGED), CHANGED.get(path.stem)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "data.ttl").write_text(DATA)
    (tmp_path / "shapes.ttl").write_text(SHAPES)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_command_says_what_it_did(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["-s", "shapes.ttl", "-f", "csv", "--no-positions"]
    assert run(["validate", "data.ttl", *given]) == 1
    expected = capsys.readouterr().out
    with endpoint(honest(store_of(DATA))) as fake:
        assert run(["validate", "--endpoint", fake.url, "--push", *given]) == 1
    found = capsys.readouterr()
    assert found.out == expected
    assert "queries looked for violations among" in found.err
    assert f"{len(fake.requests)} requests were sent" in found.err


def many(count: int) -> str:
    return "@prefix b: <http://boats.example/> .\n" + "".join(
        f"b:n{n} a b:Boat ; b:length {n % 30} ; b:berth b:x{n} . b:x{n} b:at b:oslo .\n" for n in range(count)
    )


def test_more_nodes_are_no_more_requests_but_for_pages_and_batches(files: Path) -> None:
    counts = []
    for size in (40, 400):
        with endpoint(honest(store_of(many(size) + "b:oslo a b:Harbour ."))) as fake:
            report = KnowledgeGraph.from_endpoint(fake.url, method="push").validate([files / "shapes.ttl"])
        assert len(report.results) == sum(n % 30 > 20 for n in range(size))
        # an answer with a round number of rows is counted, and which ones have one depends on the data
        counts.append(sum(not query.startswith("SELECT (COUNT(*)") for query in fake.queries))
    assert counts[0] == counts[1]
    constraints = 4
    assert counts[0] <= 3 * constraints + 16


@pytest.mark.parametrize("most", [7, 30])
def test_an_endpoint_that_cuts_gives_the_same_report_in_more_pages(most: int, files: Path) -> None:
    reports, requests = [], []
    for limit in (None, most):
        with endpoint(honest(store_of(many(90)), most=limit)) as fake:
            reports.append(KnowledgeGraph.from_endpoint(fake.url, method="push").validate([files / "shapes.ttl"]))
        requests.append(len(fake.requests))
    assert len(reports[0].results) == 117
    assert [str(r.focus_node) for r in reports[1].results] == [str(r.focus_node) for r in reports[0].results]
    assert requests[1] > requests[0]


BERTHS = (
    "@prefix b: <http://boats.example/> .\n"
    + "".join(f"b:n{n} a b:Boat ; b:berth [ b:at b:x{n} ; b:depth {n} ] .\n" for n in range(12))
    + "b:x3 b:berth [ b:at b:x4 ] ."
)
DEPTHS = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix b: <http://boats.example/> .
b:S a sh:NodeShape ; sh:targetObjectsOf b:berth ;
    sh:property [ sh:path b:depth ; sh:minCount 1 ; sh:maxInclusive 8 ] ,
        [ sh:path [ sh:inversePath b:berth ] ; sh:class b:Boat ] .
"""


@pytest.fixture
def depths(tmp_path: Path) -> Path:
    path = tmp_path / "depths.ttl"
    path.write_text(DEPTHS)
    return path


def test_blank_nodes_are_asked_about_by_the_query_that_they_came_from(depths: Path) -> None:
    with endpoint(honest(store_of(BERTHS))) as fake:
        report = KnowledgeGraph.from_endpoint(fake.url, method="push").validate([depths])
    found = Counter(str(result.source_constraint_component).rpartition("#")[2] for result in report.results)
    assert found == {
        "MinCountConstraintComponent>": 1,
        "MaxInclusiveConstraintComponent>": 3,
        "ClassConstraintComponent>": 1,
    }
    # and not by all of the blank nodes that there are
    assert not any(" WHERE { ?s ?p ?o FILTER(isBlank" in query for query in fake.queries)


def counting(serve: Behaviour) -> Behaviour:
    """An endpoint whose blank nodes are b0, b1 ... in each answer."""

    def answer(request: Request) -> Reply:
        reply = serve(request)
        told = json.loads(reply.body)
        labels: dict[str, str] = {}
        for row in told.get("results", {}).get("bindings", ()):
            for term in row.values():
                if term["type"] == "bnode":
                    term["value"] = labels.setdefault(term["value"], f"b{len(labels)}")
        return Reply(json.dumps(told).encode())

    return answer


def test_labels_that_are_counted_in_each_answer_are_no_names(depths: Path) -> None:
    with endpoint(counting(honest(store_of(BERTHS)))) as fake, pytest.raises(EndpointError, match="labels differ"):
        KnowledgeGraph.from_endpoint(fake.url, method="push").validate([depths])


@pytest.mark.parametrize("most", [1000, 1024, 1100, 1234])
def test_a_row_limit_that_nobody_knows_is_found_by_counting(most: int, files: Path) -> None:
    # more values than the limit; none of them is missed
    data = "@prefix b: <http://boats.example/> .\n" + "".join(f"b:n{n} b:length {n} .\n" for n in range(1240))
    shapes = files / "lengths.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix b: <http://boats.example/> . b:S a sh:NodeShape ; "
        "sh:targetSubjectsOf b:length ; sh:property [ sh:path b:length ; sh:maxInclusive 1229 ] ."
    )
    with endpoint(honest(store_of(data), most=most)) as fake:
        report = KnowledgeGraph.from_endpoint(fake.url, method="push").validate([shapes])
    assert len(report.results) == 10


def test_a_row_that_comes_twice_where_distinct_rows_were_asked_for_is_no_answer(files: Path) -> None:
    # it may stand where another row was lost
    data = "@prefix b: <http://boats.example/> .\n" + "".join(f"b:n{n} b:length {n} .\n" for n in range(7))
    shapes = files / "lengths.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix b: <http://boats.example/> . b:S a sh:NodeShape ; "
        "sh:targetSubjectsOf b:length ; sh:property [ sh:path b:length ; sh:maxCount 0 ] ."
    )
    serve = honest(store_of(data))

    def repeating(request: Request) -> Reply:
        reply = serve(request)
        told = json.loads(reply.body)
        rows = told.get("results", {}).get("bindings", [])
        if len(rows) == 7:
            rows[6] = rows[0]
        return Reply(json.dumps(told).encode())

    with endpoint(repeating) as fake, pytest.raises(EndpointError, match="1 of 7 rows twice"):
        KnowledgeGraph.from_endpoint(fake.url, method="push").validate([shapes])


def test_an_endpoint_that_holds_two_numbers_for_one_term_is_not_asked(files: Path) -> None:
    serve = honest(store_of(DATA))

    def merging(request: Request) -> Reply:
        if "COUNT(DISTINCT ?v)" in request.query:
            return Reply(b'{"head":{},"boolean":false}')
        return serve(request)

    with endpoint(merging) as fake, pytest.raises(EndpointError, match=r"1 and 1\.0 are two terms"):
        KnowledgeGraph.from_endpoint(fake.url, method="push").validate([files / "shapes.ttl"])


def test_a_literal_that_a_store_rewrites_hides_no_violation(tmp_path: Path) -> None:
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix b: <http://boats.example/> . b:S a sh:NodeShape ; "
        "sh:targetNode 4.0 ; sh:maxExclusive 3 . b:T a sh:NodeShape ; sh:targetClass b:Boat ; "
        "sh:property [ sh:path b:length ; sh:hasValue 4.0 ] ."
    )
    with endpoint(honest(store_of("@prefix b: <http://boats.example/> . b:marea a b:Boat ; b:length 4 ."))) as fake:
        report = KnowledgeGraph.from_endpoint(fake.url, method="push").validate([shapes])
    assert sorted(str(result.focus_node) for result in report.results) == [
        '"4.0"^^<http://www.w3.org/2001/XMLSchema#decimal>',
        "<http://boats.example/marea>",
    ]


def test_the_way_needs_an_endpoint(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", "--push"]) == 2
    assert "--pull and --push need --endpoint" in capsys.readouterr().err
