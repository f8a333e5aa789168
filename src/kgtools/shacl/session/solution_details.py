"""The details of violations in the solutions of queries, read when they are reported."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import repeat

import numpy as np

from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.shacl.shapes_graph.path import Path
from kgtools.shacl.sparql.query import Query, message_text, places_in, with_language
from kgtools.sparql.columns.dictionary import Ids
from kgtools.sparql.terms.pool import Pool
from kgtools.sparql.terms.readers import TermReader

__all__ = ["SolutionDetails"]


class SolutionDetails:
    """The details of violations (section 5.3.2), a solution each: columns of numbers until they are read."""

    def __init__(self, query: Query, columns: Mapping[str, Ids], pool: Pool, path: Path | None) -> None:
        self._query = query
        self._columns = columns
        self._pool = pool
        self._reader = TermReader(pool)
        self._of_node = path is None

    @property
    def values(self) -> Ids | None:
        """What ``?value`` is bound to; for a node shape the focus node where it is not."""
        values = self._columns.get("value")
        if not self._of_node:
            return values
        focus = self._columns["this"]
        return focus if values is None else np.where(values >= 0, values, focus)

    @property
    def paths(self) -> Ids | None:
        """What ``?path`` is bound to."""
        return self._columns.get("path")

    def texts(self, numbers: Ids) -> list[str]:
        """The texts of terms of the query."""
        return self._pool.texts(numbers)

    def messages(self, name: Callable[[Term], str]) -> Sequence[tuple[Literal, ...]]:
        """For each solution its own message, or those of the constraint with their places filled (section 5.3.2) by
        what `name` says of the terms.
        """
        columns = [self._filled(message, name) for message in self._query.messages]
        rows = list(zip(*columns, strict=True)) if columns else [()] * self._size
        own = self._terms("message")
        if own is None:
            return rows
        return [(term,) if isinstance(term, Literal) else rows[row] for row, term in enumerate(own)]

    def annotations(self, row: int) -> tuple[tuple[NamedNode, Term], ...]:
        """The properties that the result gets, with their values (section 4 of the Advanced Features)."""
        annotations: list[tuple[NamedNode, Term]] = []
        for annotation in self._query.annotations:
            bound = self._annotated[annotation.variable][row]
            values = annotation.defaults if bound is None else (bound,)
            annotations += ((annotation.property, value) for value in values)
        return tuple(annotations)

    @cached_property
    def _annotated(self) -> dict[str, Sequence[Term | None]]:
        """What the variables of annotations are bound to."""
        names = {annotation.variable for annotation in self._query.annotations}
        return {name: self._terms(name) or [None] * self._size for name in sorted(names)}

    @cached_property
    def _size(self) -> int:
        return len(self._columns["this"])

    def _terms(self, name: str) -> Sequence[Term | None] | None:
        """What the query binds a variable to, None where it does not have it."""
        column = self._columns.get(name)
        return None if column is None else self._reader.terms(column)

    def _filled(self, template: Literal, name: Callable[[Term], str]) -> Sequence[Literal]:
        """A message for each solution."""
        parts = places_in(template)
        if len(parts) == 1:
            return [template] * self._size
        texts = [self._texts_of(*part, name) if isinstance(part, tuple) else repeat(part, self._size) for part in parts]
        return [with_language("".join(row), template) for row in zip(*texts, strict=True)]

    def _texts_of(self, variable: str, place: str, name: Callable[[Term], str]) -> Sequence[str]:
        """The text for a variable in a message; the placeholder itself where it has no value."""
        bound = self._query.bindings.get(variable)
        otherwise = place if bound is None else message_text(bound)
        terms = self._terms(variable)
        if terms is None:
            return [otherwise] * self._size
        texts: dict[Term | None, str] = {None: otherwise}
        texts.update((term, name(term)) for term in set(terms) if term is not None)
        return [texts[term] for term in terms]
