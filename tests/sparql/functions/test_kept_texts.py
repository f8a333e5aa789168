"""Texts of the data that stay for the next query."""

from __future__ import annotations

import gc

import numpy as np

from kgtools.sparql.functions.strings.text_columns import dictionary_rows
from kgtools.sparql.terms.pool import Pool
from kgtools.sparql.terms.values import Values
from kgtools.table import load_bytes

ROWS = 12_000


def pool() -> Pool:
    lines = "".join(f'<http://e/{n}> <http://e/p> "text {n}" .\n' for n in range(ROWS))
    return Pool(load_bytes(lines.encode(), format="nt").terms)


def test_texts_of_a_part_of_a_column_are_kept_as_long_as_the_part_is() -> None:
    terms = pool()
    part = np.arange(len(terms.dictionary), dtype=np.int32)[1:]
    first = dictionary_rows(Values.of_ids(terms, part))
    assert first is not None
    assert dictionary_rows(Values.of_ids(terms, part)) is first
    kept = terms.dictionary.derived["rows of columns"]
    assert len(kept) == 1
    del part, first
    gc.collect()
    assert not kept
