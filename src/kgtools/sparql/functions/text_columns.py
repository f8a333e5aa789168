"""The strings of a column of terms, each distinct term once: by Arrow where there are many in a large dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

from kgtools.sparql.evaluate.pool import IRI, LITERAL
from kgtools.sparql.functions.rows import distinct_ids
from kgtools.sparql.functions.texts import StringColumn
from kgtools.sparql.functions.values import Values

if TYPE_CHECKING:
    from kgtools.columns.terms import Terms

__all__ = ["MANY", "dictionary_rows", "lexical_column", "string_column"]

Places: TypeAlias = npt.NDArray[np.intp]
#: so many distinct terms are read from the dictionary by Arrow
MANY = 500


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
    made = _made_column(values)
    if made is not None and made[1] == LITERAL:
        column = made[0]
        strings = np.array([not suffix.startswith("^") for suffix in column.suffixes])
        return column if strings.all() else column.only(strings[0 if column.codes is None else column.codes])
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
        named = (terms.kinds[numbers] == IRI) | (terms.kinds[numbers] == LITERAL)
        return StringColumn(values.pool, _strings(terms, numbers, named & (numbers >= 0)), places)
    made = _made_column(values)
    if made is not None:
        return made[0].plain()
    rows, places = values.distinct()
    return StringColumn(values.pool, rows.lexical_forms(), places)


def _made_column(values: Values) -> tuple[StringColumn, int] | None:
    """The texts of IRIs or literals that were made in one block, with their kind; None elsewhere."""
    block = None if values.ids is None else values.pool.block_of(values.ids)
    if block is None or values.ids is None:
        return None
    from kgtools.sparql.evaluate.blocks import Strings

    if not isinstance(block, Strings) or int(values.ids.min()) < 0:
        return None
    places = (values.ids - block.start).astype(np.intp)
    return StringColumn(values.pool, block.texts, places, codes=block.codes, suffixes=block.suffixes), block.kind


def dictionary_rows(values: Values) -> tuple[Terms, npt.NDArray[np.int32], Places] | None:
    """Where all of a large column are terms of an Arrow dictionary: that, the distinct numbers, the place of each row.

    The first of the numbers is -1 where some row is an error.
    """
    ids, pool = values.ids, values.pool
    if ids is None or len(ids) < MANY or not hasattr(pool.dictionary, "literals"):
        return None
    if not pool.base or int(ids.max()) >= pool.base:
        return None
    if (ids[1:] > ids[:-1]).all():
        numbers, places = ids, np.arange(len(ids))
    else:
        numbers, places = distinct_ids(ids)
    if len(numbers) < MANY:
        return None
    terms: Any = pool.dictionary
    return terms, numbers, places


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
