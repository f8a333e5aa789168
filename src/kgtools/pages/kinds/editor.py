"""The page of the SPARQL editor: the stored queries are its examples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from kgtools.pages.contents import Contents
from kgtools.pages.request import Document, Request
from kgtools.pages.templates import rendered
from kgtools.query.labels.label_patterns import with_label_patterns

if TYPE_CHECKING:
    from kgtools.query import StoredQuery

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
    without_parameters = [
        query for query in contents.queries.values() if not any(p.is_required for p in query.parameters)
    ]
    examples = [(query, _example(query, contents, request)) for query in without_parameters]
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


def _example(query: StoredQuery, contents: Contents, request: Request) -> str:
    """A stored query as an endpoint reads it: with the default values of its parameters, and with patterns for the
    labels that it asks for.
    """
    from kgtools.query.labels.entities import EntityFinder
    from kgtools.query.stored.bind import bind
    from kgtools.query.stored.template import filled_text
    from kgtools.writing.terms import TermWriter

    prefixes = contents.graph.prefixes
    # English is what the interface has for other readers, too
    languages = list(dict.fromkeys([*request.languages[:1], "en"]))
    terms = bind(query, {}, EntityFinder(contents.store, prefixes), language=languages[0])
    text = filled_text(query.text, terms, TermWriter(prefixes).term, source=str(query.path))
    return with_label_patterns(text, languages, predicate=contents.label_predicate, prefixes=prefixes)


def editor_arguments(contents: Contents) -> Iterable[Mapping[str, str]]:
    """The editor, where a site answers queries."""
    return ({},) if contents.answers_queries else ()
