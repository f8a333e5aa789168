"""The RDF terms: pyoxigraph's own, which keep every lexical form as written.

>>> Literal("01", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")).value
'01'
"""

from __future__ import annotations

from typing import TypeAlias, cast

from pyoxigraph import BaseDirection, BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple, Variable

__all__ = [
    "BaseDirection",
    "BlankNode",
    "DefaultGraph",
    "GraphName",
    "Literal",
    "NamedNode",
    "Quad",
    "Subject",
    "Term",
    "Triple",
    "Variable",
    "quad_of",
    "triple_of",
]

Subject: TypeAlias = NamedNode | BlankNode | Triple
Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
GraphName: TypeAlias = NamedNode | BlankNode | DefaultGraph


def triple_of(subject: Term | DefaultGraph, predicate: Term | DefaultGraph, object: Term | DefaultGraph) -> Triple:
    """A triple of terms whose kinds the type checker does not know; :class:`TypeError` where one cannot be there.

    >>> triple_of(BlankNode("a"), NamedNode("http://e/p"), Literal("1")).object.value
    '1'
    """
    return Triple(*cast("tuple[Subject, NamedNode, Term]", (subject, predicate, object)))


def quad_of(
    subject: Term | DefaultGraph,
    predicate: Term | DefaultGraph,
    object: Term | DefaultGraph,
    graph_name: Term | DefaultGraph | None = None,
) -> Quad:
    """A quad of terms whose kinds the type checker does not know, in the default graph if none is named.

    >>> quad_of(BlankNode("a"), NamedNode("http://e/p"), Literal("1")).graph_name
    <DefaultGraph>
    """
    return Quad(*cast("tuple[Subject, NamedNode, Term, GraphName | None]", (subject, predicate, object, graph_name)))
