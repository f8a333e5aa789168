"""The page of the validation report: what the shapes find, by shape and severity."""

from __future__ import annotations

from collections.abc import Sequence

from kgtools.errors import UnknownNameError
from kgtools.pages.contents import Contents
from kgtools.pages.request import Document, Request
from kgtools.pages.tables import table_of_cells
from kgtools.pages.templates import rendered
from kgtools.text.markup import Html, bdi, element, joined

__all__ = ["validation"]

#: results that the page shows
_MAX_RESULTS = 1_000
_SEVERITIES = ("violation", "warning", "info")


def validation(contents: Contents, request: Request) -> Document:
    """The report of the project's own shapes; on a server filtered by ``?severity`` and ``?shape``.

    Raises :class:`UnknownNameError` for a severity that there is not, or a shape without results, and what
    :meth:`kgtools.graph.KnowledgeGraph.validate` raises.
    """
    report = contents.report
    t = request.words
    if report is None:
        html = rendered("plain.html", contents, request, heading=t("validation"), body=Html(""), notes=[t("no_shapes")])
        return Document(html=html)
    shapes = sorted({report.shape_name(result.source_shape) for result in report.results})
    severity = _one_of("severity", "severity", _SEVERITIES, request)
    shape = _one_of("shape", "shape with results", shapes, request)
    results = [
        result
        for result in report.results
        if (not severity or result.level == severity) and (not shape or report.shape_name(result.source_shape) == shape)
    ]
    rows = []
    for result in results[:_MAX_RESULTS]:
        message = result.message(request.languages)
        place = result.place
        where = "" if place is None else f"{contents.shown_path(place.file)}:{place.line}:{place.column}"
        rows.append(
            [
                bdi(t(result.level)),
                contents.term(result.focus_node, request),
                joined(bdi(message.value, message.language), element("code", where, dir="ltr") if where else None),
                Html("") if result.value is None else contents.term(result.value, request),
                bdi(report.shape_name(result.source_shape)),
            ]
        )
    heads = [t("severity"), t("focus"), t("message"), t("value"), t("shape")]
    html = rendered(
        "validation.html",
        contents,
        request,
        report=report,
        table=table_of_cells(t("results", n=f"{len(results):,}"), heads, rows) if rows else Html(""),
        severities=_SEVERITIES,
        shapes=shapes,
        severity=severity,
        shape=shape,
        verdict=report.verdict(),
    )
    return Document(html=html)


def _one_of(name: str, what: str, options: Sequence[str], request: Request) -> str:
    """An argument that is one of the options, or nothing."""
    argument = request.arguments.get(name, "").strip()
    if argument and argument not in options:
        raise UnknownNameError(what, argument, options)
    return argument
