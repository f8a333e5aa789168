"""Labels of blank nodes for an answer: a label means something within one answer only (SPARQL 1.1, section 4.1.4)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kgtools.model.terms import BlankNode, Term, Triple
from kgtools.sparql.answers import SelectAnswer
from kgtools.sparql.evaluate.data.solutions import SolutionTable
from kgtools.sparql.evaluate.terms.dictionary import BLANK, TRIPLE

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
    pool, columns = answer.pool, {name: answer.table.column(name) for name in answer.variables}
    if not any(_has_blank_nodes(pool.kinds_of(column)).any() for column in columns.values()):
        return answer
    cells = np.stack([pool.resolved(column) for column in columns.values()], axis=1)
    there = _has_blank_nodes(pool.kinds_of(cells.ravel()))
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


def _has_blank_nodes(kinds: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Which terms are blank nodes, or may have some within them."""
    found: npt.NDArray[np.bool_] = (kinds == BLANK) | (kinds == TRIPLE)
    return found
