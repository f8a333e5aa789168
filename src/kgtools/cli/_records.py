"""Options of a command as records: a command has a handful of parameters, however many options it has."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TypeVar

__all__ = ["gather"]

Result = TypeVar("Result")


def gather(**records: Callable[..., object]) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Pass options to a command as records: named tuples with a field for each option.

    A keyword is the parameter of the command that gets the record; the fields have the names of the options. A command
    may lack the option of a field that has a default.

    >>> from typing import NamedTuple
    >>> class Page(NamedTuple):
    ...     width: int
    ...     height: int
    >>> @gather(page=Page)
    ... def draw(name: str, page: Page) -> str:
    ...     return f"{name}: {page.width} by {page.height}"
    >>> draw("a map", width=4, height=3)
    'a map: 4 by 3'
    """
    fields: dict[str, tuple[str, ...]] = {
        parameter: record._fields  # type: ignore[attr-defined]  # a named tuple
        for parameter, record in records.items()
    }

    def decorate(command: Callable[..., Result]) -> Callable[..., Result]:
        @functools.wraps(command)
        def with_records(*arguments: object, **options: object) -> Result:
            for parameter, record in records.items():
                options[parameter] = record(
                    **{name: options.pop(name) for name in fields[parameter] if name in options}
                )
            return command(*arguments, **options)

        return with_records

    return decorate
