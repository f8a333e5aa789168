"""A report for people: names of nodes, the places of results in the files, explanations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kgtools.model.place import Place, shown_path
from kgtools.model.prefixes import WELL_KNOWN
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term
from kgtools.shacl.engine.clock import Clock
from kgtools.shacl.engine.inputs import Inputs
from kgtools.shacl.explain.blank_nodes import describe
from kgtools.shacl.options import Options
from kgtools.shacl.report import ValidationReport
from kgtools.shacl.result import ValidationResult
from kgtools.shacl.result_columns import ResultColumns
from kgtools.shacl.shapes.summary import summaries
from kgtools.shacl.wording.blank_words import blank_words
from kgtools.table import Columns
from kgtools.table.kinds import BLANK
from kgtools.table.relations import Ids, distinct
from kgtools.text.labels import LABELS

if TYPE_CHECKING:
    from kgtools.shacl.explain.reasons import Reasons

__all__ = ["with_names", "with_places"]


def with_names(report: ValidationReport, inputs: Inputs, options: Options) -> ValidationReport:
    """The report with what nodes are called, and if asked with explanations."""
    all_summaries = report.summaries or summaries(inputs.shapes, inputs.graph)
    files = tuple(shown_path(source) for source in inputs.dataset.sources if source not in options.generated)
    report = replace(
        report,
        summaries=all_summaries,
        files=files,
        one_graph=inputs.dataset is inputs.shapes_dataset,
        prefixes=_agreed(*inputs.dataset.prefixes.values(), *inputs.shapes_dataset.prefixes.values()),
        known_prefixes=WELL_KNOWN if options.prefixes is None else options.prefixes,
        shapes_graph=inputs.graph,
    )
    if not report.results:
        return report
    numbers = _numbers(report.results, inputs.columns)
    report = replace(report, labels=_labels(inputs.columns, numbers), blank_nodes=_described(inputs.columns, numbers))
    if isinstance(report.results, ResultColumns):
        report = replace(report, blank_words=report.results.blank_words())
    else:
        report = replace(report, blank_words=blank_words(inputs.columns, numbers, report.tags))
    if options.explain:
        from kgtools.shacl.explain.explaining import explain

        report = replace(report, results=explain(report.results, inputs.columns, inputs.shapes.by_node))
        values = [value for result in report.results for value in _value_nodes(result)]
        places = inputs.columns.terms.find(values)
        words = blank_words(inputs.columns, distinct(places[places >= 0], inputs.columns.size), report.tags)
        report = replace(report, blank_words={**words, **report.blank_words})
    return report


def _value_nodes(result: ValidationResult) -> list[Term]:
    """The blank nodes that its explanation names."""
    nodes = () if result.explanation is None else result.explanation.value_nodes
    return [node for node in nodes if isinstance(node, BlankNode)]


def _agreed(*declared: Mapping[str, str]) -> dict[str, str]:
    """The prefixes that mean one namespace in every file that declares them."""
    namespaces: dict[str, set[str]] = {}
    for prefixes in declared:
        for prefix, namespace in prefixes.items():
            namespaces.setdefault(prefix, set()).add(namespace)
    return {prefix: next(iter(one)) for prefix, one in namespaces.items() if len(one) == 1}


def with_places(report: ValidationReport, inputs: Inputs, options: Options, clock: Clock) -> ValidationReport:
    """The report with the reasons and the places of the results that it lists, as far as `options` want them."""
    worded = report.evaluation
    report = replace(report, evaluation=None)
    if not report.results:
        return report
    reasons: Reasons | None = None
    if options.tells_reasons and worded is not None and _refer(report.results):
        from kgtools.shacl.explain.reasons import Reasons

        evaluation, reader = worded
        reasons = Reasons(report.results, evaluation, reader, clock)
        phrases = {
            node: replace(summary, phrase=reader.shape_name(node))
            for node, summary in report.summaries.items()
            if node in reasons.shapes
        }
        words = blank_words(inputs.columns, reasons.nodes, report.tags)
        report = replace(report, blank_words={**words, **report.blank_words})
        report = replace(report, summaries={**report.summaries, **phrases})
    if options.positions:
        return _report_with_places(report, inputs, reasons, generated=options.generated, check=clock.check)
    return report if reasons is None else replace(report, results=reasons.under(report.results, (), {}))


def _report_with_places(
    report: ValidationReport,
    inputs: Inputs,
    reasons: Reasons | None,
    *,
    generated: Mapping[str, str],
    check: Callable[[], None],
) -> ValidationReport:
    """The report with places; `check` raises :class:`LimitError` when time is over."""
    from kgtools.shacl.places.locating import Locator

    locator = Locator(inputs.dataset, inputs.data_graphs, inputs.base, generated, check)
    of_shapes = Locator(inputs.shapes_dataset, None, inputs.base)
    named_shapes = [*_source_shapes(report.results), *(() if reasons is None else reasons.shapes)]
    shapes = of_shapes.subjects(dict.fromkeys(named_shapes))
    sought = report.results if reasons is None else [*report.results, *reasons.results_to_place]
    paths = {node: summary.path for node, summary in report.summaries.items()}
    places = locator.results(sought, inputs.columns, paths)
    results = _with_places(report.results, places[: len(report.results)], shapes)
    if reasons is not None:
        results = reasons.under(results, places[len(report.results) :], shapes)
    described = {n: replace(s, place=shapes[n]) if n in shapes else s for n, s in report.summaries.items()}
    notes = tuple(dict.fromkeys((*report.notes, *locator.notes, *of_shapes.notes)))
    return replace(report, results=results, summaries=described, notes=notes)


def _refer(results: Sequence[ValidationResult]) -> bool:
    """Whether a constraint of the results judges by other shapes."""
    if isinstance(results, ResultColumns):
        return bool(results.mask_of(lambda kind: bool(kind.constraint.references)).any())
    return any(result.constraint is not None and result.constraint.references for result in results)


def _source_shapes(results: Sequence[ValidationResult]) -> Iterable[Term]:
    if isinstance(results, ResultColumns):
        return results.counts_by(lambda kind: kind.source_shape)
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
    labels_of: dict[Term, tuple[Literal, ...]] = {}
    for predicate in LABELS:
        pairs = columns.relation(NamedNode(predicate)).restrict(nodes)
        texts = columns.terms.terms(pairs.o)
        here: dict[Term, list[Literal]] = {}
        for node, text in zip(columns.terms.terms(pairs.s), texts, strict=True):
            if isinstance(text, Literal):
                here.setdefault(node, []).append(text)
        labels_of = {node: tuple(sorted(labels, key=str)) for node, labels in here.items()} | labels_of
    return labels_of


def _described(columns: Columns, nodes: Ids) -> dict[BlankNode, str]:
    blank = nodes[columns.terms.kinds[nodes] == BLANK]
    if not len(blank):
        return {}
    texts = describe(columns, blank)
    terms = zip(blank.tolist(), columns.terms.terms_of(blank), strict=True)
    return {node: texts[number] for number, node in terms if number in texts and isinstance(node, BlankNode)}
