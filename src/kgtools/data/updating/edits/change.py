"""Triples out of a Turtle or TriG text and into it, where they are; the rest of the text stays as it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from kgtools.data.updating.edits.edits import Edit, applied, line_comment_end
from kgtools.data.updating.edits.moving import Moves, settle
from kgtools.data.updating.edits.placing import at_end, in_block, statements_taken_out
from kgtools.data.updating.edits.renaming import Renames, find_renames
from kgtools.data.updating.edits.rows import RowEdits
from kgtools.data.updating.labels import in_order, labels_for, nodes_of
from kgtools.data.updating.turtle.binding import Site
from kgtools.data.updating.turtle.places import Places
from kgtools.data.updating.turtle.spelling import NewTriples, Speller
from kgtools.data.updating.turtle.style import Style, gap_between, indent_at, newlines, style_of
from kgtools.model.terms import BlankNode, DefaultGraph, GraphName, NamedNode, Quad, Subject, Term
from kgtools.reading import Tags, parse_bytes
from kgtools.writing.nesting import subject_key

__all__ = ["change_text"]

_RELATIVE = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.\-]*:)[^<>\s\"{}|^`]*>")
_SPACE = re.compile(r"\s*+")
_STEP = "    "
Said = dict[str, list[Term]]


def change_text(places: Places, deletions: Iterable[Quad], new: Iterable[Quad], *, tags: Tags) -> str:
    """The text with some triples taken out and others put in.

    A triple goes wherever it is said. A new one goes to its subject: to the objects of its predicate, else behind what
    is said last; a new subject goes to the end of its graph. Names that are replaced are replaced where they are.

    Raises :class:`UsageError` for what cannot be written.
    """
    moves = Moves(set(deletions), set(new))
    sites, renames = _settled(places, moves)
    return _Change(places, moves, sites, renames, tags).run()


def _settled(places: Places, moves: Moves) -> tuple[list[Site], Renames]:
    """The statements that something is taken from; what cannot stay as it is written has been moved."""
    renames: Renames | None = None
    while True:
        before = len(moves.deletions)
        deletions = frozenset(moves.deletions)
        nodes = {node for quad in moves.insertions for node in nodes_of(quad) if node in places.labels}
        numbers = places.statements(deletions, nodes)
        sites = [places.site(number) for number in sorted(numbers)]
        if renames is None:
            renames = find_renames(sites, moves, places)
            before = len(moves.deletions)
        settle(sites, moves, places.labels.keys())
        if len(moves.deletions) == before:
            moves.planned()
            return sites, renames


class _Change:
    def __init__(self, places: Places, moves: Moves, sites: Sequence[Site], renames: Renames, tags: Tags) -> None:
        self._places = places
        self._outline = places.outline
        self._text = places.outline.text
        self._moves = moves
        self._sites = sites
        self._renames = renames
        self._tags = tags
        self._moved = _moved(sites, moves)
        labelled_nodes = [node for node in places.labels if node not in self._moved]
        self._new = NewTriples(in_order(moves.insertions), labelled_nodes, in_order(moves.planned_triples))
        #: what stays in brackets takes what is said of it there
        self._within = {str(node) for node in labelled_nodes if places.labels[node] is None}
        without = self._new.inlined | self._new.free
        self._labels = labels_for(moves.insertions | moves.planned_triples, places.labels, self._text, without=without)
        self._style: Style | None = None

    def run(self) -> str:
        additions = self._additions()
        numbers = {site.number for site in self._sites} | additions.keys() | self._renames.subjects.keys()
        edits: list[Edit] = []
        removed: set[int] = set()
        for number in sorted(numbers):
            site = self._places.site(number)
            predicates = additions.get(number, {})
            speller = self._speller(site.statement.subject.start, site.graph)
            rows = RowEdits(self._text, self._moves, self._new, speller, _key(site.graph), self._renames.verbs)
            row_change = rows.statement(site, predicates, alone=self._is_alone(site))
            if number in self._renames.subjects:
                node = site.statement.subject
                row_change.edits.append(Edit(node.start, node.end, speller.term(self._renames.subjects[number])))
            if row_change.nothing_left and not row_change.behind:
                removed.add(number)
                continue
            if row_change.nothing_left:
                # another statement about the subject takes the place of the one that goes
                row_change.edits = [Edit(site.statement.subject.start, site.statement.end, row_change.behind.pop(0))]
            edits += row_change.edits + self._behind(number, row_change.behind)
        return applied(self._text, edits + self._statements(additions, removed))

    # names ----------------------------------------------------------------------------------------------------------

    def _speller(self, offset: int, graph: GraphName) -> Speller:
        base = self._places.base_at(offset)
        relative = base == self._places.base or _RELATIVE.search(self._text) is not None
        return Speller(
            self._places.prefixes(offset),
            base=base if relative else None,
            labels=self._labels,
            tags=self._tags,
            new=self._new,
            graph=_key(graph),
            style=self._layout(),
        )

    def _layout(self) -> Style:
        if self._style is None:
            self._style = style_of(self._outline)
        return self._style

    # subjects that are in the text ----------------------------------------------------------------------------------

    def _additions(self) -> dict[int, Said]:
        """What each statement takes of what is new of a subject that is in the text."""
        additions: dict[int, Said] = {}
        for graph in self._new.graphs():
            for key in self._new.subjects(graph):
                numbers = [n for n in self._about(graph, key) if not self._is_moved(n)]
                if not numbers:
                    continue
                predicates = dict(self._new.about(graph, key))
                for number in reversed(numbers):
                    verbs = self._places.site(number).statement.verbs
                    own = {verb.items[0].quad.predicate.value for verb in verbs if verb.items[0].quad is not None}
                    for predicate in [p for p in predicates if p in own]:
                        additions.setdefault(number, {})[predicate] = predicates.pop(predicate)
                for predicate in predicates:
                    # the last statement, but rather one that nothing else is left of
                    number = next((n for n in numbers if self._is_emptied(n)), numbers[-1])
                    additions.setdefault(number, {})[predicate] = predicates[predicate]
        return additions

    def _about(self, graph: str, key: str) -> Sequence[int]:
        term: Subject = BlankNode(key[2:]) if key.startswith("_:") else NamedNode(key)
        return self._places.by_subject.get((_graph_name(graph), term), ())

    def _is_moved(self, number: int) -> bool:
        site = self._places.site(number)
        return bool(site.statement.subject.kind) and site.subject in self._moved

    def _is_emptied(self, number: int) -> bool:
        return all(quad in self._moves.deletions for quad in self._places.site(number).quads)

    def _is_alone(self, site: Site) -> bool:
        """Whether the subject has several statements, each with one triple."""
        numbers = self._places.by_subject.get((site.graph, site.subject), ())
        if len(numbers) < 2 or site.statement.subject.kind:
            return False
        statements = [self._places.site(number).statement for number in numbers]
        return all(len(s.verbs) == 1 and len(s.verbs[0].items) == 1 for s in statements)

    def _behind(self, number: int, texts: Sequence[str]) -> list[Edit]:
        """Statements right behind the one about the same subject."""
        if not texts:
            return []
        outline = self._outline
        newline = self._layout().newline
        gap = gap_between(self._text, outline.befores[number], outline.starts[number]) or newline
        at = line_comment_end(self._text, outline.ends[number])
        gap = newline + gap.lstrip("\r\n") if at > outline.ends[number] and "\n" not in gap else gap
        match = _SPACE.match(self._text, at)
        if match is not None and match.end() < len(self._text) and newlines(match[0]) < newlines(gap):
            # not farther apart than what comes next, or an empty line more would stay when they go
            gap = match[0] or gap
        return [Edit(at, at, "".join(gap + text for text in texts))]

    # statements that go, and that come ------------------------------------------------------------------------------

    def _statements(self, additions: Mapping[int, Said], removed: set[int]) -> list[Edit]:
        edits: list[Edit] = []
        growing: set[int] = set()
        end: list[str] = []
        placed = {(_key(self._places.site(n).graph), subject_key(self._places.site(n).subject)) for n in additions}
        for graph in sorted(self._new.graphs()):
            keys = [k for k in self._new.subjects(graph) if (graph, k) not in placed and k not in self._within]
            if not keys:
                continue
            block = self._block(graph)
            offset = len(self._text) if block is None or block < 0 else self._outline.blocks[block].closed
            indent = self._indent(block) if graph else ""
            texts = self._texts(graph, keys, offset, indent)
            if block is None:
                end.append(self._graph(graph, texts, offset))
                continue
            own = [n for n, of in enumerate(self._outline.blocks_of) if of == block]
            if own and all(n in removed for n in own) and (block >= 0 or not self._outline.blocks):
                # what is new takes the place of what was there
                line = self._layout().newline
                start, stop = self._outline.starts[own[0]], self._outline.ends[own[0]]
                edits.append(Edit(start, stop, f"{line * 2}{indent}".join(texts)))
                removed.discard(own[0])
            elif block >= 0:
                growing.add(block)
                edits += self._in_block(block, texts, removed)
            else:
                end = texts + end
        if end:
            edits += at_end(self._outline, end, newline=self._layout().newline)
        return edits + statements_taken_out(self._outline, removed, growing)

    def _texts(self, graph: str, keys: Iterable[str], offset: int, indent: str) -> list[str]:
        speller = self._speller(offset, _graph_name(graph))
        graph_keys = sorted(key for key in keys if not self._is_free(key))
        free = sorted(self._statement(speller, graph, key, indent) for key in keys if self._is_free(key))
        return [*(self._statement(speller, graph, key, indent) for key in graph_keys), *free]

    def _is_free(self, key: str) -> bool:
        return key.startswith("_:") and key[2:] in self._new.free

    def _statement(self, speller: Speller, graph: str, key: str, indent: str) -> str:
        texts = speller.predicate_texts(self._new.about(graph, key))
        return speller.style.statement(speller.subject(key), texts, indent=indent)

    def _in_block(self, block: int, texts: Sequence[str], deletions: Collection[int]) -> list[Edit]:
        outline = self._outline
        first = next(n for n, of in enumerate(outline.blocks_of) if of == block)
        indent = indent_at(self._text, outline.starts[first])
        gap = " " if indent is None else self._layout().newline + indent
        style = self._layout()
        return in_block(outline, block, texts, deletions=deletions, end=style.placed(style.end, indent or ""), gap=gap)

    def _indent(self, block: int | None) -> str:
        if block is None:
            return _STEP
        first = next(n for n, of in enumerate(self._outline.blocks_of) if of == block)
        return indent_at(self._text, self._outline.starts[first]) or ""

    def _block(self, graph: str) -> int | None:
        """The last block of a named graph that has statements, -1 for the default graph, None where there is none."""
        if not graph:
            return -1
        for block in range(len(self._outline.blocks) - 1, -1, -1):
            if block in self._outline.blocks_of and _key(self._name(block)) == graph:
                return block
        return None

    def _name(self, block: int) -> GraphName:
        """The graph that a block is about."""
        graph = self._places.graph_of(block)
        if graph is not None:
            return graph
        text, start = self._outline.graph_text(block), self._outline.blocks[block].start
        if not text:
            return DefaultGraph()
        data = f"{self._outline.head(start)}{text} <x:> <x:> ."
        (quad,) = parse_bytes(data.encode(), format="trig", base=self._places.base).read()
        assert isinstance(quad.subject, NamedNode | BlankNode)
        return quad.subject

    def _graph(self, graph: str, texts: Sequence[str], offset: int) -> str:
        speller = self._speller(offset, _graph_name(graph))
        name = speller.iri(graph) if not graph.startswith("_:") else f"_:{self._labels.get(graph[2:], graph[2:])}"
        line = self._layout().newline
        body = f"{line}{line}{_STEP}".join(texts)
        return f"{name} {{{line}{_STEP}{body}{line}}}"


def _moved(sites: Iterable[Site], moves: Moves) -> set[Term]:
    """The blank nodes without a label whose place in the text is gone."""
    nodes: set[Term] = set()
    for site in sites:
        for structure in site.structures:
            if structure.node is not None and structure.node in moves.plans:
                continue
            is_unused = structure.kind == "~" or all(quad in moves.deletions for quad in structure.incoming)
            if is_unused and all(quad in moves.deletions for quad in structure.exclusive_triples):
                nodes |= structure.nodes
    return nodes


def _key(graph: GraphName) -> str:
    return "" if isinstance(graph, DefaultGraph) else subject_key(graph)


def _graph_name(key: str) -> GraphName:
    if not key:
        return DefaultGraph()
    return BlankNode(key[2:]) if key.startswith("_:") else NamedNode(key)
