"""The report as one HTML page: no network, a strict policy, filters, right-to-left text as it is read, light and dark.

Whatever comes from data is escaped, and only http and https IRIs become links. The policy (CSP) allows the page's own
style and script by their digest and nothing else, so that nothing that slips through could run or load anything.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from html import escape
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING

from kgtools.model.place import Place
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.shacl.reports.plain import message_text, path_text, text_of
from kgtools.shacl.reports.reasons import ReasonLine, reason_lines
from kgtools.shacl.reports.words import WORDS
from kgtools.shacl.result import ValidationResult
from kgtools.shacl.wording.wording import language_of
from kgtools.text.characters import visible
from kgtools.text.direction import text_direction
from kgtools.text.terms import short_iri

if TYPE_CHECKING:
    from kgtools.shacl.report import ValidationReport

__all__ = ["write_html"]

_LEVELS = ("violation", "warning", "info")
#: a string of Turtle, or the part of it on the line
_STRING = re.compile(r"""\"([^"\\]|\\.)*\"?|'([^'\\]|\\.)*'?""")


def write_html(report: ValidationReport) -> str:
    """A report as an HTML page.

    >>> from kgtools.shacl import ValidationReport
    >>> write_html(ValidationReport(())).splitlines()[0]
    '<!DOCTYPE html>'
    """
    language = language_of(report.languages)
    words = WORDS[language]
    # line ends as the browser sees them, or the digests would not fit
    style, script = (_resource(name) for name in ("page.css", "page.js"))
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    direction = "rtl" if language == "he" else "ltr"
    return "".join(
        [
            f'<!DOCTYPE html>\n<html lang="{language}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            '<meta name="referrer" content="no-referrer">\n',
            f"<title>{words['title']}</title>\n<style>{style}</style>\n</head>\n<body>\n",
            _header(report, words),
            _filters(report, words),
            f"<main>\n{_sections(report, words)}</main>\n<script>{script}</script>\n</body>\n</html>\n",
        ]
    )


def _resource(name: str) -> str:
    return files("kgtools.shacl.reports").joinpath(name).read_text(encoding="utf-8").replace("\r\n", "\n")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _header(report: ValidationReport, words: Mapping[str, str]) -> str:
    kind = "conforms" if report.conforms else "fails" if report.fails() else "passes"
    if report.is_incomplete and not report.has_results:
        kind = "unknown"
    counts = [f"{_severity(iri, words)}: {count}" for iri, count in report.counts.items()]
    lines = [
        f"<h1>{words['title']}</h1>\n",
        f'<p class="verdict {"bad" if kind in ("fails", "unknown") else "good"}">{words[kind]}</p>\n',
        f'<p class="quiet">{" · ".join(counts)}</p>\n' if counts else "",
    ]
    remarks = [_text(remark) for remark in report.remarks()]
    remarks += [f"{words['gone']}: {_text(str(absent))}" for absent in report.excuses.gone_entries]
    remarks += [f"{words['left_out']}: {_text(str(entry))}" for entry in report.not_evaluated]
    if remarks:
        items = "".join(f'<li dir="auto">{remark}</li>\n' for remark in remarks)
        lines.append(f'<ul class="remarks">\n{items}</ul>\n')
    return f"<header>\n{''.join(lines)}</header>\n"


def _severity(iri: str, words: Mapping[str, str]) -> str:
    name = iri.rpartition("#")[2].lower()
    return words[name] if name in _LEVELS else f"<bdi>{_text(short_iri(iri))}</bdi>"


def _filters(report: ValidationReport, words: Mapping[str, str]) -> str:
    if not report.results:
        return ""
    names = sorted({report.shape_name(result.source_shape) for result in report.results})
    options = "".join(f'<option value="{number}">{_text(name)}</option>' for number, name in enumerate(names))
    boxes = "".join(
        f'<label><input type="checkbox" name="level" value="{level}" checked>{words[level]}</label>\n'
        for level in _LEVELS
        if any(result.level == level for result in report.results)
    )
    if any(result.excused for result in report.results):
        boxes += f'<label><input type="checkbox" name="excused" checked>{words["excused"]}</label>\n'
    return (
        f'<form class="filters" hidden>\n<label>{words["shape"]} <select name="shape">'
        f'<option value="">{words["all"]}</option>{options}</select></label>\n{boxes}'
        f'<span class="quiet">{words["shown"]}: <span id="shown">{len(report.results)}</span></span>\n</form>\n'
    )


def _sections(report: ValidationReport, words: Mapping[str, str]) -> str:
    parts = []
    by_shape = sorted(report.results, key=lambda result: report.shape_name(result.source_shape))
    groups = groupby(by_shape, key=lambda result: report.shape_name(result.source_shape))
    for number, (name, of_shape) in enumerate(groups):
        results = list(of_shape)
        shape = results[0].source_shape
        summary = report.summaries.get(shape)
        label = report.shape_label(shape)
        description = "" if summary is None else summary.description(report.languages)
        heading = _linked(shape) if isinstance(shape, NamedNode) else f'<code dir="ltr">{_text(name)}</code>'
        title = f"<bdi>{_text(label)}</bdi> " if label else ""
        head = f"<h2>{title}{heading}</h2>\n"
        if description:
            head += f'<p class="quiet" dir="{text_direction(description)}">{_text(description)}</p>\n'
        if results[0].shape_place is not None:
            head += (
                f'<p class="quiet">{words["defined"]} <code dir="ltr">{_text(str(results[0].shape_place))}</code></p>\n'
            )
        body = "".join(_result(result, report, words) for result in results)
        parts.append(f'<section class="shape" data-shape="{number}">\n<header>\n{head}</header>\n{body}</section>\n')
    return "".join(parts)


