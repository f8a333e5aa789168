"""What a bare report is given for people: labels, places in the files, explanations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from kgtools.model.place import Place, shown_path
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term
from kgtools.model.vocab import RDFS, SKOS
from kgtools.shacl.engine.inputs import Inputs
from kgtools.shacl.explain.blank_nodes import describe
from kgtools.shacl.options import Options
from kgtools.shacl.report import ValidationReport
from kgtools.shacl.result import ValidationResult
from kgtools.shacl.result_columns import ResultColumns
from kgtools.shacl.shapes.summary import summaries
from kgtools.table import Columns
from kgtools.table.kinds import BLANK
from kgtools.table.relations import Ids, distinct

__all__ = ["dressed", "placed"]

_LABELS = (SKOS + "prefLabel", RDFS + "label")


def dressed(report: ValidationReport, inputs: Inputs, options: Options) -> ValidationReport:
    """The report with what nodes are called, and if asked with explanations."""
    known = report.summaries or summaries(inputs.shapes, inputs.graph)
    files = tuple(shown_path(source) for source in inputs.dataset.sources if source not in options.generated)
    report = replace(report, summaries=known, files=files, one_graph=inputs.dataset is inputs.shapes_dataset)
    if not report.results:
        return report
    numbers = _numbers(report.results, inputs.columns)
    report = replace(report, labels=_labels(inputs.columns, numbers), blank_nodes=_described(inputs.columns, numbers))
    if options.explain:
        from kgtools.shacl.explain.explaining import explain

        paths = {shape.node: shape.path for shape in inputs.shapes.by_node.values()}
        report = replace(report, results=explain(report.results, inputs.columns, paths))
    return report


def placed(
    report: ValidationReport, inputs: Inputs, *, generated: Mapping[str, str], check: Callable[[], None]
) -> ValidationReport:
    """The report with the places of the results that it lists; `check` raises :class:`LimitError` when time is over."""
    if not report.results:
        return report
    from kgtools.shacl.explain.locating import Locator

    locator = Locator(inputs.dataset, inputs.data_graphs, inputs.base, generated, check)
    of_shapes = Locator(inputs.shapes_dataset, None, inputs.base)
    shapes = of_shapes.subjects(dict.fromkeys(_source_shapes(report.results)))
    paths = {node: summary.path for node, summary in report.summaries.items()}
    places = locator.results(report.results, inputs.columns, paths)
    results = _with_places(report.results, places, shapes)
    described = {n: replace(s, place=shapes[n]) if n in shapes else s for n, s in report.summaries.items()}
    notes = tuple(dict.fromkeys((*report.notes, *locator.notes, *of_shapes.notes)))
    return replace(report, results=results, summaries=described, notes=notes)


def _source_shapes(results: Sequence[ValidationResult]) -> Iterable[Term]:
    if isinstance(results, ResultColumns):
        return results.counted(lambda kind: kind.source_shape)
    return (result.source_shape for result in results)


def _with_places(
    results: Sequence[ValidationResult], places: Sequence[Place | None], shapes: Mapping[Term, Place]
) -> Sequence[ValidationResult]:
    if isinstance(results, ResultColumns):
        return replace(results, places=places, shape_places=shapes)
    return tuple(
        replace(result, place=place, shape_place=shapes.get(result.source_shape))
        for result, place in zip(results, places, strict=True)
    )


def _numbers(results: Sequence[ValidationResult], columns: Columns) -> Ids:
    """The numbers of the focus nodes and values that the data have, in order."""
    if isinstance(results, ResultColumns):
        numbers = results.terms.numbers
    else:
        nodes = {result.focus_node for result in results}
        nodes |= {result.value for result in results if result.value is not None}
        numbers = columns.terms.find(list(nodes))
    return distinct(numbers[numbers >= 0], columns.size)


def _labels(columns: Columns, nodes: Ids) -> dict[Term, tuple[Literal, ...]]:
    found: dict[Term, tuple[Literal, ...]] = {}
    for predicate in _LABELS:
        pairs = columns.relation(NamedNode(predicate)).restrict(nodes)
        texts = columns.terms.terms(pairs.o)
        here: dict[Term, list[Literal]] = {}
        for node, text in zip(columns.terms.terms(pairs.s), texts, strict=True):
            if isinstance(text, Literal):
                here.setdefault(node, []).append(text)
        found = {node: tuple(sorted(labels, key=str)) for node, labels in here.items()} | found
    return found


def _described(columns: Columns, nodes: Ids) -> dict[BlankNode, str]:
    blank = nodes[columns.terms.kinds[nodes] == BLANK]
    if not len(blank):
        return {}
    texts = describe(columns, blank)
    terms = zip(blank.tolist(), columns.terms.terms_of(blank), strict=True)
    return {node: texts[number] for number, node in terms if number in texts and isinstance(node, BlankNode)}
