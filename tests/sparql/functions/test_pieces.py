"""Large tables are computed in pieces: the values are those of the whole."""

from __future__ import annotations

import numpy as np
import pytest

from kgtools.sparql.functions import evaluate_expression, evaluation, pieces
from tests.sparql.functions.evaluating import parsed, rows


@pytest.mark.parametrize(
    "text",
    [
        "CONCAT(?x, ?y)",
        "UCASE(CONCAT(STR(?x), ?y))",
        "STRLANG(CONCAT(STR(?x), 'a'), 'en')",
        "IF(?y = 'b', CONCAT(?x, ?y), 3)",
        "COALESCE(1 / 0, ?x, ?y)",
        "STRLEN(CONCAT(?x, ?y)) * 2",
        "?x = ?y",
        "?x < ?y || ?z",
        "IF(BOUND(?z), ?x, ?y)",
        "1 + 2",
    ],
)
def test_pieces_put_together_are_the_whole(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expression = parsed(text)
    context, table = rows(
        x=['"a"@en', '"b"', '"c"@ar--rtl', "<http://e/a>", '"b"', None, '"é"'],
        y=['"b"', '"b"', '"c"', '"a"', '"b"', '"b"', None],
        z=[None, '"x"', None, None, '"y"', None, None],
    )
    whole = evaluate_expression(expression, table, context).term_texts()
    monkeypatch.setattr(evaluation, "PIECE_ROWS", 2)
    monkeypatch.setattr(evaluation, "pieces", lambda table: pieces.pieces(table, 2))
    found = evaluate_expression(expression, table.take(np.arange(table.size)), context)
    assert found.term_texts() == whole
