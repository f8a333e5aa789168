"""Where each blank node is written: what :func:`kgtools.writing.nesting.nest` decides, on whole columns.

A blank node that is written where it is referenced has one triple above it; following these up is done for all nodes at
once by pointer jumping: after k rounds each node knows what lies 2**k steps above.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kgtools.model.terms import BlankNode, NamedNode, Term, Triple
from kgtools.table import Terms
from kgtools.table.kernels.arrow import matching, take
from kgtools.table.kinds import BLANK, TRIPLE
from kgtools.table.relations import Ids
from kgtools.writing.columns.rows import Rows
from kgtools.writing.nesting import FIRST, MAX_DEPTH, NIL, REST

__all__ = ["NodePlacement", "nodes_in_triples", "place_nodes"]

Flags = npt.NDArray[np.bool_]
STEP = 4


@dataclass(frozen=True)
class NodePlacement:
    """What is done with each blank node; every array is by the node's place among the blank nodes."""

    #: the place of a term among the blank nodes, -1 for other terms
    of_term: Ids
    #: the number of the term
    terms: Ids
    inlined: Flags
    cells: Flags
    #: never referenced
    free: Flags
    labelled: Flags
    #: the triple that has the node as its object (where it is inlined)
    above: npt.NDArray[np.int64]
    #: how deep in brackets
    level: Ids
    #: the column at which the node's text is
    indent: Ids
    #: in a list the first cell, and how many cells come after
    head: Ids
    after: Ids
    #: the labels of the nodes in triple terms
    in_triples: frozenset[str]


def place_nodes(rows: Rows, terms: Terms, base: Ids) -> NodePlacement:
    """Decide for each blank node; `base` is the indent of the lines of a subject, for each triple."""
    kinds = terms.kinds
    nodes = np.flatnonzero(kinds == BLANK).astype(np.int32)
    count = len(nodes)
    of_term = np.full(len(terms) + 1, -1, np.int32)
    of_term[nodes] = np.arange(count)
    subject, object_ = of_term[rows.s], of_term[rows.o]
    at_object, at_subject = np.flatnonzero(object_ >= 0), np.flatnonzero(subject >= 0)
    references = np.bincount(object_[at_object], minlength=count)
    above = np.zeros(count, np.int64)
    above[object_[at_object]] = at_object
    own = np.bincount(subject[at_subject], minlength=count)
    least, most = np.full(count, 1 << 30), np.full(count, -2)
    np.minimum.at(least, subject[at_subject], rows.g[at_subject])
    np.maximum.at(most, subject[at_subject], rows.g[at_subject])
    pinned = (references > 1) | ((own > 0) & (least != most))
    names = of_term[np.unique(rows.g[rows.g >= 0])]
    pinned[names[names >= 0]] = True
    in_triples = nodes_in_triples(rows, terms)
    # a node that is in triple terms only is no term of its own in the dictionary
    numbers = terms.find([BlankNode(label) for label in sorted(in_triples)])
    pinned[of_term[numbers[numbers >= 0]]] = True
    inlined = (references == 1) & ~pinned
    if len(rows):
        inlined &= (own == 0) | (least == rows.g[above])
    up = np.where(inlined, subject[above], -1) if len(rows) else np.full(count, -1, np.int32)
    _leave_cycles(inlined, up)
    cells, after = _cells(rows, terms, inlined, own, subject, at_subject, of_term)
    rest = int(terms.find([NamedNode(REST)])[0])
    in_list = cells & (up >= 0) & cells[np.maximum(up, 0)]
    in_list &= rows.p[above] == rest if len(rows) else False
    parent = np.where(inlined & (up >= 0) & inlined[np.maximum(up, 0)], up, -1)
    (depth,), _ = _sum_up(parent, np.where(in_list, 0, 1))
    level = (depth % (MAX_DEPTH + 1)).astype(np.int32)
    inlined &= level > 0
    cells &= inlined
    in_list &= inlined
    level[~inlined] = 0
    parent = np.where(inlined & (up >= 0) & inlined[np.maximum(up, 0)], up, -1)
    indent = np.zeros(count, np.int32)
    head = np.arange(count, dtype=np.int32)
    if count and len(rows):
        steps = np.where(in_list, 0, STEP + STEP * rows.several[above])
        # what is not below another node is in the lines of its subject, which have the indent `base`
        steps = np.where(parent >= 0, steps, base[above] - STEP + steps)
        (columns,), _ = _sum_up(parent, steps)
        indent = columns.astype(np.int32)
        _, head = _sum_up(np.where(in_list, up, -1), np.zeros(count, np.int64))
    referenced = references > 0
    free = (own > 0) & ~referenced & ~pinned
    labelled = ((own > 0) | referenced | pinned) & ~inlined & ~free
    return NodePlacement(of_term, nodes, inlined, cells, free, labelled, above, level, indent, head, after, in_triples)


