"""The page of the network: people and organizations and what links them, at any time or on a date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kgtools.pages.contents import Contents
from kgtools.pages.figures import picture_parts
from kgtools.pages.forms import text_form
from kgtools.pages.request import Document, Request
from kgtools.pages.tables import table_of_cells
from kgtools.pages.templates import rendered
from kgtools.pictures import Network
from kgtools.text.markup import Html, bdi, element, joined

__all__ = ["network", "network_arguments", "network_table"]

#: links that the table of the page shows; the CSV has all
_MAX_LINKS = 2_000


def network(contents: Contents, request: Request) -> Document:
    """The network, narrowed by ``?of=`` (a thing) and ``?at=`` (a month or a day).

    Raises :class:`UnknownNameError`, :class:`AmbiguousNameError` and :class:`ParameterError`.
    """
    t = request.words
    picture = _network(contents, request)
    rows = [
        [
            contents.link(edge.source, request),
            contents.link(edge.iri, request, text=edge.label) if edge.iri else bdi(edge.label),
            contents.link(edge.target, request),
            bdi(t(edge.held) if edge.held else ""),
        ]
        for edge in picture.edges[:_MAX_LINKS]
    ]
    heads = [t("thing"), t("link"), t("thing"), t("certainty")]
    table = table_of_cells(t("rows", n=len(picture.edges)), heads, rows) if rows else Html("")
    notes = element("p", t("left_out", n=picture.left_out)) if picture.left_out else None
    if request.at:
        notes = joined(element("p", t("at_shown", at=request.at)), notes)
    arguments = {key: value for key, value in request.arguments.items() if key != "lang"}
    fields = [("of", t("network_of")), ("at", f"{t('at_label')} ({t('at_hint')})")]
    svg = picture.svg(contents.look(request, "network"))
    parts = picture_parts(svg, joined(notes), table, request, table_link=request.links.to_table("network", **arguments))
    html = rendered(
        "network.html",
        contents,
        request,
        title=t("network"),
        heading=t("network"),
        body=joined(_tools(request) if svg else None, parts),
        sparql=_SPARQL,
        query=None,
        form=text_form("network", fields, request),
    )
    return Document(html=html)


def network_table(contents: Contents, request: Request) -> bytes:
    """The links of the network as CSV."""
    return _network(contents, request).csv()


def network_arguments(contents: Contents) -> Iterable[Mapping[str, str]]:
    """The network, where anything is linked."""
    return ({},)


def _network(contents: Contents, request: Request) -> Network:
    of = request.arguments.get("of", "").strip()
    iri = contents.iri_of(of)
    thing = f"<{iri}>" if iri is not None else of or None
    return contents.graph.network(of=thing, at=request.at or None, languages=request.languages)


def _tools(request: Request) -> Html:
    """The buttons that enlarge the picture and put it back; shown by the script that they need."""
    t = request.words
    buttons = (
        element("button", t(word), type="button", data_does=does)
        for does, word in (("in", "zoom_in"), ("out", "zoom_out"), ("reset", "zoom_reset"))
    )
    hint = element("span", t("network_hint"), class_="hint")
    return element("div", *buttons, hint, class_="narrow", data_network_tools="", hidden=True)


_SPARQL = """\
SELECT ?one ?link ?other WHERE {
  { ?one ?link ?other . ?other a ?class }
  UNION
  { ?link ?a ?one ; ?b ?other . ?one a ?class . ?other a ?another . FILTER(STR(?one) < STR(?other)) }
}
ORDER BY ?one ?other ?link"""
