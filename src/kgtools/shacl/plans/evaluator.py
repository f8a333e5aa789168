"""Plans over columns of this process, by the evaluator of queries: the third opinion in tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa

from kgtools.shacl.plans.plan import Plan
from kgtools.shacl.plans.source import Texts, judged_here, values_of
from kgtools.sparql.algebra import Operator, Query, Values
from kgtools.sparql.answers import SelectAnswer
from kgtools.sparql.engine import answer
from kgtools.sparql.expressions import Variable
from kgtools.sparql.quads.datasets import QuadData
from kgtools.table import Dataset
from kgtools.table.kernels.arrow import text_array

__all__ = ["EvaluatorSource"]


class EvaluatorSource:
    """The default graph of a dataset."""

    keeps_literals = True
    names_blank_nodes = True

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._data = QuadData(dataset.terms, dataset.s, dataset.p, dataset.o, dataset.g)

    def stage(self, operator: Operator, variables: Sequence[Variable], *, few: bool = False) -> Operator:
        if isinstance(operator, Values):
            return operator
        return self.inline_table(variables, self.texts(operator, variables))

    def texts(self, operator: Operator, variables: Sequence[Variable]) -> Texts:
        solutions = answer(Query("select", operator, tuple(variables)), self._data)
        assert isinstance(solutions, SelectAnswer)
        rows = list(dict.fromkeys(tuple(map(str, row)) for row in solutions.rows()))
        return tuple(text_array([row[place] for row in rows]) for place in range(len(variables)))

    def inline_table(self, variables: Sequence[Variable], columns: Texts) -> Operator:
        return values_of(variables, columns)

    def unordered(self, pairs: Operator, other_pairs: Operator, orders: Sequence[int]) -> Plan:
        return judged_here(self, pairs, other_pairs, orders)

    def triples(self, nodes: pa.LargeStringArray, predicates: Iterable[str] | None, *, inverse: bool = False) -> Texts:
        data, terms = self._dataset, self._dataset.terms
        numbers = terms.find_texts(nodes.to_pylist())
        keep = np.isin(data.o if inverse else data.s, numbers)
        if predicates is not None:
            keep &= np.isin(data.p, terms.find_texts([f"<{iri}>" for iri in predicates]))
        return tuple(text_array(terms.texts_of(column[keep])) for column in (data.s, data.p, data.o))
