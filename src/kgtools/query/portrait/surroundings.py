"""What stands around a thing in the graph: the situations that it takes part in, and the plain facts about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kgtools.model.dates import Certainty
from kgtools.model.terms import BlankNode, DefaultGraph, NamedNode, Subject, Term, Triple
from kgtools.model.vocab import RDF
from kgtools.query.portrait.lookup import NAMES, TYPE, Lookup
from kgtools.query.portrait.omissions import Situation, first_facts, fold_situations, without_repetitions
from kgtools.query.portrait.records import Omission
from kgtools.query.portrait.sources import Sources
from kgtools.query.portrait.statements import best_texts
from kgtools.query.portrait.times import Times, date_of, has_time, times_of

__all__ = ["Around", "Surroundings"]

_DEFAULT = DefaultGraph()
#: things whose surroundings are kept for readers of other languages
_MAX_THINGS_KEPT = 100
_IMPOSSIBLE = Certainty.IMPOSSIBLE.value
_PART_OF = NamedNode("http://purl.org/dc/terms/isPartOf")
#: the properties of a situation that is a part of another one
_WITHIN = ("inEmployment",)
_REIFIES = NamedNode(RDF + "reifies")
#: the situations of which it is a question whether they held in a month, even where no date is known
_LASTING = ("Employment", "RoleHolding", "ReportingLine")


class Around(NamedTuple):
    """The triples of a thing, those that lead to it, the situations of any time with their triples, and those that are
    told.
    """

    own: list[Triple]
    into: list[Triple]
    around: dict[Subject, tuple[Triple, ...]]
    situations: list[Situation]


class Surroundings:
    """The situations and plain facts around one thing, of any time or of one month."""

    def __init__(self, lookup: Lookup, sources: Sources, entity: NamedNode, month: int | None) -> None:
        self.lookup = lookup
        self.sources = sources
        self.entity = entity
        self.month = month
        #: facts that are left out where there are very many
        self.omissions: list[Omission] = []
        around = lookup.around.get((entity, month))
        if around is None:
            around = self._gather()
            # what is left out is told in one language
            if not self.omissions:
                while len(lookup.around) >= _MAX_THINGS_KEPT:
                    del lookup.around[next(iter(lookup.around))]
                lookup.around[entity, month] = around
        self.own, self.into, self.around, self._situations = around

    def _gather(self) -> Around:
        own = (q.triple for q in self.lookup.store.match(self.entity, None, None, _DEFAULT))
        into = (q.triple for q in self.lookup.store.match(None, None, self.entity, _DEFAULT))
        self.own = self._first(own)
        holders = self.lookup.holders(t for t in into if t.predicate != TYPE)
        self.into = self._first(t for t in holders if t.subject != self.entity)
        self.around = self._around()
        situations = (one for node in self.around if (one := self._situation(node)) is not None)
        return Around(self.own, self.into, self.around, self._in_order(fold_situations(self.lookup, situations)))

    def _first(self, triples: Iterable[Triple]) -> list[Triple]:
        facts, omissions = first_facts(triples, self.entity, word=self.lookup.word, check=self.lookup.check)
        self.omissions += omissions
        return facts

    def situations(self) -> list[Situation]:
        """The situations that held or may have held, in order of time; none that only restates another one."""
        return self._situations

    def plain(self, situations: Sequence[Situation]) -> list[tuple[Triple, Times | None]]:
        """The plain facts that held or may have held and do not say again what `situations` say, with their dates."""
        taking_part: dict[Term, set[int]] = {}
        for number, one in enumerate(situations):
            for participant in {t.object for t in one.triples}:
                taking_part.setdefault(participant, set()).add(number)
        return [
            (triple, times)
            for triple, times in self._plain(self.around)
            if not self._restates(triple, taking_part) and self.certainty(times) != _IMPOSSIBLE
        ]

    def _around(self) -> dict[Subject, tuple[Triple, ...]]:
        """The situations that the thing takes part in, and itself where it is one, with their triples."""
        nodes: list[Term] = [*(t.subject for t in self.into), *(t.object for t in self.own), self.entity]
        around: dict[Subject, tuple[Triple, ...]] = {}
        for node in sorted(set(nodes), key=str):
            if isinstance(node, NamedNode | BlankNode) and node not in around:
                triples = self.lookup.triples(node)
                if self._is_situation(node, triples):
                    around[node] = tuple(triples)
        return around

    def _is_situation(self, node: Subject, triples: Sequence[Triple]) -> bool:
        if not triples or date_of(self.lookup, node) or self.lookup.is_list(node):
            return False
        if self.lookup.is_a(triples, "Situation") or (isinstance(node, BlankNode) and node != self.entity):
            return True
        return node != self.entity and (has_time(self.lookup, triples) or self._only_relates(node, triples))

    def _only_relates(self, node: Subject, triples: Sequence[Triple]) -> bool:
        """Whether a node stands for a relation: it has a class and no name, and what it relates has one."""
        look = self.lookup
        if look.stated_label(node) or not any(t.predicate == TYPE for t in triples):
            return False
        things = {t.object for t in triples if t.predicate != TYPE and isinstance(t.object, NamedNode)}
        return len(things) > 1 and all(map(look.stated_label, things))

    def _situation(self, node: Subject) -> Situation | None:
        """A situation, or None where it did not hold in the month."""
        triples = self.lookup.triples(node)
        times = times_of(self.lookup, triples)
        status = ""
        if self.month is not None:
            lasting = self.lookup.is_a(triples, *_LASTING)
            # an authorship or a competition without a date is nothing that may have been over by then
            own = self.certainty(times) or (Certainty.POSSIBLE.value if lasting else "")
            wider = [self.certainty(times_of(self.lookup, self.lookup.triples(one))) for one in self._wider(triples)]
            status = _least([own, *wider])
            if status == _IMPOSSIBLE:
                return None
        named = node == self.entity or any(t.object == self.entity for t in triples)
        links = [] if named else [t for t in self.own if t.object == node]
        return Situation(node, tuple(triples), times, status, links[0] if links else None)

    def _wider(self, triples: Iterable[Triple]) -> list[Subject]:
        """The situations that this one is a part of, and lasts no longer than."""
        within = {_PART_OF, *map(self.lookup.term, _WITHIN)}
        return [t.object for t in triples if t.predicate in within and isinstance(t.object, NamedNode | BlankNode)]

    def certainty(self, times: Times | None) -> str:
        """Whether something with those dates held in the month; empty without a month or a date."""
        if self.month is None or times is None or (times.start is None and times.end is None):
            return ""
        return times.holds_in(self.month).value

    def _in_order(self, situations: Iterable[Situation]) -> list[Situation]:
        """Situations in order of time, each after the one that is stated to be previous to it, dated or not."""
        previous = self.lookup.term("previousEmployment")
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
        hidden = {TYPE, look.term("queryName")}
        own = [t for t in self.own if t.predicate not in hidden and t.predicate.value not in NAMES]
        triples = [
            *(t for t in best_texts(look, own) if t.object not in around),
            *(t for t in self.into if t.subject not in around),
        ]
        if self.entity in around:
            # its own triples are in its statement as a situation
            triples = [t for t in triples if t.subject != self.entity]
        triples = without_repetitions(look, triples, self.entity)
        return [(t, self._times(t)) for t in triples if self.month is None or self._is_timeless(t)]

    def _times(self, triple: Triple) -> Times | None:
        """The dates that are stated of a triple (RDF 1.2 reifiers)."""
        reifiers = [q.subject for q in self.lookup.store.match(None, _REIFIES, triple)]
        statements = [t for one in reifiers for t in self.lookup.triples(one)]
        return times_of(self.lookup, statements) if statements else None

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
        return subject != self.entity and has_time(self.lookup, self.lookup.triples(subject))

    def _restates(self, triple: Triple, taking_part: Mapping[Term, set[int]]) -> bool:
        """Whether a derived triple only says again that two things take part in a situation that is shown.

        `taking_part` are the numbers of the situations that each thing takes part in.
        """
        both = taking_part.get(triple.subject, set()) & taking_part.get(triple.object, set())
        return bool(both) and bool(self.sources.premises(triple))


def _least(values: Iterable[str]) -> str:
    """The least sure of several answers about a month; empty where there is none."""
    order = [_IMPOSSIBLE, Certainty.POSSIBLE.value, Certainty.CERTAIN.value]
    return next((one for one in order if one in set(values)), "")
