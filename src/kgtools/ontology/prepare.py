"""What a description-logic reasoner is given: an ontology made whole, and nothing that could do harm.

Left out are annotations (they say nothing to a reasoner), the words that owlready2 takes as orders (it would import a
Python module that an ontology names) and ``owl:imports``, which are resolved here, to files that the project has.
Refused are class expressions that contain themselves, which owlready2 never finishes reading, and literals of
datatypes outside the OWL 2 datatype map (Structural Specification, section 4), at which HermiT stops.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kgtools.errors import ReasoningError, UsageError, shorten
from kgtools.model.terms import Literal, NamedNode, Quad, Triple
from kgtools.model.vocab import OWL, RDF, RDFS, XSD
from kgtools.ontology.axioms import ANNOTATIONS, Axioms, is_declaration, is_schema, plain_triples
from kgtools.ontology.values import is_ill_formed
from kgtools.reading import parse

__all__ = ["OWL2_DATATYPES", "Prepared", "ill_formed", "prepare", "with_imports"]

OWLREADY = "http://www.lesfleursdunormal.fr/static/_downloads/owlready_ontology.owl#"
_IMPORTS = NamedNode(OWL + "imports")

#: the datatype map of OWL 2 (Structural Specification, section 4), with rdf:langString
OWL2_DATATYPES = frozenset(
    {
        XSD + n
        for n in [
            "decimal",
            "integer",
            "nonNegativeInteger",
            "nonPositiveInteger",
            "positiveInteger",
            "negativeInteger",
            "long",
            "int",
            "short",
            "byte",
            "unsignedLong",
            "unsignedInt",
            "unsignedShort",
            "unsignedByte",
            "double",
            "float",
            "string",
            "normalizedString",
            "token",
            "language",
            "Name",
            "NCName",
            "NMTOKEN",
            "boolean",
            "hexBinary",
            "base64Binary",
            "anyURI",
            "dateTime",
            "dateTimeStamp",
        ]
    }
    | {OWL + "real", OWL + "rational", RDF + "PlainLiteral", RDF + "XMLLiteral", RDF + "langString", RDFS + "Literal"}
)

#: the places where a datatype may stand in an axiom
_DATATYPE_PLACES = frozenset(
    {RDFS + "range"} | {OWL + n for n in ("onDatatype", "someValuesFrom", "allValuesFrom", "onDataRange")}
)


@dataclass(frozen=True)
class Prepared:
    """What the reasoner is given, and what it is not given.

    `declarations` say what kind of thing each name is; `axioms` are all the rest. `undeclared` are the properties that
    no ontology declares: the reasoner does not look at their values.
    """

    declarations: tuple[Triple, ...]
    axioms: Axioms
    undeclared: tuple[str, ...]

    @property
    def triples(self) -> tuple[Triple, ...]:
        return (*self.declarations, *(t for t in self.axioms.triples if not is_declaration(t)))


def with_imports(quads: Iterable[Quad | Triple], candidates: Sequence[Path] = ()) -> list[Triple]:
    """The triples with those of every ontology that they import, taken from the local files `candidates`.

    A file answers an import when it declares an ontology (or a version of one) of that IRI, or is the file that a
    ``file:`` IRI names. Nothing else is opened, and nothing is fetched. Raises :class:`UsageError` for an import that
    no file answers.
    """
    triples = plain_triples(quads)
    wanted = [t.object.value for t in triples if t.predicate == _IMPORTS and isinstance(t.object, NamedNode)]
    if not wanted:
        return triples
    library: dict[str, list[Triple]] = {}
    for path in candidates:
        content = plain_triples(parse(path, rename_blank_nodes=True))
        library[Path(path).absolute().as_uri()] = content
        for name in _ontology_names(content):
            library.setdefault(name, content)
    known = _ontology_names(triples)
    found = dict.fromkeys(triples)
    while wanted:
        name = wanted.pop()
        if name in known:
            continue
        if name not in library:
            raise UsageError(
                f"the ontology imports <{shorten(name)}>, which no file of the project declares; add its file "
                "to the ontology folder, or remove the import."
            )
        known.add(name)
        found.update(dict.fromkeys(library[name]))
        wanted += [t.object.value for t in library[name] if t.predicate == _IMPORTS and isinstance(t.object, NamedNode)]
    return list(found)


def _ontology_names(triples: Iterable[Triple]) -> set[str]:
    names: set[str] = set()
    for t in triples:
        if t.predicate.value == RDF + "type" and t.object == NamedNode(OWL + "Ontology"):
            if isinstance(t.subject, NamedNode):
                names.add(t.subject.value)
        elif t.predicate.value == OWL + "versionIRI" and isinstance(t.object, NamedNode):
            names.add(t.object.value)
    return names


def refuse_circles(axioms: Axioms) -> None:
    """Raise :class:`UsageError` where a class expression contains itself."""
    circle = axioms.circle()
    if circle is not None:
        name = shorten(circle.value) if isinstance(circle, NamedNode) else "a blank node"
        raise UsageError(
            f"the class expression of {name} contains itself; name the class, and define it by owl:equivalentClass."
        )


def prepare(triples: Iterable[Quad | Triple]) -> Prepared:
    """Make an ontology (with data) fit for a reasoner of OWL 2 DL.

    >>> from kgtools.reading import parse_bytes
    >>> prepared = prepare(parse_bytes(b"@prefix e: <http://e/> . e:a a e:B ; e:note 'x' .", format="turtle"))
    >>> [axiom.main.object.value for axiom in prepared.axioms.all], prepared.undeclared
    (['http://e/B'], ('http://e/note',))

    Raises :class:`UsageError` for an expression that contains itself and :class:`ReasoningError` for a datatype that
    the reasoner does not know, with the statement in which it stands.
    """
    everything = Axioms(t for t in plain_triples(triples) if not _is_order(t))
    refuse_circles(everything)
    objects = _names(everything, "ObjectProperty", "TransitiveProperty", "SymmetricProperty", "AsymmetricProperty")
    objects |= _names(everything, "ReflexiveProperty", "IrreflexiveProperty", "InverseFunctionalProperty")
    values = _names(everything, "DatatypeProperty")
    kept: list[Triple] = []
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
            kept.append(triple)
        elif not predicate.startswith((RDF, OWL, RDFS)):
            undeclared.add(predicate)
    axioms = Axioms(kept)
    refuse_datatypes(axioms)
    return Prepared(_declarations(axioms), axioms, tuple(sorted(undeclared)))


def _is_order(triple: Triple) -> bool:
    # what owlready2 would act upon: python_module imports a module, the others configure it
    if triple.predicate.value.startswith(OWLREADY) or triple.predicate == _IMPORTS:
        return True
    return any(isinstance(t, NamedNode) and t.value.startswith(OWLREADY) for t in (triple.subject, triple.object))


def _names(axioms: Axioms, *kinds: str) -> set[str]:
    return {n.value for n in axioms.declared(*(OWL + kind for kind in kinds))}


def _declarations(axioms: Axioms) -> tuple[Triple, ...]:
    """The declarations, with those of classes that are only used."""
    found = {t: None for t in axioms.triples if is_declaration(t)}
    owl_class, kind = NamedNode(OWL + "Class"), NamedNode(RDF + "type")
    for triple in axioms.triples:
        value = triple.object
        if triple.predicate == kind and isinstance(value, NamedNode) and not value.value.startswith((OWL, RDFS, RDF)):
            found[Triple(value, kind, owl_class)] = None
    return tuple(found)


def ill_formed(prepared: Prepared) -> Triple | None:
    """A statement whose literal is not written as its datatype wants, or None; reasoners stop at such a one."""
    for triple in prepared.axioms.triples:
        if isinstance(triple.object, Literal) and is_ill_formed(triple.object):
            return triple
    return None


def refuse_datatypes(axioms: Axioms) -> None:
    """Raise :class:`ReasoningError` for a literal or a range of a datatype outside the OWL 2 datatype map."""
    own = {n.value for n in axioms.declared(RDFS + "Datatype") if n.value not in OWL2_DATATYPES}
    # a datatype that is only declared, without a definition, is as unknown to the reasoner as any other
    defined = {n for n in own if axioms.objects(NamedNode(n), OWL + "equivalentClass")}
    for triple in axioms.triples:
        value = triple.object
        if isinstance(value, Literal):
            datatype = value.datatype.value
            used = True
        else:
            datatype = value.value if isinstance(value, NamedNode) else ""
            used = triple.predicate.value in _DATATYPE_PLACES and (datatype.startswith(XSD) or datatype in own)
        if used and datatype not in OWL2_DATATYPES and datatype not in defined:
            raise ReasoningError(
                f"HermiT and Pellet cannot reason with the datatype {shorten(datatype)}, which stands in "
                f"{shorten(str(triple), 200)}; declare the property as an owl:AnnotationProperty, or give a number "
                "beside the date."
            )
