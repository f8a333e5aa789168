"""SERVICE (SPARQL 1.1 Federated Query): left to what the caller brings; else refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgtools.errors import KgtoolsError, RefusedQueryError
from kgtools.sparql.algebra import Service
from kgtools.sparql.evaluate.frame import Frame
from kgtools.sparql.scope import mentioned
from kgtools.sparql.solutions.solution_table import SolutionTable

if TYPE_CHECKING:
    from kgtools.sparql.evaluate.evaluator import Evaluator

__all__ = ["service"]


def service(ev: Evaluator, op: Service, frame: Frame) -> SolutionTable:
    """The solutions of another endpoint; with SILENT the one without bindings where it fails."""
    ask = ev.context.service
    if ask is None:
        raise RefusedQueryError("SERVICE queries another endpoint, and this evaluation is local.")
    try:
        table = ask(op, ev.context)
    except KgtoolsError:
        if not op.silent:
            raise
        return SolutionTable.unit()
    return ev.with_outer(table, mentioned(op), frame)
