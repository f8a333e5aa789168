"""A store that does not change: each look-up is made once, since many pages ask the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kgtools.model.terms import GraphName, NamedNode, Quad, Subject, Term
from kgtools.store import MemoryStore

__all__ = ["CachedStore"]

#: look-ups that are kept; with more, all are forgotten, so that a server does not grow without end
_MAX_LOOK_UPS = 200_000
#: quads of one look-up that are kept
_MAX_QUADS = 2_000


class CachedStore(MemoryStore):
    """A store that must not change once it is used; made from another one by :meth:`sharing`.

    >>> from kgtools.reading import parse_bytes
    >>> store = MemoryStore(parse_bytes(b"<http://e/a> <http://e/p> 1 .", format="turtle"))
    >>> cached = CachedStore.sharing(store)
    >>> list(cached.match(NamedNode("http://e/a"))) == list(cached.match(NamedNode("http://e/a")))
    True
    """

    def __init__(self, quads: Iterable[Quad] = ()) -> None:
        super().__init__(quads)
        self._quads_by_pattern: dict[tuple[object, ...], tuple[Quad, ...]] = {}

    def match(
        self,
        subject: Subject | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph_name: GraphName | None = None,
    ) -> Iterator[Quad]:
        key = (subject, predicate, object, graph_name)
        quads = self._quads_by_pattern.get(key)
        if quads is None:
            quads = tuple(super().match(subject, predicate, object, graph_name))
            if len(quads) <= _MAX_QUADS:
                if len(self._quads_by_pattern) >= _MAX_LOOK_UPS:
                    self._quads_by_pattern.clear()
                self._quads_by_pattern[key] = quads
        return iter(quads)
