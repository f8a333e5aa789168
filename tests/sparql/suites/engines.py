"""The engines that can be asked: our own, and Oxigraph as a second opinion."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import pyoxigraph

from kgtools.errors import KgtoolsError, SourceError
from kgtools.model.terms import DefaultGraph, NamedNode, Quad
from kgtools.sparql import algebra
from kgtools.sparql.answers import GraphAnswer, SelectAnswer
from kgtools.sparql.engine import PreparedQuery, answer, prepare
from kgtools.sparql.parse import parse_query, parse_update
from kgtools.sparql.quads.datasets import QuadData
from kgtools.store import MemoryStore
from kgtools.table.small import SmallTerms
from tests.sparql.suites.answers import Answer, Table

__all__ = ["ENGINES", "Engine", "Kgtools", "Oxigraph", "quads_as_columns", "quads_in_oxigraph"]


class Engine(Protocol):
    """What answers. `quads` is the dataset, `graphs` are named graphs that are there though they may be empty."""

    #: what it raises where it refuses a text or an operation
    refusals: tuple[type[Exception], ...]

    def parse(self, text: str, *, base: str, update: bool) -> None: ...
    def query(self, text: str, *, base: str, quads: Iterable[Quad], graphs: Iterable[str] = ()) -> Answer: ...
    def update(self, text: str, *, base: str, quads: Iterable[Quad]) -> list[Quad]: ...


class Kgtools:
    """Our own."""

    refusals: tuple[type[Exception], ...] = (KgtoolsError,)

    def parse(self, text: str, *, base: str, update: bool) -> None:
        if update:
            parse_update(text, base=base, allow_service=True, allow_load=True)
        else:
            parse_query(text, base=base, allow_service=True)

    def query(self, text: str, *, base: str, quads: Iterable[Quad], graphs: Iterable[str] = ()) -> Answer:
        return self.answer(prepare(text, base=base), quads_as_columns(quads, graphs))

    def answer(self, query: PreparedQuery | algebra.Query, data: QuadData) -> Answer:
        """The answer to a prepared query over numbered quads."""
        found = answer(query, data)
        if isinstance(found, SelectAnswer):
            return Table(found.variables, list(found))
        if isinstance(found, GraphAnswer):
            return [Quad(triple.subject, triple.predicate, triple.object, DefaultGraph()) for triple in found]
        return found

    def update(self, text: str, *, base: str, quads: Iterable[Quad]) -> list[Quad]:
        store = MemoryStore(quads)
        store.update(text, base=base, loader=_nothing_to_load)
        return list(store)


def _nothing_to_load(iri: str) -> list[Quad]:
    raise SourceError(iri, "nothing is fetched")


def quads_as_columns(quads: Iterable[Quad], graphs: Iterable[str] = ()) -> QuadData:
    """Quads as columns of numbers."""
    terms = SmallTerms()
    s, p, o, g = terms.add_quads(quads).T
    return QuadData(terms, s, p, o, g, names=terms.add(NamedNode(name) for name in graphs))


class Oxigraph:
    """The store of pyoxigraph."""

    refusals: tuple[type[Exception], ...] = (SyntaxError, OSError, ValueError, RuntimeError)

    def parse(self, text: str, *, base: str, update: bool) -> None:
        if update:
            pyoxigraph.Store().update(text, base_iri=base)
        else:
            pyoxigraph.Store().query(text, base_iri=base)

    def query(self, text: str, *, base: str, quads: Iterable[Quad], graphs: Iterable[str] = ()) -> Answer:
        store = quads_in_oxigraph(quads)
        for name in graphs:
            store.add_graph(NamedNode(name))
        return self.answer(text, store, base=base)

    def answer(self, text: str, store: pyoxigraph.Store, *, base: str) -> Answer:
        """The answer to a query over a store."""
        answer = store.query(text, base_iri=base)
        if isinstance(answer, pyoxigraph.QueryBoolean):
            return bool(answer)
        if isinstance(answer, pyoxigraph.QueryTriples):
            return [Quad(triple.subject, triple.predicate, triple.object, DefaultGraph()) for triple in answer]
        return Table(tuple(v.value for v in answer.variables), [tuple(solution) for solution in answer])

    def update(self, text: str, *, base: str, quads: Iterable[Quad]) -> list[Quad]:
        store = quads_in_oxigraph(quads)
        store.update(text, base_iri=base)
        return list(store)


def quads_in_oxigraph(quads: Iterable[Quad]) -> pyoxigraph.Store:
    """Quads in a store of pyoxigraph."""
    store = pyoxigraph.Store()
    store.extend(quads)
    return store


ENGINES: dict[str, Engine] = {"kgtools": Kgtools(), "oxigraph": Oxigraph()}
