"""Blank nodes, described for people: their labels come from the parser, and are in no file."""

from __future__ import annotations

import re

import numpy as np

from kgtools.model.terms import BlankNode, Literal, NamedNode, Term
from kgtools.model.vocab import RDF
from kgtools.table import Columns
from kgtools.table.kinds import BLANK
from kgtools.table.relations import Ids
from kgtools.text.labels import LABELS
from kgtools.text.terms import TagSpelling, term_text

__all__ = ["blank_words"]

#: properties that describe a blank node, the most telling first
_MAX_PROPERTIES = 3
_FIRST = (RDF + "type", *LABELS)
#: values of a property among which one is chosen, its most characters, and those of the whole
_MAX_VALUES = 20
_LONGEST_VALUE = 40
_LONGEST = 200
#: labels of blank nodes that have none in their file, and what those of several files have before them
_MADE = re.compile(r"(f[0-9]+_)?n+[0-9]+")
_OF_FILE = re.compile(r"f[0-9]+_")


def blank_words(columns: Columns, ids: Ids, tags: TagSpelling | None = None) -> dict[BlankNode, str]:
    """What the blank nodes among these numbers are called: by the label that they have in their file, else by what
    is said of them, as Turtle has it.

    >>> from kgtools.table import load_bytes
    >>> text = b'@prefix e: <http://e/> . e:a e:p [ a e:Town ; e:name "Ur" ] , _:x .'
    >>> data = load_bytes(text, format="turtle").columns()
    >>> print(*sorted(blank_words(data, data.relation(NamedNode("http://e/p")).objects).values()))
    [ a <http://e/Town> ; <http://e/name> "Ur" ] _:x
    """
    blank = ids[columns.terms.kinds[ids] == BLANK] if len(ids) else ids
    if not len(blank):
        return {}
    numbered = zip(blank.tolist(), columns.terms.terms_of(blank), strict=True)
    nodes = [(number, node) for number, node in numbered if isinstance(node, BlankNode)]
    words = {node: f"_:{_OF_FILE.sub('', node.value)}" for _, node in nodes if not _MADE.fullmatch(node.value)}
    unnamed = [(number, node) for number, node in nodes if node not in words]
    texts = _contents(columns, np.array([number for number, _ in unnamed], np.int32), tags)
    return {**words, **{node: text for (_, node), text in zip(unnamed, texts, strict=True)}}


def _contents(columns: Columns, ids: Ids, tags: TagSpelling | None) -> list[str]:
    """What is said of each of some blank nodes (their numbers in order), in brackets."""
    parts: list[list[str]] = [[] for _ in ids]
    # triples that are left out
    rest = np.zeros(len(ids), np.int64)
    for name, number in _predicates(columns):
        pairs = columns.relation(number).restrict(ids)
        if not len(pairs):
            continue
        at = np.searchsorted(ids, pairs.subjects)
        rest[at] += pairs.counts
        texts = _texts(columns, pairs.o[np.repeat(pairs.counts, pairs.counts) <= _MAX_VALUES], tags)
        begins = pairs.heads.tolist()
        for place, begin, count in zip(at.tolist(), begins, pairs.counts.tolist(), strict=True):
            if len(parts[place]) < _MAX_PROPERTIES and count <= _MAX_VALUES:
                parts[place].append(f"{name} {min(texts[o] for o in pairs.o[begin : begin + count].tolist())}")
                rest[place] -= 1
    return [_bracketed(text, bool(more)) for text, more in zip(parts, rest.tolist(), strict=True)]


def _predicates(columns: Columns) -> list[tuple[str, int]]:
    """The predicates as Turtle has them, with their numbers, in the order of the text."""
    terms = zip(columns.terms.terms(columns.predicates), columns.predicates.tolist(), strict=True)
    iris = [(term.value, number) for term, number in terms if isinstance(term, NamedNode)]
    iris.sort(key=lambda entry: (_FIRST.index(entry[0]) if entry[0] in _FIRST else len(_FIRST), entry[0]))
    return [("a" if iri == RDF + "type" else term_text(NamedNode(iri)), number) for iri, number in iris]


def _texts(columns: Columns, objects: Ids, tags: TagSpelling | None) -> dict[int, str]:
    numbers = np.unique(objects)
    return {n: _value(term, tags) for n, term in zip(numbers.tolist(), columns.terms.terms(numbers), strict=True)}


def _value(term: Term, tags: TagSpelling | None) -> str:
    if isinstance(term, BlankNode):
        return "[ … ]"
    if isinstance(term, Literal) and len(term.value) > _LONGEST_VALUE:
        return term_text(Literal(f"{term.value[:_LONGEST_VALUE]}…"))
    return term_text(term, tags)


def _bracketed(parts: list[str], has_more: bool) -> str:
    if len(parts) == 2 and parts[0].startswith("rdf:first ") and not has_more:
        rest = "" if parts[1] == "rdf:rest rdf:nil" else " …"
        return f"( {parts[0].removeprefix('rdf:first ')}{rest} )"
    texts = list(parts)
    while len(texts) > 1 and sum(map(len, texts)) > _LONGEST:
        texts.pop()
    if has_more or len(texts) < len(parts):
        texts.append("…")
    return f"[ {' ; '.join(texts)} ]" if texts else "[]"
