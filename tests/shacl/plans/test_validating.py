"""Nodes that may fail are found where the data are and judged at home: the report is that of the data at hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgtools.errors import ShapesFault, ValidationFailure
from kgtools.shacl import ValidationReport, validate
from kgtools.shacl.options import OptionKeywords
from kgtools.shacl.plans.evaluator import EvaluatorSource
from kgtools.shacl.plans.validating import validate_planned
from kgtools.table import Dataset, load, load_bytes
from tests.examples import share
from tests.shacl import generated, suite

_SETTINGS = settings(
    max_examples=share(60),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)


def planned(data: Dataset, shapes: Path, **options: object) -> ValidationReport:
    given: OptionKeywords = {"prefixes": {}, **options}
    return validate_planned(EvaluatorSource(data), [str(shapes)], given, triples=len(data), note="")


def told(report: ValidationReport) -> list[tuple[str, ...]]:
    """All that a result says, but where shapes stand."""
    return sorted(
        (
            *(str(result.focus_node), str(result.path), str(result.value)),
            *(result.source_constraint_component.value, result.severity.value, result.message().value),
        )
        for result in report.results
    )


@pytest.mark.parametrize("path", suite.params("core"))
def test_the_core_suite_gives_the_expected_report(path: Path) -> None:
    for case in suite.cases(path):
        assert suite.is_expected(case, planned(load([str(case.data)]), case.shapes).to_turtle())


@_SETTINGS
@given(
    st.sampled_from([generated.AWKWARD, generated.ORDERED]).flatmap(
        lambda pool: st.tuples(generated.data(pool), generated.shapes(pool))
    )
)
def test_any_report_is_that_of_the_data_at_hand(tmp_path: Path, both: tuple[str, str]) -> None:
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(both[1])
    data = load_bytes(both[0].encode(), format="turtle")
    try:
        expected = validate(data, shapes, prefixes={})
    except ShapesFault:
        return
    found = planned(data, shapes)
    assert told(found) == told(expected)
    assert found.unmatched_shapes == expected.unmatched_shapes
    assert found.coverage.triples == expected.coverage.triples


@pytest.mark.parametrize(
    ("shape", "options"),
    [
        ('sh:sparql [ sh:select "SELECT $this { $this ?p ?o }" ]', {}),
        ("sh:expression [ sh:path e:p ]", {}),
        ("sh:nodeKind sh:IRI", {"data_graphs": ["http://example.org/g"]}),
    ],
    ids=["SPARQL", "an expression", "one graph"],
)
def test_what_needs_the_data_at_hand_is_refused_by_its_name(
    shape: str, options: dict[str, object], tmp_path: Path
) -> None:
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(generated.HEAD + f"e:S a sh:NodeShape ; sh:targetClass e:C ; {shape} .")
    with pytest.raises(ValidationFailure, match="local data"):
        planned(load_bytes(b"<http://example.org/a> a <http://example.org/C> .", format="turtle"), shapes, **options)
