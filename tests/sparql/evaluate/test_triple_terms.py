"""Triple terms in patterns (SPARQL 1.2, section 18.1.4), also those that no data can have."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.sparql.evaluate.running import numbered, rows

SAYINGS = numbered("""
:ann :says <<( :bob :knows :cem )>> . :bob :says <<( :ann :says <<( :bob :knows :cem )>> )>> .
:bob :knows :cem {| :since :monday |} .
""")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("?x :says <<( :bob :knows :cem )>>", ["ann"]),
        ("?y :says <<( :bob :knows ?x )>>", ["cem"]),
        ("?y :says <<( ?x :says <<( ?a ?b :cem )>> )>>", ["ann"]),
        ("<< :bob :knows :cem >> :since ?x", ["monday"]),
        # RDF lets neither a literal nor a triple term be the subject of a triple, and the grammar of SPARQL does
        ("?x ?p <<( 1 :knows :cem )>>", []),
        ("?x ?p <<( <<( :bob :knows :cem )>> :knows :cem )>>", []),
        ("?x ?p <<( <<( :bob :knows ?y )>> :knows :cem )>>", []),
        ("?x ?p <<( :ann :says <<( 1 :knows :cem )>> )>>", []),
        ("<<( 1 :knows :cem )>> ?p ?x", []),
        ("<< 1 :knows :cem >> ?p ?x", []),
        ("<< <<( :bob :knows :cem )>> :knows :cem >> ?p ?x", []),
        ("1 :knows 2 {| :since ?x |}", []),
        ("?x :says* <<( 1 :knows :cem )>>", []),
        ("<<( 1 :knows :cem )>> :says? ?x", []),
        ("?x :says+ <<( :bob :knows :cem )>>", ["ann"]),
    ],
)
def test_a_triple_term_is_matched_part_by_part(pattern: str, expected: list[str]) -> None:
    for rewriting in (True, False):
        found = rows(f"SELECT ?x {{ {pattern} }}", SAYINGS, rewriting=rewriting)
        assert found == Counter((word,) for word in expected)
