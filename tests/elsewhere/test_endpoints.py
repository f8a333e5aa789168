"""What an endpoint holds is validated, queried and exported as what a file holds is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest

from kgtools.cli import run
from kgtools.elsewhere.endpoint import Endpoint, EndpointOptions
from kgtools.elsewhere.endpoint.answers import ask
from kgtools.elsewhere.endpoint.dialect import PROBES
from kgtools.elsewhere.endpoint.pulling import count_triples, pull
from kgtools.errors import EndpointError, LimitError, UsageError
from kgtools.graph import KnowledgeGraph
from kgtools.model.vocab import RDFS, XSD
from kgtools.query import Solutions
from kgtools.table import load_bytes
from kgtools.writing.columns import write_dataset
from tests.elsewhere.fake import NTRIPLES, Fake, Reply, Request, endpoint, honest, store_of

LABEL = RDFS + "label"

PREFIXES = "PREFIX b: <http://boats.example/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
DATA = """@prefix b: <http://boats.example/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
b:marea a b:Boat ; rdfs:label "Marea"@en, "Tide"@it ; b:length 12 ; b:built "1987-02-30"^^xsd:date ;
  b:berth [ b:at b:oslo ] .
b:tide a b:Boat ; rdfs:label "Abalone"@en ; b:length 90 ; b:crew [ b:name "Ada" ], [ b:name "Bo" ] .
b:oslo a b:Harbour ; rdfs:label "Oslo"@en ; b:note "far" .
"""
SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix b: <http://boats.example/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
b:BoatShape a sh:NodeShape ; sh:targetClass b:Boat ;
  sh:property [ sh:path b:length ; sh:maxInclusive 20 ], [ sh:path b:built ; sh:datatype xsd:date ],
    [ sh:path ( b:berth b:at ) ; sh:minCount 1 ; sh:class b:Harbour ] .
"""


@pytest.fixture
def boats() -> Iterator[Fake]:
    with endpoint(honest(store_of(DATA))) as fake:
        yield fake


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "data.ttl").write_text(DATA)
    (tmp_path / "shapes.ttl").write_text(SHAPES)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def asked(url: str) -> Endpoint:
    return Endpoint(url, EndpointOptions(request_timeout=5), sleep=lambda seconds: None)


def test_the_results_are_those_of_the_file(boats: Fake, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["-s", "shapes.ttl", "-f", "csv", "--no-positions"]
    assert run(["validate", "data.ttl", *given]) == 1
    expected = capsys.readouterr().out
    assert run(["validate", "--endpoint", boats.url, *given]) == 1
    found = capsys.readouterr()
    assert found.out == expected
    assert "triples that the shapes look at were pulled in 2 requests" in found.err


def test_only_what_the_shapes_look_at_is_pulled(boats: Fake, files: Path) -> None:
    KnowledgeGraph.from_endpoint(boats.url).validate([files / "shapes.ttl"])
    # the last one is about literals
    *queries, _ = boats.queries
    assert len(queries) == 2
    for query in queries:
        assert "<http://boats.example/length>" in query
        assert "<http://boats.example/note>" not in query


def test_shapes_that_may_look_at_anything_have_everything_pulled(boats: Fake, tmp_path: Path) -> None:
    shapes = tmp_path / "closed.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix b: <http://boats.example/> . @prefix rdf: "
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#> . b:S a sh:NodeShape ; sh:targetClass b:Harbour ; "
        "sh:closed true ; "
        "sh:ignoredProperties ( rdf:type <http://www.w3.org/2000/01/rdf-schema#label> ) .\n"
    )
    report = KnowledgeGraph.from_endpoint(boats.url).validate([shapes])
    assert [result.value.value for result in report.results if result.value] == ["far"]
    assert "VALUES" not in boats.queries[-2]


def test_a_validation_over_an_endpoint_needs_files_of_shapes(boats: Fake) -> None:
    with pytest.raises(UsageError, match="are read from files"):
        KnowledgeGraph.from_endpoint(boats.url).validate()
    assert not boats.requests


