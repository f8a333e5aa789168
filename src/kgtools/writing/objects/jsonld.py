"""JSON-LD 1.1, compact: the context holds the prefixes that are used, nodes and values are in the one order."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from kgtools.errors import UnwritableError
from kgtools.model.order import literal_key, predicate_key, section
from kgtools.model.prefixes import WELL_KNOWN, PrefixTable
from kgtools.model.terms import BlankNode, Literal, NamedNode, Quad, Term
from kgtools.reading.prefixes import with_vocabulary
from kgtools.reading.tags import Tags
from kgtools.writing.canonical import label_blank_nodes
from kgtools.writing.nesting import FIRST, NIL, REST, Graph, Nesting, group, nest, unique_quads
from kgtools.writing.terms import check_iri

__all__ = ["write_jsonld"]

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_XSD = "http://www.w3.org/2001/XMLSchema#"
# a number of JSON is read as an integer in its shortest form; longer ones are not exact in every reader
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")
#: the characters after which JSON-LD takes a term for a prefix unasked (JSON-LD 1.1, section 4.1.5)
_GEN_DELIMS = ":/?#[]@"

Json: TypeAlias = object


def write_jsonld(
    quads: Iterable[Quad],
    *,
    prefixes: PrefixTable = WELL_KNOWN,
    tags: Tags | None = None,
    with_directions: bool = False,
) -> bytes:
    """`quads` as one JSON-LD document: ``@context`` and ``@graph``, a named graph as a node with ``@graph``.

    Raises :class:`UnwritableError` for what is lost where JSON-LD 1.1 is read as RDF: triple terms, and directions of
    texts; `with_directions` writes it all the same, for those who read the document (``@direction``, section 4.2.4.1).
    """
    unique = unique_quads(quads)
    graphs = group(unique, with_graphs=True)
    nesting = nest(graphs)
    # an object without any key might be dropped by a reader, so a node without triples is written by its label
    subjects = {key[2:] for graph in graphs.values() for key in graph if key.startswith("_:")}
    bare = nesting.inlined - subjects
    nesting = Nesting(nesting.inlined - bare, nesting.cells, nesting.free, nesting.labelled | bare)
    labels = label_blank_nodes(unique, nesting.labelled) if nesting.labelled else {}
    names = _Names(_without_schemes(_without_empty(with_vocabulary(prefixes, unique)), unique))
    nodes = _Nodes(graphs.get("", {}), nesting, labels, names, tags or Tags(), with_directions).in_order()
    graph_names = [name for name in graphs if name]
    for name in sorted(graph_names, key=lambda n: (n.startswith("_:"), labels[n[2:]] if n.startswith("_:") else n)):
        key = f"_:{labels[name[2:]]}" if name.startswith("_:") else names.short(name)
        nodes.append(
            {
                "@id": key,
                "@graph": _Nodes(graphs[name], nesting, labels, names, tags or Tags(), with_directions).in_order(),
            }
        )
    document = {"@context": names.context(), "@graph": nodes}
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _without_empty(prefixes: PrefixTable) -> PrefixTable:
    """The table with a name for the empty prefix, which cannot be a term of JSON-LD."""
    if "" not in prefixes:
        return prefixes
    name = next(n for n in ("ns", *(f"ns{i}" for i in range(len(prefixes)))) if n not in prefixes)
    return PrefixTable({prefix or name: namespace for prefix, namespace in prefixes.items()})


def _without_schemes(prefixes: PrefixTable, quads: Iterable[Quad]) -> PrefixTable:
    """The table without the prefixes that a reader could take the scheme of an IRI for (``urn`` in ``urn:a``)."""
    iris = {iri for quad in quads for iri in _iris(quad)}
    while True:
        # the namespaces are in full as well, in the context
        full = {iri for iri in iris if prefixes.split(iri) is None} | set(prefixes.values())
        schemes = {iri.partition(":")[0] for iri in full if not iri.partition(":")[2].startswith("//")}
        if not schemes & prefixes.keys():
            return prefixes
        prefixes = PrefixTable({p: n for p, n in prefixes.items() if p not in schemes})


def _iris(quad: Quad) -> Iterable[str]:
    for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
        if isinstance(term, NamedNode):
            yield term.value
        elif isinstance(term, Literal):
            yield term.datatype.value


class _Names:
    """IRIs as compact IRIs, with a memory of the prefixes used."""

    def __init__(self, prefixes: PrefixTable) -> None:
        self._prefixes = prefixes
        self._short: dict[str, str] = {}
        self._prefixes_in_use: set[str] = set()

    def short(self, iri: str) -> str:
        name = self._short.get(iri)
        if name is None:
            split = self._prefixes.split(iri)
            if split is None:
                name = check_iri(iri)
            else:
                self._prefixes_in_use.add(split[0])
                # no escapes here: what follows the prefix is the rest of the IRI as it is
                name = f"{split[0]}:{iri[len(self._prefixes[split[0]]) :]}"
            self._short[iri] = name
        return name

    def context(self) -> dict[str, Json]:
        return {
            prefix: namespace if namespace[-1] in _GEN_DELIMS else {"@id": namespace, "@prefix": True}
            for prefix in sorted(self._prefixes_in_use)
            for namespace in [check_iri(self._prefixes[prefix])]
        }


class _Nodes:
    """The node objects of one graph."""

    def __init__(
        self,
        graph: Graph,
        nesting: Nesting,
        labels: Mapping[str, str],
        names: _Names,
        tags: Tags,
        with_directions: bool,
    ) -> None:
        self._with_directions = with_directions
        self._graph = graph
        self._nesting = nesting
        self._labels = labels
        self._names = names
        self._tags = tags

    def in_order(self) -> list[Json]:
        keyed: list[tuple[tuple[int, int, str], Json]] = []
        for subject, predicates in self._graph.items():
            label = subject[2:] if subject.startswith("_:") else None
            if label in self._nesting.inlined:
                continue
            node = self._node(subject)
            types = [term.value for term in predicates.get(_TYPE, ()) if isinstance(term, NamedNode)]
            if label is None:
                kind, name, identifier = 0, subject, {"@id": self._names.short(subject)}
            elif label in self._nesting.free:
                kind, name, identifier = 2, json.dumps(node), {}
            else:
                kind, name = 1, self._labels[label]
                identifier = {"@id": f"_:{name}"}
            keyed.append(((section(types), kind, name), {**identifier, **node}))
        keyed.sort(key=lambda pair: pair[0])
        return [node for _, node in keyed]

    def _node(self, subject: str) -> dict[str, Json]:
        node: dict[str, Json] = {}
        predicates = self._graph[subject]
        for predicate in sorted(predicates, key=predicate_key):
            objects = predicates[predicate]
            if predicate == _TYPE:
                # a list in the place of a class would be lost as a value of @type
                plain = [o for o in objects if isinstance(o, NamedNode) or self._is_labelled(o)]
                if plain:
                    node["@type"] = _one_or_all([self._reference(o) for o in self._sorted(plain)])
                objects = [o for o in objects if o not in plain]
            if objects:
                node[self._names.short(predicate)] = _one_or_all([self._value(o) for o in self._sorted(objects)])
        return node

    def _is_labelled(self, term: Term) -> bool:
        return isinstance(term, BlankNode) and term.value in self._nesting.labelled

    def _sorted(self, objects: list[Term]) -> list[Term]:
        return sorted(objects, key=self._key) if len(objects) > 1 else objects

    def _key(self, term: Term) -> tuple[object, ...]:
        if isinstance(term, NamedNode):
            return 0, term.value
        if isinstance(term, Literal):
            return 2, literal_key(term)
        return 1 if self._is_labelled(term) else 3, json.dumps(self._value(term))

    def _reference(self, term: Term) -> str:
        if isinstance(term, NamedNode):
            return self._names.short(term.value)
        assert isinstance(term, BlankNode)
        return f"_:{self._labels[term.value]}"

    def _value(self, term: Term) -> Json:
        if isinstance(term, Literal):
            return self._literal(term)
        if isinstance(term, BlankNode) and term.value in self._nesting.inlined:
            return self._list(term) if term.value in self._nesting.cells else self._node("_:" + term.value)
        if isinstance(term, NamedNode) and term.value == NIL:
            return {"@list": []}
        if isinstance(term, NamedNode | BlankNode):
            return {"@id": self._reference(term)}
        raise UnwritableError(
            f"JSON-LD 1.1 holds no triple terms such as <<( {term} )>>; write Turtle, TriG or N-Quads."
        )

    def _list(self, head: BlankNode) -> Json:
        items = []
        rest: Term = head
        while isinstance(rest, BlankNode):
            cell = self._graph["_:" + rest.value]
            items.append(self._value(cell[FIRST][0]))
            rest = cell[REST][0]
        return {"@list": items}

    def _literal(self, literal: Literal) -> Json:
        value = literal.value
        if literal.direction is not None and not self._with_directions:
            raise UnwritableError(
                f"JSON-LD 1.1 loses the direction of {literal} when it is read as RDF; write Turtle, TriG or N-Quads."
            )
        if literal.language is not None:
            direction = {} if literal.direction is None else {"@direction": str(literal.direction)}
            return {"@value": value, "@language": self._tags.of(literal), **direction}
        datatype = literal.datatype.value
        if datatype == _XSD + "string":
            return value
        if datatype == _XSD + "integer" and _INTEGER.fullmatch(value):
            return int(value)
        if datatype == _XSD + "boolean" and value in ("true", "false"):
            return value == "true"
        return {"@value": value, "@type": self._names.short(datatype)}


def _one_or_all(values: list[Json]) -> Json:
    return values[0] if len(values) == 1 else values
