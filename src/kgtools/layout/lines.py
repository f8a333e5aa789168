"""N-Triples and N-Quads from columns: one line a quad, sorted, blank nodes under canonical labels."""

from __future__ import annotations

from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kgtools.columns import Terms
from kgtools.columns.relations import distinct
from kgtools.columns.terms import BLANK, IRI, LITERAL, TRIPLE
from kgtools.formats.tags import Tags
from kgtools.formats.terms import check_iri
from kgtools.layout.labels import label_nodes
from kgtools.layout.places import nodes_in_triples
from kgtools.layout.rows import Rows, sort_by
from kgtools.layout.strings import buffer_of, cut, join, last_of, ranks, replace, take, text_array

__all__ = ["write_lines"]

_PIECE = 1 << 19


def write_lines(stream: BinaryIO, rows: Rows, terms: Terms, tags: Tags) -> None:
    """Write the triples as lines in order; raises :class:`UsageError` for an IRI that no file can hold."""
    texts = _texts(rows, terms, tags)
    used = distinct(np.concatenate([rows.s, rows.p, rows.o, rows.g[rows.g >= 0]]), len(terms))
    rank = np.zeros(len(terms) + 1, np.int32)
    # of two texts none begins the other, or what follows is a space, which comes before all
    rank[used] = ranks(take(texts, used)) + 1
    order = sort_by(rank[rows.s], rank[rows.p], rank[rows.o], np.where(rows.g < 0, 0, rank[rows.g]))
    for start in range(0, len(order), _PIECE):
        numbers = order[start : start + _PIECE]
        parts = [take(texts, column[numbers]) for column in (rows.s, rows.p, rows.o)]
        ends = pa.concat_arrays([text_array([" .\n"]), join(" ", take(texts, rows.g[numbers].clip(0)), " .\n")])
        end = take(ends, np.where(rows.g[numbers] < 0, 0, np.arange(1, len(numbers) + 1)))
        lines = join(parts[0], " ", parts[1], " ", parts[2], end)
        stream.write(buffer_of(lines))


def _texts(rows: Rows, terms: Terms, tags: Tags) -> pa.LargeStringArray:
    """The texts of the terms, blank nodes under their new labels."""
    kinds = terms.kinds
    outside = pc.match_substring_regex(terms.texts, '^<[^<][^>]*[\\x00-\\x20<"{}|^`\\\\]')
    for text in terms.texts.filter(pc.and_(outside, pa.array(kinds == IRI))).to_pylist():
        check_iri(text[1:-1])
    texts = _with_tags(terms, kinds == LITERAL, tags)
    odd = (kinds == BLANK) | (kinds == TRIPLE)
    if not odd.any():
        return texts
    used = distinct(np.concatenate([rows.s, rows.o, rows.g[rows.g >= 0]]), len(terms))
    labels = label_nodes(rows, terms, used[kinds[used] == BLANK], nodes_in_triples(rows, terms))
    return replace(texts, odd, [tags.term(term, labels) for term in terms.terms(np.flatnonzero(odd))])


def _with_tags(terms: Terms, literals: npt.NDArray[np.bool_], tags: Tags) -> pa.LargeStringArray:
    """The texts with language tags as they were written; the dictionary has them in lower case."""
    texts = terms.texts
    tagged = pc.match_substring_regex(texts, '"@[A-Za-z0-9-]*$').to_numpy(zero_copy_only=False) & literals
    numbers = np.flatnonzero(tagged)
    if not len(numbers):
        return texts
    strings, suffixes = cut(some := take(texts, numbers), last_of(some, b'"') + 1)
    encoded = suffixes.dictionary_encode()
    distinct_suffixes = encoded.dictionary.to_pylist()
    spelled = [tags.spelled(suffix[1:].partition("--")[0]) for suffix in distinct_suffixes]
    new = [_tag(s, tag) for s, tag in zip(distinct_suffixes, spelled, strict=True)]
    made = texts
    if new != distinct_suffixes:
        suffixes = take(text_array(new), encoded.indices.to_numpy())
        made = pc.replace_with_mask(texts, pa.array(tagged), join(strings, suffixes))
    several = np.array([tag is None for tag in spelled])[encoded.indices.to_numpy()]
    if several.any():
        tagged[numbers[~several]] = False
        made = replace(made, tagged, [tags.term(term) for term in terms.terms(numbers[several])])
    return made


def _tag(suffix: str, tag: str | None) -> str:
    """``@en-gb`` with the tag spelled otherwise; a direction behind it stays.

    >>> _tag("@en-gb--ltr", "en-GB")
    '@en-GB--ltr'
    """
    old, dashes, direction = suffix[1:].partition("--")
    return f"@{old if tag is None else tag}{dashes}{direction}"
