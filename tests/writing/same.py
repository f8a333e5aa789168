"""When two datasets are the same: up to the names of blank nodes, and with exact lexical forms."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pyoxigraph

from kgtools.model.terms import BlankNode, Quad, Term, Triple


def canonical(quads: Iterable[Quad]) -> set[str]:
    """The lines of the dataset under the labels of RDFC-1.0 (only for datasets without poison)."""
    dataset = pyoxigraph.Dataset(quads)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


def without_graphs(quads: Iterable[Quad]) -> list[Quad]:
    return [Quad(quad.subject, quad.predicate, quad.object) for quad in quads]


def shuffled(quads: Iterable[Quad], seed: int) -> list[Quad]:
    """The same dataset in another order, its blank nodes under other names."""
    chance = random.Random(seed)
    result = list(quads)
    chance.shuffle(result)
    names: dict[str, BlankNode] = {}

    def renamed(term: Term) -> Term:
        if isinstance(term, BlankNode):
            return names.setdefault(term.value, BlankNode(f"n{chance.getrandbits(60)}"))
        if isinstance(term, Triple):
            return Triple(renamed(term.subject), term.predicate, renamed(term.object))
        return term

    return [
        Quad(renamed(quad.subject), quad.predicate, renamed(quad.object), renamed(quad.graph_name)) for quad in result
    ]
