"""Two datasets as one, under one dictionary of terms: data that are here already, and what is read beside them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kgtools.model.terms import BlankNode, Literal, Term, Triple
from kgtools.table.dataset import Dataset
from kgtools.table.relations import Ids

__all__ = ["with_background"]


def with_background(data: Dataset, background: Dataset) -> Dataset:
    """The data, and behind them the rows of another dataset as their background (see :class:`Dataset`).

    Blank nodes of the two are different nodes, whatever their labels are. The graphs of the background play no part.

    >>> from kgtools.table import load_bytes
    >>> one, other = (load_bytes(b"_:a <http://e/p> <http://e/b> .", format="nt") for _ in range(2))
    >>> both = with_background(one, other)
    >>> len(both), both.background, len(set(both.s.tolist()))
    (2, 1, 2)
    """
    # a dictionary may have more than the terms that occur
    used = np.unique(np.concatenate([background.s, background.p, background.o]))
    terms = background.terms.terms(used)
    vocabulary = data.terms
    # a name that no blank node of the data has in front of its label
    mark = "background"
    while len(clashes := vocabulary.find([_renamed(term, mark) for term in terms if isinstance(term, BlankNode)])):
        if (clashes < 0).all():
            break
        mark += "_"
    named = [_renamed(term, mark) for term in terms]
    numbers = vocabulary.find(named)
    missing = np.flatnonzero(numbers < 0)
    extended = data.with_terms([named[index] for index in missing.tolist()])
    numbers[missing] = len(vocabulary) + np.arange(len(missing))

    def behind(first: Ids, second: Ids) -> Ids:
        return np.concatenate([first, numbers[np.searchsorted(used, second)].astype(np.int32)])

    count = len(data)
    sources, ends = (data.sources, data.ends) if data.sources or not count else (("-",), (count,))
    return replace(
        extended,
        s=behind(data.s, background.s),
        p=behind(data.p, background.p),
        o=behind(data.o, background.o),
        g=None if data.g is None else np.concatenate([data.g, np.full(len(background), -1, np.int32)]),
        sources=(*sources, *background.sources),
        ends=(*ends, *(count + end for end in background.ends)),
        tags=data.tags.and_of(background.tags),
        background=count,
    )


def _renamed(term: Term, mark: str) -> Term:
    """A term with its blank nodes under other labels."""
    if isinstance(term, BlankNode):
        return BlankNode(f"{mark}{term.value}")
    if isinstance(term, Triple):
        subject, value = _renamed(term.subject, mark), _renamed(term.object, mark)
        assert not isinstance(subject, Literal)
        return Triple(subject, term.predicate, value)
    return term
