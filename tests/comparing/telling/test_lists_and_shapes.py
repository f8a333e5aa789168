"""A difference in words tells lists as lists, and things without a name by what they are."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.comparing import Words, compare, report_by_name
from kgtools.comparing.telling.list_edits import list_edits
from kgtools.reading import parse_bytes
from tests.examples import share

PREFIXES = {
    "e": "http://e/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sh": "http://www.w3.org/ns/shacl#",
}
HEAD = "".join(f"@prefix {prefix}: <{namespace}> . " for prefix, namespace in PREFIXES.items())


def told(left: str, right: str) -> list[str]:
    """The lines about two texts, without that which counts."""
    sides = [list(parse_bytes((HEAD + text).encode(), format="trig")) for text in (left, right)]
    difference = compare(*sides)
    words = Words((*difference.left, *difference.added), prefixes=PREFIXES)
    return report_by_name("text").write(difference, words).splitlines()[:-1]


SHAPE = "e:S sh:property [ sh:path e:name ; sh:minCount 1 ], [ sh:path e:age ; sh:maxCount 1 ] ."
PART = "e:Car rdfs:subClassOf [ a owl:Restriction ; owl:onProperty e:part ; owl:someValuesFrom e:Wheel ] ."
UNION = "e:Pet owl:equivalentClass [ a owl:Class ; owl:unionOf ( e:Cat e:Dog ) ] ."


@pytest.mark.parametrize(
    ("left", "right", "lines"),
    [
        ("e:F e:of ( 1 2 ) .", "e:F e:of ( 0 1 2 ) .", ["e:F: e:of: 0 added at the start"]),
        ("e:F e:of ( 1 2 ) .", "e:F e:of ( 1 2 3 4 ) .", ["e:F: e:of: 3, 4 added at the end"]),
        ("e:F e:of ( 1 3 ) .", "e:F e:of ( 1 2 3 ) .", ["e:F: e:of: 2 added after 1"]),
        ("e:F e:of ( 1 2 ) .", "e:F e:of ( 2 ) .", ["e:F: e:of: 1 removed"]),
        ("e:F e:of ( 1 2 1 ) .", "e:F e:of ( 1 2 ) .", ["e:F: e:of: 1 removed (item 3)"]),
        ("e:F e:of ( 1 2 3 ) .", "e:F e:of ( 1 7 3 ) .", ["e:F: e:of: item 2 changed: 2 → 7"]),
        ("e:F e:of ( 1 2 3 ) .", "e:F e:of ( 3 2 1 ) .", ["e:F: e:of changed: ( 1 2 3 ) → ( 3 2 1 )"]),
        ("e:F e:of () .", "e:F e:of ( 1 ) .", ["e:F: e:of changed: ( ) → ( 1 )"]),
        ("e:F e:to 1 .", "e:F e:to 1 ; e:of ( 1 2 ) .", ["e:F: e:of added: ( 1 2 )"]),
        ("e:F e:to 1 ; e:of ( 1 ( 2 ) ) .", "e:F e:to 1 .", ["e:F: e:of removed: ( 1 ( 2 ) )"]),
        ("e:F e:to 1 .", "e:F e:to 1 ; e:of () .", ["e:F: e:of added: ( )"]),
        ("e:F e:of ( 1 ), ( 2 ) .", "e:F e:of ( 1 ), ( 3 ) .", ["e:F: e:of: item 1 changed: 2 → 3"]),
        ("e:F e:of ( 1 ( 2 ) ) .", "e:F e:of ( 1 ( 2 3 ) ) .", ["e:F: e:of: item 2 changed: ( 2 ) → ( 2 3 )"]),
        ("e:F e:of ( 1 ) .", "e:F e:of 5 .", ["e:F: e:of added: 5", "e:F: e:of removed: ( 1 )"]),
        ("e:g { e:F e:of ( 1 2 ) }", "e:g { e:F e:of ( 2 ) }", ["in e:g:", "  e:F: e:of: 1 removed"]),
        ("", "e:F a e:Form ; e:of ( 1 ), [ e:x 1 ] .", ["e:F (e:Form) added", "  e:of: [ e:x 1 ], ( 1 )"]),
        # a list that one thing lost is none that another got
        (
            "e:F e:of ( 1 2 ) . e:G e:of ( 3 4 ) .",
            "e:F e:of ( 1 ) . e:G e:of ( 3 4 2 ) .",
            ["e:F: e:of: 2 removed", "e:G: e:of: 2 added at the end"],
        ),
        (
            "e:F e:of ( [ e:x 1 ] [ e:x 2 ; e:y 3 ] ) .",
            "e:F e:of ( [ e:x 1 ] [ e:x 2 ; e:y 4 ] ) .",
            ["e:F: e:of: item 2: e:y changed: 3 → 4"],
        ),
        ("( 1 2 ) e:p 1 .", "( 1 2 3 ) e:p 1 .", ["the list ( 1 2 3 ): 3 added at the end"]),
        (
            SHAPE,
            SHAPE.replace("minCount 1", "minCount 2"),
            ["e:S: property shape for e:name: sh:minCount changed: 1 → 2"],
        ),
        (
            SHAPE,
            SHAPE.replace(" .", ", [ sh:path ( e:at [ sh:inversePath e:of ] ) ; sh:in ( 1 2 ) ] ."),
            ["e:S: sh:property added: property shape for e:at/^e:of [ sh:in ( 1 2 ) ]"],
        ),
        (
            PART,
            PART.replace("Wheel", "Seat"),
            ["e:Car: restriction on e:part: owl:someValuesFrom changed: e:Wheel → e:Seat"],
        ),
        (
            "e:Car e:x 1 . " + PART,
            "e:Car e:x 1 .",
            ["e:Car: rdfs:subClassOf removed: restriction on e:part [ owl:someValuesFrom e:Wheel ]"],
        ),
        (UNION, UNION.replace("e:Dog", "e:Dog e:Fish"), ["e:Pet: union: owl:unionOf: e:Fish added at the end"]),
        pytest.param(
            "e:s e:q [ e:p [ e:p 1 ] ] .",
            "e:s e:q ( 1 1 ) .",
            ["e:s: e:q removed: [ e:p [ e:p 1 ] ]", "e:s: e:q added: ( 1 1 )"],
            id="what has the place of a list is not the list",
        ),
    ],
)
def test_what_changed_is_told_as_people_would(left: str, right: str, lines: list[str]) -> None:
    assert told(left, right) == lines


def test_of_a_long_list_the_items_are_told_that_changed() -> None:
    left = list(range(2000))
    right = [5000, *left[:9], *left[10:700], 6000, *left[701:], 9]
    lists = [f"e:F e:of ( {' '.join(map(str, items))} ) ." for items in (left, right)]
    assert told(*lists) == [
        "e:F: e:of: 5000 added at the start",
        "e:F: e:of: item 701 changed: 700 → 6000",
        "e:F: e:of: 9 moved to the end",
    ]


_ITEMS = st.lists(st.sampled_from("abcdefg"), max_size=30)


@settings(max_examples=share(300), deadline=None)
@given(_ITEMS, _ITEMS)
def test_two_lists_that_differ_have_changes_and_equal_ones_none(left: list[str], right: list[str]) -> None:
    def show(items: list[str]):
        return lambda numbers: [items[number] for number in numbers]

    edits = list(list_edits(left, right, (show(left), show(right)))) if left != right else []
    assert bool(edits) == (left != right)
    for item in set(left) ^ set(right):
        # what only one of them has is named
        assert any(re.search(rf"\b{item}\b", edit) for edit in edits)


_VALUES = st.recursive(
    st.sampled_from(["1", "2", "e:a", '"x"']),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"( {' '.join(items)} )"),
        st.lists(inner, min_size=1, max_size=2).map(lambda items: f"[ e:p {' , '.join(items)} ]"),
    ),
    max_leaves=6,
)


@settings(max_examples=share(200), deadline=None)
@given(st.lists(_VALUES, min_size=1, max_size=3), st.lists(_VALUES, min_size=1, max_size=3))
def test_no_cell_and_no_label_of_a_blank_node_is_told(left: list[str], right: list[str]) -> None:
    texts = [f"e:s e:q 0, {', '.join(values)} ." for values in (left, right)]
    for line in told(*texts):
        assert "_:" not in line
        assert not re.search(r"rdf:(first|rest|nil)", line)
