"""Rules over generated graphs: both engines infer the same where each rule has an order of its own."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgtools.shacl import infer, validate
from kgtools.table import load_bytes
from tests.examples import share
from tests.shacl import engines
from tests.shacl.advanced.pyshacl_rules import inferred_by_pyshacl

HEAD = """@prefix e: <http://e/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
#: functions whose values both engines compute alike; `pos` is false of what is no number
FUNCTIONS = """
e:prefixes sh:declare [ sh:prefix "e" ; sh:namespace "http://e/"^^xsd:anyURI ] .
e:join a sh:SPARQLFunction ; sh:parameter [ sh:path e:b ; sh:order 1 ], [ sh:path e:a ; sh:order 2 ] ;
    sh:select "SELECT (CONCAT(STR($b), STR($a)) AS ?r) WHERE {}" .
e:pos a sh:SPARQLFunction ; sh:parameter [ sh:path e:x ] ; sh:ask "ASK { FILTER(isNumeric($x) && $x > 2) }" .
e:Has a sh:NodeShape ; sh:property [ sh:path e:p ; sh:minCount 1 ] .
e:Few a sh:NodeShape ; sh:property [ sh:path e:q ; sh:maxCount 1 ] .
"""
NODES = [f"e:n{number}" for number in range(5)]
nodes = st.sampled_from(NODES)
data_triples = st.one_of(
    st.builds("{} e:{} {} .".format, nodes, st.sampled_from("pq"), nodes),
    st.builds("{} e:n {} .".format, nodes, st.sampled_from(["1", "2", "3", '"x"'])),
    st.builds("{} a e:{} .".format, nodes, st.sampled_from("CD")),
)
data_graphs = st.lists(data_triples, min_size=2, max_size=14).map(lambda lines: "\n".join(["e:n0 a e:C .", *lines]))
predicates = st.sampled_from(["e:p", "e:q", "e:n"])
paths = st.one_of(
    predicates,
    predicates.map("[ sh:inversePath {} ]".format),
    st.builds("( {} {} )".format, predicates, predicates),
    st.builds("[ sh:alternativePath ( {} {} ) ]".format, predicates, predicates),
    predicates.map("[ sh:zeroOrMorePath {} ]".format),
    predicates.map("[ sh:oneOrMorePath {} ]".format),
)
expressions = st.recursive(
    st.one_of(st.just("sh:this"), st.sampled_from(["e:k", "3", '"x"', "e:n1"]), paths.map("[ sh:path {} ]".format)),
    lambda inner: st.one_of(
        st.builds("[ sh:union ( {} {} ) ]".format, inner, inner),
        st.builds("[ sh:intersection ( {} {} ) ]".format, inner, inner),
        st.builds("[ e:join ( {} {} ) ]".format, inner, inner),
        inner.map("[ e:pos ( {} ) ]".format),
    ),
    max_leaves=4,
)
conditions = st.sampled_from(["", "", "sh:condition e:Has ; ", "sh:condition e:Few ; ", "sh:condition e:Has, e:Few ; "])
triple_rules = st.builds(
    "a sh:TripleRule ; {}sh:subject sh:this ; sh:predicate {} ; sh:object {}".format,
    conditions,
    st.sampled_from(["e:p", "e:r"]),
    expressions,
)
queries = st.sampled_from(
    [
        "CONSTRUCT { $this e:r ?x } WHERE { $this e:p/e:q ?x }",
        "CONSTRUCT { ?x e:q $this } WHERE { $this e:p ?x }",
        "CONSTRUCT { ?x a e:D } WHERE { ?x e:q ?y }",
        "CONSTRUCT { $this a e:D } WHERE { $this e:n ?n FILTER NOT EXISTS { $this e:q ?y } }",
        "CONSTRUCT { $this e:m ?v } WHERE { $this e:n ?a BIND(e:join(?a, 2) AS ?v) }",
        "CONSTRUCT { $this e:n ?c } WHERE { { SELECT $this (COUNT(?x) AS ?c) { $this e:p ?x } GROUP BY $this } }",
    ]
)
sparql_rules = st.builds('a sh:SPARQLRule ; {}sh:prefixes e:prefixes ; sh:construct "{}"'.format, conditions, queries)
rules = st.lists(st.lists(st.one_of(triple_rules, sparql_rules), min_size=1, max_size=3), min_size=1, max_size=2)


