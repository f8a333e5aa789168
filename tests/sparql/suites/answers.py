"""What a test expects, and what an engine answers: solutions, a truth value, or a graph."""

from __future__ import annotations

import csv
import io
import re
import struct
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

import pyoxigraph

from kgtools.model.terms import BlankNode, Literal, NamedNode, Quad, Term
from tests.sparql.suites.isomorphism import rows_of_quads, same_rows
from tests.sparql.suites.manifest import Files, iri_of

__all__ = ["Answer", "Table", "difference", "read_answer", "read_csv", "read_files", "read_rdf", "read_results"]

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\Z")
_XSD = "http://www.w3.org/2001/XMLSchema#"
_RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"


@dataclass(frozen=True)
class Table:
    """Solutions: the names of the columns, and the rows."""

    variables: tuple[str, ...]
    rows: list[tuple[Term | None, ...]] = field(repr=False)
    #: whether the order of the rows is a part of the answer
    ordered: bool = False

    def in_order_of(self, variables: Sequence[str]) -> list[tuple[Term | None, ...]]:
        """The rows with their columns in another order."""
        places = [self.variables.index(name) for name in variables]
        return [tuple(row[place] for place in places) for row in self.rows]


Answer: TypeAlias = Table | bool | list[Quad]


def read_rdf(path: Path, *, graph: str | None = None) -> list[Quad]:
    """The quads of a file of RDF under its published IRI; its default graph under `graph` where one is named."""
    format = pyoxigraph.RdfFormat.from_extension(path.suffix[1:])
    quads = pyoxigraph.parse(path=str(path), format=format, base_iri=iri_of(path), rename_blank_nodes=True)
    if graph is None:
        return list(quads)
    return [Quad(quad.subject, quad.predicate, quad.object, NamedNode(graph)) for quad in quads]


def read_files(files: Files) -> list[Quad]:
    """The quads of a dataset."""
    quads = [quad for path in files.default for quad in read_rdf(path)]
    return quads + [quad for name, path in files.named for quad in read_rdf(path, graph=name)]


def read_answer(path: Path) -> Answer:
    """What a file of results or RDF holds."""
    if path.suffix == ".csv":
        return read_csv(path.read_bytes())
    if path.suffix in (".srx", ".srj", ".tsv"):
        return read_results(path.read_bytes(), path.suffix[1:])
    quads = read_rdf(path)
    return _result_set(quads) if any(quad.object == NamedNode(_RS + "ResultSet") for quad in quads) else quads


def read_results(data: bytes, extension: str) -> Table | bool:
    """What SPARQL XML (``srx``), JSON (``srj``) or TSV holds."""
    results = pyoxigraph.parse_query_results(data, format=pyoxigraph.QueryResultsFormat.from_extension(extension))
    if isinstance(results, pyoxigraph.QueryBoolean):
        return bool(results)
    return Table(tuple(v.value for v in results.variables), [tuple(solution) for solution in results])


def read_csv(data: bytes) -> Table:
    """What CSV holds: every cell that is not empty as a string, but blank nodes."""
    head, *rows = csv.reader(io.StringIO(data.decode()))
    return Table(tuple(head), [tuple(_csv_cell(cell) for cell in row) for row in rows])


def _csv_cell(cell: str) -> Term | None:
    if not cell:
        return None
    return BlankNode(cell[2:]) if cell.startswith("_:") else Literal(cell)


def _result_set(quads: Iterable[Quad]) -> Table | bool:
    def objects(subject: Term, word: str) -> list[Term]:
        return [quad.object for quad in quads if quad.subject == subject and quad.predicate.value == _RS + word]

    (root,) = [quad.subject for quad in quads if quad.object == NamedNode(_RS + "ResultSet")]
    for truth in objects(root, "boolean"):
        return truth == Literal(True)
    variables = tuple(sorted(_text(name) for name in objects(root, "resultVariable")))
    rows = []
    for solution in objects(root, "solution"):
        cells = {}
        for binding in objects(solution, "binding"):
            (name,), (value,) = objects(binding, "variable"), objects(binding, "value")
            cells[_text(name)] = value
        index = [int(_text(number)) for number in objects(solution, "index")]
        rows.append((index, tuple(cells.get(name) for name in variables)))
    rows.sort(key=lambda row: row[0])
    return Table(variables, [row for _, row in rows], ordered=any(index for index, _ in rows))


def _text(term: Term) -> str:
    assert isinstance(term, Literal)
    return term.value


def difference(expected: Answer, found: Answer, *, lax: bool = False, computed: Container[str] = ()) -> str:
    """In what an answer differs from what is expected, or nothing.

    With `lax`, rows that are equal may be given less often, but not never. Terms are compared exactly, but in the
    columns `computed`: of a number that is computed the recommendation tells the value and no spelling (section 17.1).
    """
    if isinstance(expected, bool) or isinstance(found, bool):
        return "" if expected is found else f"{_words(found)}, where {_words(expected)} is expected"
    if isinstance(expected, Table) and isinstance(found, Table):
        return _difference_of_tables(_by_value(expected, computed), _by_value(found, computed), lax=lax)
    if isinstance(expected, list) and isinstance(found, list):
        if same_rows(rows_of_quads(expected), rows_of_quads(found)):
            return ""
        return f"the graph {_lines(map(str, found))} is not {_lines(map(str, expected))}"
    return f"{_words(found)}, where {_words(expected)} is expected"


def _difference_of_tables(expected: Table, found: Table, *, lax: bool) -> str:
    if set(expected.variables) != set(found.variables):
        return f"the columns {' '.join(found.variables)} are not {' '.join(expected.variables)}"
    left, right = expected.rows, found.in_order_of(expected.variables)
    if lax:
        missing = any(right.count(row) > left.count(row) or (row not in right) for row in [*left, *right])
        return f"{_lines(map(str, right))} is not a part of {_lines(map(str, left))}" if missing else ""
    if expected.ordered:
        left = [(Literal(number), *row) for number, row in enumerate(left)]
        right = [(Literal(number), *row) for number, row in enumerate(right)]
    if same_rows(left, right):
        return ""
    return f"the solutions {_lines(map(str, right))} are not {_lines(map(str, left))}"


def _by_value(table: Table, computed: Container[str]) -> Table:
    columns = [name in computed for name in table.variables]
    rows = [
        tuple(_shortest(term) if number else term for term, number in zip(row, columns, strict=True))
        for row in table.rows
    ]
    return Table(table.variables, rows, table.ordered)


def _shortest(term: Term | None) -> Term | None:
    """One spelling for each value of xsd:integer, xsd:decimal, xsd:float and xsd:double."""
    if not isinstance(term, Literal) or term.language is not None or not _NUMBER.match(term.value):
        return term
    kind = term.datatype.value.removeprefix(_XSD)
    if kind in ("float", "double"):
        value = float(term.value)
        return Literal(
            repr(struct.unpack("f", struct.pack("f", value))[0] if kind == "float" else value), datatype=term.datatype
        )
    if kind in ("integer", "decimal") and "e" not in term.value.lower():
        return Literal(f"{Decimal(term.value).normalize():f}", datatype=term.datatype)
    return term


def _words(answer: Answer) -> str:
    if isinstance(answer, bool):
        return str(answer).lower()
    return f"a table of {len(answer.rows)} rows" if isinstance(answer, Table) else f"a graph of {len(answer)} triples"


def _lines(lines: Iterable[str]) -> str:
    return "\n  " + "\n  ".join(sorted(lines)) + "\n"
