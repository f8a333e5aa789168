"""What people call a thing that has no label, and nouns with their article."""

from __future__ import annotations

import re

__all__ = ["file_address", "last_part", "with_article"]


def last_part(iri: str) -> str:
    """The last part of an IRI: what follows its last ``/``, ``#`` or ``:``; the whole where that is nothing.

    >>> last_part("http://e.org/id/person/ada"), last_part("http://e.org/onto#Person"), last_part("urn:isbn:1/")
    ('ada', 'Person', '1')
    """
    name = iri.rstrip("/#:")
    return name[max(name.rfind(sign) for sign in "/#:") + 1 :] or iri


#: what the address of a file or of a search has at its end, and a name has not
_FILE = re.compile(r"[?=&]|\.[a-z]{2,5}$")


def file_address(iri: str) -> str:
    """The address of a file or of a search on the web without how it is fetched; nothing of other IRIs.

    Its last part alone (``index.html``) would say nothing.

    >>> file_address("https://e.org/list?of=1"), file_address("https://e.org/a/index.html"), file_address("http://e.org/a")
    ('e.org/list?of=1', 'e.org/a/index.html', '')
    """
    scheme, _, address = iri.partition("://")
    return address if scheme in ("http", "https") and _FILE.search(last_part(iri)) and "/" in address else ""


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
