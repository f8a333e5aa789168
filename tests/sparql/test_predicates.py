"""Of all triples only those whose predicates a query names decide about its answer."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, event, given, settings

from kgtools.model.terms import Quad
from kgtools.sparql.engine import prepare
from kgtools.sparql.predicates import predicates_of
from kgtools.sparql.rewrite import rewrite
from tests.examples import share
from tests.sparql.agreement import BASE, OURS
from tests.sparql.generated import datasets_and_queries
from tests.sparql.suites.answers import Table, difference

E = "http://e/"


@given(datasets_and_queries())
@settings(max_examples=share(150), deadline=None, suppress_health_check=list(HealthCheck))
def test_other_triples_change_no_answer(drawn: tuple[Sequence[Quad], str]) -> None:
    quads, text = drawn
    predicates = predicates_of(rewrite(prepare(text, base=BASE).algebra))
    event("any" if predicates is None else "some")
    if predicates is None or "LIMIT" in text or "OFFSET" in text:
        # which rows a slice has is left open
        return
    part = [quad for quad in quads if quad.predicate.value in predicates]
    expected, found = (OURS.query(text, base=BASE, quads=given) for given in (quads, part))
    if isinstance(expected, Table) and isinstance(found, Table):
        expected, found = (Table(one.variables, one.rows, ordered=False) for one in (expected, found))
    assert not difference(expected, found)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{ ?s e:p ?o }", "p"),
        ("{ ?s ?p ?o }", None),
        ("{ ?s e:p|^e:q ?o }", "p q"),
        ("{ ?s !e:p ?o }", None),
        ("{ ?s e:p* ?o }", None),
        ("{ e:a e:p* ?o }", "p"),
        ("{ ?s e:q ?o . ?o e:p* ?x }", "p q"),
        ("{ ?s e:q ?o . GRAPH ?g { ?o e:p* ?x } }", None),
        ("{ { SELECT ?o { ?o e:p* ?x } LIMIT 3 } ?s e:q ?o }", None),
        ("{ GRAPH ?g { ?s e:p ?o OPTIONAL { ?o e:q ?x } } }", "p q"),
        ("{ GRAPH ?g { OPTIONAL { ?o e:q ?x } } }", None),
        ("{ GRAPH ?g {} }", None),
        ("{ ?s e:p ?o FILTER(?o > 1 || EXISTS { ?o e:q ?x MINUS { ?x e:r 1 } }) }", "p q r"),
        ("{ BIND(EXISTS { ?s e:q ?x } AS ?b) }", "q"),
        ("{ BIND(1 AS ?b) }", ""),
        ("{ SERVICE e:there { ?s ?p ?o } ?s e:q 1 }", "q"),
    ],
)
def test_the_predicates_are_those_of_all_patterns(text: str, names: str | None) -> None:
    prepared = prepare(f"PREFIX e: <{E}> SELECT * {text}", allow_service=True)
    expected = None if names is None else {E + name for name in names.split()}
    assert predicates_of(prepared.algebra) == expected


def test_what_is_described_may_be_anything() -> None:
    assert predicates_of(prepare(f"DESCRIBE <{E}a>").algebra) is None
