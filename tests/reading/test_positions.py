"""The scanner finds exactly the triples that the parser finds, each once, each where it stands."""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kgtools.errors import ParseError, SourceError
from kgtools.model.place import Place
from kgtools.model.terms import BlankNode, Literal, NamedNode, Quad, Term, Triple
from kgtools.reading import parse, parse_bytes
from kgtools.reading.places import locate_rows
from kgtools.reading.places.lines import scan_lines
from kgtools.reading.places.strings import place_in_string
from kgtools.reading.places.turtle import scan
from tests.examples import share
from tests.reading import suites
from tests.reading.generated_text import PREFIXES, TRIG, TURTLE
from tests.reading.quads import numbers, placed_quads

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""\S*|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\'\S*|"(?:[^"\\]|\\.)*"\S*|\'(?:[^\'\\]|\\.)*\'\S*|\S+',
    re.DOTALL,
)


def stands_at(term: Term, text: str, offset: int, prefixes: str) -> bool:
    """Whether the text at the offset says the term; brackets stand for what they open."""
    if text[offset] in "[(~" or text.startswith(("<<", "{|"), offset):
        return isinstance(term, BlankNode | Triple) or term == NamedNode(RDF + "nil")
    if text[offset] == ")":
        return term == NamedNode(RDF + "nil")
    token = _TOKEN.match(text, offset)
    assert token is not None
    try:
        quads = list(parse_bytes(f"{prefixes} <http://e/> <http://e/> {token[0]} .".encode(), format="turtle"))
    except ParseError:
        return False
    return quads[0].object == term


def is_cell(quad: Quad, end: str) -> bool:
    """Whether that end of a quad is a cell of a list, which stands at its item."""
    return quad.predicate.value == RDF + "rest" or (end == "subject" and quad.predicate.value == RDF + "first")


def assert_law(text: str, name: str) -> None:
    try:
        quads = list(parse_bytes(text.encode(), format=name))
    except ParseError:
        assume(False)
    places = list(scan(text))
    assert len(places) == len(quads)
    # a cell of a list that is not the first stands at its item, which may be a node in brackets
    cells = {quad.object for quad in quads if quad.predicate.value == RDF + "rest"}
    nodes: dict[tuple[int, bool], str] = {}
    for quad, place in zip(quads, places, strict=True):
        for end, term, offset in (("subject", quad.subject, place[0]), ("object", quad.object, place[1])):
            if isinstance(term, BlankNode) and (text[offset] != "_" or term in cells):
                # nodes without a label, and places, are one to one
                assert nodes.setdefault((offset, term in cells), str(term)) == str(term), (quad, text[offset:])
            # a reifier that is not named, and the triple that it reifies, stand where that triple does
            elif quad.predicate.value != RDF + "reifies":
                assert stands_at(term, text, offset, PREFIXES), (quad, end, text[offset:])
    assert len(set(nodes.values())) == len(nodes)


@settings(max_examples=share(150), deadline=None)
@given(TURTLE)
def test_in_generated_turtle_every_triple_is_found_where_it_stands(text: str) -> None:
    assert_law(text, "turtle")


@settings(max_examples=share(120), deadline=None)
@given(TRIG)
def test_in_generated_trig_every_triple_is_found_where_it_stands(text: str) -> None:
    assert_law(text, "trig")


@pytest.mark.parametrize("name", ["turtle", "trig", "nt", "nq"])
def test_in_the_suites_every_triple_is_found(name: str) -> None:
    suites.require()
    for case in suites.cases(positive=True, formats=(name,)):
        text = case.path.read_bytes().decode("utf-8-sig")
        quads = list(parse(case.path, format=case.format, base=case.base))
        places = list(scan(text) if name in ("turtle", "trig") else scan_lines(text))
        assert len(places) == len(quads), case.name
        for quad, (subject, object_) in zip(quads, places, strict=True):
            # a reifier without a name begins where its triple or its annotation does (RDF 1.2)
            blank = text[subject] in "[(_" or text.startswith(("<<", "{|", "~"), subject)
            assert blank or isinstance(quad.subject, NamedNode) or is_cell(quad, "subject"), case.name
            if isinstance(quad.object, Literal):
                bare = text.startswith(quad.object.value, object_)
                assert bare or text[object_] in "\"'", (case.name, quad)
            elif not is_cell(quad, "object"):
                assert text[object_] not in "\"'", (case.name, quad)


@settings(max_examples=share(300), deadline=None)
@given(st.text(st.sampled_from("<>[](){}.,;\"'\\#@^_:a1~| \n"), max_size=30))
def test_text_that_is_not_turtle_never_hangs_the_scanner(text: str) -> None:
    with suppress(ParseError):
        assert len(list(scan(text))) <= len(text)


