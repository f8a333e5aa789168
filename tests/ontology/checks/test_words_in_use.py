"""Words in use: those of an ontology that nothing declares, and deprecated ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.ontology.axioms import Axioms
from kgtools.ontology.checks.subject import CheckSubject
from kgtools.ontology.checks.words_in_use import deprecated_in_use
from kgtools.ontology.quality import check_shapes
from tests.ontology.shipped import findings
from tests.reasoning.graphs import HEAD, PREFIXES, graph

BEES = """
<http://e/> a owl:Ontology . :Hive a owl:Class . :standsIn a owl:ObjectProperty . :weight a owl:DatatypeProperty .
:grams a rdfs:Datatype .
"""
# a statement, the word in it that nothing declares, as what it is used, and the nearest that is declared
MISSPELT = [
    (":h a :Hve .", ":Hve", "class", ":Hive"),
    (":h :standIn :roof .", ":standIn", "property", ":standsIn"),
    (':h :wieght "3" .', ":wieght", "property", ":weight"),
    (':h :weight "3"^^:gram .', ":gram", "datatype", ":grams"),
    (":h a :Hive ; rdfs:label 'h' . [] a :Hyve .", ":Hyve", "class", ":Hive"),
    (":Hive rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :standsInn ; owl:someValuesFrom :Hive ] .", *(
        ":standsInn", "property", ":standsIn")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "word", "kind", "nearest"), MISSPELT, ids=[m[1] for m in MISSPELT])
def test_a_misspelt_word_is_named_with_the_nearest_that_is_declared(
    text: str, word: str, kind: str, nearest: str
) -> None:
    (finding,) = findings("ontology-undeclared", BEES + text)
    assert (finding.level, finding.entity_name) == ("violation", word)
    assert finding.message == f"no ontology declares this {kind}; did you mean {nearest}?"
    assert finding.places[0].line > len(HEAD.splitlines()) + 2


@pytest.mark.parametrize(
    "text",
    [
        ":h a :Hive ; :standsIn :roof ; :weight '3'^^:grams .",
        ":h a <http://elsewhere.example/Thing> ; <http://elsewhere.example/p> 1 .",
        ":h foaf:name 'h' ; rdfs:seeAlso :nothing ; dcterms:creator :bee .",
    ],
    ids=["declared", "of another vocabulary", "of a known vocabulary"],
)
def test_what_is_declared_or_belongs_to_others_is_left_alone(text: str) -> None:
    assert findings("ontology-undeclared", BEES + text) == []


def test_a_word_like_none_that_is_declared_is_named_all_the_same() -> None:
    (finding,) = findings("ontology-undeclared", BEES + ":h a :Zebra .")
    assert finding.message == "no ontology declares this class; correct its spelling, or declare it"


def test_a_number_is_like_no_other_number() -> None:
    text = BEES + ":B_0000001 a owl:Class . :B_0000002 a owl:Class ; rdfs:subClassOf :B_0000003 ."
    (finding,) = findings("ontology-undeclared", text)
    assert finding.message == "no ontology declares this class; correct its spelling, or declare it"


def test_the_nearest_word_may_be_of_the_same_namespace_and_of_no_ontology() -> None:
    other = "<http://other.example/Comb> a owl:Class . :Hive rdfs:subClassOf <http://other.example/Cmb> ."
    (finding,) = findings("ontology-undeclared", BEES + other)
    assert finding.message.endswith("did you mean <http://other.example/Comb>?")


@pytest.mark.parametrize("word", [":Hve", ":standIn"])
def test_shapes_use_words_too(word: str, tmp_path: Path) -> None:
    (tmp_path / "o.ttl").write_text(HEAD + BEES)
    shapes = tmp_path / "s.ttl"
    right = (
        ":S a sh:NodeShape ; sh:targetClass :Hive ; sh:property [ sh:path ( :standsIn [ sh:inversePath :weight ] ) ] ."
    )
    wrong = right.replace(":Hive" if word == ":Hve" else ":standsIn", word)
    ontology = CheckSubject([tmp_path / "o.ttl"], prefixes=PREFIXES)
    prefix = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
    shapes.write_text(HEAD + prefix + right)
    assert check_shapes([shapes], ontology=ontology, prefixes=PREFIXES) == []
    shapes.write_text(HEAD + prefix + wrong)
    (finding,) = check_shapes([shapes], ontology=ontology, prefixes=PREFIXES)
    assert (finding.entity_name, finding.check) == (word, "ontology-undeclared")
    assert finding.places[0].file == str(shapes)


OLD = ":Old a owl:Class ; owl:deprecated true ; rdfs:label 'obsolete old' ; rdfs:subClassOf :A . :A a owl:Class .\n"
OBO = "<http://purl.obolibrary.org/obo/IAO_0100001>"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (":x a :Old .", "nothing says what replaces it"),
        (f":Old {OBO} :New . :x a :Old .", "use :New instead"),
        (":Old dcterms:isReplacedBy :New . :A rdfs:subClassOf :Old .", "use :New instead"),
        (f':Old {OBO} "E:0001" . :x a :Old .', 'use "E:0001" instead'),
        (":p a owl:ObjectProperty ; rdfs:domain :Old .", "deprecated"),
        (":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :Old ] .", "deprecated"),
        (":A owl:equivalentClass [ a owl:Class ; owl:unionOf ( :A :Old ) ] .", "deprecated"),
        (f":Old {OBO} :Mid . :Mid a owl:DeprecatedClass ; {OBO} :New . :x a :Old .", "use :New instead"),
        (f":Old {OBO} :Mid . :Mid a owl:DeprecatedClass ; {OBO} :Old . :x a :Old .", "deprecated, and in use"),
    ],
)
def test_a_deprecated_term_in_use_is_named_with_what_replaces_it(text: str, words: str) -> None:
    (finding,) = findings("ontology-deprecated", OLD + text)
    assert (finding.level, finding.entity_name) == ("warning", ":Old")
    assert words in finding.message
    assert finding.places[0].line == len(HEAD.splitlines()) + 2


def test_a_deprecated_property_is_in_use_in_annotations_too() -> None:
    text = ":note a owl:AnnotationProperty , owl:DeprecatedProperty . :x :note 'a' . :y :note 'b' ."
    assert [f.entity_name for f in findings("ontology-deprecated", text)] == [":note", ":note"]


@pytest.mark.parametrize(
    "text",
    [
        OLD,
        OLD + ":Old rdfs:seeAlso :A . :A rdfs:seeAlso :Old ; rdfs:isDefinedBy :Old .",
        OLD + f":New {OBO} :Old . :Older owl:deprecated true ; rdfs:subClassOf :Old .",
        ":x a :A . :A owl:deprecated false .",
    ],
)
def test_what_is_said_about_a_deprecated_term_is_no_use_of_it(text: str) -> None:
    assert list(deprecated_in_use(Axioms(graph(text)))) == []


@pytest.mark.parametrize(
    ("labels", "count"),
    [
        ((':A rdfs:label "tea"@en .', ':B rdfs:label "tea"@en .'), 1),
        ((':A rdfs:label "tea"@en .', ':B skos:prefLabel "tea"@EN .'), 1),
        ((':A rdfs:label "tea" .', ':B rdfs:label "tea" .'), 1),
        ((':A rdfs:label "tea"@en .', ':B rdfs:label "tea"@id .'), 0),
        ((':A rdfs:label "tea"@en .', ':B rdfs:label "teas"@en .'), 0),
        ((':A rdfs:label "tea"@en .', ':A skos:prefLabel "tea"@en .'), 0),
        ((':A rdfs:label "tea"@en .', ':p a owl:ObjectProperty ; rdfs:label "tea"@en .'), 0),
        ((':A rdfs:label "tea"@en .', ':B rdfs:label "tea"@en ; owl:deprecated true .'), 0),
        ((':A rdfs:label "tea"@en .', 'foaf:Agent a owl:Class ; rdfs:label "tea"@en .'), 0),
    ],
)
def test_two_terms_of_a_kind_do_not_share_a_label_in_a_language(labels: tuple[str, ...], count: int) -> None:
    head = "<http://e/> a owl:Ontology . :A a owl:Class . :B a owl:Class . "
    told = findings("ontology-duplicate-labels", head + " ".join(labels))
    assert len(told) == count
    assert [(f.entity_name, f.value_name) for f in told] == [(":B", ":A")] * count
