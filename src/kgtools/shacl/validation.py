"""The one call that validates: which engine, which graphs, within which time."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING
from typing import Literal as Choice

from kgtools.errors import ParameterError, UsageError
from kgtools.formats import Source, expand_sources

if TYPE_CHECKING:
    from kgtools.columns import Dataset
    from kgtools.columns.encode import Progress
    from kgtools.shacl.report import ValidationReport

__all__ = ["ENGINES", "Engine", "validate"]

Engine = Choice["columns", "pyshacl", "both"]
ENGINES: tuple[Engine, ...] = ("columns", "pyshacl", "both")


def validate(
    data: Source | Sequence[Source] | Dataset,
    shapes: Source | Sequence[Source] | None = None,
    *,
    engine: Engine = "columns",
    data_graphs: Sequence[str] | None = None,
    base: str | None = None,
    timeout: float | None = None,
    progress: Progress | None = None,
) -> ValidationReport:
    """Validate a data graph against a shapes graph (SHACL, section 3.4).

    `data` are files (or a :class:`kgtools.columns.Dataset` that is loaded already); the data graph is the union of all
    their graphs, or of those that `data_graphs` names by IRI. `shapes` are files; without them the shapes stand in the
    data. `engine` is the columnar one, pySHACL, or both, which are then compared: what they do not agree on is in
    ``report.differences``. `timeout` is in seconds; `progress` is told the phase and how far it is.

    >>> from kgtools.columns import load_bytes
    >>> report = validate(load_bytes(b'''
    ...     @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .
    ...     e:S a sh:NodeShape ; sh:targetNode e:a ; sh:property [ sh:path e:p ; sh:minCount 1 ] .''', format="turtle"))
    >>> report.conforms, report.results[0].focus_node.value
    (False, 'http://e/a')

    Raises :class:`ParseError` and :class:`SourceError` for files that cannot be read, :class:`ShapesError` for shapes
    that are ill-formed or recursive, :class:`ValidationFailure` where validation cannot be carried out, and
    :class:`LimitError` where time or memory does not suffice. Data that does not conform is a report.
    """
    if engine not in ENGINES:
        raise ParameterError("engine", str(engine), f"it is one of {', '.join(ENGINES)}")
    if timeout is not None and timeout <= 0:
        raise ParameterError("timeout", f"{timeout:g}", "it is a number of seconds greater than 0")
    files = None if _is_dataset(data) else _files(data)  # type: ignore[arg-type]
    if files is not None and not files:
        raise UsageError("no data file is named; name one or more.")
    shape_files = None if shapes is None else _files(shapes)
    if shape_files is not None and not shape_files:
        raise UsageError("no shapes file is named; name one or more, or leave the shapes out.")
    options = {"data_graphs": data_graphs, "base": base, "timeout": timeout, "progress": progress}
    if engine == "columns":
        from kgtools.shacl.columns_engine import validate_columns

        return validate_columns(files if files is not None else data, shape_files, **options)  # type: ignore[arg-type]
    if files is None:
        raise UsageError(f"the engine {engine} reads files; give the names of files as data.")
    if engine == "pyshacl":
        from kgtools.shacl.reference import validate_with_pyshacl

        return validate_with_pyshacl(files, shape_files, **options)  # type: ignore[arg-type]
    from kgtools.shacl.comparison import validate_with_both

    return validate_with_both(files, shape_files, **options)  # type: ignore[arg-type]


def _is_dataset(data: object) -> bool:
    return not isinstance(data, str | os.PathLike | Sequence)


def _files(sources: Source | Sequence[Source]) -> list[str]:
    several = [sources] if isinstance(sources, str | os.PathLike) else list(sources)
    return list(dict.fromkeys(expand_sources(several)))
