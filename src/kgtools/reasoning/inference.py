"""What follows from a graph, in a profile of one's choice: by rules, or by a reasoner of OWL 2 DL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from kgtools.errors import ReasoningError
from kgtools.model.order import term_key
from kgtools.model.prefixes import WELL_KNOWN, PrefixTable
from kgtools.model.terms import BlankNode, NamedNode, Quad, Term, Triple
from kgtools.model.vocab import OWL, RDF, RDFS, Vocabulary
from kgtools.ontology.axioms import DECLARATIONS, is_declaration, plain_triples
from kgtools.ontology.imports import Library, follow_stated, with_imports
from kgtools.ontology.prepare import PreparedOntology, prepare
from kgtools.ontology.profiles.entailment import HIERARCHY_PROFILE, KEPT_PROFILE, RULE_PROFILE, entailment_profile
from kgtools.ontology.swrl import SWRLRules
from kgtools.ontology.unsupported import ILL_FORMED, SetAside, rules_not_applied
from kgtools.reading import Format, Source, format_by_name
from kgtools.reasoning.dl.hermit import RefusedError, realise
from kgtools.reasoning.dl.identity import same_things
from kgtools.reasoning.dl.refusals import without_refused
from kgtools.reasoning.limits import MEMORY, TIMEOUT, Deadline
from kgtools.reasoning.remarks import remarks_on
from kgtools.reasoning.rules.budget import Budget
from kgtools.reasoning.rules.closure import Clash, Closure, close_quads
from kgtools.reasoning.rules.engine import Ints
from kgtools.table import Dataset
from kgtools.table.kinds import BLANK
from kgtools.writing import write
from kgtools.writing.columns import FORMATS_IN_COLUMNS, write_dataset

__all__ = [
    "Inference",
    "InferredRows",
    "different_things",
    "infer",
    "inferred_triples",
    "ontology_terms",
]

_TYPE = NamedNode(RDF + "type")
#: what is above or below everything
_EVERYTHING = (OWL + "Thing", OWL + "Nothing", OWL + "topObjectProperty", OWL + "topDataProperty")
#: HermiT fails here with an internal error, most often where a class has a key of data properties
_VALUES_MISSING = "HermiT could not compute the values of object properties; only those that rules infer are included"
#: what everything is related to itself by; by another property it is a fact like others
_REFLEXIVE = (
    *(OWL + name for name in ("sameAs", "equivalentClass", "equivalentProperty")),
    *(RDFS + name for name in ("subClassOf", "subPropertyOf")),
)
#: the classes of the claim model whose members have one IRI each, by the decision of the registry
_DISTINCT = ("Person", "Organization")


@dataclass(frozen=True, eq=False)
class InferredRows:
    """The inferred triples of a closure as numbers, so that millions of them are counted and written as columns.

    `like` is the dataset that the closure is of, where it was read as columns.
    """

    closure: Closure
    rows: Ints
    like: Dataset | None = None

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def triples(self) -> tuple[Triple, ...]:
        """The triples, in order."""
        return self.closure.triples_of(self.rows)

    @property
    def counts(self) -> dict[str, int]:
        """How many triples each predicate has, by its IRI."""
        predicates, counts = np.unique(self.rows[:, 1], return_counts=True)
        names = self.closure.numbers.terms(predicates)
        return {str(name.value): count for name, count in zip(names, counts.tolist(), strict=True)}  # type: ignore[union-attr]  # predicates are IRIs

    @property
    def without_blank_nodes(self) -> InferredRows:
        """Those without a blank node."""
        blank = self.closure.numbers.all_terms().kinds == BLANK
        return InferredRows(self.closure, self.rows[~blank[self.rows].any(axis=1)], self.like)

    def write(self, format: Format, prefixes: PrefixTable) -> bytes:
        """The bytes of the triples in a format that is written from columns."""
        dataset = self.closure.dataset(self.rows, self.like)
        return write_dataset(dataset, format=format, prefixes=prefixes)


@dataclass(frozen=True)
class Inference:
    """What a profile infers from a graph.

    `conclusions` is what was inferred, as triples in order or as rows of a closure; `triples` holds it as triples.
    `clashes` are the contradictions that rules can name; a reasoner of OWL 2 DL may find a graph inconsistent without
    one (:func:`kgtools.reasoning.explain_inconsistency` then says why). `unsatisfiable` are classes that can have no
    member. `undeclared` are properties of which no ontology says what they are, so that a DL reasoner does not look at
    them.
    """

    profile: str
    consistent: bool
    conclusions: tuple[Triple, ...] | InferredRows
    clashes: tuple[Clash, ...] = ()
    unsatisfiable: tuple[str, ...] = ()
    undeclared: tuple[str, ...] = ()
    #: what was not looked at: statements that the reasoner cannot take, and rules that the profile does not apply
    aside: tuple[SetAside, ...] = ()
    #: what the reasoner failed to find, in words
    failures: tuple[str, ...] = ()
    #: all that, and imports that were not found, in words; where there are any, more may follow than was found
    remarks: tuple[str, ...] = ()
    #: the contradictions in words, with places; and the prefixes to write the triples with
    contradictions: tuple[str, ...] = ()
    prefixes: PrefixTable = WELL_KNOWN
    #: the closure in which the clashes are, where there are any: it knows what they rest on
    closure: Closure | None = field(default=None, repr=False, compare=False)

    @property
    def triples(self) -> tuple[Triple, ...]:
        """The inferred triples only, in order."""
        return self.conclusions.triples if isinstance(self.conclusions, InferredRows) else self.conclusions

    @property
    def without_blank_nodes(self) -> Inference:
        """The same with only those inferred triples that have no blank node.

        In a file of its own a blank node is another than in the data, so that nobody could tell what is meant.
        """
        if isinstance(self.conclusions, InferredRows):
            return replace(self, conclusions=self.conclusions.without_blank_nodes)
        triples = (
            t for t in self.conclusions if not isinstance(t.subject, BlankNode) and not isinstance(t.object, BlankNode)
        )
        return replace(self, conclusions=tuple(triples))

    def __len__(self) -> int:
        return len(self.conclusions)

    @property
    def counts(self) -> dict[str, int]:
        """How many triples each kind of inference gave: the predicates' IRIs, most first."""
        if isinstance(self.conclusions, InferredRows):
            counts = self.conclusions.counts
        else:
            counts = Counter(triple.predicate.value for triple in self.conclusions)
        return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))

    def write(self, *, format: str | Format = "turtle") -> bytes:
        """The bytes of the inferred triples, with the prefixes that they are to be written with.

        Millions of triples go through columns; the bytes are those of :func:`kgtools.writing.write`, which says what is
        raised.
        """
        syntax = format if isinstance(format, Format) else format_by_name(format)
        if isinstance(self.conclusions, InferredRows) and syntax.name in FORMATS_IN_COLUMNS:
            return self.conclusions.write(syntax, self.prefixes)
        return write(self.triples, format=syntax, prefixes=self.prefixes)


