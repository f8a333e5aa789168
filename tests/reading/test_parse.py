"""The door: RDF comes in with every lexical form; what is none is refused in one plain sentence with its place."""

from __future__ import annotations

import io
import os
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from kgtools.errors import KgtoolsError, ParseError, SourceError, UsageError
from kgtools.reading import expand_sources, guards, parse, parse_bytes
from kgtools.reading.guards import guard_triple_terms

GOOD = b"<http://e/s> <http://e/p> <http://e/o> .\n"
RDFXML = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">%s</rdf:RDF>'


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def refusal(path: Path) -> KgtoolsError:
    with pytest.raises(KgtoolsError) as caught:
        list(parse(path))
    return caught.value


def test_lexical_forms_come_as_they_are_written() -> None:
    text = b"<http://e/s> <http://e/p> 01, 1.50, +5, 1.0E0, '2020-01-01+05:00'^^<http://e/d>, 'e\\u0301', '\\u0000' ."
    values = [quad.object.value for quad in parse_bytes(text, format="turtle")]
    assert values == ["01", "1.50", "+5", "1.0E0", "2020-01-01+05:00", "e\u0301", "\0"]


@pytest.mark.parametrize("name", ["a.ttl", "a.nt", "a.nq", "a.trig"])
def test_a_byte_order_mark_is_read_over(tmp_path: Path, name: str) -> None:
    assert len(list(parse(write(tmp_path, name, b"\xef\xbb\xbf" + GOOD)))) == 1


def test_an_empty_file_holds_nothing(tmp_path: Path) -> None:
    for name in ("a.ttl", "a.nt", "a.nq", "a.trig"):
        assert list(parse(write(tmp_path, name, b""))) == []


def test_empty_xml_and_json_are_refused(tmp_path: Path) -> None:
    assert isinstance(refusal(write(tmp_path, "a.jsonld", b"")), ParseError)
    assert list(parse(write(tmp_path, "a.rdf", RDFXML % b""))) == []


@pytest.mark.parametrize("name", ["a.ttl", "a.nt", "a.rdf", "a.jsonld"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "latin-1"])
def test_another_encoding_than_utf_8_is_refused(tmp_path: Path, name: str, encoding: str) -> None:
    text = GOOD.decode().replace("http://e/o", "http://e/\u00e9")
    if name == "a.rdf":
        text = (RDFXML % b"<rdf:Description><e:p>@</e:p></rdf:Description>").decode().replace("@", "\u00e9")
    if name == "a.jsonld":
        text = '{"http://e/p": "\u00e9"}'
    path = write(tmp_path, name, text.encode(encoding))
    if name == "a.rdf" and encoding != "latin-1":
        # whatever reads XML reads UTF-16 (XML 1.0 section 4.3.3)
        assert [quad.object.value for quad in parse(path)] == ["\u00e9"]
        return
    error = refusal(path)
    assert isinstance(error, ParseError)
    if encoding != "utf-16-le":
        assert "UTF-8" in str(error)


def test_what_is_no_readable_file_is_said_in_plain_words(tmp_path: Path) -> None:
    assert str(refusal(tmp_path / "absent.ttl")).endswith("absent.ttl: there is no such file.")
    assert str(refusal(tmp_path)).endswith("this is a folder; name the files in it.")
    assert isinstance(refusal(Path("a\0b.ttl")), SourceError)
    assert isinstance(refusal(Path("a" * 5000 + ".ttl")), SourceError)
    assert isinstance(refusal(write(tmp_path, "a.unknown", GOOD)), UsageError)
    assert "unpack it first" in str(refusal(write(tmp_path, "a.nt.xz", GOOD)))


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "a.ttl", GOOD)
    path.chmod(0)
    assert "permission denied" in str(refusal(path))


def test_a_pipe_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "pipe.ttl"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(GOOD,))
    writer.start()
    assert len(list(parse(path))) == 1
    writer.join()


def test_standard_input_is_trig_unless_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"<http://e/g> { " + GOOD + b"}")))
    assert [str(quad.graph_name) for quad in parse("-")] == ["<http://e/g>"]


