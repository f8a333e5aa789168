"""What an endpoint means by SPARQL, and its limits: found by queries over constants, which need no data.

Each query comes with the answer of the recommendation. An endpoint that answers otherwise is asked in another way, or
the part that depends on it is answered here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kgtools.elsewhere.endpoint.answers import ask, select
from kgtools.elsewhere.endpoint.client import Endpoint
from kgtools.errors import EndpointError
from kgtools.model.vocab import RDF, XSD

__all__ = ["PROBES", "ROWS", "Dialect", "Probe", "probe", "require", "row_limit", "rows_at_once"]

_BIG = "123456789012345678901234567890"


class Probe(NamedTuple):
    """A question: what it is about, the ASK query, and the answer of the recommendation."""

    name: str
    about: str
    query: str
    expected: bool


def _over(values: str, condition: str) -> str:
    return f"ASK {{ VALUES {values} FILTER({condition}) }}"


def _date(text: str, kind: str) -> str:
    return f'"{text}"^^<{XSD}{kind}>'


#: the questions, in order
PROBES: tuple[Probe, ...] = (
    Probe("same-term", "sameTerm() with a plain string", _over('?v { "a" }', 'sameTerm(?v, "a")'), True),
    Probe("in", "IN with plain strings", _over('?v { "a" }', '?v IN ("b", "a")'), True),
    Probe(
        "lang-string",
        "the datatype of text with a language",
        _over('?v { "a"@en }', f"DATATYPE(?v) = <{RDF}langString>"),
        True,
    ),
    Probe(
        "term-equality",
        "1 and 1.0 are two terms",
        "ASK { { SELECT (COUNT(DISTINCT ?v) AS ?n) { VALUES ?v { 1 1.0 } } } FILTER(?n = 2) }",
        True,
    ),
    Probe(
        "lexical-forms",
        "01 stays 01",
        _over(f"?v {{ {_date('01', 'integer')} }}", 'STR(?v) = "01"'),
        True,
    ),
    Probe(
        "derived-types",
        "xsd:nonNegativeInteger stays as it is",
        _over(f"?v {{ {_date('1', 'nonNegativeInteger')} }}", f"DATATYPE(?v) = <{XSD}nonNegativeInteger>"),
        True,
    ),
    Probe(
        "ill-typed",
        "an ill-typed literal stays as it is",
        _over(f"?v {{ {_date('abc', 'integer')} }}", 'STR(?v) = "abc"'),
        True,
    ),
    Probe(
        "text-and-date",
        "text is not compared with a date",
        _over('?v { "x" }', f"?v >= {_date('1950-01-01', 'date')}"),
        False,
    ),
    Probe(
        "months-and-years",
        "a month is not compared with a year",
        _over(f"?v {{ {_date('2020-01', 'gYearMonth')} }}", f"?v < {_date('2021', 'gYear')}"),
        False,
    ),
    Probe(
        "zones",
        "moments an hour apart are not compared where one has no time zone",
        _over(
            f"?v {{ {_date('2020-01-01T00:00:00', 'dateTime')} }}", f"?v < {_date('2020-01-01T01:00:00Z', 'dateTime')}"
        ),
        False,
    ),
    Probe("large-numbers", "whole numbers have no size", _over(f"?v {{ {_BIG} }}", "?v > 1"), True),
    Probe(
        "dates",
        "dates are compared",
        _over(f"?v {{ {_date('2020-01-01', 'date')} }}", f"?v < {_date('2020-01-02', 'date')}"),
        True,
    ),
    Probe(
        "union",
        "UNION with VALUES",
        "ASK { { VALUES ?v { <urn:x:a> } } UNION { VALUES ?v { <urn:x:b> } } FILTER(?v = <urn:x:b>) }",
        True,
    ),
    Probe("minus", "MINUS", "ASK { VALUES ?v { <urn:x:a> } MINUS { VALUES ?v { <urn:x:a> } } }", False),
    Probe(
        "not-exists",
        "NOT EXISTS",
        "ASK { VALUES ?v { <urn:x:a> } FILTER NOT EXISTS { ?v <urn:x:p> ?o } }",
        True,
    ),
    Probe(
        "optional", "OPTIONAL", "ASK { VALUES ?v { <urn:x:a> } OPTIONAL { ?v <urn:x:p> ?o } FILTER(!BOUND(?o)) }", True
    ),
    Probe(
        "groups",
        "GROUP BY and HAVING",
        "ASK { { SELECT ?v (COUNT(?w) AS ?n) { VALUES (?v ?w) { (1 1) (1 2) } } GROUP BY ?v HAVING (COUNT(?w) > 1) } }",
        True,
    ),
    Probe("paths", "a path of any length from a given node", "ASK { <urn:x:a> <urn:x:p>* ?w }", True),
    Probe(
        "letters",
        "\\p{L} in REGEX is any letter",
        'ASK { VALUES ?v { "\\u00E9" } FILTER(REGEX(?v, "^\\\\p{L}$")) }',
        True,
    ),
    Probe("digests", "MD5()", 'ASK { FILTER(MD5("a") = "0cc175b9c0f1b6a831c399e269772661") }', True),
)


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """What was found.

    `answers` has for each probe whether the endpoint gives the answer of the recommendation; None where it gives an
    error. `row_limit` is None where more than :data:`ROWS` rows came; `values` is how many rows VALUES may have.
    """

    answers: Mapping[str, bool | None] = field(default_factory=dict)
    row_limit: int | None = None
    values: int = 0
    server: str = ""

    def is_right(self, name: str) -> bool:
        """Whether a probe was answered as the recommendation asks."""
        return self.answers.get(name) is True


#: the rows of the probe for a row limit
ROWS = 20_736
_SIZES = (500, 3000)


def require(endpoint: Endpoint, names: Collection[str]) -> None:
    """Raise :class:`EndpointError` unless some of the :data:`PROBES` are answered as the recommendation asks."""
    for question in PROBES:
        if question.name in names and ask(endpoint, question.query) != question.expected:
            raise endpoint.error(
                f"it does not answer as SPARQL 1.1 defines, and results would depend on that ({question.about}); pull "
                "the data (--pull)."
            )


def row_limit(endpoint: Endpoint) -> int | None:
    """How many of :data:`ROWS` rows come; None where all of them do, and 0 where there is no answer."""
    rows = _rows_of(endpoint, 12, "abcd")
    return None if rows == ROWS else rows


def rows_at_once(endpoint: Endpoint) -> int:
    """How many of a thousand rows come, and some more: a row limit is no lower than that."""
    return _rows_of(endpoint, 32, "ab")


def _rows_of(endpoint: Endpoint, size: int, variables: str) -> int:
    """How many rows of a product of constants come."""
    numbers = " ".join(map(str, range(size)))
    values = " ".join(f"VALUES ?{name} {{ {numbers} }}" for name in variables)
    try:
        return len(select(endpoint, f"SELECT * {{ {values} }}", paged=True))
    except EndpointError:
        return 0


def probe(endpoint: Endpoint) -> Dialect:
    """Ask all of :data:`PROBES`, for rows, and with many values: about two dozen small requests.

    Raises :class:`EndpointError` where the endpoint does not answer the first question at all.
    """
    ask(endpoint, "ASK { VALUES ?v { 1 } }")
    answers: dict[str, bool | None] = {}
    for question in PROBES:
        try:
            answers[question.name] = ask(endpoint, question.query) == question.expected
        except EndpointError:
            answers[question.name] = None
    rows = row_limit(endpoint)
    largest = 0
    for size in _SIZES:
        terms = " ".join(f"<urn:x:{number}>" for number in range(size))
        try:
            counts = select(endpoint, f"SELECT (COUNT(?v) AS ?n) {{ VALUES ?v {{ {terms} }} }}")
        except EndpointError:
            break
        if not counts or counts[0][0] is None or getattr(counts[0][0], "value", "") != str(size):
            break
        largest = size
    return Dialect(answers=answers, row_limit=rows, values=largest)