def infer(
    quads: Iterable[Quad | Triple],
    *,
    profile: str = RULE_PROFILE,
    reasoner: str = "hermit",
    timeout: float = TIMEOUT,
    memory: int = MEMORY,
    imports: Sequence[Source] = (),
) -> Inference:
    """Infer what follows from quads that hold an ontology and data, whatever graphs they are in.

    `profile` is ``rdfs``, ``owl-rl`` (both by rules, no Java) or ``owl-dl`` (by `reasoner`: ``hermit`` or ``pellet``,
    with Java; what the rules of OWL 2 RL add, such as inverse and super-properties, is part of it). `timeout` in
    seconds is for all of it; `memory` in bytes is for the reasoner, and again for the rules. `imports` are the files,
    folders and XML catalogs that may answer ``owl:imports``. What was left out is among the
    :attr:`~Inference.remarks`.

    >>> from kgtools.reading import parse_bytes
    >>> text = b'''@prefix e: <http://e/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
    ... e:near a owl:SymmetricProperty . e:a e:near e:b .'''
    >>> [str(triple) for triple in infer(parse_bytes(text, format="turtle")).triples]
    ['<http://e/b> <http://e/near> <http://e/a>']

    Raises :class:`UnknownNameError` for another profile, :class:`UsageError` for a circular expression or missing Java,
    :class:`ReasoningError` where it could not be decided, and what reading the imports raises.
    """
    entailment = entailment_profile(profile)
    deadline = Deadline(timeout)
    statements = plain_triples(quads)
    imported = follow_stated(statements, Library(imports))
    triples = with_imports(statements, imported)

    def closure_of(asserted: Iterable[Triple]) -> Closure:
        return close_quads(
            asserted, profile=entailment.rule_profile, budget=Budget(timeout=deadline.remaining(), memory=memory)
        )

    with deadline.whole_time_in_errors(otherwise=f"use the profile {RULE_PROFILE}" if entailment.needs_java else ""):
        if entailment.needs_java:
            outcome = _reasoned(triples, prepare(triples), profile, closure_of, reasoner, deadline, memory)
        else:
            outcome = of_closure(closure_of(triples))
            outcome = replace(outcome, aside=(*outcome.aside, *rules_not_applied(SWRLRules.of(triples).axioms)))
    aside = remarks_on(outcome.aside, profile=profile)
    return replace(outcome, remarks=(*imported.remarks, *aside, *outcome.failures))


