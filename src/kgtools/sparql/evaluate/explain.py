"""What an evaluation did, operator by operator: for ``--explain``."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kgtools.model.json import JsonDict
from kgtools.sparql import algebra
from kgtools.sparql.evaluate.patterns.triples import label
from kgtools.sparql.expressions import Expression

if TYPE_CHECKING:
    from kgtools.sparql.evaluate.evaluator import Evaluator
    from kgtools.sparql.evaluate.frame import Frame

__all__ = ["Trace", "TraceEntry"]


class TraceEntry:
    """One operator or step: what it is, how many rows were expected and came, in which time, and what is below it."""

    __slots__ = ("_text", "below", "estimate", "operator", "rows", "seconds")

    def __init__(self, text: str, estimate: float, operator: algebra.Operator | None = None) -> None:
        self._text = text
        self.estimate = estimate
        self.operator = operator
        self.rows = 0
        self.seconds = 0.0
        self.below: list[TraceEntry] = []

    @property
    def label(self) -> str:
        """The operator as people read it; written when it is read, so that it takes no time of the evaluation."""
        return self._text if self.operator is None else _label(self.operator)

    def lines(self, depth: int = 0) -> list[str]:
        """This and what is below it, a line each."""
        estimate = f"{self.estimate:,.0f}" if self.estimate >= 10 else f"{self.estimate:.2g}"
        rows = "1 row" if self.rows == 1 else f"{self.rows:,} rows"
        lines = [f"{'  ' * depth}{self.label}: {rows} (expected {estimate}), {self.seconds * 1e3:.2f} ms"]
        for entry in self.below:
            lines += entry.lines(depth + 1)
        return lines

    def as_dict(self) -> JsonDict:
        """This and what is below it, for JSON."""
        return {
            "operator": self.label,
            "expected": round(self.estimate, 2),
            "rows": self.rows,
            "seconds": round(self.seconds, 6),
            "below": [entry.as_dict() for entry in self.below],
        }


class Trace:
    """The entries of an evaluation as a tree; `entries` are those of what was evaluated by itself.

    An evaluation that is given one writes down what it does.

    >>> from kgtools.store import MemoryStore
    >>> store, trace = MemoryStore(), Trace()
    >>> store.load_bytes(b"@prefix e: <http://e/> . e:a e:p 1, 2 .", format="turtle")
    >>> _ = store.evaluate("SELECT ?o { ?s <http://e/p> ?o }", trace=trace)
    >>> [(entry["operator"], entry["rows"]) for entry in trace.as_list()]
    [('Project ?o', 2)]
    """

    def __init__(self) -> None:
        self.entries: list[TraceEntry] = []
        self._open: list[tuple[TraceEntry, float]] = []
        self._last = 0.0

    def lines(self) -> list[str]:
        """The plan as text, an operator a line, what is below another one indented."""
        return [line for entry in self.entries for line in entry.lines()]

    def as_list(self) -> list[JsonDict]:
        """The plan for JSON: of each operator its label, rows expected and real, seconds, and what is below it."""
        return [entry.as_dict() for entry in self.entries]

    def begin(self, ev: Evaluator, op: algebra.Operator, frame: Frame) -> None:
        """An operator begins."""
        from kgtools.sparql.evaluate.estimates import estimated

        entry = TraceEntry("", estimated(ev, op, frame), op)
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

    def joined(self, equalities: Iterable[Expression], estimate: float, rows: int) -> None:
        """Two tables were joined on what these conditions equate."""
        self.step(f"Join on {' && '.join(map(_expression, equalities))}", estimate, rows)

    def end(self, rows: int) -> None:
        """The operator under way is done."""
        entry, start = self._open.pop()
        self._last = time.perf_counter()
        entry.rows = rows
        entry.seconds = self._last - start


def _label(op: algebra.Operator) -> str:
    kind = type(op).__name__
    match op:
        case algebra.Filter(condition=condition):
            return f"Filter {_expression(condition)}"
        case algebra.LeftJoin(condition=Expression() as condition):
            return f"LeftJoin {_expression(condition)}"
        case algebra.Extend(variable=variable, expression=expression):
            return f"Extend {label((variable,))} {_expression(expression)}"
        case algebra.Project(variables=variables) | algebra.Values(variables=variables):
            return f"{kind} {label(variables)}".rstrip()
        case algebra.Group(keys=keys):
            return f"Group {label(variable for variable, _ in keys)}".rstrip()
        case algebra.Graph(name=name) | algebra.Service(name=name):
            return f"{kind} {label((name,))}"
        case algebra.PathPattern(subject=subject, path=path, object=end):
            return label((subject, path, end))
        case algebra.Slice(start=start, length=length):
            return f"Slice {start}, {'to the end' if length is None else length}"
        case algebra.SemiJoin(negated=True):
            return "AntiJoin"
        case algebra.BGP(triples=triples):
            return f"BGP of {len(triples)}"
    return kind


def _expression(node: Expression) -> str:
    # an s-expression is written for those who look at a plan, and for nobody else
    from kgtools.sparql.serialize import to_sexpr

    return to_sexpr(node, width=1 << 20)
