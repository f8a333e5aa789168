"""What a worker answers from: the graph, loaded, and look-ups that all requests share."""

from __future__ import annotations

import hashlib
import time
import traceback
import uuid
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from kgtools.errors import KgtoolsError
from kgtools.serving.log import log
from kgtools.serving.messages import HttpRequest, HttpResponse
from kgtools.serving.options import GraphSource, Limits
from kgtools.serving.problems import bug, problem, problem_of

if TYPE_CHECKING:
    from kgtools.graph import KnowledgeGraph
    from kgtools.pages import Contents
    from kgtools.query import StoredQuery
    from kgtools.serving.processes.nursery import Summary
    from kgtools.serving.reconcile.things import Things

__all__ = ["Service"]

#: the most quads for which the look-ups of pages are made in advance
_MAX_WARMED_QUADS = 2_000_000
#: quads up to which stored queries are answered beforehand
_MAX_QUERIED_QUADS = 200_000
#: seconds of computing for that, and for pages of things that are made beforehand, every so many-th first
_WARMING_SECONDS = 1.5
_STEP = 16
#: bodies up to this size are digested, so that a client need not take them twice
_MAX_DIGESTED_BYTES = 1 << 20


class Service:
    """Answers requests for a graph; what is found out about the graph is kept, as the graph does not change."""

    def __init__(
        self,
        graph: KnowledgeGraph,
        limits: Limits | None = None,
        *,
        articles: Path | None = None,
        limits_pages: bool = True,
    ) -> None:
        """`articles` is a folder with copies of the articles, whose passages pages show then.

        With `limits_pages` the limits hold for each query of a page as well.
        """
        self.graph = graph
        self.limits = limits or Limits()
        self.limits_pages = limits_pages
        self._articles = articles

    @classmethod
    def loaded(cls, source: GraphSource, limits: Limits) -> Service:
        """The service of a graph that is read now, for workers to share. Raises what reading raises."""
        graph = source.open()
        cache = graph.cache
        service = cls(graph, limits, articles=None if source.articles is None else Path(source.articles))
        service.warm_up()
        if cache is not None and cache.has_pending:
            cache.write_pending()
        return service

    def warm_up(self) -> None:
        """Read the graph and make what every worker needs."""
        with self.graph.data.reading():
            self.graph.store.data()
        # what is imported and computed here is shared by all workers
        self.graph.query(text="SELECT * { ?s ?p ?o } LIMIT 1")
        from kgtools.serving.responses import RESPONSES

        # a missing folder of articles is reported now
        _ = self.size, self.contents, RESPONSES

    def warm_pages(self) -> None:
        """Make what the pages look up, by making some; of a very large graph nothing, as it would take too much.

        Files that are no stored queries are named in the log.
        """
        for error in self.contents.refused_queries:
            log(f"not a stored query: {error}")
        if self.size > _MAX_WARMED_QUADS:
            return
        _ = self.reconciled.names
        self.contents.prepare_places()
        self._without_page_limits()._make_pages()

    def _without_page_limits(self) -> Service:
        """A service with the same contents for pages that no client waits for."""
        service = Service(self.graph, self.limits, limits_pages=False)
        service.contents, service.size = self.contents, self.size
        return service

    def _make_pages(self) -> None:
        """Make some pages, so that what they look up is there for all workers."""
        self._ask("page home", "/")
        self._ask("page queries", "/queries")
        if self.size <= _MAX_QUERIED_QUADS:
            self._ask_stored(time.process_time() + _WARMING_SECONDS)
        things = [thing.address for thing in self.contents.things.values() if thing.address is not None]
        end = time.process_time() + _WARMING_SECONDS
        # things far from each other first: they have less in common, and so more is found that others share
        for start in range(_STEP):
            for address in things[start::_STEP]:
                self._ask("document", f"/doc/{quote(address)}", {"thing": address})
                if time.process_time() > end:
                    return

    def _ask_stored(self, end: float) -> None:
        """Answer the stored queries for their examples.

        The second time they are prepared, and the third time what no value changes is kept, for all workers.
        """
        for stored in self.stored.values():
            params = {one.name: one.example for one in stored.parameters if one.is_required}
            try:
                for _ in range(3):
                    self.graph.query(stored, params=params, timeout=self.limits.timeout)
            except KgtoolsError:
                # who asks it is told what is wrong
                continue
            if time.process_time() > end:
                return

    def _ask(self, route: str, path: str, arguments: Mapping[str, str] | None = None) -> None:
        """Make a page, whatever it says."""
        headers = {"accept": "text/html"}
        self.respond(HttpRequest(route=route, path=path, arguments=arguments or {}, headers=headers))

    def summary(self) -> Summary:
        """What the front process knows about the graph."""
        return {"title": self.contents.title, "triples": self.size}

    @cached_property
    def contents(self) -> Contents:
        """The graph as its pages need it."""
        from kgtools.pages import Contents

        folder = None if self._articles is None else self.graph.articles(self._articles)
        return Contents(self.graph, articles=folder, timeout=self.limits.timeout)

    @cached_property
    def reconciled(self) -> Things:
        """The things as tables are matched against them."""
        from kgtools.serving.reconcile.things import Things

        return Things(self.contents)

    @cached_property
    def size(self) -> int:
        """How many quads the graph has."""
        return len(self.graph.store)

    @property
    def stored(self) -> Mapping[str, StoredQuery]:
        """The stored queries that can be used, by name."""
        return self.contents.queries

    def respond(self, request: HttpRequest) -> HttpResponse:
        """The answer to a request; whatever goes wrong is an answer, too."""
        from kgtools.serving.responses import response_of

        try:
            response = response_of(request.route)(self, request)
        except KgtoolsError as error:
            return problem_of(error)
        except RecursionError:
            return problem(400, "the request is nested too deeply; make it simpler.")
        except MemoryError:
            raise
        except Exception:
            identifier = str(uuid.uuid4())
            log(f"internal error {identifier} at {request.route}\n{traceback.format_exc()}")
            return bug(identifier)
        return _with_digest(response)


def _with_digest(response: HttpResponse) -> HttpResponse:
    """The answer with an ETag, a digest of all that was written: data, language, template and format."""
    if response.status != 200 or len(response.body) > _MAX_DIGESTED_BYTES or "ETag" in response.headers:
        return response
    digest = hashlib.blake2b(response.body, digest_size=12)
    digest.update(response.media_type.encode())
    return HttpResponse(
        status=response.status,
        body=response.body,
        media_type=response.media_type,
        headers={**response.headers, "ETag": f'"{digest.hexdigest()}"'},
        is_kept=response.is_kept,
        is_last=response.is_last,
    )
