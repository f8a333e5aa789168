"""The YAML of a header as plain values: a scalar is a string, a sequence a list, a mapping a tuple of entries.

Most headers are written in a small part of YAML, block style with plain and single-quoted scalars and short lists in
brackets, which is read here: to import PyYAML takes longer than to answer a query over a small graph. Whatever is not
certainly of that part goes to PyYAML, which decides what it means and what is wrong with it.
"""

from __future__ import annotations

import re
from typing import TypeAlias

__all__ = ["Entry", "Mapping", "Node", "YamlError", "compose", "compose_block"]

Node: TypeAlias = "str | list[Node] | Mapping"
#: the line of the key, counted from 0, the key, and its value
Entry: TypeAlias = "tuple[int, Node, Node]"
Mapping: TypeAlias = "tuple[Entry, ...]"

_WORDS = r"[A-Za-z][A-Za-z0-9_-]*(?: [A-Za-z0-9_-]+)*"
_KEY = re.compile(rf"({_WORDS}|'{_WORDS}'):(?: +(.*))?")
#: what a plain scalar begins with, and what its further lines do; a colon or a comment would end it
_PLAIN = re.compile(r"[\w(]"), re.compile(r"[\w(\[\"]")
_ENDS_PLAIN = re.compile(r":(?: |$)| #")
#: an item of a sequence or an entry of a mapping that are in brackets on one line
_FLOW_ITEM = re.compile(r"\w[^,\[\]{}#:'\"?]*")
_FLOW_ENTRY = re.compile(rf"({_WORDS}): +(\w(?:[^,\[\]{{}}#:'\"?]|:(?=\w))*)")
#: the longest line whose key is surely taken for one (YAML 1.1, section 9.1.3: 1024 characters)
_MAX_KEY_CHARACTERS = 1000


class YamlError(ValueError):
    """A text that is not YAML, with the line of the fault, counted from 0."""

    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem)
        self.line = line


class _BeyondBlockError(Exception):
    """The text has what only PyYAML reads."""


def compose(text: str) -> Node:
    """The value that a YAML document stands for, all scalars as text.

    >>> compose("summary: All people\\ntags:\\n- people")
    ((0, 'summary', 'All people'), (1, 'tags', ['people']))
    >>> compose("columns: {person: Who}")
    ((0, 'columns', ((0, 'person', 'Who'),)),)

    Raises :class:`YamlError`.
    """
    node = compose_block(text)
    return _composed_by_pyyaml(text) if node is None else node


def compose_block(text: str) -> Mapping | None:
    """The mapping that a document in plain block style is, read without PyYAML; None where it may be anything else.

    >>> compose_block("titles:\\n  en: All\\n    people\\n  id: 'Semua: orang'")
    ((0, 'titles', ((1, 'en', 'All people'), (3, 'id', 'Semua: orang'))),)
    >>> compose_block("tags: [people]"), compose_block("tags: ['people']")
    (((0, 'tags', ['people']),), None)
    """
    try:
        return _Block(text).mapping(0) or None
    except _BeyondBlockError:
        return None


