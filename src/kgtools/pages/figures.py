"""What surrounds a picture: its legend, its table, and the links to the same as data."""

from __future__ import annotations

from kgtools.pages.request import Request
from kgtools.text.markup import Html, element, joined

__all__ = ["picture_parts"]


def picture_parts(
    svg: Html, beside: Html, table: Html, request: Request, *, table_link: str | None, is_open: bool = False
) -> Html:
    """A picture that can be scrolled, its explanation, and its table, which opens on request."""
    t = request.words
    if not svg and not table:
        return element("p", t("no_picture"))
    drawing = (
        element("div", svg, class_="drawing", tabindex="0", role="region", aria_label=t("pictures")) if svg else None
    )
    link = None
    if table_link is not None:
        link = element("p", element("a", t("table_as_csv"), href=table_link, type="text/csv"))
    details = element("details", element("summary", t("as_table")), table, open=is_open or not svg)
    return joined(drawing, beside, details, link)
