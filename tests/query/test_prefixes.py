"""Prefixes that the files of the data declare are known to a query over them."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from kgtools.errors import PrefixWarning, UndeclaredPrefixError
from kgtools.graph import KnowledgeGraph

FILES = {
    "a.ttl": "@prefix t: <http://a/> . t:x t:y t:z .\n@prefix late: <http://late/> . late:x late:y 1 .",
    "same.trig": "@prefix t: <http://a/> . @prefix own: <http://own/> . own:g { t:x2 t:y t:z }",
    "other.ttl": "@prefix t: <http://b/> . t:x t:y t:z .",
    "schema.ttl": "@prefix schema: <http://schema.org/> . [] a schema:Person .",
    "schema2.ttl": "@prefix schema: <https://schema.org/> . [] a schema:Person .",
    "own.rdf": (
        '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://x/">'
        '<x:Thing r:about="http://x/a"><x:y>1</x:y></x:Thing></r:RDF>'
    ),
    "own.jsonld": '{"@context": {"j": "http://j/"}, "@id": "j:a", "j:y": "1"}',
    "plain.nt": "<http://a/x> <http://a/y> <http://a/z> .",
}


def graph_of(folder: Path, names: str) -> KnowledgeGraph:
    for name, content in FILES.items():
        (folder / name).write_text(content)
    return KnowledgeGraph.from_files([folder / name for name in names.split()])


@pytest.mark.parametrize(
    ("names", "text"),
    [
        pytest.param("a.ttl", "ASK { t:x t:y t:z }", id="declared at the head"),
        pytest.param("a.ttl", "ASK { late:x late:y 1 }", id="declared behind the first triple"),
        pytest.param(
            "plain.nt same.trig a.ttl", "ASK { t:x t:y t:z GRAPH own:g { t:x2 ?p ?o } }", id="of several files"
        ),
        pytest.param("own.rdf", 'ASK { x:a a x:Thing ; x:y "1" }', id="namespaces of RDF/XML"),
        pytest.param("own.jsonld", 'ASK { j:a j:y "1" }', id="the context of JSON-LD"),
        pytest.param("schema.ttl", "ASK { ?s a schema:Person }", id="before those that are well known"),
    ],
)
def test_the_prefixes_of_the_files_are_known(tmp_path: Path, names: str, text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert graph_of(tmp_path, names).query(text=text) is True


def test_what_a_query_declares_comes_first_and_nothing_is_said_of_what_it_does_not_use(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, "a.ttl other.ttl")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert graph.query(text="ASK { ?s ?p ?o }")
        assert graph.query(text="PREFIX t: <http://b/> ASK { t:x t:y t:z FILTER(STRSTARTS(STR(t:x), 'http://b'))}")


@pytest.mark.parametrize("names", ["a.ttl other.ttl", "schema.ttl schema2.ttl"])
def test_a_prefix_in_which_files_differ_stands_for_nothing_and_a_remark_says_why(tmp_path: Path, names: str) -> None:
    prefix = "t" if "other" in names else "schema"
    first, second = names.split()
    graph = graph_of(tmp_path, names)
    with (
        pytest.warns(PrefixWarning, match=rf'"{prefix}:" is <.*> in .*{first} and <.*> in .*{second}') as told,
        pytest.raises(UndeclaredPrefixError),
    ):
        graph.query(text=f"ASK {{ ?s ?p {prefix}:Person }}")
    assert [warning.filename for warning in told] == [__file__]
    with pytest.warns(PrefixWarning) as told, pytest.raises(UndeclaredPrefixError):
        graph.update(f"DELETE WHERE {{ ?s ?p {prefix}:Person }}", dry_run=True)
    assert [warning.filename for warning in told] == [__file__]


def test_a_text_that_is_given_declares_prefixes_as_a_file_does() -> None:
    text = b"@prefix boat: <http://boats.example/> . boat:wren boat:length 31 ."
    graph = KnowledgeGraph.from_bytes(text, format="turtle")
    asked = "SELECT ?length { boat:wren boat:length ?length }"
    assert list(graph.query(text=asked).values()) == [(31,)]
    # and so after an update
    graph.update("DELETE DATA { boat:wren boat:length 31 } ; INSERT DATA { boat:wren boat:length 32 }")
    assert list(graph.query(text=asked).values()) == [(32,)]
    assert graph.export(format="turtle")[0].startswith(b"@prefix boat: <http://boats.example/> .")