@pytest.mark.parametrize(
    ("name", "text", "line", "column"),
    [
        ("a.ttl", "<http://e/s> <http://e/p> 1 .\n<http://e/s> <http://e/p> 'é' 'x' .", 2, 31),
        ("a.nt", '<http://e/s> <http://e/p> "x" .\n\n<http://e/s> <http://e/p> .', 3, 27),
        ("a.trig", "<http://e/g> {\n <http://e/s> 1 }", 2, 15),
        ("a.jsonld", '{\n  "a": [1,}', 2, 11),
        ("a.rdf", (RDFXML % b"\n<rdf:Description>\n<e:p>x</e:q></rdf:Description>").decode(), 3, None),
        ("b.rdf", (RDFXML % b"\n<rdf:Description>\n<e:p/>\n<e:p rdf:ID='1'/></rdf:Description>").decode(), 4, None),
    ],
)  # fmt: skip
def test_an_error_names_file_line_and_column(
    tmp_path: Path, name: str, text: str, line: int, column: int | None
) -> None:
    path = write(tmp_path, name, text.encode())
    error = refusal(path)
    assert isinstance(error, ParseError)
    assert error.source == str(path)
    assert error.line == line
    assert column is None or error.column == column
    assert str(error).startswith(f"{path}:{line}")


def test_the_foreign_error_is_the_cause() -> None:
    with pytest.raises(ParseError) as caught:
        list(parse_bytes(b"<", format="turtle"))
    assert isinstance(caught.value.__cause__, SyntaxError)


def test_a_line_of_50_mb_is_read_or_refused_but_does_not_end_the_process(tmp_path: Path) -> None:
    many = b"<http://e/s> <http://e/p> " + b", ".join(b'"%d"' % i for i in range(4_000_000)) + b" ."
    assert len(many) > 50_000_000 - 10_000_000
    reader = parse(write(tmp_path, "many.ttl", many))
    assert next(reader).object.value == "0"
    assert next(reader).object.value == "1"
    error = refusal(write(tmp_path, "one.nt", b'<http://e/s> <http://e/p> "' + b"x" * 50_000_000 + b'" .'))
    assert "16 MiB" in str(error)


