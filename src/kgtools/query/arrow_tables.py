"""Columns of Arrow as columns of terms: the inverse of :mod:`kgtools.sparql.results.arrow`.

Integers are ``xsd:integer``, decimals ``xsd:decimal``, floats of 32 and 64 bits ``xsd:float`` and ``xsd:double``, truth
values ``xsd:boolean``, days ``xsd:date``, timestamps ``xsd:dateTime`` (in UTC where the column has a time zone), texts
``xsd:string``; null is unbound. What the metadata of a field say of its column holds before that.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pyarrow as pa

from kgtools.columns.arrow import call, functions, text_array
from kgtools.errors import UsageError, shorten
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.query.tables import Check, Table, cell_term, no_term, paced
from kgtools.sparql.results.formats import read_tsv
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.python import term_of, value_term

__all__ = ["columns_of"]

_DAY = 86_400
_UNITS = {"s": 0, "ms": 3, "us": 6, "ns": 9}
Make = Callable[[Any], Term]


def columns_of(name: str, table: Table, check: Check) -> dict[str, list[Term | None]]:
    """The columns of a table, by their names; an empty cell is None."""
    found = _as_arrow(name, table)
    columns: dict[str, list[Term | None]] = {}
    for place, field in enumerate(found.schema):
        if field.name in columns:
            raise UsageError(
                f'the table "{shorten(name)}" has two columns "{shorten(field.name)}"; rename one of them.'
            )
        columns[field.name] = _terms(name, field, found.column(place), check)
    return columns


def _as_arrow(name: str, table: Table) -> pa.Table:
    try:
        if type(table).__module__.partition(".")[0] == "pandas":
            # its index is no column
            return pa.Table.from_pandas(table, preserve_index=False)
        if hasattr(table, "__arrow_c_stream__"):
            return pa.RecordBatchReader.from_stream(table).read_all()
        if hasattr(table, "__arrow_c_array__"):
            return pa.Table.from_batches([pa.record_batch(table)])
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise UsageError(f'the table "{shorten(name)}" cannot be read: {shorten(str(error), 200)}.') from error
    raise UsageError(
        f'"{shorten(name)}" is no table ({type(table).__name__}); give what has Arrow\'s C stream, such as a data '
        "frame, or a list of mappings."
    )


def _terms(name: str, field: pa.Field, column: pa.ChunkedArray, check: Check) -> list[Term | None]:
    """A column as terms; each distinct value is made into a term once."""
    array = pa.concat_arrays(column.chunks) if column.num_chunks else pa.nulls(0, column.type)
    if pa.types.is_dictionary(array.type):
        array = array.cast(array.type.value_type)
    if array.null_count == len(array):
        return [None] * len(array)
    found = _readable(array)
    if found is None:
        first = call("is_valid", array).index(pa.scalar(True)).as_py()
        raise no_term(name, field.name, first, f"values of Arrow's type {shorten(str(array.type), 60)}")
    values, make = found
    make = _by_metadata(field, values.type, make)
    coded = call("dictionary_encode", values)
    codes = coded.indices.to_pylist()
    rows: dict[int, int] = {}
    for row, code in enumerate(codes):
        rows.setdefault(code, row)
    made = [
        cell_term(make, value, table=name, column=field.name, row=rows.get(code, 0))
        for code, value in enumerate(paced(coded.dictionary.to_pylist(), check))
    ]
    return [None if code is None else made[code] for code in codes]


def _readable(array: pa.Array) -> tuple[pa.Array, Make] | None:
    """The values in a type that Python reads exactly, and what makes terms of them; None where there are no terms."""
    kind, types = array.type, pa.types
    if types.is_boolean(kind) or types.is_integer(kind) or types.is_float64(kind) or types.is_decimal(kind):
        return array, term_of
    if types.is_float16(kind) or types.is_float32(kind):
        return _cast(array, pa.float32()), lambda value: value_term(kinds.FLOAT, value)
    if types.is_string_view(kind):
        # older versions of Arrow have no cast
        return text_array(array.to_pylist()), term_of
    if types.is_string(kind) or types.is_large_string(kind):
        return _cast(array, pa.large_string()), term_of
    if types.is_date(kind):
        # the years of Python end at 9999
        days = _cast(_cast(array, pa.date32()), pa.int32())
        return days, lambda day: value_term(kinds.DATE, (day * _DAY, Decimal(0), None))
    if types.is_timestamp(kind):
        digits, zone = _UNITS[kind.unit], None if kind.tz is None else 0

        def moment(ticks: int) -> Term:
            seconds, part = divmod(ticks, 10**digits)
            return value_term(kinds.DATETIME, (seconds, Decimal(part).scaleb(-digits), zone))

        return _cast(array, pa.int64()), moment
    return None


def _cast(array: pa.Array, kind: pa.DataType) -> pa.Array:
    return call("cast", array, options=functions.CastOptions.safe(kind))


def _by_metadata(field: pa.Field, kind: pa.DataType, make: Make) -> Make:
    """What makes the terms of a column that says of itself what it holds."""
    metadata = {key: value.decode("utf-8", "replace") for key, value in (field.metadata or {}).items()}
    says, datatype = metadata.get(b"kgtools:kind"), metadata.get(b"kgtools:datatype")
    if says in ("iri", "term") and kind == pa.large_string():
        return NamedNode if says == "iri" else read_tsv
    if says == "value" and datatype:
        named = NamedNode(datatype)
        return lambda value: Literal(_literal(make(value)), datatype=named)
    return make


def _literal(term: Term) -> str:
    assert isinstance(term, Literal)
    return term.value
