"""Oxigraph over the same quads: a second opinion on a query.

It gives literals back in its own spelling (``01`` comes back as ``1``), and blank nodes under the labels of the data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

import pyoxigraph

from kgtools.model.terms import NamedNode, Quad, Term
from kgtools.store.faults import ENGINE_FAULTS, evaluation_error, syntax_error

__all__ = ["OxigraphAnswer", "OxigraphStore"]

#: what Oxigraph answers: solutions, a truth value, or triples; all but the truth value are read as they come
OxigraphAnswer: TypeAlias = pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples


class OxigraphStore:
    """Quads that are asked in SPARQL and not changed.

    >>> from kgtools.store import MemoryStore
    >>> store = MemoryStore()
    >>> store.load_bytes(b"@prefix e: <http://e/> . e:a e:b 01 .", format="turtle")
    >>> bool(OxigraphStore(store).evaluate("ASK { ?s ?p 1 }"))
    True
    """

    def __init__(self, quads: Iterable[Quad], *, graphs: Iterable[NamedNode] = ()) -> None:
        self._store = pyoxigraph.Store()
        self._store.bulk_extend(quads)
        for name in graphs:
            self._store.add_graph(name)

    def __len__(self) -> int:
        return len(self._store)

    def evaluate(
        self,
        text: str,
        *,
        source: str = "",
        base: str | None = None,
        prefixes: Mapping[str, str] | None = None,
        functions: Mapping[str, Callable[..., Term | None]] | None = None,
    ) -> OxigraphAnswer:
        """The answer to a query that our own parser has read: Oxigraph's has no limit on how deep a query is.

        Parameters as those of :meth:`kgtools.store.MemoryStore.evaluate`. Raises :class:`QueryError` with line and
        column for what it cannot parse; what fails while the answer is read is one of
        :data:`kgtools.store.faults.ENGINE_FAULTS`.
        """
        try:
            return self._store.query(
                text,
                base_iri=base,
                prefixes=dict(prefixes) if prefixes else None,
                custom_functions={NamedNode(iri): f for iri, f in functions.items()} if functions else None,
            )
        except SyntaxError as error:
            raise syntax_error(error, source=source) from error
        except ENGINE_FAULTS as error:
            raise evaluation_error(error, source=source) from error
