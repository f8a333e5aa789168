"""Labels of blank nodes come from the graph alone, change little with it, and take bounded work."""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kgtools.errors import InputOrderWarning
from kgtools.model.terms import BlankNode, Literal, NamedNode, Quad
from kgtools.reading import parse_bytes
from kgtools.table import load_quads
from kgtools.writing import write
from kgtools.writing.canonical import label_blank_nodes
from kgtools.writing.columns import write_dataset
from kgtools.writing.style import format_bytes
from tests.writing.same import shuffled

P, Q, S = (NamedNode(f"http://e/{name}") for name in "pqs")


def graph(edges: list[tuple[object, object]]) -> list[Quad]:
    return [Quad(node(a), P, node(b)) for a, b in edges]


def node(name: object) -> BlankNode:
    return BlankNode("x" + "_".join(map(str, name)) if isinstance(name, tuple) else f"x{name}")


def cells(n: int) -> list[tuple[int, int]]:
    return list(itertools.product(range(n), range(n)))


def rook() -> list[tuple[object, object]]:
    return [
        (f"r{a[0]}{a[1]}", f"r{b[0]}{b[1]}") for a in cells(4) for b in cells(4) if (a[0] == b[0]) != (a[1] == b[1])
    ]


def shrikhande() -> list[tuple[object, object]]:
    steps = {(0, 1), (0, 3), (1, 0), (3, 0), (1, 1), (3, 3)}
    return [
        (f"s{a[0]}{a[1]}", f"s{b[0]}{b[1]}")
        for a in cells(4)
        for b in cells(4)
        if ((a[0] - b[0]) % 4, (a[1] - b[1]) % 4) in steps
    ]


POISON = {
    "a clique of 9": graph([(a, b) for a in range(9) for b in range(9) if a != b]),
    "a clique of 60": graph([(a, b) for a in range(60) for b in range(60) if a != b]),
    "a cycle": graph([(a, (a + 1) % 500) for a in range(500)]),
    "many cycles": graph([((a, b), (a, (b + 1) % 5)) for a in range(200) for b in range(5)]),
    "two cycles of 3 and one of 6": graph([(a, (a + 1) % 3) for a in range(3)])
    + graph([(f"b{a}", f"b{(a + 1) % 3}") for a in range(3)])
    + graph([(f"c{a}", f"c{(a + 1) % 6}") for a in range(6)]),
    "twins below one node": graph([("root", a) for a in range(2000)]),
    "a long chain": graph([(a, a + 1) for a in range(3000)]),
    "two strongly regular graphs that refinement cannot tell apart": graph(rook() + shrikhande()),
    "nodes that only name graphs": [Quad(S, P, Literal(str(i % 3)), BlankNode(f"g{i}")) for i in range(12)],
}


@pytest.mark.parametrize("name", POISON)
def test_poison_graphs_are_labelled_quickly_and_in_the_same_way(name: str) -> None:
    begun = time.process_time()
    texts = {write(shuffled(POISON[name], seed), format="nq") for seed in range(3)}
    assert time.process_time() - begun < 10
    assert len(texts) == 1
    labels = label_blank_nodes(POISON[name])
    assert len(set(labels.values())) == len(labels)


def test_graphs_that_only_a_search_tells_apart_are_told_apart() -> None:
    assert write(graph(rook()), format="nt") != write(graph(shrikhande()), format="nt")


@pytest.mark.parametrize("seed", range(8))
def test_random_graphs_are_labelled_in_the_same_way(seed: int) -> None:
    chance = random.Random(seed)
    size = chance.choice([4, 8, 30])
    edges = [(chance.randrange(size), chance.randrange(size)) for _ in range(size * chance.choice([1, 2]))]
    quads = [*graph(edges), Quad(S, Q, BlankNode("x0"))]
    texts = {write(shuffled(quads, s), format="trig") for s in range(4)}
    assert len(texts) == 1


def regular(n: int, seed: int) -> list[tuple[int, int]]:
    """The edges of a random graph in which each of the nodes has three neighbours."""
    chance = random.Random(seed)
    ends = [a for a in range(n) for _ in range(3)]
    while True:
        chance.shuffle(ends)
        edges = {(min(pair), max(pair)) for pair in zip(ends[::2], ends[1::2], strict=True)}
        if len(edges) == len(ends) // 2 and all(a != b for a, b in edges):
            return sorted(edges)


@pytest.mark.parametrize("both_ways", [False, True])
@pytest.mark.parametrize("n", range(12, 21, 2))
def test_regular_graphs_give_the_same_bytes_whatever_their_nodes_are_called(n: int, both_ways: bool) -> None:
    for seed in range(6):
        edges = regular(n, seed)
        if both_ways:
            edges += [(b, a) for a, b in edges]
        texts = set()
        for again in range(3):
            names = random.Random(again).sample(range(n), n)
            quads = graph([(names[a], names[b]) for a, b in edges])
            random.Random(again).shuffle(quads)
            texts.add(write(quads, format="turtle"))
        assert len(texts) == 1


@pytest.mark.parametrize("n", [42, 60])
def test_what_the_bound_cuts_off_follows_the_order_of_the_input_and_says_so(n: int) -> None:
    quads = [quad for a, b in regular(n, 3) for quad in (*graph([(a, b)]), *graph([(b, a)]))]
    with pytest.warns(InputOrderWarning, match=f"{n} blank nodes look alike"):
        text = write(quads, format="turtle")
    with pytest.warns(InputOrderWarning):
        assert write(quads, format="turtle") == text
    with pytest.warns(InputOrderWarning):
        formatted = format_bytes(text)
    assert len(list(parse_bytes(formatted.data, format="turtle"))) == len(quads)
    with pytest.warns(InputOrderWarning):
        assert write_dataset(load_quads(quads)) == text


@pytest.mark.slow
def test_the_hash_seed_does_not_show_where_the_order_of_the_input_decides(tmp_path: Path) -> None:
    file = tmp_path / "poison.nt"
    file.write_text("".join(f"_:n{a} <http://e/p> _:n{b} .\n_:n{b} <http://e/p> _:n{a} .\n" for a, b in regular(46, 1)))
    texts = set()
    for seed in ("0", "1", "2"):
        ran = subprocess.run(
            [sys.executable, "-m", "kgtools", "export", str(file), "-f", "turtle"],
            capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed},
        )  # fmt: skip
        assert ran.stderr.startswith("warning: 46 blank nodes look alike")
        assert ran.stderr.count("\n") == 1
        texts.add(ran.stdout)
    assert len(texts) == 1


def test_one_triple_more_does_not_change_the_labels_of_others() -> None:
    text = "".join(
        f"_:a{i} <http://e/p> _:b{i} . <http://e/s{i}> <http://e/p> _:a{i} ; <http://e/q> _:b{i} .\n" for i in range(30)
    )
    quads = list(parse_bytes(text.encode(), format="turtle"))
    before = label_blank_nodes(quads)
    for more in (Quad(BlankNode("a3"), Q, S), Quad(S, Q, BlankNode("b4")), Quad(BlankNode("new"), Q, BlankNode("b5"))):
        after = label_blank_nodes([*quads, more])
        changed = {node for node in before if before[node] != after[node]}
        assert len(changed) <= 1


def test_wanted_nodes_alone_are_labelled() -> None:
    assert set(label_blank_nodes(graph([(1, 2), (2, 3)]), {"x2"})) == {"x2"}
