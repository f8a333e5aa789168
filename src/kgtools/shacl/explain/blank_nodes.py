"""Blank nodes by their triples: their labels change from file to file, their contents do not."""

from __future__ import annotations

import numpy as np

from kgtools.table import Columns
from kgtools.table.kinds import BLANK
from kgtools.table.relations import Ids, distinct

__all__ = ["describe"]

#: how many blank nodes deep a description goes, and how many of its characters are shown
DEPTH = 4
SHOWN = 160


def describe(columns: Columns, ids: Ids) -> dict[int, str]:
    """For the number of each of these blank nodes a text that depends on nothing but its triples, four nodes deep.

    Two nodes of which the same is said have the same text. It is the triples as Turtle has them, shortened and with
    their digest where they are many.
    """
    levels = [distinct(ids, columns.size)]
    triples: dict[int, list[tuple[str, int]]] = {}
    for _ in range(DEPTH):
        triples_of = _triples(columns, levels[-1])
        triples.update(triples_of)
        objects = np.array(sorted({o for pairs in triples_of.values() for _, o in pairs}), np.int32)
        fresh = objects[columns.terms.kinds[objects] == BLANK] if len(objects) else objects
        levels.append(fresh[~np.isin(fresh, list(triples))] if len(fresh) else fresh)
        if not len(levels[-1]):
            break
    objects = np.array(sorted({o for pairs in triples.values() for _, o in pairs}), np.int32)
    texts = {int(n): str(t) for n, t in zip(objects, columns.terms.terms(objects), strict=True)}
    blank = {int(n) for n in objects[columns.terms.kinds[objects] == BLANK]} if len(objects) else set()
    # from nodes without content inwards out: each round knows one node deeper
    texts_of = dict.fromkeys((*triples, *blank), "[]")
    for _ in range(DEPTH):
        texts_of = {
            node: _text([(p, texts_of[o] if o in blank else texts[o]) for p, o in triples.get(node, ())])
            for node in texts_of
        }
    return {int(node): texts_of[int(node)] for node in levels[0]}


def _triples(columns: Columns, ids: Ids) -> dict[int, list[tuple[str, int]]]:
    triples: dict[int, list[tuple[str, int]]] = {int(node): [] for node in ids}
    for number, term in zip(columns.predicates.tolist(), columns.terms.terms(columns.predicates), strict=True):
        pairs = columns.relation(number).restrict(ids)
        for s, o in zip(pairs.s.tolist(), pairs.o.tolist(), strict=True):
            triples[s].append((str(term), o))
    return triples


def _text(pairs: list[tuple[str, str]]) -> str:
    text = f"[ {' ; '.join(sorted(f'{p} {o}' for p, o in pairs))} ]" if pairs else "[]"
    if len(text) <= SHOWN:
        return text
    import hashlib

    return f"{text[: SHOWN - 40]}… {hashlib.sha256(text.encode()).hexdigest()[:32]} ]"
