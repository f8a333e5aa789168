"""Lines of N-Triples and N-Quads, spread over buckets by their subjects; of a line nothing but its subject is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from kgtools.table.kernels.arrow import cut_out
from kgtools.table.kernels.joining import Pieces
from kgtools.table.kernels.marks import positions, spaces

__all__ = ["Buckets", "pieces_of_lines"]

#: bytes that are read at a time
_PIECE_BYTES = 8 << 20
_NEWLINE, _SPACE, _LESS, _UNDERSCORE, _BACKSLASH = b"\n <_\\"
_WORD_BYTES = 8
#: bytes of a subject that are looked at
_MAX_SUBJECT_BYTES = 1024
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)


class Buckets:
    """Files that lines are appended to: all lines of a subject come into one file.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     with Buckets([Path(place, "0"), Path(place, "1")]) as buckets:
    ...         buckets.add(b"<http://e/a> <http://e/p> 1 .\\n", canonical=True)
    ...     sum(file.stat().st_size for file in buckets.files)
    True
    30
    """

    def __init__(self, files: Sequence[Path]) -> None:
        self.files = tuple(files)
        self._stack = ExitStack()
        self._streams: list[BinaryIO] = []

    def __enter__(self) -> Buckets:
        with ExitStack() as stack:
            self._streams = [stack.enter_context(file.open("wb")) for file in self.files]
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def add(self, lines: bytes | memoryview, *, canonical: bool = False) -> bool:
        """Append whole lines to their buckets, unless they have to be parsed for that: False, and nothing is done.

        That is so for lines that do not begin with a subject and a space (comments), and for subjects with escapes,
        which may be spelled in several ways; `canonical` lines have one spelling. That lines are statements is not
        checked.
        """
        data = np.frombuffer(lines, np.uint8)
        if not len(data):
            return True
        spans = _subjects(data)
        if spans is None:
            return False
        subjects, ends = spans
        if not canonical and _escaped(data, subjects):
            return False
        bucket = (_hashes(subjects) % np.uint64(len(self.files))).astype(np.uint8)
        order = np.argsort(bucket, kind="stable")
        offsets, sorted_lines = cut_out(Pieces(data, subjects.begins, ends - subjects.begins).take(order))
        counts = np.bincount(bucket, minlength=len(self.files))
        places = offsets[np.concatenate([[0], np.cumsum(counts)])].tolist()
        for stream, begin, end in zip(self._streams, places[:-1], places[1:], strict=True):
            if end > begin:
                stream.write(memoryview(sorted_lines[begin:end]))  # type: ignore[arg-type]  # an array is a buffer
        return True


def pieces_of_lines(stream: BinaryIO, size: int = _PIECE_BYTES) -> Iterator[bytes]:
    """The bytes of a stream in pieces of whole lines; the last line ends with a line feed, too.

    >>> import io
    >>> list(pieces_of_lines(io.BytesIO(b"ab\\ncd\\ne"), 4))
    [b'ab\\n', b'cd\\n', b'e\\n']
    """
    rest: list[bytes] = []
    while piece := stream.read(size):
        end = piece.rfind(b"\n") + 1
        if end:
            yield b"".join([*rest, piece[:end]])
            rest = []
        rest.append(piece[end:])
    if last := b"".join(rest):
        yield last + b"\n"


def _subjects(data: npt.NDArray[np.uint8]) -> tuple[Pieces, npt.NDArray[np.int64]] | None:
    """The subject of each line, and where lines end; None where a line does not begin with a subject and a space."""
    marks = spaces(data)
    last = np.flatnonzero(data[marks] == _NEWLINE)
    # of each line the first place that ends a word
    first = np.concatenate([[0], last[:-1] + 1])
    ends = marks[last] + 1
    begins = np.concatenate([[0], ends[:-1]])
    stops = marks[first]
    initial = data[begins]
    if (data[stops] != _SPACE).any() or ((initial != _LESS) & (initial != _UNDERSCORE)).any():
        return None
    return Pieces(data, begins, stops - begins), ends


def _escaped(data: npt.NDArray[np.uint8], subjects: Pieces) -> bool:
    """Whether a subject has an escape."""
    signs = positions(data, _BACKSLASH)
    if not len(signs):
        return False
    line = np.searchsorted(subjects.begins, signs, side="right") - 1
    return bool((signs < (subjects.begins + subjects.lengths)[line]).any())


def _hashes(subjects: Pieces) -> npt.NDArray[np.uint64]:
    """A number for each text, of its length and its first bytes."""
    begins, lengths = subjects.begins, subjects.lengths
    hashes = lengths.astype(np.uint64)
    short = lengths < _WORD_BYTES
    if short.any():
        rows = np.flatnonzero(short)
        hashes[rows] = _mixed(hashes[rows], subjects.take(rows).words(0)[0])
    words = np.ndarray(max(len(subjects.data) - _WORD_BYTES + 1, 0), np.uint64, subjects.data, strides=(1,))
    longest = min(int(lengths.max()), _MAX_SUBJECT_BYTES)
    for place in range(0, longest, _WORD_BYTES):
        # the last word of a text ends where the text does
        rows = np.flatnonzero((lengths > place) & ~short)
        if len(rows):
            hashes[rows] = _mixed(hashes[rows], words[begins[rows] + np.minimum(place, lengths[rows] - _WORD_BYTES)])
    return hashes


def _mixed(numbers: npt.NDArray[np.uint64], words: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    mixed = numbers ^ words
    mixed *= _SPREAD
    mixed ^= mixed >> _HALF
    return mixed
