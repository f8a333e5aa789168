"""Where the triples of a Turtle or TriG text are: offsets of subject and object, in the order of the parser.

The scanner reads the structure of a text that the parser accepts and nothing else: it resolves no prefix and undoes no
escape. For each triple it gives two offsets, in just the order in which pyoxigraph's parser gives the triples, so that
the two run side by side. That order is: a triple comes with the token that completes it, and of several that one
token completes, the last one found comes first (``( 1`` completes ``:s :p _:a`` and then ``_:a rdf:first 1``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from kgtools.errors import ParseError
from kgtools.possessive import compile_pattern

__all__ = ["DIRECTIVES", "IRI", "NAME", "SPACE", "TERM", "TOKEN", "behind_directive", "scan"]

#: patterns of white space with comments, and of terms; all take what they match whole and give none of it back
SPACE = r"(?:[ \t\r\n]++|\#[^\r\n]*+)*+"
IRI = r"<(?!<)[^>]*+>"
_NAME_CHAR = r"[^\x00-\x20\\<>\"'()\[\]{},;.\#|~^@!$&*+=/?]"
# a prefixed name, a blank node label or a word; a dot belongs to it only before more of it
NAME = rf"(?:{_NAME_CHAR}++|\\.|\.++(?={_NAME_CHAR}|\\))++"
_LABEL_CHAR = _NAME_CHAR.replace(";", ":;")
_BLANK = rf"_:(?:{_LABEL_CHAR}++|\.++(?={_LABEL_CHAR}))++"
_NUMBER = r"[+-]?(?:[0-9]++(?:\.[0-9]*+(?=[eE][+-]?[0-9])|\.[0-9]++)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?"
_STRING = (
    r'(?:"""[^"\\]*+(?:(?:\\.|""?(?!"))[^"\\]*+)*+"""'
    r"|'''[^'\\]*+(?:(?:\\.|''?(?!'))[^'\\]*+)*+'''"
    r'|"[^"\\]*+(?:\\.[^"\\]*+)*+"'
    r"|'[^'\\]*+(?:\\.[^'\\]*+)*+')"
)
_LITERAL = rf"{_STRING}(?:{SPACE}(?:@[A-Za-z][A-Za-z0-9-]*+|\^\^{SPACE}(?:{IRI}|{NAME})))?"
TERM = rf"{IRI}|{_LITERAL}|{_BLANK}|(?![0-9+\-.]){NAME}|{_NUMBER}"
_PUNCTUATION = r"<<\(?|\)>>|>>|\{\||\|\}|[.,;\[\](){}~]|@[A-Za-z]++"
#: a token behind white space and comments: group 1 is a term or a word, group 2 is punctuation
TOKEN = compile_pattern(rf"{SPACE}(?:((?>{TERM}))|({_PUNCTUATION}))", re.DOTALL)
_END = compile_pattern(rf"{SPACE}\Z")
#: the usual end of a triple, an object that is one term and what follows it, in one step
_PLAIN = compile_pattern(rf"{SPACE}((?>{TERM})){SPACE}([.,;])", re.DOTALL)
#: the same with the predicate before it
_PAIR = compile_pattern(rf"{SPACE}(?>{IRI}|(?![0-9+\-.]){NAME}){SPACE}((?>{TERM})){SPACE}([.,;])", re.DOTALL)

#: what each directive is followed by: so many tokens
DIRECTIVES = {"prefix": 2, "base": 1, "version": 1, "@prefix": 3, "@base": 2, "@version": 2}
#: a version: what follows is another directive, and no language
_VERSION = compile_pattern(rf"{SPACE}{_STRING}", re.DOTALL)

# what is expected next
_STATEMENT, _HEAD, _VERB, _OBJECT, _AFTER, _ITEM, _PART, _REIFIER = range(8)


@dataclass(slots=True)
class _Frame:
    """Something opened and not yet closed: ``[``, ``(``, ``{|``, ``<<`` or ``<<(``."""

    kind: str
    #: the offset of the bracket
    start: int
    #: what to expect when it is closed, if it is as a subject: _HEAD; as an object: _AFTER; in a list: _ITEM …
    outer: int
    #: the subject around it
    subject: int
    #: the cell of a list that was begun last, the reifier around an annotation, or -1
    cell: int = -1
    #: whether a ``~`` was read; the offset of the reifier behind it, or -1
    tilde: bool = False
    reifier: int = -1


