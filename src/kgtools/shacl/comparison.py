"""Two engines on the same files: one report, and by name whatever they do not agree on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kgtools.columns.encode import Progress
from kgtools.errors import ShapesError, ValidationFailure
from kgtools.formats import Source
from kgtools.shacl.columns_engine import validate_columns
from kgtools.shacl.path import to_sparql
from kgtools.shacl.reference import validate_with_pyshacl
from kgtools.shacl.report import ValidationReport, ValidationResult

__all__ = ["differences", "validate_with_both"]


def validate_with_both(
    data: Sequence[Source],
    shapes: Sequence[Source] | None,
    *,
    data_graphs: Sequence[str] | None,
    base: str | None,
    timeout: float | None,
    progress: Progress | None,
) -> ValidationReport:
    """The report of the columnar engine, with what pySHACL says otherwise in ``differences``."""
    options: dict[str, Any] = {"data_graphs": data_graphs, "base": base, "timeout": timeout, "progress": progress}
    ours = validate_columns(data, shapes, **options)
    try:
        theirs = validate_with_pyshacl(data, shapes, **options, advanced=False)
    except (ValidationFailure, ShapesError) as error:
        return replace(ours, differences=(str(error),))
    return replace(ours, differences=differences(ours, theirs))


def differences(ours: ValidationReport, theirs: ValidationReport) -> tuple[str, ...]:
    """What only one of two reports has, result by result; messages play no part.

    >>> differences(ValidationReport(()), ValidationReport(()))
    ()
    """
    left, right = (Counter(map(_signature, report.results)) for report in (ours, theirs))
    found = []
    for side, counted in (("the columnar engine", left - right), ("pySHACL", right - left)):
        for signature, times in sorted(counted.items()):
            often = f" ({times} times)" if times > 1 else ""
            found.append(f"only {side} reports{often}: {', '.join(part for part in signature if part)}")
    return tuple(found)


def _signature(result: ValidationResult) -> tuple[str, ...]:
    return (
        f"focus node {result.focus_node}",
        f"component {result.source_constraint_component.value}",
        "" if result.path is None else f"path {to_sparql(result.path)}",
        "" if result.value is None else f"value {result.value}",
        f"shape {result.source_shape}",
        f"severity {result.severity.value}",
    )
