"""The notebook of the docs: what runs it, and what the file holds; generated pages have a test that they are fresh."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.docs.notebook import NOTEBOOK, run_cells


def code(source: str) -> dict[str, Any]:
    return {"cell_type": "code", "source": source.splitlines(keepends=True)}


class Shown:
    def __repr__(self) -> str:
        return "plain"

    def _repr_html_(self) -> str:
        return "<b>\nhtml</b>"


def test_a_cell_shows_what_it_prints_and_its_last_value() -> None:
    cells = [
        code("x = 2\nprint('a\\nb')\nx + 1"),
        {"cell_type": "markdown", "source": []},
        code("x = x + 5"),
        code("x"),
    ]
    run_cells(cells)
    assert cells[0]["outputs"] == [
        {"name": "stdout", "output_type": "stream", "text": ["a\n", "b\n"]},
        {"data": {"text/plain": ["3"]}, "execution_count": 1, "metadata": {}, "output_type": "execute_result"},
    ]
    assert cells[2]["outputs"] == []
    assert cells[3]["outputs"][0]["data"] == {"text/plain": ["7"]}
    assert "outputs" not in cells[1]


def test_html_is_shown_where_there_is_some() -> None:
    cells = [code("from tests.docs.test_notebook import Shown\nShown()")]
    run_cells(cells)
    assert cells[0]["outputs"][0]["data"] == {"text/html": ["<b>\n", "html</b>"], "text/plain": ["plain"]}


def test_a_cell_that_fails_ends_the_run() -> None:
    with pytest.raises(ZeroDivisionError):
        run_cells([code("1 / 0")])


def test_the_file_is_a_notebook_of_format_4() -> None:
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    for cell in notebook["cells"]:
        needed = {"cell_type", "id", "metadata", "source"}
        assert set(cell) == (needed | {"execution_count", "outputs"} if cell["cell_type"] == "code" else needed)
    assert NOTEBOOK.stat().st_size < 40_000
