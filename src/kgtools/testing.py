"""For tests of data: ``from kgtools.testing import assert_conforms``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from kgtools.graph import KnowledgeGraph
from kgtools.reading import Source

if TYPE_CHECKING:
    from kgtools.shacl import ValidationReport
    from kgtools.shacl.options import OptionKeywords
    from kgtools.table import Dataset

__all__ = ["assert_conforms"]


def assert_conforms(
    data: Source | Sequence[Source] | Dataset | KnowledgeGraph | None = None,
    shapes: Source | Sequence[Source] | None = None,
    **options: Unpack[OptionKeywords],
) -> ValidationReport:
    """Fail the test where data does not conform to shapes; the failure is the report, with files, lines and columns.

    `data` are files, a dataset or a :class:`KnowledgeGraph`, by default that of the project in force. `options` are
    those of :func:`kgtools.shacl.validate`: with ``fail_on="info"`` nothing may be found at all. With
    ``require_targets=True`` a shape that matches no node, or is never evaluated, fails the test too; that none has a
    target always does. A part of the shapes that is not evaluated fails it unless ``skip_unsupported=True`` accepts
    that.

    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "s.ttl").write_text('''@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .
    ...     e:S a sh:NodeShape ; sh:targetSubjectsOf e:p ; sh:property [ sh:path e:p ; sh:maxCount 1 ] .''')
    >>> _ = (folder / "d.ttl").write_text("@prefix e: <http://e/> . e:a e:p 1 .")
    >>> assert_conforms(folder / "d.ttl", folder / "s.ttl").conforms
    True

    Returns the report. Raises :class:`AssertionError`, and what validation raises where it cannot be carried out.
    """
    __tracebackhide__ = True
    from kgtools.shacl import validate

    require_targets = options.pop("require_targets", False)
    if data is None or isinstance(data, KnowledgeGraph):
        graph = KnowledgeGraph.discover() if data is None else data
        several = [shapes] if isinstance(shapes, str | os.PathLike) else shapes
        report = graph.validate(several, **options)
    else:
        report = validate(data, shapes, **options)
    idle = [*report.unmatched_shapes, *(shape.name for shape in report.unjudged_shapes)]
    if report.coverage.shapes_without_targets or (require_targets and idle):
        named = "none of them has a target" if report.coverage.shapes_without_targets else ", ".join(idle)
        raise AssertionError(f"shapes that match no node test nothing: {named}")
    if report.fails():
        raise AssertionError(report.to_text())
    return report
