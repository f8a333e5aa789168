"""Of several values of a word each is its own constraint: one that is ill-formed hides no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.errors import ShapesError
from kgtools.shacl import ValidationReport, validate

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
BAD = "SELECT $this { $this no:prefix ?v }"
GOOD = "SELECT $this ?value { $this <http://e/p> ?value }"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    Path("data.ttl").write_text(HEAD + "e:a e:p e:b ; e:q e:b .")

    def validated(shapes: str, **options: object) -> ValidationReport:
        Path("shapes.ttl").write_text(HEAD + shapes)
        return validate("data.ttl", "shapes.ttl", **options)

    return validated


#: what a property shape of e:p has, with one sound part that finds one violation, and what is said of each other part
SEVERAL = {
    "class": ("sh:class 'C', 'D', e:E", ['"C" as sh:class', '"D" as sh:class']),
    "equals": ("sh:equals 'p', e:r", ['"p" as sh:equals']),
    "disjoint": ("sh:disjoint [], e:q", ["a blank node as sh:disjoint"]),
    "lessThan": ("sh:lessThan [ sh:inversePath e:p ], e:q", ["a blank node as sh:lessThan"]),
    "node": ("sh:node 'N', [ sh:nodeKind sh:Literal ]", ['"N" as sh:node']),
    "node that is a property shape": (
        "sh:node [ sh:path e:p ], [ sh:nodeKind sh:Literal ]",
        ["a property shape as sh:node"],
    ),
    "not": ("sh:not 5, [ sh:nodeKind sh:IRI ]", ["as sh:not"]),
    "or": ("sh:or 'O', ( [ sh:nodeKind sh:Literal ] )", ['"O" is not a list']),
    "and, a member": ("sh:and ( 'A' ), ( [ sh:nodeKind sh:Literal ] )", ['"A" as sh:and']),
    "xone": ("sh:xone e:None, ( [ sh:nodeKind sh:Literal ] )", ["http://e/None is not a list"]),
    "property": (
        "sh:property 'P', e:Gone, [ sh:minCount 1 ], [ sh:path e:r ; sh:minCount 1 ]",
        [
            '"P" as sh:property',
            "e/Gone as sh:property, which the shapes graph does not",
            "which has no sh:path",
            "node shape",
        ],
    ),
    "sparql": (
        f"sh:sparql [ sh:select '{BAD}' ], [ sh:select '{BAD}' ], 'S', [ ], [ sh:select '{GOOD}' ]",
        ["no: is not declared", "no: is not declared", '"S" as sh:sparql', "has no sh:select"],
    ),
    "expression": (
        "sh:expression [ sh:path 'p' ], [ sh:union e:no ], [ sh:path e:none ]",
        ["its path is ill-formed", "sh:union is not a well-formed list"],
    ),
}


@pytest.mark.parametrize(("part", "reasons"), SEVERAL.values(), ids=SEVERAL)
def test_one_that_is_ill_formed_hides_no_other(run, part: str, reasons: list[str]) -> None:
    report = run(f"e:S a sh:PropertyShape ; sh:path e:p ; sh:targetNode e:a ; {part} .")
    assert len(report.results) == 1
    entries = sorted(map(str, report.not_evaluated))
    for reason in reasons:
        entries.remove(next(entry for entry in entries if reason in entry))
    assert entries == []


@pytest.mark.parametrize(
    ("part", "at"),
    [
        ("sh:or _:l . _:l rdf:first [] ; rdf:rest _:l .", "_:l ."),
        ("sh:in _:l . _:l rdf:first 1 .", "_:l rdf:first"),
        ("sh:in _:l . _:l rdf:first 1, 2 ; rdf:rest () .", "2 ;"),
        ("sh:in _:l . _:l rdf:first 1 ; rdf:rest e:more .", "e:more"),
        ("sh:in ( 1 ) . () rdf:first 1 .", "() rdf:first"),
        ("sh:property [ sh:path [ sh:alternativePath e:p ] ] .", "e:p ]"),
        ("sh:property [ sh:path [ sh:inversePath e:p ; sh:zeroOrOnePath e:q ] ] .", "e:q"),
        ("sh:property [ sh:path [ sh:inversePath e:p , e:q ] ] .", "e:q"),
        ("sh:property [ sh:path [ sh:inversPath e:p ] ] .", "[ sh:inversPath"),
        ("sh:node e:N . e:N sh:property [ sh:path e:p ; sh:node e:N ] .", "e:N ] ."),
        ("sh:node e:N . e:N sh:not [ sh:or ( e:N ) ] .", "( e:N )"),
        ("sh:targetClass ( e:C ) .", "( e:C )"),
        ("sh:sparql e:Gone .", "e:Gone"),
    ],
)
def test_the_place_is_that_of_the_triple_that_is_wrong(run, part: str, at: str) -> None:
    report = run(f"e:S a sh:NodeShape ; sh:targetNode e:a ;\n  {part}")
    (entry,) = (entry for entry in report.not_evaluated if "could not be decided" not in entry.reason)
    assert (entry.place.line, entry.place.column) == (4, f"  {part}".rindex(at) + 1)
    # labels of blank nodes stand in no file
    assert "_:" not in entry.reason


def test_a_list_where_shacl_12_has_one_is_told_as_such(run) -> None:
    (entry,) = run("e:S a sh:NodeShape ; sh:targetNode e:a ; sh:class ( e:C e:D ) .").not_evaluated
    assert "its values are IRIs; a list is a value of SHACL 1.2 (a draft) (section 4.1.1)." in str(entry)


MESSAGES = {
    "a shape": "e:S sh:message 5 ; sh:nodeKind sh:Literal .",
    "a SPARQL constraint": f"e:S sh:sparql [ sh:message 5 ; sh:select '{GOOD}' ] .",
    "an expression": "e:S sh:expression [ sh:message 5 ; sh:path e:none ] .",
    "a validator": (
        "e:S e:par 1 . e:C a sh:ConstraintComponent ; sh:parameter [ sh:path e:par ] ; "
        "sh:validator [ sh:message 5 ; sh:ask 'ASK { FILTER (false) }' ] ."
    ),
    "a component": (
        "e:S e:par 1 . e:C a sh:ConstraintComponent ; sh:parameter [ sh:path e:par ] ; sh:labelTemplate 5 ; "
        "sh:validator [ sh:ask 'ASK { FILTER (false) }' ] ."
    ),
}


@pytest.mark.parametrize("shapes", MESSAGES.values(), ids=MESSAGES)
def test_a_message_that_is_no_string_is_set_aside_and_the_constraint_evaluated(run, shapes: str) -> None:
    report = run(f"e:S a sh:NodeShape ; sh:targetNode e:a . {shapes}")
    assert len(report.results) == 1
    assert report.not_evaluated == ()
    (note,) = report.notes
    assert note.startswith(f"shapes.ttl:3:{f'e:S a sh:NodeShape ; sh:targetNode e:a . {shapes}'.index(' 5 ') + 2}: ")
    assert note.endswith("; the message is not used.")
    with pytest.raises(ShapesError):
        run(f"e:S a sh:NodeShape ; sh:targetNode e:a . {shapes}", strict=True)


def test_what_a_deactivated_shape_says_is_no_message_that_is_missing(run) -> None:
    report = run(f"e:S a sh:NodeShape ; sh:deactivated true ; sh:sparql [ sh:message 5 ; sh:select '{GOOD}' ] .")
    assert report.notes == ()


UNDESCRIBED = [
    ("sh:node e:Gone", "sh:node refers to http://e/Gone, "),
    ("sh:not e:Gone", "sh:not refers to http://e/Gone, "),
    ("sh:or ( [ sh:nodeKind sh:Literal ] e:Gone )", "sh:or refers to http://e/Gone, "),
    (
        "sh:property [ sh:path e:p ; sh:qualifiedValueShape e:Gone ; sh:qualifiedMaxCount 0 ]",
        "refers to http://e/Gone, ",
    ),
    ("sh:node e:Class . e:Class a rdfs:Class ; rdfs:label 'class'", "sh:node refers to http://e/Class, "),
]


@pytest.mark.parametrize(("part", "text"), UNDESCRIBED)
def test_a_shape_that_is_described_nowhere_is_a_remark(run, part: str, text: str) -> None:
    notes = run(f"e:S a sh:NodeShape ; sh:targetNode e:a ; {part} .").notes
    assert any(note.startswith("shapes.ttl:3:") and text in note for note in notes)


@pytest.mark.parametrize(
    "part",
    [
        "sh:node []",
        "sh:node e:Empty . e:Empty a sh:NodeShape",
        "sh:node e:Off . e:Off sh:deactivated true",
        "sh:node e:Bad . e:Bad sh:class 'C'",
    ],
)
def test_a_shape_that_is_empty_by_intention_or_known_otherwise_is_none(run, part: str) -> None:
    assert not any("refers to" in note for note in run(f"e:S a sh:NodeShape ; sh:targetNode e:a ; {part} .").notes)


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("'x'", '"x" as sh:target, which the shapes graph does not describe'),
        ("e:Gone", "e/Gone as sh:target, which the shapes graph does not describe"),
        ("[ a sh:SPARQLTarget ]", "a blank node as sh:target, which has no sh:select"),
        ("[ a sh:JSTarget ]", "is not evaluated by this engine"),
    ],
)
def test_a_target_that_is_none_is_listed(run, target: str, reason: str) -> None:
    report = run(f"e:S a sh:NodeShape ; sh:targetNode e:a ; sh:target {target} ; sh:nodeKind sh:Literal .")
    assert len(report.results) == 1
    (entry,) = report.not_evaluated
    assert reason in entry.reason


def test_a_target_that_lacks_what_its_type_needs_is_ignored_with_a_remark(run) -> None:
    report = run(
        "e:T a sh:SPARQLTargetType ; rdfs:subClassOf sh:Target ; sh:parameter [ sh:path e:in ] ; "
        "sh:select 'SELECT ?this { ?this <http://e/p> $in }' .\n"
        "e:S a sh:NodeShape ; sh:target [ a e:T ], [ a e:T ; e:in e:b ] ; sh:nodeKind sh:Literal ."
    )
    assert len(report.results) == 1
    assert report.notes == (
        "shapes.ttl:4:32: a target of http://e/S is ignored: it has no value of <http://e/in>, which targets of the "
        "type http://e/T need (section 3.2 of the SHACL Advanced Features).",
    )


def test_shapes_without_an_iri_are_named_by_their_target_or_the_way_to_them(run) -> None:
    report = run(
        "[] a sh:NodeShape ; sh:targetClass e:Nothing ; sh:property [ sh:path e:p ; sh:minCount 'x' ] .\n"
        "[] a sh:NodeShape ; sh:nodeKind sh:IRI ."
    )
    assert report.unmatched_shapes == ("[ sh:targetClass <http://e/Nothing> ]",)
    assert [entry.shape for entry in report.not_evaluated] == [
        "[ sh:targetClass <http://e/Nothing> ] sh:property <http://e/p>"
    ]
    assert any(
        remark.startswith("shapes.ttl:4:1: a shape without an IRI is never evaluated") for remark in report.remarks()
    )
