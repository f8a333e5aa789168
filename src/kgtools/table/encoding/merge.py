"""Two dictionaries as one."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from kgtools.table.encoding.tokens import labels_within, relabelled_triple_terms
from kgtools.table.kernels.arrow import (
    call,
    distinct_texts,
    integers,
    joined_texts,
    keep,
    places,
    replaced,
    take,
    truths,
)
from kgtools.table.kinds import BLANK
from kgtools.table.relations import Ids
from kgtools.table.terms import Terms

__all__ = ["merged_terms"]


def merged_terms(first: Terms | None, second: Terms) -> tuple[Terms, Ids | None]:
    """The terms of both under one numbering, and the new number of each of the second (None: they stay as they are).

    Numbers of the first stay; blank nodes of the second that bear a label of the first get others.

    >>> texts = [pa.array(["<http://e/a>", "_:b"], pa.large_string()) for _ in range(2)]
    >>> terms, numbers = merged_terms(*map(Terms, texts))
    >>> [terms.text(number) for number in numbers]
    ['<http://e/a>', '_:b_1']
    """
    if first is None or not len(first):
        return second, None
    texts = _with_own_labels(first, second)
    matches = places(texts, first.texts)
    new = ~truths(call("is_valid", matches))
    numbers = integers(matches, null=0).astype(np.int32)
    numbers[new] = np.arange(len(first), len(first) + np.count_nonzero(new), dtype=np.int32)
    return Terms(pa.concat_arrays([first.texts, keep(texts, new)])), numbers


def _with_own_labels(first: Terms, second: Terms) -> pa.LargeStringArray:
    """The texts of the second; a label that the first has gets ``_1`` behind it, or the first number that is free."""
    mine, theirs = (distinct_texts(_labels(terms)) for terms in (second, first))
    if not len(mine) or not len(theirs):
        return second.texts
    old = keep(mine, truths(call("is_valid", places(mine, theirs))))
    if not len(old):
        return second.texts
    number = 0
    while True:
        number += 1
        fresh = joined_texts(old, f"_{number}")
        if not any(truths(call("is_valid", places(fresh, labels))).any() for labels in (mine, theirs)):
            break
    at = places(second.texts, old)
    which = truths(call("is_valid", at))
    relabelled = replaced(second.texts, which, take(fresh, integers(at, null=0)[which]))
    return relabelled_triple_terms(relabelled, old, fresh)


def _labels(terms: Terms) -> pa.LargeStringArray:
    """The blank nodes, also those that are in triple terms alone."""
    return pa.concat_arrays([keep(terms.texts, terms.kinds == BLANK), labels_within(terms.texts)])
