"""The rule tables of OWL 2 RL (Profiles, section 4.3), rule by rule: what follows, and what must not."""

from __future__ import annotations

import pytest

from kgtools.errors import ReasoningError, UnknownNameError
from kgtools.reasoning import close_quads
from kgtools.reasoning.rules.clashes import MESSAGES
from tests.reasoning.graphs import graph, said

# name of the rule, the graph, what follows by it, what does not
RULES = [
    ("eq-sym", ":a owl:sameAs :b .", ":b owl:sameAs :a", ":a owl:sameAs :a"),
    ("eq-trans", ":a owl:sameAs :b . :b owl:sameAs :c .", ":a owl:sameAs :c", ":c owl:sameAs :c"),
    ("eq-rep-s", ":a owl:sameAs :b ; :p :x .", ":b :p :x", ":x :p :a"),
    ("eq-rep-s", ":a owl:sameAs :b ; a :C .", ":b a :C", ""),
    ("eq-rep-o", ":a owl:sameAs :b . :x :p :a .", ":x :p :b", ""),
    ("prp-dom", ":p rdfs:domain :C . :a :p :b .", ":a a :C", ":b a :C"),
    ("prp-rng", ":p rdfs:range :C . :a :p :b .", ":b a :C", ":a a :C"),
    ("prp-fp", ":p a owl:FunctionalProperty . :a :p :b, :c .", ":b owl:sameAs :c", ":a owl:sameAs :b"),
    ("prp-ifp", ":p a owl:InverseFunctionalProperty . :a :p :c . :b :p :c .", ":a owl:sameAs :b", ""),
    ("prp-symp", ":p a owl:SymmetricProperty . :a :p :b .", ":b :p :a", ":a :p :a"),
    ("prp-trp", ":p a owl:TransitiveProperty . :a :p :b . :b :p :c . :c :p :d .", ":a :p :d", ":d :p :a"),
    ("prp-spo1", ":p rdfs:subPropertyOf :q . :a :p :b .", ":a :q :b", ":b :q :a"),
    ("prp-spo2", ":g owl:propertyChainAxiom ( :p :q ) . :a :p :b . :b :q :c .", ":a :g :c", ":a :g :b"),
    ("prp-spo2", ":g owl:propertyChainAxiom ( :p :q :r ) . :a :p :b . :b :q :c . :c :r :d .", ":a :g :d", ":a :g :c"),
    (
        "prp-spo2",
        ":g owl:propertyChainAxiom ( :p [ owl:inverseOf :q ] ) . :a :p :b . :c :q :b .",
        ":a :g :c",
        ":c :g :a",
    ),
    ("prp-eqp1", ":p owl:equivalentProperty :q . :a :p :b .", ":a :q :b", ""),
    ("prp-eqp2", ":p owl:equivalentProperty :q . :a :q :b .", ":a :p :b", ""),
    ("prp-inv1", ":p owl:inverseOf :q . :a :p :b .", ":b :q :a", ":a :q :b"),
    ("prp-inv2", ":p owl:inverseOf :q . :a :q :b .", ":b :p :a", ""),
    (
        "prp-key",
        ":C owl:hasKey ( :p :q ) . :a a :C ; :p :x ; :q 1 . :b a :C ; :p :x ; :q 1 .",
        ":a owl:sameAs :b",
        "",
    ),
    (
        "prp-key",
        ":C owl:hasKey ( :p :q ) . :a a :C ; :p :x ; :q 1 . :b a :C ; :p :x ; :q 2 . :c :p :x ; :q 1 . :d a :C .",
        "",
        ":a owl:sameAs :b",
    ),
    (
        "cls-int1",
        ":C owl:equivalentClass [ owl:intersectionOf ( :A :B ) ] . :a a :A, :B . :b a :A .",
        ":a a :C",
        ":b a :C",
    ),
    ("cls-int2", ":C owl:intersectionOf ( :A :B ) . :a a :C .", ":a a :B", ""),
    ("cls-uni", ":C owl:unionOf ( :A :B ) . :a a :B .", ":a a :C", ":a a :A"),
    (
        "cls-svf1",
        "[ owl:onProperty :p ; owl:someValuesFrom :B ] rdfs:subClassOf :C . :a :p :b . :b a :B . :c :p :a .",
        ":a a :C",
        ":c a :C",
    ),
    (
        "cls-svf2",
        "[ owl:onProperty :p ; owl:someValuesFrom owl:Thing ] rdfs:subClassOf :C . :a :p :b .",
        ":a a :C",
        ":b a :C",
    ),
    (
        "cls-avf",
        ":C rdfs:subClassOf [ owl:onProperty :p ; owl:allValuesFrom :D ] . :a a :C ; :p :b .",
        ":b a :D",
        ":a a :D",
    ),
    ("cls-hv1", ":C rdfs:subClassOf [ owl:onProperty :p ; owl:hasValue :v ] . :a a :C .", ":a :p :v", ""),
    (
        "cls-hv2",
        "[ owl:onProperty :p ; owl:hasValue :v ] rdfs:subClassOf :C . :a :p :v . :b :p :w .",
        ":a a :C",
        ":b a :C",
    ),
    (
        "cls-maxc2",
        ":C rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality 1 ] . :a a :C ; :p :b, :c . :x :p :y, :z .",
        ":b owl:sameAs :c",
        ":y owl:sameAs :z",
    ),
    (
        "cls-maxqc3",
        ":C rdfs:subClassOf [ owl:onProperty :p ; owl:maxQualifiedCardinality 1 ; owl:onClass :D ] ."
        ":a a :C ; :p :b, :c, :d . :b a :D . :c a :D .",
        ":b owl:sameAs :c",
        ":b owl:sameAs :d",
    ),
    (
        "cls-maxqc4",
        ":C rdfs:subClassOf [ owl:onProperty :p ; owl:maxQualifiedCardinality 1 ; owl:onClass owl:Thing ] ."
        ":a a :C ; :p :b, :c .",
        ":b owl:sameAs :c",
        "",
    ),
    ("cls-oo", ":C owl:oneOf ( :a :b ) .", ":a a :C", ":c a :C"),
    ("cax-sco", ":C rdfs:subClassOf :D . :D rdfs:subClassOf :E . :a a :C .", ":a a :E", ""),
    ("cax-eqc1", ":C owl:equivalentClass :D . :a a :C .", ":a a :D", ""),
    ("cax-eqc2", ":C owl:equivalentClass :D . :a a :D .", ":a a :C", ""),
    ("scm-sco", ":C rdfs:subClassOf :D . :D rdfs:subClassOf :E .", ":C rdfs:subClassOf :E", ":E rdfs:subClassOf :C"),
    ("scm-eqc1", ":C owl:equivalentClass :D .", ":D rdfs:subClassOf :C", ""),
    ("scm-eqc2", ":C rdfs:subClassOf :D . :D rdfs:subClassOf :C .", ":C owl:equivalentClass :D", ""),
    ("scm-spo", ":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r .", ":p rdfs:subPropertyOf :r", ""),
    ("scm-eqp1", ":p owl:equivalentProperty :q .", ":q rdfs:subPropertyOf :p", ""),
    ("scm-eqp2", ":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :p .", ":p owl:equivalentProperty :q", ""),
    ("scm-int", ":C owl:intersectionOf ( :A :B ) .", ":C rdfs:subClassOf :B", ":A rdfs:subClassOf :C"),
    ("scm-uni", ":C owl:unionOf ( :A :B ) .", ":A rdfs:subClassOf :C", ":C rdfs:subClassOf :A"),
    (
        "scm-hv",
        ":C owl:onProperty :p ; owl:hasValue :v . :D owl:onProperty :q ; owl:hasValue :v . :p rdfs:subPropertyOf :q .",
        ":C rdfs:subClassOf :D",
        ":D rdfs:subClassOf :C",
    ),
    (
        "scm-svf1",
        ":C owl:onProperty :p ; owl:someValuesFrom :X . :D owl:onProperty :p ; owl:someValuesFrom :Y ."
        ":X rdfs:subClassOf :Y . :a a :C .",
        ":a a :D",
        "",
    ),
    (
        "scm-svf2",
        ":C owl:onProperty :p ; owl:someValuesFrom :X . :D owl:onProperty :q ; owl:someValuesFrom :X ."
        ":p rdfs:subPropertyOf :q . :a a :C .",
        ":a a :D",
        "",
    ),
    (
        "scm-avf1",
        ":C owl:onProperty :p ; owl:allValuesFrom :X . :D owl:onProperty :p ; owl:allValuesFrom :Y ."
        ":X rdfs:subClassOf :Y . :a a :C .",
        ":a a :D",
        "",
    ),
    (
        "scm-avf2",
        ":C owl:onProperty :p ; owl:allValuesFrom :X . :D owl:onProperty :q ; owl:allValuesFrom :X ."
        ":p rdfs:subPropertyOf :q . :a a :D .",
        ":a a :C",
        "",
    ),
    ("x-self1", ":C rdfs:subClassOf [ owl:onProperty :p ; owl:hasSelf true ] . :a a :C .", ":a :p :a", ""),
    (
        "x-self2",
        "[ owl:onProperty :p ; owl:hasSelf true ] rdfs:subClassOf :C . :a :p :a . :b :p :a .",
        ":a a :C",
        ":b a :C",
    ),
    (
        "cls-svf1",
        ":C owl:equivalentClass [ owl:onProperty :p ; owl:someValuesFrom [ a rdfs:Datatype ;"
        " owl:onDatatype xsd:integer ; owl:withRestrictions ( [ xsd:minExclusive 60 ] ) ] ] . :a :p 61 . :b :p 60 .",
        ":a a :C",
        ":b a :C",
    ),
]

