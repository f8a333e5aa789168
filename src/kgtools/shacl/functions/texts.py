"""The order of terms by their texts: what decides where nothing else does, whatever the order of files."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kgtools.sparql.columns.dictionary import Ids
from kgtools.sparql.terms.pool import Pool

__all__ = ["text_ranks"]


def text_ranks(numbers: Ids, pool: Pool) -> npt.NDArray[np.intp]:
    """The place of each term among the distinct ones in the order of their texts, no term (-1) first.

    >>> from kgtools.model.terms import NamedNode
    >>> from kgtools.table.small import SmallTerms
    >>> pool = Pool(SmallTerms([NamedNode("http://e/b"), NamedNode("http://e/a")]))
    >>> text_ranks(np.array([0, 1, -1, 0], np.int32), pool).tolist()
    [2, 1, 0, 2]
    """
    distinct, places = np.unique(numbers, return_inverse=True)
    bound = distinct[distinct >= 0]
    texts = [*[""] * (len(distinct) - len(bound)), *pool.texts(bound)]
    ranks = np.empty(len(distinct), np.intp)
    ranks[sorted(range(len(distinct)), key=texts.__getitem__)] = np.arange(len(distinct))
    return ranks[places]
