"""`kgtools.testing`: what tests of data call."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.errors import SourceError
from kgtools.graph import KnowledgeGraph
from kgtools.table import load_bytes
from kgtools.testing import assert_conforms

HEAD = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://example.org/> .\n"
SHAPE = HEAD + "e:S a sh:PropertyShape ; sh:targetNode e:a ; sh:path e:p ; sh:maxCount 1 "


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.ttl").write_text(HEAD + "e:a e:p 1 .")
    Path("bad.ttl").write_text(HEAD + "e:a e:p 1 , 2 .")
    Path("shapes.ttl").write_text(SHAPE + ".")
    Path("warning.ttl").write_text(SHAPE + "; sh:severity sh:Warning .")


def test_data_that_conforms_passes_and_gives_the_report() -> None:
    assert assert_conforms("good.ttl", "shapes.ttl").conforms
    assert assert_conforms(["good.ttl"], [Path("shapes.ttl")]).conforms
    assert assert_conforms(load_bytes(Path("good.ttl").read_bytes(), format="turtle"), "shapes.ttl").conforms


def test_data_that_does_not_conform_fails_with_the_place() -> None:
    with pytest.raises(
        AssertionError, match=r"bad\.ttl:2:13: violation: Number of values: expected at most 1, found 2"
    ):
        assert_conforms("bad.ttl", "shapes.ttl")


def test_what_fails_is_said_by_the_options() -> None:
    assert not assert_conforms("bad.ttl", "warning.ttl").conforms
    with pytest.raises(AssertionError, match="warning"):
        assert_conforms("bad.ttl", "warning.ttl", fail_on="info")


def test_shapes_that_test_nothing_fail() -> None:
    Path("shapes.ttl").write_text(HEAD + "e:S a sh:NodeShape ; sh:nodeKind sh:IRI .")
    with pytest.raises(AssertionError, match="none of them has a target"):
        assert_conforms("good.ttl", "shapes.ttl")
    Path("shapes.ttl").write_text(HEAD + "e:S a sh:NodeShape ; sh:targetClass e:C ; sh:nodeKind sh:IRI .")
    assert assert_conforms("good.ttl", "shapes.ttl").conforms
    with pytest.raises(AssertionError, match=r"example\.org/S"):
        assert_conforms("good.ttl", "shapes.ttl", require_targets=True)


def test_a_shape_that_nothing_evaluates_fails_where_targets_are_required() -> None:
    both = "e:S sh:targetNode e:a ; sh:nodeKind sh:IRI . e:Loose a sh:NodeShape ; sh:nodeKind sh:IRI ."
    Path("shapes.ttl").write_text(HEAD + both)
    assert assert_conforms("good.ttl", "shapes.ttl").conforms
    with pytest.raises(AssertionError, match="Loose"):
        assert_conforms("good.ttl", "shapes.ttl", require_targets=True)


def test_shapes_that_are_partly_evaluated_fail_unless_that_is_accepted() -> None:
    Path("shapes.ttl").write_text(HEAD + "e:S sh:targetNode e:a ; sh:nodeKind sh:IRI ; sh:in 5 .")
    with pytest.raises(AssertionError, match="1 part of the shapes was not evaluated"):
        assert_conforms("good.ttl", "shapes.ttl")
    assert assert_conforms("good.ttl", "shapes.ttl", skip_unsupported=True).conforms


def test_what_cannot_be_validated_is_no_failed_assertion() -> None:
    with pytest.raises(SourceError):
        assert_conforms("nowhere.ttl", "shapes.ttl")


def test_a_graph_is_validated_against_its_own_shapes() -> None:
    assert assert_conforms(KnowledgeGraph.from_files(["good.ttl"]), "shapes.ttl").conforms
    with pytest.raises(AssertionError):
        assert_conforms(KnowledgeGraph.from_files(["bad.ttl", "shapes.ttl"]))


def test_the_graph_that_ships_conforms() -> None:
    assert assert_conforms(fail_on="info").conforms
