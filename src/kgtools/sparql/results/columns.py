"""Rows of a large answer as bytes: columns of texts, put together.

A column in which every cell is bound and every term is of one kind (all IRIs, all dates …) is the texts within the
terms, and what is around them is the same in every row; other columns are spelled for their distinct terms first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kgtools.sparql.columns.codes import distinct_ids
from kgtools.sparql.columns.dictionary import BLANK, IRI, LITERAL, TRIPLE, Ids
from kgtools.sparql.results.formats import Format
from kgtools.sparql.results.insides import spelled_insides
from kgtools.sparql.terms.blocks import Labels, Strings, term_pieces
from kgtools.sparql.terms.pool import Pool
from kgtools.table.kernels.arrow import (
    bounds,
    call,
    cut_out,
    encoded,
    functions,
    integers,
    joined_texts,
    pieces,
    pieces_array,
    replaced,
    take,
    text_array,
    truths,
)
from kgtools.table.kernels.joining import Pieces, joined

if TYPE_CHECKING:
    from kgtools.table.literals import Literals

__all__ = ["joined_block", "spelled_terms"]

Rows = npt.NDArray[np.intp]
_SPACE, _QUOTE, _LESS, _LINE = b' "<_'
#: of the groups that terms are spelled in, the first kind of literals behind the kinds of terms
_FIRST_SUFFIX = 16
#: kinds of literals up to which the numbers of groups are small
_SUFFIXES = (1 << 16) - _FIRST_SUFFIX
#: groups that are looked for one by one in less time than all are sorted
_FEW_GROUPS = 32
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
    parts: list[Any] = [format.row]  # Any: texts and columns in turn, so that a text stands at either end
    for place, (column, cell) in enumerate(zip(columns, cells, strict=True)):
        before = (format.between if place > whole else "") + cell
        behind = format.cell_end + (format.between if place < whole else "")
        if format.sparse and int(column.min()) < 0:
            parts += [pieces(_filled(column, pool, format, before, behind)), ""]
        else:
            start, texts, end = _cell_texts(column, pool, format)
            parts[-1] += before + start
            parts += [texts, end + behind]
    parts[-1] += format.row_end + format.between_rows
    return _concatenated(parts)


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
    return _concatenated([format.row, pieces(rows), f"{format.row_end}{format.between_rows}"])


def _filled(
    column: Ids, pool: Pool, format: Format, before: str, behind: str, *, unbound: str | None = ""
) -> pa.LargeStringArray:
    """The cells of a column of which some are left out, with what precedes and follows those that are there."""
    bound = column >= 0
    size = int(bound.sum())
    if size == len(column):
        start, texts, end = _cell_texts(column, pool, format)
        return pieces_array(_concatenated([before + start, texts, end + behind]))
    nothing = text_array([unbound])
    if not size:
        return take(nothing, np.zeros(len(column), np.int64))
    there = column[bound]
    if int(there.max()) - int(there.min()) >= _SCATTERED * size:
        distinct, places = there, np.arange(1, size + 1)
    else:
        distinct, places = distinct_ids(there)
        places = places + 1
    start, texts, end = _terms(distinct, pool, format)
    cells = pieces_array(_concatenated([before + start, texts, end + behind]))
    rows = np.zeros(len(column), np.int64)
    rows[bound] = places
    return take(pa.concat_arrays([nothing, cells]), rows)


def spelled_terms(numbers: Ids, pool: Pool, format: Format) -> pa.LargeStringArray:
    """The terms of these numbers, none of them -1, each as `format` spells it."""
    before, texts, behind = _terms(numbers, pool, format)
    return pieces_array(_concatenated([before, texts, behind]))


def _concatenated(parts: list[Pieces | str]) -> Pieces:
    """Columns of texts, and texts that are the same in all rows, row by row."""
    parts = [part for part in parts if part != ""]
    if len(parts) == 1 and isinstance(parts[0], Pieces):
        return parts[0]
    offsets, data = _end_to_end(parts)
    return Pieces(data, offsets[:-1], np.diff(offsets))


def _end_to_end(parts: list[Pieces | str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """The same as bytes of their own, and where each row begins, with where the last one ends."""
    lengths = joined([part.encode() if isinstance(part, str) else part for part in parts])
    if lengths is not None:
        return lengths
    rows = joined_texts(*(part if isinstance(part, str) else pieces_array(part) for part in parts))
    return bounds(rows)


#: what precedes every text of a column, the texts, and what follows them
_Spelled = tuple[str, Pieces, str]


def _cell_texts(column: Ids, pool: Pool, format: Format) -> _Spelled:
    """The cells of a column; an unbound one is empty."""
    lowest, highest = int(column.min()), int(column.max())
    if lowest < 0:
        return "", pieces(_filled(column, pool, format, "", "")), ""
    if lowest < pool.base <= highest:
        below = column < pool.base
        some, others = (_cell_texts(column[rows], pool, format) for rows in (below, ~below))
        return "", _both(some, others, below), ""
    if highest - lowest >= _SCATTERED * len(column):
        # most terms come once, or so it seems: it is no use to look for the distinct ones
        return _terms(column, pool, format)
    distinct, places = distinct_ids(column)
    before, texts, behind = _terms(distinct, pool, format)
    return before, texts if len(distinct) == len(column) and distinct is column else texts.take(places), behind


def _terms(numbers: Ids, pool: Pool, format: Format) -> _Spelled:
    """The terms of these numbers."""
    computed = _computed_texts(numbers, pool, format)
    if computed is not None:
        return computed
    texts, kinds = term_pieces(pool, numbers), pool.kinds_of(numbers)
    kind = int(kinds[0])
    if (kinds == kind).all():
        suffix = _common_suffix(numbers, texts, pool) if kind == LITERAL else None
        if (spelled := _alike(texts, kind, suffix, format)) is not None:
            return spelled
    literal = np.flatnonzero(kinds == LITERAL)
    codes, suffixes = _suffixes(numbers, texts, literal, pool)
    groups: npt.NDArray[np.integer] = kinds.astype(np.uint16 if len(suffixes) < _SUFFIXES else np.int64)
    groups[literal] = _FIRST_SUFFIX + codes
    return "", _grouped(texts, groups, suffixes, format), ""


def _both(some: _Spelled, others: _Spelled, places: npt.NDArray[np.bool_]) -> Pieces:
    """The terms of two columns, where `places` says which rows are those of the first."""
    halves = [_end_to_end([part for part in spelled if part != ""]) for spelled in (some, others)]
    begins, lengths = np.empty(len(places), np.int64), np.empty(len(places), np.int64)
    before = 0
    for (offsets, data), rows in zip(halves, (places, ~places), strict=True):
        begins[rows], lengths[rows] = offsets[:-1] + before, np.diff(offsets)
        before += len(data)
    return Pieces(np.concatenate([data for _, data in halves]), begins, lengths)


def _computed_texts(numbers: Ids, pool: Pool, format: Format) -> _Spelled | None:
    """Terms that the query has made, alike and without escapes: no term is written for them."""
    block = pool.block_of(numbers)
    if isinstance(block, Labels):
        return format.blank[0] + block.prefix, block.counts(numbers - block.start), format.blank[1]
    if isinstance(block, Strings):
        # which of them have something special is not known
        lexical = None if format.special else block.lexical_pieces(numbers - block.start)
        around = None if lexical is None else format.iri if block.kind == IRI else format.literal(lexical[1])
        return None if lexical is None or around is None else (around[0], lexical[0], around[1])
    values = pool.value_forms(numbers) if block is None else None
    around = None if values is None else format.literal(values[1])
    return None if values is None or around is None else (around[0], pieces(values[0]), around[1])


def _suffixes(numbers: Ids, texts: Pieces, literal: Rows, pool: Pool) -> tuple[npt.NDArray[np.integer], list[str]]:
    """What follows the quotation marks of the literals: for each its place in a list."""
    if not len(literal):
        return literal, []
    dictionary_literals = _known_suffixes(numbers, pool)
    if dictionary_literals is not None:
        return dictionary_literals.suffixes(numbers[literal])
    return _cut_suffixes(texts.take(literal))


def _known_suffixes(numbers: Ids, pool: Pool) -> Literals | None:
    """The literals of a dictionary that has been asked, and knows the same of all its terms; else None."""
    literals: Literals | None = getattr(pool.dictionary, "literals", None)
    return literals if "parts" in getattr(literals, "__dict__", ()) and int(numbers.max()) < pool.base else None


def _common_suffix(numbers: Ids, texts: Pieces, pool: Pool) -> str | None:
    """What follows the quotation mark of each of the literals; None where that is not the same."""
    dictionary_literals = _known_suffixes(numbers, pool)
    if dictionary_literals is not None:
        codes, suffixes = dictionary_literals.suffixes(numbers)
        return str(suffixes[codes[0]]) if (codes == codes[0]).all() else None
    begin = int(texts.begins[0])
    one = texts.data[begin : begin + int(texts.lengths[0])].tobytes()
    suffix = one[one.rindex(b'"') :]
    return suffix[1:].decode() if _end_with(texts, suffix) else None


def _cut_suffixes(literals: Pieces) -> tuple[npt.NDArray[np.integer], list[str]]:
    """The same, by the texts of the literals alone."""
    ends, data = cut_out(literals)
    quotes = np.flatnonzero(data == _QUOTE)
    # neither an IRI nor a language tag has a quotation mark: the last one of a literal is the closing one
    closes = quotes[np.searchsorted(quotes, ends[1:]) - 1] + 1
    codes = encoded(pieces_array(Pieces(data, closes, ends[1:] - closes)))
    return integers(codes.indices), codes.dictionary.to_pylist()


def _grouped(texts: Pieces, groups: npt.NDArray[np.integer], suffixes: list[str], format: Format) -> Pieces:
    """Terms of several kinds, those of each kind spelled at once."""
    counts = np.bincount(groups)
    present = np.flatnonzero(counts).tolist()
    order = np.argsort(groups, kind="stable") if len(present) > _FEW_GROUPS else None
    ends = np.cumsum(counts)
    parts, size = [], 0
    begins, lengths = np.empty(len(groups), np.int64), np.empty(len(groups), np.int64)
    for group in present:
        end = ends[group]
        rows = np.flatnonzero(groups == group) if order is None else order[end - counts[group] : end]
        offsets, data = _of_group(texts.take(rows), group, suffixes, format)
        begins[rows], lengths[rows] = offsets[:-1] + size, np.diff(offsets)
        size += len(data)
        parts.append(data)
    return Pieces(np.concatenate(parts), begins, lengths)


def _of_group(
    texts: Pieces, group: int, suffixes: list[str], format: Format
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """Terms of one kind, spelled: where each begins, with where the last one ends, and the bytes."""
    if group == IRI:
        around, inner = format.iri, texts.within(1, 1)
    elif group == BLANK:
        around, inner = format.blank, texts.within(2, 0)
    elif group >= _FIRST_SUFFIX and (affixes := format.literal(suffix := suffixes[group - _FIRST_SUFFIX])) is not None:
        around, inner = affixes, texts.within(1, len(suffix.encode()) + 1)
    elif group == TRIPLE and format.triple is not None:
        return _of_triples(texts, format, *format.triple)
    elif group >= _FIRST_SUFFIX and suffix in format.short:
        return _end_to_end([_shortened(texts, suffix, format.short[suffix].pattern)])
    else:
        # literals that are not spelled alike, and triple terms where they are not their parts
        return bounds(text_array([format.term(text) for text in pieces_array(texts).to_pylist()]))
    if format.special:
        inner = spelled_insides(inner, format)
    return _end_to_end([part for part in (around[0], inner, around[1]) if part != ""])


def _shortened(texts: Pieces, suffix: str, short: str) -> Pieces:
    """Literals with one suffix, those that a regular expression matches (RE2 reads it as Python does) by their lexical
    forms alone."""
    inner = texts.within(1, len(suffix.encode()) + 1)
    options = functions.MatchSubstringOptions(rf"\A(?:{short})\z")
    alone = truths(call("match_substring_regex", pieces_array(inner), options=options))
    return Pieces(
        texts.data, np.where(alone, inner.begins, texts.begins), np.where(alone, inner.lengths, texts.lengths)
    )


def _of_triples(
    texts: Pieces, format: Format, before: str, second: str, third: str, behind: str
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """Triple terms by their three parts."""
    offsets, data = cut_out(texts)
    begins, ends = offsets[:-1] + len("<<( "), offsets[1:] - len(" )>>")
    # neither subject nor predicate has a space
    spaces = np.flatnonzero(data == _SPACE)
    first = np.searchsorted(spaces, begins)
    subject_ends, predicate_ends = spaces[first], spaces[first + 1]
    subjects = Pieces(data, begins, subject_ends - begins)
    predicates = Pieces(data, subject_ends + 1, predicate_ends - subject_ends - 1)
    objects = Pieces(data, predicate_ends + 1, ends - predicate_ends - 1)
    s, p, o = (_of_texts(part, format) for part in (subjects, predicates, objects))
    return _end_to_end([before, s, second, p, third, o, behind])


def _of_texts(texts: Pieces, format: Format) -> Pieces:
    """Terms of any kinds by their texts alone."""
    first, next_ = texts.data[texts.begins], texts.data[texts.begins + 1]
    groups = np.full(len(first), IRI, np.int64)
    groups[(first == _LESS) & (next_ == _LESS)] = TRIPLE
    groups[first == _LINE] = BLANK
    literal = np.flatnonzero(first == _QUOTE)
    codes, suffixes = _cut_suffixes(texts.take(literal)) if len(literal) else (literal, [])
    groups[literal] = _FIRST_SUFFIX + codes
    return _grouped(texts, groups, suffixes, format)


def _alike(texts: Pieces, kind: int, suffix: str | None, format: Format) -> _Spelled | None:
    """The same, where all are IRIs, all blank nodes, or all literals with one suffix; else None."""
    around: tuple[str, str] | None
    if kind == IRI:
        around, inner = format.iri, texts.within(1, 1)
    elif kind == BLANK:
        around, inner = format.blank, texts.within(2, 0)
    elif suffix is not None and suffix in format.short:
        return "", _shortened(texts, suffix, format.short[suffix].pattern), ""
    elif suffix is None or (around := format.literal(suffix)) is None:
        return None
    else:
        inner = texts.within(1, len(suffix.encode()) + 1)
    if format.special:
        inner = spelled_insides(inner, format)
    return around[0], inner, around[1]


def _end_with(texts: Pieces, suffix: bytes) -> bool:
    """Whether each text has this at its end, and more before."""
    if int(texts.lengths.min()) <= len(suffix):
        return False
    # for each place the bytes from there on; none of them is zero, which this type would leave out
    windows = np.ndarray(len(texts.data) - len(suffix) + 1, f"S{len(suffix)}", texts.data, strides=(1,))
    return bool((windows[texts.begins + texts.lengths - len(suffix)] == suffix).all())
