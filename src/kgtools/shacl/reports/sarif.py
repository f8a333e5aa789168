"""The report as SARIF 2.1.0: a rule for each shape with its help, a result with its place, for code scanning."""

from __future__ import annotations

import hashlib
import os
import re
from functools import lru_cache
from itertools import chain
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import quote

from kgtools import __version__
from kgtools.model.json import JsonDict
from kgtools.model.place import Place
from kgtools.model.terms import Term
from kgtools.shacl.incomplete import NotEvaluated
from kgtools.shacl.reports.fingerprint import fingerprint
from kgtools.shacl.reports.plain import JsonStream, json_text, message_text, named_text, path_text
from kgtools.shacl.reports.reasons import reason_lines
from kgtools.shacl.result import ValidationResult
from kgtools.shacl.shapes.summary import ShapeSummary
from kgtools.text.characters import visible
from kgtools.text.names import last_part
from kgtools.text.terms import short_iri

if TYPE_CHECKING:
    from kgtools.shacl.report import ValidationReport

__all__ = ["write_sarif"]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
#: characters that the id of a rule has at most
LONGEST = 255
_LEVELS = {"violation": "error", "warning": "warning", "info": "note"}


def write_sarif(report: ValidationReport) -> str:
    """A report as SARIF.

    >>> import json
    >>> from kgtools.shacl import ValidationReport
    >>> json.loads(write_sarif(ValidationReport(())))["version"]
    '2.1.0'
    """
    nodes: dict[Term, None] = dict.fromkeys(report.summaries)
    nodes.update((result.source_shape, None) for result in report.results)
    index = {node: number for number, node in enumerate(nodes)}
    results = chain(
        (_result(result, index, report) for result in report.results),
        (_absent(entry.shape, str(entry), index, report) for entry in report.excuses.gone_entries),
    )
    invocation: JsonDict = {"executionSuccessful": not report.is_incomplete, **_notifications(report)}
    run: dict[str, JsonStream] = {
        "tool": {"driver": _driver([_rule(node, report) for node in nodes])},
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "results": results,
    }
    return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _driver(rules: list[JsonDict]) -> JsonDict:
    return {"name": "kgtools", "version": __version__, "semanticVersion": __version__, "rules": rules}


def _notifications(report: ValidationReport) -> JsonDict:
    notifications: list[JsonDict] = [
        {"level": "note", "message": {"text": visible(remark)}} for remark in report.remarks()
    ]
    invocation: JsonDict = {"toolExecutionNotifications": notifications} if notifications else {}
    if report.not_evaluated:
        invocation["toolConfigurationNotifications"] = [_left_out(entry, report) for entry in report.not_evaluated]
    return invocation


def _left_out(entry: NotEvaluated, report: ValidationReport) -> JsonDict:
    """A part of the shapes that was not evaluated: these configure what is looked for (section 3.20.21)."""
    notification: JsonDict = {
        "level": "note" if report.skip_unsupported else "error",
        "message": {"text": _message_text(f"Not evaluated: {visible(entry.reason)}")},
    }
    if entry.place is not None:
        notification["locations"] = [{"physicalLocation": _physical(entry.place)}]
    return notification


def _rule(node: Term, report: ValidationReport) -> JsonDict:
    name = report.shape_name(node)
    rule: JsonDict = {"id": _rule_id(name)}
    summary = report.summaries.get(node)
    if summary is None:
        return {**rule, "shortDescription": {"text": visible(name)}}
    label, description = summary.label(report.languages), summary.description(report.languages)
    text = [part for part in (description, *summary.constraints) if part]
    rule["name"] = "".join(part[:1].upper() + part[1:] for part in re.findall(r"\w+", label or _last(name))) or "Shape"
    rule["shortDescription"] = {"text": visible(label or name)}
    rule["fullDescription"] = {"text": visible(description or label or name)}
    rule["help"] = {
        "text": visible(" ".join(text)) or visible(name),
        "markdown": _markdown(summary, label, description),
    }
    rule["defaultConfiguration"] = {"level": _LEVELS.get(_last(summary.severity.value).lower(), "error")}
    rule["properties"] = {"tags": ["SHACL"]}
    return rule


