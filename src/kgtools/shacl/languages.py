"""Which of several texts is shown: the reader's languages in order, then a text without language, then English."""

from __future__ import annotations

from collections.abc import Sequence

from kgtools.errors import ParameterError
from kgtools.model.terms import Literal

__all__ = ["check_languages", "choose", "matches"]


def check_languages(languages: Sequence[str]) -> tuple[str, ...]:
    """The languages, each once; raises :class:`ParameterError` for what is no language tag.

    >>> check_languages(["id", "he", "id"])
    ('id', 'he')
    """
    for language in languages:
        parts = language.split("-")
        if not parts[0].isalpha() or not all(p.isascii() and p.isalnum() and len(p) <= 8 for p in parts):
            raise ParameterError("lang", language, "write language tags such as en, id or he")
    return tuple(dict.fromkeys(languages))


def matches(tag: str, language: str) -> bool:
    """Whether a language tag is that language or a kind of it (RFC 4647, basic filtering).

    >>> matches("en-GB", "en"), matches("en", "en-GB")
    (True, False)
    """
    tag, language = tag.casefold(), language.casefold()
    return tag == language or tag.startswith(language + "-")


def choose(texts: Sequence[Literal], languages: Sequence[str]) -> Literal | None:
    """The text to show, or None where there is none; of several that fit equally well the first in order.

    >>> texts = [Literal("orang", language="id"), Literal("person", language="en")]
    >>> choose(texts, ["he", "id"]).value, choose(texts, ["he"]).value
    ('orang', 'person')
    """
    if len(texts) == 1:
        return texts[0]
    in_order = sorted(texts, key=str)
    for language in languages:
        for exact in (True, False):
            for text in in_order:
                tag = text.language
                if tag is not None and (tag.casefold() == language.casefold() if exact else matches(tag, language)):
                    return text
    for text in in_order:
        if text.language is None:
            return text
    english = [text for text in in_order if text.language is not None and matches(text.language, "en")]
    return next(iter(english or in_order), None)
