"""Sentence patterns: how the ontology says, in each language, what a situation or a fact is in words.

A pattern is a text with the local names of properties in braces; it is the value of ``onto#sentence`` of a class of
situations, or of a property, whose names are then ``subject`` and ``object``. What is in square brackets is left
out where a property in it has no value; a pattern is left out altogether where a property outside of brackets has none.
Of several patterns in one language the one that needs most, and has it, is taken. ``{printedTitle@he|roleTitle}`` is
the value of the first property that has one; with a language tag only texts in that language count. The last of them
must have a value: what comes before it only says the same in other words. ``{:Headship}`` says nothing, and needs a
situation of the class of that local name.

    onto:Employment onto:sentence "{employee} works at {employer}[, started {start}]"@en .
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kgtools.query.portrait.records import Piece

__all__ = ["Pattern", "filled", "joined", "parse_pattern"]

_TOKEN = re.compile(r"\{(:?[A-Za-z_][\w@|-]*)\}|([\[\]])|([^\[\]{}]+)|(.)", re.DOTALL)
#: a Hebrew preposition of one letter that stands alone before something that is not Hebrew
_ALONE = re.compile("(?<=[ :,;])([\u05d0-\u05ea]) (?=[^\u05d0-\u05ea ])")
_HEBREW = re.compile("[\u05d0-\u05ea]")
#: spaces that a name may have; what has more is a sentence
_FEW_SPACES = 3
_AND = {"en": " and ", "id": " dan ", "he": " ו"}


@dataclass(frozen=True)
class Pattern:
    """A parsed pattern: texts, names of properties, and optional parts that are patterns themselves."""

    parts: tuple[str | Slot | Pattern, ...]

    @property
    def names(self) -> frozenset[str]:
        """The names of properties in the pattern, in optional parts as well."""
        names: set[str] = set()
        for part in self.parts:
            if isinstance(part, Slot):
                names.update(name.partition("@")[0] for name in part.names if not name.startswith(":"))
            elif isinstance(part, Pattern):
                names |= part.names
        return frozenset(names)

    @property
    def needed(self) -> frozenset[str]:
        """The names of properties without which the pattern says nothing; of alternatives the last.

        A class is among them with its colon.
        """
        return frozenset(part.names[-1] for part in self.parts if isinstance(part, Slot))


@dataclass(frozen=True)
class Slot:
    """The place of the values of a property, of the first that has any."""

    names: tuple[str, ...]


def parse_pattern(text: str) -> Pattern:
    """The pattern that a text is.

    >>> sorted(parse_pattern("{who} left {what}[ {end}]").names)
    ['end', 'what', 'who']

    Raises :class:`ValueError` where brackets or braces do not match.
    """
    stack: list[list[str | Slot | Pattern]] = [[]]
    for token in _TOKEN.finditer(text):
        name, bracket, words, other = token.groups()
        if name:
            stack[-1].append(Slot(tuple(name.split("|"))))
        elif words:
            stack[-1].append(words)
        elif bracket == "[":
            stack.append([])
        elif bracket == "]" and len(stack) > 1:
            inner = Pattern(tuple(stack.pop()))
            stack[-1].append(inner)
        else:
            raise ValueError(f'"{text}" has a "{bracket or other}" without its partner')
    if len(stack) > 1:
        raise ValueError(f'"{text}" has a "[" without its partner')
    return Pattern(tuple(stack[0]))


def filled(pattern: Pattern, values: Mapping[str, Sequence[Sequence[Piece]]], language: str) -> tuple[Piece, ...]:
    """The sentence that values make of a pattern; empty where one that it needs is missing.

    >>> pattern = parse_pattern("{who} left {what}[ {end}]")
    >>> pieces = filled(pattern, {"who": [[Piece("Ada", "e:ada")]], "what": [[Piece("A")], [Piece("B")]]}, "en")
    >>> "".join(piece.text for piece in pieces)
    'Ada left A and B'
    """
    pieces = _filled(pattern, lambda name: joined(values.get(name, ()), language))
    return () if pieces is None else _merged(pieces)


def _filled(pattern: Pattern, value: Callable[[str], tuple[Piece, ...]]) -> list[Piece] | None:
    pieces: list[Piece] = []
    for part in pattern.parts:
        if isinstance(part, str):
            pieces.append(Piece(part))
            continue
        if isinstance(part, Pattern):
            pieces += _filled(part, value) or ()
            continue
        value_pieces = next(filter(None, map(value, part.names)), ()) if value(part.names[-1]) else ()
        if not value_pieces:
            return None
        if pieces and _HEBREW.match(pieces[-1].text[-1:]) and not _HEBREW.match(value_pieces[0].text):
            # a preposition that is written together with a Hebrew word is set apart from any other by a hyphen
            pieces.append(Piece("-"))
        pieces += value_pieces
    return pieces


def joined(values: Sequence[Sequence[Piece]], language: str) -> tuple[Piece, ...]:
    """Several values as a list in words; texts of many words are kept apart by semicolons.

    >>> [piece.text for piece in joined([[Piece("A")], [Piece("B")], [Piece("C")]], "id")]
    ['A', ', ', 'B', ' dan ', 'C']
    """
    last, other = _AND.get(language, _AND["en"]), ", "
    if any("".join(piece.text for piece in value).count(" ") > _FEW_SPACES for value in values):
        last = other = "; "
    pieces: list[Piece] = []
    for place, value in enumerate(values):
        if place:
            between = last if place == len(values) - 1 else other
            hyphen = "-" if between.endswith("ו") and value and not _HEBREW.match(value[0].text) else ""
            pieces.append(Piece(between + hyphen))
        pieces += value
    return tuple(pieces)


def _merged(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Pieces with the plain ones that follow each other made one."""
    merged: list[Piece] = []
    for piece in pieces:
        if merged and not piece.iri and not merged[-1].iri:
            merged[-1] = Piece(_ALONE.sub("\\1-", merged[-1].text + piece.text))
        elif piece.text:
            merged.append(piece)
    return tuple(merged)
