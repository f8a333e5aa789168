"""Tables of triples that others have written as Parquet, with a mapping of their columns to the roles of terms.

The object is told by what stands beside it: a kind, a datatype, a language. Without any of these columns all terms are
N-Triples text, or plain IRIs, and then an object that is not an IRI is a string.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO, cast

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from kgtools.errors import SourceError, UnknownNameError, UsageError, shorten
from kgtools.model.prefixes import WELL_KNOWN
from kgtools.model.vocab import XSD
from kgtools.packs.prefixed import expanded, is_prefixed
from kgtools.packs.reading import LineStream
from kgtools.reading import Source, check_source
from kgtools.table import Dataset
from kgtools.table.encoding.streams import load_lines
from kgtools.table.kernels.arrow import call, functions, joined_texts, mask, matching, text_scalar, truths
from kgtools.table.limits import Check, check_size, no_check
from kgtools.writing.columns.strings import buffer_of

__all__ = ["ROLES", "load_tables"]

#: the roles, and the names that columns of each have where none is given
ROLES: Mapping[str, tuple[str, ...]] = {
    "subject": ("subject", "s", "subj"),
    "predicate": ("predicate", "p", "pred"),
    "object": ("object", "o", "obj"),
    "kind": ("kind", "object_kind"),
    "datatype": ("datatype", "object_datatype"),
    "language": ("language", "lang", "language_tag"),
    "graph": ("graph", "g"),
}
_NEEDED = ("subject", "predicate", "object")
#: rows that are read at a time
_BATCH_ROWS = 1 << 17
#: bytes of memory that a byte of a table takes while it is read
_MEMORY_PER_BYTE = 3.0
#: what an absolute IRI looks like (RFC 3987), and characters that no IRI has
_IRI = '^[A-Za-z][A-Za-z0-9+.-]*:[^\\x00-\\x20<>"{}|\\\\^`]+$'
_NAME = '<[A-Za-z][A-Za-z0-9+.-]*:([^\\x00-\\x20<>"{}|\\\\^`]|\\\\u[0-9A-Fa-f]{4}|\\\\U[0-9A-Fa-f]{8})*>'
_NODE = f'{_NAME}|_:[^\\x00-\\x20<>"]+'
_LITERAL = f'"([^"\\\\\\n\\r]|\\\\[^\\n\\r])*"(@[A-Za-z0-9-]+|\\^\\^{_NAME})?'
#: what the term of each role is as N-Triples has it: one token, or a triple term
_TERMS: Mapping[str, str] = {
    "subject": f"^({_NODE})$",
    "predicate": f"^({_NAME})$",
    "object": f"^({_NODE}|{_LITERAL}|<<\\([^\\n\\r]*\\)>>)$",
    "graph": f"^({_NODE})$",
}
_MEANT: Mapping[str, str] = {
    "subject": "an IRI or a blank node",
    "predicate": "an IRI",
    "object": "a term",
    "graph": "an IRI or a blank node",
}
_ESCAPES = (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"))
_KINDS = {"iri": "iri", "uri": "iri", "blank": "blank", "bnode": "blank", "literal": "literal", "triple": "triple"}


def load_tables(
    files: Sequence[Source],
    columns: Mapping[str, str] | None = None,
    *,
    prefixes: Mapping[str, str] = WELL_KNOWN,
    check: Check = no_check,
) -> Dataset:
    """The triples of Parquet files; `columns` says by its role which column is which (:data:`ROLES`).

    Names with one of the `prefixes` are IRIs; those with another one are refused, as nobody could tell which they are.
    Raises :class:`UnknownNameError` for a role or a column that is not there, :class:`UsageError` where a column that
    is needed has none of the usual names, :class:`SourceError` for what cannot be read, and :class:`ParseError` for
    what is not a term.

    >>> import tempfile
    >>> row = {"s": ["http://e/a"], "p": ["http://e/p"], "o": ["1"], "datatype": ["xsd:integer"]}
    >>> with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
    ...     pq.write_table(pa.table(row), file.name)
    ...     dataset = load_tables([file.name])
    >>> dataset.terms.texts[int(dataset.o[0])].as_py()
    '"1"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    mapping = dict(columns or {})
    for role in mapping:
        if role not in ROLES:
            raise UnknownNameError("role of a column", role, ROLES)
    check_size(
        sum(os.stat(file).st_size for file in files if os.path.isfile(file)) * _MEMORY_PER_BYTE,
        "the tables",
        "pack fewer of them at a time",
    )
    stream = LineStream(piece for file in files for piece in _lines_of(os.fspath(file), mapping, prefixes))
    # a reader of lines asks a stream for nothing but `read`
    return load_lines(cast("BinaryIO", stream), source=", ".join(os.fspath(file) for file in files), check=check)


