"""Plans that are simplified and flattened, as endpoints are sent them, find what plans find: shapes by chance."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgtools.elsewhere.flattening import flattened
from kgtools.elsewhere.simplifying import simplified
from kgtools.model.terms import NamedNode
from kgtools.shacl.plans.evaluator import EvaluatorSource
from kgtools.shacl.plans.plan import THIS, VALUE, focus_of, joined, linked, renamed, within, without
from kgtools.shacl.plans.source import Texts
from kgtools.sparql.algebra import Distinct, Extend, Operator, Project
from kgtools.sparql.expressions import Link, Variable
from tests.examples import share
from tests.shacl import generated
from tests.shacl.plans.test_plans import compare, inputs_of

P, Q = (Link(NamedNode(f"http://e/{name}")) for name in "pq")
FOCUS = focus_of(linked(THIS, P, VALUE))
PAIRS = Distinct(Project(joined(FOCUS, linked(THIS, Q, VALUE)), (THIS, VALUE)))


class FlattenedSource(EvaluatorSource):
    """The evaluator, asked as an endpoint is asked: each plan as one pattern, with all that it is made of."""

    def stage(self, operator: Operator, variables: Sequence[Variable]) -> Operator:
        return operator

    def texts(self, operator: Operator, variables: Sequence[Variable]) -> Texts:
        return super().texts(flattened(operator, variables), variables)


@settings(
    max_examples=share(60),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
@given(
    st.sampled_from([generated.AWKWARD, generated.ORDERED]).flatmap(
        lambda pool: st.tuples(generated.data(pool), generated.shapes(pool))
    )
)
def test_any_shapes_fail_where_columns_fail(both: tuple[str, str]) -> None:
    inputs = inputs_of(*both)
    if inputs is not None:
        compare(inputs, FlattenedSource)


def test_what_is_known_is_not_said_again() -> None:
    # values are looked for from focus nodes only
    assert simplified(within(FOCUS, PAIRS)) == within(FOCUS, Distinct(Project(linked(THIS, Q, VALUE), (THIS, VALUE))))
    assert simplified(joined(FOCUS, PAIRS)) == PAIRS
    # those that fail are focus nodes
    failing = focus_of(without(FOCUS, PAIRS))
    assert simplified(within(failing, FOCUS)) == simplified(failing)
    assert simplified(within(FOCUS, failing)) == simplified(failing)


def test_another_name_of_a_node_is_the_node() -> None:
    failing = focus_of(without(FOCUS, PAIRS))
    by_value = Project(within(Extend(FOCUS, VALUE, THIS), renamed(failing, THIS, VALUE)), (THIS,))
    assert simplified(by_value) == Project(simplified(failing), (THIS,))


def test_nodes_that_are_counted_stay_those_of_the_shape() -> None:
    from kgtools.shacl.plans.plan import counted

    assert simplified(within(FOCUS, counted(PAIRS))) == within(FOCUS, counted(PAIRS))
