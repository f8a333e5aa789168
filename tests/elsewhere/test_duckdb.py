"""What DuckDB finds in a pack is what columns find: the W3C suite, shapes by chance, any two literals compared."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgtools.cli import run
from kgtools.elsewhere.sql.duckdb_source import DuckDbSource
from kgtools.elsewhere.sql.opening import sql_target
from kgtools.elsewhere.sql.writer import to_sql
from kgtools.errors import EndpointError, ParameterError, RefusedQueryError
from kgtools.graph import KnowledgeGraph
from kgtools.packs import reading
from kgtools.packs.writing import write_pack
from kgtools.sparql.parse import parse_query
from kgtools.sparql.translate import translate
from kgtools.table import Dataset, load
from tests.examples import share
from tests.packs.test_ordering import LITERALS
from tests.shacl import generated, suite
from tests.shacl.plans.test_plans import compare, inputs_of

pytest.importorskip("duckdb", reason="DuckDB is not installed (extra sql)")
pytest.importorskip("sqlglot", reason="sqlglot is not installed (extra sql)")
_SETTINGS = settings(
    max_examples=share(25),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)
SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix b: <http://boats.example/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
b:BoatShape a sh:NodeShape ; sh:targetClass b:Boat ;
  sh:property [ sh:path b:length ; sh:maxInclusive 20 ], [ sh:path ( b:berth b:at ) ; sh:minCount 1 ] ,
    [ sh:path rdfs:label ; sh:maxLength 2 ] .
b:HarbourShape a sh:NodeShape ; sh:targetClass b:Lighthouse ; sh:nodeKind sh:IRI .
"""
BOATS = b"""@prefix b: <http://boats.example/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
b:marea a b:Boat ; rdfs:label "Marea"@EN-gb ; b:length 12 ; b:berth [ b:at b:oslo ] .
b:tide a b:Boat ; b:length 90, 1e2 . b:harbour { b:tide a b:Boat ; b:length 90 }
"""


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def source_in(stack: ExitStack, dataset: Dataset) -> DuckDbSource:
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    write_pack(dataset, f"{folder}/pack")
    return stack.enter_context(DuckDbSource(f"{folder}/pack"))


@pytest.mark.parametrize("path", suite.params("core"))
def test_the_core_suite_gives_the_expected_report(path: Path, tmp_path: Path) -> None:
    for case in suite.cases(path):
        write_pack(load([str(case.data)]), tmp_path / "pack")
        report = KnowledgeGraph.from_sql(f"duckdb:{tmp_path / 'pack'}").validate([case.shapes])
        assert suite.is_expected(case, report.to_turtle())


@_SETTINGS
@given(
    st.sampled_from([generated.AWKWARD, generated.ORDERED]).flatmap(
        lambda pool: st.tuples(generated.data(pool), generated.shapes(pool))
    )
)
def test_any_shapes_fail_where_columns_fail(both: tuple[str, str]) -> None:
    inputs = inputs_of(*both)
    if inputs is not None:
        with ExitStack() as stack:
            compare(inputs, lambda dataset: source_in(stack, dataset))


@_SETTINGS
@given(
    st.lists(st.tuples(LITERALS, LITERALS), min_size=1, max_size=12), st.sampled_from(["lessThan", "lessThanOrEquals"])
)
def test_any_two_literals_compare_as_columns_compare_them(pairs: list[tuple[object, object]], word: str) -> None:
    lines = [f"<urn:n:{n}> <urn:p> {left} ; <urn:q> {right} .\n" for n, (left, right) in enumerate(pairs)]
    shapes = f"e:S a sh:NodeShape ; sh:targetSubjectsOf <urn:p> ; sh:property [ sh:path <urn:p> ; sh:{word} <urn:q> ] ."
    inputs = inputs_of("".join(lines), generated.HEAD + shapes)
    assert inputs is not None
    with ExitStack() as stack:
        assert compare(inputs, lambda dataset: source_in(stack, dataset)) == len(inputs.shapes.by_node)


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("shapes.ttl").write_text(SHAPES)
    Path("boats.trig").write_bytes(BOATS)
    write_pack(load([str(tmp_path / "boats.trig")]), tmp_path / "boats.pack")
    return tmp_path


