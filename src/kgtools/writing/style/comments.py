"""Comments that stand before a subject are put before it again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kgtools.model.terms import BlankNode, DefaultGraph, GraphName, Quad, Subject
from kgtools.reading.places.turtle import scan
from kgtools.writing.canonical import label_blank_nodes
from kgtools.writing.style.source import Comment, Statement

__all__ = ["Anchored", "anchor", "comment_lines", "insert"]

#: a subject in a graph, or (with an empty subject) the graph; a blank node stands under its canonical label
Anchor = tuple[str, str]


@dataclass(slots=True)
class Anchored:
    """Comments by what they stand before, and those that stand before nothing that is written."""

    comments: dict[Anchor, list[Comment]] = field(default_factory=dict)
    lost: list[Comment] = field(default_factory=list)


def anchor(text: str, quads: Sequence[Quad], statements: Sequence[Statement]) -> Anchored:
    """Find what each statement with comments is about; `quads` are those of `text` in the parser's order."""
    found = Anchored()
    commented = [statement for statement in statements if statement.comments]
    if not commented:
        return found
    names = _Names(quads)
    by_subject: dict[int, Quad] = {}
    starts: list[tuple[int, Quad]] = []
    for quad, (subject, _) in zip(quads, scan(text), strict=True):
        by_subject.setdefault(subject, quad)
        starts.append((subject, quad))
    behind = sorted(starts, key=lambda pair: pair[0])
    for statement in commented:
        about = by_subject.get(statement.start)
        if statement.is_graph:
            about = next((quad for start, quad in behind if start > statement.start), None)
        if about is None:
            found.lost += statement.comments
        else:
            key = (names.of(about.graph_name), "" if statement.is_graph else names.of(about.subject))
            found.comments.setdefault(key, []).extend(statement.comments)
    return found


def insert(text: str, quads: Sequence[Quad], anchored: Anchored) -> str:
    """The text with the comments before their subjects; what finds no place is added to `anchored.lost`."""
    if not anchored.comments:
        return text
    names = _Names(quads)
    places: dict[Anchor, int] = {}
    for quad, (subject, _) in zip(quads, scan(text), strict=True):
        line = text.rfind("\n", 0, subject) + 1
        graph = names.of(quad.graph_name)
        # in this style a subject of the default graph stands at the begin of a line, one of a named graph 4 behind it
        if text[line:subject] == ("    " if graph else ""):
            places.setdefault((graph, names.of(quad.subject)), line)
            if graph:
                places.setdefault((graph, ""), text.rfind("\n", 0, text.rfind(" {\n", 0, subject)) + 1)
    pieces: list[tuple[int, str]] = []
    alike: dict[str, list[int]] = {}
    for key, place in places.items():
        alike.setdefault(_block(text, place, key), []).append(place)
    waiting: dict[str, list[list[Comment]]] = {}
    for key, comments in anchored.comments.items():
        if key not in places:
            anchored.lost += comments
        else:
            waiting.setdefault(_block(text, places[key], key), []).append(comments)
    for block, groups in waiting.items():
        # nodes that nothing tells apart stand in blocks of the same text: their comments keep the order of the source
        ordered = sorted(groups, key=lambda comments: comments[0].start)
        for place, comments in zip(sorted(alike[block]), ordered, strict=False):
            indent = re.match(" *", text[place:])
            pieces.append((place, comment_lines(comments, indent=indent[0] if indent else "")))
    made, position = [], 0
    for place, lines in sorted(pieces):
        made += [text[position:place], lines]
        position = place
    return "".join([*made, text[position:]])


def comment_lines(comments: Sequence[Comment], *, indent: str = "") -> str:
    """The lines of comments, with the empty lines behind them that they were written with."""
    return "".join(f"{indent}{comment.text}\n" + ("\n" if comment.gap else "") for comment in comments)


def _block(text: str, place: int, key: Anchor) -> str:
    """The text of what stands at a place: a subject with all that is said of it, or the head of a graph."""
    graph, subject = key
    if not subject:
        return f"{graph} {{"
    end = text.find("\n    .\n" if graph else "\n.\n", place)
    return f"{graph} {text[place:end]}"


class _Names:
    """Subjects and graphs under names that do not depend on the labels of blank nodes."""

    def __init__(self, quads: Sequence[Quad]) -> None:
        self._quads = quads
        self._labels: dict[str, str] | None = None

    def of(self, term: Subject | GraphName) -> str:
        if isinstance(term, DefaultGraph):
            return ""
        if isinstance(term, BlankNode):
            if self._labels is None:
                self._labels = label_blank_nodes(self._quads)
            return f"_:{self._labels[term.value]}"
        return str(term)
