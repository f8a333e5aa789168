"""Where axioms and terms stand, with the lines that only a parser knows: in RDF/XML, JSON-LD and N-Quads."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from kgtools.errors import ParseError
from kgtools.formats import parse
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term, Triple
from kgtools.model.vocab import OWL, RDF
from kgtools.positions.rows import Spot, locate_rows
from kgtools.reasoning.axioms import Axiom, Axioms, blind
from kgtools.reasoning.places import Place, Places

__all__ = ["Whereabouts"]

_ONTOLOGY = NamedNode(OWL + "Ontology")


@dataclass
class _Lines:
    """The places of a file's axioms, triples and terms; a place is kept by what stands there."""

    axioms: dict[tuple[object, ...], list[Place]] = field(default_factory=dict)
    triples: dict[tuple[object, ...], list[Place]] = field(default_factory=dict)
    subjects: dict[Term, Place] = field(default_factory=dict)
    others: dict[Term, Place] = field(default_factory=dict)
    #: where the first ontology begins, or else the first triple
    head: Place | None = None


class Whereabouts(Places):
    """Looks up where axioms and terms stand in files; these are read when the first place is asked for.

    In RDF/XML and JSON-LD the place of a statement is the line on which the parser found it complete.
    """

    def of(self, axiom: Axiom) -> tuple[Place, ...]:
        """The places of an axiom, in order of file and line."""
        found = super().of(axiom)
        if found and all(place.line for place in found):
            return found
        main = axiom.main
        triple = (blind(main.subject), blind(main.predicate), blind(main.object))
        again = self._lines.axioms.get(axiom.key) or self._lines.triples.get(triple) or found
        return tuple(sorted(dict.fromkeys(again)))

    def of_term(self, term: Term | None) -> tuple[Place, ...]:
        """Where a term is a subject for the first time, or else stands at all; for one that stands nowhere, such as a
        namespace, where the ontology begins."""
        lines = self._lines
        place = lines.head
        if term is not None and not isinstance(term, BlankNode):
            place = lines.subjects.get(term) or lines.others.get(term) or place
        return (place,) if place is not None else ()

    @cached_property
    def _lines(self) -> _Lines:
        lines = _Lines()
        heads: list[Place] = []
        for file in self.files:
            try:
                self._add(file, lines, heads)
            except ParseError:
                # a file that changed meanwhile has no places that can be told
                continue
        lines.head = heads[0] if heads else next(iter(lines.subjects.values()), None)
        return lines

    def _add(self, file: str, lines: _Lines, heads: list[Place]) -> None:
        quads = list(parse(file))
        rows = locate_rows(file, range(len(quads)), count=len(quads))
        name = str(Path(file).relative_to(self.root)) if self.root and Path(file).is_relative_to(self.root) else file
        where: dict[Triple, list[Place]] = {}
        for number, quad in enumerate(quads):
            graph = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
            row = rows[number]
            at_subject, at_object = _place(name, row.subject, graph), _place(name, row.object, graph)
            lines.subjects.setdefault(quad.subject, at_subject)
            for term in (quad.predicate, quad.object):
                lines.others.setdefault(term.datatype if isinstance(term, Literal) else term, at_object)
            if graph:
                lines.others.setdefault(NamedNode(graph), at_subject)
            where.setdefault(quad.triple, []).append(at_object)
            triple = (blind(quad.subject), blind(quad.predicate), blind(quad.object))
            lines.triples.setdefault(triple, []).append(at_object)
            if quad.predicate.value == RDF + "type" and quad.object == _ONTOLOGY:
                heads.append(at_subject)
        for axiom in Axioms(quads).all:
            lines.axioms.setdefault(axiom.key, []).extend(where.get(axiom.main, ()))


def _place(name: str, spot: Spot, graph: str) -> Place:
    return Place(name, spot.position.line, spot.position.column, graph)
