"""A type of parameters is one record: headers, values, messages and the docs take what they say from it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kgtools.errors import ParameterError
from kgtools.query.labels.entities import EntityFinder
from kgtools.query.stored.bind import bind
from kgtools.query.stored.header import Parameter
from kgtools.query.stored.parameter_types import ITEM_TYPES, LIST, TYPES, ParameterType, parameter_type
from kgtools.query.stored.read_header import read_header
from kgtools.query.stored.stored_query import StoredQuery
from kgtools.store import MemoryStore
from tests.package_copy import ROOT, PackageCopy

CLOCK = """
def _clock(text: str, parameter: Parameter, finder: EntityFinder) -> Term | None:
    return Literal(text, datatype=NamedNode(XSD + "time")) if re.fullmatch(r"[0-9:]{8}", text) else None


TYPES = (
    ParameterType(
        name="clock",
        read=_clock,
        advice="write a time such as 12:00:00",
        example="`12:00:00`",
        becomes="an `xsd:time`",
        trimmed=True,
    ),
"""
QUERY = """#+ summary: the time itself
#+ params:
#+   x: {{type: {type}, description: a time}}
#+ columns: {{time: the time}}
SELECT ?time {{ VALUES ?time {{ ?_x }} }}
"""


def finder() -> EntityFinder:
    return EntityFinder(MemoryStore(), {})


def types_table() -> str:
    """The types as a table in Markdown, for the page of the docs."""
    rows = [f"| `{kind.name}` | {kind.example} | {kind.becomes} |" for kind in TYPES]
    several = f"| `{LIST}` | several values (`-p x=a -p x=b`, or with commas) | the terms, in `VALUES ?v {{ ?_x }}` or "
    return "\n".join(
        ["| type | you write | the query gets |", "| --- | --- | --- |", *rows, several + "`IN (?_x)` |", ""]
    )


def test_a_type_is_added_in_one_place(tmp_path: Path) -> None:
    copy = PackageCopy(tmp_path)
    copy.edit("query/stored/parameter_types.py", ("\nTYPES = (\n", CLOCK))
    project = tmp_path / "project"
    (project / "queries" / "day").mkdir(parents=True)
    (project / "ontology").mkdir()
    (project / "kgtools.toml").write_text('[project]\nname = "p"\nbase = "http://e/"\n', encoding="utf-8")
    stored = project / "queries" / "day" / "times.rq"
    stored.write_text(QUERY.format(type="clock"), encoding="utf-8")
    data = copy.file("d.ttl", "<http://e/a> <http://e/p> 1 .")

    def run(*arguments: str, exit_code: int = 0) -> str:
        ran = copy.run(*arguments, exit_code=exit_code, project=project)
        return ran.stdout + ran.stderr

    answer = run("query", "times", "--data", data, "-p", "x= 09:30:00 ", "-f", "tsv")
    assert '"09:30:00"^^<http://www.w3.org/2001/XMLSchema#time>' in answer
    assert "write a time such as 12:00:00" in run("query", "times", "--data", data, "-p", "x=soon", exit_code=2)
    assert "clock" in run("queries", "times")
    stored.write_text(QUERY.format(type="list, items: clock"), encoding="utf-8")
    assert run("query", "times", "--data", data, "-p", "x=09:30:00,10:00:00", "-f", "csv").splitlines()[1:] == [
        "09:30:00",
        "10:00:00",
    ]
    stored.write_text(QUERY.format(type="clokc"), encoding="utf-8")
    assert 'did you mean "clock"' in run("query", "times", "--data", data, "-p", "x=09:30:00", exit_code=2)
    assert copy.touched == ["query/stored/parameter_types.py"]


def test_the_other_modules_of_queries_compare_with_no_name_of_a_type() -> None:
    names = "|".join(ITEM_TYPES)
    package = ROOT / "src" / "kgtools" / "query" / "stored"
    for name in ("bind", "header", "read_header", "grlc", "template", "stored_query"):
        text = (package / f"{name}.py").read_text(encoding="utf-8")
        code = re.sub(r'""".*?"""', "", text, flags=re.DOTALL)
        # tokens of SPARQL, and the parameter that every query has, are called as types are
        code = re.sub(r'LANGUAGE = "language"|token\.key == "\w+"', "", code)
        assert re.findall(rf'"(?:{names}|list)"', code) == [], name


def test_the_table_of_the_docs_is_that_of_the_records() -> None:
    assert types_table() in (ROOT / "docs" / "sparql.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
def test_every_type_says_what_it_wants(kind: ParameterType) -> None:
    parameter = Parameter("x", kind.name, values=("a", "b"))
    if kind.name in ("string", "entity"):
        # any text is a string, and what a name does not find the finder tells itself
        return
    with pytest.raises(ParameterError) as raised:
        parameter_type(parameter).term("?!", parameter, finder())
    assert raised.value.reason == kind.advice.format(values="a, b")


@pytest.mark.parametrize(
    ("items", "text", "members"),
    [
        ("string", "a, b", ["a, b"]),
        ("integer", "1, 02", ["1", "2"]),
        ("iri", "http://e/a,http://e/b", ["http://e/a", "http://e/b"]),
        ("iri", "http://e/a,b", ["http://e/a,b"]),
        ("enum", "a,b", ["a,b"]),
        ("enum", "a,c", ["a", "c"]),
        ("month", "2023-01,2023-02", ["2023-01", "2023-02"]),
    ],
)
def test_a_text_for_a_list_is_divided_as_its_type_says(items: str, text: str, members: list[str]) -> None:
    parameter = Parameter("x", "list", items=items, values=("a", "c", "a,b"))
    found = parameter_type(parameter).members(text, parameter, finder())
    assert [getattr(term, "value", "") for term in found] == members


def test_a_list_has_no_month(tmp_path: Path) -> None:
    path = tmp_path / "q.rq"
    for kind, months in (("month", ["_x_month"]), ("list, items: month", [])):
        text = QUERY.format(type=kind)
        header = read_header(text)
        terms = bind(StoredQuery("q", "t", path, header, text), {"x": "2023-01"}, finder())
        assert [name for name in terms if name.endswith("_month")] == months


@pytest.mark.parametrize(
    ("kind", "text", "written"),
    [
        ("number", "-3.50", '"-3.50"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("boolean", " true ", '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
        ("year", "0987", '"0987"^^<http://www.w3.org/2001/XMLSchema#gYear>'),
        ("dateTime", "2031-02-28T24:00:00Z", '"2031-02-28T24:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>'),
    ],
    ids=["number", "boolean", "year", "dateTime"],
)
def test_a_text_becomes_a_literal_as_it_is_written(kind: str, text: str, written: str) -> None:
    parameter = Parameter("x", kind)
    assert str(parameter_type(parameter).term(text, parameter, finder())) == written


@pytest.mark.parametrize(
    ("kind", "text"),
    [("number", "1,5"), ("boolean", "yes"), ("year", "23"), ("dateTime", "2031-02-29T00:00:00Z")],
    ids=["number", "boolean", "year", "dateTime"],
)
def test_a_text_outside_of_the_type_is_refused(kind: str, text: str) -> None:
    parameter = Parameter("x", kind)
    with pytest.raises(ParameterError, match=re.escape(f'cannot be "{text}"')):
        parameter_type(parameter).term(text, parameter, finder())


def test_a_value_is_checked_against_the_datatype_that_the_name_of_the_variable_gives() -> None:
    parameter = Parameter("since", "string", datatype="http://www.w3.org/2001/XMLSchema#date")
    with pytest.raises(ParameterError, match="it is not a value of xsd:date"):
        parameter_type(parameter).term("soon", parameter, finder())
