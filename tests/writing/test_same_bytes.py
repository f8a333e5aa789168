"""The writer on columns gives the very bytes of the plain writer, whatever the data."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.errors import ParseError, UsageError
from kgtools.model.terms import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple
from kgtools.reading import parse, parse_bytes
from kgtools.table import load, load_bytes, load_quads
from kgtools.writing import write
from kgtools.writing.columns import export_file, export_sources, write_dataset
from tests.examples import share
from tests.reading import suites
from tests.writing.strategies import PREFIXES, datasets

ROOT = Path(__file__).parents[2]
NAMES = ("turtle", "trig", "nt", "nq")
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def agree(quads: list[Quad], prefixes: dict[str, str] = PREFIXES) -> None:
    dataset = load_quads(quads)
    for name in NAMES:
        theirs = write(quads, format=name, prefixes=prefixes, merge_graphs=True).decode()
        assert write_dataset(dataset, format=name, prefixes=prefixes, merge_graphs=True).decode() == theirs, name


@settings(max_examples=share(120), deadline=None)
@given(datasets(triple_terms=True))
def test_hostile_datasets_have_the_same_bytes(quads: list[Quad]) -> None:
    agree(quads)


NODES = [BlankNode(f"n{i}") for i in range(12)]


@cache
def _parts_of_reports(size: int) -> tuple[st.SearchStrategy[list[Quad]], st.SearchStrategy[list[Quad]]]:
    nodes = st.sampled_from(NODES[:size])
    predicates = st.sampled_from([NamedNode(f"http://e/{name}") for name in ("path", "label", "p")])
    values = st.sampled_from(
        [NamedNode("http://e/a"), Literal("1"), Literal("x", language="en-gb"), NamedNode(RDF + "nil")]
    )
    links = st.lists(st.builds(Quad, nodes, predicates, nodes), max_size=10)
    return links, st.lists(st.builds(Quad, nodes, predicates, values), max_size=16)


@st.composite
def reports(draw: st.DrawFn) -> list[Quad]:
    """Blank nodes that name each other and say something, no IRI as a subject: as a report of a validation is."""
    nodes = NODES[: draw(st.integers(2, 8))]
    links, said = map(draw, _parts_of_reports(len(nodes)))
    kinds = [Quad(node, NamedNode(RDF + "type"), NamedNode("http://e/T")) for node in nodes[::2]]
    return [*links, *said, *kinds]


@settings(max_examples=share(120), deadline=None)
@given(reports())
def test_data_in_which_no_iri_is_a_subject_have_the_same_bytes(quads: list[Quad]) -> None:
    agree(quads)


@cache
def _components(size: int) -> st.SearchStrategy[list[Quad]]:
    graphs = [DefaultGraph(), DefaultGraph(), NamedNode("http://e/g")]
    nodes = [BlankNode(f"n{i}") for i in range(size)]
    ends = st.one_of(*[st.sampled_from(nodes)] * 2, st.sampled_from([NamedNode(f"http://e/{i}") for i in range(4)]))
    predicates = st.sampled_from([NamedNode(f"http://e/{name}") for name in ("p", "q", "label")])
    values = st.sampled_from([Literal("a"), Literal("b", language="en"), Literal(3)])
    quads = st.builds(Quad, ends, predicates, st.one_of(ends, ends, values), st.sampled_from(graphs))
    return st.lists(quads, min_size=2, max_size=3 * size)


#: many blank nodes in several components, some in named graphs: each of the rules tells some of them
COMPONENTS = st.sampled_from([3, 6, 12, 25]).flatmap(_components)


@settings(max_examples=share(120), deadline=None)
@given(COMPONENTS)
def test_blank_nodes_that_several_rules_tell_apart_have_the_same_bytes(quads: list[Quad]) -> None:
    agree(quads)


_GRAPHS: st.SearchStrategy[NamedNode | DefaultGraph] = st.sampled_from(
    [DefaultGraph(), DefaultGraph(), NamedNode("http://e/g"), NamedNode("http://e/h")]
)
_PREDICATES = st.sampled_from([NamedNode("http://e/p0"), NamedNode("http://e/p1"), NamedNode(RDF + "type")])
_ANY_NODE = st.sampled_from(NODES)


@cache
def _parents(number: int) -> st.SearchStrategy[NamedNode | BlankNode]:
    return st.sampled_from([NamedNode("http://e/s"), *NODES[max(0, number - 2) : number]])


@st.composite
def forests(draw: st.DrawFn) -> list[Quad]:
    """Blank nodes mostly in trees and lists, with a few links too many, so that brackets nest deeply."""
    quads: list[Quad] = []
    graph = draw(_GRAPHS)
    for number, node in enumerate(NODES[: draw(st.integers(1, 12))]):
        parent = draw(_parents(number))
        if draw(st.integers(0, 3)) == 0 and parent in NODES:
            quads.append(Quad(parent, NamedNode(RDF + "rest"), node, graph))
        else:
            quads.append(Quad(parent, draw(_PREDICATES), node, graph))
        if draw(st.booleans()):
            quads.append(Quad(node, NamedNode(RDF + "first"), Literal("x" * draw(st.integers(0, 40))), graph))
            quads.append(Quad(node, NamedNode(RDF + "rest"), NamedNode(RDF + "nil"), graph))
        if draw(st.integers(0, 5)) == 0:
            graph = draw(_GRAPHS)
    for _ in range(draw(st.integers(0, 2))):
        quads.append(Quad(draw(_ANY_NODE), NamedNode("http://e/p0"), draw(_ANY_NODE), graph))
    return quads


@settings(max_examples=share(200), deadline=None)
@given(forests())
def test_nested_brackets_and_lists_have_the_same_bytes(quads: list[Quad]) -> None:
    agree(quads)


def turtle(text: str) -> list[Quad]:
    return list(parse_bytes(f"@prefix : <http://e/> . @prefix rdf: <{RDF}> . {text}".encode(), format="trig"))


DEEP = ":s :p " + "[ :p " * 40 + "1" + " ]" * 40 + " ."
LONG = ":s :p ( " + " ".join(f'"item {i}"' for i in range(40)) + " ( :a ( 1 2 ) ) [ :q ( ) ] [] ) ."


@pytest.mark.parametrize(
    "text",
    [
        "",
        DEEP,
        DEEP.replace("[ :p", "( 0").replace("]", ")"),
        LONG,
        ':s :p "a\\nb", "a\\"b\\n\\"", "\\u202e", "a b"@en-gb, "b"@en, 1, 1.0, 1e0, true .'
        ':s :p "1"^^:t, ( ), [] , _:a . _:a :p _:a .',
        "[] :p 1 . [] :p 1 . [] :p 2 ; a rdf:List . _:x :p _:y . _:z :p _:y . ( 1 ) :p 2 .",
        ":g { :s :p [ :q 1 ] } :h { :s :p 1 } _:b { :s :p _:b } :s :p 1 .",
        "_:c :p _:d . _:d :p _:e . _:e :p _:c . _:f :p _:c .",
        ":s :p <<( _:a :q <<( :x :y _:b )>> )>>, <<( :a :b :c )>>, _:a .",
        "rdf:nil :p rdf:nil ; rdf:first rdf:type ; a rdf:nil . rdf:type rdf:rest rdf:nil .",
        ":s :p ( 'a\\nb' ( " + "'long text' " * 9 + ") ) .",
        ":a\\. :p\\. :a\\(b\\), :a\\(b\\)\\., :\\.a, :\\., :a.b, 'x'^^:t\\. .",
    ],
)
def test_odd_data_have_the_same_bytes(text: str) -> None:
    agree(turtle(text))


def test_the_files_of_this_project_have_the_same_bytes() -> None:
    files = [*ROOT.glob("ontology/**/*.ttl"), *ROOT.glob("data/**/*.trig"), *ROOT.glob("data/**/*.ttl")]
    assert len(files) > 8
    for file in files:
        reader = parse(file)
        quads = list(reader)
        theirs = write(quads, format="trig", prefixes=reader.prefixes)
        assert write_dataset(load([file]), format="trig", prefixes=reader.prefixes) == theirs, file.name


@pytest.mark.parametrize("read", suites.FOLDERS.values())
def test_the_files_of_the_suites_have_the_same_bytes(read: str) -> None:
    suites.require()
    for case in suites.cases(positive=True, formats=(read,)):
        agree_once(tuple(parse(case.path, format=case.format, base=case.base)))


@cache
def agree_once(quads: tuple[Quad, ...]) -> None:
    """The suites say many a graph again, in another spelling."""
    agree(list(quads))


def test_more_rows_than_one_piece_holds_are_all_written(monkeypatch: pytest.MonkeyPatch) -> None:
    from kgtools.writing.columns import lines, strings, writer

    # pieces of an eighth of their size, and an eighth of the data
    for module in (lines, strings, writer):
        monkeypatch.setattr(module, "_PIECE", module._PIECE // 8)
    count = 24_000
    assert 3 * count > writer._PIECE
    text = "".join(
        f'<http://e/s{i % 12_500}> <http://e/p{i % 7}> "{i}" .\n<http://e/s{i}> <http://e/b> _:b{i} .\n'
        f"_:b{i} <http://e/v> <http://e/s{i // 3}> .\n"
        for i in range(count)
    )
    data = write_dataset(load_bytes(text.encode(), format="nt"), prefixes={"": "http://e/"})
    again = load_bytes(data, format="turtle")
    assert len(again) == 3 * count
    assert write_dataset(again, prefixes={"": "http://e/"}) == data


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_the_ends_of_pieces_do_not_show(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from kgtools.writing.columns import lines, writer

    monkeypatch.setattr(writer, "_PIECE", size)
    monkeypatch.setattr(lines, "_PIECE", size)
    for text in (
        ":s :p 1, 2, 3 ; :q 4, 5 . :t :p 1, [ :q 1, 2 ] ; a :C, :D .",
        ":g { :s :p 1, 2 . :t :p 1, 2, 3 } :s :p 1 .",
    ):
        agree(turtle(text))


@pytest.mark.slow
def test_the_hash_seed_does_not_show() -> None:
    code = """
