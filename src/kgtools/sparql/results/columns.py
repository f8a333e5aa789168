"""Rows of a large answer as bytes: columns of texts, put together.

A column in which every cell is bound and every term is of one kind (all IRIs, all dates …) is the texts within the
terms, and what is around them is the same in every row; other columns are spelled for their distinct terms first.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kgtools.sparql.evaluate.terms.blocks import term_pieces
from kgtools.sparql.evaluate.terms.dictionary import Ids
from kgtools.sparql.evaluate.terms.pool import Pool
from kgtools.sparql.functions.rows import distinct_ids
from kgtools.sparql.results.formats import Format
from kgtools.table.kernels.arrow import (
    cut_out,
    encoded,
    joined_texts,
    pieces,
    pieces_array,
    replaced,
    take,
    text_array,
)
from kgtools.table.kernels.joining import Pieces, joined

__all__ = ["joined_block", "spelled_terms"]

_QUOTE, _LESS, _UNDERSCORE = 34, 60, 95
#: numbers that lie so many times as far apart as they are many are taken for distinct ones
_SCATTERED = 4


def joined_block(columns: list[Ids], cells: list[str], pool: Pool, format: Format) -> memoryview:
    """The rows, joined; see :mod:`kgtools.sparql.results.rows`."""
    whole = [place for place, column in enumerate(columns) if int(column.min()) >= 0] if format.sparse else [0]
    rows = _joined_beside(columns, cells, pool, format, whole[0]) if whole else _sparse(columns, cells, pool, format)
    low, high = int(rows.begins[0]), int(rows.begins[-1] + rows.lengths[-1])
    return rows.data[low : high - len(format.between_rows.encode())].data


def _joined_beside(columns: list[Ids], cells: list[str], pool: Pool, format: Format, whole: int) -> Pieces:
    """Rows of which the cell at one place is never left out: cells on both sides of it bring what separates them."""
    parts: list[Any] = [format.row]
    for place, (column, cell) in enumerate(zip(columns, cells, strict=True)):
        before = (format.between if place > whole else "") + cell
        behind = format.cell_end + (format.between if place < whole else "")
        if format.sparse and int(column.min()) < 0:
            parts += [pieces(_filled(column, pool, format, before, behind)), ""]
        else:
            start, texts, end = _spelled(column, pool, format)
            parts[-1] += before + start
            parts += [texts, end + behind]
    parts[-1] += format.row_end + format.between_rows
    return _joined(parts)


def _sparse(columns: list[Ids], cells: list[str], pool: Pool, format: Format) -> Pieces:
    """Rows of which any cell may be left out."""
    filled = [
        _filled(column, pool, format, cell, format.cell_end, unbound=None)
        for column, cell in zip(columns, cells, strict=True)
    ]
    # Arrow leaves out a row in which there is nothing to join: it has an empty text then
    empty = np.logical_and.reduce([column < 0 for column in columns])
    if empty.any():
        filled[0] = replaced(filled[0], empty, text_array([""] * int(empty.sum())))
    rows = joined_texts(*filled, between=format.between, nulls="skip")
    return _joined([format.row, pieces(rows), f"{format.row_end}{format.between_rows}"])


def _filled(
    column: Ids, pool: Pool, format: Format, before: str, behind: str, *, unbound: str | None = ""
) -> pa.LargeStringArray:
    """The cells of a column of which some are left out, with what precedes and follows those that are there."""
    bound = column >= 0
    size = int(bound.sum())
    if size == len(column):
        start, texts, end = _spelled(column, pool, format)
        return pieces_array(_joined([before + start, texts, end + behind]))
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
    made = pieces_array(_joined([before + start, texts, end + behind]))
    rows = np.zeros(len(column), np.int64)
    rows[bound] = places
    return take(pa.concat_arrays([nothing, made]), rows)


def spelled_terms(numbers: Ids, pool: Pool, format: Format) -> pa.LargeStringArray:
    """The terms of these numbers, none of them -1, each as `format` spells it."""
    before, texts, behind = _terms(numbers, pool, format)
    return pieces_array(_joined([before, texts, behind]))


def _joined(parts: list[Pieces | str]) -> Pieces:
    """Columns of texts, and texts that are the same in all rows, row by row."""
    parts = [part for part in parts if part != ""]
    if len(parts) == 1 and isinstance(parts[0], Pieces):
        return parts[0]
    found = joined([part.encode() if isinstance(part, str) else part for part in parts])
    if found is None:
        return pieces(joined_texts(*(part if isinstance(part, str) else pieces_array(part) for part in parts)))
    offsets, data = found
    return Pieces(data, offsets[:-1], np.diff(offsets))


#: what precedes every text of a column, the texts, and what follows them
_Spelled = tuple[str, Pieces, str]


def _spelled(column: Ids, pool: Pool, format: Format) -> _Spelled:
    """The cells of a column; an unbound one is empty."""
    lowest, highest = int(column.min()), int(column.max())
    if lowest < 0:
        return "", pieces(_filled(column, pool, format, "", "")), ""
    if highest - lowest >= _SCATTERED * len(column):
        # most terms come once, or so it seems: it is no use to look for the distinct ones
        return _terms(column, pool, format)
    found, places = distinct_ids(column)
    before, texts, behind = _terms(found, pool, format)
    return before, texts if len(found) == len(column) and found is column else texts.take(places), behind


def _terms(numbers: Ids, pool: Pool, format: Format) -> _Spelled:
    """The terms of these numbers."""
    texts = term_pieces(pool, numbers)
    first = texts.data[texts.begins]
    kind = int(first[0])
    alike = bool((first == kind).all())
    if alike and (found := _alike(texts, kind, format)) is not None:
        return found
    head = np.where(first == _UNDERSCORE, 2, 1)
    tail = np.where(first == _LESS, 1, 0)
    # what follows the lexical form, each kind of it once
    kinds = np.where(first == _LESS, 0, 1)
    suffixes: list[str] = []
    literal = np.flatnonzero(first == _QUOTE)
    if len(literal):
        ends, data = cut_out(texts.take(literal))
        quotes = np.flatnonzero(data == _QUOTE)
        # neither an IRI nor a language tag has a quotation mark: the last one of a literal is the closing one
        tail[literal] = behind = ends[1:] - quotes[np.searchsorted(quotes, ends[1:]) - 1]
        codes = encoded(pieces_array(Pieces(data, ends[1:] - behind + 1, behind - 1)))
        suffixes = codes.dictionary.to_pylist()
        kinds[literal] = np.asarray(codes.indices) + 2
    surroundings = [format.iri, format.blank, *map(format.literal, suffixes)]
    odd = ~np.array([around is not None for around in surroundings])[kinds]
    odd |= (first == _LESS) & (texts.data[texts.begins + 1] == _LESS)
    inner = Pieces(texts.data, texts.begins + head, texts.lengths - head - tail)
    if format.special:
        inner, special = _special(inner, format)
        odd |= special
    befores = pieces(text_array([around[0] if around else "" for around in surroundings])).take(kinds)
    behinds = pieces(text_array([around[1] if around else "" for around in surroundings])).take(kinds)
    return "", _replaced(_joined([befores, inner, behinds]), odd, texts, format), ""


def _alike(texts: Pieces, kind: int, format: Format) -> _Spelled | None:
    """The same, where all are IRIs, all blank nodes, or all literals of one datatype; else None."""
    around: tuple[str, str] | None
    if kind == _LESS:
        if (texts.data[texts.begins + 1] == _LESS).any():
            return None
        around, inner = format.iri, texts.within(1, 1)
    elif kind == _UNDERSCORE:
        around, inner = format.blank, texts.within(2, 0)
    else:
        begin = int(texts.begins[0])
        one = texts.data[begin : begin + int(texts.lengths[0])].tobytes()
        suffix = one[one.rindex(b'"') :]
        around = format.literal(suffix[1:].decode())
        if around is None or not _end_with(texts, suffix):
            return None
        inner = texts.within(1, len(suffix))
    if format.special:
        inner, odd = _special(inner, format)
        if odd.any():
            return "", _replaced(_joined([around[0], inner, around[1]]), odd, texts, format), ""
    return around[0], inner, around[1]


def _end_with(texts: Pieces, suffix: bytes) -> bool:
    """Whether each text has this at its end, and more before."""
    if int(texts.lengths.min()) <= len(suffix):
        return False
    # for each place the bytes from there on; none of them is zero, which this type would leave out
    windows = np.ndarray(len(texts.data) - len(suffix) + 1, f"S{len(suffix)}", texts.data, strides=(1,))
    return bool((windows[texts.begins + texts.lengths - len(suffix)] == suffix).all())


def _replaced(spelled: Pieces, odd: npt.NDArray[np.bool_], texts: Pieces, format: Format) -> Pieces:
    """The spelled terms, those that are marked spelled one by one."""
    if not odd.any():
        return spelled
    ones = pieces_array(texts.take(np.flatnonzero(odd))).to_pylist()
    return pieces(replaced(pieces_array(spelled), odd, text_array([format.term(text) for text in ones])))


def _special(texts: Pieces, format: Format) -> tuple[Pieces, npt.NDArray[np.bool_]]:
    """The texts end to end, and which of them have one of the bytes that are special."""
    offsets, data = cut_out(texts)
    table = np.zeros(256, bool)
    table[list(format.special)] = True
    found = np.flatnonzero(table[data[offsets[0] : offsets[-1]]]) + offsets[0]
    counts = np.searchsorted(found, offsets)
    return Pieces(data, offsets[:-1], np.diff(offsets)), counts[1:] > counts[:-1]
