"""N-Triples and N-Quads from columns: one line a quad, sorted, blank nodes under canonical labels."""

from __future__ import annotations

from typing import BinaryIO

import numpy as np
import pyarrow as pa

from kgtools.columns import Terms
from kgtools.columns.relations import distinct
from kgtools.columns.terms import BLANK, IRI, TRIPLE
from kgtools.formats.canonical import label_blank_nodes
from kgtools.formats.terms import check_iri
from kgtools.layout.labels import quads_of
from kgtools.layout.rows import Rows, sort_by
from kgtools.layout.strings import buffer_of, join, ranks, replace, take, text_array
from kgtools.model.terms import BlankNode, Term, Triple

__all__ = ["write_lines"]

_PIECE = 1 << 19


def write_lines(stream: BinaryIO, rows: Rows, terms: Terms) -> None:
    """Write the triples as lines in order; raises :class:`UsageError` for an IRI that no file can hold."""
    texts = _texts(rows, terms)
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


def _texts(rows: Rows, terms: Terms) -> pa.LargeStringArray:
    """The texts of the terms, blank nodes under their new labels."""
    import pyarrow.compute as pc

    kinds = terms.kinds
    outside = pc.match_substring_regex(terms.texts, '^<[^<][^>]*[\\x00-\\x20<"{}|^`\\\\]')
    for text in terms.texts.filter(pc.and_(outside, pa.array(kinds == IRI))).to_pylist():
        check_iri(text[1:-1])
    if not ((kinds == BLANK) | (kinds == TRIPLE)).any():
        return terms.texts
    blank = kinds == BLANK
    touched = blank[rows.s] | blank[rows.o] | (kinds[rows.o] == TRIPLE)
    touched[rows.g >= 0] |= blank[rows.g[rows.g >= 0]]
    labels = label_blank_nodes(quads_of(rows, terms, np.flatnonzero(touched)))
    odd = blank | (kinds == TRIPLE)
    return replace(terms.texts, odd, [_text(term, labels) for term in terms.terms(np.flatnonzero(odd))])


def _text(term: Term, labels: dict[str, str]) -> str:
    if isinstance(term, BlankNode):
        return f"_:{labels.get(term.value, term.value)}"
    if isinstance(term, Triple):
        return f"<<( {_text(term.subject, labels)} {term.predicate} {_text(term.object, labels)} )>>"
    return str(term)
