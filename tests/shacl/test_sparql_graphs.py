"""What queries of shapes see of the data graph and of the shapes graph, and what is bound beforehand."""
# ruff: noqa: E501  tables of cases, a line each

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.errors import LimitError
from kgtools.shacl import validate

HEAD = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .\n"
_SH = "http://www.w3.org/ns/shacl#"


class Checker:
    """Validates; results are given as ``focus value``, IRIs by their last part."""

    def __init__(self, folder: Path) -> None:
        self.data, self.shapes = folder / "data.ttl", folder / "shapes.ttl"

    def __call__(self, data: str, shapes: str, *, apart: bool = True, timeout: float | None = None) -> list[str]:
        self.data.write_text(HEAD + data + ("" if apart else shapes), encoding="utf-8")
        self.shapes.write_text(HEAD + shapes, encoding="utf-8")
        found = validate(self.data, self.shapes if apart else None, timeout=timeout).results
        return [f"{r.focus_node} {r.value}".replace("<http://e/", "<").replace(f"<{_SH}", "<sh:") for r in found]

    def select(self, data: str, body: str, shape: str = "", **options: bool) -> list[str]:
        query = f"PREFIX e: <http://e/> PREFIX sh: <{_SH}> SELECT $this ?value {{ {body} }}"
        target = "" if "sh:target" in shape else "sh:targetSubjectsOf e:p ;"
        return self(data, f'e:S a sh:NodeShape ; {target} {shape} sh:sparql [ sh:select """{query}""" ] .', **options)


@pytest.fixture
def check(tmp_path: Path) -> Checker:
    return Checker(tmp_path)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("GRAPH $shapesGraph { $currentShape sh:targetSubjectsOf ?value }", ["<a> <p>"]),
        ("GRAPH $shapesGraph { ?x sh:targetSubjectsOf ?value FILTER (?x = $currentShape) }", ["<a> <p>"]),
        ("GRAPH ?g { ?x sh:targetSubjectsOf ?value } FILTER (?g = $shapesGraph)", ["<a> <p>"]),
        ("GRAPH $shapesGraph { $currentShape sh:targetSubjectsOf/sh:none? ?value }", ["<a> <p>"]),
        ("GRAPH $shapesGraph { $currentShape (sh:targetSubjectsOf|sh:none)+ ?value }", ["<a> <p>"]),
        ("FILTER EXISTS { GRAPH $shapesGraph { $currentShape a sh:NodeShape } } BIND (1 AS ?value)", ['<a> "1"']),
        ("FILTER NOT EXISTS { GRAPH $shapesGraph { $currentShape a sh:NodeShape } }", []),
        ("{ SELECT $this ?value { GRAPH $shapesGraph { $currentShape sh:targetSubjectsOf ?value } } }", ["<a> <p>"]),
        ("GRAPH $shapesGraph { $this e:p ?value }", []),
        ("$currentShape ?p ?value", []),
        ("GRAPH e:none { ?x ?p ?value }", []),
        ("GRAPH $this { ?x ?p ?value }", []),
        ("$this e:p ?value FILTER (bound($currentShape) && isIRI($shapesGraph) && bound($this))", ["<a> <b>"]),
    ],
)
def test_queries_see_the_data_graph_and_the_shapes_graph(check: Checker, body: str, found: list[str]) -> None:
    assert [line.partition("^^")[0] for line in check.select("e:a e:p e:b .", body)] == found


@pytest.mark.parametrize("apart", [True, False])
def test_a_blank_node_of_the_shapes_is_one_of_the_data_where_both_are_one_graph(check: Checker, apart: bool) -> None:
    shapes = (
        "_:s a sh:NodeShape ; sh:targetSubjectsOf e:p ; "
        'sh:sparql [ sh:select "SELECT $this ?value { $this <http://e/p> ?value FILTER (?value = $currentShape) }" ] .'
    )
    assert bool(check("e:a e:p _:s . ", shapes, apart=apart)) is not apart


