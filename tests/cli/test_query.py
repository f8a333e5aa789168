"""`kgtools query` and `kgtools queries` from outside: what is printed, and how they end."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.command_line import kgtools, kgtools_bytes, kgtools_process

DATA = """@prefix e: <http://e/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
e:ada a e:Person ; rdfs:label "Ada"@en, "\u05e2\u05d3\u05d4"@he ; e:age 36 . e:bob a e:Person ; rdfs:label "Bob"@en .
e:evil e:says "\\u001B[2J\\u202Eevil" ."""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data.ttl"
    path.write_text(DATA, encoding="utf-8")
    return path


ALL = "PREFIX e: <http://e/> SELECT ?p ?age { ?p a e:Person OPTIONAL { ?p e:age ?age } } ORDER BY ?p"


def test_a_query_of_ones_own_is_answered_over_files(data: Path) -> None:
    ran = kgtools("query", "-q", ALL, "--data", data, "-f", "csv")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == "p,age\r\nhttp://e/ada,36\r\nhttp://e/bob,\r\n"


def test_labels_come_with_lang(data: Path) -> None:
    ran = kgtools("query", "-q", ALL, "--data", data, "-f", "csv", "--lang", "he,en")
    assert ran.stdout.splitlines()[:2] == ["p,pLabel,age", "http://e/ada,\u05e2\u05d3\u05d4,36"]


def test_a_query_comes_from_a_file_or_from_standard_input(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "q.rq"
    path.write_text("ASK { ?s a <http://e/Person> }")
    assert kgtools("query", "--query-file", path, "--data", data).stdout == "true\n"
    ran = kgtools("query", "--query-file", "-", "--data", data, "--base", "http://e/", stdin="ASK { ?s a <Person> }")
    assert ran.stdout == "true\n"


def test_the_extension_of_the_output_tells_the_format(data: Path, tmp_path: Path) -> None:
    for name, beginning in (
        ("a.srj", b'{"head"'),
        ("a.csv", b"p,age\r\n"),
        ("a.srx", b"<?xml"),
        ("a.md", b"| p | age |"),
    ):
        ran = kgtools("query", "-q", ALL, "--data", data, "-o", tmp_path / name)
        assert (ran.returncode, ran.stdout) == (0, "")
        assert (tmp_path / name).read_bytes().startswith(beginning)
    kgtools("query", "-q", "CONSTRUCT WHERE { ?s a ?c }", "--data", data, "-o", tmp_path / "a.nt")
    assert (tmp_path / "a.nt").read_text().count("\n") == 2


def test_a_failure_leaves_the_old_file(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("old")
    ran = kgtools("query", "-q", "SELECT ?x { ?x ?y }", "--data", data, "-o", out)
    assert ran.returncode == 2
    assert out.read_text() == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["data.ttl", "out.csv"]


def test_what_files_import_and_a_query_does_not_see_is_told(tmp_path: Path) -> None:
    owl = "http://www.w3.org/2002/07/owl#"
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "cup.ttl").write_text(f"<http://e/cup> a <{owl}Ontology> .")
    imports = "\n".join(f"<http://e/shop> <{owl}imports> <http://e/{name}> ." for name in ("cup", "saucer"))
    (tmp_path / "shop.ttl").write_text(imports)
    entry = '<uri name="http://e/cup" uri="lib/cup.ttl"/>'
    catalog = f'<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">{entry}</catalog>'
    (tmp_path / "catalog-v001.xml").write_text(catalog)
    ask = ["query", "--data", "shop.ttl", "-q", f"ASK {{ <http://e/cup> a <{owl}Ontology> }}"]
    absent = "the import <http://e/saucer> was not found, so what follows from it may be missing (shop.ttl:2:"
    alone = kgtools(*ask, cwd=tmp_path)
    assert (alone.stdout, absent in alone.stderr) == ("false\n", True)
    assert "cup.ttl is imported, but not queried without --imports" in alone.stderr
    within = kgtools(*ask, "--imports", "lib", cwd=tmp_path)
    assert (within.stdout, absent in within.stderr) == ("true\n", True)
    assert "but not queried" not in within.stderr


def test_exit_status_is_for_ask(data: Path) -> None:
    codes = [
        kgtools("query", "-q", text, "--data", data, "--exit-status").returncode
        for text in ("ASK { ?s ?p 36 }", "ASK { ?s ?p 37 }", "SELECT * { ?s ?p ?o }")
    ]
    assert codes == [0, 1, 2]
    assert kgtools("query", "-q", "ASK { ?s ?p 37 }", "--data", data).returncode == 0


def test_a_table_fits_columns_and_has_no_colour_in_a_pipe(data: Path) -> None:
    ran = kgtools("query", "-q", "SELECT * { ?s ?p ?o }", "--data", data, COLUMNS="40")
    assert ran.returncode == 0
    assert "\x1b" not in ran.stdout
    assert "\u202e" not in ran.stdout
    assert max(map(len, ran.stdout.splitlines())) <= 42


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["query"], "give one of these"),
        (["query", "authors", "-q", "ASK {}"], "give one of these"),
        (["query", "autors"], 'did you mean "authors"'),
        (["query", "authors", "-p", "papr=x"], 'did you mean "paper"'),
        (["query", "authors", "-p", "paper"], "name=value"),
        (["query", "authors", "-p", "paper=no such thing"], "there is no publication"),
        (["query", "employed-at"], 'needs the parameter "organization"'),
        (["query", "employed-at", "-p", "organization=meta", "-p", "date=soon"], "write a day such as"),
        (["query", "authors", "-f", "cvs"], 'did you mean "csv"'),
        (["query", "authors", "-o", "out.doc"], "Name it with -f"),
        (["query", "authors", "-f", "turtle"], "turtle"),
        (["query", "authors", "--why", "-f", "csv"], "no place"),
        (["query", "authors", "--articles", "."], "--articles needs --why"),
        (["query", "authors", "--lang", "e n"], "not a language tag"),
        (["query", "authors", "--timeout", "x"], "--timeout"),
        (["query", "authors", "--timeout", "nan"], "'nan' is not a number of seconds."),
        (["query", "authors", "--timeout", "-1"], "--timeout"),
        (["query", "-q", "ASK { ?s ?p ?o }", "-f", "turtle"], "true or false, and turtle holds triples; take table"),
        (
            ["query", "-q", "SELECT * { } LIMIT 1", "-f", "nq"],
            "gives rows, and nq holds triples; take table, csv",
        ),
        (["query", "--query-file", "-", "--data", "-"], "standard input can be read only once"),
        (["query", "-q", "ASK { } ASK { }"], 'column 9: "ASK" cannot be read here; only one query is run at a time'),
        (["query", "-q", "ASK { } ; ASK { }"], "only one query is run at a time"),
        (
            ["query", "-q", "SELECT ?s { ?s a tallent:Person }"],
            'line 1, column 18: nothing declares the prefix "tallent:"',
        ),
        (["query", "-q", "SELEC ?s { ?s ?p ?o }"], "did you mean SELECT"),
        (["query", "-q", "SELECT * " + "{" * 3000 + "}" * 3000], "nested deeper"),
        (["query", "-q", "SELECT * { SERVICE <http://127.0.0.1:9/> {} }"], "--allow-service"),
        (["query", "-q", "SELECT * FROM <http://127.0.0.1:9/> {}"], "nothing is fetched"),
        (["query", "-q", "LOAD <http://127.0.0.1:9/>"], "this is for queries only"),
        (["query", "-q", ""], "empty"),
        (["query", "--query-file", "none.rq"], "no such file"),
        (["query", str(Path(__file__)), "-q", "ASK {}"], f"query its data with --data {Path(__file__)}."),
        (["query", "--query-file", "."], "folder"),
        (["query", "-q", "ASK {}", "--data", "none.ttl"], "no such file"),
        (["queries", "autors"], 'did you mean "authors"'),
        (["queries", "--lang", "?"], "not a language tag"),
    ],
    ids=lambda v: " ".join(v)[:40] if isinstance(v, list) else None,
)
def test_what_cannot_be_done_is_one_plain_sentence(arguments: list[str], message: str, tmp_path: Path) -> None:
    ran = kgtools(*arguments, cwd=tmp_path)
    assert ran.returncode == 2, ran.stderr
    assert ran.stdout == ""
    assert message in ran.stderr
    assert "Traceback" not in ran.stderr
    assert ran.stderr.startswith("error: ")
    assert list(tmp_path.iterdir()) == []


def test_a_query_without_end_is_ended(data: Path, tmp_path: Path) -> None:
    many = tmp_path / "many.nt"
    many.write_text("".join(f'<http://e/{i}> <http://e/p> "{i}" .\n' for i in range(3000)))
    endless = 'SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(?c, ?f), "^(a|b|[0-9])*x")) }'
    ran = kgtools_process("query", "-q", endless, "--data", many, "--timeout", "0.5")
    assert ran.returncode == 2
    assert ran.stderr == (
        "error: the query did not finish within 0.5 s; raise the time limit (--timeout) or narrow the query.\n"
    )


INTERRUPTED = """
import os, signal, sys, threading
from kgtools.__main__ import main
threading.Timer(1.5, lambda: os.killpg(0, signal.SIGINT)).start()
sys.argv[1:] = ["query", "-q", sys.argv[1], "--data", sys.argv[2]]
main()
"""


def test_the_exit_code_after_ctrl_c_is_130(tmp_path: Path) -> None:
    many = tmp_path / "many.nt"
    many.write_text("".join(f'<http://e/{i}> <http://e/p> "{i}" .\n' for i in range(3000)))
    endless = 'SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(?c, ?f), "^(a|b|[0-9])*x")) }'
    ran = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, endless, str(many)],
        capture_output=True,
        text=True,
        timeout=60,
        start_new_session=True,
    )
    assert (ran.returncode, ran.stdout, ran.stderr.strip()) == (130, "", "interrupted")


def test_a_reader_that_goes_ends_the_command_quietly(tmp_path: Path) -> None:
    many = tmp_path / "many.nt"
    many.write_text("".join(f'<http://e/{i}> <http://e/p> "{i}" .\n' for i in range(30000)))
    command = f"{sys.executable} -m kgtools query -q 'SELECT * {{ ?s ?p ?o }}' -f tsv --data {many} | head -n 1"
    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
    assert (ran.stdout, ran.stderr) == ("?s\t?p\t?o\n", "")


def test_a_stored_query_answers_from_the_graph_that_ships(tmp_path: Path) -> None:
    ran = kgtools("query", "remaining-authors", "-f", "csv", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert [line.split(",")[1] for line in ran.stdout.splitlines()[1:]] == [
        "Faisal Azhar",
        "Hugo Touvron",
        "Xavier Martinet",
    ]


def test_why_names_article_span_and_certainty(tmp_path: Path) -> None:
    ran = kgtools("query", "remaining-authors", "--why", "-f", "json", cwd=tmp_path)
    bindings = json.loads(ran.stdout)["results"]["bindings"]
    assert len(bindings) == 3
    for binding in bindings:
        assert {"article", "start", "end", "claim", "certainty", "gist"} <= binding["why"][0].keys()


def test_the_stored_queries_are_listed_and_described(tmp_path: Path) -> None:
    listed = kgtools("queries", cwd=tmp_path)
    assert "  remaining-authors " in listed.stdout
    told = kgtools("queries", "employed-at", "--lang", "id", cwd=tmp_path)
    assert "organization (entity, a talent:Organization; required)" in told.stdout
    document = json.loads(kgtools("queries", "-f", "json", cwd=tmp_path).stdout)
    assert document["employed-at"]["parameters"][1]["type"] == "date"
    assert document["authors"]["columns"][0]["name"] == "person"


@pytest.mark.parametrize(
    ("command", "heavy"),
    [
        (["queries"], ["rdflib", "pyshacl", "owlready2", "pyarrow", "numpy"]),
        (["query", "remaining-authors"], ["rdflib", "pyshacl", "owlready2", "pyarrow"]),
    ],
    ids=["the list of queries", "a query over a small graph"],
)
def test_nothing_heavy_is_loaded_that_is_not_needed(command: list[str], heavy: list[str], tmp_path: Path) -> None:
    code = (
        f"import sys; from kgtools.cli import run; run({command!r}); heavy = {heavy!r}; "
        "print([m for m in heavy if m in sys.modules], file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, timeout=60)
    assert ran.stderr == "[]\n"


PLAN = "PREFIX e: <http://e/> SELECT ?p ?age { ?p a e:Person OPTIONAL { ?p e:age ?age } }"


def test_explain_tells_each_operator_with_its_rows_and_time_instead_of_the_answer(data: Path) -> None:
    ran = kgtools("query", "-q", PLAN, "--data", data, "--explain")
    assert ran.returncode == 0, ran.stderr
    lines = ran.stdout.splitlines()
    assert [line.split(": ")[0].strip() for line in lines[:2]] == ["Project ?p ?age", "LeftJoin"]
    assert any("?p rdf:type e:Person: 2 rows (expected 2)" in line for line in lines)
    as_json = kgtools("query", "-q", PLAN, "--data", data, "--explain", "-f", "json")
    (top,) = json.loads(as_json.stdout)
    assert (top["operator"], top["rows"], top["below"][0]["operator"]) == ("Project ?p ?age", 2, "LeftJoin")
    assert top["seconds"] >= top["below"][0]["seconds"] >= 0
    refused = kgtools("query", "-q", PLAN, "--data", data, "--explain", "-f", "csv")
    assert (refused.returncode, refused.stderr) == (2, "error: --explain writes text, or JSON with -f json.\n")


@pytest.mark.parametrize("engine", ["columns", "oxigraph", "both"])
def test_the_engines_give_the_same_answer(data: Path, engine: str) -> None:
    ran = kgtools("query", "-q", ALL, "--data", data, "-f", "csv", "--engine", engine)
    assert (ran.returncode, ran.stdout) == (0, "p,age\r\nhttp://e/ada,36\r\nhttp://e/bob,\r\n"), ran.stderr


def test_what_the_engines_do_not_agree_on_is_told_beside_the_answer(data: Path) -> None:
    # a path of no steps leads from each term to itself, also from one that the graph does not have (section 18.4)
    query = "SELECT ?x { <http://e/nobody> <http://e/age>* ?x }"
    ran = kgtools("query", "-q", query, "--data", data, "-f", "csv", "--engine", "both")
    assert (ran.returncode, ran.stdout) == (3, "x\r\nhttp://e/nobody\r\n")
    assert ran.stderr == (
        "error: the engines do not agree: one solution is given by columns alone, such as (<http://e/nobody>).\n"
    )


@pytest.mark.parametrize(
    ("query", "freedom"),
    [
        pytest.param("SELECT (STRUUID() AS ?x) { }", "STRUUID has another value each time", id="by-chance"),
        pytest.param("ASK { FILTER(STR(NOW()) > '3') }", "", id="a-moment-that-makes-no-difference"),
        pytest.param("SELECT (NOW() AS ?x) { }", "NOW is the moment of the evaluation", id="the-moment"),
    ],
)
def test_a_difference_that_the_recommendation_allows_is_told_as_one(data: Path, query: str, freedom: str) -> None:
    ran = kgtools("query", "-q", query, "--data", data, "-f", "csv", "--engine", "both")
    assert ran.returncode == (3 if freedom else 0)
    assert (f"; they need not: {freedom}.\n" in ran.stderr) is bool(freedom)


def test_tables_are_written_to_files_by_their_extension_or_to_a_pipe(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    assert kgtools("query", "-q", ALL, "--data", data, "-o", path).returncode == 0
    assert pq.read_table(path).to_pydict() == {"p": ["http://e/ada", "http://e/bob"], "age": [36, None]}
    arguments = ["query", "-q", ALL, "--data", str(data), "-f", "arrow"]
    ran = kgtools_bytes(*arguments)
    with pa.ipc.open_stream(ran.stdout) as reader:
        assert reader.read_all().num_rows == 2


@pytest.mark.parametrize("format", ["parquet", "arrow"])
def test_what_is_no_text_is_not_printed_on_a_terminal(format: str, data: Path) -> None:
    ours, theirs = pty.openpty()
    try:
        arguments = ["query", "-q", ALL, "--data", str(data), "-f", format]
        ran = subprocess.run(
            [sys.executable, "-m", "kgtools", *arguments], stdout=theirs, stderr=subprocess.PIPE, timeout=60
        )
    finally:
        os.close(ours)
        os.close(theirs)
    assert ran.returncode == 2
    told = "is a binary format and is not written to a terminal; write it to a file: -o answer"
    assert ran.stderr.decode() == f"error: {format} {told}.{format}\n"


def test_a_file_with_a_query_in_the_wrong_place_is_told_where_it_goes(tmp_path: Path) -> None:
    file = tmp_path / "people.rq"
    file.write_text("ASK { }", encoding="utf-8")
    for words in (["-q", file], [file]):
        ran = kgtools("query", *words)
        assert ran.returncode == 2
        assert f"--query-file {file}" in ran.stderr


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_query_in_utf_16_is_told_as_such(tmp_path: Path, data: Path, encoding: str) -> None:
    file = tmp_path / "people.rq"
    file.write_text("ASK { }", encoding=encoding)
    ran = kgtools("query", "--query-file", file, "--data", data)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == f"error: {file}:1:1: the file is UTF-16; save it as UTF-8.\n"


@pytest.mark.parametrize(
    "text", ["\ufeffASK { }", "ASK\r\n{\r\n}\r\n", "# a comment\rASK { }"], ids=["byte order mark", "CRLF", "CR"]
)
def test_a_query_of_any_editor_is_read(tmp_path: Path, data: Path, text: str) -> None:
    file = tmp_path / "people.rq"
    file.write_bytes(text.encode())
    ran = kgtools("query", "--query-file", file, "--data", data)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "true\n", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_full_disk_is_told_and_no_verdict(data: Path) -> None:
    with open("/dev/full", "w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "kgtools", "query", "-q", "ASK { }", "--data", data, "--exit-status"],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (2, "error: no space left on device.\n")


def test_a_stored_query_gets_its_parameters_wherever_its_file_is(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "older.rq"
    file.write_text(
        "#+ summary: Who is older\n#+ params:\n#+   age: {type: integer}\n"
        "SELECT ?p { ?p <http://e/age> ?age FILTER(?age > ?_age) }\n"
    )
    asked = ("query", "--query-file", file, "--data", data, "-f", "csv")
    assert kgtools(*asked, "-p", "age=35").stdout == "p\r\nhttp://e/ada\r\n"
    assert kgtools(*asked, "-p", "age=36").stdout == "p\r\n"
    wrong = kgtools(*asked, "-p", "age=old")
    assert (wrong.returncode, wrong.stderr) == (
        2,
        'error: the parameter "age" cannot be "old": write a whole number such as 12.\n',
    )
    unknown = kgtools(*asked, "-p", "years=1")
    assert (unknown.returncode, 'there is no parameter "years"' in unknown.stderr) == (2, True)


@pytest.mark.parametrize("format", ["csv", "json", "xml", "nt", "turtle"])
def test_the_order_in_which_files_are_named_changes_no_byte_of_an_answer(format: str, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("@prefix e: <http://e/> . e:b e:p 1 . e:a e:p [ e:q 2 ] .", "utf-8")
    (tmp_path / "b.ttl").write_text("@prefix e: <http://e/> . e:z e:p 7 . e:a e:p 3 . e:0 e:p e:b .", "utf-8")
    shape = "CONSTRUCT { ?s <http://e/r> [ <http://e/v> ?o ] }" if format in ("nt", "turtle") else "SELECT *"
    query = f"{shape} {{ ?s <http://e/p> ?o }}"
    first, second = (
        kgtools("query", "--data", one, "--data", other, "-f", format, "-q", query, cwd=tmp_path)
        for one, other in (("a.ttl", "b.ttl"), ("b.ttl", "a.ttl"))
    )
    assert first.returncode == second.returncode == 0
    assert first.stdout == second.stdout != ""
