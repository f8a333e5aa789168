"""The page of the SPARQL editor: the stored queries are its examples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kgtools.pages.contents import Contents
from kgtools.pages.request import Document, Request
from kgtools.pages.templates import rendered

__all__ = ["EDITOR_POLICY", "WORKER", "editor", "editor_arguments"]

#: what the editor needs beyond the policy of other pages: it sets styles, and has its icons as fonts
EDITOR_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: the script that answers queries in a static site
WORKER = "sparql-worker.js"


def editor(contents: Contents, request: Request) -> Document:
    """The editor over the endpoint of a server; in a static site over a copy of the graph in the reader's browser."""
    asked = [query for query in contents.queries.values() if not any(p.is_required for p in query.parameters)]
    examples = [(query, _without_header(query.text)) for query in asked]
    links = request.links
    endpoint = links.root_of("sparql")
    html = rendered(
        "editor.html",
        contents,
        request,
        examples=examples,
        endpoint=endpoint,
        worker=links.root_of(WORKER) if request.is_static else "",
        start="SELECT ?class (COUNT(*) AS ?things)\nWHERE { ?thing a ?class }\nGROUP BY ?class\nORDER BY DESC(?things)",
    )
    return Document(html=html, policy=EDITOR_POLICY)


def _without_header(text: str) -> str:
    """The text of a stored query without the lines that describe it."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#+")).strip()


def editor_arguments(contents: Contents) -> Iterable[Mapping[str, str]]:
    """The editor, where a site answers queries."""
    return ({},) if contents.answers_queries else ()
