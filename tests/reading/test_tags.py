"""Language tags come out as they were written, whatever the way from text to text."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.comparing import Words, compare, read_side, report_by_name
from kgtools.graph import KnowledgeGraph
from kgtools.model.terms import Literal
from kgtools.reading import FORMATS, Tags, parse_bytes
from kgtools.shacl import validate
from kgtools.table import load, load_bytes
from kgtools.writing import write
from kgtools.writing.columns import write_dataset
from kgtools.writing.style import format_bytes

#: a tag in one spelling each; the last two are one tag in two
ONE_EACH = """<http://e/s> <http://e/p> "a"@EN, "b"@en-gb, "c"@zh-HANT-tw, "d"@he-Latn, "e\\"@x"@DE-at ."""
TWO = """<http://e/s> <http://e/p> "a"@en-GB, "b"@EN-gb, 'c\\u0041\\n'@en-gb, \"\"\"d
"q\"\"\"@eN-gB, "f"@en . # "no"@EN"""
SPELLED = {"a": "en-GB", "b": "EN-gb", "cA\n": "en-gb", 'd\n"q': "eN-gB", "f": "en"}


def read(text: str, format: str = "turtle") -> Tags:
    return Tags(texts=[(text.encode(), format)])


def test_a_tag_with_one_spelling_has_it_everywhere() -> None:
    tags = read(ONE_EACH)
    assert [tags.spelled(tag) for tag in ("en", "en-gb", "zh-hant-tw", "he-latn")] == [
        "EN",
        "en-gb",
        "zh-HANT-tw",
        "he-Latn",
    ]
    assert tags.of(Literal('e"@x', language="de-AT")) == "DE-at"


def test_a_tag_with_several_spellings_has_that_of_each_literal() -> None:
    tags = read(TWO)
    assert tags.spelled("en-gb") is None
    assert {value: tags.of(Literal(value, language="en-gb")) for value in list(SPELLED)[:4]} == dict(
        list(SPELLED.items())[:4]
    )


def test_one_literal_in_two_spellings_is_one_and_has_the_recommended_one() -> None:
    text = b'<http://e/s> <http://e/p> "a"@EN-gb, "a"@en-GB, "b"@EN-gb, "b"@en-gb .'
    assert format_bytes(text).data.decode().count('"a"@en-GB') == 1
    assert format_bytes(text).data.decode().count('"b"@') == 1


def test_a_tag_that_no_text_spells_has_the_recommended_case() -> None:
    assert Tags().of(Literal("x", language="zh-hant-tw")) == "zh-Hant-TW"
    assert Tags().of(Literal("x")) == ""


@pytest.mark.parametrize("text", [ONE_EACH, TWO])
@pytest.mark.parametrize("name", [f.name for f in FORMATS])
def test_every_format_keeps_them_and_both_writers_agree(text: str, name: str) -> None:
    quads = list(parse_bytes(text.encode(), format="turtle"))
    made = write(quads, format=name, tags=read(text))
    again = read(made.decode(), name)
    expected = read(text)
    if name in ("turtle", "trig", "nt", "nq"):
        assert write_dataset(load_bytes(text.encode(), format="turtle"), format=name) == made
        assert {q.object.value: again.of(q.object) for q in quads} == {
            q.object.value: expected.of(q.object) for q in quads
        }
    else:
        attribute = {"jsonld": '"@language": "%s"', "rdfxml": 'xml:lang="%s"'}[name]
        assert all(attribute % expected.of(q.object) in made.decode() for q in quads)


@pytest.mark.parametrize("name", ["turtle", "trig", "nt", "nq"])
def test_format_keeps_the_spelling_of_tags(name: str) -> None:
    for text in (ONE_EACH, TWO):
        given_text = write(parse_bytes(text.encode(), format="turtle"), format=name, tags=read(text))
        once = format_bytes(given_text, format=name).data
        assert format_bytes(once, format=name).data == once
        for quad in parse_bytes(text.encode(), format="turtle"):
            assert read(once.decode(), name).of(quad.object) == read(text).of(quad.object)


