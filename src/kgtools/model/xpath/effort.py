"""How many ways a matcher that goes back on its steps may have to try, told from the form of an expression alone.

Python's ``re`` tries one way after the other and cannot be stopped; ``(a+)+$`` on forty letters would keep it for
centuries. The bound here is an upper one: an expression that has a small one is safe, another is given to RE2, which
goes through the text once whatever the expression is.
"""

from __future__ import annotations

import math

__all__ = ["Effort"]

#: more ways than this are as good as endless
_MAX_WAYS = 1e12
#: ways of matching from one place on: at most coefficient * (length of the text + 1) ** degree
Ways = tuple[float, int]
_ONE: Ways = (1.0, 0)
_NONE: Ways = (0.0, 0)
_ENDLESS: Ways = (math.inf, 0)


class Effort:
    """Is told the pieces of an expression from left to right.

    >>> effort = Effort()  # a*b?
    >>> effort.atom(); effort.repeat(0, None); effort.atom(); effort.repeat(0, 1)
    >>> effort.steps(9)
    200.0
    """

    def __init__(self) -> None:
        # of each open group: the ways of the branches that are done, and of the branch at hand up to its last piece
        self._open: list[tuple[Ways, Ways]] = [(_NONE, _ONE)]
        self._last: Ways = _ONE

    def atom(self) -> None:
        """One character, a class of them, or an anchor."""
        self._settle()
        self._last = _ONE

    def group(self) -> None:
        """An opening bracket."""
        self._settle()
        self._last = _ONE
        self._open.append((_NONE, _ONE))

    def branch(self) -> None:
        """``|``."""
        self._settle()
        self._last = _ONE
        paths, here = self._open[-1]
        self._open[-1] = (_either(paths, here), _ONE)

    def close(self) -> None:
        """A closing bracket."""
        self._settle()
        paths, here = self._open.pop()
        self._last = _either(paths, here)

    def repeat(self, low: int, high: int | None) -> None:
        """A quantifier behind the last piece."""
        ways, degree = self._last
        if high is None:
            # what is repeated without end must itself match in one way only
            self._last = (1.0, 1) if self._last == _ONE else _ENDLESS
        elif ways > 1 and high * math.log10(ways) > math.log10(_MAX_WAYS):
            self._last = _ENDLESS
        else:
            self._last = ((high - low + 1) * ways**high, degree * high)

    def steps(self, length: int) -> float:
        """An upper bound of the steps of a search in a text of so many characters; infinite where there is none."""
        paths, here = self._open[0]
        ways, degree = _either(paths, _both(here, self._last))
        if ways > _MAX_WAYS or degree * math.log10(length + 1) > math.log10(_MAX_WAYS):
            return math.inf
        return float((length + 1) * ways * (length + 1) ** degree)

    def _settle(self) -> None:
        paths, here = self._open[-1]
        self._open[-1] = (paths, _both(here, self._last))


def _both(a: Ways, b: Ways) -> Ways:
    return (a[0] * b[0], a[1] + b[1])


def _either(a: Ways, b: Ways) -> Ways:
    return (a[0] + b[0], max(a[1], b[1]))
