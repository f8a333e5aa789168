"""What is wrong with a query is told with shape, section and place; no query takes more than its share of memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.errors import LimitError, ShapesError
from kgtools.shacl import ValidationReport, validate
from kgtools.shacl.sparql import session

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix e: <http://e/> .
"""


@pytest.fixture
def run(tmp_path: Path):  # type: ignore[no-untyped-def]
    def validated(shapes: str) -> ValidationReport:
        (tmp_path / "data.ttl").write_text(HEAD + "e:a e:p 1 .", encoding="utf-8")
        (tmp_path / "shapes.ttl").write_text(HEAD + shapes, encoding="utf-8")
        return validate(tmp_path / "data.ttl", tmp_path / "shapes.ttl")

    return validated


def error(run, shapes: str) -> ShapesError:  # type: ignore[no-untyped-def]
    with pytest.raises(ShapesError) as caught:
        run(shapes)
    assert caught.value.exit_code == 3
    assert caught.value.source.endswith("shapes.ttl")
    assert (caught.value.line, caught.value.column) == (4, 1)
    return caught.value


REFUSED = [
    ("$this <http://e/p> ?v . SERVICE <http://e/> { ?v ?w ?x }", "A", "SERVICE"),
    ("$this <http://e/p> ?v MINUS { ?v ?w ?x }", "A", "MINUS"),
    ("$this <http://e/p> ?v VALUES ?v { 1 }", "A", "VALUES"),
    ("BIND (1 AS ?this)", "A", "AS"),
    ("BIND (1 AS ?shapesGraph)", "A", "AS"),
    ("{ SELECT ?v { ?v ?w ?x } }", "A", "$this"),
    ("{" * 200 + "}" * 200, "5.2.1", "deeper"),
    ("FILTER (<http://e/no-function>($this))", "5.2.1", "cannot be evaluated"),
    ("\n $this <http://e/p> }", "5.2.1", "line 2, column 23"),
]


@pytest.mark.parametrize(("body", "section", "words"), REFUSED)
def test_a_refused_query_names_shape_section_and_place(run, body: str, section: str, words: str) -> None:  # type: ignore[no-untyped-def]
    found = error(
        run, f'e:S a sh:NodeShape ; sh:targetNode e:a ; sh:sparql [ sh:select """SELECT $this {{ {body} }}""" ] .'
    )
    assert (found.shape, found.section) == ("http://e/S", section)
    assert "SPARQL constraint of the shape http://e/S " in str(found)
    assert words in str(found)


@pytest.mark.parametrize(("body", "section", "words"), REFUSED)
def test_a_refused_validator_names_its_component(run, body: str, section: str, words: str) -> None:  # type: ignore[no-untyped-def]
    found = error(
        run,
        "e:C a sh:ConstraintComponent ; sh:parameter [ sh:path e:par ] ; "
        f'sh:validator [ sh:ask """ASK {{ {body} }}""" ] . e:S sh:targetNode e:a ; e:par 1 .',
    )
    assert (found.shape, found.section) == ("http://e/C", section)
    assert "the validator of the constraint component http://e/C " in str(found)
    assert words in str(found) or words == "$this"


def test_from_is_refused(run) -> None:  # type: ignore[no-untyped-def]
    query = "SELECT $this FROM <http://e/g> { $this ?p ?v }"
    found = error(run, f'e:S a sh:NodeShape ; sh:targetNode e:a ; sh:sparql [ sh:select "{query}" ] .')
    assert "uses FROM" in str(found)


@pytest.mark.parametrize(
    "shape",
    [
        "sh:property [ sh:path e:p ; sh:property [ sh:path e:q ; sh:sparql {} ] ]",
        "sh:or ( [ sh:nodeKind sh:IRI ] [ sh:path e:p ; sh:sparql {} ] )",
        "sh:not [ sh:sparql {} ]",
    ],
)
def test_a_shape_without_a_name_is_told_by_the_shape_around_it(run, shape: str) -> None:  # type: ignore[no-untyped-def]
    query = '[ sh:select "SELECT $this { $this ?p ?v MINUS { ?v ?w ?x } }" ]'
    found = error(run, f"e:S a sh:NodeShape ; sh:targetNode e:a ; {shape.replace('{}', query)} .")
    assert found.shape == "http://e/S"
    assert "of a shape in http://e/S uses MINUS" in str(found)


def test_lines_of_a_query_are_counted_without_those_of_its_prefixes(run) -> None:  # type: ignore[no-untyped-def]
    found = error(
        run,
        "e:S a sh:NodeShape ; sh:targetNode e:a ; sh:sparql [ sh:prefixes e:P ; "
        'sh:select """PREFIX f: <http://f/>\nSELECT $this { $this e:p }""" ] . '
        'e:P sh:declare [ sh:prefix "e" ; sh:namespace "http://e/"^^xsd:anyURI ] .',
    )
    assert "line 2, column 26" in str(found)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("SELECT $this ?value { $this $PATH ?value }", 1),
        ("SELECT $this ?value { $this ^$PATH|$PATH ?value . }", 1),
        ("SELECT $this ?value { $this <http://e/p> ?x ; $PATH ?value }", 1),
        ("SELECT $this ?value { $this <http://e/x>|$PATH ?value }", 1),
        ("SELECT $this { $this ?p ?v FILTER (?p = $PATH) }", None),
        ("SELECT $this ?value { $this ?value $PATH }", None),
        ("SELECT $this ?value { $PATH ?value $this }", None),
        ("SELECT $this $PATH { $this $PATH ?value }", None),
        ("SELECT $this { $this $PATH ?v BIND (1 AS ?PATH) }", None),
        ("SELECT $this { GRAPH $PATH { $this ?p ?v } }", None),
    ],
)
def test_path_stands_in_the_place_of_a_predicate_only(run, query: str, count: int | None) -> None:  # type: ignore[no-untyped-def]
    shapes = f'e:S a sh:PropertyShape ; sh:targetNode e:a ; sh:path e:p ; sh:sparql [ sh:select "{query}" ] .'
    if count is None:
        found = error(run, shapes)
        assert found.section == "5.2.1"
        assert "$PATH elsewhere than in the place of a predicate" in str(found)
    else:
        assert len(run(shapes).results) == count


