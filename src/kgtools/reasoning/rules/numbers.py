"""The numbers of terms: those of the columns, and more for terms that only axioms and rules name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kgtools.model.terms import Term
from kgtools.reasoning.rules.engine import Ints
from kgtools.table import Columns, Terms

__all__ = ["Numbers"]


class Numbers:
    """The numbers of terms: those of the columns, and more for terms that do not occur there."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self._extra: dict[Term, int] = {}
        self._terms: list[Term] = []
        self._numbers: dict[Term, int] = {}

    def __call__(self, term: Term) -> int:
        """The number of a term."""
        number = self._numbers.get(term)
        if number is not None:
            return number
        return self.learn([term])[0]

    def learn(self, terms: Sequence[Term]) -> list[int]:
        """The numbers of many terms, looked up at once."""
        numbers = self.columns.terms.find(terms).tolist()
        for at, (term, number) in enumerate(zip(terms, numbers, strict=True)):
            if number < 0:
                number = self._extra.setdefault(term, self.columns.size + len(self._terms))
                if number == self.columns.size + len(self._terms):
                    self._terms.append(term)
                numbers[at] = number
            self._numbers[term] = number
        return [int(n) for n in numbers]

    @property
    def size(self) -> int:
        return self.columns.size + len(self._terms)

    def find(self, terms: Sequence[Term]) -> Ints:
        """The numbers of those terms that have one."""
        unknown = [term for term in terms if term not in self._numbers]
        numbers = [self._numbers[term] for term in terms if term in self._numbers]
        result = np.concatenate([np.array(numbers, np.int64), self.columns.terms.find(unknown)])
        return result[result >= 0]

    def all_terms(self) -> Terms:
        """All terms, each at its number."""
        return self.columns.terms.extended(self._terms) if self._terms else self.columns.terms

    def terms(self, numbers: Ints) -> list[Term]:
        """The terms of numbers."""
        size = self.columns.size
        if not len(numbers) or int(numbers.max()) < size:
            return self.columns.terms.terms(numbers)
        inside = iter(self.columns.terms.terms(numbers[numbers < size]))
        return [next(inside) if n < size else self._terms[n - size] for n in numbers.tolist()]

    def term(self, number: int) -> Term:
        """The term of a number."""
        return self.terms(np.array([number], np.int64))[0]
