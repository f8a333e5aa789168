"""Rows of an answer as bytes: each distinct term is spelled once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from kgtools.sparql.answers import SelectAnswer
from kgtools.sparql.columns.dictionary import UNBOUND, Ids
from kgtools.sparql.results.formats import CharacterError, Format
from kgtools.sparql.terms.pool import Pool
from kgtools.table.small import SmallTerms

__all__ = ["first_unwritable", "joined_rows"]

#: rows that are written at a time
_BLOCK_ROWS = 1 << 16
#: cells from which on columns of Arrow are the quicker way; more where Arrow would have to be imported for them
_MANY_CELLS_WITH_ARROW, _MANY_CELLS = 4_000, 200_000


def joined_rows(answer: SelectAnswer, format: Format) -> Iterator[bytes | memoryview]:
    """The bytes of all rows, in pieces."""
    names, table = answer.variables, answer.table
    size = table.size
    if not names:
        if size:
            yield format.between_rows.join([format.row + format.row_end] * size).encode()
        return
    large = size * len(names) > (
        _MANY_CELLS if isinstance(answer.pool.dictionary, SmallTerms) else _MANY_CELLS_WITH_ARROW
    )
    joined_block: Callable[[list[Ids], list[str], Pool, Format], bytes | memoryview] = _joined_block
    if large:
        from kgtools.sparql.results import columns as large_columns

        joined_block = large_columns.joined_block
    columns = [table.column(name) for name in names]
    cells = [format.cell % name if format.cell else "" for name in names]
    for begin in range(0, size, _BLOCK_ROWS):
        if begin and format.between_rows:
            yield format.between_rows.encode()
        yield joined_block([column[begin : begin + _BLOCK_ROWS] for column in columns], cells, answer.pool, format)


def _joined_block(columns: list[Ids], cells: list[str], pool: Pool, format: Format) -> bytes:
    spelled = [_cell_texts(column, cell, pool, format) for column, cell in zip(columns, cells, strict=True)]
    if format.sparse:
        rows: Iterable[str] = (format.between.join(filter(None, row)) for row in zip(*spelled, strict=True))
    else:
        rows = map(format.between.join, zip(*spelled, strict=True))
    between = f"{format.row_end}{format.between_rows}{format.row}"
    return f"{format.row}{between.join(rows)}{format.row_end}".encode()


def _cell_texts(column: Ids, cell: str, pool: Pool, format: Format) -> list[str]:
    """The cells of a column; an unbound one is empty."""
    numbers = column.tolist()
    distinct = list(set(numbers) - {UNBOUND})
    term, end = format.term, format.cell_end
    texts = pool.texts(np.array(distinct, np.int32)) if distinct else []
    text_of = {number: f"{cell}{term(text)}{end}" for number, text in zip(distinct, texts, strict=True)}
    text_of[UNBOUND] = ""
    return [text_of[number] for number in numbers]


def first_unwritable(answer: SelectAnswer, format: Format) -> tuple[int, str, str]:
    """Row (from 1), variable and character of the first cell that a format cannot hold; there has to be one."""
    candidates = []
    for place, name in enumerate(answer.variables):
        column = answer.table.column(name)
        distinct, firsts = np.unique(column, return_index=True)
        bound = distinct >= 0
        texts = answer.pool.texts(distinct[bound])
        for first, text in zip(firsts[bound].tolist(), texts, strict=True):
            try:
                format.term(text)
            except CharacterError as error:
                candidates.append((first, place, error.character))
    row, place, character = min(candidates)
    return row + 1, answer.variables[place], character
