"""What a fact rests on: claims with their spans, derivations with their premises, or a line of a file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from kgtools.model.numbers import whole_number
from kgtools.model.place import Place
from kgtools.model.terms import NamedNode, Quad, Subject, Term, Triple
from kgtools.model.vocab import OA, PROV
from kgtools.query.portrait.lookup import Lookup
from kgtools.query.portrait.records import SourceRef
from kgtools.query.why.evidence import is_rejected

__all__ = ["FindPlaces", "Sources"]

FindPlaces = Callable[[Collection[Quad]], Mapping[Quad, Place]]

_DERIVED_FROM = NamedNode(PROV + "wasDerivedFrom")
_SOURCE = NamedNode(OA + "hasSource")
_SELECTOR = NamedNode(OA + "hasSelector")
_START, _END = NamedNode(OA + "start"), NamedNode(OA + "end")


class Sources:
    """Looks up what triples rest on; `places` finds those that are in files."""

    def __init__(self, lookup: Lookup, places: FindPlaces | None) -> None:
        self._lookup = lookup
        self._places = places
        self._claims: dict[NamedNode, SourceRef] = {}
        self._rejected: dict[NamedNode, bool] = {}
        self._sources: dict[Triple, frozenset[SourceRef]] = {}

    def look_up(self, triples: Iterable[Triple]) -> None:
        """Look up the sources of many triples in one go, so that each file is read once."""
        unplaced: dict[Triple, Quad] = {}
        new: dict[Triple, frozenset[SourceRef]] = {}
        for triple in triples:
            if triple in self._sources or triple in new:
                continue
            quads = list(self._lookup.store.match(triple.subject, triple.predicate, triple.object))
            refs = {self.claim(claim) for claim in self._accepting(quads)} or self._derivations(triple)
            new[triple] = frozenset(refs)
            if not refs and quads:
                unplaced[triple] = quads[0]
        at = self._places(list(unplaced.values())) if self._places is not None and unplaced else {}
        for triple, quad in unplaced.items():
            place = at.get(quad)
            if place is not None:
                ref = SourceRef(file=place.file or "", line=place.line or 0, column=place.column or 0)
                new[triple] = frozenset([ref])
        # nothing is kept where the files could not be read in time
        self._sources |= new

    def of(self, triples: Iterable[Triple]) -> tuple[SourceRef, ...]:
        """What any of these triples rests on: claims in order of place, then derivations, then lines of files."""
        distinct = list(triples)
        self.look_up(distinct)
        refs = {source for triple in distinct for source in self._sources[triple]}
        return tuple(sorted(refs, key=lambda s: (bool(s.file), bool(s.rule), s)))

    def _accepting(self, quads: Iterable[Quad]) -> Iterable[NamedNode]:
        """The claims among the graphs of quads that are not rejected."""
        words = self._lookup.vocabulary
        claims = words.claims
        for quad in quads:
            graph = quad.graph_name
            if not isinstance(graph, NamedNode) or not graph.value.startswith(claims):
                continue
            rejected = self._rejected.get(graph)
            if rejected is None:
                rejected = self._rejected[graph] = is_rejected(self._lookup.store, words, graph)
            if not rejected:
                yield graph

    def claim(self, claim: NamedNode) -> SourceRef:
        """A claim as a source: where it is, how certain it is, and what it says in our words."""
        if claim not in self._claims:
            self._claims[claim] = self._read(claim)
        return self._claims[claim]

    def _read(self, claim: NamedNode) -> SourceRef:
        look = self._lookup
        number, start, end = "", 0, 0
        for span in look.objects(claim, _DERIVED_FROM)[:1]:
            for article in look.objects(span, _SOURCE)[:1]:
                number = look.text(article, "articleNumber") or look.text(span, _SOURCE)
            for selector in look.objects(span, _SELECTOR)[:1]:
                start, end = (whole_number(look.text(selector, part)) or 0 for part in (_START, _END))
        speakers = ", ".join(look.label(speaker) for speaker in look.objects(claim, "attributedTo"))
        certainty = look.text(claim, "certainty").lower()
        return SourceRef(number, start, end, look.short(claim), certainty, look.own_words(claim, "gist"), speakers)

    def _derivations(self, triple: Triple) -> set[SourceRef]:
        look, refs = self._lookup, set()
        for record in self._records(triple):
            premises = sorted(self._premise(one) for one in look.objects(record, _DERIVED_FROM))
            certainty = look.text(record, "certainty").lower()
            rule = look.text(record, "rule")
            refs.add(SourceRef(certainty=certainty, rule=rule, premises=tuple(premises)))
        return refs

    def _records(self, triple: Triple) -> Sequence[Subject]:
        """The records of how a triple was derived."""
        records = self._lookup.derivations.get(triple.subject)
        if records is None:
            records = self._lookup.derivations[triple.subject] = self._records_about(triple.subject)
        return records.get((triple.predicate, triple.object), ())

    def _records_about(self, subject: Subject) -> Mapping[tuple[Term, Term], Sequence[Subject]]:
        """The records of how triples of a subject were derived, by their predicates and objects."""
        look = self._lookup
        graph = look.vocabulary.graph("derivations")
        records: dict[tuple[Term, Term], list[Subject]] = {}
        for quad in look.store.match(None, look.term("about"), subject, graph):
            for predicate in look.objects(quad.subject, "derivedProperty"):
                for object in look.objects(quad.subject, "derivedObject"):
                    records.setdefault((predicate, object), []).append(quad.subject)
        return records

    def premises(self, triple: Triple) -> list[NamedNode]:
        """The claims that a derived triple rests on."""
        premises = {one for record in self._records(triple) for one in self._lookup.objects(record, _DERIVED_FROM)}
        return sorted((one for one in premises if isinstance(one, NamedNode)), key=lambda one: one.value)

    def _premise(self, premise: Term) -> SourceRef:
        if isinstance(premise, NamedNode) and premise.value.startswith(self._lookup.vocabulary.claims):
            return self.claim(premise)
        return SourceRef(claim=self._lookup.short(premise))
