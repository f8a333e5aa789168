"""The algebra of queries: the examples of the recommendation, and each step of section 18.2."""

from __future__ import annotations

import pytest

from kgtools.errors import RefusedQueryError
from kgtools.sparql.parse import parse_query
from kgtools.sparql.translate import translate
from tests.sparql.plans import PREFIXES, pattern, plan

#: SPARQL 1.1, section 18.2.3; joins with nothing are left out, as 18.2.2.8 allows
EXAMPLES = {
    "a basic graph pattern": ("{ ?s ?p ?o }", "(bgp (triple ?s ?p ?o))"),
    "two triples": ("{ ?s :p1 ?v1 ; :p2 ?v2 }", "(bgp (triple ?s :p1 ?v1) (triple ?s :p2 ?v2))"),
    "UNION": (
        "{ { ?s :p1 ?v1 } UNION { ?s :p2 ?v2 } }",
        "(union (bgp (triple ?s :p1 ?v1)) (bgp (triple ?s :p2 ?v2)))",
    ),
    "UNION of UNION": (
        "{ { ?s :p1 ?v1 } UNION { ?s :p2 ?v2 } UNION { ?s :p3 ?v3 } }",
        "(union (bgp (triple ?s :p1 ?v1)) (bgp (triple ?s :p2 ?v2)) (bgp (triple ?s :p3 ?v3)))",
    ),
    "OPTIONAL": (
        "{ ?s :p1 ?v1 OPTIONAL { ?s :p2 ?v2 } }",
        "(leftjoin (bgp (triple ?s :p1 ?v1)) (bgp (triple ?s :p2 ?v2)))",
    ),
    "two OPTIONAL": (
        "{ ?s :p1 ?v1 OPTIONAL { ?s :p2 ?v2 } OPTIONAL { ?s :p3 ?v3 } }",
        "(leftjoin (leftjoin (bgp (triple ?s :p1 ?v1)) (bgp (triple ?s :p2 ?v2))) (bgp (triple ?s :p3 ?v3)))",
    ),
    "OPTIONAL with FILTER": (
        "{ ?s :p1 ?v1 OPTIONAL { ?s :p2 ?v2 FILTER(?v1 < 3) } }",
        "(leftjoin (bgp (triple ?s :p1 ?v1)) (bgp (triple ?s :p2 ?v2)) (< ?v1 3))",
    ),
    "UNION and OPTIONAL": (
        "{ { ?s :p1 ?v1 } UNION { ?s :p2 ?v2 } OPTIONAL { ?s :p3 ?v3 } }",
        "(leftjoin (union (bgp (triple ?s :p1 ?v1)) (bgp (triple ?s :p2 ?v2))) (bgp (triple ?s :p3 ?v3)))",
    ),
    "FILTER and OPTIONAL": (
        "{ ?s :p1 ?v1 FILTER(?v1 < 3) OPTIONAL { ?s :p2 ?v2 } }",
        "(filter (< ?v1 3) (leftjoin (bgp (triple ?s :p1 ?v1)) (bgp (triple ?s :p2 ?v2))))",
    ),
    "BIND ends a basic graph pattern": (
        "{ ?s :p ?v . BIND (2*?v AS ?v2) ?s :p1 ?v2 }",
        "(join (extend (?v2 (* 2 ?v)) (bgp (triple ?s :p ?v))) (bgp (triple ?s :p1 ?v2)))",
    ),
    "an empty group and BIND": (
        "{ ?s :p ?v . {} BIND (2*?v AS ?v2) }",
        "(extend (?v2 (* 2 ?v)) (bgp (triple ?s :p ?v)))",
    ),
    "MINUS": (
        "{ ?s :p ?v . MINUS { ?s :p1 ?v2 } }",
        "(minus (bgp (triple ?s :p ?v)) (bgp (triple ?s :p1 ?v2)))",
    ),
    "a sub-select": (
        "{ ?s :p ?o . { SELECT DISTINCT ?o { ?o ?p ?z } } }",
        "(join (bgp (triple ?s :p ?o)) (distinct (project (?o) (bgp (triple ?o ?p ?z)))))",
    ),
}

