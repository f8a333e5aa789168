"""The report for people: what is wrong, grouped by focus node, and the sum at the end."""

from __future__ import annotations

import re
from itertools import groupby

from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import RDF, RDFS, SH, XSD
from kgtools.shacl.path import to_sparql
from kgtools.shacl.report import ValidationReport, ValidationResult

__all__ = ["write_text"]

_PREFIXES = (("sh", SH), ("rdf", RDF), ("rdfs", RDFS), ("xsd", XSD))
#: control characters, and those that turn the direction of a line: they are shown, not carried out
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def write_text(report: ValidationReport) -> str:
    """A report for people.

    >>> print(write_text(ValidationReport(())))
    The data conforms: no result.
    <BLANKLINE>
    """
    lines: list[str] = []
    for focus, results in groupby(report.results, key=lambda result: str(result.focus_node)):
        lines.append(_safe(focus))
        for result in results:
            lines += _result(result)
        lines.append("")
    lines += [f"The engines do not agree: {_safe(difference)}" for difference in report.differences]
    lines.append(_sum(report))
    return "\n".join(lines) + "\n"


def _result(result: ValidationResult) -> list[str]:
    where = "" if result.path is None else f" at {_safe(to_sparql(result.path))}"
    value = "" if result.value is None else f", value {_term(result.value)}"
    component = _short(result.source_constraint_component.value).removeprefix("sh:").removesuffix("ConstraintComponent")
    lines = [f"  {_short(result.severity.value).removeprefix('sh:')} ({component}){where}{value}"]
    for message in result.messages:
        tag = f" @{message.language}" if message.language is not None else ""
        lines.append(f"    {_safe(message.value)}{tag}")
    shape = result.source_shape
    lines.append(f"    shape {_term(shape)}")
    return lines


def _sum(report: ValidationReport) -> str:
    if report.conforms:
        return "The data conforms: no result."
    counted = ", ".join(f"{count} {_severity(iri)}{'s' if count != 1 else ''}" for iri, count in report.counts.items())
    total = len(report.results)
    return f"The data does not conform: {total} result{'s' if total != 1 else ''} ({counted})."


def _severity(iri: str) -> str:
    return _short(iri).removeprefix("sh:").lower() if iri.startswith(SH) else _safe(iri)


def _term(term: Term) -> str:
    if isinstance(term, NamedNode):
        short = _short(term.value)
        return _safe(short if short != term.value else f"<{term.value}>")
    if isinstance(term, Literal) and len(term.value) > 200:
        return _safe(f"{str(term)[:200]}… ({len(term.value)} characters)")
    return _safe(str(term))


def _short(iri: str) -> str:
    for prefix, namespace in _PREFIXES:
        if iri.startswith(namespace) and iri[len(namespace) :].isalnum():
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def _safe(text: str) -> str:
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04X}", text)
