"""Running an engine, or both, on what was read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kgtools.columns import Dataset
from kgtools.columns.encode import Progress
from kgtools.errors import ShapesError, ValidationFailure
from kgtools.formats import Source
from kgtools.shacl.columns_engine import validate_columns
from kgtools.shacl.inputs import Inputs, read_inputs
from kgtools.shacl.report import ValidationReport
from kgtools.shacl.selection import select

if TYPE_CHECKING:
    from kgtools.shacl.validation import Engine

__all__ = ["run"]


def run(
    data: Sequence[Source] | Dataset,
    shapes: Sequence[Source] | None,
    *,
    engine: Engine,
    data_graphs: Sequence[str] | None,
    base: str | None,
    timeout: float | None,
    progress: Progress | None,
    languages: Sequence[str],
    shape: Sequence[str],
    focus: Sequence[str],
) -> tuple[ValidationReport, Inputs | None]:
    """The report of an engine, and what it was made from; None for that where only pySHACL understands the shapes."""
    inputs: Inputs | None = None
    try:
        inputs = read_inputs(data, shapes, data_graphs=data_graphs, base=base, progress=progress)
    except (ShapesError, ValidationFailure):
        # pySHACL has its own mind about what is a shape
        if engine != "pyshacl":
            raise
    if engine != "pyshacl":
        assert inputs is not None
        selection = select(inputs, shapes=shape, focus=focus)
        ours = validate_columns(inputs, timeout=timeout, progress=progress, selection=selection, languages=languages)
        if engine == "columns":
            return ours, inputs
    from kgtools.shacl.comparison import compared
    from kgtools.shacl.reference import validate_with_pyshacl

    assert not isinstance(data, Dataset)
    try:
        theirs = validate_with_pyshacl(
            data,
            shapes,
            data_graphs=data_graphs,
            base=base,
            timeout=timeout,
            progress=progress,
            advanced=engine == "pyshacl",
        )
    except (ValidationFailure, ShapesError) as error:
        if engine == "pyshacl":
            raise
        return compared(ours, None, str(error)), inputs
    return (theirs if engine == "pyshacl" else compared(ours, theirs)), inputs
