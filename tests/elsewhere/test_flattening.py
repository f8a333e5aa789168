"""Plans that are simplified and flattened, as endpoints are sent them, find what plans find: shapes by chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgtools.elsewhere import flattening
from kgtools.elsewhere.flattening import flattened
from kgtools.elsewhere.simplifying import simplified
from kgtools.elsewhere.sizes import Sizes
from kgtools.model.terms import NamedNode
from kgtools.shacl.plans.evaluator import EvaluatorSource
from kgtools.shacl.plans.plan import THIS, VALUE, focus_of, joined, linked, renamed, within, without
from kgtools.shacl.plans.source import Texts
from kgtools.sparql.algebra import Distinct, Extend, Operator, Project, Query
from kgtools.sparql.expressions import Link, Variable
from kgtools.sparql.node import Node, rewritten
from kgtools.sparql.serialize import to_text
from tests.examples import share
from tests.shacl import generated
from tests.shacl.plans.test_plans import compare, inputs_of

P, Q = (Link(NamedNode(f"http://e/{name}")) for name in "pq")
FOCUS = focus_of(linked(THIS, P, VALUE))
PAIRS = Distinct(Project(joined(FOCUS, linked(THIS, Q, VALUE)), (THIS, VALUE)))


class Five(dict[str, int]):
    """A count for everything."""

    def get(self, key: str, default: object = None) -> int:
        return 5


class FlattenedSource(EvaluatorSource):
    """The evaluator, asked as an endpoint is asked: each plan as one pattern, with all that it is made of."""

    sizes = Sizes()

    def stage(self, operator: Operator, variables: Sequence[Variable], *, few: bool = False) -> Operator:
        return operator

    def texts(self, operator: Operator, variables: Sequence[Variable]) -> Texts:
        return super().texts(flattened(operator, variables, self.sizes), variables)


class MatchedSource(FlattenedSource):
    """The same, where counts say that what is taken away is better matched as a whole."""

    sizes = Sizes(predicates=Five(), classes=Five())


@settings(
    max_examples=share(60),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
@given(
    st.sampled_from([generated.AWKWARD, generated.ORDERED]).flatmap(
        lambda pool: st.tuples(generated.data(pool), generated.shapes(pool))
    ),
    st.sampled_from([FlattenedSource, MatchedSource]),
)
def test_any_shapes_fail_where_columns_fail(both: tuple[str, str], source: type[FlattenedSource]) -> None:
    inputs = inputs_of(*both)
    if inputs is not None:
        compare(inputs, source)


def test_what_is_taken_away_is_looked_up_where_that_is_less() -> None:
    plan = without(FOCUS, linked(THIS, Q, VALUE))
    for q, word in ((50, "MINUS"), (5000, "NOT EXISTS")):
        found = flattened(plan, [THIS], Sizes(predicates={"http://e/p": 100, "http://e/q": q}))
        assert word in to_text(Query("select", found, (THIS,)))


def test_plans_that_are_nested_twice_as_deep_are_twice_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = 0

    def counting(node: Node, change: Callable[[Node], Node]) -> Node:
        nonlocal seen
        seen += sum(1 for _ in node.walk())
        return rewritten(node, change)

    monkeypatch.setattr(flattening, "rewritten", counting)
    work = []
    for depth in (10, 20):
        plan: Operator = FOCUS
        for _ in range(depth):
            plan = focus_of(joined(without(FOCUS, PAIRS), joined(linked(THIS, P, VALUE), renamed(plan, THIS, VALUE))))
        seen = 0
        assert to_text(Query("select", flattened(plan, [THIS]), (THIS,))).count("<http://e/p>") > depth
        work.append(seen)
    assert work[1] < 2.2 * work[0]


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
