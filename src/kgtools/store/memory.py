"""A store in memory, asked in SPARQL.

The engine gives literals back in their canonical spelling (``01`` comes back as ``1``); what must keep its spelling is
read through :func:`kgtools.formats.parse` instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

import pyoxigraph

from kgtools.errors import UsageError
from kgtools.formats import Format, Source, check_source, format_by_name, guess_format, parse
from kgtools.formats.guards import GUARDS
from kgtools.formats.parse import check_base, parse_error
from kgtools.model.sparql import guard
from kgtools.model.terms import DefaultGraph, GraphName, NamedNode, Quad, Subject, Term, Triple, Variable
from kgtools.store.faults import ENGINE_FAULTS, evaluation_error, syntax_error

__all__ = ["Answer", "MemoryStore"]

#: what the engine answers: solutions, a truth value, or triples; all but the truth value are read as they come
Answer: TypeAlias = pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples

_BOM = b"\xef\xbb\xbf"


class MemoryStore:
    """A dataset in memory.

    >>> store = MemoryStore()
    >>> store.load_bytes(b"@prefix e: <http://e/> . e:a e:b 1 .", format="turtle")
    >>> len(store), [str(triple.predicate) for triple in store.construct("CONSTRUCT WHERE { ?s ?p ?o }")]
    (1, ['<http://e/b>'])
    """

    def __init__(self, quads: Iterable[Quad] = ()) -> None:
        self._store = pyoxigraph.Store()
        self.extend(quads)

    def __len__(self) -> int:
        return len(self._store)

    def __iter__(self) -> Iterator[Quad]:
        return iter(self._store)

    def __contains__(self, quad: object) -> bool:
        return quad in self._store

    def extend(self, quads: Iterable[Quad]) -> None:
        """Add quads, all or none."""
        self._store.bulk_extend(quads)

    def load(
        self,
        source: Source,
        *,
        format: str | Format | None = None,
        base: str | None = None,
        to_graph: NamedNode | None = None,
    ) -> None:
        """Add the RDF of a file (``-`` is standard input), all or nothing; blank nodes of two files stay apart.

        `to_graph` is where triples of the file's default graph go. Raises :class:`SourceError`,
        :class:`UsageError` where the format is unknown, and :class:`ParseError` with file, line and column.
        """
        if str(source) == "-":
            quads = parse(source, format=format, base=base, rename_blank_nodes=True)
            self.extend(quads if to_graph is None else (_into(quad, to_graph) for quad in quads))
            return
        path = check_source(source)
        chosen = _as_format(format) if format is not None else guess_format(path)
        try:
            with path.open("rb") as stream:
                start = len(_BOM) if stream.read(4).startswith(_BOM) else 0
                stream.seek(start)
                guard_of_format = GUARDS.get(chosen.reads or "")
                if guard_of_format is not None:
                    guard_of_format(stream, str(source))
                    stream.seek(start)
                self._bulk_load(stream, chosen, check_base(base) or path.absolute().as_uri(), str(source), to_graph)
        except OSError as error:
            raise parse_error(error, str(source)) from error

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
        import io

        chosen = _as_format(format)
        stream = io.BytesIO(data.removeprefix(_BOM))
        guard_of_format = GUARDS.get(chosen.reads or "")
        if guard_of_format is not None:
            guard_of_format(stream, source)
            stream.seek(0)
        self._bulk_load(stream, chosen, base, source, to_graph)

    def _bulk_load(
        self, stream: object, chosen: Format, base: str | None, source: str, to_graph: NamedNode | None
    ) -> None:
        if chosen.reads is None:
            raise UsageError(f"{chosen.title} is written only; give the data in another format.")
        try:
            self._store.bulk_load(
                stream,  # type: ignore[arg-type]
                format=getattr(pyoxigraph.RdfFormat, chosen.reads),
                base_iri=base,
                to_graph=to_graph,
            )
        except (SyntaxError, MemoryError, ValueError) as error:
            raise parse_error(error, source) from error

    def evaluate(
        self,
        text: str,
        *,
        source: str = "",
        base: str | None = None,
        prefixes: Mapping[str, str] | None = None,
        functions: Mapping[str, Callable[..., Term | None]] | None = None,
        default_graph: Iterable[NamedNode | DefaultGraph] | None = None,
        bindings: Mapping[str, Term] | None = None,
    ) -> Answer:
        """Evaluate a query that has passed :func:`kgtools.model.sparql.guard`; the answer is read as it comes.

        `prefixes` are those that the query may use without declaring them; `functions` are functions of the query's
        language by their IRI; `bindings` give variables of the outermost SELECT their terms.

        Raises :class:`QueryError` with line and column for what cannot be parsed. What fails while the answer is
        read is one of :data:`kgtools.store.faults.ENGINE_FAULTS`.
        """
        try:
            return self._store.query(
                text,
                base_iri=base,
                prefixes=dict(prefixes) if prefixes else None,
                custom_functions={NamedNode(iri): f for iri, f in functions.items()} if functions else None,
                default_graph=list(default_graph) if default_graph is not None else None,
                substitutions={Variable(n): t for n, t in bindings.items()} if bindings else None,
            )
        except SyntaxError as error:
            raise syntax_error(error, text, source=source) from error
        except ENGINE_FAULTS as error:
            raise evaluation_error(error, source=source) from error

    def construct(
        self, text: str, *, source: str = "", base: str | None = None, prefixes: Mapping[str, str] | None = None
    ) -> list[Triple]:
        """The triples that a CONSTRUCT or DESCRIBE query gives, guarded. Raises :class:`QueryError`."""
        guard(text, source=source)
        answer = self.evaluate(text, source=source, base=base, prefixes=prefixes)
        if not isinstance(answer, pyoxigraph.QueryTriples):
            raise UsageError("this takes a CONSTRUCT or DESCRIBE query.")
        try:
            return list(answer)
        except ENGINE_FAULTS as error:
            raise evaluation_error(error, source=source) from error

    def select(
        self, text: str, *, source: str = "", base: str | None = None, prefixes: Mapping[str, str] | None = None
    ) -> list[tuple[Term | None, ...]]:
        """The rows that a SELECT query gives, guarded; None is an unbound variable. Raises :class:`QueryError`."""
        guard(text, source=source)
        answer = self.evaluate(text, source=source, base=base, prefixes=prefixes)
        if not isinstance(answer, pyoxigraph.QuerySolutions):
            raise UsageError("this takes a SELECT query.")
        try:
            return [tuple(solution) for solution in answer]
        except ENGINE_FAULTS as error:
            raise evaluation_error(error, source=source) from error

    def match(
        self,
        subject: Subject | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph_name: GraphName | None = None,
    ) -> Iterator[Quad]:
        """The quads that fit; None fits all."""
        return self._store.quads_for_pattern(subject, predicate, object, graph_name)

    def objects(self, subject: Subject, predicate: NamedNode, graph_name: GraphName | None = None) -> list[Term]:
        """What a subject has as values of a predicate, in the default graph unless a graph is named."""
        found = self._store.quads_for_pattern(subject, predicate, None, graph_name or DefaultGraph())
        return [quad.object for quad in found]

    def has_graph(self, iri: str) -> bool:
        """Whether the dataset has a named graph of that IRI."""
        try:
            return self._store.contains_named_graph(NamedNode(iri))
        except ValueError:
            return False

    def graph_names(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""
        return sorted(name.value for name in self._store.named_graphs() if isinstance(name, NamedNode))


def _into(quad: Quad, graph: NamedNode) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object, graph) if quad.graph_name == DefaultGraph() else quad


def _as_format(format: str | Format) -> Format:
    return format if isinstance(format, Format) else format_by_name(format)
