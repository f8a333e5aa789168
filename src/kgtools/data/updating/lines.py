"""Triples out of N-Triples and N-Quads and into them: a line each, the other lines stay as they are.

A new line comes behind the last one about its subject in its graph; in a file whose lines are in order it comes where
the order puts it; else it comes at the end.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import le

from kgtools.data.updating.edits.edits import Edit, applied
from kgtools.data.updating.labels import in_order, known_labels, labels_for
from kgtools.errors import KgtoolsError
from kgtools.model.terms import BlankNode, DefaultGraph, GraphName, Literal, NamedNode, Quad, Term
from kgtools.reading import Tags, parse_bytes
from kgtools.writing.terms import check_iri

__all__ = ["TripleLines", "all_lines", "change_lines", "lines_about"]

_LINE = re.compile(r"^[ \t]*[^#\s][^\r\n]*", re.MULTILINE)
_BREAK = re.compile(r"\r\n|\n|\r")
#: subjects up to which the lines about others are passed over in one step
_FEW = 50


class TripleLines:
    """A text with the lines whose triples are known; `known` are its blank nodes with their labels."""

    def __init__(
        self, text: str, facts: Sequence[tuple[int, int, Quad]], labels: Mapping[BlankNode, str | None]
    ) -> None:
        self.text = text
        self.facts = facts
        self.labels = labels


def all_lines(text: str, quads: Sequence[Quad], raw: Sequence[Quad]) -> TripleLines:
    """All lines; `quads` are in the order of the parser, `raw` the same as the parser gave them."""
    places = [match.span() for match in _LINE.finditer(text)]
    if len(places) != len(quads):
        raise KgtoolsError("the lines of the triples could not be determined; please report this file.")
    facts = [(start, end, quad) for (start, end), quad in zip(places, quads, strict=True)]
    return TripleLines(text, facts, known_labels(text, quads, raw))


def lines_about(text: str, subjects: Collection[str], format: str) -> TripleLines:
    """The lines about some subjects (IRIs), in a text without blank nodes."""
    if not subjects:
        return TripleLines(text, [], {})
    names = "|".join(re.escape(f"<{iri}>") for iri in sorted(subjects)) if len(subjects) <= _FEW else "<"
    pattern = re.compile(rf"^[ \t]*(?:{names}|<[^>\r\n]*\\)[^\r\n]*", re.MULTILINE)
    terms = {NamedNode(iri) for iri in subjects}
    lines: list[tuple[int, int, Quad]] = []
    for match in pattern.finditer(text):
        name = match[0].lstrip().partition(">")[0][1:]
        if name not in subjects and "\\" not in name:
            continue
        quads = parse_bytes(match[0].encode(), format=format).read()
        lines += [(*match.span(), quad) for quad in quads if quad.subject in terms]
    return TripleLines(text, lines, {})


def change_lines(lines: TripleLines, deletions: Collection[Quad], new: Iterable[Quad], *, tags: Tags) -> str:
    """The text with some triples taken out and others put in.

    >>> text = "<http://e/a> <http://e/p> <http://e/b> .\\n"
    >>> quad = Quad(NamedNode("http://e/a"), NamedNode("http://e/p"), NamedNode("http://e/b"))
    >>> other = Quad(NamedNode("http://e/a"), NamedNode("http://e/p"), NamedNode("http://e/a"))
    >>> print(change_lines(lines_about(text, {"http://e/a"}, "nt"), {quad}, {other}, tags=Tags()), end="")
    <http://e/a> <http://e/p> <http://e/a> .
    """
    text = lines.text
    match = _BREAK.search(text)
    newline = "\n" if match is None else match[0]
    # a break behind the last line, too, while lines go and come; what is last in the end has none again
    unended = bool(text) and not text.endswith(("\n", "\r"))
    if unended:
        text += newline
    sorted_quads = in_order(new)
    labels = labels_for(sorted_quads, lines.labels, text)
    last = {(quad.graph_name, quad.subject): (start, end, quad) for start, end, quad in lines.facts}
    sorted_lines = _sorted_lines(text)
    edits: list[Edit] = []
    # lines in the place of one that goes
    instead: dict[tuple[int, int], list[str]] = {}
    at_end: list[str] = []
    for quad in sorted_quads:
        line = _line(quad, labels, tags)
        if sorted_lines is not None:
            offset = sorted_lines.place(line)
            if offset is None:
                at_end.append(line)
            else:
                edits.append(Edit(offset, offset, line + newline))
        elif (quad.graph_name, quad.subject) not in last:
            at_end.append(line)
        else:
            start, end, other = last[quad.graph_name, quad.subject]
            if other in deletions:
                instead.setdefault((start, end), []).append(line)
            else:
                edits.append(Edit(end, end, newline + line))
    for start, end, quad in lines.facts:
        if (start, end) in instead:
            edits.append(Edit(start, end, newline.join(instead[start, end])))
        elif quad in deletions:
            edits.append(_without(text, start, end))
    body = applied(text, edits)
    body += "".join(line + newline for line in (sorted(at_end) if sorted_lines is not None else at_end))
    return body.removesuffix(newline) if unended else body


class _Sorted:
    """Lines that are in order."""

    def __init__(self, starts: Sequence[int], lines: Sequence[str]) -> None:
        self._starts = starts
        self._lines = lines

    def place(self, line: str) -> int | None:
        """Where a line belongs; None for the end."""
        number = bisect_left(self._lines, line)
        return self._starts[number] if number < len(self._starts) else None


def _sorted_lines(text: str) -> _Sorted | None:
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    if "\r" in text or not all(map(le, lines, lines[1:])) or any(line[:1] in ("", "#", " ", "\t") for line in lines):
        return None
    starts: list[int] = []
    position = 0
    for line in lines:
        starts.append(position)
        position += len(line) + 1
    return _Sorted(starts, lines)


def _without(text: str, start: int, end: int) -> Edit:
    match = _BREAK.match(text, end)
    assert match is not None, "every line has its break here"
    return Edit(start, match.end())


def _line(quad: Quad, labels: Mapping[str, str], tags: Tags) -> str:
    texts = [_term(term, labels, tags) for term in (quad.subject, quad.predicate, quad.object)]
    if not isinstance(quad.graph_name, DefaultGraph):
        texts.append(_term(quad.graph_name, labels, tags))
    return " ".join([*texts, "."])


def _term(term: Term | GraphName, labels: Mapping[str, str], tags: Tags) -> str:
    if isinstance(term, NamedNode):
        return f"<{check_iri(term.value)}>"
    if isinstance(term, BlankNode):
        return f"_:{labels.get(term.value, term.value)}"
    if isinstance(term, Literal):
        return tags.literal(term)
    assert not isinstance(term, DefaultGraph)
    inner = " ".join(_term(part, labels, tags) for part in (term.subject, term.predicate, term.object))
    return f"<<( {inner} )>>"
