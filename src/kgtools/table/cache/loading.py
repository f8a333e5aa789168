"""Files to a dataset, as :func:`kgtools.table.load` reads them; what is large is found again in the next run."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kgtools.model.terms import Term
from kgtools.reading import Source
from kgtools.reading.remarks import noted
from kgtools.table.cache.cache import Cache
from kgtools.table.cache.inputs import Inputs
from kgtools.table.limits import Check, no_check

if TYPE_CHECKING:
    from kgtools.table import Dataset
    from kgtools.table.encoding.encode import Progress

__all__ = ["load_cached"]


def load_cached(
    sources: Sequence[Source],
    *,
    cache: Cache | None,
    seeds: Sequence[Term] = (),
    base: str | None = None,
    progress: Progress | None = None,
    check: Check = no_check,
) -> Dataset:
    """The quads of all `sources`, read or found in `cache`, and kept there; each of `seeds` has a number.

    Without a cache, and for small files, it is the same as :func:`kgtools.table.load`, which says what is raised.
    """
    from kgtools.table import load

    worth = cache is not None and cache.is_worth(sources)
    inputs = Inputs.of_sources(sources, base=base, role="dataset") if worth else None
    if cache is None or inputs is None:
        return load(sources, seeds=seeds, base=base, progress=progress, check=check)
    cached = cache.find(inputs, lambda: load(sources, base=base))
    if cached is not None:
        dataset = cached.dataset([os.fspath(source) for source in sources])
    else:
        inputs.note_racy(check)
        # without the seeds: what is kept does not depend on what is asked
        with noted() as remarks:
            dataset = load(sources, base=base, progress=progress, check=check)
        if not remarks:
            cache.keep(inputs, dataset)
    terms = list(dict.fromkeys(seeds))
    numbers = dataset.terms.find(terms).tolist()
    missing = [term for term, number in zip(terms, numbers, strict=True) if number < 0]
    return dataset.with_terms(missing) if missing else dataset
