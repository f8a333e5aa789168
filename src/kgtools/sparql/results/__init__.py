"""Answers in bytes: SPARQL 1.1 Query Results JSON, XML, CSV and TSV, and N-Triples, written from columns of numbers.

A term is spelled once for all the rows that it stands in; large answers are put together as columns, too.

>>> from kgtools.columns import SmallTerms
>>> from kgtools.model.terms import Literal
>>> from kgtools.sparql.evaluate.pool import Pool
>>> from kgtools.sparql.evaluate.solutions import SolutionTable
>>> import numpy as np
>>> table = SolutionTable(2, {"x": np.array([0, -1], np.int32)})
>>> answer = SelectAnswer(["x", "y"], table, Pool(SmallTerms([Literal("a", language="en")])))
>>> print(to_json(answer).decode())
{"head":{"vars":["x","y"]},"results":{"bindings":[{"x":{"type":"literal","value":"a","xml:lang":"en"}},{}]}}
>>> to_csv(answer)
b'x,y\\r\\na,\\r\\n,\\r\\n'
>>> to_tsv(answer)
b'?x\\t?y\\n"a"@en\\t\\n\\t\\n'
>>> print(to_xml(answer).decode()[129:217])
<results><result><binding name="x"><literal xml:lang="en">a</literal></binding></result>
"""

from __future__ import annotations

from kgtools.sparql.answers import GraphAnswer, SelectAnswer
from kgtools.sparql.results.formats import CSV, JSON, NTRIPLES, TSV, XML
from kgtools.sparql.results.rows import joined_rows

__all__ = ["to_csv", "to_json", "to_ntriples", "to_tsv", "to_xml"]


def to_json(answer: SelectAnswer) -> bytes:
    """SPARQL 1.1 Query Results JSON (for triple terms and directions: 1.2)."""
    names = ",".join(f'"{name}"' for name in answer.variables)
    head = f'{{"head":{{"vars":[{names}]}},"results":{{"bindings":['
    return b"".join((head.encode(), *joined_rows(answer, JSON), b"]}}"))


def to_csv(answer: SelectAnswer) -> bytes:
    """SPARQL 1.1 CSV: the values alone."""
    return b"".join((",".join(answer.variables).encode(), b"\r\n", *joined_rows(answer, CSV)))


def to_tsv(answer: SelectAnswer) -> bytes:
    """SPARQL 1.1 TSV: terms as in Turtle."""
    names = "\t".join(f"?{name}" for name in answer.variables)
    return b"".join((names.encode(), b"\n", *joined_rows(answer, TSV)))


def to_xml(answer: SelectAnswer) -> bytes:
    """SPARQL Query Results XML."""
    names = "".join(f'<variable name="{name}"/>' for name in answer.variables)
    head = f'<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head>{names}</head><results>'
    return b"".join((head.encode(), *joined_rows(answer, XML), b"</results></sparql>"))


def to_ntriples(answer: GraphAnswer) -> bytes:
    """N-Triples, a line a triple."""
    return b"".join(joined_rows(answer.as_solutions(), NTRIPLES))