def test_a_blank_node_of_the_shapes_with_the_label_of_one_in_the_data_is_another(check: Checker) -> None:
    shapes = (
        "e:C a sh:ConstraintComponent ; sh:parameter [ sh:path e:par ] ; sh:validator [ sh:ask "
        '"ASK { GRAPH $shapesGraph { $par <http://e/says> ?x } FILTER ($value != $par) }" ] . '
        "e:S a sh:PropertyShape ; sh:targetNode e:a ; sh:path e:p ; e:par _:s . _:s e:says 1 ."
    )
    assert check("e:a e:p _:s . ", shapes) == []


@pytest.mark.parametrize(
    ("given", "body", "found"),
    [
        ("", "FILTER (bound($note))", ['<a> "x"']),
        ("", "FILTER (!bound($note))", []),
        ("", "OPTIONAL { $this <http://e/p> $note } FILTER (bound($note))", []),
        ('; e:note "x"', "FILTER (bound($note) && $note = $value)", []),
        ('; e:note "y"', "FILTER (COALESCE($note, 1) = $value)", ['<a> "x"']),
        ('; e:note "y"', "OPTIONAL { $this <http://e/none> $note } FILTER (STRLEN($note) = 1)", []),
        ('; e:note "y"', "{ SELECT $this $value $par $note { FILTER (?note = ?note) } }", []),
    ],
)
def test_an_optional_parameter_is_bound_where_it_has_a_value(
    check: Checker, given: str, body: str, found: list[str]
) -> None:
    shapes = (
        "e:C a sh:ConstraintComponent ; sh:parameter [ sh:path e:par ] , [ sh:path e:note ; sh:optional true ] ; "
        f'sh:validator [ sh:ask "ASK {{ {body} }}" ] . '
        f"e:S a sh:PropertyShape ; sh:targetNode e:a ; sh:path e:p ; e:par 1 {given} ."
    )
    assert check('e:a e:p "x" .', shapes) == found


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("OPTIONAL { $this e:q ?value } FILTER (STRLEN(STR($this)) > 1)", ["<a> <c>", "<b> <b>"]),
        ("OPTIONAL { ?x e:q $this } FILTER (isIRI($this)) FILTER (!bound(?x)) BIND (e:v AS ?value)", ["<a> <v>", "<b> <v>"]),
        ("{ SELECT $this (COUNT(?x) AS ?value) { OPTIONAL { $this e:none ?x } } GROUP BY $this }", ["<a> 0", "<b> 0"]),
        ("{ SELECT $this ?value { $this e:p ?value } ORDER BY ?value LIMIT 1 }", ["<a> <b>", "<b> <c>"]),
        ("{ SELECT DISTINCT $this { $this ?p ?x } } BIND (e:v AS ?value)", ["<a> <v>", "<b> <v>"]),
    ],
)  # fmt: skip
def test_each_focus_node_is_bound_for_itself(check: Checker, body: str, found: list[str]) -> None:
    data = "e:a e:p e:b , e:d ; e:q e:c . e:b e:p e:c ."
    told = [line.replace('"0"^^<http://www.w3.org/2001/XMLSchema#integer>', "0") for line in check.select(data, body)]
    assert told == found


def test_a_query_that_takes_too_long_is_ended(check: Checker) -> None:
    data = " ".join(f"e:n{i} e:p {i} ." for i in range(3000))
    query = "SELECT $this { ?a ?b ?c . ?d ?e ?f FILTER (STRLEN(CONCAT(STR(?a), STR(?d), STR(?c), STR(?f))) < 5) }"
    with pytest.raises(LimitError, match="SPARQL constraint of the shape http://e/S"):
        check(data, f'e:S a sh:NodeShape ; sh:targetSubjectsOf e:p ; sh:sparql [ sh:select "{query}" ] .', timeout=1)
