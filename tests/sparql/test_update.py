"""SPARQL Update: operations on small and large stores, SILENT, LOAD, and all or nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kgtools.errors import LimitError, QueryError, RefusedQueryError, SourceError
from kgtools.model.terms import Quad
from kgtools.reading import parse_bytes
from kgtools.sparql.budget import Budget
from kgtools.store import MemoryStore, memory

PREFIX = "@prefix : <http://e/> .\n"
DATA = ":a :p 01 , :b . :b :p 2 . :g { :a :p 3 } :h { :b :q :a }"

Make = Callable[[str], MemoryStore]


@pytest.fixture(params=["small", "large"])
def store_of(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Makes a store of some TriG, on objects or on columns."""
    if request.param == "large":
        monkeypatch.setattr(memory, "LARGE_BYTES", 0)
        monkeypatch.setattr(memory, "MANY_QUADS", 0)

    def make(text: str) -> MemoryStore:
        store = MemoryStore()
        store.load_bytes((PREFIX + text).encode(), format="trig")
        return store

    return make


def quads(text: str) -> set[Quad]:
    return set(parse_bytes((PREFIX + text).encode(), format="trig"))


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        # INSERT DATA and DELETE DATA
        ("INSERT DATA { :n :p 1 . GRAPH :g { :n :p 2 } }", DATA + " :n :p 1 . :g { :n :p 2 }"),
        ("DELETE DATA { :a :p 01 . :none :p 1 . GRAPH :g { :a :p 3 } }", ":a :p :b . :b :p 2 . :h { :b :q :a }"),
        ("DELETE DATA { :a :p 1 }", DATA),
        # DELETE and INSERT
        ("DELETE WHERE { :a :p ?o }", ":b :p 2 . :g { :a :p 3 } :h { :b :q :a }"),
        (
            "DELETE { ?s :p ?o } INSERT { ?o :was ?s } WHERE { ?s :p ?o FILTER(isIRI(?o)) }",
            ":a :p 01 . :b :was :a ; :p 2 . :g { :a :p 3 } :h { :b :q :a }",
        ),
        ("INSERT { GRAPH :new { ?s :p ?o } } WHERE { ?s :p ?o }", DATA + " :new { :a :p 01 , :b . :b :p 2 }"),
        ("INSERT { ?o :p 1 . ?s ?o 1 . ?s :p ?none } WHERE { ?s :p ?o FILTER(isLiteral(?o)) }", DATA),
        ("DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }", ":a :p 01 , :b . :b :p 2 ."),
        # both templates see the dataset as it was
        ("DELETE { :a :p :b } INSERT { :a :p :b } WHERE {}", DATA),
        # WITH and USING
        (
            "WITH :g DELETE { ?s :p ?o } INSERT { ?s :r ?o } WHERE { ?s :p ?o }",
            ":a :p 01 , :b . :b :p 2 . :g { :a :r 3 } :h { :b :q :a }",
        ),
        ("WITH :g INSERT { ?s :r ?x } WHERE { ?s :p 3 . GRAPH :h { ?x :q ?s } }", DATA + " :g { :a :r :b }"),
        ("WITH :g INSERT { ?s :r 1 } USING :h WHERE { ?s ?p ?o }", DATA + " :g { :b :r 1 }"),
        ("INSERT { ?s :r ?o } USING :g USING :h WHERE { ?s ?p ?o }", DATA + " :a :r 3 . :b :r :a ."),
        ("INSERT { ?s :r ?g } USING NAMED :h WHERE { GRAPH ?g { ?s ?p ?o } }", DATA + " :b :r :h ."),
        # graphs
        ("CLEAR DEFAULT", ":g { :a :p 3 } :h { :b :q :a }"),
        ("CLEAR NAMED", ":a :p 01 , :b . :b :p 2 ."),
        ("CLEAR ALL", ""),
        ("CLEAR GRAPH :g", ":a :p 01 , :b . :b :p 2 . :h { :b :q :a }"),
        ("DROP GRAPH :g ; DROP SILENT GRAPH :g", ":a :p 01 , :b . :b :p 2 . :h { :b :q :a }"),
        ("CREATE GRAPH :new ; DROP GRAPH :new", DATA),
        ("CREATE SILENT GRAPH :g", DATA),
        ("COPY :g TO :h", ":a :p 01 , :b . :b :p 2 . :g { :a :p 3 } :h { :a :p 3 }"),
        ("COPY :g TO DEFAULT", ":a :p 3 . :g { :a :p 3 } :h { :b :q :a }"),
        ("MOVE :g TO :h", ":a :p 01 , :b . :b :p 2 . :h { :a :p 3 }"),
        ("MOVE DEFAULT TO :new", ":g { :a :p 3 } :h { :b :q :a } :new { :a :p 01 , :b . :b :p 2 }"),
        ("ADD :g TO :h", ":a :p 01 , :b . :b :p 2 . :g { :a :p 3 } :h { :b :q :a . :a :p 3 }"),
        ("COPY :g TO :g ; MOVE :g TO :g ; ADD :g TO :g", DATA),
        ("COPY SILENT :none TO :g ; CLEAR SILENT GRAPH :none", DATA),
        # several operations, each sees what those before it did
        ("INSERT DATA { :x :p 1 } ; DELETE WHERE { ?s :p 1 } ; INSERT DATA { :y :p 1 }", DATA + " :y :p 1 ."),
        ("", DATA),
    ],
)
def test_an_update_changes_the_dataset(store_of: Make, update: str, expected: str) -> None:
    store = store_of(DATA)
    store.update(update, prefixes={"": "http://e/"})
    assert set(store) == quads(expected)
    assert len(store) == len(quads(expected))


