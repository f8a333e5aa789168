"""What a project's graph is built from and what is built of it, in memory: each made once, whoever asks for it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from kgtools.data import building
from kgtools.model.terms import Quad
from kgtools.project import GraphProject

if TYPE_CHECKING:
    from kgtools.data.building import BuiltGraphs

__all__ = ["FreshBuild"]


class FreshBuild:
    """The sources of a project and the graphs that follow from them now; nothing is written."""

    def __init__(self, project: GraphProject) -> None:
        self._project = project

    @cached_property
    def is_stale(self) -> bool:
        """Whether the built files are older than what they are built from."""
        return not building.is_fresh(self._project)

    @cached_property
    def sources(self) -> tuple[Quad, ...]:
        """The quads of the source files."""
        return tuple(building.read_sources(self._project))

    @cached_property
    def graphs(self) -> BuiltGraphs:
        """The graphs as a build would make them."""
        return building.build(self._project, self.sources)
