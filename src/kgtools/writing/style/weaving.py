"""What comments are put into a text of our own style, and where."""

from __future__ import annotations

import numpy as np

from kgtools.writing.style.comments import Targets
from kgtools.writing.style.inserting import CommentTarget, breaks
from kgtools.writing.style.slots import Slot
from kgtools.writing.style.source import Comments
from kgtools.writing.style.tokens.insertion import Insertions
from kgtools.writing.style.tokens.lines import lines_of, of_graphs, with_default_graph
from kgtools.writing.style.tokens.styled import Styled

__all__ = ["find_insertions"]


def find_insertions(text: Styled, targets: Targets, comments: Comments) -> Insertions:
    """What is put into a text, which is in our style, so that it has comments of another text where they belong."""
    insertions = Insertions(text.data)
    if not len(targets.comments):
        return insertions
    gaps = np.frombuffer(comments.gaps, np.uint8)[targets.comments] > 0
    slots = with_default_graph(text, targets.slots, targets.objects)
    plain = ~text.statements_with_lists[text.statement[text.line(targets.objects)]] | of_graphs(slots)
    lines = lines_of(text, slots[plain], targets.subjects[plain], targets.objects[plain])
    insertions.add_lines(targets.comments[plain], lines, gaps[plain])
    rest = np.flatnonzero(~plain)
    if len(rest):
        columns = (slots, targets.comments, targets.subjects, targets.objects, gaps)
        some = zip(*(column[rest].tolist() for column in columns), strict=True)
        insertions.add_breaks(breaks(text.anatomy(), [CommentTarget(Slot(slot), *others) for slot, *others in some]))
    return insertions