def test_blank_nodes_of_templates_are_new_for_each_solution_and_never_those_of_the_data(store_of: Make) -> None:
    store = store_of("_:q0 :p 1 . :a :p 2 .")
    store.update("INSERT { ?s :knows _:x . _:x :of ?s } WHERE { ?s :p ?o }", prefixes={"": "http://e/"})
    found = {str(q.subject): str(q.object) for q in store if "of" in str(q.predicate)}
    assert found == {"_:q1": "_:q0", "_:q2": "<http://e/a>"} or found == {"_:q2": "_:q0", "_:q1": "<http://e/a>"}
    store.update("INSERT DATA { _:q0 :p _:q0 }", prefixes={"": "http://e/"})
    assert any(str(q.subject) == str(q.object) == "_:q3" for q in store)


@pytest.mark.parametrize(
    ("update", "message"),
    [
        ("CREATE GRAPH :g", "the graph <http://e/g> already exists"),
        ("DROP GRAPH :none", "there is no graph <http://e/none>"),
        ("CLEAR GRAPH :none", "there is no graph"),
        ("COPY :none TO :g", "there is no graph"),
        ("LOAD <http://e/missing>", "cannot be loaded"),
    ],
)
def test_what_fails_changes_nothing_and_names_its_place(store_of: Make, update: str, message: str) -> None:
    store = store_of(DATA)
    text = f"INSERT DATA {{ :x :p 1 }} ; DELETE WHERE {{ :a ?p ?o }} ;\nCREATE GRAPH :empty ; {update}"
    with pytest.raises(QueryError, match=message) as told:
        store.update(text, prefixes={"": "http://e/"}, source="u.ru", loader=load)
    assert str(told.value).startswith("u.ru:2:")
    assert set(store) == quads(DATA)
    assert not store.has_graph("http://e/empty")


def load(iri: str) -> list[Quad]:
    if iri.endswith("missing"):
        raise SourceError(iri, "there is no such file")
    return list(parse_bytes(b"_:x <http://e/p> 5 .", format="turtle"))


@pytest.mark.parametrize(
    ("update", "added"),
    [
        ("LOAD <http://e/doc>", '_:x <http://e/p> "5"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        (
            "LOAD <http://e/doc> INTO GRAPH :g",
            '_:x <http://e/p> "5"^^<http://www.w3.org/2001/XMLSchema#integer> <http://e/g>',
        ),
        ("LOAD SILENT <http://e/missing>", None),
    ],
)
def test_load_goes_through_the_loader(store_of: Make, update: str, added: str | None) -> None:
    store = store_of(DATA)
    store.update(update, prefixes={"": "http://e/"}, loader=load)
    new = [str(q) for q in set(store) - quads(DATA)]
    assert new == ([] if added is None else [added])


def test_blank_nodes_of_loaded_documents_stay_apart(store_of: Make) -> None:
    store = store_of("")
    store.update("LOAD <http://e/1> ; LOAD <http://e/2>", loader=load)
    assert len({q.subject for q in store}) == 2


def test_without_a_loader_nothing_is_loaded(store_of: Make) -> None:
    with pytest.raises(RefusedQueryError):
        store_of(DATA).update("LOAD <http://e/doc>")


@pytest.mark.parametrize("text", ["SELECT * { ?s ?p ?o }", "INSERT DATA { ?s ?p ?o }", "DELETE { _:b ?p ?o } WHERE {}"])
def test_what_is_no_update_is_refused(store_of: Make, text: str) -> None:
    with pytest.raises(QueryError):
        store_of(DATA).update(text)


def test_an_update_ends_with_its_budget(store_of: Make) -> None:
    store = store_of(DATA)
    with pytest.raises(LimitError):
        store.update("DELETE WHERE { ?s ?p ?o }", budget=Budget(seconds=0))
    assert set(store) == quads(DATA)
