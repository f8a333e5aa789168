"""Which terms belong to an ontology, and which it only declares because OWL 2 DL asks for it (section 5.8.1)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from kgtools.model.prefixes import WELL_KNOWN
from kgtools.model.terms import Literal, NamedNode, Quad
from kgtools.model.vocab import OWL, RDF, RDFS, XSD
from kgtools.ontology.axioms import Axioms
from kgtools.ontology.vocabularies import Vocabularies

__all__ = ["OWN_GRAPH", "OwnTerms", "deprecated_terms", "namespace_of", "own_terms"]

#: the named graph in which check queries find the terms of an ontology: `?term rdfs:isDefinedBy ?ontology`
OWN_GRAPH = NamedNode("urn:kgtools:own-terms")
_BUILT_IN = (RDF, RDFS, OWL, XSD)
#: the types that declare a term, and individuals, which never say what the namespace of an ontology is
_TERMS = (
    *(OWL + name for name in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")),
    *(RDFS + "Class", RDFS + "Datatype", RDF + "Property"),
)
_INDIVIDUAL = OWL + "NamedIndividual"
_PREFERRED = "http://purl.org/vocab/vann/preferredNamespaceUri"
#: vocabularies of which no list of terms is at hand, beside those with a prefix that needs no table
_FOREIGN = frozenset(
    {
        "http://creativecommons.org/ns#",
        "http://protege.stanford.edu/plugins/owl/protege#",
        "http://purl.org/pav/",
        "http://swrl.stanford.edu/ontologies/3.3/swrla.owl#",
        "http://usefulinc.com/ns/doap#",
        "http://www.geneontology.org/formats/oboInOwl#",
        "http://www.w3.org/1999/xhtml/vocab#",
        "http://www.w3.org/2003/06/sw-vocab-status/ns#",
        "http://www.w3.org/2003/11/swrl#",
        "http://www.w3.org/2003/11/swrlb#",
        "http://www.w3.org/ns/adms#",
        *WELL_KNOWN.values(),
    }
)
#: an identifier of the OBO Foundry, whose ontologies share one namespace: the letters are those of the ontology
_OBO = re.compile(r"(http://purl\.obolibrary\.org/obo/)([A-Za-z]+)_[0-9]+")


@dataclass(frozen=True)
class OwnTerms:
    """The terms of the ontologies in some files.

    `ontology_of` has for each declared term that is not deprecated its ontology, or where no header tells one the
    namespace; `namespaces` are those whose words the ontologies have to declare.
    """

    ontology_of: Mapping[NamedNode, NamedNode] = field(default_factory=dict)
    namespaces: frozenset[str] = frozenset()

    def owns(self, iri: str) -> bool:
        """Whether an IRI is a word of one of the namespaces of these ontologies."""
        return any(
            iri.startswith(namespace) and re.fullmatch("[^/#]+", iri[len(namespace) :]) for namespace in self.namespaces
        )

    def quads(self) -> list[Quad]:
        """The terms as check queries see them."""
        defined = NamedNode(RDFS + "isDefinedBy")
        return [Quad(term, defined, ontology, OWN_GRAPH) for term, ontology in self.ontology_of.items()]


def namespace_of(iri: str) -> str:
    """The namespace of a term: up to the last # or /, with the letters of an identifier of the OBO Foundry.

    >>> namespace_of("http://e/o#Tea"), namespace_of("urn:tea:Cup"), namespace_of("http://purl.obolibrary.org/obo/RO_2")
    ('http://e/o#', 'urn:tea:', 'http://purl.obolibrary.org/obo/RO_')
    """
    match = _OBO.fullmatch(iri)
    if match:
        return f"{match[1]}{match[2]}_"
    namespace = iri[: max(iri.rfind("#"), iri.rfind("/")) + 1] or iri[: iri.rfind(":") + 1]
    # a mere scheme is the namespace of everything
    return iri if namespace.endswith("://") else namespace


def own_terms(axioms: Axioms, vocabularies: Vocabularies, *, more: Collection[str] = ()) -> OwnTerms:
    """The terms that belong to the ontologies in some triples.

    An ontology's terms are those in the namespace that its header names (``vann:preferredNamespaceUri``), or which its
    IRI is; else those in the namespace of most terms that no other ontology has and that belong to no known vocabulary.
    Without a header they are all that belong to no known vocabulary. `more` are namespaces that are its own anyway.

    >>> from kgtools.ontology.vocabularies import read_vocabularies
    >>> from kgtools.reading import parse_bytes
    >>> text = b'''@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix dc: <http://purl.org/dc/terms/> .
    ... <http://e/core> a owl:Ontology . <http://e/tea/Tea> a owl:Class . dc:title a owl:AnnotationProperty .
    ... <http://www.w3.org/2000/01/rdf-schema#label> a owl:AnnotationProperty .'''
    >>> found = own_terms(Axioms(parse_bytes(text, format="turtle")), read_vocabularies())
    >>> [(term.value, ontology.value) for term, ontology in found.ontology_of.items()]
    [('http://e/tea/Tea', 'http://e/core')]
    """
    headers = [node.value for node in axioms.declared(OWL + "Ontology")]
    declarations = [node for node in axioms.declared(*_TERMS) if not node.value.startswith(_BUILT_IN)]
    counts = Counter(namespace_of(node.value) for node in declarations)
    homes = _named_by_headers(axioms, headers, counts)
    foreign = {n for n in counts if _is_foreign(n, headers, vocabularies)} - homes.keys()
    remaining = Counter({n: count for n, count in counts.items() if n not in foreign and not _within(n, homes)})
    homeless = [iri for iri in headers if iri not in homes.values()]
    if remaining and homeless:
        most = min(remaining, key=lambda n: (-remaining[n], n))
        homes[most] = homeless[0]
    elif not headers:
        homes.update({n: n for n in remaining})
    obsolete = deprecated_terms(axioms)
    namespaces = {
        term: NamedNode(homes[home])
        for term in axioms.declared(*_TERMS, _INDIVIDUAL)
        if (home := _within(term.value, homes)) and term not in obsolete and not term.value.startswith(_BUILT_IN)
    }
    return OwnTerms(namespaces, frozenset([*homes, *more, *(namespace_of(term.value) for term in namespaces)]))


def _named_by_headers(axioms: Axioms, headers: list[str], counts: Counter[str]) -> dict[str, str]:
    """The namespaces that ontologies name, or that their IRIs are, each with its ontology."""
    homes: dict[str, str] = {}
    for iri in headers:
        for value in axioms.objects(NamedNode(iri), _PREFERRED):
            if isinstance(value, Literal | NamedNode) and value.value and not value.value.startswith(_BUILT_IN):
                homes.setdefault(value.value, iri)
        for namespace in counts:
            if _bare(namespace) in (_bare(iri), _bare(iri).removesuffix(".owl")):
                homes.setdefault(namespace, iri)
    return homes


def _is_foreign(namespace: str, headers: list[str], vocabularies: Vocabularies) -> bool:
    """Whether a namespace is that of a known vocabulary, of which none of these ontologies is a part."""
    is_foreign = namespace in vocabularies.by_namespace or namespace in _FOREIGN
    return is_foreign and not any(iri.startswith(namespace.rstrip("/#")) for iri in headers)


def _bare(iri: str) -> str:
    # the identifiers of http://purl.obolibrary.org/obo/ro.owl begin with obo/RO_
    return iri.rstrip("/#_").casefold()


def _within(iri: str, homes: Mapping[str, str]) -> str:
    """The longest of the namespaces that an IRI lies in, or nothing."""
    return max((namespace for namespace in homes if iri.startswith(namespace)), key=len, default="")


def deprecated_terms(axioms: Axioms) -> frozenset[NamedNode]:
    """The terms that ``owl:deprecated`` or their type says are not to be used any more."""
    by_type = axioms.declared(OWL + "DeprecatedClass", OWL + "DeprecatedProperty")
    values = [
        node
        for node in axioms.subjects()
        if isinstance(node, NamedNode)
        and any(isinstance(v, Literal) and v.value in ("true", "1") for v in axioms.objects(node, OWL + "deprecated"))
    ]
    return frozenset([*by_type, *values])
