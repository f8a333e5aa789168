"""Objects of an expanded document, which know where they come from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast, overload

from kgtools.model.terms import NamedNode
from kgtools.reading.jsonld.document import Json, JsonObject

__all__ = ["NOWHERE", "At", "Expanded", "is_graph", "is_value", "is_well_formed", "leaves", "listed"]

#: where something comes from: an object, one of its keys or None for the object itself, and the number of an item or -1
At = tuple[JsonObject | None, str | None, int]
NOWHERE: At = (None, None, -1)


class Expanded(dict[str, object]):
    """An object of the expanded document; `at` is where it begins, `keys_at` where its entries come from.

    An entry is what :meth:`items_of`, :meth:`text`, :meth:`types`, :meth:`value` or :meth:`reverse` reads.
    """

    __slots__ = ("at", "keys_at")

    def __init__(self, at: At, entries: Iterable[tuple[str, object]] = ()) -> None:
        super().__init__(entries)
        self.at = at
        self.keys_at: dict[str, At] = {}

    def items_of(self, key: str) -> list[Expanded]:
        """The items of a property, or of ``@list``, ``@graph`` and ``@included``; a new list where there are none."""
        items = self.setdefault(key, [])
        assert isinstance(items, list)
        return items

    def text(self, key: str) -> str:
        """The text of a keyword that is there, such as ``@id`` or ``@index``."""
        text = self[key]
        assert isinstance(text, str)
        return text

    def types(self) -> list[str]:
        """The IRIs of ``@type``."""
        types = self.get("@type", [])
        return types if isinstance(types, list) else [str(types)]

    def value(self) -> Json:
        """The JSON of ``@value``: expansion stores it as it is in the document."""
        return cast("Json", self["@value"])

    def reverse(self) -> Expanded:
        """The items by their properties of ``@reverse``, which is put in where there is none."""
        reverse = self.setdefault("@reverse", Expanded(self.at))
        assert isinstance(reverse, Expanded)
        return reverse


def leaves(value: object) -> int:
    """How many values an array has, with those of arrays within it."""
    return sum(map(leaves, value)) if isinstance(value, list) else 1


@overload
def listed(value: Json) -> list[Json]: ...
@overload
def listed(value: Expanded | list[Expanded]) -> list[Expanded]: ...
def listed(value: object) -> object:
    """The members of an array; a single value is one member."""
    return value if isinstance(value, list) else [value]


def is_well_formed(iri: str) -> bool:
    """Whether a text is an absolute IRI that RDF can have."""
    try:
        NamedNode(iri)
    except ValueError:
        return False
    return True


def is_value(item: Expanded) -> bool:
    """Whether this is a value object (JSON-LD 1.1, section 9.5)."""
    return "@value" in item


def is_graph(item: Expanded) -> bool:
    """Whether this is a graph object (JSON-LD 1.1, section 9.4)."""
    return "@graph" in item and item.keys() <= {"@graph", "@id", "@index"}
