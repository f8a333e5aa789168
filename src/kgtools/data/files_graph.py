"""The graph of RDF files, or of quads that are in no file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from kgtools.data.graph_data import Built, PlannedUpdate, UpdateOptions, prefixes_in_force
from kgtools.data.imports import with_imported, with_ontologies
from kgtools.errors import ParseError, SourceError, UsageError
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import Quad, Triple
from kgtools.project import GraphProject
from kgtools.reading import (
    Format,
    QuadReader,
    Source,
    Tags,
    check_source,
    format_by_name,
    in_format,
    parse,
    parse_bytes,
)
from kgtools.reading.compression import unpacked_size
from kgtools.reading.prefixes import prefixes_at_head, project_prefixes

if TYPE_CHECKING:
    from kgtools.elsewhere.answering import Answerer
    from kgtools.elsewhere.endpoint import Endpoint
    from kgtools.model.vocab import Vocabulary
    from kgtools.ontology.checks.finding import Findings
    from kgtools.ontology.checks.project import CheckOptions
    from kgtools.ontology.imports import Imports, Library
    from kgtools.query import FilePlaces
    from kgtools.reasoning import Subject
    from kgtools.shacl import RuleInference, ValidationReport
    from kgtools.shacl.options import OptionKeywords
    from kgtools.sparql.budget import Budget
    from kgtools.sparql.syntax import Query
    from kgtools.store import MemoryStore
    from kgtools.table import Dataset
    from kgtools.table.cache import Cache
    from kgtools.table.encoding.encode import Progress

__all__ = ["FileKeywords", "FilesGraph"]

_STDIN = "-"


class FileKeywords(TypedDict, total=False):
    """The keywords of a graph of files, for graphs that are opened in the same way."""

    format: str | Format | None
    base: str | None
    cache: Cache | None
    project: GraphProject | None
    imports: Sequence[Source]


class _Reading(TypedDict):
    """How files are read."""

    format: str | Format | None
    base: str | None


class FilesGraph:
    """The graph of `files`, read in a format (else that of their names) and against a base IRI; ``-`` is standard
    input.

    `quads` are in no file. Prefixes, languages and queries are those of `project`, without it of the
    project that is in force when one of them is needed first.
    """

    has_parts = False
    waivers = None
    inferred_is_stale = False

    @property
    def endpoint(self) -> Endpoint | None:
        return None

    def answering(self, budget: Budget, *, allow_service: bool = False) -> AbstractContextManager[Answerer | None]:
        return nullcontext()

    def __init__(
        self,
        files: Sequence[Source] = (),
        *,
        quads: Iterable[Quad] | None = None,
        quad_prefixes: Mapping[str, str] | None = None,
        format: str | Format | None = None,
        base: str | None = None,
        cache: Cache | None = None,
        project: GraphProject | None = None,
        imports: Sequence[Source] = (),
    ) -> None:
        #: the files as they were named: an update chooses among them in this order
        self._argument_files = tuple(files)
        #: in the order of their names, so that the order of an answer does not depend on how they were named
        self._files = tuple(sorted(self._argument_files, key=os.fspath))
        self._quads = None if quads is None else tuple(quads)
        self._quad_prefixes = quad_prefixes or {}
        self._reading = _Reading(format=format, base=base)
        #: where the columns of large files are kept, if anywhere
        self._cache = cache
        self._project = project
        #: where imported ontologies are looked for, beside the project
        self._import_sources = tuple(imports)
        self._store: MemoryStore | None = None

    @cached_property
    def project(self) -> GraphProject:
        return GraphProject.discover() if self._project is None else self._project

    @cached_property
    def _library(self) -> Library:
        from kgtools.ontology.imports import Library, library_of

        try:
            project = self.project
        except (ParseError, SourceError, UsageError):
            # a project that cannot be read answers no import, and stops nothing that files say by themselves
            return Library(self._import_sources)
        return library_of(project, self._import_sources)

    @cached_property
    def imports(self) -> Imports:
        from kgtools.ontology.imports import follow

        return follow(self._reusable_files, self._library)

    @cached_property
    def prefixes(self) -> PrefixTable:
        return project_prefixes(self.project)

    @cached_property
    def prefixes_of_files(self) -> PrefixTable:
        prefixes: dict[str, str] = {}
        for file in self._reusable_files:
            prefixes = {**prefixes_at_head(file, **self._reading), **prefixes}
        return PrefixTable.writable({**prefixes, **self._quad_prefixes})

    @property
    def declared_prefixes(self) -> Mapping[str, Mapping[str, str]]:
        return self.store.prefixes

    @cached_property
    def prefixes_of_query(self) -> PrefixTable:
        return prefixes_in_force(self.declared_prefixes, self.prefixes)

    @property
    def prefixes_at_hand(self) -> PrefixTable | None:
        table: PrefixTable | None = self.__dict__.get("prefixes_of_query")
        return table

    @cached_property
    def tags(self) -> Tags:
        format = self._reading["format"]
        syntax = format if isinstance(format, Format) else format_by_name(format or "trig")
        texts = [(self._stdin, syntax.name)] if self._reads_stdin else []
        return Tags(self._reusable_files, format=format, texts=texts)

    @cached_property
    def is_large(self) -> bool:
        if self._quads or not self._files or self._reading["format"] or self._reads_stdin:
            return False
        from kgtools.writing.large import is_large

        return is_large(sum(unpacked_size(check_source(file)) for file in self._files))

    @property
    def plain_files(self) -> list[Path]:
        if self._quads is not None or self._reading["format"] or self._reading["base"] or self._reads_stdin:
            return []
        return [Path(file) for file in self._files]

    @property
    def _reusable_files(self) -> list[Source]:
        """The files that can be read more than once."""
        return [file for file in self._files if str(file) != _STDIN]

    @property
    def _reads_stdin(self) -> bool:
        return any(str(file) == _STDIN for file in self._files)

    @cached_property
    def _stdin(self) -> bytes:
        """What standard input holds: it can be read once."""
        return sys.stdin.buffer.read()

    def _read(self, file: Source, *, rename: bool) -> QuadReader:
        if str(file) != _STDIN:
            return parse(file, rename_blank_nodes=rename, **self._reading)
        format, base = self._reading["format"] or "trig", self._reading["base"]
        return parse_bytes(self._stdin, format=format, base=base, source="<stdin>", rename_blank_nodes=rename)

    def reading(self) -> AbstractContextManager[object]:
        return in_format(self._files, self._reading["format"])

    @property
    def store(self) -> MemoryStore:
        return self._load(None)

    def load(self, budget: Budget) -> MemoryStore:
        return self._load(budget)

    def _load(self, budget: Budget | None) -> MemoryStore:
        if self._store is None:
            from kgtools.store import MemoryStore
            from kgtools.store.loading import Part, load_parts

            if self._quads:
                store = MemoryStore(self._quads)
                if self._quad_prefixes:
                    store.prefixes["<text>"] = self._quad_prefixes
                for file in self._files:
                    store.load(file, budget=budget, **self._reading)
            else:
                # what is imported is asked where one said where it is
                imported = self.imports.files if self._import_sources else ()
                parts = [Part(file) for file in (*self._files, *imported)]
                store = load_parts(parts, cache=self._cache, budget=budget, **self._reading)
            self._store = store
        return self._store

    def store_for(
        self, query: Query, *, why: bool, inference: str = "none", budget: Budget | None = None
    ) -> MemoryStore:
        if inference != "none":
            self.inferred(inference)
        return self._load(budget)

    def why_of(self) -> Vocabulary | FilePlaces:
        return self.places()

    def places(self) -> FilePlaces:
        from kgtools.query import FilePlaces

        return FilePlaces(self._files, **self._reading)

    def claims(self) -> None:
        # what files claim stands in what is asked
        return None

    def quads(self, part: str = "all") -> list[Quad]:
        if part != "all":
            raise UsageError("a graph of files has no parts; leave out the part.")
        many = len(self._files) > 1
        return [*(self._quads or ()), *(quad for file in self._files for quad in self._read(file, rename=many))]

    def columns(self, *, progress: Progress | None = None) -> Dataset:
        from kgtools.table import load, load_quads

        if self._quads or self._reading["format"] or self._reads_stdin or not self._files:
            return load_quads(self.quads())
        return load(list(self._files), base=self._reading["base"], progress=progress)

    def part_of_format(self, format: Format) -> str:
        return "all"

    def part_of_view(self, view: str) -> str:
        return "all"

    def inferred(self, profile: str = "owl-dl", *, budget: Budget | None = None) -> tuple[Triple, ...]:
        raise UsageError(
            "inference is for projects; for files, run `kgtools reason FILE... -o inferred.ttl`, and name inferred.ttl "
            "with --data as well."
        )

    @cached_property
    def subject(self) -> Subject:
        from kgtools.reasoning import Subject

        if not self._files:
            raise UsageError(
                "reasoning reports positions, and these triples are in no file; write the graph to a file first, "
                "or use kgtools.reasoning.infer(graph.quads())."
            )
        return Subject(self.project, files=self._files, library=self._library)

    def check(self, options: CheckOptions) -> Findings:
        from kgtools.ontology.checks.project import check_files

        if not self._files:
            raise UsageError(
                "checks report positions, and these triples are in no file; write the graph to a file first."
            )

        def read(path: Path) -> QuadReader:
            return self._read(path, rename=True)

        def store() -> MemoryStore:
            from kgtools.store import MemoryStore

            # standard input was read by then
            return MemoryStore(self.quads()) if self._reads_stdin else self.store

        return check_files(self._files, store=store, options=options, library=self._library, parse=read)

    def validate(self, shapes: Sequence[Source] | None, options: OptionKeywords) -> ValidationReport:
        from kgtools.shacl import validate

        if self._quads is not None:
            keywords: OptionKeywords = {"prefixes": self._prefixes_of_reports(), **options}
            return validate(self.columns(), shapes, **keywords)
        settings: OptionKeywords = {
            "cache": self._cache,
            "base": self._reading["base"],
            "data_format": self._reading["format"],
            "prefixes": self._prefixes_of_reports(),
            **with_ontologies(options, self.imports),
        }
        return validate(list(self._files), with_imported(shapes, self._library), **settings)

    def run_rules(self, shapes: Sequence[Source] | None, options: OptionKeywords) -> RuleInference:
        from kgtools.shacl import infer

        if self._quads is not None:
            return infer(self.columns(), shapes, **options)
        keywords: OptionKeywords = {
            "cache": self._cache,
            "base": self._reading["base"],
            "data_format": self._reading["format"],
            **with_ontologies(options, self.imports),
        }
        return infer(list(self._files), with_imported(shapes, self._library), **keywords)

    def _prefixes_of_reports(self) -> PrefixTable | None:
        try:
            return self.prefixes
        except (ParseError, SourceError):
            # whether files conform does not depend on the project that is in force
            return None

    def validation_files(self) -> list[Path]:
        return [Path(file) for file in self._files]

    def validation_graphs(self) -> None:
        return None

    def planned_update(self, text: str, options: UpdateOptions) -> PlannedUpdate:
        from kgtools.data.graph_update import update_files, update_quads

        if not self._files and options.into is None:
            updated, quads = update_quads(self._quads or (), text, options, prefixes=self.prefixes_of_query)
            return PlannedUpdate(updated, self._again(quads))
        updated = update_files(
            text,
            options,
            project=self.project,
            prefixes=self.prefixes,
            files=[os.fspath(file) for file in self._argument_files],
            format=self._reading["format"],
            data_base=self._reading["base"],
        )
        return PlannedUpdate(updated, self._again(self._quads))

    def _again(self, quads: Iterable[Quad] | None) -> FilesGraph:
        """The graph of the same files, which are read anew."""
        return FilesGraph(
            self._argument_files,
            quads=quads,
            quad_prefixes=self._quad_prefixes,
            cache=self._cache,
            project=self._project,
            imports=self._import_sources,
            **self._reading,
        )

    def build(self, *, write: bool, infer: bool) -> Built:
        raise UsageError("only a project can be built, not a list of files; use KnowledgeGraph.at(folder).")