@pytest.mark.parametrize(
    "options", [[], ["--explain"], ["-f", "csv"], ["-f", "turtle"], ["--severity", "violation"]], ids=" ".join
)
def test_a_report_is_that_of_the_file(options: list[str], pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["-s", "shapes.ttl", "--no-positions", *options]
    assert run(["validate", "boats.trig", *given]) == 1
    expected = capsys.readouterr().out
    assert run(["validate", "--sql", "duckdb:boats.pack", "--memory", "200", *given]) == 1
    found = capsys.readouterr()
    assert found.out == expected
    assert "boats.pack: DuckDB looked for violations" in found.err


def test_files_that_need_more_memory_than_allowed_are_packed_and_asked(
    pack: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = KnowledgeGraph.from_files("boats.trig")
    Path("boats.nq").write_bytes(graph.export(format="nq")[0])
    given = ["boats.nq", "-s", "shapes.ttl", "--no-positions"]
    assert run(["validate", *given]) == 1
    expected = capsys.readouterr().out
    assert run(["validate", *given, "--memory", "100"]) == 1
    found = capsys.readouterr()
    assert (found.out, "DuckDB" in found.err) == (expected, False)
    # as if the file were large
    monkeypatch.setattr("kgtools.data.elsewhere.bounded_graph.memory_needed", lambda _: 1 << 40)
    assert run(["validate", *given, "--memory", "100"]) == 1
    found = capsys.readouterr()
    assert found.out == expected
    assert "boats.nq: DuckDB looked for violations" in found.err
    assert run(["validate", "boats.nq", "--memory", "100"]) == 2
    assert "name them with --shapes" in capsys.readouterr().err


def test_a_file_that_does_not_fit_says_what_to_do(
    pack: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kgtools.table.limits.free_memory", lambda: 10.0)
    assert run(["validate", "boats.trig", "-s", "shapes.ttl", "--no-cache"]) == 3
    told = capsys.readouterr().err
    assert "`kgtools validate --memory MB` validates them in less" in told
    assert "--sql duckdb:DIR" in told


def test_a_shape_that_no_node_is_a_target_of_is_told(pack: Path) -> None:
    assert run(["validate", "--sql", "duckdb:boats.pack", "-s", "shapes.ttl", "--require-targets"]) == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--sql", "sqlite:x"], "write duckdb:DIR"),
        (["--sql", "duckdb:"], "write duckdb:DIR"),
        (["--sql", "duckdb:nothing"], "this is not a pack"),
        (["--sql", "duckdb:boats.pack", "boats.trig"], "leave out a FILE"),
        (["--sql", "duckdb:boats.pack", "--endpoint", "http://e/"], "leave out --endpoint"),
        (["--memory", "100"], "--memory needs a FILE, or --sql"),
    ],
    ids=["another engine", "no folder", "no pack", "a file", "an endpoint", "memory alone"],
)
def test_a_wrong_call_is_told(
    arguments: list[str], message: str, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["validate", "-s", "shapes.ttl", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_a_target_is_an_engine_and_a_place() -> None:
    target = sql_target("duckdb:/a:b")
    assert (target.engine, target.place) == ("duckdb", "/a:b")
    with pytest.raises(ParameterError):
        sql_target("boats.pack")


def test_terms_are_never_pasted_into_sql(opened: ExitStack) -> None:
    hostile = "'); DROP VIEW triples; --"
    data = f'<http://e/a> <http://e/p> "{hostile}", "x" .\n'.encode()
    shapes = (
        "e:S a sh:NodeShape ; sh:targetSubjectsOf <http://e/p> ; "
        f'sh:property [ sh:path <http://e/p> ; sh:hasValue "{hostile}" ; sh:in ( "x" ) ] .'
    )
    inputs = inputs_of(data.decode(), generated.HEAD + shapes)
    assert inputs is not None
    compare(inputs, lambda dataset: source_in(opened, dataset))


def test_what_was_asked_when_an_engine_failed_is_named(
    pack: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(source: DuckDbSource, *_: object) -> None:
        raise EndpointError(source.name, "nobody answers.")

    monkeypatch.setattr(DuckDbSource, "_give", fail)
    assert run(["validate", "--sql", "duckdb:boats.pack", "-s", "shapes.ttl"]) == 3
    said = capsys.readouterr().err
    assert "nobody answers. The query was about sh:maxInclusive of " in said
    assert "_:" not in said


@pytest.mark.parametrize(
    ("damaged", "code", "message"),
    [
        (b"PAR1", 2, "triples-00000.parquet: the file is truncated or not Parquet; pack again."),
        (b"PAR1" + b"x" * 40 + b"PAR1", 3, "DuckDB cannot answer"),
        (None, 2, "names the file 'triples-00000.parquet', which is not in the folder; pack again."),
    ],
    ids=["cut off", "overwritten", "missing"],
)
def test_a_damaged_part_is_named(
    damaged: bytes | None, code: int, message: str, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    part = pack / "boats.pack" / "triples-00000.parquet"
    part.unlink() if damaged is None else part.write_bytes(damaged)
    assert run(["validate", "--sql", "duckdb:boats.pack", "-s", "shapes.ttl"]) == code
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("given", [["--sql", "duckdb:boats.pack"], ["boats.pack"]], ids=["asked", "loaded"])
def test_a_pack_that_is_replaced_while_it_is_read_gives_no_report(
    given: list[str], pack: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def replaced() -> None:
        (pack / "boats.trig").write_bytes(BOATS.replace(b"12", b"13"))
        write_pack(load([str(pack / "boats.trig")]), pack / "boats.pack")

    give, lines = DuckDbSource._give, reading.lines_of
    monkeypatch.setattr(DuckDbSource, "_give", lambda *given: (replaced(), give(*given))[1])
    monkeypatch.setattr(reading, "lines_of", lambda batch: (replaced(), lines(batch))[1])
    assert run(["validate", *given, "-s", "shapes.ttl", "-f", "csv"]) == 2
    told = capsys.readouterr()
    assert "boats.pack: the pack was replaced while it was read; run the command again." in told.err
    assert not told.out


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("SELECT * { ?s ?p ?o GRAPH ?g { ?s ?q ?r } }", "Graph"),
        ("SELECT (SUM(?o) AS ?n) { ?s ?p ?o }", "SUM"),
        ("SELECT * { ?s ?p ?o FILTER(STRLEN(?o) > 2) }", "STRLEN"),
    ],
    ids=["operator", "aggregate", "function"],
)
def test_what_is_not_written_is_refused_by_its_name(query: str, name: str) -> None:
    with pytest.raises(RefusedQueryError, match=name):
        to_sql(translate(parse_query(query)).pattern)


def test_what_duckdb_puts_on_disk_is_in_a_folder_that_no_killed_process_leaves(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    with DuckDbSource(pack / "boats.pack"):
        (folder,) = place.iterdir()
        # by this file the next process knows whether somebody uses the folder
        assert (folder / ".in-use").exists()
    assert list(place.iterdir()) == []
