"""What would end the process, or take all memory or time, is refused in one sentence; what would not is read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyoxigraph as ox
import pytest

from kgtools.errors import LimitError, ParseError, UnknownNameError
from kgtools.reading.guards import MAX_TRIPLE_DEPTH
from kgtools.table import limits, load, load_bytes, relations
from kgtools.table.closure import MAX_ROUNDS, closure
from kgtools.table.relations import Relation


def nested(depth: int, *, closed: bool = True) -> str:
    inside = "<<( <http://e/s> <http://e/p> " * depth + "<http://e/o>" + " )>>" * (depth if closed else 0)
    return f"<http://e/s> <http://e/p> {inside} .\n"


@pytest.mark.parametrize("ending", ["nt", "nq", "ttl", "trig"])
def test_triple_terms_are_read_up_to_the_depth_that_the_guard_allows(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"x.{ending}"
    path.write_text(nested(MAX_TRIPLE_DEPTH))
    dataset = load([path])
    assert dataset.terms.text(dataset.o[0]).count("<<(") == MAX_TRIPLE_DEPTH
    assert isinstance(dataset.terms.term(dataset.o[0]), ox.Triple)


@pytest.mark.parametrize("ending", ["nt", "nq", "ttl", "trig"])
@pytest.mark.parametrize("depth", [MAX_TRIPLE_DEPTH + 1, 20_000])
@pytest.mark.parametrize("closed", [True, False])
def test_triple_terms_nested_deeper_are_an_error_with_its_place(
    tmp_path: Path, ending: str, depth: int, closed: bool
) -> None:
    path = tmp_path / f"x.{ending}"
    path.write_text("<http://e/s> <http://e/p> '' .\n".replace("'", '"') + nested(depth, closed=closed))
    with pytest.raises(ParseError, match=f"nested deeper than {MAX_TRIPLE_DEPTH} levels") as caught:
        load([path])
    assert caught.value.line == 2


def xml(depth: int, *, entity: bool = False) -> bytes:
    kind = "&t;" if entity else "Triple"
    begin = f'<rdf:Description rdf:about="http://e/s"><e:p rdf:parseType="{kind}">'
    inside = '<rdf:Description rdf:about="http://e/s"><e:p rdf:resource="http://e/o"/></rdf:Description>'
    text = f"""<!DOCTYPE r [<!ENTITY t "Triple">]><rdf:RDF xmlns:e="http://e/" rdf:version="1.2"
        xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        {begin * depth}{inside}{"</e:p></rdf:Description>" * depth}</rdf:RDF>"""
    return text.encode()


@pytest.mark.parametrize("entity", [False, True])
def test_triple_terms_in_xml_have_the_same_limit(entity: bool) -> None:
    dataset = load_bytes(xml(MAX_TRIPLE_DEPTH, entity=entity), format="rdfxml")
    assert dataset.terms.text(dataset.o[0]).count("<<(") == MAX_TRIPLE_DEPTH
    with pytest.raises(ParseError, match="triple terms are nested deeper"):
        load_bytes(xml(MAX_TRIPLE_DEPTH + 1, entity=entity), format="rdfxml")


def test_many_triple_terms_beside_each_other_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text(
        "".join(f"<http://e/{i}> <http://e/p> <<( <http://e/s> <http://e/p> {i} )>> .\n" for i in range(500))
    )
    assert len(load([path])) == 500


def test_text_that_looks_like_nested_triple_terms_is_text(tmp_path: Path) -> None:
    path = tmp_path / "x.nt"
    literal = '"' + r"<<( \"" * 5000 + '"'
    path.write_text(f"<http://e/s> <http://e/p> {literal} .\n")
    dataset = load([path])
    assert dataset.terms.text(dataset.o[0]) == literal
    path.write_text(f"<http://e/s> <http://e/p> <<( <http://e/s> <http://e/p> {literal} )>> .\n")
    dataset = load([path])
    assert literal in dataset.terms.text(dataset.o[0])


class EndedError(Exception):
    pass


def ending_after(calls: int):
    left = [calls]

    def check() -> None:
        left[0] -= 1
        if left[0] < 0:
            raise EndedError

    return check


@pytest.mark.parametrize("ending", ["nt", "ttl"])
def test_reading_asks_for_each_block_whether_to_go_on(
    tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kgtools.table.encoding import encoder, scratch

    monkeypatch.setattr(encoder, "BLOCK_BYTES", 4096)
    monkeypatch.setattr(scratch, "BYTES_BETWEEN_CHECKS", 4096)
    path = tmp_path / f"x.{ending}"
    path.write_text("".join(f"<http://e/s{i}> <http://e/p> <http://e/o> .\n" for i in range(2000)))
    assert len(load([path], check=ending_after(1000))) == 2000
    with pytest.raises(EndedError):
        load([path], check=ending_after(3))


def chain(length: int) -> Relation:
    return Relation.of(np.arange(length), np.arange(length) + 1, size=length + 1)


def test_a_closure_asks_between_its_steps_whether_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relations, "STRIDE", 100)
    steps = chain(200)
    assert len(closure(steps.restrict, steps, check=ending_after(10_000))) == 200 * 201 // 2
    for calls in (3, MAX_ROUNDS + 3):
        with pytest.raises(EndedError):
            closure(steps.restrict, steps, check=ending_after(calls))


def test_a_closure_that_would_not_fit_is_refused_with_an_estimate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relations, "STRIDE", 100)
    steps = chain(300)
    monkeypatch.setattr(limits, "free_memory", lambda: 1e9)
    assert len(closure(steps.restrict, steps)) == 300 * 301 // 2
    monkeypatch.setattr(limits, "free_memory", lambda: 20_000.0 * relations.MEMORY_PER_PAIR)
    with pytest.raises(LimitError, match=r"pairs of nodes or more, which would take about 1 MiB"):
        closure(steps.restrict, steps)


def test_the_limit_on_the_address_space_counts_as_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    free = limits.free_memory()
    if free is None:
        pytest.skip("this system does not tell how much memory is free")
    monkeypatch.setattr(resource, "getrlimit", lambda _: (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    without = limits.free_memory()
    assert without is not None
    assert without > 1 << 20
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1 << 20, resource.RLIM_INFINITY))
    assert limits.free_memory() == 0


@pytest.mark.parametrize("graph", ["g1", "_:b", "DEFAULT", "http://e/other", ""])
@pytest.mark.parametrize("data", [b"<http://e/s> <http://e/p> 1 .", b"<http://e/g> { <http://e/s> <http://e/p> 1 }"])
def test_a_graph_that_is_not_there_is_named(graph: str, data: bytes) -> None:
    with pytest.raises(UnknownNameError, match=f'there is no graph "{graph}"') as caught:
        load_bytes(data, format="trig").columns([graph])
    assert "default" in caught.value.candidates


def test_one_graph_may_be_given_as_text() -> None:
    dataset = load_bytes(
        b"<http://e/g> { <http://e/s> <http://e/p> 1 } <http://e/s> <http://e/p> 2 , 3 .", format="trig"
    )
    assert len(dataset.columns("http://e/g")) == len(dataset.columns(["http://e/g"])) == 1
    assert len(dataset.columns("default")) == 2
    assert len(dataset.columns(["default", "http://e/g"])) == len(dataset.columns()) == 3
    assert len(load_bytes(b"<http://e/s> <http://e/p> 1 .", format="turtle").columns(["default", "default"])) == 1