GROUPS = {
    "filters stand around the group, and triples on both sides of one are one pattern (18.2.2.2)": (
        "{ ?s :p ?o FILTER(?o) ?o :q ?t FILTER EXISTS { ?t ?u ?v FILTER(?s) } }",
        "(filter (&& ?o (exists (filter ?s (bgp (triple ?t ?u ?v))))) (bgp (triple ?s :p ?o) (triple ?o :q ?t)))",
    ),
    "a filter in a group of its own is no condition of OPTIONAL": (
        "{ OPTIONAL { { ?s ?p ?o FILTER(?x) } } }",
        "(leftjoin (bgp) (filter ?x (bgp (triple ?s ?p ?o))))",
    ),
    "sequences go through variables of their own (18.2.2.4)": (
        "{ ?s :p/^:q/:r+ ?o }",
        "(join (bgp (triple ?s :p ?.p0) (triple ?.p1 :q ?.p0)) (path ?.p1 :r+ ?o))",
    ),
    "an inverse sequence is one from the other end": (
        "{ ?s ^(:p/:q) ?o }",
        "(bgp (triple ?o :p ?.p0) (triple ?.p0 :q ?s))",
    ),
    "alternatives stay a path": ("{ ?s :p|(:q/:r) ?o }", "(path ?s :p|:q/:r ?o)"),
    "GRAPH, SERVICE and VALUES": (
        "{ GRAPH ?g { ?s ?p ?o } SERVICE SILENT :e { ?s ?p ?o } VALUES (?s ?o) { (:a UNDEF) } }",
        "(join (join (graph ?g (bgp (triple ?s ?p ?o))) (service silent :e (bgp (triple ?s ?p ?o)))) "
        "(table (?s ?o) (row :a undef)))",
    ),
}

QUERIES = {
    "aggregates have variables, the same one once; HAVING, VALUES, columns and order follow (18.2.4)": (
        "SELECT ?s (COUNT(*) AS ?n) (COUNT(*) + SUM(?o) AS ?m) { ?s ?p ?o } "
        "GROUP BY ?s HAVING (SUM(?o) > 1) ORDER BY DESC(COUNT(*)) ?n LIMIT 3 VALUES ?s { 1 }",
        "(slice 0 3 (project (?s ?n ?m) (order ((desc ?.agg1) ?n) (extend (?m (+ ?.agg1 ?.agg0)) (extend (?n ?.agg1) "
        "(join (filter (> ?.agg0 1) (group (?s) ((?.agg0 (sum ?o)) (?.agg1 (count *))) (bgp (triple ?s ?p ?o)))) "
        "(table (?s) (row 1))))))))",
    ),
    "keys are variables (18.2.4.1)": (
        "SELECT (STR(?q) AS ?x) (?x AS ?y) { ?s ?p ?o } GROUP BY (STR(?s)) (?p AS ?q)",
        "(project (?x ?y) (extend (?y ?x) (extend (?x (str ?q)) (group (?.key0 ?q) () "
        "(extend (?q ?p) (extend (?.key0 (str ?s)) (bgp (triple ?s ?p ?o))))))))",
    ),
    "HAVING and ORDER BY take a sample of what is neither grouped nor aggregated (18.2.4.1)": (
        "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING (?o > 1) ORDER BY ?p",
        "(project (?s) (order (?.agg1) (filter (> ?.agg0 1) "
        "(group (?s) ((?.agg0 (sample ?o)) (?.agg1 (sample ?p))) (bgp (triple ?s ?p ?o))))))",
    ),
    "HAVING without groups is a filter (18.2.4.2)": (
        "SELECT ?s { ?s ?p ?o } HAVING (?o > 1)",
        "(project (?s) (filter (> ?o 1) (bgp (triple ?s ?p ?o))))",
    ),
    "an aggregate alone makes one group": (
        "SELECT (MAX(?o) AS ?m) { ?s ?p ?o }",
        "(project (?m) (extend (?m ?.agg0) (group () ((?.agg0 (max ?o))) (bgp (triple ?s ?p ?o)))))",
    ),
    "blank nodes are no part of the solutions that are counted": (
        "SELECT (COUNT(DISTINCT *) AS ?n) { ?s :p _:b }",
        "(project (?n) (extend (?n ?.agg0) (group () ((?.agg0 (count distinct *))) "
        "(project (?s) (bgp (triple ?s :p _:b))))))",
    ),
    "SELECT * shows what is in scope by first appearance (18.2.1)": (
        "SELECT * { ?b :p ?a { SELECT ?d ?c { ?c ?d ?e } } OPTIONAL { ?f ?g [] } MINUS { ?h ?i ?j } } VALUES ?k { 1 }",
        "(project (?b ?a ?d ?c ?f ?g ?k) (join (minus (leftjoin (join (bgp (triple ?b :p ?a)) "
        "(project (?d ?c) (bgp (triple ?c ?d ?e)))) (bgp (triple ?f ?g _:.1))) (bgp (triple ?h ?i ?j))) "
        "(table (?k) (row 1))))",
    ),
    "order, projection, DISTINCT, part, in this order (18.2.5)": (
        "SELECT REDUCED ?s { ?s ?p ?o } ORDER BY ?o OFFSET 2",
        "(slice 2 _ (reduced (project (?s) (order (?o) (bgp (triple ?s ?p ?o))))))",
    ),
    "ASK projects nothing away": ("ASK { ?s ?p ?o } LIMIT 1", "(slice 0 1 (bgp (triple ?s ?p ?o)))"),
    "DESCRIBE without a pattern": ("DESCRIBE :a", "(bgp)"),
}


