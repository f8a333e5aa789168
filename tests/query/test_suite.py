"""The files of the W3C's SPARQL 1.1 suite for CSV and TSV."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from kgtools.query import run, write_answer
from kgtools.store import MemoryStore

ROOT = Path(os.environ.get("KGTOOLS_SUITES") or Path(__file__).parents[2].parent / "shared" / "suites") / "sparql11"


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
    """Labels of blank nodes may be any, and so may the spelling of numbers in the expected file."""
    if cell.startswith("_:"):
        return "_:"
    bare = cell.partition("^^")[0].strip('"')
    try:
        return repr(float(bare))
    except ValueError:
        return cell
