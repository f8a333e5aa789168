"""The W3C suite of RDF canonicalization: what we write is the same dataset to an implementation of RDFC-1.0, and as
canonical: two inputs with one canonical form give the same bytes."""

from __future__ import annotations

import csv
import time
from collections import defaultdict
from pathlib import Path

import pyoxigraph
import pytest

from kgtools.model.terms import Quad
from kgtools.reading import parse, parse_bytes
from kgtools.table import load_quads
from kgtools.writing import write
from kgtools.writing.columns import write_dataset
from tests.reading import suites
from tests.writing.same import shuffled

ROOT = suites.ROOT / "rdf-canon"
#: cliques of alike nodes: RDFC-1.0 is to give up on them
POISON = {"test074"}


def cases() -> list[tuple[str, str, Path]]:
    """Name, hash algorithm and input of each case, or none where the suite is not there."""
    if not (ROOT / "manifest.csv").is_file():
        return []
    with (ROOT / "manifest.csv").open(encoding="utf-8", newline="") as stream:
        rows = [(row["test"], row["hashAlgorithm"], row["rdfc10"]) for row in csv.DictReader(stream)]
    return [(name, algorithm, ROOT / "rdfc10" / f"{name}-in.nq") for name, algorithm, used in rows if used]


def canonical(quads: list[Quad], algorithm: str) -> bytes:
    dataset = pyoxigraph.Dataset(quads)
    chosen = pyoxigraph.CanonicalizationAlgorithm
    dataset.canonicalize(chosen.RDFC_1_0_SHA_384 if algorithm == "SHA384" else chosen.RDFC_1_0)
    return "".join(sorted(f"{quad} .\n" for quad in dataset)).encode()


def without_poison() -> list[tuple[str, str, Path]]:
    suites.require()
    return [case for case in cases() if case[0] not in POISON]


def test_the_suite_is_where_it_must_be() -> None:
    suites.require()
    assert len(cases()) > 60


@pytest.mark.parametrize("name", ["trig", "nq"])
def test_what_we_write_has_the_canonical_form_that_the_suite_expects(name: str) -> None:
    for test, algorithm, path in without_poison():
        expected = path.with_name(f"{test}-rdfc10.nq").read_bytes()
        again = list(parse_bytes(write(parse(path), format=name), format=name))
        assert canonical(again, algorithm) == expected, test


def test_ours_is_canonical_too() -> None:
    forms: dict[bytes, set[bytes]] = defaultdict(set)
    for test, _, path in without_poison():
        quads = list(parse(path))
        data = write(quads, format="trig")
        for seed in range(3):
            assert write(shuffled(quads, seed), format="trig") == data, test
        forms[canonical(quads, "")].add(data)
    assert all(len(ours) == 1 for ours in forms.values())
    assert len({next(iter(ours)) for ours in forms.values()}) == len(forms)


def test_the_writer_on_columns_gives_the_same_bytes() -> None:
    for test, _, path in without_poison():
        quads = list(parse(path))
        for name in ("trig", "nq"):
            assert write_dataset(load_quads(quads), format=name) == write(quads, format=name), test


@pytest.mark.parametrize("test", sorted(POISON))
def test_poison_is_written_in_bounded_time_and_stays_the_same_graph(test: str) -> None:
    suites.require()
    quads = list(parse(ROOT / "rdfc10" / f"{test}-in.nq"))
    begin = time.process_time()
    data = write(quads, format="trig")
    assert time.process_time() - begin < 20
    again = list(parse_bytes(data, format="trig"))
    assert len(again) == len(set(quads))
    degrees = [sorted(_degrees(some).values()) for some in (quads, again)]
    assert degrees[0] == degrees[1]


def _degrees(quads: list[Quad]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for quad in quads:
        found[str(quad.subject)] += 1
    return found
