"""The dictionary of small graphs, and that it is there without Arrow."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from kgtools.model.terms import BlankNode, Literal, NamedNode, Quad, Term, Triple
from kgtools.table.kernels.text import term_text
from kgtools.table.small import SmallTerms
from kgtools.table.terms import Terms

E = "http://e/"
A, P = NamedNode(E + "a"), NamedNode(E + "p")
TERMS: list[Term] = [
    A,
    BlankNode("b"),
    Literal(""),
    Literal('a"\n', language="de"),
    Literal("01", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
    Triple(A, P, Triple(A, P, Literal("x"))),
]


def test_terms_have_numbers_in_the_order_in_which_they_come() -> None:
    terms = SmallTerms(TERMS)
    assert len(terms) == len(TERMS)
    assert terms.add([TERMS[3], TERMS[0]]) == [3, 0]
    assert terms.terms_of(np.array([5, 0])) == [TERMS[5], TERMS[0]]


@pytest.mark.parametrize("term", TERMS, ids=str)
def test_each_term_is_found_by_its_canonical_text(term: Term) -> None:
    terms = SmallTerms(TERMS)
    number = TERMS.index(term)
    assert terms.text(number) == term_text(term)
    assert terms.find_texts([term_text(term), "_:none"]).tolist() == [number, -1]


def test_the_kinds_are_those_of_the_large_dictionary() -> None:
    import pyarrow as pa

    large = Terms(pa.array([term_text(term) for term in TERMS], pa.large_string()))
    assert SmallTerms(TERMS).kinds.tolist() == large.kinds.tolist()
    assert large.terms_of(np.arange(len(TERMS))) == TERMS


def test_quads_are_rows_of_numbers_and_the_default_graph_is_none() -> None:
    terms = SmallTerms()
    rows = terms.add_quads([Quad(A, P, Literal("1")), Quad(A, P, A, BlankNode("g"))])
    assert rows.tolist() == [[0, 1, 2, -1], [0, 1, 0, 3]]
    assert terms.add_quads([]).shape == (0, 4)


def test_terms_that_are_added_change_no_number_and_end_what_was_derived() -> None:
    terms = SmallTerms(TERMS)
    assert terms.find_texts(["_:new"]).tolist() == [-1]
    terms.derived["kinds"] = terms.kinds
    terms.add(TERMS)
    assert "kinds" in terms.derived
    terms.add_quads([Quad(A, P, BlankNode("new"))])
    assert not terms.derived
    # the predicate comes before the object
    assert terms.find_texts(["_:new"]).tolist() == [len(TERMS) + 1]
    assert terms.kinds.tolist()[-2:] == [0, 1]
    assert terms.texts_of(np.array([0, len(TERMS)])) == [str(A), str(P)]


@pytest.mark.parametrize("module", ["relations", "closure", "limits", "small", "kernels.text"])
def test_what_small_graphs_need_does_not_import_arrow(module: str) -> None:
    code = f"import sys, kgtools.table.{module}; sys.exit('pyarrow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_package_gives_its_names_when_they_are_used() -> None:
    import kgtools.table as columns

    assert all(getattr(columns, name) for name in columns.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        _ = columns.nothing
