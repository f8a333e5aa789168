"""Logic with errors (section 17.2): 1 is true, 0 is false, -1 is an error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["Truth", "all_of", "negation"]

Truth: TypeAlias = npt.NDArray[np.int8]


def negation(truth: Truth) -> Truth:
    """``!``: an error stays one.

    >>> negation(np.array([1, 0, -1], np.int8)).tolist()
    [0, 1, -1]
    """
    result: Truth = np.where(truth < 0, truth, 1 - truth).astype(np.int8, copy=False)
    return result


def all_of(operands: Sequence[Truth]) -> Truth:
    """``&&``: false where any is, else an error where any is, else true.

    >>> all_of([np.array([1, 0, 1], np.int8), np.array([-1, -1, 1], np.int8)]).tolist()
    [-1, 0, 1]
    """
    return _RANKED[np.minimum.reduce([_RANK[truth] for truth in operands])]


#: of 0, 1 and (from the end) -1
_RANK = np.array([0, 2, 1], np.int8)
_RANKED = np.array([0, -1, 1], np.int8)
