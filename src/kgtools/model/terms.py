"""The RDF terms: pyoxigraph's own, which keep every lexical form as written.

>>> Literal("01", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")).value
'01'
"""

from __future__ import annotations

from typing import TypeAlias

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
]

Subject: TypeAlias = NamedNode | BlankNode | Triple
Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
GraphName: TypeAlias = NamedNode | BlankNode | DefaultGraph
