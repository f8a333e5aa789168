"""Triples and axioms in words, with labels in place of IRIs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kgtools.model.prefixes import WELL_KNOWN, PrefixTable
from kgtools.model.terms import BlankNode, Literal, NamedNode, Quad, Term, Triple
from kgtools.model.vocab import OWL, RDF, RDFS, XSD
from kgtools.ontology.axioms import Axiom, Axioms
from kgtools.ontology.swrl import SWRL
from kgtools.ontology.swrl_words import rule_in_words
from kgtools.text.characters import visible
from kgtools.text.labels import LABELS
from kgtools.text.languages import rank

__all__ = ["AxiomWords"]

#: items of a list that are in words; the others are counted
_MAX_ITEMS = 6
#: characters of a literal that are shown
_LONGEST = 120
_FACETS = {
    "minInclusive": "at least",
    "maxInclusive": "at most",
    "minExclusive": "more than",
    "maxExclusive": "less than",
    "minLength": "of length at least",
    "maxLength": "of length at most",
    "length": "of length",
    "pattern": "matching",
}


class AxiomWords:
    """Says triples and axioms of one graph in words.

    `axioms` holds the class expressions; labels come from `labels` (any quads), in the first of `languages` that there
    is, then in any other.

    >>> from kgtools.reading import parse_bytes
    >>> text = b'''@prefix e: <http://e/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    ... e:Cat rdfs:label "cat"@en ; rdfs:subClassOf e:Animal .'''
    >>> axioms = Axioms(parse_bytes(text, format="turtle"))
    >>> AxiomWords(axioms, axioms.triples).axiom(axioms.all[0])
    'every cat is a <http://e/Animal>'
    """

    def __init__(
        self,
        axioms: Axioms,
        labels: Iterable[Quad | Triple] = (),
        *,
        languages: Sequence[str] = ("en",),
        prefixes: PrefixTable = WELL_KNOWN,
    ) -> None:
        self.axioms = axioms
        self.prefixes = prefixes
        self._labels: dict[Term, tuple[tuple[int, int, str], str]] = {}
        for quad in labels:
            if quad.predicate.value in LABELS and isinstance(quad.object, Literal):
                key = (rank(quad.object.language, languages), LABELS.index(quad.predicate.value), quad.object.value)
                if quad.subject not in self._labels or key < self._labels[quad.subject][0]:
                    self._labels[quad.subject] = (key, quad.object.value)

    def term(self, term: Term) -> str:
        """A name, a value, or a class expression."""
        if isinstance(term, Literal):
            # one line, whatever is in a literal
            text = visible(term.value if len(term.value) <= _LONGEST else term.value[:_LONGEST] + "…")
            return f'"{text}"' if term.datatype.value in (XSD + "string", RDF + "langString") else text
        if isinstance(term, BlankNode):
            return self.expression(term)
        if isinstance(term, NamedNode):
            if term in self._labels:
                return self.label(term)
            short = self.prefixes.shorten(term.value)
            if short is not None:
                return short.split(":", 1)[1] if term.value.startswith(XSD) else short
            return f"<{term.value}>"
        return f"<<( {self.term(term.subject)} {self.term(term.predicate)} {self.term(term.object)} )>>"

    def label(self, term: Term | None) -> str:
        """The label of a term on one line, or nothing where it has none."""
        label = self._labels.get(term) if term is not None else None
        return "" if label is None else visible(label[1])

    def name(self, node: NamedNode) -> str:
        """The prefixed name of a term, or its IRI."""
        return self.prefixes.shorten(node.value) or f"<{node.value}>"

    def triple(self, triple: Triple) -> str:
        """A fact as a sentence without a full stop."""
        s, o = self.term(triple.subject), self.term(triple.object)
        if isinstance(triple.subject, BlankNode) and not self.axioms.predicates(triple.subject):
            s = "something"
        predicate = triple.predicate.value
        if predicate == RDF + "type":
            characteristic = _CHARACTERISTICS.get(getattr(triple.object, "value", ""))
            if characteristic:
                return characteristic.format(s)
            return f"{s} is {self.kind(triple.object)}"
        if predicate in _COMBINED:
            members = _COMBINED[predicate].join(self._inner(m) for m in self.axioms.members(triple.object))
            # what is no list has no members
            return _DEFINED[predicate].format(s, members or o)
        pattern = _AXIOMS.get(predicate)
        if pattern is not None:
            one = self.kind(triple.subject) if predicate in _BETWEEN_KINDS else s
            return pattern.format(one, self.kind(triple.object) if predicate in _KINDS else o)
        return f"{s} – {self.term(triple.predicate)} – {o}"

    def kind(self, node: Term) -> str:
        """What is said of the members of a class or an expression: `a cat`, `not a dog`, `one of: a cat or a dog`."""
        if isinstance(node, NamedNode):
            special = {OWL + "Nothing": "in the empty class owl:Nothing", OWL + "Thing": "a thing"}
            return special.get(node.value) or _article(self.term(node))
        text = self.expression(node)
        members = [m for head in self.axioms.objects(node, OWL + "oneOf") for m in self.axioms.members(head)]
        complement = self.axioms.value(node, OWL + "complementOf")
        if isinstance(complement, NamedNode):
            return f"not {self.kind(complement)}"
        if len(members) == 1:
            return self.term(members[0])
        if members or self.axioms.objects(node, OWL + "unionOf"):
            return f"one of: {text}"
        if self.axioms.objects(node, OWL + "onProperty"):
            return f"something with: {text}"
        return f"all of: {text}" if self.axioms.objects(node, OWL + "intersectionOf") else text

    def axiom(self, axiom: Axiom) -> str:
        """An axiom or a fact as a sentence without a full stop."""
        main = axiom.main
        predicate = main.predicate.value
        if predicate == OWL + "propertyChainAxiom":
            steps = ", then ".join(self.term(m) for m in self.axioms.members(main.object))
            return f"{steps} gives {self.term(main.subject)}"
        if predicate == OWL + "hasKey":
            keys = " and ".join(self.term(m) for m in self.axioms.members(main.object))
            return f"two things that are {self.kind(main.subject)} with the same {keys} are one"
        if predicate == RDF + "type" and isinstance(main.object, NamedNode):
            value = main.object.value
            if value == SWRL + "Imp":
                return rule_in_words(main.subject, self)
            if value == OWL + "AllDifferent":
                return f"these are all different: {self._list_items(main.subject)}"
            if value == OWL + "AllDisjointClasses":
                return f"nothing belongs to two of these: {self._list_items(main.subject)}"
            if value == OWL + "AllDisjointProperties":
                return f"no two things are related by two of these: {self._list_items(main.subject)}"
            if value == OWL + "NegativePropertyAssertion":
                get = self.axioms.value
                target = get(main.subject, OWL + "targetIndividual") or get(main.subject, OWL + "targetValue")
                parts = (
                    get(main.subject, OWL + "sourceIndividual"),
                    get(main.subject, OWL + "assertionProperty"),
                    target,
                )
                return "it is denied that " + " – ".join(self.term(p) for p in parts if p is not None)
        return self.triple(main)

    def _list_items(self, node: Term) -> str:
        members = [
            m
            for predicate in (OWL + "members", OWL + "distinctMembers")
            for head in self.axioms.objects(node, predicate)
            for m in self.axioms.members(head)
        ]
        texts = [self.term(m) for m in members[:_MAX_ITEMS]]
        return ", ".join(texts) + (f" and {len(members) - _MAX_ITEMS} more" if len(members) > _MAX_ITEMS else "")

    def _inner(self, node: Term, depth: int = 0) -> str:
        """An expression as a part of another."""
        text = self.expression(node, depth + 1)
        return f"({text})" if isinstance(node, BlankNode) and " " in text and not text.startswith("{") else text

    def expression(self, node: Term, depth: int = 0) -> str:
        """A class expression or a data range in the manner of the Manchester syntax."""
        axioms = self.axioms
        if isinstance(node, NamedNode | Literal) or depth > 20:
            return self.term(node) if not isinstance(node, BlankNode) else "…"

        def inner(other: Term) -> str:
            return self._inner(other, depth)

        for predicate, word in ((OWL + "intersectionOf", " and "), (OWL + "unionOf", " or ")):
            for head in axioms.objects(node, predicate):
                return word.join(inner(m) for m in axioms.members(head))
        for head in axioms.objects(node, OWL + "oneOf"):
            return "{" + ", ".join(self.term(m) for m in axioms.members(head)) + "}"
        for other in (*axioms.objects(node, OWL + "complementOf"), *axioms.objects(node, OWL + "datatypeComplementOf")):
            return f"not {inner(other)}"
        for other in axioms.objects(node, OWL + "inverseOf"):
            return f"the inverse of {self.term(other)}"
        base = axioms.value(node, OWL + "onDatatype")
        if base is not None:
            facets = [f for head in axioms.objects(node, OWL + "withRestrictions") for f in axioms.members(head)]
            phrases = [
                f"{_FACETS.get(p.removeprefix(XSD), p.removeprefix(XSD))} {self.term(v)}"
                for f in facets
                for p in axioms.predicates(f)
                for v in axioms.objects(f, p)
            ]
            return f"{self.term(base)} {' and '.join(phrases)}"
        p = axioms.value(node, OWL + "onProperty")
        if p is None:
            return "something without a name"
        name = inner(p)
        for predicate, word in _RESTRICTIONS.items():
            for value in axioms.objects(node, OWL + predicate):
                if predicate == "hasSelf":
                    return f"{name} itself"
                filler = axioms.value(node, OWL + "onClass") or axioms.value(node, OWL + "onDataRange")
                text = f"{name} {word} {inner(value)}"
                return f"{text} {inner(filler)}" if filler is not None else text
        return f"{name} …"


_RESTRICTIONS = {
    "someValuesFrom": "some",
    "allValuesFrom": "only",
    "hasValue": "value",
    "hasSelf": "itself",
    "minCardinality": "at least",
    "minQualifiedCardinality": "at least",
    "maxCardinality": "at most",
    "maxQualifiedCardinality": "at most",
    "cardinality": "exactly",
    "qualifiedCardinality": "exactly",
}

#: the predicates whose object is a class that is said with an article, and those whose subject is one, too
_KINDS = frozenset({RDFS + "subClassOf", RDFS + "domain", RDFS + "range", OWL + "disjointWith", OWL + "complementOf"})
_BETWEEN_KINDS = frozenset({OWL + "disjointWith"})
#: how a named class is made of the members of a list
_COMBINED = {
    OWL + "intersectionOf": " and ",
    OWL + "unionOf": " or ",
    OWL + "disjointUnionOf": " or ",
    OWL + "oneOf": ", ",
}
_DEFINED = {
    OWL + "intersectionOf": "{} is defined as: {}",
    OWL + "unionOf": "{} is defined as: {}",
    OWL + "disjointUnionOf": "every {} is just one of: {}; and these are all of them",
    OWL + "oneOf": "{} is defined as: {{{}}}",
}
#: a name that says what was done with a thing, as in "founded from Meta"
_PARTICIPLE = re.compile(r"\w+ed (?:from|to|by|at|in|with|for|of|as|on)\b")


def _article(name: str) -> str:
    """A name with its article.

    >>> _article("ended employment"), _article("cat"), _article("moved from Meta to Mistral")
    ('an ended employment', 'a cat', 'one moved from Meta to Mistral')
    """
    if _PARTICIPLE.match(name):
        return f"one {name}"
    spoken = name.rsplit(":", 1)[-1].lstrip("<")
    return f"{'an' if spoken[:1].lower() in set('aeiou') else 'a'} {name}"


_AXIOMS = {
    RDFS + "subClassOf": "every {} is {}",
    OWL + "equivalentClass": "{} is defined as: {}",
    OWL + "disjointWith": "nothing is both {} and {}",
    OWL + "complementOf": "{} is what is not {}",
    RDFS + "subPropertyOf": "{} implies {}",
    OWL + "equivalentProperty": "{} means the same as {}",
    OWL + "inverseOf": "{} is the inverse of {}",
    OWL + "propertyDisjointWith": "{} excludes {}",
    RDFS + "domain": "whatever has a value of {} is {}",
    RDFS + "range": "whatever is a value of {} is {}",
    OWL + "sameAs": "{} is the same as {}",
    OWL + "differentFrom": "{} is not the same as {}",
}

_CHARACTERISTICS = {
    OWL + "FunctionalProperty": "nothing has two values of {}",
    OWL + "InverseFunctionalProperty": "no two things share a value of {}",
    OWL + "TransitiveProperty": "{} is transitive",
    OWL + "SymmetricProperty": "{} holds both ways",
    OWL + "AsymmetricProperty": "{} never holds both ways",
    OWL + "ReflexiveProperty": "everything has {} to itself",
    OWL + "IrreflexiveProperty": "nothing has {} to itself",
    OWL + "ObjectProperty": "the values of {} are things",
    OWL + "DatatypeProperty": "the values of {} are literals",
}
