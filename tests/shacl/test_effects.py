"""Words of SHACL without effect where they are written, and words that the recommendation does not have."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.errors import ValidationFailure
from kgtools.shacl import ValidationReport, validate
from kgtools.shacl.shapes.words import DRAFT, DRAFT_CONSTRAINTS, DRAFT_TARGETS

HEAD = (
    "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> . "
    "@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
)
NODE = "e:S a sh:NodeShape ; sh:targetNode e:a ;\n  "
ONE = '"1"^^<http://www.w3.org/2001/XMLSchema#boolean>'
QUERY = '"SELECT $this { $this <http://e/no> ?v }"'


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    Path("data.ttl").write_text(HEAD + "e:a e:p 1 .")

    def validated(shapes: str, **options: object) -> ValidationReport:
        Path("shapes.ttl").write_text(HEAD + shapes)
        return validate("data.ttl", "shapes.ttl", **options)

    return validated


WITHOUT = [
    ("sh:property [ sh:path e:turned ] . e:turned sh:inversePath e:p", "sh:inversePath has no effect at an IRI"),
    ("sh:property [ sh:path () ]", "sh:path has the empty list, which is an IRI"),
    ("sh:property [ sh:path e:both ] . e:both rdf:first e:p ; rdf:rest ( e:q )", "sh:path has the list http://e/both"),
    ("sh:deactivated false . e:T sh:expression e:Exists", "sh:expression has the IRI http://e/Exists"),
    (f"sh:sparql [ sh:severity sh:Warning ; sh:select {QUERY} ]", "sh:severity has no effect at a SPARQL constraint"),
    ("sh:ignoredProperties ( e:p )", "sh:ignoredProperties has no effect without sh:closed"),
    ("sh:flags 'i'", "sh:flags has no effect without sh:pattern"),
    ("sh:property [ sh:path e:p ; sh:qualifiedMinCount 0 ]", "without sh:qualifiedValueShape"),
    (
        "sh:property [ sh:path e:p ; sh:qualifiedValueShape [ sh:nodeKind sh:IRI ] ]",
        "without sh:qualifiedMinCount or sh:qualifiedMaxCount",
    ),
    ("sh:property [ sh:path e:p ; sh:qualifiedValueShapesDisjoint true ]", "without sh:qualifiedValueShape"),
    (f"sh:prefixes e: ; sh:sparql [ sh:select {QUERY} ]", "sh:prefixes has no effect without a query"),
    (f"sh:select {QUERY}", "sh:select has no effect at a shape"),
    ("sh:inversePath e:p", "sh:inversePath has no effect at a shape"),
    ("sh:property [ sh:path e:p ; sh:max 3 ]", "sh:max has no effect at a shape"),
    ("e:note [ sh:message 'never shown' ]", "sh:message has no effect where"),
    ("e:note [ sh:deactivated true ]", "sh:deactivated has no effect where"),
    ("e:note [ sh:severity sh:Info ]", "sh:severity has no effect where no shape is described"),
    (
        "sh:node [ sh:severity sh:Warning ; sh:nodeKind sh:IRI ]",
        "sh:severity has no effect in a nested shape",
    ),
    ("sh:not [ sh:property [ sh:path e:q ; sh:severity sh:Info ; sh:minCount 1 ] ]", "has no effect in a nested shape"),
    (f"sh:closed {ONE}", 'sh:closed has no effect with the value "1"^^xsd:boolean; write true (section 4.8.1)'),
    (f"sh:deactivated {ONE}", "sh:deactivated has no effect with the value"),
    (f"sh:property [ sh:path e:p ; sh:uniqueLang {ONE} ]", "sh:uniqueLang has no effect with the value"),
    ("sh:severity sh:Debug", "sh:Debug of SHACL 1.2 (a draft) counts as a violation"),
]


@pytest.mark.parametrize(("part", "said"), WITHOUT)
def test_a_word_without_effect_is_a_remark_with_its_place(run, part: str, said: str) -> None:
    report = run(f"{NODE}{part} .")
    (note,) = [note for note in report.notes if said in note]
    assert note.startswith("shapes.ttl:4:")
    assert report.conforms
    assert report.not_evaluated == ()


WITH = [
    "sh:severity sh:Warning ; sh:nodeKind sh:IRI",
    "sh:property [ sh:path e:p ; sh:property [ sh:path e:q ; sh:severity sh:Info ; sh:minCount 0 ] ]",
    "sh:node [ sh:severity sh:Violation ; sh:nodeKind sh:IRI ]",
    "sh:node e:T . e:T sh:targetNode e:a ; sh:severity sh:Warning ; sh:nodeKind sh:IRI",
    "sh:closed true ; sh:ignoredProperties ( e:p )",
    # the switch is there, and off
    "sh:closed false ; sh:ignoredProperties ( e:p )",
    "sh:property [ sh:path e:p ; sh:pattern '1' ; sh:flags 'i' ]",
    "sh:property [ sh:path e:p ; sh:qualifiedValueShape [ sh:nodeKind sh:Literal ] ; sh:qualifiedMinCount 1 ]",
    f"sh:sparql [ sh:prefixes e: ; sh:message 'm' ; sh:deactivated false ; sh:select {QUERY} ]",
    "sh:property [ sh:path [ sh:inversePath e:p ] ; sh:name 'n' ; sh:order 1 ; sh:group e:G ; sh:defaultValue 5 ]",
    "sh:codeIdentifier 's' ; sh:intent 'to have a name' ; sh:agentInstruction 'look' ; sh:unit 'm'",
    # of a class of another vocabulary, which uses the word in its own way
    "e:note [ a e:Note ; sh:message 'mine' ]",
]


@pytest.mark.parametrize("part", WITH)
def test_a_word_with_effect_and_an_annotation_are_no_remark(run, part: str) -> None:
    report = run(f"{NODE}{part} .")
    assert report.notes == ()
    assert report.conforms


def test_alike_remarks_are_one_with_its_first_place_and_a_number(run) -> None:
    properties = " ,\n".join(f"[ sh:path e:p{n} ; sh:Class e:C ]" for n in range(16))
    report = run(f"{NODE}sh:property {properties} .")
    assert report.notes == (
        "shapes.ttl:4:41: SHACL has no sh:Class, so it has no effect (section 1.2); did you mean sh:class? "
        "(and 15 more places)",
    )


@pytest.mark.parametrize("word", [word for word in DRAFT if word[0].islower()])
def test_a_word_of_a_draft_on_which_no_verdict_depends_is_taken_for_no_slip(run, word: str) -> None:
    report = run(f"{NODE}sh:{word} 'x' ; sh:nodeKind sh:Literal .")
    assert "did you mean" not in " ".join(report.notes)
    assert len(report.results) == 1
    assert report.not_evaluated == ()
    assert run(f"{NODE}sh:{word} 'x' .", strict=True).conforms


@pytest.mark.parametrize("word", [*DRAFT_CONSTRAINTS, *DRAFT_TARGETS])
def test_a_word_of_a_draft_on_which_a_verdict_may_depend_is_not_evaluated(run, word: str) -> None:
    report = run(f"{NODE}sh:{word} e:x ; sh:nodeKind sh:Literal .")
    (entry,) = report.not_evaluated
    assert f"sh:{word} of SHACL 1.2 (a draft)" in entry.reason
    assert not entry.is_ill_formed
    assert entry.place is not None
    assert entry.place.line == 4
    assert len(report.results) == 1
    assert "did you mean" not in " ".join(report.notes)


@pytest.mark.parametrize(
    ("part", "word"), [("sh:closed sh:ByTypes", "ByTypes"), ("sh:nodeKind sh:TripleTerm", "TripleTerm")]
)
def test_a_value_of_the_draft_is_said_to_be_of_it(run, part: str, word: str) -> None:
    report = run(f"{NODE}{part} .")
    assert any(f"sh:{word} of SHACL 1.2 (a draft) is not evaluated" in note for note in report.notes)
    assert len(report.not_evaluated) == 1


def test_nodes_of_the_data_that_name_a_shape_in_words_of_the_draft_are_told(run) -> None:
    Path("data.ttl").write_text(HEAD + "e:a e:p 1 .\ne:b sh:shape e:S .\ne:c sh:shape e:S , e:elsewhere .")
    report = run("e:S a sh:NodeShape ; sh:targetNode e:a ; sh:nodeKind sh:IRI .")
    (entry,) = report.not_evaluated
    assert str(entry).startswith("data.ttl:4:14: 2 nodes of the data (http://e/b and others) should conform")
    with pytest.raises(ValidationFailure):
        run("e:S a sh:NodeShape ; sh:targetNode e:a .", strict=True)


def test_a_draft_word_that_is_switched_off_says_nothing(run) -> None:
    assert run(NODE + "sh:singleLine false ; sh:uniqueMembers false .").not_evaluated == ()


def test_a_shape_class_of_the_draft_is_not_evaluated_unless_it_says_what_it_means(run) -> None:
    report = run("e:D a sh:ShapeClass ; sh:nodeKind sh:IRI .")
    assert ["sh:ShapeClass" in str(entry) for entry in report.not_evaluated] == [True]
    assert report.unjudged_shapes == ()
    assert run("e:D a sh:ShapeClass , rdfs:Class , sh:NodeShape ; sh:nodeKind sh:IRI .").not_evaluated == ()


def test_imports_are_followed_by_no_remark_where_the_ontology_is_there(run) -> None:
    here = "e:o a owl:Ontology ; owl:imports e:other , e:version . e:x a owl:Ontology ; owl:versionIRI e:version .\n"
    (note,) = run(here + NODE + "sh:nodeKind sh:IRI .").notes
    where = "name the file among the shapes, or its folder with --imports."
    assert note == f"shapes.ttl:3:34: owl:imports http://e/other is not followed; {where}"
    assert run(here + "e:other a owl:Ontology . " + NODE + "sh:nodeKind sh:IRI .").notes == ()
    # what declares prefixes for queries need not be called an ontology
    anyuri = "<http://www.w3.org/2001/XMLSchema#anyURI>"
    prefixes = f"e:other sh:declare [ sh:prefix 'e' ; sh:namespace 'http://e/'^^{anyuri} ] . "
    assert run(here + prefixes + NODE + "sh:nodeKind sh:IRI .").notes == ()


COMPONENT = """e:C a sh:ConstraintComponent ;
    sh:parameter [ sh:path e:begins ; sh:datatype <http://www.w3.org/2001/XMLSchema#string> ; sh:in ( 'a' 'b' ) ] ,
        [ sh:path e:by ; sh:optional true ; sh:node [ sh:property [ sh:path e:name ; sh:minCount 1 ] ] ] ;
    sh:validator [ sh:ask 'ASK { FILTER(STRSTARTS(STR($value), STR($begins))) }' ] .
"""


@pytest.mark.parametrize(
    ("values", "parameter"),
    [("e:begins 5", "begins"), ("e:begins 'c'", "begins"), ("e:begins 'a' ; e:by e:nobody", "by")],
)
def test_a_value_that_a_parameter_does_not_allow_is_a_remark(run, values: str, parameter: str) -> None:
    report = run(f"{COMPONENT}{NODE}{values} .")
    (note,) = report.notes
    assert note.startswith("shapes.ttl:8:")
    assert f"e/S has a value of <http://e/{parameter}> that the parameter of http://e/C does not allow" in note
    # it is evaluated all the same
    assert len(report.results) == 1


def test_values_that_parameters_allow_are_no_remark(run) -> None:
    assert run(f"{COMPONENT}{NODE}e:begins 'a' ; e:by e:ann . e:ann e:name 'Ann' .").notes == ()