@pytest.mark.parametrize(
    ("said", "section", "words"),
    [
        ("sh:message 5", "5.2.1", "sh:message"),
        ("sh:message e:x", "5.2.1", "sh:message"),
        ('sh:message "m"@en , "m"', "", ""),
        ('sh:deactivated "true"', "5.2.1", "sh:deactivated"),
        ("sh:deactivated true , false", "5.2.1", "sh:deactivated"),
        ("sh:deactivated false", "", ""),
        ('sh:prefixes e:P . e:P sh:declare [ sh:prefix "x" ; sh:namespace "http://e/" ]', "5.2.1", "xsd:anyURI"),
        ("sh:prefixes [ sh:declare [ sh:prefix 5 ; sh:namespace 'http://e/'^^xsd:anyURI ] ]", "5.2.1", "xsd:string"),
        ('sh:prefixes e:P . e:P sh:declare [ sh:prefix "x" ; sh:namespace "http://e/"^^xsd:anyURI ]', "", ""),
    ],
)  # fmt: skip
def test_what_is_said_of_a_constraint_is_checked(run, said: str, section: str, words: str) -> None:  # type: ignore[no-untyped-def]
    query = "SELECT $this { $this ?p ?v }"
    shapes = f'e:S a sh:NodeShape ; sh:targetNode e:a ; sh:sparql e:Q . e:Q sh:select "{query}" ; {said} .'
    if not section:
        assert len(run(shapes).results) == 1
        return
    with pytest.raises(ShapesError, match=words) as caught:
        run(shapes)
    assert (caught.value.section, caught.value.line) == (section, 4)


@pytest.mark.parametrize(
    ("said", "section", "words"),
    [
        ("sh:labelTemplate 5", "6.2.2", "sh:labelTemplate"),
        ("sh:labelTemplate 'x {$par}'@en", "", ""),
        ("sh:parameter [ sh:path e:other ; sh:optional 'true' ]", "6.2.1", "sh:optional"),
        ("sh:parameter [ sh:path e:other ; sh:optional true , false ]", "6.2.1", "sh:optional"),
        ("sh:parameter [ sh:path e:other ; sh:optional true ]", "", ""),
    ],
)
def test_what_is_said_of_a_component_is_checked(run, said: str, section: str, words: str) -> None:  # type: ignore[no-untyped-def]
    shapes = (
        f"e:C a sh:ConstraintComponent ; {said} ; sh:parameter [ sh:path e:par ] ; "
        'sh:validator [ sh:ask "ASK { FILTER (1 = 2) }" ] . e:S sh:targetNode e:a ; e:par 1 .'
    )
    if not section:
        assert len(run(shapes).results) == 1
        return
    found = error(run, shapes)
    assert (found.shape, found.section) == ("http://e/C", section)
    assert words in str(found)


def test_a_message_of_a_validator_is_a_string(run) -> None:  # type: ignore[no-untyped-def]
    shapes = (
        "e:C a sh:ConstraintComponent ; sh:parameter [ sh:path e:par ] ; "
        'sh:validator [ sh:message 5 ; sh:ask "ASK { }" ] . e:S sh:targetNode e:a ; e:par 1 .'
    )
    assert error(run, shapes).section == "6.2.3"


def test_a_query_that_takes_too_much_memory_is_ended(run, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(session, "MEMORY", 1 << 28)
    doublings = " ".join(f"BIND (CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40))
    body = f"$this ?p ?v . BIND (CONCAT(STR(?v), 'xxxxxxxx') AS ?x0) {doublings} FILTER (STRLEN(?x40) > 5)"
    with pytest.raises(LimitError) as caught:
        run(f'e:S a sh:NodeShape ; sh:targetNode e:a ; sh:sparql [ sh:select "SELECT $this {{ {body} }}" ] .')
    assert "0.25 GiB of memory" in str(caught.value)
    assert "http://e/S" in str(caught.value)


def test_a_query_within_its_memory_is_answered(run) -> None:  # type: ignore[no-untyped-def]
    doublings = " ".join(f"BIND (CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(10))
    query = f"SELECT $this {{ $this ?p ?v . BIND ('xxxxxxxx' AS ?x0) {doublings} FILTER (STRLEN(?x10) = 8192) }}"
    assert len(run(f'e:S a sh:NodeShape ; sh:targetNode e:a ; sh:sparql [ sh:select "{query}" ] .').results) == 1
