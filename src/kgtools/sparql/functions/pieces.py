"""Large tables in pieces: between two of them the clock is looked at, and what one takes on the way is given back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from kgtools.sparql.functions.strings.texts import StringColumn, as_list, is_arrow
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.terms.values import Truths, Values

if TYPE_CHECKING:
    from kgtools.sparql.functions.strings.texts import Texts

__all__ = ["PIECE_ROWS", "pieces", "put_together"]

#: rows for which one function takes a tenth of a second or two
PIECE_ROWS = 1 << 20


def pieces(table: SolutionTable, size: int = PIECE_ROWS) -> Iterator[SolutionTable]:
    """The rows of a table in their order, so many at a time.

    >>> [piece.columns["x"].tolist() for piece in pieces(SolutionTable(3, {"x": np.arange(3, dtype=np.int32)}), 2)]
    [[0, 1], [2]]
    """
    for begin in range(0, table.size, size):
        columns = {name: column[begin : begin + size] for name, column in table.columns.items()}
        yield SolutionTable(min(size, table.size - begin), columns, always=table.always)


def put_together(parts: Sequence[Values]) -> Values:
    """Columns one below the other, computed by the same expression; at least one.

    >>> from kgtools.table.small import SmallTerms
    >>> from kgtools.sparql.terms.pool import Pool
    >>> pool = Pool(SmallTerms())
    >>> put_together([Values.integers(pool, np.arange(2)), Values.integers(pool, np.arange(1))]).objects()
    [0, 1, 0]
    """
    pool = parts[0].pool
    strings = [part for part in parts if isinstance(part, StringColumn)]
    if len(strings) == len(parts):
        return _strings_together(strings)
    if all(isinstance(part, Truths) for part in parts):
        return Truths(pool, np.concatenate([part.truth() for part in parts]))
    ids = [part.ids for part in parts if part.ids is not None]
    if not ids:
        tags = np.concatenate([part.tags for part in parts])
        return Values.typed(pool, tags, np.concatenate([part.words for part in parts]))
    # a term of the data keeps its spelling only under its number
    return Values.of_ids(pool, np.concatenate(ids if len(ids) == len(parts) else [part.numbers() for part in parts]))


def _strings_together(parts: Sequence[StringColumn]) -> Values:
    texts: Texts
    if any(is_arrow(part.texts) for part in parts):
        import pyarrow as pa

        from kgtools.table.kernels.arrow import text_array

        texts = pa.concat_arrays(
            [part.texts if is_arrow(part.texts) else text_array(as_list(part.texts)) for part in parts]
        )
    else:
        texts = [text for part in parts for text in as_list(part.texts)]
    begins = np.cumsum([0, *(len(part.texts) for part in parts)])
    places = np.concatenate([part.places + begin for part, begin in zip(parts, begins, strict=False)])
    suffixes = list(dict.fromkeys(suffix for part in parts for suffix in part.suffixes))
    if suffixes == [""]:
        return StringColumn(parts[0].pool, texts, places)
    codes = [
        np.array([suffixes.index(suffix) for suffix in part.suffixes], np.int32)[
            np.zeros(len(part.texts), np.int32) if part.codes is None else part.codes
        ]
        for part in parts
    ]
    return StringColumn(parts[0].pool, texts, places, codes=np.concatenate(codes), suffixes=suffixes)