import sys
from kgtools.table import load_bytes
from kgtools.reading import parse_bytes
from kgtools.writing import write
from kgtools.writing.columns import write_dataset
text = sys.stdin.buffer.read()
sys.stdout.buffer.write(write(parse_bytes(text, format="trig"), format="trig"))
sys.stdout.buffer.write(write_dataset(load_bytes(text, format="trig"), format="trig"))
sys.stdout.buffer.write(write(parse_bytes(text, format="trig"), format="jsonld"))
"""
    text = f"@prefix : <http://e/> . {LONG} :s :q _:a, _:b, _:c . _:a :p _:b . _:b :p _:c . _:c :p _:a . [] :p [], [] ."
    made = {
        subprocess.run(
            [sys.executable, "-c", code],
            input=text.encode(),
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "42", "random")
    }
    assert len(made) == 1


def test_named_graphs_are_not_lost_unnoticed() -> None:
    dataset = load_quads(turtle(":g { :s :p 1 }"))
    with pytest.raises(UsageError, match="named graphs such as <http://e/g>"):
        write_dataset(dataset)
    assert b":p 1 ;" in write_dataset(dataset, merge_graphs=True, prefixes={"": "http://e/"})
    with pytest.raises(UsageError, match="not written from columns"):
        write_dataset(dataset, format="rdfxml")


def test_files_are_exported_with_their_blank_nodes_apart(tmp_path: Path) -> None:
    for name in ("a.ttl", "b.ttl"):
        (tmp_path / name).write_text(f"_:x <http://e/p> '{name}', _:x .", encoding="utf-8")
    told: list[str] = []
    stream = io.BytesIO()
    sources = [tmp_path / "a.ttl", tmp_path / "b.ttl"]
    export_sources(stream, sources, format="nt", progress=lambda phase, part: told.append(phase))
    assert len({line.split()[0] for line in stream.getvalue().splitlines()}) == 2
    assert told[-1] == "writing"
    export_file(tmp_path / "made.nt", sources)
    assert (tmp_path / "made.nt").read_bytes() == stream.getvalue()
    (tmp_path / "b.ttl").write_text("broken", encoding="utf-8")
    with pytest.raises(ParseError):
        export_file(tmp_path / "made.nt", sources)
    assert (tmp_path / "made.nt").read_bytes() == stream.getvalue()


def test_a_triple_term_is_spelled_as_the_plain_writer_spells_it() -> None:
    inner = Triple(NamedNode("http://e/a"), NamedNode("http://e/b"), Literal("x", language="en-gb"))
    agree([Quad(NamedNode("http://e/s"), NamedNode("http://e/p"), inner)])
