"""What pictures are drawn with: an SVG element, texts in their own direction, and horizontal places that can mirror."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kgtools.text.characters import is_right_to_left, visible
from kgtools.text.markup import Html, element
from kgtools.text.width import cut, width_of

__all__ = ["CELL", "Canvas", "linked", "number"]

#: how wide a letter is at most, at the size of the labels
CELL = 6.6
_INK, _FONT = "#1b1f24", "system-ui, sans-serif"


def number(value: float) -> str:
    """A coordinate: at most one decimal place, and none where it is whole.

    >>> number(12.0), number(0.25), number(-0.04)
    ('12', '0.2', '0')
    """
    text = f"{value:.1f}"
    return text.removesuffix(".0").replace("-0", "0") if float(text) == 0 else text.removesuffix(".0")


@dataclass(frozen=True)
class Canvas:
    """A drawing of a width and height; with `mirrored` what is at the left is drawn at the right."""

    width: float
    height: float
    mirrored: bool = False

    def x(self, place: float) -> float:
        """A horizontal place as it is drawn."""
        return self.width - place if self.mirrored else place

    def element(self, title: str, description: str, parts: Iterable[Html], *, key: str, class_: str) -> Html:
        """The SVG element, which has a title and a description for those who do not see it."""
        return element(
            "svg",
            element("title", visible(title), id=f"{key}-title"),
            element("desc", visible(description), id=f"{key}-desc"),
            self.box(0, self.width, 0, self.height, fill="#ffffff", class_="ground"),
            *parts,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {number(self.width)} {number(self.height)}",
            width=number(self.width),
            height=number(self.height),
            class_=f"picture {class_}",
            role="group",
            aria_labelledby=f"{key}-title {key}-desc",
            font_family=_FONT,
            font_size="12",
            fill=_INK,
        )

    def box(self, left: float, right: float, top: float, height: float, **attributes: object) -> Html:
        """A rectangle between two horizontal places."""
        start = min(self.x(left), self.x(right))
        return element(
            "rect",
            x=number(start),
            y=number(top),
            width=number(abs(right - left)),
            height=number(height),
            **attributes,
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, **attributes: object) -> Html:
        """A line between two places."""
        return element(
            "line",
            x1=number(self.x(x1)),
            y1=number(y1),
            x2=number(self.x(x2)),
            y2=number(y2),
            **attributes,
        )

    def text(
        self, x: float, y: float, text: str, *, at: str = "start", room: float | None = None, **attributes: object
    ) -> Html:
        """A text in its direction; it begins, ends or has its middle at a place (``start``, ``end``, ``middle``).

        Beginning and end are those of the drawing. A text that is longer than its `room` is cut.
        """
        label = visible(text)
        if room is not None and width_of(label) * CELL > room:
            label = cut(label, max(1, int(room / CELL)))
        turned = is_right_to_left(label)
        anchor = at
        if at != "middle" and turned != self.mirrored:
            # the anchor goes by the direction of the text, and the place by that of the drawing
            anchor = "end" if at == "start" else "start"
        return element(
            "text",
            label,
            x=number(self.x(x)),
            y=number(y),
            text_anchor=None if anchor == "start" else anchor,
            direction="rtl" if turned else "ltr" if self.mirrored else None,
            class_="isolate",
            **attributes,
        )


def linked(shape: Html, href: str | None) -> Html:
    """What is drawn as a link, which says nothing of the page it stands on where it leads to the web."""
    if href is None:
        return shape
    outside = href.startswith(("http://", "https://"))
    return element("a", shape, href=href, rel="noopener nofollow" if outside else None)
