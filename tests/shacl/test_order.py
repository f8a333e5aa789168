"""The results of a report are in the order of their keys, also those that only their messages tell apart."""

from __future__ import annotations

import pytest

from kgtools.shacl import validate
from kgtools.table import load_bytes

SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .
e:Core a sh:NodeShape ; sh:targetClass e:T ; sh:property [ sh:path e:p ; sh:maxLength 1 ; sh:maxCount 2 ] ;
  sh:property [ sh:path ( e:q e:p ) ; sh:nodeKind sh:Literal ] ; sh:closed true ; sh:ignoredProperties ( <rdf:x> ) .
e:Query a sh:NodeShape ; sh:targetClass e:T ; sh:sparql [ sh:message "{?a} and {?b}", "{?b} dan {?a}"@id ;
  sh:select "SELECT $this ?a ?b { $this <http://e/p> ?a, ?b FILTER(?a != ?b) }" ] .
"""
SUBJECTS = [
    'e:c a e:T ; e:p "zz", "y", "xx" ; e:q e:c .',
    'e:a a e:T ; e:p "2", "10", "1" ; e:q e:b .',
    'e:b a e:T ; e:p e:a, "é", 7 .',
]


@pytest.mark.parametrize("subjects", [SUBJECTS, SUBJECTS[::-1]], ids=["as written", "the other way round"])
def test_results_are_in_the_order_of_their_keys(subjects: list[str]) -> None:
    data = "@prefix e: <http://e/> . " + " ".join(subjects)
    report = validate(
        load_bytes(data.encode(), format="turtle"), load_bytes(SHAPES.encode(), format="turtle"), positions=False
    )
    keys = [result.sort_key for result in report.results]
    assert keys == sorted(keys)
    assert len(set(keys)) > 20
    # those of one focus node differ in their messages alone
    assert len({key[:6] for key in keys}) < len(set(keys))
