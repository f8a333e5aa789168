"""The terms of RDF/XML, made of names, attributes and text."""

from __future__ import annotations

import re

from kgtools.model.terms import BaseDirection, BlankNode, Literal, NamedNode
from kgtools.model.vocab import RDF
from kgtools.reading.guards import TERM_TOO_LONG, is_too_long
from kgtools.reading.rdfxml.document import XmlDocument
from kgtools.reading.rdfxml.frames import Scope
from kgtools.reading.rdfxml.words import Name, is_ncname
from kgtools.text.iris import resolve

__all__ = ["DIRECTIONS", "DocumentTerms"]

DIRECTIONS = {"ltr": BaseDirection.LTR, "rtl": BaseDirection.RTL}


class DocumentTerms:
    """Makes the terms of one document, and refuses what cannot be one; with `rename` no blank node keeps its label."""

    def __init__(self, document: XmlDocument, *, rename: bool) -> None:
        self._refuse = document.refuse
        self._rename = rename
        self._nodes: dict[str, BlankNode] = {}
        self._iris: dict[str, NamedNode] = {}
        self._ids: set[str] = set()
        self._absolute = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:").match

    def text(self, text: str, scope: Scope) -> Literal:
        """A text, with the language in scope."""
        self._check_length(text)
        _, language, direction, is_12 = scope
        if language is None:
            return Literal(text)
        way = DIRECTIONS[direction] if is_12 and direction is not None else None
        try:
            return Literal(text, language=language, direction=way)
        except ValueError:
            self._refuse(f'"{language}" is not a language tag (BCP 47); change it.')

    def typed(self, text: str, datatype: NamedNode, scope: Scope) -> Literal:
        """A literal of a datatype. Those of texts with a language need one (RDF 1.1 Concepts section 3.3)."""
        self._check_length(text)
        if datatype.value not in (RDF + "langString", RDF + "dirLangString"):
            return Literal(text, datatype=datatype)
        literal = self.text(text, scope)
        if literal.datatype != datatype:
            kind = datatype.value.removeprefix(RDF)
            missing = "an xml:lang" if scope.language is None else 'an its:dir, and rdf:version="1.2"'
            if kind == "langString" and literal.language is not None:
                self._refuse("a text with its:dir has the datatype rdf:dirLangString; leave out rdf:datatype.")
            self._refuse(f"a literal of the datatype rdf:{kind} needs {missing}; add it or leave out rdf:datatype.")
        return literal

    def iri_of(self, name: Name) -> NamedNode:
        """The IRI of an element or an attribute."""
        node = self._iris.get(name.iri)
        if node is None:
            node = self._iris[name.iri] = self._valid(name.iri)
        return node

    def iri(self, value: str, scope: Scope) -> NamedNode:
        """An IRI, resolved against the base in scope."""
        if self._absolute(value) is None:
            if scope.base is None:
                self._refuse(f'the relative IRI "{value}" has no base; write xml:base or give a base.')
            value = resolve(scope.base, value)
        return self._valid(value)

    def id(self, value: str, scope: Scope) -> NamedNode:
        """What rdf:ID names (sections 7.2.34 and 2.14): a name, once for each base."""
        if not is_ncname(value):
            self._refuse(f'"{value}" is not an XML name, which rdf:ID must be.')
        node = self.iri("#" + value, scope)
        if node.value in self._ids:
            self._refuse(f'rdf:ID="{value}" is used already; an rdf:ID must be unique.')
        self._ids.add(node.value)
        return node

    def blank(self, value: str) -> BlankNode:
        """The blank node that rdf:nodeID names."""
        node = self._nodes.get(value)
        if node is None:
            if not is_ncname(value):
                self._refuse(f'"{value}" is not an XML name, which rdf:nodeID must be.')
            node = self._nodes[value] = BlankNode() if self._rename or not _is_label(value) else BlankNode(value)
        return node

    def _check_length(self, text: str) -> None:
        if is_too_long(text):
            self._refuse(TERM_TOO_LONG)

    def _valid(self, iri: str) -> NamedNode:
        self._check_length(iri)
        try:
            return NamedNode(iri)
        except ValueError as error:
            reason = str(error)
            self._refuse(f"<{iri}> is not an IRI: {reason[:1].lower()}{reason[1:]}.")


def _is_label(name: str) -> bool:
    """Whether an XML name can be a label in the other formats, too, which for one do not end it with a dot."""
    return re.fullmatch(r"[\w\-.]*[\w\-]", name) is not None