def test_export_from_files_keeps_the_spelling_of_tags(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(ONE_EACH)
    (tmp_path / "b.rdf").write_text(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
        '<rdf:Description rdf:about="http://e/t"><e:p xml:lang="PT-br">x</e:p></rdf:Description></rdf:RDF>'
    )
    (tmp_path / "c.jsonld").write_text('{"@id": "http://e/u", "http://e/p": {"@value": "y", "@language": "fr-ca"}}')
    data, _ = KnowledgeGraph.from_files([tmp_path]).export(format="nt")
    for text in ('"a"@EN ', '"b"@en-gb ', '"c"@zh-HANT-tw ', '"x"@PT-br ', '"y"@fr-ca '):
        assert text in data.decode()


tags_of_two_letters = st.builds(
    lambda parts, case: "".join(c.upper() if up else c for c, up in zip("-".join(parts), case, strict=False)),
    st.tuples(st.sampled_from(["en", "id", "he"]), st.sampled_from(["gb", "us", "latn"])),
    st.lists(st.booleans(), min_size=7, max_size=7),
)


@given(st.dictionaries(st.text(min_size=1, max_size=4), tags_of_two_letters, min_size=1, max_size=6))
def test_tags_keep_any_spelling_beside_any_text(spelled: dict[str, str]) -> None:
    lines = "".join(f"<http://e/s> <http://e/p> {Literal(value)}@{tag} .\n" for value, tag in spelled.items())
    data = format_bytes(lines.encode(), format="turtle").data
    tags = Tags(texts=[(data, "turtle")])
    assert {q.object.value: tags.of(q.object) for q in parse_bytes(data, format="turtle")} == spelled


def test_reports_and_differences_keep_the_spelling_of_tags(tmp_path: Path) -> None:
    data, shapes = tmp_path / "data.ttl", tmp_path / "shapes.ttl"
    data.write_text(ONE_EACH)
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <http://e/S> a sh:NodeShape ; sh:targetSubjectsOf <http://e/p> ; "
        "sh:property [ sh:path <http://e/p> ; sh:maxLength 0 ] ."
    )
    report = validate([data], [shapes])
    for name in ("text", "json", "turtle", "csv", "sarif", "junit", "github", "html"):
        text = report.to(name)
        assert all(tag in text for tag in ("en-gb", "zh-HANT-tw", "he-Latn", "DE-at")), name
        assert not any(tag in text for tag in ("en-GB", "zh-hant", "zh-Hant", "he-latn", "de-")), name
    changed = tmp_path / "changed.ttl"
    changed.write_text(ONE_EACH.replace('"b"', '"B"'))
    sides = read_side(str(data)), read_side(str(changed))
    difference = compare(*(side.quads for side in sides))
    words = Words(difference.left, tags=sides[0].tags.and_of(sides[1].tags))
    for form in ("text", "patch", "sparql", "json"):
        text = report_by_name(form).write(difference, words)
        assert "en-gb" in text, form
        assert "en-GB" not in text, form


@pytest.mark.parametrize(
    ("lines", "other"),
    [
        ({"a": "en-gb", "b": "he"}, None),
        ({"a": "en-gb", "b": "EN-gb"}, None),
        ({"a": "en-gb"}, '<http://e/t> <http://e/p> "x"@en-GB .'),
        ({"a": "EN-gb"}, '<http://e/t> <http://e/p> "x"@en-gb .'),
        ({"a": "en"}, '<http://e/t> <http://e/p> "x"@EN, "a"@en .'),
    ],
)
def test_columns_know_the_spellings_of_lines_without_a_search(
    tmp_path: Path, lines: dict[str, str], other: str | None
) -> None:
    files = [tmp_path / "a.nt"]
    files[0].write_text("".join(f'<http://e/s> <http://e/p> "{text}"@{tag} .\n' for text, tag in lines.items()))
    if other:
        files.append(tmp_path / "b.ttl")
        files[1].write_text(other)
    dataset = load(files)
    searched = Tags(files)
    for text, tag in [*lines.items(), ("x", "en-gb"), ("x", "en")]:
        literal = Literal(text, language=tag)
        assert dataset.tags.of(literal) == searched.of(literal)
    assert all(dataset.tags.of(Literal(text, language=tag)) == tag for text, tag in lines.items())


def test_views_and_standard_input_keep_them(tmp_path: Path) -> None:
    (tmp_path / "a.trig").write_text(
        '<http://e/g> { <http://e/a> <http://e/b> "x"@EN-gb } <http://e/a> <http://e/c> "d"@EN-gb .'
    )
    (view,) = KnowledgeGraph.from_files(tmp_path / "a.trig").export_view("rdf12").values()
    assert view.decode().count("@EN-gb") == 2
    for name in ("turtle", "nq", "jsonld"):
        ran = subprocess.run(
            [sys.executable, "-m", "kgtools", "export", "-", "--input-format", "nt", "-f", name],
            input='<http://a/b> <http://c/d> "x"@EN-gb .\n', capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert "EN-gb" in ran.stdout


def test_messages_keep_the_spelling_of_tags(tmp_path: Path) -> None:
    data, shapes = tmp_path / "data.ttl", tmp_path / "shapes.ttl"
    data.write_text(ONE_EACH)
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <http://e/S> a sh:NodeShape ; sh:targetSubjectsOf <http://e/p> ; "
        'sh:property [ sh:path <http://e/p> ; sh:maxCount 0 ; sh:message "No"@EN-au ] .'
    )
    report = validate([data], [shapes])
    assert '"language": "EN-au"' in report.to("json")
    assert 'lang="EN-au"' in report.to("html")
    assert '"No"@EN-au' in report.to("turtle")


def test_tags_that_were_pickled_need_their_files_no_more(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text('<http://e/a> <http://e/b> "x"@EN-gb, "y"@en-us, "z"@EN-us .', encoding="utf-8")
    kept = pickle.dumps(Tags([path]).and_of(Tags()))
    path.unlink()
    tags = pickle.loads(kept)
    assert tags.spellings() == ["EN-gb", "EN-us", "en-us"]
    assert tags.of(Literal("z", language="en-us")) == "EN-us"
