"""What the terms of an evaluation are: numbers, what each stands for in a dictionary, and what their texts tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from kgtools.model.terms import Term

__all__ = ["BLANK", "IRI", "LITERAL", "TRIPLE", "UNBOUND", "Dictionary", "Ids", "kind_of", "sort_of"]

Ids = npt.NDArray[np.int32]
#: the number that is where a variable has no value
UNBOUND = -1
#: what a term is; as in :mod:`kgtools.table.terms`
IRI, BLANK, LITERAL, TRIPLE = 0, 1, 2, 3


class Dictionary(Protocol):
    """The distinct terms of a dataset, each with a number from 0: canonical N-Triples text (``"01"^^<…integer>``)."""

    #: what others make of the dictionary and keep with it (columns of values, say), each under a name of its own
    derived: dict[str, Any]  # Any: each name has a type of its own

    def __len__(self) -> int: ...
    @property
    def kinds(self) -> npt.NDArray[np.uint8]: ...
    def text(self, number: int) -> str: ...
    def texts_of(self, numbers: npt.NDArray[np.integer]) -> list[str]: ...
    def terms_of(self, numbers: npt.NDArray[np.integer]) -> list[Term]: ...
    def find_texts(self, texts: Sequence[str]) -> npt.NDArray[np.int64]: ...


def kind_of(text: str) -> int:
    """What a term is, by the first two characters of its text."""
    if text[0] == "<":
        return TRIPLE if text == "<<" else IRI
    return BLANK if text[0] == "_" else LITERAL


def sort_of(text: str) -> str:
    """What two terms have in common if they are the same: what they begin with, or what follows a literal's string.

    >>> sort_of('"a"@en'), sort_of("<http://e/a>"), sort_of("_:a")
    ('"@en', '<', '_')
    """
    return text[text.rindex('"') :] if text[0] == '"' else "<<" if text[:2] == "<<" else text[0]
