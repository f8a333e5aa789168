"""What a witness is: a query that binds all that the patterns of another need, and those patterns.

How one is made of a query stands in :mod:`kgtools.query.patterns`, what is done with it in
:mod:`kgtools.query.evidence`.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Child", "Closure", "Node", "Pattern", "Witness"]


@dataclass(frozen=True)
class Node:
    """A place of a pattern as it is written in the witness: a variable (with its name) or a constant."""

    text: str
    variable: str = ""


@dataclass(frozen=True)
class Pattern:
    """A triple pattern, in the default graph or in the graph that `graph` names."""

    subject: Node
    predicate: Node
    object: Node
    graph: Node | None = None


@dataclass(frozen=True)
class Closure:
    """A path ``p*``, ``p+`` or ``p?`` between two nodes; `step` is the witness of one step from ``?a`` to ``?b``."""

    start: Node
    end: Node
    path: str
    step: str
    patterns: tuple[Pattern, ...]
    graph: Node | None
    single: bool


@dataclass(frozen=True)
class Child:
    """A sub-select: its own witness, and the variables by which its rows join (outside, inside)."""

    witness: Witness
    keys: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Witness:
    """The inside of the witness's WHERE clause, and what its solutions instantiate."""

    where: str
    patterns: tuple[Pattern, ...]
    closures: tuple[Closure, ...]
    children: tuple[Child, ...]
