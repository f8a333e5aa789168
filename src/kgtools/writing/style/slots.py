"""Where each comment of a text belongs: before a thing, on the line behind it, before the end of what it is in.

A thing is identified by a triple: its subject, its predicate, its object. So the place of a comment can be found in any
other text that says the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import Enum, auto

import numpy as np
import numpy.typing as npt

from kgtools.writing.style.anatomy import Anatomy, Piece, PieceKind, Role, Token
from kgtools.writing.style.source import Comment

__all__ = ["Belongings", "Slot", "TripleOffsets", "belongings", "directive_name"]

Offsets = npt.NDArray[np.int64]


class Slot(Enum):
    """A place for comments, told by a triple; ABOVE and END are lines of their own, the others the end of a line."""

    ABOVE_SUBJECT = auto()
    SUBJECT = auto()
    ABOVE_VERB = auto()
    VERB = auto()
    ABOVE = auto()
    #: behind the object
    AFTER = auto()
    #: behind the bracket or parenthesis that begins the object, and before the one that ends it
    OPEN = auto()
    CLOSE = auto()
    #: before the dot or bracket that ends all that is said of the subject, and behind it
    END = auto()
    DOT = auto()
    ABOVE_GRAPH = auto()
    GRAPH = auto()
    GRAPH_END = auto()
    AFTER_GRAPH = auto()


@dataclass(slots=True)
class Belongings:
    """The comments by what they belong to.

    `comment_slots` has for those that belong to a place in the text the value of its slot, the row of the triple that
    tells where that is, and the number of the comment.

    `head` are those about a directive that stays: its name (``@base``, ``@version``, or a prefix with its colon), and
    whether they follow it. `top` and `end` are those that belong to nothing else.
    """

    comment_slots: list[tuple[int, int, int]] = field(default_factory=list)
    head: list[tuple[str, bool, Comment]] = field(default_factory=list)
    top: list[Comment] = field(default_factory=list)
    end: list[Comment] = field(default_factory=list)


class TripleOffsets:
    """Where the triples of a text are: for each row the offsets of its subject and object.

    `silent` marks the rows that lists and annotations may say: where another row has its object in the same place, the
    place is that one's.
    """

    def __init__(self, subjects: Offsets, objects: Offsets, silent: npt.NDArray[np.bool_]) -> None:
        self.subjects, self.objects = subjects, objects
        self._by_object = np.lexsort((silent, objects))
        self._objects = objects[self._by_object]
        self._by_subject = np.argsort(subjects, kind="stable")
        self._subjects = subjects[self._by_subject]
        #: the rows come in the order of their statements
        self._ends = np.maximum.accumulate(objects) if len(objects) else objects

    def __len__(self) -> int:
        return len(self.subjects)

    def of_object(self, offset: int) -> int:
        """The row whose object is at an offset, else the last one before it."""
        return int(self.of_objects(np.array([offset]))[0])

    def of_subject(self, offset: int) -> int:
        """The row whose subject is at an offset, else the first one of the statement there."""
        return int(self.of_subjects(np.array([offset]))[0])

    def of_objects(self, offsets: Offsets) -> Offsets:
        """What :meth:`of_object` gives for each offset."""
        place = np.searchsorted(self._objects, offsets)
        at = np.minimum(place, len(self._objects) - 1)
        before = self._objects[np.maximum(place - 1, 0)]
        at = np.where(self._objects[at] == offsets, at, np.searchsorted(self._objects, before))
        return self._by_object[at]

    def of_subjects(self, offsets: Offsets) -> Offsets:
        """What :meth:`of_subject` gives for each offset."""
        at = np.minimum(np.searchsorted(self._subjects, offsets), len(self._subjects) - 1)
        others = np.minimum(np.searchsorted(self._ends, offsets), len(self) - 1)
        return np.where(self._subjects[at] == offsets, self._by_subject[at], others)

    def behind(self, offset: int) -> int:
        """The first row that comes behind an offset; their number where none does."""
        return int(np.searchsorted(self._ends, offset))


def belongings(
    anatomy: Anatomy, comments: Iterable[tuple[int, Comment]], rows: TripleOffsets, directives: Collection[str]
) -> Belongings:
    """Find what comments within a text belong to, each given with its number.

    `directives` are the names of those that stay.
    """
    return _Reader(anatomy, rows, directives).run(comments)


class _Reader:
    def __init__(self, anatomy: Anatomy, rows: TripleOffsets, directives: Collection[str]) -> None:
        self._anatomy, self._rows, self._directives = anatomy, rows, directives
        self._belongings = Belongings()
        #: the number of the comment that is looked at
        self._number = 0
        self._first_statement = next(
            (piece.start for piece in anatomy.pieces if piece.kind is not PieceKind.DIRECTIVE), len(anatomy.text)
        )

    def run(self, comments: Iterable[tuple[int, Comment]]) -> Belongings:
        pieces = self._anatomy.pieces
        for self._number, comment in comments:
            number = self._anatomy.at(comment.start)
            if not len(self._rows):
                (self._belongings.top if comment.start < self._first_statement else self._belongings.end).append(
                    comment
                )
            elif number < 0:
                self._before(comment, pieces[0], 0)
            elif comment.start >= pieces[number].end:
                self._between(comment, number)
            elif pieces[number].kind is PieceKind.STATEMENT:
                self._inside(comment, number)
            else:
                self._behind(comment, number)
        return self._belongings

    def _nowhere(self, comment: Comment) -> None:
        """Place a comment about what is not written before what follows."""
        row = self._rows.behind(comment.start)
        if row < len(self._rows):
            statement = self._anatomy.pieces[self._anatomy.at(int(self._rows.objects[row]))]
            self._add(Slot.ABOVE_SUBJECT, self._rows.of_subject(statement.start))
        else:
            self._belongings.end.append(comment)

    def _alone(self, start: int, comment: Comment) -> bool:
        """Whether there is a line break between an offset and a comment."""
        text = self._anatomy.text
        return text.find("\n", start, comment.start) >= 0 or text.find("\r", start, comment.start) >= 0

    def _add(self, slot: Slot, row: int) -> None:
        self._belongings.comment_slots.append((slot.value, row, self._number))

    def _between(self, comment: Comment, number: int) -> None:
        """Place a comment behind a piece and before the next one."""
        pieces = self._anatomy.pieces
        if not self._alone(self._end(pieces[number]), comment):
            self._behind(comment, number)
        elif number + 1 < len(pieces):
            self._before(comment, pieces[number + 1], number + 1)
        else:
            self._belongings.end.append(comment)

    def _end(self, piece: Piece) -> int:
        """Where the last token of a piece ends: what has no dot reaches to the brace behind it."""
        return piece.start + len(self._anatomy.text[piece.start : piece.end].rstrip()) if piece.end else piece.end

    def _before(self, comment: Comment, piece: Piece, number: int) -> None:
        if piece.kind is PieceKind.DIRECTIVE:
            self._head(comment, piece, behind=False)
        elif piece.kind is PieceKind.STATEMENT:
            self._add(Slot.ABOVE_SUBJECT, self._rows.of_subject(piece.start))
        elif piece.kind is PieceKind.OPENING:
            self._graph(Slot.ABOVE_GRAPH, comment, number)
        else:
            self._graph(Slot.GRAPH_END, comment, number)

    def _behind(self, comment: Comment, number: int) -> None:
        """Place a comment on the last line of a piece, or within the head of a graph or a directive."""
        piece = self._anatomy.pieces[number]
        if piece.kind is PieceKind.DIRECTIVE:
            self._head(comment, piece, behind=True)
        elif piece.kind is PieceKind.OPENING:
            self._graph(Slot.GRAPH, comment, number)
        elif piece.kind is PieceKind.CLOSING:
            self._graph(Slot.AFTER_GRAPH, comment, number)
        else:
            *others, last = self._anatomy.tokens(number)
            if last.role is not Role.DOT:
                self._after(comment, last, number)
            elif others[-1].role is Role.SUBJECT or _ends_subject(others[-1]) or self._breaks(others[-1], last):
                self._add(Slot.DOT, self._rows.of_subject(piece.start))
            else:
                self._after(comment, others[-1], number)

    def _breaks(self, one: Token, other: Token) -> bool:
        return "\n" in self._anatomy.text[one.end : other.start].replace("\r", "\n")

    def _graph(self, slot: Slot, comment: Comment, number: int) -> None:
        """Place a comment about a graph; one without triples is not written, and the comment is about what follows."""
        pieces = self._anatomy.pieces
        opening, closing = self._anatomy.graphs[number]
        row = self._rows.behind(pieces[opening].start)
        until = self._rows.behind(pieces[closing].end)
        if row < until:
            self._add(slot, row if slot in (Slot.ABOVE_GRAPH, Slot.GRAPH) else until - 1)
        else:
            self._nowhere(comment)

    def _head(self, comment: Comment, piece: Piece, *, behind: bool) -> None:
        name = directive_name(self._anatomy.text[piece.start : piece.end].encode("latin-1").decode())
        if name in self._directives:
            self._belongings.head.append((name, behind, comment))
        elif comment.start < self._first_statement:
            self._belongings.top.append(comment)
        else:
            self._nowhere(comment)

    def _inside(self, comment: Comment, number: int) -> None:
        """Place a comment within a statement."""
        tokens = self._anatomy.tokens(number)
        low, high = 0, len(tokens)
        while low < high:
            middle = (low + high) // 2
            if tokens[middle].start < comment.start:
                low = middle + 1
            else:
                high = middle
        before = tokens[low - 1]
        if comment.start < before.end or not self._alone(before.end, comment):
            self._after(comment, before, number)
            return
        text = self._anatomy.text
        rest = low
        while rest < len(tokens) and text[tokens[rest].start] in ",;":
            rest += 1
        if rest == len(tokens):
            pieces = self._anatomy.pieces
            if number + 1 < len(pieces):
                self._before(comment, pieces[number + 1], number + 1)
            else:
                self._belongings.end.append(comment)
            return
        self._above(comment, tokens[rest], number)

    def _above(self, comment: Comment, token: Token, number: int) -> None:
        rows = self._rows
        start = self._anatomy.pieces[number].start
        if token.role is Role.DOT or _ends_subject(token):
            self._add(Slot.END, rows.of_subject(start))
        elif token.role is Role.ANNOTATION_END:
            self._add(Slot.END, rows.of_object(token.about))
        else:
            slots = {Role.VERB: Slot.ABOVE_VERB, Role.CLOSE: Slot.CLOSE, Role.TAIL: Slot.AFTER}
            self._add(slots.get(token.role, Slot.ABOVE), rows.of_object(token.about))

    def _after(self, comment: Comment, token: Token, number: int) -> None:
        rows = self._rows
        if token.role is Role.SUBJECT or _ends_subject(token):
            self._add(Slot.SUBJECT, rows.of_subject(self._anatomy.pieces[number].start))
            return
        slots = {Role.VERB: Slot.VERB, Role.OPEN: Slot.OPEN}
        self._add(slots.get(token.role, Slot.AFTER), rows.of_object(token.about))


def _ends_subject(token: Token) -> bool:
    """Whether it is the bracket or parenthesis that ends a subject."""
    return token.role is Role.TAIL and token.mate is not None and token.mate.role is Role.SUBJECT


def directive_name(text: str) -> str:
    """What a directive is about: ``@base``, ``@version``, or a prefix with its colon.

    >>> [directive_name(text) for text in ("@prefix e: <http://e/> .", "PREFIX : <#>", "BASE<http://e/>")]
    ['e:', ':', '@base']
    """
    for name in ("@base", "@version"):
        if text.lstrip("@").lower().startswith(name[1:]):
            return name
    return text[: text.index(":") + 1].split()[-1]
