"""The triples of a template for each solution (SPARQL 1.1, section 16.2), on whole columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from kgtools.sparql.answers import GraphAnswer
from kgtools.sparql.columns.dictionary import BLANK, IRI, UNBOUND, Ids
from kgtools.sparql.context import Context
from kgtools.sparql.expressions import Constant, TripleTerm, Variable
from kgtools.sparql.functions.strings.text_columns import MANY
from kgtools.sparql.node import Node
from kgtools.sparql.solutions.lineage import lineage_of_rows
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.syntax import Triple
from kgtools.sparql.terms.pool import Pool

__all__ = ["Template", "are_apart", "are_new", "construct", "is_one_of"]

#: bytes that a triple takes while it is made
_BYTES = 64


def construct(template: Sequence[Triple], table: SolutionTable, context: Context) -> GraphAnswer:
    """The graph that the template makes of the solutions: solution by solution, in the order of the template.

    Blank nodes of the template are new for each solution (16.2.1); a triple with an unbound variable, a literal as
    subject or what is not an IRI as predicate is left out.
    """
    context.budget.reserve(
        table.size * len(template) * _BYTES, f"a graph of {table.size:,} solutions by {len(template)} triples"
    )
    instance = Template(table, context, apart=are_apart(template))
    parts: list[list[Ids]] = [[], [], []]
    valid: list[npt.NDArray[np.bool_]] = []
    for triple in template:
        context.budget.check()
        s, p, o = instance.triple(triple)
        valid.append(instance.can_be(s, p, o))
        for part, column in zip(parts, (s, p, o), strict=True):
            part.append(column)
    if not template:
        nothing = np.empty(0, np.int32)
        return GraphAnswer(nothing, nothing, nothing, context.pool)
    keep = np.stack(valid, axis=1).ravel()
    s, p, o = (np.stack(part, axis=1).ravel()[keep] for part in parts)
    lineage = lineage_of_rows(table.lineage, np.flatnonzero(keep) // len(template))
    return GraphAnswer(s, p, o, context.pool, distinct=are_new(template), lineage=lineage)


class Template:
    """The terms of templates for the solutions of a table; a blank node is the same throughout one solution.

    Where the triples of the template are `apart` (:func:`are_apart`), terms that the query makes are compared with
    those of their own variable and with no others.
    """

    def __init__(self, table: SolutionTable, context: Context, *, apart: bool = False) -> None:
        self._table = table
        self._context = context
        self._apart = apart
        self._columns: dict[Node, Ids] = {}

    def triple(self, triple: Triple) -> tuple[Ids, Ids, Ids]:
        """Subject, predicate and object for each solution."""
        return self.column(triple.subject), self.column(triple.predicate), self.column(triple.object)

    def column(self, term: Node) -> Ids:
        """A term for each solution, -1 where it has no value."""
        result = self._columns.get(term)
        if result is None:
            result = self._columns[term] = self._new_column(term)
        return result

    def _new_column(self, term: Node) -> Ids:
        pool, size = self._context.pool, self._table.size
        if isinstance(term, Constant):
            return np.full(size, pool.intern_terms([term.term])[0], np.int32)
        if isinstance(term, Variable):
            if term.is_blank:
                return self._context.blank_nodes(size)
            column = self._table.column(term.name)
            return pool.comparable(column) if self._apart else pool.resolved(column)
        assert isinstance(term, TripleTerm)
        return self._triple_terms(term)

    def _triple_terms(self, term: TripleTerm) -> Ids:
        s, p, o = (self.column(part) for part in term.children())
        result = np.full(self._table.size, UNBOUND, np.int32)
        rows = np.flatnonzero(self.can_be(s, p, o))
        pool = self._context.pool
        if len(rows) >= MANY and hasattr(pool.dictionary, "literals"):
            from kgtools.sparql.terms.blocks import Triples

            result[rows] = pool.resolved(pool.add_block(Triples(pool, (s[rows], p[rows], o[rows]))))
            return result
        texts = zip(*(pool.texts(column[rows]) for column in (s, p, o)), strict=True)
        result[rows] = pool.intern([f"<<( {a} {b} {c} )>>" for a, b, c in texts])
        return result

    def can_be(self, s: Ids, p: Ids, o: Ids) -> npt.NDArray[np.bool_]:
        """For each row, whether these can be subject, predicate and object of a triple (RDF 1.2, section 3.1)."""
        pool = self._context.pool
        good: npt.NDArray[np.bool_] = is_one_of(s, (IRI, BLANK), pool) & is_one_of(p, (IRI,), pool) & (o != UNBOUND)
        return good


def are_apart(template: Sequence[Triple]) -> bool:
    """Whether no two triples of a template can be the same triple: each has a predicate of its own."""
    predicates = [triple.predicate for triple in template]
    return len(set(predicates)) == len(predicates) and (
        len(predicates) == 1 or all(isinstance(predicate, Constant) for predicate in predicates)
    )


def are_new(template: Sequence[Triple]) -> bool:
    """Whether each triple that a template makes is made once: they are apart, and have a blank node of the template."""
    return are_apart(template) and all(
        any(isinstance(term, Variable) and term.is_blank for term in (triple.subject, triple.object))
        for triple in template
    )


def is_one_of(numbers: Ids, kinds: Iterable[int], pool: Pool) -> npt.NDArray[np.bool_]:
    """For each number, whether it is bound and its term of one of the kinds."""
    table = np.zeros(256, bool)
    table[list(kinds)] = True
    return table[pool.kinds_of(numbers)]
