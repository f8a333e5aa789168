"""Quads of an expanded document (JSON-LD 1.1 API, section 8); what is not well-formed is left out, and reported."""

from __future__ import annotations

from collections.abc import Callable

from kgtools.model.terms import BlankNode, GraphName, Literal, NamedNode, Quad
from kgtools.model.vocab import RDF, XSD
from kgtools.reading.guards import is_too_long
from kgtools.reading.jsonld.active import KEYWORDS, JsonLdFault, is_iri
from kgtools.reading.jsonld.expanded import At, Expanded
from kgtools.reading.jsonld.values import canonical_json, number

__all__ = ["QuadMaker", "Report"]

_TYPE, _FIRST, _REST, _NIL = (NamedNode(RDF + word) for word in ("type", "first", "rest", "nil"))
_JSON, _BOOLEAN = NamedNode(RDF + "JSON"), NamedNode(XSD + "boolean")

#: called with what is left out: a sentence, and where it comes from
Report = Callable[[str, At], None]
Node = NamedNode | BlankNode


class QuadMaker:
    """Makes the quads of a document, and with `places` where the subject and the object of each come from."""

    def __init__(self, report: Report, *, rename: bool, places: bool) -> None:
        self._report = report
        self._rename = rename
        self._nodes: dict[str, Node | None] = {}
        self._reasons: dict[str, str] = {}
        #: the @index of the nodes of each graph that have one: a node has one only (section 4.6.2 of the API, 6.9)
        self._indexes: dict[tuple[GraphName, Node], str] = {}
        self.quads: list[Quad] = []
        self.places: list[tuple[At, At]] | None = [] if places else None

    def graph(self, nodes: list[Expanded], name: GraphName) -> None:
        """The quads of the nodes of a graph."""
        for node in nodes:
            if "@value" not in node:
                self._node(node, name)

    def _add(
        self, subject: Node, predicate: NamedNode, object: Node | Literal, graph: GraphName, at: tuple[At, At]
    ) -> None:
        self.quads.append(Quad(subject, predicate, object, graph))
        if self.places is not None:
            self.places.append(at)

    def _node(self, node: Expanded, graph: GraphName) -> Node | None:
        """The quads of a node and of all in it; its term, or None where it is left out."""
        if "@list" in node:
            # a list that no property has
            for item in node.items_of("@list"):
                self._inside(item, self._object(item), graph)
            return None
        subject = self._node_term(node)
        self._properties(node, subject, graph)
        return subject

    def _node_term(self, node: Expanded) -> Node | None:
        """The term of a node."""
        if "@id" not in node:
            return BlankNode()
        return self._term(node.text("@id"), node.keys_at.get("@id", node.at), "this node and its properties are")

    def _properties(self, node: Expanded, subject: Node | None, graph: GraphName) -> None:
        here = _spot(node)
        if subject is not None and "@index" in node:
            index = node.text("@index")
            if self._indexes.setdefault((graph, subject), index) != index:
                raise JsonLdFault("conflicting indexes", here[0], here[1])
        for key in node:
            if key == "@type":
                at = node.keys_at.get("@type", node.at)
                text = None if at[0] is None or at[1] is None else at[0].get(at[1])
                for position, name in enumerate(node.types()):
                    if isinstance(text, list):
                        at = (at[0], at[1], position)
                    term = self._term(name, at, "this type is")
                    if subject is not None and term is not None:
                        self._add(subject, _TYPE, term, graph, (here, at))
            elif key == "@graph":
                if subject is not None:
                    self.graph(node.items_of(key), subject)
            elif key == "@included":
                self.graph(node.items_of(key), graph)
            elif key == "@reverse":
                reverse = node.reverse()
                for property in reverse:
                    predicate = self._predicate(property, reverse.keys_at.get(property, node.at))
                    for item in reverse.items_of(property):
                        other = self._node_term(item)
                        if other is not None and subject is not None and predicate is not None:
                            self._add(other, predicate, subject, graph, (_spot(item), here))
                        self._properties(item, other, graph)
            elif key not in KEYWORDS:
                predicate = self._predicate(key, node.keys_at.get(key, node.at))
                for value in node.items_of(key):
                    object = self._object(value)
                    if subject is not None and predicate is not None and object is not None:
                        self._add(subject, predicate, object, graph, (here, _spot(value)))
                    self._inside(value, object, graph)

    def _object(self, item: Expanded) -> Node | Literal | None:
        """The term of a value, a node or a list."""
        if "@value" in item:
            return self._literal(item)
        if "@list" in item:
            return BlankNode() if item.items_of("@list") else _NIL
        return self._node_term(item)

    def _inside(self, item: Expanded, term: Node | Literal | None, graph: GraphName) -> None:
        """The quads of what a value holds."""
        if isinstance(term, Literal) or "@value" in item:
            return
        if "@list" not in item:
            self._properties(item, term, graph)
        elif isinstance(term, BlankNode):
            self._list(item.items_of("@list"), term, graph)

    def _list(self, members: list[Expanded], cell: BlankNode, graph: GraphName) -> None:
        for position, member in enumerate(members):
            at = _spot(member)
            object = self._object(member)
            if object is not None:
                self._add(cell, _FIRST, object, graph, (at, at))
            after = BlankNode() if position + 1 < len(members) else _NIL
            self._add(cell, _REST, after, graph, (at, at))
            self._inside(member, object, graph)
            if isinstance(after, BlankNode):
                cell = after

    def _literal(self, item: Expanded) -> Literal | None:
        """Section 8.2."""
        value, datatype = item.value(), item.text("@type") if "@type" in item else None
        at = item.keys_at.get("@value", item.at)
        if datatype == "@json":
            text = canonical_json(value)
            _check_length(text, at)
            return Literal(text, datatype=_JSON)
        if isinstance(value, str):
            _check_length(value, at)
        kind: NamedNode | None = None
        if datatype is not None:
            term = self._term(datatype, item.keys_at.get("@type", item.at), "this value is")
            if not isinstance(term, NamedNode):
                if isinstance(term, BlankNode):
                    self._report("a datatype cannot be a blank node; this value is left out.", at)
                return None
            kind = term
        if isinstance(value, bool):
            return Literal("true" if value else "false", datatype=kind or _BOOLEAN)
        if isinstance(value, int | float):
            text, name = number(value, datatype)
            return Literal(text, datatype=kind or NamedNode(name))
        if kind is not None:
            if kind.value in (RDF + "langString", RDF + "dirLangString"):
                self._report(f"a literal of the datatype <{kind.value}> needs a @language; this value is left out.", at)
                return None
            return Literal(str(value), datatype=kind)
        if "@direction" in item:
            self._report(f'the direction "{item["@direction"]}" of this text is left out.', at)
        if "@language" not in item:
            return Literal(str(value))
        language = item.text("@language")
        try:
            return Literal(str(value), language=language)
        except ValueError:
            at = item.keys_at.get("@language", item.at)
            self._report(f'"{language}" is not a language tag (BCP 47); this value is left out.', at)
            return None

    def _predicate(self, iri: str, at: At) -> NamedNode | None:
        term = self._term(iri, at, "the values of this property are")
        if isinstance(term, BlankNode):
            self._report("a property cannot be a blank node; its values are left out.", at)
            return None
        return term

    def _term(self, text: str, at: At, subject_phrase: str) -> Node | None:
        """The node that an IRI or the label of a blank node names; None, and reported, where it is not well-formed."""
        if text not in self._nodes:
            _check_length(text, at)
            self._nodes[text] = self._node_of(text)
        node = self._nodes[text]
        if node is None:
            self._report(f"<{text}> is not an IRI ({self._reasons[text]}); {subject_phrase} left out.", at)
        return node

    def _node_of(self, text: str) -> Node | None:
        try:
            if text.startswith("_:"):
                label = BlankNode(text[2:])
                return BlankNode() if self._rename else label
            return NamedNode(text)
        except ValueError as error:
            reason = str(error)
            self._reasons[text] = (
                f"{reason[:1].lower()}{reason[1:]}" if is_iri(text) or text.startswith("_:") else "it is relative"
            )
            return None


def _check_length(text: str, at: At) -> None:
    if is_too_long(text):
        raise JsonLdFault("term too long", at[0], at[1])


def _spot(item: Expanded) -> At:
    """Where a node or a value is: its name, or what it says, or its brace."""
    return item.keys_at.get("@id") or item.keys_at.get("@value") or item.at
