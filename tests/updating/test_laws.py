"""Laws that hold for every text and every change."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kgtools.data.updating.edits.change import change_text
from kgtools.data.updating.turtle.outline import is_plain
from kgtools.data.updating.turtle.places import places_of_subjects
from kgtools.model.terms import BlankNode, NamedNode, Quad
from kgtools.reading import Tags, parse_bytes
from kgtools.writing import write
from tests.examples import share
from tests.reading.generated_text import TRIG
from tests.updating.texts import BASE, changed, new_quads, plain_texts, read, texts

_MANY = settings(max_examples=share(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _said(text: str) -> list[Quad]:
    return parse_bytes(text.encode(), format="trig", base=BASE).read()


@_MANY
@given(texts() | TRIG, st.data())
def test_the_text_says_just_what_the_change_makes_of_the_graph(text: str, data: st.DataObject) -> None:
    found = read(text)
    gone = {quad for quad in dict.fromkeys(found.quads) if data.draw(st.integers(0, 3)) == 0}
    new = data.draw(new_quads(found.quads)) - set(found.quads)
    made = changed(text, gone, new)
    wanted = (set(found.quads) - gone) | new
    assert write(wanted, format="nq") == write(_said(made), format="nq")


@_MANY
@given(texts() | TRIG, st.data())
def test_what_comes_and_goes_again_leaves_the_bytes_as_they_were(text: str, data: st.DataObject) -> None:
    found = read(text)
    new = {quad for quad in data.draw(new_quads(found.quads)) if not _has_nodes(quad)} - set(found.quads)
    assume(new)
    assert changed(changed(text, set(), new), new, set()) == text


@_MANY
@given(texts(graphs=False), st.data())
def test_comments_on_lines_of_their_own_stay_where_no_statement_goes(text: str, data: st.DataObject) -> None:
    found = read(text)
    new = {quad for quad in data.draw(new_quads(found.quads)) if not _has_nodes(quad)} - set(found.quads)
    made = changed(text, set(), new)
    rest = iter(made.splitlines())
    for line in text.splitlines():
        if line.strip().startswith("#"):
            assert line in rest


@_MANY
@given(plain_texts(), st.data())
def test_a_large_text_is_looked_up_and_not_read_and_says_the_same(text: str, data: st.DataObject) -> None:
    found = read(text)
    gone = {quad for quad in dict.fromkeys(found.quads) if data.draw(st.integers(0, 2)) == 0}
    new = {quad for quad in data.draw(new_quads(found.quads)) if not _has_nodes(quad)} - set(found.quads)
    subjects = {quad.subject.value for quad in gone | new if isinstance(quad.subject, NamedNode)}
    wanted = {NamedNode(iri) for iri in subjects}
    assert is_plain(text)
    places = places_of_subjects(text, subjects, base=BASE)
    assert set(places.counts) == {quad for quad in found.quads if quad.subject in wanted}
    made = change_text(places, gone, new, tags=Tags())
    assert set(_said(made)) == (set(found.quads) - gone) | new


def _has_nodes(quad: Quad) -> bool:
    return any(isinstance(term, BlankNode) for term in quad)
