"""Validation of what is posted against the shapes of the project; nothing of it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgtools.errors import UnknownNameError, UsageError
from kgtools.pages import reader_languages
from kgtools.reading.formats import FORMATS, format_by_name
from kgtools.serving.messages import HttpRequest, HttpResponse
from kgtools.serving.problems import StatusError
from kgtools.serving.protocol.formats import AnswerFormat, chosen_format
from kgtools.shacl.reports import REPORT_FORMATS, write_report

if TYPE_CHECKING:
    from kgtools.reading import Format
    from kgtools.serving.service import Service

__all__ = ["validate"]

#: clients that accept anything get JSON; the page of a report has a style of its own, which pages here do not
_FORMATS = sorted(
    (AnswerFormat(format.media_type, format.name) for format in REPORT_FORMATS if format.name != "html"),
    key=lambda format: format.name != "json",
)
#: the name of the input in results
_SOURCE = "the posted data"
#: results that a report lists; all count
_MAX_RESULTS = 1_000


def validate(service: Service, request: HttpRequest) -> HttpResponse:
    """The report on the RDF in the body. Raises :class:`StatusError` (415) and :class:`ParseError`, among others."""
    from kgtools.shacl import validate as validated
    from kgtools.table import load_bytes

    parameters: dict[str, str] = dict(request.pairs())
    unknown = parameters.keys() - {"format", "lang"}
    if unknown:
        raise UsageError(f'there is no parameter "{min(unknown)[:100]}"; the parameters here are format and lang.')
    report_format = chosen_format(request.headers.get("accept", ""), parameters.get("format", ""), _FORMATS)
    format = _format_of(request)
    shapes = service.graph.shapes_files()
    if not shapes:
        raise StatusError(404, "the project has no shapes to validate against.")
    project = service.graph.project
    with service.graph.data.reading():
        data = load_bytes(request.body, format=format.name, base=project.base, source=_SOURCE)
        report = validated(
            data,
            shapes,
            ontology=list(project.ontology_files),
            prefixes=service.graph.prefixes,
            languages=reader_languages(
                parameters.get("lang", ""), request.headers.get("accept-language", ""), project.languages
            ),
            timeout=service.limits.timeout,
            max_results=_MAX_RESULTS,
            positions=False,
        )
    body = write_report(report, report_format.name).encode("utf-8", "replace")
    return HttpResponse(body=body, media_type=report_format.media_type, headers={"Vary": "Accept, Accept-Language"})


def _format_of(request: HttpRequest) -> Format:
    types = ", ".join(format.media_type for format in FORMATS)
    try:
        return format_by_name(request.media_type) if "/" in request.media_type else _no_format(types)
    except UnknownNameError:
        return _no_format(types)


def _no_format(types: str) -> Format:
    raise StatusError(415, f"RDF is posted as one of {types}.", headers={"Accept-Post": types})
