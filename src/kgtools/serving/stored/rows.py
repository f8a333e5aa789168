"""Rows as plain JSON: one object a row, with JSON's own numbers and truth values."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from kgtools.model.json import Json, JsonDict
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term
from kgtools.model.vocab import XSD
from kgtools.query.results.answers import Solutions, reason_json
from kgtools.table.relations import unique
from kgtools.text.languages import in_language

if TYPE_CHECKING:
    from kgtools.query.columns import Column

__all__ = ["ROWS_SCHEMA", "ROWS_VERSION", "JsonScalar", "columns_of", "json_value", "reasons_of", "rows_of", "sliced"]

#: a value of a cell as JSON has it
JsonScalar: TypeAlias = "str | int | float | bool | None"

#: the version of the shape of documents with rows; it goes up when a member changes its meaning
ROWS_VERSION = 1
_INTEGERS = frozenset(
    XSD + name
    for name in (
        "integer",
        "long",
        "int",
        "short",
        "byte",
        "nonNegativeInteger",
        "positiveInteger",
        "nonPositiveInteger",
        "negativeInteger",
        "unsignedLong",
        "unsignedInt",
        "unsignedShort",
        "unsignedByte",
    )
)
_FRACTIONS = frozenset({XSD + "decimal", XSD + "double", XSD + "float"})
#: integers beyond are rounded by programs that have no others than doubles, so they stay text
_LARGEST_EXACT = 2**53
_VALUE: Mapping[str, Json] = {"type": ["string", "number", "boolean", "null"]}

#: the JSON Schema of documents with rows
ROWS_SCHEMA: Mapping[str, Json] = {
    "type": "object",
    "required": ["version", "query", "columns", "total", "offset", "rows"],
    "properties": {
        "version": {"const": ROWS_VERSION},
        "query": {"type": "string", "description": "the name of the stored query"},
        "columns": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name"],
                "properties": {"name": {"type": "string"}, "description": {"type": "string"}},
            },
        },
        "total": {"type": "integer", "minimum": 0, "description": "rows of the whole answer"},
        "offset": {"type": "integer", "minimum": 0, "description": "rows of it before the first one here"},
        "rows": {"type": "array", "items": {"type": "object", "additionalProperties": _VALUE}},
        "why": {
            "type": "array",
            "description": "for each row what it rests on",
            "items": {"type": "array", "items": {"type": "object"}},
        },
        "whyNot": {"type": "array", "description": "why there is no row", "items": {"type": "object"}},
        "facets": {
            "type": "object",
            "additionalProperties": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["value", "count"],
                    "properties": {
                        "value": _VALUE,
                        "label": {"type": "string"},
                        "count": {"type": "integer", "minimum": 1},
                    },
                },
            },
        },
    },
}


def json_value(term: Term | None) -> JsonScalar:
    """A term as JSON has it: its number or truth value where JSON has the same, else its text.

    >>> json_value(Literal("042", datatype=NamedNode(XSD + "integer"))), json_value(Literal("2031-06"))
    (42, '2031-06')
    """
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return term.value
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    if not isinstance(term, Literal):
        return str(term)
    datatype, text = term.datatype.value, term.value
    try:
        if datatype in _INTEGERS:
            number = int(text)
            return number if abs(number) <= _LARGEST_EXACT else text
        if datatype in _FRACTIONS:
            fraction = float(text)
            return fraction if math.isfinite(fraction) else text
    except ValueError:
        return text
    if datatype == XSD + "boolean":
        return {"true": True, "1": True, "false": False, "0": False}.get(text.strip(), text)
    return text


def sliced(answer: Solutions, offset: int, limit: int | None) -> Solutions:
    """Some of the rows, with what they rest on."""
    solutions = answer.columns()
    if not offset and limit is None:
        return answer
    end = solutions.table.size if limit is None else min(offset + limit, solutions.table.size)
    rows = np.arange(min(offset, end), end)
    why = None if answer.why is None else [answer.why[place] for place in rows.tolist()]
    part = solutions.with_table(solutions.variables, solutions.table.take(rows))
    return Solutions(part.variables, part, why=why, prefixes=answer.prefixes)


def rows_of(answer: Solutions) -> list[dict[str, JsonScalar]]:
    """The rows as objects; each distinct term is made into a value once.

    >>> from kgtools.graph import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_bytes(b"<http://e/a> <http://e/p> 1 .", format="turtle")
    >>> rows_of(graph.query(text="SELECT ?s ?o { ?s ?p ?o }"))
    [{'s': 'http://e/a', 'o': 1}]
    """
    solutions = answer.columns()
    columns: list[Sequence[JsonScalar]] = []
    for name in solutions.variables:
        column = solutions.table.column(name)
        numbers = unique(column)
        values = dict(zip(numbers.tolist(), map(json_value, solutions.terms(numbers)), strict=True))
        columns.append([values[number] for number in column.tolist()])
    if not columns:
        return [{} for _ in range(len(solutions))]
    return [dict(zip(solutions.variables, row, strict=True)) for row in zip(*columns, strict=True)]


def columns_of(answer: Solutions, described: Sequence[Column], languages: Sequence[str]) -> list[dict[str, str]]:
    """The columns with what they mean, in the first language that says it."""
    descriptions = {column.name: column.descriptions for column in described}
    columns = []
    for name in answer.variables:
        texts = descriptions.get(name, {})
        text = in_language(texts, languages)
        columns.append({"name": name} | ({"description": text} if text else {}))
    return columns


def reasons_of(answer: Solutions) -> list[list[JsonDict]]:
    """For each row what it rests on."""
    return [[reason_json(reason) for reason in reasons] for reasons in answer.why or ()]
