"""Property paths (sections 9 and 18.4)."""

from __future__ import annotations

import gc
from collections import Counter

import pytest

from kgtools.errors import LimitError
from kgtools.sparql.budget import Budget
from kgtools.sparql.evaluate.patterns.walks import Space
from tests.sparql.evaluate.running import chain, numbered, rows, solutions

FAMILY = numbered("""
:ann :parent :bea , :bob . :bea :parent :cid . :bob :parent :cid . :cid :parent :dan . :dan :parent :cid .
:eva :friend :ann . :ann :friend :eva .
:north { :a :p :b . :b :p :c . } :south { :c :p :a . }
""")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (":ann :parent/:parent ?x", {"cid": 2}),
        (":ann :parent+ ?x", {"bea": 1, "bob": 1, "cid": 1, "dan": 1}),
        (":cid :parent+ ?x", {"dan": 1, "cid": 1}),
        (":cid :parent* ?x", {"dan": 1, "cid": 1}),
        (":bea :parent? ?x", {"bea": 1, "cid": 1}),
        ("?x :parent+ :cid", {"ann": 1, "bea": 1, "bob": 1, "cid": 1, "dan": 1}),
        ("?x ^:parent :ann", {"bea": 1, "bob": 1}),
        ("?x (^:parent)+ :bea", {"cid": 1, "dan": 1}),
        (":ann (:parent|:friend) ?x", {"bea": 1, "bob": 1, "eva": 1}),
        (":ann (:parent|:parent) ?x", {"bea": 2, "bob": 2}),
        (":ann (:parent|:friend)+ ?x", {"bea": 1, "bob": 1, "cid": 1, "dan": 1, "eva": 1, "ann": 1}),
        (":ann !:parent ?x", {"eva": 1}),
        (":ann !(:friend|^:friend) ?x", {"bea": 1, "bob": 1}),
        (":ann !(^:parent) ?x", {"eva": 1}),
        (":ann (!:friend)+ ?x", {"bea": 1, "bob": 1, "cid": 1, "dan": 1}),
        (":ann (:parent/:parent)+ ?x", {"cid": 1}),
        (":ann (:parent/:parent)? ?x", {"ann": 1, "cid": 1}),
        ("?x :parent+ ?x", {"cid": 1, "dan": 1}),
        (":nowhere :parent* ?x", {"nowhere": 1}),
        ("?x :parent? :nowhere", {"nowhere": 1}),
        (":nowhere (:parent|:friend*) ?x", {"nowhere": 1}),
        (":nowhere :parent+ ?x", {}),
        ("VALUES ?x { :nowhere :dan } ?x :parent* ?y", {"dan": 2}),
        ("VALUES ?y { :nowhere :dan } ?x :parent* ?y FILTER(?x != ?y)", {"ann": 1, "bea": 1, "bob": 1, "cid": 1}),
        ("?x :friend* ?y FILTER(?x = ?y && ?x != :cid)", {"ann": 1, "bea": 1, "bob": 1, "dan": 1, "eva": 1}),
        ("GRAPH :north { ?x :p+ :c }", {"a": 1, "b": 1}),
        ("GRAPH ?g { :a :p* ?x }", {"a": 2, "b": 1, "c": 1}),
        ("GRAPH ?g { :b :p* ?x }", {"b": 2, "c": 1}),
        ("GRAPH ?g { ?x :p* ?x }", {"a": 2, "b": 1, "c": 2}),
        ("GRAPH ?g { ?x :p+ ?y }", {"a": 2, "b": 1, "c": 1}),
        ("GRAPH ?g { ?x !:q ?y }", {"a": 1, "b": 1, "c": 1}),
    ],
)
def test_a_path_leads_where_the_recommendation_says(pattern: str, expected: dict[str, int]) -> None:
    for rewriting in (True, False):
        found = rows(f"SELECT ?x {{ {pattern} }}", FAMILY, rewriting=rewriting)
        assert found == Counter({(word,): count for word, count in expected.items()})


@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
def test_a_long_chain_is_followed_in_a_time_that_grows_with_its_length(closed: bool) -> None:
    data = chain(100_000, closed=closed)
    budget = Budget(seconds=20)
    assert solutions("SELECT ?x { :0 :p+ ?x }", data, budget=budget).size == 100_000 + closed
    assert solutions("SELECT ?x { ?x :p* :99999 }", data, budget=budget).size == 100_000 + closed
    assert solutions("SELECT ?x { VALUES ?s { :1 :5 :7 :9 :11 :400 } ?s :p+ :99000 }", data, budget=budget).size == 6
    assert solutions("ASK { :5 :p+ :4 }", data, budget=budget).size == int(closed)


def test_all_pairs_of_a_long_chain_are_too_many() -> None:
    with pytest.raises(LimitError, match="pairs of nodes"):
        solutions("SELECT (COUNT(*) AS ?n) { ?x :p+ ?y }", chain(100_000), budget=Budget(memory=1 << 28))


@pytest.mark.parametrize("links", [3, 60, 600])
def test_all_pairs_of_a_chain_and_of_a_circle_are_found(links: int) -> None:
    assert solutions("SELECT * { ?x :p+ ?y }", chain(links)).size == links * (links + 1) // 2
    assert solutions("SELECT * { ?x :p+ ?y }", chain(links, closed=True)).size == (links + 1) ** 2
    assert solutions("SELECT * { ?x (:p|^:p)+ ?y }", chain(links)).size == (links + 1) ** 2


def test_the_pairs_of_few_negated_sets_are_kept_and_each_set_has_its_own() -> None:
    data = numbered(" ".join(f":a :p{number} :b{number} ." for number in range(12)))
    for number in (*range(12), *range(12)):
        found = rows(f"SELECT ?x {{ :a !:p{number} ?x }}", data)
        assert found == Counter((f"b{other}",) for other in range(12) if other != number)
    spaces = [kept for kept in gc.get_objects() if isinstance(kept, Space)]
    assert spaces
    assert all(len(vars(space)["_others"]) <= 4 for space in spaces)
