"""How Turtle spells each distinct term, in whole columns: what :class:`kgtools.writing.terms.TermWriter` gives.

What a regular expression tells to be plain is spelled by cutting and joining columns. Whatever else there is (escapes,
line breaks, names that need escapes) is handed to the term writer itself, once a distinct term.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kgtools.model.names import PN_CHARS, PN_CHARS_U
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term, Triple
from kgtools.reading.tags import Tags
from kgtools.table import Terms
from kgtools.table.kernels.arrow import (
    bounds,
    call,
    encoded,
    functions,
    integers,
    joined_texts,
    keep,
    matching,
    places_among,
    replaced,
    text_array,
    truths,
)
from kgtools.table.kernels.text import parse_term
from kgtools.table.kinds import IRI, LITERAL, TRIPLE
from kgtools.writing.columns.strings import cut, last_of, replace, take
from kgtools.writing.terms import TermWriter

__all__ = ["Spelling", "spell"]

_XSD = "http://www.w3.org/2001/XMLSchema#"
_PLAIN_LOCAL = f"^([{PN_CHARS_U}:0-9]([{PN_CHARS}.:]*[{PN_CHARS}:])?)?$"
_NOT_IN_IRI = '[\\x00-\\x20<>"{}|^`\\\\]'
#: what the canonical spelling of a string escapes, or our style writes as a number
_ODD_STRING = (
    "[\\\\\\x00-\\x1f\\x7f-\\x{9f}\\x{2028}\\x{2029}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}\\x{feff}\\x{fffe}\\x{ffff}]"
)
#: the literals that Turtle writes bare, in quotes (:data:`kgtools.writing.terms`)
_BARE = {
    f"^^<{_XSD}integer>": '^"[+-]?[0-9]+"$',
    f"^^<{_XSD}decimal>": '^"[+-]?[0-9]*\\.[0-9]+"$',
    f"^^<{_XSD}double>": '^"[+-]?([0-9]+\\.[0-9]*|\\.[0-9]+|[0-9]+)[eE][+-]?[0-9]+"$',
    f"^^<{_XSD}boolean>": '^"(true|false)"$',
}


@dataclass(frozen=True)
class Spelling:
    """The texts of the terms, and which prefix each of them needs.

    `at` is the place in `texts` of each term by its number (that of blank nodes is 0, the empty text); `prefix` is the
    number of the prefix in `names` that the term at a place uses, or -1. `triple_term_prefixes` are the prefixes of
    triple terms.
    """

    texts: pa.LargeStringArray
    at: npt.NDArray[np.int32]
    prefix: npt.NDArray[np.int32]
    names: tuple[str, ...]
    triple_term_prefixes: frozenset[str] = frozenset()


def spell(terms: Terms, prefixes: PrefixTable, labels: Mapping[str, str], tags: Tags) -> Spelling:
    """The spelling of all terms of a dictionary; `labels` are the labels of those blank nodes that have one,
    `tags` the spellings of language tags.

    Raises :class:`UsageError` for an IRI that no file can hold.
    """
    names = tuple(prefixes)
    kinds = terms.kinds
    writer = TermWriter(prefixes, dict(labels), tags)
    at = np.zeros(len(terms), np.int32)
    parts = [text_array([""])]
    in_use = [np.full(1, -1, np.int32)]
    count = 1
    for kind, function in ((IRI, _iris), (LITERAL, _literals), (TRIPLE, _triples)):
        numbers = np.flatnonzero(kinds == kind)
        if len(numbers):
            part, prefix = function(take(terms.texts, numbers), prefixes, names, writer)
            at[numbers] = np.arange(count, count + len(numbers))
            count += len(numbers)
            parts.append(part)
            in_use.append(prefix)
    # a node that is in triple terms only is no term of its own in the dictionary
    numbers = terms.find([BlankNode(node) for node in labels])
    blank = [(n, label) for n, label in zip(numbers.tolist(), labels.values(), strict=True) if n >= 0]
    if blank:
        at[[number for number, _ in blank]] = np.arange(count, count + len(blank))
        parts.append(text_array([f"_:{label}" for _, label in blank]))
        in_use.append(np.full(len(blank), -1, np.int32))
    return Spelling(pa.concat_arrays(parts), at, np.concatenate(in_use), names, _in_triples(terms, prefixes))


def _in_triples(terms: Terms, prefixes: PrefixTable) -> frozenset[str]:
    writer = TermWriter(prefixes)
    for term in terms.terms(np.flatnonzero(terms.kinds == TRIPLE)):
        writer.term(term)
    return frozenset(writer.used)


Spelled = tuple[pa.LargeStringArray, npt.NDArray[np.int32]]


def _iris(texts: pa.LargeStringArray, prefixes: PrefixTable, names: tuple[str, ...], writer: TermWriter) -> Spelled:
    """``<iri>`` as a prefixed name where a prefix fits: cut behind the last of ``/#?``, look the first part up."""
    offsets, _ = bounds(texts)
    places = np.maximum(last_of(texts, b"/#?"), offsets[:-1]) + 1
    _, namespace, local, _ = cut(texts, offsets[:-1] + 1, places, offsets[1:] - 1)
    namespaces = encoded(namespace)
    distinct: list[str] = namespaces.dictionary.to_pylist()
    which = integers(namespaces.indices)
    of_namespace = _shortest(prefixes)
    numbers = [of_namespace.get(text) for text in distinct]
    number = {name: i for i, name in enumerate(names)}
    prefix = np.array([-1 if name is None else number[name] for name in numbers], np.int32)[which]
    heads = text_array([f"<{ns}" if name is None else f"{name}:" for ns, name in zip(distinct, numbers, strict=True)])
    plain = matching(local, _PLAIN_LOCAL)
    odd = (prefix >= 0) & ~plain
    # a namespace that does not end in "/", "#" or "?" may fit as well
    for inexact in (ns for ns in of_namespace if ns[-1] not in "/#?"):
        longer = len(inexact.encode()) > places - offsets[:-1] - 1
        odd |= longer & truths(call("starts_with", texts, options=functions.MatchSubstringOptions("<" + inexact)))
    if prefixes.in_full:
        in_full = text_array([f"<{iri}>" for iri in prefixes.in_full])
        odd |= places_among(texts, in_full) >= 0
    for part in (namespace, local):
        odd |= matching(part, _NOT_IN_IRI)
    tails = take(text_array([">", ""]), (prefix >= 0).astype(np.int8))
    prefixed_names = joined_texts(take(heads, which), local, tails)
    iris = [text[1:-1] for text in keep(texts, odd).to_pylist()]
    for place, iri in zip(np.flatnonzero(odd).tolist(), iris, strict=True):
        split = prefixes.split(iri)
        prefix[place] = -1 if split is None else number[split[0]]
    return replace(prefixed_names, odd, [writer.iri(iri) for iri in iris]), prefix


