"""Where whole statements and graphs go out of a text and come into it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from kgtools.data.updating.edits.edits import Edit, line_comment_end
from kgtools.data.updating.edits.things import Thing, end_of_block, end_of_file, things_taken_out
from kgtools.data.updating.turtle.outline import Outline
from kgtools.data.updating.turtle.style import gap_between, indent_at, newlines

__all__ = ["at_end", "in_block", "is_whole", "statements_taken_out"]

_Numbers = Collection[int]


def statements_taken_out(outline: Outline, deletions: _Numbers, growing: Collection[int]) -> list[Edit]:
    """The edits that take out statements, and graphs that nothing is left of; `growing` are graphs with new ones."""
    blocks: dict[int, list[int]] = {}
    for number in sorted(deletions):
        blocks.setdefault(outline.blocks_of[number], []).append(number)
    things: list[Thing] = []
    edits: list[Edit] = []
    for block, numbers in blocks.items():
        if block >= 0 and block not in growing and is_whole(outline, block, numbers):
            around = outline.blocks[block]
            things.append(Thing(around.before, around.start, around.end))
            continue
        things += (Thing(outline.befores[n], outline.starts[n], outline.ends[n]) for n in numbers)
        if block >= 0 and block not in growing:
            edits += _without_dot(outline, numbers)
    return edits + things_taken_out(outline.text, things)


def is_whole(outline: Outline, block: int, numbers: Sequence[int]) -> bool:
    """Whether these are all statements of a graph."""
    first, last = numbers[0], numbers[-1]
    following = last + 1 < len(outline.starts) and outline.blocks_of[last + 1] == block
    return (
        outline.befores[first] == outline.blocks[block].opened
        and all(outline.befores[b] == outline.ends[a] for a, b in pairwise(numbers))
        and not following
    )


def _without_dot(outline: Outline, numbers: Sequence[int]) -> list[Edit]:
    """Where the last statement of a graph goes and had no dot, the one that is last then has none either."""
    text = outline.text
    *others, number = numbers
    block = outline.blocks_of[number]
    is_last = number + 1 == len(outline.starts) or outline.blocks_of[number + 1] != block
    if not is_last or text[outline.ends[number] - 1] == ".":
        return []
    while others and outline.befores[number] == outline.ends[others[-1]]:
        number = others.pop()
    end = outline.befores[number]
    if end == outline.blocks[block].opened or text[end - 1] != ".":
        return []
    start = end - 1
    while text[start - 1] in " \t":
        start -= 1
    return [Edit(start, end)]


def in_block(
    outline: Outline, block: int, texts: Sequence[str], *, deletions: _Numbers, end: str, gap: str
) -> list[Edit]:
    """The edits that put statements, each with its dot, at the end of a graph that has some; some of them may go."""
    last = max(n for n, of in enumerate(outline.blocks_of) if of == block)
    stop = outline.ends[last]
    at = end_of_block(outline, block, stop)
    between = _between(outline, last, gap, at)
    body = "".join(between + text for text in texts)
    if last in deletions or outline.text[stop - 1] == ".":
        return [Edit(at, at, body)]
    # the last statement has no dot, so the new last one has none
    body = body.removesuffix(end)
    return [Edit(at, at, end + body)] if at == stop else [Edit(stop, stop, end), Edit(at, at, body)]


def at_end(outline: Outline, texts: Sequence[str], *, newline: str) -> list[Edit]:
    """The edits that put statements or graphs at the end of a file."""
    text = outline.text
    at = end_of_file(outline)
    if not text[:at].strip():
        return [Edit(len(text), len(text), (newline * 2).join(texts) + newline)]
    between = newline * 2
    last = len(outline.starts) - 1
    if last >= 0 and outline.blocks_of[last] < 0:
        later = [block.end for block in outline.blocks[-1:]] + [directive.end for directive in outline.directives[-1:]]
        if max(later, default=0) < outline.ends[last]:
            between = _between(outline, last, between, at)
    return [Edit(at, at, "".join(between + piece for piece in texts))]


def _between(outline: Outline, last: int, usual: str, at: int) -> str:
    """What parts a new statement from the last one, as that is parted from the one before it.

    Behind a comment on a line of its own is an empty line: the comment is not about what comes.
    """
    text, before, start = outline.text, outline.befores[last], outline.starts[last]
    least = 0 if at == outline.ends[last] else 1 if at == line_comment_end(text, outline.ends[last]) else 2
    parted = text[before - 1 : before] == "." and all(directive.end != before for directive in outline.directives)
    gap = (gap_between(text, before, start) if parted else None) or usual
    if newlines(gap) >= least:
        return gap
    line = "\r\n" if "\r\n" in text else "\n"
    return line * 2 + (indent_at(text, start) or "")
