"""Facets of an answer: how often each value of a column is there, also by year or month."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kgtools.errors import ParameterError
from kgtools.model.json import JsonDict
from kgtools.model.terms import Literal, Term
from kgtools.query.results.answers import Solutions
from kgtools.serving.stored.rows import JsonScalar, json_value
from kgtools.sparql.answers import SelectAnswer

__all__ = ["Facet", "counted", "read_facet"]

#: what a date, a moment, a month and a year begin with
_PERIODS = {
    "year": re.compile(r"-?[0-9]{4,}(?=-|$|Z|[+])"),
    "month": re.compile(r"-?[0-9]{4,}(?:-[0-9]{2})?(?=-|$|T|Z|[+])"),
}
_MAX_VALUES = 1_000


class Facet(NamedTuple):
    """A column whose values are counted; `by` is ``year``, ``month`` or nothing."""

    column: str
    by: str = ""

    @property
    def name(self) -> str:
        return f"{self.column}:{self.by}" if self.by else self.column


def read_facet(text: str, answer: Solutions) -> Facet:
    """A facet as it is written: ``column``, ``column:year`` or ``column:month``. Raises :class:`ParameterError`."""
    column, _, by = text.partition(":")
    if column not in answer.variables:
        raise ParameterError("facet", text, f"the columns are {', '.join(answer.variables)}")
    if by and by not in _PERIODS:
        raise ParameterError("facet", text, "dates are counted by year or by month")
    return Facet(column, by)


def counted(answer: Solutions, facet: Facet) -> list[JsonDict]:
    """The values of a column with how many rows have them; dates in their order, else the most frequent first.

    A column ``xLabel`` beside ``x`` gives the labels.

    >>> from kgtools.graph import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_bytes(b'<http://e/a> <http://e/p> "2031-06", "2031-07" .', format="turtle")
    >>> counted(graph.query(text="SELECT ?day { ?s ?p ?day }"), Facet("day", "year"))
    [{'value': '2031', 'count': 2}]
    """
    solutions = answer.columns()
    numbers, first, counts = np.unique(solutions.table.column(facet.column), return_index=True, return_counts=True)
    labels = _labels(solutions, facet.column, first)
    by_value: dict[JsonScalar, tuple[int, str]] = {}
    for term, count, label in zip(solutions.terms(numbers), counts.tolist(), labels, strict=True):
        value = _part(term, facet.by) if facet.by else json_value(term)
        before = by_value.get(value, (0, ""))
        by_value[value] = (before[0] + count, before[1] or label)
    ranked = sorted(by_value.items(), key=_in_time if facet.by else _most_first)[:_MAX_VALUES]
    return [_entry(value, count, "" if facet.by else label) for value, (count, label) in ranked]


def _entry(value: JsonScalar, count: int, label: str) -> JsonDict:
    """One value of a facet as the API has it."""
    entry: JsonDict = {"value": value, "count": count}
    return {**entry, "label": label} if label else entry


def _labels(answer: SelectAnswer, column: str, rows: npt.NDArray[np.integer]) -> list[str]:
    label_column = f"{column}Label"
    if label_column not in answer.variables:
        return [""] * len(rows)
    terms = answer.terms(answer.table.column(label_column)[rows])
    return [term.value if isinstance(term, Literal) else "" for term in terms]


def _part(term: Term | None, by: str) -> str | None:
    """The year or the month of a date; what has none is counted under nothing."""
    begins = _PERIODS[by].match(term.value) if isinstance(term, Literal) else None
    return None if begins is None else begins[0]


def _in_time(item: tuple[object, tuple[int, str]]) -> tuple[bool, str]:
    return item[0] is None, str(item[0])


def _most_first(item: tuple[object, tuple[int, str]]) -> tuple[int, bool, str]:
    return -item[1][0], item[0] is None, str(item[0])
