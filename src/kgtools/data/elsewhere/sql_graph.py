"""The graph of a pack that is asked in SQL, and never loaded as a whole unless that is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from kgtools.data.elsewhere.columns_graph import ColumnsGraph
from kgtools.elsewhere.sql.opening import SqlTarget, manifest_at, open_source
from kgtools.errors import UsageError
from kgtools.model.prefixes import PrefixTable
from kgtools.packs import Manifest, read_manifest
from kgtools.project import GraphProject
from kgtools.reading import Source, expand_sources

if TYPE_CHECKING:
    from kgtools.elsewhere.answering import Answerer
    from kgtools.shacl import ValidationReport
    from kgtools.shacl.options import OptionKeywords
    from kgtools.sparql.budget import Budget
    from kgtools.table import Dataset

__all__ = ["SqlGraph"]


class SqlGraph(ColumnsGraph):
    """The union of the graphs of a pack, or of a table; `memory` (bytes) is about what a validation may take."""

    def __init__(
        self,
        target: SqlTarget,
        *,
        memory: int | None = None,
        project: GraphProject | None = None,
        trace: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__(self._loaded_dataset, description="a pack", project=project)
        self._target = target
        self._memory = memory
        self._trace = trace
        if target.engine == "duckdb":
            # what is no pack is told at once
            self._manifest = read_manifest(target.place)

    @cached_property
    def _manifest(self) -> Manifest | None:
        return manifest_at(self._target)

    def _loaded_dataset(self) -> Dataset:
        with open_source(self._target) as source:
            return source.dataset(None)

    @property
    def prefixes_of_files(self) -> PrefixTable:
        # nothing is loaded to see how it could be shortened
        return PrefixTable.writable(dict(self._manifest.prefixes) if self._manifest else {})

    @property
    def declared_prefixes(self) -> Mapping[str, Mapping[str, str]]:
        return {self._target.name: self._manifest.prefixes if self._manifest else {}}

    @contextmanager
    def answering(self, budget: Budget, *, allow_service: bool = False) -> Iterator[Answerer | None]:
        from kgtools.elsewhere.sql.answering import SqlAnswerer

        with open_source(
            self._target, memory=self._memory, check=budget.check, default_graph=True, trace=self._trace
        ) as source:
            yield SqlAnswerer(source, budget, allow_service=allow_service)

    def validate(self, shapes: Sequence[Source] | None, options: OptionKeywords) -> ValidationReport:
        from kgtools.elsewhere.sql.validating import validate_sql
        from kgtools.shacl.engine.clock import Clock

        if not shapes:
            raise UsageError("with --sql, shapes are read from files; name them with --shapes (`shapes`).")
        clock = Clock(options.get("timeout"))
        with open_source(self._target, memory=self._memory, check=clock.check) as source:
            keywords: OptionKeywords = {"prefixes": source.prefixes, **options}
            files = expand_sources(list(shapes))
            return validate_sql(source, files, keywords, name=self._target.name, memory=self._memory)
