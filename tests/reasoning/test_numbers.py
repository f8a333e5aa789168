"""Terms of the data and terms that only rules name have numbers side by side."""

from __future__ import annotations

from kgtools.model.terms import NamedNode
from kgtools.reasoning.rules.numbers import Numbers
from kgtools.table import load_bytes

DATA = b"<http://e/a> <http://e/p> <http://e/b> ."


def test_terms_that_have_a_number_are_found_and_others_are_left_out() -> None:
    numbers = Numbers(load_bytes(DATA, format="turtle").columns())
    terms = [NamedNode(f"http://e/{name}") for name in "apb"]
    found = numbers.find([*terms, NamedNode("http://e/none")])
    assert set(numbers.terms(found)) == set(terms)
    assert len(found) == 3


def test_a_term_that_only_rules_name_has_a_number_behind_those_of_the_data() -> None:
    numbers = Numbers(load_bytes(DATA, format="turtle").columns())
    before, new = numbers.size, NamedNode("http://e/new")
    assert numbers(NamedNode("http://e/a")) < before
    assert numbers(new) == numbers(new) == before
    assert numbers.size == before + 1
    assert numbers.find([new]).tolist() == [before]
