"""What is said of blank nodes elsewhere: none can be named, so the query that gave a node is a part of the next one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from kgtools.elsewhere.endpoint.answers import Row
from kgtools.elsewhere.endpoint.client import Endpoint
from kgtools.elsewhere.endpoint.pulling import require_same_labels
from kgtools.model.terms import BlankNode, NamedNode
from kgtools.sparql.expressions import Variable

__all__ = ["BlankNodes", "triple_pattern"]

Rows = Callable[[str, Sequence[Variable]], list[Row]]


class BlankNodes:
    """The blank nodes that came from an endpoint, and the queries that they came from."""

    def __init__(self, endpoint: Endpoint, rows: Rows, predicates: Sequence[str] | None) -> None:
        """`rows` gives all rows of a query, and `predicates` (IRIs) are all that may be asked about."""
        self._endpoint = endpoint
        self._rows = rows
        self._predicates = predicates
        self._origins: list[tuple[frozenset[str], str, str]] = []
        self._answers: dict[str, list[Row]] = {}
        self._names: dict[tuple[str, str], str] = {}

    def add(self, labels: Iterable[str], query: str, variable: str) -> None:
        """Some nodes are the values of a variable of a query, beside other terms."""
        nodes = frozenset(labels)
        if nodes:
            self._origins.append((nodes, query, variable))

    def triples(self, labels: Collection[str], predicates: Sequence[str] | None, *, inverse: bool) -> list[Row]:
        """The triples of some of the nodes, or with `inverse` those that lead to them.

        Raises :class:`EndpointError` where a label means another node in the next answer.
        """
        subjects, place = set(labels), 2 if inverse else 0
        rows: dict[Row, None] = {}
        missing = set(subjects)
        for nodes, query, variable in sorted(self._origins, key=lambda origin: len(origin[0])):
            if missing & nodes:
                rows.update(dict.fromkeys(self._of(query, variable, predicates, inverse=inverse)))
                missing -= nodes
        allowed = None if predicates is None else {NamedNode(iri) for iri in predicates}
        return [row for row in rows if str(row[place]) in subjects and (allowed is None or row[1] in allowed)]

    def _of(self, query: str, variable: str, predicates: Sequence[str] | None, *, inverse: bool) -> list[Row]:
        """The triples of all blank nodes among the values of a variable of a query."""
        # a name that is not in the query
        node = self._names.setdefault((query, variable), f"b{len(self._names)}")
        nodes = f"{{ SELECT DISTINCT (?{variable} AS ?{node}) WHERE {{ {{ {query} }} }} }} FILTER(isBlank(?{node}))"
        columns = ("s", "p", node) if inverse else (node, "p", "o")
        # once: what is asked next is among what the shapes look at
        needed = predicates if inverse else self._predicates
        pattern = triple_pattern(f"?{columns[0]}", f"?{columns[2]}", needed)
        text = f"SELECT DISTINCT ?{' ?'.join(columns)} WHERE {{ {nodes} {pattern} }}"
        if text not in self._answers:
            rows = self._rows(text, tuple(map(Variable, columns)))
            if not self._answers:
                require_same_labels(self._endpoint, rows, among=nodes, node=node, place=columns.index(node))
            self._answers[text] = rows
            far = 0 if inverse else 2
            self.add((str(row[far]) for row in rows if isinstance(row[far], BlankNode)), text, columns[far])
        return self._answers[text]


def triple_pattern(subject: str, object_: str, predicates: Sequence[str] | None) -> str:
    """The pattern of a triple with one of some predicates, between two variables.

    A condition, as its ends are what a triple is looked up by: VALUES for the predicates have some engines read all
    triples with these.

    >>> triple_pattern("?s", "?o", ["http://e/p"])
    '?s <http://e/p> ?o BIND(<http://e/p> AS ?p)'
    """
    if predicates is None:
        return f"{subject} ?p {object_}"
    if len(predicates) == 1:
        return f"{subject} <{predicates[0]}> {object_} BIND(<{predicates[0]}> AS ?p)"
    return f"{subject} ?p {object_} FILTER(?p IN ({', '.join(f'<{iri}>' for iri in predicates)}))"
