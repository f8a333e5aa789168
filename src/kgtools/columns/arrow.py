"""NumPy columns as Arrow arrays over the same bytes.

``pyarrow.array`` would do it too; it imports ``numpy.ma`` first, which takes longer than all of a small validation.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

__all__ = ["mask", "numbers"]


def numbers(column: npt.NDArray[np.integer[Any]]) -> pa.Int64Array:
    """Whole numbers, to take by.

    >>> numbers(np.array([3, 1], np.int32)).to_pylist()
    [3, 1]
    """
    wide = np.ascontiguousarray(column, np.int64)
    return pa.Array.from_buffers(pa.int64(), len(wide), [None, pa.py_buffer(wide)])


def mask(column: npt.NDArray[np.bool_]) -> pa.BooleanArray:
    """Truth values, to filter by.

    >>> mask(np.array([True, False])).to_pylist()
    [True, False]
    """
    bits = np.packbits(column, bitorder="little")
    return pa.Array.from_buffers(pa.bool_(), len(column), [None, pa.py_buffer(bits)])
