"""Languages and datatypes of literals (sections 17.4.2.6, 17.4.2.7 and 17.4.3.13; SPARQL 1.2: base directions)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from kgtools.model.datatypes import datatype_of_suffix
from kgtools.model.terms import Literal
from kgtools.sparql.columns.dictionary import LITERAL
from kgtools.sparql.context import Context
from kgtools.sparql.functions.combinations import of_literals, of_strings, rowwise
from kgtools.sparql.functions.strings.text_columns import dictionary_rows, string_column
from kgtools.sparql.functions.strings.texts import StringColumn, suffix_parts
from kgtools.sparql.terms.values import Values

__all__ = [
    "datatype",
    "has_lang",
    "has_langdir",
    "is_tag",
    "lang",
    "lang_matches",
    "langdir",
    "matches",
    "strlang",
    "strlangdir",
]

Arguments = Sequence[Values]
Pair = tuple[str, str]


def lang(context: Context, arguments: Arguments) -> Values:
    """``LANG``: the language tag, ``""`` where a literal has none; an error for what is not a literal."""
    return _of_suffixes(arguments[0], lambda suffix: _tag(suffix)[0] or "")


def langdir(context: Context, arguments: Arguments) -> Values:
    """``LANGDIR`` (SPARQL 1.2): the base direction, ``""`` where a literal has none."""
    return _of_suffixes(arguments[0], lambda suffix: _tag(suffix)[1] or "")


def has_lang(context: Context, arguments: Arguments) -> Values:
    """``hasLANG`` (SPARQL 1.2): is it a literal with a language tag?"""
    return _is_so(arguments[0], lambda suffix: _tag(suffix)[0] is not None)


def has_langdir(context: Context, arguments: Arguments) -> Values:
    """``hasLANGDIR`` (SPARQL 1.2): is it a literal with a base direction?"""
    return _is_so(arguments[0], lambda suffix: _tag(suffix)[1] is not None)


def datatype(context: Context, arguments: Arguments) -> Values:
    """``DATATYPE``: the IRI of the datatype; an error for what is not a literal."""
    pool = arguments[0].pool
    codes, suffixes, places = _suffixes(arguments[0])
    datatypes = Values.of_texts(pool, [*(f"<{datatype_of_suffix(suffix)}>" for suffix in suffixes), None])
    return datatypes.take(codes[places])


def _tag(suffix: str) -> tuple[str | None, str | None]:
    return suffix_parts(suffix) if suffix[:1] == "@" else (None, None)


def _suffixes(values: Values) -> tuple[npt.NDArray[np.integer], list[str], npt.NDArray[np.intp]]:
    """Of each distinct term the place of its suffix in the list (-1: no literal), and the distinct term of each row."""
    if isinstance(values, StringColumn):
        codes = np.zeros(len(values.texts), np.int32) if values.codes is None else values.codes
        return np.where(values.compatible(""), codes, -1), list(values.suffixes), values.places
    distinct = dictionary_rows(values)
    if distinct is not None:
        terms, numbers, places = distinct.terms, distinct.numbers, distinct.places
        codes, suffixes = terms.literals.suffixes(numbers)
        return np.where(numbers >= 0, codes, -1), suffixes, places
    ids = values.ids
    block = None if ids is None else values.pool.block_of(ids)
    if ids is not None and block is not None and block.kind == LITERAL:
        from kgtools.sparql.terms.blocks import Strings

        if isinstance(block, Strings):
            codes = np.zeros(block.size, np.int32) if block.codes is None else block.codes
            found_codes = np.where(ids >= 0, codes[np.where(ids >= 0, ids - block.start, 0)], -1)
            return found_codes, list(block.suffixes), np.arange(len(values))
    rows, places = values.distinct()
    place_of: dict[str, int] = {}
    places_of_suffixes = []
    for text in rows.term_texts():
        literal = text is not None and text[0] == '"'
        places_of_suffixes.append(
            place_of.setdefault(text[text.rindex('"') + 1 :], len(place_of)) if literal and text else -1
        )
    return np.array(places_of_suffixes, np.int32), list(place_of), places


def _of_suffixes(values: Values, function: Callable[[str], str]) -> Values:
    codes, suffixes, places = _suffixes(values)
    return StringColumn(
        values.pool, [*map(function, suffixes), None], np.where(codes < 0, len(suffixes), codes)[places]
    )


def _is_so(values: Values, test: Callable[[str], bool]) -> Values:
    codes, suffixes, places = _suffixes(values)
    truth = np.array([*map(test, suffixes), False])[codes]
    return Values.booleans(values.pool, truth[places], values.valid)


def lang_matches(context: Context, arguments: Arguments) -> Values:
    """``langMATCHES``: basic filtering (RFC 4647, section 3.3.1); both arguments are strings without a language."""

    def one(tag: Pair, language_range: Pair) -> bool | None:
        return None if tag[1] or language_range[1] else matches(tag[0], language_range[0])

    columns = [of_strings(string_column(argument).compact()) for argument in arguments]
    values, places = rowwise(columns, one, context.budget)
    return Values.booleans(arguments[0].pool, np.array([-1 if v is None else v for v in values], np.int8)[places])


def matches(tag: str, language_range: str) -> bool:
    """Whether a language tag is in a basic language range, whatever the case.

    >>> matches("de-CH", "DE"), matches("den", "de"), matches("", "*"), matches("fr", "*")
    (True, False, False, True)
    """
    tag, language_range = tag.lower(), language_range.lower()
    if language_range == "*":
        return tag != ""
    return tag == language_range or (bool(language_range) and tag.startswith(language_range + "-"))


def strlang(context: Context, arguments: Arguments) -> Values:
    """``STRLANG``: a string with a language tag; an error where the tag is none."""

    def one(text: Pair, tag: Pair) -> Pair | None:
        return (text[0], f"@{tag[0].lower()}") if _all_plain(text, tag) and is_tag(tag[0]) else None

    source, tag = map(string_column, arguments)
    sole = tag.sole()
    if sole is not None and not sole[1] and is_tag(sole[0]):
        source = source.compact()
        source = source.only(source.simple())
        return source.under(f"@{sole[0].lower()}")
    return _evaluate_pairs(context, arguments, one)


def strlangdir(context: Context, arguments: Arguments) -> Values:
    """``STRLANGDIR`` (SPARQL 1.2): a string with a language tag and a base direction, ``ltr`` or ``rtl``."""

    def one(text: Pair, tag: Pair, direction: Pair) -> Pair | None:
        good = _all_plain(text, tag, direction) and is_tag(tag[0]) and direction[0] in ("ltr", "rtl")
        return (text[0], f"@{tag[0].lower()}--{direction[0]}") if good else None

    return _evaluate_pairs(context, arguments, one)


@lru_cache(maxsize=256)
def is_tag(text: str) -> bool:
    """Whether a text is a well-formed language tag (BCP 47), as the terms of all formats need it.

    >>> is_tag("de-CH"), is_tag("d"), is_tag("")
    (True, False, False)
    """
    try:
        Literal("", language=text)
    except ValueError:
        return False
    return True


def _all_plain(*pairs: Pair) -> bool:
    return not any(suffix for _, suffix in pairs)


def _evaluate_pairs(context: Context, arguments: Arguments, one: Callable[..., Pair | None]) -> Values:
    columns = [of_strings(string_column(argument).compact()) for argument in arguments]
    return of_literals(arguments[0], rowwise(columns, one, context.budget))
