"""What the graph knows about one thing, in order of time, with its sources.

Not one query but a walk of two steps over the default graph: the triples in which the thing stands, and for every
situation that it takes part in (an employment, a founding, a release …) the triples of that situation. A triple's
sources are the claim graphs that hold it, or the derivation that gave it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kgtools.model.dates import Certainty, PartialDate, held, parse_edtf
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import BlankNode, DefaultGraph, Literal, NamedNode, Term, Triple
from kgtools.model.vocab import OA, PROV, RDF, RDFS, SKOS, Vocabulary
from kgtools.query.why.evidence import is_rejected
from kgtools.store import MemoryStore
from kgtools.text.languages import rank
from kgtools.text.names import last_part

__all__ = ["Entry", "Name", "Portrait", "Property", "SourceRef", "portray"]

_TYPE = NamedNode(RDF + "type")
_LABELS = tuple(NamedNode(iri) for iri in (SKOS + "prefLabel", RDFS + "label"))
_NAMES = {SKOS + "prefLabel": "preferred", SKOS + "altLabel": "other", SKOS + "hiddenLabel": "hidden"}
#: the situations of which it is a question whether they held in a month, even where no date is known
_LASTING = ("Employment", "RoleHolding", "ReportingLine")
_DERIVED_FROM = NamedNode(PROV + "wasDerivedFrom")


@dataclass(frozen=True)
class Name:
    """A name of the thing: its text, its language, and whether it is preferred."""

    text: str
    language: str
    kind: str


@dataclass(frozen=True, order=True)
class SourceRef:
    """Where a fact comes from: a span of an article, or a rule with its premises."""

    article: str
    start: int
    end: int
    claim: str
    certainty: str
    gist: str
    rule: str = ""
    premises: tuple[str, ...] = ()


@dataclass(frozen=True)
class Property:
    """A property of the thing or of a situation, with its value as text, and as a term."""

    label: str
    value: str
    predicate: NamedNode
    term: Term


@dataclass(frozen=True)
class Entry:
    """One situation or one plain fact: its time, its kind, its properties and its sources.

    `certainty` is given when the portrait is of one month and the situation has a time: ``certain`` or ``possible``
    (the impossible is left out).
    """

    iri: str
    kind: str
    start: str
    end: str
    properties: tuple[Property, ...]
    sources: tuple[SourceRef, ...]
    certainty: str = ""
    order: tuple[int, int, str] = (0, 0, "")


@dataclass(frozen=True)
class Portrait:
    """All that the graph knows about one thing."""

    iri: str
    label: str
    kinds: tuple[str, ...]
    names: tuple[Name, ...]
    entries: tuple[Entry, ...]


def portray(
    store: MemoryStore,
    entity: NamedNode,
    *,
    vocabulary: Vocabulary,
    prefixes: PrefixTable,
    languages: Sequence[str] = ("en",),
    month: int | None = None,
) -> Portrait:
    """The portrait of a thing; with `month` (a number, see :mod:`kgtools.model.dates`) only what may have held then.

    >>> from kgtools.reading import parse_bytes
    >>> store = MemoryStore(parse_bytes(b'''@prefix e: <http://e/> .
    ... @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    ... e:ada rdfs:label "Ada"@en ; e:knows e:bob . ''', format="turtle"))
    >>> ada, words = NamedNode("http://e/ada"), Vocabulary("http://e/")
    >>> portrait = portray(store, ada, vocabulary=words, prefixes=PrefixTable({}))
    >>> portrait.label, [p.value for entry in portrait.entries for p in entry.properties]
    ('Ada', ['bob'])
    """
    view = _View(store, vocabulary, prefixes, tuple(languages))
    own = [q.triple for q in store.match(entity, None, None, DefaultGraph())]
    names = sorted(
        {
            Name(t.object.value, t.object.language or "", _NAMES.get(t.predicate.value, "label"))
            for t in own
            if isinstance(t.object, Literal) and (t.predicate.value in _NAMES or t.predicate in _LABELS)
        },
        key=lambda n: (view.rank(n.language), n.kind != "preferred", n.language, n.text),
    )
    kinds = tuple(sorted({view.label(t.object) for t in own if t.predicate == _TYPE}))
    plain = [t for t in own if t.predicate != _TYPE and t.predicate not in _LABELS and t.predicate.value not in _NAMES]
    around = {q.subject for q in store.match(None, None, entity, DefaultGraph()) if isinstance(q.subject, NamedNode)}
    entries: list[Entry | None] = [view.fact(t) for t in plain]
    for subject in around - {entity}:
        situation = [q.triple for q in store.match(subject, None, None, DefaultGraph())]
        if view.is_a(situation, "Situation"):
            entries.append(view.situation(subject, situation, entity, month))
        else:
            entries += [view.fact(t) for t in situation if t.object == entity and t.predicate != _TYPE]
    told = {e.iri for e in entries if e is not None and e.kind}
    shown = sorted((e for e in entries if e is not None and not _is_told(e, told)), key=lambda e: e.order)
    ordered = _earlier_first(shown, vocabulary.term("previousEmployment"))
    return Portrait(entity.value, view.label(entity), kinds, tuple(names), tuple(ordered))


def _is_told(entry: Entry, told: set[str]) -> bool:
    """Whether a plain fact only names a situation that has an entry of its own."""
    return not entry.kind and all(isinstance(p.term, NamedNode) and p.term.value in told for p in entry.properties)


def _earlier_first(entries: list[Entry], previous: NamedNode) -> list[Entry]:
    """The entries with each situation after the one that is stated to be previous to it, dated or not."""
    ordered = list(entries)
    for _ in entries:
        places = {entry.iri: at for at, entry in enumerate(ordered) if entry.kind}
        moves = [
            (places[p.term.value], at)
            for at, entry in enumerate(ordered)
            for p in entry.properties
            if p.predicate == previous and isinstance(p.term, NamedNode) and places.get(p.term.value, -1) > at
        ]
        if not moves:
            break
        source, target = moves[0]
        ordered.insert(target, ordered.pop(source))
    return ordered


class _View:
    """Labels, times and sources, looked up in one store."""

    def __init__(
        self, store: MemoryStore, vocabulary: Vocabulary, prefixes: PrefixTable, languages: tuple[str, ...]
    ) -> None:
        self.store = store
        self.vocabulary = vocabulary
        self.prefixes = prefixes
        self.languages = languages
        self._labels: dict[Term, str] = {}

    def rank(self, language: str) -> int:
        return rank(language or None, self.languages)

    def label(self, term: Term) -> str:
        """The label of a term in the best language; a name made of its IRI where it has none."""
        if term not in self._labels:
            self._labels[term] = self._label(term)
        return self._labels[term]

    def _label(self, term: Term) -> str:
        if isinstance(term, Literal):
            return term.value
        if not isinstance(term, NamedNode):
            return str(term)
        edtf = [q.object for q in self.store.match(term, self.vocabulary.term("edtf"))]
        if edtf and isinstance(edtf[0], Literal):
            return edtf[0].value
        found = [
            q.object
            for predicate in _LABELS
            for q in self.store.match(term, predicate)
            if isinstance(q.object, Literal)
        ]
        if found:
            return min(found, key=lambda x: (self.rank(x.language or ""), x.language or "", x.value)).value
        amount = [q.object for q in self.store.match(term, self.vocabulary.term("amount"), None, DefaultGraph())]
        currency = [q.object for q in self.store.match(term, self.vocabulary.term("currency"), None, DefaultGraph())]
        if amount:
            return " ".join(x.value for x in (*amount, *currency) if isinstance(x, Literal))
        employer = [q.object for q in self.store.match(term, self.vocabulary.term("employer"), None, DefaultGraph())]
        if employer:
            return self.label(employer[0])
        local = last_part(term.value)
        return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local).replace("-", " ") or term.value

    def is_a(self, triples: Iterable[Triple], *names: str) -> bool:
        """Whether the class of something, or a class above it, is one of the ontology's classes of these names."""
        wanted = {self.vocabulary.term(name) for name in names}
        seen: set[Term] = set()
        front: list[Term] = [t.object for t in triples if t.predicate == _TYPE]
        while front:
            one = front.pop()
            if one in wanted:
                return True
            if one not in seen and isinstance(one, NamedNode):
                seen.add(one)
                front += [q.object for q in self.store.match(one, NamedNode(RDFS + "subClassOf"))]
        return False

    def fact(self, triple: Triple) -> Entry:
        """The entry of a plain triple; it has no time, so it is told of every month, and no certainty is said of it."""
        values = (Property(self.label(triple.predicate), self.label(triple.object), triple.predicate, triple.object),)
        subject = triple.subject
        assert isinstance(subject, NamedNode | BlankNode)
        order = (1 << 40, 1 << 40, f"{triple.predicate} {triple.object} {subject}")
        return Entry(subject.value, "", "", "", values, self.sources([triple]), "", order)

    def situation(
        self, subject: NamedNode, triples: list[Triple], entity: NamedNode, month: int | None
    ) -> Entry | None:
        """The entry of a situation, or None where it did not hold in that month."""
        term = self.vocabulary.term
        start = self._date(triples, term("start")) or self._date(triples, term("at"))
        end = self._date(triples, term("end")) or self._date(triples, term("at"))
        certainty = ""
        if month is not None:
            certainty = held(start, end, month).value
            if certainty == Certainty.IMPOSSIBLE.value:
                return None
            if start is None and end is None and not self.is_a(triples, *_LASTING):
                # an authorship or a competition without a date is nothing that may have been over by then
                certainty = ""
        hidden = {_TYPE, term("start"), term("end"), term("at"), term("claimedTenureMonths")}
        values = tuple(
            sorted(
                (
                    Property(self.label(t.predicate), self._value(t.object), t.predicate, t.object)
                    for t in triples
                    if t.predicate not in hidden and t.object != entity
                ),
                key=lambda p: (p.predicate.value, p.value, str(p.term)),
            )
        )
        known = [d.earliest if d.earliest is not None else d.latest for d in (start, end) if d is not None]
        at = next((k for k in known if k is not None), 1 << 39)
        last = end.latest if end is not None and end.latest is not None else 1 << 39
        return Entry(
            subject.value,
            self._kind(triples),
            start.text if start is not None else "",
            end.text if end is not None else "",
            values,
            self.sources(triples),
            certainty,
            (at, last, subject.value),
        )

    def _value(self, term: Term) -> str:
        if isinstance(term, Literal) and term.datatype.value.endswith("#duration"):
            return term.value
        return self.label(term)

    def _kind(self, triples: list[Triple]) -> str:
        classes = {t.object for t in triples if t.predicate == _TYPE}
        above = {
            q.object
            for c in classes
            if isinstance(c, NamedNode)
            for q in self.store.match(c, NamedNode(RDFS + "subClassOf"))
        }
        return ", ".join(sorted(self.label(c) for c in classes - above)) or "fact"

    def _date(self, triples: list[Triple], predicate: NamedNode) -> PartialDate | None:
        edtf = self.vocabulary.term("edtf")
        found = []
        for point in (t.object for t in triples if t.predicate == predicate):
            if isinstance(point, NamedNode):
                found += [q.object.value for q in self.store.match(point, edtf) if isinstance(q.object, Literal)]
        dates = [parse_edtf(text) for text in sorted(set(found))]
        # where several are accepted, the narrowest says most
        width = lambda d: (d.latest - d.earliest) if d.latest is not None and d.earliest is not None else 1 << 30  # noqa: E731
        return min(dates, key=width) if dates else None

    def sources(self, triples: Iterable[Triple]) -> tuple[SourceRef, ...]:
        """The claims that hold any of these triples, and the derivations of those that no claim holds."""
        found: set[SourceRef] = set()
        for triple in triples:
            claims = [
                q.graph_name
                for q in self.store.match(triple.subject, triple.predicate, triple.object)
                if isinstance(q.graph_name, NamedNode)
                and q.graph_name.value.startswith(self.vocabulary.claims)
                and not is_rejected(self.store, self.vocabulary, q.graph_name)
            ]
            found.update(self._claim(claim) for claim in claims)
            if not claims:
                found.update(self._derivations(triple))
        return tuple(sorted(found))

    def _claim(self, claim: NamedNode) -> SourceRef:
        term = self.vocabulary.term
        gist = self._one(claim, term("gist"))
        certainty = self._one(claim, term("certainty"))
        span = next((q.object for q in self.store.match(claim, _DERIVED_FROM)), None)
        number, start, end = "", 0, 0
        if isinstance(span, NamedNode):
            article = next((q.object for q in self.store.match(span, NamedNode(OA + "hasSource"))), None)
            selector = next((q.object for q in self.store.match(span, NamedNode(OA + "hasSelector"))), None)
            if isinstance(article, NamedNode):
                number = self._one(article, term("articleNumber")) or article.value.rsplit("/", 1)[-1]
            if isinstance(selector, NamedNode | BlankNode):
                start = int(self._one(selector, NamedNode(OA + "start")) or 0)
                end = int(self._one(selector, NamedNode(OA + "end")) or 0)
        return SourceRef(number, start, end, self._short(claim), certainty.lower(), gist)

    def _one(self, subject: NamedNode | BlankNode, predicate: NamedNode) -> str:
        found = sorted(
            q.object.value if isinstance(q.object, Literal) else last_part(str(q.object).strip("<>"))
            for q in self.store.match(subject, predicate)
        )
        return found[0] if found else ""

    def _derivations(self, triple: Triple) -> set[SourceRef]:
        term = self.vocabulary.term
        found = set()
        for quad in self.store.match(None, term("about"), triple.subject, self.vocabulary.graph("derivations")):
            record = quad.subject
            if not all(
                any(True for _ in self.store.match(record, term(name), part))
                for name, part in (("derivedProperty", triple.predicate), ("derivedObject", triple.object))
            ):
                continue
            assert isinstance(record, NamedNode | BlankNode)
            premises = sorted(self._short(q.object) for q in self.store.match(record, _DERIVED_FROM))
            rule = self._one(record, term("rule"))
            found.add(SourceRef("", 0, 0, "", self._one(record, term("certainty")).lower(), "", rule, tuple(premises)))
        return found

    def _short(self, term: Term) -> str:
        if isinstance(term, NamedNode):
            return self.prefixes.shorten(term.value) or f"<{term.value}>"
        return str(term)
