"""A store that is found gives the answers of one that was read, to the byte and in the same order."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from kgtools.model.terms import DefaultGraph, Literal, NamedNode, Quad
from kgtools.query import run, write_answer
from kgtools.store import MemoryStore, loading, memory
from kgtools.store.loading import Part, load_parts
from kgtools.table.cache import Cache
from kgtools.table.cache import cache as cache_module
from tests.table.cache.data import QUERIES, TURTLE, n_triples

G = NamedNode("http://example.org/g")


@pytest.fixture(autouse=True)
def _all_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "LARGE_BYTES", 0)
    monkeypatch.setattr(cache_module, "MIN_BYTES", 0)


def _files(folder: Path) -> dict[str, list[Part]]:
    lines = n_triples(400)
    quads = "".join(f"{line[:-3]} <http://example.org/g{n % 3}> .\n" for n, line in enumerate(lines.splitlines(True)))
    for name, text in [("a.nt", lines), ("b.ttl", TURTLE), ("c.nq", quads + lines), ("d.nt", n_triples(30))]:
        (folder / name).write_text(text, encoding="utf-8")
    a, b, c, d = (folder / name for name in ("a.nt", "b.ttl", "c.nq", "d.nt"))
    return {
        "lines": [Part(a)],
        "turtle": [Part(b)],
        "named graphs": [Part(c)],
        "several": [Part(a), Part(b), Part(c), Part(d)],
        "graphs": [Part(a), Part(d, G)],
    }


def _answers(store: MemoryStore, queries: Sequence[str] = QUERIES) -> list[bytes]:
    found = []
    for query in queries:
        answer = run(store, query)
        format = "nt" if query.startswith("CONSTRUCT") else "json"
        found.append(write_answer(answer, format=format))
    return found


@pytest.mark.parametrize("name", ["lines", "turtle", "named graphs", "several", "graphs"], ids=str)
def test_answers_are_the_same(tmp_path: Path, name: str) -> None:
    parts = _files(tmp_path)[name]
    cache = Cache(tmp_path / "cache")
    expected = [_answers(load_parts(parts), [query]) for query in QUERIES]
    first = load_parts(parts, cache=cache)
    assert len(cache.folder.entries()) == 1
    assert [_answers(load_parts(parts, cache=cache), [query]) for query in QUERIES] == expected
    # and all of them after each other, as indexes are kept
    kept = load_parts(parts, cache=cache)
    assert _answers(kept) == _answers(load_parts(parts)) == _answers(first)
    assert {file: dict(found) for file, found in kept.prefixes.items() if found} == {
        file: dict(found) for file, found in first.prefixes.items() if found
    }


def test_a_large_file_for_two_graphs_is_read_once_with_its_blank_nodes_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.ttl"
    file.write_text("<http://e/a> <http://e/p> [ <http://e/q> 1 ] .", encoding="utf-8")
    read: list[object] = []
    plain = loading.read_columns
    monkeypatch.setattr(loading, "read_columns", lambda source, **how: read.append(source) or plain(source, **how))
    store = load_parts([Part(file), Part(file, G)])
    assert read == [str(file)]
    (there,), (here,) = (store.match(None, NamedNode("http://e/q"), None, graph) for graph in (G, DefaultGraph()))
    assert (there.object, len(store)) == (here.object, 4)
    assert there.subject != here.subject


@pytest.mark.parametrize("name", ["lines", "named graphs", "several"], ids=str)
def test_a_store_that_was_found_can_be_changed(tmp_path: Path, name: str) -> None:
    parts = _files(tmp_path)[name]
    cache = Cache(tmp_path / "cache")
    stores = [load_parts(parts, cache=cache), load_parts(parts, cache=cache)]
    update = """PREFIX v: <http://example.org/v#>
        DELETE { ?s v:age ?o } INSERT { ?s v:older ?o . ?s v:note "new" } WHERE { ?s v:age ?o FILTER(?o > 40) }"""
    for store in stores:
        store.update(update)
        store.extend([Quad(G, G, Literal("added"))])
        store.load(parts[0].source, to_graph=NamedNode("http://example.org/again"))
    read, kept = (sorted(map(str, store)) for store in stores)
    assert kept == read
    assert sorted(map(str, load_parts(parts, cache=cache))) == sorted(map(str, load_parts(parts)))


def test_quads_that_were_found_are_looked_up(tmp_path: Path) -> None:
    parts = _files(tmp_path)["lines"]
    cache = Cache(tmp_path / "cache")
    read, kept = load_parts(parts, cache=cache), load_parts(parts, cache=cache)
    person = NamedNode("http://example.org/person/7")
    assert sorted(map(str, kept.match(person))) == sorted(map(str, read.match(person)))
    assert len(kept) == len(read)
    assert kept.graph_names() == read.graph_names() == []


def test_small_stores_are_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = _files(tmp_path)["lines"]
    monkeypatch.setattr(memory, "LARGE_BYTES", 1 << 30)
    cache = Cache(tmp_path / "cache")
    load_parts(parts, cache=cache)
    assert cache.folder.entries() == []


def test_damage_is_not_seen_in_the_answers(tmp_path: Path) -> None:
    parts = _files(tmp_path)["lines"]
    cache = Cache(tmp_path / "cache")
    expected = _answers(load_parts(parts, cache=cache))
    path = cache.folder.entries()[0].path
    data = bytearray(path.read_bytes())
    # a byte in each block of the sections
    for offset in range(64, len(data) - 8000, 1 << 15):
        data[offset] ^= 1
    path.write_bytes(data)
    store = load_parts(parts, cache=cache)
    with pytest.warns(UserWarning, match="damaged"):
        assert _answers(store) == expected
