"""What each token of a text is: of which piece, what in it, and to which triple it belongs.

The same as :class:`kgtools.writing.style.anatomy.Anatomy` and :func:`kgtools.reading.places.turtle.scan` tell, on
columns. Lists are left to these two: statements with them are marked.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kgtools.reading.places.turtle import scan
from kgtools.writing.style.anatomy import PieceKind
from kgtools.writing.style.tokens.columns import DIRECTIVE, TERM, Tokens, read_tokens
from kgtools.writing.style.tokens.spans import Flags, Offsets

__all__ = ["NO_ROLE", "OBJECT", "SUBJECT", "VERB", "Numbers", "TokenStructure", "read_structure"]

Numbers = npt.NDArray[np.signedinteger]

#: what a term or an opening bracket is
SUBJECT, VERB, OBJECT, NO_ROLE = 0, 1, 2, 3
_COMMA, _SEMICOLON, _DOT, _OPENS, _CLOSES, _LIST, _LIST_END, _BRACE, _BRACE_END = b",;.[](){}"


@dataclass(frozen=True)
class TokenStructure:
    """The tokens of a text, its pieces, and the offsets of subject and object of each triple, in the parser's order."""

    tokens: Tokens
    #: of each piece its kind, where it begins and ends, and the number of its first token
    kinds: npt.NDArray[np.int8]
    begins: Offsets
    ends: Offsets
    first: Numbers
    #: the pieces that lists are in: of their tokens only the kinds are known
    pieces_of_lists: Flags
    #: of each token its piece, its role, and the bracket that it is in (-1: none)
    piece: Numbers
    role: npt.NDArray[np.int8]
    within: Numbers
    #: of each bracket the number of its partner, else -1
    mate: Numbers
    #: of each object its verb, of each verb its first object, of a sign or closing bracket the object that it is behind
    verb: Numbers
    subjects: Offsets
    objects: Offsets

    def at(self, offsets: Offsets) -> Numbers:
        """The numbers of the pieces in which offsets lie, or that ended before; -1 before all."""
        return np.searchsorted(self.begins, offsets, side="right") - 1

    def token_before(self, offsets: Offsets) -> Numbers:
        """The last token that begins before each offset."""
        return np.searchsorted(self.tokens.begins, offsets) - 1


def read_structure(text: bytes) -> TokenStructure | None:
    """The structure of a text that the parser accepts; None where it cannot be told in this way."""
    tokens = read_tokens(text)
    return None if tokens is None or not len(tokens) else _Reader(text, tokens).run()


