"""String functions with another text or number in each row, on many rows at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from kgtools.sparql.budget import Budget
from kgtools.sparql.columns.codes import combined_codes
from kgtools.sparql.functions.number_columns import is_number, wide_parts, within
from kgtools.sparql.functions.strings.kernels import size_of
from kgtools.sparql.functions.strings.text_columns import MANY
from kgtools.sparql.functions.strings.texts import Codes, StringColumn, is_arrow
from kgtools.sparql.terms.byte_texts import byte_column, first_places, parts, same_bytes, within_characters
from kgtools.sparql.terms.values import Values
from kgtools.sparql.typed import kinds

__all__ = ["are_many", "cut_rows", "divided_rows", "matched_rows", "row_codes"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
#: bytes that a byte of text takes while texts are cut or searched
_BYTES = 12
#: combinations of texts are looked at instead of rows where there can be no more than so many times as many
_COMBINATIONS = 4
#: from here on not every whole number is a float, and no text is so long
_BEYOND = float(1 << 53)
#: half of what follows the point of a wide decimal
_HALF = 5 * 10**17


def are_many(columns: Sequence[StringColumn]) -> bool:
    """Whether these columns are worth what Arrow costs."""
    return columns[0].size >= MANY and any(is_arrow(column.texts) for column in columns)


def row_codes(columns: Sequence[StringColumn]) -> tuple[list[Codes], list[str]]:
    """The suffixes of the rows of several columns, as places among the suffixes of all of them."""
    pairs = [column.row_suffixes() for column in columns]
    names = list(dict.fromkeys(name for _, suffixes in pairs for name in suffixes))
    place = {name: code for code, name in enumerate(names)}
    return [np.array([place[name] for name in suffixes], np.int32)[codes] for codes, suffixes in pairs], names


def _combined(source: StringColumn, other: StringColumn) -> tuple[StringColumn, StringColumn, Places]:
    """The rows to look at, and for each row of the columns its place among those."""
    if len(source.texts) * len(other.texts) > _COMBINATIONS * source.size:
        return source, other, np.arange(source.size)
    first, places = combined_codes([source.places, other.places])
    return source.with_places(source.places[first]), other.with_places(other.places[first]), places


def _compatible(source: StringColumn, other: StringColumn) -> tuple[Bools, Codes, list[str]]:
    """In which rows the other text may be beside that of the source (section 17.4.3.1.2); suffixes of the source."""
    (codes, others), suffixes = row_codes([source, other])
    plain = suffixes.index("") if "" in suffixes else -1
    return source.valid & other.valid & ((others == plain) | (others == codes)), codes, suffixes


def matched_rows(source: StringColumn, other: StringColumn, name: str, budget: Budget) -> npt.NDArray[np.int8]:
    """Whether each text has the other of its row in it, as :func:`kgtools.sparql.functions.strings.kernels.matched`
    says it.
    """
    source, other, places = _combined(source, other)
    valid, _, _ = _compatible(source, other)
    texts, others = source.row_texts(), other.row_texts()
    if name == "match_substring":
        budget.reserve(_BYTES * size_of(texts), f"texts looked for in {len(texts):,} others")
        is_there = first_places(texts, others, budget) >= 0
    else:
        is_there = same_bytes(texts, others, last=name == "ends_with")
    return np.where(valid, is_there, -1).astype(np.int8)[places]


def divided_rows(source: StringColumn, other: StringColumn, part: int, budget: Budget) -> StringColumn:
    """What is in each text before (`part` is 0) or behind (2) the first place of the other text of its row."""
    source, other, places = _combined(source, other)
    valid, codes, suffixes = _compatible(source, other)
    texts, others = source.row_texts(), other.row_texts()
    budget.reserve(_BYTES * size_of(texts), f"texts looked for in {len(texts):,} others")
    at = first_places(texts, others, budget)
    _, offsets = byte_column(texts)
    is_there = at >= 0
    begins, ends = offsets[:-1], offsets[1:]
    if part == 0:
        ends = np.where(is_there, at, begins)
    else:
        begins = np.where(is_there, at + np.diff(byte_column(others)[1]), ends)
    result = StringColumn(
        source.pool, parts(texts, begins, ends), np.arange(len(codes)), codes=codes, suffixes=suffixes
    )
    return result.bare(~is_there).only(valid).with_places(places)


def cut_rows(column: StringColumn, numbers: Sequence[Values], budget: Budget) -> StringColumn | None:
    """``fn:substring`` with other numbers in each row; None where some of them fit into no word."""
    rounded = [_rounded(values) for values in numbers]
    valid = column.valid
    for values, is_valid in zip(numbers, rounded, strict=True):
        if is_valid is None:
            return None
        valid = valid & is_number(values.tags)
    first = rounded[0]
    assert first is not None
    last = np.full(column.size, np.inf)
    if len(rounded) > 1 and rounded[1] is not None:
        with np.errstate(invalid="ignore"):
            last = first + rounded[1]
    # what is not a number is neither less nor greater
    some = (last > 1) & (last > first) & (first < np.inf)
    begins = np.where(some, np.clip(first, 1, _BEYOND) - 1, 0).astype(np.int64)
    ends = np.where(some, np.clip(last, 1, _BEYOND) - 1, 0).astype(np.int64)
    texts = column.row_texts()
    budget.reserve(_BYTES * size_of(texts), f"{len(texts):,} texts cut")
    codes, suffixes = column.row_suffixes()
    result = within_characters(texts, begins, ends)
    return StringColumn(column.pool, result, np.arange(len(codes)), codes=codes, suffixes=suffixes).only(valid)


def _rounded(values: Values) -> Floats | None:
    """``fn:round`` of each number: a half goes up; what is far beyond any text is infinite."""
    tags, words = values.column
    result = np.full(len(tags), np.nan)
    inexact = (tags == kinds.FLOAT) | (tags == kinds.DOUBLE)
    exact = is_number(tags) & ~inexact
    if exact.any():
        whole, part, good = wide_parts(values.pool, (tags[exact], words[exact]))
        if not good.all():
            return None
        whole = whole + (part >= _HALF) - (part < -_HALF)
        result[exact] = np.where(within(whole, int(_BEYOND)), whole, np.copysign(np.inf, whole))
    if inexact.any():
        numbers = words[inexact].view(np.float64)
        with np.errstate(invalid="ignore"):
            result[inexact] = np.where(np.abs(numbers) < _BEYOND, np.floor(numbers + 0.5), numbers)
    return result
