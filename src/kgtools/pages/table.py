"""The table of pages: a row adds a page to the server, the static site, the sitemap and the link check."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias
from urllib.parse import unquote

from kgtools.pages.addresses import Links
from kgtools.pages.contents import Contents
from kgtools.pages.kinds.articles import article, article_arguments, articles, claim, claim_arguments
from kgtools.pages.kinds.classes import kind, kind_arguments, kind_table
from kgtools.pages.kinds.conflicts import (
    comparison,
    comparison_arguments,
    comparison_table,
    conflict_arguments,
    conflicts,
    conflicts_table,
)
from kgtools.pages.kinds.editor import editor, editor_arguments
from kgtools.pages.kinds.entity import about, entity, entity_arguments, outside_arguments
from kgtools.pages.kinds.flows import flow, flow_arguments, flow_table
from kgtools.pages.kinds.home import home, once
from kgtools.pages.kinds.lists import everything, search
from kgtools.pages.kinds.networks import network, network_arguments, network_table
from kgtools.pages.kinds.ontology import ontology
from kgtools.pages.kinds.queries import queries, query, query_arguments
from kgtools.pages.kinds.timelines import timeline, timeline_arguments, timeline_table, timelines
from kgtools.pages.kinds.validation import validation
from kgtools.pages.request import Document, QueryLimits, Request
from kgtools.pages.templates import rendered

__all__ = ["PAGES", "Arguments", "Page", "error_page", "find_page", "routes"]

Arguments: TypeAlias = Mapping[str, str]


class Page(NamedTuple):
    """A kind of page: its name, the pattern of its address, its function, and the arguments that a static site has."""

    name: str
    #: `{x}` is one part of the path, `{x:path}` the rest of it; other arguments are a query string
    pattern: str
    #: from the contents of the graph and a request to a document
    render: Callable[[Contents, Request], Document]
    #: the arguments of each page of this kind
    enumerate: Callable[[Contents], Iterable[Arguments]]
    #: what it shows as CSV, at the same address with `.csv` behind the path
    table: Callable[[Contents, Request], bytes] | None = None


PAGES: tuple[Page, ...] = (
    Page("home", "/", home, once),
    Page("entity", "/doc/{thing:path}", entity, entity_arguments),
    Page("about", "/about", about, outside_arguments),
    Page("kind", "/kinds/{name:path}", kind, kind_arguments, kind_table),
    Page("everything", "/a-z", everything, once),
    Page("search", "/search", search, once),
    Page("queries", "/queries", queries, once),
    Page("query", "/queries/{name}", query, query_arguments),
    Page("articles", "/articles", articles, once),
    Page("article", "/articles/{number}", article, article_arguments),
    Page("claim", "/claims/{number}", claim, claim_arguments),
    Page("timelines", "/views/timelines", timelines, once),
    Page("timeline", "/views/timeline", timeline, timeline_arguments, timeline_table),
    Page("flow", "/views/flow", flow, flow_arguments, flow_table),
    Page("network", "/views/network", network, network_arguments, network_table),
    Page("conflicts", "/views/conflicts", conflicts, conflict_arguments, conflicts_table),
    Page("comparison", "/views/comparison", comparison, comparison_arguments, comparison_table),
    Page("editor", "/sparql", editor, editor_arguments),
    Page("ontology", "/ontology", ontology, once),
    Page("validation", "/validation", validation, once),
)


def routes() -> dict[str, str]:
    """The patterns of all pages by name."""
    return {page.name: page.pattern for page in PAGES}


def find_page(
    path: str,
    parameters: Mapping[str, Sequence[str]] | None = None,
    *,
    languages: Sequence[str] = ("en",),
    language: str = "",
    base_url: str = "",
    limits: QueryLimits | None = None,
) -> tuple[Page, Request] | None:
    """The page at an address of a server (``/doc/person/ada``, as it was sent: percent-encoded), with its request.

    `parameters` are the values of the query string, `languages` the reader's, and `language` what ``?lang`` says, which
    links keep; `limits` are those of each query of the page. None where no pattern fits.

    >>> page, request = find_page("/doc/person/ada", {"at": ["2031-06"]})
    >>> page.name, dict(request.arguments)
    ('entity', {'at': '2031-06', 'thing': 'person/ada'})
    """
    lists = {key: tuple(values) for key, values in (parameters or {}).items()}
    for page in PAGES:
        match = re.fullmatch(_expression(page.pattern), path)
        if match is None:
            continue
        last_values = {key: values[-1] for key, values in lists.items() if values}
        path_arguments = {key: unquote(value) for key, value in match.groupdict().items()}
        links = Links(routes=routes(), here=path.lstrip("/"), language=language)
        return page, Request(
            page=page.name,
            links=links,
            arguments={**last_values, **path_arguments},
            lists=lists,
            languages=tuple(languages),
            base_url=base_url,
            limits=limits or QueryLimits(),
        )
    return None


def error_page(
    contents: Contents, request: Request | None, sentence: str, *, status: int, near: Sequence[str] = ()
) -> Document:
    """The page that says why another one cannot be shown; `near` are IRIs of what may have been meant.

    `sentence` is that of the error, `status` the HTTP status that the page is sent with.

    >>> from kgtools.graph import KnowledgeGraph
    >>> contents = Contents(KnowledgeGraph.from_bytes(b"", format="turtle"))
    >>> page = error_page(contents, None, "there is no such page.", status=404)
    >>> page.status, "There is no such page." in page.html
    (404, True)

    Raises :class:`ExtraMissingError` where Jinja2 is not installed.
    """
    request = request or Request(page="home", links=Links(routes=routes(), here=""))
    # errors are sentences that a command line has after "error:"
    capitalized = sentence[:1].upper() + sentence[1:]
    html = rendered("error.html", contents, request, sentence=capitalized, status=status, near=near)
    return Document(html=html, status=status)


def _expression(pattern: str) -> str:
    parts = re.split(r"\{(\w+)(:path)?\}", pattern)
    expression = []
    for place in range(0, len(parts), 3):
        expression.append(re.escape(parts[place]))
        if place + 1 < len(parts):
            expression.append(f"(?P<{parts[place + 1]}>{'.+' if parts[place + 2] else '[^/]+'})")
    return "".join(expression)
