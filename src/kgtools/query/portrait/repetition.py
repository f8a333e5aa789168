"""What is left out of a portrait since a fact beside it says it.

A project says so with ``onto#restates``: of a value, that a situation with it says what situations of a class say (a
role "founder" restates a founding); of a property, which properties say more. A symmetric property is said once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kgtools.model.terms import Literal, NamedNode, Subject, Term, Triple
from kgtools.query.portrait.lookup import TYPE, Lookup
from kgtools.query.portrait.times import Times

__all__ = ["Situation", "fold_situations", "without_repetitions"]


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
    found = list(situations)
    folded: dict[Subject, list[Triple]] = {}
    for one in found:
        other = _restated(lookup, one, found)
        if other is not None:
            folded.setdefault(other.node, []).extend(one.triples)
            folded.setdefault(one.node, [])
    restating = {node for node, triples in folded.items() if not triples}
    return [
        replace(one, also=tuple(folded[one.node])) if one.node in folded else one
        for one in found
        if one.node not in restating
    ]


def _restated(lookup: Lookup, one: Situation, situations: Iterable[Situation]) -> Situation | None:
    """The situation that one restates: of the class that a value of it names, and of the same two things."""
    things = _things(one)
    said = {(value, kind) for value in things for kind in lookup.objects(value, "restates")}
    for value, kind in sorted(said, key=str):
        for other in situations:
            shared = (things & _things(other)) - {value}
            if len(shared) > 1 and kind in lookup.kinds(other.triples):
                return other
    return None


def _things(one: Situation) -> set[Term]:
    return {t.object for t in one.triples if t.predicate != TYPE and not isinstance(t.object, Literal)}


def without_repetitions(lookup: Lookup, triples: Sequence[Triple], entity: NamedNode) -> list[Triple]:
    """Plain facts without those that another one of them says, from the other side or in more detail."""
    stated = {(t.subject, t.predicate, t.object) for t in triples}

    def is_repeated(triple: Triple) -> bool:
        subject, predicate, other = triple.subject, triple.predicate, triple.object
        if subject != entity and (entity, predicate, subject) in stated and lookup.is_symmetric(predicate):
            return True
        return any((subject, more, other) in stated for more in lookup.objects(predicate, "restates"))

    return [t for t in triples if not is_repeated(t)]
