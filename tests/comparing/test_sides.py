"""The sides of a comparison: files, folders, standard input, git revisions, and the relative IRIs that they share."""

from __future__ import annotations

import gzip
import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kgtools.comparing import compare, read_side, read_sides
from kgtools.errors import ParseError, SourceError, UsageError
from kgtools.model.terms import BlankNode, NamedNode
from kgtools.reading import parse

DOCS = Path(__file__).parents[2] / "docs"


def git(folder: Path, *arguments: str) -> str:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    ran = subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)
    return ran.stdout.decode()


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".ttl").write_text(text, encoding="utf-8")


def different(left: str | Path, right: str | Path, folder: Path | None = None) -> bool:
    one, other = read_sides(str(left), str(right), folder=folder)
    return bool(compare(one.quads, other.quads))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "a.ttl").write_text("_:x <http://e/p> 1 . <#here> <http://e/p> <> .", encoding="utf-8")
    (folder / "b c.trig").write_text("_:x <http://e/p> 2 .", encoding="utf-8")
    (folder / "note.txt").write_text("not RDF", encoding="utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    (folder / "b c.trig").write_text("_:other <http://e/p> 3 .", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("left", "right"),
    [("r", "../r"), ("r", "/r"), ("../r", "/r"), ("", "document"), ("", "#"), (".", ""), ("r", "R"), ("../../r", "r")],
)
def test_two_relative_iris_are_two_things(tmp_path: Path, left: str, right: str) -> None:
    write(tmp_path, x__one=f"<{left}> <http://e/p> 1 .", y__two=f"<{right}> <http://e/p> 1 .")
    assert different(tmp_path / "x" / "one.ttl", tmp_path / "y" / "two.ttl")
    shutil.copy(tmp_path / "x" / "one.ttl", tmp_path / "y" / "three.ttl")
    assert not different(tmp_path / "x" / "one.ttl", tmp_path / "y" / "three.ttl")


def test_relative_iris_are_those_of_what_is_loaded_from_the_left_side(tmp_path: Path) -> None:
    text = "<r> <../p> <>, </abs>, <?q#f> ."
    write(tmp_path, a__one=text, b__c__two="<r> <../p> <>, </abs>, <?q#g> .")
    one, two = tmp_path / "a" / "one.ttl", tmp_path / "b" / "c" / "two.ttl"
    left, right = read_sides(str(one), str(two))
    assert set(left.quads) == set(parse(one))
    assert len(set(right.quads) & set(left.quads)) == 2
    left, right = read_sides(str(tmp_path / "a"), str(tmp_path / "b" / "c"))
    assert set(left.quads) == set(parse(one))
    assert {q.subject.value for q in right.quads} == {(tmp_path / "a" / "r").as_uri()}


def test_a_folder_and_a_file_share_what_they_call_themselves(tmp_path: Path) -> None:
    write(tmp_path, a__x="<> <http://e/p> 1 .", b__y="<> <http://e/p> 1 .")
    assert not different(tmp_path / "a", tmp_path / "b" / "y.ttl")
    # in two folders, files of two names are two documents
    assert different(tmp_path / "a", tmp_path / "b")


def test_standard_input_lies_where_the_other_side_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, x="<r> <http://e/p> <> .")

    def given() -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"<r> <http://e/p> <> .")))

    for sides in (("-", tmp_path / "x.ttl"), (tmp_path / "x.ttl", "-")):
        given()
        assert not different(*sides)
    given()
    left, _ = read_sides("-", os.devnull, folder=tmp_path)
    assert left.quads[0].subject == NamedNode((tmp_path / "r").as_uri())
    with pytest.raises(UsageError, match="can be read only once"):
        read_sides("-", "-")


def test_a_revision_lies_where_it_would_be_checked_out(repository: Path) -> None:
    for folder, name in ((repository, "HEAD:data/a.ttl"), (repository / "data", "HEAD:./a.ttl")):
        left, right = read_sides(name, str(repository / "data" / "a.ttl"), folder=folder)
        assert {str(q.object) for q in left.quads} == {str(q.object) for q in parse(repository / "data" / "a.ttl")}
        assert not compare(left.quads, right.quads)
    left = read_side("HEAD:data", folder=repository)
    assert any(q.object == NamedNode((repository / "data" / "a.ttl").as_uri()) for q in left.quads)


@pytest.mark.parametrize(
    ("folder", "name", "files"),
    [
        ("", "HEAD:data", 2),
        ("", "HEAD:", 3),
        ("data", "HEAD:data", 2),
        ("data", "HEAD:./", 2),
        ("data", "HEAD:", 3),
        ("data/sub", "HEAD:data", 2),
        ("data", "HEAD:../top", 1),
        ("data", "HEAD:top", 1),
    ],
)
def test_a_folder_in_a_revision_is_whole_from_wherever_it_is_looked_at(
    repository: Path, folder: str, name: str, files: int
) -> None:
    write(repository, top__c="_:x <http://e/p> 9 .")
    git(repository, "add", "top")
    git(repository, "commit", "-qm", "two")
    (repository / "data" / "sub").mkdir()
    side = read_side(name, folder=repository / folder)
    values = {str(q.object) for q in side.quads if isinstance(q.subject, BlankNode)}
    assert len(values) == files
    assert not different(name, name, folder=repository / folder)


def test_in_a_repository_without_a_work_tree_there_are_revisions_too(repository: Path, tmp_path: Path) -> None:
    git(repository, "clone", "-q", "--bare", ".", "bare.git")
    assert len(read_side("HEAD:data", folder=tmp_path / "bare.git").quads) == 3