def _shortest(prefixes: PrefixTable) -> dict[str, str]:
    """The prefix of each namespace: the shorter one, then the first in the alphabet (as :class:`PrefixTable` picks)."""
    shortest: dict[str, str] = {}
    for prefix in sorted(prefixes, key=lambda p: (len(p), p)):
        shortest.setdefault(prefixes[prefix], prefix)
    return shortest


def _literals(texts: pa.LargeStringArray, prefixes: PrefixTable, names: tuple[str, ...], writer: TermWriter) -> Spelled:
    """Cut behind the closing quotation mark; what is there (datatype, language) has few distinct values."""
    strings, suffixes = cut(texts, last_of(texts, b'"') + 1)
    endings = encoded(suffixes)
    distinct: list[str] = endings.dictionary.to_pylist()
    which = integers(endings.indices)
    number = {name: i for i, name in enumerate(names)}
    spelled_suffix: list[str] = []
    prefix_of = np.full(len(distinct), -1, np.int32)
    bare = np.zeros(len(texts), bool)
    # whether a tag is spelled in several ways, so that the writer must see each literal
    several = np.zeros(len(distinct), bool)
    for i, suffix in enumerate(distinct):
        if suffix.startswith("^^"):
            datatype = suffix[3:-1]
            split = prefixes.split(datatype)
            prefix_of[i] = -1 if split is None else number[split[0]]
            spelled_suffix.append("^^" + writer.iri(datatype))
            if suffix in _BARE:
                these = np.flatnonzero(which == i)
                fits = matching(take(strings, these), _BARE[suffix])
                bare[these[fits]] = True
        else:
            # the writer spells language and direction; the text does not matter here
            spelled_suffix.append(writer.literal(_literal('""' + suffix))[2:])
            several[i] = bool(suffix) and writer.tags.spelled(suffix[1:].partition("--")[0]) is None
    prefix = prefix_of[which]
    prefix[bare] = -1
    odd = matching(strings, _ODD_STRING) & ~bare
    odd |= several[which]
    if bare.any():
        inside = call("ascii_trim", keep(strings, bare), options=functions.TrimOptions('"'))
        strings = replaced(strings, bare, inside)
    which = np.where(bare, len(distinct), which)
    literals = joined_texts(strings, take(text_array([*spelled_suffix, ""]), which))
    odd_literals = [writer.literal(_literal(text)) for text in keep(texts, odd).to_pylist()]
    return replace(literals, odd, odd_literals), prefix


def _triples(texts: pa.LargeStringArray, prefixes: PrefixTable, names: tuple[str, ...], writer: TermWriter) -> Spelled:
    triples = [writer.term(_term(text)) for text in texts.to_pylist()]
    return text_array(triples), np.full(len(triples), -1, np.int32)


def _literal(text: str) -> Literal:
    term = _term(text)
    assert isinstance(term, Literal)
    return term


def _term(text: str) -> NamedNode | BlankNode | Literal | Triple:
    term: Term = parse_term(text)
    return term
