"""Lines of N-Triples and N-Quads to numbers, a block at a time, and one dictionary for all blocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kgtools.reading import Tags
from kgtools.table.dataset import Dataset
from kgtools.table.encoding.lines import Block, split_block
from kgtools.table.encoding.tokens import (
    NotPlainError,
    canonical_tokens,
    is_anonymous,
    labels_within,
    plain_labels,
    relabelled_triple_terms,
)
from kgtools.table.kernels.arrow import (
    call,
    distinct_texts,
    functions,
    integers,
    joined_texts,
    keep,
    places,
    replaced,
    take,
    text_array,
)
from kgtools.table.kernels.uniting import united
from kgtools.table.kinds import BLANK, IRI, LITERAL, NOTHING, TRIPLE
from kgtools.table.limits import Check, no_check
from kgtools.table.relations import Ids
from kgtools.table.terms import Terms

__all__ = ["Encoder", "blocks", "relabel", "tags_of"]

#: bytes of lines read at a time: what is made of them stays in the cache
BLOCK_BYTES = 8 << 20
_NEWLINE = 10
#: bytes from the end of a block in which the end of a line is looked for at a time
_TAIL = 1 << 16


@dataclass(slots=True)
class Encoder:
    """What has been read so far: per block the distinct terms and the numbers of its quads."""

    seeds: tuple[str, ...]
    chunks: list[pa.LargeStringArray] = field(default_factory=list)
    columns: list[tuple[Ids, Ids, Ids, Ids | None]] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    tags: Tags = field(default_factory=Tags)
    #: language tags of the source at hand that are not all in lower case, and the sources that have none
    upper: set[str] = field(default_factory=set)
    lower: list[str] = field(default_factory=list)
    #: of each source that declares prefixes, those that were in force at its end
    prefixes: dict[str, Mapping[str, str]] = field(default_factory=dict)
    check: Check = no_check

    def end(self, source: str) -> None:
        """Take note that the quads of a source have been read."""
        self.sources.append(source)
        self.upper.clear()
        self.ends.append(sum(len(column[0]) for column in self.columns))

    def finish(self) -> Dataset:
        """One dictionary for all blocks."""
        if not self.chunks:
            empty = np.empty(0, np.int32)
            texts = text_array(self.seeds)
            dictionary = Terms(texts, seeds=self.seeds)
            return Dataset(dictionary, empty, empty, empty, None, *self._files(), self._tags(dictionary), self.prefixes)
        if len(self.chunks) == 1 and len(distinct_texts(self.chunks[0])) == len(self.chunks[0]):
            terms, maps = self.chunks[0], None
        else:
            terms, maps = self._merged()
        s, p, o, g = self._numbered(maps)
        dictionary = Terms(terms, seeds=self.seeds)
        return Dataset(dictionary, s, p, o, g, *self._files(), self._tags(dictionary), self.prefixes)

    def _numbered(self, maps: list[Ids] | None) -> tuple[Ids, Ids, Ids, Ids | None]:
        """The columns of all blocks, by the numbers that `maps` gives the terms of each; a block is gone once read."""
        size = sum(len(columns[0]) for columns in self.columns)
        s, p, o = (np.empty(size, np.int32) for _ in range(3))
        g = np.full(size, -1, np.int32) if any(columns[3] is not None for columns in self.columns) else None
        start = 0
        tables: Sequence[Ids | None] = maps or [None] * len(self.columns)
        for table in tables:
            *spo, graphs = self.columns.pop(0)
            here = slice(start, start + len(spo[0]))
            for column, ids in zip((s, p, o), spo, strict=True):
                _put(column[here], ids, table)
            if g is not None and graphs is not None:
                # -1, the default graph, is the last place
                _put(g[here], graphs, None if table is None else np.append(table, np.int32(-1)))
            start = here.stop
        return s, p, o, g

    def _merged(self) -> tuple[pa.LargeStringArray, list[Ids]]:
        """The distinct terms of all blocks, the seeds first, and of each block the numbers of its terms."""
        columns = [text_array(self.seeds)] if self.seeds else []
        ends = np.cumsum([len(self.seeds), *map(len, self.chunks)])[:-1]
        columns += self.chunks
        self.chunks = []
        terms, numbers = united(columns)
        return terms, np.split(numbers, ends)[1:]

    def _tags(self, terms: Terms) -> Tags:
        """How the sources spell their language tags: those without a capital letter as the terms have them."""
        if not self.lower:
            return self.tags
        rest = [source for source in self.sources if source not in self.lower]
        return Tags(rest, known_sources=self.lower, tags_of_known=lambda: terms.literals.language_tags)

    def _files(self) -> tuple[tuple[str, ...], tuple[int, ...]]:
        return tuple(self.sources), tuple(self.ends)

    def read(self, stream: BinaryIO, *, quads: bool, label: str, parsed: bool) -> None:
        """Encode the lines of a stream; raises :class:`NotPlainError` and leaves nothing of it behind."""
        chunks, columns = len(self.chunks), len(self.columns)
        try:
            for block in blocks(stream, () if self.chunks else self.seeds, quads):
                self.check()
                self.add(block, 0 if self.chunks else len(self.seeds), parsed)
        except NotPlainError:
            del self.chunks[chunks:], self.columns[columns:]
            raise
        if label or parsed:
            seeds = 0 if chunks else len(self.seeds)
            self.chunks[chunks:] = relabel(self.chunks[chunks:], label, parsed, seeds)

    def add(self, block: Block, seeds: int, parsed: bool) -> None:
        """Encode the lines of one block."""
        texts = canonical_tokens(block.tokens, seeds=seeds, tags=self.upper, parsed=parsed)
        kinds = Terms(texts).kinds
        g = block.graphs
        _check_places(kinds, block)
        if g is not None:
            g = (
                None
                if not len(g) or (kinds[g] == NOTHING).all()
                else np.where(kinds[g] == NOTHING, -1, g).astype(np.int32)
            )
        self.chunks.append(texts)
        self.columns.append((block.subjects, block.predicates, block.objects, g))


def _put(column: Ids, ids: Ids, table: Ids | None) -> None:
    if table is None:
        column[:] = ids
    else:
        table.take(ids, out=column, mode="wrap")


def blocks(stream: BinaryIO, seeds: tuple[str, ...], quads: bool) -> Iterable[Block]:
    """The lines of a stream in blocks; the bytes of a block are gone when the next one is asked for."""
    encoded = tuple(seed.encode() for seed in seeds)
    head = b"".join(encoded)
    # one buffer for all blocks: fresh memory costs about as much as to read into it
    data = np.empty(len(head) + BLOCK_BYTES + 1, np.uint8)
    start = filled = len(head)
    data[:start] = np.frombuffer(head, np.uint8)
    while True:
        filled += _fill(stream, memoryview(data.data)[filled:-1])
        last = filled < len(data) - 1
        if last:
            end = filled
            if filled > start and data[filled - 1] != _NEWLINE:
                data[filled] = _NEWLINE
                end += 1
        else:
            end = _behind_last_line(data, start, filled)
            if end == start:
                # a line longer than a block: more of it
                data = np.concatenate([data[:filled], np.empty(BLOCK_BYTES + 1, np.uint8)])
                continue
        block = split_block(data[:end], quads=quads, seeds=encoded, seed_bytes=start)
        if block is None:
            raise NotPlainError("another layout")
        yield block
        if last:
            return
        rest = filled - end
        data[:rest] = data[end:filled].copy()
        encoded, start, filled = (), 0, rest


def _behind_last_line(data: npt.NDArray[np.uint8], start: int, end: int) -> int:
    """Where the last whole line ends, `start` where there is none."""
    while end > start:
        begin = max(start, end - _TAIL)
        newlines = np.flatnonzero(data[begin:end] == _NEWLINE)
        if len(newlines):
            return begin + int(newlines[-1]) + 1
        end = begin
    return start


def _fill(stream: BinaryIO, view: memoryview) -> int:
    readinto = getattr(stream, "readinto", None)
    total = 0
    while total < len(view):
        if readinto is not None:
            count = readinto(view[total:])
        else:
            piece = stream.read(len(view) - total)
            count = len(piece)
            view[total : total + count] = piece
        if not count:
            break
        total += count
    return total


_SUBJECT = np.zeros(256, bool)
_SUBJECT[[IRI, BLANK]] = True
_OBJECT = np.zeros(256, bool)
_OBJECT[[IRI, BLANK, LITERAL, TRIPLE]] = True
_GRAPH = _SUBJECT.copy()
_GRAPH[NOTHING] = True


def _check_places(kinds: npt.NDArray[np.uint8], block: Block) -> None:
    """Raise :class:`NotPlainError` where a term stands that cannot stand there."""
    fits = (
        _SUBJECT[kinds[block.subjects]].all()
        and (kinds[block.predicates] == IRI).all()
        and _OBJECT[kinds[block.objects]].all()
        and (block.graphs is None or not len(block.graphs) or _GRAPH[kinds[block.graphs]].all())
    )
    if not fits:
        raise NotPlainError("a term in a place that it cannot have")


def relabel(chunks: list[pa.LargeStringArray], label: str, parsed: bool, seeds: int) -> list[pa.LargeStringArray]:
    """Blank nodes under labels that are the same in every run, and that no other file has."""
    masks = [Terms(chunk).kinds == BLANK for chunk in chunks]
    if masks:
        masks[0][:seeds] = False
    blank_labels = [keep(chunk, mask) for chunk, mask in zip(chunks, masks, strict=True)]
    # what stands in triple terms alone comes last
    labels = pa.chunked_array([*blank_labels, *map(labels_within, chunks)], pa.large_string())
    if not len(labels):
        return chunks
    unique = distinct_texts(labels)
    fresh = unique
    if parsed:
        random = is_anonymous(unique)
        if random.any():
            labels_in_use = keep(unique, ~random).to_pylist()
            named = plain_labels(int(random.sum()), labels_in_use)
            fresh = replaced(unique, random, text_array(named))
    if label:
        bare = call("utf8_slice_codeunits", fresh, options=functions.SliceOptions(2))
        fresh = joined_texts("_:" + label, bare)
    if fresh is unique:
        return chunks
    relabelled = []
    for chunk, mask, old in zip(chunks, masks, blank_labels, strict=True):
        new = take(fresh, integers(places(old, unique)))
        relabelled.append(relabelled_triple_terms(replaced(chunk, mask, new), unique, fresh))
    return relabelled


def tags_of(spellings: Iterable[str]) -> Tags:
    """Tags that are spelled so somewhere."""
    return Tags(texts=[(b"\n".join(b"@" + tag.encode() for tag in sorted(spellings)), "nq")])