def behind_directive(text: str, name: str, position: int) -> int:
    """Where a directive ends whose word (`name`, in lower case where it is SPARQL's) ends at `position`; -1: nowhere.

    >>> text = '@version "1.2" . @prefix e: <http://e/> .'
    >>> text[behind_directive(text, "@version", len("@version")) :]
    ' @prefix e: <http://e/> .'
    """
    count = DIRECTIVES[name]
    patterns = [_VERSION if name.endswith("version") else TOKEN] + [TOKEN] * (count - 1)
    for pattern in patterns:
        match = pattern.match(text, position)
        if match is None:
            return -1
        position = match.end()
    return position


def scan(text: str, *, source: str = "") -> Iterator[tuple[int, int]]:
    """The offsets of subject and object of each triple of a text that the parser accepts.

    >>> text = "<http://e/s> <http://e/p> 1, [ <http://e/q> 2 ] ."
    >>> [(text[s], text[o]) for s, o in scan(text)]
    [('<', '1'), ('[', '2'), ('<', '[')]

    The subject of a triple that is written within brackets is at the bracket, the cell of a list at its item (the
    first one at the parenthesis), ``rdf:nil`` at the end of a list at its closing parenthesis.

    Raises :class:`ParseError` where the text has another structure.
    """
    yield from _Scanner(text, source).run()


