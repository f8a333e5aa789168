"""What people call a thing that has no label, and nouns with their article."""

from __future__ import annotations

import re

__all__ = ["last_part", "with_article"]


def last_part(iri: str) -> str:
    """The last part of an IRI: what follows its last ``/``, ``#`` or ``:``; the whole where that is nothing.

    >>> last_part("http://e.org/id/person/ada"), last_part("http://e.org/onto#Person"), last_part("urn:isbn:1/")
    ('ada', 'Person', '1')
    """
    name = iri.rstrip("/#:")
    return name[max(name.rfind(sign) for sign in "/#:") + 1 :] or iri


#: words that begin with the letter of a vowel and the sound of a consonant, and the other way round
_SOUNDS_LIKE_CONSONANT = r"(?i:uni(?!n|m)|us[ei]|eu|one\b|ur[aiou])"
_SOUNDS_LIKE_VOWEL = r"(?i:hour|honest|honou?r|heir)"


def with_article(noun: str) -> str:
    """An English noun with its indefinite article.

    >>> with_article("unit"), with_article("organization"), with_article("hour"), with_article("unimportant word")
    ('a unit', 'an organization', 'an hour', 'an unimportant word')
    """
    vowel = noun[:1].casefold() in "aeiou" and not re.match(_SOUNDS_LIKE_CONSONANT, noun)
    return f"{'an' if noun and (vowel or re.match(_SOUNDS_LIKE_VOWEL, noun)) else 'a'} {noun}"
