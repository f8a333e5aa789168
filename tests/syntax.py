"""The syntax trees of modules, parsed once for all tests that look at them."""

from __future__ import annotations

import ast
import functools
from pathlib import Path

__all__ = ["tree"]


@functools.cache
def tree(path: Path) -> ast.Module:
    """The tree of a module; nobody changes it."""
    return ast.parse(path.read_text(encoding="utf-8"))
