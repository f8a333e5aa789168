"""What every node of a syntax tree or of the algebra is: a frozen value with a place in the text that it came from.

Made without the machinery of dataclasses, whose class bodies are compiled one by one at import: forty of them would
cost more than a small query takes.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any, ClassVar, Self, TypeVar, dataclass_transform

__all__ = ["Node", "rewritten"]

_MISSING: object = object()
NodeType = TypeVar("NodeType", bound="Node")


# Any: a field has the type that its class gives it
def _field(*, default: object, kw_only: bool) -> Any:
    """What type checkers read of a field that is not a plain one."""
    return default


@dataclass_transform(frozen_default=True, eq_default=True, field_specifiers=(_field,))
class _Record:
    """Where type checkers learn that the fields of a node are the arguments of its constructor."""


class Node(_Record):
    """A frozen record: its fields are the annotations of its class, in order, those of its bases first.

    `place` is where the node begins in the text, an offset in characters, or -1; it is not part of the value, and
    the last argument of every constructor.

    >>> class Pair(Node):
    ...     left: int
    ...     right: int = 0
    >>> Pair(1, 2), Pair(1) == Pair(1, 0, place=7), Pair(1).replace(right=5).right
    (Pair(1, 2), True, 5)
    """

    place: int = _field(default=-1, kw_only=True)

    _fields: ClassVar[tuple[str, ...]] = ()
    _defaults: ClassVar[dict[str, object]] = {}

    def __init_subclass__(cls) -> None:
        own = [name for name, kind in cls.__annotations__.items() if not str(kind).startswith("ClassVar")]
        cls._fields = (*cls._fields, *own)
        cls._defaults = {**cls._defaults, **{name: cls.__dict__[name] for name in own if name in cls.__dict__}}

    def __init__(self, *args: object, place: int = -1, **kwargs: object) -> None:
        values = self.__dict__
        fields = self._fields
        if len(args) == len(fields) and not kwargs:
            values.update(zip(fields, args, strict=True))
            values["place"] = place
            return
        if len(args) > len(fields):
            raise TypeError(f"{type(self).__name__} takes {len(fields)} values")
        for name, value in zip(fields, args, strict=False):
            values[name] = value
        for name in fields[len(args) :]:
            value = kwargs.pop(name, _MISSING)
            if value is _MISSING:
                value = self._defaults.get(name, _MISSING)
                if value is _MISSING:
                    raise TypeError(f"{type(self).__name__} needs {name}")
            values[name] = value
        if kwargs:
            raise TypeError(f"{type(self).__name__} has no field {next(iter(kwargs))}")
        values["place"] = place

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def _key(self) -> tuple[object, ...]:
        return tuple(map(self.__dict__.__getitem__, self._fields))

    def __eq__(self, other: object) -> bool:
        return self is other or (type(other) is type(self) and self._key() == other._key())

    def __hash__(self) -> int:
        nodes = self.__dict__.get("_hash")
        if nodes is None:
            nodes = self.__dict__["_hash"] = hash((type(self), *self._key()))
        return int(nodes)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self._key()))})"

    def replace(self, **changes: object) -> Self:
        """The same node with other values in some fields."""
        result = object.__new__(type(self))
        values, old_values = result.__dict__, self.__dict__
        for name in self._fields:
            values[name] = old_values[name]
        values["place"] = old_values["place"]
        values.update(changes)
        return result

    def children(self) -> list[Node]:
        """The nodes that are in the fields of this one, in order, also within tuples."""
        nodes: list[Node] = []
        values = self.__dict__
        for name in self._fields:
            value = values[name]
            if isinstance(value, Node):
                nodes.append(value)
            elif type(value) is tuple:
                _collect(value, nodes)
        return nodes

    def walk(self) -> Iterator[Node]:
        """This node and all below it, each before what is below it."""
        stack: list[Node] = [self]
        while stack:
            node = stack.pop()
            yield node
            stack += reversed(node.children())


def _collect(values: tuple[object, ...], nodes: list[Node]) -> None:
    for value in values:
        if isinstance(value, Node):
            nodes.append(value)
        elif type(value) is tuple:
            _collect(value, nodes)


def rewritten(node: NodeType, change: Callable[[Node], Node]) -> NodeType:
    """The tree with `change` made to every node, what is below first; unchanged parts are the same objects.

    >>> class Leaf(Node):
    ...     n: int
    >>> class Both(Node):
    ...     parts: tuple[Leaf, ...]
    >>> rewritten(Both((Leaf(1), Leaf(2))), lambda x: Leaf(x.n + 1) if isinstance(x, Leaf) else x)
    Both((Leaf(2), Leaf(3)))
    """
    changes: dict[str, object] = {}
    values = node.__dict__
    for name in node._fields:
        old = values[name]
        if isinstance(old, Node):
            new: object = rewritten(old, change)
        elif type(old) is tuple and old:
            new = _rewritten_parts(old, change)
        else:
            continue
        if new is not old:
            changes[name] = new
    result = node.replace(**changes) if changes else node
    return change(result)  # type: ignore[return-value]  # a change keeps what kind of node is where


def _rewritten_parts(parts: tuple[object, ...], change: Callable[[Node], Node]) -> tuple[object, ...]:
    result: list[object] = []
    for part in parts:
        if isinstance(part, Node):
            result.append(rewritten(part, change))
        else:
            result.append(_rewritten_parts(part, change) if type(part) is tuple else part)
    return parts if all(map(operator.is_, result, parts)) else tuple(result)
