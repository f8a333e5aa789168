"""A validation result (section 3.6.2), and how grave it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from typing import Literal as Choice

from kgtools.model.place import Place
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import SH
from kgtools.shacl.shapes_graph.path import Path, to_sparql
from kgtools.text.languages import choose

if TYPE_CHECKING:
    from kgtools.shacl.accepted.waivers import Waiver
    from kgtools.shacl.components.component import Constraint
    from kgtools.shacl.explain.explaining import Explanation

__all__ = ["FAIL_ON", "FailOn", "ShapeReason", "ValidationResult", "is_own", "rank_of", "severity_name"]

FailOn = Choice["violation", "warning", "info", "none"]
#: from which severity on a validation has failed, mildest last; any other severity counts as a violation
FAIL_ON: tuple[FailOn, ...] = ("violation", "warning", "info", "none")
#: how grave severities are
_RANK = {SH + "Violation": 0, SH + "Warning": 1, SH + "Info": 2}


@dataclass(frozen=True, slots=True)
class ValidationResult:
    """One validation result (section 3.6.2): who, where, what, and against which shape and constraint.

    Terms have the lexical forms of the data. `path` is a parsed path, or None where no property is concerned. `place`
    is the place of the offending triple in the files and `shape_place` that of the shape, if they are known;
    `in_baseline` says that a baseline has the result, `waiver` who answers for it. `reasons` say why it is there,
    where its constraint judges by other shapes; `reasons_omitted` is how many more there are. Of a result below
    another, `trail` are the paths that lead to its values from the node that the shape above judged. `annotations` are
    what the query of the constraint says besides (section 4 of the Advanced Features). These play no part in equality.
    """

    focus_node: Term
    path: Path | None
    value: Term | None
    source_shape: Term
    source_constraint_component: NamedNode
    source_constraint: Term | None
    severity: NamedNode
    messages: tuple[Literal, ...]
    annotations: tuple[tuple[NamedNode, Term], ...] = field(default=(), compare=False, kw_only=True)
    constraint: Constraint | None = field(default=None, compare=False, repr=False)
    place: Place | None = field(default=None, compare=False)
    shape_place: Place | None = field(default=None, compare=False)
    explanation: Explanation | None = field(default=None, compare=False)
    in_baseline: bool = field(default=False, compare=False)
    waiver: Waiver | None = field(default=None, compare=False)
    reasons: tuple[ShapeReason, ...] = field(default=(), compare=False)
    reasons_omitted: int = field(default=0, compare=False)
    trail: tuple[Path, ...] = field(default=(), compare=False)

    @property
    def details(self) -> tuple[ValidationResult, ...]:
        """The results below this one (``sh:detail``, section 3.6.2): those of its reasons."""
        return tuple(result for reason in self.reasons for result in reason.results)

    @property
    def rank(self) -> int:
        """How grave it is: 0 a violation (or an own severity), 1 a warning, 2 info."""
        return rank_of(self.severity.value)

    @property
    def level(self) -> str:
        """The severity as one of ``violation``, ``warning`` and ``info``; own severities are violations."""
        return FAIL_ON[self.rank]

    @property
    def excused(self) -> bool:
        """Whether it fails nothing: a baseline knows it, or a waiver covers it."""
        return self.in_baseline or self.waiver is not None

    def message(self, languages: tuple[str, ...] = ()) -> Literal:
        """The message to show to a reader of these languages."""
        message = choose(self.messages, languages)
        return Literal("") if message is None else message

    @property
    def sort_key(self) -> tuple[str, ...]:
        """What results are ordered by: focus node, path, component, value, shape."""
        return (
            str(self.focus_node),
            "" if self.path is None else to_sparql(self.path),
            self.source_constraint_component.value,
            "" if self.value is None else str(self.value),
            str(self.source_shape),
            "" if self.source_constraint is None else str(self.source_constraint),
            *map(str, self.messages),
        )


@dataclass(frozen=True, slots=True)
class ShapeReason:
    """What a shape that a constraint refers to says of a node, as far as a result rests on it.

    `results` are those of `shape` at `node`; there are none where the node conforms, which is the reason below
    ``sh:not``, ``sh:xone`` and ``sh:qualifiedMaxCount``. `omitted` is how many more there are. `place` is where the
    node is a value, `shape_place` where the shape begins, as far as that is known.
    """

    shape: Term
    node: Term
    conforms: bool
    results: tuple[ValidationResult, ...] = ()
    omitted: int = 0
    place: Place | None = None
    shape_place: Place | None = None


def rank_of(severity: str) -> int:
    """How grave a severity is: 0 a violation, and any own severity, 1 a warning, 2 info.

    >>> rank_of(SH + "Warning"), rank_of("http://e/Odd")
    (1, 0)
    """
    return _RANK.get(severity, 0)


def is_own(severity: str) -> bool:
    """Whether a severity is not one of the recommendation (section 2.1.4)."""
    return severity not in _RANK


def severity_name(iri: str) -> str:
    """A severity as text says it.

    >>> severity_name(SH + "Warning"), severity_name("http://e/Odd")
    ('warning', '<http://e/Odd>')
    """
    return iri.removeprefix(SH).lower() if iri in _RANK else f"<{iri}>"
