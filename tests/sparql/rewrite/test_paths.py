"""Paths of fixed length."""

from __future__ import annotations

import pytest

from kgtools.sparql.rewrite.paths import open_paths
from tests.sparql.rewrite.cases import check

CHANGED = {
    "a sequence": (
        "{ ?s :p|(:q/:r*) ?o }",
        "(union (bgp (triple ?s :p ?o)) (join (bgp (triple ?s :q ?.f0)) (path ?.f0 :r* ?o)))",
    ),
    "alternatives of alternatives": (
        "{ ?s (:p|:q)|(^:r/:t) ?o }",
        "(union (path ?s :p|:q ?o) (bgp (triple ?.f0 :r ?s) (triple ?.f0 :t ?o)))",
    ),
}

KEPT = {
    "predicates": "{ ?s :p|^:q ?o }",
    "what repeats": "{ ?s (:p/:q)* ?o }",
    "a negated set": "{ ?s !(:p|^:q) ?o }",
}


@pytest.mark.parametrize(("group", "expected"), CHANGED.values(), ids=CHANGED)
def test_sequences_among_alternatives_are_branches(group: str, expected: str) -> None:
    check(open_paths, group, expected)


@pytest.mark.parametrize("group", KEPT.values(), ids=KEPT)
def test_other_paths_stay(group: str) -> None:
    check(open_paths, group, None)
