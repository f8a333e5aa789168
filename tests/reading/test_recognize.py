"""A file that is something other than its name says is told as what it is, and one that is merely wrong is not."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from kgtools.errors import ParseError, UsageError
from kgtools.reading import format_by_name, guess_format, parse, parse_bytes
from kgtools.reading.recognize import HEAD, conflict_line, instead
from kgtools.table import load
from tests.reading import suites

TEXTS = {
    "turtle": "# boats\n\n@prefix b: <http://boats.example/> .\nb:meeuw b:length 9 .\n",
    "trig": "@prefix b: <http://boats.example/> .\nb:log { b:meeuw b:length 9 }\n",
    "nt": '<http://boats.example/meeuw> <http://boats.example/name> "Meeuw"@nl .\n',
    "nq": '<http://boats.example/meeuw> <http://boats.example/name> "Meeuw" <http://boats.example/log> .\n',
    "jsonld": '{\n  "@id": "http://boats.example/meeuw", "http://boats.example/length": 9 }',
    "rdfxml": '<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
}
#: what is read as another format because that one has it inside
INSIDE = {("turtle", "trig"), ("nt", "turtle"), ("nt", "trig"), ("nt", "nq")}


@pytest.mark.parametrize("taken", TEXTS)
@pytest.mark.parametrize("is_", TEXTS)
def test_each_format_is_told_under_the_name_of_each_other(is_: str, taken: str) -> None:
    if is_ == taken or (is_, taken) in INSIDE:
        list(parse_bytes(TEXTS[is_].encode(), format=taken))
        return
    with pytest.raises(ParseError) as caught:
        list(parse_bytes(TEXTS[is_].encode(), format=taken, source="boats"))
    found, named = format_by_name(is_), format_by_name(taken)
    assert caught.value.reason == (
        f"this looks like {found.title} and not {named.title}; name the file .{found.extension}, or give its format "
        f"(--input-format {found.name})."
    )
    assert caught.value.line is not None


@pytest.mark.parametrize("name", ["a.ttl", "a.nt", "a.rdf", "a.jsonld"])
def test_it_is_told_by_whoever_reads_columns_too(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(TEXTS["rdfxml" if name != "a.rdf" else "turtle"])
    with pytest.raises(ParseError, match="looks like"):
        load([path])


@pytest.mark.parametrize(("is_", "said"), [("turtle", "Turtle"), ("rdfxml", "RDF/XML"), ("nq", "N-Quads")])
def test_what_is_no_json_at_all_is_told_under_the_name_of_json(tmp_path: Path, is_: str, said: str) -> None:
    path = tmp_path / "boats.json"
    path.write_text(TEXTS[is_])
    with pytest.raises(UsageError, match=f"looks like {said} and not JSON-LD"):
        guess_format(path)


OTHER = {
    "gzip": (gzip.compress(b"@prefix b: <http://boats.example/> ."), "compressed with gzip"),
    "zip": (b"PK\x03\x04\x14\0\0\0\x08\0" + bytes(range(200)), "a ZIP archive"),
    "parquet": (b"PAR1" + bytes(range(200)), "a Parquet file"),
    "an unknown binary": (bytes(range(256)) * 4, "a binary file"),
    "UTF-16 without its mark": (TEXTS["turtle"].encode("utf-16-le"), "UTF-16"),
    "a table": (b"name,length\nMeeuw,9\n", "CSV"),
    "a table with tabs": (b"name\tlength\nMeeuw\t9\n", "a table with tabs"),
    "a query": (b"PREFIX b: <http://boats.example/>\nSELECT * WHERE { ?boat b:length 9 }", "SPARQL"),
    "rules": (b"@prefix b: <http://boats.example/> .\n{ ?x b:near ?y } => { ?y b:near ?x } .", "Notation3"),
    "OWL/XML": (b'<?xml version="1.0"?>\n<Ontology xmlns="http://www.w3.org/2002/07/owl#"/>', "OWL/XML"),
    "functional syntax": (b"Prefix(:=<http://boats.example/>)\nOntology(<http://boats.example/>)", "OWL Functional"),
    "Manchester syntax": (b"Prefix: : <http://boats.example/>\nOntology: <http://boats.example/>", "OWL Manchester"),
    "compact shapes": (
        b"BASE <http://boats.example/>\nPREFIX b: <http://boats.example/>\n\nshapeClass b:Boat {\n}",
        "SHACL Compact",
    ),
    "JSON": (b'{"name": "Meeuw"}', "looks like JSON"),
    "a pointer of Git LFS": (b"version https://git-lfs.github.com/spec/v1\noid sha256:0a\nsize 9\n", "git lfs pull"),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHER)
def test_what_is_not_rdf_is_told(name: str) -> None:
    data, said = OTHER[name]
    with pytest.raises(ParseError, match=said):
        list(parse_bytes(data, format="turtle"))


@pytest.mark.parametrize(
    ("data", "format"),
    [
        (b'<http://boats.example/a> <http://boats.example/b> "x .\n', "nt"),
        (b"<http://boats.example/a> <http://boats.example/b> 9 .\n", "nt"),
        (b"@prefix b: <http://boats.example/> .\nb:a b:c ;; ,", "turtle"),
        (b"[] <http://boats.example/b> 'x", "turtle"),
        (b'{"@id": }', "jsonld"),
        (b'{"name": }', "jsonld"),
        (b'<b:Boat xmlns:b="http://boats.example/"><b:name></b:Boat>', "rdfxml"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_format_itself_stays_that(data: bytes, format: str) -> None:
    with pytest.raises(ParseError) as caught:
        list(parse_bytes(data, format=format))
    assert "looks like" not in str(caught.value)


@pytest.mark.parametrize("format", suites.FOLDERS.values())
def test_no_positive_case_of_the_suites_looks_like_another_format(format: str) -> None:
    suites.require()
    for case in suites.cases(positive=True, formats=(format,)):
        assert instead(case.path.read_bytes()[:HEAD], case.format) is None, case.name


@pytest.mark.parametrize("format", ["turtle", "nt", "jsonld", "rdfxml"])
def test_a_conflict_of_git_is_told_with_its_line(tmp_path: Path, format: str) -> None:
    text = TEXTS[format]
    path = tmp_path / f"boats.{format_by_name(format).extension}"
    path.write_text(f"{text}\n<<<<<<< HEAD\n{text}\n=======\n{text}\n>>>>>>> theirs\n")
    line = path.read_text().split("\n").index("<<<<<<< HEAD") + 1
    for read in (lambda: list(parse(path)), lambda: load([path])):
        with pytest.raises(ParseError, match="conflict") as caught:
            read()
        assert caught.value.line == line


def test_marks_in_a_text_are_no_conflict() -> None:
    data = b"<a:a> <a:b> '''\n<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> z\n''' ."
    assert len(list(parse_bytes(data, format="turtle"))) == 1
    assert conflict_line([b"<<<<<<< HEAD\n", b">>>>>>> z\n"]) is None


JSON = {
    '{"@context": {}, "@id": "http://boats.example/a"}': True,
    '[{"@context": {}}]': True,
    '{"a": "\\"@context\\":", "@context" : "http://boats.example/"}': True,
    '{"a": {"@context": {}}}': False,
    '{"a": "@context"}': False,
    "[]": False,
    "": False,
}


@pytest.mark.parametrize("text", JSON)
def test_json_is_json_ld_where_a_context_is_at_its_top(tmp_path: Path, text: str) -> None:
    path = tmp_path / "boats.json"
    path.write_text(text)
    if JSON[text]:
        assert guess_format(path).name == "jsonld"
    else:
        with pytest.raises(UsageError, match="no @context at its top"):
            guess_format(path)
    assert guess_format(path, writable=True).name == "jsonld"


def test_turtle_has_more_names(tmp_path: Path) -> None:
    for name in ("a.n3", "a.shacl", "A.TTL"):
        path = tmp_path / name
        path.write_text(TEXTS["turtle"])
        assert len(list(parse(path))) == 1


NOTATION3 = {
    "a formula as object": ":ann :says { :bob :likes :tea } .",
    "a formula as subject": "{ :ann :likes :tea } :is :true .",
    "a formula far down": ":ann :likes :tea .\n:ann :says\n  { :bob :likes [ :is :tea ] } ; :age 3 .",
    "a variable": ":ann :likes ?what .",
    "a quantifier": "@forAll :x . :x :likes :tea .",
    "a rule": ":ann => :bob .",
    "an equation": ":ann = :bob .",
    "a path": ":ann!:mother :likes :tea .",
    "an inverse": ":ann is :mother of :bob .",
    "has": ":ann has :mother :bob .",
    "a literal as subject": '"ann" :is :name .',
}


@pytest.mark.parametrize("text", NOTATION3.values(), ids=NOTATION3.keys())
def test_what_only_notation3_has_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.n3"
    path.write_text(f"@prefix : <http://boats.example/> .\n{text}\n")
    with pytest.raises(ParseError, match="Notation3"):
        list(parse(path))


@pytest.mark.parametrize(
    "text",
    ["{ :a :b :c } :g { :a :b :d }", "{ :a :b :c }\nGRAPH :g { :a :b :d }", ":g { :a :b :c }\n:h { :a :b :d }"],
    ids=["the default graph first", "GRAPH", "two graphs"],
)
def test_graphs_are_those_of_trig_and_no_formulas(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.n3"
    path.write_text(f"@prefix : <http://boats.example/> .\n{text}\n")
    with pytest.raises(ParseError, match="looks like TriG"):
        list(parse(path))