_LONG = b"x" * ((16 << 20) + 1)
_XML = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">\n%s</rdf:RDF>'


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("text.rdf", _XML % b'<e:Boat rdf:about="http://e/a">\n<e:log>%s</e:log></e:Boat>', 3),
        ("iri.rdf", _XML % b'<e:Boat rdf:about="http://e/%s"/>', 2),
        ("attribute.rdf", _XML % b'<e:Boat e:log="%s"/>', 2),
        ("xml.rdf", _XML % b'<e:Boat><e:log rdf:parseType="Literal"><b>%s</b></e:log></e:Boat>', 2),
        ("text.jsonld", b'{"@id": "http://e/a",\n "http://e/log": "%s"}', 2),
        ("iri.jsonld", b'{"@id": "http://e/%s", "http://e/log": 1}', 1),
        ("json.jsonld", b'{"http://e/log":\n {"@type": "@json", "@value": ["%s"]}}', 2),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_term_that_is_too_long_is_refused_in_every_format(
    tmp_path: Path, name: str, text: bytes, line: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # less than that takes as long to read
    monkeypatch.setattr("kgtools.reading.guards.MAX_TERM_BYTES", 1 << 20)
    monkeypatch.setattr("kgtools.reading.rdfxml.grammar.MAX_TERM_BYTES", 1 << 20)
    error = refusal(write(tmp_path, name, text % _LONG[: (1 << 20) + 1]))
    assert error.line == line
    assert error.reason == "one term or line is longer than 16 MiB, the most that is read; shorten it."


def test_a_term_of_16_mib_is_read_and_one_of_a_byte_more_is_refused(tmp_path: Path) -> None:
    for name, text in (
        ("a.rdf", _XML % b"<e:Boat><e:log>%s</e:log></e:Boat>"),
        ("a.jsonld", b'{"http://e/log": "%s"}'),
    ):
        *_, last = parse(write(tmp_path, name, text % _LONG[1:]))
        assert len(last.object.value) == 16 << 20
        assert "16 MiB" in str(refusal(write(tmp_path, name, text % _LONG)))


def billion_laughs(levels: int = 8, *, reference: bytes = b"&") -> bytes:
    entities = b'<!ENTITY l0 "lollollollollollollollollollol">' + b"".join(
        b'<!ENTITY l%d "%s">' % (i, b"%sl%d;" % (reference, i - 1) * 10) for i in range(1, levels + 1)
    )
    return b"<!DOCTYPE r [%s]>" % entities + RDFXML % (b"<rdf:Description><e:p>&l%d;</e:p></rdf:Description>" % levels)


BOMBS = {
    "entities.rdf": billion_laughs(),
    "entities-by-reference.rdf": billion_laughs(reference=b"&#38;"),
    "entities-by-hex-reference.rdf": billion_laughs(reference=b"&#x26;"),
    "entities-with-long-names.rdf": billion_laughs().replace(b"l", b"l" * 300),
    "entities-declared-twice.rdf": billion_laughs().replace(b"<r>", b"", 1).replace(b"]>", b'<!ENTITY l5 "x">]>', 1),
    "quadratic.rdf": b'<!DOCTYPE r [<!ENTITY a "%s">]>' % (b"x" * 100_000)
    + RDFXML % (b"<rdf:Description><e:p>%s</e:p></rdf:Description>" % (b"&a;" * 5000)),
    "entity-of-itself.rdf": b'<!DOCTYPE r [<!ENTITY a "&b;"><!ENTITY b "&a;">]>' + RDFXML % b"&a;",
    "entity-from-a-file.rdf": b'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + RDFXML % b"&a;",
    "elements.rdf": RDFXML % (b"<rdf:Description><e:p>" * 20_000),
    "elements-with-slashes.rdf": RDFXML % (b'<rdf:Description e:a="/>"><e:p>' * 20_000),
    "comments-not-closed.rdf": RDFXML % (b"<!--" * 300_000),
    "objects.jsonld": b'{"http://e/p":' * 10_000 + b"1" + b"}" * 10_000,
    "arrays.jsonld": b"[" * 100_000,
    "arrays-behind-strings.jsonld": b'["\\"[",' * 100_000,
    "triple-terms.ttl": b"<http://e/s> <http://e/p> " + b"<<( <http://e/s> <http://e/p> " * 100_000,
    "triple-terms-and-comments.ttl": b"<http://e/s> <http://e/p> " + b"<<( <http://e/s> <http://e/p> # >>\n" * 100_000,
    "triple-terms-and-iris.ttl": b"<http://e/s> <http://e/p> " + b"<<( <http://e/s> <http://e/p>> >" * 100_000,
    "triple-terms-and-escapes.ttl": b"@prefix : <http://e/> . :s :p " + b"<<( :s\\# :p <<( :s :p\n" * 100_000,
    "reified.trig": b"<< " * 100_000,
    "triple-terms.nt": b"<http://e/s> <http://e/p> " + b"<<( <http://e/s> <http://e/p> " * 100_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_at_once_and_in_little_memory(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, name, BOMBS[name])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.process_time()
    error = refusal(path)
    assert time.process_time() - begun < 0.5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000
    assert isinstance(error, ParseError)
    assert len(str(error)) < 400 + len(str(path))


def test_a_bomb_in_its_own_process_does_not_end_it(tmp_path: Path) -> None:
    paths = [str(write(tmp_path, name, data)) for name, data in BOMBS.items()]
    code = (
        "import sys\nfrom kgtools.reading import parse\nfrom kgtools.errors import ParseError\n"
        "for name in sys.argv[1:]:\n    try:\n        list(parse(name))\n    except ParseError:\n"
        "        print('refused')\n"
    )
    ran = subprocess.run([sys.executable, "-c", code, *paths], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == ["refused"] * len(BOMBS)


def test_harmless_relatives_of_bombs_are_read(tmp_path: Path) -> None:
    entity = (
        b'<!DOCTYPE rdf:RDF [<!ENTITY e "http://e/">]>'
        + RDFXML % b'<rdf:Description rdf:about="&e;s"><e:p>&e;</e:p></rdf:Description>'
    )
    assert len(list(parse(write(tmp_path, "entity.rdf", entity)))) == 1
    # the first declaration of an entity binds (XML 1.0 section 4.2)
    twice = billion_laughs().replace(b'<!ENTITY l5 "', b'<!ENTITY l5 "x"><!ENTITY l5 "', 1)
    assert [quad.object.value for quad in parse(write(tmp_path, "twice.rdf", twice))] == ["x" * 1000]
    strings = b"@prefix : <http://e/> . :s :p " + b", ".join(b"'<< %d'" % i for i in range(3000)) + b" ."
    assert len(list(parse(write(tmp_path, "strings.ttl", strings)))) == 3000
    reified = b"".join(b"<< <http://e/s> <http://e/p> %d >> <http://e/q> 1 .\n" % i for i in range(3000))
    assert len(list(parse(write(tmp_path, "reified.ttl", reified)))) == 6000
    nested = b"<http://e/s> <http://e/p> " + b"[ <http://e/p> " * 100_000 + b"1" + b"]" * 100_000 + b" ."
    assert len(list(parse(write(tmp_path, "nested.ttl", nested)))) == 100_001


@pytest.mark.parametrize("data", [b".", b"\\", b"<", b'"', b"<<", b"{", b"<!--", b"<!ENTITY", b"&a;"])
def test_a_guard_leaves_what_is_only_broken_to_the_parser(data: bytes) -> None:
    stream = io.BytesIO(data)
    guard_triple_terms(stream, "a")
    assert stream.getvalue() == data
    with pytest.raises(ParseError) as caught:
        list(parse_bytes(data, format="turtle"))
    assert isinstance(caught.value.__cause__, SyntaxError)


@pytest.mark.parametrize("size", [1, 7, 64, 1 << 20], ids="pieces of {} bytes".format)
def test_the_depth_is_followed_over_pieces(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "_PIECE", size)
    hidden = [b'"<< "', b"'''<<\n<< '''", b'"""<< "" <<\n"""', b"# << << \xc3\xa9\n", b"\\<", b"<http://e/>"]
    flat = b"<<( :s :p " + b" ".join(hidden) + b" )>> .\n"
    guard_triple_terms(io.BytesIO(flat * 300), "a")
    deep = flat * 30 + "é ".encode() + b"<<( :s :p " * 101
    with pytest.raises(ParseError, match="nested deeper than 100 levels") as caught:
        guard_triple_terms(io.BytesIO(deep), "a")
    assert (caught.value.line, caught.value.column) == (30 * flat.count(b"\n") + 1, 3 + 100 * 10)


def test_a_guard_begins_where_the_stream_is() -> None:
    stream = io.BytesIO(b"\xef\xbb\xbf" + b"<<( :s :p " * 2_000)
    stream.seek(3)
    with pytest.raises(ParseError) as caught:
        guard_triple_terms(stream, "a")
    assert (caught.value.line, caught.value.column) == (1, 1001)


def test_a_guard_keeps_little_of_a_long_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "_PIECE", 1_000)
    stream = io.BytesIO(b"<< <http://e/s> <http://e/p> 1 >> <http://e/q> '<<' . # <<\n" * 2_000)
    sizes: list[int] = []
    may_go_on = guards._may_go_on
    monkeypatch.setattr(guards, "_may_go_on", lambda text, *places: sizes.append(len(text)) or may_go_on(text, *places))
    guard_triple_terms(stream, "a")
    assert max(sizes) < 1_200


def test_a_reader_can_be_closed_before_its_end(tmp_path: Path) -> None:
    file = write(tmp_path, "many.nt", b"<http://e/s> <http://e/p> <http://e/o> .\n" * 100_000)
    reader = parse(file)
    next(reader)
    reader.close()
    file.unlink()


def test_places_are_known_of_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    data = RDFXML % b'<rdf:Description rdf:about="http://e/s">\n<e:p>1</e:p></rdf:Description>'
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    reader = parse("-", format="rdfxml", places=True)
    next(reader)
    assert reader.places is not None
    assert reader.places[1][0] == reader.places[0][0] + 1


def test_what_a_folder_hides_is_left_alone(tmp_path: Path) -> None:
    for name in ("a.ttl", ".git/b.ttl", "deep/.cache/c.ttl", "deep/d.nt", ".e.ttl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    found = [Path(name).relative_to(tmp_path).as_posix() for name in expand_sources([tmp_path])]
    assert found == ["a.ttl", "deep/d.nt"]
    assert expand_sources([tmp_path / ".e.ttl"]) == [str(tmp_path / ".e.ttl")]


@pytest.mark.parametrize("text", ["", "  \n", '<?xml version="1.0"?>', "<!-- only --> "])
def test_rdf_xml_without_an_element_is_no_graph(text: str) -> None:
    with pytest.raises(ParseError, match="no XML element"):
        list(parse_bytes(text.encode(), format="rdfxml"))


def test_folders_and_patterns_stand_for_their_files(tmp_path: Path) -> None:
    for name in ("b.ttl", "a.nt", "c.txt", "d.xml"):
        write(tmp_path, name, GOOD)
    assert [Path(p).name for p in expand_sources([tmp_path])] == ["a.nt", "b.ttl"]
    assert [Path(p).name for p in expand_sources([str(tmp_path / "*.ttl")])] == ["b.ttl"]
    with pytest.raises(SourceError, match="no file matches"):
        expand_sources([str(tmp_path / "*.trig")])
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match="holds no RDF file"):
        expand_sources([tmp_path / "empty"])


P = "@prefix e: <http://e/> .\n"
ADVICE = {
    "a prefix of one's own": ("e:a e:p 1 .", 1, 1, 'nothing declares the prefix "e:"; add the line @prefix e: <…> .'),
    "a known prefix": (
        P + 'e:a e:p "1"^^xsd:byte .',
        2,
        14,
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .",
    ),
    "a string without an end": (
        P + 'e:a e:p "b ;\n  e:q 1 .',
        2,
        9,
        "the string or the IRI that begins here is not closed",
    ),
    "a long string without an end": (
        P + 'e:a e:p """b .',
        2,
        9,
        "the string or the IRI that begins here is not closed",
    ),
    "the end of the text": (P + "e:a e:p 1", 2, 10, 'write "." at the end'),
    "a statement without an end": (P + "e:a e:p e:b\ne:c e:p e:d .", 3, 1, "the statement before this has no end"),
    "a truth value": (P + "e:a e:p True .", 2, 9, "write true in small letters"),
    "a word": (P + "e:a e:p red .", 2, 9, "a string needs quotation marks"),
    "no object": (P + "e:a e:p e:b , .", 2, 15, '"." cannot be read here; an object is expected'),
    "no predicate": (P + 'e:a "p" 1 .', 2, 5, "a predicate is expected"),
    "a literal as a subject": (P + '"a" e:p 1 .', 2, 1, "only in Notation3 is a literal a subject"),
    "a dot behind PREFIX": ("PREFIX e: <http://e/> .\n", 1, 23, 'PREFIX has no "."'),
    "a space in an IRI": (P + "e:a e:p <http://e/a b> .", 2, 9, "an IRI cannot have a space; write %20 in its place"),
    "a slash in a name": (P + "e:a e:p e:b/c .", 2, 12, 'it is written "\\/"'),
    "curly quotation marks": (P + "e:a e:p “b” .", 2, 9, "strings are quoted with"),
    "a space that is none": (P + "e:a e:p e:b\u00a0.", 2, 12, "U+00A0 is not white space in RDF"),
    "an escape": (P + 'e:a e:p "\\q" .', 2, 10, '"\\q" is not an escape sequence'),
}


@pytest.mark.parametrize(("text", "line", "column", "advice"), ADVICE.values(), ids=ADVICE)
def test_what_is_no_turtle_is_told_with_what_to_do(text: str, line: int, column: int, advice: str) -> None:
    with pytest.raises(ParseError) as caught:
        list(parse_bytes(text.encode(), format="turtle"))
    assert (caught.value.line, caught.value.column) == (line, column)
    assert advice in caught.value.reason
    assert caught.value.reason.endswith(".")
    assert not caught.value.reason.endswith("..")


def test_a_relative_iri_without_a_base_is_told_with_what_to_do() -> None:
    with pytest.raises(ParseError, match="this IRI is relative, and there is no base"):
        list(parse_bytes(b"<a> <http://e/p> 1 .", format="turtle"))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("a.trix", "TriX is not read; convert the file to Turtle first, for example with Apache Jena's riot"),
        ("a.hdt", "HDT is not read"),
        ("a.OFN", "OWL Functional Syntax is not read"),
        ("a.rdf.bz2", "the file is compressed; unpack it first, for example with `bunzip2 -k`"),
    ],
)
def test_a_format_that_is_not_read_is_named_with_what_converts_it(tmp_path: Path, name: str, words: str) -> None:
    assert words in str(refusal(write(tmp_path, name, GOOD)))


def test_rules_of_notation3_are_to_be_taken_out(tmp_path: Path) -> None:
    text = "@prefix : <http://e/> .\n{ :a :b :c } => { :d :e :f } .\n"
    assert "take the rules (=>) and formulas ({ … }) out first" in str(refusal(write(tmp_path, "a.n3", text.encode())))
