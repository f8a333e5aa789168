"""The W3C suites of RDF 1.1 and RDF 1.2, read in place.

They are in the folder that KGTOOLS_SUITES names, else in ../shared/suites beside us.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kgtools.reading import FORMATS, Format, parse

ROOT = Path(os.environ.get("KGTOOLS_SUITES") or Path(__file__).parents[2].parent / "shared" / "suites")
FOLDERS = {"rdf-turtle": "turtle", "rdf-trig": "trig", "rdf-n-triples": "nt", "rdf-n-quads": "nq", "rdf-xml": "rdfxml"}
VERSIONS = ("rdf11", "rdf12")

_MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@dataclass(frozen=True)
class Case:
    """One case of a suite: the file to read, the IRI to read it under, and whether it is right."""

    name: str
    path: Path
    base: str
    format: Format
    positive: bool
    expected: Path | None
    #: whether the result is the one way to write the graph, byte by byte
    canonical: bool = False


def cases(*, positive: bool | None = None, formats: tuple[str, ...] = tuple(FOLDERS.values())) -> list[Case]:
    """The cases of the suites of RDF 1.1 and RDF 1.2, or none where the suites are not there."""
    found = []
    for version in VERSIONS:
        for folder, name in FOLDERS.items():
            if name in formats:
                for manifest in sorted((ROOT / version / folder).rglob("manifest.ttl")):
                    found += [case for case in _cases(manifest, version, name) if positive in (None, case.positive)]
    return found


def _cases(manifest: Path, version: str, format_name: str) -> Iterator[Case]:
    chosen = next(f for f in FORMATS if f.name == format_name)
    folder = manifest.parent
    place = folder.relative_to(ROOT / version).as_posix()
    base = f"https://w3c.github.io/rdf-tests/rdf/{version}/{place}/"
    nodes: dict[str, dict[str, str]] = {}
    for quad in parse(manifest, base=base):
        node = nodes.setdefault(str(quad.subject), {})
        node[quad.predicate.value.replace(_MF, "")] = quad.object.value
    for node in nodes.values():
        kind = node.get(_TYPE, "").rpartition("#")[2]
        if kind.startswith("Test") and "action" in node:
            result = node.get("result", "")
            yield Case(
                name=f"{version}/{place}/{node['action'].removeprefix(base)}",
                path=folder / node["action"].removeprefix(base),
                base=node["action"],
                format=chosen,
                # an evaluation that must not succeed is a syntax error for a parser that looks at IRIs
                positive="Negative" not in kind,
                expected=folder / result.removeprefix(base) if result.startswith(base) else None,
                canonical="C14N" in kind,
            )


def require() -> None:
    """Skip where the suites are absent; fail where they must be there."""
    if not (ROOT / "rdf11").is_dir() or not (ROOT / "rdf12").is_dir():
        if os.environ.get("KGTOOLS_REQUIRE_SUITES") == "1":
            pytest.fail(f"the W3C suites are not at {ROOT}")
        pytest.skip(f"the W3C suites are not at {ROOT}; set KGTOOLS_SUITES")
