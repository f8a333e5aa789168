"""What a notebook shows of a report: the verdict, and a table of the first results."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from kgtools.shacl.reports.plain import path_text, text_of
from kgtools.shacl.result import severity_name
from kgtools.text.characters import visible

if TYPE_CHECKING:
    from kgtools.shacl.report import ValidationReport

__all__ = ["write_fragment"]

#: results that the table has
MAX_RESULTS = 50


def write_fragment(report: ValidationReport) -> str:
    """The report as a piece of HTML without style or script.

    >>> from kgtools.shacl import ValidationReport
    >>> write_fragment(ValidationReport(()))
    '<p><strong>conforms, no result</strong></p>'
    """
    parts = [f"<p><strong>{escape(visible(report.verdict()))}</strong></p>"]
    if report.results:
        parts.append("<table><thead><tr>")
        parts += [f"<th>{name}</th>" for name in ("severity", "focus node", "path", "value", "message", "place")]
        parts.append("</tr></thead><tbody>")
        for result in report.results[:MAX_RESULTS]:
            label = report.label(result.focus_node)
            cells = (
                severity_name(result.severity.value),
                label or text_of(result.focus_node, report),
                "" if result.path is None else path_text(result.path),
                "" if result.value is None else text_of(result.value, report),
                result.message(report.languages).value,
                "" if result.place is None else str(result.place),
            )
            row = "".join(f'<td dir="auto">{escape(visible(cell))}</td>' for cell in cells)
            parts.append(f"<tr>{row}</tr>")
        parts.append("</tbody></table>")
    if len(report.results) > MAX_RESULTS:
        parts.append(f"<p>… and {len(report.results) - MAX_RESULTS} more results</p>")
    return "".join(parts)
