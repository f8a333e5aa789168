"""Objects of an expanded document, which know where they come from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kgtools.model.terms import NamedNode
from kgtools.reading.jsonld.document import JsonObject

__all__ = ["NOWHERE", "At", "Expanded", "is_graph", "is_value", "is_well_formed", "leaves", "listed"]

#: where something comes from: an object, one of its keys or None for the object itself, and the number of an item or -1
At = tuple[JsonObject | None, str | None, int]
NOWHERE: At = (None, None, -1)


class Expanded(dict[str, Any]):
    """An object of the expanded document; `at` is where it begins, `keys_at` where its entries come from."""

    __slots__ = ("at", "keys_at")

    def __init__(self, at: At, entries: Iterable[tuple[str, Any]] = ()) -> None:
        super().__init__(entries)
        self.at = at
        self.keys_at: dict[str, At] = {}


def leaves(value: Any) -> int:
    """How many values an array has, with those of arrays within it."""
    return sum(map(leaves, value)) if isinstance(value, list) else 1


def listed(value: Any) -> list[Any]:
    """The members of an array; a single value is one member."""
    return value if isinstance(value, list) else [value]


def is_well_formed(iri: str) -> bool:
    """Whether a text is an absolute IRI that RDF can have."""
    try:
        NamedNode(iri)
    except ValueError:
        return False
    return True


def is_value(item: dict[str, Any]) -> bool:
    """Whether this is a value object (JSON-LD 1.1, section 9.5)."""
    return "@value" in item


def is_graph(item: dict[str, Any]) -> bool:
    """Whether this is a graph object (JSON-LD 1.1, section 9.4)."""
    return "@graph" in item and item.keys() <= {"@graph", "@id", "@index"}
