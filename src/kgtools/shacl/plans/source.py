"""What answers plans: an engine elsewhere, or that of this process. Terms come and go as canonical N-Triples text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np
import pyarrow as pa

from kgtools.errors import LimitError
from kgtools.model.terms import Literal, Term
from kgtools.shacl.plans.plan import OTHER, THIS, VALUE, NodeTest, Plan, inline_terms, joined, nothing, within
from kgtools.sparql.algebra import Distinct, Extend, Filter, Operator, Project, Union, Values
from kgtools.sparql.expressions import BuiltinCall, Variable
from kgtools.table import Columns, Terms
from kgtools.table.kernels.arrow import distinct_texts, keep, places_among
from kgtools.table.kernels.text import parse_terms
from kgtools.table.kinds import BLANK
from kgtools.table.ordering import among

if TYPE_CHECKING:
    from kgtools.shacl.values import Context

__all__ = ["ManyFailError", "Source", "Texts", "equal_terms", "judged_here", "rejected_terms", "values_of"]

#: columns of terms, of the same length
Texts = tuple[pa.LargeStringArray, ...]


class ManyFailError(LimitError):
    """More values or nodes may fail than are worth naming: what the shapes look at is fetched whole more quickly."""


class Source(Protocol):
    """A place where data live, and the queries it answers."""

    #: whether a blank node can be named in a later question, as other terms are
    names_blank_nodes: bool
    #: whether a literal that is sent is taken as it is written: some stores make 4 of 4.0
    keeps_literals: bool

    def stage(self, operator: Operator, variables: Sequence[Variable], *, few: bool = False) -> Operator:
        """The same solutions, computed once where that is worth it; with `few` there are few of them, most likely."""

    def texts(self, operator: Operator, variables: Sequence[Variable]) -> Texts:
        """The solutions, each once; every variable is bound."""

    def inline_table(self, variables: Sequence[Variable], columns: Texts) -> Operator:
        """Rows that are here, as an operator."""

    def unordered(self, pairs: Operator, other_pairs: Operator, orders: Sequence[int]) -> Plan:
        """See :meth:`kgtools.shacl.plans.plan.PlanContext.unordered`; `other_pairs` has the other values as
        ``?value``.
        """

    def triples(self, nodes: pa.LargeStringArray, predicates: Iterable[str] | None, *, inverse: bool = False) -> Texts:
        """Subjects, predicates and objects of the triples of some nodes, with some predicates (IRIs) or with any; with
        `inverse` of those that lead to the nodes.
        """


def values_of(variables: Sequence[Variable], columns: Texts) -> Values:
    """Rows that are here as VALUES."""
    terms = [parse_terms(column.to_pylist()) for column in columns]
    return Values(tuple(variables), tuple(zip(*terms, strict=True)))


def rejected_terms(source: Source, pairs: Operator, test: NodeTest, cache: dict[Operator, Columns]) -> Operator:
    """The values of some pairs that do not pass a test of single terms: each distinct one is checked here.

    `cache` are the distinct values of pairs that were asked for already.
    """
    columns = _values_of(source, pairs, cache)
    everyone = np.arange(len(columns.terms), dtype=np.int32)
    # a test of values looks at nothing of its context but the data
    bad = ~test.accepts(everyone, cast("Context", _Alone(columns)))
    if source.names_blank_nodes:
        return source.inline_table((VALUE,), (keep(columns.terms.texts, bad),))
    blank = columns.terms.kinds == BLANK
    table = source.inline_table((VALUE,), (keep(columns.terms.texts, bad & ~blank),))
    if not (bad & blank).any():
        return table
    # what is said of one blank node is said of all: no test of single terms tells them apart
    nodes = Filter(BuiltinCall("ISBLANK", (VALUE,)), Distinct(Project(pairs, (VALUE,))))
    return Union((table, nodes))


def equal_terms(source: Source, pairs: Operator, term: Term, cache: dict[Operator, Columns]) -> Operator:
    """The values of some pairs that are a term: a literal is named as the source has it, if it has it at all."""
    if source.keeps_literals or not isinstance(term, Literal):
        return inline_terms(VALUE, (term,))
    number = _values_of(source, pairs, cache).find(term)
    return nothing(VALUE) if number < 0 else inline_terms(VALUE, (term,))


def _values_of(source: Source, pairs: Operator, cache: dict[Operator, Columns]) -> Columns:
    columns = cache.get(pairs)
    if columns is None:
        (texts,) = source.texts(Distinct(Project(pairs, (VALUE,))), (VALUE,))
        columns = cache[pairs] = _columns_of(texts)
    return columns


def judged_here(source: Source, pairs: Operator, other_pairs: Operator, orders: Sequence[int]) -> Plan:
    """The focus nodes with values that do not compare as they should: distinct pairs of values are compared here."""
    both = joined(pairs, Project(Extend(Project(other_pairs, (THIS, VALUE)), OTHER, VALUE), (THIS, OTHER)))
    left, right = source.texts(Distinct(Project(both, (VALUE, OTHER))), (VALUE, OTHER))
    columns = _columns_of(distinct_texts(pa.concat_arrays([left, right])))
    places = [places_among(texts, columns.terms.texts) for texts in (left, right)]
    ordering = columns.terms.literals.ordering(np.arange(len(columns.terms), dtype=np.int32))
    bad = ~among(ordering.compare(*places), orders)
    if source.names_blank_nodes:
        odd = source.inline_table((VALUE, OTHER), (keep(left, bad), keep(right, bad)))
        return Plan(Distinct(Project(within(both, odd), (THIS,))))
    kinds = columns.terms.kinds
    blank = (kinds[places[0]] == BLANK) | (kinds[places[1]] == BLANK)
    odd = source.inline_table((VALUE, OTHER), (keep(left, bad & ~blank), keep(right, bad & ~blank)))
    operators = [Project(within(both, odd), (THIS,))]
    if blank.any():
        # a blank node compares with nothing
        operators += [Project(Filter(BuiltinCall("ISBLANK", (side,)), both), (THIS,)) for side in (VALUE, OTHER)]
    return Plan(Distinct(Union(tuple(operators)) if len(operators) > 1 else operators[0]))


def _columns_of(texts: pa.LargeStringArray) -> Columns:
    """Distinct terms alone, as columns that have no triple."""
    none = np.empty(0, np.int32)
    return Columns(Terms(texts), none, none, none)


class _Alone:
    """What a test of single terms may ask: the terms."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns

    @property
    def data(self) -> Columns:
        return self._columns

    def number(self, term: Term) -> int:
        return self._columns.find(term)
