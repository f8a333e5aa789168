"""N-Triples and N-Quads lines to tokens by their bytes: no Python object a line, no copy a token.

The lines that writers of N-Triples write have one space between terms and `` .`` at the end. Where a block of lines
looks like that, the tokens are the bytes between known spaces: an Arrow array over the block itself. Where it does
not, the answer is None and the caller asks a real parser. That the tokens are terms is checked afterwards, once for
each *distinct* token (:mod:`kgtools.table.encoding.tokens`): a line that only looks like one yields a token that is no
term.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kgtools.table.kernels.arrow import encoded, integers
from kgtools.table.kernels.marks import positions, spaces

__all__ = ["Block", "split_block"]

_NEWLINE, _SPACE, _DOT, _HASH, _LESS, _UNDERSCORE, _QUOTE = 10, 32, 46, 35, 60, 95, 34


@dataclass(frozen=True, slots=True)
class Block:
    """The tokens of a block: an Arrow dictionary, and for each line where its subject, predicate … are in it.

    `graphs` is None for N-Triples; in N-Quads the token of a line without graph is the empty one.
    """

    tokens: pa.BinaryArray
    subjects: npt.NDArray[np.int32]
    predicates: npt.NDArray[np.int32]
    objects: npt.NDArray[np.int32]
    graphs: npt.NDArray[np.int32] | None


def split_block(
    data: npt.NDArray[np.uint8], *, quads: bool, seeds: tuple[bytes, ...] = (), seed_bytes: int = 0
) -> Block | None:
    """The tokens of the lines in `data`, which ends in a line feed, or None where the layout is another one.

    The first `seed_bytes` bytes of `data` are not lines but the texts `seeds`, end to end: they become the first
    tokens, so that the caller knows their numbers beforehand.
    """
    offsets = _offsets(data, seed_bytes, quads, len(seeds) + 1)
    if offsets is None:
        return None
    # the seeds come first; between the last one and the first line a token of no meaning may lie (a comment)
    offsets[: len(seeds) + 1] = np.cumsum([0, *(len(seed) for seed in seeds)])
    array = pa.Array.from_buffers(pa.binary(), len(offsets) - 1, [None, pa.py_buffer(offsets), pa.py_buffer(data)])
    tokens = encoded(array)
    numbers = integers(tokens.indices)[len(seeds) + 1 :]
    step = 8 if quads else 6
    return Block(
        tokens.dictionary,
        np.ascontiguousarray(numbers[0::step]),
        np.ascontiguousarray(numbers[2::step]),
        np.ascontiguousarray(numbers[4::step]),
        np.ascontiguousarray(numbers[6::step]) if quads else None,
    )


def _offsets(data: npt.NDArray[np.uint8], begin: int, quads: bool, before: int) -> npt.NDArray[np.int32] | None:
    """Where each token begins, what separates terms included, after `before` free places; None: another layout."""
    marks = spaces(data[begin:])
    marks += begin
    signs = data.take(marks)
    # of each line the place of its line feed among the marks, and that of the one before it
    last = np.flatnonzero(signs == _NEWLINE)
    previous = np.empty_like(last)
    if len(last):
        previous[0] = -1
        previous[1:] = last[:-1]
    newlines = marks.take(last)
    starts = np.empty_like(newlines)
    if len(last):
        starts[0] = begin
        np.add(newlines[:-1], 1, out=starts[1:])
        # comments and empty lines are no statements (N-Triples, section 2.3)
        initial = data.take(starts)
        keep = (initial != _NEWLINE) & (initial != _HASH)
        if not keep.all():
            starts, newlines, last, previous = starts[keep], newlines[keep], last[keep], previous[keep]
    step = 8 if quads else 6
    count = len(starts)
    offsets = np.empty(before + step * count + 1, np.int32)
    if not count:
        offsets[:] = len(data)
        return offsets
    # at least three spaces a line: behind subject, predicate, object
    if (last - previous < 4).any():
        return None
    first, second, ends = marks.take(previous + 1), marks.take(previous + 2), newlines - 2
    if (
        (marks.take(last - 1) != ends).any()
        or (data.take(newlines - 1) != _DOT).any()
        or any((signs.take(place) != _SPACE).any() for place in (previous + 1, previous + 2, last - 1))
    ):
        return None
    # no empty subject, predicate or object
    if (first <= starts).any() or (second <= first + 1).any() or (ends <= second + 1).any():
        return None
    lines = offsets[before:]
    lines[0:-1:step] = starts
    lines[1::step] = first
    lines[2::step] = first + 1
    lines[3::step] = second
    lines[4::step] = second + 1
    lines[-1] = newlines[-1] + 1
    lines[5::step] = ends
    if quads:
        space = marks.take(last - 2)
        named = _names_graph(data, second, space, ends) & (signs.take(last - 2) == _SPACE)
        lines[5::step] = np.where(named, space, ends)
        lines[6::step] = np.where(named, space + 1, ends)
        lines[7::step] = ends
    return offsets


def _names_graph(
    data: npt.NDArray[np.uint8], second: npt.NDArray[np.intp], space: npt.NDArray[np.intp], ends: npt.NDArray[np.intp]
) -> npt.NDArray[np.bool_]:
    """Whether the word behind the last `space` of each line names a graph; `second` is the space before the object."""
    begins = data.take(space + 1)
    # a last word that begins as an IRI or a blank node is the graph, unless it holds a quotation mark: then it is the
    # end of a literal, and in a graph name there is none
    named: npt.NDArray[np.bool_] = (space > second) & ((begins == _LESS) | (begins == _UNDERSCORE))
    unsure = np.flatnonzero(named & (data.take(second + 1) == _QUOTE))
    if len(unsure):
        quotes = positions(data, _QUOTE)
        named[unsure] = quotes[np.searchsorted(quotes, ends[unsure]) - 1] < space[unsure]
    return named
