"""Validation in SQL: the engine looks for what may fail; what only whole data can answer is read and validated here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kgtools.elsewhere.sql.source import SqlSource
from kgtools.errors import LimitError
from kgtools.reading import Source, in_format
from kgtools.shacl import validate
from kgtools.shacl.engine.inputs import read_shapes
from kgtools.shacl.engine.needs import predicates_needed
from kgtools.shacl.options import OptionKeywords, Options
from kgtools.shacl.plans.slice import WholeDataError
from kgtools.shacl.plans.validating import validate_planned
from kgtools.sparql.budget import Budget

if TYPE_CHECKING:
    from kgtools.shacl import ValidationReport

__all__ = ["validate_sql"]

#: about what a triple takes while it is read and validated, in bytes
_TRIPLE_BYTES = 300


def validate_sql(
    source: SqlSource, shapes: Sequence[Source], options: OptionKeywords, *, name: str, memory: int | None = None
) -> ValidationReport:
    """Validate what an engine holds against shapes in files; `name` is what notes call it.

    The results are those of a file with the same triples. Shapes that may look at any of the data, and options that
    need the data at hand, are answered over the triples that the shapes look at, within about `memory` bytes. Raises
    :class:`WholeDataError` where that does not suffice, and what :func:`kgtools.shacl.validate` raises.
    """
    note = f"{name}: {source.engine} looked for violations in {source.size:,} triples"
    try:
        report = validate_planned(source, shapes, options, triples=source.size, note=note)
    except WholeDataError as refusal:
        report = _validated_here(source, shapes, options, refusal, name=name, memory=memory)
    source.require_same()
    return report


def _validated_here(
    source: SqlSource,
    shapes: Sequence[Source],
    options: OptionKeywords,
    refusal: WholeDataError,
    *,
    name: str,
    memory: int | None,
) -> ValidationReport:
    settings = Options(**options)
    budget = Budget(seconds=settings.timeout, memory=memory)
    with in_format(list(shapes), settings.shapes_format):
        parsed, _, _ = read_shapes(list(shapes), settings, check=budget.check)
    any_triple = settings.rules or settings.engine != "columns"
    predicates = None if any_triple else predicates_needed(parsed)
    count = source.count_rows(predicates)
    budget.check()
    try:
        budget.reserve(_TRIPLE_BYTES * count, f"{count:,} triples")
    except LimitError as error:
        raise WholeDataError(
            f"{refusal} The {count:,} triples that would be read for it do not fit into memory.", shape=refusal.shape
        ) from error
    report = validate(source.dataset(predicates, check=budget.check), list(shapes), **options)
    which = f"all of its {count:,} triples" if predicates is None else f"the {count:,} triples that the shapes look at"
    note = f"{name}: {which} were read and validated here. No triple has a position in a file."
    return replace(report, notes=(*report.notes, note))
