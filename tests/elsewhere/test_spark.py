"""What Spark finds in a pack is what columns find; and a server that fails never lets data conform.

The whole W3C suite, and all stored queries, take some minutes of Spark's: with KGTOOLS_SPARK=all they are run, else a
part of them.
"""

from __future__ import annotations

import functools
import os
import socket
import sys
import threading
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kgtools.cli import run
from kgtools.elsewhere.sql.spark import session
from kgtools.elsewhere.sql.spark.address import SparkAddress, spark_address
from kgtools.elsewhere.sql.spark.session import SparkConnection
from kgtools.errors import EndpointError, ParameterError, SourceError
from kgtools.graph import KnowledgeGraph
from kgtools.packs.writing import write_pack
from kgtools.table import load
from tests.elsewhere.test_stored_queries import case_of, rows
from tests.queries.test_stored_queries import QUERIES
from tests.shacl import suite

pytest.importorskip("sqlglot", reason="sqlglot is not installed (extra sql)")
_ALL = os.environ.get("KGTOOLS_SPARK") == "all"
#: of the suite: paths, a comparison of values, shapes within shapes, a literal that is not well-formed
_PART = {"path-complex-002", "lessThan-002", "or-datatypes-001", "datatype-ill-formed"}
BOATS = b"""@prefix b: <http://boats.example/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
b:marea a b:Boat ; rdfs:label "Marea"@EN-gb ; b:length 012 ; b:berth [ b:at b:oslo ] .
b:tide a b:Boat ; rdfs:label "${env:HOME} \\\\ '); --" ; b:length 90, 1e2 . b:gull a b:Boat .
b:oslo b:in b:norway . b:norway b:in b:europe, b:oslo . b:harbour { b:tide b:length 7 }
"""
SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix b: <http://boats.example/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
b:BoatShape a sh:NodeShape ; sh:targetClass b:Boat ;
  sh:property [ sh:path b:length ; sh:maxInclusive 20 ] ,
    [ sh:path rdfs:label ; sh:hasValue "${env:HOME} \\\\ '); --" ] ,
    [ sh:path ( b:berth b:at [ sh:zeroOrMorePath b:in ] ) ; sh:in ( b:oslo ) ] .
"""
PREFIX = "PREFIX b: <http://boats.example/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "


@pytest.fixture(autouse=True)
def _spark_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Beside some packages Spark's client asks for a folder, which it does not need."""
    monkeypatch.setenv("SPARK_HOME", os.environ.get("SPARK_HOME", str(tmp_path)))


def parts() -> list[object]:
    everything = suite.params("core")
    if _ALL:
        return everything
    return [one for one in everything if one.values[0] is None or one.values[0].stem in _PART]


@pytest.mark.parametrize("path", parts())
def test_the_core_suite_gives_the_expected_report(path: Path, spark: str, tmp_path: Path) -> None:
    for case in suite.cases(path):
        write_pack(load([str(case.data)]), tmp_path / "pack")
        report = KnowledgeGraph.from_sql(spark, table=str(tmp_path / "pack")).validate([case.shapes])
        assert suite.is_expected(case, report.to_turtle())


@pytest.mark.parametrize("name", sorted(QUERIES) if _ALL else sorted(QUERIES)[:1])
def test_stored_queries_answer_as_over_the_files(name: str, spark: str, tmp_path: Path) -> None:
    files, values = case_of(name)
    here = KnowledgeGraph.from_files(files)
    here.pack(tmp_path / "pack")
    assert rows(KnowledgeGraph.from_sql(spark, table=str(tmp_path / "pack")), name, values) == rows(here, name, values)


def test_a_client_that_ends_the_process_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    class Ending(types.ModuleType):
        """A module that ends the process when something of it is imported, as Spark's client without SPARK_HOME."""

        def __getattr__(self, name: str) -> object:
            raise SystemExit("Could not find valid SPARK_HOME")

    monkeypatch.setitem(sys.modules, "pyspark.sql.connect.client.core", Ending("core"))
    with pytest.raises(EndpointError, match="needs SPARK_HOME; set it to any folder, even an empty one"):
        SparkConnection(spark_address("sc://127.0.0.1:1"), timeout=5, check=lambda: None)


@pytest.fixture
def boats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("shapes.ttl").write_text(SHAPES)
    Path("boats.trig").write_bytes(BOATS)
    write_pack(load([str(tmp_path / "boats.trig")]), tmp_path / "boats.pack")
    return str(tmp_path / "boats.pack")


def test_a_report_is_that_of_the_file(spark: str, boats: str, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["-s", "shapes.ttl", "--no-positions", "-f", "csv"]
    assert run(["validate", "boats.trig", *given]) == 1
    expected = capsys.readouterr().out
    assert run(["validate", "--sql", spark, "--table", boats, *given]) == 1
    found = capsys.readouterr()
    assert found.out == expected
    assert "boats.pack: Spark looked for violations" in found.err
    assert "Warning" not in found.err


def test_answers_are_those_of_the_pack_in_memory(spark: str, boats: str) -> None:
    here, there = KnowledgeGraph.from_pack(boats), KnowledgeGraph.from_sql(spark, table=boats)
    for text in (
        "SELECT * { ?s a b:Boat OPTIONAL { ?s b:length ?n FILTER(?n > 20) } } ORDER BY ?s ?n",
        "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY ?p",
        "SELECT ?o { b:marea b:berth/b:at/b:in* ?o } ORDER BY ?o",
        "SELECT ?s ?l (LANG(?l) AS ?tag) { ?s rdfs:label ?l } ORDER BY ?s",
    ):
        assert str(there.query(text=PREFIX + text)) == str(here.query(text=PREFIX + text))


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("nothing.there", "there is no such table"),
        ("nothing; DROP", "there is no such table"),
        ("./nothing", "the cluster sees no pack there"),
        ("/a/{b}", "is a pattern for Spark"),
    ],
    ids=["name", "no-name", "path", "pattern"],
)
def test_a_table_that_is_not_there_is_told(
    table: str, message: str, spark: str, boats: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["validate", "--sql", spark, "--table", table, "-s", "shapes.ttl"]) == 2
    assert message in capsys.readouterr().err


