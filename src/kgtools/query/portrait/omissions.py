"""What a portrait leaves out: what a fact beside it says, and of very many facts all but the first of a fixed order.

A project says what restates what with ``onto#restates``: of a value, that a situation with it says what situations of
a class say (a role "founder" restates a founding); of a property, which properties say more. A symmetric property is
said once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest

from kgtools.model.terms import Literal, NamedNode, Subject, Term, Triple
from kgtools.query.portrait.lookup import NAMES, TYPE, Lookup
from kgtools.query.portrait.records import Omission
from kgtools.query.portrait.times import Times

__all__ = ["Situation", "first_facts", "fold_situations", "without_repetitions"]

#: facts of one property that one person may want to read, and facts in one direction
_MAX_FACTS_PER_PROPERTY = 200
_MAX_FACTS = 2000


@dataclass(frozen=True)
class Situation:
    """A situation that the thing takes part in; `held` says whether it held in the month that is asked about."""

    node: Subject
    triples: tuple[Triple, ...]
    times: Times
    held: str
    #: the triple that relates the thing to a situation that does not name it
    link: Triple | None = None
    #: the triples of situations that say no more than this one
    also: tuple[Triple, ...] = ()


def fold_situations(lookup: Lookup, situations: Iterable[Situation]) -> list[Situation]:
    """Situations without those that restate another one of them; what these rest on goes to the other one."""
    result = list(situations)
    folded: dict[Subject, list[Triple]] = {}
    for one in result:
        other = _restated(lookup, one, result)
        if other is not None:
            folded.setdefault(other.node, []).extend(one.triples)
            folded.setdefault(one.node, [])
    restating = {node for node, triples in folded.items() if not triples}
    return [
        replace(one, also=tuple(folded[one.node])) if one.node in folded else one
        for one in result
        if one.node not in restating
    ]


def _restated(lookup: Lookup, one: Situation, situations: Iterable[Situation]) -> Situation | None:
    """The situation that one restates: of the class that a value of it names, and of the same two things."""
    things = _things(one)
    restatements = {(value, kind) for value in things for kind in lookup.objects(value, "restates")}
    for value, kind in sorted(restatements, key=str):
        for other in situations:
            shared = (things & _things(other)) - {value}
            if len(shared) > 1 and kind in lookup.kinds(other.triples):
                return other
    return None


def _things(one: Situation) -> set[Term]:
    return {t.object for t in one.triples if t.predicate != TYPE and not isinstance(t.object, Literal)}


def without_repetitions(lookup: Lookup, triples: Sequence[Triple], entity: NamedNode) -> list[Triple]:
    """Plain facts without those that another one of them says, from the other side or in more detail."""
    spo = {(t.subject, t.predicate, t.object) for t in triples}

    def is_repeated(triple: Triple) -> bool:
        subject, predicate, other = triple.subject, triple.predicate, triple.object
        if subject != entity and (entity, predicate, subject) in spo and lookup.is_symmetric(predicate):
            return True
        return any((subject, more, other) in spo for more in lookup.objects(predicate, "restates"))

    return [t for t in triples if not is_repeated(t)]


def first_facts(
    triples: Iterable[Triple], entity: NamedNode, *, word: Callable[[NamedNode], str], check: Callable[[], None]
) -> tuple[list[Triple], list[Omission]]:
    """Those of the triples that are told, in a fixed order, and what is left out; names and classes are always told.

    `word` gives the label of a property; `check` raises where the time is over.

    >>> p, hub = NamedNode("http://e/p"), NamedNode("http://e/hub")
    >>> many = [Triple(NamedNode(f"http://e/{n:03}"), p, hub) for n in range(250)]
    >>> told, (left,) = first_facts(reversed(many), hub, word=str, check=lambda: None)
    >>> told == many[:200], left.count, left.query
    (True, 50, 'SELECT ?it WHERE { ?it <http://e/p> <http://e/hub> }')
    """
    first: list[Triple] = []
    groups: dict[NamedNode, list[Triple]] = {}
    counts: dict[NamedNode, int] = {}
    for triple in triples:
        predicate = triple.predicate
        if predicate == TYPE or predicate.value in NAMES:
            first.append(triple)
            continue
        group = groups.setdefault(predicate, [])
        group.append(triple)
        count = counts[predicate] = counts.get(predicate, 0) + 1
        if len(group) > 4 * _MAX_FACTS_PER_PROPERTY:
            check()
            groups[predicate] = nsmallest(_MAX_FACTS_PER_PROPERTY, group, key=str)
        elif not count % 1024:
            check()
    omissions = []
    room = _MAX_FACTS
    for predicate in sorted(groups, key=str):
        some = nsmallest(min(_MAX_FACTS_PER_PROPERTY, room), groups[predicate], key=str)
        room -= len(some)
        first += some
        left = counts[predicate] - len(some)
        if left:
            omissions.append(_omission(groups[predicate][0], entity, word(predicate), left))
    return sorted(first, key=str), omissions


def _omission(triple: Triple, entity: NamedNode, label: str, count: int) -> Omission:
    subject, other = (entity, "?it") if triple.subject == entity else ("?it", entity)
    query = f"SELECT ?it WHERE {{ {subject} {triple.predicate} {other} }}"
    return Omission(label, triple.predicate.value, count, query)