DENSE = [
    "VERSION '1.2' prefix : <http://e/> BASE <http://e/> :s :p :o.",
    "@version '1.2' . @prefix prefix: <http://e/> . @base <http://e/>. prefix:base prefix:graph prefix:version .",
    "<http://e/s><http://e/p>'x'@ar--rtl,<http://e/o>;.",
    "@prefix : <http://e/> . :s :p 1.:s :p 1.5.:s :p 1.e5.:s :p .5.:s :p true .:s :p -1 .",
    "@prefix : <http://e/> . :s:a :p.q :o.r .:s :p :a\\~b~:r.",
    "@prefix : <http://e/> . :s :p [:q'x'],[:q('y'\"z\")],('a'\"b\"@en[]) .",
    "@prefix : <http://e/> . [] :p 'x'{|:q 'y'|},'z'~:r{|:q'w'|} . << :s :p 'x' >> :q << :a :b :c~:d >> .",
]


@pytest.mark.parametrize("text", DENSE)
def test_texts_without_spaces_and_with_every_directive_are_scanned(text: str) -> None:
    quads = list(parse_bytes(text.encode(), format="turtle"))
    places = list(scan(text))
    assert len(places) == len(quads) > 0
    for quad, (_, object_) in zip(quads, places, strict=True):
        if isinstance(quad.object, Literal):
            assert text[object_] in "\"'" or text.startswith(quad.object.value, object_)


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def test_lines_and_columns_count_from_one_in_unicode_characters(tmp_path: Path) -> None:
    path = write(tmp_path, "a.ttl", '\ufeff<http://e/s>\r\n  <http://e/p> "\U0001f600é" , 5 .\n')
    first, second = placed_quads(path)
    assert (numbers(first.subject), numbers(first.object)) == ("1:1", "2:16")
    assert second.object == Place(str(path), 2, 23, '  <http://e/p> "\U0001f600é" , 5 .')
    assert str(second.object) == f"{path}:2:23"
    assert locate_rows(path, [1])[1].positions == ((1, 1), (2, 23))


def test_a_file_has_the_name_in_its_places_that_is_to_be_shown(tmp_path: Path) -> None:
    path = write(tmp_path, "a.nt", "<http://e/s> <http://e/p> <http://e/o> .\n")
    assert str(locate_rows(path, [0], display_name="data/a.nt")[0].object) == "data/a.nt:1:27"


@pytest.mark.parametrize("name", ["a.nt", "a.nq"])
def test_lines_formats_are_located_by_line(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, name, '# c\n\n<http://e/s> <http://e/p> _:b .\n_:b<http://e/p>"x"@en.\n')
    assert [(numbers(p.subject), numbers(p.object)) for p in placed_quads(path)] == [("3:1", "3:27"), ("4:1", "4:16")]


def test_in_rdf_xml_a_triple_is_at_the_elements_of_its_subject_and_object(tmp_path: Path) -> None:
    text = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">\n'
        '  <rdf:Description rdf:about="http://e/s">\n    <e:p>x</e:p>\n    <e:q rdf:resource="http://e/o"/>\n'
        "  </rdf:Description>\n</rdf:RDF>\n"
    )
    path = write(tmp_path, "a.rdf", text)
    placed = placed_quads(path)
    assert [numbers(place.object) for place in placed] == ["3:5", "4:5"]
    assert [numbers(place.subject) for place in placed] == ["2:3", "2:3"]


def test_a_broken_or_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ParseError) as caught:
        locate_rows(write(tmp_path, "a.rdf", '<x:a xmlns:x="http://e/">\n<x:b></x:a>'), [0])
    assert caught.value.line == 2
    with pytest.raises(SourceError):
        locate_rows(tmp_path / "absent.ttl", [0])


@pytest.mark.parametrize(("numbers", "count"), [([2], None), ([0], 3), ([0], 1)], ids=["missing", "fewer", "more"])
def test_a_file_with_other_triples_than_before_is_refused(
    tmp_path: Path, numbers: list[int], count: int | None
) -> None:
    path = write(tmp_path, "a.ttl", "<http://e/s> <http://e/p> 1 , 2 .")
    with pytest.raises(ParseError, match="it changed while it was read"):
        locate_rows(path, numbers, count=count)


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        ("'ab'", "ab"),
        (r'"a\"b\\c\u0064\U0001F600e"', 'a"b\\cd\U0001f600e'),
        (r"'''a'b''c\'d'''", "a'b''c'd"),
        ('"""\n"x"\r\ny"""', '\n"x"\r\ny'),
        ("''", ""),
        ('""""x"""', '"x'),
    ],
)
def test_each_character_of_a_string_has_its_place(literal: str, value: str) -> None:
    text = f"<http://e/s> <http://e/p> {literal}@en ."
    start = text.index(literal)
    (triple,) = parse_bytes(text.encode(), format="turtle")
    assert triple.object.value == value
    found = [place_in_string(text, start, offset) for offset in range(len(value))]
    written = [text[a:b] for a, b in pairwise([*found, start + len(literal)])]
    for character, there in zip(value, written, strict=True):
        assert there.startswith(("\\", character))
    assert found == sorted(set(found))


def test_what_is_no_string_has_no_characters() -> None:
    assert [place_in_string(text, 0, 0) for text in ("", "1", "e:a", "<e:a>")] == [None] * 4
