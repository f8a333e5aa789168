"""N-Triples and N-Quads from columns: one line a quad, sorted, blank nodes under canonical labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kgtools.reading.tags import Tags
from kgtools.table import Dataset, Terms
from kgtools.table.kernels.arrow import (
    cut_out,
    encoded,
    integers,
    joined_texts,
    matching,
    pieces,
    pieces_array,
    replaced,
    text_array,
)
from kgtools.table.kernels.marks import any_within, byte_table, in_table
from kgtools.table.kinds import BLANK, IRI, LITERAL, TRIPLE
from kgtools.table.relations import Ids, distinct
from kgtools.writing.columns.labels import label_nodes
from kgtools.writing.columns.places import nodes_in_triples
from kgtools.writing.columns.rows import distinct_rows, sorted_columns
from kgtools.writing.columns.strings import buffer_of, cut, last_of, replace, sort_order, take
from kgtools.writing.terms import check_iri

__all__ = ["write_lines"]

_PIECE = 1 << 17
#: bytes that no IRI has
_IN_NO_IRI = byte_table(bytes(range(33)) + b'<>"{}|^`\\')
#: what a literal without a language tag ends with
_UNTAGGED = byte_table(b'">')


def write_lines(stream: BinaryIO, dataset: Dataset, tags: Tags, *, with_graphs: bool) -> Mapping[str, str]:
    """Write the triples as lines in order; the labels of the blank nodes, by those in the dataset.

    Raises :class:`UsageError` for an IRI that no file can hold.
    """
    terms = dataset.terms
    columns = [dataset.s, dataset.p, dataset.o]
    if with_graphs and dataset.g is not None:
        columns.append(dataset.g)
    in_use = _used_numbers(columns, len(terms))
    texts, labels = _texts(dataset, tags, with_graphs=with_graphs)
    if len(in_use) < len(terms):
        texts = take(texts, in_use)
    # of two texts none begins the other, or what follows is a space, which comes before all
    order = sort_order(texts)
    texts = take(texts, order)
    rank = np.full(len(terms) + 1, -1, np.int32)
    rank[in_use[order]] = np.arange(len(in_use), dtype=np.int32)
    rows = sorted_columns(*(rank[column] for column in columns))
    for start in range(0, len(rows[0]), _PIECE):
        s, p, o, *g = (column[start : start + _PIECE] for column in rows)
        end: pa.LargeStringArray | str = " .\n"
        if g:
            ends = pa.concat_arrays([text_array([" .\n"]), joined_texts(" ", take(texts, g[0].clip(0)), " .\n")])
            end = take(ends, np.where(g[0] < 0, 0, np.arange(1, len(g[0]) + 1)))
        stream.write(buffer_of(joined_texts(take(texts, s), " ", take(texts, p), " ", take(texts, o), end)))
    return labels


def _used_numbers(columns: Sequence[Ids], size: int) -> Ids:
    """The numbers that are in the columns, in order; -1 is none."""
    flags = np.zeros(size + 1, bool)
    for column in columns:
        flags[column] = True
    return np.flatnonzero(flags[:size]).astype(np.int32)


def _texts(dataset: Dataset, tags: Tags, *, with_graphs: bool) -> tuple[pa.LargeStringArray, Mapping[str, str]]:
    """The texts of the terms, blank nodes under their new labels, and these labels."""
    terms = dataset.terms
    kinds = terms.kinds
    iris = np.flatnonzero(kinds == IRI)
    inside = pieces(terms.texts).take(iris).within(1, 1)
    offsets, data = cut_out(inside)
    outside = in_table(data, _IN_NO_IRI)
    for text in pieces_array(inside.take(np.flatnonzero(any_within(outside, offsets)))).to_pylist():
        check_iri(text)
    texts = _with_tags(terms, kinds == LITERAL, tags)
    odd = kinds == BLANK
    triples = np.flatnonzero(kinds == TRIPLE)
    # what has no label and no language tag in it is written as it is
    odd[triples[matching(take(terms.texts, triples), '_:|"@')]] = True
    if not odd.any():
        return texts, {}
    rows = distinct_rows(dataset, with_graphs=with_graphs)
    in_use = distinct(np.concatenate([rows.s, rows.o, rows.g[rows.g >= 0]]), len(terms))
    labels = label_nodes(rows, terms, in_use[kinds[in_use] == BLANK], nodes_in_triples(rows, terms))
    return replace(texts, odd, [tags.term(term, labels) for term in terms.terms(np.flatnonzero(odd))]), labels


def _with_tags(terms: Terms, literals: npt.NDArray[np.bool_], tags: Tags) -> pa.LargeStringArray:
    """The texts with language tags as they were written; the dictionary has them in lower case."""
    texts = terms.texts
    # behind the quotation mark is nothing, a datatype in brackets, or a tag
    numbers = np.flatnonzero(literals)
    numbers = numbers[~_UNTAGGED[terms.data[terms.offsets[1:][numbers] - 1]]]
    tagged = np.zeros(len(terms), bool)
    tagged[numbers] = True
    if not len(numbers):
        return texts
    strings, suffixes = cut(some := take(texts, numbers), last_of(some, b'"') + 1)
    endings = encoded(suffixes)
    distinct_suffixes = endings.dictionary.to_pylist()
    spellings = [tags.spelled(suffix[1:].partition("--")[0]) for suffix in distinct_suffixes]
    new = [_tag(s, tag) for s, tag in zip(distinct_suffixes, spellings, strict=True)]
    result = texts
    if new != distinct_suffixes:
        suffixes = take(text_array(new), integers(endings.indices))
        result = replaced(texts, tagged, joined_texts(strings, suffixes))
    several = np.array([tag is None for tag in spellings])[integers(endings.indices)]
    if several.any():
        tagged[numbers[~several]] = False
        result = replace(result, tagged, [tags.term(term) for term in terms.terms(numbers[several])])
    return result


def _tag(suffix: str, tag: str | None) -> str:
    """``@en-gb`` with the tag spelled otherwise; a direction behind it stays.

    >>> _tag("@en-gb--ltr", "en-GB")
    '@en-GB--ltr'
    """
    old, dashes, direction = suffix[1:].partition("--")
    return f"@{old if tag is None else tag}{dashes}{direction}"
