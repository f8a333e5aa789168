"""Columns of strings as texts: what string functions take and give, without a term written in between.

The texts of a :class:`StringColumn` are a list of Python, or a column of Arrow where they came from a large dictionary;
Arrow is never imported for a few. A kernel works on the distinct texts; `places` says which of them each row has.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from kgtools.sparql.columns.codes import is_repeated
from kgtools.sparql.columns.dictionary import UNBOUND
from kgtools.sparql.terms import byte_texts
from kgtools.sparql.terms.values import Values
from kgtools.sparql.typed import kinds

if TYPE_CHECKING:
    import pyarrow as pa

    from kgtools.sparql.budget import Budget
    from kgtools.sparql.columns.dictionary import Ids
    from kgtools.sparql.terms.pool import Pool

__all__ = [
    "Codes",
    "StringColumn",
    "Texts",
    "as_list",
    "is_arrow",
    "present",
    "suffix_parts",
]

Texts: TypeAlias = "list[str | None] | pa.LargeStringArray"
Codes: TypeAlias = npt.NDArray[np.int32]
Places: TypeAlias = npt.NDArray[np.intp]
#: so many texts of Arrow become a block of the pool
_MANY_TEXTS = 500
#: bytes that a string takes beside its characters, once it is a term
_MADE = 200


class StringColumn(Values):
    """Strings with or without a language: `places` are rows of `texts` (None: an error there).

    `codes` are the places in `suffixes` of what follows the quotation marks (``""``, ``"@en"``, ``"@ar--rtl"``);
    None where that is nothing for all.
    """

    __slots__ = ("codes", "places", "suffixes", "texts")

    def __init__(
        self,
        pool: Pool,
        texts: Texts,
        places: Places,
        *,
        codes: Codes | None = None,
        suffixes: Sequence[str] = ("",),
    ) -> None:
        super().__init__(pool, len(places))
        self.texts = texts
        self.places = places
        self.codes = codes
        self.suffixes = suffixes

    def _type(self, *, words: bool = True) -> None:
        if is_arrow(self.texts) and len(self.texts) >= _MANY_TEXTS:
            # a block of the pool knows what its strings are
            self.numbers()
            super()._type(words=words)
            return
        packed_tags, packed_words, places = self._packed()
        self._tags, self._words = packed_tags[places], packed_words[places]

    def _packed(self) -> tuple[kinds.Tags, kinds.Words, Places]:
        """Tags and words of the distinct strings, and which of them each row has."""
        texts, places = self.numbered()
        scalars = [None if text is None else _scalar(text, self.suffixes[code]) for text, code in texts]
        return *self.pool.pack(scalars), places[self.places]

    def numbers(self, budget: Budget | None = None) -> Ids:
        if self._ids is None:
            # one number for each string, and not for each row
            if budget is not None:
                budget.reserve(_MADE * len(self.texts), f"a column of {len(self.texts):,} computed strings")
            if is_arrow(self.texts):
                self._ids = self._interned()
            else:
                tags, words, places = self._packed()
                self._ids = self.pool.add(tags, words)[places]
        return self._ids

    def _interned(self) -> Ids:
        """The numbers of the rows; the texts of many stay as they are."""
        column = self.compact()
        if len(column.texts) < _MANY_TEXTS:
            tags, words, places = column._packed()
            return self.pool.add(tags, words)[places]
        from kgtools.sparql.terms.blocks import Strings

        ids = self.pool.add_block(Strings(column.texts, codes=column.codes, suffixes=column.suffixes))
        there = present(column.texts)
        return (ids if there.all() else np.where(there, ids, np.int32(UNBOUND)))[column.places]

    def numbered(self) -> tuple[list[tuple[str | None, int]], Places]:
        """The distinct pairs of text and suffix, and the place among them of each text: they may come several times."""
        if isinstance(self.texts, list):
            items, places = self.texts, np.arange(len(self.texts))
        else:
            from kgtools.table.kernels.arrow import encoded

            dictionary = encoded(self.texts)
            items = [*dictionary.dictionary.to_pylist(), None]
            places = _indices(dictionary)
        codes = np.zeros(len(places), np.int64) if self.codes is None else self.codes.astype(np.int64)
        if self.codes is None and is_arrow(self.texts):
            return [(text, 0) for text in items], places
        numbers: dict[tuple[str | None, int], int] = {}
        pairs = self.pool.budget.paced(zip(places.tolist(), codes.tolist(), strict=True))
        row_numbers = [numbers.setdefault((items[place], code), len(numbers)) for place, code in pairs]
        return list(numbers), np.array(row_numbers, np.intp)

    @property
    def valid(self) -> kinds.Bools:
        result: kinds.Bools = present(self.texts)[self.places]
        return result

    def take(self, rows: npt.NDArray[np.generic]) -> Values:
        if self._tags is not None or self._ids is not None:
            return super().take(rows)
        return self.with_places(self.places[rows])

    def where(self, valid: kinds.Bools) -> Values:
        return Values.typed(self.pool, self.tags, self.words).where(valid)

    def distinct(self) -> tuple[Values, Places]:
        is_used = np.zeros(len(self.texts), bool)
        is_used[self.places] = True
        return self.with_places(np.flatnonzero(is_used)), (np.cumsum(is_used) - 1)[self.places]

    def lexical_forms(self) -> list[str | None]:
        texts = as_list(self.texts)
        return [texts[place] for place in self.places.tolist()]

    def string_literals(self) -> list[tuple[str, str | None, str | None] | None]:
        literals: list[tuple[str, str | None, str | None] | None] = []
        parts = [suffix_parts(suffix) for suffix in self.suffixes]
        codes = [0] * len(self.texts) if self.codes is None else self.codes.tolist()
        for text, code in zip(as_list(self.texts), codes, strict=True):
            literals.append(None if text is None else (text, *parts[code]))
        return [literals[place] for place in self.places.tolist()]

    # what kernels need ----------------------------------------------------------------------------------------------

    def with_places(self, places: Places) -> StringColumn:
        """The texts of other rows."""
        return StringColumn(self.pool, self.texts, places, codes=self.codes, suffixes=self.suffixes)

    def with_texts(self, texts: Texts) -> StringColumn:
        """Other texts with the same languages."""
        return StringColumn(self.pool, texts, self.places, codes=self.codes, suffixes=self.suffixes)

    def plain(self, texts: Texts | None = None) -> StringColumn:
        """The texts, or others instead of them, without languages."""
        return StringColumn(self.pool, self.texts if texts is None else texts, self.places)

    def under(self, suffix: str) -> StringColumn:
        """The texts with a suffix instead of their own ones."""
        return StringColumn(
            self.pool, self.texts, self.places, codes=np.zeros(len(self.texts), np.int32), suffixes=[suffix]
        )

    def only(self, texts: kinds.Bools) -> StringColumn:
        """The same column, with errors for all texts that are not marked."""
        if texts.all():
            return self
        if isinstance(self.texts, list):
            texts_left = [text if good else None for text, good in zip(self.texts, texts.tolist(), strict=True)]
            return self.with_texts(texts_left)

        from kgtools.table.kernels.arrow import call, mask, text_scalar

        return self.with_texts(call("if_else", mask(texts), self.texts, text_scalar(None)))

    def bare(self, texts: kinds.Bools) -> StringColumn:
        """The same column, with no language for the texts that are marked."""
        if self.codes is None or not texts.any():
            return self
        codes = np.where(texts, np.int32(len(self.suffixes)), self.codes)
        return StringColumn(self.pool, self.texts, self.places, codes=codes, suffixes=[*self.suffixes, ""])

    def compact(self) -> StringColumn:
        """The same column without texts that no row has; for what looks at each text for some time."""
        if len(self.texts) <= 2 * len(self.places):
            return self
        used, places = self.distinct()
        assert isinstance(used, StringColumn)
        text_places = used.places
        codes = None if self.codes is None else self.codes[text_places]
        if is_arrow(self.texts):
            from kgtools.table.kernels.arrow import take

            return StringColumn(self.pool, take(self.texts, text_places), places, codes=codes, suffixes=self.suffixes)
        texts = [self.texts[place] for place in text_places.tolist()]
        return StringColumn(self.pool, texts, places, codes=codes, suffixes=self.suffixes)

    def listed(self) -> list[str | None]:
        """The texts in a list of Python."""
        return as_list(self.texts)

    def as_column(self) -> pa.LargeStringArray:
        """The texts as a column of Arrow."""
        from kgtools.table.kernels.arrow import text_array

        return text_array(self.texts) if isinstance(self.texts, list) else self.texts

    def row_texts(self) -> Texts:
        """The text of each row, as a column of Arrow."""
        from kgtools.table.kernels.arrow import take

        texts: Texts = take(self.as_column(), self.places)
        return texts

    def row_suffixes(self) -> tuple[Codes, Sequence[str]]:
        """The place of the suffix of each row among the suffixes."""
        return np.zeros(self.size, np.int32) if self.codes is None else self.codes[self.places], self.suffixes

    def compatible(self, suffix: str) -> npt.NDArray[np.bool_]:
        """Of each text, whether a string with this suffix may follow it (section 17.4.3.1.2)."""
        good = present(self.texts)
        if not suffix:
            return good
        same = np.array([one == suffix for one in self.suffixes])
        result: kinds.Bools = good & (same[self.codes] if self.codes is not None else same[0])
        return result

    def simple(self) -> npt.NDArray[np.bool_]:
        """Of each text, whether it is an ``xsd:string``."""
        plain = np.array([suffix == "" for suffix in self.suffixes])
        truth: npt.NDArray[np.bool_] = np.ones(len(self.texts), bool) if self.codes is None else plain[self.codes]
        return truth & present(self.texts)

    def sole(self) -> tuple[str, str] | None:
        """Text and suffix where all rows have the same one; None else, and where it is an error."""
        if not self.size or not (is_repeated(self.places) or (self.places == self.places[0]).all()):
            return None
        place = int(self.places[0])
        text = self.texts[place] if isinstance(self.texts, list) else self.texts[place].as_py()
        if text is None:
            return None
        return text, "" if self.codes is None else self.suffixes[int(self.codes[place])]


def is_arrow(texts: Texts) -> bool:
    """Whether the texts are a column of Arrow."""
    return not isinstance(texts, list)


def as_list(texts: Texts) -> list[str | None]:
    """The texts in a list of Python."""
    if isinstance(texts, list):
        return texts
    result: list[str | None] = texts.to_pylist()
    return result


def present(texts: Texts) -> kinds.Bools:
    """Where there is a text."""
    if isinstance(texts, list):
        return np.array([text is not None for text in texts], bool)
    return byte_texts.present(texts)


def _indices(dictionary: pa.DictionaryArray) -> Places:
    """The place of each text among the distinct ones, one behind the last of them for none."""

    from kgtools.table.kernels.arrow import call, integers, number_scalar

    filled = call("coalesce", dictionary.indices, number_scalar(len(dictionary.dictionary), np.int32))
    places: Places = integers(filled).astype(np.intp)
    return places


def suffix_parts(suffix: str) -> tuple[str | None, str | None]:
    """Language tag and direction of a suffix.

    >>> suffix_parts("@ar--rtl"), suffix_parts("")
    (('ar', 'rtl'), (None, None))
    """
    if not suffix:
        return None, None
    language, _, direction = suffix[1:].partition("--")
    return language, direction or None


def _scalar(text: str, suffix: str) -> tuple[int, object]:
    return (kinds.LANGUAGE, (text, *suffix_parts(suffix))) if suffix else (kinds.STRING, text)
