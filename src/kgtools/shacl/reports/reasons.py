"""The reasons below a result as lines for people: one an alternative, one a value, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kgtools.model.place import Place
from kgtools.shacl.components.messages import CONFORMS, FAILS, MORE
from kgtools.shacl.reports.plain import message_text, steps_text, text_of
from kgtools.shacl.result import ShapeReason, ValidationResult
from kgtools.shacl.shapes_graph.path import Path
from kgtools.shacl.wording.wording import language_of
from kgtools.text.characters import visible

if TYPE_CHECKING:
    from kgtools.shacl.report import ValidationReport

__all__ = ["ReasonLine", "placed_text", "reason_lines"]


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """A line: its depth, its text, its place in the data, and the place of the shape."""

    level: int
    text: str
    place: Place | None = None
    shape_place: Place | None = None


def placed_text(line: ReasonLine) -> str:
    """The text of a line with its places."""
    places = [] if line.place is None else [str(line.place)]
    places += [] if line.shape_place is None else [f"shape at {line.shape_place}"]
    return line.text + (f" ({visible('; '.join(places))})" if places else "")


def reason_lines(result: ValidationResult, report: ValidationReport) -> list[ReasonLine]:
    """The lines below a result, none where it has no reasons."""
    if not result.reasons and not result.reasons_omitted:
        return []
    trail = () if result.path is None else (result.path,)
    return list(_Lines(report).below(result, trail, 0))


class _Lines:
    def __init__(self, report: ValidationReport) -> None:
        self._report = report
        self._language = language_of(report.languages)

    def below(self, result: ValidationResult, trail: tuple[Path, ...], level: int) -> Iterator[ReasonLine]:
        """The lines of what a result rests on; `trail` leads to its value node."""
        for reason in result.reasons:
            yield from self._reason(reason, trail, level, one=_is_all(result))
        if result.reasons_omitted:
            yield ReasonLine(level, MORE[self._language].format(count=result.reasons_omitted))

    def _reason(self, reason: ShapeReason, trail: tuple[Path, ...], level: int, *, one: bool) -> Iterator[ReasonLine]:
        if reason.conforms:
            yield self._verdict(CONFORMS[self._language], reason, trail, level)
            return
        lines = [line for result in reason.results for line in self._result(result, trail, level)]
        if reason.omitted:
            lines.append(ReasonLine(level, MORE[self._language].format(count=reason.omitted)))
        if one or len([line for line in lines if line.level == level]) == 1:
            yield from lines
            return
        # of several lines it would not be known that they belong together
        yield self._verdict(FAILS[self._language], reason, trail, level)
        yield from (replace(line, level=line.level + 1) for line in lines)

    def _result(self, result: ValidationResult, trail: tuple[Path, ...], level: int) -> Iterator[ReasonLine]:
        whole = (*trail, *result.trail)
        if result.reasons and _is_all(result):
            yield from self.below(result, whole, level)
            return
        yield _line(message_text(result, self._report), whole, level, result)
        yield from self.below(result, whole, level + 1)

    def _verdict(self, template: str, reason: ShapeReason, trail: tuple[Path, ...], level: int) -> ReasonLine:
        """Whether a node conforms to a shape, with the place of the shape."""
        text = text_of(reason.node, self._report)
        if self._language == "he":
            # it keeps its own direction in the sentence (UAX #9, isolates); names of shapes have isolates of their own
            text = f"\u2068{text}\u2069"
        return _line(template.format(found=text, shape=self._report.shape_phrase(reason.shape)), trail, level, reason)


def _line(text: str, trail: tuple[Path, ...], level: int, at: ValidationResult | ShapeReason) -> ReasonLine:
    steps = steps_text(trail)
    return ReasonLine(level, visible(f"{steps}: {text}" if steps else text), at.place, at.shape_place)


def _is_all(result: ValidationResult) -> bool:
    return result.constraint is not None and result.constraint.needs_all
