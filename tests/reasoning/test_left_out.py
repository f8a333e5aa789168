"""What a reasoner cannot take is left out, one remark a kind, with its place; the rest is reasoned over."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.errors import ReasoningError
from kgtools.graph import KnowledgeGraph
from kgtools.ontology.prepare import prepare
from kgtools.reasoning import infer
from tests.reasoning.graphs import HEAD, graph, in_one_java, needs_java, said

LINES = len(HEAD.splitlines())
KILN = """:built a owl:DatatypeProperty . :lit a owl:DatatypeProperty . :Kiln a owl:Class ; rdfs:subClassOf :Oven .
:Kiln rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :built ; owl:allValuesFrom xsd:gYear ] .
:east a :Kiln ; :built "1931"^^xsd:gYear .
:west a :Kiln ; :built "1956"^^xsd:gYear ;
    :lit "1956-04-01"^^xsd:date .
"""


@pytest.fixture
def kiln(tmp_path: Path) -> Path:
    path = tmp_path / "kiln.ttl"
    path.write_text(HEAD + KILN)
    return path


@needs_java
@in_one_java
def test_the_rest_is_reasoned_over_and_each_kind_is_told_once(kiln: Path) -> None:
    outcome = KnowledgeGraph.from_files(kiln).reason("owl-dl")
    assert said(outcome.triples) == {":east a :Oven", ":west a :Oven"}
    assert outcome.remarks == (
        "1 statement was left out, as HermiT and Pellet do not support the datatype xsd:date: "
        f":west – :lit – 1956-04-01 ({kiln}:{LINES + 5}:10)",
        "3 statements were left out, as HermiT and Pellet do not support the datatype xsd:gYear: "
        f"every :Kiln is something with: :built only gYear ({kiln}:{LINES + 2}:87), and 2 more",
    )


def test_strictly_each_of_them_is_refused_at_its_place(kiln: Path) -> None:
    with pytest.raises(ReasoningError) as caught:
        KnowledgeGraph.from_files(kiln).reason("owl-dl", strict=True)
    told = [str(error) for error in (caught.value, *caught.value.others)]
    assert [line.split(":")[1] for line in told] == [str(LINES + n) for n in (5, 2, 3, 4)]
    assert caught.value.exit_code == 3


@needs_java
@in_one_java
def test_what_does_not_follow_from_the_rest_is_not_decided(kiln: Path) -> None:
    graph_ = KnowledgeGraph.from_files(kiln)
    assert graph_.explain(":east", "a", ":Oven").verdict == "follows"
    found = graph_.explain(":Oven", "rdfs:subClassOf", ":Kiln")
    assert found.verdict == "not decided"
    assert len(found.remarks) == 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :d ; owl:allValuesFrom [ a rdfs:Datatype ;"
            " owl:onDatatype xsd:integer ; owl:withRestrictions ( [ xsd:pattern '1.*' ] ) ] ] .",
            "xsd:integer has no facet pattern",
        ),
        (":d rdfs:range [ a rdfs:Datatype ; owl:unionOf ( xsd:time xsd:integer ) ] .", "the datatype xsd:time"),
        (":A rdfs:subClassOf [ a owl:Restriction ; owl:someValuesFrom :B ] .", "no owl:onProperty"),
        (":p rdfs:range xsd:string .", "an object property has a datatype as its range"),
        (":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:cardinality 1.5 ] .", "xsd:nonNegativeInt"),
        (":q a owl:ObjectProperty . :p owl:propertyChainAxiom ( :q :p :q ) .", "leads back to its own property"),
        (":p a owl:TransitiveProperty , owl:AsymmetricProperty .", "may not have this characteristic"),
        (":i :p <<( :a :p :b )>> .", "do not support triple terms"),
        (":A rdfs:subClassOf [ a owl:Class ; owl:unionOf [ rdf:first :B ] ] .", "has a node with no value of rdf:rest"),
        (":i a [ a owl:Class ] .", "an expression in it is empty"),
    ],
    ids=[
        "facet",
        "datatype",
        "restriction",
        "range",
        "cardinality",
        "chain",
        "characteristic",
        "term",
        "list",
        "empty",
    ],
)
def test_a_statement_at_which_the_reasoner_would_stop_is_set_aside(text: str, reason: str) -> None:
    stated = ":p a owl:ObjectProperty . :d a owl:DatatypeProperty . :i a :A ; :d 5 . :A rdfs:subClassOf :Z ."
    prepared = prepare(graph(stated + text))
    assert [reason in kind.reason for kind in prepared.aside] == [True]
    assert {":i a :A", ":A rdfs:subClassOf :Z"} <= said(prepared.triples)


@pytest.mark.parametrize("number", ['"0"^^xsd:nonNegativeInteger', '"0"^^xsd:integer'])
def test_at_most_none_may_stand_on_any_property(number: str) -> None:
    text = ":p a owl:ObjectProperty , owl:TransitiveProperty ."
    text += f":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality {number} ] ."
    assert prepare(graph(text)).aside == ()


STOPS = {
    "inverse-chain": ":q a owl:ObjectProperty ; owl:inverseOf :p . :p owl:propertyChainAxiom ( :q :p ) .",
    "pattern": ":e a owl:DatatypeProperty . :A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :e ;"
    " owl:allValuesFrom [ a rdfs:Datatype ; owl:onDatatype xsd:string ;"
    " owl:withRestrictions ( [ xsd:pattern '(' ] ) ] ] .",
    "one-member": "[] a owl:AllDisjointClasses ; owl:members ( :A ) .",
    "nameless-member": ":A owl:equivalentClass [ a owl:Class ; owl:oneOf ( _:somebody ) ] .",
}


@needs_java
@in_one_java
@pytest.mark.parametrize("text", STOPS.values(), ids=STOPS)
def test_a_statement_of_which_only_the_reasoner_knows_that_it_stops_at_it_is_found(text: str) -> None:
    stated = (
        ":p a owl:ObjectProperty . :d a owl:DatatypeProperty . :i a :A ; :d 5 . :A a owl:Class ; rdfs:subClassOf :Z ."
    )
    more = " ".join(f":C{n} a owl:Class ; rdfs:subClassOf :C{n + 1} ." for n in range(20))
    outcome = infer(graph(stated + text + more), profile="owl-dl")
    assert ":i a :Z" in said(outcome.triples)
    (remark,) = outcome.remarks
    assert remark.startswith("1 statement was left out, as HermiT stops at it (")
    assert "@" not in remark
    assert "kgtools-" not in remark


@needs_java
@in_one_java
def test_a_part_that_contradicts_itself_is_told_though_the_reasoner_stops_at_another() -> None:
    text = ":A a owl:Class ; owl:disjointWith :B . :i a :A . :i a :B . :B a owl:Class ." + STOPS["one-member"]
    assert not infer(graph(text), profile="owl-dl").consistent


@needs_java
@in_one_java
def test_things_that_a_rule_makes_one_are_one() -> None:
    same = RULE[: RULE.index(":firing")] + ":firing a swrl:Imp ; swrl:body ( [ a swrl:IndividualPropertyAtom ;"
    same += " swrl:propertyPredicate :fires ; swrl:argument1 :x ; swrl:argument2 :y ] ) ;"
    same += " swrl:head ( [ a swrl:SameIndividualAtom ; swrl:argument1 :x ; swrl:argument2 :y ] ) . :a :fires :b ."
    assert ":a owl:sameAs :b" in said(infer(graph(SWRL + same), profile="owl-dl").triples)


RULE = """
:x a swrl:Variable . :y a swrl:Variable . :fires a owl:ObjectProperty . :owns a owl:ObjectProperty .
:firing a swrl:Imp ; rdfs:label "who fires it owns it" ;
  swrl:body ( [ a swrl:IndividualPropertyAtom ; swrl:propertyPredicate :fires ;
      swrl:argument1 :x ; swrl:argument2 :y ] {} ) ;
  swrl:head ( [ a swrl:IndividualPropertyAtom ; swrl:propertyPredicate :owns ;
      swrl:argument1 :x ; swrl:argument2 :y ] ) .
