"""What a description-logic reasoner is given: an ontology made whole, and nothing that could do harm.

Left out are annotations (they say nothing to a reasoner), the headers of ontologies with their ``owl:imports`` (which
:mod:`kgtools.ontology.imports` has followed by then) and the words that owlready2 takes as orders (it would import a
Python module that an ontology names). What the reasoner would stop at is set aside, with the reason
(:mod:`kgtools.ontology.unsupported`). Refused are class expressions that contain themselves, which never end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from kgtools.errors import UsageError, shorten
from kgtools.model.terms import NamedNode, Quad, Triple
from kgtools.model.vocab import OWL, RDF, RDFS
from kgtools.ontology.axioms import ANNOTATIONS, Axiom, Axioms, is_declaration, is_schema, plain_triples
from kgtools.ontology.swrl import SWRL, SWRLRules
from kgtools.ontology.unsupported import SetAside, set_aside

__all__ = ["PreparedOntology", "prepare"]

OWLREADY = "http://www.lesfleursdunormal.fr/static/_downloads/owlready_ontology.owl#"
_IMPORTS = NamedNode(OWL + "imports")
_TYPE = NamedNode(RDF + "type")
_ONTOLOGY = NamedNode(OWL + "Ontology")


@dataclass(frozen=True)
class PreparedOntology:
    """What the reasoner is given, and what it is not given.

    `declarations` say what kind of thing each name is; `axioms` are all the rest, and `rules` the SWRL rules.
    `undeclared` are the properties that no ontology declares: the reasoner does not look at their values. `aside` is
    what it could not take; `whole` are the triples with that.
    """

    declarations: tuple[Triple, ...]
    axioms: Axioms
    undeclared: tuple[str, ...]
    rules: tuple[Axiom, ...] = ()
    aside: tuple[SetAside, ...] = ()
    whole: tuple[Triple, ...] = ()

    @property
    def statements(self) -> tuple[Axiom, ...]:
        """The axioms, the facts and the rules."""
        return (*self.axioms.all, *self.rules)

    @cached_property
    def everything(self) -> Axioms:
        """All of it, also what was set aside."""
        return Axioms(self.whole)

    @property
    def triples(self) -> tuple[Triple, ...]:
        statements = (t for statement in self.statements for t in statement.triples)
        return tuple(dict.fromkeys((*self.declarations, *statements)))


def refuse_circles(axioms: Axioms) -> None:
    """Raise :class:`UsageError` where a class expression, or a list in it, contains itself."""
    circle = axioms.circle()
    if circle is not None:
        if axioms.objects(circle, RDF + "first"):
            raise UsageError("a list of a class expression contains itself; end it with rdf:nil.")
        name = shorten(circle.value) if isinstance(circle, NamedNode) else "a blank node"
        raise UsageError(
            f"the class expression of {name} contains itself; name the class, and define it by owl:equivalentClass."
        )


def prepare(triples: Iterable[Quad | Triple]) -> PreparedOntology:
    """Make an ontology (with data) fit for a reasoner of OWL 2 DL.

    >>> from kgtools.reading import parse_bytes
    >>> prepared = prepare(parse_bytes(b"@prefix e: <http://e/> . e:a a e:B ; e:note 'x' .", format="turtle"))
    >>> [axiom.main.object.value for axiom in prepared.axioms.all], prepared.undeclared
    (['http://e/B'], ('http://e/note',))

    Raises :class:`UsageError` for an expression that contains itself.
    """
    everything = Axioms(t for t in plain_triples(triples) if not _is_order(t))
    rules = SWRLRules.of(everything)
    if rules:
        everything = Axioms(t for t in everything.triples if t not in rules.triples)
    refuse_circles(everything)
    objects = _names(everything, "ObjectProperty", "TransitiveProperty", "SymmetricProperty", "AsymmetricProperty")
    objects |= _names(everything, "ReflexiveProperty", "IrreflexiveProperty", "InverseFunctionalProperty")
    values = _names(everything, "DatatypeProperty")
    supported: list[Triple] = []
    undeclared: set[str] = set()
    for triple in everything.triples:
        predicate = triple.predicate.value
        if predicate in ANNOTATIONS or predicate in everything.annotation_properties:
            continue
        if (
            is_schema(triple)
            or predicate == RDF + "type"
            or predicate in (OWL + "sameAs", OWL + "differentFrom")
            or predicate in objects
            or predicate in values
        ):
            supported.append(triple)
        elif not predicate.startswith((RDF, OWL, RDFS)):
            undeclared.add(predicate)
    axioms = Axioms(supported)
    aside = set_aside(axioms, rules)
    applied = tuple(map(_without_notes, rules.axioms))
    left_out = {axiom for kind in aside for axiom, _ in kind.statements}
    declarations = _declarations(axioms)
    if left_out:
        applied = tuple(a for rule, a in zip(rules.axioms, applied, strict=True) if rule not in left_out)
        statements = [t for axiom in axioms.all if axiom not in left_out for t in axiom.triples]
        axioms = Axioms([*declarations, *statements])
    whole = tuple(dict.fromkeys([*declarations, *supported]))
    return PreparedOntology(declarations, axioms, tuple(sorted(undeclared)), applied, aside, whole)


def _without_notes(rule: Axiom) -> Axiom:
    """A rule without labels and comments."""
    parts = (t for t in rule.parts if t.predicate.value.startswith((SWRL, RDF, OWL)) or is_schema(t))
    return Axiom(rule.main, tuple(t for t in parts if t.predicate.value not in ANNOTATIONS))


def _is_order(triple: Triple) -> bool:
    # what owlready2 would act upon: python_module imports a module, the others configure it. The header of an ontology
    # says nothing about things, and no two reasoners read every IRI of one alike
    if triple.predicate.value.startswith(OWLREADY) or triple.predicate == _IMPORTS:
        return True
    if triple.object == _ONTOLOGY and triple.predicate == _TYPE:
        return True
    return any(isinstance(t, NamedNode) and t.value.startswith(OWLREADY) for t in (triple.subject, triple.object))


def _names(axioms: Axioms, *kinds: str) -> set[str]:
    return {n.value for n in axioms.declared(*(OWL + kind for kind in kinds))}


def _declarations(axioms: Axioms) -> tuple[Triple, ...]:
    """The declarations of names, with those of classes that are only used."""
    declarations = {t: None for t in axioms.triples if is_declaration(t) and isinstance(t.subject, NamedNode)}
    owl_class = NamedNode(OWL + "Class")
    for triple in axioms.triples:
        value = triple.object
        if triple.predicate == _TYPE and isinstance(value, NamedNode) and not value.value.startswith((OWL, RDFS, RDF)):
            declarations[Triple(value, _TYPE, owl_class)] = None
    return tuple(declarations)
