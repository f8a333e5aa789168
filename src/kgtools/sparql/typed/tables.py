"""The tags and words of all terms of a dictionary, each looked at when it is first asked for, and kept with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt

from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import Tags, Words
from kgtools.sparql.typed.reading import pack, read_term
from kgtools.table.kernels.gathering import gather
from kgtools.table.relations import unique

if TYPE_CHECKING:
    from kgtools.sparql.columns.dictionary import Dictionary, Ids
    from kgtools.table.terms import Terms

__all__ = ["TypedTerms", "packed_texts"]

#: the terms of a column of text are read as columns where there are more
_FEW_TERMS = 400


class TypedTerms:
    """The terms of one dictionary as tags and words.

    >>> from kgtools.table.small import SmallTerms
    >>> from kgtools.model.terms import Literal
    >>> terms = TypedTerms.of(SmallTerms([Literal(7), Literal("a")]))
    >>> tags, words = terms.typed(np.array([0, 1, -1], np.int32))
    >>> tags.tolist() == [kinds.INTEGER, kinds.STRING, kinds.ERROR], words[:2].tolist()
    (True, [7, 1])
    """

    def __init__(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary
        size = len(dictionary)
        # the last place is what the number -1 leads to
        self._tags = np.full(size + 1, kinds.UNKNOWN, np.uint8)
        self._tags[-1] = kinds.ERROR
        self._words = np.empty(size + 1, np.int64)
        self._words[-1] = 0

    @classmethod
    def of(cls, dictionary: Dictionary) -> TypedTerms:
        """Those that are kept with the dictionary, made where there are none."""
        result = dictionary.derived.get("typed")
        if not isinstance(result, TypedTerms) or len(result._tags) != len(dictionary) + 1:
            result = dictionary.derived["typed"] = cls(dictionary)
        return result

    def typed(self, ids: Ids) -> tuple[Tags, Words]:
        """Tag and word of each term; an error for -1."""
        return self.tags(ids), self.words(ids)

    def tags(self, ids: Ids) -> Tags:
        """The tag of each term."""
        tags = gather(self._tags, ids)
        if len(tags) and tags.max() == kinds.UNKNOWN:
            self._read(unique(ids[tags == kinds.UNKNOWN]))
            tags = gather(self._tags, ids)
        return tags

    def words(self, ids: Ids) -> Words:
        """The word of each term; their tags have been asked for."""
        return gather(self._words, ids)

    def _read(self, ids: Ids) -> None:
        if len(ids) > _FEW_TERMS and hasattr(self._dictionary, "literals"):
            from kgtools.sparql.typed.columns import read_columns

            ids = read_columns(cast("Terms", self._dictionary), ids, self._tags, self._words)
        # what names itself needs no text
        names = _NAMES[self._dictionary.kinds[ids]]
        self._tags[ids] = names
        self._words[ids] = ids
        ids = ids[names == kinds.UNKNOWN]
        if len(ids):
            self._tags[ids], self._words[ids] = packed_texts(self._dictionary.texts_of(ids), ids)


#: the kind of each sort of term in a dictionary (see :mod:`kgtools.table.terms`), unknown of literals
_NAMES = np.full(256, kinds.ERROR, np.uint8)
_NAMES[:4] = kinds.IRI, kinds.BLANK, kinds.UNKNOWN, kinds.TRIPLE


def packed_texts(texts: list[str], ids: npt.NDArray[np.integer]) -> tuple[Tags, Words]:
    """Tags and words of terms in canonical text; what does not fit into a word refers to the term's number."""
    tags = np.empty(len(texts), np.uint8)
    words = np.empty(len(texts), np.int64)
    for place, (text, number) in enumerate(zip(texts, ids.tolist(), strict=True)):
        kind, value = read_term(text)
        packed = pack(kind, value)
        if packed is not None:
            tags[place], words[place] = packed
        else:
            tags[place] = kinds.reference_tag(kind)
            words[place] = number
    return tags, words
