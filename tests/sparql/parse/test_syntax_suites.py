"""The texts of the W3C suites: what is right is read, what is wrong is refused with a place."""

from __future__ import annotations

import pytest

from kgtools.errors import QueryError
from kgtools.sparql.parse import parse_query, parse_update
from tests.sparql.suites.manifest import Case, cases, require

NEGATIVE = [case for case in cases() if case.kind.startswith("Negative") and "Syntax" in case.kind]
POSITIVE = [case for case in cases() if case not in NEGATIVE and case.text.suffix in (".rq", ".ru")]


def read(case: Case) -> None:
    text = case.text.read_bytes().decode()
    if case.is_update:
        parse_update(text, source=case.name, base=case.base, allow_service=True, allow_load=True)
    else:
        parse_query(text, source=case.name, base=case.base, allow_service=True)


def test_the_suites_are_where_they_must_be() -> None:
    require()
    assert len(NEGATIVE) > 150
    assert len(POSITIVE) > 900


@pytest.mark.parametrize("case", POSITIVE, ids=lambda case: case.name)
def test_what_is_right_is_read(case: Case) -> None:
    read(case)


@pytest.mark.parametrize("case", NEGATIVE, ids=lambda case: case.name)
def test_what_is_wrong_is_refused_with_a_place(case: Case) -> None:
    with pytest.raises(QueryError) as caught:
        read(case)
    assert caught.value.line
    assert caught.value.column
    assert str(caught.value).endswith((".", "?"))
