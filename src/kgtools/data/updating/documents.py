"""A file that an update reads and may change: its bytes, its triples, and its text after a change."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kgtools.data.updating.edits.change import change_text
from kgtools.data.updating.labels import nodes_of
from kgtools.data.updating.lines import TripleLines, all_lines, change_lines, lines_about
from kgtools.data.updating.turtle.outline import is_plain
from kgtools.data.updating.turtle.places import Places, all_places, places_of_subjects
from kgtools.errors import ParseError, SourceError, UsageError
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import BlankNode, GraphName, NamedNode, Quad, Subject
from kgtools.reading import Format, Tags, check_source, parse_bytes
from kgtools.reading.compression import check_uncompressed, read_file
from kgtools.store import MemoryStore
from kgtools.store.labels import may_have_blank_nodes
from kgtools.store.memory import LARGE_BYTES
from kgtools.writing import write
from kgtools.writing.style import FORMATTABLE, format_bytes
from kgtools.writing.writers import WRITERS

__all__ = ["Document", "open_document"]

_BOM = b"\xef\xbb\xbf"
_LINES = ("nt", "nq")


@dataclass(slots=True, eq=False)
class Document:
    """A file as it was read.

    `quads` are its triples under the labels of the dataset, `raw` as the parser gave them; a large file without blank
    nodes has neither: what is asked of it is looked up in its text.
    """

    name: str
    format: Format
    data: bytes
    base: str
    is_new: bool = False
    quads: list[Quad] | None = None
    raw: list[Quad] | None = None
    prefixes: Mapping[str, str] = field(default_factory=dict)
    _subjects: dict[tuple[GraphName, Subject], None] | None = None
    #: what was looked up in the text of a large file, and for which subjects
    _iris: frozenset[str] = frozenset()
    _places: Places | None = None
    _lines: TripleLines | None = None

    @property
    def text(self) -> str:
        """The text without its byte order mark; raises :class:`ParseError` for what is no UTF-8."""
        data = self.data.removeprefix(_BOM)
        try:
            return data.decode()
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            reason = "this is not UTF-8 text; save the file as UTF-8."
            raise ParseError(reason, source=self.name, line=line) from error

    def load(self, store: MemoryStore) -> None:
        """Put the triples into a dataset; blank nodes of two files stay apart.

        Raises :class:`ParseError` with the place of a fault.
        """
        if len(self.data) > LARGE_BYTES and self._is_plain():
            store.load_bytes(self.data, format=self.format, base=self.base, source=self.name)
            self.prefixes = store.prefixes[self.name]
            return
        reader = parse_bytes(self.data, format=self.format, base=self.base, source=self.name)
        self.raw = reader.read()
        self.prefixes = reader.prefixes
        self.quads = store.add_apart(self.raw)

    def _is_plain(self) -> bool:
        if self.format.name in _LINES:
            return b"_:" not in self.data
        if not may_have_blank_nodes(self.data, self.format.name):
            return True
        return self.format.name in FORMATTABLE and is_plain(self.text)

    # what it holds --------------------------------------------------------------------------------------------------

    def subjects(self, terms: Iterable[Subject]) -> Collection[tuple[GraphName, Subject]]:
        """Of some subjects those that the file has, each with the graphs that it is in."""
        if self.quads is not None:
            if self._subjects is None:
                self._subjects = dict.fromkeys((quad.graph_name, quad.subject) for quad in self.quads)
            candidates = set(terms)
            return [pair for pair in self._subjects if pair[1] in candidates]
        self.look_up(terms)
        if self._lines is not None:
            return {(quad.graph_name, quad.subject) for _, _, quad in self._lines.facts}
        assert self._places is not None
        return {(quad.graph_name, quad.subject) for quad in self._places.counts}

    def look_up(self, subjects: Iterable[Subject]) -> None:
        """Find what a large file says of some subjects; what comes later asks for no others, or looks again."""
        iris = frozenset(term.value for term in subjects if isinstance(term, NamedNode))
        if self.quads is not None or (iris <= self._iris and (self._lines or self._places)):
            return
        self._iris |= iris
        if self.format.name in _LINES:
            self._lines = lines_about(self.text, self._iris, self.format.name)
        else:
            self._places = places_of_subjects(self.text, self._iris, base=self.base, prefixes=self.prefixes)

    def nodes(self) -> set[BlankNode]:
        """The blank nodes of the file."""
        return {node for quad in self.quads or () for node in nodes_of(quad)}

    def holds(self, quads: Collection[Quad]) -> set[Quad]:
        """Those of some triples that the file has."""
        if self.quads is not None:
            return set(quads).intersection(self.quads)
        self.look_up(quad.subject for quad in quads)
        if self._lines is not None:
            return {quad for _, _, quad in self._lines.facts}.intersection(quads)
        assert self._places is not None
        return set(self._places.counts).intersection(quads)

    # what it becomes ------------------------------------------------------------------------------------------------

    def changed(
        self, deletions: Collection[Quad], new: Collection[Quad], *, tags: Tags, prefixes: PrefixTable
    ) -> bytes:
        """The bytes after a change.

        A file in the style of `kgtools format` is in that style afterwards. Raises :class:`UsageError` for a format
        that is not changed where the triples are, and for a compressed file.
        """
        check_uncompressed(self.name)
        spellings = tags.and_of(Tags(texts=[(self.data, self.format.name)]))
        if self.format.name not in FORMATTABLE:
            return self._rewritten_text(deletions, new, spellings, prefixes)
        if self.quads is not None and self.raw is not None:
            if self.format.name in _LINES:
                changed_text = change_lines(all_lines(self.text, self.quads, self.raw), deletions, new, tags=spellings)
            else:
                changed_text = change_text(
                    all_places(self.text, self.quads, self.raw, base=self.base), deletions, new, tags=spellings
                )
        else:
            self.look_up(quad.subject for some in (deletions, new) for quad in some)
            if self._lines is not None:
                changed_text = change_lines(self._lines, deletions, new, tags=spellings)
            else:
                assert self._places is not None
                changed_text = change_text(self._places, deletions, new, tags=spellings)
        data = (_BOM if self.data.startswith(_BOM) else b"") + changed_text.encode()
        return self._styled(data, prefixes)

    def _styled(self, data: bytes, prefixes: PrefixTable) -> bytes:
        """The bytes in the style of `kgtools format`, where the file was in it."""
        if len(self.data) > LARGE_BYTES or len(data) > LARGE_BYTES:
            return data
        try:
            if format_bytes(self.data, format=self.format, prefixes=prefixes, source=self.name).changed:
                return data
            return format_bytes(data, format=self.format, prefixes=prefixes, source=self.name).data
        except UsageError:
            # relative IRIs that no single base would do for
            return data

    def _rewritten_text(
        self, deletions: Collection[Quad], new: Collection[Quad], tags: Tags, prefixes: PrefixTable
    ) -> bytes:
        """A format whose text is not changed in places: written again, where that is how the file was written."""
        assert self.quads is not None
        if self.format.name not in WRITERS:
            raise UsageError(f"{self.name}: {self.format.title} is read only; keep the data in another format.")
        table = prefixes | PrefixTable.writable(self.prefixes)
        for one in (table, prefixes, PrefixTable.writable(self.prefixes)):
            if write(self.quads, format=self.format, prefixes=one, tags=tags, merge_graphs=True) == self.data:
                remaining = set(self.quads).difference(deletions)
                return write([*remaining, *new], format=self.format, prefixes=one, tags=tags)
        raise UsageError(
            f"{self.name}: {self.format.title} can be changed only as a whole, and the file would lose its "
            f"layout; rewrite it with `kgtools export`, or keep the data as Turtle."
        )


def open_document(name: str, *, format: Format, base: str | None, new: bool = False) -> Document:
    """Read a file; with `new` it may be missing, and is empty then.

    Raises :class:`SourceError` where it cannot be read.
    """
    path = Path(name)
    if new and not path.exists():
        if not path.absolute().parent.is_dir():
            raise SourceError(name, "there is no such folder to write in")
        return Document(name, format, b"", base or path.absolute().as_uri(), is_new=True)
    check_source(path)
    try:
        data = read_file(path)
    except OSError as error:
        raise SourceError(name, f"the file cannot be read ({(error.strerror or str(error)).lower()})") from error
    return Document(os.fspath(name), format, data, base or path.absolute().as_uri())
