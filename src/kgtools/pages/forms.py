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
    inputs = (
        element(
            "label",
            visible(label),
            " ",
            element("input", name=name, value=request.arguments.get(name, ""), dir="auto", maxlength="500"),
        )
        for name, label in fields
    )
    return _form(page, inputs, request)


def choice_form(
    page: str, fields: Sequence[tuple[str, str, Sequence[tuple[str, str]]]], request: Request
) -> Html | None:
    """A form of choices: the name and the label of each, and its values with their labels."""
    if request.is_static or not fields:
        return None
    selects = []
    for name, label, values in fields:
        current = request.arguments.get(name, "")
        options = [element("option", request.words("all"), value="")]
        options += [
            element("option", visible(text), value=value, selected=value == current and value != "")
            for value, text in values
        ]
        selects.append(element("label", visible(label), " ", element("select", *options, name=name)))
    return _form(page, selects, request)


def _form(page: str, fields: Iterable[Html], request: Request) -> Html:
    language_field = None
    if request.links.language:
        language_field = element("input", type="hidden", name="lang", value=request.links.language)
    button = element("button", request.words("show"), type="submit")
    return element(
        "form", *fields, language_field, button, method="get", action=request.links.to(page), class_="narrow"
    )
