"""The report as CSV (RFC 4180), one result a row, and then what was not evaluated, for spreadsheets.

Controls are shown and not carried out. A cell that a spreadsheet would take for a formula gets an apostrophe before it
(OWASP ASVS 1.2.10); numbers do not.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from kgtools.model.terms import Literal, NamedNode, Term, Triple
from kgtools.shacl.incomplete import NotEvaluated
from kgtools.shacl.result import ValidationResult
from kgtools.shacl.shapes_graph.path import to_sparql
from kgtools.text.characters import visible
from kgtools.text.spreadsheet import spreadsheet_cell
from kgtools.text.terms import triple_term

if TYPE_CHECKING:
    from kgtools.shacl.report import ValidationReport

__all__ = ["COLUMNS", "write_csv"]

COLUMNS = (
    "severity",
    "shape",
    "shape label",
    "focus node",
    "focus label",
    "path",
    "value",
    "datatype",
    "language",
    "message",
    "component",
    "file",
    "line",
    "column",
    "shape file",
    "shape line",
    "status",
)


def write_csv(report: ValidationReport) -> str:
    """A report as CSV.

    >>> from kgtools.shacl import ValidationReport
    >>> write_csv(ValidationReport(())).startswith("severity,shape,")
    True
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    # most cells come in many rows
    cells = _Cells()
    for result in report.results:
        writer.writerow([cells[text] for text in _row(result, report)])
    for entry in report.not_evaluated:
        writer.writerow([cells[text] for text in _left_out(entry, report)])
    return stream.getvalue()


class _Cells(dict[str, str]):
    """Texts as cells, each made once."""

    def __missing__(self, text: str) -> str:
        cell = self[text] = spreadsheet_cell(visible(text))
        return cell


def _row(result: ValidationResult, report: ValidationReport) -> list[str]:
    value = result.value
    literal = value if isinstance(value, Literal) else None
    severity = result.severity.value
    place, shape_place = result.place, result.shape_place
    status = (
        "waived"
        if result.waiver is not None
        else "known"
        if result.in_baseline
        else "new"
        if report.excuses.has_baseline
        else ""
    )
    return [
        result.level if severity.rpartition("#")[2].lower() == result.level else severity,
        report.shape_name(result.source_shape),
        report.shape_label(result.source_shape),
        _plain(result.focus_node),
        report.label(result.focus_node),
        "" if result.path is None else to_sparql(result.path),
        "" if value is None else _plain(value),
        "" if literal is None or literal.language is not None else literal.datatype.value,
        "" if literal is None else report.tags.of(literal),
        result.message(report.languages).value,
        result.source_constraint_component.value,
        "" if place is None else place.file,
        "" if place is None else str(place.line),
        "" if place is None else str(place.column),
        "" if shape_place is None else shape_place.file,
        "" if shape_place is None else str(shape_place.line),
        status,
    ]


def _left_out(entry: NotEvaluated, report: ValidationReport) -> list[str]:
    """A part of the shapes that was not evaluated, in the columns that it has something for."""
    row = dict.fromkeys(COLUMNS, "")
    row |= {"severity": "not evaluated", "shape": entry.shape, "message": entry.reason}
    row["status"] = "accepted" if report.skip_unsupported else ""
    if entry.place is not None:
        row |= {"shape file": entry.place.file, "shape line": str(entry.place.line)}
    return list(row.values())


def _plain(term: Term) -> str:
    if isinstance(term, Triple):
        return triple_term(term)
    return term.value if isinstance(term, NamedNode | Literal) else str(term)
