"""The validation report (section 3.6): results as terms, in one order, whatever order they were found in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal as Choice

from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import SH
from kgtools.shacl.path import Path, to_sparql

__all__ = ["FAIL_ON", "FailOn", "ValidationReport", "ValidationResult"]

FailOn = Choice["violation", "warning", "info", "none"]
#: from which severity on a validation has failed, mildest last; any other severity counts as a violation
FAIL_ON: tuple[FailOn, ...] = ("violation", "warning", "info", "none")
_RANK = {SH + "Violation": 0, SH + "Warning": 1, SH + "Info": 2}


@dataclass(frozen=True, slots=True)
class ValidationResult:
    """One validation result (section 3.6.2): who, where, what, and against which shape and constraint.

    Terms have the lexical forms of the data. `path` is a parsed path, or None where no property is concerned.
    """

    focus_node: Term
    path: Path | None
    value: Term | None
    source_shape: Term
    source_constraint_component: NamedNode
    source_constraint: Term | None
    severity: NamedNode
    messages: tuple[Literal, ...]
    details: tuple[ValidationResult, ...] = ()

    @property
    def sort_key(self) -> tuple[str, ...]:
        """What results are ordered by: focus node, path, component, value, shape."""
        return (
            str(self.focus_node),
            "" if self.path is None else to_sparql(self.path),
            self.source_constraint_component.value,
            "" if self.value is None else str(self.value),
            str(self.source_shape),
            "" if self.source_constraint is None else str(self.source_constraint),
            *map(str, self.messages),
        )


@dataclass(frozen=True)
class ValidationReport:
    """What a validation found.

    `unmatched_shapes` are the shapes with targets that no node of the data fits, `shapes_without_targets` says that no
    shape has any; `notes` say what played no part; `differences` are what two engines do not agree on.
    """

    results: tuple[ValidationResult, ...]
    unmatched_shapes: tuple[str, ...] = ()
    shapes_without_targets: bool = False
    notes: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()
    triples: int | None = None
    shapes: int = 0

    @property
    def conforms(self) -> bool:
        """SHACL's meaning: there is no result at all, whatever its severity (section 3.6.1.1)."""
        return not self.results

    def fails(self, fail_on: FailOn = "violation") -> bool:
        """Whether there is a result of that severity or a graver one; own severities count as violations.

        >>> ValidationReport(()).fails("info")
        False
        """
        if fail_on == "none":
            return False
        limit = FAIL_ON.index(fail_on)
        return any(_RANK.get(result.severity.value, 0) <= limit for result in self.results)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many results there are of each severity (by IRI), gravest first."""
        found: dict[str, int] = {}
        for result in self.results:
            found[result.severity.value] = found.get(result.severity.value, 0) + 1
        return dict(sorted(found.items(), key=lambda item: (_RANK.get(item[0], -1), item[0])))

    def remarks(self) -> list[str]:
        """What is said besides the results: data without triples, shapes that matched nothing, what played no part."""
        found = []
        if self.triples == 0:
            found.append("the data graph is empty: there is no triple in it.")
        if self.shapes_without_targets:
            found.append("no shape has a target: nothing was validated.")
        if self.unmatched_shapes:
            shown = ", ".join(self.unmatched_shapes[:10])
            more = f" and {len(self.unmatched_shapes) - 10} more" if len(self.unmatched_shapes) > 10 else ""
            found.append(f"the targets of these shapes match no node: {shown}{more}.")
        if not self.conforms and not self.fails():
            found.append("the data does not conform, though nothing is as grave as a violation.")
        return [*found, *self.notes, *self.differences]

    def to_turtle(self) -> str:
        """The report as Turtle: the report graph of the recommendation."""
        from kgtools.shacl.reports.turtle import write_turtle

        return write_turtle(self)

    def to_text(self) -> str:
        """The report for people, grouped by focus node."""
        from kgtools.shacl.reports.text import write_text

        return write_text(self)