:mei :fires :east .
"""
SWRL = "@prefix swrl: <http://www.w3.org/2003/11/swrl#> . @prefix swrlb: <http://www.w3.org/2003/11/swrlb#> ."
BUILT_IN = "[ a swrl:BuiltinAtom ; swrl:builtin swrlb:notEqual ; swrl:arguments ( :x :y ) ]"


@needs_java
@in_one_java
def test_a_rule_is_applied_to_things_with_names() -> None:
    outcome = infer(graph(SWRL + RULE.format("")), profile="owl-dl")
    assert said(outcome.triples) == {":mei :owns :east"}
    assert (outcome.remarks, outcome.undeclared) == ((), ())


@needs_java
@in_one_java
def test_what_a_rule_gives_is_explained_by_the_rule(tmp_path: Path) -> None:
    path = tmp_path / "rule.ttl"
    path.write_text(HEAD + SWRL + RULE.format(""))
    found = KnowledgeGraph.from_files(path).explain(":mei", ":owns", ":east")
    assert found.by == "reasoner"
    (statements,) = found.justifications
    assert {s.axiom.main.subject.value for s in statements} == {"http://e/firing", "http://e/mei"}


@needs_java
@in_one_java
def test_a_rule_with_a_built_in_is_named_and_the_others_are_applied() -> None:
    other = RULE.replace(":firing", ":second").replace(":owns", ":keeps") + ":keeps a owl:ObjectProperty ."
    outcome = infer(graph(SWRL + RULE.format("") + other.format(BUILT_IN)), profile="owl-dl")
    assert said(outcome.triples) == {":mei :owns :east"}
    assert outcome.remarks == ("1 SWRL rule was not applied, as HermiT and Pellet do not support built-ins",)


@pytest.mark.parametrize("profile", ["rdfs", "owl-rl"])
def test_rules_that_a_profile_does_not_apply_are_named_once_with_the_first_place(profile: str, tmp_path: Path) -> None:
    path = tmp_path / "rules.ttl"
    path.write_text(HEAD + SWRL + "\n" + RULE.format("") + "[] a swrl:Imp ; swrl:body () ; swrl:head () .\n")
    outcome = KnowledgeGraph.from_files(path).reason(profile)
    assert outcome.remarks == (
        f"2 SWRL rules were not applied ({path}:{LINES + 4}:1); the profile owl-dl applies such rules",
    )
    assert infer(graph(SWRL + RULE.format("")), profile=profile).remarks == (
        "1 SWRL rule was not applied; the profile owl-dl applies such rules",
    )


BAGS = """:Bisque a owl:Class . :Raw a owl:Class ; owl:disjointWith :Bisque .
:shelf :holds [ a :Bisque ] , [ a :Raw ] .
:rack :holds [ a :Bisque ] .
:cart :holds
    [ a :Raw ,
        :Bisque ] .