# name of the rule, the graph that clashes, the same graph made whole
CLASHES = [
    ("eq-diff1", ":a owl:sameAs :b ; owl:differentFrom :b .", ":a owl:sameAs :b ; owl:differentFrom :c ."),
    (
        "eq-diff2",
        "[] a owl:AllDifferent ; owl:members ( :a :b ) . :a owl:sameAs :b .",
        "[] a owl:AllDifferent ; owl:members ( :a :c ) . :a owl:sameAs :b .",
    ),
    (
        "eq-diff3",
        "[] a owl:AllDifferent ; owl:distinctMembers ( :a :b ) . :p a owl:FunctionalProperty . :x :p :a, :b .",
        "[] a owl:AllDifferent ; owl:distinctMembers ( :a :b ) . :p a owl:FunctionalProperty . :x :p :a .",
    ),
    ("prp-irp", ":p a owl:IrreflexiveProperty . :a :p :a .", ":p a owl:IrreflexiveProperty . :a :p :b ."),
    ("prp-asyp", ":p a owl:AsymmetricProperty . :a :p :b . :b :p :a .", ":p a owl:AsymmetricProperty . :a :p :b ."),
    ("prp-pdw", ":p owl:propertyDisjointWith :q . :a :p :b ; :q :b .", ":p owl:propertyDisjointWith :q . :a :p :b ."),
    (
        "prp-adp",
        "[] a owl:AllDisjointProperties ; owl:members ( :p :q :r ) . :a :q :b ; :r :b .",
        "[] a owl:AllDisjointProperties ; owl:members ( :p :q :r ) . :a :q :b ; :r :c .",
    ),
    (
        "prp-npa1",
        "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :a ; owl:assertionProperty :p ;"
        " owl:targetIndividual :b . :a :p :b .",
        "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :a ; owl:assertionProperty :p ;"
        " owl:targetIndividual :b . :a :p :c .",
    ),
    (
        "prp-npa2",
        "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :a ; owl:assertionProperty :p ; owl:targetValue 1 ."
        " :a :p 1 .",
        "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :a ; owl:assertionProperty :p ; owl:targetValue 1 ."
        " :a :p 2 .",
    ),
    ("prp-fp", ":p a owl:FunctionalProperty . :a :p 1, 2 .", ":p a owl:FunctionalProperty . :a :p 1, 01 ."),
    ("cls-nothing2", ":C rdfs:subClassOf owl:Nothing . :a a :C .", ":C rdfs:subClassOf owl:Nothing . :a a :D ."),
    ("cls-com", ":C owl:complementOf :D . :a a :C, :D .", ":C owl:complementOf :D . :a a :C . :b a :D ."),
    (
        "cls-maxc1",
        ":C rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality 0 ] . :a a :C ; :p :b .",
        ":C rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality 0 ] . :a a :D ; :p :b .",
    ),
    (
        "cls-maxqc1",
        ":C rdfs:subClassOf [ owl:onProperty :p ; owl:maxQualifiedCardinality 0 ; owl:onClass :D ] . :a a :C ; :p :b ."
        ":b a :D .",
        ":C rdfs:subClassOf [ owl:onProperty :p ; owl:maxQualifiedCardinality 0 ; owl:onClass :D ] . :a a :C ; :p :b .",
    ),
    (
        "cls-maxqc2",
        ":C rdfs:subClassOf [ owl:onProperty :p ; owl:maxQualifiedCardinality 0 ; owl:onClass owl:Thing ] ."
        ":a a :C ; :p :b .",
        ":C rdfs:subClassOf [ owl:onProperty :p ; owl:maxQualifiedCardinality 0 ; owl:onClass owl:Thing ] . :a a :C .",
    ),
    (
        "cls-maxc2",
        ":C rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality 1 ] . :a a :C ; :p 1, 2 .",
        ":C rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality 1 ] . :a a :C ; :p 1 .",
    ),
    (
        "cls-avf",
        ":C rdfs:subClassOf [ owl:onProperty :p ; owl:allValuesFrom xsd:integer ] . :a a :C ; :p 'x' .",
        ":C rdfs:subClassOf [ owl:onProperty :p ; owl:allValuesFrom xsd:integer ] . :a a :C ; :p 1 .",
    ),
    ("cax-dw", ":C owl:disjointWith :D . :a a :C, :D .", ":C owl:disjointWith :D . :a a :C ."),
    (
        "cax-adc",
        "[] a owl:AllDisjointClasses ; owl:members ( :A :B :C ) . :D rdfs:subClassOf :C . :a a :A, :D .",
        "[] a owl:AllDisjointClasses ; owl:members ( :A :B :C ) . :D rdfs:subClassOf :C . :a a :A . :b a :D .",
    ),
    ("x-ill-formed", ":p rdfs:range xsd:integer . :a :p 'x'^^xsd:integer .", ":p rdfs:range xsd:integer . :a :p 5 ."),
    ("dt-not-type", ":p rdfs:range xsd:byte . :a :p 300 .", ":p rdfs:range xsd:decimal . :a :p 300 ."),
    ("x-literal", ":p a owl:ObjectProperty . :a :p 'x' .", ":p a owl:ObjectProperty . :a :p :x ."),
    ("x-thing", ":p a owl:DatatypeProperty . :a :p :x .", ":p a owl:DatatypeProperty . :a :p 'x' ."),
]


