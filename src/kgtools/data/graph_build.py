"""A build of a project: its graphs, and the files that hold them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kgtools.data.building import GRAPHS, build, inputs_digest
from kgtools.data.graph_data import Built
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import Triple
from kgtools.project import GraphProject
from kgtools.reading import Tags
from kgtools.writing import write as serialize
from kgtools.writing import write_bytes

__all__ = ["build_project"]


def build_project(project: GraphProject, *, prefixes: PrefixTable, tags: Tags, write: bool, infer: bool) -> Built:
    """Build the accepted and derived graphs, with `infer` the inferred one too, and `write` the files that are stale.

    Raises :class:`BuildError` where an invariant does not hold, and what the reasoner raises.
    """
    built_graphs = build(project)
    graphs = {name: tuple(built_graphs.triples(name)) for name in GRAPHS}
    files = {project.built_file(name): _turtle(triples, prefixes, tags) for name, triples in graphs.items()}
    files[project.built_folder / "inputs.sha256"] = inputs_digest(project).encode()
    files_changed = _changed(files, write=write)
    if infer:
        from kgtools.ontology.profiles.entailment import KEPT_PROFILE
        from kgtools.reasoning.inferred_graph import infer_graph
        from kgtools.reasoning.inferred_graph import inputs_digest as inferred_digest

        triples = infer_graph(project, profile=KEPT_PROFILE, facts=[*built_graphs.accepted, *built_graphs.derived])
        graphs["inferred"] = triples
        inferred = {
            project.built_file("inferred"): _turtle(triples, prefixes, tags),
            project.built_folder / "inferred.sha256": inferred_digest(project).encode(),
        }
        files_changed += _changed(inferred, write=write)
    return Built({name: len(triples) for name, triples in graphs.items()}, files_changed)


def _turtle(triples: tuple[Triple, ...], prefixes: PrefixTable, tags: Tags) -> bytes:
    return serialize(triples, format="turtle", prefixes=prefixes, tags=tags)


def _changed(files: Mapping[Path, bytes], *, write: bool) -> tuple[Path, ...]:
    """The files whose bytes are others than before, which are written on demand."""
    paths = tuple(path for path, data in files.items() if not path.is_file() or path.read_bytes() != data)
    if write:
        for path in paths:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_bytes(path, files[path])
    return paths
