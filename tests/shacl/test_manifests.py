"""The project's own cases, one a file in the W3C manifest format: both engines give the report that each one names.

A case is judged by the recommendation. Where pySHACL differs, :data:`GAPS` says why, and a gap that is closed fails the
test.
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtools.model.vocab import SH
from kgtools.shacl import validate
from kgtools.shacl.components import COMPONENTS
from tests.shacl import engines, suite

FOLDER = Path(__file__).parent / "manifests"
#: cases in which pySHACL gives another report than the recommendation, and why it is the recommendation that counts
GAPS = {
    "datatype/there-is-no-month-13": (
        "there is no month 13 (XSD 1.1, 3.3.10), so the literal is ill-formed (SHACL 4.1.2)"
    ),
    "datatype/white-space-is-not-in-the-lexical-space": (
        "white space is not in the lexical space (RDF 1.1 tests, xmlsch-02-whitespace-facet-1)"
    ),
    "less-than/a-blank-node-has-no-order": "one violation (SHACL 4.5.3), not the end of the validation",
    "less-than/a-date-and-a-month-have-no-common-order": (
        "two datatypes without a common order (SHACL 4.5.3; XSD 1.1, 3.3)"
    ),
    "less-than/an-iri-has-no-order": "the comparison is an error in SPARQL, so it is a violation (SHACL 4.5.3)",
    "max-inclusive/a-boolean-is-no-number": (
        "the comparison is an error in SPARQL (17.3), so it is a violation (SHACL 4.3.4)"
    ),
    "min-exclusive/nothing-compares-with-an-ill-formed-bound": (
        "an ill-formed literal has no value to compare (SHACL 4.3.1)"
    ),
    "min-length/a-blank-node-has-no-length": "a blank node is a violation whatever the length (SHACL 4.4.1)",
    "path/inverse-of-a-sequence": "^(p/q) is ^q/^p (SPARQL 1.1, 18.2.2.3 and 18.4)",
    "target/an-owl-class-is-no-implicit-target": "only an rdfs:Class is an implicit class target (SHACL 2.1.3.3)",
    "unique-lang/the-term-true-only": (
        "the constraint is active for the term true only (SHACL 4.4.5; the suite has uniqueLang-002)"
    ),
}


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


CASES = pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.ttl")), ids=named)


def signatures(report: tuple[ox.Quad, ...]) -> list[tuple[str, ...]]:
    """What both engines say of each result of a report graph; paths and blank nodes by what is known of them."""
    words = ("focusNode", "value", "sourceConstraintComponent", "sourceShape", "resultSeverity")
    results = [quad.object for quad in report if quad.predicate.value == SH + "result"]

    def said(result: object, word: str) -> str:
        found = [q.object for q in report if q.subject == result and q.predicate.value == SH + word]
        return ", ".join("a blank node" if isinstance(term, ox.BlankNode) else str(term) for term in found)

    return sorted(tuple(said(result, word) for word in words) for result in results)


@CASES
def test_the_report_is_that_of_the_case(path: Path) -> None:
    (case,) = suite.cases(path)
    assert case.report is not None
    found = [
        quad
        for quad in suite.written_report(validate(case.data, case.shapes).to_turtle())
        if quad.predicate.value != SH + "resultMessage"
    ]
    assert suite.canonical(found) == suite.canonical(case.report)


@CASES
def test_pyshacl_says_the_same_but_for_known_gaps(path: Path) -> None:
    (case,) = suite.cases(path)
    assert case.report is not None
    text = path.read_text(encoding="utf-8").replace("<>", f"<{path.as_uri()}>").replace("<#", f"<{path.as_uri()}#")
    try:
        theirs: list[tuple[str, ...]] | str = engines.report_signatures(engines.pyshacl(text, text))
    except Exception as error:  # pySHACL ends with errors of many kinds
        theirs = type(error).__name__
    agree = theirs == signatures(case.report)
    assert agree != (named(path) in GAPS), "a gap is new, or one is closed; the list of gaps says which there are"


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda c: c.__name__)
def test_each_component_has_a_case_that_conforms_and_one_that_does_not(component: object) -> None:
    iri = str(component.iri)
    folder = "sparql" if "SPARQL" in iri else _kebab(iri.removeprefix(SH).removesuffix("ConstraintComponent"))
    verdicts = {
        quad.object.value
        for path in (FOLDER / folder).glob("*.ttl")
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=path.as_uri())
        if quad.predicate.value == SH + "conforms"
    }
    assert verdicts == {"true", "false"}


def test_every_gap_is_a_case() -> None:
    assert set(GAPS) <= {named(path) for path in FOLDER.rglob("*.ttl")}


def _kebab(name: str) -> str:
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).strip("-")
