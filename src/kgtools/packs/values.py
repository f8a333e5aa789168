"""What SQL is told of distinct objects, as columns: kind, datatype, language, well-formedness, and order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kgtools.model.datatypes import datatype_of_suffix, has_order, parse_value
from kgtools.model.vocab import XSD
from kgtools.packs.ordering import order_key
from kgtools.reading.tags import Tags
from kgtools.table import Terms
from kgtools.table.kernels.arrow import call, encoded, functions, integers, keep, matching, take
from kgtools.table.literals import Literals
from kgtools.table.ordering import GROUPS
from kgtools.table.relations import Ids

__all__ = ["GROUP_NAMES", "ObjectValues", "object_values"]

#: the groups of the order, by their numbers here; -1: a term without order
GROUP_NAMES = (
    *("number", "string", "boolean", "duration"),
    *("dateTime", "date", "time", "gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay"),
)
_NUMBER, _STRING = GROUP_NAMES.index("number"), GROUP_NAMES.index("string")
#: plain forms that are read as whole columns
_PLAIN_DOUBLE = "^[+-]?[0-9]{1,17}(\\.[0-9]{0,17})?([eE][+-]?[0-9]{1,2})?$"
_PLAIN_DECIMAL = "^[0-9]{1,15}\\.[0-9]{1,15}$"
_DOUBLE = XSD + "double"
_DECIMAL = XSD + "decimal"
Bools = npt.NDArray[np.bool_]


@dataclass
class ObjectValues:
    """Columns of the same length: one row a distinct object. What an object does not have is -1, or not ranked."""

    kinds: npt.NDArray[np.uint8]
    #: which of the datatypes and languages each has
    datatype: npt.NDArray[np.int32]
    datatypes: list[str]
    language: npt.NDArray[np.int32]
    languages: list[str]
    well: Bools
    group: npt.NDArray[np.int8]
    #: ranks, and where there is one
    rank: npt.NDArray[np.int64]
    ranked: Bools
    #: the texts that decide between equal ranks, by number
    rest: npt.NDArray[np.int32]
    rests: list[str]
    double: npt.NDArray[np.float64]
    width: npt.NDArray[np.int8]
    zoned: Bools


def object_values(terms: Terms, ids: Ids, tags: Tags) -> ObjectValues:
    """The values of the terms with these distinct numbers."""
    literals = terms.literals
    suffix, suffixes = literals.suffixes(ids)
    datatype, datatypes = _number_texts(suffix, [datatype_of_suffix(one) for one in suffixes])
    language, languages = _number_texts(suffix, [_language(one, tags) for one in suffixes])
    values = ObjectValues(
        kinds=terms.kinds[ids],
        datatype=datatype,
        datatypes=datatypes,
        language=language,
        languages=languages,
        well=np.zeros(len(ids), bool),
        group=np.full(len(ids), -1, np.int8),
        rank=np.zeros(len(ids), np.int64),
        ranked=np.zeros(len(ids), bool),
        rest=np.full(len(ids), -1, np.int32),
        rests=[""],
        double=np.full(len(ids), np.nan),
        width=np.full(len(ids), -1, np.int8),
        zoned=np.zeros(len(ids), bool),
    )
    _read_whole_columns(values, literals, ids)
    for number, iri in enumerate(datatypes):
        at = np.flatnonzero((datatype == number) & ~values.well)
        values.well[at] = literals.well_formed(ids[at], iri)
    _place_the_rest(values, literals, ids)
    return values


def _language(suffix: str, tags: Tags) -> str | None:
    """The tag as it is written; where it is written in several ways, as it is recommended."""
    if suffix[:1] != "@":
        return None
    tag = suffix[1:].partition("--")[0]
    return tags.spelled(tag) or tag


def _number_texts(
    suffix: npt.NDArray[np.int32], values: list[str | None] | list[str]
) -> tuple[npt.NDArray[np.int32], list[str]]:
    """The number of each row's value among the distinct values in order; -1 without one."""
    distinct = sorted({value for value in values if value is not None})
    place = {value: number for number, value in enumerate(distinct)}
    table = np.array([-1 if value is None else place[value] for value in values] + [-1], np.int32)
    return table[suffix], distinct


