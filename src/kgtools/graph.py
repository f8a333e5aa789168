"""The facade: a knowledge graph, and one call for whatever a command can do.

>>> graph = KnowledgeGraph.from_bytes(b'@prefix e: <http://e/> . e:a e:b 01 .', format="turtle")
>>> graph.query(text="ASK { ?s ?p 01 }")
True
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from kgtools.data.graph_articles import SourcedGraph
from kgtools.data.graph_data import Built, UpdateOptions
from kgtools.data.graph_export import ExportedGraph
from kgtools.data.graph_opening import as_it_reads
from kgtools.data.graph_pictures import PicturedGraph
from kgtools.data.graph_reasoning import ReasonedGraph
from kgtools.errors import KgtoolsError, UsageError
from kgtools.model.terms import NamedNode, Quad, Triple

if TYPE_CHECKING:
    from typing import Unpack

    from kgtools.data.graph_query import QueryKeywords
    from kgtools.data.updating import Updated
    from kgtools.elsewhere.endpoint.summary import Summary
    from kgtools.query import Answer, StoredQuery
    from kgtools.query.citations import Citation
    from kgtools.query.portrait import Portrait
    from kgtools.reading import Source
    from kgtools.shacl import ValidationReport
    from kgtools.shacl.options import OptionKeywords
    from kgtools.sparql.functions.custom.custom_function import Arrays, CustomFunction
    from kgtools.sparql.why_not import Remark

__all__ = ["Built", "KnowledgeGraph"]

F = TypeVar("F", bound=Callable[..., object])


class KnowledgeGraph(ReasonedGraph, PicturedGraph, ExportedGraph, SourcedGraph):
    """A graph project's graph, or that of files: to query, validate, show, export and build.

    Nothing is read before it is needed. What a project's queries see: the accepted and the derived graph as the
    default graph; every claim graph, the provenance and the ontology as named graphs.
    """

    @cached_property
    def _functions(self) -> dict[str, CustomFunction]:
        return {}

    @as_it_reads
    def quads(self, part: str = "all") -> list[Quad]:
        """The quads of a part of the graph, every lexical form as written.

        Of a project: ``accepted`` or ``derived`` (in the default graph), ``claims`` (the claim graphs and what is
        said about claims), or ``all`` (these as named graphs, and the ontology). Of files: ``all``.

        Raises :class:`UsageError` for another part.

        >>> graph = KnowledgeGraph.from_bytes(b"<http://e/a> <http://e/p> 01 .", format="turtle")
        >>> [quad.object.value for quad in graph.quads()]
        ['01']
        """
        return self.data.quads(part)

    @as_it_reads
    def inferred(self, profile: str = "owl-dl") -> tuple[Triple, ...]:
        """What follows about the things of the project's graph: ``rdfs``, ``owl-rl`` or ``owl-dl``.

        For ``owl-dl`` the graph that ``kgtools build --infer`` has written is taken where it is fresh. Raises
        :class:`ReasoningError`, and :class:`UsageError` for the graph of files.
        """
        return self.data.inferred(profile)

    # -- what can be done ---------------------------------------------------------------------------------------

    def stored_queries(self, *, on_error: Callable[[KgtoolsError], None] | None = None) -> dict[str, StoredQuery]:
        """The stored queries of the project by name.

        A file that cannot be used goes to `on_error`; without it :class:`QueryError` is raised, with file and line.

        >>> from kgtools.project import GraphProject
        >>> KnowledgeGraph(GraphProject.shipped()).stored_queries()["authors"].name
        'authors'
        """
        from kgtools.query import stored_queries

        return stored_queries(self.project.query_files(), on_error=on_error)

    @as_it_reads
    def query(self, name: str | StoredQuery | None = None, **options: Unpack[QueryKeywords]) -> Answer:
        """The answer to a stored query (its `name`), or to SPARQL (`text`): rows, a truth value, or triples.

        A query of :meth:`stored_queries` may be given itself: then its file is not looked for and read each time.

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
        pattern as if VALUES blocks stood at its beginning. Why an answer is empty goes to `remarked`, see
        :meth:`why_not`.

        >>> from kgtools.project import GraphProject
        >>> graph = KnowledgeGraph(GraphProject.shipped())
        >>> len(list(graph.query("authors")))
        14

        Raises :class:`UnknownNameError`, :class:`ParameterError`, :class:`QueryError` and :class:`LimitError`.
        """
        from kgtools.data.graph_query import QueryOptions, answer

        return answer(self.data, name, QueryOptions(**options), self._functions)

    @as_it_reads
    def why_not(self, name: str | StoredQuery | None = None, **options: Unpack[QueryKeywords]) -> tuple[Remark, ...]:
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
        remarks: list[Remark] = []
        keywords: QueryKeywords = {**options, "remarked": remarks.append}
        self.query(name, **keywords)
        return tuple(remarks)

    @as_it_reads
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
        from kgtools.sparql.budget import Budget
        from kgtools.sparql.functions.custom.custom_function import calls_of

        options = UpdateOptions(
            budget=Budget(seconds=timeout, memory=memory),
            functions=calls_of(self._functions),
            source=source,
            base=base,
            allow_load=allow_load,
            into=None if into is None else os.fspath(into),
        )
        plan = self.data.planned_update(text, options)
        if not dry_run:
            plan.updated.write()
            self._data = plan.after
        return plan.updated

    @property
    def functions(self) -> Mapping[str, CustomFunction]:
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

        Raises :class:`UsageError` for an IRI that is ill-formed, built in, or taken, and for what is not a function.
        """

        from kgtools.sparql.functions.custom.custom_function import CustomFunction, checked_iri

        # told here where the decorator was written without its IRI
        checked_iri(iri)

        def give(function: F) -> F:
            custom = CustomFunction(iri, function, arrays=arrays, terms=terms)
            if custom.iri in self._functions:
                raise UsageError(
                    f"<{custom.iri}> already names {self._functions[custom.iri].name}; choose another IRI."
                )
            self._functions[custom.iri] = custom
            return function

        return give

    @as_it_reads
    def show(
        self,
        name: str,
        *,
        languages: Sequence[str] | None = None,
        at: str | None = None,
        timeout: float | None = None,
        memory: int | None = None,
    ) -> Portrait:
        """What the graph knows about one thing, in order of time, with sources.

        `name` is an IRI, a prefixed name, a slug, or a label in any language; `at` a month or a day (``2023-06``): then
        only what certainly or possibly held then. `timeout` (seconds) and `memory` (bytes) are limits, for reading too.

        Raises :class:`UnknownNameError`, :class:`AmbiguousNameError`, :class:`ParameterError` for the date, and
        :class:`LimitError`.

        >>> graph = KnowledgeGraph.from_bytes(b"<http://e/a> <http://e/p> 1 .", format="turtle")
        >>> graph.show("http://e/a").iri
        'http://e/a'
        """
        from kgtools.data.graph_query import portrait

        return portrait(self.data, name, languages=languages, at=at, timeout=timeout, memory=memory)

    @as_it_reads
    def cite(self, name: str, *, format: str = "text", languages: Sequence[str] | None = None) -> str:
        """How to cite a thing or a claim: ``text``, ``bibtex``, ``csl-json``, or of a claim ``nanopub`` (TriG).

        `name` is that of a thing as in :meth:`show`, or of a claim (``claim:003-0017``). A citation names the graph in
        its version, and each article with digest and offsets. Raises what :meth:`show` raises,
        :class:`UnknownNameError` for a format, and :class:`UsageError` for a nanopublication of what is not a claim.

        >>> from kgtools.project import GraphProject
        >>> print(KnowledgeGraph(GraphProject.shipped()).cite("claim:004-0002").splitlines()[1][:11])
          Article 0
        """
        from kgtools.data.articles.citing import cite

        return cite(self.data, name, format=format, languages=languages)

    @as_it_reads
    def citation(self, name: str, *, languages: Sequence[str] | None = None) -> Citation:
        """What :meth:`cite` writes, as a record: the graph, the claims with their spans, and the articles.

        >>> from kgtools.project import GraphProject
        >>> KnowledgeGraph(GraphProject.shipped()).citation("claim:004-0002").claims[0].article.number
        '004'
        """
        from kgtools.data.articles.citing import citation

        return citation(self.data, name, languages=languages)

    def data_files(self) -> list[Path]:
        """The files that validation looks at: those of the graph; of a project the built graphs, and their sources."""
        return self.data.validation_files()

    def data_graphs(self) -> list[str] | None:
        """The graphs of those files that validation looks at; None is the union of all.

        >>> KnowledgeGraph.from_bytes(b"", format="turtle").data_graphs() is None
        True
        """
        return self.data.validation_graphs()

    def shapes_files(self) -> list[Path]:
        """The files of the project's shapes.

        >>> from kgtools.project import GraphProject
        >>> [path.name for path in KnowledgeGraph(GraphProject.shipped()).shapes_files()][:2]
        ['article.ttl', 'authorship.ttl']
        """
        return list(self.project.shapes_files)

    @property
    def waivers(self) -> Path | None:
        """The file of the project's waived results, where there is one."""
        return self.data.waivers

    @as_it_reads
    def validate(self, shapes: Sequence[Source] | None = None, **options: Unpack[OptionKeywords]) -> ValidationReport:
        """Validate the graph against its shapes, or against other shapes files.

        A project's own shapes are the default; the shapes of files stand in the files. `options` are the fields of
        :class:`kgtools.shacl.Options`, which says what each means; a project brings its own languages, waivers and
        graphs. What is raised is that of :func:`kgtools.shacl.validate`.

        >>> from kgtools.project import GraphProject
        >>> KnowledgeGraph(GraphProject.shipped()).validate().conforms
        True
        """
        return self.data.validate(shapes, options)

    def endpoint_summary(self) -> Summary:
        """What is found of the endpoint that the graph is behind: its dialect and limits, counts, classes, predicates.

        Raises :class:`UsageError` for a graph of files, and :class:`EndpointError` where it does not answer.
        """
        from kgtools.elsewhere.endpoint.summary import summarize

        if self.data.endpoint is None:
            raise UsageError("this graph is not behind an endpoint; open one with KnowledgeGraph.from_endpoint(url).")
        return summarize(self.data.endpoint)

    @as_it_reads
    def build(self, *, write: bool = True, infer: bool = False) -> Built:
        """Build the accepted and derived graphs, check their invariants, and write their files.

        With `infer` also the graph ``inferred``, by the reasoner. With ``write=False`` nothing is written, and
        `changed` tells which files are stale. Raises :class:`BuildError` where an invariant does not hold, and
        :class:`UsageError` where the files would be those that ship with kgtools.
        """
        return self.data.build(write=write, infer=infer)

    @property
    def inferred_is_stale(self) -> bool:
        """Whether the project keeps an inferred graph that is known to be older than what it was inferred from."""
        return self.data.inferred_is_stale
