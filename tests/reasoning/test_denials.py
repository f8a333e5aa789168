"""Every kind of axiom and assertion of OWL 2 can be asked about: what follows does, and what does not, does not."""

from __future__ import annotations

import pytest

from kgtools.model.prefixes import PrefixTable
from kgtools.ontology.axioms import Axioms
from kgtools.ontology.prepare import prepare
from kgtools.reasoning import explain
from kgtools.reasoning.why.conclusion import Conclusion, parse_axiom
from kgtools.reasoning.why.denials import denials
from kgtools.reasoning.why.justify import DLBox
from tests.reasoning.graphs import PREFIXES, graph, in_one_java, needs_java

#: a glaze shop: object properties in a row, data properties, classes that are defined by others
SHOP = """
:Glaze a owl:Class . :Matt a owl:Class . :Shiny a owl:Class ; owl:disjointWith :Matt . :Old a owl:Class .
:Matt rdfs:subClassOf :Glaze . :Shiny rdfs:subClassOf :Glaze .
:Dull a owl:Class ; owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( :Matt :Glaze ) ] .
:Rest a owl:Class ; owl:equivalentClass [ a owl:Class ; owl:complementOf :Glaze ] .
:Both a owl:Class ; owl:equivalentClass [ a owl:Class ; owl:unionOf ( :Matt :Shiny ) ] .
:on a owl:ObjectProperty ; rdfs:subPropertyOf :near ; rdfs:range :Pot ; owl:inverseOf :under .
:near a owl:ObjectProperty , owl:SymmetricProperty . :under a owl:ObjectProperty . :far a owl:ObjectProperty .
:Pot a owl:Class . :by a owl:ObjectProperty ; owl:equivalentProperty :from . :from a owl:ObjectProperty .
:leads a owl:ObjectProperty ; owl:propertyChainAxiom ( :by :near ) .
:self a owl:ObjectProperty , owl:ReflexiveProperty . :before a owl:ObjectProperty , owl:TransitiveProperty .
:after a owl:ObjectProperty ; owl:inverseOf :before .
:apart a owl:ObjectProperty ; owl:propertyDisjointWith :near . :beside a owl:ObjectProperty ; rdfs:subPropertyOf :near .
:one a owl:ObjectProperty , owl:FunctionalProperty . :uno a owl:ObjectProperty ; rdfs:subPropertyOf :one .
:heat a owl:DatatypeProperty ; rdfs:range xsd:integer . :top a owl:DatatypeProperty ; rdfs:subPropertyOf :heat ;
  rdfs:domain :Glaze . :code a owl:DatatypeProperty , owl:FunctionalProperty . :name a owl:DatatypeProperty .
:id a owl:DatatypeProperty ; rdfs:subPropertyOf :code . :text a owl:DatatypeProperty ; rdfs:range xsd:string .
:Small a rdfs:Datatype ; owl:equivalentClass
  [ a rdfs:Datatype ; owl:onDatatype xsd:integer ; owl:withRestrictions ( [ xsd:maxInclusive 9 ] ) ] .
:Tiny a rdfs:Datatype ; owl:equivalentClass
  [ a rdfs:Datatype ; owl:onDatatype xsd:integer ; owl:withRestrictions ( [ xsd:maxExclusive 10 ] ) ] .
:Hot a owl:Class ; owl:equivalentClass [ a owl:Restriction ; owl:onProperty :heat ; owl:hasValue 900 ] .
:kiln a :Pot . :ash a :Matt . :tin a :Shiny . :lead a :Hot . :ash :one :kiln . :red :on :kiln .
:Owned a owl:Class ; owl:hasKey ( :one ) . :dial a owl:DatatypeProperty ; rdfs:range :Small .
:Stamped a owl:Class ; rdfs:subClassOf :Coded . :Coded a owl:Class ; owl:hasKey ( :code :name ) , ( :code ) .
"""

