"""Shapes and data at the limits: empty lists, long lists, deep nesting, long paths, little time, little memory."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from kgtools.shacl import ValidationReport, validate
from kgtools.shacl.shapes.parse import parse_shapes
from kgtools.shacl.shapes.summary import BEGINNING, LONGEST, shape_names
from kgtools.shacl.shapes_graph.graph import ShapesGraph
from kgtools.table import load_bytes

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix e: <http://e/> .
"""


def judged(text: str, **options: object) -> ValidationReport:
    return validate(load_bytes((HEAD + text).encode(), format="trig"), **options)


# --- empty lists


@pytest.mark.parametrize("parameter", ["or", "xone", "in", "languageIn"])
@pytest.mark.parametrize("language", ["en", "id", "he"])
def test_nothing_conforms_to_an_empty_list(parameter: str, language: str) -> None:
    report = judged(f"e:S a sh:NodeShape ; sh:targetNode e:a , 1 ; sh:{parameter} () .", languages=[language])
    assert len(report.results) == 2
    for result in report.results:
        message = result.message(report.languages)
        assert message.language == language
        assert f"sh:\u2068{parameter}\u2069" in message.value or f"sh:{parameter}" in message.value
        assert "none" not in message.value


@pytest.mark.parametrize("parameter", ["or", "xone"])
def test_nothing_conforms_to_an_empty_choice_of_shapes_on_a_path(parameter: str) -> None:
    shape = f"e:S a sh:PropertyShape ; sh:targetNode e:a ; sh:path e:p ; sh:{parameter} () ."
    report = judged(f"{shape} e:a e:p 1 , 2 .", explain=True)
    assert [str(result.value) for result in report.results] == [
        '"1"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '"2"^^<http://www.w3.org/2001/XMLSchema#integer>',
    ]
    assert judged(shape).conforms


def test_everything_conforms_to_all_of_no_shapes() -> None:
    assert judged("e:S a sh:NodeShape ; sh:targetNode e:a ; sh:and () .").conforms


# --- long lists and deep nesting


def test_a_list_of_many_members_takes_little_time(tmp_path: Path) -> None:
    members = " ".join(f'"v{i}"' for i in range(20_000))
    (tmp_path / "shapes.ttl").write_text(
        f"{HEAD} e:S a sh:PropertyShape ; sh:targetNode e:a ; sh:path e:p ; sh:in ( {members} ) ."
    )
    (tmp_path / "data.ttl").write_text(f'{HEAD} e:a e:p "v19999" , "v20000" .')
    began = time.process_time()
    report = validate(tmp_path / "data.ttl", tmp_path / "shapes.ttl")
    assert time.process_time() - began < 4
    assert [str(result.value) for result in report.results] == ['"v20000"']
    (summary,) = report.summaries.values()
    assert summary.constraints[0].endswith("… (20000) )")


@pytest.mark.parametrize("parameter", ["node", "not"])
def test_deeply_nested_shapes_take_linear_time_and_memory(parameter: str) -> None:
    depth = 8_000
    nested = f"sh:{parameter} [ " * depth + "sh:nodeKind sh:Literal" + " ]" * depth
    began = time.process_time()
    report = judged(f"e:S a sh:NodeShape ; sh:targetNode e:a ; {nested} .")
    assert time.process_time() - began < 8
    assert report.conforms is (parameter == "not" and depth % 2 == 1)
    assert max(len(summary.name) for summary in report.summaries.values()) < LONGEST + BEGINNING


def test_names_of_nested_shapes_are_different_and_the_same_in_every_run() -> None:
    nested = "sh:node [ " * 300 + "sh:nodeKind sh:IRI" + " ]" * 300
    text = f"{HEAD} e:S a sh:NodeShape ; {nested} ; sh:not [ {nested} ] ."

    def names() -> list[str]:
        graph = ShapesGraph.of_columns(load_bytes(text.encode(), format="turtle").columns())
        return sorted(shape_names(parse_shapes(graph)).values())

    assert names() == names()
    assert len(set(names())) == len(names()) == 602


def test_names_of_shapes_that_are_not_deep_say_the_whole_way() -> None:
    nested = "e:S a sh:NodeShape ; sh:property [ sh:path e:p ; sh:node [ sh:nodeKind sh:IRI ] ] ."
    graph = ShapesGraph.of_columns(load_bytes((HEAD + nested).encode(), format="turtle").columns())
    assert sorted(shape_names(parse_shapes(graph)).values()) == [
        "http://e/S",
        "http://e/S sh:property <http://e/p>",
        "http://e/S sh:property <http://e/p> sh:node",
    ]


def test_a_graph_of_columns_is_the_graph_of_its_triples() -> None:
    text = HEAD + 'e:b e:q 1 , "é" , e:a , _:x . e:a e:q "a"@en ; e:q/b 2 . _:x rdf:first ( 1 2 ) .'.replace(
        "e:q/b", "<http://e/q/b>"
    )
    columns = load_bytes(text.encode(), format="turtle").columns()
    one, other = ShapesGraph(columns.quads()), ShapesGraph.of_columns(columns)
    assert list(one.triples()) == list(other.triples())
    assert len(one) == len(other) == len(columns)
    assert list(ShapesGraph.of_columns(load_bytes(b"", format="turtle").columns()).triples()) == []