def _result(result: ValidationResult, report: ValidationReport, words: Mapping[str, str]) -> str:
    status = "waived" if result.waiver is not None else "known" if result.in_baseline else "new"
    message = result.message(report.languages)
    language = f' lang="{escape(report.tags.of(message))}"' if message.language else ""
    text = message_text(result, report)
    direction = text_direction(text, message.language)
    severity = _severity(result.severity.value, words)
    lines = [
        f'<article class="result {result.level}" data-level="{result.level}" data-status="{status}">\n',
        f'<p><span class="level">{severity}</span> {_node(result.focus_node, report)}</p>\n',
        f'<p class="message" dir="{direction}"{language}>{_text(text)}</p>\n',
    ]
    if result.place is not None:
        lines.append(_excerpt(result.place))
    component = short_iri(result.source_constraint_component.value)
    rows = [(words["component"], f'<code dir="ltr">{_text(component)}</code>')]
    if result.path is not None:
        rows.append((words["path"], f'<code dir="ltr">{_text(path_text(result.path))}</code>'))
    if result.value is not None:
        rows.append((words["value"], _node(result.value, report)))
    if result.place is not None:
        rows.append((words["place"], f'<code dir="ltr">{_text(str(result.place))}</code>'))
    if result.waiver is not None:
        waiver = result.waiver
        rows.append((words["waived"], f"<bdi>{_text(f'{waiver.person}, {waiver.expires}: {waiver.reason}')}</bdi>"))
    elif result.in_baseline:
        rows.append(("", words["known"]))
    rows += _explanation(result, report, words)
    reasons = reason_lines(result, report)
    if reasons:
        rows.append((words["because"], _reasons(reasons, words)))
    table = "".join(f"<dt>{name}</dt><dd>{value}</dd>\n" for name, value in rows)
    return "".join([*lines, f"<dl>\n{table}</dl>\n</article>\n"])


def _explanation(result: ValidationResult, report: ValidationReport, words: Mapping[str, str]) -> list[tuple[str, str]]:
    why = result.explanation
    if why is None:
        return []
    values = ", ".join(_node(value, report) for value in why.value_nodes) or words["none"]
    more = f" … ({why.value_count})" if why.value_count > len(why.value_nodes) else ""
    rows = [(words["parameter"], f'<code dir="ltr">{_text(why.parameter)}</code>')] if why.parameter else []
    rows.append((words["values"], values + more))
    if why.nearest:
        rows.append((words["nearest"], f'<code dir="auto">{_text(why.nearest)}</code>'))
    rows.append((words["section"], f'<a href="{escape(why.link)}" rel="noreferrer">SHACL {escape(why.section)}</a>'))
    return rows


def _reasons(lines: list[ReasonLine], words: Mapping[str, str]) -> str:
    """Lines as lists within lists."""
    parts: list[str] = []
    depth = -1
    for line in lines:
        if line.level > depth:
            parts.append("<ul>" * (line.level - depth))
        else:
            parts.append("</li>" + "</ul></li>" * (depth - line.level))
        depth = line.level
        places = [] if line.place is None else [f'<code dir="ltr">{_text(str(line.place))}</code>']
        if line.shape_place is not None:
            places.append(f'{words["defined"]} <code dir="ltr">{_text(str(line.shape_place))}</code>')
        where = f' <span class="quiet">{" · ".join(places)}</span>' if places else ""
        parts.append(f'<li dir="{text_direction(line.text)}">{_text(line.text)}{where}')
    return "".join(parts) + "</li></ul>" * (depth + 1)


def _node(term: Term, report: ValidationReport) -> str:
    label = report.label(term)
    content = _linked(term) if isinstance(term, NamedNode) else f"<bdi>{_text(text_of(term, report))}</bdi>"
    if isinstance(term, Literal) and term.language is not None:
        content = f"<bdi>{_text(text_of(term, report))}</bdi>"
    return f"<bdi>{_text(label)}</bdi> {content}" if label else content


def _linked(iri: NamedNode) -> str:
    """An IRI; a link where it leads to the web and nowhere else."""
    text = f'<code dir="ltr">{_text(short_iri(iri.value))}</code>'
    if not iri.value.startswith(("http://", "https://")):
        return text
    return f'<a href="{escape(iri.value)}" rel="noreferrer">{text}</a>'


def _excerpt(place: Place) -> str:
    if not place.excerpt:
        return ""
    at = place.column - place.begins
    before, after = place.excerpt[:at], place.excerpt[at:]
    end = next((i for i, c in enumerate(after) if i and c in " \t,;.[](){}"), len(after))
    string = _STRING.match(after)
    if string:
        end = string.end()
    marked = f"{_safe_text(before)}<mark>{_safe_text(after[:end])}</mark>{_safe_text(after[end:])}"
    return f"<pre>{place.line}  {marked}</pre>\n"


def _safe_text(text: str) -> str:
    return escape(visible(text.replace("\t", "    ")))


def _text(text: str) -> str:
    """Text from data: escaped, controls and overrides of direction shown and not carried out."""
    return escape(visible(text))
