"""Terms of the data and terms that only rules name have numbers side by side."""

from __future__ import annotations

import numpy as np

from kgtools.model.terms import NamedNode
from kgtools.reasoning.rules.numbers import Numbers
from kgtools.table import load_bytes

DATA = b"<http://e/a> <http://e/p> <http://e/b> ."


def test_every_term_of_the_data_is_found_from_the_first_to_the_last() -> None:
    numbers = Numbers(load_bytes(DATA, format="turtle").columns())
    terms = numbers.terms(np.arange(numbers.size))
    assert {NamedNode(f"http://e/{name}") for name in "apb"} <= set(terms)
    found = numbers.find([*terms, NamedNode("http://e/none")])
    assert found.tolist() == list(range(numbers.size))


def test_a_term_that_only_rules_name_has_a_number_behind_those_of_the_data() -> None:
    numbers = Numbers(load_bytes(DATA, format="turtle").columns())
    before, new = numbers.size, NamedNode("http://e/new")
    assert numbers(NamedNode("http://e/a")) < before
    assert numbers(new) == numbers(new) == before
    assert numbers.size == before + 1
    assert numbers.find([new]).tolist() == [before]
