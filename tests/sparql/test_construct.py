"""CONSTRUCT: literals that the query makes come once, whether one triple of the template has them or several."""

from __future__ import annotations

import numpy as np
import pytest

from kgtools.sparql.construct import construct
from kgtools.sparql.evaluate.budget import Budget
from kgtools.sparql.evaluate.context import Context
from kgtools.sparql.evaluate.data.solutions import SolutionTable
from kgtools.sparql.evaluate.terms.blocks import Strings
from kgtools.sparql.evaluate.terms.pool import Pool
from kgtools.sparql.parse import parse_query
from kgtools.sparql.translate import translate
from kgtools.table.kernels.arrow import text_array
from kgtools.table.terms import Terms


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("?s <e:p> ?made", {'<e:a> <e:p> "a"', '<e:a> <e:p> "b"'}),
        ("?s <e:p> ?made, ?known", {'<e:a> <e:p> "a"', '<e:a> <e:p> "b"'}),
        ("?s <e:p> ?made ; <e:q> ?made", {f'<e:a> <e:{p}> "{o}"' for p in "pq" for o in "ab"}),
    ],
    ids=["alone", "beside a term of the data", "twice"],
)
def test_each_triple_comes_once(template: str, expected: set[str]) -> None:
    pool = Pool(Terms(text_array(["<e:a>", '"a"'])))
    made = pool.add_block(Strings(text_array(["a", "b", "a", "b"])))
    columns = {"s": np.zeros(4, np.int32), "made": made, "known": np.ones(4, np.int32)}
    query = translate(parse_query(f"CONSTRUCT {{ {template} }} WHERE {{ }}"))
    answer = construct(query.template, SolutionTable(4, columns), Context(pool, Budget()))
    assert {str(triple) for triple in answer} == expected
    assert len(answer) == len(expected)
    assert len(answer.dataset().terms) == len({part for triple in answer for part in triple})
