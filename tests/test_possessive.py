"""Possessive groups match the same on every Python; before 3.11.5 a failed repetition moved what follows it."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TypeGuard

import pytest

from kgtools.possessive import compile_pattern, with_failing_branches

CASES = [
    ("a string in three quotes", r'"""(?:[^"\\]++|\\.|"(?!""))*+"""', '"""a"b"""', '"""a"b"""'),
    ("a repetition that begins and fails", "(?:ab?c)*+a", "aca", "aca"),
    ("a look ahead", r"(?:[ab]++|\.++(?=[ab]))++\.", "ab.b..", "ab.b."),
    ("an atomic group within", "(?:x(?>ab|c))*+xd", "xcxabxd", "xcxabxd"),
    ("once or not", "(?:ab)?+ac", "ac", "ac"),
    ("a number of times", "(?:ab){1,3}+ac", "ababac", "ababac"),
]


@pytest.mark.parametrize(("pattern", "text", "match"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_group_that_gives_nothing_back_ends_where_its_last_repetition_ended(
    pattern: str, text: str, match: str
) -> None:
    for compiled in (compile_pattern(pattern), re.compile(with_failing_branches(pattern))):
        found = compiled.match(text)
        assert found is not None
        assert found[0] == match
    encoded = compile_pattern(pattern.encode()).match(text.encode())
    assert encoded is not None
    assert encoded[0] == match.encode()


def test_nothing_that_was_matched_is_given_back() -> None:
    assert compile_pattern("(?:a|b)*+b").match("abab") is None
    assert re.compile(with_failing_branches("(?:a|b)*+b")).match("abab") is None


@pytest.mark.parametrize("pattern", [r"[()*+]", r"[^])*+]", r"\)*+", "(?:a)*", "(?:a)+?", r"[\])*+]"])
def test_what_is_no_possessive_group_stays_as_it_is(pattern: str) -> None:
    assert with_failing_branches(pattern) == pattern


def test_possessive_groups_are_compiled_in_one_module() -> None:
    package = Path(__file__).parents[1] / "src" / "kgtools"
    wrong = []
    for path in sorted(package.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "(?" not in text:
            continue
        nodes = list(ast.walk(ast.parse(text)))
        whole = [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str | bytes)]
        strings = [s if isinstance(s, str) else s.decode("latin-1") for s in whole]
        parts = ([p.value if isinstance(p, ast.Constant) else "x" for p in n.values] for n in nodes if _is_joined(n))
        strings += ["".join(map(str, each)) for each in parts]
        groups = [s for s in strings if re.search(r"\(\?[:>]", s) and with_failing_branches(s) != s]
        if groups and path.name != "possessive.py" and ("re.compile(" in text or "compile_pattern" not in text):
            wrong.append(path.name)
    assert wrong == []


def _is_joined(node: ast.AST) -> TypeGuard[ast.JoinedStr]:
    return isinstance(node, ast.JoinedStr)
