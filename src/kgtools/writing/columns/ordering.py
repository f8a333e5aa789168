"""The order of terms and subjects (:mod:`kgtools.model.order`) as numbers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from kgtools.model.order import SECTIONS, literal_key, predicate_key, section
from kgtools.model.terms import BlankNode, Literal, NamedNode
from kgtools.table import Terms
from kgtools.table.kernels.arrow import bounds, encoded, integers, keep
from kgtools.table.kernels.text import parse_term
from kgtools.table.kinds import BLANK, IRI, LITERAL
from kgtools.table.relations import Ids, distinct
from kgtools.writing.columns.rows import Rows, sort_by
from kgtools.writing.columns.strings import cut, having, last_of, ranks, replace, take

__all__ = ["iri_ranks", "label_ranks", "literal_ranks", "object_ranks", "predicate_ranks", "sections"]

_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def iri_ranks(terms: Terms, numbers: Ids) -> npt.NDArray[np.int32]:
    """The place of each IRI among `numbers` (distinct)."""
    texts = take(terms.texts, numbers)
    offsets, _ = bounds(texts)
    return ranks(cut(texts, offsets[:-1] + 1, offsets[1:] - 1)[1])


def label_ranks(terms: Terms, labels: Mapping[str, str]) -> Ids:
    """By the number of a term: the place of its label among all labels."""
    ranks = np.zeros(len(terms) + 1, np.int32)
    nodes = sorted(labels, key=lambda node: labels[node])
    numbers = terms.find([BlankNode(node) for node in nodes]) if nodes else np.empty(0, np.int64)
    ranks[numbers] = np.arange(len(nodes))
    return ranks


def literal_ranks(terms: Terms, numbers: Ids) -> npt.NDArray[np.int32]:
    """The place of each literal among `numbers` (distinct): language, lexical form, datatype."""
    texts = take(terms.texts, numbers)
    offsets, _ = bounds(texts)
    ends = last_of(texts, b'"')
    _, values, _, suffixes = cut(texts, offsets[:-1] + 1, ends, ends + 1)
    escaped = having(values, "\\")
    whole = keep(texts, escaped).to_pylist()
    values = replace(values, escaped, [parse_term(text).value for text in whole])  # type: ignore[union-attr]  # literals
    endings = encoded(suffixes)
    keys = [_suffix_key(suffix) for suffix in endings.dictionary.to_pylist()]
    which = integers(endings.indices)
    languages = _places([key[0] for key in keys])[which]
    order = sort_by(languages, ranks(values), _places(keys)[which])
    result = np.empty(len(order), np.int32)
    result[order] = np.arange(len(order), dtype=np.int32)
    return result


def _suffix_key(suffix: str) -> tuple[str, ...]:
    literal = parse_term('""' + suffix)
    assert isinstance(literal, Literal)
    return literal_key(literal)


def _places(keys: list[str] | list[tuple[str, ...]]) -> npt.NDArray[np.int32]:
    place = {key: i for i, key in enumerate(sorted(set(keys)))}  # type: ignore[type-var]  # of one kind
    return np.array([place[key] for key in keys], np.int32)


def object_ranks(rows: Rows, terms: Terms, labels: Ids, labelled: npt.NDArray[np.bool_]) -> tuple[Ids, int]:
    """By the number of a term, its place among the objects that are beside others: IRIs, labelled nodes, literals.

    The second value is one more than the last place: what is ordered by its text comes behind.
    """
    size = len(terms)
    distinct_objects = distinct(rows.o[rows.several], size)
    kinds = terms.kinds[distinct_objects]
    ranks = np.zeros(size, np.int32)
    iris = distinct_objects[kinds == IRI]
    ranks[iris] = iri_ranks(terms, iris)
    nodes = distinct_objects[kinds == BLANK]
    nodes = nodes[labelled[nodes]]
    most = int(labels.max(initial=0)) + 1
    ranks[nodes] = len(iris) + labels[nodes]
    literals = distinct_objects[kinds == LITERAL]
    ranks[literals] = len(iris) + most + literal_ranks(terms, literals)
    return ranks, len(iris) + most + len(literals)


def predicate_ranks(rows: Rows, terms: Terms) -> tuple[Ids, list[int]]:
    """By the number of a term, its place among the predicates; and the predicates in order."""
    numbers = distinct(rows.p, len(terms)).tolist()
    iris = [term.value for term in terms.terms(numbers)] if numbers else []  # type: ignore[union-attr]  # IRIs
    order = [number for _, number in sorted(zip(map(predicate_key, iris), numbers, strict=True))]
    ranks = np.zeros(len(terms) + 1, np.int32)
    ranks[order] = np.arange(len(order))
    return ranks, order


def sections(rows: Rows, terms: Terms) -> npt.NDArray[np.int8]:
    """The section (:data:`kgtools.model.order.SECTIONS`) of each subject of each graph."""
    count = int(rows.block[-1]) + 1 if len(rows) else 0
    numbers = np.full(count, len(SECTIONS), np.int8)
    typed = np.flatnonzero(rows.p == int(terms.find([_TYPE])[0]))
    classes = distinct(rows.o[typed], len(terms))
    classes = classes[terms.kinds[classes] == IRI]
    by_kind = {
        number: section([term.value])  # type: ignore[union-attr]  # IRIs
        for number, term in zip(classes.tolist(), terms.terms(classes) if len(classes) else [], strict=True)
    }
    for number, place in by_kind.items():
        if place < len(SECTIONS):
            blocks = rows.block[typed[rows.o[typed] == number]]
            numbers[blocks] = np.minimum(numbers[blocks], place)
    return numbers
