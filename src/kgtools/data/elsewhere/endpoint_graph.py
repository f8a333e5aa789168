"""The graph behind a SPARQL endpoint: asked where it is, and pulled where all of it is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from kgtools.data.elsewhere.columns_graph import ColumnsGraph
from kgtools.elsewhere.endpoint.client import Endpoint
from kgtools.model.prefixes import PrefixTable
from kgtools.project import GraphProject
from kgtools.reading import Source

if TYPE_CHECKING:
    from kgtools.elsewhere.answering import Answerer
    from kgtools.elsewhere.validating import Method
    from kgtools.shacl import ValidationReport
    from kgtools.shacl.options import OptionKeywords
    from kgtools.sparql.budget import Budget
    from kgtools.sparql.syntax import Query
    from kgtools.store import MemoryStore
    from kgtools.table import Dataset
    from kgtools.table.encoding.encode import Progress

__all__ = ["EndpointGraph"]


class EndpointGraph(ColumnsGraph):
    """The graph of an endpoint, whose validation pulls or pushes; prefixes and queries are those of `project`."""

    def __init__(
        self, endpoint: Endpoint, *, method: Method | None = None, project: GraphProject | None = None
    ) -> None:
        super().__init__(self._pulled, description="the graph of an endpoint", project=project)
        self._endpoint = endpoint
        self._method = method
        self._progress: Progress | None = None
        #: whether what was loaded has the named graphs, too
        self._has_graphs = False

    @property
    def endpoint(self) -> Endpoint:
        return self._endpoint

    def answering(self, budget: Budget, *, allow_service: bool = False) -> AbstractContextManager[Answerer | None]:
        from kgtools.elsewhere.answering import EndpointAnswerer

        if self._method == "pull":
            # it is answered here, over all that the endpoint has
            return nullcontext()
        return nullcontext(EndpointAnswerer(self._endpoint))

    @property
    def prefixes_of_files(self) -> PrefixTable:
        # nothing is pulled to see how it could be shortened
        return PrefixTable.writable({})

    @property
    def declared_prefixes(self) -> Mapping[str, Mapping[str, str]]:
        return {}

    def _pulled(self) -> Dataset:
        from kgtools.elsewhere.endpoint.pulling import pull

        return pull(self.endpoint, progress=self._progress)

    def store_for(
        self, query: Query, *, why: bool, inference: str = "none", budget: Budget | None = None
    ) -> MemoryStore:
        if (why or self._method == "pull") and not self._has_graphs:
            # claims are named graphs, and where they come from is said in others
            from kgtools.elsewhere.endpoint.datasets import pull_quads
            from kgtools.store import MemoryStore

            self._store, self._has_graphs = MemoryStore(pull_quads(self.endpoint)), True
        return super().store_for(query, why=why, inference=inference, budget=budget)

    def columns(self, *, progress: Progress | None = None) -> Dataset:
        self._progress = progress
        return self.dataset

    def validate(self, shapes: Sequence[Source] | None, options: OptionKeywords) -> ValidationReport:
        from kgtools.elsewhere.validating import validate_endpoint

        keywords: OptionKeywords = {"prefixes": self._prefixes_of_reports(), **options}
        return validate_endpoint(self.endpoint, shapes, keywords, method=self._method)
