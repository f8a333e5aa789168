"""What all kinds of reasons share: the probe, the text, and what has been told already."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from kgtools.model.terms import NamedNode, Term
from kgtools.model.vocab import RDF
from kgtools.sparql.algebra import Operator
from kgtools.sparql.columns.dictionary import IRI, LITERAL, Ids
from kgtools.sparql.expressions import Expression
from kgtools.sparql.why_not.probe import Count, Probe
from kgtools.sparql.why_not.query_text import QueryText
from kgtools.sparql.why_not.spellings import Numbers, Spellings
from kgtools.sparql.why_not.steps import in_graph

__all__ = ["TYPE", "Inquiry", "listed", "or_listed"]

TYPE = NamedNode(RDF + "type")


class Inquiry:
    """One empty answer that is looked into."""

    def __init__(self, probe: Probe, query_text: QueryText) -> None:
        self.probe = probe
        self.query_text = query_text
        self.spellings = Spellings.of(probe.data.dictionary)
        self.iris = self.spellings.iris
        self.literals = self.spellings.literals
        #: namespaces of the query that have been told to be others in the data
        self.namespaces: dict[str, str | None] = {}

    def has_rows(self, operator: Operator, graph: Expression | None = None) -> bool:
        """Whether an operator has rows in a graph (None: the default graph)."""
        return self.probe.has_rows(in_graph(graph, operator))

    def count(self, operator: Operator, graph: Expression | None = None) -> Count:
        """How many rows it has there."""
        return self.probe.count(in_graph(graph, operator))

    def among_iris(self, numbers: Numbers) -> Numbers:
        """Those of some terms that are IRIs."""
        iris: Numbers = numbers[self.probe.data.dictionary.kinds[numbers] == IRI]
        return iris

    def among_literals(self, numbers: Numbers) -> Numbers:
        """Those of some terms that are literals."""
        literals: Numbers = numbers[self.probe.data.dictionary.kinds[numbers] == LITERAL]
        return literals

    # terms by their places in the data ----------------------------------------------------------------------------

    def distinct(self, column: Ids) -> Numbers:
        """The distinct numbers in a column of the data."""
        is_used = np.zeros(len(self.probe.data.dictionary), bool)
        is_used[column] = True
        return np.flatnonzero(is_used)

    def predicates(self) -> Numbers:
        """The numbers of all predicates."""
        return self.distinct(self.probe.data.p)

    def classes(self) -> Numbers:
        """The numbers of all that is the object of rdf:type."""
        return self.related("o", TYPE)

    def related(self, letter: str, predicate: Term, only: tuple[str, Term] | None = None) -> Numbers:
        """The distinct subjects or objects of a predicate, of the triples that have another term in another place."""
        data = self.probe.data
        mask = data.p == self.probe.number(predicate)
        if only is not None:
            mask &= getattr(data, only[0]) == self.probe.number(only[1])
        column: Ids = getattr(data, letter)
        return self.distinct(column[mask])


def listed(parts: Iterable[str], word: str = "and") -> str:
    """Parts of a sentence with commas and a word before the last.

    >>> listed(["a", "b", "c"]), listed(["a"])
    ('a, b and c', 'a')
    """
    items = list(parts)
    return f"{', '.join(items[:-1])} {word} {items[-1]}" if len(items) > 1 else "".join(items)


def or_listed(parts: Iterable[str]) -> str:
    """The same with ``or``."""
    return listed(parts, "or")
