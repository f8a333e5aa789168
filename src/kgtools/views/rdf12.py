"""Claims in RDF 1.2: what a claim graph holds as triple terms that the claim reifies."""

from __future__ import annotations

from collections.abc import Sequence

from kgtools.errors import UsageError
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import BlankNode, GraphName, NamedNode, Quad, Triple
from kgtools.model.vocab import RDF
from kgtools.views.view import ViewOptions
from kgtools.writing.objects.turtle import write_turtle

__all__ = ["reify_claims", "write_rdf12"]

_REIFIES = NamedNode(RDF + "reifies")


def write_rdf12(quads: Sequence[Quad], options: ViewOptions) -> dict[str, bytes]:
    """One Turtle 1.2 file: each triple of a claim graph is a triple term that the claim ``rdf:reifies``, not asserted.

    The other graphs (what is said about the claims, the things, the decisions) are asserted as their union.
    Raises :class:`UsageError` where there is no claim.
    """
    claims = options.claims
    if options.any_graph and not any(_is_claim(quad.graph_name, claims) for quad in quads):
        claims = ""
    triples = reify_claims(quads, claims=claims)
    return {"claims.ttl": write_turtle(triples, prefixes=PrefixTable(options.prefixes), tags=options.tags)}


def reify_claims(quads: Sequence[Quad], *, claims: str = "") -> list[Quad]:
    """The quads as one RDF 1.2 graph (RDF 1.2 Concepts, section 3.6): claim graphs reified, all others merged.

    `claims` is what the names of claim graphs begin with; without it every named graph is one.

    >>> from kgtools.reading import parse_bytes
    >>> quads = parse_bytes(b"<http://e/c1> { <http://e/a> <http://e/b> 01 }", format="trig")
    >>> [str(quad.subject) for quad in reify_claims(list(quads))]
    ['<http://e/c1>']
    """
    triples: list[Quad] = []
    reified = 0
    for quad in quads:
        name = quad.graph_name
        if _is_claim(name, claims) and isinstance(name, NamedNode | BlankNode):
            triples.append(Quad(name, _REIFIES, Triple(quad.subject, quad.predicate, quad.object)))
            reified += 1
        else:
            triples.append(Quad(quad.subject, quad.predicate, quad.object))
    if not reified:
        raise UsageError("the data have no claim graphs; export all of a project, or files with named graphs.")
    return list(dict.fromkeys(triples))


def _is_claim(name: GraphName, claims: str) -> bool:
    if isinstance(name, BlankNode):
        return not claims
    return isinstance(name, NamedNode) and name.value.startswith(claims)
