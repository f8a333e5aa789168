"""Which of several texts is shown: the reader's languages in order, a text without language, English, then any."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from kgtools.errors import ParameterError
from kgtools.model.terms import Literal

__all__ = ["check_languages", "choose", "in_language", "language_tag", "matches", "rank"]

_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")


def check_languages(
    languages: Sequence[str],
    *,
    parameter: str = "lang",
    advice: str = "use tags such as en or he, separated by commas",
) -> tuple[str, ...]:
    """The languages, each once; raises :class:`ParameterError` for what is not a language tag (BCP 47).

    `parameter` is where the error says they were given, and `advice` what it says to do.

    >>> check_languages(["id", "he-Latn", "id"])
    ('id', 'he-Latn')
    """
    for language in languages:
        if _TAG.fullmatch(language) is None:
            raise ParameterError(parameter, language, f"it is not a language tag; {advice}")
    return tuple(dict.fromkeys(languages))


def in_language(texts: Mapping[str, str], languages: Iterable[str]) -> str:
    """The text in the first of the languages that has one, else in English, else the first; empty where there is none.

    >>> in_language({"de": "Wer?", "ar": "من؟"}, ["ar"]), in_language({"de": "Wer?"}, ["ar"]), in_language({}, ["ar"])
    ('من؟', 'Wer?', '')
    """
    for language in (*languages, "en"):
        if language in texts:
            return texts[language]
    return next(iter(texts.values()), "")


def matches(tag: str, language: str) -> bool:
    """Whether a language tag is that language or a kind of it (RFC 4647, basic filtering).

    >>> matches("en-GB", "en"), matches("en", "en-GB")
    (True, False)
    """
    tag, language = tag.casefold(), language.casefold()
    return tag == language or tag.startswith(language + "-")


def rank(tag: str | None, languages: Sequence[str]) -> int:
    """How far behind a text with this tag stands for a reader of these languages; the least is shown.

    A language counts for the kinds of it, too (``en-GB`` for ``en``), but behind itself.

    >>> [rank(tag, ["he", "id"]) for tag in ("he", "he-Latn", "id", None, "en", "fr")]
    [0, 1, 2, 4, 5, 6]
    """
    if tag is not None:
        for place, language in enumerate(languages):
            if matches(tag, language):
                return 2 * place + (tag.casefold() != language.casefold())
    return 2 * len(languages) + (0 if tag is None else 1 if matches(tag, "en") else 2)


def choose(texts: Sequence[Literal], languages: Sequence[str]) -> Literal | None:
    """The text to show, or None where there is none; of several that fit equally well the first in order.

    >>> texts = [Literal("orang", language="id"), Literal("person", language="en")]
    >>> choose(texts, ["he", "id"]).value, choose(texts, ["he"]).value
    ('orang', 'person')
    """
    if len(texts) < 2:
        return texts[0] if texts else None
    return min(texts, key=lambda text: (rank(text.language, languages), (text.language or "").casefold(), text.value))


def language_tag(tag: str) -> str:
    """A language tag in the case that RFC 5646 section 2.1.1 recommends (the parser gives it in lower case).

    >>> language_tag("en-gb"), language_tag("zh-hant-tw"), language_tag("en-ca-x-ca"), language_tag("HE")
    ('en-GB', 'zh-Hant-TW', 'en-CA-x-ca', 'he')
    """
    if "-" not in tag:
        return tag.lower()
    parts = tag.lower().split("-")
    for i in range(1, len(parts)):
        if len(parts[i - 1]) == 1:
            break
        if len(parts[i]) == 2:
            parts[i] = parts[i].upper()
        elif len(parts[i]) == 4 and parts[i].isalpha():
            parts[i] = parts[i].capitalize()
    return "-".join(parts)
