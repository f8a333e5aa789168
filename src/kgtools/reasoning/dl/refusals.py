"""Statements at which HermiT stops without warning, found by trying smaller and smaller sets of them.

An ontology with an inconsistent part is inconsistent: the rest is not tried then.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from kgtools.ontology.axioms import Axiom, Axioms
from kgtools.ontology.prepare import PreparedOntology
from kgtools.ontology.unsupported import SetAside
from kgtools.reasoning.dl.hermit import RefusedError, decide, failure
from kgtools.reasoning.limits import out_of_time

__all__ = ["without_refused"]

#: statements that are found one by one; an ontology with more of them is not one for this reasoner
_MAX_REFUSED_STATEMENTS = 20
#: beginnings of the statements that are asked about in one run
_WAYS = 10


def without_refused(ontology: PreparedOntology, *, timeout: float, memory: int) -> PreparedOntology:
    """What is left when each statement is set aside at which HermiT stops. Raises as HermiT does where it is not found.

    Looks for the shortest beginning of the statements at which HermiT stops: the last of them is set aside, and the
    search goes on with the others. `timeout` is for all of it.
    """
    until = time.monotonic() + timeout
    statements = list(ontology.statements)
    aside: dict[tuple[str, bool], list[Axiom]] = {}
    for _ in range(_MAX_REFUSED_STATEMENTS):
        refusals = _next(ontology, statements, until, timeout, memory)
        if refusals is None:
            return _less(ontology, statements, aside)
        at, reason = refusals
        if not reason:
            return _less(ontology, statements[:at], aside)
        statement = statements.pop(at)
        aside.setdefault((reason, statement in ontology.rules), []).append(statement)
    raise RefusedError("HermiT", f"{reason}; it stops at more than {_MAX_REFUSED_STATEMENTS} statements.")


def _next(
    ontology: PreparedOntology, statements: Sequence[Axiom], until: float, timeout: float, memory: int
) -> tuple[int, str] | None:
    """The place of the next statement at which HermiT stops, and why; None where it takes them all.

    Without a reason: how many of them contradict each other.
    """
    low, high, reason = 0, len(statements) + 1, ""
    while high - low > 1:
        step = max(1, (high - low) // _WAYS)
        ends = sorted({*range(low + step, high, step), min(high, len(statements))})
        triples = [[*ontology.declarations, *(t for s in statements[:end] for t in s.triples)] for end in ends]
        remaining = until - time.monotonic()
        if remaining <= 0:
            raise out_of_time("the reasoner", timeout)
        decision = decide(triples, timeout=remaining, memory=memory)
        if not decision.refusal:
            if decision.consistent < len(ends):
                return ends[decision.consistent], ""
            if ends[-1] == len(statements):
                return None
            low = ends[-1]
            continue
        error = failure(decision.refusal, "hermit", memory)
        if not isinstance(error, RefusedError):
            raise error
        reason = f"HermiT stops at it ({error.reason})"
        low, high = (ends[decision.consistent - 1] if decision.consistent else low), ends[decision.consistent]
    return (high - 1, reason) if reason else None


def _less(
    ontology: PreparedOntology, statements: Sequence[Axiom], aside: dict[tuple[str, bool], list[Axiom]]
) -> PreparedOntology:
    rules = tuple(statement for statement in statements if statement in ontology.rules)
    axioms = Axioms([*ontology.declarations, *(t for s in statements if s not in ontology.rules for t in s.triples)])
    kinds = [
        SetAside(reason, tuple((axiom, axiom.main) for axiom in group), rules=is_rule)
        for (reason, is_rule), group in aside.items()
    ]
    return replace(ontology, axioms=axioms, rules=rules, aside=(*ontology.aside, *kinds))
