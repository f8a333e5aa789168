"""What validation looks at in a project: which files, which of their graphs, and what it is told beside them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kgtools.data import building
from kgtools.data.building import GRAPHS
from kgtools.data.building.fresh_build import FreshBuild
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import DefaultGraph, NamedNode
from kgtools.model.vocab import Vocabulary
from kgtools.project import GraphProject
from kgtools.reading import Tags
from kgtools.writing import write_file
from kgtools.writing.scratch import ScratchFolder

if TYPE_CHECKING:
    from kgtools.shacl.options import OptionKeywords

__all__ = ["ProjectValidation"]


@dataclass(frozen=True)
class ProjectValidation:
    """A project as validation sees it; where its built files are stale, what they would be now is written to a folder
    that lasts as long as this object.
    """

    project: GraphProject
    prefixes: PrefixTable
    tags: Tags
    fresh: FreshBuild

    @cached_property
    def files(self) -> tuple[Path, ...]:
        """The built graphs, and the files they are built from."""
        folder = Path(self._fresh_folder.name) if self.fresh.is_stale else self.project.built_folder
        built_files = (path for path in (folder / f"{name}.ttl" for name in GRAPHS) if path.is_file())
        return (*built_files, *self.project.source_files)

    @cached_property
    def _fresh_folder(self) -> ScratchFolder:
        folder = ScratchFolder()
        graphs = self.fresh.graphs
        for name in GRAPHS:
            write_file(Path(folder.name) / f"{name}.ttl", graphs.triples(name), prefixes=self.prefixes, tags=self.tags)
        return folder

    @property
    def graphs(self) -> list[str] | None:
        """All graphs but what single claims say of the world, which may be rivals.

        What a claim says of itself (the number that it claims) is looked at. None stands for the union of all graphs,
        where there are no claims.
        """
        vocabulary = Vocabulary(self.project.base)
        quads = [q for q in self.fresh.sources if q.graph_name != DefaultGraph()]
        names = {q.graph_name for q in quads}
        worldly = {
            q.graph_name
            for q in quads
            if building.is_claim_graph(q.graph_name, vocabulary) and q.subject != q.graph_name
        }
        if not worldly:
            return None
        return ["default", *sorted(n.value for n in names - worldly if isinstance(n, NamedNode))]

    @property
    def waivers(self) -> Path | None:
        """The file of the project's waived results, where it has one."""
        path = self.project.root / "waivers.toml"
        return path if path.is_file() else None

    @property
    def options(self) -> OptionKeywords:
        """What :func:`kgtools.shacl.validate` is told of the project, unless it is told otherwise."""
        sources = set(self.project.source_files)
        built_files = [path for path in self.files if path not in sources]
        return {
            "data_graphs": self.graphs,
            # built files may lie in a temporary folder; they are shown by the names that they have in the project
            "generated": {str(path): str(self.project.built_file(path.stem)) for path in built_files},
            "waivers": self.waivers,
            "languages": self.project.languages,
        }
