"""The pairs of nodes that a property path connects (section 9), as sets: what closures and negated sets are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kgtools.sparql.columns.dictionary import Ids
from kgtools.sparql.columns.packing import keys_of
from kgtools.sparql.evaluate.patterns.reach import closure_by_table, closure_of_function, closure_of_pairs, reach
from kgtools.sparql.expressions import (
    Alternative,
    Inverse,
    Link,
    NegatedSet,
    OneOrMore,
    Path,
    Sequence,
    ZeroOrMore,
    ZeroOrOne,
)
from kgtools.sparql.quads.datasets import GraphView
from kgtools.table.relations import MEMORY_PER_PAIR, Relation, check_pairs, distinct

if TYPE_CHECKING:
    from kgtools.sparql.evaluate.evaluator import Evaluator

__all__ = ["Space", "connected", "is_nullable", "straight", "turned"]

#: pairs of all predicates but some that are kept with the data
_MAX_CLOSURES_KEPT = 4

#: nodes that are followed one after the other
_ALONE = 4


def turned(path: Path) -> Path:
    """The path from its end to its beginning, where only single predicates are inverse.

    >>> from kgtools.model.terms import NamedNode
    >>> p, q = (Link(NamedNode(f"http://e/{letter}")) for letter in "pq")
    >>> turned(Sequence((p, Inverse(q)))) == Sequence((q, Inverse(p)))
    True
    """
    match path:
        case Link():
            return Inverse(path)
        case Inverse(path=inner):
            return straight(inner)
        case Sequence(parts=parts):
            return Sequence(tuple(turned(part) for part in reversed(parts)))
        case Alternative(parts=parts):
            return Alternative(tuple(turned(part) for part in parts))
        case NegatedSet(forward=forward, backward=backward):
            return NegatedSet(backward, forward)
        case ZeroOrMore(path=inner) | OneOrMore(path=inner) | ZeroOrOne(path=inner):
            return path.replace(path=turned(inner))
    raise AssertionError(path)


def straight(path: Path) -> Path:
    """The same path, where only single predicates are inverse."""
    match path:
        case Inverse(path=inner):
            return turned(inner)
        case Sequence(parts=parts) | Alternative(parts=parts):
            return path.replace(parts=tuple(map(straight, parts)))
        case ZeroOrMore(path=inner) | OneOrMore(path=inner) | ZeroOrOne(path=inner):
            return path.replace(path=straight(inner))
    return path


def is_nullable(path: Path) -> bool:
    """Whether the path connects every term with itself."""
    match path:
        case ZeroOrMore() | ZeroOrOne():
            return True
        case OneOrMore(path=inner) | Inverse(path=inner):
            return is_nullable(inner)
        case Sequence(parts=parts):
            return all(map(is_nullable, parts))
        case Alternative(parts=parts):
            return any(map(is_nullable, parts))
    return False


class Space:
    """The nodes that paths run over, as numbers from 0: the terms; in several graphs a node for each graph it is in."""

    def __init__(self, view: GraphView, size: int) -> None:
        self.view = view
        self._relations: dict[int, Relation] = {}
        self._others: dict[frozenset[int], Relation] = {}
        self._keys: npt.NDArray[np.int64] | None = None
        self._nodes: Ids | None = None
        if view.has_graphs:
            nodes = view.nodes()
            self._keys = keys_of([nodes["n"], nodes["g"]]).astype(np.int64)
            size = len(self._keys)
        self.size = size

    @classmethod
    def of(cls, view: GraphView, size: int) -> Space:
        """That of a view, kept with it."""
        space: Space | None = view.derived.get("paths")
        if space is None:
            space = view.derived["paths"] = cls(view, size)
        return space

    @property
    def nodes(self) -> Ids:
        """All nodes."""
        if self._nodes is None:
            if self._keys is not None:
                self._nodes = np.arange(self.size, dtype=np.int32)
            else:
                raw = self.view.triples(None).raw
                is_node = np.zeros(self.size, bool)
                is_node[raw["s"]] = True
                is_node[raw["o"]] = True
                self._nodes = np.flatnonzero(is_node).astype(np.int32)
        return self._nodes

    def local(self, terms: Ids, graphs: Ids | None = None) -> Ids:
        """The nodes of terms, in order: in any graph, or each in its graph. Terms without a node are left out."""
        if self._keys is None:
            return distinct(terms[(terms >= 0) & (terms < self.size)], self.size)
        if graphs is not None:
            keys = keys_of([terms, graphs])
            at = self._keys.searchsorted(keys)
            at[at == self.size] = 0
            return distinct(at[self._keys[at] == keys], self.size) if self.size else np.empty(0, np.int32)
        names = self.view.nodes()["n"]
        marks = np.zeros(max(int(names.max(initial=0)), int(terms.max(initial=0))) + 1, bool)
        marks[terms] = True
        return np.flatnonzero(marks[names]).astype(np.int32)

    def terms(self, nodes: Ids) -> Ids:
        """The terms of nodes."""
        return nodes if self._keys is None else self.view.nodes()["n"][nodes]

    def graphs(self, nodes: Ids) -> Ids:
        """The graphs that nodes are in."""
        return self.view.nodes()["g"][nodes]

    def _column(self, terms: Ids, graphs: Ids | None) -> Ids:
        if self._keys is None or graphs is None:
            return terms
        return self._keys.searchsorted(keys_of([terms, graphs])).astype(np.int32)

    def link(self, predicate: int) -> Relation:
        """The pairs of a predicate."""
        relation = self._relations.get(predicate)
        if relation is None:
            columns = self.view.triples(predicate).index("s").columns
            graphs = columns.get("g")
            s, o = self._column(columns["s"], graphs), self._column(columns["o"], graphs)
            relation = Relation.of(s, o, size=self.size) if graphs is not None else Relation(s, o, self.size)
            self._relations[predicate] = relation
        return relation

    def others(self, predicates: frozenset[int]) -> Relation:
        """The pairs of all predicates but some."""
        relation = self._others.get(predicates)
        if relation is None:
            # each is about as large as the data, and a server is asked for any
            while len(self._others) >= _MAX_CLOSURES_KEPT:
                del self._others[next(iter(self._others))]
            raw = self.view.excluding(predicates).raw
            graphs = raw.get("g")
            s, o = self._column(raw["s"], graphs), self._column(raw["o"], graphs)
            relation = self._others[predicates] = Relation.of(s, o, size=self.size)
        return relation


def connected(ev: Evaluator, space: Space, path: Path, starts: Ids | None) -> Relation:
    """The pairs of nodes that a path connects, of all nodes or of some that it starts from (sorted, distinct)."""
    match path:
        case Link(iri=iri):
            return _from(space.link(ev.number(iri)), starts)
        case Inverse(path=Link(iri=iri)):
            return _from(space.link(ev.number(iri)).inverse, starts)
        case NegatedSet(forward=forward, backward=backward):
            parts = []
            if forward or not backward:
                parts.append(_from(space.others(frozenset(map(ev.number, forward))), starts))
            if backward:
                parts.append(_from(space.others(frozenset(map(ev.number, backward))).inverse, starts))
            return parts[0].union(*parts[1:])
        case Sequence(parts=(first, *rest)):
            relation = connected(ev, space, first, starts)
            for part in rest:
                ev.budget.check()
                after = connected(ev, space, part, None if starts is None else relation.objects)
                relation = relation.compose(after, check=ev.budget.check)
            return relation
        case Alternative(parts=parts):
            relation, *others = [connected(ev, space, part, starts) for part in parts]
            return relation.union(*others)
        case ZeroOrOne(path=inner):
            return _itself(space, starts).union(connected(ev, space, inner, starts))
        case OneOrMore(path=inner) if not is_nullable(inner):
            return _closed(ev, space, inner, starts)
        case ZeroOrMore(path=inner) | OneOrMore(path=inner):
            return _itself(space, starts).union(_closed(ev, space, inner, starts))
    raise AssertionError(path)


def _closed(ev: Evaluator, space: Space, inner: Path, starts: Ids | None) -> Relation:
    """The pairs that one step or more connect."""

    def step(nodes: Ids) -> Relation:
        return connected(ev, space, inner, nodes)

    check = ev.budget.check

    def reserve(pairs: int) -> None:
        check_pairs(pairs)
        ev.budget.reserve(pairs * MEMORY_PER_PAIR, f"a path that connects {pairs:,} pairs of nodes or more")

    if starts is not None and len(starts) <= _ALONE:
        pairs = connected(ev, space, inner, None) if isinstance(inner, Link | Inverse) else None
        reached = [reach(step, start, space.size, check, pairs) for start in starts.tolist()]
        s = np.repeat(starts, [len(ends) for ends in reached])
        return Relation(s, np.concatenate([np.empty(0, np.int32), *reached]), space.size)
    edges = connected(ev, space, inner, None)
    for way in (closure_of_function, closure_by_table):
        closure = way(edges, starts, check, reserve)
        if closure is not None:
            return closure
    return closure_of_pairs(edges, starts, check, reserve)


def _itself(space: Space, starts: Ids | None) -> Relation:
    return Relation.identity(space.nodes if starts is None else starts, space.size)


def _from(relation: Relation, starts: Ids | None) -> Relation:
    return relation if starts is None else relation.restrict(starts)
