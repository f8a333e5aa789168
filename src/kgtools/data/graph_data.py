"""What every graph can do, whether it is that of files or of a project: the protocol that the facade stands on."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from kgtools.errors import PrefixWarning, UndeclaredPrefixError
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import GraphName, Quad, Triple

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from kgtools.data.updating import Updated
    from kgtools.elsewhere.answering import Answerer
    from kgtools.elsewhere.endpoint import Endpoint
    from kgtools.model.vocab import Vocabulary
    from kgtools.ontology.checks.finding import Findings
    from kgtools.ontology.checks.project import CheckOptions
    from kgtools.ontology.imports import Imports
    from kgtools.project import GraphProject
    from kgtools.query import FilePlaces
    from kgtools.query.why.claims import Claims
    from kgtools.reading import Format, Source, Tags
    from kgtools.reasoning import Subject
    from kgtools.shacl import RuleInference, ValidationReport
    from kgtools.shacl.options import OptionKeywords
    from kgtools.sparql.budget import Budget
    from kgtools.sparql.engine import Functions
    from kgtools.sparql.syntax import Query
    from kgtools.store import MemoryStore
    from kgtools.table import Dataset
    from kgtools.table.encoding.encode import Progress

__all__ = [
    "Built",
    "GraphData",
    "PlannedUpdate",
    "UpdateOptions",
    "in_graph",
    "needs_named_graphs",
    "prefixes_in_force",
    "tell_clashes",
]


class Built(NamedTuple):
    """What a build gave: how many triples in each graph, and the files whose bytes are others than before."""

    counts: Mapping[str, int]
    changed: tuple[Path, ...]


class UpdateOptions(NamedTuple):
    """What an update is told beside its text."""

    budget: Budget
    #: the functions of the caller that it may call
    functions: Functions
    #: what is shown as the name of its text
    source: str = ""
    #: what its relative IRIs are resolved against
    base: str | None = None
    #: whether LOAD may read files of this machine
    allow_load: bool = False
    #: the file for new triples whose subject stands in no file or in several
    into: str | None = None


class PlannedUpdate(NamedTuple):
    """What an update changes, and the graph as it is once that is written."""

    updated: Updated
    after: GraphData


class GraphData(Protocol):
    """A graph, and all in which that of files and that of a project differ.

    :class:`kgtools.data.files_graph.FilesGraph` and :class:`kgtools.data.project_graph.ProjectGraph` are the two.
    Nothing is read before it is needed.
    """

    @property
    def project(self) -> GraphProject:
        """The project of the graph; of files, the one in force, which gives prefixes, languages and queries."""

    def reading(self) -> AbstractContextManager[object]:
        """A block in which files are read as the graph reads its own: in their formats, with the project's contexts."""

    @property
    def prefixes(self) -> PrefixTable:
        """The project's prefixes, with the well-known ones."""

    @property
    def prefixes_of_files(self) -> PrefixTable:
        """The prefixes that named files declare before their first triple; the first to declare one has it."""

    @property
    def declared_prefixes(self) -> Mapping[str, Mapping[str, str]]:
        """The prefixes that each of the named files declares, as they are at its end."""

    @property
    def prefixes_of_query(self) -> PrefixTable:
        """The prefixes that a query knows: those of named files before the project's.

        Where files differ in a prefix, it stands for nothing.
        """

    @property
    def prefixes_at_hand(self) -> PrefixTable | None:
        """The same where it is known without reading data, else None."""

    @property
    def tags(self) -> Tags:
        """How the files spell their language tags."""

    @property
    def has_parts(self) -> bool:
        """Whether the graph is made of parts: what is accepted, derived and claimed."""

    @property
    def is_large(self) -> bool:
        """Whether the graph is quicker read into columns than one quad after the other."""

    @property
    def endpoint(self) -> Endpoint | None:
        """The endpoint that the graph is behind, if it is behind one."""

    def answering(self, budget: Budget, *, allow_service: bool = False) -> AbstractContextManager[Answerer | None]:
        """What answers queries elsewhere, as a block; nothing where they are answered here."""

    @property
    def plain_files(self) -> list[Path]:
        """The files that hold all of the graph and can be read a part at a time; none where there is more to it."""

    @property
    def store(self) -> MemoryStore:
        """The store that queries are run on, with every named graph."""

    def load(self, budget: Budget) -> MemoryStore:
        """The :attr:`store`, read within a budget. Raises :class:`LimitError` where that does not suffice."""

    def store_for(
        self, query: Query, *, why: bool, inference: str = "none", budget: Budget | None = None
    ) -> MemoryStore:
        """The store that a query needs: with named graphs or without, and with what follows in a profile.

        Raises :class:`LimitError` where `budget` does not suffice for what is read, and :class:`UsageError` for an
        inference that the graph does not have.
        """

    def why_of(self) -> Vocabulary | FilePlaces:
        """What rows are explained by: claims, or the places of triples in files."""

    def places(self) -> FilePlaces:
        """The places of triples in the files of the graph."""

    def claims(self) -> Claims | None:
        """What is claimed beside what a query sees; None where there is nothing beside it."""

    def quads(self, part: str = "all") -> list[Quad]:
        """The quads of a part of the graph, every lexical form as written. Raises :class:`UsageError` for no part."""

    def columns(self, *, progress: Progress | None = None) -> Dataset:
        """The whole graph as columns; `progress` is called with how far the reading is."""

    def part_of_format(self, format: Format) -> str:
        """The part that is exported in a format unless another one is asked for."""

    def part_of_view(self, view: str) -> str:
        """The part that a view is made of unless another one is asked for."""

    def inferred(self, profile: str = "owl-dl", *, budget: Budget | None = None) -> tuple[Triple, ...]:
        """What follows about the things of the graph. `budget` is that of the query that asks for it.

        Raises :class:`ReasoningError` and :class:`UsageError`.
        """

    @property
    def subject(self) -> Subject:
        """What is reasoned over."""

    @property
    def imports(self) -> Imports:
        """What the ontology, or the files, import, and what of it was not found."""

    def check(self, options: CheckOptions) -> Findings:
        """What the checks find; see :mod:`kgtools.ontology.checks.project`."""

    def validate(self, shapes: Sequence[Source] | None, options: OptionKeywords) -> ValidationReport:
        """Validate the graph, with what it says of itself where `options` say nothing else."""

    def run_rules(self, shapes: Sequence[Source] | None, options: OptionKeywords) -> RuleInference:
        """What the rules of shapes infer from the graph; see :func:`kgtools.shacl.infer`."""

    def validation_files(self) -> list[Path]:
        """The files that validation looks at."""

    def validation_graphs(self) -> list[str] | None:
        """The graphs of those files that validation looks at; None is the union of all."""

    @property
    def waivers(self) -> Path | None:
        """The file of waived results that stands with the graph."""

    def planned_update(self, text: str, options: UpdateOptions) -> PlannedUpdate:
        """What an update changes; nothing is written. Raises what :meth:`KnowledgeGraph.update` raises."""

    def build(self, *, write: bool, infer: bool) -> Built:
        """Build what is built from the data; see :meth:`KnowledgeGraph.build`."""

    @property
    def inferred_is_stale(self) -> bool:
        """Whether an inferred graph is kept that is known to be older than what it was inferred from."""


