"""The dictionary of terms: texts by numbers and numbers by texts."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyoxigraph
import pytest

from kgtools.table import terms as terms_module
from kgtools.table.kernels.text import parse_term, term_text
from kgtools.table.terms import Terms

TEXTS = [
    "",
    '""',
    '"a"',
    "_:b",
    "<http://e/a>",
    "<http://e/ä>",
    '"01"^^<http://www.w3.org/2001/XMLSchema#integer>',
    '"1"^^<http://www.w3.org/2001/XMLSchema#integer>',
    '"Österreich"@de',
    "<<( <http://e/a> <http://e/p> _:b )>>",
    *(f"<http://e/{i}>" for i in range(500)),
    *(f'"{i:03}"' for i in range(500)),
]


@pytest.fixture
def terms() -> Terms:
    return Terms(pa.array(TEXTS, pa.large_string()))


@pytest.mark.parametrize("text", TEXTS[1:14])
def test_each_text_is_found_under_its_number(terms: Terms, text: str) -> None:
    assert terms.find_texts([text]).tolist() == [TEXTS.index(text)]


@pytest.mark.parametrize(
    "text", ["<http://e/500>", '"b"', '"', "x", "_:", '"Osterreich"@de', '"500"', "<http://e/\x00>"]
)
def test_a_text_that_is_no_term_of_the_data_has_no_number(terms: Terms, text: str) -> None:
    assert terms.find_texts([text]).tolist() == [-1]


def test_many_texts_are_found_in_one_pass_also_the_ones_that_come_twice(terms: Terms) -> None:
    asked = [*TEXTS[1:], "<http://e/none>", *TEXTS[1:]]
    assert terms.find_texts(asked).tolist() == [*range(1, len(TEXTS)), -1, *range(1, len(TEXTS))]
    assert terms.find_texts([]).tolist() == []


def test_numbers_are_remembered_up_to_a_bound_and_those_of_seeds_always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms_module, "_MAX_TEXTS_REMEMBERED", 100)
    terms = Terms(pa.array(TEXTS, pa.large_string()), seeds=TEXTS[:3])
    for number in range(150):
        assert terms.find_texts([f"<http://e/none/{number}>", TEXTS[2], TEXTS[5]]).tolist() == [-1, 2, 5]
        terms.find_texts([f"<http://e/none/{number}/{other}>" for other in range(30)])
        assert sum(map(len, remembered(terms))) <= 3 + 3 + 100
    assert terms.find_texts([*TEXTS[1:400], "<http://e/none>"]).tolist() == [*range(1, 400), -1]
    assert len(terms.terms(np.arange(1, 200))) == 199
    assert sum(map(len, remembered(terms))) <= 3 + 3 + 100


def remembered(terms: Terms) -> list[dict[str, int]]:
    """The dictionaries of texts that an object keeps."""
    kept = [value for value in vars(terms).values() if isinstance(value, dict)]
    return [one for one in kept if one and all(isinstance(key, str) for key in one)]


@pytest.mark.parametrize("count", [0, 3, 400])
def test_texts_come_in_the_order_of_the_numbers(terms: Terms, count: int) -> None:
    numbers = np.arange(count, dtype=np.int32)[::-1]
    assert terms.texts_of(numbers) == TEXTS[:count][::-1]


def test_a_dictionary_that_is_a_slice_or_empty_is_searched_as_well() -> None:
    whole = pa.array(TEXTS, pa.large_string())
    assert Terms(whole[4:20]).find_texts(["<http://e/a>", "_:b"]).tolist() == [0, -1]
    assert Terms(whole[4:20]).texts_of(np.array([1, 0])) == ["<http://e/ä>", "<http://e/a>"]
    assert Terms(whole[:0]).find_texts(["_:b"]).tolist() == [-1]
    assert Terms(whole[:1]).find_texts(["_:b"]).tolist() == [-1]


def test_what_is_made_of_a_dictionary_is_kept_with_it(terms: Terms) -> None:
    terms.derived["lengths"] = [len(text) for text in TEXTS]
    assert terms.derived["lengths"][2] == 3


def test_many_terms_come_back_as_each_one_does() -> None:
    texts = [
        *(f"<http://e/{number}>" for number in range(30)),
        *(f'"{number}"^^<http://e/t{number % 2}>' for number in range(30)),
        '""',
        '"a\\nb\\\\"',
        '"\\""^^<http://e/t0>',
        '"<>"@en',
        '"a>"',
        '"a"@en--ltr',
        "_:b",
        '<<( <http://e/a> <http://e/p> "a" )>>',
    ]
    terms = Terms(pa.array(texts, pa.large_string()))
    numbers = np.arange(len(texts))[::-1]
    assert terms.texts_of(numbers) == texts[::-1]
    assert terms.terms_of(numbers) == [parse_term(text) for text in texts[::-1]]
    assert terms.terms_of(numbers[:0]) == []


@pytest.mark.parametrize(
    "part",
    ["<http://e/o>", "_:b", '"a )>> b"@en', '"\\" <<( \\\\"', '"1"^^<http://e/t>', '"x"@ar--rtl'],
)
@pytest.mark.parametrize("depth", [1, 3])
def test_a_triple_term_is_read_as_a_parser_reads_it(part: str, depth: int) -> None:
    text = part
    for _ in range(depth):
        text = f"<<( _:s <http://e/p> {text} )>>"
    (quad,) = pyoxigraph.parse(f"<s:> <p:> {text} .".encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert parse_term(text) == quad.object
    assert term_text(parse_term(text)) == text
