"""What queries said of violations, read when it is reported."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.shacl.path import Path, Predicate
from kgtools.shacl.sparql.query import Query, substituted
from kgtools.shacl.values import Detail
from kgtools.sparql.answers import TermReader
from kgtools.sparql.evaluate.pool import Ids, Pool

__all__ = ["SolutionDetails"]


class SolutionDetails:
    """The details of violations (section 5.3.2), a solution each: columns of numbers until they are asked for."""

    def __init__(self, query: Query, columns: Mapping[str, Ids], pool: Pool, path: Path | None) -> None:
        self._query = query
        self._columns = columns
        self._pool = pool
        self._path = path

    @cached_property
    def _terms(self) -> dict[str, list[Term | None]]:
        reader = TermReader(self._pool)
        return {name: reader.terms(column) for name, column in self._columns.items()}

    def __getitem__(self, row: int) -> Detail:
        terms = {name: term for name, column in self._terms.items() if (term := column[row]) is not None}
        value = terms.get("value", terms["this"] if self._path is None else None)
        at, own = terms.get("path"), terms.get("message")
        bindings = {**self._query.bound, **terms}
        if isinstance(own, Literal):
            messages: tuple[Literal, ...] = (own,)
        else:
            messages = tuple(substituted(message, bindings) for message in self._query.messages)
        return Detail(value, Predicate(at.value) if isinstance(at, NamedNode) else None, messages)
