"""Both engines on Turtle text, in this process."""

from __future__ import annotations

from collections import Counter

from kgtools.model.terms import BlankNode
from kgtools.reading.rdflib_bridge import from_rdflib, to_rdflib_graph
from kgtools.shacl.engine.clock import Clock
from kgtools.shacl.engine.columns_engine import validate_columns
from kgtools.shacl.engine.inputs import read_inputs
from kgtools.shacl.engine.selection import Selection
from kgtools.shacl.options import Options
from kgtools.shacl.report import ValidationReport
from kgtools.shacl.second_engine import _results
from kgtools.shacl.shapes_graph.graph import ShapesGraph
from kgtools.shacl.shapes_graph.path import to_sparql
from kgtools.table import load_bytes, load_quads

Signature = tuple[str, str, str, str, str]


def columns(data: str, shapes: str, folder: object) -> ValidationReport:
    path = folder / "shapes.ttl"
    path.write_text(shapes, encoding="utf-8")
    dataset = load_bytes(data.encode(), format="turtle")
    options = Options()
    return validate_columns(read_inputs(dataset, [path], options), options, Clock(None), Selection())


def pyshacl(data: str, shapes: str) -> ValidationReport:
    import logging

    import pyshacl as engine

    logging.disable(logging.CRITICAL)
    graphs = []
    for text in (data, shapes):
        # through the columns, so that blank nodes have the same labels in both
        quads = load_quads(load_bytes(text.encode(), format="turtle").columns().quads()).columns().quads()
        graphs.append(to_rdflib_graph(quads))
    options = {"inference": "none", "max_validation_depth": 50, "advanced": True}
    _, report, _ = engine.validate(graphs[0], shacl_graph=graphs[1], **options)
    if isinstance(report, Exception):
        raise report
    return ValidationReport(tuple(_results(ShapesGraph(from_rdflib(report)))))


def signatures(report: ValidationReport) -> Counter[Signature]:
    return Counter(
        (
            str(result.focus_node),
            result.source_constraint_component.value.rpartition("#")[2],
            "" if result.path is None else to_sparql(result.path),
            "" if result.value is None else str(result.value),
            str(result.source_shape),
        )
        for result in report.results
    )


def report_signatures(report: ValidationReport) -> list[tuple[str, ...]]:
    """What both engines say of each result, as strings in order; a blank node has no name in two graphs."""

    def said(term: object) -> str:
        return "" if term is None else "a blank node" if isinstance(term, BlankNode) else str(term)

    return sorted(
        (
            said(result.focus_node),
            said(result.value),
            said(result.source_constraint_component),
            said(result.source_shape),
            said(result.severity),
        )
        for result in report.results
    )