@pytest.mark.parametrize("most", [4, 7, 100], ids=["4 rows", "7 rows", "all"])
def test_all_triples_come_from_an_endpoint_that_cuts(most: int) -> None:
    with endpoint(honest(store_of(DATA), most=most)) as fake:
        found = pull(asked(fake.url), {"http://boats.example/length", "http://www.w3.org/2000/01/rdf-schema#label"})
    assert len(found) == 6


def test_pages_do_not_depend_on_an_order_of_values() -> None:
    # moments with and without a time zone have no order among them
    ends = ("", "Z", "+02:00", "-14:00")
    moments = [f"2024-01-0{n % 9 + 1}T0{n % 7}:00:00{ends[n % 4]}" for n in range(40)]
    text = "".join(f'<b:{n}> <b:at> "{moment}"^^<{XSD}dateTime> .' for n, moment in enumerate(moments))
    with endpoint(honest(store_of(text), most=7)) as fake:
        assert len(pull(asked(fake.url))) == 40
        paged = [query for query in fake.queries if "OFFSET" in query]
    assert paged
    assert all("STR(?o) ?o" in query for query in paged)


def test_a_cut_page_is_an_error_whatever_the_endpoint_says() -> None:
    rows = "".join(f"<http://e/{n:03d}> <http://e/p> {n} .\n" for n in range(40))
    serve = honest(store_of(rows))
    cut = honest(store_of(rows), most=7)

    def unreliable(request: Request) -> Reply:
        return cut(request) if "OFFSET 2" in request.query or "CONSTRUCT" in request.query else serve(request)

    with endpoint(unreliable) as fake:
        # pages of seven, one of which comes with fewer than it was asked for
        assert len(pull(asked(fake.url))) == 40
    # an endpoint without a row where one is certain has no answer
    with (
        endpoint(honest(store_of(rows), most=0)) as fake,
        pytest.raises(EndpointError, match="without a row, where"),
    ):
        pull(asked(fake.url))


def test_data_that_change_meanwhile_are_an_error() -> None:
    few, many = honest(store_of(DATA)), honest(store_of(DATA + "b:oslo b:length 1, 2, 3 ."))

    def changing(request: Request) -> Reply:
        return (few if "COUNT" in request.query else many)(request)

    with endpoint(changing) as fake, pytest.raises(EndpointError, match="its data is being changed"):
        pull(asked(fake.url))


def test_there_is_a_number_of_triples_that_is_not_pulled(boats: Fake) -> None:
    with pytest.raises(LimitError, match="more than the 5 that are pulled"):
        pull(asked(boats.url), max_triples=5)
    assert count_triples(asked(boats.url)).total == 17


