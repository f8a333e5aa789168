"""How the text of a query is read: keywords that all calls with a query share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

__all__ = ["TextKeywords"]


class TextKeywords(TypedDict, total=False):
    """The name that errors give to the text, its base IRI, and prefixes that it may use without declaring them."""

    source: str
    base: str | None
    prefixes: Mapping[str, str] | None
