"""The notebook of the docs, run: the code of its cells in order, and what each of them shows.

A cell shows what it prints, and the value of its last expression as text and, where it has one, as HTML: what a
notebook shows, without Jupyter. The sources of the cells are those that stand in the file.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
from pathlib import Path
from typing import Any

__all__ = ["notebook_page", "run_cells"]

ROOT = Path(__file__).parent.parent.parent
NOTEBOOK = ROOT / "docs" / "notebook.ipynb"


def notebook_page() -> str:
    """The notebook with the outputs that its cells have now."""
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        run_cells(notebook["cells"])
    finally:
        os.chdir(before)
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def run_cells(cells: list[dict[str, Any]]) -> None:
    """Run the code cells in one namespace; the outputs of each are those of this run."""
    names: dict[str, Any] = {"__name__": "__main__"}
    count = 0
    for cell in cells:
        if cell["cell_type"] == "code":
            count += 1
            cell["execution_count"] = count
            cell["outputs"] = _outputs("".join(cell["source"]), names, count)


def _outputs(source: str, names: dict[str, Any], count: int) -> list[dict[str, Any]]:
    tree = ast.parse(source, filename=f"cell {count}")
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    value = None
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, f"cell {count}", "exec"), names)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), f"cell {count}", "eval"), names)
    outputs: list[dict[str, Any]] = []
    if printed.getvalue():
        outputs.append({"name": "stdout", "output_type": "stream", "text": _lines(printed.getvalue())})
    if value is not None:
        data = {"text/plain": _lines(repr(value))}
        html = getattr(value, "_repr_html_", lambda: None)()
        if html is not None:
            data = {"text/html": _lines(html), **data}
        outputs.append({"data": data, "execution_count": count, "metadata": {}, "output_type": "execute_result"})
    return outputs


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)
