"""Files to numbers: the quick way by bytes gives what the parser gives, whatever the lines look like."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgtools.errors import LimitError, ParseError, UnknownNameError
from kgtools.model.terms import Literal, NamedNode, Quad
from kgtools.reading import parse
from kgtools.table import Dataset, limits, load, load_bytes, load_quads
from kgtools.table.encoding import encoder

A, P, B = (NamedNode(f"http://example.org/{name}") for name in "apb")


def quads_of(dataset: Dataset) -> set[str]:
    """The quads as text, in the default graph where they have no other."""
    names = {-1: ""}
    found = set()
    for i in range(len(dataset)):
        s, p, o = (dataset.terms.text(column[i]) for column in (dataset.s, dataset.p, dataset.o))
        g = -1 if dataset.g is None else int(dataset.g[i])
        graph = names.setdefault(g, "" if g < 0 else f" {dataset.terms.text(g)}")
        found.add(f"{s} {p} {o}{graph}")
    return found


def parsed(path: Path) -> set[str]:
    text = ox.serialize(list(parse(path)), format=ox.RdfFormat.N_QUADS).decode()
    return {line.removesuffix(" .") for line in text.split("\n") if line}


iris = st.sampled_from(["http://example.org/a", "http://example.org/%20?q=1#f", "urn:x:y", "http://example.org/é"])
strings = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
literals = st.one_of(
    strings.map(Literal),
    strings.map(lambda text: Literal(text, language="en-GB")),
    st.tuples(strings, iris).map(lambda two: Literal(two[0], datatype=NamedNode(two[1]))),
)
subjects = st.one_of(iris.map(NamedNode), st.sampled_from(["b0", "x.y", "n1"]).map(ox.BlankNode))
triples = st.builds(Quad, subjects, iris.map(NamedNode), st.one_of(subjects, literals))
quads = st.builds(
    Quad, subjects, iris.map(NamedNode), st.one_of(subjects, literals), st.one_of(subjects, st.just(ox.DefaultGraph()))
)
_SETTINGS = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@_SETTINGS
@given(st.lists(triples, max_size=8))
def test_n_triples_are_read_as_the_parser_reads_them(tmp_path: Path, some: list[Quad]) -> None:
    path = tmp_path / "x.nt"
    path.write_bytes(ox.serialize([quad.triple for quad in some], format=ox.RdfFormat.N_TRIPLES))
    assert quads_of(load([path])) == parsed(path)


@_SETTINGS
@given(st.lists(quads, max_size=8))
def test_n_quads_are_read_as_the_parser_reads_them(tmp_path: Path, some: list[Quad]) -> None:
    path = tmp_path / "x.nq"
    path.write_bytes(ox.serialize(some, format=ox.RdfFormat.N_QUADS))
    assert quads_of(load([path])) == parsed(path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# only a comment\n",
        "# a comment\n\n<http://e/a> <http://e/p> 'x' .\n".replace("'", '"'),
        '<http://e/a> <http://e/p> "x" . # behind\n',
        '<http://e/a>   <http://e/p>\t"x".\n',
        '<http://e/a> <http://e/p> "x y <http://e/g> z" .\n',
        '<http://e/a> <http://e/p> "no line feed at the end" .',
        '<http://e/a> <http://e/p> "a\\tb\\u00E9\\"" .\r\n<http://e/a> <http://e/p> "c" .\r\n',
        '<http://e/a> <http://e/p> "x"^^<http://www.w3.org/2001/XMLSchema#string> .\n<http://e/a> <http://e/p> "x" .\n',
        '<http://e/\\u00E9> <http://e/p> "x"@EN-gb .\n',
        '<http://e/a> <http://e/p> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .\n',
    ],
)
def test_every_layout_of_n_triples_is_read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.nt"
    path.write_bytes(text.encode())
    assert quads_of(load([path])) == parsed(path)


@pytest.mark.parametrize(
    "line",
    [
        '"x" <http://e/p> "x" .',
        '<http://e/a> _:p "x" .',
        '<http://e/a> <http://e/p> "x .',
        "<http://e/a> <http://e/p> <no iri> .",
        "<http://e/a> <http://e/p> <relative> .",
        "<http://e/a> <http://e/p> x .",
        '<http://e/a> <http://e/p> "x"@1 .',
        "<http://e/a> <http://e/p> <http://e/%zz> .",
        '<http://e/a> <http://e/p> "x" <http://e/g> .',
    ],
)
def test_what_only_looks_like_n_triples_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "x.nt"
    path.write_text(f'<http://e/a> <http://e/p> "good" .\n{line}\n')
    with pytest.raises(ParseError) as caught:
        load([path])
    assert caught.value.line == 2


def test_text_that_is_no_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.nt"
    path.write_bytes('<http://e/a> <http://e/p> "é" .\n'.encode("latin-1"))
    with pytest.raises(ParseError):
        load([path])


def test_blocks_are_put_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.nt"
    lines = [f'<http://e/s{i % 7}> <http://e/p{i % 3}> "v{i % 11}" .\n' for i in range(200)]
    path.write_text("".join(lines))
    whole = quads_of(load([path]))
    monkeypatch.setattr(encoder, "BLOCK_BYTES", 500)
    assert quads_of(load([path], seeds=[A])) == whole == parsed(path)


def test_a_line_that_is_longer_than_a_block_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.nt"
    path.write_text(f'<http://e/s> <http://e/p> "{"x" * 2000}" .\n')
    monkeypatch.setattr(encoder, "BLOCK_BYTES", 500)
    assert quads_of(load([path])) == parsed(path)


def test_seeds_have_their_numbers_whether_they_occur_or_not(tmp_path: Path) -> None:
    path = tmp_path / "x.nt"
    path.write_text(f"{A} {P} {B} .\n")
    terms = load([path], seeds=[B, Literal("nowhere")]).terms
    assert terms.find([B, Literal("nowhere"), A]).tolist()[:2] == [0, 1]
    assert terms.text(int(terms.find([A])[0])) == str(A)


def test_blank_nodes_of_two_files_are_two_nodes(tmp_path: Path) -> None:
    for name in ("a.nt", "b.ttl"):
        (tmp_path / name).write_text(f"_:x {P} _:y .\n")
    dataset = load([tmp_path / "a.nt", tmp_path / "b.ttl"])
    assert len(quads_of(dataset)) == 2
    assert len(dataset.columns().nodes) == 4


def test_nodes_without_a_label_have_the_same_one_in_every_run() -> None:
    text = b"@prefix e: <http://e/> . e:a e:p [ e:q [ e:r 1 ] ] , _:n0 ."
    assert quads_of(load_bytes(text, format="turtle")) == quads_of(load_bytes(text, format="turtle"))
    assert len(load_bytes(text, format="turtle").columns().nodes) == 5


def test_named_graphs_are_kept_and_chosen(tmp_path: Path) -> None:
    path = tmp_path / "x.trig"
    path.write_text("<http://e/g> { <http://e/a> <http://e/p> 1 } <http://e/a> <http://e/p> 1 , 2 .")
    dataset = load([path])
    assert [term.value for term in dataset.graph_names()] == ["http://e/g"]
    predicate = NamedNode("http://e/p")
    assert len(dataset.columns().relation(predicate)) == 2
    assert len(dataset.columns(["http://e/g"]).relation(predicate)) == 1
    with pytest.raises(UnknownNameError):
        dataset.columns(["http://e/nowhere"])


def test_a_byte_order_mark_is_no_part_of_the_data(tmp_path: Path) -> None:
    path = tmp_path / "x.nt"
    path.write_bytes(b"\xef\xbb\xbf" + f"{A} {P} {B} .\n".encode())
    assert quads_of(load([path])) == {f"{A} {P} {B}"}


def test_data_that_would_not_fit_is_refused_with_an_estimate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.nt"
    path.write_text(f"{A} {P} {B} .\n" * 100)
    monkeypatch.setattr(limits, "free_memory", lambda: 1000.0)
    with pytest.raises(LimitError, match="of memory and 0 MiB are free"):
        load([path])


def test_quads_that_are_objects_keep_their_labels() -> None:
    quad = Quad(ox.BlankNode("given"), P, Literal("x"))
    assert quads_of(load_quads([quad])) == {f'_:given {P} "x"'}


def test_triple_terms_are_terms() -> None:
    dataset = load_bytes(b"<http://e/a> <http://e/p> <<( <http://e/s> <http://e/q> 1 )>> .", format="turtle")
    assert isinstance(dataset.terms.term(int(dataset.o[0])), ox.Triple)


@_SETTINGS
@given(st.lists(triples, max_size=40), st.lists(st.one_of(subjects, literals), max_size=40))
def test_terms_are_found_one_by_one_as_they_are_all_at_once(some: list[Quad], asked: list[object]) -> None:
    dataset = load_quads(some)
    texts = [dataset.terms.text(i) for i in range(len(dataset.terms))]
    wanted = [*asked, *(quad.object for quad in some)]
    expected = [texts.index(str(term)) if str(term) in texts else -1 for term in wanted]
    assert load_quads(some).terms.find(wanted).tolist() == expected
    assert [int(dataset.terms.find([term])[0]) for term in wanted] == expected


@pytest.mark.parametrize(
    "end",
    [
        '"<a> <b></b>"^^<http://e/dt> .',
        '"<a> <b></b>"^^<http://e/dt> <http://e/g> .',
        '" <"@en .',
        '" _:x"@en _:g .',
        '"say \\" <x>" .',
        '"a\tb" <http://e/g> .',
        "<http://e/o> <http://e/g> .",
        "_:o _:g .",
    ],
)
def test_the_end_of_a_literal_is_not_taken_for_a_graph(tmp_path: Path, end: str) -> None:
    path = tmp_path / "x.nq"
    path.write_text(f"<http://e/s> <http://e/p> {end}\n")
    found = load([path])
    assert quads_of(found) == parsed(path)
    assert len(found.graph_names()) == len({quad.graph_name for quad in parse(path)} - {ox.DefaultGraph()})


@pytest.mark.parametrize("character", ["\ufffe", "\uffff", "\x7f"])
def test_characters_that_the_canonical_form_escapes_are_found_again(character: str, tmp_path: Path) -> None:
    path = tmp_path / "data.nt"
    path.write_text(f'<http://e/s> <http://e/p> "a{character}b" .\n', encoding="utf-8")
    assert load([path]).terms.find([Literal(f"a{character}b")]).tolist() != [-1]