@pytest.mark.parametrize(("group", "expected"), EXAMPLES.values(), ids=EXAMPLES)
def test_an_example_of_the_recommendation_becomes_its_algebra(group: str, expected: str) -> None:
    assert pattern(group) == expected


@pytest.mark.parametrize(("group", "expected"), GROUPS.values(), ids=GROUPS)
def test_a_group_becomes_its_algebra(group: str, expected: str) -> None:
    assert pattern(group) == expected


@pytest.mark.parametrize(("text", "expected"), QUERIES.values(), ids=QUERIES)
def test_a_query_becomes_its_algebra(text: str, expected: str) -> None:
    assert plan(text) == expected


def test_the_patterns_of_construct_where_are_its_template() -> None:
    query = translate(parse_query("CONSTRUCT WHERE { ?s :p ?o . ?o :q [] }", prefixes=PREFIXES))
    assert query.template == query.pattern.triples
    assert len(query.template) == 2


@pytest.mark.parametrize(
    ("text", "names"),
    [("DESCRIBE ?o ?s { ?s ?p ?o }", ["o", "s"]), ("DESCRIBE * { ?s ?p [] }", ["s", "p"])],
    ids=["named", "all"],
)
def test_describe_names_its_variables(text: str, names: list[str]) -> None:
    described = translate(parse_query(text)).described
    assert [variable.name for variable in described] == names


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { " + "OPTIONAL { ?s ?p ?o } " * 300 + "}",
        "SELECT (" + "1 + " * 300 + "1 AS ?n) {}",
    ],
    ids=["operators", "expressions"],
)
def test_long_chains_are_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(RefusedQueryError, match="more than 250 deep"):
        translate(parse_query(text))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o FILTER(?o IN (" + "1, " * 10_000 + "2)) }",
        "SELECT * { VALUES ?x { " + "1 " * 10_000 + "} }",
    ],
    ids=["IN", "VALUES"],
)
def test_long_lists_are_taken(text: str) -> None:
    assert translate(parse_query(text)).variables


@pytest.mark.parametrize(
    ("chain", "is_list"),
    [
        pytest.param([f"?o = {number}" for number in range(20)], True, id="constants on the right"),
        pytest.param([f"{number} = ?o" for number in range(20)], True, id="constants on the left"),
        pytest.param([f"?o = {number}" for number in range(3)], False, id="a short one"),
        pytest.param([f"?o = {number}" for number in range(20)] + ["?s = 1"], False, id="two variables"),
        pytest.param([f"?o = {number}" for number in range(20)] + ["?o > 1"], False, id="another operator"),
        pytest.param([f"RAND() = {number}" for number in range(20)], False, id="a function"),
    ],
)
def test_a_long_chain_of_comparisons_is_a_list(chain: list[str], is_list: bool) -> None:
    positive = "{ ?s ?p ?o FILTER(" + " || ".join(chain) + ") }"
    negative = "{ ?s ?p ?o FILTER(" + " && ".join(chain).replace(" = ", " != ") + ") }"
    assert ("(in " in pattern(positive), "(notin " in pattern(negative)) == (is_list, is_list)


def test_a_long_chain_with_an_inequality_among_equalities_is_none() -> None:
    chain = " || ".join(f"?o {'!=' if number == 7 else '='} {number}" for number in range(20))
    assert "(in " not in pattern("{ ?s ?p ?o FILTER(" + chain + ") }")
