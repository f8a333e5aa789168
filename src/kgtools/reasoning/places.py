"""Where an axiom or a fact stands: file, line and column, and the graph (the claim) that it is in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kgtools.errors import ParseError
from kgtools.formats import guess_format, parse
from kgtools.model.terms import NamedNode, Triple
from kgtools.positions.turtle import scan
from kgtools.reasoning.axioms import Axiom, Axioms

__all__ = ["Place", "Places"]

_SCANNED = frozenset({"turtle", "trig", "nt"})


@dataclass(frozen=True, order=True)
class Place:
    """A place in a file; line and column count from 1, and are 0 where the format does not tell."""

    file: str
    line: int = 0
    column: int = 0
    #: the IRI of the named graph, or nothing
    graph: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


class Places:
    """Looks up where axioms stand in files. The files are read when the first place is asked for."""

    def __init__(self, files: Iterable[Path | str], *, root: Path | None = None) -> None:
        self.files = tuple(str(file) for file in files)
        self.root = root
        self._index: dict[tuple[object, ...], list[Place]] | None = None

    def of(self, axiom: Axiom) -> tuple[Place, ...]:
        """The places of an axiom, in order of file and line."""
        if self._index is None:
            self._index = {}
            for file in self.files:
                self._read(file, self._index)
        return tuple(sorted(self._index.get(axiom.key, ())))

    def _read(self, file: str, index: dict[tuple[object, ...], list[Place]]) -> None:
        quads = list(parse(file))
        name = str(Path(file).relative_to(self.root)) if self.root and Path(file).is_relative_to(self.root) else file
        where: dict[Triple, list[Place]] = {}
        offsets: list[tuple[int, int]] = []
        text = ""
        if guess_format(file).name in _SCANNED:
            try:
                text = Path(file).read_text(encoding="utf-8-sig")
                offsets = list(scan(text, source=file))
            except ParseError:
                offsets = []
        starts = [0]
        for i, character in enumerate(text):
            if character == "\n":
                starts.append(i + 1)
        known = len(offsets) == len(quads)
        for i, quad in enumerate(quads):
            graph = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
            line = column = 0
            if known:
                at = offsets[i][1]
                line = bisect_right(starts, at)
                column = at - starts[line - 1] + 1
            where.setdefault(quad.triple, []).append(Place(name, line, column, graph))
        axioms = Axioms(quads)
        for axiom in axioms.all:
            index.setdefault(axiom.key, []).extend(where.pop(axiom.main))
        # what is no axiom: declarations and annotations
        for triple, found in where.items():
            if isinstance(triple.subject, NamedNode):
                whole = Axiom(triple, axioms.reach([triple.object]))
                index.setdefault(whole.key, []).extend(found)
