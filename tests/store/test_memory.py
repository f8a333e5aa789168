"""The store on our own engine: loading, looking up, adding and removing, small and large alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.errors import KgtoolsError, LimitError, ParseError, QueryError, RefusedQueryError, SourceError, UsageError
from kgtools.model.terms import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple
from kgtools.sparql.budget import Budget
from kgtools.store import MemoryStore, memory
from kgtools.store.large import LargeQuads

E = "http://e/"
P, G = NamedNode(E + "p"), NamedNode(E + "g")
XSD_INTEGER = NamedNode("http://www.w3.org/2001/XMLSchema#integer")


def quad(n: int, graph: NamedNode | None = None) -> Quad:
    return Quad(NamedNode(f"{E}{n}"), P, Literal(str(n)), graph or DefaultGraph())


@pytest.fixture(params=["small", "large"])
def store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> MemoryStore:
    """An empty store, on objects or on columns."""
    if request.param == "large":
        monkeypatch.setattr(memory, "LARGE_BYTES", 0)
        monkeypatch.setattr(memory, "MANY_QUADS", 0)
    return MemoryStore()


def test_quads_go_in_once_and_come_out(store: MemoryStore) -> None:
    store.extend([quad(1)])
    store.extend(quad(n) for n in (2, 2, 1))
    assert len(store) == 2
    assert quad(1) in store
    assert quad(3) not in store
    assert "no quad" not in store
    assert sorted(map(str, store)) == [str(quad(1)), str(quad(2))]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ((None, None, None, None), {1, 2, 3}),
        ((None, None, None, DefaultGraph()), {1, 2}),
        ((None, None, None, G), {3}),
        ((NamedNode(E + "2"), None, None, None), {2}),
        ((None, P, None, None), {1, 2, 3}),
        ((None, None, Literal("3"), None), {3}),
        ((None, P, Literal("3"), DefaultGraph()), set()),
        ((NamedNode(E + "1"), P, Literal("1"), DefaultGraph()), {1}),
        ((NamedNode(E + "9"), None, None, None), set()),
        ((None, None, None, NamedNode(E + "none")), set()),
    ],
    ids=str,
)
def test_patterns_match_what_fits(store: MemoryStore, pattern: tuple, found: set[int]) -> None:
    store.extend([quad(1), quad(2), quad(3, G)])
    expected = {quad(n, G if n == 3 else None) for n in found}
    for _ in range(2):
        assert set(store.match(*pattern)) == expected
    store.extend([quad(4)])
    store.remove([quad(4)])
    assert set(store.match(*pattern)) == expected


def test_objects_are_those_of_the_default_graph_unless_a_graph_is_named(store: MemoryStore) -> None:
    store.extend([quad(1), Quad(NamedNode(E + "1"), P, Literal("x"), G)])
    assert store.objects(NamedNode(E + "1"), P) == [Literal("1")]
    assert store.objects(NamedNode(E + "1"), P, G) == [Literal("x")]


def test_removed_quads_are_gone_and_others_stay(store: MemoryStore) -> None:
    store.extend([quad(1), quad(2), quad(3, G)])
    store.remove([quad(2), quad(9), quad(3), Quad(NamedNode(E + "1"), P, Literal("2"))])
    assert set(store) == {quad(1), quad(3, G)}
    store.remove([quad(3, G)])
    assert not store.has_graph(E + "g")
    store.extend([quad(2)])
    assert set(store) == {quad(1), quad(2)}


def test_literals_and_labels_stay_as_they_are_written(store: MemoryStore) -> None:
    store.load_bytes(b"@prefix e: <http://e/> . _:me e:p 01 , 1 , '\\u00e9' .", format="turtle")
    assert store.objects(BlankNode("me"), P) == [
        Literal("01", datatype=XSD_INTEGER),
        Literal("1", datatype=XSD_INTEGER),
        Literal("é"),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.ttl", "@prefix e: <http://e/> . e:s e:p 1 , 2 ."),
        ("a.nt", '<http://e/s> <http://e/p> "x" .\n<http://e/s> <http://e/p> "y" .'),
        ("a.nq", '<http://e/s> <http://e/p> "x" .\n<http://e/s> <http://e/p> "y" <http://e/g> .'),
        ("a.trig", "@prefix e: <http://e/> . e:s e:p 1 . e:g { e:s e:p 2 }"),
        ("a.jsonld", '{"@id": "http://e/s", "http://e/p": [1, 2]}'),
    ],
)
def test_files_of_every_format_are_loaded(store: MemoryStore, tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + text.encode())
    store.load(tmp_path / name)
    assert len(store) == 2
    store.load(tmp_path / name)
    assert len(store) == 2


def test_the_format_of_a_file_can_be_told(store: MemoryStore, tmp_path: Path) -> None:
    (tmp_path / "a.data").write_text('<http://e/s> <http://e/p> "x" .')
    store.load(tmp_path / "a.data", format="nt")
    assert len(store) == 1


def test_relative_iris_resolve_against_the_file_unless_a_base_is_given(store: MemoryStore, tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("<#x> <p> 1 .")
    store.load(path)
    store.load(path, base="http://base/")
    assert {str(q.subject) for q in store} == {f"<{path.as_uri()}#x>", "<http://base/#x>"}


def test_a_graph_can_be_named_for_what_has_none(store: MemoryStore, tmp_path: Path) -> None:
    path = tmp_path / "a.trig"
    path.write_text("<http://e/s> <http://e/p> 1 . <http://e/g> { <http://e/s> <http://e/p> 2 }")
    store.load(path, to_graph=NamedNode(E + "mine"))
    assert store.graph_names() == [E + "g", E + "mine"]
    assert store.has_graph(E + "mine")
    assert not store.has_graph("no iri")
    assert list(store.match(graph_name=DefaultGraph())) == []


def test_blank_nodes_of_two_files_stay_apart_also_in_triple_terms(store: MemoryStore, tmp_path: Path) -> None:
    for name in ("a.ttl", "b.ttl", "c.ttl"):
        (tmp_path / name).write_text(f'_:x <http://e/p> "{name}", <<( _:x <http://e/q> _:y )>> , [] .')
        store.load(tmp_path / name)
    assert len({q.subject for q in store}) == 3
    assert BlankNode("x") in {q.subject for q in store}
    terms = {q.subject: q.object for q in store if isinstance(q.object, Triple)}
    assert all(term.subject == subject for subject, term in terms.items())
    assert len({term.object for term in terms.values()}) == 3


def test_labels_are_the_same_in_every_run(store: MemoryStore) -> None:
    store.load_bytes(b"[] <http://e/p> [ <http://e/q> _:n0 ] .", format="turtle")
    assert sorted(str(q.subject) for q in store) == ["_:n1", "_:n2"] or sorted(str(q.subject) for q in store) == [
        "_:nn0",
        "_:nn1",
    ]


def test_blank_nodes_of_quads_are_those_that_are_there(store: MemoryStore) -> None:
    store.load_bytes(b"_:x <http://e/p> 1 .", format="turtle")
    store.extend([Quad(BlankNode("x"), P, Literal("2"))])
    assert {q.subject for q in store} == {BlankNode("x")}


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
    store: MemoryStore, tmp_path: Path, name: str, data: bytes, error: type[KgtoolsError], message: str
) -> None:
    (tmp_path / name).write_bytes(data)
    store.extend([quad(1)])
    with pytest.raises(error, match=message):
        store.load(tmp_path / name)
    assert len(store) == 1


def test_loading_keeps_to_a_budget(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_text("".join(f'<http://e/{n}> <http://e/p> "{n}" .\n' for n in range(50_000)))
    for large in (0, 1 << 40):
        monkeypatch.setattr(memory, "LARGE_BYTES", large)
        store = MemoryStore()
        with pytest.raises(LimitError, match="`timeout`"):
            store.load(tmp_path / "a.nt", budget=Budget(seconds=0))
        assert len(store) == 0
        store.load(tmp_path / "a.nt", budget=Budget(seconds=60, memory=1 << 30))
        assert len(store) == 50_000
    monkeypatch.setattr(memory, "LARGE_BYTES", 0)
    with pytest.raises(LimitError, match="`memory`"):
        MemoryStore().load(tmp_path / "a.nt", budget=Budget(memory=1 << 20))


def test_missing_files_and_folders_are_named(store: MemoryStore, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        store.load(tmp_path / "none.ttl")
    with pytest.raises(SourceError, match="folder"):
        store.load(tmp_path)


def test_what_grows_large_goes_to_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MANY_QUADS", 10)
    store = MemoryStore(quad(n) for n in range(10))
    assert not isinstance(store._quads, LargeQuads)
    store.extend([quad(10), quad(3, G)])
    assert isinstance(store._quads, LargeQuads)
    assert len(store) == 12
    assert store.graph_names() == [E + "g"]


def test_graphs_that_were_created_are_there_without_quads(store: MemoryStore) -> None:
    store.create_graph(G)
    assert store.has_graph(E + "g")
    assert len(store.data().names) == 1
    store.extend([quad(1, G)])
    store.drop_graph(G, keep=True)
    assert store.graph_names() == [E + "g"]
    store.drop_graph(G)
    assert store.graph_names() == []
    assert len(store.data().names) == 0


def test_rows_and_triples_are_given() -> None:
    store = MemoryStore([quad(1)])
    assert store.select("SELECT ?o ?none { ?s ?p ?o }") == [(Literal("1"), None)]
    assert len(store.construct("CONSTRUCT WHERE { ?s ?p ?o }")) == 1
    with pytest.raises(QueryError):
        store.select("ASK {}")
    with pytest.raises(QueryError):
        store.construct("ASK {}")
    with pytest.raises(QueryError):
        store.select("SELECT ?s { ?s ?p }")
    with pytest.raises(RefusedQueryError):
        store.construct("LOAD <http://e/>")


def test_terms_and_size_of_the_default_graph_leave_named_graphs_out(store: MemoryStore) -> None:
    assert (store.default_terms("subject"), store.default_size()) == (set(), 0)
    other = Quad(BlankNode("b"), NamedNode(E + "q"), Literal("1"), DefaultGraph())
    store.extend([quad(1), quad(2, G), other, Quad(quad(1).subject, P, Literal("9"), DefaultGraph())])
    assert store.default_size() == 3
    assert store.default_terms("subject") == {NamedNode(E + "1"), BlankNode("b")}
    assert store.default_terms("predicate") == {P, NamedNode(E + "q")}
    store.remove([other])
    assert (store.default_terms("predicate"), store.default_size()) == ({P}, 2)


def test_the_graphs_with_a_subject_or_an_object_are_found(store: MemoryStore) -> None:
    store.extend([quad(1), quad(1, G), quad(2, G)])
    assert store.graphs_with(subject=NamedNode(E + "1")) == {DefaultGraph(), G}
    assert store.graphs_with(subject=NamedNode(E + "2")) == {G}
    assert store.graphs_with(object=Literal("2")) == {G}
    assert store.graphs_with(object=Literal("3")) == store.graphs_with(subject=NamedNode(E + "3")) == set()
    plain = MemoryStore([quad(1)])
    assert plain.graphs_with(object=Literal("1")) == {DefaultGraph()}


def test_what_an_update_adds_and_removes_is_told_where_the_store_becomes_a_large_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kgtools.store.memory.MANY_QUADS", 2)
    store = MemoryStore([quad(1), quad(2)])
    change = store.update("DELETE { ?s ?p '1' } INSERT { ?s ?p '3', '4', '5' } WHERE { ?s ?p '1' }")
    assert set(change.deleted) == {quad(1)}
    assert {added.object for added in change.inserted} == {Literal(text) for text in "345"}
    assert isinstance(store._quads, LargeQuads)
