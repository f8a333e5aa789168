"""Parts of a validation: single shapes, single nodes, and the shapes of shapes."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.errors import AmbiguousNameError, ParameterError, ShapesError, UnknownNameError, UsageError
from kgtools.shacl import ValidationReport, validate
from kgtools.table import load_bytes

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://example.org/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
"""
TEXT = (
    HEAD
    + """
e:S sh:targetClass e:C ; sh:property e:P , e:Q ; sh:closed true ; sh:ignoredProperties ( rdf:type ) .
e:P a sh:PropertyShape ; sh:path e:p ; sh:minCount 1 .
e:Q a sh:PropertyShape ; sh:path e:q ; sh:minCount 1 .
e:R a sh:NodeShape ; sh:targetNode e:a , e:b ; sh:nodeKind sh:Literal .
e:Free a sh:NodeShape ; sh:nodeKind sh:BlankNode .
e:None a sh:NodeShape ; sh:targetClass e:Nothing .
<http://example.org/other#P> a sh:NodeShape .
e:a a e:C ; e:z 1 . e:b a e:C . e:c e:p 1 .
"""
)
E = "http://example.org/"


def check(**options: object) -> ValidationReport:
    return validate(load_bytes(TEXT.encode(), format="turtle"), **options)


def found(report: ValidationReport) -> list[str]:
    return [f"{r.focus_node.value[-1]} {report.shape_name(r.source_shape)[-1]}" for r in report]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, ["a P", "a Q", "a R", "a S", "b P", "b Q", "b R"]),
        ({"shape": [E + "R"]}, ["a R", "b R"]),
        ({"shape": ["R"]}, ["a R", "b R"]),
        ({"shape": ["shape:R"]}, ["a R", "b R"]),
        # a shape with its properties, a property by the targets of its shape
        ({"shape": [E + "S"]}, ["a P", "a Q", "a S", "b P", "b Q"]),
        ({"shape": [E + "P"]}, ["a P", "b P"]),
        ({"shape": [E + "P", E + "R"]}, ["a P", "a R", "b P", "b R"]),
        ({"shape": [E + "Free"]}, []),
        ({"focus": [E + "a"]}, ["a P", "a Q", "a R", "a S"]),
        ({"focus": [f"<{E}b>"]}, ["b P", "b Q", "b R"]),
        # with a prefix of the file
        ({"focus": ["e:b"]}, ["b P", "b Q", "b R"]),
        ({"focus": [E + "c"]}, []),
        # both: these shapes about these nodes, whatever their targets are
        ({"shape": [E + "P"], "focus": [E + "a", E + "c"]}, ["a P"]),
        ({"shape": [E + "Free"], "focus": [E + "c"]}, ["c e"]),
    ],
)
def test_part_of_the_shapes_and_nodes_is_asked(options: dict[str, list[str]], expected: list[str]) -> None:
    assert sorted(found(check(**options))) == expected


def test_of_a_part_only_its_own_shapes_can_be_without_nodes() -> None:
    assert check().unmatched_shapes == (E + "None",)
    assert check(shape=["R"]).unmatched_shapes == ()
    assert check(shape=["None"]).unmatched_shapes == (E + "None",)
    assert check(focus=[E + "a"]).unmatched_shapes == ()


def test_what_is_not_there_is_an_error() -> None:
    with pytest.raises(UnknownNameError, match="shape"):
        check(shape=[E + "Sx"])
    with pytest.raises(UnknownNameError, match="node"):
        check(focus=[E + "nobody"])
    with pytest.raises(UnknownNameError, match="node"):
        check(focus=["no iri"])
    with pytest.raises(AmbiguousNameError, match="other#P"):
        check(shape=["P"])


@pytest.mark.parametrize(
    "options",
    [
        {"severity": "none"},
        {"severity": "grave"},
        {"max_results": 0},
        {"fail_on": "never"},
        {"engine": "x"},
        {"timeout": 0},
    ],
)
def test_a_value_that_does_not_fit_is_an_error(options: dict[str, object]) -> None:
    with pytest.raises(ParameterError):
        check(**options)


def test_parts_go_with_the_columnar_engine(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text(TEXT)
    with pytest.raises(UsageError, match="pyshacl"):
        validate(tmp_path / "x.ttl", engine="pyshacl", shape=["R"])


def test_statistics_say_nodes_and_time_of_each_shape() -> None:
    report = check()
    by_name = {s.name: s for s in report.summaries.values()}
    assert by_name[E + "S"].focus_nodes == 2
    assert by_name[E + "P"].focus_nodes == 2
    assert by_name[E + "None"].focus_nodes == 0
    assert all(s.seconds >= 0 for s in by_name.values())
    assert by_name[E + "P"].constraints == ("sh:minCount 1",)


def test_shapes_without_iris_are_named_by_the_way_to_them() -> None:
    text = (
        HEAD
        + """e:S sh:targetNode e:a ; sh:property [ sh:path e:p ; sh:minCount 1 ; sh:node [ sh:class e:C ] ] ,
        [ sh:path e:p ; sh:maxCount 0 ] ; sh:or ( [ sh:nodeKind sh:Literal ] [ sh:class e:D ] ) ."""
    )
    names = [s.name for s in validate(load_bytes(text.encode(), format="turtle")).summaries.values()]
    assert names == [
        E + "S",
        E + "S sh:or",
        E + "S sh:or (2)",
        f"{E}S sh:property <{E}p>",
        f"{E}S sh:property <{E}p> (2)",
        *[name for name in names if name.endswith("sh:node")],
    ]
    assert len(set(names)) == 6


def test_the_shapes_of_shapes_accept_good_ones_and_name_what_is_wrong(tmp_path: Path) -> None:
    data, shapes = tmp_path / "d.ttl", tmp_path / "s.ttl"
    data.write_text(HEAD + "e:a e:p 1 .")
    shapes.write_text(HEAD + "e:S a sh:NodeShape ; sh:targetNode e:a ; sh:property [ sh:path e:p ; sh:minCount 1 ] .")
    assert validate(data, shapes, meta_shacl=True).conforms
    shapes.write_text(
        HEAD + "e:S a sh:NodeShape ; sh:targetNode e:a ;\n sh:property [ sh:path e:p ; sh:minCount 'x' ] ."
    )
    with pytest.raises(ShapesError, match="appendix C") as caught:
        validate(data, shapes, meta_shacl=True)
    assert (caught.value.line, caught.value.exit_code) == (4, 3)


def test_the_shapes_of_shapes_judge_a_dataset_as_they_judge_files() -> None:
    good = "e:S a sh:NodeShape ; sh:targetNode e:a ; sh:property [ sh:path e:p ; sh:minCount 1 ] ."
    assert not validate(load_bytes((HEAD + good).encode(), format="turtle"), meta_shacl=True).conforms
    with pytest.raises(ShapesError, match="appendix C"):
        validate(load_bytes((HEAD + good.replace("1", "'x'")).encode(), format="turtle"), meta_shacl=True)
