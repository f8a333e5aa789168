"""The terms of an evaluation: those of the data under their numbers, and behind them those that the query makes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from kgtools.model.terms import Term

__all__ = ["BLANK", "IRI", "LITERAL", "TRIPLE", "UNBOUND", "Dictionary", "Ids", "Pool"]

Ids = npt.NDArray[np.int32]
#: the number that stands where a variable has no value
UNBOUND = -1
#: what a term is; as in :mod:`kgtools.columns.terms`
IRI, BLANK, LITERAL, TRIPLE = 0, 1, 2, 3


class Dictionary(Protocol):
    """The distinct terms of a dataset, each with a number from 0: canonical N-Triples text (``"01"^^<…integer>``)."""

    #: what others make of the dictionary and keep with it (columns of values, say), each under a name of its own
    derived: dict[str, Any]

    def __len__(self) -> int: ...
    @property
    def kinds(self) -> npt.NDArray[np.uint8]: ...
    def text(self, number: int) -> str: ...
    def texts_of(self, numbers: npt.NDArray[np.integer]) -> list[str]: ...
    def terms_of(self, numbers: npt.NDArray[np.integer]) -> list[Term]: ...
    def find_texts(self, texts: Sequence[str]) -> npt.NDArray[np.int64]: ...


class Pool:
    """Terms by their numbers: those below :attr:`base` are the dictionary's, the others were made by the query.

    Two numbers are the same exactly where the terms are (``sameTerm``), once :meth:`resolved` has been asked.
    """

    def __init__(self, dictionary: Dictionary) -> None:
        self.dictionary = dictionary
        self.base = len(dictionary)
        self._made: list[str] = []
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return self.base + len(self._made)

    def intern(self, texts: Sequence[str]) -> Ids:
        """The numbers of terms in canonical N-Triples text: those that they have, else new ones."""
        numbers = self._numbers
        unknown = [text for text in dict.fromkeys(texts) if text not in numbers]
        if unknown:
            for text, found in zip(unknown, self.dictionary.find_texts(unknown).tolist(), strict=True):
                if found < 0:
                    found = self.base + len(self._made)
                    self._made.append(text)
                numbers[text] = found
        return np.array([numbers[text] for text in texts], np.int32)

    def intern_terms(self, terms: Sequence[Term]) -> Ids:
        """The numbers of terms, see :meth:`intern`."""
        from kgtools.columns.text import term_text

        return self.intern([term_text(term) for term in terms])

    def texts(self, numbers: npt.NDArray[np.integer]) -> list[str]:
        """The canonical N-Triples text of each number; none may be :data:`UNBOUND`."""
        made = numbers >= self.base
        if not made.any():
            return self.dictionary.texts_of(numbers)
        below = iter(self.dictionary.texts_of(numbers[~made]))
        return [self._made[n - self.base] if n >= self.base else next(below) for n in numbers.tolist()]

    def resolved(self, numbers: Ids) -> Ids:
        """The same terms under numbers that can be compared: equal exactly where the terms are the same."""
        return numbers
