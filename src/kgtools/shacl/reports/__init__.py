"""The formats of reports, one module a format, all in :data:`REPORT_FORMATS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgtools.errors import UnknownNameError

if TYPE_CHECKING:
    from kgtools.shacl.report import ValidationReport

__all__ = ["REPORT_FORMATS", "ReportFormat", "report_format", "write_report"]


@dataclass(frozen=True, kw_only=True)
class ReportFormat:
    """A way to write a report: its name, media type, the extension of its files, and what writes it.

    `has_details` says that the command line looks up the results below results for it.
    """

    name: str
    media_type: str
    extension: str
    write: Callable[[ValidationReport], str]
    has_details: bool = False


# each writer is imported when it is needed: one report needs one of them


def _text(report: ValidationReport) -> str:
    from kgtools.shacl.reports.text import write_text

    return write_text(report)


def _json(report: ValidationReport) -> str:
    from kgtools.shacl.reports.json import write_json

    return write_json(report)


def _turtle(report: ValidationReport) -> str:
    from kgtools.shacl.reports.graph import write_graph

    return write_graph(report, "turtle")


def _nt(report: ValidationReport) -> str:
    from kgtools.shacl.reports.graph import write_graph

    return write_graph(report, "nt")


def _jsonld(report: ValidationReport) -> str:
    from kgtools.shacl.reports.graph import write_graph

    return write_graph(report, "jsonld")


def _sarif(report: ValidationReport) -> str:
    from kgtools.shacl.reports.sarif import write_sarif

    return write_sarif(report)


def _junit(report: ValidationReport) -> str:
    from kgtools.shacl.reports.junit import write_junit

    return write_junit(report)


def _github(report: ValidationReport) -> str:
    from kgtools.shacl.reports.github import write_github

    return write_github(report)


def _csv(report: ValidationReport) -> str:
    from kgtools.shacl.reports.csv import write_csv

    return write_csv(report)


def _html(report: ValidationReport) -> str:
    from kgtools.shacl.reports.html import write_html

    return write_html(report)


REPORT_FORMATS: tuple[ReportFormat, ...] = (
    ReportFormat(name="text", media_type="text/plain", extension="txt", write=_text),
    ReportFormat(name="json", media_type="application/json", extension="json", write=_json, has_details=True),
    ReportFormat(name="turtle", media_type="text/turtle", extension="ttl", write=_turtle, has_details=True),
    ReportFormat(name="nt", media_type="application/n-triples", extension="nt", write=_nt, has_details=True),
    ReportFormat(name="jsonld", media_type="application/ld+json", extension="jsonld", write=_jsonld, has_details=True),
    ReportFormat(name="sarif", media_type="application/sarif+json", extension="sarif", write=_sarif, has_details=True),
    ReportFormat(name="junit", media_type="application/junit+xml", extension="xml", write=_junit, has_details=True),
    ReportFormat(
        name="github", media_type="text/x-github-annotations", extension="annotations", write=_github, has_details=True
    ),
    ReportFormat(name="csv", media_type="text/csv", extension="csv", write=_csv),
    ReportFormat(name="html", media_type="text/html", extension="html", write=_html, has_details=True),
)


def report_format(name: str) -> ReportFormat:
    """The format with that name, extension or media type.

    >>> report_format("ttl").name
    'turtle'

    Raises :class:`UnknownNameError`.
    """
    for row in REPORT_FORMATS:
        if name.casefold() in (row.name, row.extension, row.media_type):
            return row
    raise UnknownNameError("report format", name, [row.name for row in REPORT_FORMATS])


def write_report(report: ValidationReport, format: str) -> str:
    """A report in a format, by its name, extension or media type.

    >>> from kgtools.shacl import ValidationReport
    >>> write_report(ValidationReport(()), "github")
    '::notice::The data conforms: no result.\\n'

    Raises :class:`UnknownNameError`.
    """
    return report_format(format).write(report)
