"""How far spellings are from another one: letters put in, left out, replaced, or that have changed places."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["distances", "near_enough"]


def near_enough(length: int) -> int:
    """How many changes still make a spelling a likely slip of another of that length.

    >>> [near_enough(length) for length in (1, 2, 5, 9, 30)]
    [0, 1, 1, 2, 3]
    """
    return min(3, (length + 3) // 4 - (length > 4)) if length > 1 else 0


def distances(
    table: npt.NDArray[np.uint8], lengths: npt.NDArray[np.int64], target: npt.NDArray[np.uint8], most: int
) -> npt.NDArray[np.int16]:
    """The distance of each row from the target (optimal string alignment), exact up to `most`."""
    rows, size = len(table), len(target)
    far = np.int16(most + 1)
    width = table.shape[1]
    previous = np.full((width + 1, rows), far, np.int16)
    before = previous
    previous[: min(most, width) + 1] = np.arange(min(most, width) + 1, dtype=np.int16)[:, None]
    for i in range(1, size + 1):
        current = np.full((width + 1, rows), far, np.int16)
        if i <= most:
            current[0] = i
        # cells further from the diagonal are further away than is asked
        for j in range(max(1, i - most), min(width, i + most) + 1):
            changed = table[:, j - 1] != target[i - 1]
            best = np.minimum(previous[j] + np.int16(1), current[j - 1] + np.int16(1))
            np.minimum(best, previous[j - 1] + changed, out=best)
            if i > 1 and j > 1:
                swapped = (table[:, j - 1] == target[i - 2]) & (table[:, j - 2] == target[i - 1])
                np.minimum(best, np.where(swapped, before[j - 2] + np.int16(1), far), out=best)
            current[j] = best
        before, previous = previous, current
    result: npt.NDArray[np.int16] = previous[np.minimum(lengths, width), np.arange(rows)]
    return result