def _lines_of(name: str, columns: Mapping[str, str], prefixes: Mapping[str, str]) -> Iterator[memoryview]:
    check_source(name)
    try:
        with pq.ParquetFile(name) as file:
            role_columns = _mapping(file.schema_arrow.names, columns, name)
            batches = file.iter_batches(_BATCH_ROWS, columns=list(role_columns.values()))
            first = 1
            for batch in batches:
                table = {role: _text(batch.column(column), column, name) for role, column in role_columns.items()}
                table = _with_namespaces(table, prefixes, name, first)
                yield _lines(table, name, first)
                first += len(batch)
    except (pa.ArrowException, OSError) as error:
        raise SourceError(name, "the file cannot be read as Parquet") from error


def _mapping(names: list[str], columns: Mapping[str, str], source: str) -> dict[str, str]:
    """The columns of the roles that have one."""
    role_columns: dict[str, str] = {}
    duplicates = sorted(name for name in set(names) if names.count(name) > 1)
    if duplicates:
        raise SourceError(source, f"several columns are named {duplicates[0]!r}; give each a name of its own")
    for role, usual in ROLES.items():
        if role in columns:
            if columns[role] not in names:
                raise UnknownNameError("column", columns[role], names, hint=f"It was to be the {role} in {source}.")
            role_columns[role] = columns[role]
            continue
        column = next((name for one in usual for name in names if name.casefold() == one), None)
        if column is not None and column not in columns.values():
            role_columns[role] = column
    for role in _NEEDED:
        if role not in role_columns:
            raise UsageError(
                f"{source}: no column is named {' or '.join(ROLES[role])}; say which one is the {role} "
                f"(--column {role}=NAME). There is {', '.join(names)}."
            )
    return role_columns


def _text(column: pa.Array, name: str, source: str) -> pa.LargeStringArray:
    kind = column.type
    values = kind.value_type if pa.types.is_dictionary(kind) else kind
    if not (_is_text(values) or pa.types.is_null(values)):
        raise SourceError(source, f"the column {name!r} holds {kind}, and terms are texts; write it as text")
    try:
        plain = column.cast(values) if pa.types.is_dictionary(kind) else column
        return plain.cast(pa.large_string())
    except pa.ArrowException as error:
        raise SourceError(source, f"the column {name!r} holds bytes that are not UTF-8") from error


def _is_text(kind: pa.DataType) -> bool:
    types = pa.types
    return any(
        is_one(kind)
        for is_one in (
            types.is_string,
            types.is_large_string,
            types.is_string_view,
            types.is_binary,
            types.is_large_binary,
        )
    )


def _with_namespaces(
    table: Mapping[str, pa.LargeStringArray], prefixes: Mapping[str, str], source: str, first: int
) -> dict[str, pa.LargeStringArray]:
    """The table with whole IRIs; raises :class:`SourceError` for a name whose prefix is not known."""
    whole = dict(table)
    for role in ("subject", "predicate", "graph", "datatype", "object"):
        if role not in table:
            continue
        texts = expanded(table[role], prefixes)
        odd = is_prefixed(texts)
        if role == "object":
            if "kind" not in table:
                # what it is its looks have to tell: with a datatype or a language it is text
                is_text = _is_valued(table)
                whole[role] = call("if_else", mask(is_text), table[role], texts)
                continue
            is_iri = matching(call("utf8_lower", table["kind"]), "^(iri|uri)$")
            texts = call("if_else", mask(is_iri), texts, table[role])
            odd &= is_iri
        if odd.any():
            row = int(np.flatnonzero(odd)[0])
            text = texts[row].as_py()
            prefix = text.partition(":")[0]
            raise SourceError(
                source,
                f"row {first + row}: the {role} {shorten(repr(text))} begins with a prefix that is not known "
                f"({prefix}:); write the whole IRI, or <{shorten(text)}> if that is the IRI",
            )
        whole[role] = texts
    return whole


