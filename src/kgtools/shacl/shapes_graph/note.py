"""The Note as errors name it: what is wrong, with its section."""

from __future__ import annotations

from typing import TypeVar

from kgtools.errors import ShapesError, ShapesFault, ValidationFailure
from kgtools.model.terms import Term
from kgtools.shacl.shapes_graph.graph import ShapesGraph, name, named_above

__all__ = ["NOTE", "failure", "ill_formed", "in_note", "owner_name"]

NOTE = "the SHACL Advanced Features"
Fault = TypeVar("Fault", bound=ShapesFault)


def in_note(section: str) -> str:
    """A section of the Note as a sentence ends with it.

    >>> in_note("8.5")
    '(section 8.5 of the SHACL Advanced Features)'
    """
    return f"(section {section} of {NOTE})"


def owner_name(graph: ShapesGraph, node: Term) -> str:
    """The name of a node; of a blank node that of the nearest node with an IRI that leads to it."""
    return name(named_above(graph, node))


def ill_formed(graph: ShapesGraph, owner: Term, message: str, section: str, *triple: Term | str | None) -> ShapesError:
    """The error for a broken syntax rule of the Note; `triple` is the statement that is wrong, as far as known."""
    return _fault(ShapesError, graph, owner, message, section, triple)


def failure(
    graph: ShapesGraph, owner: Term, message: str, section: str, *triple: Term | str | None
) -> ValidationFailure:
    """The failure for what is well-formed and cannot be evaluated; as :func:`ill_formed`."""
    return _fault(ValidationFailure, graph, owner, message, section, triple)


def _fault(
    kind: type[Fault],
    graph: ShapesGraph,
    owner: Term,
    message: str,
    section: str,
    triple: tuple[Term | str | None, ...],
) -> Fault:
    whole = (*triple, None, None, None)[:3] if triple else ()
    return kind(f"{message} {in_note(section)}.", shape=owner_name(graph, owner), section=section, triple=whole)
