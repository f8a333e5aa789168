"""EXISTS under an inequality with what stands outside: the extreme values decide as all values do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.model.terms import Literal, NamedNode
from kgtools.model.vocab import XSD
from kgtools.sparql.evaluate.operators import witnesses
from kgtools.sparql.quads.datasets import QuadData
from kgtools.table import SmallTerms
from tests.sparql.evaluate.running import BASE, numbered, rows

VALUES = [
    *("1", "2", "2.0", "'2'^^xsd:double", "'NaN'^^xsd:double", "'INF'^^xsd:float", "99999999999999999999", "1e400"),
    *("'a'", "'b'", "'a'@en", "'b'@en", "true", "false", "'x'^^xsd:integer", "'q'^^:dt", "'r'^^:dt", ":i", ":j"),
    *("'2020-01-01'^^xsd:date", "'2020-01-02'^^xsd:date", "'2020-01-01Z'^^xsd:date", "'P1M'^^xsd:yearMonthDuration"),
    *("'2020-01-01T00:00:00'^^xsd:dateTime", "'2020-01-01T09:00:00+10:00'^^xsd:dateTime", "'P30D'^^xsd:duration"),
    *("'2020-01-01T00:00:00Z'^^xsd:dateTime", "'P1M'^^xsd:duration"),
]
PATTERNS = ["?y :p ?t", "?y :g ?g ; :p ?t", "?y :p ?t OPTIONAL { ?y :g ?h }", "{ ?y :p ?t } UNION { ?y :g ?t }"]
OUTSIDE = ["?x :p ?s", "?x :g ?g ; :p ?s", "?x :g ?g OPTIONAL { ?x :p ?s }"]
FURTHER = ["", "?y != ?x && ", "?x != ?y && ", "?y != :s1 && "]


@given(
    facts=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2), st.sampled_from(VALUES)), max_size=9),
    outside=st.sampled_from(OUTSIDE),
    pattern=st.sampled_from(PATTERNS),
    further=st.sampled_from(FURTHER),
    operator=st.sampled_from(["<", "<=", ">", ">=", "!="]),
    mirrored=st.booleans(),
    negated=st.booleans(),
)
def test_extremes_decide_as_all_pairs_do(
    facts: list[tuple[int, int, str]],
    outside: str,
    pattern: str,
    further: str,
    operator: str,
    mirrored: bool,
    negated: bool,
) -> None:
    data = numbered(
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . "
        + "".join(f":s{subject} :g :g{group} ; :p {value} ." for subject, group, value in facts)
    )
    compared = f"?s {operator} ?t" if mirrored else f"?t {operator} ?s"
    exists = f"{'NOT ' * negated}EXISTS {{ {pattern} FILTER({further}{compared}) }}"
    query = f"SELECT * {{ {outside} FILTER {exists} }}"
    found = rows(query, data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(witnesses, "have_witnesses", lambda *_: None)
        assert found == rows(query, data)


@pytest.mark.parametrize(
    ("pattern", "condition", "expected"),
    [
        pytest.param("?y :p ?t", "?t > ?s", 1, id="the greatest of all"),
        pytest.param("?y :p ?t", "?t > ?s + 100000", 3_000, id="greater than nothing"),
        pytest.param("?y :g ?g ; :p ?t", "?t < ?s", 3, id="the least of each group"),
        pytest.param(
            "?y :g ?g ; :p ?t", "?y != ?x && ?t >= ?s", 3, id="the greatest of each group, others than itself"
        ),
        pytest.param("?y :p ?t", "?t != ?s", 0, id="a value that differs"),
    ],
)
def test_few_pairs_are_compared(pattern: str, condition: str, expected: int, monkeypatch: pytest.MonkeyPatch) -> None:
    many = 3_000
    integer = NamedNode(XSD + "integer")
    terms = SmallTerms([NamedNode(f"{BASE}s{n}") for n in range(many)])
    values = np.array(terms.add([Literal(str(7 * n % many), datatype=integer) for n in range(many)]), np.int32)
    groups = np.array(terms.add([NamedNode(f"{BASE}g{n}") for n in range(3)]), np.int32)
    p, g = terms.add([NamedNode(BASE + name) for name in "pg"])
    subjects = np.arange(many, dtype=np.int32)
    data = QuadData(
        terms,
        np.concatenate([subjects, subjects]),
        np.repeat(np.array([p, g], np.int32), many),
        np.concatenate([values, groups[subjects % 3]]),
        distinct=True,
    )
    joined: list[int] = []
    join_tables = witnesses.join_tables

    def noted(*arguments: Any) -> Any:
        table = join_tables(*arguments)
        joined.append(table.size)
        return table

    monkeypatch.setattr(witnesses, "join_tables", noted)
    text = f"SELECT ?x {{ ?x :g ?g ; :p ?s FILTER NOT EXISTS {{ {pattern} FILTER({condition}) }} }}"
    assert sum(rows(text, data).values()) == expected
    assert 0 < sum(joined) <= 2 * many
