"""The tour names modules and what to read in them: all of it is there, and the walks pass through every large room."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "src" / "kgtools"
TOUR = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")
_STEP = re.compile(r"`([\w/]+\.py)`((?:,?\s+`\w+`)*)")


def steps() -> list[tuple[str, tuple[str, ...]]]:
    """Each module that is named, and the names that follow it."""
    return [(match[1], tuple(re.findall(r"`(\w+)`", match[2]))) for match in _STEP.finditer(TOUR)]


@pytest.mark.parametrize(("module", "names"), steps(), ids=lambda value: value if isinstance(value, str) else None)
def test_a_step_names_a_module_and_what_it_defines(module: str, names: tuple[str, ...]) -> None:
    path = PACKAGE / module
    assert path.is_file(), f"docs/tour.md names {module}"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    for node in tree.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        defined |= {target.id for target in targets if isinstance(target, ast.Name)}
    assert set(names) <= defined


def test_the_walks_pass_through_every_room_that_data_pass_through() -> None:
    rooms = {module.partition("/")[0] for module, _ in steps()}
    assert {"cli", "reading", "table", "sparql", "shacl", "query", "data", "text", "pages", "elsewhere"} <= rooms


def test_the_tour_takes_half_an_hour() -> None:
    assert 20 <= len(steps()) <= 70
