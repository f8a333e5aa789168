"""The table of functions, and functions that a caller brings."""

from __future__ import annotations

import pytest

from kgtools.errors import QueryError
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.sparql.builtins import FUNCTIONS
from kgtools.sparql.functions import evaluate_expression
from tests.sparql.functions.evaluating import evaluated, parsed, plain, rows


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_row_names_a_function(name: str) -> None:
    function = FUNCTIONS[name]
    assert callable(function.evaluate)
    assert function.most is None or function.fewest <= function.most


def test_a_function_of_the_caller_is_called_once_for_each_combination() -> None:
    calls: list[tuple[Term, ...]] = []

    def joined(*terms: Term) -> Term | None:
        calls.append(terms)
        return Literal("+".join(term.value for term in terms)) if isinstance(terms[0], Literal) else None

    context, table = rows(a=["1", "1", "1", ":x", None], b=['"b"', '"b"', '"c"', '"b"', '"b"'])
    context.functions = {"http://e/joined": joined}
    values = evaluate_expression(parsed("<http://e/joined>(?a, ?b)"), table, context)
    assert [plain(text) for text in values.term_texts()] == ['"1+b"', '"1+b"', '"1+c"', None, None]
    assert len(calls) == 3
    assert (NamedNode("http://e/x"), Literal("b")) in calls


def test_a_function_of_the_caller_may_have_no_arguments() -> None:
    context, table = rows(a=["1", "2"])
    context.functions = {"http://e/seven": lambda: Literal(7)}
    values = evaluate_expression(parsed("<http://e/seven>() + ?a"), table, context)
    assert [plain(text) for text in values.term_texts()] == ["8", "9"]


def test_a_function_that_nobody_knows_is_named() -> None:
    with pytest.raises(QueryError, match=r"there is no function <http://e/none>; a function is a cast"):
        evaluated("<http://e/none>(?a)", a=["1"])


def test_a_cast_takes_one_argument() -> None:
    with pytest.raises(QueryError, match=r"the cast <.*#integer> takes one argument, not 2"):
        evaluated("xsd:integer(1, 2)")
