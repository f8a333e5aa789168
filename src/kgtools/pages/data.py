"""The RDF beside the page of a thing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import DefaultGraph, Quad, Triple
from kgtools.pages.contents import Contents
from kgtools.reading.tags import Tags

__all__ = ["DATA_FORMATS", "entity_data", "serialized"]

#: the endings of the files beside a page, with their formats and media types
DATA_FORMATS: Mapping[str, tuple[str, str]] = {
    "ttl": ("turtle", "text/turtle"),
    "jsonld": ("jsonld", "application/ld+json"),
    "nt": ("nt", "application/n-triples"),
}


def entity_data(contents: Contents, iri: str, format: str) -> bytes:
    """What the graph says of a thing, in a format: its triples, and those of what refers to it.

    `format` is an ending of :data:`DATA_FORMATS` or the name of a format.

    >>> from kgtools.graph import KnowledgeGraph
    >>> text = b'<http://e/ada> <http://e/age> "036" . <http://e/bob> <http://e/age> "4" .'
    >>> contents = Contents(KnowledgeGraph.from_bytes(text, format="turtle"))
    >>> entity_data(contents, "http://e/ada", "nt")
    b'<http://e/ada> <http://e/age> "036" .\\n'

    Raises what :func:`serialized` raises.
    """
    name = DATA_FORMATS[format][0] if format in DATA_FORMATS else format
    graph = contents.graph
    return serialized(contents.triples_about(iri), name, prefixes=graph.query_prefixes, tags=graph.data.tags)


def serialized(
    triples: Iterable[Quad | Triple], format: str, *, prefixes: PrefixTable, tags: Tags | None = None
) -> bytes:
    """Triples in a format, whatever graphs they are in, as they are offered beside a page.

    JSON-LD has the directions of texts for those who read the document, and no triple terms: the other formats have
    all. Raises :class:`kgtools.errors.UsageError` for what is not a format, or cannot be written in it.
    """
    from kgtools.writing.objects.jsonld import write_jsonld
    from kgtools.writing.write import write

    quads = [Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in triples]
    if format != "jsonld":
        return write(quads, format=format, prefixes=prefixes, tags=tags)
    writable = [quad for quad in quads if not isinstance(quad.object, Triple)]
    return write_jsonld(writable, prefixes=prefixes, tags=tags, with_directions=True)
