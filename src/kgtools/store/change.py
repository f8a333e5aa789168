"""What an update has changed in a dataset."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from kgtools.model.terms import Quad
from kgtools.store.small import SmallQuads

if TYPE_CHECKING:
    from kgtools.store.large import LargeQuads

__all__ = ["Change"]


class Change:
    """The quads that were there and are not, and those that are there and were not; found when they are asked for."""

    def __init__(self, before: SmallQuads | LargeQuads, after: SmallQuads | LargeQuads) -> None:
        self._before = before
        # what comes later is not of this change
        self._after = after.copy()

    @cached_property
    def deleted(self) -> tuple[Quad, ...]:
        return tuple(_without(self._before, self._after))

    @cached_property
    def inserted(self) -> tuple[Quad, ...]:
        return tuple(_without(self._after, self._before))


def _without(one: SmallQuads | LargeQuads, other: SmallQuads | LargeQuads) -> Iterable[Quad]:
    if not isinstance(one, SmallQuads) and not isinstance(other, SmallQuads):
        return one.without(other)
    members = other if isinstance(other, SmallQuads) else frozenset(other)
    return [quad for quad in one if quad not in members]
