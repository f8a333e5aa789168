"""What a term in canonical N-Triples text stands for: its kind and its object, one term at a time."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from kgtools.model.datatypes import DATATYPES, parse_value
from kgtools.model.numbers import is_digits
from kgtools.model.vocab import XSD
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import Scalar, ValueObject

__all__ = ["lexical_form", "pack", "parse_literal", "read_term", "split_literal", "unpack"]

#: integers of so few digits fit into a word, and are integers of Python
_FITS = 18


def split_literal(text: str) -> tuple[str, str]:
    """The lexical form of a literal, its escapes resolved, and what follows its quotation marks.

    >>> split_literal('"a"@en')
    ('a', '@en')
    """
    end = text.rindex('"')
    lexical = text[1:end]
    if "\\" in lexical:
        from kgtools.table.kernels.text import unescape

        lexical = unescape(lexical)
    return lexical, text[end + 1 :]


def lexical_form(text: str) -> str | None:
    """``STR()`` (section 17.4.2.5): the IRI, or the lexical form; None for blank nodes and triple terms.

    >>> lexical_form("<http://e/a>"), lexical_form('"a"@en'), lexical_form("_:b")
    ('http://e/a', 'a', None)
    """
    if text[0] == '"':
        return split_literal(text)[0]
    return text[1:-1] if text[0] == "<" and text[1] != "<" else None


def read_term(text: str) -> Scalar:
    """The kind of a term, and its object (see :meth:`kgtools.sparql.terms.values.Values.objects`).

    >>> read_term('"1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>') == (kinds.DECIMAL, Decimal("1.50"))
    True
    >>> read_term('"one"^^<http://www.w3.org/2001/XMLSchema#decimal>')[0] == kinds.ILL
    True
    """
    first = text[0]
    if first == "<":
        return (kinds.TRIPLE if text[1] == "<" else kinds.IRI), text
    if first == "_":
        return kinds.BLANK, text
    lexical, suffix = split_literal(text)
    if not suffix:
        return kinds.STRING, lexical
    if suffix[0] == "@":
        language, _, direction = suffix[1:].partition("--")
        return kinds.LANGUAGE, (lexical, language.lower(), direction or None)
    datatype = suffix[3:-1]
    result = parse_literal(datatype, lexical)
    if result is not None:
        return result
    check = DATATYPES.get(datatype)
    return (kinds.OTHER if check is None or check(lexical) else kinds.ILL), text


def parse_literal(datatype: str, lexical: str) -> Scalar | None:
    """Kind and object of a literal, or None where it is ill-formed or its datatype has no values here."""
    kind = kinds.DATATYPE_KINDS.get(datatype)
    if kind is None:
        return None
    if datatype == XSD + "integer" and len(lexical) <= _FITS and is_digits(lexical):
        return kind, int(lexical)
    value = parse_value(datatype, lexical)
    if value is None:
        return None
    key: ValueObject = value.key
    if kind == kinds.INTEGER:
        return kind, key if key.adjusted() >= _FITS else int(key)
    if kind == kinds.FLOAT:
        return kind, to_float32(key)
    if kinds.DATETIME <= kind <= kinds.GDAY:
        return kind, (*key, zone_of(lexical) if value.zoned else None)
    if kinds.DURATION <= kind <= kinds.DAY_TIME:
        months, seconds, part = key
        return kind, (months, kinds.EXACT.add(Decimal(seconds), part))
    return kind, key


def to_float32(value: float) -> float:
    """The nearest number of 32 bits."""
    with np.errstate(over="ignore"):
        return float(np.float32(value))


def zone_of(lexical: str) -> int:
    """The minutes that a moment with a zone is ahead of UTC.

    >>> zone_of("2020-01-01Z"), zone_of("2020-01-01-05:30")
    (0, -330)
    """
    if lexical[-1] == "Z":
        return 0
    minutes = int(lexical[-5:-3]) * 60 + int(lexical[-2:])
    return -minutes if lexical[-6] == "-" else minutes


def pack(kind: int, value: ValueObject) -> tuple[int, int] | None:
    """Tag and word of a value, or None where only a reference can stand for it.

    >>> pack(kinds.INTEGER, 7) == (kinds.INTEGER, 7), pack(kinds.STRING, "a")
    (True, None)
    """
    word: int | None = None
    if kind in (kinds.BOOLEAN, kinds.INTEGER):
        word = int(value) if isinstance(value, int) or value.adjusted() <= _FITS else None
        if word is not None and not -(1 << 63) <= word < 1 << 63:
            word = None
    elif kind == kinds.DECIMAL:
        word = kinds.pack_decimal(value)
    elif kind in (kinds.FLOAT, kinds.DOUBLE):
        word = int(np.float64(value).view(np.int64))
    elif kinds.DATETIME <= kind <= kinds.GDAY:
        word = kinds.pack_moment(kind, value)
    elif kinds.DURATION <= kind <= kinds.DAY_TIME:
        word = kinds.pack_duration(kind, value)
    return None if word is None else (kind, word)


def unpack(kind: int, word: int) -> ValueObject:
    """The object of a word that is no reference."""
    if kind == kinds.INTEGER:
        return word
    if kind == kinds.BOOLEAN:
        return bool(word)
    if kind == kinds.DECIMAL:
        return kinds.unpack_decimal(word)
    if kind in (kinds.FLOAT, kinds.DOUBLE):
        return float(np.int64(word).view(np.float64))
    if kind >= kinds.DURATION:
        return kinds.unpack_duration(kind, word)
    return kinds.unpack_moment(kind, word)
