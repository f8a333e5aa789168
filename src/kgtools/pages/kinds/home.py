"""The first page: what this graph is, what is in it, and the questions that it answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kgtools.model.terms import DefaultGraph
from kgtools.pages.contents import Contents
from kgtools.pages.request import Document, Request
from kgtools.pages.templates import rendered
from kgtools.text.markup import named

__all__ = ["home", "once"]


def home(contents: Contents, request: Request) -> Document:
    """The first page."""
    links = request.links
    topics: dict[str, list[tuple[object, str | None]]] = {}
    for query in contents.queries.values():
        href = links.to("query", name=query.name) if "query" in links.routes else None
        topics.setdefault(query.topic, []).append((query, href))
    kinds = []
    for kind in contents.kinds:
        label = contents.label(kind.iri, request.languages)
        href = links.to("kind", name=kind.address) if "kind" in links.routes else None
        kinds.append((kind, named(label.value, label.language), href))
    html = rendered(
        "home.html",
        contents,
        request,
        things=f"{len(contents.things):,}",
        triples=f"{sum(1 for _ in contents.store.match(None, None, None, DefaultGraph())):,}",
        kinds=kinds,
        topics=list(topics.items()),
        articles=[],
    )
    return Document(html=html)


def once(contents: Contents) -> Iterable[Mapping[str, str]]:
    """The arguments of a page that there is once."""
    return ({},)