def _is_valued(table: Mapping[str, pa.LargeStringArray]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which objects have a datatype or a language beside them."""
    valued = np.zeros(len(table["object"]), bool)
    for role in ("datatype", "language"):
        if role in table:
            valued |= truths(call("is_valid", table[role])) & ~matching(table[role], "^$")
    return valued


def _lines(table: Mapping[str, pa.LargeStringArray], source: str, first: int) -> memoryview:
    for role in _NEEDED:
        if table[role].null_count:
            raise SourceError(source, f"a row has no {role}; every triple has one")
    end = " .\n"
    terms = {
        "subject": _resource(table["subject"]),
        "predicate": _resource(table["predicate"]),
        "object": _object(table, source),
    }
    if "graph" in table:
        graph = table["graph"]
        terms["graph"] = _resource(call("if_else", call("equal", graph, text_scalar("")), text_scalar(None), graph))
    for role, texts in terms.items():
        _check_terms(role, texts, table, source, first)
    last: pa.LargeStringArray | str = end
    if "graph" in terms:
        last = call("coalesce", joined_texts(" ", terms["graph"], end), text_scalar(end))
    return buffer_of(joined_texts(terms["subject"], " ", terms["predicate"], " ", terms["object"], last))


def _check_terms(
    role: str, texts: pa.LargeStringArray, table: Mapping[str, pa.LargeStringArray], source: str, first: int
) -> None:
    """Raise :class:`SourceError` where a text is not one term: what it holds besides would become other triples."""
    odd = truths(call("is_valid", texts)) & ~matching(texts, _TERMS[role])
    if odd.any():
        row = int(np.flatnonzero(odd)[0])
        cells = {name: table[name][row].as_py() for name in (role, "datatype", "language") if name in table}
        fault = shorten(
            " ".join(repr(text) for name, text in cells.items() if text and (name == role or role == "object"))
        )
        raise SourceError(source, f"row {first + row}: the {role} {fault} is not {_MEANT[role]}")


def _resource(texts: pa.LargeStringArray) -> pa.LargeStringArray:
    """IRIs and blank nodes as N-Triples has them, whether they are so already or plain."""
    plain = ~matching(texts, "^(<|_:)")
    return call("if_else", mask(plain), joined_texts("<", texts, ">"), texts)


def _object(table: Mapping[str, pa.LargeStringArray], source: str) -> pa.LargeStringArray:
    texts = table["object"]
    columns = {role: table[role] for role in ("kind", "datatype", "language") if role in table}
    if not columns:
        as_written = matching(texts, '^(<.*>|_:[^ ]*|".*"(@[^" ]*|\\^\\^<[^">]*>)?)$')
        return call("if_else", mask(as_written), texts, _by_look(texts))
    literal = joined_texts(_quoted(texts), _suffix(columns, len(texts)))
    if "kind" not in columns:
        return call("if_else", mask(_is_valued(table)), literal, _by_look(texts))
    kinds = call("utf8_lower", columns["kind"])
    unknown = set(kinds.unique().to_pylist()) - _KINDS.keys()
    if unknown:
        raise SourceError(source, f"the kind {min(map(str, unknown))!r} is not iri, blank, literal or triple")
    blank = truths(call("is_in", kinds, options=functions.SetLookupOptions(pa.array(["blank", "bnode"], kinds.type))))
    node = call("if_else", mask(matching(texts, "^_:")), texts, joined_texts("_:", texts))
    resource = call("if_else", mask(blank), node, _resource(texts))
    return call("if_else", mask(matching(kinds, "^literal$")), literal, resource)


def _by_look(texts: pa.LargeStringArray) -> pa.LargeStringArray:
    """What has no kind: blank nodes and IRIs by what they look like, all else strings."""
    is_resource = matching(texts, "^(<.*>|_:[^ ]+)$") | (matching(texts, _IRI) & ~is_prefixed(texts))
    return call("if_else", mask(is_resource), _resource(texts), _quoted(texts))


def _quoted(texts: pa.LargeStringArray) -> pa.LargeStringArray:
    for sign, escape in _ESCAPES:
        texts = call("replace_substring", texts, options=functions.ReplaceSubstringOptions(sign, escape))
    return joined_texts('"', texts, '"')


def _suffix(columns: Mapping[str, pa.LargeStringArray], count: int) -> pa.LargeStringArray:
    """What follows the quotation marks of literals."""
    none = text_scalar("")
    suffixes = pa.array([""] * count, pa.large_string())
    if "datatype" in columns:
        datatype = columns["datatype"]
        odd = truths(call("is_valid", datatype)) & ~matching(datatype, f"^(|<?{XSD}string>?)$")
        suffixes = call("if_else", mask(odd), joined_texts("^^", _resource(datatype)), suffixes)
    if "language" in columns:
        language = call("coalesce", columns["language"], none)
        tagged = ~matching(language, "^$")
        suffixes = call("if_else", mask(tagged), joined_texts("@", language), suffixes)
    return call("coalesce", suffixes, none)
