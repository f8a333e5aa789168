"""DESCRIBE (SPARQL 1.1, section 16.4): what the default graph says of each resource.

The description is the concise bounded one: the triples whose subject the resource is, and those of the blank nodes that
they lead to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from kgtools.sparql.answers import GraphAnswer
from kgtools.sparql.columns.dictionary import BLANK, IRI, Ids
from kgtools.sparql.context import Context
from kgtools.sparql.evaluate.construct import is_one_of
from kgtools.sparql.expressions import Constant, Expression, Variable
from kgtools.sparql.quads.datasets import GraphView
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.table.relations import distinct, members

__all__ = ["describe"]

#: up to so many resources are looked up one by one
_FEW_RESOURCES = 16


def describe(resources: Sequence[Expression], table: SolutionTable, view: GraphView, context: Context) -> GraphAnswer:
    """What a graph says of the terms and of the values of the variables in `resources`."""
    pool = context.pool
    subjects = [np.empty(0, np.int32)]
    for one in resources:
        if isinstance(one, Constant):
            subjects.append(pool.intern_terms([one.term]))
        elif isinstance(one, Variable):
            subjects.append(pool.resolved(table.column(one.name)))
    fresh = np.concatenate(subjects)
    # what the query itself has made is in no triple
    fresh = distinct(fresh[(fresh < pool.base) & is_one_of(fresh, (IRI, BLANK), pool)], pool.base)
    is_described = np.zeros(pool.base, bool)
    parts: list[Mapping[str, Ids]] = []
    while len(fresh):
        context.budget.check()
        is_described[fresh] = True
        triples = _about(fresh, view, pool.base)
        parts += triples
        reached = distinct(np.concatenate([part["o"] for part in triples]), pool.base)
        reached = reached[is_one_of(reached, (BLANK,), pool)]
        fresh = reached[~is_described[reached]]
    nothing = np.empty(0, np.int32)
    s, p, o = (np.concatenate([nothing, *(part[letter] for part in parts)]) for letter in "spo")
    return GraphAnswer(s, p, o, pool)


def _about(resources: Ids, view: GraphView, size: int) -> list[Mapping[str, Ids]]:
    """The triples that have these subjects."""
    triples = view.triples(None)
    if len(resources) <= _FEW_RESOURCES:
        return [triples.select({"s": number}) for number in resources.tolist()]
    columns = triples.columns()
    rows = np.flatnonzero(members(columns["s"], resources, size))
    return [{letter: columns[letter][rows] for letter in "spo"}]
