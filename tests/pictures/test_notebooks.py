"""What portraits and graphs show of themselves in notebooks."""

from __future__ import annotations

from kgtools.graph import KnowledgeGraph
from tests.pages.reading import Read
from tests.shipped_graph import shipped_graph


def test_a_portrait_shows_its_sentences_and_links_to_the_web_alone() -> None:
    html = shipped_graph().show("yann-lecun")._repr_html_()
    read = Read(html)
    assert read.faults == []
    assert "Yann LeCun" in "".join(read.text)
    assert all(href.startswith("https://") for href in read.values("href"))


def test_a_graph_shows_how_many_things_of_each_class_it_has() -> None:
    data = b"@prefix e: <http://e/> . e:a a e:Ship . e:b a e:Ship . e:c a e:Port ."
    text = "".join(Read(KnowledgeGraph.from_bytes(data, format="turtle")._repr_html_()).text)
    assert "3 quads" in text
    assert "e:Ship2" in text


def test_hostile_texts_stay_text_in_a_portrait() -> None:
    label = b"<http://www.w3.org/2000/01/rdf-schema#label>"
    data = b'<javascript:x> %s "<script>alert(1)</script>" ; <http://e/p> <javascript:y> .' % label
    html = KnowledgeGraph.from_bytes(data, format="turtle").show("<javascript:x>")._repr_html_()
    assert "<script" not in html
    assert "href" not in html
