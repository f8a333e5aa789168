"""The columnar engine from what was read to the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from kgtools.errors import ShapesFault
from kgtools.model.terms import BlankNode, Term
from kgtools.shacl.engine.clock import Clock
from kgtools.shacl.engine.custom_parameters import remarks_on_parameters
from kgtools.shacl.engine.evaluation import Evaluation
from kgtools.shacl.engine.inputs import Inputs
from kgtools.shacl.engine.results_in_order import Reader, results_in_order
from kgtools.shacl.engine.selection import Selection
from kgtools.shacl.incomplete import NotEvaluated, dependent_constraints, not_evaluated, unjudged_shapes
from kgtools.shacl.options import Options
from kgtools.shacl.places.placing import ShapesFiles
from kgtools.shacl.report import ValidationReport
from kgtools.shacl.report_parts import Coverage
from kgtools.shacl.shapes.shape import Shapes
from kgtools.shacl.shapes.summary import ShapeSummary, summaries
from kgtools.shacl.shapes_graph.graph import name
from kgtools.shacl.wording.naming import ShapeNames
from kgtools.shacl.wording.wording import language_of

if TYPE_CHECKING:
    from kgtools.shacl.advanced.expressions.evaluation import ExpressionEvaluator
    from kgtools.shacl.session.session import SparqlSession

__all__ = ["validate_columns"]


def validate_columns(inputs: Inputs, options: Options, clock: Clock, selection: Selection) -> ValidationReport:
    """Validate with the columnar engine; see :func:`kgtools.shacl.validate`."""
    columns, shapes = inputs.columns, inputs.shapes
    tell = options.progress if options.progress is not None else _silent
    session = _session(inputs, clock)
    evaluation = Evaluation(
        columns,
        shapes,
        inputs.numbers,
        session,
        clock.check,
        tell,
        selection,
        judged=inputs.judged,
        expressions=lambda: _expressions(inputs, session, clock),
    )
    findings = evaluation.run()
    files = ShapesFiles(inputs.shapes_dataset, inputs.base)
    failures = files.faults(evaluation.failures)
    if failures and options.strict:
        raise failures[0]
    summaries_of = summaries(shapes, inputs.graph)
    reader = _reader(inputs, summaries_of, language_of(options.languages))
    results = results_in_order(findings, evaluation, reader, clock)
    described = {
        node: replace(
            summary,
            focus_nodes=len(evaluation.value_nodes(shapes.by_node[node]).focus),
            seconds=evaluation.seconds[node],
        )
        for node, summary in summaries_of.items()
    }
    targeted = [shape for shape in shapes.by_node.values() if shape.targets and not shape.deactivated]
    selected = [shape for shape in targeted if selection.roots is None or shape.node in selection.roots]
    unmatched = [summaries_of[shape.node].name for shape in selected if not len(evaluation.targets[shape.node])]
    return ValidationReport(
        results=results,
        coverage=Coverage(
            triples=len(columns if inputs.judged is None else inputs.judged),
            shapes=len(shapes.by_node),
            # of single nodes, most shapes are not asked at all
            unmatched_shapes=tuple(sorted(unmatched)) if selection.focus is None else (),
            shapes_without_targets=shapes.without_targets and not selection.direct,
            unjudged_shapes=() if options.is_partial else unjudged_shapes(shapes, summaries_of, files, options),
            not_evaluated=(
                *_with_shape_names(not_evaluated((*_faults_of(selection, shapes), *failures)), summaries_of),
                *_with_shape_names(dependent_constraints(evaluation.dependent, files, inputs.graph), summaries_of),
            ),
        ),
        notes=tuple(dict.fromkeys((*inputs.notes, *_on_parameters(inputs, files, options, clock)))),
        summaries=described,
        tags=inputs.tags,
        evaluation=(evaluation, reader),
    )


def _on_parameters(inputs: Inputs, files: ShapesFiles, options: Options, clock: Clock) -> tuple[str, ...]:
    """What shapes give the parameters of own constraint components that these do not allow."""
    remarks = remarks_on_parameters(inputs, clock.check)
    return files.remarks(remarks) if options.positions else tuple(remark.text for remark in remarks)


def _with_shape_names(
    entries: Iterable[NotEvaluated], summaries: Mapping[Term, ShapeSummary]
) -> Iterator[NotEvaluated]:
    """The entries with the names of shapes instead of labels of blank nodes, which are in no file."""
    names = {name(node): summary.name for node, summary in summaries.items() if isinstance(node, BlankNode)}
    return (replace(entry, shape=names.get(entry.shape, entry.shape)) for entry in entries)


def _reader(inputs: Inputs, summaries: Mapping[Term, ShapeSummary], language: str) -> Reader:
    labels = {node: summary.labels for node, summary in summaries.items()}
    names = ShapeNames(inputs.shapes.by_node, language, labels=labels, tags=inputs.tags)
    return Reader(language, inputs.tags, names.of)


def _faults_of(selection: Selection, shapes: Shapes) -> list[ShapesFault]:
    """The faults of the selected shapes, and of those that they refer to."""
    if selection.roots is None:
        return list(shapes.faults)
    roots = set(selection.roots)
    # parents come first
    for node, shape in shapes.by_node.items():
        if node in roots:
            roots.update(shape.judging)
    names = {name(node) for node in roots}
    return [fault for fault in shapes.faults if fault.shape in names]


def _session(inputs: Inputs, clock: Clock) -> SparqlSession | None:
    """What evaluates queries, where there are any."""
    shapes = inputs.shapes.by_node.values()
    constraints = (constraint for shape in shapes for constraint in shape.constraints)
    if not any(constraint.has_queries for constraint in constraints) and not any(
        target.query for shape in shapes for target in shape.targets
    ):
        return None
    from kgtools.shacl.session.session import SparqlSession

    same = inputs.dataset is inputs.shapes_dataset
    return SparqlSession(
        inputs.columns, inputs.graph, remaining=clock.remaining, shapes_in_data=same, functions=inputs.shapes.functions
    )


def _expressions(inputs: Inputs, session: SparqlSession | None, clock: Clock) -> ExpressionEvaluator:
    """What evaluates node expressions over the data."""
    # few shapes have expressions
    from kgtools.shacl.engine.state import ConditionShapes, GraphState

    assert session is not None
    conditions = ConditionShapes(inputs.shapes, inputs.numbers, clock.check)
    return GraphState(inputs.columns, session, session.context(), conditions).expressions


def _silent(phase: str, share: float | None) -> None:
    return None
