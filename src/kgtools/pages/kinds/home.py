"""The first page: what this graph is, what is in it, and the questions that it answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kgtools.pages.contents import Contents
from kgtools.pages.kinds.ontology import ontology_text
from kgtools.pages.request import Document, Request
from kgtools.pages.templates import rendered
from kgtools.text.markup import Html, bdi, element, joined

__all__ = ["home", "once"]

#: the pictures that the first page names
_PICTURES = ("timelines", "flow", "network", "conflicts", "comparison")
#: articles that the first page names
_NEWEST = 5


def home(contents: Contents, request: Request) -> Document:
    """The first page."""
    links = request.links
    topics: dict[str, list[tuple[object, str | None]]] = {}
    for query in contents.queries.values():
        href = links.to("query", name=query.name)
        topics.setdefault(query.topic, []).append((query, href))
    kinds = []
    # what the stored queries ask for is what readers look for
    query_classes = {
        query.class_name(parameter.of)
        for query in contents.queries.values()
        for parameter in query.parameters
        if parameter.of is not None
    }
    for kind in sorted(
        contents.kinds, key=lambda kind: query_classes.isdisjoint((contents.short(kind.iri), f"<{kind.iri}>"))
    ):
        label = contents.label(kind.iri, request.languages)
        href = links.to("kind", name=kind.address)
        kinds.append((kind, bdi(label.value, label.language), href))
    html = rendered(
        "home.html",
        contents,
        request,
        things=f"{contents.count:,}",
        triples=f"{contents.store.default_size():,}",
        kinds=kinds,
        topics=list(topics.items()),
        articles=_newest(contents, request),
        pictures=[(name, links.to(name)) for name in _PICTURES if name not in contents.empty_pages],
        about=ontology_text(contents, request),
    )
    return Document(html=html)


def _newest(contents: Contents, request: Request) -> list[Html]:
    articles = []
    for article in contents.claims.articles[:_NEWEST]:
        href = request.links.to("article", number=article.number)
        title = bdi(request.words("article", number=article.number))
        when = element("small", bdi(article.as_of)) if article.as_of else None
        articles.append(joined(element("a", title, href=href) if href else title, " ", when))
    return articles


def once(contents: Contents) -> Iterable[Mapping[str, str]]:
    """The arguments of a page of which there is only one."""
    return ({},)
