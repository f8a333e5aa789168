"""The page of the ontology: fresh, whole, and without anything to fetch."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from kgtools.project import GraphProject
from tests.ontology.ontology_page import ontology_page, project_ontology_page
from tests.reasoning.graphs import HEAD, PREFIXES

PAGE = Path(__file__).parents[2] / "docs" / "ontology.html"


def test_the_page_in_docs_is_the_one_that_the_ontology_gives() -> None:
    fresh = project_ontology_page(GraphProject.shipped())
    assert PAGE.read_text(encoding="utf-8") == fresh, "docs/ontology.html is stale; run: python -m tests.generated"


def test_the_page_fetches_nothing() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert not re.search(r"<(script|link|img|iframe|object|embed)\b|@import|url\(", text)
    assert all(target.startswith("#") for target in re.findall(r'href="([^"]*)"', text))


class _Nesting(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "rect", "path", "br"):
            self.open.append(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [value[1:] for name, value in attrs if name == "href" and value]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A path or a rectangle."""

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_element_is_closed_and_every_link_leads_somewhere() -> None:
    nesting = _Nesting()
    nesting.feed(PAGE.read_text(encoding="utf-8"))
    assert nesting.open == []
    assert len(nesting.ids) == len(set(nesting.ids))
    assert set(nesting.links) <= set(nesting.ids)


def test_the_drawing_holds_every_class(tmp_path: Path) -> None:
    path = tmp_path / "o.ttl"
    path.write_text(
        HEAD + ':A a owl:Class ; rdfs:label "alpha <1>"@en . :B a owl:Class ; rdfs:subClassOf :A .'
        " :p a owl:ObjectProperty ; rdfs:domain :B ; rdfs:range :A ."
    )
    text = ontology_page([path], prefixes=PREFIXES)
    drawing = text[text.index("<svg") : text.index("</svg>")]
    assert "alpha &lt;1&gt;" in drawing
    assert ":p → alpha" in drawing
    assert drawing.count("<rect") == 2


def test_the_drawing_in_docs_holds_every_class_and_every_property() -> None:
    text = PAGE.read_text(encoding="utf-8")
    drawing = text[text.index("<svg") : text.index("</svg>")]
    for kind in ("Classes", "Object properties", "Data properties", "Annotation properties"):
        section = text.split(f"<h2>{kind}</h2>")[1].split("<h2>")[0]
        names = re.findall(r"<h3>(.*?) <code>", section)
        assert len(names) > 5
        assert [name for name in names if not re.search(rf"(>|· ){re.escape(name)}(<|:| →)", drawing)] == []


def test_attributes_stand_in_the_box_of_their_domain_and_the_others_in_a_list(tmp_path: Path) -> None:
    path = tmp_path / "o.ttl"
    path.write_text(
        HEAD
        + ":A a owl:Class . :B a owl:Class . :age a owl:DatatypeProperty ; rdfs:domain :A ; rdfs:range xsd:integer ."
        " :both a owl:DatatypeProperty ; rdfs:domain [ a owl:Class ; owl:unionOf ( :A :B ) ] ."
        " :note a owl:AnnotationProperty . :free a owl:ObjectProperty ; rdfs:range :A ."
    )
    text = ontology_page([path], prefixes=PREFIXES)
    drawing = text[text.index("<svg") : text.index("</svg>")]
    labels = re.findall(r"<text[^>]*>([^<]*)<", drawing)
    assert labels == [
        *(":A", ":age: integer", ":both", ":B", ":both"),
        *("Object properties of no one class", ":free: :A", "Annotation properties of no one class", ":note"),
    ]
    tops = [int(y) for y in re.findall(r'<rect[^>]* y="(\d+)"', drawing)]
    heights = [int(h) for h in re.findall(r'<rect[^>]* height="(\d+)"', drawing)]
    assert all(top + height < after for top, height, after in zip(tops, heights, tops[1:], strict=False))


def test_hebrew_stands_from_right_to_left() -> None:
    assert re.search(r'<span lang="he" dir="rtl">[^<]*[א-ת]', PAGE.read_text(encoding="utf-8"))
