"""What an evaluation says it did: each operator with the rows that were expected and those that came."""

from __future__ import annotations

import re

from kgtools.sparql.evaluate.explain import Trace
from tests.sparql.evaluate.running import numbered, solutions

DATA = numbered(":a :p :b , :c . :b :p :c . :b :q 1 . :c :q 2 .")


def told(text: str) -> list[str]:
    """The lines of a trace, without numbers that differ from run to run."""
    trace = Trace()
    solutions(text, DATA, trace=trace)
    return [re.sub(r" \(expected.*", "", line) for entry in trace.entries for line in entry.lines()]


def test_each_operator_is_told_with_its_rows_below_the_one_that_asked_for_it() -> None:
    assert told("SELECT ?x { ?x :p ?y . ?y :q ?n FILTER(?n > 1) } ORDER BY ?x LIMIT 1") == [
        "Slice 0, 1: 1 row",
        "  Project ?x: 1 row",
        "    OrderBy: 1 row",
        "      Filter (> ?n 1): 2 rows",
        "        ?y <http://e/q> ?n: 2 rows",
        "        ?x <http://e/p> ?y: 2 rows",
    ]


def test_paths_graphs_and_groups_are_told_by_what_they_are_about() -> None:
    lines = told(
        "SELECT ?x (COUNT(*) AS ?n) { ?x :p+ ?y MINUS { ?x :q 1 } OPTIONAL { GRAPH ?g { ?s ?p ?x } } } GROUP BY ?x"
    )
    heads = [line.strip().partition(":")[0] for line in lines]
    assert {"Group ?x", "Minus", "LeftJoin", "Graph ?g", "?x <http"} <= set(heads)
    assert any("<http://e/p>+" in line for line in lines)


def test_an_exists_is_told_below_the_filter_that_asks_it() -> None:
    lines = told("SELECT ?x { ?x :p ?y FILTER(EXISTS { ?y :q ?n FILTER(?n > 1 && ?x != ?y) } || ?x = :none) }")
    heads = [line.strip().partition(" ")[0] for line in lines]
    assert heads.count("Filter") == 2
    depth = [len(line) - len(line.lstrip()) for line in lines]
    first, second = (i for i, head in enumerate(heads) if head == "Filter")
    assert depth[second] > depth[first]


def test_nothing_is_told_where_nobody_asks() -> None:
    assert solutions("SELECT ?x { ?x :p ?y }", DATA).size == 3
