"""Tables of Arrow, and what speaks its protocol, as columns of terms.

What the metadata of a field say of its column holds (:mod:`kgtools.sparql.results.arrow`), else its type
(:mod:`kgtools.sparql.results.arrow_columns`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from kgtools.errors import UsageError, shorten
from kgtools.model.terms import Literal, NamedNode
from kgtools.query.results.cells import Check, cell_term, column_of_cells, no_term, paced
from kgtools.sparql.columns.dictionary import IRI, Ids
from kgtools.sparql.results.arrow_columns import StringsColumn, column_of_arrow, datatype_of, read_texts
from kgtools.sparql.results.formats import read_tsv
from kgtools.sparql.terms.inline import InlineColumn, TextColumn
from kgtools.sparql.terms.pool import Pool
from kgtools.sparql.typed.kinds import is_reference
from kgtools.table.kernels.arrow import call, functions, mask, matching
from kgtools.table.kernels.text import term_text

__all__ = ["column_of", "column_of_terms", "columns_of"]

#: what is certainly an IRI; of all else it is asked one by one
_PLAIN_IRI = r"^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~!$&'()*+,;=:@/-]*)?(#[A-Za-z0-9._~/-]*)?$"
Says = Mapping[str, str]
Foreign: TypeAlias = Any  # Any: what libraries have that need not be installed, known by what it can do


def columns_of(name: str, table: Foreign, check: Check) -> dict[str, InlineColumn]:
    """The columns of a table, by their names.

    Raises :class:`UsageError` for what is not a table, for two columns of one name, and a cell that no term can hold.
    """
    if type(table).__module__.partition(".")[0] == "pandas" and hasattr(table, "columns"):
        return _columns_of_pandas(name, table, check)
    arrow_table = _as_arrow(name, table)
    _check_names(name, arrow_table.column_names)
    columns = {}
    for place, field in enumerate(arrow_table.schema):
        check()
        says = {key.decode(): value.decode("utf-8", "replace") for key, value in (field.metadata or {}).items()}
        columns[field.name] = _column(name, field.name, arrow_table.column(place), says, check)
    return columns


def column_of(name: str, column: str, cells: Foreign, check: Check) -> InlineColumn:
    """One column that speaks the protocol: a series, an array."""
    try:
        array = pa.chunked_array(cells) if hasattr(cells, "__arrow_c_stream__") else pa.array(cells)
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise UsageError(_unreadable(name, error, column)) from error
    return _column(name, column, array, {}, check)


def _columns_of_pandas(name: str, table: Foreign, check: Check) -> dict[str, InlineColumn]:
    """The columns of a frame; its index is no column, and what pandas takes for missing is unbound."""
    names = [str(column) for column in table.columns]
    _check_names(name, names)
    columns: dict[str, InlineColumn] = {}
    for place, column in enumerate(names):
        check()
        series = table.iloc[:, place]
        try:
            array = _array_of_pandas(series)
        except (pa.ArrowException, TypeError, ValueError, OverflowError, NotImplementedError):
            # objects of several kinds: each for itself
            missing = series.isna().tolist()
            cells = [None if is_missing else value for value, is_missing in zip(series.tolist(), missing, strict=True)]
            columns[column] = column_of_cells(cells, table=name, column=column, check=check)
        else:
            columns[column] = _column(name, column, array, {}, check)
    return columns


def _array_of_pandas(series: Foreign) -> pa.Array:
    if getattr(series.dtype, "tz", None) is None:
        return pa.Array.from_pandas(series)
    # pandas warns where Arrow asks it for moments in time zones
    array = pa.Array.from_pandas(series.dt.tz_convert("UTC").dt.tz_localize(None))
    return array.cast(pa.timestamp(array.type.unit, "UTC"))


def _check_names(name: str, columns: list[str]) -> None:
    for column in columns:
        if columns.count(column) > 1:
            raise UsageError(f'the table "{shorten(name)}" has two columns "{shorten(column)}"; rename one of them.')


def _as_arrow(name: str, table: Foreign) -> pa.Table:
    try:
        if hasattr(table, "__arrow_c_stream__"):
            return pa.RecordBatchReader.from_stream(table).read_all()
        if hasattr(table, "__arrow_c_array__"):
            return pa.Table.from_batches([pa.record_batch(table)])
    except (pa.ArrowException, TypeError, ValueError, NotImplementedError) as error:
        raise UsageError(_unreadable(name, error)) from error
    raise UsageError(
        f'"{shorten(name)}" is not a table ({type(table).__name__}); give what has Arrow\'s C stream, such as a data '
        "frame, a list of mappings, or a mapping from names to lists."
    )


def _unreadable(name: str, error: Exception, column: str | None = None) -> str:
    what = "" if column is None else f'the column "{shorten(column)}" of '
    return f'{what}the table "{shorten(name)}" cannot be read: {shorten(str(error), 200)}.'


def _column(name: str, column: str, cells: Foreign, says: Says, check: Check) -> InlineColumn:
    array = cells
    if isinstance(cells, pa.ChunkedArray):
        array = cells.chunk(0) if cells.num_chunks == 1 else cells.combine_chunks()
        if isinstance(array, pa.ChunkedArray):
            # offsets of 32 bits would not do
            array = pa.concat_arrays([call("cast", chunk, options=_WIDE) for chunk in array.chunks])
    try:
        result = _by_metadata(name, column, array, says, check) or column_of_arrow(array)
    except pa.ArrowException as error:
        raise UsageError(_unreadable(name, error, column)) from error
    if result is None:
        first = call("is_valid", array).index(mask(np.ones(1, np.bool_))[0]).as_py()
        raise no_term(name, column, first, f"values of Arrow's type {shorten(str(array.type), 60)}")
    return result


_WIDE = functions.CastOptions.safe(pa.large_string())


def _by_metadata(name: str, column: str, array: pa.Array, says: Says, check: Check) -> InlineColumn | None:
    """A column that says of itself what it holds; None where it says nothing, or what its type says anyway."""
    kind, datatype = says.get("kgtools:kind"), says.get("kgtools:datatype")
    texts = read_texts(array) if kind in ("iri", "term", "value") else None
    if texts is not None and kind in ("iri", "term"):
        return _iris(name, column, *texts, check) if kind == "iri" else _terms(name, column, *texts, check)
    if kind != "value" or not datatype or datatype == datatype_of(array.type):
        return None
    suffix = _suffix(name, column, datatype, says)
    if texts is not None:
        return StringsColumn(*texts, suffix=suffix)
    if pa.types.is_integer(array.type):
        # one of the types that are derived from xsd:integer
        texts_and_places = read_texts(call("cast", array, options=_WIDE))
        return None if texts_and_places is None else StringsColumn(*texts_and_places, suffix=suffix)
    values = column_of_arrow(array)
    if values is None:
        return None
    lexical = [None if term is None else getattr(term, "value", "") for term in paced(values.terms(), check)]
    named = NamedNode(datatype)
    return TextColumn([None if text is None else term_text(Literal(text, datatype=named)) for text in lexical])


def _suffix(name: str, column: str, datatype: str, says: Says) -> str:
    """What follows the quotation marks of all the literals; the metadata are made by anybody."""
    language, direction = says.get("kgtools:language"), says.get("kgtools:direction")
    try:
        if language is not None:
            from kgtools.sparql.results.arrow import directed

            return term_text(directed("", language, direction))[2:]
        return term_text(Literal("", datatype=NamedNode(datatype)))[2:]
    except (ValueError, SyntaxError) as error:
        raise UsageError(_unreadable(name, error, column)) from error


def _iris(name: str, column: str, texts: pa.LargeStringArray, places: Ids, check: Check) -> InlineColumn:
    odd = np.flatnonzero(~matching(texts, _PLAIN_IRI))
    for place, text in zip(odd.tolist(), paced(call("take", texts, pa.array(odd)).to_pylist(), check), strict=True):
        if text is not None:
            cell_term(NamedNode, text, table=name, column=column, row=_row(places, place))
    return StringsColumn(texts, places, kind=IRI)


def _terms(name: str, column: str, texts: pa.LargeStringArray, places: Ids, check: Check) -> InlineColumn:
    """What SPARQL TSV writes as a term."""
    canonical: list[str] = []
    for place, text in enumerate(paced(texts.to_pylist(), check)):
        try:
            term = cell_term(read_tsv, text, table=name, column=column, row=place)
        except UsageError:
            # the row is looked for where it is told only
            term = cell_term(read_tsv, text, table=name, column=column, row=_row(places, place))
        assert term is not None
        canonical.append(term_text(term))
    # two spellings may be one term
    distinct = dict.fromkeys(canonical)
    if len(distinct) == len(canonical):
        return TextColumn(canonical, places)
    at = {text: place for place, text in enumerate(distinct)}
    standing = np.array([*(at[text] for text in canonical), -1], np.int32)
    return TextColumn(list(distinct), standing[places])


def _row(places: Ids, place: int) -> int:
    return int(np.flatnonzero(places == place)[0])


def column_of_terms(ids: Ids, places: Ids, pool: Pool) -> InlineColumn | None:
    """Terms of a pool that are all IRIs, or all literals of one datatype or language; None for others."""
    from kgtools.sparql.results.arrow import plain_texts

    texts = plain_texts(ids, pool)
    if texts is None:
        return None
    lexical, suffix = texts
    if suffix is None:
        return StringsColumn(lexical, places, kind=IRI)
    tags, words = pool.typed(ids)
    values = None if is_reference(tags).any() else (tags, words)
    return StringsColumn(lexical, places, suffix=suffix, values=values)
