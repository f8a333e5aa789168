"""Labels of blank nodes for an answer: a label means something within one answer only (SPARQL 1.1, section 4.1.4)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kgtools.model.terms import BlankNode, Term, Triple
from kgtools.sparql.answers import SelectAnswer
from kgtools.sparql.columns.codes import distinct_ids
from kgtools.sparql.columns.dictionary import BLANK, TRIPLE, Ids
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.terms.pool import Pool

__all__ = ["BlankNodeNames", "renamed"]

#: blank nodes from which on a block of labels is the quicker way
_MANY_BLANK_NODES = 500


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
    pool, columns = answer.pool, [answer.table.column(name) for name in answer.variables]
    marks = [_has_blank_nodes(pool, column) for column in columns]
    if not any(mark.any() for mark in marks):
        return answer
    cells, there = np.stack(columns, axis=1), np.stack(marks, axis=1)
    old = pool.resolved(cells[there])
    alike = bool((pool.kinds_of(old) == BLANK).all())
    cells[there] = _labelled(pool, old) if alike else _renamed_terms(answer, old)
    table = SolutionTable(
        answer.table.size, {name: cells[:, i] for i, name in enumerate(answer.variables)}, always=answer.table.always
    )
    return SelectAnswer(answer.variables, table, pool)


def _labelled(pool: Pool, nodes: Ids) -> Ids:
    """The numbers of blank nodes under their new labels."""
    places = np.arange(len(nodes), dtype=np.int32)
    first = np.empty(len(pool), np.int32)
    # the last one that is written stays: from behind, it is that of the first place
    first[nodes[::-1]] = places[::-1]
    order = np.cumsum(first[nodes] == places) - 1
    count = int(order[-1]) + 1
    if count > _MANY_BLANK_NODES and hasattr(pool.dictionary, "literals"):
        from kgtools.sparql.terms.blocks import Labels

        new = pool.add_block(Labels(0, count, prefix="b"))
    else:
        new = pool.intern([f"_:b{number}" for number in range(count)])
    labelled: Ids = new[order[first[nodes]]]
    return labelled


def _renamed_terms(answer: SelectAnswer, old: Ids) -> Ids:
    """The same where some are triple terms."""
    distinct = np.array(list(dict.fromkeys(old.tolist())), np.int32)
    names = BlankNodeNames()
    new = answer.pool.intern_terms([names.term(term) for term in answer.terms(distinct) if term is not None])
    order = np.argsort(distinct)
    renamed_terms: Ids = new[order][np.searchsorted(distinct[order], old)]
    return renamed_terms


def _has_blank_nodes(pool: Pool, numbers: Ids) -> npt.NDArray[np.bool_]:
    """Which terms are blank nodes, or may have some within them."""
    kinds = pool.kinds_of(numbers)
    result: npt.NDArray[np.bool_] = kinds == BLANK
    triples = np.flatnonzero(kinds == TRIPLE)
    if len(triples):
        distinct, places = distinct_ids(numbers[triples])
        result[triples] = _within(pool, distinct)[places]
    return result


def _within(pool: Pool, triples: Ids) -> npt.NDArray[np.bool_]:
    """Which triple terms may have blank nodes within them."""
    block = pool.block_of(triples)
    if block is not None:
        # it is there where Arrow is loaded
        from kgtools.sparql.terms.blocks import Triples

        if isinstance(block, Triples):
            subject, _, value = (pool.kinds_of(part[triples - block.start]) for part in block.parts)
            result: npt.NDArray[np.bool_] = (subject == BLANK) | (value == BLANK) | (value == TRIPLE)
            return result
    return np.array(["_:" in text for text in pool.texts(triples)], bool)
