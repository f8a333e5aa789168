"""What answers each route: from the graph's service and a request to an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from kgtools.serving.discovery import api, robots, sitemap
from kgtools.serving.documents import about, document, ontology, search, see_other, term
from kgtools.serving.messages import HttpRequest, HttpResponse
from kgtools.serving.pages import missing, page, style
from kgtools.serving.protocol.description import void_description
from kgtools.serving.protocol.endpoint import sparql
from kgtools.serving.reconcile.service import flyout, preview, properties, reconcile, suggest
from kgtools.serving.routes import PAGE, TABLE
from kgtools.serving.stored.api import answer_query, list_queries, query_document
from kgtools.serving.stored.openapi import openapi
from kgtools.serving.validation import validate

if TYPE_CHECKING:
    from kgtools.serving.service import Service

__all__ = ["RESPONSES", "Respond", "response_of"]

Respond = Callable[["Service", HttpRequest], HttpResponse]

#: by the names of routes
RESPONSES: Mapping[str, Respond] = {
    "sparql": sparql,
    "void": void_description,
    "asset": style,
    "thing": see_other,
    "term": term,
    "document": document,
    "about": about,
    "ontology": ontology,
    "ontology as RDF": ontology,
    "search": search,
    "query": query_document,
    "stored queries": list_queries,
    "stored query": answer_query,
    "openapi": openapi,
    "api": api,
    "robots": robots,
    "sitemap": sitemap,
    "validate": validate,
    "reconcile": reconcile,
    "suggest": suggest,
    "preview": preview,
    "flyout": flyout,
    "properties": properties,
    "missing": missing,
}


def response_of(route: str) -> Respond:
    """What answers a route; all pages are answered alike."""
    return page if route.startswith((PAGE, TABLE)) else RESPONSES[route]
