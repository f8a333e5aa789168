"""Columns of an answer: what each means, and how that of a label is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["COMPANION", "Column"]

#: what the name of a variable ends with that is the label of another
COMPANION = "Label"


class Column(NamedTuple):
    """One column of the answer, with what it means by language.

    `words` are those that are in it in English (``ended``), each with what readers of other languages get instead.
    """

    name: str
    descriptions: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]] = {}
