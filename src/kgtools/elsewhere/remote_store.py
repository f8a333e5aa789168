"""Triples elsewhere as a store that names are looked up in: each pattern is one request, asked once."""

from __future__ import annotations

from collections.abc import Iterator

from kgtools.elsewhere.answering import Answerer
from kgtools.model.terms import BlankNode, DefaultGraph, GraphName, NamedNode, Quad, Subject, Term, Triple
from kgtools.store import MemoryStore

__all__ = ["RemoteStore"]


class RemoteStore(MemoryStore):
    """What :class:`kgtools.query.labels.entities.EntityFinder` asks of a store, asked elsewhere."""

    def __init__(self, answerer: Answerer) -> None:
        super().__init__()
        self._answerer = answerer
        self._answers: dict[tuple[Term | DefaultGraph | None, ...], list[Quad]] = {}

    def match(
        self,
        subject: Subject | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph_name: GraphName | None = None,
    ) -> Iterator[Quad]:
        """The triples of the default graph that fit, or of any graph if that is what `graph_name` says.

        Where two of the three are free it is one that fits, if there is one.
        """
        key = (subject, predicate, object, graph_name)
        if key not in self._answers:
            self._answers[key] = list(self._look_up(subject, predicate, object, anywhere=graph_name is None))
        return iter(self._answers[key])

    def _look_up(
        self, subject: Subject | None, predicate: NamedNode | None, object: Term | None, *, anywhere: bool
    ) -> Iterator[Quad]:
        terms = (subject, predicate, object)
        if any(isinstance(term, BlankNode | Triple) for term in terms):
            # another answer would give other labels
            return
        pattern = " ".join(f"?{name}" if term is None else str(term) for name, term in zip("spo", terms, strict=True))
        if anywhere:
            pattern = f"{{ {pattern} }} UNION {{ GRAPH ?g {{ {pattern} }} }}"
        if predicate is None:
            node = subject if isinstance(subject, NamedNode) else object
            if node is not None and self._answerer.holds(f"ASK {{ {pattern} }}"):
                placeholder = node if isinstance(node, NamedNode) else NamedNode("urn:x-kgtools:any")
                yield Quad(placeholder, placeholder, node, DefaultGraph())
            return
        free = [name for name, term in zip("spo", terms, strict=True) if term is None]
        if not free:
            if self._answerer.holds(f"ASK {{ {pattern} }}") and isinstance(subject, NamedNode) and object is not None:
                yield Quad(subject, predicate, object, DefaultGraph())
            return
        columns = " ".join(f"?{name}" for name in free)
        for row in self._answerer.select(f"SELECT DISTINCT {columns} WHERE {{ {pattern} }}"):
            terms_by_name = dict(zip(free, row, strict=True))
            s, o = terms_by_name.get("s", subject), terms_by_name.get("o", object)
            if isinstance(s, NamedNode | BlankNode) and o is not None:
                yield Quad(s, predicate, o, DefaultGraph())
