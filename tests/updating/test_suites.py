"""The update tests of the W3C, carried out on files: one TriG file, one N-Quads file, and a file a graph."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from pathlib import Path

import pytest

from kgtools.errors import PrefixWarning
from kgtools.graph import KnowledgeGraph
from kgtools.model.terms import Quad
from kgtools.reading import parse
from kgtools.writing import write
from tests.sparql.suites.answers import difference, read_files
from tests.sparql.suites.manifest import Case, Files, cases

CASES = [case for case in cases() if case.is_update and case.is_evaluation]


def _after(folder: Path, files: dict[str, Iterable[Quad]], case: Case, *, into: str | None = None) -> list[Quad]:
    for name, quads in files.items():
        (folder / name).write_bytes(write(quads, format=name.rpartition(".")[2]))
    graph = KnowledgeGraph.from_files([folder / name for name in files])
    text = case.text.read_text(encoding="utf-8")
    with warnings.catch_warnings():
        # the files of a test declare what prefixes they like
        warnings.simplefilter("ignore", PrefixWarning)
        graph.update(text, base=case.base, into=None if into is None else folder / into, allow_load=True)
    return [quad for name in files for quad in parse(folder / name, rename_blank_nodes=len(files) > 1)]


@pytest.mark.parametrize("format", ["trig", "nq"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_one_file_says_what_the_suite_expects(case: Case, format: str, tmp_path: Path) -> None:
    assert isinstance(case.expected, Files)
    found = _after(tmp_path, {f"data.{format}": read_files(case.data)}, case)
    assert not difference(read_files(case.expected), found)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_file_for_each_graph_says_it_together(case: Case, tmp_path: Path) -> None:
    assert isinstance(case.expected, Files)
    by_graph: dict[str, list[Quad]] = {"0.trig": []}
    numbers: dict[object, str] = {}
    for quad in read_files(case.data):
        name = numbers.setdefault(quad.graph_name, f"{len(numbers)}.trig")
        by_graph.setdefault(name, []).append(quad)
    found = _after(tmp_path, dict(by_graph), case, into="0.trig")
    assert not difference(read_files(case.expected), found)
