"""Default messages: every component, three languages, expected and found."""

from __future__ import annotations

from string import Formatter

import pytest

from kgtools.errors import UsageError
from kgtools.model.vocab import SH
from kgtools.shacl import validate
from kgtools.shacl.components import COMPONENTS, section_of
from kgtools.shacl.components.messages import (
    CONFORMS,
    EMPTY,
    FAILS,
    KINDS,
    LANGUAGES,
    MESSAGES,
    MORE,
    NONE,
    OWN,
    UNNAMED,
)
from kgtools.shacl.reports import write_report
from kgtools.shacl.wording.demands import ASKING, ASKING_NOTHING, DEMANDS, OWN_DEMAND
from kgtools.table import load_bytes
from kgtools.text.languages import check_languages, choose

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
ON_A = "e:S a sh:PropertyShape ; sh:targetNode e:a ; sh:path e:p ; "
# what violates each component, and what its English message says
CASES = {
    "Class": ("sh:class e:C", "e:a e:p e:b .", "instance of <http://example.org/C>, found <http://example.org/b>"),
    "Datatype": ("sh:datatype xsd:date", "e:a e:p 01 .", "xsd:date, found 01."),
    "NodeKind": ("sh:nodeKind sh:BlankNodeOrIRI", "e:a e:p 'x' .", 'Expected a blank node or an IRI, found "x".'),
    "MinCount": ("sh:minCount 2", "e:a e:p 1 .", "at least 2, found 1."),
    "MaxCount": ("sh:maxCount 1", "e:a e:p 1 , 2 , 3 .", "at most 1, found 3."),
    "MinExclusive": ("sh:minExclusive 1", "e:a e:p 1 .", "greater than 1, found 1."),
    "MinInclusive": ("sh:minInclusive 2", "e:a e:p 1.5 .", "at least 2, found 1.5."),
    "MaxExclusive": ("sh:maxExclusive 1", "e:a e:p 1 .", "less than 1, found 1."),
    "MaxInclusive": ("sh:maxInclusive 1", "e:a e:p e:b .", "at most 1, found <http://example.org/b>."),
    "MinLength": ("sh:minLength 3", "e:a e:p 'é' .", 'at least 3, found 1 in "é".'),
    "MaxLength": ("sh:maxLength 1", "e:a e:p 'ab' .", 'at most 1, found 2 in "ab".'),
    "Pattern": ('sh:pattern "^a" ; sh:flags "i"', "e:a e:p 'b' .", 'pattern "^a" (i), found "b".'),
    "LanguageIn": ("sh:languageIn ( 'en' 'id' )", "e:a e:p 'b'@he .", 'languages en, id, found "b"@he.'),
    "UniqueLang": ("sh:uniqueLang true", "e:a e:p 'b'@he , 'c'@he , 'd'@en .", "found several in he."),
    "Equals": ("sh:equals e:q", "e:a e:p 1 .", "as <http://example.org/q>, found 1 on one side"),
    "Disjoint": ("sh:disjoint e:q", "e:a e:p 1 ; e:q 1 .", "common with <http://example.org/q>, found 1."),
    "LessThan": ("sh:lessThan e:q", "e:a e:p 1 ; e:q 1 .", "less than every value of <http://example.org/q>, found 1."),
    "LessThanOrEquals": ("sh:lessThanOrEquals e:q", "e:a e:p 2 ; e:q 1 .", "equal to every value of"),
    "Not": (
        "sh:not [ sh:nodeKind sh:Literal ]",
        "e:a e:p 2 .",
        "conform to a shape that requires a literal, found 2, which does.",
    ),
    "And": (
        "sh:and ( e:T [ sh:class e:C ] )",
        "e:a e:p 2 .",
        "all of <http://example.org/T>; a shape that requires an in",
    ),
    "Or": (
        "sh:or ( e:T e:T )",
        "e:a e:p 2 .",
        "at least one of <http://example.org/T>, <http://example.org/T>, found 2",
    ),
    "Xone": ("sh:xone ( e:T e:T )", "e:a e:p e:b .", "exactly one of"),
    "Node": ("sh:node e:T", "e:a e:p 2 .", "conforms to <http://example.org/T>, found 2."),
    "QualifiedMinCount": (
        "sh:qualifiedValueShape e:T ; sh:qualifiedMinCount 2",
        "e:a e:p 2 , e:b .",
        "at least 2, found 1.",
    ),
    "QualifiedMaxCount": (
        "sh:qualifiedValueShape e:T ; sh:qualifiedMaxCount 0",
        "e:a e:p 2 , e:b .",
        "at most 0, found 1.",
    ),
    "Expression": (
        "sh:expression [ sh:exists [ sh:path e:q ] ]",
        "e:a e:p e:b .",
        "for which the expression is true, found <http://example.org/b>.",
    ),
    "Closed": ("sh:closed true", "e:a e:p e:b . e:b e:q 1 .", "found <http://example.org/q> with the value 1."),
    "HasValue": ("sh:hasValue 1", "e:a e:p 2 , 3 .", "Expected 1 among the values, found 2, 3."),
    "In": ("sh:in ( 1 'a' )", "e:a e:p 2 .", 'one of 1, "a", found 2.'),
    "SPARQL": (
        "sh:sparql [ sh:select 'SELECT $this ?value { $this $PATH ?value }' ]",
        "e:a e:p 2 .",
        "query of the constraint, found 2.",
    ),
}


