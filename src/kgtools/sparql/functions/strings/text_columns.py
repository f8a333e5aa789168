"""The strings of a column of terms, each distinct term once: by Arrow where there are many in a large dictionary."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

from kgtools.sparql.evaluate.terms.dictionary import IRI, LITERAL
from kgtools.sparql.functions.rows import repeated_ids
from kgtools.sparql.functions.strings.texts import Codes, StringColumn
from kgtools.sparql.functions.values import Values

if TYPE_CHECKING:
    from kgtools.table.terms import Terms

__all__ = ["MANY", "DictionaryRows", "dictionary_rows", "lexical_column", "string_column"]

Places: TypeAlias = npt.NDArray[np.intp]
#: so many distinct terms are read from the dictionary by Arrow
MANY = 500
#: columns whose distinct terms are kept, of at least so many rows
_KEPT, _LASTING = 8, 10_000
#: bytes of texts that are kept with any dictionary; with a larger one, as many as its own texts have
_KEPT_BYTES = 64 << 20


def string_column(values: Values) -> StringColumn:
    """The *string literals* of a column (section 17.4.3.1.1); an error for every other term."""
    if isinstance(values, StringColumn):
        return values
    found = dictionary_rows(values)
    if found is not None:
        strings, codes, suffixes = found.strings
        return StringColumn(values.pool, strings, found.places, codes=codes, suffixes=suffixes)
    made = _made_column(values)
    if made is not None and made[1] == LITERAL:
        column = made[0]
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
    found = dictionary_rows(values)
    if found is not None:
        return StringColumn(values.pool, found.names, found.places)
    made = _made_column(values)
    if made is not None:
        return made[0].plain()
    rows, places = values.distinct()
    forms = _forms_of_values(rows)
    return StringColumn(values.pool, rows.lexical_forms() if forms is None else forms, places)


def _forms_of_values(values: Values) -> Any:
    """The lexical forms of many values that were computed, and not spelled by anybody; None where they are others."""
    ids, pool = values.ids, values.pool
    if len(values) < MANY or not hasattr(pool.dictionary, "literals"):
        return None
    if ids is not None and (int(ids.min()) < pool.base or pool.is_written(ids).any()):
        return None
    from kgtools.sparql.typed.forms import lexical_forms
    from kgtools.table.kernels.arrow import replaced, text_array

    forms, done = lexical_forms(pool, *values.column)
    return forms if done.all() else replaced(forms, ~done, text_array(values.take(~done).lexical_forms()))


def _made_column(values: Values) -> tuple[StringColumn, int] | None:
    """The texts of IRIs or literals that were made in one block, with their kind; None elsewhere."""
    block = None if values.ids is None else values.pool.block_of(values.ids)
    if block is None or values.ids is None:
        return None
    from kgtools.sparql.evaluate.terms.blocks import Strings

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
        self._texts: dict[str, Any] = {}
        #: bytes of the texts that are kept
        self.size = 0

    @property
    def strings(self) -> tuple[Any, Codes | None, list[str]]:
        """The *string literals* as a column of Arrow, and what follows the quotation marks as :class:`StringColumn` has
        it."""
        result = self._texts.get("strings")
        if result is None:
            codes, suffixes = self.terms.literals.suffixes(self.numbers)
            good = np.array([not suffix.startswith("^") for suffix in suffixes] + [False])[codes] & (self.numbers >= 0)
            lowest = int(codes.min())
            plain = lowest >= 0 and lowest == int(codes.max()) and not suffixes[lowest]
            texts = _strings(self.terms, self.numbers, good)
            result = texts, None if plain else codes, [""] if plain else [*suffixes, ""]
            self._keep("strings", result, texts.nbytes)
        return result

    @property
    def names(self) -> Any:
        """IRIs and the lexical forms of literals as a column of Arrow."""
        result = self._texts.get("names")
        if result is None:
            kinds = self.terms.kinds[self.numbers]
            named = ((kinds == IRI) | (kinds == LITERAL)) & (self.numbers >= 0)
            result = _strings(self.terms, self.numbers, named)
            self._keep("names", result, result.nbytes)
        return result

    def _keep(self, what: str, texts: Any, size: int) -> None:
        """Keep texts for the next query, where all that are kept do not take more than the dictionary."""
        kept = _kept_with(self.terms)
        others = sum(rows.size for _, rows in kept.values())
        if size + others <= max(_KEPT_BYTES, self.terms.texts.nbytes):
            self._texts[what] = texts
            self.size += size


def _kept_with(dictionary: Any) -> dict[int, tuple[weakref.ref[Any], DictionaryRows]]:
    """What is kept with a dictionary, by the columns that it was found of."""
    kept: dict[int, tuple[weakref.ref[Any], DictionaryRows]] = dictionary.derived.setdefault("rows of columns", {})
    return kept


def dictionary_rows(values: Values) -> DictionaryRows | None:
    """Where all of a large column are terms of an Arrow dictionary: its distinct terms.

    What is found of a column that stays, as those of the data do, is kept with the dictionary for the next query.
    """
    ids, pool = values.ids, values.pool
    if ids is None or len(ids) < MANY or not hasattr(pool.dictionary, "literals"):
        return None
    kept = _kept_with(pool.dictionary)
    known = kept.get(id(ids))
    if known is not None and known[0]() is ids:
        return known[1]
    if not pool.base or int(ids.max()) >= pool.base:
        return None
    repeated = repeated_ids(ids)
    numbers, places = (ids, np.arange(len(ids))) if repeated is None else repeated
    if len(numbers) < MANY:
        return None
    terms: Any = pool.dictionary
    result = DictionaryRows(terms, numbers, places)
    if ids.base is None and len(ids) >= _LASTING:
        for key in [key for key, (other, _) in kept.items() if other() is None]:
            del kept[key]
        while len(kept) >= _KEPT:
            del kept[next(iter(kept))]
        kept[id(ids)] = weakref.ref(ids), result
    return result


def _strings(terms: Terms, numbers: npt.NDArray[np.int32], rows: npt.NDArray[np.bool_]) -> Any:
    """STR() of the wanted ones, nothing for the others."""
    if rows.all():
        return terms.literals.strings(numbers)
    import pyarrow as pa

    from kgtools.table.kernels.arrow import call, mask, take, text_scalar

    nothing = text_scalar(None)
    kept = terms.literals.strings(numbers[rows])
    if not len(kept):
        return pa.nulls(len(numbers), pa.large_string())
    return call("if_else", mask(rows), take(kept, np.maximum(np.cumsum(rows) - 1, 0)), nothing)
