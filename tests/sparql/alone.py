"""Whether the quads that a row comes from give the row again: alone, and among any others of the data."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from kgtools.model.terms import BlankNode, DefaultGraph, Quad, Term
from kgtools.sparql.algebra import Query, Slice
from kgtools.sparql.answers import GraphAnswer
from kgtools.sparql.engine import Answer, answer, prepare
from kgtools.sparql.evaluate.provenance import Origins
from kgtools.sparql.quads.datasets import QuadData
from kgtools.table import SmallTerms

__all__ = ["broken", "columns_of"]


def columns_of(quads: Sequence[Quad]) -> QuadData:
    """Quads as the engine looks at them; their blank nodes keep their labels."""
    terms = SmallTerms()
    distinct = list(dict.fromkeys(quads))
    table = terms.add_quads(distinct)
    s, p, o, g = table.T if len(distinct) else [table.reshape(-1)] * 4
    graphs = None if all(quad.graph_name == DefaultGraph() for quad in distinct) else g
    return QuadData(terms, s, p, o, graphs)


def broken(quads: Sequence[Quad], text: str, *, base: str = "http://e/", rows: int = 60, seed: int = 0) -> str:
    """What is wrong with what the first `rows` rows of an answer (or triples of CONSTRUCT) come from, or nothing.

    LIMIT and OFFSET of the whole query choose rows and are no part of what one comes from.
    """
    prepared = prepare(text, base=base)
    query = prepared.algebra
    if isinstance(query.pattern, Slice):
        query = query.replace(pattern=query.pattern.pattern)
    chance = random.Random(seed)
    origins = Origins()
    found = answer(query, columns_of(quads), origins=origins)
    plain = _rows(query, quads)
    with_origins = _shown(found)
    if sorted(map(repr, plain)) != sorted(map(repr, with_origins)):
        return f"{len(plain)} rows without, {len(with_origins)} rows with their origins, or others"
    for number, row in list(enumerate(with_origins))[:rows]:
        own = origins.quads(number)
        if not set(own) <= set(quads):
            return f"row {row} comes from what is not in the data: {set(own) - set(quads)}"
        if len(own) != len(set(own)):
            return f"row {row} has a quad twice"
        if row not in _rows(query, own):
            return f"row {row} is not given by {own}"
        more = [*own, *(quad for quad in quads if chance.random() < 0.5)]
        if row not in _rows(query, more):
            return f"row {row} is given by {own}, and not among others: {more}"
    return ""


def _rows(query: Query, quads: Sequence[Quad]) -> list[object]:
    return _shown(answer(query, columns_of(quads)))


def _shown(found: Answer) -> list[object]:
    if isinstance(found, bool):
        return [True] * found
    rows = (found.as_solutions() if isinstance(found, GraphAnswer) else found).rows()
    return [tuple(map(_cell, row)) for row in rows]


def _cell(term: Term | None) -> object:
    """A term; blank nodes that the query makes have labels that tell nothing."""
    return "made" if isinstance(term, BlankNode) and re.fullmatch(r"q\d+", term.value) else term