def _read_whole_columns(values: ObjectValues, literals: Literals, ids: Ids) -> None:
    """Fill in the order of what is laid out plainly, and is well-formed as it could be read."""
    at = np.flatnonzero(values.datatype >= 0)
    simple = literals.simple(ids[at])
    for number, (space, kind) in enumerate(GROUPS):
        in_group = simple.groups == number
        rows = at[in_group]
        values.well[rows] = True
        values.group[rows] = GROUP_NAMES.index("number" if space == "number" else kind)
        values.rank[rows] = simple.keys[in_group]
        values.ranked[rows] = True
        values.rest[rows] = 0
        if space == "number":
            values.double[rows] = values.rank[rows]
            values.width[rows] = 0
    for iri, fill in ((XSD + "string", _strings), (_DOUBLE, _doubles), (_DECIMAL, _decimals)):
        if iri in values.datatypes:
            fill(values, literals, ids, np.flatnonzero(values.datatype == values.datatypes.index(iri)))


def _strings(values: ObjectValues, _literals: Literals, _ids: Ids, at: npt.NDArray[np.intp]) -> None:
    values.well[at] = True
    values.group[at] = _STRING
    values.ranked[at] = True


def _doubles(values: ObjectValues, literals: Literals, ids: Ids, at: npt.NDArray[np.intp]) -> None:
    texts = literals.strings(ids[at])
    plain = matching(texts, _PLAIN_DOUBLE)
    rows = at[plain]
    numbers = call("cast", keep(texts, plain), options=functions.CastOptions.safe(pa.float64()))
    values.well[rows] = True
    values.double[rows] = np.frombuffer(numbers.buffers()[1], np.float64)[: len(rows)]
    values.group[rows] = _NUMBER
    values.width[rows] = 2


def _decimals(values: ObjectValues, literals: Literals, ids: Ids, at: npt.NDArray[np.intp]) -> None:
    texts = literals.strings(ids[at])
    plain = matching(texts, _PLAIN_DECIMAL)
    rows, texts = at[plain], keep(texts, plain)
    if not len(rows):
        return
    parts = call("split_pattern", texts, options=functions.SplitPatternOptions("."))
    flat = parts.values
    places = integers(parts.offsets).astype(np.int64)[:-1]
    values.rank[rows] = integers(call("cast", take(flat, places), options=functions.CastOptions.safe(pa.int64())))
    rests = encoded(call("utf8_rtrim", take(flat, places + 1), options=functions.TrimOptions("0")))
    # each text has one number, as they are numbered on afterwards
    numbers = {text: number for number, text in enumerate(values.rests)}
    of_rest = [numbers.setdefault(text, len(numbers)) for text in rests.dictionary.to_pylist()]
    values.rests[:] = numbers
    values.rest[rows] = np.array(of_rest, np.int32)[integers(rests.indices)]
    doubles = call("cast", texts, options=functions.CastOptions.safe(pa.float64()))
    values.double[rows] = np.frombuffer(doubles.buffers()[1], np.float64)[: len(rows)]
    values.well[rows] = True
    values.group[rows] = _NUMBER
    values.ranked[rows] = True
    values.width[rows] = 0


def _place_the_rest(values: ObjectValues, literals: Literals, ids: Ids) -> None:
    """Fill in the order of the well-formed literals that have none yet, value by value."""
    ordered = np.array([*map(has_order, values.datatypes), False])
    at = np.flatnonzero((values.group < 0) & values.well & ordered[values.datatype])
    keys = [
        order_key(parse_value(values.datatypes[datatype], text))
        for datatype, text in zip(values.datatype[at].tolist(), literals.strings(ids[at]).to_pylist(), strict=True)
    ]
    numbers = {text: number for number, text in enumerate(values.rests)}
    for place, key in zip(at.tolist(), keys, strict=True):
        if key.group is None:
            continue
        values.group[place] = GROUP_NAMES.index(key.group)
        if key.rank is not None:
            values.rank[place], values.ranked[place] = key.rank, True
        if key.rest is not None:
            values.rest[place] = numbers.setdefault(key.rest, len(numbers))
        if key.double is not None:
            values.double[place] = key.double
        if key.width is not None:
            values.width[place] = key.width
        values.zoned[place] = bool(key.zoned)
    values.rests[:] = numbers
