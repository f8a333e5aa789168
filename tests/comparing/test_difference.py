"""Two graphs compared: nothing where they say the same, little where little changed, and always enough to get there."""

from __future__ import annotations

import json

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.comparing import compare, report_by_name
from kgtools.errors import UnknownNameError, UsageError
from kgtools.model.terms import BlankNode, Quad
from kgtools.reading import parse_bytes
from tests.comparing.reporting import report, trig
from tests.examples import share
from tests.writing.same import canonical, shuffled
from tests.writing.strategies import datasets


@settings(max_examples=share(200), deadline=None)
@given(datasets(triple_terms=True), st.integers())
def test_order_and_labels_make_no_difference(quads: list[Quad], seed: int) -> None:
    assert not compare(quads, shuffled(quads, seed))


@settings(max_examples=share(300), deadline=None)
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
    assert [quad.object.value for quad in found.removed] == ["7"]
    assert [quad.object.value for quad in found.added] == ["700"]
    assert found.removed[0].subject == found.added[0].subject


def test_a_node_that_is_new_gets_a_label_that_nothing_else_has() -> None:
    found = compare(trig(":s :p [ :q 1 ] ."), trig(":s :p [ :q 1 ] , [ :q 2 ; :r 3 ] ."))
    assert not found.removed
    assert len(found.added) == 3
    nodes = {quad.object for quad in found.added if isinstance(quad.object, BlankNode)}
    assert nodes
    assert not nodes & {quad.object for quad in found.left}


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
    with pytest.raises(UsageError, match="cannot identify"):
        report("sparql", left, ":s :p [ :q 1 ; :new 9 ], [ :q 1 ; :r 2 ] .")


def test_an_update_says_no_more_about_a_node_than_singles_it_out() -> None:
    values = list(range(300))
    left = f":s :list ( {' '.join(map(str, values))} ) ."
    text = report("sparql", left, left.replace(" 70 ", " 700 "))
    assert len(text.splitlines()) < 20
    store = pyoxigraph.Store()
    store.extend(trig(left))
    store.update(text)
    assert canonical(store) == canonical(trig(left.replace(" 70 ", " 700 ")))


def test_an_update_looks_as_far_as_it_must_and_no_further_than_it_can() -> None:
    def chain(length: int, *more: str) -> str:
        return " ".join([*(f"_:n{i} :next _:n{i + 1} ." for i in range(length)), *more])

    left, right = chain(20), chain(20, "_:n10 :v 1 .")
    store = pyoxigraph.Store()
    store.extend(trig(left))
    store.update(report("sparql", left, right))
    assert canonical(store) == canonical(trig(right))
    with pytest.raises(UsageError, match="cannot identify"):
        report("sparql", chain(500), chain(500, "_:n250 :v 1 ."))


def test_an_update_about_a_hub_is_about_the_hub() -> None:
    left = ":s :p _:h . _:h :is 1 ; :c " + " , ".join(f"[ :v {i % 10} ]" for i in range(500)) + " ."
    text = report("sparql", left, left.replace(":is 1", ":is 2"))
    assert "WHERE {\n  <http://e/s> <http://e/p> ?b0 .\n  ?b0 <http://e/is>" in text
    assert len(text.splitlines()) < 12


@pytest.mark.parametrize(
    "right", [":s :p 1 . _:g { :c :d 2 }", ":s :p 1 . _:g { _:g :d 2 }", "_:x :p 1 . _:g { :c :d _:x }"]
)
def test_an_update_that_would_need_a_new_graph_without_a_name_is_refused(right: str) -> None:
    with pytest.raises(UsageError, match="new graph named by a blank node"):
        report("sparql", ":s :p 1 .", right)


def test_an_update_finds_a_graph_that_a_blank_node_names() -> None:
    left, right = ":s :p _:g . _:g { :c :d 2 }", ":s :p _:g . _:g { :c :d 3 }"
    store = pyoxigraph.Store()
    store.extend(trig(left))
    store.update(report("sparql", left, right))
    assert canonical(store) == canonical(trig(right))


def test_an_unknown_report_is_named() -> None:
    with pytest.raises(UnknownNameError, match='did you mean "patch"'):
        report_by_name("pach")