@pytest.mark.parametrize(("rule", "text", "follows", "not_"), RULES, ids=[f"{r[0]}-{i}" for i, r in enumerate(RULES)])
def test_what_follows_by_a_rule_follows_and_no_more(rule: str, text: str, follows: str, not_: str) -> None:
    closure = close_quads(graph(text))
    inferred = said(closure.triples)
    if follows:
        assert follows in inferred
        used = {r.name for r in (*closure.data.rules, *closure.schema.rules)}
        assert rule in used
    assert not not_ or not_ not in inferred
    assert closure.consistent


@pytest.mark.parametrize(("rule", "bad", "good"), CLASHES, ids=[f"{r[0]}-{i}" for i, r in enumerate(CLASHES)])
def test_a_clash_is_found_and_its_cure_is_not_one(rule: str, bad: str, good: str) -> None:
    clashes = close_quads(graph(bad)).clashes
    assert rule in {clash.rule for clash in clashes}
    assert all(clash.triples and clash.message for clash in clashes)
    assert close_quads(graph(good)).clashes == ()


def test_more_than_forty_rules_of_the_tables_are_exercised() -> None:
    names = {r[0] for r in RULES} | {c[0] for c in CLASHES}
    assert len({n for n in names if not n.startswith("x-")}) >= 60


