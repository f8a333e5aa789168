"""The matching of blank nodes: the fewest changes where there are few nodes, few where there are many."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.comparing import Difference, compare
from kgtools.comparing.neighbourhoods import nodes_of
from kgtools.model.terms import BlankNode, Quad, Term, Triple
from tests.comparing.reporting import trig
from tests.examples import share
from tests.writing.same import canonical, shuffled
from tests.writing.strategies import datasets


def changes(left: list[Quad], right: list[Quad], seed: int = 1) -> int:
    found = compare(left, shuffled(right, seed))
    return len(found.removed) + len(found.added)


def chain(length: int) -> str:
    return "".join(f"_:n{i} :next _:n{i + 1} . _:n{i + 1} :prev _:n{i} . " for i in range(length - 1))


def ring(length: int) -> str:
    return "".join(f"_:n{i} :r _:n{(i + 1) % length} . " for i in range(length))


def nested(depth: int, leaf: int) -> str:
    return ":s " + ":p [ " * depth + f":v {leaf}" + " ]" * depth + " ."


def two(first: range, second: range) -> str:
    return " . ".join("[] " + " ; ".join(f":k{i} {i}" for i in some) for some in (first, second)) + " ."


def numbers(*values: object) -> str:
    return f":s :list ( {' '.join(map(str, values))} ) ."


BIG = " ; ".join(f":k{i} {i}" for i in range(15))


@pytest.mark.parametrize(
    ("left", "right", "least"),
    [
        (ring(30), ring(30) + "_:n7 :v 1 .", 1),
        (ring(30) + "_:n0 :v 1 . _:n7 :v 1 .", ring(30) + "_:n0 :v 1 . _:n7 :v 1 . _:n15 :v 1 .", 1),
        (chain(100), chain(100) + "_:n40 :v 1 .", 1),
        (chain(100) + "_:n10 :v 1 .", chain(100) + "_:n40 :v 1 .", 2),
        (nested(50, 1), nested(50, 2), 2),
        (two(range(15), range(15, 30)), two(range(16), range(16, 30)), 2),
        (two(range(15), range(15, 30)), two(range(14), range(14, 30)), 2),
        ("_:n1 :r :b ; :r _:n0 .", "_:n0 :q :c . _:n1 :r _:n0 .", 2),
        (numbers(*range(200)), numbers(*range(77), *range(78, 200)), 4),
        (numbers(*[0, 1, 2] * 60), numbers(*[0, 1, 2] * 30, 7, *[0, 1, 2] * 30), 4),
        # what hangs on two things changes places, with all that is below
        (f":a :p [ :q [ {BIG} ] ] . :b :p [ :q [ :v 1 ] ] .", f":b :p [ :q [ {BIG} ] ] . :a :p [ :q [ :v 1 ] ] .", 4),
        (f"_:h :hub 1 ; :p [ {BIG} ] . _:i :hub 2 .", f"_:h :hub 1 ; :p [ :z 3 ] . _:i :hub 2 ; :p [ {BIG} ] .", 4),
        ("[ a :T ; :n [ :k 1 ] ] . " * 100, "[ a :T ; :n [ :k 1 ] ] . " * 99 + "[ a :T ; :n [ :k 2 ] ] .", 2),
        # a triple term and a graph are ways to be told apart as well
        (":a :says <<( _:x :p _:y )>> . _:x :v 1 .", ":a :says <<( _:x :p _:y )>> . _:x :v 2 .", 2),
        ("_:g { :a :p 1 ; :q 2 } _:h { :a :p 3 }", "_:g { :a :p 1 } _:h { :a :p 3 ; :q 2 }", 2),
    ],
)
def test_a_small_change_is_told_as_a_small_change(left: str, right: str, least: int) -> None:
    assert changes(trig(left), trig(right)) <= least
    assert changes(trig(right), trig(left)) <= least


def fewest(left: list[Quad], right: list[Quad]) -> int:
    """The fewest changes of all ways to match the nodes."""
    mine, theirs = (sorted({n for quad in quads for n in nodes_of(quad)}) for quads in (left, right))
    names = [*mine, *(f"new{i}" for i in range(len(theirs)))]

    def renamed(term: Term, to: dict[str, str]) -> Term:
        if isinstance(term, BlankNode):
            return BlankNode(to[term.value])
        if isinstance(term, Triple):
            return Triple(renamed(term.subject, to), term.predicate, renamed(term.object, to))
        return term

    def count(to: dict[str, str]) -> int:
        there = {
            Quad(renamed(q.subject, to), q.predicate, renamed(q.object, to), renamed(q.graph_name, to)) for q in right
        }
        return len(there ^ set(left))

    return min(count(dict(zip(theirs, way, strict=True))) for way in itertools.permutations(names, len(theirs)))


#: four nodes a side have 8 * 7 * 6 * 5 ways
FEW = datasets(triple_terms=True).filter(lambda quads: len({n for quad in quads for n in nodes_of(quad)}) < 4)


@settings(max_examples=share(150), deadline=None)
@given(FEW, FEW, st.integers())
def test_among_few_nodes_the_difference_is_the_shortest_there_is(left: list[Quad], more: list[Quad], seed: int) -> None:
    right = [quad for i, quad in enumerate(left) if i % 3] + more[:2]
    if len({n for quad in right for n in nodes_of(quad)}) < 5:
        assert changes(left, right, seed) == fewest(left, right)


def changed(seed: int, nodes: int) -> tuple[list[Quad], list[Quad], int]:
    """A graph of blank nodes, the same with some triples less and more, and how many."""
    chance = random.Random(seed)

    def triple() -> str:
        value = chance.choice([f"_:n{chance.randrange(nodes)}"] * 3 + [":o", "1"])
        return f"_:n{chance.randrange(nodes)} :p{chance.randrange(2)} {value} ."

    left = sorted({triple() for _ in range(2 * nodes)})
    gone = set(chance.sample(left, 3))
    new = {triple() for _ in range(3)} - set(left)
    return trig(" ".join(left)), trig(" ".join([*(t for t in left if t not in gone), *new])), len(gone) + len(new)


@pytest.mark.parametrize("nodes", [10, 40])
def test_no_more_changes_are_told_than_were_made(nodes: int) -> None:
    told = made = 0
    for seed in range(40):
        left, right, count = changed(seed, nodes)
        found = changes(left, right, seed)
        assert found <= count + 8
        told, made = told + found, made + count
    assert told <= made


@settings(max_examples=share(60), deadline=None)
@given(st.integers(0, 10_000), st.integers(), st.integers())
def test_neither_labels_nor_order_change_the_difference(graph: int, one: int, other: int) -> None:
    left, right, _ = changed(graph, 12)

    def told(seed: int) -> Difference:
        return compare(shuffled(left, seed), shuffled(right, seed + 1))

    assert told(one) == told(other)
    assert canonical(told(one).right) == canonical(right)


@pytest.mark.parametrize(
    "make",
    [
        lambda change: chain(2000) + ("_:n40 :v 1 ." if change else ""),
        lambda change: "".join(
            f":p{i % 99} :k [ a :T ; :n {i % 50} ; :at [ :no {i + change} ] ] . " for i in range(2000)
        ),
        lambda change: "_:h :is 1 . " + "".join(f"_:h :c [ a :T ; :n {i % 9 + change} ] . " for i in range(2000)),
        lambda change: "".join(f"[ a :T ; :n {i + change} ] . " for i in range(0, 8_000, 2)),
    ],
    ids=["chain", "nested", "hub", "all changed"],
)
def test_thousands_of_nodes_take_seconds(make: Callable[[int], str]) -> None:
    left, right = trig(make(0)), trig(make(1))
    start = time.process_time()
    compare(left, right)
    assert time.process_time() - start < 8
