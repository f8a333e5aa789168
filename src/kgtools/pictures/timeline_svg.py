"""Draws timelines: dark where something held for certain, light where it may have, fading where an end is not known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kgtools.pictures.bars import Bar
from kgtools.pictures.canvas import Canvas, linked
from kgtools.pictures.picture import Look
from kgtools.text.characters import visible
from kgtools.text.markup import Html, element

__all__ = ["draw_timeline", "sample"]

_WIDTH, _LABELS, _MARGIN = 760.0, 210.0, 12.0
_ROW, _HEAD, _BAR = 24.0, 30.0, 14.0
_CERTAIN, _POSSIBLE, _GRID = "#1f5fa8", "#a9c7ea", "#d0d7de"
#: months that are drawn before the first date and behind the last one
_MARGIN_MONTHS = 9
_MAX_YEAR_LABELS = 11


@dataclass(frozen=True)
class _Scale:
    """The months that are drawn, and where."""

    first: int
    last: int

    def __call__(self, month: int) -> float:
        return _LABELS + (month - self.first) * (_WIDTH - _LABELS - _MARGIN) / (self.last - self.first)


def draw_timeline(title: str, bars: tuple[Bar, ...], look: Look) -> Html:
    """The SVG of dated bars; nothing where there is none."""
    if not bars:
        return Html("")
    months = [month for bar in bars for month in _months(bar)]
    at = _Scale(min(months) - _MARGIN_MONTHS, max(months) + 1 + _MARGIN_MONTHS)
    lines = list(_lines(bars))
    canvas = Canvas(_WIDTH, _HEAD + len(lines) * _ROW + _MARGIN, look.is_mirrored)
    parts = [_fades(look), *_years(canvas, at)]
    for place, line in enumerate(lines):
        top = _HEAD + place * _ROW
        if isinstance(line, str):
            parts.append(canvas.text(_MARGIN, top + 16, line, room=_WIDTH - 2 * _MARGIN, font_weight="bold"))
        else:
            parts.append(_bar(canvas, line, at, top, look))
    t = look.words
    certain = sum(bar.certain is not None for bar in bars)
    description = f"{t('certain')}: {certain}; {t('possible')}: {len(bars) - certain}"
    return canvas.element(f"{t('timeline')}: {title}", description, parts, key=look.key, class_="timeline")


def sample(kind: str) -> Html:
    """A small sample of the ``certain`` or the ``possible`` part of a bar, for the text beside a picture."""
    fill = _CERTAIN if kind == "certain" else _POSSIBLE
    box = element("rect", width="14", height="10", fill=fill, class_=kind)
    return element("svg", box, width="14", height="10", viewBox="0 0 14 10", aria_hidden="true", class_="sample")


def _months(bar: Bar) -> list[int]:
    """The months that the dates of a bar name."""
    dates = [date for date in (bar.start, bar.end) if date is not None]
    return [month for date in dates for month in (date.earliest, date.latest) if month is not None]


def _lines(bars: tuple[Bar, ...]) -> Iterator[Bar | str]:
    """The bars, and before those of each group its label."""
    group = ""
    for bar in bars:
        if bar.group and bar.group_iri != group:
            group = bar.group_iri
            yield bar.group
        yield bar


def _years(canvas: Canvas, at: _Scale) -> Iterator[Html]:
    years = range(-(-at.first // 12), at.last // 12 + 1)
    step = next((n for n in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500) if len(years) <= n * _MAX_YEAR_LABELS), 1000)
    for year in years:
        if year % step == 0:
            x = at(year * 12)
            yield canvas.line(x, _HEAD - 8, x, canvas.height - _MARGIN / 2, stroke=_GRID, class_="grid")
            yield canvas.text(x, _HEAD - 14, f"{year:04d}", at="middle", font_size="11")


def _bar(canvas: Canvas, bar: Bar, at: _Scale, top: float, look: Look) -> Html:
    y = top + (_ROW - _BAR) / 2
    begins, ends = bar.possible
    months = _months(bar)
    left = min(months) if begins is None else begins
    right = (max(months) if ends is None else ends) + 1
    parts = [canvas.box(at(left), at(right), y, _BAR, fill=_POSSIBLE, class_="possible")]
    if begins is None:
        parts.append(canvas.box(at(at.first), at(left), y, _BAR, fill=f"url(#{look.key}-in)"))
    if ends is None:
        parts.append(canvas.box(at(right), at(at.last), y, _BAR, fill=f"url(#{look.key}-out)"))
    if bar.certain is not None:
        first, last = bar.certain
        parts.append(canvas.box(at(first), at(last + 1), y, _BAR, fill=_CERTAIN, class_="certain"))
    label = canvas.text(_LABELS - 10, top + 16, bar.label, at="end", room=_LABELS - 10 - _MARGIN)
    drawn = element("g", element("title", visible(bar.sentence)), label, *parts)
    href = look.href(bar.iri) or look.href(bar.other)
    return linked(drawn, href)


def _fades(look: Look) -> Html:
    """What fills the ends that are not known: light on the side of the bar, nothing on the other."""
    gradients = []
    for name in ("out", "in"):
        # in a mirrored drawing the end lies at the left
        full_first = (name == "out") != look.is_mirrored
        stops = (
            element("stop", offset=str(place), stop_color=_POSSIBLE, stop_opacity=str(int(full)), class_="fade")
            for place, full in enumerate((full_first, not full_first))
        )
        gradients.append(element("linearGradient", *stops, id=f"{look.key}-{name}"))
    return element("defs", *gradients)