def test_every_clash_rule_has_a_message() -> None:
    assert {c[0] for c in CLASHES} <= set(MESSAGES)


def test_rdfs_infers_what_rdfs_says_and_nothing_of_owl() -> None:
    text = ":C rdfs:subClassOf :D . :p rdfs:subPropertyOf :q ; rdfs:domain :C ; a owl:SymmetricProperty . :a :p :b ."
    inferred = said(close_quads(graph(text), profile="rdfs").triples)
    assert {":a :q :b", ":a a :C", ":a a :D"} <= inferred
    assert ":b :p :a" not in inferred


def test_a_literal_is_never_a_subject_nor_a_member_of_a_class() -> None:
    text = ":p rdfs:range :C ; owl:inverseOf :q . :a :p 'x' . :f a owl:FunctionalProperty . :a :f 1, 2 ."
    assert not any(t.startswith(("x ", "1 ", "2 ")) for t in said(close_quads(graph(text)).triples))


def test_a_long_chain_of_a_transitive_property_takes_few_rounds() -> None:
    text = ":p a owl:TransitiveProperty . " + " ".join(f":n{i} :p :n{i + 1} ." for i in range(200))
    closure = close_quads(graph(text))
    assert len(closure.triples) == 201 * 200 // 2 - 200
    assert closure.data.rounds < 15


def test_things_that_would_all_be_the_same_are_refused_with_a_hint() -> None:
    text = ":p a owl:FunctionalProperty . " + " ".join(f":a :p :v{i} ." for i in range(400))
    with pytest.raises(ReasoningError, match="functional property or a key"):
        close_quads(graph(text))


def test_an_expression_that_contains_itself_harms_no_rule() -> None:
    closure = close_quads(graph("_:u a owl:Class ; owl:unionOf ( :A _:u ) . :B owl:equivalentClass _:u . :a a :A ."))
    assert ":a a :B" in said(closure.triples)


def test_another_profile_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownNameError, match="owl-rl"):
        close_quads([], profile="owl-el")


def test_an_empty_graph_has_an_empty_closure() -> None:
    closure = close_quads([])
    assert closure.triples == ()
    assert closure.consistent
