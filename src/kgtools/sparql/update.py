"""SPARQL 1.1 Update (section 3 of that recommendation): operations one after the other on a dataset."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol

from kgtools.errors import KgtoolsError, LimitError, QueryError
from kgtools.model.terms import DefaultGraph, GraphName, NamedNode, Quad, Subject, Term
from kgtools.sparql import algebra, syntax
from kgtools.sparql.budget import Budget
from kgtools.sparql.columns.dictionary import BLANK, IRI
from kgtools.sparql.context import Context
from kgtools.sparql.engine import Functions, new_context
from kgtools.sparql.evaluate.construct import Template, is_one_of
from kgtools.sparql.evaluate.queries import evaluate
from kgtools.sparql.expressions import Constant, Variable
from kgtools.sparql.parse import parse_update
from kgtools.sparql.quads.datasets import QuadData
from kgtools.sparql.rewrite import rewrite
from kgtools.sparql.scope import mentioned
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.terms.readers import TermReader
from kgtools.sparql.text.places import place_of
from kgtools.sparql.translate import translate_pattern

__all__ = ["Loader", "MutableDataset", "PreparedUpdate", "carry_out", "prepare_update"]

#: gives the quads of the document behind an IRI
Loader = Callable[[str], Iterable[Quad]]
#: bytes that a quad takes while it is made
_BYTES = 256
_DEFAULT = DefaultGraph()


class MutableDataset(Protocol):
    """What updates are carried out on."""

    def data(self) -> QuadData: ...
    def extend(self, quads: Iterable[Quad]) -> None: ...
    def remove(self, quads: Iterable[Quad]) -> None: ...
    def match(
        self,
        subject: Subject | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph_name: GraphName | None = None,
    ) -> Iterator[Quad]: ...
    def add_apart(self, quads: list[Quad], to_graph: NamedNode | None = None) -> list[Quad]:
        """Add the quads of a document, whose blank nodes are its own; the quads as they are then."""

    def has_graph(self, iri: str) -> bool: ...
    def named_graphs(self) -> list[GraphName]: ...
    def create_graph(self, name: NamedNode) -> None: ...
    def drop_graph(self, name: GraphName, *, keep: bool = False) -> None: ...


class PreparedUpdate:
    """An update that has been parsed."""

    def __init__(self, tree: syntax.Update, *, text: str = "", source: str = "") -> None:
        self.tree = tree
        self.text = text
        self.source = source


def prepare_update(
    text: str,
    *,
    source: str = "",
    base: str | None = None,
    prefixes: Mapping[str, str] | None = None,
    allow_load: bool = False,
) -> PreparedUpdate:
    """The update that a text is, parsed; parameters as in :func:`kgtools.sparql.engine.prepare`.

    Raises :class:`QueryError` with line and column, and :class:`RefusedQueryError` for what is not an update, and
    for LOAD unless `allow_load`.
    """
    tree = parse_update(text, source=source, base=base, prefixes=prefixes, allow_load=allow_load)
    return PreparedUpdate(tree, text=text, source=source)


def carry_out(
    update: PreparedUpdate,
    target: MutableDataset,
    *,
    loader: Loader | None = None,
    budget: Budget | None = None,
    functions: Functions | None = None,
) -> None:
    """Carry out the operations in their order; where one fails, those before it stay done: the caller keeps a copy.

    Raises :class:`QueryError` for an operation that fails and is not SILENT, and :class:`LimitError`.
    """
    runner = _Runner(update, target, loader, budget or Budget(), functions or {})
    for prologue, operation in update.tree.operations:
        try:
            runner.run(operation, prologue)
        except MemoryError as error:
            raise LimitError("the update ran out of memory; change fewer triples at a time.") from error
        except RecursionError as error:
            raise runner.failure("the update is nested too deeply to be executed", operation) from error


class _Runner:
    def __init__(
        self,
        update: PreparedUpdate,
        target: MutableDataset,
        loader: Loader | None,
        budget: Budget,
        functions: Functions,
    ) -> None:
        self._update = update
        self._target = target
        self._loader = loader
        self._budget = budget
        self._functions = functions

    def run(self, operation: syntax.UpdateOperation, prologue: syntax.Prologue) -> None:
        """Carry out one operation."""
        self._budget.check()
        match operation:
            case syntax.QuadsData():
                context = self._context(prologue)
                quads = self._quads(operation.quads, SolutionTable.unit(), context, None)
                (self._target.remove if operation.delete else self._target.extend)(quads)
            case syntax.Modify():
                self._modify(operation, prologue)
            case syntax.Load():
                self._load(operation)
            case syntax.Clear():
                self._clear(operation)
            case syntax.Create(iri=iri):
                if self._target.has_graph(iri.value) and not operation.silent:
                    raise self.failure(f"the graph <{iri.value}> already exists", operation)
                self._target.create_graph(iri)
            case syntax.Copy():
                self._copy(operation)
            case _:
                raise AssertionError(f"no such operation: {type(operation).__name__}")

    def failure(self, message: str, operation: syntax.UpdateOperation) -> QueryError:
        """The error of an operation."""
        line, column = (None, None) if operation.place < 0 else place_of(self._update.text, operation.place)
        return QueryError(f"{message}; nothing was changed.", source=self._update.source, line=line, column=column)

    def _context(self, prologue: syntax.Prologue) -> Context:
        return new_context(self._target.data(), prologue, budget=self._budget, functions=self._functions)

    # DELETE and INSERT (3.1.3) --------------------------------------------------------------------------------------

    def _modify(self, operation: syntax.Modify, prologue: syntax.Prologue) -> None:
        context = self._context(prologue)
        templates = (*operation.delete, *operation.insert)
        names = sorted({name for quad in templates for name in mentioned(quad) if not name.startswith("_:")})
        variables = tuple(map(Variable, names))
        pattern = algebra.Project(translate_pattern(operation.where), variables)
        query = algebra.Query("select", pattern, variables, dataset=self._dataset(operation), prologue=prologue)
        table = evaluate(rewrite(query), self._target.data(), context)
        # both are made of the dataset as it was
        removed = self._quads(operation.delete, table, context, operation.with_graph)
        added = self._quads(operation.insert, table, context, operation.with_graph)
        self._target.remove(removed)
        self._target.extend(added)

    def _dataset(self, operation: syntax.Modify) -> tuple[syntax.DatasetClause, ...]:
        """What WHERE is matched against: USING goes before WITH (3.1.3)."""
        if operation.using or operation.with_graph is None:
            return operation.using
        # WITH gives another default graph, and all named graphs stay
        named = [name for name in self._target.named_graphs() if isinstance(name, NamedNode)]
        return (
            syntax.DatasetClause(operation.with_graph),
            *(syntax.DatasetClause(name, named=True) for name in named),
        )

    def _quads(
        self,
        patterns: Iterable[syntax.QuadPattern],
        table: SolutionTable,
        context: Context,
        default: NamedNode | None,
    ) -> list[Quad]:
        """The quads of a template for each solution, without those that would be none."""
        template = Template(table, context)
        reader = TermReader(context.pool)
        quads: list[Quad] = []
        for pattern in patterns:
            self._budget.reserve(
                table.size * len(pattern.triples) * _BYTES, f"a change of {table.size:,} solutions by the template"
            )
            name = pattern.name if pattern.name is not None or default is None else Constant(default)
            g = None if name is None else template.column(name)
            for triple in pattern.triples:
                s, p, o = template.triple(triple)
                keep = template.can_be(s, p, o)
                if g is not None:
                    keep &= is_one_of(g, (IRI, BLANK), context.pool)
                # Any: what may be a subject or a predicate was decided for all rows, and not by type
                columns: list[Any] = [reader.terms(column[keep]) for column in (s, p, o)]
                graphs = [_DEFAULT] * len(columns[0]) if g is None else reader.terms(g[keep])
                quads += map(Quad, *columns, graphs)
        return quads

    # graphs (3.1.4 to 3.2.5) ----------------------------------------------------------------------------------------

    def _load(self, operation: syntax.Load) -> None:
        iri = operation.iri.value
        try:
            if self._loader is None:
                raise self.failure(f"<{iri}> is not loaded: nothing is fetched", operation)
            quads = list(self._loader(iri))
        except (KgtoolsError, OSError) as error:
            if operation.silent and not isinstance(error, LimitError):
                return
            if isinstance(error, QueryError | LimitError):
                raise
            raise self.failure(f"<{iri}> cannot be loaded ({str(error).rstrip('.')})", operation) from error
        self._target.add_apart(quads, operation.into)

    def _clear(self, operation: syntax.Clear) -> None:
        target = operation.target
        named: list[GraphName] = self._target.named_graphs()
        if isinstance(target, NamedNode):
            if not self._target.has_graph(target.value):
                if operation.silent:
                    return
                raise self.failure(f"there is no graph <{target.value}>", operation)
            graphs: list[GraphName] = [target]
        else:
            graphs = ([] if target == "named" else [_DEFAULT]) + ([] if target == "default" else named)
        for graph in graphs:
            self._target.drop_graph(graph, keep=not operation.drop)

    def _copy(self, operation: syntax.Copy) -> None:
        source, target = operation.source, operation.target
        if source is not None and not self._target.has_graph(source.value):
            if operation.silent:
                return
            raise self.failure(f"there is no graph <{source.value}>", operation)
        if source == target:
            return
        into: GraphName = target or _DEFAULT
        quads = [
            Quad(q.subject, q.predicate, q.object, into) for q in self._target.match(graph_name=source or _DEFAULT)
        ]
        if operation.word != "add":
            self._target.drop_graph(into, keep=True)
        if target is not None:
            self._target.create_graph(target)
        self._target.extend(quads)
        if operation.word == "move":
            self._target.drop_graph(source or _DEFAULT)
