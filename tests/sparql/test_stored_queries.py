"""Every stored query, rule and check of the project has the same solutions in our engine and in Oxigraph."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from kgtools.model.terms import Quad
from kgtools.query import read_stored
from kgtools.query.labels.entities import EntityFinder
from kgtools.query.stored.bind import bind
from kgtools.query.stored.template import parse_filled
from kgtools.sparql.serialize import to_text
from kgtools.sparql.translate import translate
from tests.shipped_graph import shipped_graph
from tests.sparql.agreement import Both

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "queries").glob("*/*.rq"))
#: rules and checks are queries as they are, without a header
PLAIN = ("rules", "checks")


@cache
def quads() -> list[Quad]:
    return list(shipped_graph().store)


@cache
def both() -> Both:
    return Both(quads())


def text_of(path: Path) -> str:
    """The text of a query, with the examples of its header as values."""
    if path.parent.name in PLAIN:
        return path.read_text(encoding="utf-8")
    query = read_stored(path)
    examples = {parameter.name: parameter.example for parameter in query.parameters if parameter.example is not None}
    terms = bind(query, examples, EntityFinder(shipped_graph().store, shipped_graph().prefixes))
    return to_text(translate(parse_filled(query.text, terms, prefixes=shipped_graph().prefixes)))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_both_engines_give_the_same_solutions(path: Path) -> None:
    found = both().disagreement(text_of(path), ordered=False)
    assert not found, found
