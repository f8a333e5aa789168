"""Nearest spellings, and the beginnings, ends and orders of texts, against what is written plainly."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.model.terms import Literal, NamedNode
from kgtools.sparql.why_not.distances import near_enough
from kgtools.sparql.why_not.spellings import Spellings
from kgtools.table import SmallTerms
from kgtools.table.kernels.text import parse_term

_NAMES = st.text("abcABé1", min_size=1, max_size=10)
_LISTS = st.lists(_NAMES, min_size=1, max_size=12, unique=True)


def _distance(one: bytes, other: bytes) -> int:
    """Optimal string alignment, cell by cell."""
    cells: dict[tuple[int, int], int] = {}
    for i, j in product(range(len(one) + 1), range(len(other) + 1)):
        if not i or not j:
            cells[i, j] = i + j
            continue
        best = min(cells[i - 1, j] + 1, cells[i, j - 1] + 1, cells[i - 1, j - 1] + (one[i - 1] != other[j - 1]))
        if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
            best = min(best, cells[i - 2, j - 2] + 1)
        cells[i, j] = best
    return cells[len(one), len(other)]


def _lower(text: str) -> bytes:
    return bytes(byte + 32 if 65 <= byte <= 90 else byte for byte in text.encode())


@given(_LISTS, _NAMES)
def test_all_names_within_the_distance_are_found_and_no_others(names: list[str], sought: str) -> None:
    spellings = Spellings(SmallTerms([NamedNode(f"http://e/ns#{name}") for name in names]))
    target = _lower(sought)
    expected = {i: _distance(_lower(name), target) for i, name in enumerate(names)}
    near = {i: far for i, far in expected.items() if far <= near_enough(len(target))}
    assert dict(spellings.nearest(sought, spellings.iris, local=True)) == near


@given(_LISTS, _NAMES)
def test_literals_are_compared_without_their_tags(names: list[str], sought: str) -> None:
    spellings = Spellings(SmallTerms([Literal(name, language="en") for name in names]))
    target = _lower(sought)
    near = {
        i: _distance(_lower(name), target)
        for i, name in enumerate(names)
        if _distance(_lower(name), target) <= near_enough(len(target))
    }
    assert dict(spellings.nearest(sought, spellings.literals, local=False)) == near


@given(_LISTS, st.integers(1, 4))
def test_the_first_texts_are_those_that_a_sort_puts_first(names: list[str], most: int) -> None:
    terms = SmallTerms([NamedNode(f"http://e/{name}") for name in names])
    spellings = Spellings(terms)
    found = spellings.first(spellings.iris, most)
    assert terms.texts_of(found) == sorted(terms.texts_of(spellings.iris))[:most]


@given(_LISTS, _NAMES)
def test_beginnings_are_those_of_the_texts(names: list[str], beginning: str) -> None:
    terms = SmallTerms([NamedNode(f"http://e/{name}") for name in names])
    spellings = Spellings(terms)
    start = f"<http://e/{beginning}"
    expected = [i for i, text in enumerate(terms.texts) if text.startswith(start)]
    assert spellings.starting_with(start, spellings.iris).tolist() == expected
    assert spellings.has_start(start, spellings.iris) == bool(expected)


@given(
    st.lists(
        st.sampled_from(["http://e/a#x", "http://e/a#y", "http://e/b/x", "urn:z:x", "http://e/ab/xx"]), unique=True
    )
)
def test_names_and_namespaces_are_told_apart_at_the_last_mark(iris: list[str]) -> None:
    spellings = Spellings(SmallTerms(map(NamedNode, iris)))
    cuts = {iri: max(map(iri.rfind, "#/:")) + 1 for iri in iris}
    assert spellings.namespaces(spellings.iris) == sorted({iri[:cut] for iri, cut in cuts.items()})
    assert spellings.with_local_name("x", spellings.iris).tolist() == [
        i for i, iri in enumerate(iris) if iri[cuts[iri] :] == "x"
    ]


@pytest.mark.parametrize(
    ("written", "there"),
    [
        ("Meta", '"Meta"@en'),
        ("meta", '"Meta"'),
        ("Meta", '" Meta  "'),
        ("01", '"1"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("caf\u00e9", '"cafe\u0301"'),
        ("cafe\u0301", '"caf\u00e9"'),
        ('a "quote"', '"a \\"quote\\""@en'),
    ],
)
def test_other_spellings_of_the_same_are_among_the_candidates(written: str, there: str) -> None:
    spellings = Spellings(SmallTerms([Literal("something else"), parse_term(there)]))
    assert 1 in spellings.like(written, spellings.literals)


def test_what_has_other_letters_is_no_candidate() -> None:
    spellings = Spellings(SmallTerms([Literal("Beta"), Literal("Metal")]))
    assert not len(spellings.like("Meta", spellings.literals))


def test_no_text_at_all_is_looked_through() -> None:
    spellings = Spellings(SmallTerms())
    none = np.empty(0, np.int64)
    assert spellings.nearest("a", none, local=True) == []
    assert not len(spellings.like("a", none))
    assert spellings.namespaces(none) == []
    assert spellings.same_name(none, none) is None
