"""Miniatures in the manner of published sets of shapes: made for these tests, and what becomes of them as they are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kgtools.shacl import ValidationReport, validate
from kgtools.shacl.incomplete import incomplete_remark

FOLDER = Path(__file__).parent / "published"
_HEAD = """# Published shapes

Published shapes are seldom entirely what SHACL asks for: a class is not a target, a term is misspelt or from a later
version, a query lacks a prefix. `kgtools validate` evaluates what is sound, and reports the rest with its position: see
[what the answer means](shacl.md#what-the-answer-means). The sets below are miniatures in the manner of published ones,
made for the tests of kgtools (`tests/shacl/published/`). This page is made from their reports by
`python -m tests.generated`.

"""


@dataclass(frozen=True)
class Miniature:
    """A folder with shapes and data, and what the head of the shapes says of them."""

    name: str
    title: str
    about: str
    do: str
    options: str

    @property
    def folder(self) -> Path:
        return FOLDER / self.name

    def report(self, *more_shapes: str, ontology: str | None = None) -> ValidationReport:
        """The report on its data, from within its folder; with the ontology of its options, or with another one."""
        beside = self.options.removeprefix("--ontology ") if ontology is None else ontology
        with _inside(self.folder):
            return validate(["data.ttl"], ["shapes.ttl", *more_shapes], ontology=[beside] if beside else [])


def miniatures() -> list[Miniature]:
    """All of them, in order of name."""
    return [_read(path) for path in sorted(FOLDER.iterdir()) if path.is_dir()]


def exit_code(report: ValidationReport) -> int:
    """What the command would end with."""
    return 3 if report.is_incomplete else 1 if report.fails() else 0


def page() -> str:
    """The page ``docs/published-shapes.md``."""
    found = miniatures()
    lines = [
        "| set | shapes | results | not evaluated | never evaluated | remarks | exit code |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in found:
        report = one.report()
        anchor = "".join(c for c in one.title.lower().replace(" ", "-") if c.isalnum() or c == "-")
        numbers = (
            report.coverage.shapes,
            len(report.results),
            len(report.not_evaluated),
            len(report.unjudged_shapes),
            len(report.notes),
            exit_code(report),
        )
        lines.append(f"| [{one.name}](#{anchor}) | {' | '.join(map(str, numbers))} |")
    parts = ["\n".join(lines) + "\n"]
    return _HEAD + "".join([*parts, *(_section(one) for one in found)])


def _section(one: Miniature) -> str:
    options = f" {one.options}" if one.options else ""
    report = one.report()
    lines = ["", f"## {one.title}", "", one.about, ""]
    lines += [
        "```text",
        f"kgtools validate data.ttl --shapes shapes.ttl{options}",
        "",
        f"exit code {exit_code(report)}",
    ]
    lines.append(f"verdict: {report.verdict()}")
    lines += [f"result: {r.place}: {r.message(('en',)).value}" for r in report.results]
    lines += [f"not evaluated: {entry}" for entry in report.not_evaluated]
    # that not all was evaluated is said above
    counted = incomplete_remark(report.not_evaluated, accepted=False)
    lines += [f"remark: {remark}" for remark in report.remarks() if remark != counted]
    return "\n".join([*lines, "```", "", one.do]) + "\n"


def _read(folder: Path) -> Miniature:
    said = {"options": ""}
    for line in (folder / "shapes.ttl").read_text(encoding="utf-8").splitlines():
        if line.startswith("# ") and ": " in line:
            word, _, rest = line[2:].partition(": ")
            said[word] = rest
    return Miniature(folder.name, said["title"], said["about"], said["do"], said["options"])


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
