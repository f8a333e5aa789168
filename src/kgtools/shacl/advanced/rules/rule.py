"""Rules as this engine knows them (section 8 of the Note): of which shape, in which order, under which conditions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from kgtools.model.terms import Term
from kgtools.shacl.advanced.expressions.tree import NodeExpression
from kgtools.shacl.sparql.query import Query

__all__ = ["Rule", "SparqlRule", "TripleRule", "in_stages"]


@dataclass(frozen=True)
class Rule:
    """A rule of a shape: it is run on those target nodes of the shape that conform to all conditions.

    `order` is the order of the shape, and that of the rule among those of the shape (section 8.2.2).
    """

    node: Term
    shape: Term
    order: tuple[Decimal, Decimal]
    conditions: tuple[Term, ...]

    @property
    def shapes(self) -> tuple[Term, ...]:
        """The shapes that nodes are validated against."""
        return self.conditions

    @property
    def queries(self) -> tuple[Query, ...]:
        """The queries in it."""
        return ()

    @property
    def constants(self) -> tuple[Term, ...]:
        """The terms that are looked up in the data."""
        return ()

    @property
    def kind(self) -> str:
        """What it is, in words."""
        return "rule"


@dataclass(frozen=True)
class TripleRule(Rule):
    """All triples of a subject, a predicate and an object that three expressions give (section 8.5)."""

    subject: NodeExpression
    predicate: NodeExpression
    object: NodeExpression

    @property
    def parts(self) -> tuple[NodeExpression, NodeExpression, NodeExpression]:
        """Subject, predicate and object."""
        return self.subject, self.predicate, self.object

    @property
    def shapes(self) -> tuple[Term, ...]:
        return tuple(dict.fromkeys((*self.conditions, *(shape for part in self.parts for shape in part.shapes))))

    @property
    def queries(self) -> tuple[Query, ...]:
        return tuple(query for part in self.parts for query in part.queries)

    @property
    def constants(self) -> tuple[Term, ...]:
        return tuple(dict.fromkeys(term for part in self.parts for term in part.constants))

    @property
    def kind(self) -> str:
        return "triple rule"


@dataclass(frozen=True)
class SparqlRule(Rule):
    """The triples that a CONSTRUCT query makes for each focus node (section 8.6)."""

    query: Query

    @property
    def queries(self) -> tuple[Query, ...]:
        return (self.query,)

    @property
    def constants(self) -> tuple[Term, ...]:
        return self.query.constants

    @property
    def kind(self) -> str:
        return "SPARQL rule"


def in_stages(rules: Iterable[Rule]) -> Iterator[list[list[list[Rule]]]]:
    """The rules as section 8.4 runs them: for each order of shapes the shapes of that order, and of each shape its
    rules by their order.

    >>> from kgtools.model.terms import NamedNode
    >>> none, one = Decimal(0), Decimal(1)
    >>> s, t = NamedNode("http://e/S"), NamedNode("http://e/T")
    >>> rules = [Rule(t, s, (none, one), ()), Rule(s, s, (none, none), ()), Rule(t, t, (one, none), ())]
    >>> [[[len(alike) for alike in shape] for shape in group] for group in in_stages(rules)]
    [[[1, 1]], [[1]]]
    """
    in_order = sorted(rules, key=lambda rule: (rule.order[0], str(rule.shape), rule.order[1], str(rule.node)))
    for _, of_order in groupby(in_order, key=lambda rule: rule.order[0]):
        yield [
            [list(alike) for _, alike in groupby(of_shape, key=lambda rule: rule.order[1])]
            for _, of_shape in groupby(of_order, key=lambda rule: rule.shape)
        ]
