"""What a row of an answer rests on, as a record: one claim, one derivation, or one triple."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from kgtools.model.terms import BlankNode, NamedNode, Triple

__all__ = ["Reason"]


class Reason(TypedDict, total=False):
    """One thing that a row rests on; its keys say what it is.

    A claim has ``claim`` (its IRI), ``article``, ``start``, ``end``, ``certainty``, ``gist`` and, where the reader has
    the article, ``passage``. A derivation has ``rule`` and ``premises``. A fact without a claim has ``fact``; an axiom
    has ``axiom`` and ``place``. A triple has ``triple``, ``graph`` unless it is in the default graph, and ``file``,
    ``line`` and ``column`` where it is in a file. ``more`` counts what is left out.
    """

    article: str
    start: int
    end: int
    claim: str
    certainty: str
    gist: str
    passage: str
    rule: str
    premises: Sequence[Reason]
    fact: str
    axiom: str
    place: str
    triple: Triple
    graph: NamedNode | BlankNode
    file: str
    line: int
    column: int
    more: int
