"""The shapes of shapes: is a shapes graph what SHACL's own syntax rules (appendix C of the recommendation) ask for?"""

from __future__ import annotations

import os
from collections.abc import Sequence

from kgtools.columns import Dataset
from kgtools.errors import ShapesError, UsageError
from kgtools.formats import Source
from kgtools.shacl.reference import shapes_of_shapes

__all__ = ["check_shapes"]

#: results that the error names
MOST = 5


def check_shapes(shapes: Sequence[Source] | Dataset, *, base: str | None = None) -> None:
    """Validate a shapes graph against the shapes of appendix C.

    Raises :class:`ShapesError` with the first results and the place of the first one where it does not conform.
    """
    from kgtools.shacl.validation import validate

    if not isinstance(shapes, Dataset) and "-" in [os.fspath(source) for source in shapes]:
        raise UsageError("standard input can be read once; give the shapes as files to validate them.")
    report = validate(shapes, shapes_of_shapes(), base=base)
    failing = [result for result in report.results if result.level == "violation"]
    if not failing:
        return
    named = [f"{f'{r.place}: ' if r.place else ''}{r.focus_node!s}: {r.message().value}" for r in failing]
    more = f" … and {len(failing) - MOST} more" if len(failing) > MOST else ""
    first = failing[0].place
    raise ShapesError(
        f"the shapes break SHACL's syntax rules (appendix C): {' | '.join(named[:MOST])}{more}",
        shape=str(failing[0].focus_node),
        section="C",
        source="" if first is None else first.file,
        line=None if first is None else first.line,
        column=None if first is None else first.column,
    )
