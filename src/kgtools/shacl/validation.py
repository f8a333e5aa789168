"""The one call that validates: which engine, which graphs, within which time, and what the report is to say."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Literal as Choice

from kgtools.errors import LimitError, ParameterError, UsageError
from kgtools.formats import Source, write_bytes
from kgtools.shacl.given import Given, given

if TYPE_CHECKING:
    from datetime import date

    from kgtools.cache import Cache
    from kgtools.columns import Dataset
    from kgtools.columns.encode import Progress
    from kgtools.shacl.report import FailOn, ValidationReport

__all__ = ["ENGINES", "Engine", "validate"]

Engine = Choice["columns", "pyshacl", "both"]
ENGINES: tuple[Engine, ...] = ("columns", "pyshacl", "both")
_SEVERITIES = ("violation", "warning", "info")


def validate(
    data: Given,
    shapes: Given | None = None,
    *,
    engine: Engine = "columns",
    data_graphs: str | Sequence[str] | None = None,
    base: str | None = None,
    timeout: float | None = None,
    progress: Progress | None = None,
    languages: Sequence[str] = (),
    fail_on: FailOn = "violation",
    positions: bool = True,
    generated: Mapping[str, str] | None = None,
    explain: bool = False,
    shape: Sequence[str] = (),
    focus: Sequence[str] = (),
    severity: FailOn | None = None,
    max_results: int | None = None,
    statistics: bool = False,
    require_targets: bool = False,
    meta_shacl: bool = False,
    baseline: Source | None = None,
    update_baseline: bool = False,
    waivers: Source | None = None,
    today: date | None = None,
    cache: Cache | None = None,
) -> ValidationReport:
    """Validate a data graph against a shapes graph (SHACL, section 3.4).

    `data` are files, or a :class:`kgtools.columns.Dataset` that is loaded already, or a graph or dataset of rdflib; the
    data graph is the union of all their graphs, or of those that `data_graphs` names by IRI. `shapes` may be the same
    kinds of things; without them the shapes stand in the data. `engine` is the columnar one, pySHACL, or both, which
    are then compared: what they do not agree on is in ``report.differences``. `timeout` is in seconds, reading
    included; `progress` is told the phase and how far it is.

    `languages` are those of messages and labels, in order. `fail_on` is the mildest severity that makes
    ``report.fails()`` true. `positions` gives every result its place in the files, `explain` what it rests on.
    `generated` are data files that were built from the others, and the names that are shown for them: a place in a
    file that people write goes before one in these.

    Part of it: `shape` are IRIs (or what they end with) of shapes, `focus` IRIs of nodes; `severity` is the mildest and
    `max_results` the number of results that are listed, though all count. `statistics` keeps nodes and time of each
    shape in the JSON. `meta_shacl` first validates the shapes against the shapes of SHACL's own syntax (appendix C).

    With `require_targets` the validation has failed where the targets of a shape match no node.

    `baseline` is a file of known results, which `update_baseline` writes anew, and `waivers` one of excused ones;
    `today` is the day by which waivers expire. `cache` is where the columns of large files are kept for the next time;
    without one, nothing is kept.

    >>> from kgtools.columns import load_bytes
    >>> report = validate(load_bytes(b'''
    ...     @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .
    ...     e:S a sh:NodeShape ; sh:targetNode e:a ; sh:property [ sh:path e:p ; sh:minCount 1 ] .''', format="turtle"))
    >>> report.conforms, report.results[0].focus_node.value, report.results[0].message().value
    (False, 'http://e/a', 'Number of values: expected at least 1, found 0.')

    Raises :class:`ParseError` and :class:`SourceError` for files that cannot be read, :class:`ShapesError` for shapes
    that are ill-formed or recursive, :class:`ValidationFailure` where validation cannot be carried out, and
    :class:`LimitError` where time or memory does not suffice. Data that does not conform is a report.
    """
    _check(engine, timeout, fail_on, severity, max_results)
    from kgtools.shacl.clock import Clock
    from kgtools.text.languages import check_languages

    clock = Clock(timeout)
    chosen = check_languages(languages)
    graphs = [data_graphs] if isinstance(data_graphs, str) else data_graphs
    if update_baseline and (baseline is None or shape or focus):
        raise UsageError("a baseline is written of all shapes and nodes, into the file that `baseline` names.")
    if engine != "columns" and (shape or focus):
        raise UsageError(
            f"the engine {engine} validates all shapes and nodes; leave out the engine, or shape and focus."
        )
    try:
        from dataclasses import replace

        from kgtools.shacl.dressing import dressed, placed
        from kgtools.shacl.running import run

        files = given(data, "data")
        shape_files = None if shapes is None else given(shapes, "shapes")
        _check_inputs(files, shape_files, engine)
        if baseline is not None:
            _check_apart(baseline, (*_named(files), *_named(shape_files), waivers))
        # before the work: a file that cannot be read ends it at once
        read = None if waivers is None else _waivers(waivers, today)
        known = None if baseline is None or update_baseline else _baseline(baseline)
        if meta_shacl:
            from kgtools.shacl.meta import check_shapes

            check_shapes(files if shape_files is None else shape_files, base=base)
        report, inputs = run(
            files,
            shape_files,
            engine=engine,
            data_graphs=graphs,
            base=base,
            clock=clock,
            progress=progress,
            languages=chosen,
            shape=shape,
            focus=focus,
            cache=cache,
        )
        report = replace(
            report, languages=chosen, fail_on=fail_on, statistics=statistics, require_targets=require_targets
        )
        if inputs is not None:
            report = dressed(report, inputs, explained=explain, generated=generated or {})
        if read is not None:
            report = read(report)
        if update_baseline:
            assert baseline is not None
            known = _baseline(baseline, of=report)
        if known is not None:
            report = known(report)
        if shape or focus:
            # what was not looked at is neither gone nor without use
            report = replace(report, gone=(), unused_waivers=())
        report = report.cut(severity=severity, most=max_results)
        if inputs is None or not positions:
            return report
        return placed(report, inputs, generated=generated or {}, check=clock.check)
    except MemoryError as error:
        raise LimitError("the memory does not suffice; take fewer files or results, or a larger machine.") from error


def _check_inputs(files: list[str] | Dataset, shapes: list[str] | Dataset | None, engine: str) -> None:
    if isinstance(files, list) and not files:
        raise UsageError("no data file is named; name one or more.")
    if isinstance(shapes, list) and not shapes:
        raise UsageError("no shapes file is named; name one or more, or leave the shapes out.")
    if engine != "columns" and not (isinstance(files, list) and isinstance(shapes, list | None)):
        raise UsageError(f"the engine {engine} reads files; give the names of files as data and shapes.")


def _named(files: list[str] | Dataset | None) -> list[str]:
    return files if isinstance(files, list) else []


def _check(engine: str, timeout: float | None, fail_on: str, severity: str | None, max_results: int | None) -> None:
    if engine not in ENGINES:
        raise ParameterError("engine", str(engine), f"it is one of {', '.join(ENGINES)}")
    if timeout is not None and timeout <= 0:
        raise ParameterError("timeout", f"{timeout:g}", "it is a number of seconds greater than 0")
    if fail_on not in (*_SEVERITIES, "none"):
        raise ParameterError("fail_on", str(fail_on), f"it is one of {', '.join(_SEVERITIES)} and none")
    if severity is not None and severity not in _SEVERITIES:
        raise ParameterError("severity", str(severity), f"it is one of {', '.join(_SEVERITIES)}")
    if max_results is not None and max_results < 1:
        raise ParameterError("max_results", str(max_results), "it is a number greater than 0")


def _check_apart(baseline: Source, others: Iterable[Source | None]) -> None:
    """Refuse a baseline that is one of the files that are read as something else: writing it would destroy them."""
    read = {Path(os.fspath(file)).resolve() for file in others if file is not None and str(file) != "-"}
    if Path(os.fspath(baseline)).resolve() in read:
        raise UsageError(f"the baseline would take the place of {baseline}, which is read; name another file.")


def _waivers(file: Source, today: date | None) -> Callable[[ValidationReport], ValidationReport]:
    """What applies the waivers of a file."""
    from datetime import date as day

    from kgtools.shacl.waivers import apply_waivers, read_waivers

    found = read_waivers(file)
    return lambda report: apply_waivers(report, found, today=day.today() if today is None else today)


def _baseline(file: Source, *, of: ValidationReport | None = None) -> Callable[[ValidationReport], ValidationReport]:
    """What applies the baseline of a file, which is written first if a report is given."""
    from kgtools.shacl.baseline import apply_baseline, read_baseline, write_baseline

    if of is not None:
        write_bytes(file, write_baseline(of).encode())
    found = read_baseline(file)
    return lambda report: apply_baseline(report, found)
