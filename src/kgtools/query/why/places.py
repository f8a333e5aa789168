"""Where in files the triples of an answer are."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kgtools.model.place import Place, shown_path
from kgtools.model.terms import DefaultGraph, Quad, Triple
from kgtools.query.why.reason import Reason
from kgtools.reading import Format, Source, check_source, guess_format, parse
from kgtools.reading.compression import unpacked_size
from kgtools.store.labels import with_own_labels
from kgtools.store.memory import LARGE_BYTES

if TYPE_CHECKING:
    from kgtools.model.vocab import Vocabulary
    from kgtools.sparql.budget import Budget
    from kgtools.sparql.evaluate.provenance import Origins
    from kgtools.table.dataset import Dataset

__all__ = ["FilePlaces", "triple_reasons"]

#: triples of one row that are told; the others are counted
MAX_TRIPLES_PER_ROW = 1000


class FilePlaces:
    """Finds triples in the files that a dataset was loaded of, in their order: each where it is first.

    `format` and `base` are those that the files were read with; with `any_graph`, it is not looked at in which graph a
    triple is there. With `vocabulary`, the words of a project, a triple that is in no file is explained by what
    it was derived or inferred from. Standard input cannot be read again, so it has no places.
    """

    def __init__(
        self,
        files: Iterable[Source],
        *,
        format: str | Format | None = None,
        base: str | None = None,
        any_graph: bool = False,
        vocabulary: Vocabulary | None = None,
    ) -> None:
        self._files = [os.fspath(file) for file in files]
        self._format = format
        self._base = base
        self._any_graph = any_graph
        self.vocabulary = vocabulary

    def find(self, quads: Collection[Quad], check: Callable[[], None]) -> dict[Quad, Place]:
        """Where those quads (their objects) are in files; `check` is called now and then, and ends it by raising.

        Raises :class:`ParseError` where a file was changed since it was read.
        """
        from kgtools.reading.places.rows import locate_rows

        place_of: dict[Quad, Place] = {}
        missing: dict[Triple | Quad, list[Quad]] = {}
        for quad in quads:
            missing.setdefault(self._key(quad), []).append(quad)
        labels_in_use: set[str] = set()
        for file in self._files:
            if not missing or file == "-":
                continue
            check()
            rows, count = self._rows(file, missing, labels_in_use, check)
            numbers, path_shown = set(rows.values()), shown_path(file)
            at = locate_rows(file, numbers, count=count, format=self._format, base=self._base, display_name=path_shown)
            for key, row in rows.items():
                place_of.update(dict.fromkeys(missing.pop(key), at[row].object))
        return place_of

    def contents(self, check: Callable[[], None]) -> Iterator[list[Quad]]:
        """The quads of each file that is not large, with its blank nodes under the labels by which they are found."""
        labels_in_use: set[str] = set()
        for file in self._files:
            check()
            if file != "-" and unpacked_size(check_source(file)) <= LARGE_BYTES:
                yield self._labelled_quads(file, labels_in_use)

    def _labelled_quads(self, file: str, used_labels: set[str]) -> list[Quad]:
        path = check_source(file)
        base = self._base or path.absolute().as_uri()
        quads = parse(file, format=self._format or guess_format(path), base=base).read()
        named, labels = with_own_labels(quads, lambda asked: used_labels.intersection(asked))
        used_labels.update(labels)
        return named

    def _rows(
        self,
        file: str,
        targets: Mapping[Triple | Quad, Sequence[Quad]],
        used_labels: set[str],
        check: Callable[[], None],
    ) -> tuple[dict[Triple | Quad, int], int]:
        """The first row of a file in which each of the quads is, by their keys, and how many rows it has.

        `used_labels` are labels of blank nodes in the files before it, to which those of this one are added.
        """
        path = check_source(file)
        if path.is_file() and unpacked_size(path) > LARGE_BYTES:
            from kgtools.table import load

            dataset = load([file], format=self._format, base=self._base, check=check)
            dataset = _with_own_labels(dataset, used_labels)
            firsts = {key: same[0] for key, same in targets.items()}
            at = _rows_of_columns(dataset, firsts.values(), any_graph=self._any_graph)
            return {key: at[quad] for key, quad in firsts.items() if quad in at}, len(dataset)
        named = self._labelled_quads(file, used_labels)
        rows: dict[Triple | Quad, int] = {}
        for row, quad in enumerate(named):
            key = self._key(quad)
            if key in targets:
                rows.setdefault(key, row)
        return rows, len(named)

    def _key(self, quad: Quad) -> Triple | Quad:
        """What a quad is found by: with its graph, or without."""
        return quad.triple if self._any_graph else quad


def _with_own_labels(dataset: Dataset, used_labels: set[str]) -> Dataset:
    """The dataset of a file with its blank nodes under the labels that the store gives them (as for small files)."""
    import numpy as np

    from kgtools.table.encoding.merge import merged_terms
    from kgtools.table.kernels.arrow import text_array
    from kgtools.table.kinds import BLANK
    from kgtools.table.terms import Terms

    labels = dataset.terms.texts_of(np.flatnonzero(dataset.terms.kinds == BLANK))
    if labels and used_labels:
        terms, numbers = merged_terms(Terms(text_array([f"_:{label}" for label in sorted(used_labels)])), dataset.terms)
        assert numbers is not None
        g = dataset.g if dataset.g is None else np.where(dataset.g < 0, np.int32(-1), numbers[dataset.g])
        dataset = replace(dataset, terms=terms, s=numbers[dataset.s], p=numbers[dataset.p], o=numbers[dataset.o], g=g)
        labels = terms.texts_of(np.flatnonzero(terms.kinds == BLANK))
    used_labels.update(label.removeprefix("_:") for label in labels)
    return dataset


def _rows_of_columns(dataset: Dataset, targets: Collection[Quad], *, any_graph: bool) -> dict[Quad, int]:
    """The first row of each of the quads that a dataset has."""
    import numpy as np

    from kgtools.table.kernels.text import term_text

    quads = list(targets)
    texts = [[term_text(part) for part in (quad.subject, quad.predicate, quad.object)] for quad in quads]
    numbers = dataset.terms.find_texts([text for row in texts for text in row]).reshape(-1, 3)
    named = [quad.graph_name for quad in quads if not isinstance(quad.graph_name, DefaultGraph)]
    graphs = dict(zip(named, dataset.terms.find_texts([term_text(name) for name in named]).tolist(), strict=True))
    g = np.array([-1 if isinstance(q.graph_name, DefaultGraph) else graphs[q.graph_name] for q in quads], np.int64)
    pairs = [(dataset.s, numbers[:, 0]), (dataset.p, numbers[:, 1]), (dataset.o, numbers[:, 2])]
    if not any_graph:
        pairs.append((np.full(len(dataset), -1, np.int32) if dataset.g is None else dataset.g, g))
    # the rows of terms that are asked for are few
    rows = np.arange(len(dataset))
    for column, values in pairs[:3]:
        marks = np.zeros(len(dataset.terms), bool)
        marks[values[values >= 0]] = True
        rows = rows[marks[column[rows]]]
    first: dict[tuple[int, ...], int] = {}
    for row, key in zip(rows.tolist(), zip(*(column[rows].tolist() for column, _ in pairs), strict=True), strict=True):
        first.setdefault(key, row)
    keys = zip(*(values.tolist() for _, values in pairs), strict=True)
    return {quad: first[key] for quad, key in zip(quads, keys, strict=True) if key in first}


def triple_reasons(
    origins: Origins, places: FilePlaces, budget: Budget, derived: Callable[[Quad], list[Reason]] | None = None
) -> list[list[Reason]]:
    """For each row of an answer its triples, in the order of the query: ``triple``, ``graph`` where it is a named one,
    ``file``, ``line`` and ``column`` where it is in a file, else what `derived` tells of it; of very many
    :data:`MAX_TRIPLES_PER_ROW`, and how many ``more``.

    Raises :class:`LimitError` where the time of `budget` is over, and what :meth:`FilePlaces.find` raises.
    """
    rows = list(budget.paced(origins.rows(limit=MAX_TRIPLES_PER_ROW)))
    # most triples are in many rows: each is looked at once
    distinct = {id(quad): quad for quads in rows for quad in quads}
    place_of = places.find(set(distinct.values()), budget.check)
    reasons_of: dict[int, list[Reason]] = {}
    for key, quad in zip(distinct, budget.paced(distinct.values()), strict=True):
        place = place_of.get(quad)
        reason: Reason = {"triple": quad.triple}
        if not isinstance(quad.graph_name, DefaultGraph):
            reason["graph"] = quad.graph_name
        if place is not None:
            reason["file"], reason["line"], reason["column"] = place.file, place.line, place.column
        reasons_of[key] = [reason]
        if place is None and derived is not None:
            reasons_of[key] += derived(quad)
    reasons: list[list[Reason]] = []
    for size, quads in zip(origins.sizes(), budget.paced(rows), strict=True):
        collected = [reason for quad in quads for reason in reasons_of[id(quad)]]
        if size > MAX_TRIPLES_PER_ROW:
            collected.append({"more": size - MAX_TRIPLES_PER_ROW})
        reasons.append(collected)
    return reasons
