"""The language that a text seems to be in, of those that kgtools speaks."""

from __future__ import annotations

import re

__all__ = ["guessed_language"]

#: words that nearly every text of a language has, and hardly any of the others
_COMMON = {
    "en": frozenset("the of and to is that for with his from has were this which are been".split()),  # noqa: SIM905  read as a line
    "id": frozenset("yang dan di dari untuk dengan ini itu pada adalah dalam akan telah oleh".split()),  # noqa: SIM905  read as a line
}
_WORD = re.compile(r"[^\W\d_]+")
_HEBREW = re.compile("[\u05d0-\u05ea]")
#: of a hundred words, those that have to be common ones
_LEAST = 8


def guessed_language(text: str) -> str:
    """``en``, ``id`` or ``he`` where a text is clearly in that language, else ``und`` (BCP 47: undetermined).

    >>> guessed_language("The ferry sails to the island."), guessed_language("Kapal itu berlayar ke pulau di timur.")
    ('en', 'id')
    >>> guessed_language("המעבורת מפליגה אל האי"), guessed_language("Le bac part pour une petite île.")
    ('he', 'und')
    """
    words = [word.casefold() for word in _WORD.findall(text)]
    if not words:
        return "und"
    if sum(bool(_HEBREW.match(word)) for word in words) * 2 > len(words):
        return "he"
    counts = {language: sum(word in common for word in words) for language, common in _COMMON.items()}
    best = max(counts, key=lambda language: counts[language])
    others = sum(counts.values()) - counts[best]
    different = len(_COMMON[best].intersection(words))
    clearly = different > 1 and counts[best] * 100 >= _LEAST * len(words) and counts[best] > 2 * others
    return best if clearly else "und"
