"""CONSTRUCT: literals that the query makes come once, whether one triple of the template has them or several."""

from __future__ import annotations

import numpy as np
import pytest

from kgtools.sparql.budget import Budget
from kgtools.sparql.context import Context
from kgtools.sparql.evaluate.construct import construct
from kgtools.sparql.functions.strings.text_columns import MANY
from kgtools.sparql.parse import parse_query
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.terms.blocks import Strings
from kgtools.sparql.terms.pool import Pool
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


def test_many_triple_terms_are_those_of_few() -> None:
    pool = Pool(Terms(text_array(["<e:a>", '"a b"@en', "_:x", "<<( <e:a> <e:q> _:x )>>"])))
    query = translate(parse_query("CONSTRUCT { ?s <e:p> <<( ?s <e:q> ?o )>> } WHERE { }"))
    answers = []
    for size in (12, 12 * MANY):
        # a string is the subject of no triple, and what has no value makes none
        columns = {"s": np.tile([0, 2, 1], size // 3).astype(np.int32), "o": np.tile([0, 1, 2, 3, -1, 0], size // 6)}
        table = SolutionTable(size, {name: column.astype(np.int32) for name, column in columns.items()})
        answers.append(construct(query.template, table, Context(pool, Budget())))
    few, many = ({str(triple) for triple in answer} for answer in answers)
    assert few == many
    assert "<e:a> <e:p> <<( <e:a> <e:q> <<( <e:a> <e:q> _:x )>> )>>" in few
    assert len(answers[1]) == len(many)
