"""The graph of a text written in our style, by objects or by columns, and read back to see that it says the same."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import DefaultGraph, Literal, NamedNode, Quad, Term, Triple
from kgtools.model.vocab import RDF, XSD
from kgtools.reading import Tags, parse_bytes
from kgtools.reading.format import Format
from kgtools.writing.style.relative import STAND_IN
from kgtools.writing.style.same import say_the_same

if TYPE_CHECKING:
    from kgtools.table import Dataset, Terms
    from kgtools.writing.style.twins import Keyed

__all__ = ["InColumns", "InObjects"]

_LINES = ("nt", "nq")


class InObjects:
    """A graph of which each triple is an object: a quick start, and enough for most files."""

    def __init__(self, data: bytes, format: Format, source: str) -> None:
        self._format, self._source = format, source
        self._tags = Tags(texts=[(data, format.name)])
        reader = parse_bytes(data, format=format, base=STAND_IN, source=source)
        self._quads = list(reader)
        self.prefixes = reader.prefixes
        self._labels: Mapping[str, str] = {}

    def prefixes_in_use(self, table: PrefixTable) -> PrefixTable:
        """The prefixes that shorten an IRI of the graph."""
        return table.restricted_to(_iris(self._quads))

    def write(self, table: PrefixTable) -> bytes:
        """The graph in our style."""
        with_graphs = self._format.supports_datasets
        if self._format.name in _LINES:
            from kgtools.writing.objects.nlines import write_with_labels as write_lines

            data, self._labels = write_lines(self._quads, tags=self._tags, with_graphs=with_graphs)
            return data
        from kgtools.writing.objects.turtle import write_with_labels

        data, self._labels = write_with_labels(self._quads, prefixes=table, tags=self._tags, with_graphs=with_graphs)
        return data

    def is_said_by(self, data: bytes) -> bool:
        """Whether a text that was made of what :meth:`write` gave says the same."""
        again = parse_bytes(data, format=self._format, base=STAND_IN, source=self._source)
        return say_the_same(self._quads, list(again), self._labels)


class InColumns:
    """A graph of millions of triples, or one whose triples must be found again in the text that is made of it."""

    def __init__(self, data: bytes, format: Format, source: str) -> None:
        from kgtools.table import load_bytes

        self._format, self._source = format, source
        self.dataset: Dataset = load_bytes(data, format=format.name, base=STAND_IN, source=source)
        self.prefixes = dict(self.dataset.prefixes.get(source, {}))
        self._labels: Mapping[str, str] = {}
        #: the graph, and what was read back, with a key for each triple
        self.keyed: tuple[Keyed, Keyed] | None = None

    def prefixes_in_use(self, table: PrefixTable) -> PrefixTable:
        """The prefixes that shorten an IRI of the graph."""
        return _used_prefixes(table, self.dataset.terms)

    def write(self, table: PrefixTable) -> bytes:
        """The graph in our style."""
        import pyarrow as pa

        from kgtools.writing.columns import write_dataset_to

        stream = io.BytesIO()
        self._labels = write_dataset_to(stream, self.dataset, format=self._format, prefixes=table)
        # what the text was made of need not be beside what is read back of it
        pa.default_memory_pool().release_unused()
        return stream.getvalue()

    def is_said_by(self, data: bytes) -> bool:
        """Whether a text that was made of what :meth:`write` gave says the same."""
        from kgtools.table import load_bytes
        from kgtools.writing.style.twins import keyed_pair

        again = load_bytes(data, format=self._format.name, base=STAND_IN, source=self._source)
        self.keyed = keyed_pair(self.dataset, again, self._labels, nested=self._format.name not in _LINES)
        return self.keyed is not None and self.keyed[0].says_the_same(self.keyed[1])


def _iris(quads: Iterable[Quad]) -> set[str]:
    """The IRIs of some quads, those of datatypes as well."""
    iris: set[str] = set()
    terms: list[Term | DefaultGraph] = [
        term for q in quads for term in (q.subject, q.predicate, q.object, q.graph_name)
    ]
    while terms:
        term = terms.pop()
        if isinstance(term, NamedNode):
            iris.add(term.value)
        elif isinstance(term, Literal):
            iris.add(term.datatype.value)
        elif isinstance(term, Triple):
            terms += [term.subject, term.predicate, term.object]
    return iris


def _used_prefixes(table: PrefixTable, terms: Terms) -> PrefixTable:
    """What :meth:`PrefixTable.used` gives for all IRIs: of each namespace only as many are looked at as it takes."""
    import numpy as np

    from kgtools.table.kernels.arrow import call, functions, keep, matching, truths
    from kgtools.table.kinds import IRI, TRIPLE

    datatypes = {_datatype(suffix) for suffix in terms.literals.parts[2]}
    words = _words(t for t in terms.terms(np.flatnonzero(terms.kinds == TRIPLE)) if isinstance(t, Triple))
    prefixes = {split[0] for split in map(table.split, datatypes | words) if split is not None}
    iris = keep(terms.texts, terms.kinds == IRI)
    for prefix, namespace in table.items():
        if prefix not in prefixes:
            begins = call("starts_with", iris, options=functions.MatchSubstringOptions(f"<{namespace}"))
            some = keep(iris, truths(begins))
            # a local name holds none of these
            some = keep(some, matching(some, f"^.{{{len(namespace) + 1}}}[^/#?]*$"))
            if any((table.split(text.as_py()[1:-1]) or ("",))[0] == prefix for text in some):
                prefixes.add(prefix)
    return PrefixTable({prefix: table[prefix] for prefix in prefixes})


def _datatype(suffix: str) -> str:
    """The datatype of a literal by what follows its quotation marks (RDF 1.2 Concepts, section 3.3)."""
    if suffix.startswith("^^"):
        return suffix[3:-1]
    return XSD + "string" if not suffix else RDF + ("dirLangString" if "--" in suffix else "langString")


def _words(terms: Iterable[Triple]) -> set[str]:
    """The IRIs of some triple terms."""
    return _iris(Quad(term.subject, term.predicate, term.object) for term in terms)
