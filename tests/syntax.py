"""The syntax trees of modules, parsed once for all tests that look at them."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable, Iterator
from pathlib import Path

__all__ = ["statements", "tree"]


@functools.cache
def tree(path: Path) -> ast.Module:
    """The tree of a module; nobody changes it."""
    return ast.parse(path.read_text(encoding="utf-8"))


def statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """These statements and all within them; nothing is looked for in expressions, which are most of a tree."""
    ahead = list(body)
    while ahead:
        statement = ahead.pop()
        yield statement
        for name in ("body", "orelse", "finalbody"):
            ahead += getattr(statement, name, ())
        for name in ("handlers", "cases"):
            for part in getattr(statement, name, ()):
                ahead += part.body
