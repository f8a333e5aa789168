"""Draws flows: two columns of places, and a stripe for each pair, as wide as those who went are many."""

from __future__ import annotations

from kgtools.pictures.canvas import Canvas, linked, number
from kgtools.pictures.picture import Look
from kgtools.pictures.stripes import Side, Stripe
from kgtools.text.characters import visible
from kgtools.text.markup import Html, element

__all__ = ["draw_flow"]

_WIDTH, _LABELS, _COLUMN, _MARGIN = 900.0, 280.0, 14.0, 12.0
_UNIT, _GAP, _HEAD = 20.0, 12.0, 30.0
#: the stripes of each source have the colour of its place; dark enough beside white
_COLOURS = ("#1f5fa8", "#a8501f", "#2f7d4f", "#7b4aa8", "#8a6d1d", "#a83253", "#1f7f8c", "#5c5f66")


def draw_flow(
    title: str, stripes: tuple[Stripe, ...], sources: tuple[Side, ...], targets: tuple[Side, ...], look: Look
) -> Html:
    """The SVG of a flow; empty if nobody moved."""
    if not stripes:
        return Html("")
    # many are drawn in the room of some
    unit = min(_UNIT, 1200.0 / sum(stripe.count for stripe in stripes))
    sides = (sources, targets)
    heights = [sum(max(count * unit, 2.0) + _GAP for _, _, count in side) for side in sides]
    canvas = Canvas(_WIDTH, _HEAD + max(heights) + _MARGIN, look.is_mirrored)
    t = look.words
    lefts = (_LABELS, _WIDTH - _LABELS - _COLUMN)
    places: list[dict[str, float]] = []
    parts = [
        canvas.text(_LABELS + _COLUMN, 18, t("flow_left"), at="end", font_weight="bold"),
        canvas.text(_WIDTH - _LABELS - _COLUMN, 18, t("flow_went"), font_weight="bold"),
    ]
    colours = {iri: _COLOURS[at % len(_COLOURS)] for at, (iri, _, _) in enumerate(sources)}
    columns: list[Html] = []
    for side, left in zip(sides, lefts, strict=True):
        top, tops = _HEAD, {}
        for iri, label, count in side:
            tops[iri] = top
            height = max(count * unit, 2.0)
            fill = colours.get(iri, "#5c5f66") if side is sources else "#5c5f66"
            columns.append(canvas.box(left, left + _COLUMN, top, height, fill=fill))
            columns.append(_place(canvas, iri, f"{label} ({count})", left, top + height / 2 + 4, look))
            top += height + _GAP
        places.append(tops)
    # the thickest stripes lie at the bottom, so that thin ones are seen and can be clicked
    order = {iri: at for at, (iri, _, _) in enumerate(targets)}
    for stripe in sorted(stripes, key=lambda s: (s.source, order[s.target])):
        height = max(stripe.count * unit, 2.0)
        y1, y2 = places[0][stripe.source], places[1][stripe.target]
        places[0][stripe.source] += height
        places[1][stripe.target] += height
        parts.append(_stripe(canvas, stripe, y1, y2, height, colours[stripe.source], look, stripes.index(stripe)))
    description = f"{len(sources)} → {len(targets)}; {sum(stripe.count for stripe in stripes)}"
    return canvas.element(title, description, [*parts, *columns], key=look.key, class_="flow")


def _place(canvas: Canvas, iri: str, label: str, left: float, y: float, look: Look) -> Html:
    room = _LABELS - 2 * _MARGIN
    if left == _LABELS:
        text = canvas.text(left - 8, y, label, at="end", room=room)
    else:
        text = canvas.text(left + _COLUMN + 8, y, label, room=room)
    href = look.href(iri)
    return linked(text, href)


def _stripe(
    canvas: Canvas, stripe: Stripe, y1: float, y2: float, height: float, colour: str, look: Look, place: int
) -> Html:
    x1, x2 = _LABELS + _COLUMN, _WIDTH - _LABELS - _COLUMN
    middle = (x1 + x2) / 2
    a, m, b = (number(canvas.x(x)) for x in (x1, middle, x2))
    top1, top2, low1, low2 = (number(y) for y in (y1, y2, y1 + height, y2 + height))
    path = f"M{a} {top1}C{m} {top1} {m} {top2} {b} {top2}L{b} {low2}C{m} {low2} {m} {low1} {a} {low1}Z"
    who = ", ".join(label for _, label in stripe.who)
    title = f"{stripe.source_label} → {stripe.target_label}: {stripe.count}" + (f" ({who})" if who else "")
    drawn = element("path", element("title", visible(title)), d=path, fill=colour, fill_opacity="0.45", class_="stripe")
    # the row of the table below, which names the people
    return element("a", drawn, href=f"#{look.key}-{place}", aria_label=visible(title))
