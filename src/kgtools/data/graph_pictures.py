"""A graph as pictures: timelines, flows and networks, which show themselves in notebooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kgtools.data.graph_opening import OpenedGraph, as_it_reads
from kgtools.errors import UsageError
from kgtools.model.terms import DefaultGraph, NamedNode
from kgtools.model.vocab import RDF

if TYPE_CHECKING:
    from kgtools.pictures import Flow, Network, Timeline
    from kgtools.query import StoredQuery
    from kgtools.query.stored.bind import Value

__all__ = ["PicturedGraph", "flow_query"]

#: classes that a notebook shows
_MAX_CLASSES = 20


class PicturedGraph(OpenedGraph):
    """What can be drawn of a graph."""

    @as_it_reads
    def _repr_html_(self) -> str:
        """What is in the graph, for notebooks: how many triples, and the things of each class."""
        from kgtools.text.markup import bdi, element, joined

        store, prefixes = self.data.store, self.data.prefixes_of_query
        members: dict[str, set[object]] = {}
        for quad in store.match(None, NamedNode(RDF + "type"), None, DefaultGraph()):
            members.setdefault(str(quad.object).strip("<>"), set()).add(quad.subject)
        by_size = sorted(members.items(), key=lambda item: (-len(item[1]), item[0]))
        rows = (
            element("tr", element("td", bdi(prefixes.shorten(iri) or iri)), element("td", f"{len(things):,}"))
            for iri, things in by_size[:_MAX_CLASSES]
        )
        head = element("thead", element("tr", element("th", "class"), element("th", "things")))
        return str(
            joined(
                element("p", element("strong", bdi(self.title)), f": {len(store):,} quads"),
                element("table", head, element("tbody", *rows)) if members else None,
                element("p", f"… {len(members) - _MAX_CLASSES:,} more") if len(members) > _MAX_CLASSES else None,
            )
        )

    @as_it_reads
    def timeline(self, *names: str, languages: Sequence[str] | None = None) -> Timeline:
        """What held of a thing from when to when, as far as that is known; of several things one below the other.

        `names` are what :meth:`kgtools.graph.KnowledgeGraph.show` takes. One thing without dated situations of its own
        (a paper) has those of the things that it takes together (its authors).

        >>> from kgtools.graph import KnowledgeGraph
        >>> from kgtools.project import GraphProject
        >>> line = KnowledgeGraph(GraphProject.shipped()).timeline("yann-lecun")
        >>> line.title, len(line.dated) > 0
        ('Yann LeCun', True)

        Raises :class:`UnknownNameError`, :class:`AmbiguousNameError`, and :class:`UsageError` where no thing is named.
        """
        from kgtools.data.graph_query import portrait
        from kgtools.pictures import timeline_of_portraits
        from kgtools.pictures.timeline import related

        if not names:
            raise UsageError("name at least one thing to draw the timeline of.")
        portraits = [portrait(self.data, name, languages=languages, at=None) for name in names]
        line = timeline_of_portraits(", ".join(one.label for one in portraits), portraits)
        if line.dated or len(portraits) > 1:
            return line
        others = [portrait(self.data, f"<{iri}>", languages=languages, at=None) for iri in related(portraits[0])]
        return timeline_of_portraits(portraits[0].label, others) if others else line

    @as_it_reads
    def flow(
        self,
        query: str | None = None,
        *,
        params: Mapping[str, Value | None] | None = None,
        languages: Sequence[str] | None = None,
    ) -> Flow:
        """Who went from where to where: the rows of a stored query with the columns ``from`` and ``to``.

        `query` is its name; without it the project's first such query that needs no parameter is taken, those that name
        who went before the others.

        >>> from kgtools.graph import KnowledgeGraph
        >>> from kgtools.project import GraphProject
        >>> flow = KnowledgeGraph(GraphProject.shipped()).flow()
        >>> flow.sources[0][1]
        'Meta'

        Raises :class:`UsageError` where there is no such query, and what :meth:`kgtools.graph.KnowledgeGraph.query`
        raises.
        """
        from kgtools.data.graph_query import QueryOptions, answer
        from kgtools.pictures.flow import flow_of_rows, is_flow
        from kgtools.query import Solutions, find_stored, stored_queries

        if query is None:
            files = self.project.query_files() if self.has_project else ()
            stored = flow_query(stored_queries(files, on_error=lambda error: None))
        else:
            stored = find_stored(self.project.query_files(), query)
        if stored is None or not is_flow(column.name for column in stored.columns):
            what = "no stored query has" if stored is None else f'the stored query "{stored.name}" lacks'
            raise UsageError(f"{what} the columns `from` and `to`, which a flow is drawn from.")
        tags = tuple(languages or self.project.languages)
        options = QueryOptions(params=params, languages=tags, timeout=self.project.timeout)
        rows = answer(self.data, stored.name, options, {})
        assert isinstance(rows, Solutions)
        return flow_of_rows(stored.title(tags), rows.variables, rows.rows())

    @as_it_reads
    def network(
        self, *, of: str | None = None, at: str | None = None, languages: Sequence[str] | None = None
    ) -> Network:
        """People and organizations, and what links them; of other graphs, all things with a label.

        `of` is a thing as :meth:`kgtools.graph.KnowledgeGraph.show` takes it: then only it and what it is linked to.
        `at` is a month or a day: then only what certainly or possibly held then.

        >>> from kgtools.graph import KnowledgeGraph
        >>> from kgtools.project import GraphProject
        >>> network = KnowledgeGraph(GraphProject.shipped()).network(of="mistral", at="2023-09")
        >>> "Mistral" in network.labels.values()
        True

        Raises :class:`UnknownNameError`, :class:`AmbiguousNameError`, and :class:`ParameterError` for the date.
        """
        from kgtools.model.dates import parse_user_month
        from kgtools.pictures import find_network
        from kgtools.query.labels.entities import EntityFinder

        month = None if at is None else parse_user_month(at, parameter="at")
        store, prefixes = self.data.store, self.data.prefixes_of_query
        centre = None if of is None else EntityFinder(store, self.data.prefixes).find(of).value
        return find_network(
            self.title,
            store,
            vocabulary=self.vocabulary,
            prefixes=prefixes,
            languages=languages or self.project.languages,
            month=month,
            of=centre,
        )


def flow_query(queries: Mapping[str, StoredQuery]) -> StoredQuery | None:
    """The stored query that a flow is drawn from, where nobody names one."""
    from kgtools.pictures.flow import is_flow, names_who

    candidates = [
        query
        for query in queries.values()
        if query.form == "select"
        and is_flow(column.name for column in query.columns)
        and not any(parameter.is_required for parameter in query.parameters)
    ]
    candidates.sort(key=lambda query: (not names_who(column.name for column in query.columns), query.name))
    return candidates[0] if candidates else None
