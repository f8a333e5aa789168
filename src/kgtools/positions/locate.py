"""Where the triples of a file stand, beside the triples themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeAlias, TypeVar, cast

from kgtools.errors import ParseError
from kgtools.formats import Format, QuadReader, Source, check_source, format_by_name, guess_format, parse
from kgtools.model.terms import BlankNode, NamedNode, Quad, Subject, Term, Triple
from kgtools.positions.lines import Lines, Position, scan_lines
from kgtools.positions.turtle import scan

__all__ = ["PositionedQuad", "Wanted", "blank_node_order", "locate", "positions"]

#: what can be looked for: a quad, a triple in whatever graph, or a subject
Wanted: TypeAlias = Quad | Triple | NamedNode | BlankNode

T = TypeVar("T")

_SCANNERS = {"turtle": scan, "trig": scan, "nt": scan_lines, "nq": scan_lines}


@dataclass(frozen=True, slots=True)
class PositionedQuad:
    """A quad and the places of its subject and object in the file."""

    quad: Quad
    subject: Position
    object: Position


def positions(path: Source, *, format: str | Format | None = None, base: str | None = None) -> Iterator[PositionedQuad]:
    """Each quad of a file with its place, in the order of the parser, as often as the file says it.

    In Turtle, TriG, N-Triples and N-Quads the places are exact. In RDF/XML and JSON-LD both are the beginning of the
    line on which the parser found the triple complete.

    Raises what :func:`kgtools.formats.parse` raises.
    """
    text = _read(path)
    lines = Lines(text)
    for quad, (subject, object_) in _offsets(path, text, lines, format, base):
        yield PositionedQuad(quad, lines.position(subject), lines.position(object_))


def locate(
    path: Source,
    wanted: Collection[Wanted],
    *,
    blank_nodes: Sequence[str] | None = None,
    format: str | Format | None = None,
    base: str | None = None,
) -> dict[Wanted, PositionedQuad]:
    """The first place of each of `wanted` that the file holds: a quad, a triple in any graph, or a subject.

    Blank nodes are matched by their labels in the file. Those without a label there have another one each time that
    the file is parsed: give in `blank_nodes` the labels that the nodes of this file have in `wanted`, in the order of
    :func:`blank_node_order`, and all of them are matched, however they were renamed.

    Raises what :func:`kgtools.formats.parse` raises.
    """
    quads = {key for key in wanted if isinstance(key, Quad)}
    triples = {key for key in wanted if isinstance(key, Triple)}
    subjects = {key for key in wanted if isinstance(key, NamedNode | BlankNode)}
    looked_at: set[Subject] = {*subjects, *(key.subject for key in quads), *(key.subject for key in triples)}
    text = _read(path)
    lines = Lines(text)
    names = None if blank_nodes is None else _Names(blank_nodes)
    found: dict[Wanted, PositionedQuad] = {}
    missing = len(quads) + len(triples) + len(subjects)
    for quad, (subject, object_) in _offsets(path, text, lines, format, base):
        if not missing:
            break
        if names is not None:
            names.meet(quad)
        if (quad.subject if names is None else names.term(quad.subject)) not in looked_at:
            continue
        known = quad if names is None else names.quad(quad)
        for key, keys in ((known, quads), (known.triple, triples), (known.subject, subjects)):
            if key in keys and key not in found:
                found[key] = PositionedQuad(known, lines.position(subject), lines.position(object_))
                missing -= 1
    return found


def blank_node_order(quads: Iterable[Quad]) -> list[str]:
    """The labels of the blank nodes of a parse, in the order in which they come first: subject, object, graph name.

    >>> a, b = BlankNode("a"), BlankNode("b")
    >>> blank_node_order([Quad(b, NamedNode("http://e/p"), a)])
    ['b', 'a']
    """
    order: dict[str, None] = {}
    for quad in quads:
        for label in _labels(quad):
            order.setdefault(label)
    return list(order)


def _labels(quad: Quad) -> Iterator[str]:
    for term in (quad.subject, quad.object, quad.graph_name):
        if isinstance(term, BlankNode):
            yield term.value
        elif isinstance(term, Triple):
            yield from _labels_inside(term)


def _labels_inside(triple: Triple) -> Iterator[str]:
    for term in (triple.subject, triple.object):
        if isinstance(term, BlankNode):
            yield term.value
        elif isinstance(term, Triple):
            yield from _labels_inside(term)


class _Names:
    """The blank nodes of this parse by the names of an earlier one, first come first."""

    def __init__(self, order: Sequence[str]) -> None:
        self._order = iter(order)
        self._names: dict[Any, BlankNode] = {}

    def meet(self, quad: Quad) -> None:
        """Take note of the nodes of the next quad."""
        for term in (quad.subject, quad.object, quad.graph_name):
            if isinstance(term, BlankNode):
                if term not in self._names:
                    # a node beyond the list is none of those that the caller knows
                    self._names[term] = BlankNode(next(self._order, term.value))
            elif isinstance(term, Triple):
                self.meet(Quad(term.subject, term.predicate, term.object))

    def term(self, term: T) -> T:
        """A term, which is another one if it is a blank node."""
        return cast("T", self._names.get(term, term))

    def quad(self, quad: Quad) -> Quad:
        return Quad(self.term(quad.subject), quad.predicate, self._object(quad.object), self.term(quad.graph_name))

    def _object(self, term: Term) -> Term:
        if isinstance(term, Triple):
            return Triple(self.term(term.subject), term.predicate, self._object(term.object))
        return self.term(term)


def _read(path: Source) -> str:
    """The text of a file; what is no UTF-8 is for the parser to refuse."""
    return check_source(path).read_bytes().decode("utf-8-sig", "replace")


def _offsets(
    path: Source, text: str, lines: Lines, format: str | Format | None, base: str | None
) -> Iterator[tuple[Quad, tuple[int, int]]]:
    """Each quad with the offsets of its subject and object."""
    chosen = (
        guess_format(str(path)) if format is None else format_by_name(format) if isinstance(format, str) else format
    )
    scanner = _SCANNERS.get(chosen.name)
    if scanner is None:
        return _lines_of(parse(path, format=chosen, base=base, by_line=True), lines)
    return zip(parse(path, format=chosen, base=base), chain(scanner(text), _lost(path)), strict=False)


def _lines_of(reader: QuadReader, lines: Lines) -> Iterator[tuple[Quad, tuple[int, int]]]:
    for quad in reader:
        offset = lines.begin(reader.line or 1)
        yield quad, (offset, offset)


def _lost(path: Source) -> Iterator[tuple[int, int]]:
    """What is asked only where the scanner found fewer triples than the parser."""
    raise ParseError("the positions of the triples were lost; please report this file.", source=str(path))
    yield
