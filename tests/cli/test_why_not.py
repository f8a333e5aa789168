"""`kgtools query` with an empty answer: the result on stdout as ever, the reason on stderr."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command_line import kgtools

DATA = '@prefix e: <http://e/> . e:ada a e:Person ; e:says "\\u001B[2Jevil" .\n'
TEXT = "SELECT ?who { ?who a e:Persn }"
SAID = "why not: line 1, column 22: e:Persn occurs nowhere in the data; did you mean e:Person?\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data.ttl"
    path.write_text(DATA, encoding="utf-8")
    return path


def test_an_empty_answer_says_why_on_stderr(data: Path) -> None:
    ran = kgtools("query", "-q", TEXT, "--data", data)
    assert (ran.returncode, ran.stderr) == (0, SAID)
    assert ran.stdout.endswith("(no rows)\n")


@pytest.mark.parametrize("format", ["csv", "json", "xml", "tsv"])
def test_the_result_itself_stays_as_it_is(data: Path, format: str) -> None:
    said, silent = (
        kgtools(*options, "query", "-q", TEXT, "--data", data, "-f", format) for options in ((), ("--quiet",))
    )
    assert said.stdout == silent.stdout
    assert (said.stderr, silent.stderr) == (SAID, "")


def test_a_reason_can_be_silenced(data: Path) -> None:
    assert kgtools("query", "-q", TEXT, "--data", data, "--why-not", "none").stderr == ""


def test_a_program_reads_it_as_json(data: Path) -> None:
    ran = kgtools("query", "-q", TEXT, "--data", data, "--why-not", "json")
    assert json.loads(ran.stderr) == {
        "whyNot": [
            {
                "kind": "unknown-term",
                "message": "e:Persn occurs nowhere in the data; did you mean e:Person?",
                "pattern": "e:Persn",
                "line": 1,
                "column": 22,
                "nearest": ["e:Person"],
            }
        ]
    }


def test_the_file_of_the_query_is_named(data: Path) -> None:
    query = data.parent / "people.rq"
    query.write_text(f"\n{TEXT}", encoding="utf-8")
    ran = kgtools("query", "--query-file", query, "--data", data)
    assert f"{query}:2:22: e:Persn" in ran.stderr


def test_exit_codes_do_not_depend_on_reasons(data: Path) -> None:
    ask = ("query", "-q", "ASK { ?x a e:Persn }", "--data", data)
    assert [kgtools(*ask).returncode, kgtools(*ask, "--exit-status").returncode] == [0, 1]
    assert kgtools("query", "-q", "ASK { ?x a e:Person }", "--data", data).stderr == ""


def test_the_plan_is_told_as_ever(data: Path) -> None:
    ran = kgtools("query", "-q", TEXT, "--data", data, "--explain")
    assert ran.stderr == SAID
    assert ran.stdout.count("BGP") == 1


def test_nothing_of_the_data_acts_on_the_terminal(data: Path) -> None:
    ran = kgtools("query", "-q", "SELECT * { ?x e:says ?y FILTER(?y = 1) }", "--data", data)
    assert "evil" in ran.stderr
    assert "\x1b" not in ran.stderr
