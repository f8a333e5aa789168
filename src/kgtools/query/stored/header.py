"""What the header of a stored query says: what is asked for, what is given, and how it is called.

Read from its text by :mod:`kgtools.query.stored.read_header`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kgtools.query.columns import Column
from kgtools.query.stored.parameter_types import LIST, TEXT

__all__ = ["Header", "Parameter"]


class Parameter(NamedTuple):
    """What a stored query asks for: written ``?_name`` in its text.

    `of` is the class of an entity (as written in the header); `items` the type of the members of a list; `values`
    those that an enum may take; `descriptions` is by language; `aliases` are other names under which an entity may be
    given, each with the class that it then has to be of. `written` is the name of its variable in the text where
    that is another one, `language` and `datatype` are those that its literal has besides.
    """

    name: str
    type: str
    descriptions: Mapping[str, str] = {}
    of: str | None = None
    items: str | None = None
    values: tuple[str, ...] = ()
    default: str | tuple[str, ...] | None = None
    example: str | tuple[str, ...] | None = None
    optional: bool = False
    aliases: Mapping[str, str] = {}
    written: str = ""
    language: str | None = None
    datatype: str | None = None

    @property
    def variable(self) -> str:
        """The name of its variable."""
        return self.written or f"_{self.name}"

    @property
    def is_required(self) -> bool:
        """Whether a value must be given."""
        return self.default is None and not self.optional

    @property
    def item_type(self) -> str:
        """The type of one value."""
        return self.items or TEXT if self.type == LIST else self.type


class Header(NamedTuple):
    """All that a header says; `defaults` and `choices` are grlc's, where the header declares no parameters.

    `empty` is what an answer without rows means, by language.
    """

    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    lines: Mapping[str, int]
    defaults: Mapping[str, str]
    choices: Mapping[str, tuple[str, ...]]
    empty: Mapping[str, str] = {}

    @property
    def is_grlc(self) -> bool:
        """Whether the names of the variables tell what the parameters are."""
        return "params" not in self.lines and "columns" not in self.lines