def _rule_id(name: str) -> str:
    """The name of a shape, or of a long one its beginning and its digest: code scanning takes 255 characters."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 33]} {hashlib.sha256(name.encode()).hexdigest()[:32]}"


def _markdown(summary: ShapeSummary, label: str, description: str) -> str:
    lines = [f"**{_escaped(label or summary.name)}**"]
    if description:
        lines += ["", _escaped(description)]
    if summary.path is not None:
        lines += ["", f"Path: {_code(path_text(summary.path))}"]
    if summary.constraints:
        lines += ["", *(f"- {_code(constraint)}" for constraint in summary.constraints)]
    if summary.place is not None:
        lines += ["", f"Shape: {_code(str(summary.place))}"]
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    """Text that Markdown takes as it is.

    >>> _escaped("a <b> [c](d)")
    'a &lt;b&gt; \\\\[c\\\\]\\\\(d\\\\)'
    """
    plain = visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_{}\[\]()#|!~])", r"\\\1", plain)


def _code(text: str) -> str:
    ticks = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{visible(text)}{pad}{ticks}"


def _result(result: ValidationResult, index: dict[Term, int], report: ValidationReport) -> JsonDict:
    document: JsonDict = {
        "ruleId": _rule_id(report.shape_name(result.source_shape)),
        "ruleIndex": index[result.source_shape],
        "level": _LEVELS[result.level],
        "message": {"text": _message(result, report)},
        "locations": [_location(result, report)],
        "partialFingerprints": {"kgtoolsResult/v1": fingerprint(result, report)},
    }
    related = [] if result.shape_place is None else [_related(1, "the shape", result.shape_place)]
    for line in reason_lines(result, report):
        related.append(_related(len(related) + 1, line.text, line.place))
    if related:
        document["relatedLocations"] = related
    if report.excuses.has_baseline:
        document["baselineState"] = "unchanged" if result.in_baseline else "new"
    if result.waiver is not None:
        waiver = result.waiver
        reason = f"{waiver.reason} ({waiver.person}, until {waiver.expires})"
        document["suppressions"] = [{"kind": "external", "status": "accepted", "justification": visible(reason)}]
    properties: JsonDict = {
        "component": result.source_constraint_component.value,
        "severity": result.severity.value,
        "focusNode": report.tags.term(result.focus_node),
    }
    if result.value is not None:
        properties["value"] = report.tags.term(result.value)
    document["properties"] = properties
    return document


def _related(number: int, text: str, place: Place | None) -> JsonDict:
    location: JsonDict = {"id": number, "message": {"text": _message_text(text)}}
    if place is not None:
        location["physicalLocation"] = _physical(place)
    return location


def _message(result: ValidationResult, report: ValidationReport) -> str:
    about = named_text(result.focus_node, report)
    path = "" if result.path is None else f", path {path_text(result.path)}"
    component = short_iri(result.source_constraint_component.value).removesuffix("ConstraintComponent")
    return _message_text(f"{message_text(result, report)} (focus node {about}{path}, {component})")


def _location(result: ValidationResult, report: ValidationReport) -> JsonDict:
    location: JsonDict = {
        "logicalLocations": [{"fullyQualifiedName": report.tags.term(result.focus_node), "kind": "resource"}]
    }
    if result.place is not None:
        location["physicalLocation"] = _physical(result.place)
    elif report.files:
        # code scanning takes no result without a file: the first one that was validated
        location["physicalLocation"] = {"artifactLocation": {"uri": _uri(report.files[0])}}
    return location


def _physical(place: Place) -> JsonDict:
    region = {"startLine": place.line, "startColumn": place.column}
    location: JsonDict = {"artifactLocation": {"uri": _uri(place.file)}, "region": region}
    if place.excerpt and place.begins == 1:
        location["contextRegion"] = {"startLine": place.line, "snippet": {"text": place.excerpt}}
    return location


@lru_cache(maxsize=256)
def _uri(file: str) -> str:
    """A file as the URI reference of an artifact: relative to the working directory where it is below it.

    >>> _uri("data/a b.ttl"), _uri("/tmp/x.ttl")
    ('data/a%20b.ttl', 'file:///tmp/x.ttl')
    """
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(os.fsencode(path.as_posix()))


def _absent(shape: str, text: str, index: dict[Term, int], report: ValidationReport) -> JsonDict:
    document: JsonDict = {
        "ruleId": _rule_id(shape),
        "message": {"text": f"It is gone: {_message_text(visible(text))}."},
        "level": "none",
        "kind": "pass",
        "baselineState": "absent",
    }
    for node, number in index.items():
        if report.shape_name(node) == shape:
            document["ruleIndex"] = number
    if report.files:
        document["locations"] = [{"physicalLocation": {"artifactLocation": {"uri": _uri(report.files[0])}}}]
    return document


def _message_text(text: str) -> str:
    """Text of a message: brackets would be links and braces placeholders (sections 3.11.5 and 3.11.6).

    >>> _message_text("[a] {0}")
    '\\\\[a\\\\] {{0}}'
    """
    escaped = re.sub(r"([\\\[\]])", r"\\\1", text)
    return escaped.replace("{", "{{").replace("}", "}}")


def _last(name: str) -> str:
    return last_part(name.rstrip(">"))
