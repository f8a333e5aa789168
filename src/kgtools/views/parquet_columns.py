"""Parquet of millions of triples: the tables of :mod:`kgtools.views.parquet`, from columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import NamedNode, Quad
from kgtools.model.vocab import RDF, XSD
from kgtools.table import Dataset
from kgtools.table.kernels.arrow import call, functions, matching, text_array, truths
from kgtools.table.kinds import IRI, LITERAL
from kgtools.text.labels import LABELS, best_labels
from kgtools.text.languages import language_tag, rank
from kgtools.text.names import last_part
from kgtools.views.class_tables import file_names
from kgtools.views.ordered_columns import Numbers, OrderedColumns
from kgtools.views.parquet import TRIPLES, class_file, column_type, free_name, parquet_bytes
from kgtools.views.view import ViewOptions
from kgtools.writing.columns.rows import sort_by
from kgtools.writing.columns.strings import take

__all__ = ["write_parquet_columns"]

_KINDS = ("iri", "blank", "literal", "triple")
#: rows of a column of texts
_PIECE_ROWS = 1 << 21
#: lexical forms that Arrow reads as Python does
_WHOLE = "^-?[0-9]{1,18}$"
_DOUBLE = "^-?[0-9]{1,15}(\\.[0-9]{1,15})?([eE]-?[0-9]{1,2})?$"


def write_parquet_columns(dataset: Dataset, options: ViewOptions) -> dict[str, bytes]:
    """What :func:`kgtools.views.parquet.write_parquet` gives for the same quads, without triple terms among them."""
    columns = OrderedColumns(dataset)
    files = {TRIPLES: parquet_bytes(_triples(columns))}
    tables = _Tables(columns, options)
    for name, table in tables.all():
        files[f"{class_file(name)}.parquet"] = parquet_bytes(table)
    return files


def _triples(columns: OrderedColumns) -> pa.Table:
    g, s, p, o = columns.quads()
    which, suffixes = columns.suffixes
    tags = [language_tag(one[1:].partition("--")[0]) if one[:1] == "@" else None for one in suffixes]
    datatypes = [None if one[:1] == "@" else one[3:-1] if one else XSD + "string" for one in suffixes]
    table = {
        "subject": _texts(columns, s),
        "predicate": _dictionary_of(columns.texts, p),
        "object": _texts(columns, o),
        "kind": _dictionary_of(text_array(list(_KINDS)), columns.kinds[o]),
        "datatype": _dictionary_of(text_array(datatypes), which[o]),
        "language": _dictionary_of(text_array(tags), which[o]),
        "graph": _dictionary_of(columns.texts, g).cast(pa.string()),
    }
    return pa.table(table)


def _texts(columns: OrderedColumns, numbers: Numbers) -> pa.Array | pa.ChunkedArray:
    """The texts of some terms; of many in several pieces, as Arrow's texts have 2 GiB at most."""
    starts = range(0, max(1, len(numbers)), _PIECE_ROWS)
    pieces = [columns.texts_of(numbers[start : start + _PIECE_ROWS]).cast(pa.string()) for start in starts]
    return pieces[0] if len(pieces) == 1 else pa.chunked_array(pieces)


def _dictionary_of(texts: pa.LargeStringArray, numbers: npt.NDArray[np.integer]) -> pa.Array:
    """A dictionary of the texts that occur, in the order of their first row; -1, and a text that is null, are null."""
    distinct, first, at = np.unique(numbers, return_index=True, return_inverse=True)
    order = np.argsort(first)
    is_valid = np.array([number >= 0 and texts[number].is_valid for number in distinct[order].tolist()], bool)
    place = np.full(len(distinct), -1, np.int32)
    place[order[is_valid]] = np.arange(int(is_valid.sum()), dtype=np.int32)
    indices = place[at]
    words = take(texts, distinct[order[is_valid]]).cast(pa.string())
    return pa.DictionaryArray.from_arrays(pa.array(indices, mask=indices < 0), words)


def _or_null(numbers: npt.NDArray[np.integer], last: int) -> pa.Array:
    return pa.array(np.where(numbers < 0, last, numbers).astype(np.int64))


