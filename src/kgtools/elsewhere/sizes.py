"""About how many solutions a plan has, from counts of predicates and classes: enough to choose between two texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kgtools.model.terms import NamedNode
from kgtools.model.vocab import RDF
from kgtools.sparql.algebra import (
    BGP,
    Distinct,
    Extend,
    Filter,
    Group,
    Join,
    Minus,
    Operator,
    Project,
    SemiJoin,
    Slice,
    Union,
    Values,
)
from kgtools.sparql.expressions import Constant
from kgtools.sparql.syntax import Triple

__all__ = ["Sizes"]

_TYPE = NamedNode(RDF + "type")


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """How many triples there are: with each predicate, and of ``rdf:type`` with each class (IRIs).

    Those that are not there are not known.
    """

    predicates: Mapping[str, int] = field(default_factory=dict)
    classes: Mapping[str, int] = field(default_factory=dict)

    def of(self, operator: Operator) -> int | None:
        """The most solutions that an operator may have, as far as counts tell; None where they do not.

        A join is taken for lookups: it has as many solutions as its smallest part.

        >>> from kgtools.sparql.expressions import Variable
        >>> sizes = Sizes(predicates={"http://e/p": 7})
        >>> sizes.of(BGP((Triple(Variable("a"), Constant(NamedNode("http://e/p")), Variable("b")),)))
        7
        """
        match operator:
            case BGP(triples=triples):
                return _smallest([self._of_triple(triple) for triple in triples])
            case Values(rows=rows):
                return len(rows)
            case Join():
                return self._of_parts(list(_parts(operator)))
            case SemiJoin(left=left, right=right, negated=False):
                return _smallest([self.of(left), self.of(right)])
            case SemiJoin(left=inner) | Minus(left=inner):
                return self.of(inner)
            case Union(branches=branches):
                sizes = [self.of(branch) for branch in branches]
                counted = [size for size in sizes if size is not None]
                return sum(counted) if len(counted) == len(sizes) else None
            case (
                Distinct(pattern=inner)
                | Project(pattern=inner)
                | Filter(pattern=inner)
                | Extend(pattern=inner)
                | Group(pattern=inner)
                | Slice(pattern=inner)
            ):
                return self.of(inner)
        return None

    def _of_parts(self, parts: Sequence[Operator]) -> int | None:
        """The most solutions of a join: those of its smallest part, where VALUES restrict subjects or classes."""
        triples = [triple for part in parts if isinstance(part, BGP) for triple in part.triples]
        sizes = [self.of(part) for part in parts if not isinstance(part, Values)]
        for part in parts:
            if isinstance(part, Values):
                sizes.append(self._of_values(part, triples))
        return _smallest(sizes)

    def _of_values(self, values: Values, triples: Sequence[Triple]) -> int | None:
        for triple in triples:
            if (triple.object,) == values.variables:
                if triple.predicate != Constant(_TYPE):
                    return None
                sizes = [self._of_triple(triple.replace(object=Constant(term))) for (term,) in values.rows if term]
                return sum(size for size in sizes if size is not None)
        return len(values.rows)

    def _of_triple(self, triple: Triple) -> int | None:
        predicate, value = triple.predicate, triple.object
        if not isinstance(predicate, Constant) or not isinstance(predicate.term, NamedNode):
            return None
        if predicate.term == _TYPE and isinstance(value, Constant) and isinstance(value.term, NamedNode):
            return self.classes.get(value.term.value)
        return self.predicates.get(predicate.term.value)


def _smallest(sizes: list[int | None]) -> int | None:
    return min((size for size in sizes if size is not None), default=None)


def _parts(operator: Operator) -> Iterator[Operator]:
    """What is joined."""
    if isinstance(operator, Join):
        yield from _parts(operator.left)
        yield from _parts(operator.right)
    else:
        yield operator
