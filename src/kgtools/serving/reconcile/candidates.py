"""Which things a text may mean, and how well it fits their names, in any language and script."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kgtools.query.labels.entities import matching_form

__all__ = ["NameIndex", "Scored", "similarity"]

#: names that are compared in full, of those that share most with a text
_MAX_COMPARED_NAMES = 40
#: a name that fits less is no candidate
_MIN_SCORE = 40.0
#: characters of a text that are looked at
MAX_CHARACTERS = 500


class Scored(NamedTuple):
    """A thing, the name of it that fits best, and how well: 100 is the name itself."""

    iri: str
    name: str
    score: float


class NameIndex:
    """The names of things by the groups of three letters in them.

    >>> index = NameIndex({"e:ada": [("ada lovelace", "Ada Lovelace")], "e:bob": [("bob", "Bob")]})
    >>> index.find("Lovelace, Ada")
    [Scored(iri='e:ada', name='Ada Lovelace', score=95.0)]
    """

    def __init__(self, names: Mapping[str, Iterable[tuple[str, str]]]) -> None:
        """`names` are, for each thing, the forms that are compared, and the names as they are written."""
        self._names: list[tuple[str, str, str]] = [
            (iri, form, name) for iri, forms in names.items() for form, name in forms
        ]
        places: dict[str, list[int]] = {}
        sizes = []
        for place, (_, form, _) in enumerate(self._names):
            pieces = _pieces(form)
            sizes.append(len(pieces))
            for piece in pieces:
                places.setdefault(piece, []).append(place)
        self._sizes = np.array(sizes, np.int32)
        self._places: dict[str, npt.NDArray[np.int32]] = {
            piece: np.array(numbers, np.int32) for piece, numbers in places.items()
        }

    def find(self, text: str, *, among: Collection[str] | None = None) -> list[Scored]:
        """The things with a name like the text, best first, each with its best name; of some, where these are named."""
        form_of_text = matching_form(text[:MAX_CHARACTERS])
        pieces_of_text = _pieces(form_of_text)
        pieces = [self._places[piece] for piece in pieces_of_text if piece in self._places]
        if not form_of_text or not pieces:
            return []
        shared = np.bincount(np.concatenate(pieces), minlength=len(self._names))
        # how much of both names they share (Dice): a long name shares much with everything
        likeness = shared / (self._sizes + len(pieces_of_text))
        best: dict[str, Scored] = {}
        compared = 0
        for place in np.argsort(-likeness, kind="stable").tolist():
            if not shared[place] or compared >= _MAX_COMPARED_NAMES:
                break
            iri, form, name = self._names[place]
            if among is not None and iri not in among:
                continue
            compared += 1
            score = similarity(form_of_text, form)
            if score >= _MIN_SCORE and (iri not in best or score > best[iri].score):
                best[iri] = Scored(iri, name, score)
        return sorted(best.values(), key=lambda candidate: (-candidate.score, candidate.iri))

    def starting(self, text: str) -> list[tuple[str, str]]:
        """The things with a name that begins with the text, then those with a word in a name that does.

        >>> index = NameIndex({"e:a": [("ada lovelace", "Ada Lovelace")], "e:l": [("love", "Love")]})
        >>> index.starting("LOV")
        [('e:l', 'Love'), ('e:a', 'Ada Lovelace')]
        """
        beginning = matching_form(text[:MAX_CHARACTERS])
        ranks: dict[str, tuple[bool, int, str]] = {}
        for iri, form, name in self._names:
            is_whole = form.startswith(beginning)
            if beginning and (is_whole or f" {beginning}" in form):
                rank = (not is_whole, len(form), name)
                ranks[iri] = min(rank, ranks.get(iri, rank))
        return [(iri, rank[2]) for iri, rank in sorted(ranks.items(), key=lambda item: (item[1], item[0]))]


def similarity(text: str, form: str) -> float:
    """How alike two names are, from 0 to 100; both in the form in which they are compared.

    >>> similarity("ada lovelace", "ada lovelace"), similarity("lovelace, ada", "ada lovelace")
    (100.0, 95.0)
    """
    if text == form:
        return 100.0
    ours, theirs = _words(text), _words(form)
    if ours == theirs:
        return 95.0
    ratio = SequenceMatcher(None, text, form, autojunk=False).ratio()
    ordered = SequenceMatcher(None, " ".join(ours), " ".join(theirs), autojunk=False).ratio()
    return round(min(94.0, 100 * max(ratio, ordered)), 1)


def _words(form: str) -> Sequence[str]:
    return sorted("".join(c if c.isalnum() else " " for c in form).split())


def _pieces(form: str) -> set[str]:
    """The groups of three letters, with the edges of words; a short script has groups of two as well."""
    groups: set[str] = set()
    for word in _words(form):
        edged = f" {word} "
        groups.update(edged[start : start + 3] for start in range(len(edged) - 2))
    return groups
