"""Written and read again, a dataset is the same to the last character, in every format and whatever it holds."""

from __future__ import annotations

import difflib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.model.terms import Literal, NamedNode, Quad, Triple
from kgtools.reading import parse_bytes
from kgtools.reading.rdflib_bridge import from_rdflib, to_rdflib
from kgtools.writing import write
from tests.examples import share
from tests.writing.same import canonical, shuffled
from tests.writing.strategies import NAMES, PREFIXES, RDF, XML_TEXTS, datasets

LINES = Triple(NamedNode("http://e/s"), NamedNode("http://e/p"), Literal("two\nlines"))


def survives(quads: list[Quad], name: str, seed: int) -> None:
    data = write(quads, format=name, prefixes=PREFIXES)
    again = list(parse_bytes(data, format=name))
    assert canonical(again) == canonical(quads), data.decode()
    assert write(again, format=name, prefixes=PREFIXES) == data
    assert write(shuffled(quads, seed), format=name, prefixes=PREFIXES) == data


@settings(max_examples=share(300), deadline=None)
@given(datasets(graphs=False, triple_terms=True), st.integers())
@pytest.mark.parametrize("name", ["turtle", "nt"])
def test_a_graph_survives_turtle_and_n_triples(name: str, quads: list[Quad], seed: int) -> None:
    survives(quads, name, seed)


@settings(max_examples=share(300), deadline=None)
@given(datasets(triple_terms=True), st.integers())
@pytest.mark.parametrize("name", ["trig", "nq"])
def test_a_dataset_survives_trig_and_n_quads(name: str, quads: list[Quad], seed: int) -> None:
    survives(quads, name, seed)


@settings(max_examples=share(300), deadline=None)
@given(datasets(), st.integers())
def test_a_dataset_survives_json_ld(quads: list[Quad], seed: int) -> None:
    survives(quads, "jsonld", seed)


@settings(max_examples=share(300), deadline=None)
@given(datasets(graphs=False, texts=XML_TEXTS, predicates=NAMES), st.integers())
def test_a_graph_survives_rdf_xml(quads: list[Quad], seed: int) -> None:
    survives(quads, "rdfxml", seed)


@settings(max_examples=share(200), deadline=None)
@given(datasets())
def test_a_dataset_survives_rdflib(quads: list[Quad]) -> None:
    assert canonical(from_rdflib(to_rdflib(quads))) == canonical(quads)


@pytest.mark.parametrize("name", ["turtle", "trig", "nt", "nq"])
def test_a_line_break_in_a_triple_term_survives(name: str) -> None:
    survives([Quad(NamedNode("http://e/r"), NamedNode(RDF + "reifies"), LINES)], name, 0)


@pytest.mark.parametrize("name", ["turtle", "trig"])
def test_one_triple_more_changes_one_block(name: str) -> None:
    lines = [
        f"<http://e/s{i}> <http://e/p{j}> <http://e/o{i}>, [ <http://e/q> {j} ] ." for i in range(5) for j in range(3)
    ]
    quads = list(parse_bytes("\n".join(lines).encode(), format="turtle"))
    before = write(quads, format=name, prefixes=PREFIXES).decode().splitlines()
    more = [*quads, Quad(NamedNode("http://e/s2"), NamedNode("http://e/p9"), NamedNode("http://e/o"))]
    after = write(more, format=name, prefixes=PREFIXES).decode().splitlines()
    assert [line for line in after if line not in before] == ["    :p9 :o ;"]
    assert len(after) == len(before) + 1


NAMED = st.sampled_from([NamedNode(f"http://e/{name}") for name in "abcdef"])
GROUND = st.builds(Quad, NAMED, NAMED, NAMED | st.sampled_from([Literal(t) for t in ("x", "y", "two\nlines")]))


@settings(max_examples=share(200), deadline=None)
@given(st.lists(GROUND, max_size=25, unique=True), GROUND)
def test_one_triple_more_changes_at_most_six_lines(quads: list[Quad], more: Quad) -> None:
    before = write(quads, format="turtle", prefixes=PREFIXES).decode().splitlines()
    after = write([*quads, more], format="turtle", prefixes=PREFIXES).decode().splitlines()
    changes = [line[0] for line in difflib.ndiff(before, after)]
    # an only object moves below its predicate; a new subject takes a blank line, its name, the triple and the dot; a
    # literal with a line feed takes two lines; the first subject brings the declaration of its prefix
    assert changes.count("-") <= 2
    assert changes.count("+") <= 6
