"""Labels of blank nodes for an answer: a label means something within one answer only (SPARQL 1.1, section 4.1.4)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kgtools.model.terms import BlankNode, Term, Triple
from kgtools.sparql.answers import SelectAnswer
from kgtools.sparql.evaluate.data.solutions import SolutionTable
from kgtools.sparql.evaluate.terms.dictionary import BLANK, TRIPLE, Ids
from kgtools.sparql.evaluate.terms.pool import Pool
from kgtools.sparql.functions.rows import distinct_ids

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
            return self.blank_node(term)
        return self.triple(term) if isinstance(term, Triple) else term

    def blank_node(self, node: BlankNode) -> BlankNode:
        """The blank node under its new label."""
        return self._names.setdefault(node.value, BlankNode(f"b{len(self._names)}"))

    def triple(self, triple: Triple) -> Triple:
        """The triple with its blank nodes under their new labels."""
        subject = self.blank_node(triple.subject) if isinstance(triple.subject, BlankNode) else triple.subject
        return Triple(subject, triple.predicate, self.term(triple.object))


def renamed(answer: SelectAnswer) -> SelectAnswer:
    """The answer with the labels ``b0``, ``b1`` … in the order in which the blank nodes appear, row by row."""
    pool, columns = answer.pool, {name: answer.table.column(name) for name in answer.variables}
    if not any(_has_blank_nodes(pool, distinct_ids(column)[0]).any() for column in columns.values()):
        return answer
    cells = np.stack([pool.resolved(column) for column in columns.values()], axis=1)
    there = _has_blank_nodes(pool, cells.ravel())
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


def _has_blank_nodes(pool: Pool, numbers: Ids) -> npt.NDArray[np.bool_]:
    """Which terms are blank nodes, or may have some within them."""
    kinds = pool.kinds_of(numbers)
    found: npt.NDArray[np.bool_] = kinds == BLANK
    triples = np.flatnonzero(kinds == TRIPLE)
    if len(triples):
        distinct, places = distinct_ids(numbers[triples])
        found[triples] = _within(pool, distinct)[places]
    return found


def _within(pool: Pool, triples: Ids) -> npt.NDArray[np.bool_]:
    """Which triple terms may have blank nodes within them."""
    block = pool.block_of(triples)
    if block is not None:
        # it is there where Arrow is loaded
        from kgtools.sparql.evaluate.terms.blocks import Triples

        if isinstance(block, Triples):
            subject, _, value = (pool.kinds_of(part[triples - block.start]) for part in block.parts)
            found: npt.NDArray[np.bool_] = (subject == BLANK) | (value == BLANK) | (value == TRIPLE)
            return found
    return np.array(["_:" in text for text in pool.texts(triples)], bool)