OTHER_ROWS = (EMPTY, OWN, NONE, UNNAMED, CONFORMS, FAILS, MORE, ASKING, ASKING_NOTHING, OWN_DEMAND)


def message(constraint: str, data: str, language: str) -> str:
    text = f"{HEAD}{ON_A}{constraint} . e:T a sh:NodeShape ; sh:nodeKind sh:IRI . {data}"
    report = validate(load_bytes(text.encode(), format="turtle"), languages=[language])
    found = {r.messages for r in report.results}
    ((literal,),) = found
    assert literal.language == language
    return literal.value


def test_every_component_has_a_message_in_every_language() -> None:
    assert set(MESSAGES) == set(DEMANDS) == {component.iri for component in COMPONENTS}
    for row in (*MESSAGES.values(), *DEMANDS.values(), *KINDS.values(), *OTHER_ROWS):
        assert tuple(row) == LANGUAGES
        places = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in row.values()]
        assert places[0] == places[1] == places[2], row
        assert all(text.strip() for text in row.values())


def test_every_message_says_what_was_expected_and_what_was_found() -> None:
    for iri, row in MESSAGES.items():
        assert "xpected" in row["en"], iri
        assert "found" in row["en"], iri
        assert "iharapkan" in row["id"], iri
        assert "ditemukan" in row["id"], iri
        assert "נדרש" in row["he"], iri
        assert "נמצא" in row["he"], iri


def test_every_component_has_its_case_here() -> None:
    # the results of sh:property are those of the property shape
    assert {f"{SH}{name}ConstraintComponent" for name in (*CASES, "Property")} == set(MESSAGES)


@pytest.mark.parametrize("name", CASES)
def test_a_violation_says_it_in_english(name: str) -> None:
    constraint, data, words = CASES[name]
    assert words in message(constraint, data, "en")


@pytest.mark.parametrize("language", ["id", "he"])
@pytest.mark.parametrize("name", CASES)
def test_a_violation_says_it_in_the_readers_language(name: str, language: str) -> None:
    constraint, data, _ = CASES[name]
    text = message(constraint, data, language)
    assert "{" not in text
    assert "Expected" not in text
    if language == "he":
        assert text.count("\u2068") == text.count("\u2069") > 0


def test_a_message_of_the_shape_comes_first_in_the_readers_language_with_fallback() -> None:
    shapes = ON_A + "sh:minCount 1 ; sh:message 'two'@en , 'dua'@id , 'deux'@fr ."
    data = load_bytes((HEAD + shapes).encode(), format="turtle")
    for languages, expected in (
        (["id"], "dua"),
        (["id-ID", "fr"], "deux"),
        (["he"], "two"),
        ([], "two"),
        (["fr", "id"], "deux"),
    ):
        report = validate(data, languages=languages)
        (result,) = report
        assert len(result.messages) == 3
        assert result.message(report.languages).value == expected


def test_the_language_of_defaults_falls_back_to_english() -> None:
    data = load_bytes((HEAD + ON_A + "sh:minCount 1 .").encode(), format="turtle")
    assert [r.messages[0].language for r in validate(data, languages=["fr"])] == ["en"]
    assert [r.messages[0].language for r in validate(data, languages=["fr", "he-IL"])] == ["he"]


def test_of_texts_without_a_fitting_language_the_plain_one_is_shown() -> None:
    from kgtools.model.terms import Literal

    texts = [Literal("b"), Literal("a", language="fr")]
    assert choose(texts, ["he"]) == Literal("b")
    assert choose([], ["he"]) is None
    with pytest.raises(UsageError, match="not a language tag"):
        check_languages(["no tag"])


def test_a_value_that_is_long_or_hides_something_is_cut_and_shown() -> None:
    text = message("sh:class e:C", 'e:a e:p "a\\u001b[2J\\u202e' + "x" * 5000 + '" .', "en")
    assert len(text) < 300
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_every_component_has_its_section_and_address() -> None:
    for component in COMPONENTS:
        section, link = section_of(component.iri)
        assert section == component.section
        assert link.startswith(("https://www.w3.org/TR/shacl/#", "https://www.w3.org/TR/shacl-af/#"))
    assert section_of("http://example.org/Own")[0] == "6"


@pytest.mark.parametrize("format", ["text", "github", "junit", "html", "sarif"])
def test_a_message_of_several_lines_is_one_line_for_people_and_stays_in_the_graph(format: str) -> None:
    message = 'sh:message """One  line,\r\n   and\n\n\tanother.""" ; sh:minCount 1'
    data = load_bytes(f"{HEAD}{ON_A}{message} .".encode(), format="turtle")
    report = validate(data, data)
    assert "One  line, and another." in write_report(report, format)
    assert '"One  line,\\r\\n   and\\n\\n\\tanother."' in write_report(report, "nt")
