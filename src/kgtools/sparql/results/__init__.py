"""Answers in bytes: SPARQL 1.1 Query Results JSON, XML, CSV and TSV, and N-Triples, written from columns of numbers.

A term is spelled once for all the rows that it is in; large answers are put together as columns, too.

>>> from kgtools.table import SmallTerms
>>> from kgtools.model.terms import Literal
>>> from kgtools.sparql.terms.pool import Pool
>>> from kgtools.sparql.solutions.solution_table import SolutionTable
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

from io import BytesIO

from kgtools.errors import UnwritableError
from kgtools.sparql.answers import GraphAnswer, SelectAnswer
from kgtools.sparql.results.blank_nodes import renamed
from kgtools.sparql.results.formats import CSV, JSON, NTRIPLES, TSV, XML, CharacterError, Format
from kgtools.sparql.results.rows import first_unwritable, joined_rows

__all__ = ["to_csv", "to_json", "to_ntriples", "to_tsv", "to_xml"]


def to_json(answer: SelectAnswer) -> bytes:
    """SPARQL 1.1 Query Results JSON (for triple terms and directions: 1.2), in UTF-8.

    >>> from kgtools.sparql.engine import answer, prepare
    >>> from kgtools.store import MemoryStore
    >>> query = prepare('SELECT ?x ?y { VALUES ?x { "a"@en } }')
    >>> print(to_json(answer(query, MemoryStore().data())).decode())
    {"head":{"vars":["x","y"]},"results":{"bindings":[{"x":{"type":"literal","value":"a","xml:lang":"en"}}]}}
    """
    return _answer_bytes(answer, JSON)


def to_csv(answer: SelectAnswer) -> bytes:
    """SPARQL 1.1 CSV: the values alone, in UTF-8, with line ends as RFC 4180 has them.

    >>> from kgtools.sparql.engine import answer, prepare
    >>> from kgtools.store import MemoryStore
    >>> query = prepare('SELECT ?x ?y { VALUES ?x { "a"@en } }')
    >>> to_csv(answer(query, MemoryStore().data()))
    b'x,y\\r\\na,\\r\\n'
    """
    return _answer_bytes(answer, CSV)


def to_tsv(answer: SelectAnswer) -> bytes:
    """SPARQL 1.1 TSV: terms as in Turtle, in UTF-8.

    >>> from kgtools.sparql.engine import answer, prepare
    >>> from kgtools.store import MemoryStore
    >>> query = prepare('SELECT ?x ?y { VALUES ?x { "a"@en } }')
    >>> to_tsv(answer(query, MemoryStore().data()))
    b'?x\\t?y\\n"a"@en\\t\\n'
    """
    return _answer_bytes(answer, TSV)


def to_xml(answer: SelectAnswer) -> bytes:
    """SPARQL Query Results XML.

    >>> from kgtools.sparql.engine import answer, prepare
    >>> from kgtools.store import MemoryStore
    >>> query = prepare('SELECT ?x ?y { VALUES ?x { "a"@en } }')
    >>> print(to_xml(answer(query, MemoryStore().data())).decode())
    <?xml ...<results><result><binding name="x"><literal xml:lang="en">a</literal></binding></result></results></sparql>

    Raises :class:`UnwritableError` for a character that no XML document can hold, not even as a reference.
    """
    try:
        return _answer_bytes(answer, XML)
    except CharacterError as error:
        row, variable, character = first_unwritable(answer, XML)
        raise UnwritableError(
            f"XML cannot hold the character U+{ord(character):04X}, which is in ?{variable} of row {row}; use "
            "json, tsv or csv.",
            ("application/sparql-results+json", "text/csv", "text/tab-separated-values"),
        ) from error


def to_ntriples(answer: GraphAnswer) -> bytes:
    """N-Triples, a line a triple in their order; blank nodes are ``b0``, ``b1`` … in the order in which they appear.

    >>> from kgtools.sparql.engine import answer, prepare
    >>> from kgtools.store import MemoryStore
    >>> query = prepare("CONSTRUCT { [] <http://e/n> ?n } { VALUES ?n { 1 2 } }")
    >>> print(to_ntriples(answer(query, MemoryStore().data())).decode(), end="")
    _:b0 <http://e/n> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .
    _:b1 <http://e/n> "2"^^<http://www.w3.org/2001/XMLSchema#integer> .
    """
    return _answer_bytes(renamed(answer.as_solutions()), NTRIPLES)


def _answer_bytes(answer: SelectAnswer, format: Format) -> bytes:
    # each piece is let go once it is copied, so that the next one is made in the same memory
    out = BytesIO()
    out.write(format.head(answer.variables).encode())
    for piece in joined_rows(answer, format):
        out.write(piece)
    out.write(format.end.encode())
    return out.getvalue()
