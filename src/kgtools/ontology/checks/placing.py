"""Where findings are: looked up for all of them at once, so that a large file is read for that one time only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kgtools.model.place import Place
from kgtools.model.terms import BlankNode, Literal, NamedNode, Quad, Term, Triple
from kgtools.model.vocab import OWL
from kgtools.ontology.axioms import Axiom
from kgtools.ontology.checks.finding import Finding
from kgtools.ontology.whereabouts import BlankNodes, Whereabouts

__all__ = ["Unplaced", "placed"]

_ONTOLOGY = NamedNode(OWL + "Ontology")


@dataclass(frozen=True)
class Unplaced:
    """A finding before its place is known: that of an axiom, or else where a term is a subject first.

    Of several axioms each place is told: in the statement, too, behind the text of each in `texts`. A finding that has
    its places keeps them.
    """

    finding: Finding
    axioms: tuple[Axiom, ...] = ()
    term: Term | None = None
    texts: tuple[str, ...] = ()


def placed(
    findings: Sequence[Unplaced],
    files: Iterable[Path],
    *,
    root: Path | None = None,
    blank_nodes: BlankNodes = lambda _: None,
) -> list[Finding]:
    """The findings with their places in the files, whose names are told relative to `root`.

    `blank_nodes` are those of each file under the labels that they have in the findings.
    """
    places = Whereabouts(files, root=root, blank_nodes=blank_nodes, only=_PlaceFilter(findings))
    return [_placed(each, places) for each in findings]


def _placed(unplaced: Unplaced, places: Whereabouts) -> Finding:
    if unplaced.finding.places:
        return unplaced.finding
    of_each = [places.of(axiom) for axiom in unplaced.axioms]
    where: tuple[Place, ...] = tuple(place for places_of_one in of_each for place in places_of_one)
    if not unplaced.texts:
        return replace(unplaced.finding, places=where or places.of_term(unplaced.term))
    parts = [
        text + (f" at {places_of_one[0]}" if places_of_one else "")
        for text, places_of_one in zip(unplaced.texts, of_each, strict=True)
    ]
    return replace(unplaced.finding, places=where or places.of_term(unplaced.term), statement="; ".join(parts))


class _PlaceFilter:
    """Whether the place of a quad is needed: that of a triple or a part of an axiom, or a first one of a term."""

    def __init__(self, findings: Iterable[Unplaced]) -> None:
        axioms = [axiom for each in findings for axiom in each.axioms]
        self._triples = frozenset(axiom.main for axiom in axioms)
        # blank nodes have other labels when the file is read again, and are known by their triples
        self._has_blank_nodes = any(_is_blank(triple) for triple in self._triples)
        self._subjects: set[Term] = {each.term for each in findings if each.term is not None}
        self._others: set[object] = set(self._subjects)

    def __call__(self, quad: Quad) -> bool:
        triple = quad.triple
        if triple in self._triples or triple.object == _ONTOLOGY or (self._has_blank_nodes and _is_blank(triple)):
            return True
        nodes = {triple.subject} & self._subjects
        self._subjects -= nodes
        term = triple.object
        others = {triple.predicate, term.datatype if isinstance(term, Literal) else term, quad.graph_name}
        first = others & self._others
        self._others -= first
        return bool(nodes or first)


def _is_blank(triple: Triple) -> bool:
    return isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode)
