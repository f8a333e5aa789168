"""Labels of blank nodes for an answer: a label means something within one answer only (SPARQL 1.1, section 4.1.4)."""

from __future__ import annotations

import numpy as np

from kgtools.model.terms import BlankNode, Term, Triple
from kgtools.sparql.answers import SelectAnswer
from kgtools.sparql.construct import kinds_of
from kgtools.sparql.evaluate.solutions import SolutionTable
from kgtools.sparql.evaluate.terms import BLANK, TRIPLE

__all__ = ["BlankNodeNames", "renamed"]


class BlankNodeNames:
    """New labels, ``b0``, ``b1`` … in the order in which the old ones are met.

    >>> names = BlankNodeNames()
    >>> [names.term(node).value for node in (BlankNode("x"), BlankNode("b0"), BlankNode("x"))]
    ['b0', 'b1', 'b0']
    """

    def __init__(self) -> None:
        self._names: dict[str, BlankNode] = {}

    def term(self, term: Term) -> Term:
        """The term with its blank nodes, also those within a triple term, under their new labels."""
        if isinstance(term, BlankNode):
            return self._names.setdefault(term.value, BlankNode(f"b{len(self._names)}"))
        if isinstance(term, Triple):
            subject = self.term(term.subject)
            return Triple(subject, term.predicate, self.term(term.object))  # type: ignore[arg-type]  # as it was
        return term


def renamed(answer: SelectAnswer) -> SelectAnswer:
    """The answer with the labels ``b0``, ``b1`` … in the order in which the blank nodes appear, row by row."""
    columns = {name: answer.pool.resolved(answer.table.column(name)) for name in answer.variables}
    if not columns:
        return answer
    cells = np.stack(list(columns.values()), axis=1)
    kinds = kinds_of(cells.ravel(), answer.pool)
    there = (kinds == BLANK) | (kinds == TRIPLE)
    if not there.any():
        return answer
    old = np.array(list(dict.fromkeys(cells.ravel()[there].tolist())), np.int32)
    names = BlankNodeNames()
    new = answer.pool.intern_terms([names.term(term) for term in answer.terms(old) if term is not None])
    order = np.argsort(old)
    made = cells.ravel().copy()
    made[there] = new[order][np.searchsorted(old[order], made[there])]
    shown = made.reshape(cells.shape)
    table = SolutionTable(
        answer.table.size, {name: shown[:, i] for i, name in enumerate(columns)}, always=answer.table.always
    )
    return SelectAnswer(answer.variables, table, answer.pool)
