"""The built graphs of a project, and the files they are kept in.

`data/graph/accepted.ttl`, `derived.ttl` and `derivations.ttl` are written by ``kgtools build`` and committed, so that
people can take plain Turtle from the repository.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kgtools.data.building.accepted import accepted_quads
from kgtools.data.building.invariants import check_invariants
from kgtools.data.building.rules import read_rules, run_rules
from kgtools.errors import BuildError
from kgtools.model.terms import Quad, Triple
from kgtools.model.vocab import Vocabulary
from kgtools.project import GraphProject
from kgtools.reading import parse

__all__ = ["BuiltGraphs", "build", "read_sources"]


@dataclass(frozen=True)
class BuiltGraphs:
    """The triples of each built graph."""

    accepted: tuple[Triple, ...]
    derived: tuple[Triple, ...]
    derivations: tuple[Triple, ...]

    def triples(self, name: str) -> tuple[Triple, ...]:
        """The triples of the graph of that name."""
        triples = getattr(self, name)
        assert isinstance(triples, tuple)
        return triples


def read_sources(project: GraphProject) -> list[Quad]:
    """The quads of the files of the data that people edit; blank nodes of two files stay apart.

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "kgtools.toml").write_text("")
    ...     Path(folder, "data").mkdir()
    ...     for name in ("a.ttl", "b.ttl"):
    ...         _ = Path(folder, "data", name).write_text("_:x <http://e/p> 1 .")
    ...     len({quad.subject for quad in read_sources(GraphProject.at(Path(folder)))})
    2

    Raises what :func:`kgtools.reading.parse` raises.
    """
    files = project.source_files
    return [quad for path in files for quad in parse(path, rename_blank_nodes=len(files) > 1)]


def build(project: GraphProject, quads: Sequence[Quad] | None = None) -> BuiltGraphs:
    """Build the graphs of a project; nothing is written.

    `quads` are those of the files of the data where they have been read (without them: :func:`read_sources`).

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "kgtools.toml").write_text("")
    ...     Path(folder, "data").mkdir()
    ...     _ = Path(folder, "data", "ages.ttl").write_text("<http://e/ada> <http://e/age> 036 .")
    ...     graphs = build(GraphProject.at(Path(folder)))
    >>> [triple.object.value for triple in graphs.accepted], graphs.derived
    (['036'], ())

    Raises :class:`BuildError` with every invariant that does not hold, and whatever reading the files raises.
    """
    vocabulary = Vocabulary(project.base)
    sources = read_sources(project) if quads is None else quads
    accepted = accepted_quads(sources, vocabulary)
    rules = read_rules(project.query_files(kind="rules"))
    derived = run_rules(rules, sources, accepted, vocabulary)
    problems = check_invariants(sources, accepted, derived.triples, derived.derivations, vocabulary)
    if problems:
        raise BuildError("the built graphs break an invariant: " + " ".join(problems))
    return BuiltGraphs(tuple(accepted), derived.triples, derived.derivations)
