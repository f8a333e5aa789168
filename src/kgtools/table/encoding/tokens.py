"""Are the tokens terms? Judged once for each distinct token, and brought to the one spelling that terms have here.

A token in its canonical spelling (IRI without escapes, blank node, literal) is identified by a regular expression in
linear time. So is a literal in another spelling (``\\u00E9``, ``"x"^^xsd:string``, upper case in a language tag): the
column of these is rewritten. Every other token (escapes in an IRI, triple terms …) is given to the parser, which
refuses it or gives the canonical spelling of N-Triples.
"""

from __future__ import annotations

import io
import re

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyoxigraph

from kgtools.errors import ParseError
from kgtools.reading.guards import MAX_TRIPLE_DEPTH, guard_triple_terms
from kgtools.table.encoding.literal_tokens import (
    CANONICAL_FORM,
    DATATYPE_OF_STRINGS,
    ESCAPED_STRING,
    canonical_literals,
    capital_tags,
)
from kgtools.table.kernels.arrow import as_text, call, functions, keep, matching, replaced, take, text_array, truths
from kgtools.table.kernels.text import labels_in, relabelled, term_text

__all__ = [
    "NotPlainError",
    "canonical_tokens",
    "is_anonymous",
    "labels_within",
    "plain_labels",
    "relabelled_triple_terms",
]

#: `ucschar` of RFC 3987, without its rare planes
_BEYOND_ASCII = r"\x{A0}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFEF}\x{10000}-\x{1FFFD}\x{20000}-\x{2FFFD}"
_SEGMENT = r"[A-Za-z0-9\-._~:@!$&'()*+,;=" + _BEYOND_ASCII


def _of(characters: str) -> str:
    return f"({characters}]|%[0-9A-Fa-f]{{2}})"


_AUTHORITY = rf"//[A-Za-z0-9\-._~{_BEYOND_ASCII}]*(:[0-9]+)?(/{_of(_SEGMENT + '/')}*)?"
_PLAIN_IRI = (
    rf"<[A-Za-z][A-Za-z0-9+.\-]*:({_AUTHORITY}|{_of(_SEGMENT)}{_of(_SEGMENT + '/')}*)"
    rf"(\?{_of(_SEGMENT + '/?')}*)?(#{_of(_SEGMENT + '/?')}*)?>"
)
_PLAIN_BLANK = r"_:[A-Za-z0-9_]([A-Za-z0-9_.\-]*[A-Za-z0-9_\-])?"
_PLAIN_TEXT = f'"{CANONICAL_FORM}"'


def _tag(letters: str) -> str:
    """Language tags of the common subtags, all well-formed (RFC 5646, section 2.1), and directions (RDF 1.2)."""
    region = f"[{letters}]{{2}}|[0-9]{{3}}"
    variant = f"[{letters}0-9]{{5,8}}|[0-9][{letters}0-9]{{3}}"
    return f"@[{letters}]{{2,3}}(-[{letters}]{{4}})?(-({region}))?(-({variant}))?(--(ltr|rtl))?"


_PLAIN_TOKEN = f"^({_PLAIN_IRI}|{_PLAIN_BLANK}|{_PLAIN_TEXT}({_tag('a-z')}|\\^\\^{_PLAIN_IRI})?)$"
#: literals in any spelling
_LITERAL_TOKEN = f"^{ESCAPED_STRING}({_tag('A-Za-z')}|\\^\\^{_PLAIN_IRI})?$"


class NotPlainError(Exception):
    """The bytes are not the plain lines that they seemed to be; only a parser can tell what they are."""


