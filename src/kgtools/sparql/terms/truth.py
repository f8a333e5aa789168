"""The effective boolean value of terms (section 17.2.2): 1 is true, 0 is false, -1 is an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kgtools.sparql.typed import kinds

if TYPE_CHECKING:
    from kgtools.sparql.terms.values import Values

__all__ = ["effective_boolean_values"]


def effective_boolean_values(values: Values) -> npt.NDArray[np.int8]:
    """1, 0 or -1 for each row (section 17.2.2).

    As SPARQL 1.2 has it (and its suite): a literal that is ill-formed, or has a language tag, has none.

    >>> from kgtools.sparql.terms.pool import Pool
    >>> from kgtools.sparql.terms.values import Values
    >>> from kgtools.table.small import SmallTerms
    >>> effective_boolean_values(Values.integers(Pool(SmallTerms()), np.array([7, 0]))).tolist()
    [1, 0]
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
