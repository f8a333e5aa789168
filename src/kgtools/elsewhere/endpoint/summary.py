"""What is found of an endpoint: its dialect and limits, how much it holds, its classes, predicates and prefixes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kgtools.elsewhere.endpoint.answers import select
from kgtools.elsewhere.endpoint.client import Endpoint
from kgtools.elsewhere.endpoint.dialect import PROBES, Dialect, probe
from kgtools.errors import EndpointError
from kgtools.model.json import JsonDict
from kgtools.model.numbers import whole_number
from kgtools.model.prefixes import WELL_KNOWN, PrefixTable
from kgtools.model.terms import Literal, NamedNode
from kgtools.model.vocab import RDF, SH

__all__ = ["Summary", "summarize"]

_TYPE = f"<{RDF}type>"
_VANN = "http://purl.org/vocab/vann/"
_MAX_ROWS = 1000


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What was found. Counts are None where the endpoint did not count; classes and predicates are by number."""

    name: str
    dialect: Dialect
    triples: int | None = None
    graphs: int | None = None
    classes: Sequence[tuple[str, int]] = ()
    predicates: Sequence[tuple[str, int]] = ()
    prefixes: Mapping[str, str] = field(default_factory=dict)
    requests: int = 0

    def as_dict(self) -> JsonDict:
        """It as JSON has it."""
        return {
            "endpoint": self.name,
            "rowLimit": self.dialect.row_limit,
            "values": self.dialect.values,
            "dialect": dict(self.dialect.answers),
            "triples": self.triples,
            "graphs": self.graphs,
            "classes": [{"class": iri, "instances": count} for iri, count in self.classes],
            "predicates": [{"predicate": iri, "triples": count} for iri, count in self.predicates],
            "prefixes": dict(self.prefixes),
            "requests": self.requests,
        }

    def text(self, *, max_entries: int = 20) -> str:
        """It for people, at most so many classes and predicates."""
        limit = self.dialect.row_limit
        lines = [
            self.name,
            f"  triples: {_number(self.triples)}",
            f"  named graphs: {_number(self.graphs)}",
            f"  row limit: {'none found' if limit is None else 'no rows came' if not limit else f'{limit:,}'}",
            f"  VALUES: {self.dialect.values:,} or more" if self.dialect.values else "  VALUES: not answered",
        ]
        odd = [p for p in PROBES if self.dialect.answers.get(p.name) is not True]
        lines.append(f"  dialect: {len(PROBES) - len(odd)} of {len(PROBES)} questions answered as SPARQL 1.1 says")
        for question in odd:
            verdict = "an error" if self.dialect.answers.get(question.name) is None else "not so"
            lines.append(f"    {question.about}: {verdict}")
        table = PrefixTable({**WELL_KNOWN, **self.prefixes})
        for title, counts in (("classes", self.classes), ("predicates", self.predicates)):
            if counts:
                lines.append(f"  {title}:")
                lines += [
                    f"    {count:>12,}  {table.shorten(iri) or f'<{iri}>'}" for iri, count in counts[:max_entries]
                ]
                if len(counts) > max_entries:
                    lines.append(f"    … and {len(counts) - max_entries:,} more")
        if self.prefixes:
            lines.append("  prefixes:")
            lines += [f"    {prefix}: <{iri}>" for prefix, iri in sorted(self.prefixes.items())]
        return "\n".join(lines) + "\n"


def summarize(endpoint: Endpoint) -> Summary:
    """Ask an endpoint what it is and what it holds: about thirty requests.

    Raises :class:`EndpointError` where it does not answer at all; what it does not count is left out.
    """
    dialect = probe(endpoint)
    return Summary(
        name=endpoint.name,
        dialect=dialect,
        triples=_count(endpoint, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"),
        graphs=_count(endpoint, "SELECT (COUNT(DISTINCT ?g) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"),
        classes=_counts(endpoint, f"SELECT ?x (COUNT(*) AS ?n) WHERE {{ ?s {_TYPE} ?x }} GROUP BY ?x"),
        predicates=_counts(endpoint, "SELECT ?x (COUNT(*) AS ?n) WHERE { ?s ?x ?o } GROUP BY ?x"),
        prefixes=_prefixes(endpoint),
        requests=endpoint.requests,
    )


def _count(endpoint: Endpoint, query: str) -> int | None:
    try:
        rows = select(endpoint, query)
    except EndpointError:
        return None
    number = rows[0][0] if rows else None
    return whole_number(number.value) if isinstance(number, Literal) else None


def _counts(endpoint: Endpoint, query: str) -> list[tuple[str, int]]:
    """IRIs with their numbers, the largest first."""
    try:
        rows = select(endpoint, f"{query} ORDER BY DESC(?n) LIMIT {_MAX_ROWS}", own_limit=_MAX_ROWS)
    except EndpointError:
        return []
    counts = [(x.value, int(n.value)) for x, n in rows if isinstance(x, NamedNode) and isinstance(n, Literal)]
    return sorted(counts, key=lambda pair: (-pair[1], pair[0]))


def _prefixes(endpoint: Endpoint) -> dict[str, str]:
    """The prefixes that the data declare, in the words of SHACL or VANN."""
    query = (
        f"SELECT ?p ?n WHERE {{ {{ ?x <{SH}prefix> ?p ; <{SH}namespace> ?n }} UNION "
        f"{{ ?x <{_VANN}preferredNamespacePrefix> ?p ; <{_VANN}preferredNamespaceUri> ?n }} }} LIMIT {_MAX_ROWS}"
    )
    try:
        rows = select(endpoint, query, own_limit=_MAX_ROWS)
    except EndpointError:
        return {}
    prefixes = {p.value: n.value for p, n in rows if isinstance(p, Literal) and isinstance(n, Literal | NamedNode)}
    return dict(PrefixTable.writable(prefixes))


def _number(count: int | None) -> str:
    return "not counted" if count is None else f"{count:,}"
