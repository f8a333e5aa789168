"""Cases kept as files: a Turtle file with data and shapes, and comment lines that say what is to be found."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Difference:
    """A case in which pySHACL departs from the recommendation."""

    name: str
    text: str
    #: why the recommendation decides as it does
    reason: str
    #: how many results there are
    results: int
    #: how many pySHACL gives, or the error that it ends in
    pyshacl: str


def differences() -> list[Difference]:
    """The cases, in order of name."""
    return [_read(path) for path in sorted(FOLDER.glob("*.ttl"))]


def _read(path: Path) -> Difference:
    text = path.read_text(encoding="utf-8")
    said = {}
    for line in text.splitlines():
        if line.startswith("# ") and ": " in line:
            word, _, rest = line[2:].partition(": ")
            said[word] = rest
    return Difference(path.stem, text, said.get("reason", ""), int(said["results"]), said["pyshacl"])
