"""Parquet for data frames and analytic databases: the triples as they are, and a typed table a class."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from kgtools.model.order import sorted_quads
from kgtools.model.terms import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Term
from kgtools.model.vocab import XSD
from kgtools.table.kernels.text import term_text
from kgtools.text.languages import language_tag
from kgtools.views.class_tables import class_tables, with_labels
from kgtools.views.view import ViewOptions

if TYPE_CHECKING:
    import pyarrow

__all__ = ["TRIPLES", "class_file", "column_type", "free_name", "parquet_bytes", "write_parquet"]

#: the file of all triples, every lexical form as it is
TRIPLES = "triples.parquet"
_LIMIT = 1 << 63


def write_parquet(quads: Sequence[Quad], options: ViewOptions) -> dict[str, bytes]:
    """:data:`TRIPLES` (subject, predicate, object, kind, datatype, language, graph) and one file a class.

    In the table of a class a column with one value at most in each row is plain, else a list; it has numbers or truth
    values where all its values are such, else text. What a cell loses (the spelling ``01``) is kept in the triples.
    """
    import pyarrow as pa

    files = {TRIPLES: parquet_bytes(_triples(quads))}
    for table in class_tables(quads, options):
        columns: dict[str, object] = {
            "iri": pa.array([_text(subject) for subject in table.subjects], pa.string()),
            "label": pa.array([label or None for label in table.labels], pa.string()),
        }
        for number, column in enumerate(table.columns):
            columns[free_name(column.title, columns)] = _column([row[number] for row in table.cells])
        files[f"{class_file(table.name)}.parquet"] = parquet_bytes(pa.table(columns))
    return files


def class_file(name: str) -> str:
    """The name of the file of a class, without its extension."""
    return f"{name}-class" if f"{name}.parquet".casefold() == TRIPLES else name


def free_name(name: str, columns: Mapping[str, object]) -> str:
    """The name, or another one where a column bears it already."""
    while name in columns:
        name += "_"
    return name


def parquet_bytes(table: pyarrow.Table) -> bytes:
    """A table as a Parquet file."""
    import pyarrow.parquet as pq

    stream = io.BytesIO()
    pq.write_table(table, stream, compression="zstd")
    return stream.getvalue()


def _triples(quads: Sequence[Quad]) -> pyarrow.Table:
    import pyarrow as pa

    rows = sorted_quads(with_labels(quads))
    literals = [quad.object if isinstance(quad.object, Literal) else None for quad in rows]
    columns = {
        "subject": [_text(quad.subject) for quad in rows],
        "predicate": [quad.predicate.value for quad in rows],
        "object": [_text(quad.object) for quad in rows],
        "kind": [_kind(quad.object) for quad in rows],
        "datatype": [None if x is None or x.language else x.datatype.value for x in literals],
        "language": [None if x is None or not x.language else language_tag(x.language) for x in literals],
        "graph": [None if isinstance(q.graph_name, DefaultGraph) else _text(q.graph_name) for q in rows],
    }
    few = pa.dictionary(pa.int32(), pa.string())
    return pa.table(
        {
            name: pa.array(values, pa.string()).cast(
                few if name in ("predicate", "kind", "datatype", "language") else pa.string()
            )
            for name, values in columns.items()
        }
    )


def _text(term: Term) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else term_text(term)


def _kind(term: Term) -> str:
    if isinstance(term, NamedNode):
        return "iri"
    if isinstance(term, Literal):
        return "literal"
    return "blank" if isinstance(term, BlankNode) else "triple"


def _column(cells: Sequence[Sequence[Term]]) -> pyarrow.Array:
    import pyarrow as pa

    terms = [term for cell in cells for term in cell]
    kind, convert = column_type(terms)
    if all(len(cell) < 2 for cell in cells):
        return pa.array([convert(cell[0]) if cell else None for cell in cells], kind)
    return pa.array([[convert(term) for term in cell] for cell in cells], pa.list_(kind))


def column_type(terms: Sequence[Term]) -> tuple[pyarrow.DataType, Callable[[Term], object]]:
    """The Arrow type that fits all the terms, and how a term becomes a value of it."""
    import pyarrow as pa

    datatypes = {term.datatype.value if isinstance(term, Literal) else "" for term in terms}
    try:
        if datatypes == {XSD + "integer"} and all(-_LIMIT <= int(_text(term)) < _LIMIT for term in terms):
            return pa.int64(), lambda term: int(_text(term))
        if datatypes and datatypes <= {XSD + "double", XSD + "float"}:
            [float(_text(term)) for term in terms]
            return pa.float64(), lambda term: float(_text(term))
    except ValueError:
        # a lexical form that is not a number: the column stays text
        return pa.string(), _text
    if datatypes == {XSD + "boolean"} and all(_text(term) in ("true", "false", "1", "0") for term in terms):
        return pa.bool_(), lambda term: _text(term) in ("true", "1")
    return pa.string(), _text
