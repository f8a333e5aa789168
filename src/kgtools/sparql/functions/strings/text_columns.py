"""The strings of a column of terms, each distinct term once: by Arrow where there are many in a large dictionary."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from kgtools.sparql.columns.codes import repeated_ids
from kgtools.sparql.columns.dictionary import IRI, LITERAL
from kgtools.sparql.functions.strings.texts import Codes, StringColumn
from kgtools.sparql.terms.values import Values

if TYPE_CHECKING:
    import pyarrow as pa

    from kgtools.sparql.columns.dictionary import Dictionary
    from kgtools.table.terms import Terms

__all__ = ["MANY", "DictionaryRows", "dictionary_rows", "lexical_column", "string_column"]

Places: TypeAlias = npt.NDArray[np.intp]
Ids: TypeAlias = npt.NDArray[np.int32]
#: texts, and what follows the quotation mark of each: its place in a list, or None where nothing follows
_Strings: TypeAlias = "tuple[pa.LargeStringArray, Codes | None, list[str]]"
#: so many distinct terms are read from the dictionary by Arrow
MANY = 500
#: columns whose distinct terms are kept, of at least so many rows
_MAX_COLUMNS_KEPT, _MANY_ROWS = 8, 10_000
#: bytes of texts that are kept with any dictionary; with a larger one, as many as its own texts have
_MAX_BYTES_KEPT = 64 << 20


def string_column(values: Values) -> StringColumn:
    """The *string literals* of a column (section 17.4.3.1.1); an error for every other term."""
    if isinstance(values, StringColumn):
        return values
    distinct = dictionary_rows(values)
    if distinct is not None:
        strings, codes, suffixes = distinct.strings
        return StringColumn(values.pool, strings, distinct.places, codes=codes, suffixes=suffixes)
    created = _made_column(values)
    if created is not None and created[1] == LITERAL:
        column = created[0]
        plain = np.array([not suffix.startswith("^") for suffix in column.suffixes])
        return column if plain.all() else column.only(plain[0 if column.codes is None else column.codes])
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
    distinct = dictionary_rows(values)
    if distinct is not None:
        return StringColumn(values.pool, distinct.names, distinct.places)
    created = _made_column(values)
    if created is not None:
        return created[0].plain()
    rows, places = values.distinct()
    forms = _forms_of_values(rows)
    return StringColumn(values.pool, rows.lexical_forms() if forms is None else forms, places)


def _forms_of_values(values: Values) -> pa.LargeStringArray | None:
    """The lexical forms of many values that were computed, and not spelled by anybody; None where they are others."""
    ids, pool = values.ids, values.pool
    if len(values) < MANY or not hasattr(pool.dictionary, "literals"):
        return None
    if ids is not None and (int(ids.min()) < pool.base or pool.is_written(ids).any()):
        return None
    from kgtools.sparql.typed.forms import lexical_forms
    from kgtools.table.kernels.arrow import replaced, text_array

    forms, is_done = lexical_forms(pool, *values.column)
    return forms if is_done.all() else replaced(forms, ~is_done, text_array(values.take(~is_done).lexical_forms()))


def _made_column(values: Values) -> tuple[StringColumn, int] | None:
    """The texts of IRIs or literals that were made in one block, with their kind; None elsewhere."""
    block = None if values.ids is None else values.pool.block_of(values.ids)
    if block is None or values.ids is None:
        return None
    from kgtools.sparql.terms.blocks import Strings

    if not isinstance(block, Strings) or int(values.ids.min()) < 0:
        return None
    places = (values.ids - block.start).astype(np.intp)
    codes = block.codes
    if codes is None and block.suffixes[0]:
        codes = np.zeros(block.size, np.int32)
    return StringColumn(values.pool, block.texts, places, codes=codes, suffixes=block.suffixes), block.kind


class DictionaryRows:
    """The distinct terms of a column: their numbers, and the place of each row among them.

    One of the numbers is -1 where some row is an error.
    """

    def __init__(self, terms: Terms, numbers: npt.NDArray[np.int32], places: Places) -> None:
        self.terms = terms
        self.numbers = numbers
        self.places = places
        self._strings: _Strings | None = None
        self._names: pa.LargeStringArray | None = None
        #: bytes of the texts that are kept
        self.size = 0

    @property
    def strings(self) -> _Strings:
        """The *string literals* as a column of Arrow, and what follows the quotation marks as :class:`StringColumn` has
        it."""
        result = self._strings
        if result is None:
            codes, suffixes = self.terms.literals.suffixes(self.numbers)
            good = np.array([not suffix.startswith("^") for suffix in suffixes] + [False])[codes] & (self.numbers >= 0)
            lowest = int(codes.min())
            plain = lowest >= 0 and lowest == int(codes.max()) and not suffixes[lowest]
            texts = _strings(self.terms, self.numbers, good)
            result = texts, None if plain else codes, [""] if plain else [*suffixes, ""]
            if self._have_room(texts.nbytes):
                self._strings = result
        return result

    @property
    def names(self) -> pa.LargeStringArray:
        """IRIs and the lexical forms of literals as a column of Arrow."""
        result = self._names
        if result is None:
            kinds = self.terms.kinds[self.numbers]
            named = ((kinds == IRI) | (kinds == LITERAL)) & (self.numbers >= 0)
            result = _strings(self.terms, self.numbers, named)
            if self._have_room(result.nbytes):
                self._names = result
        return result

    def _have_room(self, size: int) -> bool:
        """Whether texts of that many bytes are kept for the next query: together they take no more than its own."""
        columns = _kept_with(self.terms)
        others = sum(rows.size for _, rows in list(columns.values()))
        if size + others > max(_MAX_BYTES_KEPT, self.terms.texts.nbytes):
            return False
        self.size += size
        return True


def _kept_with(dictionary: Dictionary) -> dict[int, tuple[weakref.ref[Ids], DictionaryRows]]:
    """What is kept with a dictionary, by the columns that it was found of."""
    columns: dict[int, tuple[weakref.ref[Ids], DictionaryRows]] = dictionary.derived.setdefault("rows of columns", {})
    return columns


def dictionary_rows(values: Values) -> DictionaryRows | None:
    """Where all of a large column are terms of an Arrow dictionary: its distinct terms.

    What is found of a column that stays, as those of the data do, is kept with the dictionary for the next query.
    """
    ids, pool = values.ids, values.pool
    if ids is None or len(ids) < MANY or not hasattr(pool.dictionary, "literals"):
        return None
    columns = _kept_with(pool.dictionary)
    entry = columns.get(id(ids))
    if entry is not None and entry[0]() is ids:
        return entry[1]
    if not pool.base or int(ids.max()) >= pool.base:
        return None
    repeated = repeated_ids(ids)
    # a copy: what is kept must not hold the column that it is kept for
    numbers, places = (ids.copy(), np.arange(len(ids))) if repeated is None else repeated
    if len(numbers) < MANY:
        return None
    result = DictionaryRows(cast("Terms", pool.dictionary), numbers, places)
    if len(ids) >= _MANY_ROWS:
        while len(columns) >= _MAX_COLUMNS_KEPT:
            columns.pop(next(iter(columns)), None)
        key = id(ids)

        def forget(gone: weakref.ref[Ids]) -> None:
            # its number may be that of another column by now
            if columns.get(key, (None,))[0] is gone:
                columns.pop(key, None)

        columns[key] = weakref.ref(ids, forget), result
    return result


def _strings(terms: Terms, numbers: npt.NDArray[np.int32], rows: npt.NDArray[np.bool_]) -> pa.LargeStringArray:
    """STR() of the wanted ones, nothing for the others."""
    if rows.all():
        return terms.literals.strings(numbers)
    import pyarrow as pa

    from kgtools.table.kernels.arrow import call, mask, take, text_scalar

    nothing = text_scalar(None)
    strings = terms.literals.strings(numbers[rows])
    if not len(strings):
        return pa.nulls(len(numbers), pa.large_string())
    return call("if_else", mask(rows), take(strings, np.maximum(np.cumsum(rows) - 1, 0)), nothing)
