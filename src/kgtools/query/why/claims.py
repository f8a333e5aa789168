"""The claims of a project, for whoever looks into an empty answer: nothing is read before it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from kgtools.model.vocab import Vocabulary

if TYPE_CHECKING:
    from kgtools.store import MemoryStore

__all__ = ["Claims"]


class Claims(NamedTuple):
    """Where the claims of a project are: its words, and the store with them, made when it is asked for.

    `mention` says whether a name is anywhere in the files of the claims; so they are not read for a mere slip.
    """

    vocabulary: Vocabulary
    store: Callable[[], MemoryStore]
    mention: Callable[[str], bool]
