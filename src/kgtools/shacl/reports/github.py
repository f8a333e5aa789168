"""The report as annotations of GitHub Actions: one workflow command a line.

The escapes are those of the runner itself: in a message ``%``, CR and LF are escaped, in a
property ``:`` and ``,`` as well, so that no text of the data can end a command or begin one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgtools.shacl.incomplete import NotEvaluated
from kgtools.shacl.reports.plain import message_text, named_text, path_text
from kgtools.shacl.reports.reasons import placed_text, reason_lines
from kgtools.shacl.result import ValidationResult
from kgtools.text.characters import visible

if TYPE_CHECKING:
    from kgtools.shacl.report import ValidationReport

__all__ = ["write_github"]

_COMMANDS = {"violation": "error", "warning": "warning", "info": "notice"}


def write_github(report: ValidationReport) -> str:
    """A report as annotations: one for each result that nothing excuses, and one with the verdict.

    >>> from kgtools.shacl import ValidationReport
    >>> print(write_github(ValidationReport(())))
    ::notice::The data conforms: no result.
    <BLANKLINE>
    """
    lines = [_annotation(result, report) for result in report.results if not result.excused]
    lines += [
        f"::error title=waiver::{_message(visible(str(w)))} expired on {w.expires}."
        for w in report.excuses.expired_waivers
    ]
    level = "notice" if report.skip_unsupported else "error"
    lines += [_left_out(entry, level) for entry in report.not_evaluated]
    verdict = f"The data {report.verdict()}." if report.has_results else "The data conforms: no result."
    if report.is_incomplete and not report.has_results:
        verdict = f"It is not known whether the data conforms: {report.verdict()}."
    lines.append(f"::notice::{_message(verdict)}")
    return "".join(f"{line}\n" for line in lines)


def _annotation(result: ValidationResult, report: ValidationReport) -> str:
    properties = []
    if result.place is not None:
        place = result.place
        properties = [f"file={_property(visible(place.file))}", f"line={place.line}", f"col={place.column}"]
    name = report.shape_label(result.source_shape) or report.shape_name(result.source_shape)
    properties.append(f"title={_property(visible(name))}")
    about = named_text(result.focus_node, report)
    path = "" if result.path is None else f", path {path_text(result.path)}"
    text = f"{message_text(result, report)} (focus node {about}{path})"
    text += "".join(f"\n{'  ' * line.level}- {placed_text(line)}" for line in reason_lines(result, report))
    return f"::{_COMMANDS[result.level]} {','.join(properties)}::{_message(text)}"


def _left_out(entry: NotEvaluated, level: str) -> str:
    where = "" if entry.place is None else f"file={_property(visible(entry.place.file))},line={entry.place.line},"
    column = "" if entry.place is None else f"col={entry.place.column},"
    return f"::{level} {where}{column}title=not evaluated::{_message(visible(entry.reason))}"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
