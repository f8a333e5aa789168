"""Words that data, axioms and shapes use: those of an ontology that nothing declares, and those that are deprecated."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from kgtools.errors import nearest
from kgtools.model.terms import Literal, NamedNode, Term, Triple
from kgtools.model.vocab import OWL, RDF, RDFS, SH
from kgtools.ontology.axioms import TYPE, Axiom, Axioms
from kgtools.ontology.checks.finding import is_opaque
from kgtools.ontology.checks.own_terms import OwnTerms, deprecated_terms, namespace_of
from kgtools.ontology.kinds import is_declared_term, undeclared_terms, whole_axiom
from kgtools.ontology.vocabularies import Vocabularies

__all__ = ["DeprecatedUse", "UndeclaredWord", "deprecated_in_use", "undeclared_in_shapes", "undeclared_words"]

_REPLACED_BY = ("http://purl.obolibrary.org/obo/IAO_0100001", "http://purl.org/dc/terms/isReplacedBy")
_CONSIDER = "http://www.geneontology.org/formats/oboInOwl#consider"
#: the predicates of shapes whose objects are classes, and those whose objects are properties or paths of these
_SHAPE_CLASSES = frozenset({SH + "targetClass", SH + "class"})
_SHAPE_PROPERTIES = frozenset(
    SH + name
    for name in (
        *("path", "targetSubjectsOf", "targetObjectsOf", "equals", "disjoint", "lessThan", "lessThanOrEquals"),
        *("inversePath", "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath", "ignoredProperties"),
    )
)
#: the types that declare a class or a property
_DECLARING = {
    "class": (OWL + "Class", RDFS + "Class", RDFS + "Datatype"),
    "datatype": (RDFS + "Datatype",),
    "property": (*(OWL + f"{kind}Property" for kind in ("Object", "Datatype", "Annotation")), RDF + "Property"),
}


@dataclass(frozen=True)
class UndeclaredWord:
    """A word that nothing declares: as what it is used (``class``, ``property`` or
    ``datatype``), and a statement that uses it.

    `is_own` says whether it is in a namespace of the ontology; `nearest` is the declared term that is most like it.
    """

    term: NamedNode
    kind: str
    axiom: Axiom
    is_own: bool
    nearest: str = ""


@dataclass(frozen=True)
class DeprecatedUse:
    """A deprecated term in a statement, what replaces it, and the property that says so."""

    term: NamedNode
    axiom: Axiom
    instead: Term | None = None
    by: NamedNode | None = None


def undeclared_words(axioms: Axioms, own_terms: OwnTerms, vocabularies: Vocabularies) -> Iterator[UndeclaredWord]:
    """The classes and properties that nothing declares, each once: in axioms all of them, in facts those in a namespace
    of the ontology.

    >>> from kgtools.ontology.checks.own_terms import own_terms
    >>> from kgtools.ontology.vocabularies import read_vocabularies
    >>> from kgtools.reading import parse_bytes
    >>> text = b'''@prefix e: <http://e/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
    ... e:Hive a owl:Class . e:mine a e:Hve .'''
    >>> axioms = Axioms(parse_bytes(text, format="turtle"))
    >>> known = read_vocabularies()
    >>> [(word.term.value, word.nearest) for word in undeclared_words(axioms, own_terms(axioms, known), known)]
    [('http://e/Hve', 'http://e/Hive')]
    """
    declarations = _Declarations(axioms, own_terms)
    terms: set[NamedNode] = set()
    for term, kind, axiom in undeclared_terms(axioms, vocabularies):
        terms.add(term)
        yield declarations.word(term, kind, axiom)
    for triple in axioms.triples:
        for word, kind in _words_of_fact(triple):
            if word not in terms:
                terms.add(word)
                if (
                    declarations.lacks(word)
                    and not vocabularies.kind(word.value)
                    and not vocabularies.lacks(word.value)
                ):
                    yield declarations.word(word, kind, whole_axiom(axioms, triple))


def _words_of_fact(triple: Triple) -> Iterator[tuple[NamedNode, str]]:
    """The words that a fact uses: its property, the class of its thing, the datatype of its value."""
    yield triple.predicate, "property"
    if isinstance(triple.object, Literal):
        yield triple.object.datatype, "datatype"
    elif isinstance(triple.object, NamedNode) and triple.predicate == TYPE:
        yield triple.object, "class"


def undeclared_in_shapes(shapes: Axioms, ontology: Axioms, own_terms: OwnTerms) -> Iterator[UndeclaredWord]:
    """The classes and properties of an ontology's namespace that shapes name, and that it does not declare."""
    declarations = _Declarations(ontology, own_terms)
    terms: set[Term] = set()
    for triple in shapes.triples:
        predicate = triple.predicate.value
        kind = "class" if predicate in _SHAPE_CLASSES else "property" if predicate in _SHAPE_PROPERTIES else ""
        for term in (triple.object, *shapes.members(triple.object)) if kind else ():
            # a shape may be declared as a class, too (SHACL, section 2.1.3.3)
            if isinstance(term, NamedNode) and term not in terms and not is_declared_term(shapes, term):
                terms.add(term)
                if declarations.lacks(term):
                    yield declarations.word(term, kind, Axiom(triple))


