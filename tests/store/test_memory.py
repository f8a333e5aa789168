"""The store in memory: loading through the guards, asking, and errors with their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.errors import KgtoolsError, ParseError, QueryError, RefusedQueryError, SourceError, UsageError
from kgtools.model.terms import DefaultGraph, Literal, NamedNode, Quad
from kgtools.store import MemoryStore

E = "http://e/"


def quad(n: int) -> Quad:
    return Quad(NamedNode(f"{E}{n}"), NamedNode(E + "p"), Literal(str(n)))


def test_quads_go_in_and_come_out() -> None:
    store = MemoryStore([quad(1)])
    store.extend([quad(2), quad(2)])
    assert len(store) == 2
    assert quad(1) in store
    assert set(store) == {quad(1), quad(2)}
    assert [q.object.value for q in store.match(NamedNode(E + "1"))] == ["1"]  # type: ignore[union-attr]
    assert store.objects(NamedNode(E + "2"), NamedNode(E + "p")) == [Literal("2")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.ttl", "@prefix e: <http://e/> . e:s e:p 1 , 2 ."),
        ("a.nt", "<http://e/s> <http://e/p> 'x' .\n<http://e/s> <http://e/p> 'y' .".replace("'", '"')),
        ("a.trig", "@prefix e: <http://e/> . e:s e:p 1 . e:g { e:s e:p 2 }"),
        ("a.jsonld", '{"@id": "http://e/s", "http://e/p": [1, 2]}'),
    ],
)
def test_files_of_every_format_are_loaded(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + text.encode())
    store = MemoryStore()
    store.load(tmp_path / name)
    assert len(store) == 2


def test_relative_iris_resolve_against_the_file_unless_a_base_is_given(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("<#x> <p> 1 .")
    store = MemoryStore()
    store.load(path)
    store.load(path, base="http://base/")
    assert {q.subject.value for q in store} == {path.as_uri() + "#x", "http://base/#x"}  # type: ignore[union-attr]


def test_a_graph_can_be_named_for_what_has_none(tmp_path: Path) -> None:
    path = tmp_path / "a.trig"
    path.write_text("<http://e/s> <http://e/p> 1 . <http://e/g> { <http://e/s> <http://e/p> 2 }")
    store = MemoryStore()
    store.load(path, to_graph=NamedNode(E + "mine"))
    assert store.graph_names() == [E + "g", E + "mine"]
    assert store.has_graph(E + "mine")
    assert not store.has_graph("no iri")
    assert list(store.match(graph_name=DefaultGraph())) == []


def test_blank_nodes_of_two_files_stay_apart(tmp_path: Path) -> None:
    store = MemoryStore()
    for name in ("a.ttl", "b.ttl"):
        (tmp_path / name).write_text(f'_:x <http://e/p> "{name}" .')
        store.load(tmp_path / name)
    assert len({q.subject for q in store}) == 2


@pytest.mark.parametrize(
    ("name", "data", "error", "message"),
    [
        ("a.ttl", b"<http://e/s> <http://e/p>\n 1", ParseError, r"a\.ttl:2:"),
        ("a.ttl", b"\xff\xfe<\x00", ParseError, "UTF-(8|16)"),
        ("a.ttl", b'<http://e/s> <http://e/p> "\xe9" .', ParseError, "UTF-8"),
        ("a.ttl", b"<<( <http://e/s> <http://e/p> " * 3000, ParseError, "nested"),
        ("a.rdf", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>', ParseError, "outside"),
        ("a.unknown", b"", UsageError, "format"),
    ],
)
def test_what_cannot_be_loaded_is_named_and_leaves_nothing(
    tmp_path: Path, name: str, data: bytes, error: type[KgtoolsError], message: str
) -> None:
    (tmp_path / name).write_bytes(data)
    store = MemoryStore([quad(1)])
    with pytest.raises(error, match=message):
        store.load(tmp_path / name)
    assert len(store) == 1


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        MemoryStore().load(tmp_path / "none.ttl")
    with pytest.raises(SourceError, match="folder"):
        MemoryStore().load(tmp_path)


def test_rows_and_triples_are_given() -> None:
    store = MemoryStore([quad(1)])
    assert store.select("SELECT ?o ?none { ?s ?p ?o }") == [(Literal("1"), None)]
    assert len(store.construct("CONSTRUCT WHERE { ?s ?p ?o }")) == 1
    with pytest.raises(UsageError):
        store.select("ASK {}")
    with pytest.raises(UsageError):
        store.construct("ASK {}")
    with pytest.raises(QueryError):
        store.select("SELECT ?s { ?s ?p }")
    with pytest.raises(RefusedQueryError):
        store.construct("LOAD <http://e/>")
