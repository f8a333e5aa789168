"""Running an engine, or both, on what was read."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kgtools.errors import ShapesError, ValidationFailure
from kgtools.model.terms import Term
from kgtools.model.vocab import SH
from kgtools.reading import Source
from kgtools.shacl.engine.clock import Clock
from kgtools.shacl.engine.columns_engine import validate_columns
from kgtools.shacl.engine.evaluation import target_nodes
from kgtools.shacl.engine.inputs import Inputs, read_inputs, require_shapes
from kgtools.shacl.engine.selection import select
from kgtools.shacl.inference.applying import with_inferred
from kgtools.shacl.options import Options
from kgtools.shacl.report import ValidationReport
from kgtools.shacl.report_parts import Coverage
from kgtools.shacl.shapes_graph.graph import name
from kgtools.table import Dataset

if TYPE_CHECKING:
    import pyarrow

__all__ = ["run"]


def run(
    data: Sequence[Source] | Dataset,
    shapes: Sequence[Source] | Dataset | None,
    options: Options,
    clock: Clock,
    candidates: pyarrow.LargeStringArray | None = None,
) -> tuple[ValidationReport, Inputs]:
    """The report of an engine, and what it was made from; see :func:`kgtools.shacl.validation.validate_with`."""
    engine = options.engine
    if engine == "pyshacl":
        inputs = _read_for_pyshacl(data, shapes, options, clock)
    else:
        inputs = read_inputs(data, shapes, options, check=clock.check)
        require_shapes(inputs)
        inputs = with_inferred(inputs, options, clock)
        selection = select(inputs, shapes=options.shape, focus=options.focus)
        if candidates is not None:
            numbers = inputs.columns.terms.find_column(candidates)
            selection = replace(selection, focus=np.unique(numbers[numbers >= 0]).astype(np.int32))
        ours = validate_columns(inputs, options, clock, selection)
        if engine == "columns":
            return ours, inputs
    from kgtools.shacl.comparison import compared
    from kgtools.shacl.second_engine import validate_with_pyshacl

    assert not isinstance(data, Dataset)
    assert not isinstance(shapes, Dataset)
    clock.check()
    try:
        # beside our engine it has the features that this has, and runs rules only where this does
        advanced = engine == "pyshacl" or bool(inputs.shapes.rules) or not _has_rules(inputs)
        theirs = validate_with_pyshacl(data, shapes, options, clock, advanced=advanced)
    except (ValidationFailure, ShapesError) as error:
        if engine == "pyshacl":
            raise
        return compared(ours, None, str(error)), inputs
    if engine == "both":
        return compared(ours, theirs), inputs
    return _with_counts(theirs, inputs), inputs


def _read_for_pyshacl(
    data: Sequence[Source] | Dataset, shapes: Sequence[Source] | Dataset | None, options: Options, clock: Clock
) -> Inputs:
    """What pySHACL is to validate: shapes that are well-formed and not recursive; of others it says
    one thing or another. What this engine cannot evaluate it may.
    """
    if options.strict:
        # what is ill-formed, and words that SHACL does not have
        with suppress(ValidationFailure):
            read_inputs(data, shapes, options, check=clock.check)
    lenient = replace(options, strict=False, skip_unsupported=True)
    inputs = read_inputs(data, shapes, lenient, check=clock.check)
    errors = tuple(fault for fault in inputs.shapes.faults if isinstance(fault, ShapesError))
    if errors:
        first = errors[0]
        first.faults = errors
        raise first
    if not inputs.shapes.faults:
        require_shapes(inputs)
    return inputs


def _has_rules(inputs: Inputs) -> bool:
    return bool(inputs.graph.pairs(SH + "rule"))


def _with_counts(report: ValidationReport, inputs: Inputs) -> ValidationReport:
    """pySHACL's report, completed: the shapes without nodes, and the counts of what was validated."""
    shapes = [shape for shape in inputs.shapes.by_node.values() if shape.targets and not shape.deactivated]

    def number(term: Term) -> int:
        term_number = inputs.numbers.get(term)
        return inputs.columns.find(term) if term_number is None else term_number

    unmatched = [
        name(shape.node)
        for shape in shapes
        # whether a query gives a node is known to who evaluates it
        if not any(target.query or len(target_nodes(target, inputs.columns, number)) for target in shape.targets)
    ]
    return replace(
        report,
        coverage=Coverage(
            triples=len(inputs.columns),
            shapes=len(inputs.shapes.by_node),
            unmatched_shapes=tuple(sorted(unmatched)),
            shapes_without_targets=inputs.shapes.without_targets,
        ),
        notes=inputs.notes,
    )
