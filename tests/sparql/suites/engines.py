"""The engines that can be asked: our own, and Oxigraph as a second opinion."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import pyoxigraph

from kgtools.model.terms import DefaultGraph, NamedNode, Quad
from tests.sparql.suites.answers import Answer, Table

__all__ = ["ENGINES", "Engine", "Oxigraph"]


class Engine(Protocol):
    """What answers. `quads` is the dataset, `graphs` are named graphs that are there though they may be empty."""

    #: what it raises where it refuses a text or an operation
    refusals: tuple[type[Exception], ...]

    def parse(self, text: str, *, base: str, update: bool) -> None: ...
    def query(self, text: str, *, base: str, quads: Iterable[Quad], graphs: Iterable[str] = ()) -> Answer: ...
    def update(self, text: str, *, base: str, quads: Iterable[Quad]) -> list[Quad]: ...


class Oxigraph:
    """The store of pyoxigraph."""

    refusals = (SyntaxError, OSError, ValueError, RuntimeError)

    def parse(self, text: str, *, base: str, update: bool) -> None:
        if update:
            pyoxigraph.Store().update(text, base_iri=base)
        else:
            pyoxigraph.Store().query(text, base_iri=base)

    def query(self, text: str, *, base: str, quads: Iterable[Quad], graphs: Iterable[str] = ()) -> Answer:
        store = _store(quads)
        for name in graphs:
            store.add_graph(NamedNode(name))
        answer = store.query(text, base_iri=base)
        if isinstance(answer, pyoxigraph.QueryBoolean):
            return bool(answer)
        if isinstance(answer, pyoxigraph.QueryTriples):
            return [Quad(triple.subject, triple.predicate, triple.object, DefaultGraph()) for triple in answer]
        return Table(tuple(v.value for v in answer.variables), [tuple(solution) for solution in answer])

    def update(self, text: str, *, base: str, quads: Iterable[Quad]) -> list[Quad]:
        store = _store(quads)
        store.update(text, base_iri=base)
        return list(store)


def _store(quads: Iterable[Quad]) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.extend(quads)
    return store


ENGINES: dict[str, Engine] = {"oxigraph": Oxigraph()}
