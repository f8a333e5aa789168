"""The order of ORDER BY (SPARQL 1.1, section 15.1)."""

from __future__ import annotations

import random

import numpy as np
import pyarrow as pa
import pytest

from kgtools.sparql.context import Context
from kgtools.sparql.functions import order_ranks
from kgtools.sparql.terms.pool import Pool
from kgtools.sparql.terms.values import Values
from kgtools.table.terms import Terms
from tests.sparql.functions.evaluating import ordered


@pytest.mark.parametrize(
    "cells",
    [
        [None, "_:b", ":a", ":b", "1", '"a"'],
        ['"NaN"^^xsd:double', '"-INF"^^xsd:double', "-7", "1", "1.5", "2e0", "10", "100000000000000000000000"],
        ["9007199254740992", "9007199254740993", "9007199254740994.5"],
        ["0.1", "0.1000000000000000000000000000000000001", "0.2"],
        ["1", "false", "true", '"2020-01-01"^^xsd:date', '"PT1S"^^xsd:dayTimeDuration', '"a"', '"a"^^:t'],
        ['"A"', '"a"', '"a"@de', '"a"@en', '"b"', '"\uffee"', '"\U0001f600"'],
        [
            '"-0001-01-01"^^xsd:date',
            '"0000-01-01"^^xsd:date',
            '"2020-01-01"^^xsd:date',
            '"99999999999999-01-01"^^xsd:date',
        ],
        ['"2020-01-01T00:00:00+01:00"^^xsd:dateTime', '"2020-01-01T00:00:00Z"^^xsd:dateTime'],
        ['"2020-01-01T00:00:00Z"^^xsd:dateTime', '"2020-01-01T00:00:00.0000001Z"^^xsd:dateTime'],
        ['"P27D"^^xsd:duration', '"P1M"^^xsd:duration', '"P32D"^^xsd:duration', '"P1Y"^^xsd:duration'],
        ['"a"^^:t', '"a"^^:u', '"b"^^:t'],
        ['"a"', "<<( :a :b 1 )>>", "<<( :a :b 2 )>>"],
    ],
    ids=lambda cells: str(cells[0]),
)
def test_the_order_is_this_one_however_the_rows_come(cells: list[str | None]) -> None:
    for seed in range(5):
        shuffled = random.Random(seed).sample(cells, len(cells))
        assert ordered(shuffled) == cells


@pytest.mark.parametrize("cells", [["1.0", "1", "01", "1e0"], ['"0"^^xsd:boolean', "false"], [None, None]])
def test_what_is_equal_stays_in_its_order(cells: list[str | None]) -> None:
    assert ordered(cells) == cells
    assert ordered(cells[::-1]) == cells[::-1]


def test_many_strings_of_a_column_have_the_order_of_their_code_points() -> None:
    letters = "aAzZ\u00e9\uffee\U0001f600 \\\\"
    draw = random.Random(3)
    forms = {"".join(draw.choices(letters, k=6)) for _ in range(6000)}
    written = [f'"{form.replace(chr(92), chr(92) * 2)}"' for form in sorted(forms)]
    tagged = [text + tag for text in written[:3000] for tag in ("", "@de", "@en")]
    for texts in (written, tagged):
        shuffled = draw.sample(texts, len(texts))
        pool = Pool(Terms(pa.array(shuffled, pa.large_string())))
        values = Values.of_ids(pool, np.arange(len(shuffled), dtype=np.int32))
        ranks = order_ranks(values, Context(pool))
        assert [shuffled[place] for place in np.argsort(ranks, kind="stable").tolist()] == texts
