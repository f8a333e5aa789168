"""Rules over numbers: what a rule is, before anyone runs it.

A relation is a class (one column), a property (two columns) or a set of literals (one column); an atom is a relation
with variables or numbers in its places; a rule has a body of atoms, and a head that follows where the body holds.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kgtools.model.terms import Triple

__all__ = ["Atom", "Key", "Rule", "connected", "unbound"]

#: a relation: ``("class", n)``, ``("property", n)``, ``("member", n)`` of a list of different things, ``("in", n)`` or
#: ``("out", n)`` for the literals that a data range holds or does not hold, ``("literal", 0)`` and ``("thing", 0)`` for
#: values that are literals or are not, ``("ill", 0)`` for literals without a value, ``("equal", 0)`` for literals of
#: one value
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Atom:
    """A relation with its places: a variable (text) or the number of a term."""

    key: Key
    places: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its name in the specification, its body, its head, and the axioms of the ontology that it rests on.

    A rule without a head finds clashes. `group` marks rules that say that all values of `member` are the same for each
    value of the variables `group`; they are run over `single`, the half of the body that concerns one member.
    `differ` names two variables whose literals must have different values.
    """

    name: str
    body: tuple[Atom, ...]
    head: Atom | None = None
    axioms: tuple[Triple, ...] = ()
    group: tuple[str, ...] = ()
    member: str = ""
    single: tuple[Atom, ...] = ()
    differ: tuple[str, str] | None = None


def unbound(atom: Atom, variables: Collection[str]) -> int:
    """How badly an atom is bound when these variables are known: the less the better, below -1 it only sifts."""
    unknown = sum(1 for p in atom.places if isinstance(p, str) and p not in variables)
    return unknown - 2 * (unknown < len(atom.places))


def connected(atoms: tuple[Atom, ...], first: int) -> list[int]:
    """The order in which to join the atoms of a body: from one of them, always the best bound next.

    >>> connected((Atom(("class", 1), ("x",)), Atom(("property", 2), ("x", "y")), Atom(("class", 3), ("y",))), 2)
    [2, 1, 0]
    """
    order = [first]
    bound = {p for p in atoms[first].places if isinstance(p, str)}
    remaining = [i for i in range(len(atoms)) if i != first]
    while remaining:
        best = min((unbound(atoms[i], bound), i) for i in remaining)[1]
        remaining.remove(best)
        order.append(best)
        bound |= {p for p in atoms[best].places if isinstance(p, str)}
    return order
