"""Timelines: what held from when to when, as far as that is known; what is certain apart from what is possible."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING

from kgtools.errors import UsageError
from kgtools.model.dates import PartialDate, parse_edtf
from kgtools.pictures.picture import Look, Picture
from kgtools.text.markup import Html

if TYPE_CHECKING:
    from kgtools.query.portrait.records import Portrait, Statement

__all__ = ["Bar", "Timeline", "related", "timeline_of_portraits"]

#: the sections of a portrait whose statements are taken to be so
_HOLDING = ("facts", "derived")


@dataclass(frozen=True)
class Bar:
    """One thing that held: a label, when it began and ended as far as that is stated, and the sentence that says it.

    `group` is the label of the thing that it is about, and `group_iri` its IRI; `iri` is that of the situation, and
    `other` that of the thing that the label names.
    """

    label: str
    sentence: str
    start: PartialDate | None = None
    end: PartialDate | None = None
    period: str = ""
    kind: str = ""
    iri: str = ""
    other: str = ""
    group: str = ""
    group_iri: str = ""

    @property
    def possible(self) -> tuple[int | None, int | None]:
        """The first and the last month in which it may have held; None where that is not known.

        >>> from kgtools.model.dates import parse_edtf
        >>> bar = Bar("Meta", "", parse_edtf("2021"), parse_edtf("2023-06"))
        >>> bar.possible, bar.certain
        ((24252, 24281), (24264, 24280))
        """
        return (
            None if self.start is None else self.start.earliest,
            None if self.end is None else self.end.latest,
        )

    @property
    def certain(self) -> tuple[int, int] | None:
        """The first and the last month in which it held by every reading of its dates; None where there is none."""
        if self.start is None or self.end is None:
            return None
        if self.start.text == self.end.text:
            # a moment: certain where it is one month
            month = self.start.earliest
            return (month, month) if month is not None and month == self.start.latest else None
        if self.start.latest is None or self.end.earliest is None:
            return None
        first, last = self.start.latest + 1, self.end.earliest - 1
        return (first, last) if first <= last else None

    @property
    def is_dated(self) -> bool:
        """Whether any bound is known."""
        dates = [date for date in (self.start, self.end) if date is not None]
        return any(date.earliest is not None or date.latest is not None for date in dates)


@dataclass(frozen=True)
class Timeline(Picture):
    """Bars in order of time, by group.

    >>> from kgtools.model.dates import parse_edtf
    >>> line = Timeline("Ada", (Bar("Mill", "Ada worked at the mill.", parse_edtf("1840"), parse_edtf("1842-05")),))
    >>> line.rows
    (('', 'Mill', '1840', '1842-05', '', 'Ada worked at the mill.'),)
    >>> str(line.svg())[:4]
    '<svg'
    """

    title: str
    bars: tuple[Bar, ...]
    of: tuple[str, ...] = ()

    @cached_property
    def dated(self) -> tuple[Bar, ...]:
        """The bars of which a bound is known: those that are drawn."""
        return tuple(bar for bar in self.bars if bar.is_dated)

    @cached_property
    def unknown(self) -> tuple[Bar, ...]:
        """The bars of which no date is known: those that are only told."""
        return tuple(bar for bar in self.bars if not bar.is_dated)

    @property
    def columns(self) -> Sequence[str]:
        return ("thing", "label", "start", "end", "kind", "sentence")

    @property
    def rows(self) -> Sequence[Sequence[str]]:
        return tuple(
            (
                bar.group,
                bar.label,
                "" if bar.start is None else bar.start.text,
                "" if bar.end is None else bar.end.text,
                bar.kind,
                bar.sentence,
            )
            for bar in self.bars
        )

    def svg(self, look: Look | None = None) -> Html:
        from kgtools.pictures.timeline_svg import draw_timeline

        return draw_timeline(self, look or Look())


def timeline_of_portraits(title: str, portraits: Iterable[Portrait]) -> Timeline:
    """The timeline of one thing or of several: the situations of each, in order of time.

    Situations without any date are told with it, where others of their kind have one.
    """
    given = list(portraits)
    several = len(given) > 1
    bars: list[Bar] = []
    kinds: set[str] = set()
    for portrait in given:
        for key in _HOLDING:
            for statement in portrait.section(key):
                if statement.kind:
                    bars.append(_bar(statement, portrait, grouped=several))
    kinds = {bar.kind for bar in bars if bar.is_dated}
    kept = [bar for bar in bars if bar.kind in kinds]
    order = {portrait.iri: place for place, portrait in enumerate(given)}
    kept.sort(key=lambda bar: (order.get(bar.group_iri, 0), not bar.is_dated))
    return Timeline(title, tuple(kept), tuple(portrait.iri for portrait in given))


def related(portrait: Portrait, *, most: int = 40) -> tuple[str, ...]:
    """The things that the situations of one kind take together with a thing: of the kind that has most of them."""
    groups: dict[str, dict[str, None]] = {}
    for key in _HOLDING:
        for statement in portrait.section(key):
            for piece in statement.sentence:
                if piece.iri and piece.iri != portrait.iri and statement.kind:
                    groups.setdefault(statement.kind, {})[piece.iri] = None
    best = max(groups.values(), key=len, default={})
    return tuple(best)[:most]


def _bar(statement: Statement, portrait: Portrait, *, grouped: bool) -> Bar:
    # what follows a semicolon is told beside
    main = takewhile(lambda piece: piece.iri or ";" not in piece.text, statement.sentence)
    others = [piece for piece in main if piece.iri and piece.iri != portrait.iri]
    distinct = list(dict.fromkeys(piece.text for piece in others))
    return Bar(
        label=", ".join(distinct[:2]) or statement.text,
        sentence=statement.text,
        start=_date(statement.start),
        end=_date(statement.end),
        period=statement.period,
        kind=statement.kind,
        iri=statement.iri,
        other=others[0].iri if others else "",
        group=portrait.label if grouped else "",
        group_iri=portrait.iri,
    )


def _date(text: str) -> PartialDate | None:
    try:
        return parse_edtf(text) if text else None
    except UsageError:
        return None