def test_an_export_is_that_of_the_file(boats: Fake, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "--endpoint", boats.url, "-f", "nt"]) == 0
    assert capsys.readouterr().out.encode() == write_dataset(load_bytes(DATA.encode(), format="turtle"), format="nt")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?boat ?length { ?boat b:length ?length FILTER(?length > 10) } ORDER BY DESC(?length)",
        "SELECT ?boat ?boatLabel { ?boat a b:Boat } ORDER BY ?boatLabel",
        "SELECT ?boatLabel { ?boat a b:Boat } ORDER BY DESC(?boatLabel) LIMIT 1",
        "SELECT ?at (COUNT(*) AS ?n) { ?boat b:berth/b:at ?at } GROUP BY ?at",
        "SELECT DISTINCT ?type { ?x a ?type } ORDER BY ?type LIMIT 1 OFFSET 1",
        "ASK { ?boat b:length 12 }",
        "CONSTRUCT { ?boat b:in ?at } WHERE { ?boat b:berth/b:at ?at }",
    ],
    ids=["filter", "labels", "by label", "count", "offset", "ask", "construct"],
)
def test_a_query_gives_what_it_gives_over_the_file(
    query: str, boats: Fake, files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = [] if query.startswith("CONSTRUCT") else ["-f", "json"]
    found = []
    for source in (["--data", "data.ttl"], ["--endpoint", boats.url]):
        assert run(["query", "-q", PREFIXES + query, *source, *form, "--lang", "en"]) == 0
        found.append(capsys.readouterr().out)
    assert found[0] == found[1]


def test_a_query_is_one_request_and_explain_shows_its_text(boats: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    query = PREFIXES + "SELECT ?x { ?x b:length 12 }"
    assert run(["query", "-q", query, "--endpoint", boats.url, "--explain"]) == 0
    out, err = capsys.readouterr()
    assert "http://boats.example/marea" in out
    assert "sent:\nSELECT ?x WHERE {" in err
    assert len(boats.requests) == 1


@pytest.mark.parametrize(
    "query",
    ["SELECT * { ?s ?p ?o }", "ASK { ?s ?p 1 }", "CONSTRUCT WHERE { ?s ?p ?o }", "SELECT * FROM <b:g> { ?s ?p ?o }"],
    ids=["rows", "truth", "triples", "of graphs"],
)
def test_an_endpoint_that_always_says_nothing_is_not_believed(query: str, capsys: pytest.CaptureFixture[str]) -> None:
    def silent(request: Request) -> Reply:
        is_truth = request.query.lstrip().startswith("ASK")
        names = ",".join(f'"{name}"' for name in dict.fromkeys(re.findall(r"\?(\w+)", request.query)))
        if "COUNT" in request.query:
            names = '"n"'
        empty = f'{{"head":{{"vars":[{names}]}},"results":{{"bindings":[]}}}}'
        return Reply(b'{"head":{},"boolean":false}' if is_truth else empty.encode())

    with endpoint(silent) as fake:
        assert run(["query", "-q", query, "--endpoint", fake.url]) == 3
    out, err = capsys.readouterr()
    assert not out
    assert "VALUES ?v { 1 }" in err


def test_an_endpoint_to_which_everything_is_true_is_not_believed(capsys: pytest.CaptureFixture[str]) -> None:
    with endpoint(lambda _: Reply(b'{"head":{},"boolean":true}')) as fake:
        assert run(["query", "-q", PREFIXES + "ASK { ?x b:length 13 }", "--endpoint", fake.url]) == 3
    out, err = capsys.readouterr()
    assert not out
    assert "it answers true to ASK { <http://nothing.invalid/> " in err


def test_an_honest_endpoint_is_asked_for_each_truth_that_it_has_not_given_once(boats: Fake) -> None:
    at = asked(boats.url)
    for query in ("ASK { ?x ?y ?z }", "ASK {}", "ASK { FILTER(false) }", "ASK { ?x ?y ?z }"):
        assert ask(at, query) is ("false" not in query)
    assert len(boats.requests) == 5


def test_an_honest_endpoint_may_have_no_answer(boats: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["query", "-q", PREFIXES + "SELECT ?x { ?x b:length 13 }", "--endpoint", boats.url, "-f", "csv"]) == 0
    assert run(["query", "-q", PREFIXES + "ASK { ?x b:length 13 }", "--endpoint", boats.url]) == 0
    assert capsys.readouterr().out.split() == ["x", "false"]
    # each of them, and something that is certain
    assert len(boats.requests) == 4


@pytest.mark.parametrize("most", [2, 3, 7, 37, 99, 1000])
@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?x ?n { ?x b:n ?n }",
        "SELECT ?x ?n FROM b:g { ?x b:n ?n }",
        "CONSTRUCT { ?x b:m ?n } WHERE { ?x b:n ?n }",
        "CONSTRUCT { b:all b:has b:some } WHERE { ?x b:n ?n }",
        "CONSTRUCT { [] b:m ?n . ?x b:more b:all } WHERE { ?x b:n ?n }",
    ],
    ids=["rows", "of graphs", "triples", "a constant triple", "new nodes"],
)
def test_a_cut_answer_is_noticed_whatever_its_size(query: str, most: int, capsys: pytest.CaptureFixture[str]) -> None:
    store = store_of("")
    nodes = [pyoxigraph.NamedNode(f"http://boats.example/{n}") for n in range(1234)]
    for graph in (pyoxigraph.DefaultGraph(), pyoxigraph.NamedNode("http://boats.example/g")):
        store.extend(
            pyoxigraph.Quad(node, pyoxigraph.NamedNode("http://boats.example/n"), pyoxigraph.Literal(n), graph)
            for n, node in enumerate(nodes)
        )
    with endpoint(honest(store, most=most)) as fake:
        assert run(["query", "-q", PREFIXES + query, "--endpoint", fake.url]) == 3
    out, err = capsys.readouterr()
    assert not out
    assert f"it gave {most:,} of 1,234 rows" in err


