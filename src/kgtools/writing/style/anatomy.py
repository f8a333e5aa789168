"""The parts of a text as tokens: statements, graphs and directives, and within a statement what each token is.

A text is cut into statements in one step each; only those that are asked for are looked into.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from typing import NamedTuple, overload

from kgtools.possessive import compile_pattern
from kgtools.reading.places.turtle import DIRECTIVES, IRI, NAME, SPACE, TERM, TOKEN, behind_directive

__all__ = ["Anatomy", "Piece", "PieceKind", "Pieces", "Role", "Token"]

#: what belongs to a statement, up to the dot or brace that ends it
_REST = compile_pattern(
    rf"(?:{SPACE}(?:(?>{TERM})|<<\(?|\)>>|>>|\{{\||\|\}}|[,;\[\]()~]|@[A-Za-z]++))*+{SPACE}(?:[.{{]|(?=\}}))", re.DOTALL
)

#: a verb, an object that is one term, and the sign behind it
_PAIR = compile_pattern(rf"{SPACE}((?>{IRI}|(?![0-9+\-.]){NAME})){SPACE}((?>{TERM})){SPACE}([,;])", re.DOTALL)


class PieceKind(Enum):
    """What a piece of a text is."""

    DIRECTIVE = auto()
    #: the name of a graph and its brace
    OPENING = auto()
    CLOSING = auto()
    STATEMENT = auto()


class Piece(NamedTuple):
    """A directive, a statement, or the beginning or the end of a graph, from its first token to behind its last one."""

    kind: PieceKind
    start: int
    end: int


class Role(Enum):
    """What a token is in its statement."""

    SUBJECT = auto()
    VERB = auto()
    OBJECT = auto()
    ITEM = auto()
    #: the bracket or parenthesis of an object or an item, and its partner
    OPEN = auto()
    CLOSE = auto()
    #: what else belongs to an object: annotations, reifiers, the commas and semicolons behind
    TAIL = auto()
    ANNOTATION_END = auto()
    DOT = auto()


@dataclass(slots=True, eq=False)
class Token:
    """A token; `about` is the offset of the object that it belongs to, for a verb of the first one."""

    role: Role
    start: int
    end: int
    about: int
    #: the bracket or parenthesis that it is in
    within: Token | None = None
    #: of an object the verb, of an opening bracket the closing one
    verb: Token | None = None
    mate: Token | None = None
    #: the end of the object in a list, where it has several tokens
    is_list: bool = False


class Anatomy:
    """A text that the parser accepts, in parts; its characters may be its bytes (Latin-1).

    >>> text = "@prefix e: <http://e/> . e:a e:b ( 1 2 ) ; e:c 3 ."
    >>> anatomy = Anatomy(text)
    >>> [piece.kind.name for piece in anatomy.pieces]
    ['DIRECTIVE', 'STATEMENT']
    >>> [(text[t.start : t.end], t.role.name) for t in anatomy.tokens(1)][:4]
    [('e:a', 'SUBJECT'), ('e:b', 'VERB'), ('(', 'OPEN'), ('1', 'ITEM')]
    """

    def __init__(self, text: str, pieces: Pieces | None = None) -> None:
        """Take a text in parts; `pieces` are its pieces where they are known."""
        self.text = text
        self.pieces = Pieces.of(_pieces(text)) if pieces is None else pieces
        #: the statement that was looked into last, and its tokens
        self._last: tuple[int, list[Token]] = (-1, [])

    @cached_property
    def graphs(self) -> list[tuple[int, int]]:
        """For each piece the numbers of the pieces that begin and end the graph in which it is; -1 for none."""
        graphs = [(-1, -1)] * len(self.pieces)
        opening = -1
        for number, piece in enumerate(self.pieces):
            if piece.kind is PieceKind.OPENING:
                opening = number
            elif piece.kind is PieceKind.CLOSING:
                graphs[opening : number + 1] = [(opening, number)] * (number + 1 - opening)
        return graphs

    def at(self, offset: int) -> int:
        """The number of the piece in which an offset lies, or that ended before it; -1 before all."""
        return bisect_right(self.pieces.starts, offset) - 1

    def tokens(self, number: int) -> list[Token]:
        """The tokens of a statement."""
        if self._last[0] != number:
            piece = self.pieces[number]
            self._last = (number, _Walk(self.text, piece.start, piece.end).run())
        return self._last[1]


class Pieces(Sequence[Piece]):
    """The pieces of a text as columns: there may be hundreds of thousands."""

    def __init__(self, kinds: bytes, starts: array[int], ends: array[int]) -> None:
        self._kinds, self.starts, self._ends = kinds, starts, ends

    @classmethod
    def of(cls, pieces: Iterable[Piece]) -> Pieces:
        """Some pieces in order."""
        kinds, starts, ends = bytearray(), array("q"), array("q")
        for kind, start, end in pieces:
            kinds.append(kind.value)
            starts.append(start)
            ends.append(end)
        return cls(bytes(kinds), starts, ends)

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, number: int) -> Piece: ...

    @overload
    def __getitem__(self, number: slice) -> Sequence[Piece]: ...

    def __getitem__(self, number: int | slice) -> Piece | Sequence[Piece]:
        if isinstance(number, slice):
            return [self[at] for at in range(*number.indices(len(self)))]
        return Piece(PieceKind(self._kinds[number]), self.starts[number], self._ends[number])


def _pieces(text: str) -> Iterator[Piece]:
    position = 0
    while (match := TOKEN.match(text, position)) is not None:
        start, word = match.start(match.lastindex or 0), match[match.lastindex or 0]
        name = word if word.startswith("@") else word.lower()
        if name in DIRECTIVES:
            position = behind_directive(text, name, match.end())
            kind = PieceKind.DIRECTIVE
        elif word == "}":
            position, kind = match.end(), PieceKind.CLOSING
        else:
            rest = _REST.match(text, start)
            # a line of N-Triples always ends in a dot, and so does a statement, except for the last one in a graph
            assert rest is not None
            position = rest.end()
            kind = PieceKind.OPENING if text[position - 1] == "{" else PieceKind.STATEMENT
        yield Piece(kind, start, position)


class _Walk:
    """The tokens of one statement, from `start` to `end`."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text, self._start, self._end = text, start, end
        self._tokens: list[Token] = []
        self._open: list[tuple[Token, Token | None, str]] = []
        # what comes next: "subject", "verb", "object", "after" it, "item", "reifier"
        self._state = "subject"
        self._verb: Token | None = None
        self._last = start

    def run(self) -> list[Token]:
        position, text, end, pair = self._start, self._text, self._end, _PAIR.match
        while position < end:
            if self._state == "verb" and (match := pair(text, position, end)) is not None:
                # nearly all triples of nearly all texts come this way
                self._pair(match)
                position = match.end()
                continue
            match = TOKEN.match(text, position, end)
            if match is None:
                break
            start, position = match.start(match.lastindex or 0), match.end()
            mark = match[2]
            if mark in ("<<", "<<("):
                position = self._triple(position)
                mark = None
            if mark is None:
                self._term(start, position)
            else:
                self._mark(mark, start, position)
        return self._tokens

    def _pair(self, match: re.Match[str]) -> None:
        """Take a verb, an object that is one term, and the comma or semicolon behind it."""
        start = match.start(2)
        within = self._open[-1][0] if self._open else None
        verb = Token(Role.VERB, match.start(1), match.end(1), start, within)
        mark = match.start(3)
        self._tokens += (
            verb,
            Token(Role.OBJECT, start, match.end(2), start, within, verb),
            Token(Role.TAIL, mark, mark + 1, start, within, verb),
        )
        self._verb, self._last = verb, start
        self._state = "object" if self._text[mark] == "," else "verb"

    def _triple(self, position: int) -> int:
        """Where a triple term or a reified triple ends whose first mark was read."""
        depth = 1
        while depth:
            match = TOKEN.match(self._text, position, self._end)
            assert match is not None
            depth += {"<<": 1, "<<(": 1, ">>": -1, ")>>": -1}.get(match[2] or "", 0)
            position = match.end()
        return position

    def _add(self, role: Role, start: int, end: int, about: int | None = None) -> Token:
        within = self._open[-1][0] if self._open else None
        token = Token(role, start, end, self._last if about is None else about, within, self._verb)
        self._tokens.append(token)
        return token

    def _value(self, start: int) -> Role:
        """What begins at an offset is: an object, an item, a reifier, or the subject."""
        if self._verb is not None and self._verb.about < 0:
            self._verb.about = start
        if self._state in ("object", "item"):
            self._last = start
            return Role.OBJECT if self._state == "object" else Role.ITEM
        return Role.TAIL if self._state == "reifier" else Role.SUBJECT

    def _term(self, start: int, end: int) -> None:
        if self._state == "verb":
            self._verb = None
            self._verb = self._add(Role.VERB, start, end, -1)
            self._state = "object"
            return
        role = self._value(start)
        self._add(role, start, end)
        self._state = self._behind(role)

    def _behind(self, role: Role) -> str:
        return "verb" if role is Role.SUBJECT else "item" if role is Role.ITEM else "after"

    def _mark(self, mark: str, start: int, end: int) -> None:
        if mark in ("[", "("):
            role = self._value(start)
            token = self._add(Role.OPEN if role in (Role.OBJECT, Role.ITEM) else role, start, end)
            token.is_list = mark == "("
            self._open.append((token, self._verb, self._behind(role)))
            self._state = "verb" if mark == "[" else "item"
            self._verb = None
        elif mark in ("]", ")"):
            start_of_node, verb, state = self._open.pop()
            self._verb, self._state, self._last = verb, state, start_of_node.about
            start_of_node.mate = self._add(
                Role.CLOSE if start_of_node.role is Role.OPEN else Role.TAIL, start, end, about=start_of_node.about
            )
            start_of_node.mate.mate = start_of_node
        elif mark == "{|":
            token = self._add(Role.TAIL, start, end)
            self._open.append((token, self._verb, "after"))
            self._verb, self._state = None, "verb"
        elif mark == "|}":
            start_of_node, verb, state = self._open.pop()
            self._add(Role.ANNOTATION_END, start, end)
            self._verb, self._state, self._last = verb, state, start_of_node.about
        else:
            self._add(Role.DOT if mark == "." else Role.TAIL, start, end)
            self._state = {"~": "reifier", ",": "object", ";": "verb"}.get(mark, self._state)
