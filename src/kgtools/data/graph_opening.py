"""Where a graph comes from: a project, files, bytes or a store."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from kgtools.errors import UsageError
from kgtools.model.terms import NamedNode, Quad
from kgtools.model.vocab import OWL, Vocabulary
from kgtools.project import GraphProject

if TYPE_CHECKING:
    from typing import Self, Unpack

    from kgtools.data.graph_data import GraphData
    from kgtools.elsewhere.endpoint.options import EndpointKeywords
    from kgtools.elsewhere.validating import Method
    from kgtools.model.prefixes import PrefixTable
    from kgtools.ontology.imports import Imports
    from kgtools.reading import Format, Source
    from kgtools.store import MemoryStore
    from kgtools.table import Dataset
    from kgtools.table.cache import Cache

__all__ = ["OpenedGraph", "as_it_reads"]

P = ParamSpec("P")
R = TypeVar("R")
G = TypeVar("G", bound="OpenedGraph")


def as_it_reads(method: Callable[Concatenate[G, P], R]) -> Callable[Concatenate[G, P], R]:
    """The same method, in the block in which the graph reads its files."""

    @wraps(method)
    def work(graph: G, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with graph.data.reading():
            return method(graph, *args, **kwargs)

    return work


class OpenedGraph:
    """A project's graph, or that of files or quads, of which nothing is read before it is needed."""

    def __init__(
        self,
        project: GraphProject | None = None,
        *,
        files: Sequence[Source] | None = None,
        quads: Iterable[Quad] | None = None,
        cache: Cache | Path | bool = False,
        format: str | Format | None = None,
        base: str | None = None,
        imports: Sequence[Source] = (),
    ) -> None:
        """The graph of `files` (read in a `format`, against a `base`) or of `quads`; without these that of `project`.

        Of files and quads `project` gives the prefixes and queries; the default is the project in force. `imports` are
        the folders, RDF files and XML catalogs in which imported ontologies are looked for, before the project's.
        """
        is_project = files is None and quads is None
        self._project = GraphProject.discover() if is_project and project is None else project
        self._is_project = is_project
        #: whether it is the graph of a project, or was opened with one: else a project lies around it by chance
        self.has_project = project is not None or is_project
        self._files = () if files is None else tuple(files)
        self._quads = None if quads is None else tuple(quads)
        self._quad_prefixes: Mapping[str, str] = {}
        self._format = format
        self._base = base
        self._imports = tuple(imports)
        self._cache = cache
        self._data: GraphData | None = None

    def __repr__(self) -> str:
        about = repr(str(self.project.root)) if self._is_project else "from files"
        return f"{type(self).__name__}({about})"

    @classmethod
    def discover(
        cls, start: Path | None = None, *, cache: Cache | Path | bool = False, imports: Sequence[Source] = ()
    ) -> Self:
        """The graph of the project in force; see :meth:`GraphProject.discover`, :meth:`from_files`, :attr:`cache`."""
        return cls(GraphProject.discover(start), cache=cache, imports=imports)

    @classmethod
    def at(cls, root: Path, *, cache: Cache | Path | bool = False, imports: Sequence[Source] = ()) -> Self:
        """The graph of the project in a folder; see :meth:`from_files` and :attr:`cache`."""
        return cls(GraphProject.at(Path(root)), cache=cache, imports=imports)

    @classmethod
    def from_files(
        cls,
        files: Source | Iterable[Source],
        *,
        format: str | Format | None = None,
        base: str | None = None,
        cache: Cache | Path | bool = False,
        project: GraphProject | None = None,
        imports: Sequence[Source] = (),
        memory: int | None = None,
    ) -> Self:
        """The graph of RDF files, folders of them, or patterns; or of a pack.

        Prefixes and queries are those of `project`, without it those of the project in force. The files are read when
        they are needed; then :class:`SourceError` is raised where one is not there. With `cache` their columns are
        kept for the next time, see :attr:`cache`. `imports` are folders, RDF files and XML catalogs in which the
        ontologies that the files import are looked for (:class:`kgtools.ontology.imports.Library`).
        With `memory` (bytes) :meth:`validate` takes about so much: files that need more are packed block by block into
        a temporary folder, and DuckDB is asked (the extra ``sql``).
        """
        from kgtools.packs import is_pack
        from kgtools.reading import expand_sources

        several = [files] if isinstance(files, str | os.PathLike) else list(files)
        packs = [source for source in several if is_pack(source)]
        if packs:
            if len(several) > 1:
                raise UsageError(f"{packs[0]} is a pack, which cannot be combined with other files; name it alone.")
            return cls.from_pack(packs[0], project=project)
        graph = cls(
            files=expand_sources(several), format=format, base=base, cache=cache, project=project, imports=imports
        )
        if memory is not None:
            from kgtools.data.elsewhere.bounded_graph import BoundedGraph

            graph._data = BoundedGraph(
                graph._files,
                memory=memory,
                format=format,
                base=base,
                cache=graph.cache,
                project=project,
                imports=graph._imports,
            )
        return graph

    @classmethod
    def from_bytes(
        cls, data: bytes, *, format: str | Format, base: str | None = None, project: GraphProject | None = None
    ) -> Self:
        """The graph that `data` holds in a format; `project` is that of :meth:`from_files`."""
        from kgtools.reading import parse_bytes

        reader = parse_bytes(data, format=format, base=base)
        graph = cls(quads=reader, project=project)
        graph._quad_prefixes = reader.prefixes
        return graph

    @classmethod
    def from_store(cls, path: Path, *, project: GraphProject | None = None) -> Self:
        """The graph of an Oxigraph store on disk, which holds literals in their canonical spelling.

        `project` is that of :meth:`from_files`. Raises :class:`SourceError` where there is no store.
        """
        from kgtools.store import read_store

        return cls(quads=read_store(Path(path)), project=project)

    @classmethod
    def from_pack(cls, folder: str | os.PathLike[str], *, project: GraphProject | None = None) -> Self:
        """The graph of a pack, a folder of Parquet files that :meth:`pack` or ``kgtools pack`` has written.

        `project` is that of :meth:`from_files`. Raises :class:`SourceError` where it is not a folder.
        """
        from kgtools.packs import read_manifest

        read_manifest(folder)

        def read() -> Dataset:
            from kgtools.packs.reading import load_pack

            return load_pack(folder)

        return cls._of_columns(read, "a pack", project)

    @classmethod
    def from_tables(
        cls,
        files: Source | Sequence[Source],
        *,
        columns: Mapping[str, str] | None = None,
        project: GraphProject | None = None,
    ) -> Self:
        """The graph of Parquet files whose rows are triples.

        `columns` says which column is the ``subject``, ``predicate``, ``object``, ``kind`` (iri, blank, literal),
        ``datatype``, ``language`` and ``graph``; without it usual names are looked for. Names with a prefix that is
        well known (``xsd:date``), or that the project has, stand for their IRIs. Raises :class:`UsageError` for columns
        that are not there, :class:`SourceError` and :class:`ParseError` for what is not a triple or has another prefix.
        """
        several = [files] if isinstance(files, str | os.PathLike) else list(files)

        def read() -> Dataset:
            from kgtools.model.prefixes import WELL_KNOWN
            from kgtools.packs.foreign import load_tables
            from kgtools.reading.prefixes import project_prefixes

            return load_tables(several, columns, prefixes=WELL_KNOWN if project is None else project_prefixes(project))

        return cls._of_columns(read, "a table of triples", project)

    @classmethod
    def from_endpoint(
        cls,
        url: str,
        *,
        project: GraphProject | None = None,
        method: Method | None = None,
        trace: Callable[[str], None] | None = None,
        **options: Unpack[EndpointKeywords],
    ) -> Self:
        """The graph behind a SPARQL endpoint, which is asked over the network when something is needed.

        `options` are the fields of :class:`kgtools.elsewhere.endpoint.EndpointOptions`; `method` is ``pull`` or
        ``push`` (see :func:`kgtools.elsewhere.validating.validate_endpoint`); `trace` is called with each query before
        it is sent, and `project` is that of :meth:`from_files`. Credentials come from KGTOOLS_USER and
        KGTOOLS_PASSWORD, KGTOOLS_TOKEN, or netrc. :meth:`query` sends the query, or with ``pull`` is answered over the
        whole dataset; :meth:`validate` pulls the triples that the shapes look at, whatever else is asked pulls all of
        them. What was not answered whole is an :class:`EndpointError`; raises :class:`ParameterError` for what is no
        address.
        """
        from kgtools.data.elsewhere.endpoint_graph import EndpointGraph
        from kgtools.elsewhere.endpoint import Endpoint, EndpointOptions

        graph = cls(project, quads=())
        graph._data = EndpointGraph(
            Endpoint(url, EndpointOptions(**options), trace=trace), method=method, project=project
        )
        return graph

    @classmethod
    def from_sql(
        cls,
        target: str,
        *,
        table: str | None = None,
        memory: int | None = None,
        request_timeout: float | None = None,
        max_size: int | None = None,
        project: GraphProject | None = None,
        trace: Callable[[str], None] | None = None,
    ) -> Self:
        """The graph of a pack that is asked in SQL: ``duckdb:DIR``, or ``sc://HOST:PORT`` with a `table` of Spark's.

        It need not fit into memory. A `table` is the name of one with the columns of a pack, or the path of a pack as
        the cluster sees it; `request_timeout` is the seconds that a statement may take there, and `max_size` about how
        many bytes its answer may have. :meth:`validate` takes about `memory` bytes, and DuckDB spills what does not
        fit to temporary files. :meth:`query` has the patterns of a query, which are those of the default graph, matched
        in SQL; `trace` is called with each statement. `project` is that of :meth:`from_files`. Raises
        :class:`ParameterError` for another target, :class:`SourceError` where there is no pack, :class:`EndpointError`
        where nobody answers, and :class:`ExtraMissingError`.
        """
        from kgtools.data.elsewhere.sql_graph import SqlGraph
        from kgtools.elsewhere.sql.opening import sql_target

        graph = cls(project, quads=())
        sql = sql_target(target, table=table, request_timeout=request_timeout, max_size=max_size)
        graph._data = SqlGraph(sql, memory=memory, project=project, trace=trace)
        return graph

    @classmethod
    def _of_columns(cls, load: Callable[[], Dataset], name: str, project: GraphProject | None) -> Self:
        from kgtools.data.elsewhere.columns_graph import ColumnsGraph

        graph = cls(project, quads=())
        graph._data = ColumnsGraph(load, description=name, project=project)
        return graph

    @property
    def project(self) -> GraphProject:
        """The graph's project; of files the project in force, which gives prefixes, languages and queries."""
        return self.data.project if self._project is None else self._project

    @property
    def title(self) -> str:
        """The title of the project; of files and quads that are read in place of its graph, the names of the files."""
        if self._is_project:
            return self.project.title
        names = [path.name for path in self.data.validation_files()]
        return ", ".join(names[:3]) + (" …" if len(names) > 3 else "") or "RDF graph"

    @property
    def imports(self) -> Imports:
        """The ontologies that the graph imports: their files, and what of them was not found."""
        return self.data.imports

    @property
    def import_remarks(self) -> tuple[str, ...]:
        """What the graph imports and its queries do not see, in words; nothing where nothing is imported.

        Files are queried with what they import where `imports` were given when they were opened.
        """
        if self._imports:
            return self.imports.remarks
        statements = self.data.store.match(None, NamedNode(OWL + "imports"), None, None)
        if next(statements, None) is None:
            return ()
        imports = self.imports
        return (*imports.remarks, *(f"{path} is imported, but not queried without --imports" for path in imports.files))

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of the project's claim model."""
        return Vocabulary(self.project.base)

    @cached_property
    def prefixes(self) -> PrefixTable:
        """The project's prefixes, with the well-known ones."""
        from kgtools.reading.prefixes import project_prefixes

        return project_prefixes(self.project)

    @property
    def query_prefixes(self) -> PrefixTable:
        """The prefixes that a query knows: those of the files that were named, before the project's.

        Where files differ in a prefix, it stands for nothing.
        """
        return self.data.prefixes_of_query

    @cached_property
    def cache(self) -> Cache | None:
        """Where the columns of large files are kept for the next time: a folder, or with True that of the user.

        The default is nowhere: nothing is written that was not asked for. True stands for KGTOOLS_CACHE, too, and is
        nowhere where that is ``off``.
        """
        from kgtools.table.cache import Cache

        if isinstance(self._cache, bool):
            return Cache.in_force() if self._cache else None
        return self._cache if isinstance(self._cache, Cache) else Cache.in_force(Path(self._cache))

    @property
    def data(self) -> GraphData:
        """What the graph holds: that of files, or that of a project."""
        if self._data is None:
            if self._is_project:
                from kgtools.data.project_graph import ProjectGraph

                self._data = ProjectGraph(self.project, cache=self.cache, imports=self._imports)
            else:
                from kgtools.data.files_graph import FilesGraph

                self._data = FilesGraph(
                    self._files,
                    quads=self._quads,
                    quad_prefixes=self._quad_prefixes,
                    format=self._format,
                    base=self._base,
                    cache=self.cache,
                    project=self._project,
                    imports=self._imports,
                )
        return self._data

    @property
    def store(self) -> MemoryStore:
        """The store that queries are run on, with every named graph."""
        with self.data.reading():
            return self.data.store