@pytest.mark.parametrize("number", [2, 37, 100, 1000])
def test_an_answer_of_any_size_is_believed_where_it_is_whole(number: int, capsys: pytest.CaptureFixture[str]) -> None:
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    data = "".join(f'b:n{n} a b:Boat ; {label} "{n}" .' for n in range(number))
    with endpoint(honest(store_of(f"@prefix b: <http://boats.example/> . {data}"))) as fake:
        for query in ("SELECT ?x ?xLabel { ?x a b:Boat }", "CONSTRUCT WHERE { ?x a b:Boat }"):
            assert run(["query", "-q", PREFIXES + query, "--endpoint", fake.url]) == 0
            assert len(capsys.readouterr().out.splitlines()) >= number


@pytest.mark.parametrize(
    "query",
    [
        "CONSTRUCT WHERE { ?boat b:crew [ b:name ?name ] }",
        "CONSTRUCT { ?boat b:with [ b:name ?name ; b:of ?boat ] } WHERE { ?boat b:crew/b:name ?name }",
        "CONSTRUCT { ?v ?p ?boat } WHERE { ?boat ?p ?v }",
        "CONSTRUCT { ?x b:at ?at . ?x b:is b:Afloat } WHERE { ?x a b:Boat OPTIONAL { ?x b:berth/b:at ?at } }",
        "CONSTRUCT { b:boats b:are b:here } WHERE { ?boat a b:Boat }",
        "CONSTRUCT { b:boats b:are b:here } WHERE { ?boat a b:Train }",
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } ORDER BY DESC(?p) ?s STR(?o) LIMIT 2 OFFSET 1",
        "CONSTRUCT { ?s b:n ?n } WHERE { SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o FILTER(isIRI(?s)) } GROUP BY ?s }",
    ],
    ids=["nodes", "new nodes", "impossible triples", "unbound", "constant", "none", "slice", "groups"],
)
def test_a_graph_is_made_as_over_the_file(
    query: str, boats: Fake, files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = []
    for source in (["--data", "data.ttl"], ["--endpoint", boats.url]):
        assert run(["query", "-q", PREFIXES + query, *source, "-f", "nt"]) == 0
        graph = pyoxigraph.Dataset(pyoxigraph.parse(capsys.readouterr().out, format=pyoxigraph.RdfFormat.N_TRIPLES))
        graph.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
        found.append(graph)
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--engine", "oxigraph"], "leave out --engine"),
        (["--inference", "rdfs"], "leave out --inference"),
        (["--data", "data.ttl"], "leave out --data"),
    ],
    ids=["engine", "inference", "data"],
)
def test_what_an_endpoint_cannot_do_is_refused(
    options: list[str], message: str, boats: Fake, files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["query", "-q", "ASK { ?s ?p ?o }", "--endpoint", boats.url, *options]) == 2
    assert message in capsys.readouterr().err
    assert not boats.requests


