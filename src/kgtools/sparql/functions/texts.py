"""Columns of strings as texts: what string functions take and give, without a term written in between.

The texts of a :class:`StringColumn` are a list of Python, or a column of Arrow where they came from a large dictionary;
Arrow is never imported for a few. A kernel works on the distinct texts; `places` says which of them each row has.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

from kgtools.sparql.functions.values import Values
from kgtools.sparql.typed import kinds

if TYPE_CHECKING:
    import pyarrow as pa

    from kgtools.columns.terms import Terms
    from kgtools.sparql.evaluate.pool import Pool

__all__ = [
    "MANY",
    "Codes",
    "StringColumn",
    "Texts",
    "as_list",
    "dictionary_rows",
    "is_arrow",
    "lexical_column",
    "string_column",
    "suffix_parts",
]

Texts: TypeAlias = "list[str | None] | pa.LargeStringArray"
Codes: TypeAlias = npt.NDArray[np.int32]
Places: TypeAlias = npt.NDArray[np.intp]
#: so many distinct terms are read from the dictionary by Arrow
MANY = 500


class StringColumn(Values):
    """Strings with or without a language: `places` are rows of `texts` (None: an error there).

    `codes` are the places in `suffixes` of what stands behind the quotation marks (``""``, ``"@en"``, ``"@ar--rtl"``);
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

    def _type(self) -> None:
        texts, places = self.numbered()
        scalars = [None if text is None else _scalar(text, self.suffixes[code]) for text, code in texts]
        tags, words = self.pool.pack(scalars)
        self._tags, self._words = tags[places][self.places], words[places][self.places]

    def numbered(self) -> tuple[list[tuple[str | None, int]], Places]:
        """The distinct pairs of text and suffix, and the place among them of each text: they may come several times."""
        if isinstance(self.texts, list):
            listed, places = self.texts, np.arange(len(self.texts))
        else:
            from kgtools.columns.arrow import call, encoded

            found = encoded(self.texts)
            listed = [*found.dictionary.to_pylist(), None]
            places = call("coalesce", found.indices, _number(len(listed) - 1)).to_numpy().astype(np.intp)
        codes = np.zeros(len(places), np.int64) if self.codes is None else self.codes.astype(np.int64)
        if self.codes is None and is_arrow(self.texts):
            return [(text, 0) for text in listed], places
        numbers: dict[tuple[str | None, int], int] = {}
        pairs = zip(places.tolist(), codes.tolist(), strict=True)
        made = [numbers.setdefault((listed[place], code), len(numbers)) for place, code in pairs]
        return list(numbers), np.array(made, np.intp)

    @property
    def valid(self) -> kinds.Bools:
        found: kinds.Bools = present(self.texts)[self.places]
        return found

    def take(self, rows: npt.NDArray[Any]) -> Values:
        if self._tags is not None or self._ids is not None:
            return super().take(rows)
        return self.with_places(self.places[rows])

    def where(self, valid: kinds.Bools) -> Values:
        return Values.typed(self.pool, self.tags, self.words).where(valid)

    def distinct(self) -> tuple[Values, Places]:
        seen = np.zeros(len(self.texts), bool)
        seen[self.places] = True
        return self.with_places(np.flatnonzero(seen)), (np.cumsum(seen) - 1)[self.places]

    def lexical_forms(self) -> list[str | None]:
        texts = as_list(self.texts)
        return [texts[place] for place in self.places.tolist()]

    def string_literals(self) -> list[tuple[str, str | None, str | None] | None]:
        made: list[tuple[str, str | None, str | None] | None] = []
        parts = [suffix_parts(suffix) for suffix in self.suffixes]
        codes = [0] * len(self.texts) if self.codes is None else self.codes.tolist()
        for text, code in zip(as_list(self.texts), codes, strict=True):
            made.append(None if text is None else (text, *parts[code]))
        return [made[place] for place in self.places.tolist()]

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

    def only(self, texts: kinds.Bools) -> StringColumn:
        """The same column, with errors for all texts that are not marked."""
        if texts.all():
            return self
        if isinstance(self.texts, list):
            kept = [text if good else None for text, good in zip(self.texts, texts.tolist(), strict=True)]
            return self.with_texts(kept)
        import pyarrow as pa

        from kgtools.columns.arrow import call, mask

        return self.with_texts(call("if_else", mask(texts), self.texts, pa.scalar(None, pa.large_string())))

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
        kept = used.places
        codes = None if self.codes is None else self.codes[kept]
        if is_arrow(self.texts):
            from kgtools.columns.arrow import take

            return StringColumn(self.pool, take(self.texts, kept), places, codes=codes, suffixes=self.suffixes)
        texts = [self.texts[place] for place in kept.tolist()]
        return StringColumn(self.pool, texts, places, codes=codes, suffixes=self.suffixes)

    def listed(self) -> list[str | None]:
        """The texts in a list of Python."""
        return as_list(self.texts)

    def compatible(self, suffix: str) -> npt.NDArray[np.bool_]:
        """Of each text, whether a string with this suffix may stand behind it (section 17.4.3.1.2)."""
        good = present(self.texts)
        if not suffix:
            return good
        same = np.array([known == suffix for known in self.suffixes])
        found: kinds.Bools = good & (same[self.codes] if self.codes is not None else same[0])
        return found

    def simple(self) -> npt.NDArray[np.bool_]:
        """Of each text, whether it is an ``xsd:string``."""
        plain = np.array([suffix == "" for suffix in self.suffixes])
        found: npt.NDArray[np.bool_] = np.ones(len(self.texts), bool) if self.codes is None else plain[self.codes]
        return found & present(self.texts)

    def sole(self) -> tuple[str, str] | None:
        """Text and suffix where all rows have the same one; None else, and where it is an error."""
        if not self.size or (self.places != self.places[0]).any():
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
    found: list[str | None] = texts.to_pylist()
    return found