class _Block:
    """Lines of block style, of which the first `at` have been read."""

    def __init__(self, text: str) -> None:
        self.lines: list[tuple[int, str]] = []
        self.at = 0
        for line in text.split("\n"):
            content = line.strip(" ")
            # tabs, other breaks and what YAML does not allow at all are not printable; an empty line ends or breaks
            if not content or not content.isprintable() or len(line) > _MAX_KEY_CHARACTERS:
                raise _BeyondBlockError
            self.lines.append((len(line) - len(line.lstrip(" ")), content))
        self.lines.append((-1, ""))

    def mapping(self, indent: int) -> Mapping:
        """The entries from here on that are indented so far."""
        entries: list[Entry] = []
        while self.lines[self.at][0] == indent:
            number = self.at
            match = _KEY.fullmatch(self.lines[number][1])
            if match is None:
                break
            self.at += 1
            entries.append((number, match[1].strip("'"), self.value(number, match[2] or "", indent)))
        if self.lines[self.at][0] > indent or (indent == 0 and self.at < len(self.lines) - 1):
            raise _BeyondBlockError
        return tuple(entries)

    def value(self, number: int, first: str, indent: int) -> Node:
        """What the key of a line has as its value: the rest of the line, or what follows it."""
        if first:
            return self.flow(number, first, indent) if first[0] in "[{" else self.scalar(first, indent)
        inner, content = self.lines[self.at]
        if inner >= indent and content.startswith("- "):
            return self.sequence(inner)
        if inner <= indent:
            return ""
        node = self.mapping(inner)
        if not node:
            raise _BeyondBlockError
        return node

    def sequence(self, indent: int) -> list[Node]:
        """The items from here on that are indented so far; those that are scalars alone."""
        items: list[Node] = []
        while (line := self.lines[self.at])[0] == indent and line[1].startswith("- "):
            self.at += 1
            items.append(self.scalar(line[1][2:].lstrip(" "), indent))
        if self.lines[self.at][0] > indent:
            raise _BeyondBlockError
        return items

    def scalar(self, first: str, indent: int) -> str:
        """A scalar that begins with `first`, its lines folded (YAML 1.1, section 9.1)."""
        parts = [first]
        if first[0] == "'":
            # a quote within is written twice
            while sum(part.count("'") for part in parts) % 2:
                parts.append(self.next_of_scalar(indent))
            text = " ".join(parts)
            if not text.endswith("'") or "'" in text[1:-1].replace("''", ""):
                raise _BeyondBlockError
            return text[1:-1].replace("''", "'")
        while self.lines[self.at][0] > indent:
            parts.append(self.next_of_scalar(indent))
        begin, go_on = _PLAIN
        if not begin.match(first) or not all(map(go_on.match, parts[1:])) or any(map(_ENDS_PLAIN.search, parts)):
            raise _BeyondBlockError
        return " ".join(parts)

    def flow(self, number: int, text: str, indent: int) -> Node:
        """A sequence or a mapping in brackets, of plain scalars on one line."""
        inner = [part.strip(" ") for part in text[1:-1].split(",")]
        if self.lines[self.at][0] > indent or text[-1] != "]}"[text[0] == "{"]:
            raise _BeyondBlockError
        if text[0] == "[" and all(map(_FLOW_ITEM.fullmatch, inner)):
            return list(inner)
        entries = [match for part in inner if (match := _FLOW_ENTRY.fullmatch(part)) is not None]
        if text[0] == "[" or len(entries) < len(inner):
            raise _BeyondBlockError
        return tuple((number, match[1], match[2]) for match in entries)

    def next_of_scalar(self, indent: int) -> str:
        inner, content = self.lines[self.at]
        if inner <= indent:
            raise _BeyondBlockError
        self.at += 1
        return content


def _composed_by_pyyaml(text: str) -> Node:
    import yaml

    loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    nodes: dict[int, Node | None] = {}

    def node_of(node: yaml.Node) -> Node:
        # an alias stands for the node of its anchor, and may stand within it
        if id(node) in nodes:
            composed = nodes[id(node)]
            if composed is None:
                raise YamlError("an alias stands for what it is in", node.start_mark.line)
            return composed
        nodes[id(node)] = None
        if isinstance(node, yaml.MappingNode):
            result: Node = tuple((key.start_mark.line, node_of(key), node_of(value)) for key, value in node.value)
        else:
            result = [node_of(item) for item in node.value] if isinstance(node, yaml.SequenceNode) else node.value
        nodes[id(node)] = result
        return result

    try:
        top = yaml.compose(text, Loader=loader)
        return "" if top is None else node_of(top)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise YamlError(getattr(error, "problem", None) or "it cannot be read", mark.line if mark else 0) from error
    except RecursionError as error:
        raise YamlError("it is nested too deeply", 0) from error
