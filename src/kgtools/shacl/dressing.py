"""What a bare report is given for people: labels, places in the files, explanations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import numpy as np

from kgtools.columns import Columns
from kgtools.columns.relations import distinct
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term
from kgtools.model.vocab import RDFS, SKOS
from kgtools.shacl.blank_nodes import describe
from kgtools.shacl.inputs import Inputs
from kgtools.shacl.options import Options
from kgtools.shacl.place import shown_path
from kgtools.shacl.report import ValidationReport
from kgtools.shacl.summary import summaries

__all__ = ["dressed", "placed"]

_LABELS = (SKOS + "prefLabel", RDFS + "label")


def dressed(report: ValidationReport, inputs: Inputs, options: Options) -> ValidationReport:
    """The report with what nodes are called, and if asked with explanations."""
    known = report.summaries or summaries(inputs.shapes, inputs.graph)
    files = tuple(shown_path(source) for source in inputs.dataset.sources if source not in options.generated)
    report = replace(report, summaries=known, files=files, one_graph=inputs.dataset is inputs.shapes_dataset)
    if not report.results:
        return report
    nodes = {result.focus_node for result in report.results}
    nodes |= {result.value for result in report.results if result.value is not None}
    report = replace(report, labels=_labels(inputs.columns, nodes), blank_nodes=_described(inputs.columns, nodes))
    if options.explain:
        from kgtools.shacl.explaining import explain

        paths = {shape.node: shape.path for shape in inputs.shapes.by_node.values()}
        report = replace(report, results=explain(report.results, inputs.columns, paths))
    return report


def placed(
    report: ValidationReport, inputs: Inputs, *, generated: Mapping[str, str], check: Callable[[], None]
) -> ValidationReport:
    """The report with the places of the results that it lists; `check` raises :class:`LimitError` when time is over."""
    if not report.results:
        return report
    from kgtools.shacl.locating import Locator

    locator = Locator(inputs.dataset, inputs.data_graphs, inputs.base, generated, check)
    of_shapes = Locator(inputs.shapes_dataset, None, inputs.base)
    shapes = of_shapes.subjects(dict.fromkeys(result.source_shape for result in report.results))
    places = locator.results(report.results, inputs.columns)
    results = tuple(
        replace(result, place=place, shape_place=shapes.get(result.source_shape))
        for result, place in zip(report.results, places, strict=True)
    )
    described = {n: replace(s, place=shapes[n]) if n in shapes else s for n, s in report.summaries.items()}
    notes = tuple(dict.fromkeys((*report.notes, *locator.notes, *of_shapes.notes)))
    return replace(report, results=results, summaries=described, notes=notes)


def _labels(columns: Columns, nodes: Iterable[Term]) -> dict[Term, tuple[Literal, ...]]:
    if not any(len(columns.relation(NamedNode(predicate))) for predicate in _LABELS):
        return {}
    terms = [node for node in nodes if not isinstance(node, Literal)]
    numbers = columns.terms.find(terms)
    ids = distinct(numbers[numbers >= 0], columns.size)
    by_number = dict(zip(numbers.tolist(), terms, strict=True))
    found: dict[Term, tuple[Literal, ...]] = {}
    for predicate in _LABELS:
        pairs = columns.relation(NamedNode(predicate)).restrict(ids)
        texts = columns.terms.terms(pairs.o)
        here: dict[Term, list[Literal]] = {}
        for number, text in zip(pairs.s.tolist(), texts, strict=True):
            if isinstance(text, Literal):
                here.setdefault(by_number[number], []).append(text)
        found = {node: tuple(sorted(labels, key=str)) for node, labels in here.items()} | found
    return found


def _described(columns: Columns, nodes: Iterable[Term]) -> dict[BlankNode, str]:
    blank = [node for node in nodes if isinstance(node, BlankNode)]
    if not blank:
        return {}
    numbers = columns.terms.find(blank)
    texts = describe(columns, numbers[numbers >= 0].astype(np.int32))
    return {node: texts[number] for node, number in zip(blank, numbers.tolist(), strict=True) if number in texts}
