"""The terms that a query makes: each under a number of its own, as a text, a value or a row of a block."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kgtools.errors import LimitError
from kgtools.sparql.columns.dictionary import BLANK, IRI, LITERAL, TRIPLE, Dictionary, Ids
from kgtools.sparql.terms.scalars import Scalars
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import Tags, Words
from kgtools.sparql.typed.writing import write_term
from kgtools.table.kernels.gathering import gather
from kgtools.table.relations import unique

if TYPE_CHECKING:
    import pyarrow as pa

    from kgtools.sparql.terms.blocks import Block

__all__ = ["NOTHING", "NO_WORDS", "CreatedTerms"]

_MAX_TERM_NUMBER = (1 << 31) - 1
#: what :meth:`CreatedTerms.kinds_of` gives where there is no term
NOTHING = 255
#: what a term is by the tag of its value
_KINDS = np.full(256, LITERAL, np.uint8)
_KINDS[[kinds.BLANK, kinds.IRI, kinds.TRIPLE]] = BLANK, IRI, TRIPLE
#: words that are set later
NO_WORDS = np.empty(0, np.int64)
_INTEGER = '"^^<http://www.w3.org/2001/XMLSchema#integer>'
#: values from which on their texts are made in columns; more where it is not known whether Arrow is there
_MANY_VALUES_WITH_ARROW, _MANY_VALUES = 256, 8192


class CreatedTerms(Scalars):
    """What is kept of made terms, and their texts once somebody asks. Numbers below `base` are the dictionary's.

    Which of the terms are the same is none of its business: :class:`kgtools.sparql.terms.pool.Pool` finds
    that.
    """

    def __init__(self, dictionary: Dictionary) -> None:
        super().__init__()
        self.dictionary = dictionary
        self.base = len(dictionary)
        self._count = 0
        # of each made term: its value, and the number that stands for it and all that are the same (-1: not known)
        self._tags = np.empty(0, np.uint8)
        self._words = np.empty(0, np.int64)
        self._same = np.empty(0, np.int32)
        # by its place behind `base`
        self._texts: dict[int, str] = {}
        self._blocks: list[Block] = []
        # whether there are terms that were not compared with all others so far
        self._lazy = False

    def __len__(self) -> int:
        return self.base + self._count

    def texts(self, numbers: npt.NDArray[np.integer]) -> list[str]:
        """The canonical N-Triples text of each number; none may be :data:`UNBOUND`."""
        is_created = numbers >= self.base
        several = np.count_nonzero(is_created)
        if not several:
            return self.dictionary.texts_of(numbers)
        places = numbers[is_created] - self.base
        if several == len(numbers):
            return self._made_texts(places)
        result = np.empty(len(numbers), object)
        result[~is_created] = self.dictionary.texts_of(numbers[~is_created])
        result[is_created] = self._made_texts(places)
        texts: list[str] = result.tolist()
        return texts

    def _made_texts(self, places: npt.NDArray[np.integer]) -> list[str]:
        texts = self._texts
        if len(texts) == self._count:
            return [texts[place] for place in places.tolist()]
        if self._blocks:
            return self._texts_of_blocks(places)
        return self._texts_at(places)

    def _texts_of_blocks(self, places: npt.NDArray[np.integer]) -> list[str]:
        result = np.empty(len(places), object)
        others = np.ones(len(places), bool)
        for block in self._blocks:
            start = block.start - self.base
            here = (places >= start) & (places < start + block.size)
            if here.any():
                result[here] = block.terms(places[here] - start).to_pylist()
                others &= ~here
        if others.any():
            result[others] = self._texts_at(places[others])
        texts: list[str] = result.tolist()
        return texts

    def _texts_at(self, places: npt.NDArray[np.integer]) -> list[str]:
        texts = self._texts
        missing = unique(places)
        missing = missing[[place not in texts for place in missing.tolist()]]
        new = self._write(self._tags[missing], self._words[missing])
        text_of = dict(zip(missing.tolist(), new, strict=True))
        return [text_of[place] if place in text_of else texts[place] for place in places.tolist()]

    def made_alike(self, numbers: Ids) -> npt.NDArray[np.bool_] | None:
        """Some of many made terms: those of one block, or those that are texts; None where all are alike."""
        for block in self._blocks:
            inside: npt.NDArray[np.bool_] = (numbers >= block.start) & (numbers < block.start + block.size)
            if inside.any():
                return None if inside.all() else inside
        has_text = self.is_written(numbers)
        return has_text if len(numbers) > _MANY_VALUES_WITH_ARROW and has_text.any() and not has_text.all() else None

    def value_column(self, numbers: Ids) -> pa.LargeStringArray | None:
        """The texts of made terms as a column of Arrow, where they are many computed values; else None.

        What is there as a text may be written otherwise than its value is.
        """
        if len(numbers) <= _MANY_VALUES_WITH_ARROW or self.is_written(numbers).any():
            return None
        from kgtools.sparql.typed.forms import value_terms

        places = numbers - self.base
        return value_terms(self, self._tags[places], self._words[places])

    def value_forms(self, numbers: Ids) -> tuple[pa.LargeStringArray, str] | None:
        """The same where all are of one datatype: their lexical forms, which have no escapes, and what follows these.

        The suffix begins behind the quotation mark.
        """
        if len(numbers) <= _MANY_VALUES_WITH_ARROW or int(numbers.min()) < self.base or self.is_written(numbers).any():
            return None
        from kgtools.sparql.typed.forms import lexical_forms
        from kgtools.sparql.typed.writing import DATATYPES

        places = numbers - self.base
        tags = self._tags[places]
        kind = kinds.sole_tag(tags & np.uint8(kinds.KIND_MASK))
        datatype = None if kind is None else DATATYPES.get(kind)
        if datatype is None:
            return None
        forms, is_valid = lexical_forms(self, tags, self._words[places])
        return (forms, f"^^<{datatype}>") if is_valid.all() else None

    def _write(self, tags: Tags, words: Words) -> list[str]:
        if len(tags) > _MANY_VALUES:
            from kgtools.sparql.typed.forms import value_terms
            from kgtools.table.kernels.arrow import lines

            texts = value_terms(self, tags, words)
            if texts is not None:
                return lines(texts)
        if len(tags) and (tags == kinds.INTEGER).all():
            return [f'"{word}{_INTEGER}' for word in words.tolist()]
        kinds_of_values = (tags & kinds.KIND_MASK).tolist()
        pairs = self.budget.paced(zip(kinds_of_values, self.objects(tags, words), strict=True))
        return [write_term(kind, value) for kind, value in pairs]

    def kinds_of(self, numbers: npt.NDArray[np.integer]) -> npt.NDArray[np.uint8]:
        """What the term of each number is (:data:`~kgtools.sparql.columns.dictionary.IRI` …), :data:`NOTHING`
        for none.

        No text is written for that.
        """
        created = np.flatnonzero(numbers >= self.base)
        if len(created) == len(numbers):
            return self._made_kinds(numbers - self.base)
        if not len(created) and int(numbers.min()) >= 0:
            return gather(self.dictionary.kinds, numbers)
        result = np.full(len(numbers), NOTHING, np.uint8)
        below = (numbers >= 0) & (numbers < self.base)
        result[below] = self.dictionary.kinds[numbers[below]]
        result[created] = self._made_kinds(numbers[created] - self.base)
        return result

    def _made_kinds(self, places: npt.NDArray[np.integer]) -> npt.NDArray[np.uint8]:
        # what was not read so far is a literal
        result: npt.NDArray[np.uint8] = gather(_KINDS, gather(self._tags, places))
        return result

    def is_written(self, numbers: Ids) -> npt.NDArray[np.bool_]:
        """Which made terms are there as texts; of the others, values, no text was ever needed."""
        places = numbers - self.base
        has_text = np.zeros(self._count, bool)
        has_text[list(self._texts)] = True
        for block in self._blocks:
            has_text[block.start - self.base :][: block.size] = True
        result: npt.NDArray[np.bool_] = has_text[places]
        return result

    def add_block(self, block: Block) -> Ids:
        """Numbers, one behind the other, for the rows of a block; what its terms are is not looked at."""
        block.start = self._grow(np.broadcast_to(np.asarray(block.tags(), np.uint8), block.size), NO_WORDS)
        ids = np.arange(block.start, block.start + block.size, dtype=np.int32)
        self._words[block.start - self.base : self._count] = ids if block.words is None else block.words
        self._blocks.append(block)
        self._lazy = True
        return ids

    def block_of(self, numbers: Ids) -> Block | None:
        """The block that all of the terms are in, those apart that are :data:`UNBOUND`."""
        if not self._blocks or not len(numbers):
            return None
        highest = int(numbers.max())
        for block in self._blocks:
            if block.start <= highest < block.start + block.size:
                return block if ((numbers >= block.start) | (numbers < 0)).all() else None
        return None

    def _grow(self, tags: Tags, words: Words) -> int:
        """Room for made terms; the number of the first of them."""
        before, self._count = self._count, self._count + len(tags)
        if self.base + self._count > _MAX_TERM_NUMBER:
            raise LimitError(
                f"a query may create up to {_MAX_TERM_NUMBER:,} terms, and this one creates more; narrow the query."
            )
        if self._count > len(self._tags):
            room = max(self._count, 2 * len(self._tags), 16)
            for name in ("_tags", "_words", "_same"):
                old = getattr(self, name)
                column = np.empty(room, old.dtype)
                column[:before] = old[:before]
                setattr(self, name, column)
        self._tags[before : self._count] = tags
        if words is not NO_WORDS:
            self._words[before : self._count] = words
        self._same[before : self._count] = -1
        return self.base + before
