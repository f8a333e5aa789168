"""Joins at terms that very many triples share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kgtools.query import Solutions, run
from kgtools.sparql.evaluate.patterns import scan
from kgtools.store import MemoryStore

MANY = 2000


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> MemoryStore:
    """Things of one class, each with a name of its own: more objects than subjects, one of which all share."""
    path: Path = tmp_path_factory.mktemp("hubs") / "data.ttl"
    path.write_text("".join(f"<http://e/{n}> a <http://e/Thing> ; <http://e/name> 'n{n}' .\n" for n in range(MANY)))
    made = MemoryStore()
    made.load(path)
    return made


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param("?x ?p ?y . ?x ?q ?y", 2 * MANY, id="two predicates between the same things"),
        pytest.param("?x !(<http://e/name>) ?y . ?x ?p ?y", MANY, id="all predicates but one"),
        pytest.param("?x ?p ?y . ?x ?q ?y FILTER(?p != ?q)", 0, id="with a filter"),
    ],
)
def test_no_pairs_are_made_of_all_that_share_a_term(
    store: MemoryStore, pattern: str, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    expanded = scan.expanded

    def noted(low: Any, counts: Any, total: int) -> Any:
        made.append(total)
        return expanded(low, counts, total)

    monkeypatch.setattr(scan, "expanded", noted)
    found = run(store, f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
    assert isinstance(found, Solutions)
    assert [count for (count,) in found.values()] == [expected]
    assert sum(made) < 8 * MANY
