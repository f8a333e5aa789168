"""The triples of an endpoint, or those with some predicates, as columns: all of them, or an error.

They are counted first and come in one answer. Where an endpoint gives fewer than it counts, it is asked page by page,
each predicate in the order of its subjects. Whatever came is compared with the count.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from kgtools.elsewhere.endpoint.answers import NTRIPLES, Row, check_triples, count_solutions, select
from kgtools.elsewhere.endpoint.client import Endpoint
from kgtools.elsewhere.endpoint.options import MAX_PULLED_TRIPLES
from kgtools.errors import EndpointError, LimitError, ParseError
from kgtools.model.numbers import whole_number
from kgtools.model.terms import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Term, Triple
from kgtools.model.vocab import RDF
from kgtools.sparql.columns.packing import sorted_distinct
from kgtools.table import Dataset, load, load_quads
from kgtools.table.limits import check_size
from kgtools.writing.scratch import scratch_folder

__all__ = [
    "BATCH",
    "TripleCounts",
    "class_counts",
    "count_triples",
    "pull",
    "require_labels",
    "require_same_labels",
]

#: rows of a page where the endpoint says nothing
_PAGE_ROWS = 10_000
#: triples of blank nodes that are looked at for their labels
_LABEL_SAMPLE_ROWS = 20
#: terms in one VALUES
BATCH = 500
#: bytes of memory that a triple takes while it is read
_TRIPLE_BYTES = 300
Progress = Callable[[str, float | None], None]


class TripleCounts(NamedTuple):
    """How many triples an endpoint has with each of some predicates."""

    of: dict[str, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.of.values())


def count_triples(endpoint: Endpoint, predicates: Collection[str] | None = None) -> TripleCounts:
    """The triples with each of the `predicates` (IRIs); without them, with any predicate.

    Raises :class:`EndpointError`.
    """
    counts: dict[str, int] = {}
    for restriction in _batches(predicates):
        query = f"SELECT ?p (COUNT(*) AS ?n) WHERE {{ {restriction}?s ?p ?o }} GROUP BY ?p"
        for predicate, number in select(endpoint, query):
            count = whole_number(number.value) if isinstance(number, Literal) else None
            if not isinstance(predicate, NamedNode) or count is None:
                raise endpoint.error("it did not return a count of its triples.")
            counts[predicate.value] = count
    if not counts and any(count_solutions(endpoint, f"{restriction}?s ?p ?o") for restriction in _batches(predicates)):
        # no group is no triple, or an endpoint that gives nothing back: a count without groups has a row in any case
        raise endpoint.error("it did not return a count of its triples.")
    return TripleCounts(counts)


def class_counts(endpoint: Endpoint) -> dict[str, int]:
    """How many instances classes have, as far as the endpoint says it."""
    rows = select(endpoint, f"SELECT ?c (COUNT(*) AS ?n) WHERE {{ ?s <{RDF}type> ?c }} GROUP BY ?c", paged=True)
    return {
        of.value: count
        for of, number in rows
        if isinstance(of, NamedNode)
        and isinstance(number, Literal)
        and (count := whole_number(number.value)) is not None
    }


def pull(
    endpoint: Endpoint,
    predicates: Collection[str] | None = None,
    *,
    counts: TripleCounts | None = None,
    max_triples: int = MAX_PULLED_TRIPLES,
    progress: Progress | None = None,
) -> Dataset:
    """The triples of the endpoint, or those with one of the `predicates` (IRIs).

    `counts` are the counts, where they are known. Raises :class:`EndpointError` where not all of them come, and
    :class:`LimitError` where they are more than `max_triples`, or than fit into memory.
    """
    counts = count_triples(endpoint, predicates) if counts is None else counts
    total = counts.total
    if total > max_triples:
        raise LimitError(
            f"{endpoint.name} has {total:,} triples to pull, more than the {max_triples:,} that are pulled; "
            "ask for less."
        )
    check_size(total * _TRIPLE_BYTES, f"{total:,} triples", "pull fewer predicates, or use a machine with more memory")
    if not total:
        return load_quads([])
    if progress is not None:
        progress(f"pulling {total:,} triples", None)
    try:
        dataset, limit = _at_once(endpoint, predicates)
    except EndpointError as error:
        # a limit on the size or the time of one answer: several smaller ones may do
        if error.argument == "":
            raise
        return _in_pages(endpoint, counts, _PAGE_ROWS, progress)
    # a triple that came twice may stand where another one was lost
    if len(dataset) == total and len(sorted_distinct([dataset.s, dataset.p, dataset.o])[0]) == total:
        return dataset
    if len(dataset) > total:
        raise _changed(endpoint, len(dataset), total)
    return _in_pages(endpoint, counts, max(1, min(limit, _PAGE_ROWS)), progress)


def _changed(endpoint: Endpoint, came: int, total: int) -> EndpointError:
    return endpoint.error(
        f"{came:,} triples came where it had counted {total:,}; it has a limit, or its data is being changed."
    )


def _batches(predicates: Collection[str] | None) -> Iterator[str]:
    """The beginnings of patterns that restrict ``?p``, each to so many predicates as VALUES may have."""
    if predicates is None:
        yield ""
        return
    terms = [str(NamedNode(iri)) for iri in sorted(predicates)]
    for start in range(0, len(terms), BATCH):
        yield f"VALUES ?p {{ {' '.join(terms[start : start + BATCH])} }} "


def _at_once(endpoint: Endpoint, predicates: Collection[str] | None) -> tuple[Dataset, int]:
    """The triples of one answer, in which a blank node has one label, and the row limit that shows in it, or its
    size."""
    restriction = (
        "" if predicates is None else f"VALUES ?p {{ {' '.join(str(NamedNode(iri)) for iri in sorted(predicates))} }} "
    )
    with scratch_folder() as folder:
        path = Path(folder, "answer.nt")
        with path.open("wb") as stream:
            head = endpoint.save(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {restriction}?s ?p ?o }}", stream, accept=NTRIPLES)
        with path.open("rb") as answer:
            check_triples(endpoint, head, answer.read(200))
        try:
            dataset = load([path])
        except ParseError as error:
            raise endpoint.error(
                f"the answer is not N-Triples, or breaks off (line {error.line}); nothing is concluded from it."
            ) from error
    # there are no files that somebody could look into
    return replace(dataset, sources=(), ends=()), head.row_limit or len(dataset)


def _in_pages(endpoint: Endpoint, counts: TripleCounts, page: int, progress: Progress | None) -> Dataset:
    """All triples, predicate by predicate, a page at a time."""
    quads: list[Quad] = []
    total = counts.total
    for predicate, count in sorted(counts.of.items()):
        rows = list(_pages(endpoint, NamedNode(predicate), count, page))
        if len(rows) != count or len(set(rows)) != count:
            raise _changed(endpoint, len(set(rows)), count)
        quads += _quads(endpoint, NamedNode(predicate), rows)
        if progress is not None:
            progress(f"pulling {total:,} triples", len(quads) / total)
    if any(isinstance(term, BlankNode) for quad in quads for term in (quad.subject, quad.object)):
        require_labels(endpoint)
    return load_quads(quads)


def _pages(endpoint: Endpoint, predicate: NamedNode, count: int, page: int) -> Iterator[Row]:
    # the order stands in a sub-select: Virtuoso refuses to sort and to skip many rows in one
    # and values that cannot be compared (moments with and without a time zone) make Oxigraph end: texts always can
    ordered = f"{{ SELECT ?s ?o WHERE {{ ?s {predicate} ?o }} ORDER BY ?s STR(?o) ?o }}"
    for start in range(0, count, page):
        rows = select(endpoint, f"SELECT ?s ?o WHERE {{ {ordered} }} LIMIT {page} OFFSET {start}", own_limit=page)
        if len(rows) < min(page, count - start):
            raise endpoint.error(f"a page of {page:,} rows came with {len(rows):,}; it has a lower limit than it says.")
        yield from rows


def _quads(endpoint: Endpoint, predicate: NamedNode, rows: Iterable[Sequence[Term | None]]) -> Iterator[Quad]:
    for subject, value in rows:
        if value is None or not isinstance(subject, NamedNode | BlankNode | Triple):
            raise endpoint.error("a row has no subject or no object where both were asked for.")
        yield Quad(subject, predicate, value, DefaultGraph())


def require_labels(endpoint: Endpoint) -> None:
    """Raise :class:`EndpointError` unless a blank node has the same label in two answers."""
    first, second = _labelled_twice(endpoint, "")
    if [row[1:] for row in first] != [row[1:] for row in second]:
        # another triple came: then all have to be sorted, which takes longer
        first, second = _labelled_twice(endpoint, "ORDER BY ?p STR(?o) ?o ")
    if first != second:
        raise _other_labels(endpoint)


def _labelled_twice(endpoint: Endpoint, order: str) -> tuple[list[Row], list[Row]]:
    """The same triple of a blank node from two answers; in the first one other nodes come before it, if there are any:
    labels that are counted begin with the same one in each answer.
    """
    query = f"SELECT ?b ?p ?o WHERE {{ ?b ?p ?o FILTER(isBlank(?b)) }} {order}"
    rows = select(endpoint, f"{query}LIMIT {_LABEL_SAMPLE_ROWS}", own_limit=_LABEL_SAMPLE_ROWS)
    place = max((number for number, row in enumerate(rows) if row[0] != rows[0][0]), default=0)
    return rows[place : place + 1], select(endpoint, f"{query}LIMIT 1 OFFSET {place}", own_limit=1)


def require_same_labels(endpoint: Endpoint, rows: Sequence[Row], *, among: str, node: str, place: int) -> None:
    """Raise :class:`EndpointError` unless blank nodes have the same labels in the next answer.

    The `rows` are triples of the blank nodes that are the values of a variable, `node`, of the pattern `among`; the
    nodes stand at one `place` of them. The next answer is about some of these nodes, but not about those that came
    first alone: labels that are counted begin with the same one in each answer.
    """
    order: dict[Term | None, int] = {}
    nodes_of: dict[Row, set[Term | None]] = {}
    for row in rows:
        order.setdefault(row[place], len(order))
        rest = (*row[:place], None, *row[place + 1 :])
        if not any(isinstance(term, BlankNode | Triple) for term in rest):
            nodes_of.setdefault(rest, set()).add(row[place])
    decisive = [rest for rest, nodes in nodes_of.items() if max(order[one] for one in nodes) >= len(nodes)]
    if not decisive:
        return require_labels(endpoint)
    smallest = min(decisive, key=lambda rest: len(nodes_of[rest]))
    pattern = " ".join(f"?{node}" if term is None else str(term) for term in smallest)
    answer = select(endpoint, f"SELECT DISTINCT ?{node} WHERE {{ {among} {pattern} }}", paged=True)
    if {one for (one,) in answer} != nodes_of[smallest]:
        raise _other_labels(endpoint)
    return None


def _other_labels(endpoint: Endpoint) -> EndpointError:
    return endpoint.error(
        "the data have blank nodes, whose labels differ from one answer to the next, and they do not come in one "
        "answer; nothing can be concluded about them."
    )
