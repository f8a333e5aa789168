"""Citations of things and claims: as text, BibTeX and CSL-JSON; claims as nanopublications."""

from kgtools.query.citations.bibtex import as_bibtex
from kgtools.query.citations.csl import as_csl_json, csl_items
from kgtools.query.citations.nanopublication import nanopublication
from kgtools.query.citations.reading import cite_claim, cite_thing, graph_ref, is_claim
from kgtools.query.citations.records import ArticleRef, Citation, ClaimRef, GraphRef
from kgtools.query.citations.texts import as_text

__all__ = [
    "ArticleRef",
    "Citation",
    "ClaimRef",
    "GraphRef",
    "as_bibtex",
    "as_csl_json",
    "as_text",
    "cite_claim",
    "cite_thing",
    "csl_items",
    "graph_ref",
    "is_claim",
    "nanopublication",
]