class _Declarations:
    """What an ontology declares, to find what it does not, and what was most likely meant."""

    def __init__(self, axioms: Axioms, own_terms: OwnTerms) -> None:
        self._axioms = axioms
        self._own = own_terms
        self._declared = {
            kind: [node for node in axioms.declared(*types) if isinstance(node, NamedNode)]
            for kind, types in _DECLARING.items()
        }

    def lacks(self, term: NamedNode) -> bool:
        """Whether a word of the ontology's namespaces is not declared."""
        return self._own.owns(term.value) and not is_declared_term(self._axioms, term)

    def word(self, term: NamedNode, kind: str, axiom: Axiom) -> UndeclaredWord:
        return UndeclaredWord(term, kind, axiom, self._own.owns(term.value), self._nearest(term, kind))

    def _nearest(self, term: NamedNode, kind: str) -> str:
        """The declared term that is spelled most like another, of the ontology or of that one's namespace."""
        if is_opaque(term.value):
            # a number is near to every other one
            return ""
        namespace = namespace_of(term.value)
        names: dict[str, str] = {}
        for node in self._declared[kind]:
            if namespace_of(node.value) == namespace:
                names[_local(node.value)] = node.value
            elif node in self._own.ontology_of:
                names.setdefault(_local(node.value), node.value)
        matches = nearest(_local(term.value), names, max_names=1)
        return names[matches[0]] if matches else ""


def _local(iri: str) -> str:
    return iri[len(namespace_of(iri)) :] or iri


def deprecated_in_use(axioms: Axioms) -> Iterator[DeprecatedUse]:
    """The deprecated terms in statements about what is not deprecated, each use with what replaces the term.

    Where what replaces it was deprecated in its turn the last one is named. What says of a deprecated term that it was
    replaced is no use of another, and neither is any annotation except for its property.

    >>> from kgtools.reading import parse_bytes
    >>> text = b'''@prefix e: <http://e/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
    ... @prefix dcterms: <http://purl.org/dc/terms/> .
    ... e:Old owl:deprecated true ; dcterms:isReplacedBy e:New . e:x a e:Old .'''
    >>> [(use.term.value, str(use.instead)) for use in deprecated_in_use(Axioms(parse_bytes(text, format="turtle")))]
    [('http://e/Old', '<http://e/New>')]
    """
    deprecated = deprecated_terms(axioms)
    if not deprecated:
        return
    about = _AboutReplacement(axioms, deprecated)
    silent = {_CONSIDER, *_REPLACED_BY}
    statements = {axiom.main for axiom in axioms.all}
    uses = list(axioms.all)
    uses += [Axiom(t) for t in axioms.triples if t.predicate in deprecated and t not in statements]
    for axiom in uses:
        if axiom.main.subject in deprecated or axiom.main.predicate.value in silent:
            continue
        for term in dict.fromkeys(_words_of_axiom(axiom, in_annotation=axiom.main not in statements)):
            if term in deprecated:
                instead, by = about.of(term)
                yield DeprecatedUse(term, axiom, instead, by)


def _words_of_axiom(axiom: Axiom, *, in_annotation: bool) -> Iterator[NamedNode]:
    for triple in axiom.triples:
        yield triple.predicate
        if isinstance(triple.object, NamedNode) and not in_annotation:
            yield triple.object


class _AboutReplacement:
    """What an ontology says of what replaces its deprecated terms."""

    def __init__(self, axioms: Axioms, deprecated: Collection[Term]) -> None:
        self._axioms = axioms
        self._deprecated = deprecated

    def of(self, term: NamedNode) -> tuple[Term | None, NamedNode | None]:
        """The term that replaces one, in the end, and the property that says so first."""
        instead, by = self._next(term)
        chain: set[Term | None] = {term}
        following = instead
        while isinstance(following, NamedNode) and following in self._deprecated and following not in chain:
            chain.add(following)
            following, _ = self._next(following)
            instead = following or instead
        return instead, by

    def _next(self, term: NamedNode) -> tuple[Term | None, NamedNode | None]:
        for predicate in (*_REPLACED_BY, _CONSIDER):
            values = [v for v in self._axioms.objects(term, predicate) if isinstance(v, NamedNode | Literal)]
            if values:
                return values[0], NamedNode(predicate)
        return None, None
