"""What is wrong with a shapes graph: all of it is collected, and told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kgtools.errors import ShapesError, ShapesFault, ValidationFailure
from kgtools.model.place import Place

__all__ = ["Faults", "placed_faults"]


class Faults:
    """Faults as they are found, each once.

    >>> faults = Faults()
    >>> with faults.kept("http://e/S", "4.2.1"):
    ...     raise ShapesError("the shape http://e/S counts in letters.")
    >>> faults.raise_errors()
    Traceback (most recent call last):
    kgtools.errors.ShapesError: the shape http://e/S counts in letters (section 4.2.1).
    """

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], ShapesFault] = {}

    @contextmanager
    def kept(self, shape: str, section: str) -> Iterator[None]:
        """Keep what is raised inside; `shape` and `section` are those of a fault that names none."""
        try:
            yield
        except ShapesFault as error:
            for fault in error.faults:
                self.add(fault, shape=shape, section=section)

    def add(self, fault: ShapesFault, *, shape: str = "", section: str = "") -> None:
        """Take note of a fault."""
        section = fault.section or section
        reason = fault.reason
        if section and "(section" not in reason and "(appendix" not in reason:
            where = f"section {section}" if section[0].isdigit() else f"appendix {section}"
            reason = f"{reason.rstrip('.')} ({where})."
        made = type(fault)(
            reason, shape=fault.shape or shape, section=section, triple=fault.triple, within=fault.within
        )
        made.__cause__ = fault.__cause__
        self._found.setdefault((made.shape, reason), made)

    def raise_errors(self) -> None:
        """Raise the first :class:`ShapesError`, with all of them."""
        _raise([fault for fault in self._found.values() if isinstance(fault, ShapesError)])

    def raise_failures(self) -> None:
        """Raise the first :class:`ValidationFailure`, with all of them."""
        _raise([fault for fault in self._found.values() if isinstance(fault, ValidationFailure)])


def placed_faults(error: ShapesFault, place: Callable[[ShapesFault], tuple[Place, bool] | None]) -> ShapesFault:
    """The error with its faults in the order of their places in the files: the first one, with all of them.

    `place` tells where a fault is, and whether that is the place in a string that the fault knows; where it is not, the
    sentence says where in the string it is.
    """
    made = []
    for fault in error.faults:
        at, exact = place(fault) or (None, False)
        reason = fault.reason
        if fault.within is not None and not exact:
            reason = (
                f"{reason.rstrip('.')}; in the query, it stands at line {fault.within[1]}, column {fault.within[2]}."
            )
        made.append(
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
    made.sort(key=lambda fault: (not fault.source, fault.source, fault.line or 0, fault.column or 0))
    first = made[0]
    first.faults = tuple(made)
    return first


def _raise(faults: list[ShapesFault]) -> None:
    if faults:
        first = faults[0]
        first.faults = tuple(faults)
        raise first
