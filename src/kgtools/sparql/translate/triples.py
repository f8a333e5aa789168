"""Triples with paths to the algebra (sections 18.2.2.4 and 18.2.2.5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kgtools.sparql import algebra, syntax
from kgtools.sparql.algebra import BGP, Operator
from kgtools.sparql.expressions import Constant, Expression, Inverse, Link, Path, Sequence, Variable

__all__ = ["EMPTY", "TripleTranslator", "joined"]

#: the pattern without triples, which has one solution
EMPTY = BGP()


class TripleTranslator:
    """Translates triples; the variables that it makes are new throughout one query, and nobody can spell them."""

    def __init__(self) -> None:
        self._count = 0

    def fresh(self, kind: str) -> Variable:
        """A variable that the query does not have: ``.p0``, ``.agg1`` …"""
        self._count += 1
        return Variable(f".{kind}{self._count - 1}")

    def triples(self, triples: Iterable[syntax.Triple]) -> Operator:
        """Triples and paths in the order of the text, adjacent triples as one basic graph pattern (18.2.2.5)."""
        operator: Operator = EMPTY
        run: list[syntax.Triple] = []
        for triple in triples:
            for part in self._steps(triple):
                if isinstance(part, syntax.Triple):
                    run.append(part)
                    continue
                operator = joined(joined(operator, _basic(run)), part)
                run = []
        return joined(operator, _basic(run))

    def _steps(self, triple: syntax.Triple) -> Iterator[syntax.Triple | algebra.PathPattern]:
        """A pattern with a path, as triples and paths (18.2.2.4)."""
        path, place = triple.predicate, triple.place
        if isinstance(path, Path):
            yield from self._path(triple.subject, path, triple.object, place)
        else:
            yield triple

    def _path(
        self, start: Expression, path: Path, end: Expression, place: int
    ) -> Iterator[syntax.Triple | algebra.PathPattern]:
        match path:
            case Link(iri=iri):
                yield syntax.Triple(start, Constant(iri, place=path.place), end, place=place)
            case Inverse(path=inner):
                yield from self._path(end, inner, start, place)
            case Sequence(parts=parts):
                stops = [start, *(self.fresh("p") for _ in parts[1:]), end]
                for i, part in enumerate(parts):
                    yield from self._path(stops[i], part, stops[i + 1], place)
            case _:
                yield algebra.PathPattern(start, path, end, place=place)


def _basic(triples: list[syntax.Triple]) -> BGP:
    return BGP(tuple(triples), place=triples[0].place) if triples else EMPTY


def joined(left: Operator, right: Operator) -> Operator:
    """``Join(left, right)``; a side that is the empty pattern is left out (18.2.2.8)."""
    if left == EMPTY:
        return right
    if right == EMPTY:
        return left
    return algebra.Join(left, right, place=left.place)
