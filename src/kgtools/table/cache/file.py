"""A file of columns: it is mapped into memory, and no byte of it is believed before its checksum was looked at.

    preamble (64 bytes) | sections, each at a multiple of 64 | checksums of the blocks | header (JSON)

The sections are columns of NumPy, as they lie in memory. They have a checksum for each block of 64 KiB: what a
question does not touch is neither read nor checked. Header, preamble and the checksums themselves are checked when
the file is opened. A file is never changed; another one takes its place.
"""

from __future__ import annotations

import json
import mmap
import os
import stat
import struct
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

import numpy as np
import numpy.typing as npt

from kgtools.table.cache.faults import DamagedFileError
from kgtools.table.limits import Check, no_check

if TYPE_CHECKING:
    from kgtools.model.json import Json

__all__ = ["SectionFile", "Sections", "write_sections"]

#: the columns by their names
Sections = Iterable[tuple[str, npt.NDArray[np.generic]]]
Places = npt.NDArray[np.int64]
#: the type of the values of a section
Value = TypeVar("Value", bound=np.generic)
_MAGIC = b"kgtools columns\n"
#: magic, where the header begins, its length, its checksum; behind them the checksum of the preamble itself
_PREAMBLE = struct.Struct("<16sQQI")
_START = 64
_ALIGNED = 64
#: bytes with one checksum
BLOCK_BYTES = 1 << 16
#: bytes that are written between two looks at whether to go on
_PIECE_BYTES = 4 << 20


