"""The algebra of small queries as text on one line, for tests."""

from __future__ import annotations

import re
from collections.abc import Callable

from kgtools.sparql import algebra
from kgtools.sparql.parse import parse_query
from kgtools.sparql.serialize import to_sexpr
from kgtools.sparql.translate import translate

__all__ = ["PREFIXES", "pattern", "plan"]

PREFIXES = {"": "e:", "xsd": "http://www.w3.org/2001/XMLSchema#"}
Pass = Callable[[algebra.Query], algebra.Query]


def plan(text: str, *passes: Pass) -> str:
    """The pattern of a query behind these passes; IRIs ``<e:x>`` as ``:x``."""
    query = translate(parse_query(text, prefixes=PREFIXES, allow_service=True))
    for change in passes:
        query = change(query)
    return _line(query.pattern)


def pattern(group: str, *passes: Pass) -> str:
    """The same of a group, without the projection of the SELECT around it."""
    query = translate(parse_query(f"SELECT * {group}", prefixes=PREFIXES, allow_service=True))
    for change in passes:
        query = change(query)
    assert isinstance(query.pattern, algebra.Project)
    return _line(query.pattern.pattern)


def _line(operator: algebra.Operator) -> str:
    return re.sub(r"<e:(\w+)>", r":\1", to_sexpr(operator, width=10_000))
