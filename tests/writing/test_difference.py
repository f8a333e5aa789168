"""Differences of large texts: found on columns, and right whatever the texts are."""

from __future__ import annotations

import random
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.writing.difference import anchors, unified
from kgtools.writing.difference.anchors import find_anchors, line_starts
from kgtools.writing.difference.patience import equal_stretches
from kgtools.writing.difference.unified import unified_diff


def patched(before: bytes, difference: str) -> bytes:
    """What ``patch`` makes of a text: each hunk has its lines where it says that they are."""
    old, new = before.splitlines(keepends=True), []
    at = 0
    lines = difference.encode().splitlines(keepends=True)[2:]
    for number, line in enumerate(lines):
        if line.startswith(b"@@"):
            first, count = (int(n) for n in (line[4:].split(b" ")[0] + b",1").split(b",")[:2])
            start = first - 1 if count else first
            new += old[at:start]
            at = start
            continue
        if line.startswith(b"\\"):
            continue
        ended = number + 1 < len(lines) and lines[number + 1].startswith(b"\\")
        text = line[1:].removesuffix(b"\n") if ended else line[1:]
        if line[:1] in (b" ", b"-"):
            assert old[at] == text
            at += 1
        if line[:1] in (b" ", b"+"):
            new.append(text)
    return b"".join(new + old[at:])


@pytest.fixture
def _all_texts_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unified, "is_large", lambda size: True)


texts = st.lists(st.sampled_from([b"a", b"b", b"c", b"d", b"e", b"f"]), max_size=12).map(b"\n".join)


@pytest.mark.usefixtures("_all_texts_are_large")
def test_a_difference_applied_to_the_one_text_gives_the_other() -> None:
    @given(texts, texts, st.booleans())
    def law(before: bytes, after: bytes, ended: bool) -> None:
        before = before + b"\n" if ended and before else before
        assert patched(before, "".join(unified_diff(before, after, "x", "y"))) == after

    law()


@given(st.lists(st.integers(0, 30), max_size=20), st.lists(st.integers(0, 30), max_size=20))
def test_as_many_anchors_are_found_as_without_columns(left: list[int], right: list[int]) -> None:
    ours, theirs = array("q", left), array("q", right)
    found = equal_stretches(ours, theirs, anchors=find_anchors)
    assert all(ours[i : i + size] == theirs[j : j + size] for i, j, size in found)
    assert sum(size for *_, size in found) >= len(common_ends(left, right))


def common_ends(left: list[int], right: list[int]) -> list[int]:
    """The items at the beginning that both have."""
    return [a for n, (a, b) in enumerate(zip(left, right, strict=False)) if left[:n] == right[:n] and a == b]


def test_the_most_lines_in_order_are_kept() -> None:
    # the block of three lines is worth more than the two lines that went before it
    assert find_anchors(array("q", [1, 2, 5, 6, 7]), array("q", [5, 6, 7, 1, 2]), (0, 5), (0, 5)) == [(2, 0)]


def test_a_few_changes_in_many_lines_are_found_one_by_one() -> None:
    before = [b"%d\n" % number for number in range(200_000)]
    after = list(before)
    after[100_000:100_001] = [b"new\n", b"lines\n"]
    del after[500]
    found = "".join(unified_diff(b"".join(before), b"".join(after), "x", "y"))
    assert [line for line in found.split("\n") if line.startswith(("-", "+"))][2:] == [
        "-500",
        "-100000",
        "+new",
        "+lines",
    ]


@pytest.mark.parametrize("kind", ["rewritten", "shuffled"])
def test_where_nothing_is_left_of_the_order_all_has_changed(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anchors, "_FEW", 100)
    before = [b"%d\n" % number for number in range(1000)]
    after = [line if number % 9 == 0 else b"x" + line for number, line in enumerate(before)]
    if kind == "shuffled":
        after = random.Random(5).sample(before, len(before))
    assert find_anchors(hashes(before), hashes(after), (0, 1000), (0, 1000)) == []


def hashes(lines: list[bytes]) -> array[int]:
    return array("q", map(hash, lines))


@pytest.mark.parametrize("text", [b"", b"\n", b"a", b"a\n", b"a\n\nb", b"\r\n\n"])
def test_lines_begin_behind_line_feeds(text: bytes) -> None:
    lengths = [len(line) for line in text.split(b"\n")]
    wanted = [0]
    for length in lengths[:-1]:
        wanted.append(wanted[-1] + length + 1)
    assert line_starts(text).tolist() == ([*wanted, len(text)] if lengths[-1] else wanted)
