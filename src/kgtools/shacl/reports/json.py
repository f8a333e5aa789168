"""The report as JSON: every result as values, for programs. `report.schema.json` beside this module describes it."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING

from kgtools.model.json import JsonDict
from kgtools.model.place import Place
from kgtools.model.terms import Literal, NamedNode, Term, Triple
from kgtools.shacl.accepted.waivers import Waiver
from kgtools.shacl.incomplete import NotEvaluated
from kgtools.shacl.reports.fingerprint import fingerprint
from kgtools.shacl.reports.plain import JsonStream, json_text
from kgtools.shacl.result import ShapeReason, ValidationResult
from kgtools.shacl.shapes.summary import ShapeSummary
from kgtools.shacl.shapes_graph.path import to_sparql
from kgtools.text.terms import triple_term

if TYPE_CHECKING:
    from kgtools.shacl.report import ValidationReport

__all__ = ["report_schema", "write_json"]


def write_json(report: ValidationReport) -> str:
    """A report as JSON.

    >>> from kgtools.shacl import ValidationReport
    >>> json.loads(write_json(ValidationReport(())))["conforms"]
    True
    """
    return json_text(_report(report))


def report_schema() -> JsonDict:
    """The JSON Schema (2020-12) of what :func:`write_json` writes.

    >>> report_schema()["title"]
    'A validation report of kgtools'
    """
    schema: JsonDict = json.loads(files("kgtools.shacl.reports").joinpath("report.schema.json").read_bytes())
    return schema


def _report(report: ValidationReport) -> dict[str, JsonStream]:
    return {
        "format": "kgtools-report",
        "version": 1,
        "conforms": report.conforms,
        "failed": report.fails(),
        "failOn": report.fail_on,
        "triples": report.coverage.triples,
        "shapeCount": report.coverage.shapes,
        "counts": dict(report.counts),
        "omitted": dict(report.omissions.by_severity),
        "results": (_result(result, report) for result in report.results),
        "shapes": [_shape(summary, report) for summary in report.summaries.values()],
        "unmatchedShapes": list(report.unmatched_shapes),
        "unjudgedShapes": [
            {"shape": shape.name, "reason": shape.reason, "place": _place(shape.place)}
            for shape in report.unjudged_shapes
        ],
        "complete": not report.not_evaluated,
        "notEvaluated": [_not_evaluated(entry) for entry in report.not_evaluated],
        "noTargets": report.coverage.shapes_without_targets or report.lacks_targets,
        "notes": list(report.notes),
        "differences": list(report.differences),
        "gone": [
            {"shape": k.shape, "focus": k.focus, "path": k.path, "component": k.component, "value": k.value}
            for k in report.excuses.gone_entries
        ],
        "expiredWaivers": [_waiver(waiver) for waiver in report.excuses.expired_waivers],
        "unusedWaivers": [_waiver(waiver) for waiver in report.excuses.unused_waivers],
    }


def _not_evaluated(entry: NotEvaluated) -> JsonDict:
    return {
        "shape": entry.shape,
        "reason": entry.reason,
        "section": entry.section,
        "illFormed": entry.is_ill_formed,
        "place": _place(entry.place),
    }


def _result(result: ValidationResult, report: ValidationReport) -> JsonDict:
    document = {
        **_result_fields(result, report),
        "status": "waived" if result.waiver is not None else "known" if result.in_baseline else "new",
        "fingerprint": fingerprint(result, report),
    }
    if result.annotations:
        document["annotations"] = [
            {"property": iri.value, "value": _term(value, report)} for iri, value in result.annotations
        ]
    if result.waiver is not None:
        document["waiver"] = _waiver(result.waiver)
    if result.explanation is not None:
        why = result.explanation
        document["explanation"] = {
            "parameter": why.parameter,
            "valueNodes": [_term(value, report) for value in why.value_nodes],
            "valueCount": why.value_count,
            "nearest": why.nearest,
            "section": why.section,
            "link": why.link,
        }
    return document | _reasons(result, report)


def _reasons(result: ValidationResult, report: ValidationReport) -> JsonDict:
    if not result.reasons and not result.reasons_omitted:
        return {}
    return {
        "reasons": [_reason(reason, report) for reason in result.reasons],
        "reasonsOmitted": result.reasons_omitted,
    }


def _reason(reason: ShapeReason, report: ValidationReport) -> JsonDict:
    return {
        "shape": report.shape_name(reason.shape),
        "shapePlace": _place(reason.shape_place),
        "node": _term(reason.node, report),
        "place": _place(reason.place),
        "conforms": reason.conforms,
        "results": [_detail(result, report) for result in reason.results],
        "omitted": reason.omitted,
    }


def _detail(result: ValidationResult, report: ValidationReport) -> JsonDict:
    trail = [to_sparql(path) for path in result.trail]
    return {**_result_fields(result, report), "trail": trail, **_reasons(result, report)}


def _result_fields(result: ValidationResult, report: ValidationReport) -> JsonDict:
    message = result.message(report.languages)
    return {
        "severity": result.severity.value,
        "level": result.level,
        "focusNode": _term(result.focus_node, report),
        "path": None if result.path is None else to_sparql(result.path),
        "value": None if result.value is None else _term(result.value, report),
        "message": message.value,
        "messages": [{"text": m.value, "language": report.tags.of(m) or None} for m in result.messages],
        "component": result.source_constraint_component.value,
        "shape": report.shape_name(result.source_shape),
        "constraint": None if result.source_constraint is None else _term(result.source_constraint, report),
        "place": _place(result.place),
        "shapePlace": _place(result.shape_place),
    }


def _shape(summary: ShapeSummary, report: ValidationReport) -> JsonDict:
    document: JsonDict = {
        "name": summary.name,
        "label": summary.label(report.languages),
        "description": summary.description(report.languages),
        "severity": summary.severity.value,
        "path": None if summary.path is None else to_sparql(summary.path),
        "constraints": list(summary.constraints),
        "hasTargets": summary.has_targets,
        "place": _place(summary.place),
    }
    if report.statistics:
        document["statistics"] = {"focusNodes": summary.focus_nodes, "seconds": round(summary.seconds, 6)}
    return document


def _term(term: Term, report: ValidationReport) -> JsonDict:
    label = report.label(term)
    document: JsonDict
    if isinstance(term, NamedNode):
        document = {"type": "iri", "value": term.value}
    elif isinstance(term, Literal):
        document = {"type": "literal", "value": term.value, "datatype": term.datatype.value}
        if term.language is not None:
            document["language"] = report.tags.of(term)
    elif isinstance(term, Triple):
        document = {"type": "triple", "value": triple_term(term)}
    else:
        document = {"type": "bnode", "value": str(term)}
    return {**document, "label": label} if label else document


def _place(place: Place | None) -> JsonDict | None:
    return None if place is None else {"file": place.file, "line": place.line, "column": place.column}


def _waiver(waiver: Waiver) -> JsonDict:
    return {
        "shape": waiver.shape,
        "focus": waiver.focus,
        "reason": waiver.reason,
        "person": waiver.person,
        "expires": waiver.expires.isoformat(),
    }
