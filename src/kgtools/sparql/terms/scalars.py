"""Values whose word does not hold them: what is larger is kept beside, and they are given one by one where need be."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from kgtools.sparql.budget import Budget
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import Scalar, Tags, ValueObject, Words, is_reference
from kgtools.sparql.typed.reading import pack, read_term, unpack

__all__ = ["Scalars"]


class Scalars(ABC):
    """The values of an evaluation as tags and words (:mod:`kgtools.sparql.typed.kinds`), and as Python has them.

    A word that refers to a term is that of the term's number (from 0), or of what is kept here (below 0).
    """

    def __init__(self) -> None:
        #: what loops over values look at; that of the evaluation
        self.budget = Budget()
        self._heap: list[ValueObject] = []
        # decimals with 18 digits behind the point: what precedes it, and behind it, both with the sign
        self._wide = np.empty((2, 0), np.int64)

    @abstractmethod
    def texts(self, numbers: npt.NDArray[np.integer]) -> list[str]:
        """The canonical N-Triples text of terms, by their numbers."""

    @abstractmethod
    def _write(self, tags: Tags, words: Words) -> list[str]: ...

    def add_wide(self, whole: Words, part: Words) -> Words:
        """Words for decimals with 18 digits behind the point: before it, and behind it, both with the sign."""
        before = self._wide.shape[1]
        self._wide = np.concatenate([self._wide, np.stack([whole, part])], axis=1)
        return np.arange(before, before + len(whole))

    def wide(self, words: Words) -> tuple[Words, Words]:
        """What precedes and follows the point of decimals that :meth:`add_wide` has given words."""
        return self._wide[0, words], self._wide[1, words]

    def pack(self, scalars: Sequence[Scalar | None]) -> tuple[Tags, Words]:
        """Tags and words of values, each by kind and object; None is an error."""
        tags = np.zeros(len(scalars), np.uint8)
        words = np.zeros(len(scalars), np.int64)
        for place, scalar in enumerate(self.budget.paced(scalars)):
            if scalar is None:
                continue
            kind, value = scalar
            packed = pack(kind, value)
            if packed is not None:
                tags[place], words[place] = packed
            else:
                tags[place] = kinds.reference_tag(kind)
                words[place] = ~len(self._heap)
                self._heap.append(value)
        return tags, words

    def objects(self, tags: Tags, words: Words) -> list[ValueObject]:
        """Each value as Python has it, None for an error (see ``Values.objects``)."""
        refers = is_reference(tags)
        if kinds.WIDE in tags.tobytes():
            wide = np.flatnonzero(tags == kinds.WIDE)
            # at the end: what is written over has no object of its own
            objects: list[ValueObject] = self.objects(np.where(tags == kinds.WIDE, np.uint8(kinds.ERROR), tags), words)
            pairs = zip(*(column.tolist() for column in self.wide(words[wide])), strict=True)
            for place, (whole, part) in zip(wide.tolist(), pairs, strict=True):
                digits = Decimal(whole * 10**kinds.WIDE_DIGITS + part)
                objects[place] = kinds.EXACT.scaleb(digits, -kinds.WIDE_DIGITS)
            return objects
        if not np.count_nonzero(refers):
            rows = self.budget.paced(zip(tags.tolist(), words.tolist(), strict=True))
            return [unpack(tag, word) if tag else None for tag, word in rows]
        numbers = words[refers & (words >= 0)]
        texts = iter(self.texts(numbers))
        objects = []
        for tag, word, refer in self.budget.paced(zip(tags.tolist(), words.tolist(), refers.tolist(), strict=True)):
            if not refer:
                objects.append(unpack(tag, word) if tag else None)
            elif word < 0:
                objects.append(self._heap[~word])
            else:
                objects.append(read_term(next(texts))[1])
        return objects

    def texts_of_values(self, tags: Tags, words: Words) -> list[str | None]:
        """The canonical N-Triples text of each value, None for an error."""
        valid = tags != kinds.ERROR
        if valid.all():
            return list(self._write(tags, words))
        texts = iter(self._write(tags[valid], words[valid]))
        return [next(texts) if good else None for good in valid.tolist()]