def present(texts: Texts) -> kinds.Bools:
    """Where there is a text."""
    if isinstance(texts, list):
        return np.array([text is not None for text in texts], bool)
    if not texts.null_count:
        return np.ones(len(texts), bool)
    from kgtools.columns.arrow import call, truths

    return truths(call("is_valid", texts))


def _number(value: int) -> Any:
    import pyarrow as pa

    return pa.scalar(value, pa.int32())


def suffix_parts(suffix: str) -> tuple[str | None, str | None]:
    """Language tag and direction of a suffix.

    >>> suffix_parts("@ar--rtl"), suffix_parts("")
    (('ar', 'rtl'), (None, None))
    """
    if not suffix:
        return None, None
    language, _, direction = suffix[1:].partition("--")
    return language, direction or None


def _scalar(text: str, suffix: str) -> tuple[int, Any]:
    return (kinds.LANGUAGE, (text, *suffix_parts(suffix))) if suffix else (kinds.STRING, text)


def string_column(values: Values) -> StringColumn:
    """The *string literals* of a column (section 17.4.3.1.1); an error for every other term."""
    if isinstance(values, StringColumn):
        return values
    found = dictionary_rows(values)
    if found is not None:
        terms, numbers, places = found
        codes, suffixes = terms.literals.suffixes(numbers)
        good = np.array([not suffix.startswith("^") for suffix in suffixes] + [False])[codes] & (numbers >= 0)
        return StringColumn(values.pool, _strings(terms, numbers, good), places, codes=codes, suffixes=[*suffixes, ""])
    rows, places = values.distinct()
    texts: list[str | None] = []
    numbers_of: dict[str, int] = {"": 0}
    code_list: list[int] = []
    for literal in rows.string_literals():
        text, language, direction = (None, None, None) if literal is None else literal
        suffix = "" if language is None else f"@{language}--{direction}" if direction else f"@{language}"
        texts.append(text)
        code_list.append(numbers_of.setdefault(suffix, len(numbers_of)))
    coded = None if len(numbers_of) == 1 else np.array(code_list, np.int32)
    return StringColumn(values.pool, texts, places, codes=coded, suffixes=list(numbers_of))


def lexical_column(values: Values) -> StringColumn:
    """``STR()`` of a column (section 17.4.2.5): an error for blank nodes and triple terms."""
    if isinstance(values, StringColumn):
        return values.plain()
    found = dictionary_rows(values)
    if found is not None:
        terms, numbers, places = found
        named = (terms.kinds[numbers] == 0) | (terms.kinds[numbers] == 2)
        return StringColumn(values.pool, _strings(terms, numbers, named & (numbers >= 0)), places)
    rows, places = values.distinct()
    return StringColumn(values.pool, rows.lexical_forms(), places)


def dictionary_rows(values: Values) -> tuple[Terms, npt.NDArray[np.int32], Places] | None:
    """Where all of a large column are terms of an Arrow dictionary: that, the distinct numbers, the place of each row.

    The last of the numbers is -1 where some row is an error.
    """
    ids, pool = values.ids, values.pool
    if ids is None or len(ids) < MANY or not hasattr(pool.dictionary, "literals"):
        return None
    base = pool.base
    if not base or int(ids.max()) >= base:
        return None
    if base > 32 * len(ids):
        numbers, places = np.unique(ids, return_inverse=True)
        if numbers[0] < 0:
            numbers = np.append(numbers[1:], numbers[0])
            places = np.where(places == 0, len(numbers) - 1, places - 1)
    else:
        # the mark of an error is the last place
        seen = np.zeros(base + 1, bool)
        seen[ids] = True
        places = (np.cumsum(seen) - 1)[ids]
        numbers = np.flatnonzero(seen).astype(np.int32)
        if seen[base]:
            numbers[-1] = -1
    if len(numbers) < MANY:
        return None
    terms: Any = pool.dictionary
    return terms, numbers.astype(np.int32, copy=False), places


def _strings(terms: Terms, numbers: npt.NDArray[np.int32], wanted: npt.NDArray[np.bool_]) -> Any:
    """STR() of the wanted ones, nothing for the others."""
    if wanted.all():
        return terms.literals.strings(numbers)
    import pyarrow as pa

    from kgtools.columns.arrow import call, mask, take

    nothing = pa.scalar(None, pa.large_string())
    kept = terms.literals.strings(numbers[wanted])
    if not len(kept):
        return pa.nulls(len(numbers), pa.large_string())
    return call("if_else", mask(wanted), take(kept, np.maximum(np.cumsum(wanted) - 1, 0)), nothing)