def canonical_tokens(
    tokens: pa.BinaryArray, *, seeds: int = 0, tags: set[str] | None = None, parsed: bool = False
) -> pa.LargeStringArray:
    """The tokens as text, each in its canonical spelling; the first `seeds` are taken as they are.

    The language tags that were not all in lower case are added to `tags`. Tokens that the parser has written (`parsed`)
    are canonical; only the depth of triple terms is looked at.

    Tokens that separate terms begin with a space (or are empty) and stay as they are.

    Raises :class:`NotPlainError` where a token is not a term or no UTF-8.
    """
    try:
        texts = as_text(tokens)
    except pa.ArrowInvalid as error:
        raise NotPlainError("not UTF-8") from error
    if parsed:
        odd = truths(call("starts_with", texts, options=functions.MatchSubstringOptions("<<")))
    else:
        odd = ~matching(texts, _PLAIN_TOKEN)
        odd |= truths(call("ends_with", texts, options=functions.MatchSubstringOptions(f'"{DATATYPE_OF_STRINGS}')))
    odd[:seeds] = False
    numbers = np.flatnonzero(odd)
    if not len(numbers):
        return texts
    unusual = take(texts, numbers)
    literal = matching(unusual, _LITERAL_TOKEN)
    if literal.any():
        spelled, capitals = canonical_literals(keep(unusual, literal))
        texts = replaced(texts, _marks(numbers[literal], len(texts)), spelled)
        numbers, unusual = numbers[~literal], keep(unusual, ~literal)
        if tags is not None:
            tags.update(capitals)
    # what separates terms is none
    rest = [
        (number, text) for number, text in zip(numbers, unusual.to_pylist(), strict=True) if text and text[0] != " "
    ]
    if not rest:
        return texts
    if tags is not None:
        tags.update(capital_tags(text.rpartition('"')[2] for _, text in rest if text[0] == '"'))
    parsed_texts = text_array(_parse([text for _, text in rest]))
    return replaced(texts, _marks(np.array([number for number, _ in rest]), len(texts)), parsed_texts)


def _marks(numbers: npt.NDArray[np.integer], size: int) -> npt.NDArray[np.bool_]:
    marks = np.zeros(size, bool)
    marks[numbers] = True
    return marks


def _parse(tokens: list[str]) -> list[str]:
    for token in tokens:
        if token.count("<<") > MAX_TRIPLE_DEPTH:
            # a parser that follows such nesting ends the process; the guard before the parser of files tells the place
            try:
                guard_triple_terms(io.BytesIO(token.encode()), "")
            except ParseError as error:
                raise NotPlainError("triple terms that are nested too deeply") from error
    lines = "".join(f"<s:> <p:> {token} .\n" for token in tokens).encode()
    try:
        quads = list(pyoxigraph.parse(lines, format=pyoxigraph.RdfFormat.N_TRIPLES))
    except (SyntaxError, ValueError, MemoryError) as error:
        raise NotPlainError("a token is not a term") from error
    if len(quads) != len(tokens):
        raise NotPlainError("a token is more than a term")
    return [term_text(quad.object) for quad in quads]


_ANONYMOUS = r"^_:[0-9a-f]{22,32}$"


def is_anonymous(texts: pa.LargeStringArray) -> npt.NDArray[np.bool_]:
    """Which of the texts are the random labels that the parser gives to blank nodes without one."""
    return matching(texts, _ANONYMOUS)


def plain_labels(count: int, labels: list[str]) -> list[str]:
    """`count` labels in order that none of the texts `labels` has.

    >>> plain_labels(2, ["_:n0", "_:alice"])
    ['_:nn0', '_:nn1']
    """
    stem = "n"
    while any(re.fullmatch(f"_:{stem}[0-9]+", text) for text in labels):
        stem += "n"
    return [f"_:{stem}{i}" for i in range(count)]


def labels_within(texts: pa.LargeStringArray) -> pa.LargeStringArray:
    """The labels of the blank nodes that are in triple terms."""
    triple_terms = take(texts, np.flatnonzero(_are_triple_terms(texts))).to_pylist()
    return text_array([label for text in triple_terms for label in labels_in(text)])


def relabelled_triple_terms(
    texts: pa.LargeStringArray, old: pa.LargeStringArray, new: pa.LargeStringArray
) -> pa.LargeStringArray:
    """The texts, with the blank nodes in their triple terms under new labels."""
    rows = _are_triple_terms(texts)
    if not rows.any():
        return texts
    labels = dict(zip(old.to_pylist(), new.to_pylist(), strict=True))
    triple_terms = take(texts, np.flatnonzero(rows)).to_pylist()
    return replaced(texts, rows, text_array([relabelled(text, labels) for text in triple_terms]))


def _are_triple_terms(texts: pa.LargeStringArray) -> npt.NDArray[np.bool_]:
    return truths(call("starts_with", texts, options=functions.MatchSubstringOptions("<<")))
