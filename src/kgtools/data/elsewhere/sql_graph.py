"""The graph of a pack that is asked in SQL, and never loaded as a whole unless that is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kgtools.data.elsewhere.columns_graph import ColumnsGraph
from kgtools.elsewhere.sql.opening import SqlTarget
from kgtools.errors import UsageError
from kgtools.model.prefixes import PrefixTable
from kgtools.packs import read_manifest
from kgtools.project import GraphProject
from kgtools.reading import Source, expand_sources

if TYPE_CHECKING:
    from kgtools.elsewhere.answering import Answerer
    from kgtools.shacl import ValidationReport
    from kgtools.shacl.options import OptionKeywords
    from kgtools.sparql.evaluate.budget import Budget
    from kgtools.table import Dataset

__all__ = ["SqlGraph"]


class SqlGraph(ColumnsGraph):
    """The union of the graphs of a pack; `memory` (bytes) is about what a validation may take."""

    def __init__(
        self,
        target: SqlTarget,
        *,
        memory: int | None = None,
        project: GraphProject | None = None,
        sent: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__(self._loaded_pack, what="a pack", project=project)
        self._target = target
        self._memory = memory
        self._sent = sent
        self._manifest = read_manifest(target.place)

    def _loaded_pack(self) -> Dataset:
        from kgtools.packs.reading import load_pack

        return load_pack(self._target.place)

    @property
    def prefixes_of_files(self) -> PrefixTable:
        # nothing is loaded to see how it could be shortened
        return PrefixTable.writable(dict(self._manifest.prefixes))

    @property
    def declared_prefixes(self) -> Mapping[str, Mapping[str, str]]:
        return {self._target.place: self._manifest.prefixes}

    @contextmanager
    def answering(self, budget: Budget, *, allow_service: bool = False) -> Iterator[Answerer | None]:
        from kgtools.elsewhere.sql.answering import SqlAnswerer
        from kgtools.elsewhere.sql.duckdb_source import DuckDbSource

        place = self._target.place
        with DuckDbSource(
            place, memory=self._memory, check=budget.check, default_graph=True, sent=self._sent
        ) as source:
            yield SqlAnswerer(source, budget, allow_service=allow_service)

    def validate(self, shapes: Sequence[Source] | None, options: OptionKeywords) -> ValidationReport:
        from kgtools.elsewhere.sql.duckdb_source import DuckDbSource
        from kgtools.shacl.plans.validating import validate_planned

        if not shapes:
            raise UsageError("the shapes for --sql stand in files; name them with --shapes (`shapes`).")
        asked: OptionKeywords = {"prefixes": self._manifest.prefixes, **options}
        place = self._target.place
        with DuckDbSource(place, memory=self._memory) as source:
            return validate_planned(
                source,
                expand_sources(list(shapes)),
                asked,
                triples=self._manifest.triples,
                note=f"{place}: DuckDB looked for violations in {self._manifest.triples:,} triples",
            )
