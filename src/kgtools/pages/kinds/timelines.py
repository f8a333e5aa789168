"""The page of a timeline: the picture, what is not known, the same as a table, its query and its CSV."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kgtools.errors import UnknownNameError
from kgtools.pages.contents import Contents
from kgtools.pages.figures import picture_parts
from kgtools.pages.request import Document, Request
from kgtools.pages.tables import table_of_cells
from kgtools.pages.templates import rendered
from kgtools.pictures import Bar, Timeline, timeline_of_portraits
from kgtools.pictures.timeline import related
from kgtools.pictures.timeline_svg import sample
from kgtools.text.markup import Html, bdi, element, joined

__all__ = [
    "thing_timeline",
    "timeline",
    "timeline_arguments",
    "timeline_html",
    "timeline_table",
    "timelines",
]


def thing_timeline(iri: str, contents: Contents, request: Request) -> Timeline:
    """The timeline of a thing; where it has no dated situations of its own, that of the things told with it."""
    portrait = contents.portrait(iri, request)
    line = timeline_of_portraits(portrait.label, [portrait])
    if line.dated:
        return line
    others = [contents.portrait(other, request) for other in related(portrait) if other in contents.things]
    return timeline_of_portraits(portrait.label, others) if others else line


def timeline(contents: Contents, request: Request) -> Document:
    """The timeline of a thing (``?of=``, an address, an IRI or a name). Raises :class:`UnknownNameError`."""
    iri = _thing_iri(contents, request)
    line = thing_timeline(iri, contents, request)
    heading = joined(element("span", request.words("timeline"), ": "), contents.link(iri, request))
    body = timeline_html(line, contents, request, table=request.links.to_table("timeline", of=contents.address(iri)))
    html = rendered(
        "picture.html",
        contents,
        request,
        title=f"{request.words('timeline')}: {line.title}",
        heading=heading,
        body=body,
        sparql=_sparql(line, contents),
        query=None,
        form=None,
    )
    return Document(html=html)


def timeline_table(contents: Contents, request: Request) -> bytes:
    """The rows of a timeline as CSV."""
    return thing_timeline(_thing_iri(contents, request), contents, request).csv()


def timelines(contents: Contents, request: Request) -> Document:
    """The things that have a timeline, by class."""
    t = request.words
    parts: list[Html] = []
    things = set(contents.with_timelines)
    for number, kind in enumerate(contents.kinds):
        members = [iri for iri in kind.members if iri in things]
        if not members:
            continue
        links = []
        for iri in members:
            href = request.links.to("timeline", of=contents.address(iri))
            links.append(element("li", contents.link_to(href, iri, request) if href else contents.link(iri, request)))
        heading = element("h2", contents.shown_label(kind.iri, request), id=f"kind-{number}")
        listed = element("ul", *links, class_="columns")
        parts.append(element("section", heading, listed, aria_labelledby=f"kind-{number}"))
    html = rendered("plain.html", contents, request, heading=t("timelines"), body=joined(*parts), notes=[])
    return Document(html=html)


def timeline_arguments(contents: Contents) -> Iterable[Mapping[str, str]]:
    """The arguments of the timeline of each thing that has one."""
    return ({"of": contents.address(iri)} for iri in contents.with_timelines)


def timeline_html(
    line: Timeline, contents: Contents, request: Request, *, table: str | None, key: str = "line"
) -> Html:
    """A timeline with its legend, what is not known, and its table."""
    t = request.words
    svg = line.svg(contents.look(request, key))
    legend = element(
        "p", sample("certain"), " ", t("certain"), " · ", sample("possible"), " ", t("possible"), class_="legend"
    )
    unknown = None
    if line.unknown:
        items = (element("li", bdi(bar.sentence)) for bar in line.unknown)
        title = element("summary", f"{t('without_dates')}: {len(line.unknown)}")
        unknown = element("details", title, element("ul", *items))
    grouped = any(bar.group for bar in line.bars)
    heads = [t("about"), t("kinds"), t("start"), t("end"), t("says")]
    cells = [_cells(bar, contents, request) for bar in line.bars]
    rows = table_of_cells(
        t("rows", n=len(line.bars)),
        heads if grouped else heads[1:],
        [row if grouped else row[1:] for row in cells],
        key=f"{key}-rows",
    )
    return picture_parts(
        svg, joined(legend if svg else None, unknown), rows if line.bars else Html(""), request, table_link=table
    )


def _cells(bar: Bar, contents: Contents, request: Request) -> list[Html]:
    start, end = ("" if date is None else date.text for date in (bar.start, bar.end))
    href = contents.href(bar.iri, request)
    sentence = bdi(bar.sentence)
    return [
        contents.link(bar.group_iri, request, text=bar.group) if bar.group else Html(""),
        bdi(bar.kind),
        element("span", start, dir="ltr"),
        element("span", end, dir="ltr"),
        sentence if href is None else element("a", sentence, href=href),
    ]


def _thing_iri(contents: Contents, request: Request) -> str:
    text = request.arguments.get("of", "")
    iri = contents.iri_of(text)
    if iri is None:
        raise UnknownNameError("thing", text, [thing.address or thing.iri for thing in contents.things.values()])
    return iri


def _sparql(line: Timeline, contents: Contents) -> str:
    """The query that gives the same situations with their dates."""
    things = " ".join(f"<{iri}>" for iri in line.of)
    base = contents.base
    dates = " ".join(sorted({f"<{iri}>" for iri in contents.date_properties})) or f"<{base}onto#start>"
    return (
        f"SELECT ?thing ?situation ?property ?date WHERE {{\n  VALUES ?thing {{ {things} }}\n"
        "  { ?situation ?role ?thing } UNION { ?thing ?role ?situation }\n"
        f"  VALUES ?property {{ {dates} }}\n  ?situation ?property ?point .\n"
        f"  OPTIONAL {{ ?point <{base}onto#edtf> ?edtf }}\n  BIND(COALESCE(?edtf, ?point) AS ?date)\n}}\n"
        "ORDER BY ?thing ?date ?situation"
    )