class _Reader:
    def __init__(self, text: bytes, tokens: Tokens) -> None:
        self._text, self._tokens = text, tokens
        self._kinds = tokens.kinds
        self._numbers = np.arange(len(tokens), dtype=np.int32)

    def run(self) -> TokenStructure | None:
        kinds = self._kinds
        begin = self._piece_begins()
        if begin is None:
            return None
        first = np.flatnonzero(begin)
        last = np.append(first[1:], len(kinds)) - 1
        piece = (np.cumsum(begin, dtype=np.int32) - 1).astype(np.int32)
        piece_kinds = np.full(len(first), PieceKind.STATEMENT.value, np.int8)
        piece_kinds[kinds[last] == _BRACE] = PieceKind.OPENING.value
        piece_kinds[kinds[last] == _BRACE_END] = PieceKind.CLOSING.value
        piece_kinds[self._is_directive[first]] = PieceKind.DIRECTIVE.value
        in_list = np.zeros(len(first), bool)
        in_list[piece[(kinds == _LIST) | (kinds == _LIST_END)]] = True
        plain = ((piece_kinds == PieceKind.STATEMENT.value) & ~in_list)[piece]
        within, mate = self._brackets(plain)
        del self._depth
        role = self._roles(plain, begin, mate)
        if role is None:
            return None
        verb = self._verbs(plain, role, within, mate)
        starts = self._tokens.begins
        rows = self._rows(plain, role, within, mate, first, piece)
        begins, ends = starts[first], self._tokens.ends[last]
        subjects, objects = self._with_lists(rows, np.flatnonzero(in_list), begins, ends, piece)
        return TokenStructure(
            self._tokens, piece_kinds, begins, ends, first, in_list, piece, role, within, mate, verb, subjects, objects
        )

    def _piece_begins(self) -> Flags | None:
        """Whether a token is the first one of a piece."""
        kinds = self._kinds
        opens = (kinds == _OPENS) | (kinds == _LIST)
        closes = (kinds == _CLOSES) | (kinds == _LIST_END)
        depth = np.cumsum(opens.astype(np.int8) - closes, dtype=np.int32)
        if depth[-1] or (depth < 0).any():
            return None
        self._depth = depth
        ends = ((kinds == _DOT) & (depth == 0)) | (kinds == _BRACE) | (kinds == _BRACE_END)
        prefixes, bases = self._words(b"prefix"), self._words(b"base")
        if (prefixes + 2 >= len(kinds)).any() or (bases + 1 >= len(kinds)).any():
            return None
        ends[prefixes + 2] = ends[bases + 1] = True
        begin: Flags = np.append(True, ends[:-1]) | (kinds == _BRACE_END)
        self._is_directive = kinds == DIRECTIVE
        self._is_directive[prefixes] = self._is_directive[bases] = True
        words = np.flatnonzero(self._is_directive)
        if not begin[words].all() or len(self._words(b"version")) or self._has_version(words):
            return None
        return begin

    def _words(self, word: bytes) -> Numbers:
        """The tokens that are a word, in small letters or large ones."""
        begins, ends = self._tokens.begins, self._tokens.ends
        places = np.flatnonzero((ends - begins == len(word)) & (self._kinds == TERM))
        data = np.frombuffer(self._text, np.uint8)
        for at, letter in enumerate(word):
            places = places[(data[begins[places] + at] | 0x20) == letter]
        return places

    def _has_version(self, words: Numbers) -> bool:
        starts = self._tokens.begins[words].tolist()
        return any(self._text.startswith(b"@version", start) for start in starts)

    def _brackets(self, plain: Flags) -> tuple[Numbers, Numbers]:
        """For each token the bracket that it is in, and for each bracket its partner."""
        kinds, numbers = self._kinds, self._numbers
        within, mate = np.full(len(kinds), -1, np.int32), np.full(len(kinds), -1, np.int32)
        opens, closes = np.flatnonzero(plain & (kinds == _OPENS)), np.flatnonzero(plain & (kinds == _CLOSES))
        if not len(opens):
            return within, mate
        # the depth at which something stands: that of an opening bracket is the one around it, as that of its partner
        level = self._depth.copy()
        level[kinds == _OPENS] -= 1
        # keys of 64 bits
        width = np.int64(len(kinds) + 1)
        keys = level[opens] * width + opens
        order = np.argsort(keys)
        keys, opens = keys[order], opens[order]
        inner = np.flatnonzero(plain & (level > 0))
        within[inner] = opens[np.searchsorted(keys, (level[inner] - 1) * width + inner) - 1]
        partner = opens[np.searchsorted(keys, level[closes] * width + numbers[closes]) - 1]
        mate[partner], mate[closes] = closes, partner
        return within, mate

    def _roles(self, plain: Flags, begin: Flags, mate: Numbers) -> npt.NDArray[np.int8] | None:
        """What each term and each opening bracket is; None where a sign or a term is not where one can be."""
        kinds, numbers = self._kinds, self._numbers
        before = np.append(np.uint8(_DOT), kinds[:-1])
        is_term = plain & (kinds == TERM)
        run = is_term & (begin | (before != TERM))
        from_run = np.maximum.accumulate(np.where(run, numbers, 0))
        base = np.full(len(kinds), 100, np.int32)
        base[(before == _OPENS) | (before == _SEMICOLON)] = VERB
        base[before == _COMMA] = OBJECT
        # behind the bracket of a subject
        closed = np.append(False, (kinds == _CLOSES)[:-1]) & ~begin
        partner = np.append(-1, mate[:-1])
        base[closed & begin[np.maximum(partner, 0)] & (partner >= 0)] = VERB
        base[begin] = SUBJECT
        role = np.full(len(kinds), NO_ROLE, np.int32)
        role[is_term] = (base[from_run] + numbers - from_run)[is_term]
        opens = np.flatnonzero(plain & (kinds == _OPENS))
        role[opens] = np.where(begin[opens], SUBJECT, OBJECT)
        behind = opens[~begin[opens]]
        fits = (before[behind] == _COMMA) | ((before[behind] == TERM) & (role[behind - 1] == VERB))
        if not fits.all() or (role > NO_ROLE).any():
            return None
        return role.astype(np.int8)

    def _verbs(self, plain: Flags, role: npt.NDArray[np.int8], within: Numbers, mate: Numbers) -> Numbers:
        kinds = self._kinds
        verb_of = np.full(len(kinds), -1, np.int32)
        # bracket by bracket, so that what stands in one comes in a row
        signs = plain & ((kinds == _COMMA) | (kinds == _SEMICOLON))
        some = self._numbers[(role < NO_ROLE) & plain | signs]
        if (within[some] >= 0).any():
            some = some[np.argsort(within[some], kind="stable")]
        roles = np.where(signs[some], NO_ROLE, role[some])
        objects, marks, verbs = roles == OBJECT, roles == NO_ROLE, roles == VERB
        verb_of[some[objects]] = _last(verbs, some)[objects]
        verb_of[some[marks]] = _last(objects, some)[marks]
        verb_of[some[verbs]] = some[verbs] + 1
        closes = np.flatnonzero(plain & (kinds == _CLOSES))
        verb_of[closes] = mate[closes]
        return verb_of

    def _rows(
        self, plain: Flags, role: npt.NDArray[np.int8], within: Numbers, mate: Numbers, first: Numbers, piece: Numbers
    ) -> tuple[Numbers, Numbers]:
        """The tokens that are subject and object of each triple."""
        kinds = self._kinds
        objects = np.flatnonzero(plain & (role == OBJECT))
        # a triple comes with the token that completes it
        comes = 2 * np.where(kinds[objects] == _OPENS, mate[objects], objects)
        # ... and a string with the token behind it, behind what that one completes
        ends = self._tokens.ends[objects] - 1
        data = np.frombuffer(self._text, np.uint8)
        quoted = (kinds[objects] == TERM) & np.isin(data[ends], list(b"\"'"))
        following = np.append(kinds, np.uint8(_DOT))[objects + 1] == _CLOSES
        late = quoted & following
        late[late] = role[mate[objects[late] + 1]] == OBJECT
        comes[late] = 2 * (objects[late] + 1) + 1
        objects = objects[np.argsort(comes, kind="stable")]
        subjects = np.where(within[objects] >= 0, within[objects], first[piece[objects]])
        return subjects, objects

    def _with_lists(
        self, rows: tuple[Numbers, Numbers], list_starts: Numbers, begins: Offsets, ends: Offsets, piece: Numbers
    ) -> tuple[Offsets, Offsets]:
        """The offsets of the triples, with those of the statements with lists in between."""
        starts = self._tokens.begins
        subjects, objects = starts[rows[0]], starts[rows[1]]
        if not len(list_starts):
            return subjects, objects
        pieces = piece[rows[1]]
        ranges: list[tuple[int, int]] = []
        counts: list[int] = []
        for begin, end in zip(begins[list_starts].tolist(), ends[list_starts].tolist(), strict=True):
            before = len(ranges)
            ranges += [(s + begin, o + begin) for s, o in scan(self._text[begin:end].decode("latin-1"))]
            counts.append(len(ranges) - before)
        more = np.array(ranges, np.int64).reshape(-1, 2)
        order = np.argsort(np.concatenate([pieces, np.repeat(list_starts, counts)]), kind="stable")
        return np.concatenate([subjects, more[:, 0]])[order], np.concatenate([objects, more[:, 1]])[order]


def _last(flags: Flags, values: Numbers) -> Numbers:
    """For each place the value of the last one with a flag, itself or before it."""
    place = np.arange(len(flags), dtype=np.int32)
    return values[np.maximum.accumulate(place * flags)]
