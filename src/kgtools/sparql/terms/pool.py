"""The terms of an evaluation: those of the data under their numbers, and behind them those that the query makes."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kgtools.model.terms import Term
from kgtools.sparql.columns.dictionary import (
    BLANK,
    IRI,
    LITERAL,
    TRIPLE,
    UNBOUND,
    Dictionary,
    Ids,
    kind_of,
    sort_of,
)
from kgtools.sparql.terms.created import NO_WORDS, CreatedTerms
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import Tags, Words, is_reference
from kgtools.sparql.typed.tables import TypedTerms, packed_texts
from kgtools.sparql.typed.writing import write_term
from kgtools.table.relations import unique

if TYPE_CHECKING:
    import pyarrow as pa

    from kgtools.sparql.terms.blocks import Block

__all__ = ["Pool"]

#: values that come so often on average are made once each
_REPEATS_ON_AVERAGE = 4
#: of so many words it is seen whether they come several times: not where such a part of them is distinct
_SAMPLE_WORDS, _DISTINCT_PART = 4096, 7 / 8
#: from so many texts on it is worth to know of what kind they are
_MANY_TEXTS = 256
#: the tags of terms that are texts: what a literal stands for is found when it is asked for
_TAGS = {IRI: kinds.IRI, BLANK: kinds.BLANK, LITERAL: kinds.UNKNOWN, TRIPLE: kinds.TRIPLE}


class Pool(CreatedTerms):
    """Terms by their numbers: those below :attr:`base` are the dictionary's, the others were made by the query.

    Made terms are texts (:meth:`intern`), or values (:meth:`add`) and columns of texts (:meth:`add_block`) of which
    nobody has asked for the terms so far, each under a number of its own. Two numbers are the same exactly where the
    terms are (``sameTerm``), once :meth:`resolved` has been asked.

    >>> from kgtools.table.small import SmallTerms
    >>> from kgtools.model.terms import Literal
    >>> pool = Pool(SmallTerms([Literal(7)]))
    >>> made = pool.add(np.full(3, kinds.INTEGER, np.uint8), np.array([7, 8, 8]))
    >>> made.tolist(), pool.resolved(made).tolist(), pool.texts(made[1:2])
    ([1, 2, 3], [0, 2, 2], ['"8"^^<http://www.w3.org/2001/XMLSchema#integer>'])
    """

    def __init__(self, dictionary: Dictionary) -> None:
        super().__init__(dictionary)
        self._typed = TypedTerms.of(dictionary)
        self._numbers: dict[str, int] = {}
        # the blocks whose terms were compared with all others: the distinct terms that are in them alone
        self._compared: list[tuple[Set[str], pa.LargeStringArray, Ids]] = []

    # terms as texts -------------------------------------------------------------------------------------------------

    def intern(self, texts: Sequence[str]) -> Ids:
        """The numbers of terms in canonical N-Triples text: those that they have, else new ones."""
        numbers = self._numbers
        if len(texts) == 1 and texts[0] in numbers:
            return np.array((numbers[texts[0]],), np.int32)
        unknown = [text for text in dict.fromkeys(texts) if text not in numbers]
        if unknown:
            numbers_found = self._find(unknown)
            new = (numbers_found < 0).nonzero()[0]
            if len(new):
                numbers_found[new] = self._add_texts([unknown[place] for place in new.tolist()])
            numbers.update(zip(unknown, numbers_found.tolist(), strict=True))
        return np.array([numbers[text] for text in texts], np.int32)

    def add_texts(self, texts: Sequence[str]) -> Ids:
        """New numbers for the texts of distinct terms that are known to be neither in the data nor made yet."""
        ids = self._add_texts(texts)
        self._numbers.update(zip(texts, ids.tolist(), strict=True))
        return ids

    def _add_texts(self, texts: Sequence[str]) -> Ids:
        """New numbers for texts; a term that is no literal is its own value."""
        start = self._grow(np.array([_TAGS[kind_of(text[:2])] for text in texts], np.uint8), NO_WORDS)
        ids = np.arange(start, start + len(texts), dtype=np.int32)
        new = slice(start - self.base, self._count)
        self._words[new] = self._same[new] = ids
        self._texts.update(zip(range(new.start, new.stop), texts, strict=True))
        return ids

    def _find(self, texts: Sequence[str]) -> npt.NDArray[np.int64]:
        """The numbers in the dictionary and in blocks, -1 for terms that are new."""
        numbers = self._find_in_data(texts)
        if self._compared:
            sorts = [sort_of(text) for text in texts]
            sought = {sort for sort, number in zip(sorts, numbers.tolist(), strict=True) if number < 0}
            if any(not sought.isdisjoint(there) for there, _, _ in self._compared):
                from kgtools.table.kernels.arrow import text_array

                elsewhere = self._find_in_blocks(text_array(texts), sought)
                numbers = np.where(numbers < 0, elsewhere, numbers)
        return numbers

    def _find_in_data(self, texts: Sequence[str]) -> npt.NDArray[np.int64]:
        """The numbers in the dictionary; many terms of a kind that it does not have need not be looked for."""
        if len(texts) > _MANY_TEXTS:
            there = np.bincount(self.dictionary.kinds, minlength=4)
            if not any(there[kind_of(start)] for start in {text[:2] for text in texts}):
                return np.full(len(texts), UNBOUND, np.int64)
        return self.dictionary.find_texts(texts)

    def _find_in_blocks(self, terms: pa.LargeStringArray, sorts: Set[str]) -> npt.NDArray[np.int64]:
        """The numbers of terms of these sorts (a column of Arrow) in the blocks that were compared, -1 elsewhere."""
        from kgtools.table.kernels.arrow import places_among

        numbers = np.full(len(terms), UNBOUND, np.int64)
        for there, others, ids in self._compared:
            if not there.isdisjoint(sorts):
                at = places_among(terms, others)
                numbers = np.where(at >= 0, ids[at], numbers)
        return numbers

    def intern_terms(self, terms: Sequence[Term]) -> Ids:
        """The numbers of terms, see :meth:`intern`."""
        from kgtools.table.kernels.text import term_text

        return self.intern([term_text(term) for term in terms])

    # terms as values ------------------------------------------------------------------------------------------------

    def typed(self, ids: Ids) -> tuple[Tags, Words]:
        """Tag and word of each term (see :mod:`kgtools.sparql.typed.kinds`), an error for :data:`UNBOUND`."""
        return self.tags(ids), self.words(ids)

    def tags(self, ids: Ids) -> Tags:
        """The tag of each term."""
        is_created = self._created_among(ids)
        if is_created is None:
            return self._typed.tags(ids)
        places = ids[is_created] - self.base
        result = self._tags[places]
        if kinds.UNKNOWN in result.tobytes():
            self._read(unique(places[result == kinds.UNKNOWN]))
            result = self._tags[places]
        if len(places) == len(ids):
            return result
        tags = np.empty(len(ids), np.uint8)
        tags[~is_created] = self._typed.tags(ids[~is_created])
        tags[is_created] = result
        return tags

    def words(self, ids: Ids) -> Words:
        """The word of each term; their tags have been asked for."""
        is_created = self._created_among(ids)
        if is_created is None:
            return self._typed.words(ids)
        result = self._words[ids[is_created] - self.base]
        if len(result) == len(ids):
            return result
        words = np.empty(len(ids), np.int64)
        words[~is_created] = self._typed.words(ids[~is_created])
        words[is_created] = result
        return words

    def _created_among(self, ids: Ids) -> npt.NDArray[np.bool_] | None:
        """Which of the terms were made by the query; None: none of them."""
        is_created = ids >= self.base if self._count else None
        return is_created if is_created is not None and np.count_nonzero(is_created) else None

    def _read(self, places: npt.NDArray[np.integer]) -> None:
        """Find out the values of made terms."""
        unread = self._read_column(places)
        if len(unread):
            texts = self._made_texts(unread)
            self._tags[unread], self._words[unread] = packed_texts(texts, unread.astype(np.int64) + self.base)

    def _read_column(self, places: npt.NDArray[np.integer]) -> npt.NDArray[np.integer]:
        """Read those terms that are values of one kind in a block; the places of the others are given back."""
        block = self.block_of((places + self.base).astype(np.int32)) if len(places) > _MANY_TEXTS else None
        column = None if block is None else block.read(places + self.base - block.start)
        if column is None:
            return places
        good, kind, words = column
        self._tags[places[good]] = kind
        self._words[places[good]] = words[good]
        return places[~good]

    def add(self, tags: Tags, words: Words) -> Ids:
        """Numbers for values, :data:`UNBOUND` for errors; no text is written."""
        refers = is_reference(tags) & (words >= 0)
        ids = np.where(refers, words, UNBOUND).astype(np.int32)
        new = np.flatnonzero(~refers & (tags != kinds.ERROR))
        if not len(new):
            return ids
        if len(new) == 1 or (tags[new] == kinds.BOOLEAN).all():
            added, added_words = tags[new], words[new]
            if len(new) > 1:
                both = self.intern([write_term(kinds.BOOLEAN, False), write_term(kinds.BOOLEAN, True)])
                ids[new] = both[added_words]
            else:
                ids[new] = self.intern(self._write(added, added_words))
            return ids
        tags, words = tags[new], words[new]
        span = None if kinds.sole_tag(tags) is None else _close_together(words) or _repeated_words(words)
        if span is None:
            self._lazy = True
            start = self._grow(tags, words)
            ids[new] = np.arange(start, start + len(new))
        else:
            # years, counts, time zones: each once
            self._lazy = True
            distinct, places = span
            start = self._grow(np.full(len(distinct), tags[0]), distinct)
            ids[new] = start + places
        return ids

    def add_values(self, tags: Tags, words: Words, compared: npt.NDArray[np.bool_]) -> Ids:
        """New numbers for values, as :meth:`values_since` gives them; some are compared with all other terms now."""
        self._lazy = True
        start = self._grow(tags, words)
        ids = np.arange(start, start + len(tags), dtype=np.int32)
        if compared.any():
            self._resolve(ids[compared] - self.base)
        return ids

    def values_since(self, start: int) -> tuple[dict[int, str], Tags, Words, npt.NDArray[np.bool_]] | None:
        """What was made from number `start` on, in order: the texts that are there by place, then of all terms the
        tags, the words, and whether they were compared with others. None where some are in blocks.
        """
        if any(block.start + block.size > start for block in self._blocks):
            return None
        places = range(start - self.base, self._count)
        here = slice(places.start, places.stop)
        texts = {place - places.start: self._texts[place] for place in places if place in self._texts}
        return texts, self._tags[here].copy(), self._words[here].copy(), self._same[here] >= 0

    def created_text(self, number: int) -> str | None:
        """The text of a made term, where it is there as a text."""
        return self._texts.get(number - self.base)

    def resolved(self, numbers: Ids) -> Ids:
        """The same terms under numbers that can be compared: equal exactly where the terms are the same."""
        if not self._lazy:
            return numbers
        created = np.flatnonzero(numbers >= self.base)
        if not len(created):
            return numbers
        places = numbers[created] - self.base
        unknown = places[self._same[places] < 0]
        for block in self._blocks if len(unknown) else ():
            start = block.start - self.base
            inside = (unknown >= start) & (unknown < start + block.size)
            if inside.any():
                self._resolve_block(block)
                unknown = unknown[~inside]
        if len(unknown):
            self._resolve(unique(unknown))
        resolved = numbers.copy()
        resolved[created] = self._same[places]
        return resolved

    def comparable(self, numbers: Ids) -> Ids:
        """The same as :meth:`resolved`, for a column whose terms are compared with each other and with no others.

        They are looked for neither in the data nor among all that was made.
        """
        block = self.block_of(numbers) if self._lazy else None
        if block is None:
            return self._apart_by_words(numbers) if self._lazy else numbers
        if int(numbers.min()) >= 0:
            return block.firsts[numbers - block.start] + np.int32(block.start)
        result = numbers.copy()
        bound = numbers >= 0
        result[bound] = self.comparable(numbers[bound])
        return result

    def _apart_by_words(self, numbers: Ids) -> Ids:
        """The same for values of one kind that were computed, where their words are as good as their texts."""
        if not len(numbers) or int(numbers.min()) < self.base:
            return self.resolved(numbers)
        places = numbers - self.base
        tags = self._tags[places]
        computed = (tags == tags[0]) & _TOLD_BY_WORDS[tags] & (self._same[places] < 0)
        within = [(numbers >= block.start) & (numbers < block.start + block.size) for block in self._blocks]
        if not computed.all() or any(inside.any() for inside in within):
            return self.resolved(numbers)
        from kgtools.sparql.columns.codes import codes

        first, which = codes(self._words[places])
        return numbers[first][which]

    def _resolve_block(self, block: Block) -> None:
        """Compare the terms of a block with the data, with what is interned, and with other blocks."""
        ids = block.firsts + np.int32(block.start)
        if block.kind != BLANK:
            heads = np.flatnonzero(block.firsts == np.arange(block.size))
            self.budget.check()
            originals = self._find_terms(block, heads)
            new = originals < 0
            originals[new] = heads[new] + block.start
            standing = np.empty(block.size, np.int32)
            standing[heads] = originals
            ids = standing[block.firsts]
        self._same[block.start - self.base :][: block.size] = ids

    def _find_terms(self, block: Block, heads: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
        """The numbers that terms of a block have elsewhere, -1 for those that are nowhere else."""
        from kgtools.table.kernels.arrow import keep, places_among, text_array

        terms = block.terms(heads)
        originals = np.full(len(heads), UNBOUND, np.int64)
        if (self.dictionary.kinds == block.kind).any():
            search = getattr(self.dictionary, "find_column", None)
            originals = self.dictionary.find_texts(terms.to_pylist()) if search is None else search(terms)
        interned = [text for text in self._numbers if sort_of(text) in block.sorts]
        if interned:
            at = places_among(terms, text_array(interned))
            interned_numbers = np.array([self._numbers[text] for text in interned])
            originals = np.where((originals < 0) & (at >= 0), interned_numbers[at], originals)
        if self._compared:
            elsewhere = self._find_in_blocks(terms, block.sorts)
            originals = np.where(originals < 0, elsewhere, originals)
        new = originals < 0
        if new.any():
            self._compared.append((block.sorts, keep(terms, new), (heads[new] + block.start).astype(np.int32)))
        return originals

    def _resolve(self, places: npt.NDArray[np.integer]) -> None:
        # what has the same tag and word is written once
        order = np.lexsort((self._words[places], self._tags[places]))
        places = places[order]
        tags, words = self._tags[places], self._words[places]
        first = np.ones(len(places), bool)
        first[1:] = (tags[1:] != tags[:-1]) | (words[1:] != words[:-1])
        heads = places[first]
        originals = self._find(texts := self._write(tags[first], words[first]))
        numbers = self._numbers
        rows = self.budget.paced(zip(texts, heads.tolist(), originals.tolist(), strict=True))
        for i, (text, place, number) in enumerate(rows):
            if number < 0:
                number = numbers.setdefault(text, self.base + place)
                originals[i] = number
        self._same[places] = originals[np.cumsum(first) - 1]


#: kinds of which each value has one word and one canonical form
_TOLD_BY_WORDS = np.zeros(256, bool)
_TOLD_BY_WORDS[[kinds.BOOLEAN, kinds.INTEGER, kinds.DATETIME, kinds.DATE, kinds.YEAR_MONTH, kinds.DAY_TIME]] = True


def _close_together(words: Words) -> tuple[Words, npt.NDArray[np.int64]] | None:
    """The distinct words and the place of each among them, where they are few and lie close together."""
    low = int(words.min())
    span = int(words.max()) - low + 1
    if span * _REPEATS_ON_AVERAGE > len(words):
        return None
    marks = np.zeros(span, bool)
    marks[words - low] = True
    distinct = np.flatnonzero(marks)
    return distinct + low, (np.cumsum(marks) - 1)[words - low]


def _repeated_words(words: Words) -> tuple[Words, npt.NDArray[np.int64]] | None:
    """The same of words that lie far apart; None where a sample of them has hardly any twice.

    >>> found = _repeated_words(np.tile(np.array([5, 1 << 60]), 5000))
    >>> found[0].tolist(), found[1][:3].tolist()
    ([5, 1152921504606846976], [0, 1, 0])
    """
    if len(words) < 2 * _SAMPLE_WORDS:
        return None
    # neighbours may be alike, what stands far apart may not
    step = len(words) // _SAMPLE_WORDS
    sample = words[::step]
    if len(unique(sample)) > _DISTINCT_PART * len(sample):
        return None
    from kgtools.sparql.columns.codes import distinct_words

    first, places = distinct_words([words])
    return words[first], places
