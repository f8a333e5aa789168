"""The productions of RDF/XML over the events of a document: triples come while it is read.

Sections without a name are those of RDF 1.1 XML Syntax. Triple terms, annotations and the direction of a text are those
of RDF 1.2 XML Syntax; the first and the last need ``rdf:version="1.2"`` in scope.
"""

from __future__ import annotations

from typing import NoReturn

from kgtools.errors import shorten
from kgtools.model.terms import BlankNode, Literal, NamedNode, Quad, Triple
from kgtools.model.vocab import RDF
from kgtools.reading.guards import MAX_TERM_BYTES, TERM_TOO_LONG
from kgtools.reading.rdfxml.canonical import CanonicalXml
from kgtools.reading.rdfxml.document import XmlDocument
from kgtools.reading.rdfxml.frames import ElementKind, Object, OpenElement, Scope, Spot, Subject
from kgtools.reading.rdfxml.terms import DIRECTIONS, DocumentTerms
from kgtools.reading.rdfxml.words import (
    NOT_NODES,
    NOT_PROPERTIES,
    NOT_PROPERTY_ATTRIBUTES,
    SYNTAX,
    XMLNS,
    Name,
    Names,
)
from kgtools.text.iris import resolve

__all__ = ["Grammar"]

#: deepest nesting of triple terms (what is shown term within term is a Python call a level), and of elements
_MAX_TRIPLE_DEPTH = 100
_MAX_DEPTH = 1_000
_BLANK = " \t\r\n"
_TYPE, _FIRST, _REST, _NIL, _SUBJECT, _PREDICATE, _OBJECT, _STATEMENT, _REIFIES = (
    NamedNode(RDF + word)
    for word in ("type", "first", "rest", "nil", "subject", "predicate", "object", "Statement", "reifies")
)
_XML_LITERAL = NamedNode(RDF + "XMLLiteral")
# names of the module: looked up for each event, and faster than members of the class
_NODES, _PROPERTIES, _PROPERTY, _TEXT, _EMPTY, _COLLECTION, _TRIPLE, _LITERAL, _IGNORED = ElementKind
_PARSE_TYPES = {"Resource": _PROPERTIES, "Collection": _COLLECTION, "Triple": _TRIPLE}
#: versions whose documents have triple terms and the direction of a text
_VERSIONS = ("1.2", "1.2-basic")


