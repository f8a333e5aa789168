"""Distinct rows of values: what an expression depends on is looked at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from kgtools.sparql.columns.codes import Places, distinct_words
from kgtools.sparql.terms.values import Values

__all__ = ["distinct_rows"]


def distinct_rows(columns: Sequence[Values]) -> tuple[Places, Places]:
    """A row of each distinct combination of the columns' values, and the place of each row among those."""
    size = len(columns[0])
    if size <= 1:
        return np.zeros(size, np.intp), np.zeros(size, np.intp)
    keys: list[npt.NDArray[np.integer]] = []
    for column in columns:
        if column.ids is not None:
            keys.append(column.ids)
        else:
            keys += [column.words, column.tags]
    return distinct_words(keys)
