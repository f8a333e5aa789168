"""Timelines: what held from when to when, as far as that is known; what is certain apart from what is possible."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING

from kgtools.errors import UsageError
from kgtools.model.dates import PartialDate, parse_edtf
from kgtools.pictures.bars import Bar
from kgtools.pictures.picture import Look, Picture
from kgtools.pictures.timeline_svg import draw_timeline
from kgtools.text.markup import Html

if TYPE_CHECKING:
    from kgtools.query.portrait.records import Portrait, Statement

__all__ = ["Timeline", "related", "timeline_of_portraits"]

#: the sections of a portrait whose statements are taken to be so
_HOLDING = ("facts", "derived")


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
        return draw_timeline(self.title, self.dated, look or Look())


def timeline_of_portraits(title: str, portraits: Iterable[Portrait]) -> Timeline:
    """The timeline of one thing or of several: the situations of each, in order of time.

    Situations without any date are told with it, where others of their kind have one.

    >>> from kgtools.query.portrait.records import Piece, Portrait, Section, Statement
    >>> sentence = (Piece("Ada was at "), Piece("the mill", "http://e/mill"))
    >>> work = Statement("http://e/work", sentence, kind="http://e/Employment", start="1840")
    >>> ada = Portrait("http://e/ada", "Ada", "en", (), (), (Section("facts", "Facts", (work,)),))
    >>> timeline_of_portraits("Ada", [ada]).rows
    (('', 'the mill', '1840', '', 'http://e/Employment', 'Ada was at the mill'),)
    """
    all_portraits = list(portraits)
    several = len(all_portraits) > 1
    bars: list[Bar] = []
    kinds: set[str] = set()
    for portrait in all_portraits:
        for key in _HOLDING:
            for statement in portrait.section(key):
                if statement.kind:
                    bars.append(_bar(statement, portrait, grouped=several))
    kinds = {bar.kind for bar in bars if bar.is_dated}
    shown_bars = [bar for bar in bars if bar.kind in kinds]
    order = {portrait.iri: place for place, portrait in enumerate(all_portraits)}
    shown_bars.sort(key=lambda bar: (order.get(bar.group_iri, 0), not bar.is_dated))
    return Timeline(title, tuple(shown_bars), tuple(portrait.iri for portrait in all_portraits))


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
    # the part after a semicolon is shown beside the bar
    main = takewhile(lambda piece: piece.iri or ";" not in piece.text, statement.sentence)
    others = [piece for piece in main if piece.iri and piece.iri != portrait.iri]
    if not others:
        # the part before may name nothing but the thing itself
        others = [piece for piece in statement.sentence if piece.iri and piece.iri != portrait.iri]
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