def needs_named_graphs(query: Query, *, why: bool) -> bool:
    """Whether a question needs named graphs; what does not is answered from a quarter of a project's triples."""
    from kgtools.sparql.syntax import GraphPattern

    if why or query.dataset or query.form == "describe":
        return True
    # a stored query is asked again and again
    is_needed = query.__dict__.get("_names_graphs")
    if is_needed is None:
        is_needed = query.__dict__["_names_graphs"] = any(isinstance(node, GraphPattern) for node in query.walk())
    return bool(is_needed)


def prefixes_in_force(declared: Mapping[str, Mapping[str, str]], prefixes: Mapping[str, str]) -> PrefixTable:
    """The prefixes that files declare, before those that are known anyway.

    Where files differ in a prefix, it stands for nothing; :func:`tell_clashes` says so to whoever uses it.
    """
    table = dict(prefixes)
    for prefix, meanings in _meanings(declared).items():
        if len(meanings) == 1:
            table[prefix] = next(iter(meanings))
        else:
            table.pop(prefix, None)
    return PrefixTable.writable(table)


def tell_clashes(
    error: UndeclaredPrefixError, declared: Mapping[str, Mapping[str, str]], *, stacklevel: int = 2
) -> None:
    """A :class:`PrefixWarning` for each of the undeclared prefixes that files differ in."""
    meanings = _meanings(declared)
    for prefix in error.prefixes:
        namespaces = meanings.get(prefix, {})
        if len(namespaces) > 1:
            warning = PrefixWarning(prefix, [(file, namespace) for namespace, file in namespaces.items()])
            warnings.warn(warning, stacklevel=stacklevel + 1)


def in_graph(triples: Iterable[Triple], graph_name: GraphName) -> list[Quad]:
    """Triples as the quads of a graph."""
    return [Quad(t.subject, t.predicate, t.object, graph_name) for t in triples]


def _meanings(declared: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """What prefixes stand for: namespaces, each with the first file that has it."""
    meanings: dict[str, dict[str, str]] = {}
    for file, prefixes in declared.items():
        for prefix, namespace in prefixes.items():
            meanings.setdefault(prefix, {}).setdefault(namespace, file)
    return meanings
