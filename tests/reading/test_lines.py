"""Lines and columns of offsets: those that a list of all line breaks would give."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from kgtools.reading.places.lines import Lines

LONG = st.lists(st.sampled_from(["\n", "a", "é" * 700, "b" * 1500, "\n" * 600, "\r\n"]), max_size=12).map("".join)


@given(LONG, st.data())
@example("", None)
def test_positions_are_those_of_all_line_breaks(text: str, data: st.DataObject | None) -> None:
    starts = [0, *(at + 1 for at, character in enumerate(text) if character == "\n")]
    lines = Lines(text)
    offset = 0 if data is None else data.draw(st.integers(0, len(text)))
    line = sum(start <= offset for start in starts)
    assert lines.position(offset) == (line, offset - starts[line - 1] + 1)
    assert lines.offset(*lines.position(offset)) == offset
    assert lines.offset(line + len(starts), 1) == starts[-1]


@given(LONG)
def test_every_line_begins_where_its_first_column_is(text: str) -> None:
    starts = [0, *(at + 1 for at, character in enumerate(text) if character == "\n")]
    lines = Lines(text)
    assert [lines.offset(number, 1) for number in range(1, len(starts) + 1)] == starts
    assert [lines.position(start) for start in starts] == [(number, 1) for number in range(1, len(starts) + 1)]
