"""Prefix tables: both ways between a prefixed name and an IRI, by the grammar of Turtle."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.errors import ParameterError, ParseError, UnknownNameError
from kgtools.model.names import is_prefix, local_name
from kgtools.model.prefixes import WELL_KNOWN, PrefixTable
from kgtools.reading.prefixes import read_prefixes

TABLE = PrefixTable(
    {"": "http://e/", "ex": "http://e/x#", "long": "http://e/x#long_", "alias": "http://e/", "u": "urn:x:"}
)


def test_the_longest_namespace_and_the_shortest_prefix_are_taken() -> None:
    assert TABLE.shorten("http://e/a") == ":a"
    assert TABLE.shorten("http://e/x#a") == "ex:a"
    assert TABLE.shorten("http://e/x#long_a") == "long:a"
    assert TABLE.shorten("urn:x:a") == "u:a"
    assert TABLE.shorten("http://e/a/b") is None
    assert TABLE.shorten("http://other/a") is None


def test_a_name_is_expanded_with_its_escapes_undone() -> None:
    assert TABLE.expand(":a\\(b\\)") == "http://e/a(b)"
    assert TABLE.expand("ex:a:b") == "http://e/x#a:b"
    with pytest.raises(UnknownNameError, match='no prefix "exx"; did you mean "ex"'):
        TABLE.expand("exx:a")
    with pytest.raises(ParameterError, match="colon"):
        TABLE.expand("a")


@given(st.text(st.sampled_from("ab1-._~!$&'()*+,;=@:/?#%é\u00b7\u0300\\ <"), max_size=8))
def test_what_is_shortened_expands_to_itself(local: str) -> None:
    for namespace in TABLE.values():
        short = TABLE.shorten(namespace + local)
        assert short is None or TABLE.expand(short) == namespace + local


def test_the_table_is_a_mapping_in_order_that_cannot_be_changed() -> None:
    table = PrefixTable([("b", "http://b/"), ("a", "http://a/")])
    assert dict(table) == {"a": "http://a/", "b": "http://b/"}
    assert list(table) == ["a", "b"]
    assert table == PrefixTable({"a": "http://a/", "b": "http://b/"})
    assert hash(table) == hash(PrefixTable(dict(table)))
    with pytest.raises(TypeError):
        table["c"] = "http://c/"
    with pytest.raises(AttributeError):
        table.pairs = ()


def test_only_the_used_part_is_kept() -> None:
    assert list(WELL_KNOWN.restricted_to(["http://www.w3.org/2004/02/skos/core#Concept", "http://e/a"])) == ["skos"]
    assert len(WELL_KNOWN.restricted_to([])) == 0


@pytest.mark.parametrize("prefix", ["1", "a.", "a b", "-a", "a:", ".a", "_"])
def test_a_prefix_that_turtle_cannot_write_is_refused(prefix: str) -> None:
    assert not is_prefix(prefix)
    with pytest.raises(ParameterError, match="prefix"):
        PrefixTable({prefix: "http://e/"})


def test_a_prefix_needs_a_namespace() -> None:
    with pytest.raises(ParameterError, match="needs an IRI"):
        PrefixTable({"a": ""})


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("", ""),
        ("a", "a"),
        ("1", "1"),
        ("a.b", "a.b"),
        ("a.", None),
        (".", None),
        ("a(b).", None),
        (".a", "\\.a"),
        ("%41", "%41"),
        ("%4", "\\%4"),
        ("\u0300", None),
        (" ", None),
    ],
)
def test_a_local_name_has_just_the_escapes_that_it_needs(text: str, local: str | None) -> None:
    assert local_name(text) == local


def write(folder: Path, text: str) -> Path:
    path = folder / "prefixes.ttl"
    path.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n<http://e/> sh:declare " + text + " .\n", encoding="utf-8"
    )
    return path


def test_a_table_is_read_from_declarations(tmp_path: Path) -> None:
    text = '[ sh:prefix "b" ; sh:namespace "http://b/" ] , [ sh:prefix "" ; sh:namespace "http://e/" ]'
    assert dict(read_prefixes(write(tmp_path, text))) == {"": "http://e/", "b": "http://b/"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[ sh:prefix "b" ]', "no namespace"),
        ('[ sh:namespace "http://b/" ]', "no prefix"),
        ('[ sh:prefix "b", "c" ; sh:namespace "http://b/" ]', "needs one sh:prefix"),
        (
            '[ sh:prefix "b" ; sh:namespace "http://b/" ] , [ sh:prefix "b" ; sh:namespace "http://c/" ]',
            "two namespaces",
        ),
        ('[ sh:prefix "1" ; sh:namespace "http://b/" ]', "begins with a letter"),
        ('[ sh:prefix "b" ; sh:namespace "" ]', "needs an IRI"),
    ],
)
def test_a_declaration_that_lacks_sense_is_refused_with_its_file(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ParseError, match=message) as caught:
        read_prefixes(write(tmp_path, text))
    assert caught.value.source.endswith("prefixes.ttl")
