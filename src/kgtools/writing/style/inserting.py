"""Where comments are put in a text of our own style, in statements with lists: the lists may have to be broken up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from kgtools.writing.style.anatomy import Anatomy, Role, Token
from kgtools.writing.style.slots import Slot

__all__ = ["Break", "CommentTarget", "breaks"]

_STEP = 4


@dataclass(frozen=True, slots=True)
class CommentTarget:
    """The number of a comment, what it belongs to, and the offsets of the subject and object of the triple that tells
    that."""

    slot: Slot
    comment: int
    subject: int
    object: int
    #: whether an empty line follows the comment
    gap: bool = False


def breaks(anatomy: Anatomy, targets: Sequence[CommentTarget]) -> dict[int, Break]:
    """What is put into the text of `anatomy`, which is in our style, by the offset of the line feed or space.

    At the end of a line there is room for one comment: further ones are above the line. A list on one line that gets
    a comment within is written one item a line.
    """
    return _Inserter(anatomy).run(targets)


@dataclass(slots=True)
class Break:
    """The numbers of comments that are put where one line ends and the next one begins; `indent` where that was a space
    in a list."""

    behind: int | None = None
    #: each with whether an empty line follows it
    above: list[tuple[int, bool]] = field(default_factory=list)
    indent: int | None = None


@dataclass(slots=True)
class _Line:
    """A token that a comment is above or behind; for what is not a token, its offset."""

    comment: int
    above: bool
    token: Token | None
    offset: int = 0
    gap: bool = False


class _Inserter:
    def __init__(self, anatomy: Anatomy) -> None:
        self._anatomy, self._text = anatomy, anatomy.text
        #: the statement that was looked into last, and its tokens by their offsets
        self._last: tuple[int, dict[int, Token]] = (-1, {})
        #: the lists on one line that are to have a line for each item, by the offset of their parenthesis: their indent
        self._broken: dict[int, int] = {}
        self._breaks: dict[int, Break] = {}

    def run(self, targets: Sequence[CommentTarget]) -> dict[int, Break]:
        numbers = [self._anatomy.at(target.object) for target in targets]
        # statement by statement: the tokens of one are not needed for the next
        order = sorted(range(len(targets)), key=numbers.__getitem__)
        for number, some in groupby(order, key=numbers.__getitem__):
            lines = [self._line(targets[at], number) for at in some]
            self._broken.clear()
            for line in lines:
                if line.token is not None:
                    self._break_up(self._list_around(line.token, above=line.above))
            self._break_lists(number)
            for line in lines:
                self._put(line)
        return self._breaks

    # where a comment goes -------------------------------------------------------------------------------------------

    def _line(self, target: CommentTarget, number: int) -> _Line:
        slot, comment = target.slot, target.comment
        if slot in (Slot.ABOVE_GRAPH, Slot.GRAPH, Slot.GRAPH_END, Slot.AFTER_GRAPH):
            opening, closing = self._anatomy.graphs[number]
            if opening >= 0:
                above = slot in (Slot.ABOVE_GRAPH, Slot.GRAPH_END)
                piece = self._anatomy.pieces[opening if slot in (Slot.ABOVE_GRAPH, Slot.GRAPH) else closing]
                offset = piece.start if above else piece.end
                return _Line(comment, above, None, offset, gap=target.gap and slot is Slot.ABOVE_GRAPH)
            # the default graph has no braces of its own
            slot = {
                Slot.ABOVE_GRAPH: Slot.ABOVE_SUBJECT,
                Slot.GRAPH: Slot.SUBJECT,
                Slot.GRAPH_END: Slot.END,
                Slot.AFTER_GRAPH: Slot.DOT,
            }[slot]
        tokens = self._tokens(number)
        thing, node = tokens[target.object], tokens[target.subject]
        if thing.role is Role.CLOSE and thing.mate is not None:
            # the end of a list says that nothing is left of it
            thing = thing.mate
        if slot in (Slot.ABOVE_SUBJECT, Slot.SUBJECT, Slot.END, Slot.DOT):
            return self._of_subject(slot, node, number, target)
        return self._of_object(slot, thing, tokens, comment)

    def _tokens(self, number: int) -> dict[int, Token]:
        """The subject, the objects and the items of a statement by their offsets."""
        if self._last[0] != number:
            roles = (Role.SUBJECT, Role.OBJECT, Role.ITEM, Role.OPEN, Role.CLOSE)
            tokens = {token.start: token for token in self._anatomy.tokens(number) if token.role in roles}
            self._last = (number, tokens)
        return self._last[1]

    def _of_subject(self, slot: Slot, node: Token, number: int, target: CommentTarget) -> _Line:
        comment = target.comment
        above = slot in (Slot.ABOVE_SUBJECT, Slot.END)
        if node.role is Role.SUBJECT:
            last = self._anatomy.tokens(number)[-1]
            token = node if slot in (Slot.ABOVE_SUBJECT, Slot.SUBJECT) else last
            return _Line(comment, above, token, gap=target.gap and slot is Slot.ABOVE_SUBJECT)
        if slot is Slot.ABOVE_SUBJECT or node.mate is None:
            return _Line(comment, above, node)
        if slot is Slot.SUBJECT:
            return _Line(comment, False, node)
        return _Line(comment, above, node.mate)

    def _of_object(self, slot: Slot, token: Token, tokens: dict[int, Token], comment: int) -> _Line:
        verb, end = token.verb, token.mate or token
        if slot is Slot.ABOVE_VERB:
            return _Line(comment, True, verb or token)
        if slot is Slot.ABOVE:
            return _Line(comment, True, token)
        if slot is Slot.VERB and verb is not None:
            first = tokens[verb.about]
            if "\n" in self._text[verb.end : first.start]:
                return _Line(comment, False, verb)
            begins = self._holds(first) and not first.is_list
            return _Line(comment, False, first if begins else first.mate or first)
        if slot is Slot.OPEN and self._holds(token):
            return _Line(comment, False, token)
        if slot is Slot.CLOSE and self._holds(token):
            return _Line(comment, True, end)
        return _Line(comment, False, end)

    def _holds(self, token: Token) -> bool:
        """Whether it begins brackets or a list with something inside."""
        return token.mate is not None and token.mate.start > token.end

    # lists that need a line for each item -----------------------------------------------------------------------------

    def _list_around(self, token: Token, *, above: bool) -> Token | None:
        """The list that has a line break where a comment is above or behind a token; None outside lists."""
        if token.is_list and self._holds(token) and not above:
            return token
        if token.role is Role.CLOSE and above:
            return token.mate
        return token.within

    def _break_up(self, outer: Token | None) -> None:
        """Have a list that is on one line written one item a line, and those around it."""
        chain: list[Token] = []
        while outer is not None and outer.is_list and self._text[outer.end] == " " and outer.start not in self._broken:
            chain.append(outer)
            outer = outer.within
        for inner in reversed(chain):
            around = inner.within
            if around is not None and around.start in self._broken:
                self._broken[inner.start] = self._broken[around.start] + _STEP
            else:
                line = self._text.rfind("\n", 0, inner.start) + 1
                self._broken[inner.start] = self._indent(line)

    def _indent(self, line: int) -> int:
        end = line
        while self._text.startswith(" ", end):
            end += 1
        return end - line

    def _break_lists(self, number: int) -> None:
        """Break the lists of a statement up."""
        for token in self._anatomy.tokens(number) if self._broken else ():
            around = token.mate if token.role is Role.CLOSE else token.within
            indent = None if around is None else self._broken.get(around.start)
            if indent is not None and token.role in (Role.ITEM, Role.OPEN, Role.CLOSE):
                deeper = 0 if token.role is Role.CLOSE else _STEP
                self._breaks[token.start - 1] = Break(indent=indent + deeper)

    # put there --------------------------------------------------------------------------------------------------------

    def _put(self, line: _Line) -> None:
        token = line.token
        start, end = (line.offset, line.offset) if token is None else (token.start, token.end)
        if not line.above:
            place = self._breaks.setdefault(self._line_end(end), Break())
            if place.behind is None:
                place.behind = line.comment
                return
            if token is not None and token.role is Role.CLOSE and token.mate is not None and self._in_line(token.mate):
                start = token.mate.start
        self._breaks.setdefault(self._line_start(start), Break()).above.append((line.comment, line.gap))

    def _in_line(self, opening: Token) -> bool:
        """Whether brackets or a list that begin here end on the same line."""
        return self._text[opening.end] != "\n" and opening.start not in self._broken

    def _line_start(self, start: int) -> int:
        """The break before a token: that before the line, or the space of a list that is broken up."""
        return start - 1 if start - 1 in self._breaks else self._text.rfind("\n", 0, start)

    def _line_end(self, end: int) -> int:
        return end if end in self._breaks else self._text.find("\n", end)
