"""Parts of a validation report: what was looked at, what is left out of the results, and what excuses them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kgtools.model.terms import Term

if TYPE_CHECKING:
    from kgtools.shacl.accepted.baseline import BaselineEntry
    from kgtools.shacl.accepted.waivers import Waiver
    from kgtools.shacl.incomplete import NotEvaluated, UnjudgedShape

__all__ = ["Coverage", "Excuses", "Omissions"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a validation looked at: how many triples (None where that is not known) and shapes, and which shapes judged
    nothing.

    `unmatched_shapes` are the shapes with targets that no node of the data fits, `shapes_without_targets` says that no
    shape has any; `unjudged_shapes` are those that no node is ever judged by. `not_evaluated` are the parts of the
    shapes that were left out: results may be missing, and only rules among them may make one wrong.

    >>> Coverage(triples=3, shapes=1).unmatched_shapes
    ()
    """

    triples: int | None = None
    shapes: int = 0
    unmatched_shapes: tuple[str, ...] = ()
    shapes_without_targets: bool = False
    unjudged_shapes: tuple[UnjudgedShape, ...] = ()
    not_evaluated: tuple[NotEvaluated, ...] = ()


@dataclass(frozen=True, slots=True)
class Omissions:
    """How many results are left out of a report (by ``severity`` or ``max_results``): they count all the same.

    `by_severity` (IRIs) are all of them, `failing` those that nothing excuses, `by_shape` are all by the node of their
    shape.

    >>> Omissions({"http://www.w3.org/ns/shacl#Info": 2}).count
    2
    """

    by_severity: Mapping[str, int] = field(default_factory=dict)
    failing: Mapping[str, int] = field(default_factory=dict)
    by_shape: Mapping[Term, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many results are left out."""
        return sum(self.by_severity.values())


@dataclass(frozen=True, slots=True)
class Excuses:
    """What a baseline and waivers say beside the results that they excuse: `gone_entries` of the baseline are no longer
    found, `expired_waivers` are past their day, `unused_waivers` cover no result.

    >>> Excuses().has_baseline
    False
    """

    has_baseline: bool = False
    gone_entries: tuple[BaselineEntry, ...] = ()
    expired_waivers: tuple[Waiver, ...] = ()
    unused_waivers: tuple[Waiver, ...] = ()
