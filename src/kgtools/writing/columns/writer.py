"""The dataset as Turtle or TriG: blocks in order, some rows at a time."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kgtools.errors import UsageError
from kgtools.model.prefixes import WELL_KNOWN, PrefixTable
from kgtools.model.terms import NamedNode
from kgtools.reading.format import Format
from kgtools.reading.formats import format_by_name
from kgtools.reading.tags import Tags
from kgtools.table import Dataset, Terms
from kgtools.table.kernels.arrow import joined_texts, text_array
from kgtools.table.kinds import BLANK, IRI
from kgtools.table.relations import Ids, distinct
from kgtools.writing.columns.labels import label_nodes
from kgtools.writing.columns.layout import Layout
from kgtools.writing.columns.lines import write_lines
from kgtools.writing.columns.ordering import iri_ranks, label_ranks, sections
from kgtools.writing.columns.places import STEP, NodePlacement, place_nodes
from kgtools.writing.columns.rows import Rows, distinct_rows, sort_by
from kgtools.writing.columns.spelling import Spelling, spell
from kgtools.writing.columns.strings import buffer_of, ranks, slices, take
from kgtools.writing.terms import check_iri

__all__ = ["FORMATS_IN_COLUMNS", "write_dataset", "write_dataset_to"]

#: the formats that are written from columns, by name
FORMATS_IN_COLUMNS = ("turtle", "trig", "nt", "nq")
#: triples that are text at a time
_PIECE = 1 << 19
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def write_dataset(
    dataset: Dataset,
    *,
    format: str | Format = "turtle",
    prefixes: Mapping[str, str] | None = None,
    tags: Tags | None = None,
    merge_graphs: bool = False,
) -> bytes:
    """The bytes that :func:`kgtools.writing.write` gives for the same quads; see there for what the options mean.

    >>> from kgtools.table import load_bytes
    >>> dataset = load_bytes(b"<http://example.org/a> <http://example.org/b> 01, 2 .", format="turtle")
    >>> print(write_dataset(dataset, prefixes={"ex": "http://example.org/"}).decode(), end="")
    @prefix ex: <http://example.org/> .
    <BLANKLINE>
    ex:a
        ex:b
            01 ,
            2 ;
    .

    Raises :class:`UsageError` for what the format cannot hold, and for a format that is not written from columns.
    """
    stream = io.BytesIO()
    write_dataset_to(stream, dataset, format=format, prefixes=prefixes, tags=tags, merge_graphs=merge_graphs)
    return stream.getvalue()


def write_dataset_to(
    stream: BinaryIO,
    dataset: Dataset,
    *,
    format: str | Format = "turtle",
    prefixes: Mapping[str, str] | None = None,
    tags: Tags | None = None,
    merge_graphs: bool = False,
) -> Mapping[str, str]:
    """Write a dataset to a stream, some rows at a time; see :func:`write_dataset`.

    Returns the labels that blank nodes have in the text, by those in the dataset, for the nodes that are not in
    brackets.

    >>> from kgtools.table import load_bytes
    >>> dataset = load_bytes(b"_:n <http://e/p> _:m . _:m <http://e/p> _:n .", format="turtle")
    >>> stream = io.BytesIO()
    >>> labels = write_dataset_to(stream, dataset, format="nt")
    >>> print(stream.getvalue().decode(), end="")
    _:b3e946e3a <http://e/p> _:bcc0e9f65 .
    _:bcc0e9f65 <http://e/p> _:b3e946e3a .
    >>> sorted(labels.items())
    [('m', 'b3e946e3a'), ('n', 'bcc0e9f65')]

    Raises what :func:`write_dataset` raises.
    """
    syntax = format if isinstance(format, Format) else format_by_name(format)
    if syntax.name not in FORMATS_IN_COLUMNS:
        raise UsageError(f"{syntax.title} is not written from columns; use kgtools.writing.write.")
    table = WELL_KNOWN if prefixes is None else prefixes if isinstance(prefixes, PrefixTable) else PrefixTable(prefixes)
    if not syntax.supports_datasets and not merge_graphs:
        _refuse_named_graphs(dataset, syntax)
    if syntax.name in ("nt", "nq"):
        return write_lines(stream, dataset, tags or dataset.tags, with_graphs=syntax.supports_datasets)
    rows = distinct_rows(dataset, with_graphs=syntax.supports_datasets)
    return _write(stream, rows, dataset.terms, table, tags or dataset.tags)


def _refuse_named_graphs(dataset: Dataset, format: Format) -> None:
    names = dataset.graph_names()
    if names:
        raise UsageError(
            f"{format.title} holds one graph, and the data have named graphs such as {names[0]}; write TriG or "
            "N-Quads, or ask for the graphs to be merged."
        )


def _write(stream: BinaryIO, rows: Rows, terms: Terms, prefixes: PrefixTable, tags: Tags) -> Mapping[str, str]:
    # one search for all the words that the layout asks for; from here on they are known
    terms.find([NamedNode(_RDF + word) for word in ("type", "first", "rest", "nil")])
    base = np.where(rows.g >= 0, 2 * STEP, STEP).astype(np.int32)
    places = place_nodes(rows, terms, base)
    prefixes = prefixes.with_generated(_vocabulary(rows, terms))
    labels = label_nodes(rows, terms, places.terms[places.labelled], places.in_triples)
    spelling = spell(terms, prefixes, labels, tags)
    by_label = label_ranks(terms, labels)
    layout = Layout(rows, terms, places, spelling, by_label, base)
    prefixes_in_use = _used_prefixes(rows, terms, layout, spelling)
    head = "".join(f"@prefix {prefix}: <{check_iri(prefixes[prefix])}> .\n" for prefix in sorted(prefixes_in_use))
    blocks = _Blocks(rows, terms, places, layout, by_label, base)
    stream.write(head.encode())
    blocks.write(stream, spelling, follows=bool(head))
    return labels


def _vocabulary(rows: Rows, terms: Terms) -> set[str]:
    """The predicates and the classes: what a prefix is made for where there is none."""
    words = terms.find([NamedNode(_RDF + word) for word in ("type", "first", "rest")])
    predicates = distinct(rows.p, len(terms))
    types = distinct(rows.o[rows.p == words[0]], len(terms)) if words[0] >= 0 else predicates[:0]
    iris = types[terms.kinds[types] == IRI]
    # these are written without their names
    numbers = np.union1d(predicates[~np.isin(predicates, words)], iris[~np.isin(iris, words)])
    return {text[1:-1] for text in take(terms.texts, numbers).to_pylist()}


def _used_prefixes(rows: Rows, terms: Terms, layout: Layout, spelling: Spelling) -> set[str]:
    """The prefixes of what is written: the cells of lists, ``a`` and ``()`` are written without names."""
    in_text = np.zeros(len(spelling.texts), bool)
    type_, nil = terms.find([NamedNode(_RDF + "type"), NamedNode(_RDF + "nil")]).tolist()
    predicates = rows.p[~layout.listed]
    for column, without in ((rows.s, -1), (rows.g[rows.g >= 0], -1), (predicates, type_), (rows.o, nil)):
        numbers = distinct(column, len(terms))
        in_text[spelling.at[numbers[numbers != without]]] = True
    prefix_numbers = np.unique(spelling.prefix[in_text])
    return {
        spelling.names[number] for number in prefix_numbers[prefix_numbers >= 0].tolist()
    } | spelling.triple_term_prefixes


class _Blocks:
    """The subjects that are written on their own, in order."""

    def __init__(
        self, rows: Rows, terms: Terms, places: NodePlacement, layout: Layout, by_label: Ids, base: Ids
    ) -> None:
        self._rows = rows
        self._terms = terms
        self._layout = layout
        self._base = base
        starts = np.flatnonzero(rows.block_starts)
        node = places.of_term[rows.s[starts]]
        own = ~np.append(places.inlined, False)[node]
        #: the blocks by their number among all subjects
        self.numbers = np.flatnonzero(own)
        self.graphs = rows.g[starts[own]]
        self.subjects = rows.s[starts[own]]
        self.free = np.append(places.free, False)[node[own]]
        order = self._order(by_label)
        self.numbers, self.graphs = self.numbers[order], self.graphs[order]
        self.subjects, self.free = self.subjects[order], self.free[order]

    def _order(self, by_label: Ids) -> npt.NDArray[np.intp]:
        terms, subjects = self._terms, self.subjects
        iri = terms.kinds[subjects] == IRI
        kind = np.where(iri, 0, np.where(self.free, 2, 1))
        names = by_label[subjects]
        distinct_iris = distinct(subjects[iri], len(terms))
        rank = np.zeros(len(terms) + 1, np.int32)
        rank[distinct_iris] = iri_ranks(terms, distinct_iris)
        names[iri] = rank[subjects[iri]]
        names[self.free] = self._ranks_of_text(self.numbers[self.free])
        graph = np.zeros(len(terms) + 1, np.int32)
        graph[self._graph_order(by_label)] = np.arange(len(self._graph_order(by_label)))
        place = np.where(self.graphs < 0, 0, graph[self.graphs] + 1)
        section = sections(self._rows, terms)[self.numbers]
        return sort_by(place, section.astype(np.int64), kind, names)

    def _graph_order(self, by_label: Ids) -> Ids:
        """The names of the graphs in order: IRIs, then blank nodes by their labels."""
        names = distinct(self.graphs[self.graphs >= 0], len(self._terms))
        blank = self._terms.kinds[names] == BLANK
        iris, nodes = names[~blank], names[blank]
        return np.concatenate([iris[np.argsort(iri_ranks(self._terms, iris))], nodes[np.argsort(by_label[nodes])]])

    def _ranks_of_text(self, numbers: npt.NDArray[np.integer]) -> npt.NDArray[np.int32]:
        """The places of the texts of subjects without a name."""
        if not len(numbers):
            return np.empty(0, np.int32)
        row_of_block = np.full(int(self._rows.block[-1]) + 1, -1, np.int64)
        row_of_block[numbers] = np.arange(len(numbers))
        of_row = row_of_block[self._rows.block]
        in_order = self._layout.ordered(np.flatnonzero(of_row >= 0), of_row[of_row >= 0])
        lines = self._layout.lines(in_order, self._base[in_order])
        groups = of_row[in_order]
        return ranks(slices(lines, np.flatnonzero(np.concatenate([[True], groups[1:] != groups[:-1]]))))

    def write(self, stream: BinaryIO, spelling: Spelling, *, follows: bool) -> None:
        """Write all blocks; `follows` says whether something is before them."""
        rows, layout = self._rows, self._layout
        if not len(self.numbers):
            return
        place = np.full(int(rows.block[-1]) + 1, -1, np.int64)
        place[self.numbers] = np.arange(len(self.numbers))
        of_row = place[rows.block]
        own = np.flatnonzero(of_row >= 0)
        in_order = layout.ordered(own, of_row[own])
        of_row = of_row[in_order]
        first = np.concatenate([[True], of_row[1:] != of_row[:-1]])
        last = np.append(first[1:], True)
        graph_begins = np.concatenate([[True], self.graphs[1:] != self.graphs[:-1]])
        graph_ends = np.append(graph_begins[1:], True)
        is_named = self.graphs >= 0
        heads = self._heads(spelling, graph_begins, follows)
        # 0: the sign behind as always; then the end of a block, of a block in a graph, and of the last one in it
        end = np.where(is_named, np.where(graph_ends, 3, 2), 1)
        signs = ["", " ;\n.\n", f" ;\n{' ' * STEP}.\n", f" ;\n{' ' * STEP}.\n}}\n"]
        for piece in layout.pieces(first, _PIECE):
            numbers, blocks = in_order[piece], of_row[piece]
            lines = layout.lines(
                numbers,
                self._base[numbers],
                heads=take(heads, np.where(first[piece], blocks, len(self.numbers))),
                ends=(np.where(last[piece], end[blocks], 0), signs),
            )
            stream.write(buffer_of(lines))

    def _heads(self, spelling: Spelling, graph_begins: npt.NDArray[np.bool_], follows: bool) -> pa.LargeStringArray:
        """What precedes each block, and at last the empty text."""
        is_named = self.graphs >= 0
        begins = np.flatnonzero(is_named & graph_begins)
        names = take(spelling.texts, spelling.at[self.graphs[begins]]).to_pylist()
        before = text_array(["\n", f"\n{' ' * STEP}", *(f"\n{name} {{\n{' ' * STEP}" for name in names)])
        which = is_named.astype(np.int64)
        which[begins] = 2 + np.arange(len(begins))
        texts = pa.concat_arrays([spelling.texts, text_array(["[]"])])
        subjects = take(texts, np.where(self.free, len(spelling.texts), spelling.at[self.subjects]))
        heads = joined_texts(take(before, which), subjects, "\n")
        if not follows:
            heads = pa.concat_arrays([text_array([heads[0].as_py()[1:]]), heads.slice(1)])
        return pa.concat_arrays([heads, text_array([""])])
