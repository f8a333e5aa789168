"""How many examples a law is tried with: few at each change, many where somebody looks for more.

At each change they are the same ones, so that a verdict is about the change. `pytest --hypothesis-profile=explore`
tries twenty-five times as many, others each time.
"""

from __future__ import annotations

import contextlib

from hypothesis import settings

__all__ = ["register_profiles", "share"]

#: the examples of a law that names no number
_QUICK, _EXPLORE = 40, 1_000


def register_profiles() -> None:
    """Register both profiles, and load the quick one; the option of hypothesis loads another one after that."""
    settings.register_profile("quick", max_examples=_QUICK, deadline=None, derandomize=True)
    settings.register_profile("explore", max_examples=_EXPLORE, deadline=None, derandomize=False)
    settings.load_profile("quick")
    # examples with the constants of our modules would be others whenever a module changes; there is no setting for it,
    # and to read all modules for them takes every process seconds
    with contextlib.suppress(ImportError):
        from hypothesis.internal.conjecture import providers
        from hypothesis.internal.constants_ast import Constants

        providers._get_local_constants = Constants


def share(count: int) -> int:
    """The number of examples in the profile in force, where one hundred are usual and a law is worth `count`."""
    return max(1, count * settings().max_examples // 100)