FOLLOWS = {
    "subclass": ":Dull rdfs:subClassOf :Matt",
    "subclass-of-an-expression": ":Shiny rdfs:subClassOf [ a owl:Class ; owl:complementOf :Matt ]",
    "an-expression-below": "[ a owl:Restriction ; owl:onProperty :on ; owl:someValuesFrom :Old ] rdfs:subClassOf"
    " [ a owl:Restriction ; owl:onProperty :near ; owl:someValuesFrom :Pot ]",
    "equivalent": ":Dull owl:equivalentClass :Matt",
    "disjoint": ":Rest owl:disjointWith :Matt",
    "complement": ":Glaze owl:complementOf :Rest",
    "union": ":Glaze owl:unionOf ( :Glaze :Dull )",
    "disjoint-union": ":Both owl:disjointUnionOf ( :Dull :Shiny )",
    "all-disjoint": "[] a owl:AllDisjointClasses ; owl:members ( :Rest :Dull :Shiny )",
    "subproperty": ":under rdfs:subPropertyOf :near",
    "subproperty-of-data": ":top rdfs:subPropertyOf :heat",
    "equivalent-properties": ":from owl:equivalentProperty :by",
    "inverse": ":under owl:inverseOf :on",
    "disjoint-properties": ":beside owl:propertyDisjointWith :apart",
    "disjoint-data-properties": ":heat owl:propertyDisjointWith :text",
    "chain": ":leads owl:propertyChainAxiom ( :from :under )",
    "domain": ":under rdfs:domain :Pot",
    "domain-of-data": ":top rdfs:domain :Glaze",
    "range": ":on rdfs:range :Pot",
    "range-of-data": ":top rdfs:range xsd:integer",
    "functional": ":uno a owl:FunctionalProperty",
    "functional-data": ":id a owl:FunctionalProperty",
    "inverse-functional": ":nothing a owl:InverseFunctionalProperty",
    "transitive": ":after a owl:TransitiveProperty",
    "symmetric": ":near a owl:SymmetricProperty",
    "asymmetric": ":nothing a owl:AsymmetricProperty",
    "reflexive": ":self a owl:ReflexiveProperty",
    "irreflexive": ":nothing a owl:IrreflexiveProperty",
    "type": ":ash a :Dull",
    "type-of-everything": ":red a owl:Thing",
    "assertion": ":kiln :near :red",
    "assertion-of-data": ":lead :heat 900",
    "assertion-of-a-value": ":lead :heat 900.0",
    "negative": "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :kiln ; owl:assertionProperty :apart ;"
    " owl:targetIndividual :red",
    "different": ":ash owl:differentFrom :tin",
    "all-different": "[] a owl:AllDifferent ; owl:distinctMembers ( :tin :ash )",
    "same": ":kiln owl:sameAs :oven",
    "key": ":Owned owl:hasKey ( :one :on )",
    "datatype": ":Tiny owl:equivalentClass :Small",
}
#: what makes two of these follow
MORE = """
:ash :one :oven . :nothing a owl:ObjectProperty . :Empty a owl:Class ; rdfs:subClassOf owl:Nothing .
:nothing rdfs:domain :Empty .
"""

DOES_NOT_FOLLOW = {
    "subclass": ":Glaze rdfs:subClassOf :Matt",
    "equivalent": ":Matt owl:equivalentClass :Glaze",
    "disjoint": ":Old owl:disjointWith :Matt",
    "complement": ":Glaze owl:complementOf :Old",
    "union": ":Matt owl:unionOf ( :Matt :Shiny )",
    "disjoint-union": ":Glaze owl:disjointUnionOf ( :Dull :Matt )",
    "all-disjoint": "[] a owl:AllDisjointClasses ; owl:members ( :Rest :Dull :Old )",
    "subproperty": ":near rdfs:subPropertyOf :on",
    "subproperty-of-data": ":heat rdfs:subPropertyOf :top",
    "equivalent-properties": ":on owl:equivalentProperty :near",
    "inverse": ":on owl:inverseOf :near",
    "disjoint-properties": ":far owl:propertyDisjointWith :near",
    "disjoint-data-properties": ":name owl:propertyDisjointWith :text",
    "chain": ":leads owl:propertyChainAxiom ( :near :by )",
    "domain": ":on rdfs:domain :Pot",
    "domain-of-data": ":heat rdfs:domain :Glaze",
    "range": ":near rdfs:range :Pot",
    "range-of-data": ":name rdfs:range xsd:string",
    "functional": ":on a owl:FunctionalProperty",
    "functional-data": ":heat a owl:FunctionalProperty",
    "inverse-functional": ":one a owl:InverseFunctionalProperty",
    "transitive": ":near a owl:TransitiveProperty",
    "symmetric": ":on a owl:SymmetricProperty",
    "asymmetric": ":on a owl:AsymmetricProperty",
    "reflexive": ":near a owl:ReflexiveProperty",
    "irreflexive": ":far a owl:IrreflexiveProperty",
    "type": ":red a :Matt",
    "assertion": ":kiln :on :red",
    "assertion-of-data": ":lead :heat 901",
    "negative": "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :kiln ; owl:assertionProperty :far ;"
    " owl:targetIndividual :red",
    "different": ":ash owl:differentFrom :kiln",
    "same": ":kiln owl:sameAs :ash",
    "key": ":Owned owl:hasKey ( :on )",
    "key-of-data": ":Owned owl:hasKey ( :name )",
    "key-of-numbers": ":Owned owl:hasKey ( :on :heat )",
    "datatype": ":Tiny owl:equivalentClass xsd:integer",
}

NOT_PUT = {
    "declaration": (":Matt a owl:DatatypeProperty", "a declaration says nothing about things"),
    "annotation": (":ash rdfs:label 'ash'", "annotations mean nothing to a reasoner"),
    "datatype": (":ash :heat '2020'^^xsd:gYear", "do not support the datatype xsd:gYear"),
}


def asked(text: str) -> Conclusion:
    return Conclusion.of(parse_axiom(text, PrefixTable(PREFIXES)))


