"""Rows of a large answer as bytes: columns of texts, joined by Arrow.

A column in which every cell is bound and every term is of one kind (all IRIs, all dates …) is the texts within the
terms, and what stands around them is the same in every row; other columns are spelled for their distinct terms first.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kgtools.columns.arrow import call, encoded, functions, keep, replaced, take, text_array
from kgtools.columns.relations import unique
from kgtools.columns.terms import Terms
from kgtools.sparql.evaluate.pool import Ids, Pool
from kgtools.sparql.results.formats import Format

__all__ = ["joined_block"]

_QUOTE, _LESS, _UNDERSCORE = 34, 60, 95
Places = npt.NDArray[np.int64]


def joined_block(columns: list[Ids], cells: list[str], pool: Pool, format: Format) -> bytes:
    """The rows, joined; see :mod:`kgtools.sparql.results.rows`."""
    made = [_spelled(column, pool, format) for column in columns]
    if not format.sparse or all(texts.null_count == 0 for _, texts, _ in made):
        # every cell is there, if only as an empty one: what is constant is joined with what is not
        parts: list[Any] = [format.row]
        for place, (cell, (before, texts, behind)) in enumerate(zip(cells, made, strict=True)):
            parts[-1] += f"{format.between if place else ''}{cell}{before}"
            parts += [texts, f"{behind}{format.cell_end}"]
        parts[-1] += f"{format.row_end}{format.between_rows}"
        joined = _joined(parts)
    else:
        filled = [
            _joined([cell + a, texts, b + format.cell_end]) for cell, (a, texts, b) in zip(cells, made, strict=True)
        ]
        # Arrow leaves out a row in which there is nothing to join: it has an empty text then
        empty = np.logical_and.reduce([column < 0 for column in columns])
        if empty.any():
            filled[0] = replaced(filled[0], empty, text_array([""] * int(empty.sum())))
        rows = _joined(filled, between=format.between, nulls="skip")
        joined = _joined([format.row, rows, f"{format.row_end}{format.between_rows}"])
    offsets = np.frombuffer(joined.buffers()[1], np.int64)
    low, high = int(offsets[joined.offset]), int(offsets[joined.offset + len(joined)])
    return bytes(joined.buffers()[2][low : high - len(format.between_rows.encode())])


def _joined(parts: list[Any], *, between: str = "", nulls: str = "emit_null") -> pa.LargeStringArray:
    texts = [pa.scalar(part, pa.large_string()) if isinstance(part, str) else part for part in parts if part != ""]
    options = functions.JoinOptions(nulls)
    return call("binary_join_element_wise", *texts, pa.scalar(between, pa.large_string()), options=options)


def _spelled(column: Ids, pool: Pool, format: Format) -> tuple[str, pa.LargeStringArray, str]:
    """What stands before every text of a column, the texts, and what stands behind them."""
    distinct = unique(column)
    bound = distinct[1:] if len(distinct) and distinct[0] < 0 else distinct
    if not len(bound):
        return "", pa.nulls(len(column), pa.large_string()) if format.sparse else text_array([""] * len(column)), ""
    every = len(bound) == len(distinct)
    # where most terms come once it is no use to spell the distinct ones first
    direct = every and 2 * len(bound) > len(column)
    before, texts, behind = _terms(column if direct else bound, pool, format)
    if direct:
        return before, texts, behind
    places = np.searchsorted(bound, column)
    if every:
        return before, take(texts, places), behind
    if before or behind:
        texts = _joined([before, texts, behind])
    here = column >= 0
    nothing = text_array([None if format.sparse else ""])
    return "", take(pa.concat_arrays([texts, nothing]), np.where(here, places, len(bound))), ""


def _terms(numbers: Ids, pool: Pool, format: Format) -> tuple[str, pa.LargeStringArray, str]:
    """The terms of these numbers: what stands before all, the texts, what stands behind all."""
    texts = _texts(numbers, pool)
    offsets, data = _buffers(texts)
    begins, ends = offsets[:-1], offsets[1:]
    first = data[begins]
    second = data[begins + 1]
    literal = first == _QUOTE
    head = np.where(first == _UNDERSCORE, 2, 1)
    tail = np.where(first == _LESS, 1, 0)
    # what follows the lexical form, each kind of it once
    kinds = np.where(first == _LESS, 0, 1)
    suffixes: list[str] = []
    if literal.any():
        quotes = np.flatnonzero(data == _QUOTE)
        last = quotes[np.searchsorted(quotes, ends[literal]) - 1]
        tail[literal] = ends[literal] - last
        places = encoded(_within(keep(texts, literal), last + 1 - begins[literal], np.zeros(len(last), np.int64)))
        suffixes = places.dictionary.to_pylist()
        kinds[literal] = np.asarray(places.indices) + 2
    triple = (first == _LESS) & (second == _LESS)
    surroundings = [format.iri, format.blank, *map(format.literal, suffixes)]
    odd = triple | ~np.array([found is not None for found in surroundings])[kinds]
    inner = _within(texts, head, tail)
    if format.special:
        odd |= _has(inner, format.special)
    if not odd.any() and int(kinds.min()) == int(kinds.max()):
        found = surroundings[int(kinds[0])]
        assert found is not None
        return found[0], inner, found[1]
    befores = take(text_array([found[0] if found else "" for found in surroundings]), kinds)
    behinds = take(text_array([found[1] if found else "" for found in surroundings]), kinds)
    spelled = _joined([befores, inner, behinds])
    if odd.any():
        written = text_array([format.term(text) for text in keep(texts, odd).to_pylist()])
        spelled = replaced(spelled, odd, written)
    return "", spelled, ""


def _texts(numbers: Ids, pool: Pool) -> pa.LargeStringArray:
    """The canonical N-Triples texts of the numbers."""
    dictionary = pool.dictionary
    below = numbers < pool.base
    if not isinstance(dictionary, Terms) or not below.any():
        return text_array(pool.texts(numbers))
    if below.all():
        return take(dictionary.texts, numbers)
    texts = take(dictionary.texts, np.where(below, numbers, 0))
    return replaced(texts, ~below, text_array(pool.texts(numbers[~below])))


def _buffers(texts: pa.LargeStringArray) -> tuple[Places, npt.NDArray[np.uint8]]:
    offsets = np.frombuffer(texts.buffers()[1], np.int64)[texts.offset : texts.offset + len(texts) + 1]
    return offsets, np.frombuffer(texts.buffers()[2], np.uint8)


def _within(texts: pa.LargeStringArray, head: Places, tail: Places) -> pa.LargeStringArray:
    """The texts without so many bytes at their beginnings and at their ends."""
    offsets, data = _buffers(texts)
    low, high = int(offsets[0]), int(offsets[-1])
    steps = np.zeros(high - low + 1, np.int8)
    # no two begin at one place, and no two end there, since something stands before and behind each
    steps[offsets[:-1] + head - low] += 1
    steps[offsets[1:] - tail - low] -= 1
    kept = np.add.accumulate(steps[:-1], dtype=np.int8).view(bool)
    lengths = np.diff(offsets) - head - tail
    made = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(lengths, out=made[1:])
    return pa.LargeStringArray.from_buffers(len(texts), pa.py_buffer(made), pa.py_buffer(data[low:high][kept]))


def _has(texts: pa.LargeStringArray, special: bytes) -> npt.NDArray[np.bool_]:
    """Which of the texts have one of these bytes."""
    offsets, data = _buffers(texts)
    table = np.zeros(256, bool)
    table[list(special)] = True
    found = np.flatnonzero(table[data])
    counts = np.searchsorted(found, offsets)
    marked: npt.NDArray[np.bool_] = counts[1:] > counts[:-1]
    return marked
