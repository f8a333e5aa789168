"""The door for writing: the same bytes for the same dataset, and a file that is whole or as it was."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from kgtools.errors import ParameterError, SourceError, UnknownNameError, UsageError
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import BlankNode, Literal, NamedNode, Quad, Triple
from kgtools.reading import FORMATS, Format, parse_bytes
from kgtools.writing import replaced, write, write_bytes, write_file
from tests.writing.same import canonical, shuffled

S, P, T, G = (NamedNode(f"http://e/{name}") for name in "sptg")
QUADS = [Quad(S, P, T)]


def lines(quads: list[Quad], name: str = "turtle", **prefixes: str) -> list[str]:
    return write(quads, format=name, prefixes=prefixes).decode().splitlines()


@pytest.mark.parametrize("known", FORMATS, ids=lambda f: f.name)
def test_nothing_is_written_as_a_file_that_holds_nothing(known: Format) -> None:
    assert list(parse_bytes(write([], format=known), format=known)) == []


def test_a_triple_counts_as_a_quad_of_the_default_graph() -> None:
    assert (
        write([Triple(S, P, T)], format="nq")
        == write(QUADS, format="nq")
        == b"<http://e/s> <http://e/p> <http://e/t> .\n"
    )


@pytest.mark.parametrize("known", [f for f in FORMATS if not f.supports_datasets], ids=lambda f: f.name)
def test_named_graphs_are_refused_where_they_would_be_lost_and_merged_on_demand(known: Format) -> None:
    quads = [Quad(S, P, T, G), Quad(S, P, T), Quad(S, P, S, BlankNode("g"))]
    with pytest.raises(UsageError, match="ask for the graphs to be merged"):
        write(quads, format=known)
    merged = list(parse_bytes(write(quads, format=known, merge_graphs=True), format=known))
    assert canonical(merged) == {f"{S} {P} {T}", f"{S} {P} {S}"}


def test_a_format_that_is_not_known_or_not_written_is_refused() -> None:
    with pytest.raises(UnknownNameError):
        write(QUADS, format="turtel")
    read_only = Format(
        name="x", title="X", iri="", media_type="", extensions=("x",), supports_datasets=False, reads=None
    )
    with pytest.raises(UsageError, match="X can only be read"):
        write(QUADS, format=read_only)


def test_only_used_prefixes_are_declared_in_order() -> None:
    text = lines(QUADS, z="http://unused/", b="http://e/", a="http://unused/2")
    assert text[0] == "@prefix b: <http://e/> ."
    assert text[1] == ""


def test_a_prefix_that_turtle_cannot_write_is_refused() -> None:
    with pytest.raises(ParameterError):
        write(QUADS, format="turtle", prefixes={"1": "http://e/"})


@pytest.mark.parametrize("known", FORMATS, ids=lambda f: f.name)
def test_hash_seed_order_and_labels_do_not_show(known: Format, tmp_path: Path) -> None:
    chance = random.Random(3)
    nodes = [BlankNode(f"n{i}") for i in range(20)] + [S, T]
    quads = [Quad(chance.choice(nodes), P, chance.choice([*nodes, Literal("x")])) for _ in range(40)]
    data = write(quads, format=known)
    source = tmp_path / "source.nt"
    source.write_bytes("".join(f"{quad} .\n" for quad in shuffled(quads, 5)).encode())
    code = (
        "import sys; from kgtools.reading import parse; from kgtools.writing import write; "
        f"sys.stdout.buffer.write(write(parse({str(source)!r}), format={known.name!r}))"
    )
    for seed in ("0", "1"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment, check=True)
        assert ran.stdout == data


def test_language_tags_are_written_in_the_case_of_rfc_5646() -> None:
    quads = list(parse_bytes(b"<http://e/s> <http://e/p> 'x'@EN-gb, 'y'@zh-HANT-tw .", format="turtle"))
    assert '"x"@en-GB ,' in write(quads, format="turtle").decode()
    assert '"y"@zh-Hant-TW ;' in write(quads, format="turtle").decode()


def test_long_strings_stand_in_three_quotes_and_hidden_characters_as_numbers() -> None:
    value = 'one\n"two"" and \\three"\n\u202e\ufeff\r"'
    text = write([Quad(S, P, Literal(value))], format="turtle").decode()
    assert '"""one\n"two\\"" and \\\\three"\n\\u202E\\uFEFF\\r\\""""' in text
    (quad,) = parse_bytes(text.encode(), format="turtle")
    assert quad.object == Literal(value)


@pytest.mark.parametrize(
    ("iri", "text"),
    [
        ("http://e/a", "e:a"),
        ("http://e/", "e:"),
        ("http://e/a.b", "e:a.b"),
        ("http://e/a.", "<http://e/a.>"),
        ("http://e/-a", "e:\\-a"),
        ("http://e/a(b),c", "e:a\\(b\\)\\,c"),
        ("http://e/50%25", "e:50%25"),
        ("http://e/a/b", "<http://e/a/b>"),
        ("http://e/x#y", "x:y"),
        ("http://e/x#y_z", "xy:z"),
        ("http://e/a?b", "<http://e/a?b>"),
        ("http://elsewhere/a", "<http://elsewhere/a>"),
        ("http://e/\u05d0", "e:\u05d0"),
        ("http://e/\u00b7", "<http://e/\u00b7>"),
        ("http://e/a\U0001f600", "e:a\U0001f600"),
    ],
)
def test_an_iri_is_shortened_where_the_grammar_allows_it(iri: str, text: str) -> None:
    written = lines([Quad(NamedNode(iri), P, T)], e="http://e/", x="http://e/x#", xy="http://e/x#y_")
    assert text in written
    ((quad),) = parse_bytes("\n".join(written).encode(), format="turtle")
    assert quad.subject == NamedNode(iri)


@pytest.mark.parametrize("name", ["rdfxml", "jsonld"])
def test_what_a_format_cannot_hold_is_refused_by_name(name: str) -> None:
    with pytest.raises(UsageError, match="triple terms"):
        write([Quad(S, P, Triple(S, P, T))], format=name)
    (directed,) = parse_bytes(b"<http://e/s> <http://e/p> 'x'@ar--rtl .", format="turtle")
    with pytest.raises(UsageError, match="direction"):
        write([directed], format=name)


@pytest.mark.parametrize(
    "predicate", ["http://e/", "http://e/1", "urn:a:%20", "http://www.w3.org/1999/02/22-rdf-syntax-ns#li"]
)
def test_rdf_xml_refuses_a_predicate_that_is_no_name(predicate: str) -> None:
    with pytest.raises(UsageError, match="RDF/XML") as caught:
        write([Quad(S, NamedNode(predicate), T)], format="rdfxml")
    assert predicate in str(caught.value)


def test_rdf_xml_refuses_characters_that_xml_does_not_have() -> None:
    with pytest.raises(UsageError, match=r"U\+0000"):
        write([Quad(S, P, Literal("a\0"))], format="rdfxml")


def test_a_prefix_of_json_ld_never_looks_like_the_scheme_of_an_iri() -> None:
    quads = [Quad(NamedNode("urn:a:b"), P, NamedNode("mailto:a@b"))]
    data = write(quads, format="jsonld", prefixes={"urn": "http://e/", "mailto": "urn:a:", "": "http://e/"})
    assert list(parse_bytes(data, format="jsonld")) == quads


# files


def test_a_file_is_written_in_the_format_of_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a.nt"
    write_file(path, QUADS)
    assert path.read_bytes() == write(QUADS, format="nt")
    write_file(path, QUADS, format="turtle", prefixes=PrefixTable({"e": "http://e/"}))
    assert path.read_text().startswith("@prefix e:")
    with pytest.raises(UsageError, match="does not show the format"):
        write_file(tmp_path / "a", QUADS)


def test_mode_and_link_of_a_file_are_kept(tmp_path: Path) -> None:
    real, link = tmp_path / "real.nt", tmp_path / "link.nt"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    write_file(link, QUADS)
    assert link.is_symlink()
    assert real.read_bytes() == write(QUADS, format="nt")
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_new_file_has_the_mode_that_the_umask_gives(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    write_file(tmp_path / "a.nt", QUADS)
    assert (tmp_path / "a.nt").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_an_error_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.rdf"
    path.write_bytes(b"old")
    with pytest.raises(UsageError):
        write_file(path, [Quad(S, P, Literal("\0"))])

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(SourceError, match="no space left on device"):
        write_file(path, QUADS)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_that_cannot_be_written_is_said_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="this is a folder"):
        write_bytes(tmp_path, b"")
    with pytest.raises(SourceError, match="no such folder"):
        write_bytes(tmp_path / "absent" / "a", b"")
    with pytest.raises(SourceError):
        write_bytes("a\0b", b"")


def test_a_device_is_written_to_and_not_replaced() -> None:
    write_bytes("/dev/null", b"x")
    assert not Path("/dev/null").is_file()


def test_a_stream_takes_the_place_of_a_file_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.nt"
    path.write_bytes(b"before")
    path.chmod(0o640)

    def fail() -> None:
        with replaced(path) as stream:
            stream.write(b"half")
            raise KeyError("stop")

    with pytest.raises(KeyError):
        fail()
    assert path.read_bytes() == b"before"
    with replaced(path) as stream:
        stream.write(b"one")
        assert path.read_bytes() == b"before"
        stream.write(b"two")
    assert path.read_bytes() == b"onetwo"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [file.name for file in tmp_path.iterdir()] == ["out.nt"]
