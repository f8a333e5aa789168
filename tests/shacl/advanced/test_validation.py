"""Rules before a validation (section 8.3 of the Advanced Features), and what is said where they are not run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kgtools.errors import LimitError, ShapesError, ShapesFault, UsageError, ValidationFailure
from kgtools.shacl import ValidationReport, infer, validate
from kgtools.table import load_bytes

HEAD = """@prefix e: <http://e/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DATA = "e:a e:feeds e:b . e:b e:feeds e:c ."
INVERSE = """e:Fed a sh:NodeShape ; sh:targetObjectsOf e:feeds ;
    sh:rule [ a sh:TripleRule ; sh:subject sh:this ; sh:predicate e:fedBy ;
        sh:object [ sh:path [ sh:inversePath e:feeds ] ] ] ;
    sh:property [ sh:path e:fedBy ; sh:minCount 1 ] .
"""
ENTAILMENT = "<http://e/shapes> a owl:Ontology ; sh:entailment sh:Rules .\n"


@pytest.fixture
def files(tmp_path: Path):
    def written(shapes: str, data: str = DATA) -> tuple[Path, Path]:
        (tmp_path / "data.ttl").write_text(HEAD + data, encoding="utf-8")
        (tmp_path / "shapes.ttl").write_text(HEAD + shapes, encoding="utf-8")
        return tmp_path / "data.ttl", tmp_path / "shapes.ttl"

    return written


@pytest.fixture
def run(files):
    def validated(shapes: str, data: str = DATA, **options: object) -> ValidationReport:
        return validate(*files(shapes, data), **options)

    return validated


def test_without_being_asked_rules_are_not_run_and_that_is_told_with_the_place(run) -> None:
    report = run(INVERSE)
    assert not report.conforms
    (note,) = [note for note in report.notes if "not run" in note]
    assert "shapes.ttl:5:" in note
    assert "--rules" in note


@pytest.mark.parametrize("options", [{"rules": True}, {"iterate_rules": True}], ids=["rules", "iterate_rules"])
def test_rules_are_run_by_an_option(run, options: dict[str, bool]) -> None:
    report = run(INVERSE, **options)
    assert report.conforms
    assert "the rules of the shapes have inferred 2 triples." in report.notes


def test_rules_are_run_where_the_shapes_graph_asks_for_their_entailment(run) -> None:
    report = run(ENTAILMENT + INVERSE)
    assert report.conforms
    assert not report.not_evaluated


def test_another_entailment_regime_is_still_refused(run) -> None:
    with pytest.raises(ValidationFailure, match="the entailment regime http://e/other, which is not supported"):
        run("<http://e/shapes> sh:entailment e:other .\n" + INVERSE)


def test_results_about_inferred_triples_have_the_place_of_their_focus_node(run) -> None:
    report = run(INVERSE.replace("sh:minCount 1", "sh:maxCount 0"), rules=True)
    assert [(r.focus_node.value, r.place.line, r.place.column) for r in report.results] == [
        ("http://e/b", 4, 19),
        ("http://e/c", 4, 31),
    ]


def test_the_shapes_see_nothing_of_what_rules_infer(run) -> None:
    shapes = """e:S a sh:NodeShape ; sh:targetSubjectsOf e:feeds ;
        sh:rule [ a sh:TripleRule ; sh:subject e:T ; sh:predicate sh:targetNode ; sh:object sh:this ] .
        e:T a sh:NodeShape ; sh:property [ sh:path e:none ; sh:minCount 1 ] ."""
    assert run(shapes, rules=True).conforms


def test_data_and_shapes_may_be_in_one_file(tmp_path: Path) -> None:
    (tmp_path / "all.ttl").write_text(HEAD + DATA + INVERSE, encoding="utf-8")
    assert validate(tmp_path / "all.ttl", rules=True).conforms
    assert not validate(tmp_path / "all.ttl").conforms


def test_the_other_engine_runs_the_same_rules(files) -> None:
    paths = files(INVERSE)
    assert validate(*paths, engine="pyshacl").conforms
    assert not validate(*paths, engine="both", rules=True).differences
    assert not validate(*paths, engine="both").differences


FAULTY = [
    ("sh:rule [ a sh:TripleRule ; sh:subject sh:this ; sh:predicate e:p ] .", ShapesError, "has no sh:object"),
    ("sh:rule [ a sh:JSRule ] .", ValidationFailure, "which is not evaluated"),
    ('sh:rule [ a sh:SPARQLRule ; sh:construct "SELECT * {}" ] .', ShapesError, "is not a CONSTRUCT query"),
    (
        "sh:rule [ a sh:TripleRule ; sh:subject sh:this ; sh:predicate e:p ; sh:object [ e:f () ] ] . "
        "e:f a sh:SPARQLFunction .",
        ShapesError,
        "needs one sh:ask or one sh:select",
    ),
]


@pytest.mark.parametrize(("rule", "kind", "words"), FAULTY, ids=[words for _, _, words in FAULTY])
def test_a_rule_that_cannot_be_run_is_left_out_and_the_rest_is_evaluated(
    run: Callable[..., ValidationReport], rule: str, kind: type[ShapesFault], words: str
) -> None:
    shapes = (
        "e:S a sh:NodeShape ; sh:targetSubjectsOf e:feeds ; sh:property [ sh:path e:fed ; sh:minCount 1 ] ; "
        "sh:rule [ a sh:TripleRule ; sh:subject sh:this ; sh:predicate e:fed ; sh:object 1 ] ; " + rule
    )
    with pytest.raises(kind, match=words) as caught:
        run(shapes, rules=True, strict=True)
    assert (caught.value.exit_code, caught.value.line) == (3, 4)
    report, accepted = run(shapes, rules=True), run(shapes, rules=True, skip_unsupported=True)
    for one in (report, accepted):
        assert any(words in part.reason for part in one.not_evaluated)
        # the sound rule has run
        assert not one.results
        assert any("rules were left out" in note for note in one.notes)
    assert report.is_incomplete
    assert not accepted.is_incomplete


