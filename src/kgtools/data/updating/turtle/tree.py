"""One statement of Turtle or TriG as a tree of the places of its parts; no term is read, no prefix resolved."""

from __future__ import annotations

from dataclasses import dataclass, field

from kgtools.errors import UsageError
from kgtools.model.terms import Quad, Subject, Term
from kgtools.reading.places.turtle import TOKEN

__all__ = ["Item", "Mark", "Node", "TurtleStatement", "Verb", "read_statement"]

#: deepest nesting of brackets that is changed
_MAX_DEPTH = 100


@dataclass(slots=True, eq=False)
class Node:
    """A term as it is written: `kind` is the bracket that opens it, or nothing for one that is a single token."""

    start: int
    end: int = 0
    kind: str = ""
    #: what is in ``[ ]``
    verbs: list[Verb] = field(default_factory=list)
    #: what is in ``( )``, or the three terms in ``<< >>`` and ``<<( )>>``
    items: list[Node] = field(default_factory=list)
    #: the reifier within ``<< >>``
    reifier: Node | None = None
    #: the term itself, and of a list each cell with its two triples; known when the tree is bound to its triples
    term: Term | None = None
    cells: list[tuple[Subject, Quad, Quad]] = field(default_factory=list)

    @property
    def at(self) -> int:
        """The offset under which the scanner knows the term."""
        return self.reifier.start if self.reifier is not None else self.start


@dataclass(slots=True, eq=False)
class Mark:
    """A reifier behind an object (``~ ex:r``), an annotation (``{| … |}``), or the one with the other."""

    start: int
    end: int = 0
    reifier: Node | None = None
    verbs: list[Verb] = field(default_factory=list)
    #: the offsets of ``{|`` and ``|}``, or -1
    opened: int = -1
    closed: int = -1
    #: the triple that says what is reified
    quad: Quad | None = None

    @property
    def at(self) -> int:
        return self.reifier.start if self.reifier is not None else self.start


@dataclass(slots=True, eq=False)
class Item:
    """An object, with what annotates its triple, and the separator behind it (-1 where there is none)."""

    node: Node
    marks: list[Mark] = field(default_factory=list)
    separator: int = -1
    separator_end: int = -1
    quad: Quad | None = None

    @property
    def start(self) -> int:
        return self.node.start

    @property
    def end(self) -> int:
        return self.marks[-1].end if self.marks else self.node.end


@dataclass(slots=True, eq=False)
class Verb:
    """A predicate with its objects, and the separator behind them (of several, from the first to the last)."""

    start: int
    word_end: int
    items: list[Item] = field(default_factory=list)
    separator: int = -1
    separator_end: int = -1

    @property
    def end(self) -> int:
        return self.items[-1].end


@dataclass(slots=True, eq=False)
class TurtleStatement:
    """A subject with what is said of it; `end` is behind the dot, or behind the last token where none is."""

    subject: Node
    verbs: list[Verb]
    end: int


def read_statement(text: str, start: int, end: int) -> TurtleStatement:
    """The tree of the statement that is between two offsets of a text that the parser accepts.

    >>> found = read_statement("<a> <b> 1, [ <c> 2 ] .", 0, 22)
    >>> [(item.start, item.end, item.node.kind) for item in found.verbs[0].items]
    [(8, 9, ''), (11, 20, '[')]

    Raises :class:`UsageError` where brackets are nested too deeply.
    """
    return _Reader(text, start, end).statement()


class _Reader:
    def __init__(self, text: str, start: int, end: int) -> None:
        self._text = text
        self._end = end
        self._depth = 0
        self._before = start
        self._take(start)

    def _take(self, position: int) -> None:
        """Look at the token that comes next."""
        match = TOKEN.match(self._text, position, self._end)
        if match is None:
            self._start = self._stop = self._end
            self._token, self._is_term = "", False
            return
        self._is_term = match.lastindex == 1
        group = match.lastindex or 0
        self._start, self._stop = match.span(group)
        self._token = match[group]

    def _next(self) -> int:
        """Take the token; its end."""
        self._before = self._stop
        self._take(self._stop)
        return self._before

    def statement(self) -> TurtleStatement:
        subject = self._node()
        verbs = self._verbs()
        end = self._next() if self._token == "." else self._before
        return TurtleStatement(subject, verbs, end)

    def _verbs(self) -> list[Verb]:
        verbs: list[Verb] = []
        while self._is_term:
            start = self._start
            verb = Verb(start, self._next())
            verb.items.append(self._item())
            while self._token == ",":
                verb.items[-1].separator = self._start
                verb.items[-1].separator_end = self._next()
                verb.items.append(self._item())
            if self._token == ";":
                verb.separator = self._start
                while self._token == ";":
                    verb.separator_end = self._next()
            verbs.append(verb)
        return verbs

    def _item(self) -> Item:
        item = Item(self._node())
        while self._token in ("~", "{|"):
            mark = Mark(self._start)
            if self._token == "~":
                mark.end = self._next()
                if self._is_term or self._token == "[":
                    mark.reifier = self._node()
                    mark.end = mark.reifier.end
            if self._token == "{|":
                mark.opened = self._start
                self._next()
                mark.verbs = self._verbs()
                mark.closed = self._start
                mark.end = self._next()
            item.marks.append(mark)
        return item

    def _node(self) -> Node:
        node = Node(self._start)
        if self._is_term:
            node.end = self._next()
            return node
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise UsageError(f"brackets are nested deeper than {_MAX_DEPTH} levels, too deep to be changed in place.")
        node.kind = self._token
        self._next()
        if node.kind == "[":
            node.verbs = self._verbs()
        elif node.kind == "(":
            while self._token != ")":
                node.items.append(self._node())
        else:
            node.items = [self._node(), self._node(), self._node()]
            if self._token == "~":
                self._next()
                # without a name the reifier is known by the bracket
                node.reifier = None if self._token == ">>" else self._node()
        node.end = self._next()
        self._depth -= 1
        return node
