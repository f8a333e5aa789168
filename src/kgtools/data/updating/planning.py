"""An update carried out on files: what it changes, in which file, and the bytes that each file has then."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

from kgtools.data.updating.assigning import assign
from kgtools.data.updating.documents import Document, open_document
from kgtools.data.updating.journal import NewBytes, finish_or_undo, replace_all
from kgtools.data.updating.labels import nodes_of
from kgtools.errors import KgtoolsError, UsageError
from kgtools.model.order import sorted_quads
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import Quad
from kgtools.reading import Format, Tags, format_by_name, guess_format, parse_bytes
from kgtools.sparql.budget import Budget
from kgtools.store import MemoryStore
from kgtools.store.labels import rows_with_blank_nodes
from kgtools.writing import write

if TYPE_CHECKING:
    from kgtools.sparql.engine import Functions
    from kgtools.sparql.update import Loader

__all__ = ["FileChange", "UpdateFiles", "Updated", "open_files", "plan_update"]

#: triples up to which blank nodes are compared by content before a file is written
_COMPARED = 50_000


@dataclass(frozen=True)
class FileChange:
    """What an update changes in one file."""

    name: str
    before: bytes
    after: bytes
    deleted: tuple[Quad, ...]
    inserted: tuple[Quad, ...]
    is_new: bool = False

    def diff(self) -> str:
        """The lines that change, as ``diff -u`` gives them."""
        before, after = (_lines(data.decode("utf-8", "replace")) for data in (self.before, self.after))
        lines = difflib.unified_diff(before, after, self.name, f"{self.name} (updated)")
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


@dataclass(frozen=True)
class Updated:
    """What an update changes: the triples of the dataset, and the files; and what was put right before."""

    deleted: tuple[Quad, ...]
    inserted: tuple[Quad, ...]
    files: tuple[FileChange, ...] = ()
    put_right: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything changes."""
        return bool(self.deleted or self.inserted)

    def diff(self) -> str:
        """The lines that change in all files."""
        return "".join(file.diff() for file in self.files)

    def write(self) -> None:
        """Change the files, all of them or none; see :func:`kgtools.data.updating.journal.replace_all`."""
        if self.files:
            replace_all([NewBytes(f.name, None if f.is_new else f.before, f.after) for f in self.files])


@dataclass(frozen=True)
class UpdateFiles:
    """The files of an update, read: their triples as one dataset, and what was put right before."""

    documents: tuple[Document, ...]
    store: MemoryStore
    into: Document | None = None
    put_right: tuple[str, ...] = ()

    @property
    def prefixes(self) -> Mapping[str, Mapping[str, str]]:
        """The prefixes that each file declares."""
        return {document.name: document.prefixes for document in self.documents}


def open_files(
    files: Sequence[str],
    *,
    into: str | None = None,
    format: str | Format | None = None,
    base: str | None = None,
    budget: Budget | None = None,
) -> UpdateFiles:
    """Read the files of an update; `into` is the one that takes new triples, and need not be there yet.

    An update of these files that was cut short is finished or undone before. `format` is that of all files, where their
    names do not tell; relative IRIs are resolved against `base` (without it, against each file).

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = str(Path(folder, "a.ttl"))
    ...     _ = Path(file).write_text("@prefix e: <http://e/> . e:a e:b 01 .")
    ...     originals = open_files([file])
    >>> len(originals.store), originals.prefixes[file]
    (1, {'e': 'http://e/'})

    Raises :class:`SourceError`, :class:`UsageError` where a format is not known, :class:`ParseError` with file, line
    and column, and :class:`LimitError`.
    """
    limits = budget or Budget()
    names = [*files, *([into] if into is not None else [])]
    put_right = finish_or_undo(name for name in names if name != "-")
    documents: dict[Path, Document] = {}
    for name in names:
        if name == "-":
            raise UsageError("standard input cannot be changed; name files.")
        limits.check()
        syntax = guess_format(name) if format is None else format_by_name(format) if isinstance(format, str) else format
        if syntax.reads is None:
            raise UsageError(f"{name}: {syntax.title} cannot be changed in place.")
        target = Path(name).resolve()
        if target not in documents:
            documents[target] = open_document(name, format=syntax, base=base, new=name == into)
    store = MemoryStore()
    for document in documents.values():
        limits.check()
        document.load(store)
    chosen_into = None if into is None else documents[Path(into).resolve()]
    return UpdateFiles(tuple(documents.values()), store, chosen_into, tuple(put_right))


