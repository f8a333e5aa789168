"""JSON as a tree of values that know where they stand in the text."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

__all__ = ["JsonValue", "parse_json"]

_TOKEN = re.compile(r'[ \t\r\n]*+(?:("(?:[^"\\]|\\.)*+")|([{}\[\],:])|([^\s{}\[\],:"]++))')


@dataclass(slots=True)
class JsonValue:
    """A value: an object (``{``), an array (``[``), a string (``"``) or another scalar (``1``), from `start` to `end`.

    `members` are those of an object, in order; the members of an array have no key.
    """

    kind: str
    start: int
    end: int = 0
    members: list[tuple[str, JsonValue]] = field(default_factory=list)

    def member(self, key: str) -> JsonValue | None:
        """The value of a key, or nothing."""
        return next((value for name, value in self.members if name == key), None)

    def text(self, source: str) -> str:
        """What a string says; nothing of another value."""
        return str(json.loads(source[self.start : self.end])) if self.kind == '"' else ""


def parse_json(text: str) -> JsonValue:
    """The value that a text is.

    >>> tree = parse_json('{"a": [1, "x"]}')
    >>> [(value.kind, value.start, value.end) for _, value in tree.members[0][1].members]
    [('1', 7, 8), ('"', 10, 13)]

    Raises :class:`ValueError` for what is no JSON.
    """
    root = JsonValue("[", 0)
    stack = [root]
    key: str | None = None
    position = 0
    while match := _TOKEN.match(text, position):
        position = match.end()
        string, mark, scalar = match.groups()
        inside = stack[-1]
        if mark in (",", ":"):
            continue
        if mark in ("}", "]"):
            if len(stack) == 1 or "{}[]".index(inside.kind) + 1 != "{}[]".index(mark):
                raise ValueError("brackets do not match")
            inside.end = position
            stack.pop()
            continue
        start = match.end() - len(string or mark or scalar)
        if string and inside.kind == "{" and key is None:
            key = str(json.loads(string))
            continue
        made = JsonValue('"' if string else mark or "1", start, position)
        inside.members.append((key or "", made))
        key = None
        if mark:
            stack.append(made)
    if len(stack) > 1 or text[position:].strip(" \t\r\n") or len(root.members) != 1:
        raise ValueError("the text ends too early or too late")
    return root.members[0][1]
