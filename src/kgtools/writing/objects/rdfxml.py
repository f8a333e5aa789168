"""RDF/XML as old tools read it: one ``rdf:Description`` a subject, nodes that are referenced once in their place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kgtools.errors import UnwritableError, shorten
from kgtools.model.names import PN_CHARS, PN_CHARS_U
from kgtools.model.order import literal_key, predicate_key, section
from kgtools.model.prefixes import WELL_KNOWN, PrefixTable
from kgtools.model.terms import BlankNode, Literal, NamedNode, Quad, Term
from kgtools.reading.prefixes import with_vocabulary
from kgtools.reading.tags import Tags
from kgtools.writing.canonical import label_blank_nodes
from kgtools.writing.nesting import FIRST, REST, Graph, Nesting, group, nest, unique_quads
from kgtools.writing.terms import check_iri

__all__ = ["write_rdfxml"]

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_STEP = "  "
#: the names that RDF/XML keeps for itself (section 5.1, "coreSyntaxTerms", "oldTerms", Description and li)
_RESERVED = {
    _RDF + name
    for name in (
        *("RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype", "Description", "li"),
        *("aboutEach", "aboutEachPrefix", "bagID"),
    )
}
_NOT_NAMESPACES = ("http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/")
# an XML name without colon; the names of Turtle are a part of those of XML 1.0 (fifth edition)
_NCNAME_AT_END = re.compile(f"[{PN_CHARS_U}][{PN_CHARS}.]*$")
_NCNAME = re.compile(f"[{PN_CHARS_U}][{PN_CHARS}.]*")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_rdfxml(quads: Iterable[Quad], *, prefixes: PrefixTable = WELL_KNOWN, tags: Tags | None = None) -> bytes:
    """The triples of `quads` as RDF/XML (RDF 1.1 XML Syntax); graph names play no part.

    Raises :class:`UnwritableError` for what RDF/XML cannot hold: a predicate that does not end in an XML name,
    characters that XML does not have, triple terms and the direction of a text.
    """
    unique = unique_quads(quads, with_graphs=False)
    graph = group(unique, with_graphs=False).get("", {})
    nesting = _without_literal_lists(graph, nest({"": graph}))
    labels = label_blank_nodes(unique, nesting.labelled) if nesting.labelled else {}
    predicates = {predicate for predicates in graph.values() for predicate in predicates}
    names = _Names(with_vocabulary(prefixes, unique), predicates)
    body = "".join(_Document(graph, nesting, labels, names, tags or Tags()).in_order())
    declarations = "".join(f'\n    xmlns:{p}="{_attribute(namespace)}"' for p, namespace in names.declared())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{declarations}>\n{body}</rdf:RDF>\n'.encode()


def _without_literal_lists(graph: Graph, nesting: Nesting) -> Nesting:
    """`nesting` where the cells of lists with literals have labels: ``parseType="Collection"`` holds only nodes."""
    cells = set(nesting.cells)
    labelled: set[str] = set()
    previous = {
        rest.value: label
        for label in cells
        if isinstance(rest := graph["_:" + label][REST][0], BlankNode) and rest.value in cells
    }
    heads = cells - previous.keys()
    for head in heads:
        chain = []
        node: Term = BlankNode(head)
        while isinstance(node, BlankNode):
            chain.append(node.value)
            node = graph["_:" + node.value][REST][0]
        if not all(isinstance(graph["_:" + cell][FIRST][0], NamedNode | BlankNode) for cell in chain):
            labelled.update(chain)
    return Nesting(nesting.inlined - labelled, cells - labelled, nesting.free, nesting.labelled | labelled)


class _Names:
    """Predicates as qualified names: with the prefixes of the table where they fit, else with ``ns1`` and so on."""

    def __init__(self, prefixes: PrefixTable, predicates: set[str]) -> None:
        usable = {p: n for p, n in prefixes.items() if p and not p.lower().startswith("xml") and p != "rdf"}
        table = PrefixTable({**usable, "rdf": _RDF})
        self._names: dict[str, str] = {}
        namespaces = {"rdf": _RDF}
        others: dict[str, list[tuple[str, str]]] = {}
        for predicate in sorted(predicates):
            split = table.split(predicate)
            if split is not None and _NCNAME.fullmatch(predicate, len(table[split[0]])):
                namespaces[split[0]] = table[split[0]]
                self._names[predicate] = f"{split[0]}:{predicate[len(table[split[0]]) :]}"
            else:
                namespace, local = _split(predicate)
                others.setdefault(namespace, []).append((predicate, local))
            if predicate in _RESERVED:
                raise UnwritableError(f"RDF/XML reserves the name <{predicate}>; write Turtle or N-Triples instead.")
        number = 0
        for namespace in sorted(others):
            number += 1
            while f"ns{number}" in usable:
                number += 1
            namespaces[f"ns{number}"] = namespace
            self._names.update({predicate: f"ns{number}:{local}" for predicate, local in others[namespace]})
        self._declared = sorted(namespaces.items())

    def __getitem__(self, predicate: str) -> str:
        return self._names[predicate]

    def declared(self) -> list[tuple[str, str]]:
        return self._declared


def _split(predicate: str) -> tuple[str, str]:
    match = _NCNAME_AT_END.search(predicate)
    namespace = predicate[: match.start()] if match else ""
    if match is None or not namespace or namespace in _NOT_NAMESPACES:
        raise UnwritableError(
            f"RDF/XML cannot hold the predicate <{shorten(predicate)}>, which does not end in a name; "
            "write Turtle or N-Triples instead."
        )
    return namespace, match[0]


class _Document:
    """The elements of a graph."""

    def __init__(self, graph: Graph, nesting: Nesting, labels: dict[str, str], names: _Names, tags: Tags) -> None:
        self._graph = graph
        self._nesting = nesting
        self._labels = labels
        self._names = names
        self._tags = tags

    def in_order(self) -> list[str]:
        keyed: list[tuple[tuple[int, int, str], str]] = []
        for subject, predicates in self._graph.items():
            label = subject[2:] if subject.startswith("_:") else None
            if label in self._nesting.inlined:
                continue
            text = self._properties(subject, _STEP * 2)
            types = [term.value for term in predicates.get(_RDF + "type", ()) if isinstance(term, NamedNode)]
            if label is None:
                kind, name, about = 0, subject, f' rdf:about="{_iri(subject)}"'
            elif label in self._nesting.free:
                kind, name, about = 2, text, ""
            else:
                kind, name = 1, self._labels[label]
                about = f' rdf:nodeID="{name}"'
            element = f"{_STEP}<rdf:Description{about}>\n{text}{_STEP}</rdf:Description>\n"
            keyed.append(((section(types), kind, name), element))
        keyed.sort(key=lambda pair: pair[0])
        return [text for _, text in keyed]

    def _properties(self, subject: str, indent: str) -> str:
        predicates = self._graph[subject]
        lines: list[str] = []
        for predicate in sorted(predicates, key=predicate_key):
            name = self._names[predicate]
            keyed = [(self._key(term), self._property(name, term, indent)) for term in predicates[predicate]]
            lines += [text for _, text in sorted(keyed)]
        return "".join(lines)

    def _key(self, term: Term) -> tuple[object, ...]:
        if isinstance(term, NamedNode):
            return 0, term.value
        if isinstance(term, Literal):
            return 2, literal_key(term)
        labelled = isinstance(term, BlankNode) and term.value in self._nesting.labelled
        return (1, self._labels[term.value]) if isinstance(term, BlankNode) and labelled else (3, "")

    def _property(self, name: str, term: Term, indent: str) -> str:
        if isinstance(term, NamedNode):
            return f'{indent}<{name} rdf:resource="{_iri(term.value)}"/>\n'
        if isinstance(term, Literal):
            return f"{indent}<{name}{_kind(term, self._tags)}>{_text(term.value)}</{name}>\n"
        if not isinstance(term, BlankNode):
            raise UnwritableError(f"RDF/XML holds no triple terms such as <<( {term} )>>; write Turtle or N-Triples.")
        if term.value in self._nesting.cells:
            items = "".join(self._item(item, indent + _STEP) for item in self._items(term))
            return f'{indent}<{name} rdf:parseType="Collection">\n{items}{indent}</{name}>\n'
        if term.value in self._nesting.inlined:
            return f"{indent}<{name}>\n{self._item(term, indent + _STEP)}{indent}</{name}>\n"
        return f'{indent}<{name} rdf:nodeID="{self._labels[term.value]}"/>\n'

    def _items(self, head: BlankNode) -> list[Term]:
        items = []
        rest: Term = head
        while isinstance(rest, BlankNode):
            cell = self._graph["_:" + rest.value]
            items.append(cell[FIRST][0])
            rest = cell[REST][0]
        return items

    def _item(self, term: Term, indent: str) -> str:
        """A node as an element."""
        if isinstance(term, NamedNode):
            return f'{indent}<rdf:Description rdf:about="{_iri(term.value)}"/>\n'
        assert isinstance(term, BlankNode)
        if term.value not in self._nesting.inlined:
            return f'{indent}<rdf:Description rdf:nodeID="{self._labels[term.value]}"/>\n'
        if "_:" + term.value not in self._graph:
            return f"{indent}<rdf:Description/>\n"
        inside = self._properties("_:" + term.value, indent + _STEP)
        return f"{indent}<rdf:Description>\n{inside}{indent}</rdf:Description>\n"


def _kind(literal: Literal, tags: Tags) -> str:
    if literal.direction is not None:
        raise UnwritableError(f"RDF/XML holds no direction of a text as in {literal}; write Turtle or N-Triples.")
    if literal.language is not None:
        return f' xml:lang="{tags.of(literal)}"'
    datatype = literal.datatype.value
    return "" if datatype == _STRING else f' rdf:datatype="{_iri(datatype)}"'


def _iri(iri: str) -> str:
    return _attribute(check_iri(iri))


def _attribute(text: str) -> str:
    return _xml(text).replace('"', "&quot;")


def _text(text: str) -> str:
    return _xml(text)


def _xml(text: str) -> str:
    match = _NOT_XML.search(text)
    if match is not None:
        raise UnwritableError(
            f'XML cannot hold the character U+{ord(match[0]):04X} of "{shorten(text, 40)}"; '
            "write Turtle or N-Triples instead."
        )
    # an XML reader turns a bare carriage return into a line feed
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
