"""A difference as text in words, RDF Patch, SPARQL Update or JSON: one record a way, all in :data:`REPORTS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kgtools.comparing.difference import Difference
from kgtools.comparing.lines import json_lines, rdf_patch
from kgtools.comparing.telling.prose import prose
from kgtools.comparing.telling.words import Words
from kgtools.comparing.update import sparql_update
from kgtools.errors import UnknownNameError

__all__ = ["REPORTS", "Report", "report_by_name"]


@dataclass(frozen=True, kw_only=True)
class Report:
    """A way to write a difference."""

    name: str
    title: str
    write: Callable[[Difference, Words], str]


REPORTS: tuple[Report, ...] = (
    Report(name="text", title="sentences with labels", write=prose),
    Report(name="patch", title="RDF Patch", write=rdf_patch),
    Report(name="sparql", title="SPARQL Update", write=sparql_update),
    Report(name="json", title="JSON", write=json_lines),
)


def report_by_name(name: str) -> Report:
    """The report with that name; raises :class:`UnknownNameError`.

    >>> report_by_name("patch").title
    'RDF Patch'
    """
    for report in REPORTS:
        if report.name == name:
            return report
    raise UnknownNameError("report", name, [report.name for report in REPORTS])
