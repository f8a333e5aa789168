"""Names of parametrised cases, of the values that pytest itself only counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from types import FunctionType

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

__all__ = ["case_name"]

#: the characters of a name at most: as many as pytest takes of a text
_LENGTH = 100


def case_name(value: object) -> str | None:
    """What a value is called in the name of a test, or None where pytest itself has a name for it.

    >>> case_name(("validate", "people.ttl", "-s", "shapes.ttl")), case_name({"limit": 3, "offset": None})
    ('validate people.ttl -s shapes.ttl', 'limit 3 offset None')
    >>> case_name(frozenset({"b", "a"})), case_name([]), case_name("short")
    ('a b', 'nothing', None)
    """
    if (isinstance(value, str) and len(value) <= _LENGTH) or isinstance(value, bool | type | re.Pattern | FunctionType):
        return None
    name = " ".join(_words(value).split()) or "nothing"
    return name if len(name) <= _LENGTH else f"{name[: _LENGTH - 1]}…"


def _words(value: object) -> str:
    """The value in a line, which is the same in every process."""
    match value:
        case Enum():
            return value.name
        case Path():
            return value.name
        case bytes():
            return repr(value)[2:-1]
        case str() | int() | float() | None | NamedNode() | BlankNode() | Literal() | Triple() | RdfFormat():
            return str(value)
        case Mapping():
            return _line(part for pair in value.items() for part in pair)
        case Set():
            return " ".join(sorted(filter(None, map(_words, value))))
        case list() | tuple():
            return _line(value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            return _line(getattr(value, field.name) for field in fields(value))
    return value.__name__ if isinstance(value, type | FunctionType) else type(value).__name__


def _line(values: Iterable[object]) -> str:
    return " ".join(filter(None, map(_words, values)))
