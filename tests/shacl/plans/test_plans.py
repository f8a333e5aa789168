"""What constraints say of their violations in algebra is what they find over columns: the W3C suite, and by chance."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgtools.errors import ShapesFault
from kgtools.shacl.engine.evaluation import Evaluation
from kgtools.shacl.engine.inputs import Inputs, read_inputs
from kgtools.shacl.options import Options
from kgtools.shacl.plans.evaluator import EvaluatorSource
from kgtools.shacl.plans.plan import THIS
from kgtools.shacl.plans.planner import Planner
from kgtools.shacl.plans.source import Source
from kgtools.table import Dataset, load_bytes
from tests.examples import share
from tests.shacl import generated, suite

_SETTINGS = settings(
    max_examples=share(150),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)


def compare(inputs: Inputs, source_of: Callable[[Dataset], Source] = EvaluatorSource) -> int:
    """Check that the plan of every shape names its failing focus nodes, and no other if it is exact; how many are."""
    evaluation = Evaluation(inputs.columns, inputs.shapes, inputs.numbers, None, lambda: None, lambda _, __: None)
    evaluation.run()
    planner = Planner(source_of(inputs.dataset), inputs.shapes, lambda: None)
    planner.run()
    exact = 0
    for shape in inputs.shapes.by_node.values():
        plan = planner.failing(shape)
        expected = set(inputs.columns.terms.texts_of(evaluation._failing[shape.node]))
        found = planner.source.texts(plan.nodes, (THIS,))[0].to_pylist()
        assert len(found) == len(set(found))
        assert expected == set(found) if plan.exact else expected <= set(found), shape.node
        exact += plan.exact
    return exact


@pytest.mark.parametrize("path", suite.params("core"))
def test_the_core_suite_fails_where_columns_fail(path: Path) -> None:
    for case in suite.cases(path):
        inputs = read_inputs([str(case.data)], [str(case.shapes)], Options())
        # nothing of the suite's core is judged again
        assert compare(inputs) == len(inputs.shapes.by_node)


def inputs_of(data: str, shapes: str) -> Inputs | None:
    try:
        return read_inputs(
            load_bytes(data.encode(), format="turtle"), load_bytes(shapes.encode(), format="turtle"), Options()
        )
    except ShapesFault:
        return None


@_SETTINGS
@given(
    st.sampled_from([generated.AWKWARD, generated.ORDERED]).flatmap(
        lambda pool: st.tuples(generated.data(pool), generated.shapes(pool))
    )
)
def test_any_shapes_fail_where_columns_fail(both: tuple[str, str]) -> None:
    inputs = inputs_of(*both)
    if inputs is not None:
        compare(inputs)


def test_a_constraint_that_says_nothing_has_all_of_its_focus_nodes() -> None:
    shapes = generated.HEAD + (
        "e:S a sh:NodeShape ; sh:targetClass e:C ; sh:not [ sh:expression [ sh:path e:good ] ] ; "
        "sh:property [ sh:path e:p ; sh:maxCount 1 ] ."
    )
    inputs = inputs_of(generated.HEAD + "e:a a e:C ; e:p 1, 2 . e:b a e:C ; e:good true .", shapes)
    assert inputs is not None
    planner = Planner(EvaluatorSource(inputs.dataset), inputs.shapes, lambda: None)
    planner.run()
    (shape,) = [shape for shape in inputs.shapes.by_node.values() if shape.targets]
    assert not planner.failing(shape).exact
    assert sorted(planner.candidates(shape).to_pylist()) == ["<http://example.org/a>", "<http://example.org/b>"]
