"""The effective boolean value, and logic with errors (section 17.2): 1 is true, 0 is false, -1 is an error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from kgtools.sparql.typed import kinds

if TYPE_CHECKING:
    from kgtools.sparql.functions.values import Values

__all__ = ["Truth", "all_of", "effective_boolean_values", "negation"]

Truth: TypeAlias = npt.NDArray[np.int8]


def effective_boolean_values(values: Values) -> Truth:
    """1, 0 or -1 for each row (section 17.2.2).

    As SPARQL 1.2 has it (and its suite): a literal that is ill-formed, or has a language tag, has none.
    """
    tags, words = values.tags, values.words
    truth = np.full(len(tags), -1, np.int8)
    if not len(tags):
        return truth
    present = np.flatnonzero(np.bincount(tags, minlength=256)).tolist()
    for tag in present:
        at = np.flatnonzero(tags == tag)
        kind = tag & kinds.KIND_MASK
        if kind in (kinds.BOOLEAN, kinds.INTEGER, kinds.DECIMAL):
            # a number that only a reference stands for is large or has many digits; zero is neither
            truth[at] = (
                1 if tag >= kinds.REFERENCE else (words[at] >> 5 != 0) if kind == kinds.DECIMAL else words[at] != 0
            )
        elif kind in (kinds.FLOAT, kinds.DOUBLE):
            numbers = words[at].view(np.float64)
            truth[at] = (numbers != 0) & ~np.isnan(numbers)
        elif kind == kinds.STRING:
            rows, places = values.take(at).distinct() if len(present) > 1 else values.distinct()
            truth[at] = np.array([text != "" for text in rows.lexical_forms()], np.int8)[places]
    return truth


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
