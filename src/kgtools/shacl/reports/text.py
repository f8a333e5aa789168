"""The report for people: by shape, then by focus node, with the line of the file and a caret; the counts at the end."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from kgtools.model.place import Place
from kgtools.shacl.incomplete import left_out_text
from kgtools.shacl.reports.plain import message_text, path_text, plural, text_of
from kgtools.shacl.reports.reasons import ReasonLine, reason_lines
from kgtools.shacl.result import ValidationResult, severity_name
from kgtools.text.characters import isolated, visible
from kgtools.text.terms import term_text
from kgtools.text.width import width_of

if TYPE_CHECKING:
    from kgtools.shacl.explain.explaining import Explanation
    from kgtools.shacl.report import ValidationReport

__all__ = ["excerpt", "statistics_text", "write_text"]

#: cells of a line of a file that are shown, and of those before the caret
CELLS = 100
BEFORE = 60
#: shapes that are named where they should judge a node and judge none
MAX_NAMED_SHAPES = 100
#: parts of the shapes that are named where they were not evaluated
MAX_NAMED_PARTS = 100


def write_text(report: ValidationReport) -> str:
    """A report for people.

    >>> from kgtools.shacl import ValidationReport
    >>> print(write_text(ValidationReport(())))
    The data conforms: no result.
    <BLANKLINE>
    """
    lines: list[str] = []
    by_shape = sorted(report.results, key=lambda result: report.shape_name(result.source_shape))
    for name, of_shape in groupby(by_shape, key=lambda result: report.shape_name(result.source_shape)):
        results = list(of_shape)
        lines += [*_head(name, results[0], report), ""]
        for _, at_node in groupby(results, key=lambda result: str(result.focus_node)):
            results_at_node = list(at_node)
            label = report.label(results_at_node[0].focus_node)
            before = f"{isolated(visible(label))} " if label else ""
            lines.append(f"  {before}{text_of(results_at_node[0].focus_node, report)}")
            for result in results_at_node:
                lines += [f"    {line}" for line in _result(result, report)]
            lines.append("")
    lines += [
        f"Gone from the data, still in the baseline: {visible(str(entry))}" for entry in report.excuses.gone_entries
    ]
    lines += [f"Expired on {waiver.expires}: {visible(str(waiver))}" for waiver in report.excuses.expired_waivers]
    lines += [f"The engines do not agree: {visible(difference)}" for difference in report.differences]
    if report.lacks_targets:
        lines += [f"{visible(sentence)}; targets are required." for sentence in _coverage_lines(report)]
    lines += _not_evaluated(report)
    lines.append(_sum(report))
    left_out = report.omissions.count
    if left_out:
        lines.append(f"Left out of this report: {plural(left_out, 'result')} of {left_out + len(report.results)}.")
    return "\n".join(lines) + "\n"


def _coverage_lines(report: ValidationReport) -> list[str]:
    """What every shape should have and one does not."""
    unmatched, unjudged = report.unmatched_shapes, [shape.name for shape in report.unjudged_shapes]
    sentences = [f"The targets of these shapes match no node: {_first(unmatched)}"] if unmatched else []
    sentences += [f"These shapes are never evaluated: {_first(unjudged)}"] if unjudged else []
    return sentences or ["No shape has a target"]


def _first(names: Sequence[str]) -> str:
    """Some names, and how many more there are."""
    more = f" and {len(names) - MAX_NAMED_SHAPES:,} more" if len(names) > MAX_NAMED_SHAPES else ""
    return ", ".join(names[:MAX_NAMED_SHAPES]) + more


def _not_evaluated(report: ValidationReport) -> list[str]:
    """The parts of the shapes that were left out, a line each."""
    entries = report.not_evaluated
    if not entries:
        return []
    accepted = ", which is accepted" if report.skip_unsupported else ""
    lines = [f"{left_out_text(entries)}{accepted}:"]
    lines += [f"  {visible(str(entry))}" for entry in entries[:MAX_NAMED_PARTS]]
    if len(entries) > MAX_NAMED_PARTS:
        lines.append(f"  … and {len(entries) - MAX_NAMED_PARTS:,} more")
    return [*lines, ""]


def _head(name: str, result: ValidationResult, report: ValidationReport) -> list[str]:
    label = report.shape_label(result.source_shape)
    parts = [
        f"Shape {isolated(visible(label))}" if label else "Shape",
        f"<{visible(name)}>" if ":" in name and not name.startswith("[") else visible(name),
    ]
    place = "" if result.shape_place is None else f", {result.shape_place}"
    return [" ".join(parts) + visible(place)]


def _result(result: ValidationResult, report: ValidationReport) -> list[str]:
    severity = severity_name(result.severity.value)
    message = isolated(message_text(result, report))
    place = "" if result.place is None else f"{visible(str(result.place))}: "
    status = " (known)" if result.in_baseline else ""
    if result.waiver is not None:
        waiver = result.waiver
        status = f" (waived by {visible(waiver.person)} until {waiver.expires}: {visible(waiver.reason)})"
    lines = [f"{place}{visible(severity)}: {message}{status}"]
    if result.place is not None:
        lines += [f"  {line}" for line in excerpt(result.place)]
    component = result.source_constraint_component.value.rpartition("#")[2].removesuffix("ConstraintComponent")
    details = [visible(component)]
    if result.path is not None:
        details.append(f"path {path_text(result.path)}")
    if result.value is not None:
        details.append(f"value {isolated(text_of(result.value, report))}")
    details += [f"{term_text(iri)} {isolated(text_of(value, report))}" for iri, value in result.annotations]
    lines.append(f"  {', '.join(details)}")
    if result.explanation is not None:
        lines += [f"  {line}" for line in _explanation_lines(result.explanation, report)]
    reasons = reason_lines(result, report)
    if reasons:
        lines += ["  because:", *(f"  {'  ' * (line.level + 1)}{_reason(line)}" for line in reasons)]
    return lines


def _reason(line: ReasonLine) -> str:
    places = [] if line.place is None else [str(line.place)]
    places += [] if line.shape_place is None else [f"shape at {line.shape_place}"]
    return isolated(line.text) + (f" ({visible('; '.join(places))})" if places else "")


def _explanation_lines(explanation: Explanation, report: ValidationReport) -> list[str]:
    lines = [f"parameter: {visible(explanation.parameter)}"] if explanation.parameter else []
    values = ", ".join(isolated(text_of(value, report)) for value in explanation.value_nodes) or "none"
    more = f" … ({explanation.value_count})" if explanation.value_count > len(explanation.value_nodes) else ""
    lines.append(f"value nodes: {values}{more}")
    if explanation.nearest:
        lines.append(f"nearest valid value: {isolated(visible(explanation.nearest))}")
    return [*lines, f"SHACL, section {explanation.section}: {explanation.link}"]


def excerpt(place: Place) -> list[str]:
    """The line of the file, and a caret below the place.

    >>> print("\\n".join(excerpt(Place("a.ttl", 7, 5, "e:s e:p 1 ."))))
    7 | e:s e:p 1 .
      |     ^
    """
    if not place.excerpt:
        return []
    at = place.column - place.begins
    before, after = _spaced(place.excerpt[:at]), _spaced(place.excerpt[at:])
    start = "…" if place.begins > 1 else ""
    while width_of(before) > BEFORE:
        before, start = before[max(1, (len(before) - BEFORE) // 2) :], "…"
    rest = CELLS - width_of(start + before)
    if width_of(after) > rest:
        while width_of(after) > rest - 1:
            after = after[: max(rest - 1, 0)] if len(after) > rest else after[:-1]
        after += "…"
    number = str(place.line)
    return [f"{number} | {start}{before}{after}", f"{' ' * len(number)} | {' ' * width_of(start + before)}^"]


def _spaced(text: str) -> str:
    return visible(text.replace("\t", "    "))


def _sum(report: ValidationReport) -> str:
    if not report.has_results:
        if report.is_incomplete:
            return "No result, but the shapes were only partly evaluated: it is not known whether the data conforms."
        if report.coverage.shapes_without_targets:
            return "Nothing was validated: no shape has a target."
        return "The data conforms: no result."
    counts = ", ".join(plural(count, visible(severity_name(iri))) for iri, count in report.counts.items())
    in_baseline, waived = sum(r.in_baseline for r in report.results), sum(r.waiver is not None for r in report.results)
    counts += (f", {in_baseline} known" if in_baseline else "") + (f", {waived} waived" if waived else "")
    nodes = len({str(result.focus_node) for result in report.results})
    shapes = len({result.source_shape for result in report.results})
    where = f", at {plural(nodes, 'focus node')}, by {plural(shapes, 'shape')}" if report.results else ""
    sentence = f"The data does not conform: {plural(sum(report.counts.values()), 'result')} ({counts}){where}."
    return f"{sentence} The shapes were only partly evaluated." if report.is_incomplete else sentence


def statistics_text(report: ValidationReport) -> str:
    """What each shape was asked and how long that took, the slowest first."""
    rows = sorted(report.summaries.values(), key=lambda summary: (-summary.seconds, summary.name))
    omitted = {summary.node: report.omissions.by_shape.get(summary.node, 0) for summary in rows}
    for result in report.results:
        omitted[result.source_shape] = omitted.get(result.source_shape, 0) + 1
    lines = ["   seconds       nodes     results  shape"]
    lines += [f"{s.seconds:10.4f}  {s.focus_nodes:10,}  {omitted[s.node]:10,}  {visible(s.name)}" for s in rows]
    return "\n".join(lines) + "\n"
