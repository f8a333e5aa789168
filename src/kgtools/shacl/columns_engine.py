"""The columnar engine from files to report: shapes first, then the data with a number for each term they name."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path as FilePath

import numpy as np

from kgtools.columns import Columns, Dataset, load
from kgtools.columns.arrow import mask
from kgtools.columns.encode import Progress
from kgtools.columns.terms import BLANK
from kgtools.errors import KgtoolsError, LimitError, ShapesError, ValidationFailure
from kgtools.formats.parse import Source
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term
from kgtools.model.vocab import SH
from kgtools.shacl.components.own import OwnConstraint
from kgtools.shacl.components.sparql import SparqlConstraint
from kgtools.shacl.engine import Evaluation, Finding
from kgtools.shacl.graph import ShapesGraph, name, shapes_graph_of
from kgtools.shacl.parse import parse_shapes
from kgtools.shacl.path import Predicate
from kgtools.shacl.report import ValidationReport, ValidationResult
from kgtools.shacl.shapes import Shapes
from kgtools.shacl.sparql.session import SparqlSession, needed_predicates

__all__ = ["validate_columns"]


class Clock:
    """The time that a validation may take."""

    def __init__(self, timeout: float | None) -> None:
        self._end = None if timeout is None else time.monotonic() + timeout
        self._timeout = timeout

    def remaining(self) -> float | None:
        """Seconds that are left, or None."""
        return None if self._end is None else self._end - time.monotonic()

    def check(self) -> None:
        """Raise :class:`LimitError` where the time is over."""
        if self._end is not None and time.monotonic() > self._end:
            raise LimitError(f"the validation was not done within {self._timeout:g} seconds; raise the time limit.")


def validate_columns(
    data: Sequence[Source] | Dataset,
    shapes: Sequence[Source] | None,
    *,
    data_graphs: Sequence[str] | None,
    base: str | None,
    timeout: float | None,
    progress: Progress | None,
) -> ValidationReport:
    """Validate with the columnar engine; see :func:`kgtools.shacl.validate`."""
    clock = Clock(timeout)
    tell = progress if progress is not None else _silent
    dataset = data if isinstance(data, Dataset) else None
    notes: tuple[str, ...] = ()
    if shapes is None or (dataset is None and _same_files(data, shapes)):  # type: ignore[arg-type]
        # the shapes stand in the data: one reading, so that a blank node is the same node in both
        sources = () if isinstance(data, Dataset) else data
        dataset = load(sources, base=base, progress=progress) if dataset is None else dataset
        columns = dataset.columns(data_graphs)
        graph, notes = _shapes_inside(dataset) if shapes is None else (_all_shapes(dataset.columns()), ())
        parsed = _parsed(graph, dataset, sources, base)
        columns, numbers = _with_terms(columns, parsed)
    else:
        read = load(shapes, base=base, progress=progress)
        graph = _all_shapes(read.columns())
        parsed = _parsed(graph, read, shapes, base)
        # a blank node of the shapes graph is no node of the data graph, whatever their labels are
        wanted = [term for term in parsed.terms() if not isinstance(term, BlankNode)]
        if dataset is None:
            dataset = load(data, seeds=wanted, base=base, progress=progress)  # type: ignore[arg-type]
        columns, numbers = _with_terms(dataset.columns(data_graphs), parsed)
        numbers.update((term, -1) for term in parsed.terms() if isinstance(term, BlankNode))
    if not parsed.by_node:
        raise ValidationFailure(
            "the shapes graph holds no shape; name the file with the shapes (--shapes)."
            if len(graph)
            else "the shapes graph is empty; name the file with the shapes (--shapes)."
        )
    return _evaluate(columns, parsed, graph, numbers, clock, tell, (*notes, *parsed.notes))


def _evaluate(
    columns: Columns,
    shapes: Shapes,
    graph: ShapesGraph,
    numbers: dict[Term, int],
    clock: Clock,
    tell: Progress,
    notes: tuple[str, ...],
) -> ValidationReport:
    queried = [
        (constraint.query, shape.path)
        for shape in shapes.by_node.values()
        for constraint in shape.constraints
        if isinstance(constraint, SparqlConstraint | OwnConstraint)
    ]
    needed = needed_predicates([q for q, _ in queried], [p for _, p in queried])
    with SparqlSession(columns, graph, clock.remaining, needed) as session:
        evaluation = Evaluation(columns, shapes, numbers, session, clock.check, tell)
        findings = evaluation.run()
    results: list[ValidationResult] = []
    for finding in findings:
        clock.check()
        results += _results(finding, columns)
    results.sort(key=lambda result: result.sort_key)
    targeted = [shape for shape in shapes.by_node.values() if shape.targets and not shape.deactivated]
    unmatched = sorted(name(shape.node) for shape in targeted if not len(evaluation.targets[shape.node]))
    return ValidationReport(
        results=tuple(results),
        unmatched_shapes=tuple(unmatched),
        shapes_without_targets=not any(shape.targets for shape in shapes.by_node.values()),
        notes=tuple(dict.fromkeys(notes)),
        triples=len(columns),
        shapes=len(shapes.by_node),
    )


def _results(finding: Finding, columns: Columns) -> list[ValidationResult]:
    """The results of a finding (section 3.6.2), as often as they are reported."""
    shape, constraint, violations = finding.shape, finding.constraint, finding.violations
    index = np.flatnonzero(finding.times)
    terms = columns.terms
    focus = terms.terms(violations.focus[index])
    values: list[Term | None]
    values = [None] * len(index) if violations.values is None else [*terms.terms(violations.values[index])]
    predicates = None if violations.paths is None else terms.terms(violations.paths[index])
    component = NamedNode(constraint.iri)
    source = constraint.node if isinstance(constraint, SparqlConstraint) else None
    default = shape.messages or (Literal(constraint.message[:1].upper() + constraint.message[1:] + "."),)
    made: list[ValidationResult] = []
    for i, row in enumerate(index.tolist()):
        path, value, messages = shape.path, values[i], default
        if predicates is not None:
            predicate = predicates[i]
            assert isinstance(predicate, NamedNode)
            path = Predicate(predicate.value)
        if violations.details is not None:
            detail = violations.details[row]
            value = detail.value
            path = detail.path or path
            messages = tuple(m for m in detail.messages if isinstance(m, Literal)) or default
        result = ValidationResult(focus[i], path, value, shape.node, component, source, shape.severity, messages)
        made += [result] * int(finding.times[row])
    return made


def _all_shapes(columns: Columns) -> ShapesGraph:
    return ShapesGraph(columns.quads())


def _parsed(graph: ShapesGraph, dataset: Dataset, sources: Sequence[Source], base: str | None) -> Shapes:
    """The shapes; an error in them gets the place of its shape in the files."""
    try:
        return parse_shapes(graph)
    except ShapesError as error:
        raise _placed(error, dataset, sources, base) from error


def _placed(error: ShapesError, dataset: Dataset, sources: Sequence[Source], base: str | None) -> ShapesError:
    from kgtools.positions import locate

    if not error.shape:
        return error
    wanted = BlankNode(error.shape[2:]) if error.shape.startswith("_:") else NamedNode(error.shape)
    terms = dataset.terms
    blank = terms.texts.filter(mask(terms.kinds == BLANK)).to_pylist()
    for number, source in enumerate(sources):
        prefix = f"_:f{number}_" if len(sources) > 1 else "_:"
        labels = [text[2:] for text in blank if text.startswith(prefix)]
        try:
            found = locate(source, [wanted], blank_nodes=labels, base=base).get(wanted)
        except (KgtoolsError, ValueError):
            # standard input cannot be read again
            continue
        if found is not None:
            at = found.subject
            return ShapesError(
                error.reason,
                shape=error.shape,
                section=error.section,
                source=os.fspath(source),
                line=at.line,
                column=at.column,
            )
    return error


def _shapes_inside(dataset: Dataset) -> tuple[ShapesGraph, tuple[str, ...]]:
    """The shapes graph that the data names with ``sh:shapesGraph`` (section 3.2), or the data graph itself."""
    columns = dataset.columns()
    named = columns.terms.terms(columns.relation(NamedNode(SH + "shapesGraph")).objects)
    there = set(dataset.graph_names())
    found = [term.value for term in named if isinstance(term, NamedNode) and term in there]
    notes = tuple(f"the shapes graph {name(term)} is not among the files." for term in named if term not in there)
    if found:
        return _all_shapes(dataset.columns(found)), notes
    return (_all_shapes(columns) if len(columns) <= SMALL else shapes_graph_of(columns)), notes


#: triples up to which all of a graph is looked at as a shapes graph; beyond, what can belong to shapes
SMALL = 20_000


def _with_terms(columns: Columns, shapes: Shapes) -> tuple[Columns, dict[Term, int]]:
    """The columns, with a number for every term that the shapes name."""
    wanted = shapes.terms()
    found = columns.terms.find(wanted)
    missing = [term for term, number in zip(wanted, found.tolist(), strict=True) if number < 0]
    if missing:
        columns = columns.with_terms(missing)
        found = columns.terms.find(wanted)
    return columns, dict(zip(wanted, found.tolist(), strict=True))


def _same_files(data: Sequence[Source], shapes: Sequence[Source]) -> bool:
    def real(sources: Sequence[Source]) -> set[str]:
        return {str(FilePath(os.fspath(source)).resolve()) for source in sources}

    return real(data) == real(shapes)


def _silent(phase: str, done: float | None) -> None:
    return None
