"""Numbers and moments as texts and back: digit by digit what Python writes, however they are mixed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kgtools.table.kernels.arrow import pieces_array
from kgtools.table.kernels.digits import moment_texts, point_texts, read_whole

WIDTH = 6
LAYOUT = "YYYY-MM-DDThh:mm:ss"
FIRST, LAST = -62_135_596_800, 253_402_300_799
parts = st.one_of(st.integers(0, 10**WIDTH - 1), st.sampled_from([0, 1, 500_000, 120_000, 999_999]))
wholes = st.one_of(st.integers(0, 1000), st.integers(0, 2**62))
seconds = st.one_of(st.integers(FIRST, LAST), st.integers(951_700_000, 951_900_000), st.sampled_from([FIRST, LAST, 0]))


@given(st.lists(st.tuples(st.booleans(), wholes, parts), min_size=1))
def test_decimals_are_written_without_zeros_at_the_end(rows: list[tuple[bool, int, int]]) -> None:
    negative, whole, part = (np.array(column) for column in zip(*rows, strict=True))
    found = pieces_array(point_texts(negative, whole, part, WIDTH)).to_pylist()
    for text, (sign, before, behind) in zip(found, rows, strict=True):
        assert text == text.rstrip("0").rstrip(".") if "." in text else text.lstrip("-") == str(before)
        assert text.startswith("-") == sign
        assert abs(Decimal(text)) == before + Decimal(behind).scaleb(-WIDTH)


@given(st.lists(seconds, min_size=1))
def test_moments_are_written_as_python_writes_them_and_read_again(rows: list[int]) -> None:
    found = pieces_array(moment_texts(np.array(rows))).to_pylist()
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    assert found == [_iso(epoch, row) for row in rows]
    data = np.frombuffer("".join(found).encode(), np.uint8)
    good, read = read_whole(data, len(LAYOUT) * np.arange(len(rows)), np.full(len(rows), len(LAYOUT)), LAYOUT)
    assert good.all()
    assert read.tolist() == rows


def _iso(epoch: datetime, row: int) -> str:
    return (epoch + timedelta(seconds=row)).isoformat()[: len(LAYOUT)]


@given(st.lists(st.text("0123456789-:T/", min_size=10, max_size=10), min_size=1))
def test_a_date_is_read_exactly_where_python_reads_one(rows: list[str]) -> None:
    rows = [*rows, "2024-02-29", "2023-02-29", "2000-00-10", "2000-13-01"]
    data = np.frombuffer("".join(rows).encode(), np.uint8)
    good, _ = read_whole(data, 10 * np.arange(len(rows)), np.full(len(rows), 10), "YYYY-MM-DD")
    assert good.tolist() == [_is_date(row) for row in rows]


def _is_date(text: str) -> bool:
    if text[4] != "-" or text[7] != "-":
        return False
    # Python has no year 0, which is a leap year
    try:
        datetime.strptime(text.replace("0000-", "2000-", 1) if text.startswith("0000-") else text, "%Y-%m-%d")
    except ValueError:
        return False
    return all(text[place].isdigit() for place in (0, 1, 2, 3, 5, 6, 8, 9))
