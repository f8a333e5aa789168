"""The README and the pages of the docs are run: every ``console`` block, and every doctest in a ``python`` block.

A command line begins with ``$ ``; what follows up to the next one is its output, to the letter. ``[exit 1]`` on the
last line of an output is the exit code where it is not 0. A block is left out only when the line before it is a
comment ``<!-- not run: … -->`` that says why.
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.command_line import kgtools
from tests.warm_command import warm_command

ROOT = Path(__file__).parent.parent.parent
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
_BLOCK = re.compile(
    r"(?:<!-- (?P<note>[^\n]*) -->\n+)?```(?P<language>console|python)\n(?P<body>.*?)^```$", re.S | re.M
)
#: what a shell does something with, outside of single quotes
_SHELL = re.compile(r"[$|&;<>()`*?\[\]{}~\\#!]")


@dataclass(frozen=True)
class Example:
    page: str
    line: int
    command: str
    output: str
    code: int


def examples() -> list[Example]:
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for block in _BLOCK.finditer(text):
            if block["language"] != "console" or (block["note"] or "").startswith(
                ("not run:", "set-up", "test command")
            ):
                continue
            line = text.count("\n", 0, block.start("body")) + 1
            for part in re.split(r"^\$ ", block["body"], flags=re.M)[1:]:
                command, _, output = part.partition("\n")
                code = re.search(r"^\[exit (\d+)\]\n\Z", output, flags=re.M)
                if code:
                    output = output[: code.start()]
                found.append(Example(page.name, line, command, output, int(code[1]) if code else 0))
    return found


@pytest.fixture(scope="session")
def commands() -> Iterator[Path]:
    """The folder of the path of a shell in which `kgtools` is."""
    with warm_command() as folder:
        yield folder


def _ran(command: str, folder: Path, commands: Path) -> subprocess.CompletedProcess[str]:
    """Run a command line, by the shell where it is more than words."""
    line = command.replace('"$TMP_EXAMPLE', f'"{folder}').replace("$TMP_EXAMPLE", str(folder))
    if command.startswith("kgtools ") and not _SHELL.search(re.sub(r"'[^']*'", "", line)):
        ran = kgtools(*shlex.split(line)[1:], cwd=ROOT, COLUMNS="100")
        ran.stdout = ran.stdout.replace("\r\n", "\n")
        return ran
    path = f"{commands}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {**os.environ, "COLUMNS": "100", "PATH": path}
    environment.pop("KGTOOLS_PROJECT", None)
    environment["TMP_EXAMPLE"] = str(folder)
    return subprocess.run(
        ["bash", "-c", command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )


@pytest.mark.usefixtures("one_java")
@pytest.mark.parametrize("example", examples(), ids=lambda e: f"{e.page}:{e.line} {e.command[:60]}")
def test_the_command_prints_what_the_page_says(example: Example, tmp_path: Path, commands: Path) -> None:
    ran = _ran(example.command, tmp_path, commands)
    assert "Traceback" not in ran.stderr
    assert ran.stdout + (ran.stderr if example.code else "") == example.output
    assert ran.returncode == example.code


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_the_python_of_the_page_gives_what_the_page_says(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    text = page.read_text(encoding="utf-8")
    code = "\n".join(b["body"] for b in _BLOCK.finditer(text) if b["language"] == "python" and ">>>" in b["body"])
    test = doctest.DocTestParser().get_doctest(code, {}, page.name, str(page), 0)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    runner.run(test)
    assert runner.summarize(verbose=False).failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_file_that_the_page_links_to_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
