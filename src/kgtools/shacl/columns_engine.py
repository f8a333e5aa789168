"""The columnar engine from what was read to the report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kgtools.formats import Tags
from kgtools.model.terms import NamedNode, Term
from kgtools.shacl.clock import Clock
from kgtools.shacl.components.own import OwnConstraint
from kgtools.shacl.components.sparql import SparqlConstraint
from kgtools.shacl.engine import Evaluation, Finding
from kgtools.shacl.graph import name
from kgtools.shacl.inputs import Inputs
from kgtools.shacl.options import Options
from kgtools.shacl.path import Predicate
from kgtools.shacl.report import ValidationReport
from kgtools.shacl.result import ValidationResult
from kgtools.shacl.selection import Selection
from kgtools.shacl.summary import summaries
from kgtools.shacl.wording import Found, Wording, language_of

if TYPE_CHECKING:
    from kgtools.shacl.sparql.session import SparqlSession

__all__ = ["validate_columns"]

#: value nodes of one focus node that are looked at for a message
_MOST_VALUES = 200


def validate_columns(inputs: Inputs, options: Options, clock: Clock, selection: Selection) -> ValidationReport:
    """Validate with the columnar engine; see :func:`kgtools.shacl.validate`."""
    columns, shapes = inputs.columns, inputs.shapes
    tell = options.progress if options.progress is not None else _silent
    evaluation = Evaluation(columns, shapes, inputs.numbers, _session(inputs, clock), clock.check, tell, selection)
    findings = evaluation.run()
    results: list[ValidationResult] = []
    language = language_of(options.languages)
    for finding in findings:
        clock.check()
        results += _results(finding, evaluation, language, inputs.tags)
    results.sort(key=lambda result: result.sort_key)
    described = {
        node: replace(
            summary,
            focus_nodes=len(evaluation.value_nodes(shapes.by_node[node]).focus),
            seconds=evaluation.seconds[node],
        )
        for node, summary in summaries(shapes, inputs.graph).items()
    }
    targeted = [shape for shape in shapes.by_node.values() if shape.targets and not shape.deactivated]
    asked = [shape for shape in targeted if selection.roots is None or shape.node in selection.roots]
    unmatched = [name(shape.node) for shape in asked if not len(evaluation.targets[shape.node])]
    return ValidationReport(
        results=tuple(results),
        # of single nodes, most shapes are not asked at all
        unmatched_shapes=tuple(sorted(unmatched)) if selection.focus is None else (),
        shapes_without_targets=not any(shape.targets for shape in shapes.by_node.values()) and not selection.direct,
        notes=tuple(dict.fromkeys(inputs.notes)),
        triples=len(columns),
        shapes=len(shapes.by_node),
        summaries=described,
        tags=inputs.tags,
    )


def _results(finding: Finding, evaluation: Evaluation, language: str, tags: Tags) -> list[ValidationResult]:
    """The results of a finding (section 3.6.2), as often as they are reported."""
    shape, constraint, violations = finding.shape, finding.constraint, finding.violations
    index = np.flatnonzero(finding.times)
    terms = evaluation.data.terms
    focus = terms.terms(violations.focus[index])
    values: list[Term | None]
    values = [None] * len(index) if violations.values is None else [*terms.terms(violations.values[index])]
    predicates = None if violations.paths is None else terms.terms(violations.paths[index])
    component = NamedNode(constraint.component_iri)
    source = constraint.node if isinstance(constraint, SparqlConstraint) else None
    # what was found is looked up only where no message is given
    counts = None if shape.messages else _counts(finding, evaluation)
    about = _values(finding, evaluation)
    wording = Wording(constraint, language, tags)
    made: list[ValidationResult] = []
    for i, row in enumerate(index.tolist()):
        path, value, messages = shape.path, values[i], shape.messages
        if predicates is not None:
            predicate = predicates[i]
            assert isinstance(predicate, NamedNode)
            path = Predicate(predicate.value)
        if violations.details is not None:
            detail = violations.details[row]
            value = detail.value
            path = detail.path or path
            messages = detail.messages or messages
        if not messages:
            count = None if counts is None else counts[row]
            messages = (wording.message(Found(focus[i], value, path, count, tuple(about(row)))),)
        result = ValidationResult(
            focus[i], path, value, shape.node, component, source, shape.severity, messages, constraint=constraint
        )
        made += [result] * int(finding.times[row])
    return made


def _session(inputs: Inputs, clock: Clock) -> SparqlSession | None:
    """What evaluates queries, where there are any."""
    shapes = inputs.shapes.by_node.values()
    constraints = (constraint for shape in shapes for constraint in shape.constraints)
    if not any(isinstance(constraint, SparqlConstraint | OwnConstraint) for constraint in constraints) and not any(
        target.query for shape in shapes for target in shape.targets
    ):
        return None
    from kgtools.shacl.sparql.session import SparqlSession

    same = inputs.dataset is inputs.shapes_dataset
    return SparqlSession(inputs.columns, inputs.graph, remaining=clock.remaining, same=same)


def _silent(phase: str, done: float | None) -> None:
    return None


def _counts(finding: Finding, evaluation: Evaluation) -> list[int] | None:
    """For each violation how many values there are that the constraint counts, or None where it counts nothing."""
    values = evaluation.value_nodes(finding.shape)
    counts = finding.constraint.counts(values, evaluation.at(finding.shape))
    if counts is None:
        return None
    found: list[int] = counts[np.searchsorted(values.focus, finding.violations.focus)].tolist()
    return found


def _values(finding: Finding, evaluation: Evaluation) -> Callable[[int], Sequence[Term]]:
    """What gives the value nodes of the focus node of a violation, where the message is about them."""
    if not finding.constraint.tells_values:
        return lambda row: ()
    pairs = evaluation.value_nodes(finding.shape).pairs
    terms = evaluation.data.terms
    focus = finding.violations.focus
    low, high = np.searchsorted(pairs.s, focus, "left"), np.searchsorted(pairs.s, focus, "right")

    def found(row: int) -> Sequence[Term]:
        return sorted(terms.terms(pairs.o[low[row] : min(high[row], low[row] + _MOST_VALUES)]), key=str)

    return found