def _reasoned(
    triples: Sequence[Triple],
    ontology: PreparedOntology,
    profile: str,
    close: Callable[[Iterable[Triple]], Closure],
    reasoner: str,
    deadline: Deadline,
    memory: int,
) -> Inference:
    """What a reasoner of OWL 2 DL infers, with what the rules add."""
    undeclared = ontology.undeclared

    def inconsistent(closure: Closure, unsatisfiable: tuple[str, ...] = ()) -> Inference:
        return Inference(
            profile, False, (), closure.clashes, unsatisfiable, undeclared, aside=ontology.aside, closure=closure
        )

    if any(kind.reason == ILL_FORMED for kind in ontology.aside):
        # what such a literal contradicts the rules say
        closure = close(ontology.whole)
        if not closure.consistent:
            return inconsistent(closure)
    try:
        realised = realise(ontology, engine=reasoner, timeout=deadline.remaining(), memory=memory)
    except RefusedError:
        if reasoner != "hermit":
            raise
        ontology = without_refused(ontology, timeout=deadline.remaining(), memory=memory)
        realised = realise(ontology, engine=reasoner, timeout=deadline.remaining(), memory=memory)
    if not realised.consistent:
        return inconsistent(close(ontology.whole))
    closure = close([*ontology.whole, *realised.triples])
    if not closure.consistent:
        # the rules look at values of a wrong kind and at what the reasoner cannot take
        return inconsistent(closure, realised.unsatisfiable)
    one: list[Triple] = []
    if reasoner == "hermit":
        everything = (*ontology.whole, *realised.triples, *closure.triples)
        one = same_things(ontology, everything, timeout=deadline.remaining(), memory=memory)
    if one:
        closure = close([*ontology.whole, *realised.triples, *one])
    inferred = {t for t in (*realised.triples, *one, *closure.triples) if not _trivial(t)} - set(triples)
    in_order = sorted(inferred, key=lambda t: (term_key(t.subject), term_key(t.predicate), term_key(t.object)))
    failures = () if realised.complete else (_VALUES_MISSING,)
    return Inference(
        profile, True, tuple(in_order), (), realised.unsatisfiable, undeclared, aside=ontology.aside, failures=failures
    )


def of_closure(closure: Closure, *, like: Dataset | None = None) -> Inference:
    """What a closure by rules infers; what says nothing is left out. `like` is the dataset that it is of."""
    rows, find = closure.rows, closure.numbers.find
    declaring = np.isin(rows[:, 2], find([NamedNode(iri) for iri in sorted(DECLARATIONS)]))
    reflexive = find([NamedNode(iri) for iri in _REFLEXIVE])
    trivial = ((rows[:, 0] == rows[:, 2]) & np.isin(rows[:, 1], reflexive)) | (
        np.isin(rows[:, 1], find([_TYPE])) & declaring
    )
    everything = find([NamedNode(iri) for iri in _EVERYTHING])
    trivial |= np.isin(rows[:, 0], everything) | np.isin(rows[:, 2], everything)
    inferred_rows = InferredRows(closure, rows[~trivial], like)
    clashes, unsatisfiable = closure.clashes, _unsatisfiable(closure)
    return Inference(
        closure.profile,
        not clashes,
        inferred_rows,
        clashes,
        unsatisfiable,
        aside=closure.aside,
        closure=closure if clashes else None,
    )


def _unsatisfiable(closure: Closure) -> tuple[str, ...]:
    nothing = NamedNode(OWL + "Nothing")
    return tuple(
        sorted(
            t.subject.value
            for t in closure.schema_pairs("http://www.w3.org/2000/01/rdf-schema#subClassOf")
            if t.object == nothing and isinstance(t.subject, NamedNode) and t.subject != nothing
        )
    )


