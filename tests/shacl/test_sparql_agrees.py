"""All focus nodes at once get the solutions that each gets alone in another engine, its IRI written in the query."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from unittest.mock import patch

import pyoxigraph as ox
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgtools.shacl import validate
from kgtools.sparql.evaluate.patterns import bgp
from kgtools.store.oxigraph import OxigraphStore
from kgtools.table import load_bytes
from tests.examples import share
from tests.shacl import generated

#: in the spelling that the other engine gives, too
LITERALS = ["1", "2", "3", '"x"', '"y"', '"a"@en', "1.5", "true", '"2020-01-01"^^xsd:date', '"2020-05"^^xsd:gYearMonth']
NODES = ["a", "b", "c"]
BODIES = [
    "$this e:p ?value",
    "$this e:p ?x . ?x e:q ?value",
    "$this e:p ?value ; e:q ?y . FILTER (?value < ?y)",
    "$this e:p ?value . FILTER (2 > ?value)",
    "$this e:p ?value . FILTER NOT EXISTS { $this e:q ?value }",
    "$this e:p ?value . FILTER NOT EXISTS { $this e:q ?y . ?y e:r ?z }",
    "$this e:p ?value . FILTER NOT EXISTS { ?value e:q ?y FILTER (?y != $this) }",
    "$this e:p ?value . FILTER EXISTS { ?value e:q ?y }",
    "?value e:p $this . $this e:q ?y",
    "$this e:p ?value . ?value e:q $this",
    "$this e:p ?value . $this e:q 1",
    "$this e:p ?value . ?value a e:C",
    "$this e:p ?x , ?value",
    "$this e:p ?x . ?y e:q ?value FILTER (?x = ?value)",
    "$this e:p ?x . ?y e:q ?value FILTER (STR(?x) = STR(?value) && ?y != $this)",
    "?x e:p ?value FILTER (?x = $this)",
    "$this e:p ?value . FILTER NOT EXISTS { ?x e:q ?y FILTER (?y = ?value && ?x = $this) }",
    "$this ?p ?value FILTER (?p = e:q || ?value = $this)",
    "?x e:p ?value FILTER (?x != $this)",
    "?x e:p ?value OPTIONAL { ?x e:q ?y FILTER (?y = $this) } FILTER (!bound(?y))",
    "OPTIONAL { $this e:p ?value } FILTER (bound($this))",
    "OPTIONAL { $this e:p ?x } OPTIONAL { ?x e:q ?value } FILTER (isIRI($this))",
    "{ $this e:p ?value } UNION { ?value e:q $this FILTER (?value != $this) } UNION { BIND ($this AS ?value) }",
    "{ { BIND ($this AS ?x) } ?x e:p ?value FILTER (?x = $this) }",
    "$this e:p/e:q ?value",
    "$this (e:p/e:q)+ ?value",
    "$this e:p* ?value . FILTER (?value != $this)",
    "$this ^e:p/e:q ?value",
    "?value e:p? $this . ?value ?p ?o",
    "{ SELECT $this (COUNT(*) AS ?value) { $this e:p ?x } GROUP BY $this }",
    "{ SELECT $this (MIN(?x) AS ?value) { $this ?p ?x . FILTER (isNumeric(?x)) } GROUP BY $this }",
    "{ SELECT $this ?value { $this e:p ?value } ORDER BY str(?value) LIMIT 1 }",
    "{ SELECT DISTINCT $this ?value { $this ?p ?value } }",
    "$this e:p ?value . { SELECT $this ?value { ?value e:q ?y FILTER (?y = $this || isLiteral(?y)) } }",
    "$this e:p ?x . BIND (concat(str(?x), str($this)) AS ?value)",
    "{ FILTER ($this = e:a) } BIND (1 AS ?value)",
    "{ { FILTER ($this = e:a) } UNION { FILTER ($this = e:b) $this e:p ?value } }",
    "FILTER EXISTS { { SELECT $this { $this e:p ?x } } } BIND (2 AS ?value)",
]


def alone(body: str, node: str) -> str:
    """The query for one node: the node where ``$this`` stands, in no list of columns."""
    body = body.replace("SELECT $this {", "SELECT (1 AS ?one) {").replace("SELECT $this", "SELECT")
    body = body.replace("SELECT DISTINCT $this", "SELECT DISTINCT").replace("GROUP BY $this", "GROUP BY (1 AS ?one)")
    body = body.replace("bound($this)", "true")
    return f"PREFIX e: <http://example.org/> SELECT ?value {{ {body.replace('$this', f'e:{node}')} }}"


@settings(max_examples=share(120), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(generated.data(generated.Pool(tuple(LITERALS), ordered=False)), st.sampled_from(BODIES))
def test_all_focus_nodes_at_once_get_what_each_gets_alone(tmp_path: Path, data: str, body: str) -> None:
    query = f"PREFIX e: <http://example.org/> SELECT $this ?value {{ {body} }}"
    targets = " , ".join(f"e:{node}" for node in NODES)
    shapes = f'e:S a sh:PropertyShape ; sh:path e:p ; sh:targetNode {targets} ; sh:sparql [ sh:select """{query}""" ] .'
    dataset = load_bytes(data.encode(), format="turtle")
    store = OxigraphStore(dataset.columns().quads())
    expected: Counter[tuple[str, str]] = Counter()
    for node in NODES:
        solutions = store.evaluate(alone(body, node))
        assert isinstance(solutions, ox.QuerySolutions)
        expected.update((node, str(solution["value"])) for solution in solutions)
    assert found(dataset, shapes, tmp_path) == expected
    with patch.object(bgp, "_MANY_ROWS_APART", 0), patch.object(bgp, "_TIMES_FEWER", 0):
        # the ways that are taken where there is much data
        assert found(dataset, shapes, tmp_path) == expected


#: validators; $bound is a parameter
ASKS = [
    "FILTER ($value < $bound)",
    "FILTER (2 > $value) FILTER ($bound <= $value)",
    "$this e:q $value",
    "$this e:p $value . $this e:q ?y FILTER (?y < $value)",
    "$this e:q $bound",
    "$value e:q $this",
    "FILTER EXISTS { $value e:q ?x }",
    "FILTER NOT EXISTS { $this e:q $value }",
    "FILTER NOT EXISTS { $this e:q ?x . ?x e:q $value } FILTER ($value > $bound)",
    "OPTIONAL { $this e:q ?x } FILTER (bound(?x) || $value = $bound)",
    "OPTIONAL { $this e:q $bound . ?x e:r $value } FILTER ($value >= $bound)",
    "{ SELECT $this $value $bound { $this e:p $bound } }",
    "",
]


@settings(max_examples=share(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    generated.data(generated.Pool(tuple(LITERALS), ordered=False)),
    st.sampled_from(ASKS),
    st.sampled_from([literal for literal in LITERALS if "@" not in literal]),
)
def test_all_value_nodes_at_once_get_what_each_gets_alone(tmp_path: Path, data: str, body: str, bound: str) -> None:
    query = f"PREFIX e: <http://example.org/> ASK {{ {body} }}"
    targets = " , ".join(f"e:{node}" for node in NODES)
    shapes = (
        f'e:K a sh:ConstraintComponent ; sh:parameter [ sh:path e:bound ] ; sh:validator [ sh:ask """{query}""" ] .'
        f"e:S a sh:PropertyShape ; sh:targetNode {targets} ; sh:path e:p ; e:bound {bound} ."
    )
    dataset = load_bytes(data.encode(), format="turtle")
    quads = dataset.columns().quads()
    store = OxigraphStore(quads)
    expected: Counter[tuple[str, str]] = Counter()
    for node in NODES:
        iri = f"http://example.org/{node}"
        values = {q.object for q in quads if q.subject.value == iri and q.predicate.value == "http://example.org/p"}
        for value in values:
            if isinstance(value, ox.BlankNode):
                continue
            if "$value e:q" in body and isinstance(value, ox.Literal):
                # a literal is no subject, and cannot be written as one
                expected[node, str(value)] += 1
                continue
            text = body.replace("SELECT $this $value $bound", "SELECT *")
            text = text.replace("$this", f"<{iri}>").replace("$value", str(value)).replace("$bound", bound)
            head = "PREFIX e: <http://example.org/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>"
            if not store.evaluate(f"{head} ASK {{ {text} }}"):
                expected[node, str(value)] += 1
    got = found(dataset, shapes, tmp_path)
    assert Counter({pair: n for pair, n in got.items() if not pair[1].startswith("_:")}) == expected


def found(dataset: object, shapes: str, folder: Path) -> Counter[tuple[str, str]]:
    path = folder / "shapes.ttl"
    path.write_text(f"{generated.HEAD} {shapes}", encoding="utf-8")
    report = validate(dataset, path)
    return Counter((result.focus_node.value.rpartition("/")[2], str(result.value)) for result in report.results)