def test_a_link_in_a_revision_is_what_it_leads_to(repository: Path) -> None:
    data = repository / "data"
    (data / "sub").mkdir()
    (data / "sub" / "link.ttl").symlink_to("../a.ttl")
    (data / "gone.ttl").symlink_to("nowhere.ttl")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "two")
    for name in ("HEAD:data", "HEAD:data/", "HEAD:./data"):
        assert not different(name, data, folder=repository)
    assert len(read_side("HEAD:", folder=repository).quads) == 5
    assert not different("HEAD:", "HEAD~0:", folder=data / "sub")


@pytest.mark.parametrize("name", ["HEAD:data/note.txt", "data/note.txt"])
def test_a_file_whose_format_is_not_known_is_named_as_it_was(
    repository: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(repository)
    with pytest.raises(UsageError, match=f"^{re.escape(name)}: the name does not show"):
        read_side(name)


def test_compressed_files_of_a_revision_are_read_as_those_on_disk(repository: Path) -> None:
    folder = repository / "packed"
    folder.mkdir()
    iris = [f"<https://e.example/{name}>" for name in ("a", "b", "c")]
    (folder / "ferries.NQ.gz").write_bytes(gzip.compress(f"{' '.join(iris)} .\n".encode()))
    (folder / "trams.ttl.gz").write_bytes(gzip.compress(b"<https://e.example/old> <https://e.example/b> 'c' .\n"))
    (folder / "trams.ttl").write_text("<https://e.example/d> <https://e.example/b> 'c' .\n")
    (folder / "notes.gz").write_bytes(gzip.compress(b"no RDF"))
    git(repository, "add", "packed")
    git(repository, "commit", "-qm", "packed")
    on_disk = read_side(str(folder), folder=repository)
    assert len(on_disk.quads) == 2
    assert set(read_side("HEAD:packed", folder=repository).quads) == set(on_disk.quads)
    assert len(read_side("HEAD:packed/ferries.NQ.gz", folder=repository).quads) == 1
    (folder / "ferries.NQ.gz").write_bytes(b"cut")
    git(repository, "commit", "-qam", "cut")
    with pytest.raises(SourceError, match="not a gzip file"):
        read_side("HEAD:packed", folder=repository)


def test_the_documented_driver_lets_git_go_on(repository: Path) -> None:
    kgtools = Path(sys.executable).parent / "kgtools"
    if not kgtools.exists():
        pytest.skip("kgtools is not installed as a command beside this Python")
    write(repository, data__a="_:x <http://e/p> 4 . <#here> <http://e/p> <> .", data__z="_:x <http://e/p> 5 .")
    git(repository, "add", "-N", ".")
    (repository / "data" / "b c.trig").write_text("broken", encoding="utf-8")
    (repository / ".gitattributes").write_text("*.ttl diff=rdf\n*.trig diff=rdf\n", encoding="utf-8")
    (line,) = re.findall(r"^git config diff\.rdf\.command .*$", (DOCS / "diff.md").read_text("utf-8"), re.MULTILINE)
    path = f"{kgtools.parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(["sh", "-c", line], cwd=repository, check=True)
    ran = subprocess.run(
        ["git", "diff", "--ext-diff"], cwd=repository, check=True, capture_output=True, env={**os.environ, "PATH": path}
    )
    told = ran.stdout.decode()
    assert "data/a.ttl\n" in told
    assert "p changed: 1 → 4" in told
    assert re.search(r"data/b c\.trig\nerror: data/b c\.trig:1:\d+: ", told)
    # the file after the broken one
    assert "p: 5" in told


def test_a_revision_is_compared_with_the_folder_as_it_is(repository: Path) -> None:
    before = read_side("HEAD:data", folder=repository)
    after = read_side(str(repository / "data"))
    found = compare(before.quads, after.quads)
    assert [q.object.value for q in (*found.removed, *found.added)] == ["2", "3"]
    assert not compare(
        read_side("HEAD:data/a.ttl", folder=repository).quads, read_side(f"{repository}/data/a.ttl").quads
    )
    assert not compare(
        read_side("HEAD:./a.ttl", folder=repository / "data").quads, read_side(f"{repository}/data/a.ttl").quads
    )


def test_the_null_device_is_an_empty_side() -> None:
    assert read_side("/dev/null").quads == ()


def test_blank_nodes_of_two_files_are_two_nodes(repository: Path) -> None:
    side = read_side(str(repository / "data"))
    assert len({quad.subject for quad in side.quads if isinstance(quad.subject, BlankNode)}) == 2
    assert any(f"{repository.as_uri()}/data/a.ttl" in str(quad.subject) for quad in side.quads)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("no.ttl", "there is no such file"),
        ("HEAD:no.ttl", "git finds none"),
        ("nowhere:data", "git finds none"),
        ("--output=x:data", "a revision is named as in"),
        (":data/a.ttl", "a revision is named as in"),
    ],
)
def test_a_side_that_is_not_there_is_named(repository: Path, name: str, why: str) -> None:
    with pytest.raises(SourceError, match=why):
        read_side(name, folder=repository)


def test_a_revision_of_broken_text_has_its_line(repository: Path) -> None:
    (repository / "x.ttl").write_text("\n:a", encoding="utf-8")
    with pytest.raises(ParseError, match=r"x\.ttl:2:"):
        read_side(str(repository / "x.ttl"))
