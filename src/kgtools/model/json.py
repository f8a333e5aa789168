"""What a JSON document is made of (RFC 8259, section 3), as types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

__all__ = ["Json", "JsonDict"]

#: any value that can be written as JSON
Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
#: an object of JSON that is being made
JsonDict: TypeAlias = "dict[str, Json]"
