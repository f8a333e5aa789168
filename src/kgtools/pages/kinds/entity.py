"""The page of one thing: its names, what is known of it in order of time, who says so, and its data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kgtools.errors import NotFoundError
from kgtools.pages.contents import Contents
from kgtools.pages.data import DATA_FORMATS
from kgtools.pages.kinds.timelines import timeline_html
from kgtools.pages.portraits import portrait_html
from kgtools.pages.request import Alternate, Document, Request
from kgtools.pages.templates import rendered
from kgtools.pictures import timeline_of_portraits
from kgtools.query.portrait.records import Portrait
from kgtools.text.markup import Html, bdi, element

__all__ = ["about", "entity", "entity_arguments", "outside_arguments"]


def entity(contents: Contents, request: Request) -> Document:
    """The page of a thing below the project's base. Raises :class:`NotFoundError` where the graph has none there."""
    address = request.arguments["thing"]
    iri = contents.iri_at(address)
    if iri is None:
        raise NotFoundError("page", address, [thing.address for thing in contents.things.values() if thing.address])
    data = [(ending, f"doc/{address}.{ending}") for ending in DATA_FORMATS]
    alternates = []
    for ending, path in data:
        href = request.links.to_file(path)
        if href is not None:
            alternates.append(Alternate(DATA_FORMATS[ending][1], href, ending))
    return _thing_page(contents, request, iri, tuple(alternates))


def about(contents: Contents, request: Request) -> Document:
    """The page of a thing with any other IRI. Raises :class:`NotFoundError` where the graph says nothing of it."""
    iri = request.arguments.get("iri", "")
    if iri not in contents.things:
        raise NotFoundError("IRI", iri, contents.things)
    links = ((ending, request.links.to_file("about", iri=iri, format=ending)) for ending in DATA_FORMATS)
    alternates = (Alternate(DATA_FORMATS[ending][1], href, ending) for ending, href in links if href is not None)
    return _thing_page(contents, request, iri, tuple(alternates))


def _thing_page(contents: Contents, request: Request, iri: str, alternates: tuple[Alternate, ...]) -> Document:
    portrait = contents.portrait(iri, request)
    label = contents.label(iri, request.languages)
    heading = contents.shown_label(iri, request) if label.value == portrait.label else bdi(portrait.label)
    html = rendered(
        "entity.html",
        contents,
        request,
        portrait=portrait,
        portrait_iri=request.arguments.get("iri", ""),
        heading=heading,
        line=_line(portrait, contents, request),
        fragment=portrait_html(portrait, contents, request),
        alternates=alternates,
        schema_org=contents.schema_org.block(iri),
    )
    return Document(html=html, alternates=alternates)


def _line(portrait: Portrait, contents: Contents, request: Request) -> Html | None:
    """The timeline of the thing, where it has one of its own."""
    line = timeline_of_portraits(portrait.label, [portrait])
    if not line.dated:
        return None
    of = contents.address(portrait.iri)
    href = request.links.to("timeline", of=of)
    title = request.words("timeline")
    heading = element("h2", element("a", title, href=href) if href is not None else title, id="line")
    picture = timeline_html(line, contents, request, table=request.links.to_table("timeline", of=of), key="own")
    return element("section", heading, picture, aria_labelledby="line")


def entity_arguments(contents: Contents) -> Iterable[Mapping[str, str]]:
    """The arguments of the page of each thing below the base."""
    return ({"thing": thing.address} for thing in contents.things.values() if thing.address is not None)


def outside_arguments(contents: Contents) -> Iterable[Mapping[str, str]]:
    """The arguments of the page of each other thing."""
    return ({"iri": thing.iri} for thing in contents.things.values() if thing.address is None)
