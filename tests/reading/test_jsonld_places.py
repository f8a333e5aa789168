"""Places in JSON-LD: each value and each node where it stands, whatever the context makes of it."""
# ruff: noqa: E501  tables of cases, a line each

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.errors import KgtoolsError
from kgtools.model.terms import BlankNode, Literal, NamedNode
from kgtools.reading import parse_bytes
from kgtools.reading.jsonld import JsonLdParser
from kgtools.reading.places import locate_rows
from kgtools.reading.places.lines import Lines
from tests.examples import share
from tests.reading import suites

BASE = "http://base/"
# what is left out is told; here only what is read counts
pytestmark = pytest.mark.filterwarnings("ignore::kgtools.errors.LeftOutWarning")


def scan_jsonld(text: str, *, base: str | None = None) -> list[tuple[int, int]]:
    """The offsets of subject and object of each triple."""
    parser = JsonLdParser(io.BytesIO(text.encode()), base=base, source="x.jsonld", places=True)
    lines = Lines(text)
    return [(lines.offset(*parser.places[0]), lines.offset(*parser.places[1])) for _ in parser]


def places(text: str) -> list[tuple[str, str, str]]:
    """Predicate, and what stands at subject and object of each triple, up to the next mark."""
    quads = parse_bytes(text.encode(), format="jsonld", base=BASE)

    def at(offset: int) -> str:
        return "" if offset < 0 else text[offset:].partition(",")[0].partition("}")[0].strip(" \n]")

    return [
        (quad.predicate.value.rpartition("/")[2], at(s), at(o))
        for quad, (s, o) in zip(quads, scan_jsonld(text, base=BASE), strict=True)
    ]


@pytest.mark.parametrize(
    ("context", "body", "expected"),
    [
        pytest.param({}, '"@id": "e:a", "e:p": "x"', [("p", '"e:a"', '"x"')], id="a string"),
        pytest.param({}, '"@id": "e:a", "e:p": [1, true, 2.5]', [("p", '"e:a"', v) for v in ("1", "true", "2.5")], id="scalars"),
        pytest.param({}, '"@id": "e:a", "e:p": null', [], id="null"),
        pytest.param({}, '"@id": "e:a", "e:p": {"@value": "x", "@type": "e:t"}', [("p", '"e:a"', '"x"')], id="a value object"),
        pytest.param({}, '"@id": "e:a", "e:p": {"@id": "e:b"}', [("p", '"e:a"', '"e:b"')], id="a reference"),
        pytest.param(
            {}, '"@id": "e:a", "e:p": {"@id": "e:b", "e:q": 1}', [("p", '"e:a"', '"e:b"'), ("q", '"e:b"', "1")], id="a node within"
        ),
        pytest.param({}, '"@id": "e:a", "e:p": {"e:q": 1}', [("p", '"e:a"', '{"e:q": 1'), ("q", '{"e:q": 1', "1")], id="a blank node"),
        pytest.param({}, '"e:p": "x"', [("p", '{"@context": {"e": "http://e/"', '"x"')], id="no name"),
        pytest.param({"p": {"@id": "e:p", "@type": "@id"}}, '"@id": "e:a", "p": "e:b"', [("p", '"e:a"', '"e:b"')], id="coerced"),
        pytest.param({"p": {"@id": "e:p", "@type": "@vocab"}, "B": "e:B"}, '"@id": "e:a", "p": "B"', [("p", '"e:a"', '"B"')], id="a term"),
        pytest.param({"id": "@id", "p": "e:p"}, '"id": "e:a", "p": {"id": "e:b"}', [("p", '"e:a"', '"e:b"')], id="an alias"),
        pytest.param({"@vocab": "http://e/"}, '"@id": "e:a", "p": "x", "http://e/q": 2', [("p", '"e:a"', '"x"'), ("q", '"e:a"', "2")], id="a vocabulary"),
        pytest.param({"@base": "http://e/"}, '"@id": "a", "e:p": "x"', [("p", '"a"', '"x"')], id="a base"),
        pytest.param({"gone": None}, '"@id": "e:a", "gone": "x", "e:p": "y", "dropped": 1', [("p", '"e:a"', '"y"')], id="what is dropped"),
        pytest.param(
            {"names": {"@id": "e:p", "@container": "@language"}},
            '"@id": "e:a", "names": {"en": "x"}',
            [("p", '"e:a"', '"x"')],
            id="a map by language",
        ),
        pytest.param(
            {"back": {"@reverse": "e:p"}},
            '"@id": "e:a", "back": {"@id": "e:b"}, "e:q": 1',
            [("p", '"e:b"', '"e:a"'), ("q", '"e:a"', "1")],
            id="a reverse property",
        ),
        pytest.param({}, '"@id": "e:a", "@type": ["e:T"], "e:p": "\\u00e9\\"x"', [("22-rdf-syntax-ns#type", '"e:a"', '"e:T"'), ("p", '"e:a"', '"\\u00e9\\"x"')], id="a type, escapes"),
    ],
)  # fmt: skip
def test_values_and_nodes_are_found_where_they_stand(
    context: dict[str, object], body: str, expected: list[object]
) -> None:
    text = f'{{"@context": {json.dumps({"e": "http://e/", **context})}, {body}}}'
    assert places(text) == expected


