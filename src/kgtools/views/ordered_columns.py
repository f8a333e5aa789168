"""A dataset in columns in the order that views have: numbers by place, blank nodes under labels from the content."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kgtools.model.terms import Term
from kgtools.table import Dataset
from kgtools.table.kernels.arrow import text_array
from kgtools.table.kinds import BLANK, IRI, LITERAL, TRIPLE
from kgtools.table.relations import distinct
from kgtools.writing.columns.labels import label_nodes
from kgtools.writing.columns.ordering import iri_ranks, label_ranks, literal_ranks, predicate_ranks
from kgtools.writing.columns.rows import distinct_rows, sorted_columns
from kgtools.writing.columns.strings import take

__all__ = ["Numbers", "OrderedColumns", "has_triple_terms"]

Numbers = npt.NDArray[np.int32]


def has_triple_terms(dataset: Dataset) -> bool:
    """Whether a term of the dataset is a triple."""
    return bool((dataset.terms.kinds == TRIPLE).any())


class OrderedColumns:
    """The terms of a dataset without triple terms, numbered in the order of :func:`kgtools.model.order.term_key`."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        terms = self._terms = dataset.terms
        rows = self._rows = distinct_rows(dataset, with_graphs=True)
        graphs = rows.g[rows.g >= 0]
        used = distinct(np.concatenate([rows.s, rows.p, rows.o, graphs]), len(terms))
        kinds = terms.kinds[used]
        iris, nodes, literals = (used[kinds == kind] for kind in (IRI, BLANK, LITERAL))
        self._labels = label_nodes(rows, terms, nodes, ())
        ordered = [
            iris[np.argsort(iri_ranks(terms, iris))],
            nodes[np.argsort(label_ranks(terms, self._labels)[nodes])],
            literals[np.argsort(literal_ranks(terms, literals))],
        ]
        #: the numbers of the terms in the dataset, in order
        self.order = np.concatenate(ordered).astype(np.int32)
        self._rank = np.full(len(terms) + 1, -1, np.int32)
        self._rank[self.order] = np.arange(len(self.order), dtype=np.int32)
        self.kinds = terms.kinds[self.order]
        _, predicates = predicate_ranks(rows, terms)
        #: the predicates in their order
        self.predicates = self._rank[np.array(predicates, np.int64)] if predicates else np.empty(0, np.int32)
        self._place = np.full(len(self.order) + 1, -1, np.int32)
        self._place[self.predicates] = np.arange(len(self.predicates), dtype=np.int32)

    def __len__(self) -> int:
        return len(self.order)

    def quads(self) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """Graph (-1: the default graph), subject, predicate and object of each quad, in order."""
        rows, rank = self._rows, self._rank
        g, s, p, o = sorted_columns(rank[rows.g], rank[rows.s], self._place[rank[rows.p]], rank[rows.o])
        return g, s, self.predicates[p], o

    def triples(self) -> tuple[Numbers, Numbers, Numbers]:
        """Subject, predicate and object of each triple of any graph, in order."""
        rows, rank = self._rows, self._rank
        s, p, o = sorted_columns(rank[rows.s], self._place[rank[rows.p]], rank[rows.o])
        return s, self.predicates[p], o

    def number(self, iri: str) -> int:
        """The number of an IRI, -1 where it is not there."""
        return int(self._rank[int(self._terms.find_texts([f"<{iri}>"])[0])])

    @cached_property
    def texts(self) -> pa.LargeStringArray:
        """The IRI, the label (``_:b``) or the lexical form of each term."""
        blank = self.kinds == BLANK
        texts = self._terms.literals.strings(self.order[~blank])
        if not blank.any():
            return texts
        first = int(np.flatnonzero(blank)[0])
        labels = [f"_:{self._labels[text[2:]]}" for text in self._terms.texts_of(self.order[blank])]
        return pa.concat_arrays([texts.slice(0, first), text_array(labels), texts.slice(first)])

    @cached_property
    def suffixes(self) -> tuple[Numbers, list[str]]:
        """Which of the suffixes (``@en``, ``^^<…>``, nothing) each term has, -1 for what is not a literal."""
        numbers = np.full(len(self), -1, np.int32)
        literal = self.kinds == LITERAL
        which, suffixes = self._terms.literals.suffixes(self.order[literal])
        numbers[literal] = which
        return numbers, suffixes

    def terms(self, numbers: Numbers) -> list[Term]:
        """Some terms as objects; blank nodes have the labels of the dataset."""
        return self._terms.terms(self.order[numbers])

    def texts_of(self, numbers: Numbers) -> pa.LargeStringArray:
        """The texts of some terms."""
        return take(self.texts, numbers)
