"""Two engines on the same files: one report, and by name whatever they do not agree on."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from kgtools.shacl.report import ValidationReport
from kgtools.shacl.result import ValidationResult
from kgtools.shacl.shapes_graph.path import to_sparql

__all__ = ["compared", "differences"]


def compared(ours: ValidationReport, theirs: ValidationReport | None, failure: str = "") -> ValidationReport:
    """The report of the columnar engine; ``differences`` are what pySHACL says otherwise, or why it says nothing."""
    return replace(ours, differences=(failure,) if theirs is None else differences(ours, theirs))


def differences(ours: ValidationReport, theirs: ValidationReport) -> tuple[str, ...]:
    """What only one of two reports has, result by result; messages play no part.

    >>> differences(ValidationReport(()), ValidationReport(()))
    ()
    """
    left, right = (Counter(map(_signature, report.results)) for report in (ours, theirs))
    lines = []
    for side, counts in (("the columnar engine", left - right), ("pySHACL", right - left)):
        for signature, times in sorted(counts.items()):
            often = f" ({times} times)" if times > 1 else ""
            lines.append(f"only {side} reports{often}: {', '.join(part for part in signature if part)}")
    return tuple(lines)


def _signature(result: ValidationResult) -> tuple[str, ...]:
    return (
        f"focus node {result.focus_node}",
        f"component {result.source_constraint_component.value}",
        "" if result.path is None else f"path {to_sparql(result.path)}",
        "" if result.value is None else f"value {result.value}",
        f"shape {result.source_shape}",
        f"severity {result.severity.value}",
    )
