"""The results of a report are in the order of their keys, also those that only their messages tell apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.shacl import validate
from kgtools.shacl.reports import write_report
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


@pytest.mark.parametrize("format", ["text", "json", "turtle", "csv"])
def test_the_order_in_which_files_are_given_does_not_show(format: str, tmp_path: Path) -> None:
    files = []
    for name, values in (("first", (3, 1)), ("second", (2, 4))):
        files.append(tmp_path / f"{name}.ttl")
        nodes = " ".join(f"[] a e:T ; e:p {value} ; e:part [ e:p {value} ] ." for value in values)
        files[-1].write_text(f"@prefix e: <http://e/> . {nodes}")
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> ."
        "e:S sh:targetClass e:T ; sh:property [ sh:path e:name ; sh:minCount 1 ], [ sh:path e:part ; sh:class e:Q ] ."
    )
    reports = [write_report(validate(given, shapes), format) for given in (files, files[::-1])]
    assert reports[0] == reports[1]
    assert len(validate(files, shapes).results) == 8
