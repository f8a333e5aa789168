"""Updates of files from Python: several files, their formats, their bytes, and a project's data."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kgtools.comparing import compare
from kgtools.errors import KgtoolsError, LimitError, ParseError, QueryError, SourceError, UsageError
from kgtools.graph import KnowledgeGraph
from kgtools.reading import parse
from kgtools.writing import write
from kgtools.writing.style import format_file

HEAD = "@prefix e: <http://e/> .\n\n"
ANN = HEAD + "# people\ne:ann e:age 31 ; # since May\n    e:knows e:ben .\n"
OSLO = HEAD + "e:oslo e:people 700000 .\n"


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    people, places = tmp_path / "people.ttl", tmp_path / "places.ttl"
    people.write_text(ANN, encoding="utf-8")
    places.write_text(OSLO, encoding="utf-8")
    return people, places


def _graph(*files: Path) -> KnowledgeGraph:
    return KnowledgeGraph.from_files(files)


def test_a_new_triple_goes_to_the_file_of_its_subject(two: tuple[Path, Path]) -> None:
    graph = _graph(*two)
    updated = graph.update("INSERT { ?c e:size 'large' . e:ann e:lives ?c } WHERE { ?c e:people ?n }")
    assert [(Path(file.name).name, len(file.inserted)) for file in updated.files] == [
        ("people.ttl", 1),
        ("places.ttl", 1),
    ]
    assert two[0].read_text() == ANN.replace("e:ben .", "e:ben ;\n    e:lives e:oslo .")
    assert two[1].read_text() == OSLO.replace("700000 .", '700000 ;\n    e:size "large" .')
    assert graph.query(text="ASK { e:ann e:lives/e:size 'large' }")


def test_a_subject_of_no_file_goes_where_it_is_said(two: tuple[Path, Path]) -> None:
    with pytest.raises(UsageError, match="no file has <http://e/cleo> as a subject; name the file"):
        _graph(*two).update("INSERT DATA { e:cleo e:age 1 }")
    _graph(*two).update("INSERT DATA { e:cleo e:age 1 }", into=two[1])
    assert two[1].read_text() == OSLO + "\ne:cleo e:age 1 .\n"


def test_a_subject_of_two_files_is_ambiguous_for_a_new_triple(two: tuple[Path, Path]) -> None:
    two[1].write_text(OSLO + "e:ann e:lives e:oslo .\n")
    with pytest.raises(UsageError, match=r"people.ttl and .*places.ttl have <http://e/ann> as a subject"):
        _graph(*two).update("INSERT DATA { e:ann e:size 3 }")
    _graph(*two).update("INSERT DATA { e:ann e:size 3 }", into=two[0])
    assert "e:size 3" in two[0].read_text()


def test_a_triple_of_two_files_goes_from_both(two: tuple[Path, Path]) -> None:
    two[1].write_text(OSLO + "e:ann e:knows e:ben .\n")
    _graph(*two).update("DELETE DATA { e:ann e:knows e:ben }")
    assert two[0].read_text() == HEAD + "# people\ne:ann e:age 31 # since May\n    .\n"
    assert two[1].read_text() == OSLO


def test_a_new_file_is_made_with_the_prefixes_of_the_project(tmp_path: Path) -> None:
    path = tmp_path / "new.ttl"
    KnowledgeGraph.from_files([]).update("INSERT DATA { <http://e/a> rdfs:label 'a'@en }", into=path)
    assert path.read_text() == (
        '@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n\n<http://e/a>\n    rdfs:label "a"@en ;\n.\n'
    )


def test_a_dry_run_writes_nothing_and_tells_what_would_be(two: tuple[Path, Path]) -> None:
    updated = _graph(*two).update("DELETE WHERE { ?s e:age ?o }", dry_run=True)
    assert [str(quad.object) for quad in updated.deleted] == ['"31"^^<http://www.w3.org/2001/XMLSchema#integer>']
    assert updated.diff().splitlines()[4:] == [
        " ",
        " # people",
        "-e:ann e:age 31 ; # since May",
        "-    e:knows e:ben .",
        "+e:ann e:knows e:ben .",
    ]
    assert two[0].read_text() == ANN


def test_what_an_update_says_is_the_difference_of_before_and_after(two: tuple[Path, Path]) -> None:
    before = [*parse(two[0]), *parse(two[1])]
    updated = _graph(*two).update("DELETE { ?s e:age ?n } INSERT { ?s e:years ?n } WHERE { ?s e:age ?n }")
    found = compare(before, [*parse(two[0]), *parse(two[1])])
    assert (set(found.removed), set(found.added)) == (set(updated.deleted), set(updated.inserted))


def test_a_file_in_the_project_s_style_stays_in_it(tmp_path: Path) -> None:
    path = tmp_path / "styled.ttl"
    path.write_bytes(write(parse(_written(tmp_path / "x.ttl", ANN + "\ne:zoe e:age 3 .\n")), format="turtle"))
    before = path.read_bytes()
    _graph(path).update("PREFIX e: <http://e/> INSERT DATA { e:maria e:age 4 . e:zoe a e:Person }")
    assert not format_file(path).changed
    _graph(path).update("PREFIX e: <http://e/> DELETE DATA { e:maria e:age 4 . e:zoe a e:Person }")
    assert path.read_bytes() == before


def test_a_byte_order_mark_and_carriage_returns_stay(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_bytes(b"\xef\xbb\xbf" + ANN.replace("\n", "\r\n").encode())
    _graph(path).update("INSERT DATA { e:cleo e:age 1 }")
    expected = (ANN + "\ne:cleo e:age 1 .\n").replace("\n", "\r\n")
    assert path.read_bytes() == b"\xef\xbb\xbf" + expected.encode()


LINES = "<http://e/b> <http://e/p> <http://e/c> .\n# between\n<http://e/a>   <http://e/p> <http://e/c> . # beside\n"


def test_lines_go_and_come_and_the_others_keep_their_bytes(tmp_path: Path) -> None:
    path = _written(tmp_path / "x.nt", LINES)
    _graph(path).update(
        "DELETE DATA { <http://e/b> <http://e/p> <http://e/c> } ;"
        "INSERT DATA { <http://e/a> <http://e/q> 1 . <http://e/z> <http://e/q> [] }"
    )
    assert path.read_text() == (
        "# between\n<http://e/a>   <http://e/p> <http://e/c> . # beside\n"
        '<http://e/a> <http://e/q> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
        "<http://e/z> <http://e/q> _:b0 .\n"
    )


def test_sorted_lines_stay_sorted(tmp_path: Path) -> None:
    lines = [f"<http://e/{letter}> <http://e/p> <http://e/o> <http://e/g> .\n" for letter in "abdf"]
    path = _written(tmp_path / "x.nq", "".join(lines))
    graph = _graph(path)
    graph.update("INSERT DATA { GRAPH <http://e/g> { <http://e/c> <http://e/p> <http://e/o> } }")
    assert path.read_text() == "".join([*lines[:2], lines[0].replace("/a", "/c"), *lines[2:]])
    graph.update("DELETE WHERE { GRAPH ?g { <http://e/c> ?p ?o } }")
    assert path.read_text() == "".join(lines)


@pytest.mark.parametrize("format", ["jsonld", "rdf"])
def test_another_format_is_written_anew_where_it_loses_nothing(format: str, tmp_path: Path) -> None:
    quads = list(parse(_written(tmp_path / "x.ttl", ANN)))
    path = tmp_path / f"y.{format}"
    path.write_bytes(write(quads, format=format, prefixes={"e": "http://e/"}))
    _graph(path).update("INSERT DATA { <http://e/ann> <http://e/size> 1 }")
    assert len(list(parse(path))) == 3
    spaced = path.read_bytes().replace(b"\n", b"\n\n", 1)
    path.write_bytes(spaced)
    with pytest.raises(UsageError, match="only as a whole, and the file would lose its layout"):
        _graph(path).update("INSERT DATA { <http://e/ann> <http://e/size> 2 }")
    assert path.read_bytes() == spaced


def test_a_format_without_named_graphs_takes_none(two: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Turtle holds no named graphs"):
        _graph(two[0]).update("INSERT DATA { GRAPH e:g { e:ann e:age 1 } }")
    other = _written(tmp_path / "z.trig", HEAD + "e:g { e:x e:p 1 }\n")
    _graph(*two, other).update("INSERT DATA { GRAPH e:g { e:ann e:age 1 } }", into=other)
    assert other.read_text() == HEAD + "e:g { e:x e:p 1 . e:ann e:age 1 }\n"


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("INSERT DATA { e:a e:p", QueryError, "line 1, column 13"),
        ("DELETE DATA { _:b e:p 1 }", QueryError, "line 1, column 15"),
        ("SELECT * { ?s ?p ?o }", QueryError, "it begins a query"),
        ("LOAD <file:///etc/passwd>", QueryError, "LOAD would read"),
        ("DROP GRAPH e:none", QueryError, "there is no graph <http://e/none>"),
        ("INSERT { ?s e:p 1 } WHERE { SERVICE <http://e/> { ?s ?p ?o } }", QueryError, "SERVICE would send"),
    ],
    ids=["a syntax error", "a blank node in DELETE", "a query", "LOAD", "a graph that is not there", "SERVICE"],
)
def test_what_is_wrong_changes_nothing(
    text: str, error: type[KgtoolsError], message: str, two: tuple[Path, Path]
) -> None:
    with pytest.raises(error, match=message):
        _graph(*two).update(text)
    assert (two[0].read_text(), two[1].read_text()) == (ANN, OSLO)
    assert sorted(os.listdir(two[0].parent)) == ["people.ttl", "places.ttl"]


def test_a_broken_file_among_several_changes_nothing(two: tuple[Path, Path]) -> None:
    two[1].write_text("e:a e:b .\n")
    with pytest.raises(ParseError, match=r"places.ttl:1:\d"):
        _graph(*two).update("DELETE WHERE { ?s ?p ?o }")
    assert two[0].read_text() == ANN


def test_a_limit_that_does_not_suffice_changes_nothing(two: tuple[Path, Path]) -> None:
    with pytest.raises(LimitError):
        _graph(*two).update("DELETE WHERE { ?s ?p ?o }", timeout=0)
    assert two[0].read_text() == ANN


def test_a_file_that_changes_between_reading_and_writing_is_not_written_over(two: tuple[Path, Path]) -> None:
    updated = _graph(*two).update("DELETE WHERE { ?s e:age ?o }", dry_run=True)
    two[0].write_text(ANN + "\ne:zoe e:age 3 .\n")
    with pytest.raises(SourceError, match="changed while the update was made"):
        updated.write()
    assert two[0].read_text() == ANN + "\ne:zoe e:age 3 .\n"


def test_blank_nodes_of_two_files_are_not_joined(two: tuple[Path, Path]) -> None:
    two[0].write_text(HEAD + "e:a e:p [ e:x 1 ] .\n")
    two[1].write_text(HEAD + "e:b e:p [ e:x 2 ] .\n")
    with pytest.raises(UsageError, match="blank nodes of"):
        _graph(*two).update("INSERT { ?one e:to ?two } WHERE { ?one e:x 1 . ?two e:x 2 }")


def test_load_reads_a_file_of_this_machine_where_that_is_allowed(two: tuple[Path, Path]) -> None:
    _graph(two[0]).update(f"LOAD <{two[1].as_uri()}>", allow_load=True)
    assert "e:oslo e:people 700000 ." in two[0].read_text()
    with pytest.raises(QueryError, match="only local files can be loaded"):
        _graph(two[0]).update("LOAD <http://example.org/x.ttl>", allow_load=True)


def test_a_graph_that_stands_in_no_file_changes_itself() -> None:
    graph = KnowledgeGraph.from_bytes(ANN.encode(), format="turtle")
    assert len(graph.update("DELETE WHERE { ?s <http://e/age> ?o }", dry_run=True).deleted) == 1
    assert len(graph.quads()) == 2
    graph.update("DELETE WHERE { ?s <http://e/age> ?o }")
    assert len(graph.quads()) == 1


def test_the_data_of_a_project_are_changed_and_what_is_built_is_not(tmp_path: Path) -> None:
    (tmp_path / "kgtools.toml").write_text('[project]\nbase = "http://e/"\n')
    (tmp_path / "data" / "graph").mkdir(parents=True)
    source = _written(tmp_path / "data" / "people.ttl", ANN)
    graph = KnowledgeGraph.at(tmp_path)
    graph.build()
    graph.update("PREFIX e: <http://e/> DELETE WHERE { ?s e:age ?o }")
    assert source.read_text() == HEAD + "# people\ne:ann e:knows e:ben .\n"


def test_a_built_file_is_refused_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kgtools.toml").write_text('[project]\nbase = "http://e/"\n')
    (tmp_path / "data" / "graph").mkdir(parents=True)
    built = _written(tmp_path / "data" / "graph" / "accepted.ttl", ANN)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="run `kgtools build`"):
        _graph(built).update("DELETE WHERE { ?s e:age ?o }")
    assert built.read_text() == ANN


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["line feeds", "CRLF"])
@pytest.mark.parametrize("stay", [0, 1, 2], ids=["all go", "one stays", "two stay"])
def test_the_last_lines_go_together_where_no_line_break_ends_the_file(tmp_path: Path, newline: str, stay: int) -> None:
    lines = [f"<http://e/{name}> <http://e/p> <http://e/{name}> ." for name in "zyxw"]
    file = tmp_path / "names.nt"
    file.write_bytes(newline.join(lines).encode())
    _graph(file).update(f"DELETE DATA {{ {' '.join(lines[stay:])} }}")
    assert file.read_bytes() == newline.join(lines[:stay]).encode()


def test_a_line_in_order_comes_before_a_last_line_that_goes_and_has_no_line_break(tmp_path: Path) -> None:
    lines = [f"<http://e/{name}> <http://e/p> <http://e/{name}> ." for name in "abc"]
    file = tmp_path / "names.nt"
    file.write_text(f"{lines[0]}\n{lines[2]}", encoding="utf-8")
    _graph(file).update(f"DELETE DATA {{ {lines[2]} }} ; INSERT DATA {{ {lines[1]} }}")
    assert file.read_text(encoding="utf-8") == f"{lines[0]}\n{lines[1]}"