class _Scanner:
    def __init__(self, text: str, source: str) -> None:
        self._text = text
        self._source = source
        self._stack: list[_Frame] = []
        self._state = _STATEMENT
        self._subject = 0
        # the object read last, its reifier (or -1), and a "~" that no reifier followed yet
        self._last = 0
        self._reifier = -1
        self._tilde = 0
        self._results: list[tuple[int, int]] = []

    def run(self) -> Iterator[tuple[int, int]]:
        text, token, plain, pair, results = self._text, TOKEN.match, _PLAIN.match, _PAIR.match, self._results
        position = 0
        state = _STATEMENT
        while True:
            # nearly all of the triples of nearly all files come this way
            match = None
            if state in (_VERB, _HEAD):
                match = pair(text, position)
            elif state == _OBJECT:
                match = plain(text, position)
            if match is not None:
                yield self._subject, match.start(1)
                position = match.end()
                mark = text[position - 1]
                state = self._state = _VERB if mark == ";" else _OBJECT if mark == "," else _STATEMENT
                continue
            match = token(text, position)
            if match is None:
                if _END.match(text, position):
                    return
                raise self._error_at(position)
            position = match.end()
            if match.lastindex == 1 and self._state in (_OBJECT, _ITEM) and match[1][0] in "\"'":
                outer = self._outer(match.start(1))
                yield from reversed(results)
                results.clear()
                self._complete(outer, match.start(1))
                if match[1][-1] in "\"'":
                    # the parser takes a string for whole when it sees that no language and no datatype follow: what
                    # the string completes comes with the next token, and so behind what that one completes
                    state = self._state
                    continue
            elif match.lastindex == 1:
                position = self._term(match.start(1), match[1], position)
            else:
                position = self._mark(match.start(2), match[2], position)
            if results:
                yield from reversed(results)
                results.clear()
            state = self._state

    def _error_at(self, offset: int) -> ParseError:
        line = self._text.count("\n", 0, offset) + 1
        column = offset - self._text.rfind("\n", 0, offset)
        return ParseError("the structure of the text is lost here.", source=self._source, line=line, column=column)

    def _term(self, start: int, word: str, end: int) -> int:
        """Take a term; where to read on."""
        state = self._state
        if state in (_VERB, _HEAD):
            self._state = _OBJECT
        elif state == _STATEMENT:
            lowered = word.lower() if len(word) <= 7 else word
            if lowered in DIRECTIVES:
                return self._skip(lowered, end)
            if lowered != "graph":
                self._complete(_HEAD, start)
        else:
            self._check(state != _AFTER, start)
            self._complete(self._outer(start), start)
        return end

    def _mark(self, start: int, mark: str, end: int) -> int:
        """Take a punctuation mark or a directive that begins with ``@``; where to read on."""
        if mark.startswith("@"):
            self._check(self._state == _STATEMENT and mark in DIRECTIVES, start)
            return self._skip(mark, end)
        if self._state == _REIFIER and mark != "[":
            self._reify(self._tilde)
        self._MARKS[mark](self, start, mark)
        return end

    def _skip(self, name: str, position: int) -> int:
        end = behind_directive(self._text, name, position)
        if end < 0:
            raise self._error_at(position)
        return end

    def _check(self, fits: bool, offset: int) -> None:
        if not fits:
            raise self._error_at(offset)

    def _outer(self, start: int) -> int:
        """What the thing that begins here is for what is around it; in a list, the cell for it is begun."""
        if self._state == _STATEMENT:
            return _HEAD
        if self._state == _OBJECT:
            return _AFTER
        if self._state == _ITEM:
            self._begin_item(self._stack[-1], start)
        self._check(self._state in (_ITEM, _PART, _REIFIER), start)
        return self._state

    def _complete(self, outer: int, start: int) -> None:
        """Something that began at `start` is whole; `outer` says what it is for what is around it."""
        self._state = outer
        if outer == _AFTER:
            self._results.append((self._subject, start))
            self._last = start
            self._reifier = -1
        elif outer == _HEAD:
            self._subject = start
        elif outer == _ITEM:
            self._results.append((self._stack[-1].cell, start))
        elif outer == _REIFIER:
            self._reify(start)
        else:
            frame = self._stack[-1]
            if frame.tilde:
                self._results.append((start, frame.start))
                frame.reifier = start

    def _reify(self, start: int) -> None:
        """A reifier of the triple read last."""
        self._results.append((start, self._last))
        self._reifier = start
        self._state = _AFTER

    def _begin_item(self, frame: _Frame, start: int) -> None:
        if frame.cell >= 0:
            self._results.append((frame.cell, start))
            frame.cell = start
            return
        frame.cell = frame.start
        if frame.outer == _AFTER:
            self._results.append((frame.subject, frame.start))
        elif frame.outer == _ITEM:
            self._results.append((self._stack[-2].cell, frame.start))

    def _open(self, start: int, mark: str) -> None:
        self._stack.append(_Frame(mark, start, self._outer(start), self._subject))
        if mark == "[":
            self._subject = start
        self._state = {"[": _VERB, "(": _ITEM}.get(mark, _PART)

    def _annotate(self, start: int, mark: str) -> None:
        self._check(self._state == _AFTER, start)
        if self._reifier < 0:
            self._results.append((start, self._last))
        self._stack.append(_Frame(mark, self._last, _AFTER, self._subject, cell=self._reifier))
        self._subject = start if self._reifier < 0 else self._reifier
        self._state = _VERB

    def _pop(self, kind: str, start: int) -> _Frame:
        self._check(bool(self._stack) and self._stack[-1].kind == kind, start)
        frame = self._stack.pop()
        self._subject = frame.subject
        return frame

    def _close_annotation(self, start: int, mark: str) -> None:
        frame = self._pop("{|", start)
        self._last, self._reifier, self._state = frame.start, frame.cell, _AFTER

    def _close_properties(self, start: int, mark: str) -> None:
        frame = self._pop("[", start)
        self._complete(frame.outer, frame.start)

    def _close_list(self, start: int, mark: str) -> None:
        frame = self._pop("(", start)
        if frame.cell < 0:
            self._complete(frame.outer, frame.start)
            return
        self._results.append((frame.cell, start))
        self._state, self._last, self._reifier = frame.outer, frame.start, -1
        if frame.outer == _HEAD:
            self._subject = frame.start

    def _close_triple(self, start: int, mark: str) -> None:
        frame = self._pop("<<" if mark == ">>" else "<<(", start)
        if frame.reifier >= 0:
            self._complete(frame.outer, frame.reifier)
            return
        if mark == ">>":
            self._results.append((frame.start, frame.start))
        self._complete(frame.outer, frame.start)

    def _tilde_mark(self, start: int, mark: str) -> None:
        if self._state == _PART:
            self._stack[-1].tilde = True
        else:
            self._check(self._state == _AFTER, start)
            self._tilde, self._state = start, _REIFIER

    def _separate(self, start: int, mark: str) -> None:
        self._check(self._state in (_AFTER, _VERB, _HEAD), start)
        if mark == ".":
            self._check(not self._stack, start)
        self._state = {",": _OBJECT, ";": _VERB, ".": _STATEMENT}[mark]

    def _brace(self, start: int, mark: str) -> None:
        self._check(not self._stack and self._state in (_STATEMENT, _HEAD, _VERB, _AFTER), start)
        self._state = _STATEMENT

    _MARKS: ClassVar[dict[str, Callable[[_Scanner, int, str], None]]] = {
        **dict.fromkeys(("[", "(", "<<", "<<("), _open),
        **dict.fromkeys((">>", ")>>"), _close_triple),
        **dict.fromkeys((",", ";", "."), _separate),
        **dict.fromkeys(("{", "}"), _brace),
        "]": _close_properties,
        ")": _close_list,
        "{|": _annotate,
        "|}": _close_annotation,
        "~": _tilde_mark,
    }