"""


@pytest.mark.parametrize("extra", [(), ("other.ttl",)], ids=["one-file", "several-files"])
def test_a_blank_node_of_a_contradiction_is_placed_where_it_stands(extra: tuple[str, ...], tmp_path: Path) -> None:
    paths = [tmp_path / "bags.ttl", *(tmp_path / name for name in extra)]
    for path in paths[1:]:
        path.write_text(HEAD + "[] a :Bisque . [] a :Raw .\n")
    paths[0].write_text(HEAD + BAGS)
    bags = KnowledgeGraph.from_files(paths)
    (told,) = bags.reason().contradictions
    wanted = {f"{paths[0]}:{LINES + n}:{c}" for n, c in ((1, 59), (5, 9), (6, 9))}
    assert {line.rsplit("(", 1)[1].rstrip(")") for line in told.splitlines()[1:]} == wanted
    (reason,) = bags.explain_inconsistency(reasoner=False)
    assert {str(place) for s in reason.justifications[0] for place in s.places} == wanted


@pytest.mark.parametrize(
    ("classes", "reason"),
    [
        pytest.param(
            ":A owl:intersectionOf [ rdf:first :B ] .",
            "the list of owl:intersectionOf has a node with no value of rdf:rest",
            id="without-an-end",
        ),
        pytest.param(
            ":A owl:intersectionOf _:l . _:l rdf:first :B ; rdf:rest _:l .",
            "the list of owl:intersectionOf is circular",
            id="circular",
        ),
        pytest.param(":A owl:unionOf :B .", "the value of owl:unionOf is not a list", id="no-list"),
    ],
)
def test_the_rules_infer_nothing_from_a_broken_list_and_say_so(classes: str, reason: str, tmp_path: Path) -> None:
    outcome = infer(graph(f"{classes} :C rdfs:subClassOf :D . :i a :B , :C ."))
    assert said(outcome.triples) == {":i a :D"}
    assert [reason in remark for remark in outcome.remarks] == [True]
    file = tmp_path / "classes.ttl"
    file.write_text(f"{HEAD}\n{classes} :i a :B .")
    of_files = KnowledgeGraph.from_files(file).reason()
    assert list(of_files.triples) == []
    assert [f"{reason}: :A" in remark and f"({file}:" in remark for remark in of_files.remarks] == [True]
    with pytest.raises(ReasoningError, match=reason):
        KnowledgeGraph.from_files(file).reason(strict=True)
