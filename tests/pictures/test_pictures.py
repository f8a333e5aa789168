"""Pictures: what they say about dates, that they are well-formed, and that they are the same each time."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.errors import ParameterError, UnknownNameError, UsageError
from kgtools.graph import KnowledgeGraph
from kgtools.model.dates import Certainty, holds_in, parse_edtf
from kgtools.model.terms import Literal, NamedNode
from kgtools.pictures import Bar, Flow, Look, Stripe, Timeline, flow_of_rows
from kgtools.pictures.network_layout import layout
from kgtools.text.interface import InterfaceWords
from tests.shipped_graph import shipped_graph

OBSERVATORY = Path(__file__).parent.parent.parent / "docs" / "examples" / "observatory"
DATES = ["2031", "2031-06", "[2031-01..2031-04]", "[2031-03..]", "[..2031-09]", "203X", "2031-06~", "XXXX-11", ""]


@pytest.fixture(scope="module")
def shipped() -> KnowledgeGraph:
    return shipped_graph()


@given(st.sampled_from(DATES), st.sampled_from(DATES), st.integers(2028 * 12, 2034 * 12))
def test_what_is_dark_held_for_certain_and_what_is_light_may_have(start: str, end: str, month: int) -> None:
    first, last = (parse_edtf(text) if text else None for text in (start, end))
    bar = Bar("x", "x", first, last)
    if first is not None and last is not None and first.text == last.text:
        return
    verdict = holds_in(first, last, month)
    certain = bar.certain is not None and bar.certain[0] <= month <= bar.certain[1]
    begins, ends = bar.possible
    possible = (begins is None or begins <= month) and (ends is None or month <= ends)
    assert certain == (verdict is Certainty.CERTAIN)
    assert possible == (verdict is not Certainty.IMPOSSIBLE)


@pytest.mark.parametrize("language", ["en", "he"])
@pytest.mark.parametrize("kind", ["timeline", "flow", "network"])
def test_pictures_are_well_formed_svg_in_both_directions(shipped: KnowledgeGraph, kind: str, language: str) -> None:
    picture = {"timeline": lambda: shipped.timeline("mistral"), "flow": shipped.flow, "network": shipped.network}[
        kind
    ]()
    text = str(picture.svg(Look(InterfaceWords(language), key=kind)))
    root = ElementTree.fromstring(text)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert "style=" not in text
    assert text == str(picture.svg(Look(InterfaceWords(language), key=kind)))
    width = float(root.get("width") or 0)
    for element in root.iter("{http://www.w3.org/2000/svg}rect"):
        left = float(element.get("x") or 0)
        assert left >= -0.1
        assert left + float(element.get("width") or 0) <= width + 0.1


def test_a_bar_whose_end_nobody_knows_fades_and_one_without_dates_is_told() -> None:
    line = Timeline("Ada", (Bar("Mill", "She worked there.", parse_edtf("2031-02"), None), Bar("Inn", "And there.")))
    text = str(line.svg())
    assert "url(#picture-out)" in text
    assert "url(#picture-in)" not in text
    assert [bar.label for bar in line.unknown] == ["Inn"]
    assert "Inn" not in text
    assert ("", "Inn", "", "", "", "And there.") in line.rows


def test_a_way_there_and_a_way_back_are_two_stripes() -> None:
    flow = Flow("Moves", (Stripe("a", "A", "b", "B", 2), Stripe("b", "B", "a", "A", 1)))
    assert [iri for iri, _, _ in flow.sources] == ["a", "b"]
    assert [iri for iri, _, _ in flow.targets] == ["b", "a"]
    assert str(flow.svg()).count("<path") == 2


def test_rows_that_name_who_went_are_counted_by_person() -> None:
    node = NamedNode
    rows = [
        (node("e:x"), Literal("Xu"), node("e:a"), node("e:b")),
        (node("e:x"), Literal("Xu"), node("e:a"), node("e:b")),
        (node("e:y"), Literal("Yo"), node("e:a"), node("e:b")),
        (node("e:y"), Literal("Yo"), node("e:b"), None),
    ]
    flow = flow_of_rows("", ["person", "personLabel", "from", "to"], rows)
    assert [(s.count, [label for _, label in s.who]) for s in flow.stripes] == [(2, ["Xu", "Yo"])]


def test_rows_with_a_number_say_how_many_went(shipped: KnowledgeGraph) -> None:
    flow = shipped.flow("moves")
    largest = flow.stripes[0]
    assert (largest.source_label, largest.count) == ("Meta", len(largest.who))


def test_a_flow_needs_a_query_that_says_from_where_to_where(shipped: KnowledgeGraph) -> None:
    with pytest.raises(UsageError, match="from"):
        shipped.flow("authors")
    graph = KnowledgeGraph.at(OBSERVATORY)
    assert [(s.source_label, s.target_label, s.count) for s in graph.flow().stripes] == [
        ("Meadow refractor", "North dome", 1),
        ("South dome", "North dome", 1),
    ]


def test_a_paper_has_the_timelines_of_its_authors(shipped: KnowledgeGraph) -> None:
    line = shipped.timeline("llama-paper")
    assert "Guillaume Lample" in {bar.group for bar in line.dated}


def test_dates_of_a_projects_own_properties_are_drawn() -> None:
    line = KnowledgeGraph.at(OBSERVATORY).timeline("Jonas Berg")
    assert [bar.is_dated for bar in line.bars] == [True, True]
    assert line.rows[0][2:4] == ("2031", "2031-10-04")
    # a bar is called after those that take part beside the thing itself, wherever they are in the sentence
    assert line.bars[0].label == "Io, Meadow refractor"


def test_a_network_on_a_date_has_what_may_have_held_then(shipped: KnowledgeGraph) -> None:
    now, then = shipped.network(), shipped.network(at="2014-01")
    assert len(then.edges) < len(now.edges)
    assert {edge.held for edge in then.edges} <= {"certain", "possible"}
    with pytest.raises(ParameterError):
        shipped.network(at="once")
    with pytest.raises(UnknownNameError):
        shipped.network(of="nobody-at-all")


def test_things_of_a_network_keep_apart_and_inside(shipped: KnowledgeGraph) -> None:
    network = shipped.network()
    places = layout(network.nodes, network.edges, 900, 700)
    assert len({(round(x), round(y)) for x, y in places.values()}) == len(network.nodes)
    assert all(0 <= x <= 900 and 0 <= y <= 700 for x, y in places.values())


def test_the_kinds_of_a_network_are_named_one_below_the_other(shipped: KnowledgeGraph) -> None:
    root = ElementTree.fromstring(str(shipped.network().svg()))
    dots = [dot for dot in root if dot.tag.endswith("circle")]
    heights = [float(dot.get("cy") or 0) for dot in dots]
    assert len(dots) > 1
    assert len({dot.get("fill") for dot in dots}) == len(dots)
    assert heights == sorted(set(heights))
    assert heights[0] > 0


def test_bars_of_several_things_say_whose_they_are(shipped: KnowledgeGraph) -> None:
    of_one, of_two = shipped.timeline("mistral"), shipped.timeline("mistral", "cohere")
    assert {bar.group for bar in of_one.bars} == {""}
    assert len({bar.group for bar in of_two.bars}) == 2


def test_pictures_show_themselves_in_notebooks(shipped: KnowledgeGraph) -> None:
    line = shipped.timeline("yann-lecun")
    assert (line._repr_svg_() or "").startswith("<svg")
    assert "<table>" in line._repr_html_()
    assert Timeline("", ())._repr_svg_() is None


def test_hostile_labels_stay_text_in_pictures() -> None:
    evil = '"><script>alert(1)</script>\u202e'
    stripe = Stripe("javascript:alert(1)", evil, "http://e/b", evil, 1, (("", evil),))
    text = str(Flow(evil, (stripe,)).svg())
    ElementTree.fromstring(text)
    assert "<script" not in text
    assert "javascript:" not in text
    assert "\u202e" not in text