def shapes_of(groups: Iterable[list[str]], classes: str = "CD") -> str:
    """Shapes in order, each with its rules in order."""
    lines = [FUNCTIONS]
    for number, group in enumerate(groups):
        said = " ; ".join(f"sh:rule [ sh:order {place} ; {rule} ]" for place, rule in enumerate(group))
        target = f"sh:targetClass e:{classes[number % len(classes)]}"
        lines.append(f"e:S{number} a sh:NodeShape ; sh:order {number} ; {target} ; {said} .")
    return "\n".join(lines)


def triples(text: str) -> set[tuple[str, ...]]:
    """The triples of N-Triples, numbers by their values."""
    found = set()
    for triple in rdflib.Graph().parse(data=text, format="nt"):
        value = triple[2]
        is_number = isinstance(value, rdflib.Literal) and value.datatype in (rdflib.XSD.integer, rdflib.XSD.decimal)
        found.add((str(triple[0]), str(triple[1]), str(float(value)) if is_number else value.n3()))
    return found


def ours(data: str, shapes: str, **options: bool) -> str:
    made = infer(
        load_bytes((HEAD + data).encode(), format="turtle"),
        load_bytes((HEAD + shapes).encode(), format="turtle"),
        iterate_rules=options.get("iterate", False),
    )
    return made.write(format="nt").decode()


@settings(max_examples=share(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data_graphs, rules)
def test_both_engines_infer_the_same(data: str, groups: list[list[str]]) -> None:
    shapes = shapes_of(groups)
    try:
        theirs = triples(inferred_by_pyshacl(HEAD + data, HEAD + shapes, format="turtle"))
    except (KeyError, TypeError):
        # it ends so where a function has no value (section 5.4: "an error"), or an argument is a list of its own
        return
    literals = {triple for triple in theirs if triple[0].startswith('"')}
    assert triples(ours(data, shapes)) == theirs - literals


@settings(max_examples=share(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data_graphs, expressions)
def test_both_engines_judge_by_expressions_alike(data: str, expression: str) -> None:
    shapes = f"""{FUNCTIONS} e:S a sh:NodeShape ; sh:targetClass e:C ; sh:expression [ e:pos ( {expression} ) ] ;
        sh:property [ sh:path e:p ; sh:expression [ e:pos ( {expression} ) ] ] ."""
    try:
        theirs = engines.pyshacl(HEAD + data, HEAD + shapes)
    except (KeyError, TypeError):
        return
    ours = validate(*(load_bytes((HEAD + text).encode(), format="turtle") for text in (data, shapes)))
    assert ours.not_evaluated == ()
    assert engines.report_signatures(ours) == engines.report_signatures(theirs)


@settings(max_examples=share(25), deadline=None)
@given(data_graphs, rules)
def test_a_graph_with_all_that_follows_has_nothing_new(data: str, groups: list[list[str]]) -> None:
    shapes = shapes_of(groups)
    made = ours(data, shapes, iterate=True)
    assert ours(f"{data}\n{made}", shapes, iterate=True) == ""
    assert triples(ours(data, shapes)) <= triples(made) or "NOT EXISTS" in shapes or "maxCount" in shapes


@settings(max_examples=share(25), deadline=None)
@given(data_graphs, rules, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_of_data_and_rules_does_not_matter(data: str, groups: list[list[str]], random) -> None:
    lines = data.split("\n")
    random.shuffle(lines)
    assert ours("\n".join(lines), shapes_of(groups)) == ours(data, shapes_of(groups))


@pytest.mark.parametrize("iterate", [False, True], ids=["once", "until nothing is new"])
def test_a_chain_is_followed_as_far_as_the_passes_go(iterate: bool) -> None:
    data = "\n".join(f"e:n{number} e:next e:n{number + 1} ." for number in range(20)) + " e:n0 e:lit true ."
    shapes = """e:S a sh:NodeShape ; sh:targetObjectsOf e:next ; sh:rule [ a sh:TripleRule ; sh:subject sh:this ;
        sh:predicate e:lit ; sh:object [ sh:path ( [ sh:inversePath e:next ] e:lit ) ] ] ."""
    assert ours(data, shapes, iterate=iterate).count("\n") == (20 if iterate else 1)
