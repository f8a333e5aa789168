"""The outline of a Turtle or TriG text: where its statements, graphs and directives are, without what is in them."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection
from dataclasses import dataclass, field

from kgtools.possessive import compile_pattern
from kgtools.reading.places.turtle import DIRECTIVES, SPACE, TERM, TOKEN

__all__ = ["Block", "Directive", "Outline", "is_plain", "read_outline"]

_INSIDE = r"<<\(?|\)>>|>>|\{\||\|\}|[,;\[\]()~]|@[A-Za-z]++"
_WORD = r"@?(?i:prefix|base|version)(?![A-Za-z0-9_:.\-])|(?i:graph)(?![A-Za-z0-9_:.\-])"
_FIRST = compile_pattern(rf"{SPACE}(?:({_WORD})|([{{}}])|((?>{TERM}|{_INSIDE})))", re.DOTALL)
_REST = compile_pattern(rf"(?:{SPACE}(?>{TERM}|{_INSIDE}))*+{SPACE}(?:([.{{}}])|\Z)", re.DOTALL)
#: white space before a statement, and how many characters of it are looked at
_SPACES = compile_pattern(r"\s*+\Z|\Z")
_MAX_SPACE_BEFORE = 200
#: a text without blank nodes, brackets and annotations
_PLAIN = compile_pattern(
    rf"(?:{SPACE}(?>(?!_:|@?(?i:version)\b)(?:{TERM})|@(?:prefix|base)\b|[.,;{{}}](?![|])))*+{SPACE}\Z", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Directive:
    """A ``@prefix``, ``@base`` or ``@version``, or the same in the manner of SPARQL."""

    start: int
    end: int


@dataclass(slots=True)
class Block:
    """A graph with its statements: ``ex:g { … }``; `name` is where its name is, empty for the default graph.

    `before` is where what comes before it ends.
    """

    before: int
    start: int
    name: tuple[int, int]
    opened: int
    #: where the closing brace is, and what comes behind it
    closed: int = -1
    end: int = -1


@dataclass(slots=True)
class Outline:
    """The parts of a text in their order.

    `blocks_of` tells the block of each statement, -1 for none; `befores` where what comes before it ends.
    """

    text: str
    befores: array[int] = field(default_factory=lambda: array("q"))
    starts: array[int] = field(default_factory=lambda: array("q"))
    ends: array[int] = field(default_factory=lambda: array("q"))
    blocks_of: array[int] = field(default_factory=lambda: array("q"))
    blocks: list[Block] = field(default_factory=list)
    directives: list[Directive] = field(default_factory=list)

    def statement_at(self, offset: int) -> int:
        """The number of the statement that an offset lies in."""
        return bisect_right(self.starts, offset) - 1

    def head(self, offset: int) -> str:
        """The directives that are in force at an offset, one a line."""
        count = bisect_left(self.directives, offset, key=lambda directive: directive.start)
        return "".join(f"{self.text[d.start : d.end]}\n" for d in self.directives[:count])

    def graph_text(self, block: int) -> str:
        """The name of a block as it is written; nothing for the default graph."""
        if block < 0:
            return ""
        start, end = self.blocks[block].name
        return self.text[start:end]


def is_plain(text: str) -> bool:
    """Whether a text has no blank nodes, no brackets and no annotations: what a triple is about shows in its terms.

    >>> is_plain('<a> <b> "[" . # _:b'), is_plain("<a> <b> [] ."), is_plain("_:a <b> 1 .")
    (True, False, False)
    """
    return _PLAIN.match(text) is not None


def read_outline(text: str, subjects: Collection[str] | None = None) -> Outline:
    """The outline of a text that the parser accepts.

    With `subjects`, only the statements are in it whose subject is written in one of these ways, or in a way that a
    comparison does not tell (a relative IRI, escapes), and of all others the last ones before something else: those
    between are passed in one step.

    >>> found = read_outline("@prefix e: <http://e/> . e:a e:b 1 . e:g { e:a e:b 2 }")
    >>> [found.text[a:b] for a, b in zip(found.starts, found.ends)], [found.graph_text(n) for n in found.blocks_of]
    (['e:a e:b 1 .', 'e:a e:b 2'], ['', 'e:g'])
    """
    outline = Outline(text)
    passed = None if subjects is None else _passed(subjects)
    position, block = 0, -1
    graph_word: tuple[int, int] | None = None
    while True:
        if passed is not None:
            # a statement within braces may lack its dot, and its name comes before a brace: these are looked at
            match = passed.match(text, position)
            if match is not None and match.end() > position:
                start, position = match.start(1), match.end()
                before = start - len(_SPACES.search(text[max(start - _MAX_SPACE_BEFORE, 0) : start])[0])  # type: ignore[index]  # fits anything
                _append(outline, before, start, position, block)
        before = position
        match = _FIRST.match(text, position)
        if match is None:
            return outline
        word, brace = match[1], match[2]
        start, position = match.start(match.lastindex or 0), match.end()
        if word is not None:
            if word.lower() == "graph":
                graph_word = before, start
                continue
            for _ in range(DIRECTIVES[word.lower()]):
                token = TOKEN.match(text, position)
                position = position if token is None else token.end()
            outline.directives.append(Directive(start, position))
        elif brace == "{":
            outline.blocks.append(Block(before, start, (start, start), position))
            block = len(outline.blocks) - 1
        elif brace == "}":
            outline.blocks[block].closed, outline.blocks[block].end = start, position
            block = -1
        else:
            rest = _REST.match(text, position)
            if rest is None:
                return outline
            if rest[1] == "{":
                name_end = _last_end(text, position)
                before, begin = graph_word or (before, start)
                outline.blocks.append(Block(before, begin, (start, name_end), rest.end()))
                block = len(outline.blocks) - 1
                graph_word = None
                position = rest.end()
            elif rest[1] == "}":
                _append(outline, before, start, _trimmed(text, start, rest.start(1)), block)
                position = rest.start(1)
            else:
                position = rest.end()
                _append(outline, before, start, position, block)


def _append(outline: Outline, before: int, start: int, end: int, block: int) -> None:
    outline.befores.append(before)
    outline.starts.append(start)
    outline.ends.append(end)
    outline.blocks_of.append(block)


def _last_end(text: str, position: int) -> int:
    """The end of a graph's name, which is one token, or ``[]``."""
    match = TOKEN.match(text, position)
    return match.end() if match is not None and match[2] == "]" else position


def _trimmed(text: str, start: int, end: int) -> int:
    """The end of the last token between two offsets."""
    position = last = start
    while (match := TOKEN.match(text, position, end)) is not None:
        position = last = match.end()
    return last


def _passed(subjects: Collection[str]) -> re.Pattern[str]:
    """A run of statements that are about something else; group 1 is the last of them."""
    names = "|".join(map(re.escape, sorted(subjects)))
    word = rf"(?:{names})(?![^\s<\"'(\[,;.{{}}#]|\.[^\s])|" if names else ""
    odd = r"<(?![A-Za-z][A-Za-z0-9+.\-]*:[^>\\]*>)|[^\s<\"'\[(]*\\"
    body = rf"(?:(?>{TERM}|{_INSIDE}){SPACE})*+\."
    return compile_pattern(
        rf"(?:{SPACE}(?!{word}{odd}|{_WORD}|[{{}}])({body}))*+",
        re.DOTALL,
    )
