"""N-Triples and N-Quads of an answer: its triples in their order, each once."""

from __future__ import annotations

import pytest

import kgtools.sparql.results.blank_nodes
import kgtools.store.memory
from kgtools.model.terms import Literal
from kgtools.query import Triples, run, write_answer
from kgtools.reading import parse_bytes
from kgtools.store import MemoryStore
from kgtools.writing import write

DATA = """@prefix e: <http://e/> .
e:b e:p "b\\nc", "\u00fc", 01 , e:a . e:a e:p "x"@en , e:b .
e:tag e:q "y"@en-gb, "z"@zh-hant--ltr . e:blank e:r [] , e:c . e:text e:t "says \\"@en-us\\"" .
e:said e:u <<( e:a e:p "w"@en-GB )>> , <<( [] e:p 1 )>> .
"""


@pytest.fixture(params=[False, True], ids=["a small dictionary", "a large dictionary"])
def store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> MemoryStore:
    monkeypatch.setattr(kgtools.sparql.results.blank_nodes, "_MANY_BLANK_NODES", 0)
    if request.param:
        monkeypatch.setattr(kgtools.store.memory, "MANY_QUADS", 1)
    store = MemoryStore()
    store.load_bytes(DATA.encode(), format="turtle")
    return store


def graph(store: MemoryStore, template: str, pattern: str) -> Triples:
    answer = run(store, f"PREFIX e: <http://e/> CONSTRUCT {{ {template} }} WHERE {{ {pattern} }}")
    assert isinstance(answer, Triples)
    return answer


@pytest.mark.parametrize("format", ["nt", "nq"])
@pytest.mark.parametrize(
    "predicate",
    [
        pytest.param("p", id="plain terms"),
        pytest.param("q", id="tags of several parts"),
        pytest.param("r", id="a blank node"),
        pytest.param("t", id="what looks like a tag"),
        pytest.param("u", id="triple terms"),
    ],
)
def test_lines_are_the_triples_of_the_answer(store: MemoryStore, predicate: str, format: str) -> None:
    answer = graph(store, "?s e:made ?o", f"?s e:{predicate} ?o")
    data = write_answer(answer, format=format)
    assert write(parse_bytes(data, format=format), format="nt") == write(answer.triples, format="nt", prefixes={})


def test_tags_have_their_recommended_case(store: MemoryStore) -> None:
    data = write_answer(graph(store, "?s e:made ?o", "?s e:q|e:u ?o"), format="nt")
    assert [tag in data for tag in (b'"y"@en-GB', b'"z"@zh-Hant--ltr', b'"w"@en-GB')] == [True, True, True]


def test_blank_nodes_are_counted_as_they_appear(store: MemoryStore) -> None:
    lines = write_answer(graph(store, "_:x e:is _:y . _:y e:was _:x", "VALUES ?i { 1 2 }"), format="nt").decode()
    assert lines == (
        "_:b0 <http://e/is> _:b1 .\n_:b1 <http://e/was> _:b0 .\n_:b2 <http://e/is> _:b3 .\n_:b3 <http://e/was> _:b2 .\n"
    )


def test_solutions_that_have_an_order_give_lines_in_that_order(store: MemoryStore) -> None:
    answer = graph(store, "?s e:made ?i", "VALUES ?i { 3 1 2 } BIND(e:a AS ?s)")
    ordered = graph(store, "?s e:made ?i", "{ SELECT * { VALUES ?i { 3 1 2 } BIND(e:a AS ?s) } ORDER BY DESC(?i) }")
    values = [quad.object for quad in parse_bytes(write_answer(ordered, format="nt"), format="nt")]
    assert [term.value for term in values if isinstance(term, Literal)] == ["3", "2", "1"]
    assert sorted(write_answer(answer, format="nt").splitlines()) == sorted(
        write_answer(ordered, format="nt").splitlines()
    )