def test_a_table_with_other_columns_and_half_a_pack_are_told(spark: str, boats: str) -> None:
    session = pytest.importorskip("pyspark.sql.connect.session").SparkSession.builder.remote(spark).create()
    try:
        session.sql("CREATE TABLE odd USING parquet AS SELECT 1 AS s, 'p' AS p, 'o' AS o, 'g' AS graph, 'l' AS lang")
        try:
            with pytest.raises(SourceError, match="the column 's' is 'int', and 'string'"):
                KnowledgeGraph.from_sql(spark, table="odd").query(text="ASK {}")
        finally:
            session.sql("DROP TABLE odd")
    finally:
        session.stop()
    manifest = Path(boats, "kgtools-pack.json")
    manifest.write_text(manifest.read_text().replace('"triples": ', '"triples": 1'))
    with pytest.raises(EndpointError, match="its manifest says"):
        KnowledgeGraph.from_sql(spark, table=boats).query(text="ASK { ?s ?p ?o }")


def test_a_statement_that_takes_too_long_and_an_answer_that_is_too_large_are_no_answers(
    spark: str, boats: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["validate", "--sql", spark, "--table", boats, "-s", "shapes.ttl"]
    with pytest.raises(EndpointError, match="request_timeout"):
        KnowledgeGraph.from_sql(spark, table=boats, request_timeout=0.001).validate(["shapes.ttl"])
    with pytest.raises(EndpointError, match="more than 1 rows"):
        KnowledgeGraph.from_sql(spark, table=boats, max_size=600).validate(["shapes.ttl"])
    assert run([*asked, "--timeout", "0.05"]) == 3


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        held: list[socket.socket] = []

        def accept() -> None:
            try:
                while True:
                    held.append(server.accept()[0])
            except OSError:
                return

        threading.Thread(target=accept, daemon=True).start()
        yield f"sc://127.0.0.1:{server.getsockname()[1]}"
        for one in held:
            one.close()


def test_nobody_and_a_silent_server_are_told(
    boats: str, silent: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    retries = pytest.importorskip(
        "pyspark.sql.connect.client.retries", reason="Spark's client is not installed (extra spark)"
    )
    # it asks as often as ever, without the pauses between
    quick = functools.partial(retries.Retrying, sleep=lambda _: None)
    monkeypatch.setattr("pyspark.sql.connect.client.core.Retrying", quick)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    sessions: list[Any] = []
    open_session = session._opened

    def opened(address: SparkAddress) -> Any:
        sessions.append(open_session(address))
        return sessions[-1]

    with monkeypatch.context() as patched:
        patched.setattr(session, "_opened", opened)
        assert run(["validate", "--sql", f"sc://127.0.0.1:{port}", "--table", "x", "-s", "shapes.ttl"]) == 3
    assert "no server answers" in capsys.readouterr().err
    # else it would ask once more when the process ends
    assert sessions[0].client.is_closed
    asked = ["validate", "--sql", silent, "--table", "x", "-s", "shapes.ttl", "--request-timeout", "0.5"]
    assert run(asked) == 3
    assert "not answered within 0.5 s" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    ["sc://", "sc://user:hush@host", "sc://host:15002/;token=hush", "sc://host:99999", "sc://host/;use_ssl=maybe"],
)
def test_an_address_without_a_host_or_with_credentials_is_refused(text: str) -> None:
    with pytest.raises(ParameterError) as refused:
        spark_address(text, {})
    assert "hush" not in str(refused.value)


def test_a_token_comes_from_the_environment_goes_out_encrypted_and_is_never_shown() -> None:
    address = spark_address("sc://host", {"KGTOOLS_TOKEN": "hush/1"})
    assert "use_ssl=true" in address.connection
    assert "token=hush%2F1" in address.connection
    assert "hush" not in repr(address) + str(address) + address.hidden("no token hush/1, nor hush%2F1")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--sql", "sc://host"], "needs --table"),
        (["--table", "t"], "--table needs --sql"),
        (["--sql", "duckdb:x", "--table", "t"], "--table goes with --sql sc://"),
    ],
    ids=["no table", "a table alone", "duckdb"],
)
def test_a_wrong_call_is_told(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["query", "-q", "ASK {}", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_a_table_by_its_name_is_read_too(spark: str, boats: str) -> None:
    session = pytest.importorskip("pyspark.sql.connect.session").SparkSession.builder.remote(spark).create()
    try:
        session.sql(f"CREATE TABLE boats USING parquet AS SELECT * FROM parquet.`{boats}/triples-00000.parquet`")
        text = PREFIX + "SELECT ?p (COUNT(*) AS ?n) { GRAPH b:harbour { ?s ?p ?o } } GROUP BY ?p"
        found = KnowledgeGraph.from_sql(spark, table="boats").query(text=text)
        assert str(found) == str(KnowledgeGraph.from_pack(boats).query(text=text))
        session.sql("DROP TABLE boats")
    finally:
        session.stop()
