"""What is wrong with a shapes graph, or cannot be evaluated: all of it is collected, and reported at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, TypeAlias

from kgtools.errors import ShapesError, ShapesFault, ValidationFailure
from kgtools.model.numbers import is_digits
from kgtools.model.place import Place
from kgtools.model.terms import Term
from kgtools.shacl.shapes_graph.graph import name

__all__ = ["Faults", "Part", "placed_faults"]

#: what of a shape a fault leaves unknown: a constraint, which nodes it targets, all of it, its severity, a message; or
#: the graph
Part: TypeAlias = Literal["constraint", "target", "shape", "severity", "message", "graph"]


@dataclass(frozen=True)
class _Found:
    fault: ShapesFault
    node: Term | None
    part: Part


class Faults:
    """Faults as they are found, each once.

    >>> from kgtools.model.terms import NamedNode
    >>> faults = Faults()
    >>> with faults.collecting(NamedNode("http://e/S"), "4.2.1"):
    ...     raise ShapesError("the shape http://e/S counts in letters.")
    >>> faults.raise_errors()
    Traceback (most recent call last):
    kgtools.errors.ShapesError: the shape http://e/S counts in letters (section 4.2.1).
    """

    def __init__(self) -> None:
        self._entries: dict[tuple[object, ...], _Found] = {}
        self._parts: dict[Term, set[Part]] = {}

    @contextmanager
    def collecting(self, node: Term | None, section: str, *, part: Part = "constraint") -> Iterator[None]:
        """Keep what is raised inside: it is about this `part` of the shape `node`. `section` is that of a fault that
        names none.
        """
        try:
            yield
        except ShapesFault as error:
            for fault in error.faults:
                self.add(fault, node=node, section=section, part=part)

    def add(self, fault: ShapesFault, *, node: Term | None, section: str = "", part: Part = "constraint") -> None:
        """Take note of a fault."""
        section = fault.section or section
        reason = fault.reason
        if section and "(section" not in reason and "(appendix" not in reason:
            where = f"section {section}" if is_digits(section[0]) else f"appendix {section}"
            reason = f"{reason.rstrip('.')} ({where})."
        shape = fault.shape or ("" if node is None else name(node))
        copy = type(fault)(reason, shape=shape, section=section, triple=fault.triple, within=fault.within)
        copy.__cause__ = fault.__cause__
        # two parts of a shape may have the same fault
        self._entries.setdefault((copy.shape, reason, copy.triple), _Found(copy, node, part))
        if node is not None:
            self._parts.setdefault(node, set()).add(part)

    def parts(self, node: Term) -> frozenset[Part]:
        """Which parts of a shape have a fault."""
        return frozenset(self._parts.get(node, ()))

    def of(self, *parts: Part) -> list[tuple[Term | None, ShapesFault]]:
        """The faults of these parts, each with its shape, in the order in which they were found."""
        return [(entry.node, entry.fault) for entry in self._entries.values() if entry.part in parts]

    def raise_errors(self) -> None:
        """Raise the first :class:`ShapesError`, with all of them."""
        _raise([entry.fault for entry in self._entries.values() if isinstance(entry.fault, ShapesError)])

    def raise_failures(self, *parts: Part) -> None:
        """Raise the first :class:`ValidationFailure` of these parts (of any part without), with all of them."""
        _raise(
            [
                entry.fault
                for entry in self._entries.values()
                if isinstance(entry.fault, ValidationFailure) and (not parts or entry.part in parts)
            ]
        )


def placed_faults(
    faults: Iterable[ShapesFault], place: Callable[[ShapesFault], tuple[Place, bool] | None]
) -> tuple[ShapesFault, ...]:
    """The faults in the order of their places in the files.

    `place` tells where a fault is, and whether that is the place in a string that the fault knows; where it is not, the
    sentence says where in the string it is.
    """
    faults_with_places = []
    for fault in faults:
        at, exact = place(fault) or (None, False)
        reason = fault.reason
        if fault.within is not None and not exact:
            reason = f"{reason.rstrip('.')}; in the query, that is line {fault.within[1]}, column {fault.within[2]}."
        faults_with_places.append(
            type(fault)(
                reason,
                shape=fault.shape,
                section=fault.section,
                triple=fault.triple,
                within=fault.within,
                source=at.file if at else "",
                line=at.line if at else None,
                column=at.column if at else None,
            )
        )
    faults_with_places.sort(key=lambda fault: (not fault.source, fault.source, fault.line or 0, fault.column or 0))
    return tuple(faults_with_places)


def _raise(faults: list[ShapesFault]) -> None:
    if faults:
        first = faults[0]
        first.faults = tuple(faults)
        raise first