class Grammar:
    """Takes the events of `document` and gives `quads`; with `places` also where the elements of each
    begin: that of its subject, and that of its object."""

    def __init__(self, document: XmlDocument, *, base: str | None, rename: bool, places: bool = False) -> None:
        self._document = document
        self._terms = DocumentTerms(document, rename=rename)
        self._stack = [OpenElement(_NODES, Scope(base))]
        self._names = Names()
        self._xml: CanonicalXml | None = None
        #: how many elements are open within XML, or within what is passed over
        self._inside = 0
        self._triple_depth = 0
        self.quads: list[Quad] = []
        self._to = self.quads
        self.places: list[tuple[Spot, Spot]] | None = [] if places else None

    # events

    def start(self, name: str, attributes: list[str]) -> None:
        stack = self._stack
        parent = stack[-1]
        kind = parent.kind
        if len(stack) + self._inside > _MAX_DEPTH:
            self._refuse(f"elements are nested deeper than {_MAX_DEPTH} levels; flatten the file.")
        if kind is _PROPERTIES:
            self._property(parent, self._names[name], attributes)
        elif kind is _LITERAL:
            assert self._xml is not None
            self._inside += 1
            self._xml.start(self._names[name], self._pairs(attributes), self._document.namespaces)
        elif kind is _IGNORED:
            self._inside += 1
        elif kind is _TEXT or kind is _EMPTY:
            self._refuse(
                f"{self._names[name].qualified_name} cannot be here: this property element can hold no element."
            )
        elif len(stack) == 1 and self._names[name].iri == RDF + "RDF":
            self._root(parent, attributes)
        else:
            self._node(parent, self._names[name], attributes)

    def end(self, _: str) -> None:
        frame = self._stack[-1]
        kind = frame.kind
        if kind is _PROPERTY:
            if frame.object is None:
                text = frame.text
                self._state(frame, self._terms.text("" if text is None else "".join(text), frame.scope))
        elif self._inside:
            # within XML, or within what is passed over
            self._inside -= 1
            if kind is _LITERAL:
                assert self._xml is not None
                self._xml.end()
            return
        elif kind is _LITERAL:
            assert self._xml is not None
            self._state(frame, self._terms.typed(self._xml.text, _XML_LITERAL, frame.scope))
        elif kind is _TEXT:
            assert frame.datatype is not None
            self._state(frame, self._terms.typed("".join(frame.text or ()), frame.datatype, frame.scope))
        elif kind is _COLLECTION:
            self._collection(frame)
        elif kind is _TRIPLE:
            self._triple_term(frame)
        self._stack.pop()

    def characters(self, text: str) -> None:
        frame = self._stack[-1]
        kind = frame.kind
        if (kind is _PROPERTY and frame.object is None) or kind is _TEXT:
            if frame.text is None:
                frame.text = [text]
            else:
                frame.text.append(text)
                frame.more_text += len(text)
                if frame.more_text > MAX_TERM_BYTES:
                    self._refuse(TERM_TOO_LONG)
        elif kind is _LITERAL:
            assert self._xml is not None
            self._xml.characters(text)
            if self._xml.length > MAX_TERM_BYTES:
                self._refuse(TERM_TOO_LONG)
        elif text.strip(_BLANK) and kind is not _IGNORED:
            self._refuse_text(text)

    def comment(self, text: str) -> None:
        if self._xml is not None and self._stack[-1].kind is _LITERAL:
            self._xml.comment(text)

    def instruction(self, target: str, data: str) -> None:
        if self._xml is not None and self._stack[-1].kind is _LITERAL:
            self._xml.instruction(target, data)

    # productions

    def _root(self, parent: OpenElement, attributes: list[str]) -> None:
        """Section 7.2.9. Other attributes, such as where a schema is, are passed over."""
        frame = OpenElement(_NODES, parent.scope)
        self._syntax(frame, attributes)
        self._stack.append(frame)

    def _node(self, parent: OpenElement, name: Name, attributes: list[str]) -> None:
        """A node element (section 7.2.11), which belongs to the property element around it, if there is one."""
        if not name.namespace:
            self._refuse(f"the element {name.local} has no namespace; write it with a prefix.")
        if name.iri in NOT_NODES:
            self._refuse(f"{name.qualified_name} cannot be a node element.")
        frame = OpenElement(_PROPERTIES, parent.scope)
        syntax, properties = self._syntax(frame, attributes) if attributes else ({}, [])
        subject: Subject
        if not syntax:
            subject = BlankNode()
        elif len(syntax) > 1 or not syntax.keys() <= {"about", "ID", "nodeID"}:
            self._refuse(f"a node element has one of rdf:about, rdf:ID and rdf:nodeID, not {_attribute_names(syntax)}.")
        elif "about" in syntax:
            subject = self._terms.iri(syntax["about"], frame.scope)
        elif "ID" in syntax:
            subject = self._terms.id(syntax["ID"], frame.scope)
        else:
            subject = self._terms.blank(syntax["nodeID"])
        frame.subject = subject
        if self.places is not None:
            frame.place = frame.node_where = self._document.place
        self._belong(parent, subject, name)
        if name.iri != RDF + "Description":
            self._add(subject, _TYPE, self._terms.iri_of(name), frame)
        for attribute, value in properties:
            self._attribute(frame, subject, attribute, value)
        self._stack.append(frame)

    def _belong(self, parent: OpenElement, subject: Subject, name: Name) -> None:
        kind = parent.kind
        if kind is _PROPERTY:
            if parent.object is not None:
                self._refuse(f"{name.qualified_name} cannot be here: a property element holds one node element.")
            if parent.text is not None and "".join(parent.text).strip(_BLANK):
                self._refuse(f"{name.qualified_name} cannot be here: this property element holds text.")
            parent.object = subject
            self._state(parent, subject)
        elif kind is _COLLECTION or kind is _TRIPLE:
            parent.items.append(subject)

    def _property(self, parent: OpenElement, name: Name, attributes: list[str]) -> None:
        """A property element (section 7.2.14): its attributes tell which one."""
        frame = OpenElement(_PROPERTY, parent.scope)
        frame.subject = parent.subject
        if self.places is not None:
            frame.place, frame.node_where = self._document.place, parent.place
        if name.iri == RDF + "li":
            parent.count += 1
            frame.predicate = NamedNode(f"{RDF}_{parent.count}")
        else:
            if not name.namespace:
                self._refuse(f"the element {name.local} has no namespace; write it with a prefix.")
            if name.iri in NOT_PROPERTIES:
                self._refuse(f"{name.qualified_name} cannot be a property element.")
            frame.predicate = self._terms.iri_of(name)
        self._stack.append(frame)
        if not attributes:
            return
        syntax, properties = self._syntax(frame, attributes)
        if "ID" in syntax:
            frame.statement = self._terms.id(syntax.pop("ID"), frame.scope)
        if "annotation" in syntax and "annotationNodeID" in syntax:
            self._refuse("rdf:annotation and rdf:annotationNodeID exclude each other.")
        if "annotation" in syntax:
            frame.reifier = self._terms.iri(syntax.pop("annotation"), frame.scope)
        elif "annotationNodeID" in syntax:
            frame.reifier = self._terms.blank(syntax.pop("annotationNodeID"))
        if "about" in syntax:
            self._refuse("rdf:about is for node elements; a property element has rdf:resource.")
        if len(syntax) > 1:
            self._refuse(f"the attributes {_attribute_names(syntax)} exclude each other.")
        if properties and ("parseType" in syntax or "datatype" in syntax):
            self._refuse(f"{properties[0][0].qualified_name} cannot be beside {_attribute_names(syntax)}.")
        if "parseType" in syntax:
            self._parse_type(frame, syntax["parseType"])
        elif "datatype" in syntax:
            frame.kind = _TEXT
            frame.datatype = self._terms.iri(syntax["datatype"], frame.scope)
        elif syntax or properties:
            self._empty(frame, syntax, properties)

    def _empty(self, frame: OpenElement, syntax: dict[str, str], properties: list[tuple[Name, str]]) -> None:
        """An empty property element (section 7.2.21): its object has the properties that its attributes tell."""
        frame.kind = _EMPTY
        node: Subject
        if "resource" in syntax:
            node = self._terms.iri(syntax["resource"], frame.scope)
        elif "nodeID" in syntax:
            node = self._terms.blank(syntax["nodeID"])
        else:
            node = BlankNode()
        self._state(frame, node)
        for attribute, value in properties:
            self._attribute(frame, node, attribute, value)

    def _parse_type(self, frame: OpenElement, value: str) -> None:
        """Sections 7.2.17 to 7.2.20: what is not known is read as ``Literal``."""
        frame.kind = kind = _PARSE_TYPES.get(value, _LITERAL)
        if kind is _LITERAL:
            self._xml = CanonicalXml()
        elif kind is _COLLECTION:
            frame.items = []
        elif kind is _PROPERTIES:
            node = BlankNode()
            self._state(frame, node)
            frame.subject = node
        elif kind is _TRIPLE:
            if not frame.scope.is_12:
                frame.kind = _IGNORED
                return
            frame.place = self._document.place
            frame.items = []
            self._triple_depth += 1
            if self._triple_depth > _MAX_TRIPLE_DEPTH:
                self._refuse(f"triple terms are nested deeper than {_MAX_TRIPLE_DEPTH} levels; flatten the file.")
            frame.captured, self._to = self._to, []

    def _collection(self, frame: OpenElement) -> None:
        """Section 7.2.19: the list of the nodes that the element holds."""
        cells = [BlankNode() for _ in frame.items]
        self._state(frame, cells[0] if cells else _NIL)
        for number, (cell, item) in enumerate(zip(cells, frame.items, strict=True)):
            self._add(cell, _FIRST, item, frame)
            self._add(cell, _REST, cells[number + 1] if number + 1 < len(cells) else _NIL, frame)

    def _triple_term(self, frame: OpenElement) -> None:
        """RDF 1.2: the one triple of the node element inside, which is not asserted by that."""
        triples, self._to = self._to, frame.captured
        self._triple_depth -= 1
        if len(frame.items) != 1 or len(triples) != 1:
            self._refuse('rdf:parseType="Triple" holds one node element with one property.', frame.place)
        self._state(frame, triples[0].triple)

    # attributes

    def _pairs(self, attributes: list[str]) -> list[tuple[Name, str]]:
        names = self._names
        return [(names[name], value) for name, value in zip(attributes[::2], attributes[1::2], strict=True)]

    def _syntax(self, frame: OpenElement, attributes: list[str]) -> tuple[dict[str, str], list[tuple[Name, str]]]:
        """The attributes that are syntax, by their local names, and the property attributes; scope goes to `frame`."""
        syntax: dict[str, str] = {}
        properties: list[tuple[Name, str]] = []
        scope: dict[str, str] = {}
        for name, value in self._pairs(attributes):
            word = SYNTAX.get(name.iri)
            if word is None:
                if name.namespace == XMLNS or name.local[:3].lower() == "xml":
                    # section 6.1.2: attributes whose names begin with xml are left out
                    continue
                if not name.namespace:
                    self._refuse(f"the attribute {name.local} has no namespace; write it with a prefix.")
                if name.iri in NOT_PROPERTY_ATTRIBUTES:
                    self._refuse(f"{name.qualified_name} cannot be an attribute.")
                properties.append((name, value))
            elif name.namespace == RDF and word != "version":
                syntax[word] = value
            else:
                scope[word] = value
        if scope:
            frame.scope = self._scope(frame.scope, scope)
        return syntax, properties

    def _scope(self, outer: Scope, attributes: dict[str, str]) -> Scope:
        base, language, direction, is_12 = outer
        if "base" in attributes:
            base = resolve(base, attributes["base"]) if base else attributes["base"]
        if "lang" in attributes:
            # section 2.7: the empty value is no language
            language = attributes["lang"] or None
        if "dir" in attributes:
            direction = attributes["dir"]
            if direction not in DIRECTIONS:
                self._refuse(f'its:dir is ltr or rtl, not "{direction}".')
        if "version" in attributes:
            is_12 = attributes["version"] in _VERSIONS
        return Scope(base, language, direction, is_12)

    def _attribute(self, frame: OpenElement, subject: Subject, name: Name, value: str) -> None:
        """A property attribute (section 7.2.25): rdf:type names a resource, every other one is text."""
        if name.iri == RDF + "type":
            self._add(subject, _TYPE, self._terms.iri(value, frame.scope), frame)
        else:
            self._add(subject, self._terms.iri_of(name), self._terms.text(value, frame.scope), frame)

    # triples

    def _state(self, frame: OpenElement, object: Object | Literal) -> None:
        """The triple of a property element, and what is said of it: sections 7.3 and 2.17, and RDF 1.2."""
        subject, predicate = frame.subject, frame.predicate
        assert subject is not None
        assert predicate is not None
        self._add(subject, predicate, object, frame)
        if frame.statement is not None:
            self._add(frame.statement, _TYPE, _STATEMENT, frame)
            self._add(frame.statement, _SUBJECT, subject, frame)
            self._add(frame.statement, _PREDICATE, predicate, frame)
            self._add(frame.statement, _OBJECT, object, frame)
        if frame.reifier is not None:
            self._add(frame.reifier, _REIFIES, Triple(subject, predicate, object), frame)

    def _add(self, subject: Subject, predicate: NamedNode, object: Object | Literal, frame: OpenElement) -> None:
        self._to.append(Quad(subject, predicate, object))
        if self.places is not None and self._to is self.quads:
            self.places.append((frame.node_where, frame.place))

    def _refuse(self, reason: str, place: tuple[int, int] | None = None) -> NoReturn:
        self._document.refuse(reason, place)

    def _refuse_text(self, text: str) -> NoReturn:
        self._refuse(f'the text "{shorten(text.strip())}" cannot be here; text is for property elements.')


def _attribute_names(syntax: dict[str, str]) -> str:
    return " and ".join(f"rdf:{word}" for word in sorted(syntax))