def test_the_members_of_a_list_stand_where_they_are_written() -> None:
    text = '{"@id": "http://e/a", "http://e/p": {"@list": [1, {"@id": "http://e/b"}]}}'
    members = [place for predicate, _, place in places(text) if predicate == "22-rdf-syntax-ns#first"]
    assert members == ["1", '"http://e/b"']


def test_nodes_of_graphs_and_of_several_contexts_are_found() -> None:
    text = """[{"@context": {"p": "http://e/p"}, "@graph": [{"@id": "http://e/a", "p": "x"}]},
      {"@context": {"p": "http://f/p"}, "@id": "http://g", "@graph": [{"@context": {"@vocab": "http://v/"}, "p": "y", "r": "z"}]}]"""
    assert [place for _, _, place in places(text)] == ['"x"', '"y"', '"z"']


def test_a_file_that_begins_with_a_mark_of_byte_order_has_its_places(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonld"
    path.write_bytes(b'\xef\xbb\xbf{"@id": "http://e/a",\n "http://e/p": ["\xf0\x9f\x98\x80", 1]}')
    assert str(locate_rows(path, [1], display_name="x")[1].object) == "x:2:22"


_SCALARS = st.one_of(st.text(max_size=5), st.integers(-9, 9), st.booleans(), st.none())
_VALUES = st.recursive(
    st.one_of(_SCALARS, st.builds(lambda n: {"@id": f"http://e/{n}"}, st.integers(0, 3))),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["e:p", "q", "r", "dropped"]), inner, max_size=3),
        st.builds(lambda n, p: {"@id": f"e:{n}", "q": p}, st.integers(0, 3), inner),
    ),
    max_leaves=12,
)
_CONTEXT = {"e": "http://e/", "q": "e:q", "r": {"@id": "e:r", "@type": "@id"}}


@settings(max_examples=share(150), deadline=None)
@given(
    st.lists(st.dictionaries(st.sampled_from(["e:p", "q", "r"]), _VALUES, max_size=3), max_size=3),
    st.sampled_from([None, 2]),
)
def test_every_literal_and_every_name_stands_at_its_place(nodes: list[object], indent: int | None) -> None:
    text = json.dumps({"@context": _CONTEXT, "@graph": nodes}, indent=indent, ensure_ascii=False)
    try:
        quads = list(parse_bytes(text.encode(), format="jsonld", base=BASE))
    except KgtoolsError:
        return
    found = list(scan_jsonld(text, base=BASE))
    assert len(found) == len(quads)
    starts: dict[int, object] = {}
    for quad, (subject, object_) in zip(quads, found, strict=True):
        if isinstance(quad.object, Literal):
            value, _ = json.JSONDecoder().raw_decode(text, object_)
            assert quad.object.value == (json.dumps(value) if not isinstance(value, str) else value)
        for term, at in ((quad.subject, subject), (quad.object, object_)):
            if isinstance(term, NamedNode):
                # of a node that is written several times the one around it stands for it
                assert text[at] == '"' or at == subject
            elif isinstance(term, BlankNode):
                # a brace belongs to one node
                assert text[at] == "{" and starts.setdefault(at, term) == term  # noqa: PT018  one claim


def test_in_the_suite_strings_stand_where_they_are_written() -> None:
    suites.require()
    known = 0
    for path in sorted((suites.ROOT / "jsonld").rglob("*-in.jsonld")):
        text = path.read_bytes().decode("utf-8-sig")
        try:
            quads = list(parse_bytes(text.encode(), format="jsonld", base=BASE))
        except KgtoolsError:
            continue
        found = scan_jsonld(text, base=BASE)
        assert len(found) == len(quads), path
        for quad, (subject, object_) in zip(quads, found, strict=True):
            if isinstance(quad.object, Literal) and object_ != subject and text[object_] == '"':
                known += json.JSONDecoder().raw_decode(text, object_)[0] == quad.object.value
    assert known > 700