def nodes_in_triples(rows: Rows, terms: Terms) -> frozenset[str]:
    """The labels of the blank nodes in the triple terms."""
    nodes: set[str] = set()

    def look(term: Term) -> None:
        if isinstance(term, BlankNode):
            nodes.add(term.value)
        elif isinstance(term, Triple):
            look(term.subject)
            look(term.object)

    numbers = np.unique(rows.o[terms.kinds[rows.o] == TRIPLE])
    numbers = numbers[matching(take(terms.texts, numbers), "_:")]
    for term in terms.terms(numbers) if len(numbers) else ():
        look(term)
    return frozenset(nodes)


def _sum_up(
    parent: npt.NDArray[np.integer], *values: npt.NDArray[np.integer]
) -> tuple[list[npt.NDArray[np.int64]], Ids]:
    """The sums of the values of each node and all above it, and the uppermost node; `parent` (or -1) has no cycle."""
    sums = [np.append(value.astype(np.int64), 0) for value in values]
    count = len(parent)
    jump = np.append(np.where(parent >= 0, parent, count), count)
    top = np.append(np.arange(count), count)
    # the top of a node is the last one that is a node
    while (jump[:-1] < count).any():
        top = np.where(jump < count, top[jump], top)
        for i, values_so_far in enumerate(sums):
            sums[i] = values_so_far + values_so_far[jump]
        jump = jump[jump]
    return [sum_of_side[:-1] for sum_of_side in sums], top[:-1].astype(np.int32)


def _leave_cycles(inlined: Flags, up: npt.NDArray[np.integer]) -> None:
    """Take the nodes from which references lead back to themselves out of `inlined`."""
    count = len(inlined)
    parent = np.where(inlined & (up >= 0) & inlined[np.maximum(up, 0)], up, count)
    jump = np.append(parent, count)
    for _ in range(count.bit_length() + 1):
        if (jump == count).all():
            return
        jump = jump[jump]
    # whoever has not come to an end by now is on a cycle or below one; where they all have come to is on it
    inlined[np.unique(jump[jump < count])] = False


def _cells(
    rows: Rows,
    terms: Terms,
    inlined: Flags,
    own_triples: npt.NDArray[np.integer],
    subject: Ids,
    at_subject: npt.NDArray[np.integer],
    of_term: Ids,
) -> tuple[Flags, Ids]:
    """The nodes that are cells of a list down to ``rdf:nil``, and how many cells come after each."""
    count = len(inlined)
    first, rest, nil = terms.find([NamedNode(FIRST), NamedNode(REST), NamedNode(NIL)]).tolist()
    firsts = at_subject[rows.p[at_subject] == first]
    rests = at_subject[rows.p[at_subject] == rest]
    cell = inlined & (own_triples == 2)
    cell &= np.bincount(subject[firsts], minlength=count) == 1
    cell &= np.bincount(subject[rests], minlength=count) == 1
    end, bad = count, count + 1
    following = np.full(count + 2, bad)
    following[end] = end
    targets = of_term[rows.o[rests]]
    fits = (targets >= 0) & cell[np.maximum(targets, 0)] if count else targets >= 0
    following[subject[rests]] = np.where(rows.o[rests] == nil, end, np.where(fits, targets, bad))
    following[:count][~cell] = bad
    steps = np.ones(count + 2, np.int64)
    steps[count:] = 0
    jump = following.copy()
    for _ in range(count.bit_length() + 1):
        if (jump >= end).all():
            break
        steps = steps + steps[jump]
        jump = jump[jump]
    return cell & (jump[:count] == end), (steps[:count] - 1).astype(np.int32)
