"""The page of a flow: who went from where to where, drawn from a stored query, with the people behind each stripe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kgtools.data.graph_pictures import flow_query
from kgtools.pages.answers import field_name
from kgtools.pages.contents import Contents
from kgtools.pages.figures import picture_parts
from kgtools.pages.forms import text_form
from kgtools.pages.request import Document, Request
from kgtools.pages.tables import table_of_cells
from kgtools.pages.templates import rendered
from kgtools.pictures import Flow
from kgtools.text.languages import in_language
from kgtools.text.markup import Html, bdi, element, joined

__all__ = ["flow", "flow_arguments", "flow_table"]


def flow(contents: Contents, request: Request) -> Document:
    """The flow of the project's query of moves; a form has the parameters that narrow it.

    Raises what the query raises.
    """
    t = request.words
    stored = flow_query(contents.queries)
    if stored is None:
        html = rendered("plain.html", contents, request, heading=t("flow"), body=Html(""), notes=[t("no_flow")])
        return Document(html=html)
    picture = _flow(stored.name, contents, request)
    rows = []
    for place, stripe in enumerate(picture.stripes):
        people = (
            contents.link(iri, request, text=label) if iri else contents.named_link(label, request)
            for iri, label in stripe.who
        )
        rows.append(
            [
                element("span", contents.link(stripe.source, request, text=stripe.source_label), id=f"flow-{place}"),
                contents.link(stripe.target, request, text=stripe.target_label),
                bdi(str(stripe.count)),
                joined(*people, separator="; "),
            ]
        )
    heads = [t("flow_left"), t("flow_went"), t("count"), t("who")]
    table = table_of_cells(t("rows", n=len(rows)), heads, rows, numbers=frozenset({2})) if rows else Html("")
    arguments = {key: value for key, value in request.arguments.items() if key != "lang"}
    svg = picture.svg(contents.look(request, "flow"))
    fields = [(field_name(p.name), in_language(p.descriptions, request.languages) or p.name) for p in stored.parameters]
    html = rendered(
        "picture.html",
        contents,
        request,
        title=picture.title,
        heading=bdi(picture.title),
        # the table has the people, so it is open
        body=picture_parts(
            svg, Html(""), table, request, table_link=request.links.to_table("flow", **arguments), is_open=True
        ),
        sparql="",
        query=stored.name,
        form=text_form("flow", fields, request),
    )
    return Document(html=html)


def flow_table(contents: Contents, request: Request) -> bytes:
    """The rows of the flow as CSV."""
    stored = flow_query(contents.queries)
    return Flow("", ()).csv() if stored is None else _flow(stored.name, contents, request).csv()


def flow_arguments(contents: Contents) -> Iterable[Mapping[str, str]]:
    """The flow, where the project has a query for one."""
    return ({},) if flow_query(contents.queries) is not None else ()


def _flow(name: str, contents: Contents, request: Request) -> Flow:
    stored = contents.queries[name]
    params = {
        p.name: request.arguments[field_name(p.name)]
        for p in stored.parameters
        if request.arguments.get(field_name(p.name))
    }
    return contents.graph.flow(name, params=params, languages=request.languages)
