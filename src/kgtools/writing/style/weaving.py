"""What comments are put into a text of our own style, and where."""

from __future__ import annotations

import numpy as np

from kgtools.writing.style.comments import Targets, Text
from kgtools.writing.style.inserting import Target, breaks
from kgtools.writing.style.slots import Slot
from kgtools.writing.style.source import Comments
from kgtools.writing.style.tokens.insertion import Insertions, lines_of, of_graphs, with_default_graph

__all__ = ["find_insertions"]


def find_insertions(text: Text, targets: Targets, comments: Comments) -> Insertions:
    """What is put into a text, which is in our style, so that it has comments of another text where they belong."""
    made = Insertions(text.data)
    found, slots = text.structure, targets.slots
    gaps = np.frombuffer(comments.gaps, np.uint8)[targets.comments] > 0 if len(targets.comments) else np.zeros(0, bool)
    listed = np.ones(len(targets.comments), bool)
    if found is not None:
        slots = with_default_graph(found, targets.slots, targets.objects)
        listed = found.listed[found.at(targets.objects)] & ~of_graphs(slots)
        plain = ~listed
        lines = lines_of(text.data, found, slots[plain], targets.subjects[plain], targets.objects[plain])
        made.add_lines(targets.comments[plain], lines, gaps[plain])
    rest = np.flatnonzero(listed)
    if len(rest):
        columns = (slots, targets.comments, targets.subjects, targets.objects, gaps)
        some = zip(*(column[rest].tolist() for column in columns), strict=True)
        made.add_breaks(breaks(text.anatomy, [Target(Slot(slot), *others) for slot, *others in some]))
    return made
