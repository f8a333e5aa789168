"""Contexts outside of a document: files that stand for their IRIs. Nothing is fetched."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from kgtools.errors import ParseError, SourceError
from kgtools.reading.jsonld.document import JsonObject, parse_json

__all__ = ["Contexts"]


class Contexts:
    """The files that stand for contexts of the web.

    `files` names the file of each IRI. In a folder of `folders` a file has the name that its IRI ends with, with or
    without an ending (``https://schema.org/docs/jsonldcontext.jsonld``: ``jsonldcontext.jsonld``), or the whole IRI
    without its scheme as its path (``schema.org/docs/jsonldcontext.jsonld``), which comes first.

    >>> Contexts().file("https://schema.org/") is None
    True
    """

    def __init__(
        self,
        files: Mapping[str, str | os.PathLike[str]] | None = None,
        *,
        folders: Iterable[str | os.PathLike[str]] = (),
    ) -> None:
        self._files = {_without_fragment(iri): Path(file) for iri, file in (files or {}).items()}
        self._folders = tuple(Path(folder) for folder in folders)
        self._documents: dict[Path, JsonObject] = {}

    @contextmanager
    def in_force(self) -> Iterator[Contexts]:
        """Let these files stand for contexts in all that is read within the block.

        >>> with Contexts({"https://ships.example/context": "context.jsonld"}).in_force() as contexts:
        ...     contexts is Contexts.now()
        True
        """
        before = _IN_FORCE.set(self)
        try:
            yield self
        finally:
            _IN_FORCE.reset(before)

    @staticmethod
    def now() -> Contexts:
        """Those in force: none outside of a block."""
        return _IN_FORCE.get() or Contexts()

    def as_json(self) -> tuple[dict[str, str], list[str]]:
        """The files by their IRIs, and the folders, to be handed to another process."""
        return {iri: str(path) for iri, path in self._files.items()}, [str(folder) for folder in self._folders]

    def also(
        self, files: Mapping[str, str | os.PathLike[str]], *, folders: Iterable[str | os.PathLike[str]] = ()
    ) -> Contexts:
        """These and others, which come after them."""
        return Contexts({**files, **self._files}, folders=(*self._folders, *folders))

    @property
    def are_there(self) -> bool:
        """Whether any file or folder is named."""
        return bool(self._files or self._folders)

    def file(self, iri: str) -> Path | None:
        """The file that stands for an IRI; None where there is none."""
        iri = _without_fragment(iri)
        if iri in self._files:
            return self._files[iri]
        _, _, rest = iri.partition("://")
        rest = rest.strip("/")
        if not rest or ".." in rest.split("/"):
            return None
        for folder in self._folders:
            for name in (rest, rest.rpartition("/")[2]):
                for ending in ("", ".jsonld", ".json"):
                    path = folder / (name + ending)
                    if path.is_file():
                        return path
        return None

    def read(self, iri: str) -> JsonObject | None:
        """The document that stands for an IRI, an object with an ``@context``; None where there is none.

        Raises :class:`ParseError` for a file that is no such document, and :class:`SourceError` for one that cannot be
        read.
        """
        path = self.file(iri)
        if path is None:
            return None
        if path not in self._documents:
            try:
                text = path.read_bytes().decode("utf-8-sig")
            except OSError as error:
                raise SourceError(str(path), f"the file cannot be read ({(error.strerror or '').lower()})") from error
            except UnicodeDecodeError as error:
                raise ParseError("this is not UTF-8 text; save the file as UTF-8.", source=str(path)) from error
            value = parse_json(text, str(path)).value
            if not isinstance(value, JsonObject) or "@context" not in value:
                raise ParseError(
                    "this is not a JSON-LD context: it has no @context at the top level.", source=str(path), line=1
                )
            self._documents[path] = value
        return self._documents[path]


#: those of the block around, which every call within sees without being given them
_IN_FORCE: ContextVar[Contexts | None] = ContextVar("contexts", default=None)


def _without_fragment(iri: str) -> str:
    return iri.partition("#")[0]