class _Column(NamedTuple):
    """A column of a class: its title, and for each subject its values in order: where they begin, and which."""

    title: str
    counts: npt.NDArray[np.int64]
    values: Numbers


class _Tables:
    """The tables of classes."""

    def __init__(self, columns: OrderedColumns, options: ViewOptions) -> None:
        self._columns = columns
        self._prefixes = PrefixTable(options.prefixes)
        self._s, self._p, self._o = columns.triples()
        self._type = columns.number(RDF + "type")
        self._labels = self._best_labels(options)
        size = len(columns)
        #: where the triples of each subject begin
        self._begins = np.searchsorted(self._s, np.arange(size + 1, dtype=np.int32))
        which, suffixes = columns.suffixes
        tags = sorted({one[1:].partition("--")[0] for one in suffixes if one[:1] == "@"} | {""})
        place = np.array([tags.index(one[1:].partition("--")[0] if one[:1] == "@" else "") for one in suffixes] + [0])
        self._tags = tags
        #: the language of each term, 0 for none
        self._language = place[which]
        self._place = np.zeros(size + 1, np.int64)
        self._place[columns.predicates] = np.arange(len(columns.predicates))

    def all(self) -> Iterator[tuple[str, pa.Table]]:
        """Each table with its name, in order of class; what has no class comes first."""
        typed = (self._p == self._type) & (self._columns.kinds[self._o] == IRI)
        subjects, classes = self._s[typed], self._o[typed]
        order = np.argsort(classes, kind="stable")
        subjects, classes = subjects[order], classes[order]
        distinct, starts = np.unique(classes, return_index=True)
        groups = np.split(subjects, starts[1:]) if len(distinct) else []
        iris = self._columns.texts_of(distinct.astype(np.int32)).to_pylist()
        everyone = np.unique(self._s)
        rest = np.setdiff1d(everyone, subjects)
        if len(rest):
            iris, groups = ["", *iris], [rest, *groups]
        names = file_names([last_part(iri) if iri else "untyped" for iri in iris])
        for name, nodes in zip(names, groups, strict=True):
            yield name, self._table(nodes.astype(np.int32))

    def _table(self, subjects: Numbers) -> pa.Table:
        columns: dict[str, pa.Array] = {
            "iri": _texts(self._columns, subjects),
            "label": self._labels.take(pa.array(subjects)).cast(pa.string()),
        }
        for column in self._of(subjects):
            columns[free_name(column.title, columns)] = self._values(column)
        return pa.table(columns)

    def _of(self, subjects: Numbers) -> Iterator[_Column]:
        """The columns of some subjects, in order."""
        begins, ends = self._begins[subjects], self._begins[subjects + 1]
        counts = ends - begins
        row = np.repeat(np.arange(len(subjects)), counts)
        at = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(begins, counts)
        is_stated = self._p[at] != self._type
        row, at = row[is_stated], at[is_stated]
        p, o = self._p[at], self._o[at]
        key = self._place[p] * len(self._tags) + self._language[o]
        order = np.argsort(key, kind="stable")
        row, o = row[order], o[order]
        keys, starts = np.unique(key[order], return_index=True)
        for number, rows, values in zip(keys.tolist(), np.split(row, starts[1:]), np.split(o, starts[1:]), strict=True):
            place, language = divmod(number, len(self._tags))
            iri = self._columns.texts[int(self._columns.predicates[place])].as_py()
            title = self._prefixes.shorten(iri) or iri
            tag = self._tags[language]
            yield _Column(f"{title}@{tag}" if tag else title, np.bincount(rows, minlength=len(subjects)), values)

    def _values(self, column: _Column) -> pa.Array:
        """The column as Arrow has it: plain where each subject has one value at most, else lists."""
        values = self._typed(column.values)
        if (column.counts < 2).all():
            places = np.where(column.counts > 0, np.cumsum(column.counts) - 1, 0)
            indices = pa.array(places, mask=column.counts == 0)
            return values.take(indices)
        offsets = np.concatenate([[0], np.cumsum(column.counts)]).astype(np.int32)
        return pa.ListArray.from_arrays(pa.array(offsets), values)

    def _typed(self, numbers: Numbers) -> pa.Array:
        """The values as numbers or truth values where all are such, else as text."""
        texts = self._columns.texts_of(numbers)
        which, suffixes = self._columns.suffixes
        used = np.unique(which[numbers])
        kinds = {
            "" if number < 0 or suffixes[number][:1] == "@" else suffixes[number][3:-1] for number in used.tolist()
        }
        for datatypes, pattern, to in (
            ({XSD + "integer"}, _WHOLE, pa.int64()),
            ({XSD + "double", XSD + "float"}, _DOUBLE, pa.float64()),
        ):
            if kinds and kinds <= datatypes and bool(matching(texts, pattern).all()):
                return call("cast", texts, options=functions.CastOptions.safe(to))
        if kinds and kinds <= {XSD + "integer", XSD + "double", XSD + "float", XSD + "boolean"}:
            # what is written in another way is read one by one, each value once
            distinct, at = np.unique(numbers, return_inverse=True)
            terms = self._columns.terms(distinct.astype(np.int32))
            kind, convert = column_type(terms)
            return pa.array([convert(term) for term in terms], kind).take(pa.array(at))
        return texts.cast(pa.string())

    def _best_labels(self, options: ViewOptions) -> pa.LargeStringArray:
        """For each term the label that it has as a subject, null where there is none."""
        columns = self._columns
        numbers = [columns.number(iri) for iri in LABELS]
        place = np.full(len(columns) + 1, -1, np.int64)
        for at, number in enumerate(numbers):
            if number >= 0:
                place[number] = at
        rows = np.flatnonzero((place[self._p] >= 0) & (columns.kinds[self._o] == LITERAL))
        s, p, o = self._s[rows], self._p[rows], self._o[rows]
        has_language = truths(
            call("not_equal", call("utf8_trim_whitespace", columns.texts_of(o)), pa.scalar("", pa.large_string()))
        )
        s, p, o = s[has_language], p[has_language], o[has_language]
        which, suffixes = columns.suffixes
        keys = [rank(one[1:].partition("--")[0] if one[:1] == "@" else None, options.languages) for one in suffixes]
        order_of = {key: number for number, key in enumerate(sorted(set(keys)))}
        ranks = np.array([order_of[key] for key in keys] + [0], np.int64)
        # literals are in the order of language and text
        order = sort_by(s, ranks[which[o]], place[p], o)
        s, o = s[order], o[order]
        first = np.concatenate([[True], s[1:] != s[:-1]])[: len(s)]
        best = np.full(len(columns), -1, np.int64)
        best[s[first]] = o[first]
        labels = pa.concat_arrays([columns.texts, text_array([None])]).take(_or_null(best, len(columns)))
        return self._with_ontology(labels, best, options)

    def _with_ontology(self, labels: pa.LargeStringArray, best: npt.NDArray[np.int64], options: ViewOptions) -> object:
        """The labels, where the ontology gives none that is better."""
        ontology = [quad for quad in options.ontology if quad.predicate.value in LABELS]
        subjects = {quad.subject for quad in ontology if isinstance(quad.subject, NamedNode)}
        ontology = [quad for quad in ontology if quad.subject in subjects]
        if not ontology:
            return labels
        numbers = {subject: self._columns.number(subject.value) for subject in subjects}
        of_data = sorted({number for number in numbers.values() if number >= 0})
        rows = np.flatnonzero(
            np.isin(self._s, of_data) & np.isin(self._p, [self._columns.number(iri) for iri in LABELS])
        )
        parts = [self._columns.terms(column[rows]) for column in (self._s, self._p, self._o)]
        own = [Quad(*parts_) for parts_ in zip(*parts, strict=True)]
        labels_of = best_labels((*ontology, *own), options.languages)
        texts = labels.to_pylist() if of_data else []
        for subject, number in numbers.items():
            if number >= 0:
                texts[number] = labels_of.get(subject)
        return text_array(texts) if of_data else labels
