"""The options of a validation, beside its data and shapes: one record, checked when it is made."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypedDict
from typing import Literal as Choice

from kgtools.errors import ParameterError, UsageError
from kgtools.reading import Source, expand_sources
from kgtools.text.languages import check_languages

if TYPE_CHECKING:
    from datetime import date

    from kgtools.reading import Format
    from kgtools.shacl.result import FailOn
    from kgtools.table.cache import Cache
    from kgtools.table.encoding.encode import Progress

__all__ = ["ENGINES", "Engine", "OptionKeywords", "Options"]

Engine = Choice["columns", "pyshacl", "both"]
ENGINES: tuple[Engine, ...] = ("columns", "pyshacl", "both")
_SEVERITIES = ("violation", "warning", "info")


class OptionKeywords(TypedDict, total=False):
    """The fields of :class:`Options` as keywords of a call."""

    engine: Engine
    data_graphs: str | Sequence[str] | None
    ontology: Source | tuple[Source, ...] | list[Source]
    base: str | None
    data_format: str | Format | None
    shapes_format: str | Format | None
    timeout: float | None
    progress: Progress | None
    languages: Sequence[str]
    fail_on: FailOn
    positions: bool
    generated: Mapping[str, str]
    prefixes: Mapping[str, str] | None
    explain: bool
    details: bool
    shape: str | Sequence[str]
    focus: str | Sequence[str]
    severity: FailOn | None
    max_results: int | None
    statistics: bool
    require_targets: bool
    strict: bool
    skip_unsupported: bool
    rules: bool
    iterate_rules: bool
    meta_shacl: bool
    baseline: Source | None
    update_baseline: bool
    waivers: Source | None
    today: date | None
    cache: Cache | None


@dataclass(frozen=True, kw_only=True)
class Options:
    """How to validate, and what the report is to say.

    >>> Options(timeout=60).engine
    'columns'

    Raises :class:`ParameterError` for values that are not valid, and :class:`UsageError` for options that exclude each
    other.
    """

    #: `columns` (our own), `pyshacl`, or `both`, whose results are then compared
    engine: Engine = "columns"
    #: IRIs of the graphs that are validated; without, the union of all
    data_graphs: str | Sequence[str] | None = None
    #: files that the validation sees as part of the data (classes, say), and whose own nodes are not validated
    ontology: Source | tuple[Source, ...] | list[Source] = ()
    #: what relative IRIs are resolved against; without, the IRI of the file
    base: str | None = None
    #: the format of the data files, where their names do not show it
    data_format: str | Format | None = None
    #: the format of the shapes files, where their names do not show it
    shapes_format: str | Format | None = None
    #: the most seconds that it may take, reading included
    timeout: float | None = None
    #: called with the phase and how far it is
    progress: Progress | None = None
    #: the languages of messages and labels, in order of preference
    languages: Sequence[str] = ()
    #: the mildest severity that makes ``report.fails()`` true
    fail_on: FailOn = "violation"
    #: whether results get their places in the files
    positions: bool = True
    #: data files that were built from the others, and the names that are shown for them
    generated: Mapping[str, str] = field(default_factory=dict)
    #: prefixes that the report graph may use besides those that the files declare (without: the well-known ones)
    prefixes: Mapping[str, str] | None = None
    #: whether results explain what they are based on
    explain: bool = False
    #: whether results have the results of other shapes that they are based on (``sh:detail``); `explain` has them as
    #: well
    details: bool = False
    #: only these shapes, by their IRIs or what these end with
    shape: str | Sequence[str] = ()
    #: only these focus nodes, likewise
    focus: str | Sequence[str] = ()
    #: the mildest severity that is listed; all count
    severity: FailOn | None = None
    #: how many results are listed at most; all count
    max_results: int | None = None
    #: whether the JSON has the number of nodes and the time of each shape
    statistics: bool = False
    #: whether the validation has failed where a shape is never evaluated, or its targets match no node
    require_targets: bool = False
    #: whether shapes that are ill-formed or cannot be evaluated end the validation, and unknown words of SHACL do
    strict: bool = False
    #: whether a validation that left out such shapes has passed all the same
    skip_unsupported: bool = False
    #: whether the rules (``sh:rule``) run before the validation, also where the shapes do not ask for it
    rules: bool = False
    #: whether the rules run again until they infer nothing new
    iterate_rules: bool = False
    #: whether the shapes are first validated against the shapes of SHACL's own syntax (appendix C)
    meta_shacl: bool = False
    #: a file of known results
    baseline: Source | None = None
    #: whether to replace that file by the results of this validation
    update_baseline: bool = False
    #: a file of waived results
    waivers: Source | None = None
    #: the day that the end dates of waivers are compared with; without, today
    today: date | None = None
    #: where the columns of large files are kept for the next time
    cache: Cache | None = None

    def __post_init__(self) -> None:
        for name in ("shape", "focus"):
            one = getattr(self, name)
            if isinstance(one, str):
                object.__setattr__(self, name, (one,))
        if self.engine not in ENGINES:
            raise ParameterError("engine", str(self.engine), f"it is one of {', '.join(ENGINES)}")
        if self.timeout is not None and self.timeout <= 0:
            raise ParameterError("timeout", f"{self.timeout:g}", "it is a number of seconds greater than 0")
        if self.fail_on not in (*_SEVERITIES, "none"):
            raise ParameterError("fail_on", str(self.fail_on), f"it is one of {', '.join(_SEVERITIES)} and none")
        if self.severity is not None and self.severity not in _SEVERITIES:
            raise ParameterError("severity", str(self.severity), f"it is one of {', '.join(_SEVERITIES)}")
        if self.max_results is not None and self.max_results < 1:
            raise ParameterError("max_results", str(self.max_results), "it is a number greater than 0")
        if self.update_baseline and (self.baseline is None or self.is_partial):
            raise UsageError("a baseline is written of all shapes and nodes, into the file that `baseline` names.")
        if self.strict and self.skip_unsupported:
            raise UsageError("`strict` refuses what `skip_unsupported` accepts; leave out one of them.")
        if self.engine != "columns" and self.is_partial:
            raise UsageError(
                f"the engine {self.engine} validates all shapes and nodes; leave out the engine, or shape and focus."
            )
        if self.ontology_files and self.engine != "columns":
            raise UsageError(
                f"the engine {self.engine} validates all that it reads; leave out the engine, or the ontology."
            )
        object.__setattr__(self, "languages", check_languages(self.languages))

    @property
    def tells_reasons(self) -> bool:
        """Whether results have their reasons below them."""
        return self.explain or self.details

    @property
    def is_partial(self) -> bool:
        """Whether only some shapes or nodes are looked at."""
        return bool(self.shape or self.focus)

    @property
    def ontology_files(self) -> tuple[str, ...]:
        """The files of the ontology, each by itself."""
        files = (self.ontology,) if isinstance(self.ontology, str | os.PathLike) else tuple(self.ontology)
        return tuple(dict.fromkeys(expand_sources(files)))

    @property
    def graphs(self) -> tuple[str, ...] | None:
        """The graphs that are validated; None for the union of all."""
        if self.data_graphs is None:
            return None
        return (self.data_graphs,) if isinstance(self.data_graphs, str) else tuple(self.data_graphs)
