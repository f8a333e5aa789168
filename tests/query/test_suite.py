"""The queries of the W3C's SPARQL 1.1 suite: the guard lets them pass, and their outer parts are read as they are."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pyoxigraph
import pytest

from kgtools.model.sparql import guard
from kgtools.query import run, write_answer
from kgtools.query.head import read_head
from kgtools.store import MemoryStore

ROOT = Path(os.environ.get("KGTOOLS_SUITES") or Path(__file__).parents[2].parent / "shared" / "suites") / "sparql11"
QUERIES = sorted(ROOT.rglob("*.rq"))


def test_the_suite_is_there() -> None:
    if not QUERIES and os.environ.get("KGTOOLS_REQUIRE_SUITES") != "1":
        pytest.skip(f"no W3C suite of SPARQL 1.1 at {ROOT}; set KGTOOLS_SUITES")
    assert len(QUERIES) > 300


@pytest.mark.parametrize("path", QUERIES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_a_query_that_the_engine_takes_passes_the_guard_and_is_read_alike(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    store = pyoxigraph.Store()
    try:
        answer = store.query(text, base_iri="http://example.org/")
    except SyntaxError:
        return
    except (OSError, ValueError, RuntimeError):
        assert guard(text, allow_service=True)
        return
    head = read_head(guard(text, allow_service=True))
    if isinstance(answer, pyoxigraph.QuerySolutions):
        assert head.form == "select"
        if not head.star:
            assert [p.name for p in head.projection] == [v.value for v in answer.variables]
    elif isinstance(answer, pyoxigraph.QueryBoolean):
        assert head.form == "ask"
    else:
        assert head.form in ("construct", "describe")


@pytest.mark.parametrize("name", ["csvtsv01", "csvtsv02", "csvtsv03"])
@pytest.mark.parametrize("format", ["csv", "tsv"])
def test_csv_and_tsv_are_those_of_the_suite(name: str, format: str) -> None:
    folder = ROOT / "csv-tsv-res"
    if not folder.is_dir():
        pytest.skip("no W3C suite of SPARQL 1.1")
    store = MemoryStore()
    store.load(folder / ("data2.ttl" if name == "csvtsv03" else "data.ttl"))
    answer = run(store, (folder / f"{name.replace('03', '01')}.rq").read_text(encoding="utf-8"))
    given = write_answer(answer, format=format).decode("utf-8")
    expected = (folder / f"{name}.{format}").read_text(encoding="utf-8")
    separator = "," if format == "csv" else "\t"
    quoting = csv.QUOTE_MINIMAL if format == "csv" else csv.QUOTE_NONE

    def rows(text: str) -> list[tuple[str, ...]]:
        found = [
            tuple(canonical(cell) for cell in row)
            for row in csv.reader(text.splitlines(), delimiter=separator, quoting=quoting)
        ]
        return [found[0], *sorted(found[1:])]

    assert rows(given) == rows(expected)


def canonical(cell: str) -> str:
    """The store writes numbers and labels of blank nodes in its own spelling; compare values."""
    if cell.startswith("_:"):
        return "_:"
    bare = cell.partition("^^")[0].strip('"')
    try:
        return repr(float(bare))
    except ValueError:
        return cell
