"""Functions on RDF terms (section 17.4.2)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kgtools.model.terms import NamedNode
from kgtools.model.vocab import RDF, XSD
from kgtools.sparql.budget import Budget
from kgtools.sparql.columns.dictionary import BLANK, IRI, LITERAL, TRIPLE, UNBOUND
from kgtools.sparql.context import Context
from kgtools.sparql.functions.combinations import Column, of_strings, rowwise
from kgtools.sparql.functions.strings.kernels import each, plain_iris
from kgtools.sparql.functions.strings.text_columns import MANY, lexical_column, string_column
from kgtools.sparql.functions.strings.texts import StringColumn, is_arrow, present
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.terms.values import Values
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.writing import quoted
from kgtools.text.iris import has_scheme, resolve

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "bnode",
    "iri",
    "is_blank",
    "is_iri",
    "is_literal",
    "is_numeric",
    "is_triple",
    "strdt",
    "string",
    "struuid",
    "uuid",
]

Arguments = Sequence[Values]
Pair = tuple[str, str]
#: of each kind of value, what kind of term it is
_TERMS = np.full(64, LITERAL, np.int8)
_TERMS[[kinds.BLANK, kinds.IRI, kinds.TRIPLE]] = BLANK, IRI, TRIPLE
_TERMS[kinds.ERROR] = -1
#: bytes that a UUID takes as a text of Python, while it is made
_UUID = 200


def string(context: Context, arguments: Arguments) -> Values:
    """``STR`` (section 17.4.2.5): the lexical form, or the IRI; an error for blank nodes and triple terms."""
    return lexical_column(arguments[0])


def _is_a(values: Values, kind: int) -> Values:
    ids, pool = values.ids, values.pool
    if ids is not None and len(ids) and 0 <= int(ids.max()) < pool.base:
        # what a term is is in the dictionary; what it is worth need not be read
        kinds_of_terms = pool.dictionary.kinds[ids]
        return Values.booleans(pool, kinds_of_terms == kind, ids >= 0)
    terms = _TERMS[values.kinds]
    return Values.booleans(pool, terms == kind, terms >= 0)


def is_iri(context: Context, arguments: Arguments) -> Values:
    """``isIRI``, ``isURI``."""
    return _is_a(arguments[0], IRI)


def is_blank(context: Context, arguments: Arguments) -> Values:
    """``isBLANK``."""
    return _is_a(arguments[0], BLANK)


def is_literal(context: Context, arguments: Arguments) -> Values:
    """``isLITERAL``."""
    return _is_a(arguments[0], LITERAL)


def is_triple(context: Context, arguments: Arguments) -> Values:
    """``isTRIPLE`` (SPARQL 1.2)."""
    return _is_a(arguments[0], TRIPLE)


def is_numeric(context: Context, arguments: Arguments) -> Values:
    """``isNUMERIC`` (section 17.4.2.4): a number whose lexical form its datatype has."""
    kinds_of_values = arguments[0].kinds
    numeric = (kinds_of_values >= kinds.INTEGER) & (kinds_of_values <= kinds.DOUBLE)
    return Values.booleans(arguments[0].pool, numeric, kinds_of_values != kinds.ERROR)


def iri(context: Context, arguments: Arguments) -> Values:
    """``IRI``, ``URI`` (section 17.4.2.8): resolved against the base; an error for what is not a reference."""
    values, base = arguments[0], context.base
    column = string_column(values).compact()
    column = column.only(column.simple())
    if is_arrow(column.texts) and len(column.texts) >= MANY:
        result = _many_iris(context, column, base)
    else:
        iris = each(column.texts, lambda text: iri_text(text, base), context.budget)
        result = Values.of_texts(values.pool, iris).take(column.places)
    if isinstance(values, StringColumn):
        return result
    named = values.kinds == kinds.IRI
    return values.merged(result, named) if named.any() else result


def _many_iris(context: Context, column: StringColumn, base: str | None) -> Values:
    """IRIs of a column of Arrow: only what does not look like most of them is read one by one."""
    from kgtools.sparql.terms.blocks import Strings
    from kgtools.table.kernels.arrow import keep, replaced, text_array

    texts: pa.LargeStringArray = column.texts
    unsure = ~plain_iris(texts) & present(texts)
    if unsure.any():
        iris = each(keep(texts, unsure), lambda text: iri_text(text, base), context.budget)
        texts = replaced(texts, unsure, text_array([None if text is None else text[1:-1] for text in iris]))
    ids = context.pool.add_block(Strings(texts, kind=IRI))
    there = present(texts)
    return Values.of_ids(context.pool, (ids if there.all() else np.where(there, ids, np.int32(UNBOUND)))[column.places])


def iri_text(reference: str, base: str | None) -> str | None:
    """The IRI in canonical N-Triples, None where it is not one, or relative where there is no base.

    >>> iri_text("b", "http://e/a"), iri_text("http://e/a b", None), iri_text("b", None)
    ('<http://e/b>', None, None)
    """
    if base is not None and not has_scheme(reference):
        reference = resolve(base, reference)
    try:
        return str(NamedNode(reference))
    except ValueError:
        return None


def strdt(context: Context, arguments: Arguments) -> Values:
    """``STRDT`` (section 17.4.2.10): a simple literal under a datatype, which is an IRI."""

    source = string_column(arguments[0])
    sole = arguments[1].take(np.zeros(1, np.intp)).term_texts()[0] if _is_sole(arguments[1]) else None
    if is_arrow(source.texts) and sole is not None and sole[0] == "<" and sole[1] != "<" and sole not in _TAGGED:
        source = source.compact()
        source = source.only(source.simple())
        if len(source.texts) >= MANY:
            # what the literal is worth is read from its number
            ids = source.under("" if sole == f"<{XSD}string>" else f"^^{sole}").numbers(context.budget)
            return Values.of_ids(context.pool, ids)

    def one(text: Pair, datatype: str) -> str | None:
        # a string with a language has that datatype by its tag alone
        return _typed(text[0], datatype) if not text[1] and datatype not in _TAGGED else None

    rows, places = arguments[1].distinct()
    datatypes = [text if text is not None and text[0] == "<" and text[1] != "<" else None for text in rows.term_texts()]
    columns: list[Column] = [of_strings(string_column(arguments[0]).compact()), (datatypes, places)]
    literals, places = rowwise(columns, one, context.budget)
    return Values.of_texts(arguments[0].pool, literals).take(places)


def _is_sole(values: Values) -> bool:
    """Whether a column has one and the same term in all of its rows."""
    ids = values.ids
    return ids is not None and len(ids) > 0 and ids[0] >= 0 and not (ids != ids[0]).any()


_TAGGED = (f"<{RDF}langString>", f"<{RDF}dirLangString>")


def _typed(text: str, datatype: str) -> str:
    return quoted(text) if datatype == f"<{XSD}string>" else f"{quoted(text)}^^{datatype}"


def bnode(context: Context, arguments: Arguments, table: SolutionTable) -> Values:
    """``BNODE`` (section 17.4.2.9): a new blank node for each row; within a solution, the same for the same label."""
    pool = context.pool
    if not arguments:
        return Values.of_ids(pool, context.blank_nodes(table.size))
    column = string_column(arguments[0])
    plain = column.simple()[column.places]
    # a label has the same number in every call: that of its term
    labels = np.where(plain, column.resolved(), UNBOUND).astype(np.int64)
    ids = np.full(table.size, UNBOUND, np.int32)
    label_sets = context.labelled.setdefault(table.rows, [])
    for before, nodes in label_sets:
        same = (ids < 0) & (labels == before) & plain
        ids[same] = nodes[same]
    new = np.flatnonzero(plain & (ids < 0))
    if len(new):
        ids[new] = context.blank_nodes(len(new))
        label_sets.append((labels, ids))
    return Values.of_ids(pool, ids)


def uuid(context: Context, arguments: Arguments, table: SolutionTable) -> Values:
    """``UUID`` (section 17.4.2.12): a new IRI for each row."""
    if table.size >= MANY and hasattr(context.pool.dictionary, "literals"):
        from kgtools.sparql.terms.blocks import Strings

        column = _many_fresh("urn:uuid:", table.size, context.budget)
        return Values.of_ids(context.pool, context.pool.add_block(Strings(column, kind=IRI)))
    return Values.of_texts(context.pool, [f"<urn:uuid:{text}>" for text in _fresh(table.size, context.budget)])


def struuid(context: Context, arguments: Arguments, table: SolutionTable) -> Values:
    """``STRUUID`` (section 17.4.2.13): a new string for each row."""
    many = table.size >= MANY and hasattr(context.pool.dictionary, "literals")
    texts = _many_fresh("", table.size, context.budget) if many else _fresh(table.size, context.budget)
    return StringColumn(context.pool, texts, np.arange(table.size))


def _digits(count: int, budget: Budget) -> str:
    """The digits of random UUIDs, end to end."""
    budget.reserve(_UUID * count, f"{count:,} new UUIDs")
    octets: npt.NDArray[np.uint8] = np.frombuffer(os.urandom(16 * count), np.uint8).reshape(-1, 16).copy()
    octets[:, 6] = octets[:, 6] & 0x0F | 0x40
    octets[:, 8] = octets[:, 8] & 0x3F | 0x80
    return octets.tobytes().hex()


def _many_fresh(before: str, count: int, budget: Budget) -> pa.LargeStringArray:
    """The same as a column of Arrow, with something before each."""
    from kgtools.table.kernels.arrow import pieces_array
    from kgtools.table.kernels.joining import Pieces

    digits = np.frombuffer(_digits(count, budget).encode(), np.uint8).reshape(-1, 32)
    head = len(before)
    texts = np.full((count, head + 36), ord("-"), np.uint8)
    texts[:, :head] = np.frombuffer(before.encode(), np.uint8)
    for begin, end, shift in ((0, 8, 0), (8, 12, 1), (12, 16, 2), (16, 20, 3), (20, 32, 4)):
        texts[:, head + begin + shift : head + end + shift] = digits[:, begin:end]
    width = head + 36
    return pieces_array(Pieces(texts.ravel(), np.arange(count) * width, np.full(count, width)))


def _fresh(count: int, budget: Budget) -> list[str]:
    """Random UUIDs (RFC 9562, version 4).

    >>> len(_fresh(2, Budget())[1]), _fresh(1, Budget())[0][14], _fresh(1, Budget())[0][19] in "89ab"
    (36, '4', True)
    """
    digits = _digits(count, budget)
    result = []
    for at in budget.paced(range(0, 32 * count, 32)):
        d = digits[at : at + 32]
        result.append(f"{d[:8]}-{d[8:12]}-{d[12:16]}-{d[16:20]}-{d[20:]}")
    return result
