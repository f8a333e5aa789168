"""Baselines: known results, in a file; new results fail, and those that are gone are reported."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kgtools.errors import ParseError, SourceError
from kgtools.model.json import JsonDict
from kgtools.model.terms import BlankNode, Term
from kgtools.reading import Source, check_source
from kgtools.shacl.shapes_graph.path import to_sparql

if TYPE_CHECKING:
    from kgtools.shacl.report import ValidationReport
    from kgtools.shacl.result import ValidationResult

__all__ = ["BaselineEntry", "apply_baseline", "baseline_entry", "read_baseline", "write_baseline"]

_FORMAT = "kgtools-baseline"
_FIELDS = ("shape", "focus", "path", "component", "value")


@dataclass(frozen=True, order=True, slots=True)
class BaselineEntry:
    """What makes a result the same as one of an earlier run: terms as N-Triples, a shape by its name, a path as SPARQL.

    What has no such part has an empty text. The message plays no part, nor does the place in the file.
    """

    shape: str
    focus: str
    path: str
    component: str
    value: str

    def __str__(self) -> str:
        parts = (f"shape {self.shape}", f"focus node {self.focus}", self.path and f"path {self.path}")
        return ", ".join(part for part in (*parts, self.value and f"value {self.value}") if part)


def baseline_entry(result: ValidationResult, report: ValidationReport) -> BaselineEntry:
    """What a baseline remembers of a result. A blank node is remembered by its triples, not by its label."""
    return BaselineEntry(
        shape=report.shape_name(result.source_shape),
        focus=_text(result.focus_node, report.blank_node),
        path="" if result.path is None else to_sparql(result.path),
        component=result.source_constraint_component.value,
        value="" if result.value is None else _text(result.value, report.blank_node),
    )


def _text(term: Term, blank_node: Callable[[BlankNode], str]) -> str:
    return blank_node(term) if isinstance(term, BlankNode) else str(term)


def read_baseline(path: Source) -> Counter[BaselineEntry]:
    """The results that a baseline knows, with how often; raises :class:`SourceError` and :class:`ParseError`."""
    if not Path(path).exists():
        raise SourceError(str(path), "there is no such file; write it with --update-baseline")
    try:
        document: object = json.loads(Path(check_source(path)).read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise SourceError(str(path), "this is not UTF-8 text; save the file as UTF-8") from error
    except ValueError as error:
        line, column = getattr(error, "lineno", None), getattr(error, "colno", None)
        raise ParseError("this is not JSON.", source=str(path), line=line, column=column) from error
    except RecursionError as error:
        raise ParseError("this is not a baseline file; write one with --update-baseline.", source=str(path)) from error
    try:
        if not isinstance(document, dict) or document["format"] != _FORMAT or document["version"] != 1:
            raise TypeError("a document")
        entries: Counter[BaselineEntry] = Counter()
        for entry in document["results"]:
            texts = {name: entry.get(name, "") for name in _FIELDS}
            count = entry.get("count", 1)
            if not all(isinstance(text, str) for text in texts.values()) or not isinstance(count, int) or count < 1:
                raise TypeError("a field")
            entries[BaselineEntry(**texts)] += count
    except (KeyError, TypeError, AttributeError) as error:
        raise ParseError("this is not a baseline file; write one with --update-baseline.", source=str(path)) from error
    return entries


def write_baseline(report: ValidationReport) -> str:
    """A baseline of what a report holds, waived results apart; the same text for the same results, one a line.

    >>> from kgtools.shacl.report import ValidationReport
    >>> print(write_baseline(ValidationReport(())))
    {
    "format": "kgtools-baseline",
    "version": 1,
    "results": [
    ]
    }
    <BLANKLINE>
    """
    counts = Counter(baseline_entry(result, report) for result in report.results if result.waiver is None)
    lines = []
    for recorded_entry, count in sorted(counts.items()):
        entry: JsonDict = {name: text for name in _FIELDS if (text := getattr(recorded_entry, name))}
        if count > 1:
            entry["count"] = count
        lines.append(json.dumps(entry, ensure_ascii=False))
    body = "".join(f"{line},\n" for line in lines[:-1]) + "".join(f"{line}\n" for line in lines[-1:])
    return f'{{\n"format": "{_FORMAT}",\n"version": 1,\n"results": [\n{body}]\n}}\n'


def apply_baseline(report: ValidationReport, baseline: Counter[BaselineEntry]) -> ValidationReport:
    """The report with every result that the baseline knows marked, and with what the baseline knows and is gone."""
    remaining = Counter(baseline)

    def marked(result: ValidationResult) -> ValidationResult:
        entry = baseline_entry(result, report)
        if result.waiver is not None:
            # a waiver answers for it, whether the baseline has it or not
            remaining[entry] = max(remaining[entry] - 1, 0)
            return result
        if not remaining[entry]:
            return result
        remaining[entry] -= 1
        return replace(result, in_baseline=True)

    results = tuple(map(marked, report.results))
    return replace(
        report,
        results=results,
        excuses=replace(report.excuses, has_baseline=True, gone_entries=tuple(sorted((+remaining).elements()))),
    )
