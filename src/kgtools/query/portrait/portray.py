"""All that a graph knows about one thing: facts in order of time, what follows, what is disputed or not accepted.

Not one query but a walk of two steps over the default graph: the triples in which the thing is, and for every
situation that it takes part in (an employment, a founding, a release …) the triples of that situation. A triple's
sources are the claim graphs that hold it, the derivation that gave it, or its place in a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kgtools.model.dates import Certainty
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import BlankNode, DefaultGraph, Literal, NamedNode, Subject, Term, Triple
from kgtools.model.vocab import RDF, SKOS, Vocabulary
from kgtools.query.portrait.claims import ClaimBook
from kgtools.query.portrait.lookup import TYPE, Lookup
from kgtools.query.portrait.phrases import phrase
from kgtools.query.portrait.records import Kind, Name, Portrait, Section, Statement
from kgtools.query.portrait.sources import FindPlaces, Sources
from kgtools.query.portrait.statements import Statements, best_texts
from kgtools.query.portrait.times import Times, date_of, has_time, times_of
from kgtools.query.portrait.values import Values
from kgtools.store import MemoryStore
from kgtools.text.labels import LABELS

__all__ = ["portray"]

_DEFAULT = DefaultGraph()
_IMPOSSIBLE = Certainty.IMPOSSIBLE.value
_PART_OF = NamedNode("http://purl.org/dc/terms/isPartOf")
_REIFIES = NamedNode(RDF + "reifies")
_NAME_KINDS = {SKOS + "prefLabel": "preferred", SKOS + "altLabel": "other", SKOS + "hiddenLabel": "hidden"}
_NAMING = frozenset((*LABELS, *_NAME_KINDS))
#: the situations of which it is a question whether they held in a month, even where no date is known
_LASTING = ("Employment", "RoleHolding", "ReportingLine")
#: the section of each status, in the order of the sections
_SECTIONS = {
    "accepted": "facts",
    "derived": "derived",
    "conflict": "conflicts",
    "undecided": "undecided",
    "denied": "denied",
    "unknown": "unknown",
    "set aside": "set-aside",
    "opinion": "opinions",
    "mention": "mentions",
}


def portray(
    store: MemoryStore,
    entity: NamedNode,
    *,
    vocabulary: Vocabulary,
    prefixes: PrefixTable,
    languages: Sequence[str] = ("en",),
    month: int | None = None,
    places: FindPlaces | None = None,
) -> Portrait:
    """The portrait of a thing; with `month` (a number, see :mod:`kgtools.model.dates`) only what may have held then.

    `places` finds the lines of files in which triples are.

    >>> from kgtools.reading import parse_bytes
    >>> store = MemoryStore(parse_bytes(b'''@prefix e: <http://e/> .
    ... @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    ... e:ada rdfs:label "Ada"@en ; e:knows e:bob . e:cyd e:knows e:ada . ''', format="turtle"))
    >>> ada, words = NamedNode("http://e/ada"), Vocabulary("http://e/")
    >>> portrait = portray(store, ada, vocabulary=words, prefixes=PrefixTable({}))
    >>> portrait.label, [statement.text for statement in portrait.section("facts")]
    ('Ada', ['Ada: knows bob.', 'cyd: knows Ada.'])
    """
    lookup = Lookup(store, vocabulary=vocabulary, prefixes=prefixes, languages=languages)
    return _Portraying(lookup, entity, month, places).portrait()


@dataclass(frozen=True)
class _Situation:
    """A situation that the thing takes part in."""

    node: Subject
    triples: tuple[Triple, ...]
    times: Times
    held: str


class _Portraying:
    """The making of one portrait."""

    def __init__(self, lookup: Lookup, entity: NamedNode, month: int | None, places: FindPlaces | None) -> None:
        self.lookup = lookup
        self.entity = entity
        self.month = month
        self.sources = Sources(lookup, places)
        self.statements = Statements(lookup, Values(lookup), self.sources)
        self.own = lookup.triples(entity)
        into = (q.triple for q in lookup.store.match(None, None, entity, _DEFAULT))
        self.into = sorted((t for t in into if t.subject != entity and t.predicate != TYPE), key=str)

    def portrait(self) -> Portrait:
        look = self.lookup
        around = self._around()
        situations = [one for node in around if (one := self._situation(node)) is not None]
        plain = [
            (triple, times)
            for triple, times in self._plain(around)
            if not self._restates(triple, situations) and self._held(times) != _IMPOSSIBLE
        ]
        # each file is read once for all that is in it
        self.sources.look_up([*self.own, *(t for one in situations for t in one.triples), *(t for t, _ in plain)])
        told = {one.node for one in situations}
        statements = [self._told(one, told) for one in self._in_order(situations)]
        facts = [replace(self.statements.fact(t, times=times), held=self._held(times)) for t, times in plain]
        statements += sorted(facts, key=lambda f: (f.iri != self.entity.value, _predicate(f), f.text))
        shown = {source for statement in statements for source in statement.sources}
        book = ClaimBook(look, self.statements, self.sources, entity=self.entity, situations=around)
        statements += book.statements(shown, within=None if self.month is None else told)
        return Portrait(
            self.entity.value,
            look.label(self.entity),
            look.language,
            self._kinds(),
            self._names(),
            self._sections(statements),
        )

    # -- situations ---------------------------------------------------------------------------------------------

    def _around(self) -> dict[Subject, tuple[Triple, ...]]:
        """The situations that the thing takes part in, and itself where it is one, with their triples."""
        nodes: list[Term] = [*(t.subject for t in self.into), *(t.object for t in self.own), self.entity]
        found: dict[Subject, tuple[Triple, ...]] = {}
        for node in sorted(set(nodes), key=str):
            if isinstance(node, NamedNode | BlankNode) and node not in found:
                triples = self.lookup.triples(node)
                if self._is_situation(node, triples):
                    found[node] = tuple(triples)
        return found

    def _is_situation(self, node: Subject, triples: Sequence[Triple]) -> bool:
        if not triples or date_of(self.lookup, node):
            return False
        if self.lookup.is_a(triples, "Situation") or (isinstance(node, BlankNode) and node != self.entity):
            return True
        return node != self.entity and has_time(self.lookup, triples)

    def _situation(self, node: Subject) -> _Situation | None:
        """A situation, or None where it did not hold in the month."""
        triples = self.lookup.triples(node)
        times = times_of(self.lookup, triples)
        held = ""
        if self.month is not None:
            lasting = self.lookup.is_a(triples, *_LASTING)
            # an authorship or a competition without a date is nothing that may have been over by then
            own = self._held(times) or (Certainty.POSSIBLE.value if lasting else "")
            wider = [self._held(times_of(self.lookup, self.lookup.triples(one))) for one in self._wider(triples)]
            held = _least([own, *wider])
            if held == _IMPOSSIBLE:
                return None
        return _Situation(node, tuple(triples), times, held)

    def _wider(self, triples: Iterable[Triple]) -> list[Subject]:
        """The situations that this one is a part of, and lasts no longer than."""
        within = {self.lookup.vocabulary.term("inEmployment"), _PART_OF}
        return [t.object for t in triples if t.predicate in within and isinstance(t.object, NamedNode | BlankNode)]

    def _held(self, times: Times | None) -> str:
        """Whether something with those dates held in the month; empty without a month or a date."""
        if self.month is None or times is None or (times.start is None and times.end is None):
            return ""
        return times.held(self.month).value

    def _told(self, one: _Situation, told: set[Subject]) -> Statement:
        statement = self.statements.situation(one.node, one.triples, times=one.times, told=told)
        return replace(statement, held=one.held)

    def _in_order(self, situations: Iterable[_Situation]) -> list[_Situation]:
        """Situations in order of time, each after the one that is stated to be previous to it, dated or not."""
        previous = self.lookup.vocabulary.term("previousEmployment")
        ordered = sorted(situations, key=lambda one: (one.times.order, str(one.node)))
        for _ in range(len(ordered)):
            at: dict[Term, int] = {one.node: place for place, one in enumerate(ordered)}
            moves = [
                (at[t.object], place)
                for place, one in enumerate(ordered)
                for t in one.triples
                if t.predicate == previous and at.get(t.object, -1) > place
            ]
            if not moves:
                break
            source, target = moves[0]
            ordered.insert(target, ordered.pop(source))
        return ordered

    # -- plain facts --------------------------------------------------------------------------------------------

    def _plain(self, around: Mapping[Subject, object]) -> list[tuple[Triple, Times | None]]:
        """The plain triples of the thing, those in which it is the object included, with what dates they have."""
        look = self.lookup
        own = [t for t in self.own if t.predicate != TYPE and t.predicate.value not in _NAMING]
        triples = [
            *(t for t in best_texts(look, own) if t.object not in around),
            *(t for t in self.into if t.subject not in around),
        ]
        if self.entity in around:
            # its own triples are in its statement as a situation
            triples = [t for t in triples if t.subject != self.entity]
        return [(t, self._times(t)) for t in triples if self.month is None or self._is_timeless(t)]

    def _times(self, triple: Triple) -> Times | None:
        """The dates that are stated of a triple (RDF 1.2 reifiers)."""
        reifiers = [q.subject for q in self.lookup.store.match(None, _REIFIES, triple)]
        stated = [t for one in reifiers for t in self.lookup.triples(one)]
        return times_of(self.lookup, stated) if stated else None

    def _is_timeless(self, triple: Triple) -> bool:
        """Whether a plain fact is true of the month as of any: not if it is dated later, or follows from situations."""
        assert self.month is not None
        dates = date_of(self.lookup, triple.object)
        if any(date.earliest is not None and date.earliest > self.month for date in dates):
            return False
        subjects = {
            q.subject
            for claim in self.sources.premises(triple)
            for q in self.lookup.store.match(None, None, None, claim)
        }
        # what follows from an employment is said of a month by the employment
        return not any(self.lookup.is_a(self.lookup.types(s), *_LASTING) or self._is_dated(s) for s in subjects)

    def _is_dated(self, subject: Subject) -> bool:
        return self.lookup.is_a(self.lookup.types(subject), "Situation") and has_time(
            self.lookup, self.lookup.triples(subject)
        )

    def _restates(self, triple: Triple, situations: Iterable[_Situation]) -> bool:
        """Whether a derived triple only says again that two things take part in a situation that is shown."""
        ends = {triple.subject, triple.object}
        both = any(ends <= {t.object for t in one.triples} for one in situations)
        return both and bool(self.sources.premises(triple))

    # -- the rest -----------------------------------------------------------------------------------------------

    def _kinds(self) -> tuple[Kind, ...]:
        look = self.lookup
        return tuple(
            Kind(look.label(c), c.value, self.sources.of([Triple(self.entity, TYPE, c)]))
            for c in look.classes(self.own)
        )

    def _names(self) -> tuple[Name, ...]:
        look = self.lookup
        stated = [*self.own, *(q.triple for q in look.store.match(self.entity, look.vocabulary.term("searchLabel")))]
        found = {
            (
                t.object.value,
                t.object.language or "",
                _NAME_KINDS.get(t.predicate.value, _kind_of_name(t.predicate.value)),
            ): t
            for t in stated
            if isinstance(t.object, Literal)
            and (t.predicate.value in _NAMING or t.predicate.value.endswith("#searchLabel"))
        }
        names = [Name(*key, self.sources.of([triple])) for key, triple in found.items()]
        return tuple(sorted(names, key=lambda n: (look.rank(n.language), n.kind != "preferred", n.language, n.text)))

    def _sections(self, statements: Iterable[Statement]) -> tuple[Section, ...]:
        by_key: dict[str, list[Statement]] = {key: [] for key in _SECTIONS.values()}
        for statement in statements:
            by_key[_SECTIONS[statement.status]].append(statement)
        language = self.lookup.language
        return tuple(Section(key, phrase(language, key), tuple(told)) for key, told in by_key.items() if told)


def _least(held: Iterable[str]) -> str:
    """The least sure of several answers about a month; empty where there is none."""
    order = [_IMPOSSIBLE, Certainty.POSSIBLE.value, Certainty.CERTAIN.value]
    return next((one for one in order if one in set(held)), "")


def _predicate(statement: Statement) -> str:
    return "" if statement.predicate is None else statement.predicate.iri


def _kind_of_name(predicate: str) -> str:
    return "search" if predicate.endswith("#searchLabel") else "label"