def test_a_query_is_answered_here_where_that_is_asked_for(boats: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    text = PREFIXES + "SELECT ?x { ?x b:length 12 }"
    assert run(["query", "-q", text, "--endpoint", boats.url, "--pull", "-f", "csv"]) == 0
    assert "http://boats.example/marea" in capsys.readouterr().out
    # they are counted, and come in one answer
    assert len(boats.requests) == 2
    assert run(["query", "-q", text, "--pull"]) == 2
    assert "--pull needs --endpoint" in capsys.readouterr().err


def test_of_an_endpoint_whose_graphs_are_named_no_others_are_pulled() -> None:
    # as some stores do, it matches GRAPH in all graphs that it has, whichever the request names
    store = store_of(DATA)
    other = pyoxigraph.NamedNode("http://boats.example/other")
    store.add(pyoxigraph.Quad(other, other, other, other))
    text = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    counts = []
    with endpoint(honest(store)) as fake:
        for graphs in ((), ("http://boats.example/g",)):
            graph = KnowledgeGraph.from_endpoint(fake.url, graphs=graphs, method="pull")
            found = graph.query(text=text)
            assert isinstance(found, Solutions)
            counts += [row["n"].value for row in found]
    triples = len(list(store_of(DATA)))
    assert counts == [str(triples + 1), str(triples)]


def test_rows_without_claims_rest_on_nothing_that_could_be_named(
    boats: Fake, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["query", "-q", "SELECT * { ?s ?p 12 }", "--endpoint", boats.url, "--why"]) == 2
    assert "the graph of an endpoint has no claims that begin with" in capsys.readouterr().err


def test_a_stored_query_has_the_same_parameters_and_labels(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = tmp_path / "harbour"
    assert run(["init", str(project), "--quiet"]) == 0
    (project / "queries" / "berths.rq").write_text(
        "#+ summary: Where a boat lies.\n#+ params:\n#+   boat:\n#+     type: entity\n"
        "#+     class: http://boats.example/Boat\n"
        "PREFIX b: <http://boats.example/>\nSELECT ?at ?atLabel { ?_boat b:berth/b:at ?at }\n"
    )
    capsys.readouterr()
    with endpoint(honest(store_of(DATA))) as fake:
        asked = ["query", "berths", "--project", str(project), "--endpoint", fake.url, "-f", "csv", "-p"]
        assert run([*asked, "boat=Marea"]) == 0, capsys.readouterr().err
        assert capsys.readouterr().out == "at,atLabel\r\nhttp://boats.example/oslo,Oslo\r\n"
        assert run([*asked, "boat=Oslo"]) == 2
        assert "is a" in capsys.readouterr().err


@pytest.mark.parametrize("most", [70, 100, 101])
def test_labels_come_whole_where_they_are_more_than_the_rows_of_an_answer(
    most: int, capsys: pytest.CaptureFixture[str]
) -> None:
    data = "".join(f"<b:{n}> a <b:Boat> ; <{LABEL}> '{n}'@en, '{n}'@id, '{n}'@he .\n" for n in range(61))
    query = ["query", "-q", "SELECT ?x ?xLabel { ?x a <b:Boat> }", "--lang", "id", "-f", "csv", "--endpoint"]
    with endpoint(honest(store_of(data), most=most)) as fake:
        assert run([*query, fake.url]) == 0, capsys.readouterr().err
    rows = capsys.readouterr().out.splitlines()[1:]
    assert sorted(rows) == sorted(f"b:{n},{n}" for n in range(61))


def test_one_thing_with_more_labels_than_the_rows_of_an_answer_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    data = "<b:1> a <b:Boat> ." + "".join(f"<b:1> <{LABEL}> '{n}' .\n" for n in range(61))
    with endpoint(honest(store_of(data), most=20)) as fake:
        assert run(["query", "-q", "SELECT ?x ?xLabel { ?x a <b:Boat> }", "--lang", "id", "--endpoint", fake.url]) == 3
    assert "20 of 61 rows" in capsys.readouterr().err


def test_a_summary_tells_what_was_found(boats: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["endpoint", boats.url, "-f", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["triples"] == 17
    assert found["classes"][0] == {"class": "http://boats.example/Boat", "instances": 2}
    assert set(found["dialect"]) == {probe.name for probe in PROBES}
    assert found["dialect"]["same-term"] is True
    assert found["rowLimit"] is None
    assert run(["endpoint", boats.url]) == 0
    assert "row limit: none found" in capsys.readouterr().out


def test_a_row_limit_is_found() -> None:
    with endpoint(honest(store_of(DATA), most=1000)) as fake:
        assert KnowledgeGraph.from_endpoint(fake.url).endpoint_summary().dialect.row_limit == 1000


def test_files_have_no_summary_of_an_endpoint() -> None:
    with pytest.raises(UsageError, match="not behind an endpoint"):
        KnowledgeGraph.from_bytes(b"", format="turtle").endpoint_summary()


def test_a_triple_that_comes_twice_stands_for_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    serve = honest(store_of(DATA))

    def repeating(request: Request) -> Reply:
        reply = serve(request)
        if reply.media_type == NTRIPLES:
            lines = reply.body.splitlines(keepends=True)
            reply.body = b"".join([*lines[:-1], lines[0]])
        return reply

    with endpoint(repeating) as fake:
        assert run(["export", "--endpoint", fake.url, "-f", "nt"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(store_of(DATA))
