"""The rooms of the house: no circle among modules, no folder that nobody can look over, no function of two pages."""

from __future__ import annotations

import ast
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.syntax import statements, tree

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src"
#: folders with one module for each of many things of a kind
WIDE = {"cli", "shacl/components"}
MAX_MODULES = 15
#: lines of a module; lines and parameters of a function, without its docstring and without self
LONGEST_MODULE, LONGEST_FUNCTION, MAX_PARAMETERS = 400, 60, 8


def modules() -> dict[str, Path]:
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(path: Path, known: dict[str, Path], *, for_types: bool = False) -> Iterator[str]:
    """All modules that a module imports, at its top or inside functions; those for types alone if asked for."""
    nodes = list(statements(tree(path).body))
    types = {
        inner
        for node in nodes
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in statements(node.body)
    }
    for node in nodes:
        if node in types and not for_types:
            continue
        if isinstance(node, ast.ImportFrom) and node.module in known:
            for name in node.names:
                inside = f"{node.module}.{name.name}"
                yield inside if inside in known else str(node.module)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name in known)


def circles(edges: dict[str, set[str]]) -> list[str]:
    """The modules that are left when those that import nothing that is left are taken away, again and again."""
    left = {name: set(targets) for name, targets in edges.items()}
    while True:
        free = {name for name, targets in left.items() if not targets & left.keys()}
        if not free:
            break
        left = {name: targets for name, targets in left.items() if name not in free}
    while True:
        # what is not imported by any of them leads into a circle and is in none
        wanted = set().union(*left.values()) if left else set()
        if left.keys() <= wanted:
            return sorted(left)
        left = {name: targets for name, targets in left.items() if name in wanted}


def test_no_module_imports_itself_by_way_of_others_not_even_inside_functions() -> None:
    known = modules()
    # a package gives the names of its modules, and these import each other: the package itself is no step of a circle
    edges = {
        name: {target for target in imports(path, known) if target != name and known[target].name != "__init__.py"}
        for name, path in known.items()
        if path.name != "__init__.py"
    }
    assert circles(edges) == []


def test_a_circle_is_found() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}, "e": set()}) == ["b", "c"]


def rooms_both_ways(packages: set[str], edges: dict[str, set[str]]) -> set[tuple[str, str]]:
    """Pairs of packages in one package of which each imports the other, by whatever modules in them."""
    ways = set()
    for name, targets in edges.items():
        for target in targets:
            both = zip(name.split("."), target.split("."), strict=False)
            depth = next((number for number, (one, other) in enumerate(both) if one != other), None)
            if depth is None:
                # one is in the other
                continue
            room, other_room = (".".join(full.split(".")[: depth + 1]) for full in (name, target))
            if {room, other_room} <= packages:
                ways.add((room, other_room))
    return {(one, other) for one, other in ways if one < other and (other, one) in ways}


def test_no_two_rooms_of_a_package_import_each_other_not_even_for_types() -> None:
    known = modules()
    packages = {name for name, path in known.items() if path.name == "__init__.py"}
    edges = {name: set(imports(path, known, for_types=True)) for name, path in known.items()}
    assert rooms_both_ways(packages, edges) == set()


def test_two_rooms_that_import_each_other_are_found() -> None:
    edges = {"p.a.x": {"p.b.y", "p.c"}, "p.b": {"p.a.z"}, "p.a.z": {"p.a.x"}, "p.c": {"p.d.x"}}
    assert rooms_both_ways({"p", "p.a", "p.b", "p.c", "p.d"}, edges) == {("p.a", "p.b")}


@pytest.mark.parametrize(
    "folder", sorted({path.parent for path in SOURCE.rglob("*.py")}), ids=lambda p: str(p.relative_to(SOURCE))
)
def test_a_folder_can_be_looked_over(folder: Path) -> None:
    if str(folder.relative_to(SOURCE / "kgtools") if folder != SOURCE else folder) not in WIDE:
        assert len([path for path in folder.glob("*.py") if path.name != "__init__.py"]) <= MAX_MODULES


def test_no_module_is_longer_than_a_few_pages() -> None:
    lines = {name: path.read_text(encoding="utf-8").count("\n") for name, path in modules().items()}
    assert {name: count for name, count in lines.items() if count > LONGEST_MODULE} == {}


def test_a_function_is_seen_at_once_and_takes_a_handful_of_parameters() -> None:
    found = []
    for name, path in modules().items():
        for node in statements(tree(path).body):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                text = ast.get_docstring(node, clean=False)
                lines = (node.end_lineno or node.lineno) - node.lineno + 1 - (text.count("\n") + 1 if text else 0)
                given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                count = sum(one.arg not in ("self", "cls") for one in given)
                if lines > LONGEST_FUNCTION or count > MAX_PARAMETERS:
                    found.append(f"{name}.{node.name}: {lines} lines, {count} parameters")
    assert found == []


def any_without_reason(path: Path) -> Iterator[int]:
    """The lines of a module that have the type Any, but no reason for it: "Any: …" in a comment there or above."""
    if "Any" not in path.read_text(encoding="utf-8"):
        return
    with tokenize.open(path) as stream:
        tokens = list(tokenize.generate_tokens(stream.readline))
    reasons = {token.start[0] for token in tokens if token.type == tokenize.COMMENT and "Any: " in token.string}
    imports = {
        line
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    for token in tokens:
        line = token.start[0]
        if token.string == "Any" and token.type == tokenize.NAME and not {line, line - 1} & reasons | {line} & imports:
            yield line


def test_any_stands_only_where_it_is_said_why_no_type_will_do() -> None:
    assert [f"{name}:{line}" for name, path in modules().items() for line in any_without_reason(path)] == []


def test_any_without_a_reason_is_found(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(
        "from typing import Any\n\n# Any: JSON\na: Any = 1\n\nb: Any = 2\nc: Any = 3  # Any: JSON\n", encoding="utf-8"
    )
    assert list(any_without_reason(module)) == [6]
