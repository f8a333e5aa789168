"""The RDF beside the page of a thing."""

from __future__ import annotations

from collections.abc import Mapping

from kgtools.model.terms import DefaultGraph, Quad, Triple
from kgtools.pages.contents import Contents

__all__ = ["DATA_FORMATS", "entity_data"]

#: the endings of the files beside a page, with their formats and media types
DATA_FORMATS: Mapping[str, tuple[str, str]] = {
    "ttl": ("turtle", "text/turtle"),
    "jsonld": ("jsonld", "application/ld+json"),
    "nt": ("nt", "application/n-triples"),
}


def entity_data(contents: Contents, iri: str, format: str) -> bytes:
    """What the graph says of a thing, in a format: its triples, and those of what refers to it.

    JSON-LD has the directions of texts for those who read the document, and no triple terms: the other formats have
    all. `format` is an ending of :data:`DATA_FORMATS` or the name of a format. Raises
    :class:`kgtools.errors.UsageError` for another one.
    """
    from kgtools.writing.objects.jsonld import write_jsonld
    from kgtools.writing.write import write

    name = DATA_FORMATS[format][0] if format in DATA_FORMATS else format
    graph = contents.graph
    quads = [Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in contents.triples_about(iri)]
    if name == "jsonld":
        held = [quad for quad in quads if not isinstance(quad.object, Triple)]
        return write_jsonld(held, prefixes=graph.query_prefixes, tags=graph.data.tags, with_directions=True)
    return write(quads, format=name, prefixes=graph.query_prefixes, tags=graph.data.tags)
