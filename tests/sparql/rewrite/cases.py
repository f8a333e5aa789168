"""How the tests of passes tell what a pass makes of a group."""

from __future__ import annotations

from collections.abc import Callable

from kgtools.sparql import algebra
from tests.sparql.plans import pattern

__all__ = ["check"]


def check(change: Callable[[algebra.Query], algebra.Query], group: str, expected: str | None) -> None:
    """Assert that the pass makes what is expected of the group (None: no change), and nothing more the second time."""
    plain = pattern(group)
    found = pattern(group, change)
    assert found == (plain if expected is None else expected)
    assert expected != plain, "a change is expected that is none"
    assert pattern(group, change, change) == found
