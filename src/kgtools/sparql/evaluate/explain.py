"""What an evaluation did, operator by operator: for ``--explain``."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from kgtools.sparql import algebra
from kgtools.sparql.expressions import Variable

if TYPE_CHECKING:
    from kgtools.sparql.evaluate.evaluator import Evaluator
    from kgtools.sparql.evaluate.frame import Frame

__all__ = ["Trace", "TraceEntry"]


class TraceEntry:
    """One operator or step: what it is, how many rows were expected and came, in which time, and what is below it."""

    __slots__ = ("below", "estimate", "label", "operator", "rows", "seconds")

    def __init__(self, label: str, estimate: float, operator: algebra.Operator | None = None) -> None:
        self.label = label
        self.estimate = estimate
        self.operator = operator
        self.rows = 0
        self.seconds = 0.0
        self.below: list[TraceEntry] = []

    def lines(self, depth: int = 0) -> list[str]:
        """This and what is below it, a line each."""
        estimate = f"{self.estimate:,.0f}" if self.estimate >= 10 else f"{self.estimate:.2g}"
        made = [f"{'  ' * depth}{self.label}: {self.rows:,} rows (expected {estimate}), {self.seconds * 1e3:.2f} ms"]
        for entry in self.below:
            made += entry.lines(depth + 1)
        return made


class Trace:
    """The entries of an evaluation as a tree; `entries` are those of what was evaluated by itself."""

    def __init__(self) -> None:
        self.entries: list[TraceEntry] = []
        self._open: list[tuple[TraceEntry, float]] = []
        self._last = 0.0

    def begin(self, ev: Evaluator, op: algebra.Operator, frame: Frame) -> None:
        """An operator begins."""
        from kgtools.sparql.evaluate.estimates import estimated

        entry = TraceEntry(_label(op), estimated(ev, op, frame), op)
        (self._open[-1][0].below if self._open else self.entries).append(entry)
        self._last = time.perf_counter()
        self._open.append((entry, self._last))

    def step(self, label: str, estimate: float, rows: int) -> None:
        """A step of the operator under way was done."""
        now = time.perf_counter()
        entry = TraceEntry(label, estimate)
        entry.rows, entry.seconds = rows, now - self._last
        self._last = now
        (self._open[-1][0].below if self._open else self.entries).append(entry)

    def end(self, rows: int) -> None:
        """The operator under way is done."""
        entry, begun = self._open.pop()
        self._last = time.perf_counter()
        entry.rows = rows
        entry.seconds = self._last - begun


def _label(op: algebra.Operator) -> str:
    match op:
        case algebra.Project(variables=variables):
            return f"Project({' '.join(map(_name, variables))})"
        case algebra.Extend(variable=variable):
            return f"Extend({_name(variable)})"
        case algebra.Group(keys=keys):
            return f"Group({' '.join(_name(variable) for variable, _ in keys)})"
        case algebra.Graph(name=name):
            return f"Graph({_name(name)})"
        case algebra.Slice(start=start, length=length):
            return f"Slice({start}, {'to the end' if length is None else length})"
        case algebra.Values(variables=variables):
            return f"Values({' '.join(map(_name, variables))})"
        case algebra.BGP(triples=triples):
            return f"BGP of {len(triples)}"
    return type(op).__name__


def _name(node: object) -> str:
    from kgtools.sparql.evaluate.patterns import label

    return f"?{node.name}" if isinstance(node, Variable) else label((("", node),))
