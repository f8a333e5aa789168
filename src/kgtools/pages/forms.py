"""Small forms: a row of text fields that narrow what a page shows; none in a static site, which cannot answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kgtools.pages.request import Request
from kgtools.text.characters import visible
from kgtools.text.markup import Html, element

__all__ = ["choice_form", "text_form"]


def text_form(page: str, fields: Sequence[tuple[str, str]], request: Request) -> Html | None:
    """A form of text fields, each with its name and label; nothing without fields."""
    if request.is_static or not fields:
        return None
    shown = (
        element(
            "label",
            visible(label),
            " ",
            element("input", name=name, value=request.arguments.get(name, ""), dir="auto", maxlength="500"),
        )
        for name, label in fields
    )
    return _form(page, shown, request)


def choice_form(
    page: str, fields: Sequence[tuple[str, str, Sequence[tuple[str, str]]]], request: Request
) -> Html | None:
    """A form of choices: the name and the label of each, and its values with their labels."""
    if request.is_static or not fields:
        return None
    shown = []
    for name, label, values in fields:
        chosen = request.arguments.get(name, "")
        options = [element("option", request.words("all"), value="")]
        options += [
            element("option", visible(text), value=value, selected=value == chosen and value != "")
            for value, text in values
        ]
        shown.append(element("label", visible(label), " ", element("select", *options, name=name)))
    return _form(page, shown, request)


def _form(page: str, fields: Iterable[Html], request: Request) -> Html:
    kept = None
    if request.links.language:
        kept = element("input", type="hidden", name="lang", value=request.links.language)
    button = element("button", request.words("show"), type="submit")
    return element("form", *fields, kept, button, method="get", action=request.links.to(page), class_="narrow")
