"""The graph of a dataset in columns that are in no RDF file: of a pack, of tables, or of an endpoint."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from kgtools.data.files_graph import FilesGraph
from kgtools.data.graph_data import PlannedUpdate, UpdateOptions
from kgtools.errors import UsageError
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import Quad
from kgtools.project import GraphProject
from kgtools.reading import Source, Tags

if TYPE_CHECKING:
    from kgtools.model.vocab import Vocabulary
    from kgtools.shacl import RuleInference, ValidationReport
    from kgtools.shacl.options import OptionKeywords
    from kgtools.sparql.budget import Budget
    from kgtools.store import MemoryStore
    from kgtools.table import Dataset
    from kgtools.table.encoding.encode import Progress

__all__ = ["ColumnsGraph"]

#: triples from which on columns are quicker than objects
_LARGE = 20_000


class ColumnsGraph(FilesGraph):
    """The graph that `read` gives when it is needed; prefixes and queries are those of `project`, as for files."""

    def __init__(self, load: Callable[[], Dataset], *, description: str, project: GraphProject | None = None) -> None:
        super().__init__((), quads=(), project=project)
        self._read_columns = load
        self._description = description

    @cached_property
    def dataset(self) -> Dataset:
        """All of the graph."""
        return self._read_columns()

    @property
    def prefixes_of_files(self) -> PrefixTable:
        result: dict[str, str] = {}
        for prefixes in self.dataset.prefixes.values():
            result = {**prefixes, **result}
        return PrefixTable.writable(result)

    @property
    def declared_prefixes(self) -> Mapping[str, Mapping[str, str]]:
        return self.dataset.prefixes

    @cached_property
    def tags(self) -> Tags:
        return self.dataset.tags

    @cached_property
    def is_large(self) -> bool:
        return len(self.dataset) > _LARGE

    def columns(self, *, progress: Progress | None = None) -> Dataset:
        return self.dataset

    def quads(self, part: str = "all") -> list[Quad]:
        if part != "all":
            raise UsageError(f"{self._description} has no parts; leave out the part.")
        return list(self.store)

    def _load(self, budget: Budget | None) -> MemoryStore:
        if self._store is None:
            from kgtools.store import MemoryStore

            self._store = MemoryStore.of_columns(self.dataset)
        return self._store

    def why_of(self) -> Vocabulary:
        from kgtools.data.building import is_claim_graph
        from kgtools.model.vocab import Vocabulary

        vocabulary = Vocabulary(self.project.base)
        if not any(is_claim_graph(name, vocabulary) for name in self._load(None).named_graphs()):
            raise UsageError(
                f"{self._description} has no claims that begin with <{vocabulary.claims}>, and its triples have no "
                "place in a file; leave out --why."
            )
        return vocabulary

    def validate(self, shapes: Sequence[Source] | None, options: OptionKeywords) -> ValidationReport:
        from kgtools.shacl import validate

        keywords: OptionKeywords = {"prefixes": self._prefixes_of_reports(), **options}
        return validate(self.dataset, shapes, **keywords)

    def run_rules(self, shapes: Sequence[Source] | None, options: OptionKeywords) -> RuleInference:
        from kgtools.shacl import infer

        return infer(self.dataset, shapes, **options)

    def planned_update(self, text: str, options: UpdateOptions) -> PlannedUpdate:
        raise UsageError(
            f"{self._description} cannot be updated; write it to a file with `kgtools export`, and update that."
        )