@needs_java
@in_one_java
@pytest.mark.parametrize("text", FOLLOWS.values(), ids=FOLLOWS)
def test_what_follows_is_found_by_refuting_its_denial(text: str) -> None:
    prepared = prepare(graph(SHOP + MORE))
    box = DLBox(prepared, asked(text), timeout=60, memory=500 << 20)
    assert box.reason == ""
    assert box.first([prepared.statements]) == 0


@needs_java
@in_one_java
def test_what_does_not_follow_is_not_found() -> None:
    from kgtools.reasoning.dl.hermit import first_inconsistent

    prepared = prepare(graph(SHOP))
    names, sets = [], []
    for name, text in DOES_NOT_FOLLOW.items():
        ways = denials(asked(text), prepared.everything).ways
        assert ways, name
        names.append(name)
        # of a conclusion that says several things the last is false here
        sets.append([*prepared.triples, *ways[-1]])
    hit = first_inconsistent(sets, timeout=120, memory=500 << 20)
    assert hit is None, names[hit]


@pytest.mark.parametrize(("text", "reason"), NOT_PUT.values(), ids=NOT_PUT)
def test_what_cannot_be_put_to_a_reasoner_is_not_decided(text: str, reason: str) -> None:
    found = explain(graph(SHOP), parse_axiom(text, PREFIXES), prefixes=PREFIXES)
    assert found.verdict == "not decided"
    assert reason in found.undecided


KEYS = [
    (":Coded owl:hasKey ( :code )", "asserted", 1),
    (":Coded owl:hasKey ( :name :code )", "asserted", 1),
    (":Coded owl:hasKey ( :heat :code )", "rules", 1),
    (":Stamped owl:hasKey ( :code )", "rules", 2),
    (":Stamped owl:hasKey ( :on :id )", "rules", 3),
]


@pytest.mark.parametrize(("text", "by", "statements"), KEYS, ids=[key for key, *_ in KEYS])
def test_keys_follow_for_subclasses_from_subproperties_and_with_further_properties(
    text: str, by: str, statements: int
) -> None:
    found = explain(graph(SHOP), parse_axiom(text, PREFIXES), prefixes=PREFIXES, reasoner=False)
    assert (found.verdict, found.by) == ("follows", by)
    assert [len(justification) for justification in found.justifications] == [statements]


@needs_java
@in_one_java
def test_a_key_of_data_properties_does_not_follow_where_an_example_denies_it() -> None:
    verdicts = [
        explain(graph(SHOP), parse_axiom(f":Owned owl:hasKey ( {name} )", PREFIXES), prefixes=PREFIXES)
        for name in (":heat", ":dial")
    ]
    # of the datatype that is the range of the second no value is known
    assert [found.verdict for found in verdicts] == ["does not follow", "not decided"]
    assert "a key with a data property cannot be denied for every value" in verdicts[1].undecided


def test_a_conclusion_that_says_several_things_is_denied_in_several_ways() -> None:
    counts = {
        text: len(denials(asked(text), Axioms(graph(SHOP))).ways)
        for text in (
            ":A owl:equivalentClass :B",
            "[] a owl:AllDifferent ; owl:distinctMembers ( :a :b :c )",
            ":A owl:disjointUnionOf ( :B :C )",
            ":p a owl:TransitiveProperty",
        )
    }
    assert list(counts.values()) == [2, 3, 3, 1]


@needs_java
@in_one_java
def test_a_definition_that_two_sets_of_statements_give_together_rests_on_both() -> None:
    text = ":A rdfs:subClassOf [ a owl:Class ; owl:complementOf [ a owl:Class ; owl:complementOf :B ] ] ."
    text += ":B rdfs:subClassOf [ a owl:Class ; owl:unionOf ( :A owl:Nothing ) ] . :C rdfs:subClassOf :A ."
    found = explain(graph(text), parse_axiom(":A owl:equivalentClass :B", PREFIXES), prefixes=PREFIXES)
    assert found.by == "reasoner"
    (statements,) = found.justifications
    assert len(statements) == 2


@needs_java
@in_one_java
def test_what_holds_in_every_ontology_rests_on_nothing() -> None:
    found = explain(graph(":a :p :b ."), parse_axiom(":a a owl:Thing", PREFIXES), prefixes=PREFIXES)
    assert (found.verdict, found.justifications) == ("follows", ((),))
    assert "It holds whatever is stated." in found.text()


@needs_java
@in_one_java
def test_what_follows_from_a_contradiction_alone_is_told_to_do_so() -> None:
    text = ":A a owl:Class ; rdfs:subClassOf [ a owl:Class ; owl:complementOf :B ] . :x a :A , :B . :y a :C ."
    found = explain(graph(text), parse_axiom(":y a :A", PREFIXES), prefixes=PREFIXES)
    assert (found.verdict, found.note) == (
        "follows",
        "These statements contradict each other, so that anything follows from them.",
    )
