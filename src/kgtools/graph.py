"""The facade: a knowledge graph, and one call for whatever a command can do.

>>> graph = KnowledgeGraph.from_bytes(b'@prefix e: <http://e/> . e:a e:b 01 .', format="turtle")
>>> graph.query(text="ASK { ?s ?p 01 }")
True
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, TypeVar

from kgtools.errors import KgtoolsError, UndeclaredPrefixError, UsageError
from kgtools.model.terms import DefaultGraph, NamedNode, Quad, Triple
from kgtools.model.vocab import Vocabulary
from kgtools.project import GraphProject

if TYPE_CHECKING:
    from kgtools.articles import ArticleCheck, ArticleFolder
    from kgtools.cache import Cache
    from kgtools.columns.encode import Progress
    from kgtools.formats import Format, Source
    from kgtools.formats.view import ViewOptions
    from kgtools.graph_data import GraphData
    from kgtools.model.prefixes import PrefixTable
    from kgtools.query import Answer, StoredQuery
    from kgtools.query.bind import Value
    from kgtools.query.show import Portrait
    from kgtools.query.tables import Table
    from kgtools.reasoning import Explanation, Inference, Subject
    from kgtools.reasoning.quality import Finding
    from kgtools.shacl import ValidationReport
    from kgtools.sparql.evaluate.explain import Trace
    from kgtools.sparql.functions.given import Arrays, GivenFunction
    from kgtools.sparql.why_not import Remark
    from kgtools.store import MemoryStore
    from kgtools.updating import Updated

__all__ = ["Built", "KnowledgeGraph"]

F = TypeVar("F", bound=Callable[..., Any])


class Built(NamedTuple):
    """What a build gave: how many triples in each graph, and the files whose bytes are others than before."""

    counts: Mapping[str, int]
    changed: tuple[Path, ...]


class KnowledgeGraph:
    """A graph project's graph, or that of files: to query, validate, show, export and build.

    Nothing is read before it is needed. What a project's queries see: the accepted and the derived graph as the
    default graph; every claim graph, the provenance and the ontology as named graphs.
    """

    def __init__(
        self,
        project: GraphProject,
        *,
        files: Sequence[Source] | None = None,
        quads: Iterable[Quad] = (),
        cache: Cache | Path | bool = False,
        **reading: Any,
    ) -> None:
        self.project = project
        self._files = None if files is None else tuple(files)
        self._given = tuple(quads)
        self._reading = reading
        self._functions: dict[str, GivenFunction] = {}
        self._cache = cache

    def __repr__(self) -> str:
        return f"KnowledgeGraph({str(self.project.root)!r})" if self._files is None else "KnowledgeGraph(from files)"

    @classmethod
    def discover(cls, start: Path | None = None, *, cache: Cache | Path | bool = False) -> KnowledgeGraph:
        """The graph of the project in force; see :meth:`GraphProject.discover`, and :attr:`cache`."""
        return cls(GraphProject.discover(start), cache=cache)

    @classmethod
    def at(cls, root: Path, *, cache: Cache | Path | bool = False) -> KnowledgeGraph:
        """The graph of the project in a folder; see :attr:`cache`."""
        return cls(GraphProject.at(Path(root)), cache=cache)

    @classmethod
    def from_files(
        cls,
        files: Source | Iterable[Source],
        *,
        format: str | Format | None = None,
        base: str | None = None,
        cache: Cache | Path | bool = False,
    ) -> KnowledgeGraph:
        """The graph of RDF files, folders of them, or patterns; prefixes and queries are those of the project in force.

        The files are read when they are needed; then :class:`SourceError` is raised where one is not there. With
        `cache` their columns are kept for the next time, see :attr:`cache`.
        """
        import os

        from kgtools.formats import expand_sources

        several = [files] if isinstance(files, str | os.PathLike) else list(files)
        return cls(GraphProject.discover(), files=expand_sources(several), format=format, base=base, cache=cache)

    @classmethod
    def from_bytes(cls, data: bytes, *, format: str | Format, base: str | None = None) -> KnowledgeGraph:
        """The graph that `data` holds in a format."""
        from kgtools.formats import parse_bytes

        return cls(GraphProject.discover(), files=(), quads=parse_bytes(data, format=format, base=base))

    @classmethod
    def from_store(cls, path: Path) -> KnowledgeGraph:
        """The graph of an Oxigraph store on disk, which holds literals in their canonical spelling.

        Raises :class:`SourceError` where there is no store.
        """
        from kgtools.store import read_store

        return cls(GraphProject.discover(), files=(), quads=read_store(Path(path)))

    @property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary(self.project.base)

    @cached_property
    def prefixes(self) -> PrefixTable:
        """The project's prefixes, with the well-known ones."""
        from kgtools.formats.prefixes import project_prefixes

        return project_prefixes(self.project)

    @cached_property
    def cache(self) -> Cache | None:
        """Where the columns of large files are kept for the next time: a folder, or with True that of the user.

        The default is nowhere: nothing is written that was not asked for. True stands for KGTOOLS_CACHE, too, and is
        nowhere where that is ``off``.
        """
        from kgtools.cache import Cache

        if isinstance(self._cache, bool):
            return Cache.in_force() if self._cache else None
        return self._cache if isinstance(self._cache, Cache) else Cache.in_force(Path(self._cache))

    # -- what is there ------------------------------------------------------------------------------------------

    @cached_property
    def data(self) -> GraphData:
        """What the graph holds."""
        from kgtools.graph_data import GraphData

        return GraphData(
            self.project,
            files=self._files,
            given=self._given,
            reading=self._reading,
            prefixes=self.prefixes,
            cache=self.cache,
        )

    @property
    def store(self) -> MemoryStore:
        """The store that queries are run on, with every named graph."""
        return self.data.store

    def quads(self, part: str = "all") -> list[Quad]:
        """The quads of a part of the graph, every lexical form as written; see :meth:`GraphData.quads`."""
        return self.data.quads(part)

    def inferred(self, profile: str = "owl-dl") -> tuple[Triple, ...]:
        """What follows about the things of the project's graph; see :meth:`GraphData.inferred`."""
        return self.data.inferred(profile)

    # -- what can be done ---------------------------------------------------------------------------------------

    def export(
        self, *, part: str | None = None, format: str | Format = "turtle", progress: Progress | None = None
    ) -> tuple[bytes, str]:
        """The bytes of a part in a format, and a sentence about what the format could not hold (or nothing).

        The part is by default ``accepted``, and in a format with named graphs ``all``. Large files go through columns;
        `progress` is then told the phase and how far it is.
        """
        import io

        stream = io.BytesIO()
        note = self.export_to(stream, part=part, format=format, progress=progress)
        return stream.getvalue(), note

    def export_to(
        self,
        stream: BinaryIO,
        *,
        part: str | None = None,
        format: str | Format = "turtle",
        progress: Progress | None = None,
    ) -> str:
        """Write a part to a stream, the rows of large files some at a time; see :meth:`export`."""
        from kgtools.formats import Format, format_by_name, write

        chosen = format if isinstance(format, Format) else format_by_name(format)
        if self.data.is_large and part in (None, "all"):
            from kgtools.columns import load
            from kgtools.layout import FORMATS_IN_COLUMNS, write_dataset_to

            if chosen.name in FORMATS_IN_COLUMNS:
                dataset = load(list(self._files or ()), base=self._reading.get("base"), progress=progress)
                prefixes = self.prefixes | self.data.prefixes_of_files
                if progress is not None:
                    progress("writing", None)
                write_dataset_to(stream, dataset, format=chosen, prefixes=prefixes, merge_graphs=True)
                return _union(len(dataset.graph_names()), chosen)
        if part is None:
            part = "all" if self._files is not None or chosen.supports_datasets else "accepted"
        quads = self.quads(part)
        prefixes = self.prefixes | self.data.prefixes_of_files
        stream.write(write(quads, format=chosen, prefixes=prefixes, tags=self.data.tags, merge_graphs=True))
        return _union(len({q.graph_name for q in quads} - {DefaultGraph()}), chosen)

    def stored_queries(self, *, refused: Callable[[KgtoolsError], None] | None = None) -> dict[str, StoredQuery]:
        """The stored queries of the project by name.

        A file that cannot be used is told to `refused`; without it :class:`QueryError` is raised, with file and line.
        """
        from kgtools.query import stored_queries

        return stored_queries(self.project.query_files(), refused=refused)

    def query(
        self,
        name: str | None = None,
        *,
        text: str | None = None,
        params: Mapping[str, Value | None] | None = None,
        languages: Sequence[str] | None = None,
        why: bool = False,
        articles: Path | None = None,
        inference: str = "none",
        base: str | None = None,
        source: str = "",
        allow_service: bool = False,
        timeout: float | None = None,
        memory: int | None = None,
        engine: str = "columns",
        disagreed: Callable[[str], None] | None = None,
        trace: Trace | None = None,
        tables: Mapping[str, Table] | None = None,
        remarked: Callable[[Remark], None] | None = None,
    ) -> Answer:
        """The answer to a stored query (its `name`), or to SPARQL (`text`): rows, a truth value, or triples.

        `params` are the values of a stored query's parameters. `languages` are those of labels, in order; without
        them a stored query takes the project's, and SPARQL gives exactly its own columns. With `why` each row comes
        with what it rests on (claims; of files the triples, with file and line), and with `articles`, a folder, with
        the passages; ASK then gives a :class:`kgtools.query.Truth`. `inference` adds what follows in a
        profile (``rdfs``, ``owl-rl``, ``owl-dl``) to what the query sees. `timeout` (seconds) and `memory` (bytes)
        bound the work, loading included: it is done in a thread of its own, so that the call ends within a second
        after a limit, and after Ctrl-C, whatever is being computed then. (With functions of the caller it stays in the
        caller's thread, and ends at the next piece of work.) `engine`, `disagreed` and `trace` are those of
        :func:`kgtools.query.run`.
        `tables` are data frames and the like: their columns are variables, and their rows are joined with the query's
        pattern as if VALUES blocks stood at its beginning. Why an answer is empty is told to `remarked`, see
        :meth:`why_not`.

        >>> graph = KnowledgeGraph.at(GraphProject.shipped().root)
        >>> len(list(graph.query("authors")))
        14

        Raises :class:`UnknownNameError`, :class:`ParameterError`, :class:`QueryError` and :class:`LimitError`.
        """
        from kgtools.graph_data import tell_clashes
        from kgtools.query import find_stored, run, run_stored
        from kgtools.query.template import parse_any
        from kgtools.sparql.evaluate.apart import done_apart
        from kgtools.sparql.evaluate.budget import Budget

        if (name is None) == (text is None):
            raise UsageError("give either the name of a stored query or SPARQL text.")
        if text is not None and params:
            raise UsageError("parameters are for stored queries; name one.")
        budget = Budget(seconds=timeout, memory=memory)

        def work() -> Answer:
            claims = None if remarked is None else self.data.claims()
            passage = self.articles(articles).passage if articles is not None else None
            if text is not None:
                tree = parse_any(text, source=source, base=base, allow_service=allow_service, check=budget.check)
                return run(
                    self.data.store_for(tree, why=why, inference=inference, budget=budget),
                    text,
                    why=self.data.why_of() if why else None,
                    passage=passage,
                    source=source,
                    base=base,
                    prefixes=self.data.prefixes_of_query,
                    languages=languages,
                    allow_service=allow_service,
                    budget=budget,
                    engine=engine,
                    disagreed=disagreed,
                    trace=trace,
                    tables=tables,
                    functions=self._functions,
                    remarked=remarked,
                    claims=claims,
                )
            assert name is not None
            stored = find_stored(self.project.query_files(), name)
            return run_stored(
                self.data.store_for(stored.tree, why=why, inference=inference, budget=budget),
                stored,
                params,
                # what its author wrote means what the project says
                prefixes=self.data.prefixes_of_query | self.prefixes,
                languages=languages or self.project.languages,
                why=self.data.why_of() if why else None,
                passage=passage,
                allow_service=allow_service,
                budget=budget,
                engine=engine,
                disagreed=disagreed,
                trace=trace,
                tables=tables,
                functions=self._functions,
                remarked=remarked,
                claims=claims,
            )

        try:
            return work() if self._functions else done_apart(work, budget)
        except UndeclaredPrefixError as error:
            tell_clashes(error, self.data.declared_prefixes)
            raise

    def why_not(self, name: str | None = None, **options: Any) -> tuple[Remark, ...]:
        """Why the answer to a query is empty: the term, pattern or filter that leaves nothing, each with its place.

        The arguments are those of :meth:`query`, and so is what is raised. An answer that has rows, or is true, has no
        remark, unless an error left an aggregate in it without a value.

        >>> graph = KnowledgeGraph.from_bytes(b"@prefix e: <http://e/> . e:a e:knows e:b .", format="turtle")
        >>> remark, = graph.why_not(text="PREFIX e: <http://e/> SELECT * { ?a e:knwos ?b }")
        >>> print(remark)
        line 1, column 37: e:knwos occurs nowhere in the data; did you mean e:knows?
        >>> remark.kind, remark.nearest
        ('unknown-term', ('e:knows',))
        """
        found: list[Remark] = []
        self.query(name, remarked=found.append, **options)
        return tuple(found)

    def update(
        self,
        text: str,
        *,
        into: Source | None = None,
        dry_run: bool = False,
        base: str | None = None,
        source: str = "",
        allow_load: bool = False,
        timeout: float | None = None,
        memory: int | None = None,
    ) -> Updated:
        """Carry out a SPARQL update on the graph's files, where the triples stand; what it changes.

        All files are changed or none. A new triple goes to the file of its subject; `into` is the file for one whose
        subject is in none or in several. With `dry_run` nothing is written, and the result tells what would be. Of a
        project the data is changed (what is built from it is stale then: :meth:`build`); of a graph that stands in no
        file, the graph itself. `allow_load` lets LOAD read files of this machine; `timeout` (seconds) and `memory`
        (bytes) bound the work.

        >>> graph = KnowledgeGraph.from_bytes(b"<http://e/a> <http://e/p> 1 .", format="turtle")
        >>> updated = graph.update("DELETE WHERE { ?s <http://e/p> 1 }")
        >>> len(updated.deleted), len(updated.inserted), len(graph.quads())
        (1, 0, 0)

        Raises :class:`QueryError` with line and column, :class:`ParseError` for a file that is broken,
        :class:`SourceError` for one that cannot be read or written or has changed meanwhile, :class:`UsageError` for a
        triple that no file can take, and :class:`LimitError`.
        """
        import os

        from kgtools.graph_update import update_files, update_quads
        from kgtools.sparql.evaluate.budget import Budget
        from kgtools.sparql.functions.given import calls_of

        asked: dict[str, Any] = {"source": source, "base": base, "allow_load": allow_load}
        asked |= {"budget": Budget(seconds=timeout, memory=memory), "functions": calls_of(self._functions)}
        if self._files is not None and not self._files and into is None:
            updated, quads = update_quads(self._given, text, prefixes=self.data.prefixes_of_query, **asked)
            if not dry_run:
                self._given = quads
        else:
            updated = update_files(
                text,
                project=self.project,
                prefixes=self.prefixes,
                files=None if self._files is None else [os.fspath(file) for file in self._files],
                into=None if into is None else os.fspath(into),
                format=self._reading.get("format"),
                data_base=self._reading.get("base"),
                **asked,
            )
            if not dry_run:
                updated.write()
        if not dry_run:
            for name in ("data", "_subject"):
                self.__dict__.pop(name, None)
        return updated

    @property
    def functions(self) -> Mapping[str, GivenFunction]:
        """The functions that queries over this graph may call beside the built-in ones, by IRI."""
        return MappingProxyType(self._functions)

    def function(self, iri: str | NamedNode, *, arrays: Arrays | None = None, terms: bool = False) -> Callable[[F], F]:
        """Let the queries over this graph object call a Python function by an IRI (SPARQL 1.1, section 17.6).

        The function is called once for each distinct combination of arguments, in any order, with Python's own values
        as :meth:`kgtools.query.Solutions.values` has them, or with the terms (`terms`); a parameter annotated ``float``
        takes any number as a float, one annotated ``str`` the text of a literal or an IRI. With `arrays` (``numpy`` or
        ``arrow``) it is called once for a block of distinct rows, with an array for each argument, and gives an array
        of that length. None, a null and a function that raises are an error of the row; the first that is raised is
        told as a :class:`kgtools.errors.FunctionWarning`.

        >>> graph = KnowledgeGraph.from_bytes(b'@prefix e: <http://e/> . e:a e:b 2.5, 4 .', format="turtle")
        >>> @graph.function("https://example.org/f#half")
        ... def half(number: float) -> float:
        ...     return number / 2
        >>> query = "PREFIX f: <https://example.org/f#> SELECT (SUM(f:half(?n)) AS ?sum) { ?s ?p ?n }"
        >>> list(graph.query(text=query).values())
        [(3.25,)]

        Raises :class:`UsageError` for an IRI that is none, built in, or taken, and for what is no function.
        """

        from kgtools.sparql.functions.given import GivenFunction, checked_iri

        # told here where the decorator was written without its IRI
        checked_iri(iri)

        def give(function: F) -> F:
            given = GivenFunction(iri, function, arrays=arrays, terms=terms)
            if given.iri in self._functions:
                raise UsageError(f"<{given.iri}> already names {self._functions[given.iri].name}; choose another IRI.")
            self._functions[given.iri] = given
            return function

        return give

    def show(self, name: str, *, languages: Sequence[str] | None = None, at: str | None = None) -> Portrait:
        """What the graph knows about one thing, in order of time, with sources.

        `name` is an IRI, a prefixed name, a slug, or a label in any language; `at` a month or a day (``2023-06``): then
        only what certainly or possibly held then.

        Raises :class:`UnknownNameError`, :class:`AmbiguousNameError`, and :class:`ParameterError` for the date.
        """
        from kgtools.errors import ParameterError
        from kgtools.model.dates import parse_user_date
        from kgtools.query.entities import EntityFinder
        from kgtools.query.show import portray

        month = None
        if at is not None:
            try:
                month = parse_user_date(at).earliest
            except UsageError as error:
                raise ParameterError("at", at, str(error)) from error
        return portray(
            self.store,
            EntityFinder(self.store, self.prefixes).find(name),
            vocabulary=self.vocabulary,
            prefixes=self.prefixes,
            languages=languages or self.project.languages,
            month=month,
        )

    def data_files(self) -> list[Path]:
        """The files that validation looks at: the built graphs, and the files they are built from."""
        return self.data.validation_files()

    def data_graphs(self) -> list[str] | None:
        """The graphs of those files that validation looks at; None is the union of all."""
        return self.data.validation_graphs()

    def validate(self, shapes: Sequence[Source] | None = None, **options: Any) -> ValidationReport:
        """Validate the graph against its shapes, or against other shapes files.

        A project's own shapes are the default; the shapes of files stand in the files. `options` are those of
        :func:`kgtools.shacl.validate`, which says what is raised.

        >>> KnowledgeGraph.at(GraphProject.shipped().root).validate().conforms
        True
        """
        from kgtools.shacl import validate

        if self._given:
            from kgtools.columns import load_quads

            return validate(load_quads(self._given), shapes, **options)
        options = {"cache": self.cache, **options}
        if self._files is not None:
            return validate(list(self._files), shapes, **{"base": self._reading.get("base"), **options})
        own = self.shapes_files() if shapes is None else shapes
        return validate(self.data_files(), own, **{**self.data.validation_options(), **options})

    def shapes_files(self) -> list[Path]:
        """The files of the project's shapes."""
        return list(self.project.shapes_files)

    def reason(self, profile: str = "owl-rl", **limits: Any) -> Inference:
        """What follows from the graph and the ontology, or from files, and whether they contradict each other.

        `limits` are those of :func:`kgtools.reasoning.infer`, which says what is raised.
        """
        return self._subject.infer(profile=profile, **limits)

    def explain(self, subject: str, predicate: str, object: str, *, most: int = 1, **limits: Any) -> Explanation:
        """Why a triple follows: one smallest set of statements, or as many as `most`; see :mod:`kgtools.reasoning`."""
        return self._subject.explain(self._subject.goal(subject, predicate, object), most=most, **limits)

    def explain_inconsistency(self, *, most: int = 1, **limits: Any) -> tuple[Explanation, ...]:
        """Why the graph contradicts itself; nothing where it does not."""
        return self._subject.explain_inconsistency(most=most, **limits)

    @cached_property
    def _subject(self) -> Subject:
        from kgtools.reasoning import Subject

        if self._files is not None:
            return Subject(self.project, files=self._files)
        return Subject(self.project, facts=[q for part in ("accepted", "derived") for q in self.quads(part)])

    def check(self, *, profile: str = "owl-dl", only: Sequence[str] = ()) -> list[Finding]:
        """What the stored checks find in the ontology and the data; `only` names checks by how they begin."""
        from kgtools.reasoning.project import check_project

        files = self._files or ()
        store = None if files else lambda: self.store
        return check_project(self.project, store=store, files=files, profile=profile, only=only)

    def check_sources(self, folder: Path) -> tuple[list[ArticleCheck], ArticleFolder]:
        """The articles in a folder against what the graph says of them, one check an article; and the folder itself.

        Raises :class:`SourceError` where there is no such folder.
        """
        from kgtools.articles import check_articles, read_spans

        opened = self.articles(folder)
        return check_articles(opened, opened.records, read_spans(self.store, self.vocabulary)), opened

    def articles(self, folder: Path) -> ArticleFolder:
        """The article files in a folder, to read passages from. Raises :class:`SourceError`."""
        from kgtools.articles import ArticleFolder, read_records

        return ArticleFolder(Path(folder), read_records(self.store, self.vocabulary))

    def export_view(self, view: str, *, part: str | None = None) -> dict[str, bytes]:
        """The files of a view for other tools (``csv``, ``parquet``, ``graphml``, ``schema.org``, ``rdf12``), by name.

        Raises :class:`UnknownNameError`, and :class:`ExtraMissingError` where a view needs what is not installed.
        """
        from kgtools.formats.views import write_view

        return write_view(self.view_quads(view, part=part), view=view, options=self.view_options)

    def view_quads(self, view: str, *, part: str | None = None) -> list[Quad]:
        """The quads that a view is made of: by default what is accepted; of claims for the view of claims."""
        if self._files is not None:
            return self.quads(part or "all")
        return self.quads(part or ("claims" if view == "rdf12" else "accepted"))

    @cached_property
    def view_options(self) -> ViewOptions:
        """What views need beside the quads: prefixes, languages, the ontology, and how claims are told."""
        from kgtools.formats import parse
        from kgtools.formats.view import ViewOptions

        ontology = [q for path in self.project.ontology_files for q in parse(path, rename_blank_nodes=True)]
        return ViewOptions(
            tags=self.data.tags,
            prefixes=self.prefixes | self.data.prefixes_of_files,
            languages=self.project.languages,
            ontology=ontology,
            claims=self.vocabulary.claims,
            any_graph=self._files is not None,
        )

    def build(self, *, write: bool = True, infer: bool = False) -> Built:
        """Build the accepted and derived graphs, check their invariants, and write their files.

        With `infer` also the graph ``inferred``, by the reasoner. With ``write=False`` nothing is written, and
        `changed` tells which files are stale. Raises :class:`BuildError` where an invariant does not hold.
        """
        if self._files is not None:
            raise UsageError("only a project can be built, not a list of files; use KnowledgeGraph.at(folder).")
        from kgtools.building import GRAPHS, build, inputs_digest
        from kgtools.formats import write as serialize
        from kgtools.formats import write_bytes

        built = build(self.project)
        files = {
            self.project.built_file(name): serialize(
                built.triples(name), format="turtle", prefixes=self.prefixes, tags=self.data.tags
            )
            for name in GRAPHS
        }
        files[self.project.built_folder / "inputs.sha256"] = inputs_digest(self.project).encode()
        changed = tuple(path for path, data in files.items() if not path.is_file() or path.read_bytes() != data)
        if write and changed:
            self.project.built_folder.mkdir(parents=True, exist_ok=True)
            for path in changed:
                write_bytes(path, files[path])
        counts = {name: len(built.triples(name)) for name in GRAPHS}
        if infer:
            count, inferred = self._build_inferred([*built.accepted, *built.derived], write=write)
            counts["inferred"] = count
            changed += inferred
        return Built(counts, changed)

    def _build_inferred(self, facts: Sequence[Triple], *, write: bool) -> tuple[int, tuple[Path, ...]]:
        from kgtools.formats import write as serialize
        from kgtools.formats import write_bytes
        from kgtools.reasoning.kept import KEPT_PROFILE, infer_graph, inputs_digest

        triples = infer_graph(self.project, profile=KEPT_PROFILE, facts=facts)
        files = {
            self.project.built_file("inferred"): serialize(
                triples, format="turtle", prefixes=self.prefixes, tags=self.data.tags
            ),
            self.project.built_folder / "inferred.sha256": inputs_digest(self.project).encode(),
        }
        changed = tuple(path for path, data in files.items() if not path.is_file() or path.read_bytes() != data)
        if write:
            for path in changed:
                write_bytes(path, files[path])
        return len(triples), changed


def _union(named: int, chosen: Format) -> str:
    if not named or chosen.supports_datasets:
        return ""
    what = "1 named graph is written" if named == 1 else f"{named} named graphs are written as their union"
    return f"{chosen.title} holds one graph: the {what}."
