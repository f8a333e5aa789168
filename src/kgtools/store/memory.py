"""A dataset in memory, asked in SPARQL by our own engine.

Literals come back as they were written (``01`` is not ``1``), blank nodes under the labels that they have in the data.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kgtools.errors import QueryError, SourceError
from kgtools.model.terms import DefaultGraph, GraphName, NamedNode, Quad, Subject, Term, Triple
from kgtools.reading import Format, Source, check_source, format_by_name, guess_format, parse, parse_bytes
from kgtools.reading.compression import read_file, unpacked_size
from kgtools.store.labels import may_have_blank_nodes, with_own_labels
from kgtools.store.small import SmallQuads, paused_collection

if TYPE_CHECKING:
    from typing import Self, Unpack

    from kgtools.sparql.budget import Budget
    from kgtools.sparql.engine import Answer, Functions, PreparedQuery
    from kgtools.sparql.evaluate.explain import Trace
    from kgtools.sparql.evaluate.provenance import Origins
    from kgtools.sparql.quads.datasets import QuadData
    from kgtools.sparql.syntax import Query
    from kgtools.sparql.update import Loader
    from kgtools.store.change import Change
    from kgtools.store.keywords import TextKeywords
    from kgtools.store.large import LargeQuads
    from kgtools.table import Dataset
    from kgtools.table.cache import CachedDataset

__all__ = ["MemoryStore", "is_large", "read_columns"]

#: bytes of a file from which on it is read into columns, and quads from which on a dataset is held in them
LARGE_BYTES = 4 << 20
MANY_QUADS = 200_000


def is_large(path: Path) -> bool:
    """Whether a file is one that is read into columns."""
    return path.is_file() and unpacked_size(path) > LARGE_BYTES


def read_columns(
    source: Source, *, format: str | Format | None = None, base: str | None = None, budget: Budget | None = None
) -> Dataset:
    """The dataset of a file in columns, as far as `budget` suffices; raises as :meth:`MemoryStore.load` does."""
    from kgtools.table import load
    from kgtools.table.limits import memory_needed, no_check

    if budget is not None:
        budget.reserve(memory_needed([source]), f"reading {os.fspath(source)}")
    return load([source], format=format, base=base, check=no_check if budget is None else budget.check)


class MemoryStore:
    """A dataset in memory: quads are added, looked up, asked in SPARQL and changed by SPARQL Update.

    >>> store = MemoryStore()
    >>> store.load_bytes(b"@prefix e: <http://e/> . e:a e:b 01 .", format="turtle")
    >>> len(store), [str(triple.object) for triple in store.construct("CONSTRUCT WHERE { ?s ?p ?o }")]
    (1, ['"01"^^<http://www.w3.org/2001/XMLSchema#integer>'])
    """

    def __init__(self, quads: Iterable[Quad] = ()) -> None:
        self._quads: SmallQuads | LargeQuads = SmallQuads()
        # named graphs that were created and have no quads
        self._empty: set[NamedNode] = set()
        #: of each file that declares prefixes, those that were in force at its end
        self.prefixes: dict[str, Mapping[str, str]] = {}
        self.extend(quads)

    @classmethod
    def of_kept(cls, dataset: CachedDataset, sources: Sequence[str]) -> MemoryStore:
        """The dataset of a file of columns, under the names that its sources have now."""
        from kgtools.store.large import LargeQuads

        store = cls()
        store._quads = LargeQuads.of_kept(dataset)
        store.prefixes = dataset.prefixes(sources)
        return store

    @classmethod
    def of_columns(cls, dataset: Dataset) -> MemoryStore:
        """A store of a dataset in columns, with the prefixes that were declared where it comes from."""
        store = cls()
        store._to_columns().add_columns(dataset)
        store.prefixes.update(dataset.prefixes)
        return store

    @classmethod
    def sharing(cls, store: MemoryStore) -> Self:
        """A store of the quads that another one holds, without a copy of them; neither may be changed afterwards."""
        made_store = cls()
        made_store._quads, made_store._empty = store._quads, store._empty
        made_store.prefixes = store.prefixes
        return made_store

    def __len__(self) -> int:
        return len(self._quads)

    def __iter__(self) -> Iterator[Quad]:
        return iter(self._quads)

    def __contains__(self, quad: object) -> bool:
        return quad in self._quads

    # what is in it --------------------------------------------------------------------------------------------------

    def extend(self, quads: Iterable[Quad]) -> None:
        """Add quads, all or none."""
        self._add(quads, None)

    def _add(self, quads: Iterable[Quad], labels: Collection[str] | None) -> None:
        self._quads.add(quads, labels=labels)
        if isinstance(self._quads, SmallQuads) and len(self._quads) > MANY_QUADS:
            self._to_columns()

    def remove(self, quads: Iterable[Quad]) -> None:
        """Remove quads; those that are not there stay away."""
        self._quads.remove(quads)

    def load(
        self,
        source: Source,
        *,
        format: str | Format | None = None,
        base: str | None = None,
        to_graph: NamedNode | None = None,
        budget: Budget | None = None,
    ) -> None:
        """Add the RDF of a file (``-`` is standard input), all or nothing; blank nodes of two files stay apart.

        `to_graph` is where triples of the file's default graph go. Raises :class:`SourceError`,
        :class:`UsageError` where the format is unknown, :class:`ParseError` with file, line and column, and
        :class:`LimitError` where `budget` does not suffice.
        """
        if budget is not None:
            budget.check()
        if os.fspath(source) == "-":
            reader = parse(source, format=format, base=base)
            self.add_apart(reader.read(), to_graph)
            self.prefixes["<stdin>"] = reader.prefixes
            return
        path = check_source(source)
        syntax = _as_format(format) if format is not None else guess_format(path)
        if is_large(path):
            self.add_columns(read_columns(source, format=syntax, base=base, budget=budget), to_graph=to_graph)
            return
        if budget is not None:
            budget.check()
        try:
            data = read_file(path)
        except OSError as error:
            raise SourceError(os.fspath(source), f"the file cannot be read ({error.strerror})") from error
        self.load_bytes(
            data, format=syntax, base=base or path.absolute().as_uri(), source=os.fspath(source), to_graph=to_graph
        )

    def load_bytes(
        self,
        data: bytes,
        *,
        format: str | Format,
        base: str | None = None,
        source: str = "",
        to_graph: NamedNode | None = None,
    ) -> None:
        """Add the RDF of `data`; `source` is the name that errors give. Raises as :meth:`load` does."""
        syntax = _as_format(format)
        if len(data) > LARGE_BYTES:
            from kgtools.table import load_bytes

            self.add_columns(load_bytes(data, format=syntax.name, base=base, source=source), to_graph=to_graph)
            return
        with paused_collection():
            reader = parse_bytes(data, format=syntax, base=base, source=source)
            quads = reader.read()
        self.prefixes[source] = reader.prefixes
        self.add_apart(quads, to_graph, blank=may_have_blank_nodes(data, syntax.name))

    def add_columns(self, dataset: Dataset, *, to_graph: NamedNode | None = None) -> None:
        """Add the quads of a dataset in columns, as :meth:`load` adds those of a file."""
        self._to_columns().add_columns(dataset, to_graph=to_graph)
        self.prefixes.update(dataset.prefixes)

    def add_apart(self, quads: list[Quad], to_graph: NamedNode | None = None, *, blank: bool = True) -> list[Quad]:
        """Add the quads of a document, whose blank nodes are its own; without `blank` it has none.

        Gives the quads as they are here, each in the place of its own.
        """
        with paused_collection():
            labels: Collection[str] = ()
            if blank:
                quads, labels = with_own_labels(quads, self._quads.labels_in_use, to_graph=to_graph)
            if to_graph is not None:
                default = DefaultGraph()
                quads = [
                    Quad(q.subject, q.predicate, q.object, to_graph) if q.graph_name == default else q for q in quads
                ]
            self._add(quads, labels)
        return quads

    def columns(self, sources: Sequence[str]) -> Dataset | None:
        """The dataset as columns, made of those sources; None where it is small and not held in columns."""
        from kgtools.store.large import LargeQuads

        return self._quads.dataset(sources, self.prefixes) if isinstance(self._quads, LargeQuads) else None

    def _to_columns(self) -> LargeQuads:
        from kgtools.store.large import LargeQuads

        if isinstance(self._quads, SmallQuads):
            large = LargeQuads()
            large.add(self._quads)
            self._quads = large
        return self._quads

    # looked up ------------------------------------------------------------------------------------------------------

    def match(
        self,
        subject: Subject | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph_name: GraphName | None = None,
    ) -> Iterator[Quad]:
        """The quads that fit; None fits all."""
        return self._quads.match(subject, predicate, object, graph_name)

    def graphs_with(self, *, subject: Subject | None = None, object: Term | None = None) -> set[GraphName]:
        """The names of the graphs with a triple of that subject or object, the default graph among them.

        >>> store = MemoryStore()
        >>> store.load_bytes(b"<http://e/a> <http://e/p> <http://e/b> <http://e/g> .", format="nq")
        >>> store.graphs_with(subject=NamedNode("http://e/a"))
        {<NamedNode value=http://e/g>}
        """
        from kgtools.store.large import LargeQuads

        if isinstance(self._quads, LargeQuads):
            return self._quads.graphs_with(subject, object)
        return {quad.graph_name for quad in self._quads.match(subject, None, object, None)}

    def default_terms(self, part: Literal["subject", "predicate"]) -> set[Term]:
        """The subjects, or the predicates, of the default graph, each once.

        >>> store = MemoryStore()
        >>> store.load_bytes(b"<http://e/a> <http://e/p> 1, 2 .", format="turtle")
        >>> store.default_terms("subject"), store.default_size()
        ({<NamedNode value=http://e/a>}, 2)
        """
        from kgtools.store.large import LargeQuads

        if isinstance(self._quads, LargeQuads):
            return self._quads.default_terms(part[0])
        return {getattr(quad, part) for quad in self._quads.match(None, None, None, DefaultGraph())}

    def default_size(self) -> int:
        """The number of triples in the default graph."""
        from kgtools.store.large import LargeQuads

        if isinstance(self._quads, LargeQuads):
            return self._quads.data().default_graph().triples(None).size
        return sum(1 for _ in self._quads.match(None, None, None, DefaultGraph()))

    def objects(self, subject: Subject, predicate: NamedNode, graph_name: GraphName | None = None) -> list[Term]:
        """What a subject has as values of a predicate, in the default graph unless a graph is named."""
        quads = self._quads.match(subject, predicate, None, graph_name or DefaultGraph())
        return [quad.object for quad in quads]

    def has_graph(self, iri: str) -> bool:
        """Whether the dataset has a named graph of that IRI."""
        try:
            name = NamedNode(iri)
        except ValueError:
            return False
        return name in self._empty or name in self._quads.graphs()

    def graph_names(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""
        return sorted(name.value for name in self.named_graphs() if isinstance(name, NamedNode))

    def named_graphs(self) -> list[GraphName]:
        """The names of the named graphs, blank nodes among them."""
        names = dict.fromkeys([*self._quads.graphs(), *self._empty])
        return [name for name in names if not isinstance(name, DefaultGraph)]

    def data(self) -> QuadData:
        """The dataset as numbers, as evaluations see it."""
        return self._quads.data(self._empty)

    # asked and changed ----------------------------------------------------------------------------------------------

    def evaluate(
        self,
        query: str | Query | PreparedQuery,
        *,
        functions: Functions | None = None,
        budget: Budget | None = None,
        allow_service: bool = False,
        trace: Trace | None = None,
        origins: Origins | None = None,
        **text: Unpack[TextKeywords],
    ) -> Answer:
        """The answer to a query, a text or its syntax tree: solutions, a truth value, or a graph.

        A query that is asked many times can be prepared, so that it is parsed and planned once.

        `functions` are functions of the query's language by their IRI; `trace` records what each operator does, and
        `origins` what the rows of the answer come from. Raises :class:`QueryError` with line and column, and
        :class:`LimitError` where `budget` does not suffice.
        """
        from kgtools.sparql.engine import PreparedQuery, answer, prepare

        prepared = query if isinstance(query, PreparedQuery) else prepare(query, **text, allow_service=allow_service)
        return answer(
            prepared,
            self.data(),
            functions=functions,
            budget=budget,
            allow_service=allow_service,
            trace=trace,
            origins=origins,
        )

    def construct(self, query: str | Query | PreparedQuery, **text: Unpack[TextKeywords]) -> list[Triple]:
        """The triples that a CONSTRUCT or DESCRIBE query gives. Raises :class:`QueryError`."""
        from kgtools.sparql.answers import GraphAnswer

        answer = self.evaluate(query, **text)
        if not isinstance(answer, GraphAnswer):
            raise QueryError("this takes a CONSTRUCT or DESCRIBE query.", source=text.get("source", ""))
        return list(answer.triples())

    def select(self, query: str | Query | PreparedQuery, **text: Unpack[TextKeywords]) -> list[tuple[Term | None, ...]]:
        """The rows that a SELECT query gives; None is an unbound variable. Raises :class:`QueryError`."""
        from kgtools.sparql.answers import SelectAnswer

        answer = self.evaluate(query, **text)
        if not isinstance(answer, SelectAnswer):
            raise QueryError("this takes a SELECT query.", source=text.get("source", ""))
        return list(answer.rows())

    def update(
        self,
        text: str,
        *,
        source: str = "",
        base: str | None = None,
        prefixes: Mapping[str, str] | None = None,
        loader: Loader | None = None,
        budget: Budget | None = None,
        functions: Functions | None = None,
    ) -> Change:
        """Carry out an update, all of it or nothing; the change of the dataset as a whole.

        `loader` gives the triples behind an IRI for LOAD; without one LOAD is refused. `functions` are those that the
        update may call beside the built-in ones, by IRI. Raises :class:`QueryError` with
        line and column for what is not an update or fails, and :class:`LimitError`.

        >>> store = MemoryStore()
        >>> change = store.update("INSERT DATA { <http://e/a> <http://e/p> 1 }")
        >>> len(change.deleted), [str(quad.subject) for quad in change.inserted]
        (0, ['<http://e/a>'])
        """
        from kgtools.sparql.update import carry_out, prepare_update
        from kgtools.store.change import Change

        prepared = prepare_update(text, source=source, base=base, prefixes=prefixes, allow_load=loader is not None)
        quads, empty = self._quads, set(self._empty)
        self._quads = quads.copy()
        try:
            carry_out(prepared, self, loader=loader, budget=budget, functions=functions)
        except BaseException:
            self._quads, self._empty = quads, empty
            raise
        return Change(quads, self._quads)

    def create_graph(self, name: NamedNode) -> None:
        """Have a named graph of that name, with or without quads."""
        if name not in self._quads.graphs():
            self._empty.add(name)

    def drop_graph(self, name: GraphName, *, keep: bool = False) -> None:
        """Remove all quads of a graph; a named graph is gone itself then, unless `keep`."""
        self._quads.remove(list(self._quads.match(None, None, None, name)))
        if isinstance(name, NamedNode):
            (self._empty.add if keep else self._empty.discard)(name)


def _as_format(format: str | Format) -> Format:
    return format if isinstance(format, Format) else format_by_name(format)
