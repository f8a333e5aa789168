"""What a server is started with: the graph that it serves, where it listens, and its limits."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kgtools.errors import UsageError

if TYPE_CHECKING:
    from kgtools.graph import KnowledgeGraph

__all__ = ["LOOPBACK", "GraphSource", "Limits", "ServerOptions"]

#: the names under which a machine reaches itself
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_MIB = 1 << 20


@dataclass(frozen=True, kw_only=True)
class GraphSource:
    """Where a server's processes read the graph from: a project, or files.

    `project` is the folder of a project (None: the one in force), `files` are RDF files that are served in the place of
    its graph, in a `format` and against a `base`. `cache` is the folder of kept columns: empty for that of the user,
    None for nowhere. `contexts` and `context_folders` replace JSON-LD contexts of the web.
    """

    project: str | None = None
    files: tuple[str, ...] = ()
    format: str | None = None
    base: str | None = None
    imports: tuple[str, ...] = ()
    cache: str | None = ""
    #: the folder with the operator's own copies of the articles, to show passages from
    articles: str | None = None
    contexts: Mapping[str, str] = field(default_factory=dict)
    context_folders: tuple[str, ...] = ()

    def open(self) -> KnowledgeGraph:
        """The graph, of which nothing is read yet. Raises :class:`SourceError` and :class:`UsageError`."""
        from kgtools.graph import KnowledgeGraph
        from kgtools.project import GraphProject

        project = None if self.project is None else GraphProject.at(Path(self.project))
        cache = False if self.cache is None else Path(self.cache) if self.cache else True
        if not self.files:
            return KnowledgeGraph(project, cache=cache, imports=self.imports)
        return KnowledgeGraph.from_files(
            self.files, format=self.format, base=self.base, cache=cache, project=project, imports=self.imports
        )

    @classmethod
    def with_contexts_in_force(cls, source: GraphSource) -> GraphSource:
        """The source with the JSON-LD contexts that are in force here, for another process."""
        from kgtools.reading.jsonld import Contexts

        files, folders = Contexts.now().as_json()
        return replace(
            source, contexts={**files, **source.contexts}, context_folders=(*source.context_folders, *folders)
        )

    def contexts_in_force(self) -> AbstractContextManager[object]:
        """A block in which its contexts are in force."""
        if not self.contexts and not self.context_folders:
            return nullcontext()
        from kgtools.reading.jsonld import Contexts

        return Contexts.now().also(self.contexts, folders=self.context_folders).in_force()

    def as_dict(self) -> dict[str, object]:
        """What :meth:`of` makes a source of again, in another process."""
        return asdict(self)

    @classmethod
    def of(cls, fields: Mapping[str, object]) -> GraphSource:
        """The source that :meth:`as_dict` has written, as JSON has it."""
        values = {key: tuple(v) if isinstance(v, list) else v for key, v in fields.items()}
        return cls(**values)  # type: ignore[arg-type]  # the fields have the types that `as_dict` has written


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one request may take."""

    #: seconds of a query, and bytes of memory beyond what the graph takes
    timeout: float = 10.0
    memory: int = 1 << 30
    #: requests that may wait for a worker
    waiting: int = 32
    #: bytes of a body, of one with data to validate, of a query, and of an address
    body: int = _MIB
    data: int = 10 * _MIB
    query: int = 100_000
    address: int = 8_192
    #: seconds for the head and the body of a request to arrive, for an answer to be taken, and between two requests
    arrival: float = 30.0
    transfer: float = 120.0
    idle: int = 5
    #: connections at a time
    connections: int = 256
    #: bytes of an answer that are held back until it is known to be whole
    held_back: int = _MIB
    #: bytes of answers that are kept to be given again
    kept: int = 64 * _MIB


@dataclass(frozen=True, kw_only=True)
class ServerOptions:
    """Where a server listens, for whom, and with how many workers.

    >>> ServerOptions(host="0.0.0.0").check()
    Traceback (most recent call last):
    kgtools.errors.UsageError: a server on 0.0.0.0 can be reached from other machines; name the hosts that it
    answers for, for example --allow-host data.example.org.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    #: the names of hosts that it answers for, beside those of this machine
    allow_host: tuple[str, ...] = ()
    #: the origins whose scripts may read answers; `*` for all
    cors: tuple[str, ...] = ()
    #: processes that answer, one of them for pages and stored queries alone; None for one more than there are cores
    workers: int | None = None
    #: whether changed files are read again
    watch: bool = False
    #: whether requests are logged, and the texts of queries with them
    log: bool = False
    log_queries: bool = False
    limits: Limits = field(default_factory=Limits)

    def check(self) -> None:
        """Raise :class:`UsageError` where a server could not be started so, or not safely."""
        if self.host not in LOOPBACK and not self.allow_host:
            raise UsageError(
                f"a server on {self.host} can be reached from other machines; name the hosts that it answers for, "
                "for example --allow-host data.example.org."
            )
        for name in self.allow_host:
            if not name or any(character in name for character in "/*@, \t"):
                raise UsageError(f'"{name}" is not the name of a host; write one such as data.example.org.')
        for origin in self.cors:
            if origin != "*" and (not origin.startswith(("http://", "https://")) or origin.count("/") != 2):
                raise UsageError(f'"{origin}" is not an origin; write one such as https://example.org, or *.')
        if self.workers is not None and self.workers < 2:
            raise UsageError("a server needs at least 2 workers: one is for pages and stored queries alone.")
        if not hasattr(os, "fork"):
            raise UsageError(
                "kgtools serve needs a system that can fork processes, such as Linux or macOS; on Windows use WSL, "
                "or write the pages to files with `kgtools site`."
            )

    @property
    def worker_count(self) -> int:
        """How many processes answer."""
        return self.workers or max(2, (os.cpu_count() or 1) + 1)

    @property
    def hosts(self) -> frozenset[str]:
        """The names of hosts that a request may be for, in lower case."""
        own = {self.host} if self.host not in ("0.0.0.0", "::", "") else set()
        return frozenset(name.lower().strip("[]").rstrip(".") for name in {*LOOPBACK, *own, *self.allow_host})
