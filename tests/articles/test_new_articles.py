"""A new article: what sets it up, what is refused, and how it compares with the others."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kgtools.cli import run
from kgtools.errors import KgtoolsError, UnknownNameError, UsageError
from kgtools.graph import KnowledgeGraph
from kgtools.model.terms import NamedNode
from kgtools.project import GraphProject

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "docs" / "examples" / "harbour"
TEXT = "The tug Swan lies in Loon Bay. é ש\n"


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    """The made-up project of the docs, with the text of a further article beside it."""
    shutil.copytree(EXAMPLE, tmp_path / "harbour")
    (tmp_path / "swan.txt").write_bytes(TEXT.encode())
    return tmp_path / "harbour"


def opened(folder: Path) -> KnowledgeGraph:
    return KnowledgeGraph(GraphProject.at(folder))


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_new_article_has_its_digest_its_length_in_code_points_and_no_claim(harbour: Path) -> None:
    path = opened(harbour).add_article(
        harbour.parent / "swan.txt",
        number="007",
        language="EN",
        title="The Swan",
        publisher="The Harbour Post",
        creator="Ida Teal",
        issued="2031-06",
        url="https://example.org/swan",
    )
    assert path == harbour / "data/articles/007.trig"
    graph = opened(harbour)
    record = graph.article_records()["007"]
    assert (record.sha256, record.length) == (hashlib.sha256(TEXT.encode()).hexdigest(), len(TEXT))
    assert record.language == "en"
    assert graph.compare_article("007").count == 0
    stated = {q.predicate.value.rsplit("/", 1)[-1]: str(q.object) for q in graph.store.match(NamedNode(record.iri))}
    assert stated["issued"] == '"2031-06"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>'
    assert {"title", "publisher", "creator", "source"} <= set(stated)
    # it has the style of the house, and the checks of sources know it
    assert run(["format", "--check", str(path)]) == 0
    shutil.copy(harbour.parent / "swan.txt", harbour / "texts" / "007_swan.txt")
    checks, _ = graph.check_sources(harbour / "texts")
    assert [check.problems for check in checks if check.record.number == "007"] == [()]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The tug sails to the bay with the tide.", "en"),
        ("Kapal itu berlayar ke teluk dengan air pasang.", "id"),
        ("הגוררת מפליגה אל המפרץ", "he"),
        ("Der Schlepper fährt in die Bucht.", "und"),
        ("2031", "und"),
    ],
    ids=["en", "id", "he", "another", "no word"],
)
def test_without_a_language_the_one_is_taken_that_the_text_looks_like(harbour: Path, text: str, language: str) -> None:
    (harbour.parent / "text.txt").write_text(text, encoding="utf-8")
    graph = opened(harbour)
    graph.add_article(harbour.parent / "text.txt", number="007")
    # the graph that has added it knows it
    assert graph.article_records()["007"].language == language


def write(name: str, data: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(data)
        return folder / name

    return make


@pytest.mark.parametrize(
    ("make", "number", "details", "message"),
    [
        (write("a.txt", b"Text"), "001", {}, "there is an article 001 already"),
        (write("a.txt", b"Text"), "7", {}, "three digits such as 005"),
        (write("a.txt", b"Text"), "00a", {}, "three digits such as 005"),
        (write("a.txt", b"Text"), "../1", {}, "three digits such as 005"),
        (write("a.txt", "٠٠٧".encode()), "٠٠٧", {}, "three digits such as 005"),
        (lambda folder: EXAMPLE / "texts/001_ferry.txt", "007", {}, "is article 001 already"),
        (lambda folder: folder / "none.txt", "007", {}, "there is no such file"),
        (lambda folder: folder, "007", {}, "this is not a file"),
        (write("a.txt", b"caf\xe9"), "007", {}, "not UTF-8 text (byte 3)"),
        (write("a.txt", b"a\0b"), "007", {}, "NUL characters"),
        (write("a.txt", b" \n- "), "007", {}, "no text in the file"),
        (write("a.txt", b"word " * 1_000_001), "007", {}, "more than 5 MB, the limit for one article; split it"),
        (write("a.txt", b"Text"), "007", {"language": "xx-"}, 'the parameter "language" cannot be "xx-"'),
        (write("a.txt", b"Text"), "007", {"issued": "2031-13"}, "a year, a month or a day"),
        (write("a.txt", b"Text"), "007", {"issued": "last week"}, "a year, a month or a day"),
        (write("a.txt", b"Text"), "007", {"url": "javascript:alert(1)"}, "write an address"),
        (write("a.txt", b"Text"), "007", {"title": "two\nlines"}, "one line of text"),
    ],
    ids=[
        "taken id", "one digit", "no digits", "a path", "other digits", "known text", "no file", "a folder", "Latin-1",
        "NUL", "empty", "a book", "language", "month", "words", "address", "title",
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_and_nothing_is_written(
    harbour: Path, make: Callable[[Path], Path], number: str, details: dict[str, str], message: str
) -> None:
    text = make(harbour.parent)
    before = files(harbour)
    with pytest.raises(KgtoolsError, match=message.replace("(", r"\(").replace(")", r"\)")):
        opened(harbour).add_article(text, number=number, **{"language": "en", **details})
    assert files(harbour) == before


@pytest.mark.parametrize("finished", [False, True], ids=["as it is", "with the new article"])
def test_the_example_passes_its_own_checks(harbour: Path, finished: bool) -> None:
    if finished:
        shutil.copy(harbour / "finished/002.trig", harbour / "data/articles/002.trig")
    graph = opened(harbour)
    assert [str(finding) for finding in graph.check()] == []
    assert all(not check.problems for check in graph.check_sources(harbour / "texts")[0])


def test_a_graph_of_files_has_no_articles_to_add(harbour: Path) -> None:
    with pytest.raises(UsageError, match="only a project"):
        KnowledgeGraph.from_files([harbour / "data/registry.trig"]).add_article(
            harbour.parent / "swan.txt", number="007", language="en"
        )


@pytest.fixture
def compared(harbour: Path) -> KnowledgeGraph:
    shutil.copy(harbour / "finished/002.trig", harbour / "data/articles/002.trig")
    return opened(harbour)


def test_a_comparison_tells_what_is_new_what_agrees_and_what_differs(compared: KnowledgeGraph) -> None:
    comparison = compared.compare_article("002")
    assert [piece.text for piece in comparison.things] == ["Jon Quay", "Loon Bay"]
    assert [one.claim.claim for one in comparison.new] == ["claim:002-0003"]
    assert [(one.claim.claim, one.other_claims[0].claim) for one in comparison.agrees] == [
        ("claim:002-0002", "claim:001-0002"),
        ("claim:002-0004", "claim:001-0001"),
    ]
    assert [(one.claim.claim, one.other_claims[0].claim) for one in comparison.differs] == [
        ("claim:002-0001", "claim:001-0003")
    ]
    assert [source.claim for source in comparison.open] == ["claim:002-0001"]
    with pytest.raises(UnknownNameError, match='there is no article "009"'):
        compared.compare_article("009")


@pytest.mark.parametrize(
    ("own", "other", "kind"),
    [
        ('onto:builtIn "2011"^^xsd:gYear', 'onto:builtIn "2011-06"^^xsd:gYearMonth', "agrees"),
        ('onto:builtIn "2012"^^xsd:gYear', 'onto:builtIn "2011-06"^^xsd:gYearMonth', "differs"),
        ("onto:captain id:jon-quay", "onto:captain id:ida-teal", "differs"),
        ("onto:sailsTo id:loon-bay", "onto:sailsTo id:amber-island", "new"),
        ("onto:sailsTo id:loon-bay", "onto:sailsTo id:loon-bay", "agrees"),
        ("onto:crew 4", "onto:crew 5", "differs"),
        ('onto:motto "Sail on"@en', 'onto:motto "Lanjut"@id', "new"),
    ],
    ids=["date within", "date outside", "functional", "several values", "equal", "maxCount 1", "translation"],
)
def test_values_are_compared_by_what_the_property_allows(harbour: Path, own: str, other: str, kind: str) -> None:
    shapes = harbour / "ontology/shapes"
    shapes.mkdir()
    shape = "<https://example.org/harbour/shapes#{0}> sh:path onto:{0} ; sh:maxCount 1 .\n"
    (shapes / "ship.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix onto: <https://example.org/harbour/onto#> .\n"
        + shape.format("crew")
        + shape.format("motto"),
        encoding="utf-8",
    )
    source = (harbour / "data/articles/001.trig").read_text(encoding="utf-8")
    head = source[: source.index("claim:001-0001 {")]
    for number, content in (("001", other), ("002", own)):
        (harbour / f"data/articles/{number}.trig").write_text(
            head + f"claim:{number}-0001 {{ id:wren {content} . }}\n"
            "graph:prov {\n"
            f'  id:a{number} a onto:Article ; onto:articleNumber "{number}" ; onto:sha256 "{number}" ;\n'
            '    onto:charLength 9 ; onto:language "en" .\n'
            f"  claim:{number}-0001 a onto:Claim , onto:FactClaim ; prov:wasDerivedFrom id:s{number} .\n"
            f"  id:s{number} oa:hasSource id:a{number} ; oa:hasSelector [ oa:start 0 ; oa:end 4 ] .\n}}\n",
            encoding="utf-8",
        )
    comparison = opened(harbour).compare_article("002")
    assert {name: len(getattr(comparison, name)) for name in ("new", "agrees", "differs")}[kind] == 1
    assert comparison.count == 1


def test_a_recorded_conflict_comes_before_everything_else(harbour: Path) -> None:
    text = (harbour / "finished/002.trig").read_text(encoding="utf-8")
    text += (
        "graph:decisions { id:conflict-1 a onto:Conflict ; onto:conflictKind onto:Tension ;\n"
        "  onto:sideA claim:001-0003 ; onto:sideB claim:002-0001 . }\n"
    )
    (harbour / "data/articles/002.trig").write_text(text, encoding="utf-8")
    graph = opened(harbour)
    comparison = graph.compare_article("002")
    assert [(one.claim.claim, one.kind) for one in comparison.conflicts] == [("claim:002-0001", "tension")]
    assert comparison.differs == ()
    assert [s.kind for s in graph.show("Wren").section("conflicts")] == ["tension"]


def test_dates_and_situations_are_no_things_that_an_article_names(harbour: Path) -> None:
    claims = shutil.copy(harbour / "finished/002.trig", harbour / "data/articles/002.trig")
    more = """
    @prefix time: <https://example.org/harbour/id/time/> . @prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
    claim:002-0003 { id:wren onto:sailedFirst time:june ; onto:owner id:bea . }
    graph:time { time:june onto:edtf "2011-06"^^edtf:EDTF ; rdfs:label "June 2011"@en . id:bea rdfs:label "Bea"@en . }
    """
    claims.write_text(claims.read_text(encoding="utf-8") + more, encoding="utf-8")
    assert [piece.text for piece in opened(harbour).compare_article("002").things] == ["Bea", "Jon Quay", "Loon Bay"]


def test_the_command_lists_adds_and_compares(harbour: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = ["--project", str(harbour)]
    text = str(harbour.parent / "swan.txt")
    assert run([*project, "articles", "add", text, "--id", "007", "--language", "en"]) == 0
    assert "its name begins with 007" in capsys.readouterr().err
    assert run([*project, "articles"]) == 0
    assert [line[:3] for line in capsys.readouterr().out.splitlines()] == ["001", "007"]
    assert run([*project, "articles", "compare", "001", "-f", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [len(document[key]) for key in ("new", "agrees")] == [3, 0]
    assert run([*project, "articles", "add", str(harbour / "texts/002_ferry.txt"), "--id", "008"]) == 0
    assert 'the language seems to be "en"; set it with --language' in capsys.readouterr().err
    (harbour / "texts/009.txt").write_text("Segle", encoding="utf-8")
    assert run([*project, "articles", "add", str(harbour / "texts/009.txt"), "--id", "009"]) == 0
    assert "the language could not be guessed; set it with --language" in capsys.readouterr().err
    for wrong in (["add", text], ["compare"], ["list", "001"], ["add", text, "--id", "007", "--language", "en"]):
        assert run([*project, "articles", *wrong]) == 2
        assert capsys.readouterr().err.startswith("error: ")
