"""A store of files, each in its graph; what is large is found again in the next run."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kgtools.model.terms import NamedNode
from kgtools.reading import Format, Source
from kgtools.reading.remarks import noted
from kgtools.store.memory import MemoryStore, is_large, read_columns
from kgtools.table.limits import no_check

if TYPE_CHECKING:
    from kgtools.sparql.budget import Budget
    from kgtools.table import Dataset
    from kgtools.table.cache import Cache

__all__ = ["Part", "load_parts"]


class Part(NamedTuple):
    """A file to load; `to_graph` is where the triples of its default graph go."""

    source: Source
    to_graph: NamedNode | None = None


def load_parts(
    parts: Sequence[Part],
    *,
    cache: Cache | None = None,
    format: str | Format | None = None,
    base: str | None = None,
    budget: Budget | None = None,
) -> MemoryStore:
    """A store with all the parts, read or found in `cache`, and kept there where they are large.

    Raises what :meth:`MemoryStore.load` raises.
    """

    def load() -> MemoryStore:
        store = MemoryStore()
        # a large file that goes to several graphs is read once
        datasets: dict[str, Dataset] = {}
        for source, part in zip(sources, parts, strict=True):
            if sources.count(source) > 1 and is_large(Path(source)):
                if source not in datasets:
                    datasets[source] = read_columns(source, format=format, base=base, budget=budget)
                store.add_columns(datasets[source], to_graph=part.to_graph)
            else:
                store.load(part.source, format=format, base=base, to_graph=part.to_graph, budget=budget)
        return store

    sources = [os.fspath(part.source) for part in parts]
    if cache is None or not cache.is_worth(sources):
        return load()
    from kgtools.table.cache import Inputs

    graphs = ["" if part.to_graph is None else part.to_graph.value for part in parts]
    inputs = Inputs.of_sources(sources, format=format, base=base, graphs=graphs, role="store")
    if inputs is None:
        return load()

    def anew() -> Dataset:
        dataset = load().columns(sources)
        # it was held in columns when it was kept
        assert dataset is not None
        return dataset

    entry = cache.find(inputs, anew)
    if entry is not None:
        return MemoryStore.of_kept(entry, sources)
    inputs.note_racy(no_check if budget is None else budget.check)
    with noted() as remarks:
        store = load()
        dataset = store.columns(sources)
    if dataset is not None and not remarks:
        cache.keep(inputs, dataset)
    return store