class SectionFile:
    """The sections of a file; `facts` is what was written about them, and `size` the bytes of the file.

    Where a block turns out to be damaged, `again` makes all sections again, and these are taken from then on; what was
    given before is right, as it was checked. Raises :class:`DamagedFileError` for a file that is not one of ours or
    not whole, and :class:`OSError`.
    """

    def __init__(self, path: Path, *, rebuild: Callable[[], Mapping[str, npt.NDArray[np.generic]]]) -> None:
        self._rebuild = rebuild
        self._fresh: Mapping[str, npt.NDArray[np.generic]] | None = None
        mapped = _mapped(path)
        self.size = len(mapped)
        header = _header(mapped)
        try:
            end = int(header["end"])
            checksums = mapped[end : int(header["checksums"])]
            if zlib.crc32(checksums) != header["checksum"]:
                raise DamagedFileError("its checksums are damaged")
            self._body = np.frombuffer(mapped, np.uint8, end - _START, _START)
            self._checksums = np.frombuffer(checksums, "<u4")
            if len(self._checksums) != -(-len(self._body) // BLOCK_BYTES):
                raise DamagedFileError("it has too few checksums")
            self._places: dict[str, tuple[np.dtype[np.generic], int, int]] = {
                name: (np.dtype(kind), begin, count) for name, (kind, begin, count) in header["sections"].items()
            }
            # Any: JSON, which is told apart where it is used
            self.facts: Mapping[str, Any] = header["facts"]
        except (KeyError, TypeError, ValueError) as error:
            raise DamagedFileError("its header is not that of a cache file") from error
        self._right = np.zeros(len(self._checksums), bool)

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def count(self, name: str) -> int:
        """How many values a section has."""
        return self._places[name][2]

    def unchecked(self, name: str, kind: type[Value]) -> npt.NDArray[Value]:
        """A section of values of that type, of which only what was checked before (:meth:`check_ranges`) may be read.

        Raises :class:`DamagedFileError` where the section has values of another type.
        """
        dtype, begin, count = self._places[name]
        if dtype != kind:
            raise DamagedFileError(f"its section {name} has values of type {dtype}")
        if self._fresh is not None:
            return self._fresh[name].astype(kind, copy=False)
        return np.frombuffer(self._body, kind, count, begin)

    def checked(self, name: str, kind: type[Value], start: int = 0, stop: int | None = None) -> npt.NDArray[Value]:
        """A section of values of that type, or the neighbours in it from `start` up to before `stop`."""
        dtype, begin, count = self._places[name]
        stop = count if stop is None else stop
        if stop <= start:
            return self.unchecked(name, kind)[:0]
        first, last = begin + start * dtype.itemsize, begin + stop * dtype.itemsize - 1
        self._check_blocks(np.arange(first // BLOCK_BYTES, last // BLOCK_BYTES + 1))
        return self.unchecked(name, kind)[start:stop]

    def check_ranges(self, name: str, begins: Places, ends: Places) -> None:
        """Check neighbours, those from each of `begins` up to before its end."""
        kind, start, _ = self._places[name]
        some = ends > begins
        first = (begins[some] * kind.itemsize + start) // BLOCK_BYTES
        last = (ends[some] * kind.itemsize + start - 1) // BLOCK_BYTES
        marks = np.zeros(len(self._right) + 1, np.int64)
        np.add.at(marks, first, 1)
        np.add.at(marks, last + 1, -1)
        self._check_blocks(np.flatnonzero(np.cumsum(marks[:-1]) > 0))

    def _check_blocks(self, blocks: Places) -> None:
        if self._fresh is not None:
            return
        for block in blocks[~self._right[blocks]].tolist():
            if zlib.crc32(self._body[block * BLOCK_BYTES : (block + 1) * BLOCK_BYTES].data) != self._checksums[block]:
                self._fresh = self._rebuild()
                return
            self._right[block] = True


def _mapped(path: Path) -> mmap.mmap:
    """The bytes of a file that is ours and that nobody else may write."""
    # no symbolic link: somebody else could have laid it there
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise DamagedFileError("it is not a regular file")
        if hasattr(os, "geteuid") and (status.st_uid != os.geteuid() or status.st_mode & 0o022):
            raise DamagedFileError("other users can write to it")
        if status.st_size < _START:
            raise DamagedFileError("it is not whole")
        return mmap.mmap(handle, 0, access=mmap.ACCESS_READ)
    finally:
        os.close(handle)


def _header(mapped: mmap.mmap) -> dict[str, Any]:  # Any: JSON, which is told apart where it is used
    preamble = mapped[: _PREAMBLE.size]
    magic, begin, length, checksum = _PREAMBLE.unpack(preamble)
    if magic != _MAGIC:
        raise DamagedFileError("it is not a cache file of kgtools")
    if mapped[_PREAMBLE.size : _START] != zlib.crc32(preamble).to_bytes(_START - _PREAMBLE.size, "little"):
        raise DamagedFileError("its beginning is damaged")
    header = mapped[begin : begin + length]
    if len(header) != length or begin + length != len(mapped) or zlib.crc32(header) != checksum:
        raise DamagedFileError("its end is damaged")
    document = json.loads(header)
    return document if isinstance(document, dict) else {}


def write_sections(
    stream: BinaryIO,
    sections: Sections,
    facts: Callable[[], Mapping[str, Json]],
    *,
    check: Check = no_check,
) -> None:
    """Write a file of sections, each asked for when the one before it was written; `facts` is asked at the end.

    `check` is called now and then, and what it raises ends the writing. Raises :class:`OSError`.
    """
    writer = _Writer(stream, check)
    writer.put(bytes(_START), summed=False)
    places: dict[str, tuple[str, int, int]] = {}
    for name, column in sections:
        writer.put(bytes(-writer.summed % _ALIGNED))
        places[name] = (column.dtype.str, writer.summed, len(column))
        writer.put(np.ascontiguousarray(column).data.cast("B") if len(column) else b"")
    checksums = writer.checksums()
    end = writer.size
    writer.put(checksums, summed=False)
    header = json.dumps(
        {
            "end": end,
            "checksums": writer.size,
            "checksum": zlib.crc32(checksums),
            "sections": places,
            "facts": facts(),
        }
    ).encode()
    begin = writer.size
    writer.put(header, summed=False)
    preamble = _PREAMBLE.pack(_MAGIC, begin, len(header), zlib.crc32(header))
    stream.seek(0)
    writer.put(preamble + zlib.crc32(preamble).to_bytes(_START - _PREAMBLE.size, "little"), summed=False)


class _Writer:
    """Writes bytes, and takes the checksums of the blocks."""

    def __init__(self, stream: BinaryIO, check: Check) -> None:
        self._stream = stream
        self._check = check
        self._checksums: list[int] = []
        self._of_block = 0
        #: bytes that were written, and those of them that have a checksum
        self.size = 0
        self.summed = 0

    def put(self, data: bytes | memoryview, *, summed: bool = True) -> None:
        view = memoryview(data)
        for begin in range(0, len(view), _PIECE_BYTES):
            self._check()
            piece = view[begin : begin + _PIECE_BYTES]
            if summed:
                self._sum(piece)
            while len(piece):
                piece = piece[self._stream.write(piece) :]
        self.size += len(view)

    def _sum(self, piece: memoryview) -> None:
        while len(piece):
            part = piece[: BLOCK_BYTES - self.summed % BLOCK_BYTES]
            self._of_block = zlib.crc32(part, self._of_block)
            self.summed += len(part)
            piece = piece[len(part) :]
            if self.summed % BLOCK_BYTES == 0:
                self._checksums.append(self._of_block)
                self._of_block = 0

    def checksums(self) -> bytes:
        """Those of all blocks, the last one of which may be short."""
        checksums = self._checksums + ([self._of_block] if self.summed % BLOCK_BYTES else [])
        return np.array(checksums, "<u4").tobytes()