class UpdateKeywords(TypedDict, total=False):
    """What an update may use: the keywords of :meth:`kgtools.store.MemoryStore.update` but the limits."""

    #: the file of the update, and its base IRI
    source: str
    base: str | None
    #: prefixes that need no declaration, and functions beside the built-in ones
    prefixes: Mapping[str, str] | None
    functions: Functions | None
    #: what LOAD reads with
    loader: Loader | None


def plan_update(
    originals: UpdateFiles,
    text: str,
    *,
    style_prefixes: PrefixTable | None = None,
    budget: Budget | None = None,
    on_error: Callable[[str], None] | None = None,
    **keywords: Unpack[UpdateKeywords],
) -> Updated:
    """Carry out an update on the dataset of some files, and find what each file is then; nothing is written.

    `style_prefixes` are those of a file in the style of `kgtools format`. `on_error` is called with the name of each
    file that would change, and may raise. The dataset is changed; a file as such is not.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = str(Path(folder, "a.ttl"))
    ...     _ = Path(file).write_text("@prefix e: <http://e/> .\\ne:a e:b 01 . # as written\\n")
    ...     update = plan_update(open_files([file]), "PREFIX e: <http://e/> INSERT DATA { e:a e:c 2 }")
    >>> print(update.files[0].after.decode(), end="")
    @prefix e: <http://e/> .
    e:a e:b 01 ;
        e:c 2 . # as written

    Raises :class:`QueryError` with line and column, :class:`LimitError`, and :class:`UsageError` for a triple that no
    file can take.
    """
    limits = budget or Budget()
    change = originals.store.update(text, budget=limits, **keywords)
    deleted, inserted = change.deleted, change.inserted
    limits.check()
    for document in originals.documents:
        document.look_up(quad.subject for some in (deleted, inserted) for quad in some)
    assigned = assign(set(inserted), originals.documents, originals.into)
    tags = Tags(texts=[(text.encode(), "turtle")])
    table = style_prefixes if style_prefixes is not None else PrefixTable()
    files: list[FileChange] = []
    for document in originals.documents:
        limits.check()
        deletions, new = document.holds(set(deleted)) if deleted else set(), assigned.get(document, set())
        if not deletions and not new:
            continue
        if on_error is not None:
            on_error(document.name)
        after = document.changed(deletions, new, tags=tags, prefixes=table)
        _check(document, deletions, new, after)
        files.append(
            FileChange(document.name, document.data, after, _sorted(deletions), _sorted(new), is_new=document.is_new)
        )
    return Updated(deleted, inserted, tuple(files), originals.put_right)


def _sorted(quads: Iterable[Quad]) -> tuple[Quad, ...]:
    return tuple(sorted_quads(quads))


def _check(document: Document, deletions: set[Quad], new: set[Quad], data: bytes) -> None:
    """Raise where the text does not say what it should: a fault of ours must not reach a file."""
    if document.quads is None:
        # a large file: that it can be read
        MemoryStore().load_bytes(data, format=document.format, base=document.base, source=document.name)
        return
    expected = set(document.quads).difference(deletions).union(new)
    actual = set(parse_bytes(data, format=document.format, base=document.base, source=document.name).read())
    same = len(expected) == len(actual) and _without_nodes(expected) == _without_nodes(actual)
    if same and len(expected) <= _COMPARED and any(True for quad in expected for _ in nodes_of(quad)):
        same = write(expected, format="nq") == write(actual, format="nq")
    if not same:
        raise KgtoolsError(f"{document.name}: the changed text would not have the intended triples; please report it.")


def _without_nodes(quads: Collection[Quad]) -> set[Quad]:
    """The quads that have no blank node."""
    in_order = list(quads)
    nodes = set(rows_with_blank_nodes(in_order))
    return {quad for row, quad in enumerate(in_order) if row not in nodes}


def _lines(text: str) -> list[str]:
    """The lines with their ends; a line ends with a line feed and nowhere else."""
    return [line for line in re.split("(?<=\n)", text) if line]
