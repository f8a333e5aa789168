"""A triple more is a statement more in the text: labels of blank nodes do not cascade."""

from __future__ import annotations

import difflib
import random

import pytest

from kgtools.writing.style import format_bytes

_PEOPLE = "".join(
    f':p{i} :is _:p{i} . _:p{i} :name "N{i}" ; :age {i} ; :knows '
    + ", ".join(f"_:p{j}" for j in random.Random(i).sample(range(50), 3))
    + " .\n"
    for i in range(50)
)
_CHAIN = ":h :first _:c0 .\n" + "".join(f"_:c{i} :next _:c{i + 1} . _:c{i + 1} :prev _:c{i} .\n" for i in range(29))
_KNOWN = "".join(f":i{i} :has [ :knows _:q ] .\n" for i in range(10)) + '_:q :name "Q" .\n'
_REFERRED = "".join(f":s{i} :p _:x .\n" for i in range(100))
_PAIRS = "".join(f":a{i} :p _:n{i} . :b{i} :p _:n{i} .\n" for i in range(50))
_LIST = ":s :p ( " + " ".join(f"[ :n {i} ]" for i in range(50))


def lines(text: str) -> list[str]:
    return format_bytes(f"@prefix : <http://e/> .\n{text}".encode()).data.decode().splitlines()


def changed(before: str, after: str) -> tuple[int, int]:
    """How many lines come and go."""
    found = list(difflib.unified_diff(lines(before), lines(after), n=0, lineterm=""))[2:]
    return sum(line[0] == "+" for line in found), sum(line[0] == "-" for line in found)


@pytest.mark.parametrize(
    ("text", "more", "most"),
    [
        # a subject more is its three lines and the empty line before them
        (_REFERRED, ":a :p _:x .", (4, 0)),
        (_REFERRED, ":s0 :a _:x .", (1, 0)),
        (_REFERRED, "_:x :v 1 .", (4, 0)),
        (_KNOWN, "_:q :age 5 .", (1, 0)),
        (_KNOWN, ':i3 :name "I" .', (1, 0)),
        (_PEOPLE, "_:p7 :age 99 .", (3, 1)),
        (_PEOPLE, '_:p7 :name "AAA" .', (3, 1)),
        (_CHAIN, "_:c15 :v 1 .", (1, 0)),
        (_PAIRS, "_:n3 :age 5 .", (4, 0)),
        (_PAIRS, ":a3 :q _:n4 .", (1, 0)),
    ],
)
def test_a_triple_more_among_shared_blank_nodes_changes_few_lines(text: str, more: str, most: tuple[int, int]) -> None:
    assert changed(text, text + more) <= most


@pytest.mark.parametrize("depth", [5, 12, 40, 200])
def test_another_value_at_the_end_of_nested_brackets_changes_one_line(depth: int) -> None:
    one, two = (f":s :p {'[ :p ' * depth}{value}{' ]' * depth} ." for value in (1, 2))
    assert changed(one, two) == (1, 1)


def test_an_item_more_in_a_list_changes_its_lines_only() -> None:
    assert changed(f"{_LIST} ) .", f"{_LIST} [ :n 50 ] ) .") == (3, 0)
    assert changed(f"{_LIST} ) .", f"{_LIST.replace('[ :n 25 ]', '[ :n 25 ; :m 1 ]')} ) .") == (1, 0)
