"""The golden reports: one report in every format. ``python -m tests.shacl.goldens`` writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

from kgtools import __version__
from kgtools.shacl import ValidationReport, validate
from kgtools.shacl.reports import REPORT_FORMATS

FOLDER = Path(__file__).parent / "data" / "reports"


def report(language: str = "en", **options: object) -> ValidationReport:
    """The report on the data beside this module; the working directory is theirs."""
    return validate("data.ttl", "shapes.ttl", languages=[language], explain=True, **options)


def text(format_name: str, language: str) -> str:
    """A golden report; the version of kgtools plays no part."""
    return report(language).to(format_name).replace(f'"{__version__}"', '"0"')


def files() -> list[tuple[str, str, str]]:
    """Format, language and file name of each golden report."""
    made = [(f.name, "en", f"report.{f.extension}") for f in REPORT_FORMATS]
    return [*made, ("text", "he", "report-he.txt"), ("html", "he", "report-he.html")]


if __name__ == "__main__":
    os.chdir(FOLDER)
    for format_name, language, name in files():
        Path(name).write_bytes(text(format_name, language).encode())
