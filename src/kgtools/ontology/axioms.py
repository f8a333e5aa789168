"""Triples grouped into axioms: a statement together with the class expressions and lists that it is made of.

OWL 2 writes one axiom as several triples where it has blank nodes (Mapping to RDF Graphs, section 2). Reasoning is
explained, shrunk and checked axiom by axiom, so that no half of a class expression is ever left behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from kgtools.model.order import term_key
from kgtools.model.terms import BlankNode, Literal, NamedNode, Quad, Term, Triple
from kgtools.model.vocab import OWL, RDF, RDFS, XSD

__all__ = ["DECLARATIONS", "Axiom", "Axioms", "is_declaration", "is_schema", "plain_triples"]

TYPE = NamedNode(RDF + "type")
FIRST, REST, NIL = NamedNode(RDF + "first"), NamedNode(RDF + "rest"), NamedNode(RDF + "nil")

#: the predicates that only ever make up a class expression, a data range or a list
_STRUCTURE = frozenset(
    {RDF + "first", RDF + "rest"}
    | {
        OWL + name
        for name in [
            "onProperty",
            "onProperties",
            "someValuesFrom",
            "allValuesFrom",
            "hasValue",
            "hasSelf",
            "minCardinality",
            "maxCardinality",
            "cardinality",
            "minQualifiedCardinality",
            "maxQualifiedCardinality",
            "qualifiedCardinality",
            "onClass",
            "onDataRange",
            "unionOf",
            "intersectionOf",
            "complementOf",
            "oneOf",
            "datatypeComplementOf",
            "onDatatype",
            "withRestrictions",
            "members",
            "distinctMembers",
            "sourceIndividual",
            "assertionProperty",
            "targetIndividual",
            "targetValue",
        ]
    }
    | {
        XSD + facet
        for facet in [
            "minInclusive",
            "maxInclusive",
            "minExclusive",
            "maxExclusive",
            "length",
            "minLength",
            "maxLength",
            "pattern",
            "totalDigits",
            "fractionDigits",
        ]
    }
    | {RDF + "langRange"}
)

#: types that make a blank node an axiom of its own
_AXIOM_NODES = frozenset(
    OWL + n for n in ("AllDisjointClasses", "AllDisjointProperties", "AllDifferent", "NegativePropertyAssertion")
)

#: types that only say what kind of thing a name is (section 3.2.2, declarations)
DECLARATIONS = frozenset(
    {
        OWL + n
        for n in [
            "Ontology",
            "Class",
            "ObjectProperty",
            "DatatypeProperty",
            "AnnotationProperty",
            "OntologyProperty",
            "NamedIndividual",
            "Restriction",
            "DataRange",
            "DeprecatedClass",
            "DeprecatedProperty",
            "Axiom",
            "Annotation",
            "Thing",
        ]
    }
    | {RDFS + "Class", RDFS + "Datatype", RDF + "Property", RDF + "List"}
)

#: RDFS and OWL predicates that say nothing to a reasoner
ANNOTATIONS = frozenset(
    {RDFS + n for n in ("label", "comment", "seeAlso", "isDefinedBy")}
    | {
        OWL + n
        for n in [
            "versionInfo",
            "versionIRI",
            "priorVersion",
            "backwardCompatibleWith",
            "incompatibleWith",
            "deprecated",
            "imports",
            "annotatedSource",
            "annotatedProperty",
            "annotatedTarget",
        ]
    }
)


@dataclass(frozen=True)
class Axiom:
    """One axiom or fact: the triple that states it, and those of the expressions that it is made of."""

    main: Triple
    parts: tuple[Triple, ...] = ()

    @property
    def triples(self) -> tuple[Triple, ...]:
        return (self.main, *self.parts)

    @property
    def key(self) -> tuple[object, ...]:
        """Where the axiom is among others; the same whatever the labels of its blank nodes."""
        return (
            blind(self.main.subject),
            blind(self.main.predicate),
            blind(self.main.object),
            tuple(sorted((blind(t.predicate), blind(t.object)) for t in self.parts)),
        )


def blind(term: Term) -> tuple[object, ...]:
    """Where a term is among others; all blank nodes in one place, since their labels mean nothing."""
    return (2,) if isinstance(term, BlankNode) else tuple(term_key(term))


def is_declaration(triple: Triple) -> bool:
    """Whether a triple only says what kind of thing a name is."""
    return triple.predicate == TYPE and isinstance(triple.object, NamedNode) and triple.object.value in DECLARATIONS


def is_schema(triple: Triple) -> bool:
    """Whether a triple belongs to the ontology by its vocabulary, wherever it is.

    ``owl:sameAs`` and ``owl:differentFrom`` are facts about things.
    """
    predicate = triple.predicate.value
    if predicate in (OWL + "sameAs", OWL + "differentFrom"):
        return False
    if predicate.startswith((RDFS, OWL)) or predicate in _STRUCTURE:
        return True
    if predicate == RDF + "type" and isinstance(triple.object, NamedNode):
        value = triple.object.value
        return value.startswith((RDFS, OWL)) and value not in (OWL + "Thing", OWL + "Nothing")
    return predicate == RDF + "type" and triple.object == NamedNode(RDF + "Property")


def plain_triples(quads: Iterable[Quad | Triple]) -> list[Triple]:
    """The triples of quads, each once, in the order in which they came."""
    return list(dict.fromkeys(q.triple if isinstance(q, Quad) else q for q in quads))


class Axioms:
    """The triples of an ontology (and, if one likes, of data), looked at as axioms.

    >>> from kgtools.reading import parse_bytes
    >>> text = b'''@prefix e: <http://e/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
    ... e:A a owl:Class ; owl:equivalentClass [ a owl:Class ; owl:unionOf ( e:B e:C ) ] . e:x a e:B .'''
    >>> axioms = Axioms(parse_bytes(text, format="turtle"))
    >>> [(axiom.main.predicate.value.rsplit("#")[-1], len(axiom.triples)) for axiom in axioms.all]
    [('equivalentClass', 7), ('type', 1)]
    """

    def __init__(self, quads: Iterable[Quad | Triple]) -> None:
        self.triples = plain_triples(quads)
        self._by_subject: dict[Term, dict[str, list[Term]]] = {}
        self._incoming: dict[BlankNode, list[Triple]] = {}
        # those that were asked for
        self._types: dict[Term, frozenset[str]] = {}
        for triple in self.triples:
            self._by_subject.setdefault(triple.subject, {}).setdefault(triple.predicate.value, []).append(triple.object)
            if isinstance(triple.object, BlankNode):
                self._incoming.setdefault(triple.object, []).append(triple)

    def objects(self, subject: Term, predicate: str) -> Sequence[Term]:
        """The objects of a subject and predicate (an IRI)."""
        return self._by_subject.get(subject, {}).get(predicate, ())

    def value(self, subject: Term, predicate: str) -> Term | None:
        """One object, or None."""
        values = self.objects(subject, predicate)
        return values[0] if values else None

    def predicates(self, subject: Term) -> Sequence[str]:
        """The predicates (IRIs) that a subject has."""
        return tuple(self._by_subject.get(subject, ()))

    def subjects(self) -> Iterator[Term]:
        """All subjects."""
        return iter(self._by_subject)

    def types(self, node: Term) -> frozenset[str]:
        """The IRIs of the types of a node."""
        types = self._types.get(node)
        if types is None:
            types = frozenset(t.value for t in self.objects(node, RDF + "type") if isinstance(t, NamedNode))
            self._types[node] = types
        return types

    def members(self, head: Term) -> list[Term]:
        """The members of an RDF list; a list that is broken or runs in a circle ends where it does."""
        items: list[Term] = []
        cells: set[Term] = set()
        while head != NIL and head not in cells:
            cells.add(head)
            first = self.value(head, RDF + "first")
            rest = self.value(head, RDF + "rest")
            if first is not None:
                items.append(first)
            if rest is None:
                break
            head = rest
        return items

    def reach(self, start: Iterable[Term]) -> tuple[Triple, ...]:
        """The structural triples of the blank nodes that are reached from `start`."""
        reach: dict[Triple, None] = {}
        waiting = [node for node in start if isinstance(node, BlankNode)]
        nodes = set(waiting)
        while waiting:
            node = waiting.pop()
            for predicate, objects in self._by_subject.get(node, {}).items():
                for value in objects:
                    triple = Triple(node, NamedNode(predicate), value)
                    if not (self.is_structural(triple) or is_declaration(triple)):
                        continue
                    reach[triple] = None
                    if isinstance(value, BlankNode) and value not in nodes:
                        nodes.add(value)
                        waiting.append(value)
        return tuple(reach)

    def is_structural(self, triple: Triple) -> bool:
        """Whether a triple is only a part of another statement's class expression."""
        predicate = triple.predicate.value
        if isinstance(triple.subject, NamedNode):
            return False
        if predicate in _STRUCTURE:
            return True
        if predicate == OWL + "inverseOf":
            return isinstance(triple.subject, BlankNode)
        return (
            predicate == RDF + "type"
            and isinstance(triple.object, NamedNode)
            and (triple.object.value in _AXIOM_NODES or triple.object.value in DECLARATIONS)
        )

    @cached_property
    def all(self) -> tuple[Axiom, ...]:
        """Every axiom and fact, in the order in which they came; annotations and declarations are none."""
        axioms: list[Axiom] = []
        for triple in self.triples:
            if triple.predicate.value in ANNOTATIONS or triple.predicate.value in self._annotation_properties:
                continue
            if isinstance(triple.subject, BlankNode) and triple.predicate == TYPE and self._is_axiom_node(triple):
                parts = [t for t in self.reach([triple.subject]) if t != triple]
                axioms.append(Axiom(triple, tuple(parts)))
            elif not self.is_structural(triple) and not is_declaration(triple):
                axioms.append(Axiom(triple, self.reach([triple.subject, triple.object])))
        return tuple(axioms)

    def _is_axiom_node(self, triple: Triple) -> bool:
        return isinstance(triple.object, NamedNode) and triple.object.value in _AXIOM_NODES

    @cached_property
    def _annotation_properties(self) -> frozenset[str]:
        return frozenset(
            s.value
            for s in self._by_subject
            if isinstance(s, NamedNode)
            and OWL + "AnnotationProperty" in self.types(s)
            and not self.types(s) & {OWL + "ObjectProperty", OWL + "DatatypeProperty"}
        )

    @cached_property
    def annotation_properties(self) -> frozenset[str]:
        """The IRIs of what is declared as an annotation property and nothing else."""
        return self._annotation_properties

    @cached_property
    def of_node(self) -> dict[Term, Axiom]:
        """For each blank node, an axiom whose expression it is part of."""
        by_node: dict[Term, Axiom] = {}
        for axiom in self.all:
            for triple in axiom.triples:
                for node in (triple.subject, triple.object):
                    if isinstance(node, BlankNode):
                        by_node.setdefault(node, axiom)
        return by_node

    def declared(self, *kinds: str) -> list[NamedNode]:
        """The names that have one of these types, in order."""
        iris = set(kinds)
        names = [s for s in self._by_subject if isinstance(s, NamedNode) and self.types(s) & iris]
        return sorted(names, key=term_key)

    def circle(self) -> Term | None:
        """A node whose class expression contains itself, or None."""
        links = {
            node: [
                value
                for predicate, values in predicates.items()
                if predicate in _STRUCTURE
                for value in values
                if not isinstance(value, Literal)
            ]
            for node, predicates in self._by_subject.items()
        }
        visited: set[Term] = set()
        for root in links:
            path: list[tuple[Term, Iterator[Term]]] = [(root, iter(links[root]))] if root not in visited else []
            on_path = {root}
            while path:
                node, following = path[-1]
                for child in following:
                    if child in on_path:
                        return child
                    if child not in visited and child in links:
                        path.append((child, iter(links[child])))
                        on_path.add(child)
                        break
                else:
                    path.pop()
                    on_path.discard(node)
                    visited.add(node)
        return None
