"""Justifications: minimal sets of axioms and facts from which something follows.

A set is shrunk by asking again whether the conclusion still follows without a part of it (the black box of Kalyanpur,
Parsia, Horridge and Sirin, Finding all justifications of OWL DL entailments, 2007). What is left is minimal by
construction: for each member it was seen that without it the conclusion does not follow. Further justifications are
found by taking a member of a known one out of the whole (the hitting set tree of the same paper).
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence

from kgtools.model.terms import BlankNode, NamedNode, Triple
from kgtools.model.vocab import OWL, RDF, RDFS
from kgtools.ontology.axioms import Axiom, Axioms
from kgtools.ontology.prepare import PreparedOntology
from kgtools.reasoning.dl.hermit import first_inconsistent
from kgtools.reasoning.rules.closure import close_quads
from kgtools.reasoning.why.conclusion import Conclusion
from kgtools.reasoning.why.denials import Denials, denials
from kgtools.reasoning.why.proof import clash_support, support

__all__ = ["DLBox", "RuleBox", "justifications", "shrink"]

_TYPE = NamedNode(RDF + "type")


class RuleBox:
    """Asks the rules of OWL 2 RL whether `goal` follows, or, without a goal, whether there is a clash."""

    def __init__(self, goal: Triple | None) -> None:
        self.goal = goal

    def start(self, axioms: Sequence[Axiom]) -> tuple[Axiom, ...] | None:
        """Axioms from which it follows, most often few; None where it does not follow."""
        closure = close_quads(t for axiom in axioms for t in axiom.triples)
        if self.goal is not None:
            return support(closure, self.goal)
        return clash_support(closure, closure.clashes[0]) if closure.clashes else None

    def first(self, sets: Sequence[Sequence[Axiom]]) -> int | None:
        """The first of several sets from which it follows, or None."""
        return next((i for i, axioms in enumerate(sets) if self.start(axioms) is not None), None)

    def complete(self, axioms: tuple[Axiom, ...]) -> tuple[Axiom, ...]:
        """A minimal set with what was added to each set that was asked about: nothing."""
        return axioms


class DLBox:
    """Asks HermiT whether a conclusion follows, or, without one, whether the axioms contradict each other.

    A conclusion follows when each way to deny it contradicts the axioms. `timeout` is for one run of the reasoner; with
    `total` it is for all of them together, as where one looks for more reasons than are known.
    """

    def __init__(
        self,
        ontology: PreparedOntology,
        conclusion: Conclusion | None,
        *,
        timeout: float,
        memory: int,
        total: bool = False,
    ) -> None:
        self._goal = conclusion
        self._declarations = ontology.declarations
        questions = Denials(((),)) if conclusion is None else denials(conclusion, ontology.everything)
        #: why the reasoner cannot be asked, or nothing
        self.reason = questions.reason
        #: why it need not follow where each way to deny it contradicts the axioms, or nothing
        self.doubt = questions.doubt
        self._ways = questions.ways
        self._timeout = timeout
        self._memory = memory
        self._end = time.monotonic() + timeout if total else None
        # HermiT refuses what uses a datatype without its definition, so that this comes with each statement that does
        self._definitions = {
            axiom.main.subject.value: axiom
            for axiom in ontology.axioms.all
            if axiom.main.predicate.value == OWL + "equivalentClass" and isinstance(axiom.main.subject, NamedNode)
            if RDFS + "Datatype" in ontology.axioms.types(axiom.main.subject)
        }

    def start(self, axioms: Sequence[Axiom]) -> tuple[Axiom, ...] | None:
        """Axioms from which it follows: those of a derivation by rules, or those near the conclusion, or all."""
        if self._definitions:
            start_axioms = set(axioms)
            if not start_axioms.issuperset(self._defining(t for way in self._ways for t in way)):
                return None
            axioms = [axiom for axiom in axioms if start_axioms.issuperset(self._defining(axiom.triples))]
        if self._goal is None or self._goal.is_plain:
            quick = RuleBox(self._goal.triple if self._goal else None).start(axioms)
            if quick is not None:
                return quick
        wider = list(_ever_wider(axioms, self._goal))
        if self._end is not None and self.first(wider[-1:]) is None:
            # further reasons are most often none, which one question tells
            return None
        hit = self.first(wider)
        return None if hit is None else tuple(wider[hit])

    def first(self, sets: Sequence[Sequence[Axiom]]) -> int | None:
        """The first of several sets from which it follows, or None."""
        at, agreed = 0, 0
        # each way has to fail: what one of them needs more of, the others are asked about again
        while agreed < len(self._ways):
            for way in self._ways:
                hit = self._first(sets[at:], way)
                if hit is None:
                    return None
                agreed = 1 if hit else agreed + 1
                at += hit
                if agreed >= len(self._ways):
                    break
        return at if at < len(sets) else None

    def _first(self, sets: Sequence[Sequence[Axiom]], way: Sequence[Triple]) -> int | None:
        """The first of several sets that one way to deny it contradicts."""
        ontologies = [[*self._declarations, *way, *self._assertions(axioms, way)] for axioms in sets]
        timeout = self._timeout if self._end is None else min(self._timeout, max(0.1, self._end - time.monotonic()))
        return first_inconsistent(ontologies, timeout=timeout, memory=self._memory) if ontologies else None

    def complete(self, axioms: tuple[Axiom, ...]) -> tuple[Axiom, ...]:
        """A minimal set with the definitions of the datatypes in it, which were added to each set asked about."""
        triples = [t for part in (*self._ways, *(a.triples for a in axioms)) for t in part]
        return tuple(sorted({*axioms, *self._defining(triples)}, key=lambda a: a.key))

    def _assertions(self, axioms: Sequence[Axiom], way: Sequence[Triple]) -> list[Triple]:
        triples = [t for a in axioms for t in a.triples]
        more = self._defining([*way, *triples]) if self._definitions else ()
        return list(dict.fromkeys([*triples, *(t for a in more for t in a.triples)])) if more else triples

    def _defining(self, triples: Iterable[Triple]) -> list[Axiom]:
        """The definitions of the datatypes in some triples, and of those in the definitions."""
        definitions: dict[str, Axiom] = {}
        waiting = list(triples)
        while waiting:
            for name in _names([waiting.pop()]) & self._definitions.keys() - definitions.keys():
                definitions[name] = self._definitions[name]
                waiting += definitions[name].triples
        return list(definitions.values())


Box = RuleBox | DLBox


def justifications(
    axioms: Axioms | Sequence[Axiom], box: Box, *, max_justifications: int = 1, first: Sequence[tuple[Axiom, ...]] = ()
) -> Iterator[tuple[Axiom, ...]]:
    """Minimal sets of axioms from which the box's conclusion follows, at most `max_justifications`; none where it does
    not follow.

    `first` are such sets that are known already: they count, and are not given again.
    """
    whole = tuple(axioms.all if isinstance(axioms, Axioms) else axioms)
    reasons = list(first)
    tried: set[frozenset[Axiom]] = set()
    # without these it does not follow, so neither without more
    closed: list[frozenset[Axiom]] = []
    waiting: deque[frozenset[Axiom]] = deque([frozenset()])
    while waiting and len(reasons) < max_justifications:
        without = waiting.popleft()
        if without in tried or any(path <= without for path in closed):
            continue
        tried.add(without)
        reason = next((j for j in reasons if not without & set(j)), None)
        if reason is None:
            start = box.start([a for a in whole if a not in without])
            if start is None:
                closed.append(without)
                continue
            reason = box.complete(shrink(start, box.first))
            reasons.append(reason)
            yield reason
        waiting.extend(without | {member} for member in reason)


First = Callable[[Sequence[Sequence[Axiom]]], int | None]
#: up to so many axioms are taken out one by one; from more, the needed ones are found by halving
_FEW = 16
_WAYS = 10


def shrink(axioms: Sequence[Axiom], first: First) -> tuple[Axiom, ...]:
    """A minimal subset from which the conclusion still follows.

    `first` tells of several sets the first from which it follows; the sets are asked about together, since a start of
    the reasoner costs more than a small question. Of many axioms the order matters: those near the goal come first.
    """
    shrunk = _shrink(axioms, first) if len(axioms) > _FEW else _without_needless(axioms, first)
    return tuple(sorted(shrunk, key=lambda a: a.key))


def _without_needless(axioms: Sequence[Axiom], first: First) -> list[Axiom]:
    """Try each axiom once. What cannot be missed now cannot be missed later, when there is less of the rest."""
    needed = sorted(axioms, key=lambda a: a.key)
    at = 0
    while at < len(needed):
        hit = first([[*needed[:i], *needed[i + 1 :]] for i in range(at, len(needed))])
        if hit is None:
            break
        at += hit
        del needed[at]
    return needed


def _shrink(axioms: Sequence[Axiom], first: First) -> list[Axiom]:
    """Find the shortest beginning from which it follows: its last axiom is needed, and the rest comes before it."""
    needed: list[Axiom] = []
    pool = list(axioms)
    while True:
        low, high = -1, len(pool)
        while high - low > 1:
            step = max(1, (high - low) // _WAYS)
            ends = [*range(low + step, high, step), high]
            hit = first([[*needed, *pool[:end]] for end in ends])
            if hit is None:
                # it cannot be, unless the reasoner was not sure: then all of it is needed
                return [*needed, *pool]
            low, high = (ends[hit - 1] if hit else low), ends[hit]
        if high == 0:
            return needed
        needed.append(pool[high - 1])
        pool = pool[: high - 1]


def _ever_wider(axioms: Sequence[Axiom], goal: Conclusion | None) -> Iterator[list[Axiom]]:
    """Ever larger sets of axioms around the terms of a conclusion, the nearest first, and at last all."""
    remaining = sorted(axioms, key=lambda a: a.key)
    if goal is None:
        yield remaining
        return
    selection: list[Axiom] = []
    names = _names(goal.axiom.triples)
    for _ in range(6):
        near = [axiom for axiom in remaining if _about(axiom) & names]
        if not near:
            break
        selection += near
        near_axioms = set(near)
        remaining = [axiom for axiom in remaining if axiom not in near_axioms]
        names = names.union(*(_names(axiom.triples) for axiom in near))
        yield list(selection)
    if remaining or not selection:
        yield [*selection, *remaining]


def _about(axiom: Axiom) -> frozenset[str]:
    """The terms that an axiom is about: its subject, and for a fact between two things its object as well."""
    main = axiom.main
    if isinstance(main.subject, BlankNode):
        return _names(axiom.triples)
    about = {main.subject.value} if isinstance(main.subject, NamedNode) else set()
    if isinstance(main.object, NamedNode) and main.predicate != _TYPE:
        about.add(main.object.value)
    return frozenset(about)


def _names(triples: Iterable[Triple]) -> frozenset[str]:
    return frozenset(
        term.value
        for triple in triples
        for term in triple
        if isinstance(term, NamedNode) and not term.value.startswith((RDF, RDFS, OWL))
    )
