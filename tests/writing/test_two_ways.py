"""The formatter through objects and through columns: the same bytes, and neither takes another graph for the same."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgtools.model.terms import BlankNode, Literal, Quad
from kgtools.reading import format_by_name, parse_bytes
from kgtools.writing.style import format_bytes, formatter
from kgtools.writing.style.graphs import InColumns, InObjects
from kgtools.writing.style.relative import RelativeTable
from tests.examples import share
from tests.writing.same import canonical
from tests.writing.strategies import datasets
from tests.writing.test_comments import texts
from tests.writing.test_style import plain

_NONE = RelativeTable({}, {})


@pytest.fixture(scope="module")
def as_columns() -> object:
    def made(text: bytes, name: str) -> bytes:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(formatter, "is_large", lambda _: True)
            return format_bytes(text, format=name).data

    return made


@settings(max_examples=share(150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(datasets(), st.sampled_from(["trig", "nq"]))
def test_both_ways_give_the_same_bytes(as_columns, quads: list[Quad], name: str) -> None:
    text = plain(quads) if name == "trig" else format_bytes(plain(quads).encode(), format="trig").data.decode()
    if name == "nq":
        from kgtools.writing import write

        text = write(quads, format="nq").decode()
    assert as_columns(text.encode(), name) == format_bytes(text.encode(), format=name).data


@pytest.mark.parametrize(
    "text",
    [
        "@base <http://e/x/> . @prefix : <#> . <a> :b <../c>, <http://e/d>, </e>, <?q>, <> . <v#T> a <v#T> .",
        "@prefix : <#> . @prefix up: <../other#> . <> :a <b/c>, up:x, :with\\/slash . <../../../d> :a 1 .",
        "PREFIX xsd: <http://own/> PREFIX e: <http://e/> e:a e:b 'x', 1, 'y'@en .",
        "VERSION '1.2' PREFIX e: <http://e/> e:a e:b <<( e:a e:b [] )>> {| e:c 1 |} .",
    ],
)
def test_both_ways_keep_relative_iris_and_prefixes(as_columns, text: str) -> None:
    assert as_columns(text.encode(), "turtle") == format_bytes(text.encode(), format="turtle").data


@settings(max_examples=share(150), deadline=None)
@given(datasets(), st.randoms())
def test_another_graph_is_never_taken_for_the_same(quads: list[Quad], chance) -> None:
    text, trig = plain(quads).encode(), format_by_name("trig")
    changed = list(quads)
    if changed:
        at = chance.randrange(len(changed))
        old = changed[at]
        new = chance.choice([BlankNode("other"), Literal("other"), *(quad.object for quad in quads)])
        changed[at] = Quad(old.subject, old.predicate, new, old.graph_name)
    for make in (InObjects, InColumns):
        graph = make(text, trig, "")
        data = graph.write(_NONE)
        assert graph.is_said_by(data)
        other = format_bytes(plain(changed).encode(), format="trig", prefixes={}).data
        same = canonical(quads) == canonical(changed)
        assert graph.is_said_by(other) == same or same


@settings(max_examples=share(60), deadline=None)
@given(texts())
def test_the_order_of_statements_changes_nothing_but_the_comments(text: str) -> None:
    """The labels of blank nodes are drawn by chance when a text is parsed; nothing may depend on them."""
    once = format_bytes(text.encode(), format="trig").data
    assert format_bytes(text.encode(), format="trig").data == once


def test_windows_line_ends_become_line_feeds_but_for_those_of_strings() -> None:
    text = b'@prefix e: <http://e/> .\r\n# of a\r\ne:a e:b "x\\r\\n" , # beside\r\n """y\r\nz""" .\r\n'
    style = format_bytes(text).data
    assert style.count(b"\r\n") == 0
    assert {quad.object for quad in parse_bytes(style, format="turtle")} == {Literal("x\r\n"), Literal("y\r\nz")}
    assert b"# of a\ne:a\n" in style
    assert b"; # beside\n" in style or b", # beside\n" in style


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("prefix e: <http://e/> base <http://e/> e:a e:b <c> .", "BASE <http://e/>\nPREFIX e: <http://e/>\n"),
        ("@prefix e: <http://e/> . BASE <http://e/> e:a e:b <c> .", "@base <http://e/> .\n@prefix e: <http://e/> .\n"),
        ('VERSION "1.2" PREFIX e: <http://e/> e:a e:b 1 .', 'VERSION "1.2"\nPREFIX e: <http://e/>\n'),
        ("@version '1.2' . @prefix e: <http://e/> . e:a e:b 1 .", '@version "1.2" .\n@prefix e: <http://e/> .\n'),
    ],
)
def test_directives_keep_their_spelling(text: str, head: str) -> None:
    assert format_bytes(text.encode()).data.decode().startswith(head)


@pytest.mark.parametrize("tags", [("en-GB", "en-gb"), ("en-gb", "en-GB")], ids=["upper first", "lower first"])
def test_two_spellings_of_one_language_tag_are_one_literal(as_columns, tags: tuple[str, str]) -> None:
    text = f"@prefix e: <http://e/> . e:a e:b 'x'@{tags[0]}, 'x'@{tags[1]} .".encode()
    for style in (format_bytes(text).data, as_columns(text, "turtle")):
        assert style.endswith(b'e:a\n    e:b "x"@en-GB ;\n.\n')
