"""Answers as tables of Arrow: typed columns where all terms of a column have one datatype, else texts.

What a column holds is in the metadata of its field: ``kgtools:kind`` is ``iri`` (the IRIs), ``value`` (the values
of the datatype ``kgtools:datatype``; of texts in one language that is ``kgtools:language``, and ``kgtools:direction``
where they have one), ``term`` (the terms as SPARQL 1.1 TSV writes them) or ``unbound``. A column of terms that have one
datatype in common has ``kgtools:datatype``, too.

>>> from kgtools.model.terms import Literal, NamedNode
>>> rows = [(NamedNode("http://e/a"), Literal(1), Literal("a", language="en")), (None, Literal(2), Literal(3))]
>>> table = to_arrow(SelectAnswer.of_rows(["x", "y", "z"], rows))
>>> table.to_pydict()
{'x': ['http://e/a', None], 'y': [1, 2], 'z': ['"a"@en', '3']}
>>> table.schema.field("y").metadata[b"kgtools:datatype"]
b'http://www.w3.org/2001/XMLSchema#integer'
"""

from __future__ import annotations

import io
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kgtools.model.terms import BaseDirection, Literal
from kgtools.sparql.answers import SelectAnswer
from kgtools.sparql.columns.codes import distinct_ids
from kgtools.sparql.columns.dictionary import Ids
from kgtools.sparql.results.arrow_values import READERS, typed_array
from kgtools.sparql.results.blank_nodes import renamed
from kgtools.sparql.results.columns import spelled_terms
from kgtools.sparql.results.formats import PLAIN, TSV, Format
from kgtools.sparql.terms.pool import Pool
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import Bools, Tags, Words
from kgtools.sparql.typed.writing import DATATYPES
from kgtools.table.kernels.arrow import call, functions, take, text_array

__all__ = ["arrow_column", "directed", "plain_texts", "to_arrow", "to_arrow_stream", "to_parquet"]

_KIND, _DATATYPE = "kgtools:kind", "kgtools:datatype"
_LANGUAGE, _DIRECTION = "kgtools:language", "kgtools:direction"
#: bytes of text from which on a column needs offsets of 64 bits
_MAX_BYTES_OF_INT32 = (1 << 31) - 1


class _Distinct(NamedTuple):
    """The distinct terms of a column as numbers, tags and words; for each row its place among them, and is it bound."""

    ids: Ids
    tags: Tags
    words: Words
    places: npt.NDArray[np.intp]
    bound: Bools

    @classmethod
    def of(cls, column: Ids, pool: Pool) -> _Distinct:
        ids, places = distinct_ids(column)
        if len(ids) and ids[0] < 0:
            ids, places = ids[1:], places - 1
        return cls(ids, *pool.typed(ids), places, column >= 0)

    @property
    def kinds(self) -> list[int]:
        """The kinds that there are."""
        present: list[int] = np.flatnonzero(np.bincount(self.tags & kinds.KIND_MASK)).tolist()
        return present


def to_arrow(answer: SelectAnswer) -> pa.Table:
    """The solutions as a table with a column for each variable; null where it is unbound."""
    pool = answer.pool
    distinct = [_Distinct.of(answer.table.column(name), pool) for name in answer.variables]
    if any(kind in (kinds.BLANK, kinds.TRIPLE) for column in distinct for kind in column.kinds):
        answer = renamed(answer)
        distinct = [_Distinct.of(answer.table.column(name), pool) for name in answer.variables]
    fields, columns = [], []
    for name, terms in zip(answer.variables, distinct, strict=True):
        column, metadata = _column(terms, pool)
        fields.append(pa.field(name, column.type, metadata=metadata))
        columns.append(column)
    return pa.Table.from_arrays(columns, schema=pa.schema(fields))


def to_arrow_stream(answer: SelectAnswer) -> bytes:
    """The table in the streaming format of Arrow IPC."""
    table = to_arrow(answer)
    stream = io.BytesIO()
    with pa.ipc.new_stream(stream, table.schema) as writer:
        writer.write_table(table)
    return stream.getvalue()


def to_parquet(answer: SelectAnswer) -> bytes:
    """The table as a file of Parquet."""
    import pyarrow.parquet as pq

    stream = io.BytesIO()
    pq.write_table(to_arrow(answer), stream, compression="zstd")
    return stream.getvalue()


