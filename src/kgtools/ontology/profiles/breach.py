"""An axiom outside a profile, and of which kinds properties and fillers are."""

from __future__ import annotations

from dataclasses import dataclass

from kgtools.model.terms import NamedNode, Term, Triple
from kgtools.model.vocab import OWL, RDFS, XSD
from kgtools.ontology.axioms import Axiom, Axioms
from kgtools.ontology.datatypes import OWL2_DATATYPES

__all__ = ["CHARACTERISTICS", "KINDS", "WORDS", "Breach", "is_class", "is_range", "property_kinds"]

KINDS = ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")
WORDS = {"ObjectProperty": "object", "DatatypeProperty": "data", "AnnotationProperty": "annotation"}
#: what only an object property can be, so that it declares one
CHARACTERISTICS = tuple(
    f"{kind}Property"
    for kind in ("Transitive", "Symmetric", "Asymmetric", "Reflexive", "Irreflexive", "InverseFunctional")
)
_BUILT_IN = {
    "topObjectProperty": "ObjectProperty",
    "bottomObjectProperty": "ObjectProperty",
    "topDataProperty": "DatatypeProperty",
    "bottomDataProperty": "DatatypeProperty",
}


@dataclass(frozen=True)
class Breach:
    """An axiom that is outside a profile, and why."""

    axiom: Axiom
    reason: str
    #: the declarations that break it, where these do
    declarations: tuple[Triple, ...] = ()
    #: the name that a declaration is missing of, where this is what breaks it
    undeclared: NamedNode | None = None
    #: whether a reasoner stops at it, or takes it for something else
    unusable: bool = False


def property_kinds(axioms: Axioms, node: Term) -> set[str]:
    """The kinds of property that a node is declared to be; an inverse is an object property."""
    types = axioms.types(node)
    kinds = {kind for kind in KINDS if OWL + kind in types}
    if any(OWL + kind in types for kind in CHARACTERISTICS):
        kinds.add("ObjectProperty")
    if isinstance(node, NamedNode) and node.value.removeprefix(OWL) in _BUILT_IN:
        kinds.add(_BUILT_IN[node.value.removeprefix(OWL)])
    elif not isinstance(node, NamedNode) and axioms.objects(node, OWL + "inverseOf"):
        kinds.add("ObjectProperty")
    return kinds


def is_range(axioms: Axioms, node: Term) -> bool:
    """Whether a node is a datatype or a data range."""
    if isinstance(node, NamedNode) and (node.value.startswith(XSD) or node.value in OWL2_DATATYPES):
        return True
    return bool({RDFS + "Datatype", OWL + "DataRange"} & axioms.types(node))


def is_class(axioms: Axioms, node: Term) -> bool:
    """Whether a node is said to be a class or a class expression."""
    if isinstance(node, NamedNode) and node.value in (OWL + "Thing", OWL + "Nothing"):
        return True
    return bool({OWL + "Class", OWL + "Restriction"} & axioms.types(node))
