"""Rows of a column by their numbers, as NumPy's own indexing gives them."""

from __future__ import annotations

import numpy as np
import pytest

from kgtools.table.kernels import gathering
from kgtools.table.kernels.gathering import gather


@pytest.mark.parametrize("places", [np.int32, np.int64])
@pytest.mark.parametrize("cells", [np.uint8, np.int32, np.int64, bool])
@pytest.mark.parametrize("size", [0, 1, 6, 7, 20])
def test_rows_of_several_blocks_are_those_of_an_index(
    monkeypatch: pytest.MonkeyPatch, cells: type[np.generic], places: type[np.signedinteger], size: int
) -> None:
    monkeypatch.setattr(gathering, "_BLOCK_ROWS", 6)
    column = np.arange(9).astype(cells)
    rows = np.random.default_rng(3).integers(-1, 9, size).astype(places)
    found = gather(column, rows)
    assert found.dtype == column.dtype
    assert found.tolist() == column[rows].tolist()
