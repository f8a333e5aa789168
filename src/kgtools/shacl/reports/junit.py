"""The report as JUnit XML: a suite for each shape, a case for each result, a case that passes where it has none.

A result that makes the validation fail is a failure, one that a baseline or waiver excuses is skipped, and one below
``fail_on`` passes and says its message.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from kgtools.shacl.incomplete import NotEvaluated
from kgtools.shacl.reports.plain import message_text, named_text, path_text, text_of
from kgtools.shacl.reports.reasons import placed_text, reason_lines
from kgtools.shacl.result import FAIL_ON, ValidationResult
from kgtools.text.characters import visible

if TYPE_CHECKING:
    from kgtools.shacl.report import ValidationReport

__all__ = ["write_junit"]

_NO_TARGET = (
    "the targets match no node",
    "The targets match no node of the data, and targets are required.",
    "targets",
)
_UNJUDGED = ("the shape is never evaluated", "The shape is never evaluated, and targets are required.", "targets")
#: what XML 1.0 cannot hold (section 2.2)
_ILLEGAL = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_junit(report: ValidationReport) -> str:
    """A report as JUnit XML.

    >>> from kgtools.shacl import ValidationReport
    >>> print(write_junit(ValidationReport(())))
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="kgtools validate" tests="0" failures="0" errors="0" skipped="0">
    </testsuites>
    <BLANKLINE>
    """
    by_shape: dict[str, list[ValidationResult]] = {}
    for result in report.results:
        by_shape.setdefault(report.shape_name(result.source_shape), []).append(result)
    for summary in report.summaries.values():
        if summary.has_targets:
            by_shape.setdefault(summary.name, [])
    expired = [
        _case(str(w), "waivers", _tag("failure", "the waiver expired", f"{w} expired on {w.expires}.", "waiver"))
        for w in report.excuses.expired_waivers
    ]
    suites = [_suite(name, [_result(r, name, report) for r in results]) for name, results in sorted(by_shape.items())]
    if expired:
        suites.append(_suite("waivers", expired))
    if report.lacks_targets:
        cases = [_case(name, "targets", _tag("error", *_NO_TARGET)) for name in report.unmatched_shapes]
        cases += [_case(s.name, "targets", _tag("error", *_UNJUDGED)) for s in report.unjudged_shapes]
        none = _case("no shape has a target", "targets", _tag("error", *_NO_TARGET))
        suites.append(_suite("targets", cases or [none]))
    if report.not_evaluated:
        suites.append(_suite("not evaluated", [_left_out(entry, report) for entry in report.not_evaluated]))
    text = "".join(suites)
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="kgtools validate"{_counts(text)}>'
    return f"{head}\n{text}</testsuites>\n"


def _suite(name: str, cases: list[str]) -> str:
    text = "".join(cases) or _case("no result of its own", name, "")
    return f"  <testsuite name={_attribute(name)}{_counts(text)}>\n{text}  </testsuite>\n"


def _counts(text: str) -> str:
    # what comes from data is escaped, so these can be tags only
    failures, errors, skipped = (text.count(f"<{tag} ") for tag in ("failure", "error", "skipped"))
    return f' tests="{text.count("<testcase ")}" failures="{failures}" errors="{errors}" skipped="{skipped}"'


def _result(result: ValidationResult, suite: str, report: ValidationReport) -> str:
    message = message_text(result, report)
    about = named_text(result.focus_node, report)
    path = "" if result.path is None else f" {path_text(result.path)}"
    component = result.source_constraint_component.value.rpartition("#")[2].removesuffix("ConstraintComponent")
    details = [message, f"focus node: {text_of(result.focus_node, report)}"]
    if result.value is not None:
        details.append(f"value: {text_of(result.value, report)}")
    if result.place is not None:
        details.append(f"at: {result.place}")
    if result.shape_place is not None:
        details.append(f"shape at: {result.shape_place}")
    details += [f"{'  ' * line.level}{placed_text(line)}" for line in reason_lines(result, report)]
    text = "\n".join(details)
    if result.waiver is not None:
        waiver = result.waiver
        reason = f"waived by {waiver.person} until {waiver.expires}: {waiver.reason}"
        inside = f"      <skipped message={_attribute(visible(reason))}/>\n"
    elif result.in_baseline:
        inside = '      <skipped message="known: it is in the baseline"/>\n'
    elif report.fail_on != "none" and result.rank <= FAIL_ON.index(report.fail_on):
        inside = _tag("failure", message, text, result.level)
    else:
        inside = f"      <system-out>{_text(text)}</system-out>\n"
    place = result.place
    where = "" if place is None else f' file={_attribute(place.file)} line="{place.line}"'
    return _case(f"{about}{path} {component}", suite, inside, where)


def _left_out(entry: NotEvaluated, report: ValidationReport) -> str:
    """A part of the shapes that was not evaluated: an error, unless that is accepted."""
    place = entry.place
    where = "" if place is None else f' file={_attribute(place.file)} line="{place.line}"'
    reason = visible(entry.reason)
    if report.skip_unsupported:
        return _case(reason, "not evaluated", f"      <skipped message={_attribute(reason)}/>\n", where)
    return _case(reason, "not evaluated", _tag("error", reason, visible(str(entry)), "not evaluated"), where)


def _case(name: str, suite: str, inside: str, place: str = "") -> str:
    head = f"    <testcase name={_attribute(name)} classname={_attribute(suite)}{place}"
    return f"{head}>\n{inside}    </testcase>\n" if inside else f"{head}/>\n"


def _tag(tag: str, message: str, text: str, kind: str) -> str:
    return f"      <{tag} message={_attribute(message)} type={_attribute(kind)}>{_text(text)}</{tag}>\n"


def _attribute(text: str) -> str:
    return quoteattr(_ILLEGAL.sub("\ufffd", text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def _text(text: str) -> str:
    return escape(_ILLEGAL.sub("\ufffd", text))
