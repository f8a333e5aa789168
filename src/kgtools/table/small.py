"""The dictionary of a small graph: terms as objects and texts in lists of Python, without Arrow.

To import Arrow takes longer than all that a question to a small graph needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from kgtools.model.terms import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Term, Triple
from kgtools.table.kernels.text import term_text

__all__ = ["SmallTerms"]

#: what terms are, as :mod:`kgtools.table.terms` tells it
_KINDS: dict[type, int] = {NamedNode: 0, BlankNode: 1, Literal: 2, Triple: 3}


class _Numbers(dict[object, int]):
    """The number of each term; one that is asked for the first time gets the next one."""

    def __init__(self) -> None:
        self.terms: list[object] = []
        # the default graph is no term
        super().__init__({DefaultGraph(): -1})

    def __missing__(self, term: object) -> int:
        number = self[term] = len(self.terms)
        self.terms.append(term)
        return number


class SmallTerms:
    """Distinct terms, each with its number; more can be added behind them, and no number changes.

    >>> terms = SmallTerms([NamedNode("http://e/a"), Literal("1")])
    >>> terms.text(1), terms.find_texts(["<http://e/a>", "_:b"]).tolist()
    ('"1"', [0, -1])
    """

    def __init__(self, terms: Iterable[Term] = ()) -> None:
        self._numbers = _Numbers()
        self._texts: list[str] = []
        self._number_of_text: dict[str, int] = {}
        self._kinds = np.empty(0, np.uint8)
        #: what others make of the dictionary and keep with it, each under a name of its own; gone when terms are added
        self.derived: dict[str, object] = {}
        self.add(terms)

    def __len__(self) -> int:
        return len(self._numbers.terms)

    def add(self, terms: Iterable[Term]) -> list[int]:
        """The numbers of terms; those that have none get one."""
        before = len(self)
        numbers = self._numbers
        result = [numbers[term] for term in terms]
        if len(self) > before:
            self.derived.clear()
        return result

    def add_quads(self, quads: Iterable[Quad]) -> npt.NDArray[np.int32]:
        """The numbers of subject, predicate, object and graph name of each quad, a row each; -1: the default graph.

        >>> a = NamedNode("http://e/a")
        >>> SmallTerms().add_quads([Quad(a, NamedNode("http://e/p"), a)]).tolist()
        [[0, 1, 0, -1]]
        """
        before = len(self)
        numbers = self._numbers
        rows = np.array(list(map(numbers.__getitem__, chain.from_iterable(quads))), np.int32).reshape(-1, 4)
        if len(self) > before:
            self.derived.clear()
        return rows

    def number(self, term: object) -> int | None:
        """The number of a term, -1 for the default graph; None where it does not occur.

        >>> SmallTerms([Literal("1")]).number(Literal("1")), SmallTerms().number(DefaultGraph())
        (0, -1)
        """
        return self._numbers.get(term)

    @property
    def kinds(self) -> npt.NDArray[np.uint8]:
        """What each term is, as :attr:`kgtools.table.terms.Terms.kinds` has it."""
        have = len(self._kinds)
        if have < len(self):
            fresh = np.array([_KINDS[type(term)] for term in self._numbers.terms[have:]], np.uint8)
            self._kinds = np.concatenate([self._kinds, fresh])
        return self._kinds

    @property
    def texts(self) -> list[str]:
        """The canonical N-Triples text of each term."""
        have = len(self._texts)
        if have < len(self):
            self._texts += [str(t) if type(t) is not Triple else term_text(t) for t in self._numbers.terms[have:]]
        return self._texts

    def text(self, number: int) -> str:
        """The text of one term."""
        return self.texts[number]

    def texts_of(self, numbers: npt.NDArray[np.integer]) -> list[str]:
        """The texts of terms, in the order of `numbers`."""
        texts = self.texts
        return [texts[number] for number in numbers.tolist()]

    def terms_of(self, numbers: npt.NDArray[np.integer]) -> list[Term]:
        """The terms with these numbers, as objects."""
        terms = self._numbers.terms
        return [terms[number] for number in numbers.tolist()]

    def find_texts(self, texts: Sequence[str]) -> npt.NDArray[np.int64]:
        """The number of the term with each canonical text, -1 where it does not occur."""
        have = len(self._number_of_text)
        if have < len(self):
            self._number_of_text.update(zip(self.texts[have:], range(have, len(self)), strict=True))
        number_of = self._number_of_text
        return np.array([number_of.get(text, -1) for text in texts], np.int64)
