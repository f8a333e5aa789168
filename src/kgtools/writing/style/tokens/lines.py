"""Above which line, or at the end of which one, of a text in our own style a comment is, by what it belongs to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kgtools.writing.style.slots import Slot
from kgtools.writing.style.tokens.spans import Flags, Offsets
from kgtools.writing.style.tokens.styled import Styled

__all__ = ["CommentLines", "lines_of", "of_graphs", "with_default_graph"]

Slots = npt.NDArray[np.int8]

#: the slots of graphs, and those of subjects that take their places in the default graph
_OF_GRAPHS = {
    Slot.ABOVE_GRAPH: Slot.ABOVE_SUBJECT,
    Slot.GRAPH: Slot.SUBJECT,
    Slot.GRAPH_END: Slot.END,
    Slot.AFTER_GRAPH: Slot.DOT,
}


@dataclass(frozen=True)
class CommentLines:
    """For each comment whether it is above a line or at its end, and the line feeds before and behind that line.

    `gaps` tells whether an empty line that follows the comment is kept.
    """

    above: Flags
    before: Offsets
    behind: Offsets
    gaps: Flags


def lines_of(text: Styled, slots: Slots, subjects: Offsets, objects: Offsets) -> CommentLines:
    """The lines that slots are above or at the end of, in statements without lists."""
    node, thing = text.line(subjects), text.line(objects)
    statement = text.statement[thing]

    def are(*some: Slot) -> Flags:
        return np.isin(slots, [slot.value for slot in some])

    end, holds = text.closing(thing)
    lines = thing.copy()
    which = are(Slot.AFTER, Slot.CLOSE) | (are(Slot.OPEN) & ~holds)
    lines[which] = end[which]
    which = are(Slot.VERB, Slot.ABOVE_VERB)
    lines[which] = text.verb(thing[which])
    of_subject, at_end = are(Slot.ABOVE_SUBJECT, Slot.SUBJECT, Slot.END, Slot.DOT), are(Slot.END, Slot.DOT)
    is_subject = text.first[statement] == node
    lines[of_subject] = node[of_subject]
    which = at_end & is_subject
    lines[which] = text.last[statement[which]]
    which = at_end & ~is_subject
    lines[which] = text.closing(node[which])[0]
    above = are(Slot.ABOVE_SUBJECT, Slot.END, Slot.ABOVE_VERB, Slot.ABOVE, Slot.ABOVE_GRAPH, Slot.GRAPH_END)
    above |= are(Slot.CLOSE) & holds
    graph = np.flatnonzero(of_graphs(slots))
    if len(graph):
        opening, closing = text.graphs(statement[graph])
        lines[graph] = np.where(are(Slot.ABOVE_GRAPH, Slot.GRAPH)[graph], opening, closing)
    gaps = (are(Slot.ABOVE_SUBJECT) & is_subject) | are(Slot.ABOVE_GRAPH)
    return CommentLines(above, text.begins[lines] - 1, text.ends[lines], gaps)


def of_graphs(slots: Slots) -> Flags:
    """Whether slots are those of graphs."""
    return np.isin(slots, [slot.value for slot in _OF_GRAPHS])


def with_default_graph(text: Styled, slots: Slots, objects: Offsets) -> Slots:
    """The slots with those of the default graph, which has no braces of its own, as those of subjects."""
    if not of_graphs(slots).any():
        return slots
    opening, _ = text.graphs(text.statement[text.line(objects)])
    slots = slots.copy()
    for slot, other in _OF_GRAPHS.items():
        slots[(opening < 0) & (slots == slot.value)] = other.value
    return slots
