"""The names that people type: labels for search alone, surnames, and things of another kind than is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.errors import AmbiguousNameError, UnknownNameError, UsageError
from kgtools.graph import KnowledgeGraph
from kgtools.project import GraphProject
from kgtools.query.labels.entities import EntityFinder
from kgtools.reading import parse_bytes
from kgtools.store import MemoryStore

PREFIXES = {"o": "https://e.org/onto#", "id": "https://e.org/id/"}
DATA = """
@prefix o: <https://e.org/onto#> . @prefix id: <https://e.org/id/> . @prefix g: <https://e.org/graph/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
id:1 a o:Person, o:Sailor ; rdfs:label "Ida van der Velde"@en .
id:2 a o:Person ; rdfs:label "Jon Teal"@en . id:3 a o:Person ; rdfs:label "May Teal"@en .
id:4 a o:Harbour ; rdfs:label "North Quay"@en . id:5 a o:Airfield ; rdfs:label "Amber Quay"@en .
id:7 a o:Person ; rdfs:label "Zoë Åström"@sv .
id:6 a o:Thing ; rdfs:label "Loose end"@en .
o:Sailor rdfs:subClassOf o:Person ; rdfs:label "sailor"@en .
o:alias rdfs:subPropertyOf skos:hiddenLabel .
g:aliases { id:1 o:alias "The Skipper"@en . id:4 o:alias "Old Quay" . }
g:other { id:2 rdfs:label "Rejected name"@en . }
"""


@pytest.fixture
def finder() -> EntityFinder:
    return EntityFinder(MemoryStore(parse_bytes(DATA.encode(), format="trig")), PREFIXES)


@pytest.mark.parametrize("name", ["the  skipper", "Velde", "van der Velde", "der velde"])
def test_a_thing_is_found_by_a_label_for_search_and_a_person_by_the_surname(finder: EntityFinder, name: str) -> None:
    assert finder.find(name).value == "https://e.org/id/1"
    assert finder.find(name, of="https://e.org/onto#Person").value == "https://e.org/id/1"


@pytest.mark.parametrize("name", ["Zoë Åström", "zoe astrom", "Astrom"])
def test_accents_need_not_be_typed(finder: EntityFinder, name: str) -> None:
    assert finder.find(name).value == "https://e.org/id/7"


def test_what_has_neither_a_class_nor_a_label_is_found_by_the_end_of_its_iri_if_nothing_else_is() -> None:
    data = DATA + "id:quay-9 o:depth 4 . id:teal o:depth 1 ."
    finder = EntityFinder(MemoryStore(parse_bytes(data.encode(), format="trig")), PREFIXES)
    assert finder.find("Quay-9").value == "https://e.org/id/quay-9"
    with pytest.raises(AmbiguousNameError, match="id:2 or id:3"):
        finder.find("Teal")
    with pytest.raises(UsageError, match="has no class"):
        finder.find("Quay-9", of="https://e.org/onto#Harbour")


def test_a_surname_of_several_persons_names_them(finder: EntityFinder) -> None:
    with pytest.raises(AmbiguousNameError, match="id:2 or id:3"):
        finder.find("Teal")


@pytest.mark.parametrize("name", ["Quay", "Ida", "Rejected name", "end"])
def test_last_words_of_other_things_first_names_and_labels_of_other_graphs_find_nothing(
    finder: EntityFinder, name: str
) -> None:
    with pytest.raises(UnknownNameError):
        finder.find(name)


@pytest.mark.parametrize(
    ("name", "of", "message"),
    [
        ("Old Quay", "Person", '"Old Quay" (id:4) is a harbour; a person is expected here.'),
        ("Amber Quay", "Person", '"Amber Quay" (id:5) is an airfield; a person is expected here.'),
        ("Velde", "Harbour", '"Velde" (id:1) is a sailor; a harbour is expected here.'),
        ("id:1", "Airfield", "id:1 is a sailor; an airfield is expected here."),
    ],
    ids=["search label", "label", "surname", "prefixed name"],
)
def test_a_thing_of_another_kind_is_told_as_what_it_is(finder: EntityFinder, name: str, of: str, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        finder.find(name, of=f"https://e.org/onto#{of}")
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("name", "of", "message"),
    [
        ("Veldr", None, 'there is no entity "Veldr"; did you mean "id:1"?'),
        ("Veldr", "Person", 'there is no person "Veldr"; did you mean "id:1"?'),
        ("Old Qay", None, 'there is no entity "Old Qay"; did you mean "id:4"?'),
        ("Xyzzy", "Harbour", 'there is no harbour "Xyzzy".'),
    ],
    ids=["surname", "surname of a class", "label", "nothing near"],
)
def test_a_name_that_is_misspelt_has_suggestions(finder: EntityFinder, name: str, of: str | None, message: str) -> None:
    with pytest.raises(UnknownNameError) as raised:
        finder.find(name, of=None if of is None else f"https://e.org/onto#{of}")
    assert str(raised.value) == message


def test_the_labels_for_search_of_a_project_find_things_in_queries_and_are_in_no_answer(tmp_path: Path) -> None:
    files = {
        "kgtools.toml": '[project]\nbase = "https://e.org/"\n',
        "ontology/prefixes.ttl": "",
        "ontology/boats.ttl": "@prefix o: <https://e.org/onto#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "o:searchLabel rdfs:subPropertyOf skos:hiddenLabel .\n",
        "data/boats.trig": "@prefix o: <https://e.org/onto#> . @prefix id: <https://e.org/id/> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        'id:wren a o:Boat ; rdfs:label "Wren"@en .\n'
        '<https://e.org/graph/search> { id:wren o:searchLabel "The old tub"@en . }\n',
        "queries/boats/boat.rq": "#+ summary: A boat\n#+ params:\n#+   boat: {type: entity}\n"
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX o: <https://e.org/onto#>\n"
        "SELECT (STR(?label) AS ?name) { ?_boat rdfs:label ?label }\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    project = GraphProject.at(tmp_path)
    for built in (False, True):
        graph = KnowledgeGraph(project)
        if built:
            graph.build()
        assert list(graph.query("boat", params={"boat": "the old tub"}).values()) == [("Wren",)]
        assert list(graph.query(text='SELECT ?s { ?s ?p "The old tub"@en }').values()) == []
        assert graph.show("The old tub").label == "Wren"


def test_of_files_a_thing_is_shown_by_a_prefix_that_they_declare(tmp_path: Path) -> None:
    (tmp_path / "boats.ttl").write_text("@prefix boat: <http://boats.example/> . boat:wren boat:length 31 .")
    (said,) = KnowledgeGraph.from_files(tmp_path / "boats.ttl").show("boat:wren").statements
    assert said.text == "wren: length 31."
