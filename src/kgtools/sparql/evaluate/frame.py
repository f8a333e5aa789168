"""What an operator is evaluated in: the active graph, what stands outside, and what is wanted of its solutions."""

from __future__ import annotations

from kgtools.sparql.quads.datasets import GraphView
from kgtools.sparql.solutions.solution_table import SolutionTable, is_hidden

__all__ = ["Frame", "dropped", "restricted"]


class Frame:
    """The surroundings of one operator. Frames are never changed: :meth:`replace` gives another one.

    `view` is the active graph; where `graph` is a name, it is each named graph at once, and solutions that depend on it
    have a hidden column of that name. `outer` are outer solutions, whose values are in the place of their variables
    everywhere in the pattern, also in sub-selects that do not project them (EXISTS, pre-binding; section 18.6); `row`
    is the hidden column that says to which of them a solution belongs.

    `needed` are the variables that are looked at above (None: all). `hint` are bindings that solutions will be joined
    with: others need not be found. `limit`: so many solutions will do. `once`: how often a solution comes is not looked
    at.
    """

    __slots__ = ("graph", "hint", "limit", "needed", "once", "outer", "row", "view")

    def __init__(
        self,
        view: GraphView,
        graph: str | None = None,
        outer: SolutionTable | None = None,
        row: str = "",
        needed: frozenset[str] | None = None,
        hint: SolutionTable | None = None,
        limit: int | None = None,
        once: bool = False,
    ) -> None:
        self.view = view
        self.graph = graph
        self.outer = outer
        self.row = row
        self.needed = needed
        self.hint = hint
        self.limit = limit
        self.once = once

    def replace(self, **changes: object) -> Frame:
        """The same surroundings except for some of them."""
        frame = Frame(self.view, self.graph, self.outer, self.row, self.needed, self.hint, self.limit, self.once)
        for name, value in changes.items():
            setattr(frame, name, value)
        return frame

    def needing(self, names: frozenset[str]) -> Frame:
        """The same, where these variables are looked at too, and any number of solutions."""
        needed = None if self.needed is None else self.needed | names
        return self.replace(needed=needed, limit=None)

    def without_hint(self, names: frozenset[str]) -> Frame:
        """The same, with nothing known of these variables."""
        return self.replace(hint=dropped(self.hint, names))


def dropped(hint: SolutionTable | None, names: frozenset[str]) -> SolutionTable | None:
    """The hint without some variables (rows may then come twice); None where nothing is left of it."""
    if hint is None or not names & hint.columns.keys():
        return hint
    others = hint.columns.keys() - names
    return hint.only(others) if others else None


def restricted(hint: SolutionTable | None, names: frozenset[str]) -> SolutionTable | None:
    """What the hint says of these variables and of hidden columns (rows may then come twice)."""
    return (
        None
        if hint is None
        else dropped(hint, frozenset(n for n in hint.columns if n not in names and not is_hidden(n)))
    )
