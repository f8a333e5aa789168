"""Are the tokens terms? Judged once for each distinct token, and brought to the one spelling that terms have here.

A plain token (IRI of plain characters, blank node, literal without escapes) is identified by a regular expression in
linear time. Every other token (escapes, letters outside ASCII in an IRI, ``"x"^^xsd:string``, upper case in a language
tag …) is given to the parser, which refuses it or gives the canonical spelling of N-Triples.
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
from kgtools.table.kernels.arrow import as_text, call, functions, matching, replaced, take, text_array, truths
from kgtools.table.kernels.text import labels_in, relabelled, term_text

__all__ = [
    "NotPlainError",
    "canonical_tokens",
    "is_anonymous",
    "labels_within",
    "plain_labels",
    "relabelled_triple_terms",
]

_PATH = r"[A-Za-z0-9\-._~:@!$&'()*+,;=/]"
_AUTHORITY = r"//[A-Za-z0-9\-._~]*(:[0-9]+)?(/" + _PATH + "*)?"
_PLAIN_IRI = (
    r"<[A-Za-z][A-Za-z0-9+.\-]*:(" + _AUTHORITY + r"|[A-Za-z0-9\-._~:@!$&'()*+,;=]" + _PATH + r"*)"
    r"(\?" + _PATH[:-1] + r"?]*)?(#" + _PATH[:-1] + r"?]*)?>"
)
_PLAIN_BLANK = r"_:[A-Za-z0-9_]([A-Za-z0-9_.\-]*[A-Za-z0-9_\-])?"
#: anything but controls, quotation mark, backslash and what the canonical form escapes
_PLAIN_TEXT = '"[^"\\\\\\x00-\\x1f\\x7f\\x{FFFE}\\x{FFFF}]*"'
_PLAIN_TOKEN = f"^({_PLAIN_IRI}|{_PLAIN_BLANK}|{_PLAIN_TEXT}(@[a-z]+(-[a-z0-9]+)*|\\^\\^{_PLAIN_IRI})?)$"
_STRING = '"^^<http://www.w3.org/2001/XMLSchema#string>'


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
        odd |= truths(call("ends_with", texts, options=functions.MatchSubstringOptions(_STRING)))
    odd[:seeds] = False
    numbers = np.flatnonzero(odd)
    if not len(numbers):
        return texts
    distinct = take(texts, numbers).to_pylist()
    numbers = np.array([n for n, text in zip(numbers, distinct, strict=True) if text and text[0] != " "], np.int64)
    if not len(numbers):
        return texts
    triple_terms = [text for text in distinct if text and text[0] != " "]
    if tags is not None:
        ends = (text.rpartition('"')[2] for text in triple_terms if text[0] == '"')
        tags.update(end[1:] for end in ends if end[:1] == "@" and end != end.lower())
    mask = np.zeros(len(texts), bool)
    mask[numbers] = True
    return replaced(texts, mask, text_array(_parse(triple_terms)))


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
