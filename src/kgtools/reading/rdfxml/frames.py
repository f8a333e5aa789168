"""What is known of an element of RDF/XML while it is open."""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple

from kgtools.model.terms import BlankNode, NamedNode, Quad, Triple

__all__ = ["ElementKind", "Object", "OpenElement", "Scope", "Spot", "Subject"]

Subject = NamedNode | BlankNode
Object = Subject | Triple
#: line and column, from 1
Spot = tuple[int, int]


class ElementKind(Enum):
    """What may be inside an element: the productions of RDF 1.1 XML Syntax section 7.2, and that of triple terms."""

    #: node elements: the document itself, and rdf:RDF
    NODES = auto()
    #: property elements: a node element, and what has rdf:parseType="Resource"
    PROPERTIES = auto()
    #: text, or one node element
    PROPERTY = auto()
    #: text alone: a property element with rdf:datatype
    TEXT = auto()
    #: nothing: a property element whose attributes tell its object
    EMPTY = auto()
    #: node elements that make a list
    COLLECTION = auto()
    #: one node element with one triple
    TRIPLE = auto()
    #: XML
    LITERAL = auto()
    #: what is passed over: a triple term in a document of RDF 1.1
    IGNORED = auto()


class Scope(NamedTuple):
    """What holds for an element and for all inside: sections 2.6 and 2.7, and RDF 1.2."""

    base: str | None
    language: str | None = None
    direction: str | None = None
    #: whether the document is one of RDF 1.2 here
    is_12: bool = False


class OpenElement:
    """An open element; what is seldom there has its value from the class."""

    #: of node elements their node, of property elements the subject of their triple
    subject: Subject | None = None
    predicate: NamedNode | None = None
    object: Object | None = None
    datatype: NamedNode | None = None
    #: what rdf:ID of a property element names (section 2.17), and what its rdf:annotation names (RDF 1.2)
    statement: NamedNode | None = None
    reifier: Subject | None = None
    text: list[str] | None = None
    #: how many characters of text came after the first piece
    more_text = 0
    #: the nodes inside, where they make a list or a triple term
    items: list[Subject]
    #: where triples went before those of a triple term were met
    captured: list[Quad]
    #: how many rdf:li have been met (section 7.4)
    count = 0
    #: where the element begins, and where the node element does that it belongs to, if places are wanted
    place: Spot = (1, 1)
    node_where: Spot = (1, 1)

    def __init__(self, kind: ElementKind, scope: Scope) -> None:
        self.kind = kind
        self.scope = scope
