"""The formats of reports, one module a format, all in :data:`REPORT_FORMATS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kgtools.errors import UnknownNameError
from kgtools.shacl.report import ValidationReport
from kgtools.shacl.reports.csv import write_csv
from kgtools.shacl.reports.github import write_github
from kgtools.shacl.reports.html import write_html
from kgtools.shacl.reports.json import write_json
from kgtools.shacl.reports.junit import write_junit
from kgtools.shacl.reports.sarif import write_sarif
from kgtools.shacl.reports.text import write_text
from kgtools.shacl.reports.turtle import write_turtle

__all__ = ["REPORT_FORMATS", "ReportFormat", "report_format"]


@dataclass(frozen=True, kw_only=True)
class ReportFormat:
    """A way to write a report: its name, media type, the extension of its files, and what writes it."""

    name: str
    media_type: str
    extension: str
    write: Callable[[ValidationReport], str]


REPORT_FORMATS: tuple[ReportFormat, ...] = (
    ReportFormat(name="text", media_type="text/plain", extension="txt", write=write_text),
    ReportFormat(name="json", media_type="application/json", extension="json", write=write_json),
    ReportFormat(name="turtle", media_type="text/turtle", extension="ttl", write=write_turtle),
    ReportFormat(name="sarif", media_type="application/sarif+json", extension="sarif", write=write_sarif),
    ReportFormat(name="junit", media_type="application/junit+xml", extension="xml", write=write_junit),
    ReportFormat(name="github", media_type="text/x-github-annotations", extension="annotations", write=write_github),
    ReportFormat(name="csv", media_type="text/csv", extension="csv", write=write_csv),
    ReportFormat(name="html", media_type="text/html", extension="html", write=write_html),
)


def report_format(name: str) -> ReportFormat:
    """The format with that name, extension or media type.

    >>> report_format("ttl").name
    'turtle'

    Raises :class:`UnknownNameError`.
    """
    for known in REPORT_FORMATS:
        if name.casefold() in (known.name, known.extension, known.media_type):
            return known
    raise UnknownNameError("report format", name, [known.name for known in REPORT_FORMATS])
