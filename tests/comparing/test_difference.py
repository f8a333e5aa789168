"""Two graphs compared: nothing where they say the same, little where little changed, and always enough to get there."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.comparing import Words, compare, project_labels, read_side, report_by_name
from kgtools.errors import ParseError, SourceError, UnknownNameError, UsageError
from kgtools.formats import parse_bytes
from kgtools.model.terms import BlankNode, Quad
from kgtools.project import GraphProject
from tests.formats.same import canonical, shuffled
from tests.formats.strategies import datasets

HEAD = "@prefix : <http://e/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . "


def trig(text: str) -> list[Quad]:
    return list(parse_bytes((HEAD + text).encode(), format="trig"))


def report(name: str, left: str, right: str, languages: tuple[str, ...] = ("en",)) -> str:
    difference = compare(trig(left), trig(right))
    words = Words((*difference.left, *difference.added), languages=languages)
    return report_by_name(name).write(difference, words)


@settings(max_examples=200, deadline=None)
@given(datasets(triple_terms=True), st.integers())
def test_order_and_labels_make_no_difference(quads: list[Quad], seed: int) -> None:
    assert not compare(quads, shuffled(quads, seed))


@settings(max_examples=300, deadline=None)
@given(datasets(triple_terms=True), datasets(triple_terms=True), st.integers())
def test_what_is_removed_and_added_leads_from_one_to_the_other(left: list[Quad], more: list[Quad], seed: int) -> None:
    right = [quad for i, quad in enumerate(shuffled(left, seed)) if i % 4] + more[:3]
    found = compare(left, right)
    assert canonical(found.left) == canonical(left)
    assert canonical(found.right) == canonical(right)
    assert set(found.removed) <= set(found.left)
    assert not set(found.added) & set(found.left)
    back = compare(right, left)
    assert (len(back.added) > 0) == (len(found.removed) > 0) or bool(back) == bool(found)


def test_a_change_within_a_blank_node_is_one_triple_less_and_one_more() -> None:
    many = " , ".join(f"[ :n {i} ; :to [ :deep {i} ] ]" for i in range(20))
    left = f":s :p {many} ."
    right = left.replace(":deep 7 ", ":deep 700 ")
    found = compare(trig(left), shuffled(trig(right), 5))
    assert [quad.object.value for quad in found.removed] == ["7"]  # type: ignore[union-attr]
    assert [quad.object.value for quad in found.added] == ["700"]  # type: ignore[union-attr]
    assert found.removed[0].subject == found.added[0].subject


def test_a_node_that_is_new_gets_a_label_that_nothing_else_has() -> None:
    found = compare(trig(":s :p [ :q 1 ] ."), trig(":s :p [ :q 1 ] , [ :q 2 ; :r 3 ] ."))
    assert not found.removed
    assert len(found.added) == 3
    nodes = {quad.object for quad in found.added if isinstance(quad.object, BlankNode)}
    assert nodes
    assert not nodes & {quad.object for quad in found.left}


EMPLOYED = """:tl rdfs:label "Timothée Lacroix"@en . :meta a :Organization ; rdfs:label "Meta"@en .
:Employment rdfs:label "employment"@en . :end rdfs:label "end"@en .
:job a :Employment ; :employee :tl ; :employer :meta """


def test_words_name_people_and_situations_as_people_do() -> None:
    text = report("text", EMPLOYED + ".", EMPLOYED + '; :end "2023-06" .')
    assert text == 'Timothée Lacroix: end of employment at Meta added: "2023-06"\n1 triple added, 0 triples removed\n'


def test_words_for_changes_removals_new_things_and_graphs() -> None:
    left = ':a rdfs:label "A"@en, "Aleph"@he ; :age 1 ; :knows :b . :gone a :Thing ; :x 1 .'
    right = ':a rdfs:label "A2"@en, "Aleph"@he ; :age 2 . :g { :new a :Thing ; rdfs:label "New"@en ; :x 1, 2 }'
    assert report("text", left, right).splitlines() == [
        'A: label changed: "A" (en) → "A2" (en)',
        "A: age changed: 1 → 2",
        "A: knows removed: b",
        "gone (Thing) removed",
        "  x: 1",
        "in g:",
        "  New (Thing) added",
        '    label: "New" (en)',
        "    x: 1, 2",
        "6 triples added, 5 triples removed",
    ]
    assert "Aleph: age changed" in report("text", left, right, languages=("he",))


def test_a_nameless_node_is_told_by_what_leads_to_it() -> None:
    left = ":a rdfs:label 'A'@en ; :p [ a :T ; :q [ :n 1 ] ] . _:x :n 1 ; :loop _:x ."
    assert "A: p (T): q: n changed: 1 → 2" in report("text", left, left.replace(":q [ :n 1", ":q [ :n 2"))
    assert "loop: n changed: 1 → 2" in report("text", left, left.replace("_:x :n 1", "_:x :n 2"))
    many = " ".join(map(str, range(3000)))
    assert "changed: 2998 → 7" in report("text", f":s :p ( {many} ) .", f":s :p ( {many} ) .".replace(" 2998 ", " 7 "))


def test_no_control_character_reaches_a_terminal() -> None:
    assert "\x1b" not in report("text", "", ':a rdfs:label "\\u001b[2Jx" ; :p "\\u001b[0m" .')


@pytest.mark.parametrize("name", ["text", "patch", "sparql"])
def test_no_difference_is_no_text(name: str) -> None:
    assert report(name, ":s :p [ :q 1 ] .", ":s :p _:x . _:x :q 1 .") == ""


def test_json_says_what_and_gives_labels() -> None:
    found = json.loads(report("json", "", ':g { :a rdfs:label "A"@en ; :a "x\\ny" }'))
    assert found["different"] is True
    assert found["removed"] == []
    assert found["added"][1]["object"] == '"x\\ny"'
    assert found["added"][0] == {
        "subject": "<http://e/a>",
        "predicate": "<http://www.w3.org/2000/01/rdf-schema#label>",
        "object": '"A"@en',
        "graph": "<http://e/g>",
    }
    assert found["labels"]["<http://e/a>"] == "A"
    assert json.loads(report("json", "", ""))["different"] is False


def test_a_patch_applied_gives_the_other_side() -> None:
    left, right = ':s :p [ :q 1 ], "a\\n" . :g { :a :b :c }', ":s :p [ :q 2 ] . :h { :a :b _:z . _:z :c 01 }"
    rows = report("patch", left, right).splitlines()
    assert (rows[0], rows[-1]) == ("TX .", "TC .")
    now = set(compare(trig(left), []).left)
    for row in rows[1:-1]:
        (quad,) = parse_bytes(row[2:].encode(), format="nq")
        assert (quad in now) is (row[0] == "D")
        (now.remove if row[0] == "D" else now.add)(quad)
    assert canonical(now) == canonical(trig(right))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (":s :p 1 . :g { :a :b :c }", ":s :p 2 . :h { :a :b :d }"),
        (":s :p [ :q 1 ; :r 2 ] .", ":s :p [ :q 1 ; :r 3 ] ."),
        (":s :p [ :q 1 ] .", ":s :p [ :q 1 ; :sub [ :new [ :x 1 ] ] ] . [] :only :new ."),
        (":g { :s :p [ :q 1 ] } :s :p [ :q 2 ] .", ":g { :s :p [ :q 1 ; :r :x ] }"),
        (":s :list ( 1 2 ) .", ":s :list ( 1 2 3 ) ."),
    ],
)
def test_an_update_run_gives_the_other_side(left: str, right: str) -> None:
    store = pyoxigraph.Store()
    store.extend(trig(left))
    store.update(report("sparql", left, right))
    assert canonical(store) == canonical(trig(right))


def test_an_update_that_would_hit_another_node_too_is_refused() -> None:
    left = ":s :p [ :q 1 ], [ :q 1 ; :r 2 ] ."
    with pytest.raises(UsageError, match="cannot single out"):
        report("sparql", left, ":s :p [ :q 1 ; :new 9 ], [ :q 1 ; :r 2 ] .")


def test_an_unknown_report_is_named() -> None:
    with pytest.raises(UnknownNameError, match='did you mean "patch"'):
        report_by_name("pach")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    def git(*arguments: str) -> None:
        who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", "-C", str(tmp_path), *who, *arguments], check=True, capture_output=True)

    git("init", "-q")
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "a.ttl").write_text("_:x <http://e/p> 1 . <#here> <http://e/p> <> .", encoding="utf-8")
    (folder / "b c.trig").write_text("_:x <http://e/p> 2 .", encoding="utf-8")
    (folder / "note.txt").write_text("not RDF", encoding="utf-8")
    git("add", ".")
    git("commit", "-qm", "one")
    (folder / "b c.trig").write_text("_:other <http://e/p> 3 .", encoding="utf-8")
    return tmp_path


def test_a_revision_is_compared_with_the_folder_as_it_is(repository: Path) -> None:
    before = read_side("HEAD:data", folder=repository)
    after = read_side(str(repository / "data"))
    found = compare(before.quads, after.quads)
    assert [q.object.value for q in (*found.removed, *found.added)] == ["2", "3"]  # type: ignore[union-attr]
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
        ("HEAD:no.ttl", "git finds none either"),
        ("nowhere:data", "git finds none either"),
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


def test_the_words_of_a_project_are_its_labels() -> None:
    labels = project_labels(GraphProject.shipped())
    assert labels
    assert all("abel" in quad.predicate.value or "title" in quad.predicate.value for quad in labels)
