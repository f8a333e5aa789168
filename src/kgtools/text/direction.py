"""The direction in which a text runs: of its language, or of most of its letters."""

from __future__ import annotations

import unicodedata
from typing import Literal

from kgtools.text.characters import has_right_to_left, is_right_to_left

__all__ = ["Direction", "direction_of", "text_direction"]

Direction = Literal["auto", "ltr", "rtl"]

#: languages whose usual script runs from right to left
_RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ji", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"}
)


def direction_of(language: str) -> Literal["ltr", "rtl"]:
    """``rtl`` for a language whose script runs from right to left, else ``ltr``.

    >>> direction_of("he-IL"), direction_of("he-Latn"), direction_of("id")
    ('rtl', 'ltr', 'ltr')
    """
    parts = language.casefold().split("-")
    return "rtl" if parts[0] in _RIGHT_TO_LEFT and "latn" not in parts else "ltr"


def text_direction(text: str, language: str | None = None) -> Direction:
    """The value of the attribute ``dir`` (HTML, section 3.2.6.4) for a text, ``auto`` where its first letter tells it.

    A sentence in Hebrew may begin with a Latin name: `language`, that of the text or of its reader, decides then if its
    script runs from right to left, else the direction of most letters.

    >>> text_direction("Meta"), text_direction("מטא"), text_direction("Wang עזב את OpenAI", "he")
    ('auto', 'auto', 'rtl')
    >>> text_direction("Wang עזב את החברה"), text_direction("מטא, the company")
    ('rtl', 'ltr')
    """
    if not has_right_to_left(text):
        return "auto"
    if language is not None and direction_of(language) == "rtl":
        right_to_left = True
    else:
        kinds = [unicodedata.bidirectional(character) for character in text]
        right_to_left = kinds.count("R") + kinds.count("AL") >= kinds.count("L")
    if right_to_left == is_right_to_left(text):
        return "auto"
    return "rtl" if right_to_left else "ltr"
