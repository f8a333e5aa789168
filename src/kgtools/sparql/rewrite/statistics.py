"""What the passes may ask about the data: how many triples there are, and how many a pattern will match."""

from __future__ import annotations

from typing import Protocol

from kgtools.sparql.expressions import Expression, Path, Variable
from kgtools.sparql.syntax import Triple

__all__ = ["NoStatistics", "Statistics"]


class Statistics(Protocol):
    """Estimates; a wrong one makes a query slower, never its answer another."""

    @property
    def size(self) -> int:
        """How many triples there are, in all graphs."""
        ...

    def triples(self, pattern: Triple, bound: frozenset[str]) -> float:
        """How many triples match, on average, once the variables named in `bound` have a value.

        With nothing bound, that is how many match at all; with every variable bound, at most 1. `pattern.predicate` may
        also be a path, whose pairs are meant. A constant that does not occur in the data gives 0.
        """
        ...


class NoStatistics:
    """Where nothing is known of the data: a position that has a value narrows by what such positions usually do.

    >>> from kgtools.model.terms import NamedNode
    >>> from kgtools.sparql.expressions import Constant
    >>> person, name = Variable("person"), Constant(NamedNode("https://schema.org/name"))
    >>> nothing_known = NoStatistics()
    >>> pattern = Triple(person, name, Variable("name"))
    >>> nothing_known.triples(pattern, frozenset()) > nothing_known.triples(pattern, frozenset({"person"}))
    True
    """

    size = 1_000_000

    def triples(self, pattern: Triple, bound: frozenset[str]) -> float:
        """See :meth:`Statistics.triples`."""
        found = float(self.size)
        for part, narrows in ((pattern.subject, 1e5), (pattern.predicate, 2e1), (pattern.object, 1e4)):
            if _has_value(part, bound):
                found /= narrows
        return found


def _has_value(part: Expression | Path, bound: frozenset[str]) -> bool:
    return part.name in bound if isinstance(part, Variable) else isinstance(part, Expression)