def arrow_column(ids: Ids, pool: Pool) -> tuple[pa.Array, dict[str, str]]:
    """Terms by their numbers as a column, null for -1; and what its field says."""
    return _column(_Distinct.of(ids, pool), pool)


def _column(terms: _Distinct, pool: Pool) -> tuple[pa.Array, dict[str, str]]:
    """The column, and what it holds."""
    if not len(terms.ids):
        return pa.nulls(len(terms.bound), pa.string()), {_KIND: "unbound"}
    kind = terms.kinds[0] if len(terms.kinds) == 1 else kinds.ERROR
    if kind == kinds.IRI:
        return _texts(terms, pool, PLAIN), {_KIND: "iri"}
    suffix = None if kind in (kinds.ERROR, kinds.BLANK, kinds.TRIPLE) else _suffix(terms.ids, kind, pool)
    about = {} if suffix is None else _about(suffix)
    if kind == kinds.STRING or (kind == kinds.LANGUAGE and suffix is not None):
        return _texts(terms, pool, PLAIN), {_KIND: "value", **about}
    values = READERS[kind](pool, terms.tags, terms.words) if suffix is not None and kind in READERS else None
    if values is not None:
        return typed_array(values, terms.places, terms.bound), {_KIND: "value", **about}
    return _texts(terms, pool, TSV), {_KIND: "term", **about}


def _texts(terms: _Distinct, pool: Pool, format: Format) -> pa.Array:
    distinct, places = spelled_terms(terms.ids, pool, format), terms.places
    if not terms.bound.all():
        distinct, places = pa.concat_arrays([text_array([None]), distinct]), places + 1
    texts = take(distinct, places)
    if texts.nbytes >= _MAX_BYTES_OF_INT32:
        return texts
    return call("cast", texts, options=functions.CastOptions.safe(pa.string()))


def plain_texts(ids: Ids, pool: Pool) -> tuple[pa.LargeStringArray, str | None] | None:
    """IRIs, or the lexical forms of literals that have what follows the quotation marks in common, and that (of
    IRIs None); None where there are both or others."""
    if not len(ids):
        return None
    tags = pool.typed(ids)[0] & np.uint8(kinds.KIND_MASK)
    if (tags == kinds.IRI).all():
        return spelled_terms(ids, pool, PLAIN), None
    if (tags <= kinds.TRIPLE).any() or not (tags == tags[0]).all():
        return None
    suffix = _suffix(ids, int(tags[0]), pool)
    return None if suffix is None else (spelled_terms(ids, pool, PLAIN), suffix)


def directed(text: str, language: str, direction: str | None) -> Literal:
    """A literal in a language, with a base direction or without one."""
    way = None if direction is None else BaseDirection(direction)
    return Literal(text, language=language, direction=way)


def _suffix(ids: Ids, kind: int, pool: Pool) -> str | None:
    """What follows the quotation marks of all of these literals, which are of one kind; None where it differs."""
    if kind == kinds.STRING:
        return ""
    distinct: set[str] = set()
    below, created = ids[ids < pool.base], ids[ids >= pool.base]
    literals = getattr(pool.dictionary, "literals", None)
    if len(below) and literals is not None:
        codes, suffixes = literals.suffixes(below)
        distinct.update(suffixes[code] for code in np.flatnonzero(np.bincount(codes)).tolist())
    elif len(below):
        distinct.update(map(_behind, pool.texts(below)))
    if len(created):
        has_text = pool.is_written(created) if kind in DATATYPES else np.ones(len(created), bool)
        block = pool.block_of(created)
        if block is not None and len(block.sorts) == 1:
            distinct.update(sort[1:] for sort in block.sorts)
        elif has_text.any():
            distinct.update(map(_behind, pool.texts(created[has_text])))
        if not has_text.all():
            # what was computed has the datatype of its kind
            distinct.add(f"^^<{DATATYPES[kind]}>")
    return distinct.pop() if len(distinct) == 1 else None


def _behind(text: str) -> str:
    return text[text.rindex('"') + 1 :]


def _about(suffix: str) -> dict[str, str]:
    from kgtools.model.datatypes import datatype_of_suffix

    about = {_DATATYPE: datatype_of_suffix(suffix)}
    if suffix[:1] == "@":
        language, _, direction = suffix[1:].partition("--")
        about |= {_LANGUAGE: language} | ({_DIRECTION: direction} if direction else {})
    return about
