"""Large answers of CONSTRUCT are written from columns: the bytes are those that the writer of objects gives."""

from __future__ import annotations

import pytest

import kgtools.query.results.answers
import kgtools.store.memory
from kgtools.query import Triples, run, write_answer
from kgtools.reading import parse_bytes
from kgtools.store import MemoryStore
from kgtools.writing import write

PREFIXES = {"e": "http://e/", "xsd": "http://www.w3.org/2001/XMLSchema#"}
DATA = """@prefix e: <http://e/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
e:b e:p "b\\nc", "ü", 01 , e:a, "2020-02-30"^^xsd:date ; a e:Thing . e:a e:p "x"@en , e:b, 1.50 .
e:tag e:q "y"@en-GB, "z"@EN . e:blank e:r [ e:s "in" ], e:c . e:text e:t "says \\"@en-us\\"" .
e:list e:r ( 1 "two" e:three ) . e:more e:r [ e:s "out" ], [ e:s "out" ; e:t 2 ] .
"""
TEMPLATES = {
    "triples of the data": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "the same triple several times": "CONSTRUCT { ?s a e:Made . ?s e:has ?o } WHERE { ?s ?p ?o, ?q }",
    "terms that are made": 'CONSTRUCT { ?s e:made ?t, ?n, ?i } WHERE { ?s ?p ?o BIND(CONCAT(STR(?o), "-\\u00e9") AS ?t)'
    ' BIND(STRLEN(STR(?o)) AS ?n) BIND(IRI(CONCAT("http://m/", STR(?n))) AS ?i) }',
    "blank nodes of the template": "CONSTRUCT { ?s e:about [ e:value ?o ; e:of _:x ] . _:x a e:Box } "
    "WHERE { ?s ?p ?o }",
    "variables that are unbound": "CONSTRUCT { ?s e:made ?t . ?o e:made ?s } WHERE { ?s ?p ?o OPTIONAL { ?o e:p ?t } }",
    "triple terms": "CONSTRUCT { ?s e:said <<( ?s ?p ?o )>> } WHERE { ?s ?p ?o FILTER(!ISBLANK(?o)) }",
    "nothing": "CONSTRUCT { ?s e:made ?o } WHERE { ?s e:nothing ?o }",
}


@pytest.fixture(params=[False, True], ids=["a small dictionary", "a large dictionary"])
def store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> MemoryStore:
    monkeypatch.setattr(kgtools.query.results.answers, "_MANY_TRIPLES_WITH_ARROW", -1)
    monkeypatch.setattr(kgtools.query.results.answers, "_MANY_TRIPLES", -1)
    if request.param:
        monkeypatch.setattr(kgtools.store.memory, "MANY_QUADS", 1)
    store = MemoryStore()
    store.load_bytes(DATA.encode(), format="turtle")
    return store


@pytest.mark.parametrize("format", ["turtle", "trig"])
@pytest.mark.parametrize("name", TEMPLATES)
def test_large_graphs_have_the_bytes_of_the_writer(store: MemoryStore, name: str, format: str) -> None:
    answer = run(store, TEMPLATES[name], prefixes=PREFIXES)
    assert isinstance(answer, Triples)
    data = write_answer(answer, format=format, prefixes=PREFIXES)
    assert data == write(answer.triples, format=format, prefixes={**answer.prefixes, **PREFIXES})


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_lines_of_large_graphs_are_each_triple_once(store: MemoryStore, name: str) -> None:
    answer = run(store, TEMPLATES[name], prefixes=PREFIXES)
    assert isinstance(answer, Triples)
    data = write_answer(answer, format="nt")
    assert write(parse_bytes(data, format="nt"), format="nt") == write(answer.triples, format="nt")
    assert len(set(data.splitlines())) == len(data.splitlines()) == len(answer)
    assert write_answer(answer, format="nq") == data


def test_a_graph_that_is_counted_has_each_triple_once(store: MemoryStore) -> None:
    answer = run(store, "CONSTRUCT { ?s a e:Made } WHERE { ?s e:p ?o }", prefixes=PREFIXES)
    assert isinstance(answer, Triples)
    graph = answer.large()
    assert graph is not None
    assert graph.most == 8
    assert len(answer) == len(graph) == len(answer.triples) == 2
    assert write_answer(answer, format="nt").count(b"\n") == 2


@pytest.mark.parametrize("format", ["jsonld", "rdfxml"])
def test_formats_without_columns_are_written_from_objects(store: MemoryStore, format: str) -> None:
    answer = run(store, "CONSTRUCT { ?s a e:Made } WHERE { ?s e:p ?o }", prefixes=PREFIXES)
    assert isinstance(answer, Triples)
    data = write_answer(answer, format=format, prefixes=PREFIXES)
    assert data == write(answer.triples, format=format, prefixes=PREFIXES)