def _trivial(triple: Triple) -> bool:
    """What is left out: that a thing is the same as itself, and what is true of every class and property."""
    ends = (triple.subject, triple.object)
    return (
        (ends[0] == ends[1] and triple.predicate.value in _REFLEXIVE)
        or is_declaration(triple)
        or any(isinstance(t, NamedNode) and t.value in _EVERYTHING for t in ends)
    )


def inferred_triples(
    quads: Iterable[Quad | Triple],
    ontology_quads: Iterable[Quad | Triple] = (),
    *,
    profile: str = KEPT_PROFILE,
    timeout: float = TIMEOUT,
    memory: int = MEMORY,
) -> tuple[Triple, ...]:
    """The inferred triples of a graph, for the graph ``inferred``: about its things, not about the ontology's terms.

    `timeout` is in seconds and `memory` in bytes, both for HermiT.

    >>> from kgtools.reading import parse_bytes
    >>> axioms = b'''@prefix e: <http://e/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    ... e:Cat a rdfs:Class ; rdfs:subClassOf e:Animal . e:Animal a rdfs:Class ; rdfs:subClassOf e:Thing .'''
    >>> data = parse_bytes(b"<http://e/tom> a <http://e/Cat> .", format="turtle")
    >>> triples = inferred_triples(data, parse_bytes(axioms, format="turtle"), profile="rdfs")
    >>> [(t.subject.value, t.object.value) for t in triples]
    [('http://e/tom', 'http://e/Animal'), ('http://e/tom', 'http://e/Thing')]

    Raises :class:`ReasoningError` where the graph is inconsistent, and what :func:`infer` raises.
    """
    ontology = list(ontology_quads)
    outcome = infer([*quads, *ontology], profile=profile, timeout=timeout, memory=memory)
    if not outcome.consistent:
        raise ReasoningError(
            "the graph is inconsistent, so everything follows from it; `kgtools explain --inconsistency` says why."
        )
    terms = ontology_terms(ontology)
    return tuple(t for t in outcome.triples if t.subject not in terms)


def ontology_terms(quads: Iterable[Quad | Triple]) -> frozenset[Term]:
    """The terms of an ontology: its classes and properties, and the individuals that it defines (rdfs:isDefinedBy).

    A thing of the data that an axiom merely names, as in "affiliated with value Meta", is none of them.

    >>> from kgtools.reading import parse_bytes
    >>> text = b'''@prefix e: <http://e/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
    ... e:C a owl:Class . e:meta a owl:NamedIndividual, e:C .'''
    >>> [term.value for term in ontology_terms(parse_bytes(text, format="turtle"))]
    ['http://e/C']
    """
    individual = NamedNode(OWL + "NamedIndividual")
    terms: set[Term] = set()
    for quad in quads:
        declares = is_declaration(Triple(quad.subject, quad.predicate, quad.object)) and quad.object != individual
        if declares or quad.predicate.value == RDFS + "isDefinedBy":
            terms.add(quad.subject)
    return frozenset(terms)


def different_things(triples: Iterable[Triple], vocabulary: Vocabulary) -> Iterator[Triple]:
    """The axioms that persons, and organizations, with different IRIs are different: the registry's decision.

    A DL reasoner takes two names for two things only when it is told so. The persons are the members of the project's
    class ``Person`` and its subclasses as far as the triples state them.
    """
    all_triples = list(triples)
    closure = close_quads(all_triples, profile=HIERARCHY_PROFILE)
    for name in _DISTINCT:
        cls = vocabulary.term(name)
        members = {t.subject for t in (*all_triples, *closure.triples) if t.predicate == _TYPE and t.object == cls}
        in_order = sorted((m for m in members if isinstance(m, NamedNode)), key=term_key)
        if len(in_order) < 2:
            continue
        node = BlankNode(f"different{name}")
        yield Triple(node, _TYPE, NamedNode(OWL + "AllDifferent"))
        cells = [BlankNode(f"different{name}{i}") for i in range(len(in_order))]
        yield Triple(node, NamedNode(OWL + "distinctMembers"), cells[0])
        for i, (cell, member) in enumerate(zip(cells, in_order, strict=True)):
            yield Triple(cell, NamedNode(RDF + "first"), member)
            following = cells[i + 1] if i + 1 < len(cells) else NamedNode(RDF + "nil")
            yield Triple(cell, NamedNode(RDF + "rest"), following)
