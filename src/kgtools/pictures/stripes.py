"""The stripes of a flow: those who went from one place to another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Side", "Stripe", "sides"]

#: a place at one side of a flow: its IRI, its label and how many left it, or came to it
Side = tuple[str, str, int]


@dataclass(frozen=True)
class Stripe:
    """Those who went from one place to another: the IRIs and labels of both, how many, and who."""

    source: str
    source_label: str
    target: str
    target_label: str
    count: int
    who: tuple[tuple[str, str], ...] = ()


def sides(parts: Iterable[Side]) -> tuple[Side, ...]:
    """Places with those who left them or came to them, each once: the largest first, then by IRI.

    >>> sides([("e:port", "Port", 1), ("e:bay", "Bay", 2), ("e:port", "Port", 3)])
    (('e:port', 'Port', 4), ('e:bay', 'Bay', 2))
    """
    sums: dict[tuple[str, str], int] = {}
    for iri, label, count in parts:
        sums[iri, label] = sums.get((iri, label), 0) + count
    ordered = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
    return tuple((iri, label, count) for (iri, label), count in ordered)
