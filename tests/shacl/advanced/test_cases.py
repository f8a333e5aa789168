"""Each case of rules and node expressions, one a file, with both engines; what pySHACL says otherwise is listed."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtools.shacl import infer
from tests.shacl.advanced.cases import FOLDER, case, named
from tests.shacl.advanced.pyshacl_rules import inferred_by_pyshacl

CASES = pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.trig")), ids=named)
#: cases in which pySHACL infers other triples than the Note says, or ends with an error, and what decides
GAPS = {
    "expressions/path-from-nodes": 'section 6.5: "at most one value for sh:nodes"; it takes the focus node',
    "expressions/path-of-a-constant": "section 6.5, sh:nodes, as above",
    "expressions/zero-or-more-of-a-term-not-in-the-data": "section 6.5, sh:nodes, as above",
    "expressions/filter-shape": "section 6.3; it ends with an error of its own at sh:filterShape",
    "expressions/filter-shape-of-the-focus-node": "of the draft; it ends with an error",
    "expressions/filter-shape-of-computed-values": "section 6.3, as above",
    "expressions/constant-literal": "a literal is its lexical form (RDF 1.1, section 3.3); it reads 007 as 7",
    "functions/all-combinations": "the product of integers is an xsd:integer (SPARQL 1.1, section 17.3)",
    "functions/in-a-rule-query": "the product of integers, as above",
    "functions/one-function-calls-another": "the product of integers, as above",
    "rules/target-type-without-its-parameter": (
        'section 3.2: "A target that lacks a value for a non-optional parameter is ignored, producing no target nodes"'
    ),
    "rules/same-order": (
        'section 8.4: "If two rules have the same execution order then their newly inferred triples are not visible to '
        'each other", and the same of shapes'
    ),
    "rules/the-shapes-graph-is-asked": "$shapesGraph and $currentShape have values as in constraints (SHACL, 5.3.1)",
    "rules/no-literal-as-subject": "a literal is no subject of a triple (RDF 1.1, section 3.1)",
    "rules/a-target-that-is-a-literal-infers-nothing-about-it": "a literal is no subject, as above",
}
#: kinds of expressions that the Note does not have, and pySHACL neither
_DRAFT = (
    *("ask", "count-of-nothing", "distinct-count", "exists", "group-concat", "if", "if-without-a-branch"),
    *("min-and-max", "minus", "order-limit-offset", "select", "sum"),
)
OF_THE_DRAFT = {"functions/ask", *(f"expressions/{name}" for name in _DRAFT)}


def canonical(text: str) -> list[str]:
    dataset = ox.Dataset(ox.parse(text.encode(), format=ox.RdfFormat.N_TRIPLES))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return sorted(str(quad.triple) for quad in dataset)


@CASES
def test_the_rules_infer_what_the_case_says(path: Path) -> None:
    known = case(path)
    found = infer(known.data_graph, known.shapes_graph)
    assert canonical(found.write(format="nt").decode()) == canonical(known.inferred)
    assert canonical("".join(f"{triple} .\n" for triple in found.triples)) == canonical(known.inferred)


@CASES
def test_pyshacl_infers_the_same_but_for_known_gaps(path: Path) -> None:
    known = case(path)
    try:
        theirs = canonical(inferred_by_pyshacl(known.data, known.shapes))
    except Exception as error:  # it ends with errors of many kinds
        theirs = [type(error).__name__]
    agree = theirs == canonical(known.inferred)
    assert agree != (named(path) in GAPS or named(path) in OF_THE_DRAFT), "a gap is new, or one is closed"


def test_every_gap_is_a_case() -> None:
    assert GAPS.keys() | OF_THE_DRAFT <= {named(path) for path in FOLDER.rglob("*.trig")}
