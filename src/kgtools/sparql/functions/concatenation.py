"""GROUP_CONCAT (section 18.5.1.7): the texts of each group, one behind the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kgtools.sparql.columns.packing import sort_order
from kgtools.sparql.functions.strings.kernels import lengths
from kgtools.sparql.functions.strings.text_columns import MANY, lexical_column
from kgtools.sparql.functions.strings.texts import StringColumn, Texts, as_list, is_arrow

if TYPE_CHECKING:
    from kgtools.sparql.budget import Budget
    from kgtools.sparql.terms.values import Values

__all__ = ["concatenated", "joined_groups"]

Longs = npt.NDArray[np.int64]


def concatenated(values: Values, groups: Longs, count: int, separator: str, budget: Budget) -> Values:
    """The strings of each group in the order of the rows, with the separator between; STR() of what is not a string."""
    column = lexical_column(values)
    places = column.places
    size = int(lengths(column.texts)[places].clip(0).sum()) + len(places) * len(separator)
    # a character may take four bytes, and each text has a head in Python's memory
    budget.reserve(4 * size + 64 * (count + len(places)), f"texts of {size:,} characters put together")
    ends = np.cumsum(np.bincount(groups, minlength=count))
    # few texts may make many: Arrow is there where the dictionary is large
    is_large = count >= MANY and hasattr(values.pool.dictionary, "literals")
    texts = column.as_column() if is_large else column.texts
    joined = joined_groups(texts, places[sort_order(groups)], ends, separator)
    return StringColumn(values.pool, joined, np.arange(count))


def joined_groups(texts: Texts, sequence: npt.NDArray[np.integer], ends: Longs, separator: str) -> Texts:
    """The texts at the places of `sequence`, joined up to each of `ends`; nothing where one of them is nothing.

    >>> joined_groups(["a", "b", None], np.array([0, 1, 1, 2]), np.array([2, 2, 4]), ", ")
    ['a, b', '', None]
    """
    if is_arrow(texts):
        import pyarrow as pa

        from kgtools.table.kernels.arrow import call, numbers, take, text_scalar

        begins = np.concatenate([np.zeros(1, np.int64), ends])
        lists = pa.LargeListArray.from_arrays(numbers(begins), take(texts, sequence))
        result: Texts = call("binary_join", lists, text_scalar(separator))
        return result
    group_texts: list[str | None] = []
    items, order = as_list(texts), sequence.tolist()
    begin = 0
    for end in ends.tolist():
        members = [items[place] for place in order[begin:end]]
        whole = [text for text in members if text is not None]
        group_texts.append(separator.join(whole) if len(whole) == len(members) else None)
        begin = end
    return group_texts
