"""The one call that validates: which engine, which graphs, within which time, and what the report is to say."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from kgtools.errors import LimitError, ShapesError, UsageError
from kgtools.reading import Source
from kgtools.shacl.options import OptionKeywords, Options
from kgtools.writing import write_bytes

if TYPE_CHECKING:
    from datetime import date

    import pyarrow

    from kgtools.shacl.engine.clock import Clock
    from kgtools.shacl.engine.graph_sources import GraphSource
    from kgtools.shacl.report import ValidationReport
    from kgtools.table import Dataset

__all__ = ["validate", "validate_with"]

#: results that an error names
_MAX_NAMED_RESULTS = 5


def validate(
    data: GraphSource, shapes: GraphSource | None = None, **options: Unpack[OptionKeywords]
) -> ValidationReport:
    """Validate a data graph against a shapes graph (SHACL, section 3.4).

    `data` are files, or a :class:`kgtools.table.Dataset` that is loaded already, or a graph or dataset of rdflib; the
    data graph is the union of all their graphs, or of those that `data_graphs` names by IRI. `shapes` may be the same
    kinds of things; without them the shapes are in the data. `options` are the fields of
    :class:`kgtools.shacl.Options`, which says what each means.

    >>> from kgtools.table import load_bytes
    >>> report = validate(load_bytes(b'''
    ...     @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .
    ...     e:S a sh:NodeShape ; sh:targetNode e:a ; sh:property [ sh:path e:p ; sh:minCount 1 ] .''', format="turtle"))
    >>> report.conforms, report.results[0].focus_node.value, report.results[0].message().value
    (False, 'http://e/a', 'Number of values: expected at least 1, found 0.')

    Shapes that are ill-formed, recursive or cannot be evaluated are left out: ``report.not_evaluated`` names them with
    their places, and such a report does not conform and fails unless `skip_unsupported` accepts that.

    Raises :class:`ParseError` and :class:`SourceError` for files that cannot be read, with `strict`
    :class:`ShapesError` for shapes that are ill-formed or recursive, :class:`ValidationFailure` where validation cannot
    be carried out, and :class:`LimitError` where time or memory does not suffice. Data that does not conform is a
    report.
    """
    return validate_with(data, shapes, Options(**options))


def validate_with(
    data: GraphSource,
    shapes: GraphSource | None,
    options: Options,
    *,
    candidates: pyarrow.LargeStringArray | None = None,
) -> ValidationReport:
    """:func:`validate`, with options that are made already.

    `candidates` are the only focus nodes that can fail, where that is known (canonical texts): of the others the data
    need not be there.
    """
    from kgtools.shacl.engine.clock import Clock
    from kgtools.shacl.engine.graph_sources import files_or_dataset, in_formats

    clock = Clock(options.timeout)
    files = files_or_dataset(data, "data")
    shape_files = None if shapes is None else files_or_dataset(shapes, "shapes")
    with in_formats(files, shape_files, options):
        return _validated(files, shape_files, options, clock, candidates)


def _validated(
    files: list[str] | Dataset,
    shape_files: list[str] | Dataset | None,
    options: Options,
    clock: Clock,
    candidates: pyarrow.LargeStringArray | None,
) -> ValidationReport:
    from kgtools.shacl.explain.presentation import with_names, with_places
    from kgtools.shacl.running import run

    try:
        _check_inputs(files, shape_files, options.engine)
        baseline = options.baseline
        if baseline is not None:
            _check_apart(
                baseline, (*_file_names(files), *_file_names(shape_files), *options.ontology_files, options.waivers)
            )
        # before the work: a file that cannot be read ends it at once
        excuse = None if options.waivers is None else _waivers(options.waivers, options.today)
        compare = None if baseline is None or options.update_baseline else _baseline(baseline)
        if options.meta_shacl:
            _check_shapes(files if shape_files is None else shape_files, base=options.base)
        report, inputs = run(files, shape_files, options, clock, candidates)
        report = replace(
            report,
            languages=tuple(options.languages),
            fail_on=options.fail_on,
            statistics=options.statistics,
            require_targets=options.require_targets,
            skip_unsupported=options.skip_unsupported,
        )
        report = with_names(report, inputs, options)
        if excuse is not None:
            report = excuse(report)
        if options.update_baseline:
            assert baseline is not None
            compare = _baseline(baseline, of=report)
        if compare is not None:
            report = compare(report)
        if options.is_partial or report.not_evaluated:
            # what was not looked at is neither gone nor without use
            report = replace(report, excuses=replace(report.excuses, gone_entries=(), unused_waivers=()))
        report = report.cut(severity=options.severity, max_results=options.max_results)
        return with_places(report, inputs, options, clock)
    except MemoryError as error:
        raise LimitError(
            "there is not enough memory; use fewer files, report fewer results, or use a machine with more memory."
        ) from error


def _check_shapes(shapes: list[str] | Dataset, *, base: str | None = None) -> None:
    """Validate a shapes graph against the shapes of appendix C.

    Raises :class:`ShapesError` with the first results and the place of the first one where it does not conform.
    """
    from kgtools.shacl.second_engine import shapes_of_shapes

    if isinstance(shapes, list) and "-" in shapes:
        raise UsageError("standard input can be read only once; give the shapes as files to validate them.")
    report = validate(shapes, shapes_of_shapes(), base=base)
    failing = [result for result in report.results if result.level == "violation"]
    if not failing:
        return
    lines = [f"{f'{r.place}: ' if r.place else ''}{r.focus_node!s}: {r.message().value}" for r in failing]
    more = f" … and {len(failing) - _MAX_NAMED_RESULTS} more" if len(failing) > _MAX_NAMED_RESULTS else ""
    first = failing[0].place
    raise ShapesError(
        f"the shapes break SHACL's syntax rules (appendix C): {' | '.join(lines[:_MAX_NAMED_RESULTS])}{more}",
        shape=str(failing[0].focus_node),
        section="C",
        source="" if first is None else first.file,
        line=None if first is None else first.line,
        column=None if first is None else first.column,
    )


def _check_inputs(files: list[str] | Dataset, shapes: list[str] | Dataset | None, engine: str) -> None:
    if isinstance(files, list) and not files:
        raise UsageError("no data file was given; name one or more.")
    if isinstance(shapes, list) and not shapes:
        raise UsageError("no shapes file was given; name one or more, or leave out the shapes.")
    if engine != "columns" and not (isinstance(files, list) and isinstance(shapes, list | None)):
        raise UsageError(f"the engine {engine} reads files; give the names of files as data and shapes.")


def _file_names(files: list[str] | Dataset | None) -> list[str]:
    return files if isinstance(files, list) else []


def _check_apart(baseline: Source, other_files: Iterable[Source | None]) -> None:
    """Refuse a baseline that is one of the files that are read as something else: writing it would destroy them."""
    sources = {Path(os.fspath(file)).resolve() for file in other_files if file is not None and str(file) != "-"}
    if Path(os.fspath(baseline)).resolve() in sources:
        raise UsageError(f"the baseline would overwrite {baseline}, which is an input; name another file.")


def _waivers(file: Source, today: date | None) -> Callable[[ValidationReport], ValidationReport]:
    """What applies the waivers of a file."""
    from datetime import date as day

    from kgtools.shacl.accepted.waivers import apply_waivers, read_waivers

    waivers = read_waivers(file)
    return lambda report: apply_waivers(report, waivers, today=day.today() if today is None else today)


def _baseline(file: Source, *, of: ValidationReport | None = None) -> Callable[[ValidationReport], ValidationReport]:
    """What applies the baseline of a file, which is written first if a report is given."""
    from kgtools.shacl.accepted.baseline import apply_baseline, read_baseline, write_baseline

    if of is not None:
        write_bytes(file, write_baseline(of).encode())
    entries = read_baseline(file)
    return lambda report: apply_baseline(report, entries)
