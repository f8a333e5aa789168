"""Local names with dots, dashes, colons and digits are read as in Turtle (PN_LOCAL, production 169)."""

from __future__ import annotations

import pytest

from kgtools.errors import QueryError
from kgtools.model.terms import NamedNode
from kgtools.reading import parse_bytes
from tests.sparql.suites.answers import Table
from tests.sparql.suites.engines import Kgtools

PREFIX = "PREFIX part: <http://parts.example/>\n"
NAMES = [
    "7.4.2",
    "7.4.2.118",
    "7.-.-.-",
    "v2.10.3-rc.1",
    "a..b",
    "a.b.c.d.e.f",
    "x:y.z",
    "9",
    "a-",
    "a.%20.b",
    "a\\~.b",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_the_same_in_a_query_and_in_turtle(name: str) -> None:
    quads = list(
        parse_bytes(
            f"@prefix part: <http://parts.example/> . part:{name} part:of part:{name} .".encode(), format="turtle"
        )
    )
    for text in (
        f"SELECT ?x {{ part:{name} part:of ?x }}",
        f"SELECT ?x {{ ?x part:of part:{name}}}",
        f"SELECT ?x {{ ?x part:of part:{name}. }}",
        f"SELECT ?x {{ VALUES (?x) {{ (part:{name}) }} ?x part:of+ ?x }}",
        f"SELECT ?x {{ ?x part:of ?y FILTER(?y IN (part:{name}, part:{name})) }}",
    ):
        found = Kgtools().query(PREFIX + text, base="http://parts.example/", quads=quads)
        assert isinstance(found, Table)
        assert found.rows == [(quads[0].subject,)], text


def test_a_dot_at_the_end_ends_the_triple() -> None:
    text = PREFIX + "SELECT ?x { ?x part:of part:7.4.?x part:of part:7.4 }"
    quads = list(
        parse_bytes(b"<http://parts.example/1> <http://parts.example/of> <http://parts.example/7.4> .", format="nt")
    )
    found = Kgtools().query(text, base="http://parts.example/", quads=quads)
    assert isinstance(found, Table)
    assert found.rows == [(NamedNode("http://parts.example/1"),)]


@pytest.mark.parametrize("name", [".7", "-7", "7.4..", "7~4"])
def test_what_is_no_local_name_is_refused(name: str) -> None:
    with pytest.raises(QueryError):
        Kgtools().query(PREFIX + f"SELECT ?x {{ part:{name} part:of ?x }}", base="http://parts.example/", quads=[])
