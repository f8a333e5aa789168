"""The W3C test suite of SHACL, read in place: what each test validates, and the report that it expects."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest

SH = "http://www.w3.org/ns/shacl#"
_MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_SHT = "http://www.w3.org/ns/shacl-test#"
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
#: where a blank node of a report belongs to another graph: not followed
_OTHER = {SH + word for word in ("sourceShape", "sourceConstraint", "focusNode", "value")}


@dataclass(frozen=True)
class Case:
    """One test: the files, and the expected report as triples, or None where a failure is expected."""

    name: str
    data: Path
    shapes: Path
    report: tuple[ox.Quad, ...] | None

    @property
    def with_messages(self) -> bool:
        return any(quad.predicate.value == SH + "resultMessage" for quad in self.report or ())


def folder() -> Path | None:
    """The folder of the suite, or None where it is not there."""
    named = os.environ.get("KGTOOLS_SUITES")
    root = Path(named) if named else Path(__file__).parents[3] / "shared" / "suites"
    found = root / "shacl"
    if not found.is_dir() and os.environ.get("KGTOOLS_REQUIRE_SUITES") == "1":
        raise FileNotFoundError(f"{found}: the SHACL suite is required (KGTOOLS_REQUIRE_SUITES=1) and missing")
    return found if found.is_dir() else None


def files(part: str) -> list[Path]:
    """The test files that the manifests of a part of the suite name, in their order."""
    root = folder()
    if root is None:
        return []
    found: list[Path] = []
    queue = [root / part / "manifest.ttl"]
    while queue:
        manifest = queue.pop(0)
        text = list(ox.parse(path=str(manifest), format=ox.RdfFormat.TURTLE, base_iri=manifest.as_uri()))
        for quad in text:
            if quad.predicate.value == _MF + "include":
                path = Path(quad.object.value.removeprefix("file://"))
                (queue if path.name == "manifest.ttl" else found).append(path)
    return found


def cases(path: Path) -> Iterator[Case]:
    """The tests of a file."""
    quads = list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=path.as_uri()))

    def one(subject: object, predicate: str) -> object:
        return next(q.object for q in quads if q.subject == subject and q.predicate.value == predicate)

    for quad in quads:
        if quad.predicate == _TYPE and quad.object == ox.NamedNode(_SHT + "Validate"):
            action, result = one(quad.subject, _MF + "action"), one(quad.subject, _MF + "result")
            data, shapes = (
                Path(one(action, _SHT + word).value.removeprefix("file://")) for word in ("dataGraph", "shapesGraph")
            )
            failure = result == ox.NamedNode(_SHT + "Failure")
            yield Case(path.stem, data, shapes, None if failure else tuple(report_triples(quads, result)))


def report_triples(quads: list[ox.Quad], node: object) -> Iterator[ox.Quad]:
    """The triples of a report: from its node through results and paths."""
    queue, seen = [node], set()
    while queue:
        subject = queue.pop()
        if subject in seen:
            continue
        seen.add(subject)
        for quad in quads:
            if quad.subject == subject:
                yield ox.Quad(quad.subject, quad.predicate, quad.object)
                if isinstance(quad.object, ox.BlankNode) and quad.predicate.value not in _OTHER:
                    queue.append(quad.object)


def written_report(text: str) -> list[ox.Quad]:
    """The triples of a report in a report graph, without what it tells of shapes and constraints."""
    quads = list(ox.parse(text.encode(), format=ox.RdfFormat.TURTLE))
    kind = ox.NamedNode(SH + "ValidationReport")
    (node,) = [quad.subject for quad in quads if quad.predicate == _TYPE and quad.object == kind]
    return list(report_triples(quads, node))


def is_expected(case: Case, text: str) -> bool:
    """Whether a report graph has the triples that a test expects.

    Messages are free where the test expects none (the suite's own rule).
    """
    assert case.report is not None
    found = [q for q in written_report(text) if case.with_messages or q.predicate.value != SH + "resultMessage"]
    return canonical(found) == canonical(case.report)


def canonical(quads: list[ox.Quad] | tuple[ox.Quad, ...]) -> set[str]:
    """The triples with canonical labels: equal for graphs that differ in the labels of blank nodes only."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad) for quad in dataset}


def params(part: str) -> list[object]:
    """The files of a part as parameters; one that is skipped with a reason where the suite is not there."""
    found = files(part)
    if not found:
        return [pytest.param(None, marks=pytest.mark.skip(reason="the W3C suite is not there (KGTOOLS_SUITES)"))]
    return [pytest.param(path, id=f"{path.parent.name}/{path.stem}") for path in found]
