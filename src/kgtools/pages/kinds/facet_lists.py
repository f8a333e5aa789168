"""Facets on a page: properties or columns with how many have each of their values, as links that narrow a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kgtools.pages.contents import Contents
from kgtools.pages.facets import FacetValue
from kgtools.pages.request import Request
from kgtools.text.markup import Html, element

__all__ = ["facet_list", "facet_section"]


def facet_section(facets: Iterable[Html], request: Request) -> Html | None:
    """The facets under their heading; None where there are none."""
    parts = list(facets)
    if not parts:
        return None
    heading = element("h2", request.words("narrow"), id="narrow")
    return element("section", heading, *parts, aria_labelledby="narrow")


def facet_list(
    title: object,
    values: Iterable[FacetValue],
    choice: str | None,
    address: Callable[[str | None], str | None],
    contents: Contents,
    request: Request,
    *,
    left_out: int = 0,
) -> Html:
    """The values of a facet, the most frequent first or in order of time; it is open where one of them is the `choice`.

    `address` gives the address of the list with a value, and with None that of the list with all of them. In a static
    site, which has no such lists, values are links to themselves.
    """
    items = [_item(value, value.argument == choice, address, contents, request) for value in values]
    if choice is not None:
        items.insert(0, element("li", element("a", request.words("all"), href=address(None))))
    if left_out:
        items.append(element("li", f"… +{left_out:,}"))
    entries = element("ul", *items, class_="counted")
    return element("details", element("summary", title), entries, open=choice is not None)


def _item(
    value: FacetValue,
    is_chosen: bool,
    address: Callable[[str | None], str | None],
    contents: Contents,
    request: Request,
) -> Html:
    count = element("span", f"{value.count:,}", class_="count")
    if request.is_static:
        return element("li", contents.term(value.term, request), " ", count)
    text = contents.shown_term(value.term, request)
    link = element("a", text, href=address(value.argument), aria_current="true" if is_chosen else None)
    return element("li", link, " ", count)
