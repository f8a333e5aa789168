"""Rows of a large answer as bytes: columns of texts, joined by Arrow.

A column in which every cell is bound and every term is of one kind (all IRIs, all dates …) is the texts within the
terms, and what is around them is the same in every row; other columns are spelled for their distinct terms first.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kgtools.sparql.evaluate.terms.blocks import term_column
from kgtools.sparql.evaluate.terms.dictionary import Ids
from kgtools.sparql.evaluate.terms.pool import Pool
from kgtools.sparql.functions.rows import distinct_ids
from kgtools.sparql.results.formats import Format
from kgtools.table.kernels.arrow import (
    call,
    encoded,
    functions,
    joined_texts,
    keep,
    replaced,
    take,
    text_array,
    truths,
)
from kgtools.table.literals import cut_out

__all__ = ["joined_block", "spelled_terms"]

_QUOTE, _LESS, _UNDERSCORE = 34, 60, 95
#: numbers that lie so many times as far apart as they are many are taken for distinct ones
_SCATTERED = 4
Places = npt.NDArray[np.int64]


def joined_block(columns: list[Ids], cells: list[str], pool: Pool, format: Format) -> memoryview:
    """The rows, joined; see :mod:`kgtools.sparql.results.rows`."""
    whole = [place for place, column in enumerate(columns) if int(column.min()) >= 0] if format.sparse else [0]
    joined = _joined_beside(columns, cells, pool, format, whole[0]) if whole else _sparse(columns, cells, pool, format)
    offsets = np.frombuffer(joined.buffers()[1], np.int64)
    low, high = int(offsets[joined.offset]), int(offsets[joined.offset + len(joined)])
    return memoryview(joined.buffers()[2])[low : high - len(format.between_rows.encode())]


def _joined_beside(columns: list[Ids], cells: list[str], pool: Pool, format: Format, whole: int) -> pa.LargeStringArray:
    """Rows of which the cell at one place is never left out: cells on both sides of it bring what separates them."""
    parts: list[Any] = [format.row]
    for place, (column, cell) in enumerate(zip(columns, cells, strict=True)):
        before = (format.between if place > whole else "") + cell
        behind = format.cell_end + (format.between if place < whole else "")
        if format.sparse and int(column.min()) < 0:
            parts += [_filled(column, pool, format, before, behind), ""]
        else:
            start, texts, end = _spelled(column, pool, format)
            parts[-1] += before + start
            parts += [texts, end + behind]
    parts[-1] += format.row_end + format.between_rows
    return _joined(parts)


def _sparse(columns: list[Ids], cells: list[str], pool: Pool, format: Format) -> pa.LargeStringArray:
    """Rows of which any cell may be left out."""
    filled = [
        _filled(column, pool, format, cell, format.cell_end, unbound=None)
        for column, cell in zip(columns, cells, strict=True)
    ]
    # Arrow leaves out a row in which there is nothing to join: it has an empty text then
    empty = np.logical_and.reduce([column < 0 for column in columns])
    if empty.any():
        filled[0] = replaced(filled[0], empty, text_array([""] * int(empty.sum())))
    rows = _joined(filled, between=format.between, nulls="skip")
    return _joined([format.row, rows, f"{format.row_end}{format.between_rows}"])


def _filled(
    column: Ids, pool: Pool, format: Format, before: str, behind: str, *, unbound: str | None = ""
) -> pa.LargeStringArray:
    """The cells of a column of which some are left out, with what precedes and follows those that are there."""
    bound = column >= 0
    size = int(bound.sum())
    if size == len(column):
        start, texts, end = _spelled(column, pool, format)
        return _joined([before + start, texts, end + behind])
    nothing = text_array([unbound])
    if not size:
        return take(nothing, np.zeros(len(column), np.int64))
    there = column[bound]
    if int(there.max()) - int(there.min()) >= _SCATTERED * size:
        found, places = there, np.arange(1, size + 1)
    else:
        found, places = distinct_ids(there)
        places = places + 1
    start, texts, end = _terms(found, pool, format)
    texts = _joined([before + start, texts, end + behind])
    rows = np.zeros(len(column), np.int64)
    rows[bound] = places
    return take(pa.concat_arrays([nothing, texts]), rows)


def spelled_terms(numbers: Ids, pool: Pool, format: Format) -> pa.LargeStringArray:
    """The terms of these numbers, none of them -1, each as `format` spells it."""
    before, texts, behind = _terms(numbers, pool, format)
    return _joined([before, texts, behind]) if before or behind else texts


def _joined(parts: list[Any], *, between: str = "", nulls: str = "emit_null") -> pa.LargeStringArray:
    return joined_texts(*(part for part in parts if part != ""), between=between, nulls=nulls)


def _spelled(column: Ids, pool: Pool, format: Format) -> tuple[str, pa.LargeStringArray, str]:
    """What precedes every text of a column, the texts, and what follows them; an unbound cell is empty."""
    lowest, highest = int(column.min()), int(column.max())
    if lowest < 0:
        return "", _filled(column, pool, format, "", ""), ""
    if highest - lowest >= _SCATTERED * len(column):
        # most terms come once, or so it seems: it is no use to look for the distinct ones
        return _terms(column, pool, format)
    found, places = distinct_ids(column)
    before, texts, behind = _terms(found, pool, format)
    return before, take(texts, places), behind


def _terms(numbers: Ids, pool: Pool, format: Format) -> tuple[str, pa.LargeStringArray, str]:
    """The terms of these numbers: what precedes all, the texts, what follows all."""
    texts = _texts(numbers, pool)
    offsets, data = _buffers(texts)
    first = data[offsets[:-1]]
    kind = int(first[0])
    alike = bool((first == kind).all())
    if alike and (found := _alike(texts, kind, format)) is not None:
        return found
    second = data[offsets[:-1] + 1]
    head = np.where(first == _UNDERSCORE, 2, 1)
    tail = np.where(first == _LESS, 1, 0)
    # what follows the lexical form, each kind of it once
    kinds = np.where(first == _LESS, 0, 1)
    suffixes: list[str] = []
    literal = first == _QUOTE
    if literal.any():
        quotes = np.flatnonzero(data == _QUOTE)
        begins, ends = offsets[:-1][literal], offsets[1:][literal]
        tail[literal] = behind = ends - quotes[np.searchsorted(quotes, ends) - 1]
        found = encoded(_within(keep(texts, literal), ends - begins - behind + 1, np.zeros(len(behind), np.int64)))
        suffixes = found.dictionary.to_pylist()
        kinds[literal] = np.asarray(found.indices) + 2
    surroundings = [format.iri, format.blank, *map(format.literal, suffixes)]
    odd = ~np.array([around is not None for around in surroundings])[kinds]
    odd |= (first == _LESS) & (second == _LESS)
    inner = _within(texts, head, tail)
    if format.special:
        odd |= _has(inner, format.special)
    befores = take(text_array([around[0] if around else "" for around in surroundings]), kinds)
    behinds = take(text_array([around[1] if around else "" for around in surroundings]), kinds)
    return "", _replaced(_joined([befores, inner, behinds]), odd, texts, format), ""


def _alike(texts: pa.LargeStringArray, kind: int, format: Format) -> tuple[str, pa.LargeStringArray, str] | None:
    """The same, where all are IRIs, all blank nodes, or all literals of one datatype; else None."""
    before, behind = 1, 1
    around: tuple[str, str] | None
    if kind == _LESS:
        if truths(call("starts_with", texts, options=functions.MatchSubstringOptions("<<"))).any():
            return None
        around = format.iri
    elif kind == _UNDERSCORE:
        before, behind = 2, 0
        around = format.blank
    else:
        one = texts[0].as_py()
        suffix = one[one.rindex('"') :]
        around = format.literal(suffix[1:])
        if (
            around is None
            or not truths(call("ends_with", texts, options=functions.MatchSubstringOptions(suffix))).all()
        ):
            return None
        behind = len(suffix.encode())
    size = len(texts)
    inner = _within(texts, np.full(size, before), np.full(size, behind))
    if format.special and (odd := _has(inner, format.special)).any():
        return "", _replaced(_joined([around[0], inner, around[1]]), odd, texts, format), ""
    return around[0], inner, around[1]


def _replaced(
    spelled: pa.LargeStringArray, odd: npt.NDArray[np.bool_], texts: pa.LargeStringArray, format: Format
) -> pa.LargeStringArray:
    """The spelled terms, those that are marked spelled one by one."""
    if not odd.any():
        return spelled
    return replaced(spelled, odd, text_array([format.term(text) for text in keep(texts, odd).to_pylist()]))


def _texts(numbers: Ids, pool: Pool) -> pa.LargeStringArray:
    """The canonical N-Triples texts of the numbers."""
    return term_column(pool, numbers)


def _buffers(texts: pa.LargeStringArray) -> tuple[Places, npt.NDArray[np.uint8]]:
    offsets = np.frombuffer(texts.buffers()[1], np.int64)[texts.offset : texts.offset + len(texts) + 1]
    return offsets, np.frombuffer(texts.buffers()[2], np.uint8)


def _within(texts: pa.LargeStringArray, head: Places, tail: Places) -> pa.LargeStringArray:
    """The texts without so many bytes at their beginnings and at their ends."""
    offsets, data = _buffers(texts)
    made, inner = cut_out(data, offsets[:-1] + head, offsets[1:] - tail)
    return pa.LargeStringArray.from_buffers(len(texts), pa.py_buffer(made), pa.py_buffer(inner))


def _has(texts: pa.LargeStringArray, special: bytes) -> npt.NDArray[np.bool_]:
    """Which of the texts have one of these bytes."""
    offsets, data = _buffers(texts)
    table = np.zeros(256, bool)
    table[list(special)] = True
    found = np.flatnonzero(table[data])
    counts = np.searchsorted(found, offsets)
    marked: npt.NDArray[np.bool_] = counts[1:] > counts[:-1]
    return marked
