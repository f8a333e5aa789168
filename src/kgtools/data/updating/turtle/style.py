"""How a file lays out its statements: new ones look like those that are there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kgtools.data.updating.turtle.outline import Outline
from kgtools.data.updating.turtle.tree import TurtleStatement, Verb, read_statement

__all__ = ["Style", "gap_between", "indent_at", "newlines", "row_style", "style_of"]

_SPACE_BEFORE = re.compile(r"\s*\Z")
#: statements that are looked at, from the end of the file
_MAX_STATEMENTS = 20


@dataclass(frozen=True, slots=True)
class Style:
    """What is between the parts of a statement; behind a line break, the indentation beyond that of the subject."""

    newline: str = "\n"
    before_first: str = " "
    separator: str = " ;"
    gap: str = "\n    "
    object_separator: str = ","
    object_gap: str = " "
    #: whether a separator follows the last predicate
    trailing: bool = False
    end: str = " ."

    def statement(self, subject: str, predicates: Iterable[str], *, indent: str = "") -> str:
        """A whole statement; `predicates` are predicates with their objects.

        >>> Style(trailing=True, end="\\n.").statement("e:a", ["e:b 1", "e:c 2"])
        'e:a e:b 1 ;\\n    e:c 2 ;\\n.'
        """
        texts = list(predicates)
        separator = self.separator + self.placed(self.gap, indent)
        tail = self.separator if self.trailing else ""
        body = separator.join(texts) + tail
        return f"{subject}{self.placed(self.before_first, indent)}{body}{self.placed(self.end, indent)}"

    def placed(self, gap: str, indent: str) -> str:
        """A gap behind what is indented."""
        return (self.newline + indent).join(re.split(r"\r\n|\n|\r", gap))


def style_of(outline: Outline) -> Style:
    """The style of the last statement that has several predicates, of the last few."""
    newline = "\r\n" if "\r\n" in outline.text else "\n"
    for number in range(len(outline.starts) - 1, max(len(outline.starts) - _MAX_STATEMENTS, 0) - 1, -1):
        start, end = outline.starts[number], outline.ends[number]
        if end - start > 100_000:
            continue
        statement = read_statement(outline.text, start, end)
        if len(statement.verbs) > 1:
            return _style(outline.text, statement, newline)
    return Style(newline=newline)


def newlines(text: str) -> int:
    """How many lines a text ends."""
    return text.count("\n") if "\n" in text else text.count("\r")


def indent_at(text: str, offset: int) -> str | None:
    """The white space between the beginning of the line and an offset; None where something else is there."""
    line = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    indent = text[line:offset]
    return indent if not indent.strip(" \t") else None


def gap_between(text: str, first_end: int, second_start: int) -> str | None:
    """The white space right before the second of two things; None where a comment or nothing is there."""
    match = _SPACE_BEFORE.search(text, first_end, second_start)
    gap = "" if match is None else match[0]
    return gap if gap and ("#" not in text[first_end:second_start] or newlines(gap)) else None


def row_style(text: str, verbs: list[Verb], style: Style, *, indent: str | None) -> tuple[str, str]:
    """Separator and gap for a predicate more in a row; `indent` is that of the statement, None within brackets."""
    separator, gap = (" ;", " ") if indent is None else (style.separator, style.placed(style.gap, indent))
    last = verbs[-1]
    if len(verbs) > 1:
        before = verbs[-2]
        between = text[before.end : before.separator + 1]
        separator = between if "#" not in between and before.separator_end == before.separator + 1 else separator
        return separator, gap_between(text, before.separator_end, last.start) or gap
    own = indent_at(text, last.start)
    if own is not None:
        gap = style.newline + own
    return separator, gap


def _style(text: str, statement: TurtleStatement, newline: str) -> Style:
    indent = indent_at(text, statement.subject.start) or ""
    verbs = statement.verbs
    last = verbs[-1]

    def bare(gap: str) -> str:
        """The gap without the indentation of the statement."""
        return re.sub(r"(?:\r\n|\n|\r)" + re.escape(indent), "\n", gap)

    first = gap_between(text, statement.subject.end, verbs[0].start) or " "
    separator, gap = row_style(text, verbs, Style(newline=newline), indent=indent)
    stop = last.separator_end if last.separator >= 0 else last.end
    end = text[stop : statement.end]
    if "#" in end or not end.endswith("."):
        end = " ."
    return Style(newline, bare(first), separator, bare(gap), ",", " ", last.separator >= 0, bare(end))
