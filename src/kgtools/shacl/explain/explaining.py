"""Why a result is there, and what would do: value nodes, parameter, nearest valid value, section of the specs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kgtools.model.terms import Term
from kgtools.shacl.components import section_of
from kgtools.shacl.result import ValidationResult
from kgtools.shacl.shapes.constraint_text import constraint_text
from kgtools.shacl.shapes.shape import Shape
from kgtools.shacl.shapes_graph.path import Path, Predicate, walk
from kgtools.table import Columns
from kgtools.table.relations import Relation

__all__ = ["Explanation", "explain"]

#: value nodes that an explanation lists
MAX_VALUE_NODES = 10


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a result rests on. `nearest` is the valid value nearest to the one found, as Turtle has it, or nothing."""

    parameter: str
    value_nodes: tuple[Term, ...]
    value_count: int
    section: str
    link: str
    nearest: str = ""


def explain(
    results: Sequence[ValidationResult], columns: Columns, shapes: Mapping[Term, Shape]
) -> tuple[ValidationResult, ...]:
    """The results with their explanations."""
    by_shape: dict[Term, set[Term]] = {}
    for result in results:
        by_shape.setdefault(result.source_shape, set()).add(result.focus_node)
    paths = {node: shape.path for node, shape in shapes.items()}
    looked_at = {shape: _values(columns, paths.get(shape), focus) for shape, focus in by_shape.items()}
    hints: dict[tuple[int, Term | None, str], str] = {}
    constraints: dict[int, str] = {}
    explained = []
    for result in results:
        section, link = section_of(result.source_constraint_component.value)
        values, count = looked_at[result.source_shape](result.focus_node)
        nearest, parameter = "", ""
        if result.constraint is not None:
            if id(result.constraint) not in constraints:
                constraints[id(result.constraint)] = constraint_text(result.constraint, shapes)
            parameter = constraints[id(result.constraint)]
            at = result.path.iri if isinstance(result.path, Predicate) else ""
            key = (id(result.constraint), result.value, at)
            if key not in hints:
                hints[key] = result.constraint.nearest_value(result.value, at, columns)
            nearest = hints[key]
        explained.append(replace(result, explanation=Explanation(parameter, values, count, section, link, nearest)))
    return tuple(explained)


def _values(columns: Columns, path: Path | None, focus: set[Term]) -> Callable[[Term], tuple[tuple[Term, ...], int]]:
    """What gives the value nodes of a focus node: the first ones by their text, and how many there are."""
    terms = sorted(focus, key=str)
    numbers = dict(zip(terms, columns.terms.find(terms).tolist(), strict=True))
    ids = np.array(sorted(number for number in numbers.values() if number >= 0), np.int32)
    pairs = Relation.identity(ids, columns.size) if path is None else walk(path, columns, ids)

    def values_of(node: Term) -> tuple[tuple[Term, ...], int]:
        number = numbers[node]
        low, high = (int(n) for n in np.searchsorted(pairs.s, [number, number + 1]))
        if number < 0 or high <= low:
            return (), 0
        some = columns.terms.terms(pairs.o[low : min(high, low + 1000)])
        return tuple(sorted(some, key=str)[:MAX_VALUE_NODES]), high - low

    return values_of
