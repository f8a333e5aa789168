"""The formats of reports, one module a format, all in :data:`REPORT_FORMATS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kgtools.errors import UnknownNameError
from kgtools.shacl.report import ValidationReport
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
    ReportFormat(name="turtle", media_type="text/turtle", extension="ttl", write=write_turtle),
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