def test_rules_that_make_new_terms_for_ever_end_in_one_sentence() -> None:
    shapes = (
        HEAD
        + """e:P sh:declare [ sh:prefix "e" ; sh:namespace "http://e/"^^xsd:anyURI ] .
        e:S a sh:NodeShape ; sh:targetObjectsOf e:n ; sh:rule [ a sh:SPARQLRule ; sh:prefixes e:P ;
        sh:construct "CONSTRUCT { e:a e:n ?m } WHERE { BIND($this + 1 AS ?m) }" ] ."""
    )
    data, graph = (load_bytes((text).encode(), format="turtle") for text in (HEAD + "e:a e:n 1 .", shapes))
    assert [str(t.object) for t in infer(data, graph).triples] == ['"2"^^<http://www.w3.org/2001/XMLSchema#integer>']
    with pytest.raises(
        LimitError, match="still make new terms after 100 passes, the last ones by a rule of http://e/S"
    ):
        infer(data, graph, iterate_rules=True)


def test_no_rule_at_all_is_told(files) -> None:
    with pytest.raises(ValidationFailure, match=r"there is no rule \(sh:rule\) in the shapes graph"):
        infer(*files("e:S a sh:NodeShape ."))


def test_a_validation_that_is_to_run_rules_tells_that_there_are_none(run) -> None:
    shapes = "e:S a sh:NodeShape ; sh:targetSubjectsOf e:feeds ; sh:nodeKind sh:IRI ."
    assert run(shapes, rules=True).notes == ("the shapes have no rules (sh:rule) that could be run.",)
    assert run(shapes).notes == ()


def test_options_about_results_have_no_meaning_for_rules(files) -> None:
    with pytest.raises(UsageError, match="`severity` is about the results of a validation"):
        infer(*files(INVERSE), severity="warning")


def test_what_is_no_triple_is_left_out_and_told(files) -> None:
    shapes = """e:S a sh:NodeShape ; sh:targetSubjectsOf e:feeds ;
        sh:rule [ a sh:TripleRule ; sh:subject 5 ; sh:predicate e:p ; sh:object sh:this ] ."""
    found = infer(*files(shapes))
    assert (len(found), found.notes) == (
        0,
        ("2 triples that rules made are left out: a literal cannot be a subject, and only an IRI a predicate.",),
    )


def test_an_expression_that_cannot_be_evaluated_is_listed_and_the_rest_is_judged(run) -> None:
    shapes = """e:S a sh:NodeShape ; sh:targetSubjectsOf e:feeds ; sh:property [ sh:path e:none ; sh:minCount 1 ] ;
        sh:expression [ sh:nodes sh:this ; sh:filterShape [ sh:pattern "(a)\\\\1" ] ] ."""
    report = run(shapes)
    assert len(report.results) == 2
    assert [part.section for part in report.not_evaluated] == ["4.4.3"]


def test_shapes_that_filter_each_other_in_a_circle_are_refused(run) -> None:
    shapes = """e:S a sh:NodeShape ; sh:targetSubjectsOf e:feeds ; sh:expression [ sh:filterShape e:S ] ."""
    with pytest.raises(ShapesError, match="the shapes refer to each other in a circle"):
        run(shapes, strict=True)


CHAIN = """e:Before a sh:NodeShape ; sh:targetSubjectsOf e:feeds, e:before ; sh:rule [ a sh:SPARQLRule ;
    sh:construct "PREFIX e: <http://e/> CONSTRUCT {$this e:before ?y} WHERE { $this e:feeds|e:before/e:before ?y }" ] .
"""


def test_that_another_pass_would_infer_more_is_told(files) -> None:
    told = "another pass of the rules would infer 1 more triple; iterate the rules to have all that follows."
    one = infer(*files(CHAIN))
    assert len(one.triples) == 2
    assert told in one.notes
    all_passes = infer(*files(CHAIN), iterate_rules=True)
    assert len(all_passes.triples) == 3
    assert not [note for note in all_passes.notes if "another pass" in note]


def test_a_rule_whose_exists_waits_for_a_later_rule_runs_again(files) -> None:
    query = "CONSTRUCT { $this e:late ?x } WHERE { $this e:feeds ?x FILTER EXISTS { ?x e:made ?y } }"
    shapes = f"""e:S a sh:NodeShape ; sh:targetSubjectsOf e:feeds ;
        sh:rule [ a sh:SPARQLRule ; sh:order 1 ; sh:construct "PREFIX e: <http://e/> {query}" ] ,
            [ a sh:TripleRule ; sh:order 2 ; sh:subject sh:this ; sh:predicate e:made ; sh:object 1 ] .
    """
    assert not [triple for triple in infer(*files(shapes)).triples if "late" in str(triple)]
    found = infer(*files(shapes), iterate_rules=True)
    assert [str(triple) for triple in found.triples if "late" in str(triple)] == [
        "<http://e/a> <http://e/late> <http://e/b>"
    ]
