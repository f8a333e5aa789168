"""The triples of a Turtle or TriG text and the statements that say them: those that are asked for, or all."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from kgtools.data.updating.labels import blank_nodes_in, known_labels
from kgtools.data.updating.turtle.binding import Site, bind
from kgtools.data.updating.turtle.outline import Outline, read_outline
from kgtools.data.updating.turtle.tree import read_statement
from kgtools.errors import KgtoolsError
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import BlankNode, GraphName, NamedNode, Quad, Subject
from kgtools.reading import parse_bytes
from kgtools.reading.places.turtle import TOKEN, scan

__all__ = ["Places", "all_places", "places_of_subjects"]

Key = tuple[int, int]

#: a subject that is written in a way that a comparison does not tell: a relative IRI, escapes
_ODD = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.\-]*:[^>\\]*>)|[^\s<\"'\[(]*\\")
#: subjects up to which the statements about others are passed over in one step
_FEW = 50


class Places:
    """A text with triples and where they are.

    `facts` are the triples of each statement that is known, by the offsets of subject and object; `known` are the blank
    nodes of the text, each with the label that it has there, or with none.
    """

    def __init__(
        self,
        outline: Outline,
        facts: Mapping[int, Mapping[Key, list[Quad]]],
        *,
        base: str,
        labels: Mapping[BlankNode, str | None],
    ) -> None:
        self.outline = outline
        self.base = base
        self.labels = labels
        self._facts = facts
        self._sites: dict[int, Site] = {}
        self._heads: dict[int, Mapping[str, str]] = {}

    def site(self, number: int) -> Site:
        """A statement bound to its triples."""
        site = self._sites.get(number)
        if site is None:
            start, end = self.outline.starts[number], self.outline.ends[number]
            site = bind(number, read_statement(self.outline.text, start, end), self._facts[number])
            self._sites[number] = site
        return site

    def statements(self, quads: Collection[Quad], nodes: Collection[BlankNode]) -> set[int]:
        """The statements with one of these triples, or with one of these blank nodes."""
        return {
            number
            for number, facts in self._facts.items()
            if any(
                quad in quads or (nodes and any(node in nodes for term in quad for node in blank_nodes_in(term)))
                for numbers in facts.values()
                for quad in numbers
            )
        }

    def graph_of(self, block: int) -> GraphName | None:
        """The graph of a block, by a triple that is known in it."""
        for number, facts in self._facts.items():
            if self.outline.blocks_of[number] == block:
                return next(iter(facts.values()))[0].graph_name
        return None

    @cached_property
    def counts(self) -> Mapping[Quad, int]:
        """How often the known statements say each triple."""
        counts: dict[Quad, int] = {}
        for facts in self._facts.values():
            for quads in facts.values():
                for quad in quads:
                    counts[quad] = counts.get(quad, 0) + 1
        return counts

    @cached_property
    def by_subject(self) -> Mapping[tuple[object, Subject], Sequence[int]]:
        """The statements about each subject that is written as one term, by graph and subject."""
        by_subject: dict[tuple[object, Subject], list[int]] = {}
        starts = self.outline.starts
        for number in sorted(self._facts):
            start = starts[number]
            for (subject, _), quads in self._facts[number].items():
                if subject == start:
                    by_subject.setdefault((quads[0].graph_name, quads[0].subject), []).append(number)
                    break
        return by_subject

    def prefixes(self, offset: int) -> Mapping[str, str]:
        """The prefixes that are in force at an offset."""
        head = self.outline.head(offset)
        prefixes = self._heads.get(len(head))
        if prefixes is None:
            reader = parse_bytes(head.encode(), format="trig", base=self.base)
            reader.read()
            prefixes = self._heads[len(head)] = reader.prefixes
        return prefixes

    def base_at(self, offset: int) -> str:
        """The base that is in force at an offset."""
        head = self.outline.head(offset)
        (quad,) = parse_bytes(f"{head}<> <> <> .".encode(), format="trig", base=self.base).read()
        assert isinstance(quad.predicate, NamedNode)
        return quad.predicate.value


def all_places(text: str, quads: Sequence[Quad], raw: Sequence[Quad], *, base: str) -> Places:
    """The places of all triples; `quads` are in the order of the parser, `raw` the same as the parser gave them."""
    outline = read_outline(text)
    facts: dict[int, dict[Key, list[Quad]]] = {}
    number, low, high = -1, 0, -1
    count = 0
    for quad, key in zip(quads, scan(text), strict=False):
        if not low <= key[0] < high:
            number = outline.statement_at(key[0])
            low, high = outline.starts[number], outline.ends[number]
        facts.setdefault(number, {}).setdefault(key, []).append(quad)
        count += 1
    if count != len(quads):
        raise KgtoolsError("the positions of the triples could not be determined; please report this file.")
    labels = known_labels(text, quads, raw)
    return Places(outline, facts, base=base, labels=labels)


def places_of_subjects(
    text: str, subjects: Collection[str], *, base: str, prefixes: Mapping[str, str] | None = None
) -> Places:
    """The places of the triples about some subjects (IRIs), in a text without blank nodes; the rest is passed over.

    `prefixes` are some that the text is known to declare; it may be read twice where it declares others.
    """
    spellings = {spelling for iri in subjects for spelling in _spellings(iri, [dict(prefixes or {})])}
    few = len(subjects) <= _FEW
    outline = read_outline(text, spellings if few else None)
    tables = _tables(outline, base)
    others = {spelling for iri in subjects for spelling in _spellings(iri, tables)}
    if few and not others <= spellings:
        outline = read_outline(text, spellings | others)
    spellings |= others
    facts: dict[int, dict[Key, list[Quad]]] = {}
    iris = {NamedNode(iri) for iri in subjects}
    for number, (start, end) in enumerate(zip(outline.starts, outline.ends, strict=True)):
        piece = text[start:end]
        first = TOKEN.match(piece)
        if first is None or not (first[1] in spellings or _ODD.match(first[1] or "")):
            continue
        name = outline.graph_text(outline.blocks_of[number])
        body = f"{name} {{ {piece} }}" if outline.blocks_of[number] >= 0 else piece
        quads = parse_bytes((outline.head(start) + body).encode(), format="trig", base=base).read()
        if quads and quads[0].subject in iris:
            quads_by_key: dict[Key, list[Quad]] = {}
            for quad, (subject, object_) in zip(quads, scan(piece + " ."), strict=False):
                quads_by_key.setdefault((subject + start, object_ + start), []).append(quad)
            facts[number] = quads_by_key
    return Places(outline, facts, base=base, labels={})


def _tables(outline: Outline, base: str) -> list[dict[str, str]]:
    """The prefixes that a text declares, those that it declares again in a table of their own."""
    texts: list[str] = []
    names: list[str] = []
    for directive in outline.directives:
        piece = outline.text[directive.start : directive.end]
        texts.append(piece)
        word = TOKEN.match(piece)
        if word is not None and word[0].strip().lower().endswith("prefix"):
            second = TOKEN.match(piece, word.end())
            if second is not None and second[1] is not None:
                # what the prefix stands for, as the parser has it
                texts.append(f"<x:> <x:> {second[1]} .")
                names.append(second[1][:-1])
    tables: list[dict[str, str]] = [{}]
    for name, quad in zip(names, parse_bytes("\n".join(texts).encode(), format="trig", base=base).read(), strict=True):
        assert isinstance(quad.object, NamedNode)
        if name in tables[-1]:
            tables.append({})
        tables[-1][name] = quad.object.value
    return tables


def _spellings(iri: str, tables: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """The ways to write an IRI without an escape, and the usual one with escapes."""
    yield f"<{iri}>"
    for prefixes in tables:
        for prefix, namespace in prefixes.items():
            if iri.startswith(namespace):
                yield f"{prefix}:{iri[len(namespace) :]}"
        shortened = PrefixTable.writable(prefixes).shorten(iri)
        if shortened is not None:
            yield shortened
