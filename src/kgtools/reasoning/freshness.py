"""Whether the inferred graph that a project keeps is stale, told without inferring anything."""

from __future__ import annotations

from kgtools.project import GraphProject
from kgtools.reasoning.inferred_graph import inputs_digest

__all__ = ["inferred_is_stale"]


def inferred_is_stale(project: GraphProject) -> bool:
    """Whether the kept inferred graph is known to be stale by the digests of what it was inferred from.

    Where there is no such graph, or no digests beside it, nothing is known.
    """
    digest_file = project.built_folder / "inferred.sha256"
    if not digest_file.is_file() or not project.built_file("inferred").is_file():
        return False
    return digest_file.read_text(encoding="utf-8") != inputs_digest(project)
