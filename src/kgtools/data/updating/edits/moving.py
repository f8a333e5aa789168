"""Which structures of a text cannot stay as they are written when triples go and come.

What has no label (brackets, a list, a reifier) can be said at its one place only. Where an update takes that place away
and leaves what is said of the node, or refers to the node from elsewhere, all that is said of it is taken out and
written again: in brackets at its new place, or under a label.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from kgtools.data.updating.labels import blank_nodes_in
from kgtools.data.updating.turtle.binding import Site, Structure
from kgtools.data.updating.turtle.tree import Node
from kgtools.model.terms import BlankNode, NamedNode, Quad, Term
from kgtools.writing.nesting import FIRST, NIL, REST

__all__ = ["ListPlan", "Moves", "settle"]


@dataclass(frozen=True, slots=True)
class ListPlan:
    """A list that is written again in its place: items that stay, terms that are new, and the triples that say so."""

    items: tuple[Node | Term, ...]
    triples: frozenset[Quad]


@dataclass(slots=True)
class Moves:
    """The triples that go out of a text, and those that come into it; what is moved is in both."""

    deletions: set[Quad]
    insertions: set[Quad]
    plans: dict[Node, ListPlan] = field(default_factory=dict)
    #: what the plans hold, as triples of the list: it needs a place, and is said already
    planned_triples: set[Quad] = field(default_factory=set)

    def move(self, quads: Iterable[Quad]) -> bool:
        """Take triples out where they are and write them again; whether there were any that stay so far."""
        staying = [quad for quad in quads if quad not in self.deletions]
        self.deletions.update(staying)
        self.insertions.update(staying)
        return bool(staying)

    def planned(self) -> None:
        """Have the triples that the plans of lists say no longer among the new ones."""
        for node, plan in self.plans.items():
            self.insertions -= plan.triples
            head, first, _ = node.cells[0]
            quads = [item for item in plan.items if not isinstance(item, Node)]
            self.planned_triples.update(Quad(head, first.predicate, term, first.graph_name) for term in quads)


def settle(sites: Collection[Site], moves: Moves, labelled: Collection[BlankNode]) -> None:
    """Move what cannot stay, until all that stays can; `labelled` are the blank nodes that the file has.

    Lists that can be changed in their place are planned; see :meth:`Moves.planned`.
    """
    changed = True
    while changed:
        changed = False
        moves.plans.clear()
        needs = _LabelNeeds(moves.insertions)
        for site in sites:
            for structure in site.structures:
                if _move(structure, site, moves, needs, labelled):
                    changed = True
                    needs = _LabelNeeds(moves.insertions)


class _LabelNeeds:
    """How new triples need blank nodes: as their subjects, by graph, or elsewhere."""

    def __init__(self, new: Iterable[Quad]) -> None:
        self.subjects: dict[Term, set[Quad]] = {}
        self.elsewhere: dict[Term, set[Quad]] = {}
        for quad in new:
            self.subjects.setdefault(quad.subject, set()).add(quad)
            for term in (quad.object, quad.graph_name):
                for node in blank_nodes_in(term):
                    self.elsewhere.setdefault(node, set()).add(quad)

    def of(self, nodes: Iterable[Term], graph: object) -> tuple[bool, bool]:
        """Whether new triples have any of the nodes as subject in a graph; and anywhere else, or in another graph."""
        nodes = list(nodes)
        about = [quad for node in nodes for quad in self.subjects.get(node, ())]
        inside = any(quad.graph_name == graph for quad in about)
        return inside, len(about) > sum(quad.graph_name == graph for quad in about) or any(
            node in self.elsewhere for node in nodes
        )


def _move(structure: Structure, site: Site, moves: Moves, plans: _LabelNeeds, labelled: Collection[BlankNode]) -> bool:
    deletions = moves.deletions
    subject, elsewhere = plans.of(structure.nodes, site.graph)
    leaves = bool(structure.incoming) and all(quad in deletions for quad in structure.incoming)
    stays = any(quad not in deletions for quad in structure.exclusive_triples)
    everything = (*structure.exclusive_triples, *structure.incoming)
    if structure.kind == "[":
        if elsewhere:
            return moves.move(everything)
        return leaves and (stays or subject) and moves.move(structure.exclusive_triples)
    if structure.kind == "(":
        return _move_list(structure, site, moves, plans, labelled, leaves=leaves, touched=subject or elsewhere)
    if structure.kind == "<<(":
        return elsewhere and moves.move(everything)
    says, *inner = structure.exclusive_triples
    if structure.kind == "<<":
        if (
            any(quad in deletions for quad in structure.exclusive_triples)
            or elsewhere
            or (subject and not structure.is_subject)
        ):
            return moves.move(everything)
        return leaves and not subject and moves.move(structure.exclusive_triples)
    # an annotation: without its triple, or where its reifier has to have a name, it is written out
    if leaves or elsewhere or (subject and not structure.has_verbs):
        return moves.move(structure.exclusive_triples)
    return says in deletions and moves.move(inner)


def _move_list(
    structure: Structure,
    site: Site,
    moves: Moves,
    needs: _LabelNeeds,
    labelled: Collection[BlankNode],
    *,
    leaves: bool,
    touched: bool,
) -> bool:
    assert structure.node is not None
    cells = [quad for _, first, rest in structure.node.cells for quad in (first, rest)]
    if structure.is_subject and all(
        quad in moves.deletions for quad in structure.exclusive_triples if quad not in cells
    ):
        # a list is no statement by itself
        return moves.move(cells)
    if leaves:
        return (touched or any(quad not in moves.deletions for quad in cells)) and moves.move(
            structure.exclusive_triples
        )
    if not touched and not any(quad in moves.deletions for quad in cells):
        return False
    plan = _plan(structure.node, site, moves, needs, labelled)
    if plan is None:
        return moves.move((*structure.exclusive_triples, *structure.incoming))
    moves.plans[structure.node] = plan
    return False


def _plan(node: Node, site: Site, moves: Moves, needs: _LabelNeeds, labelled: Collection[BlankNode]) -> ListPlan | None:
    """How the list goes on from its first cell when all is done; None where that is no list any more."""
    items: list[Node | Term] = []
    in_use: set[Quad] = set()
    nodes: set[Term] = set()
    old = {cell: (item, first, rest) for item, (cell, first, rest) in zip(node.items, node.cells, strict=True)}
    cell: Term = node.cells[0][0]
    while not (isinstance(cell, NamedNode) and cell.value == NIL):
        if not isinstance(cell, BlankNode) or cell in nodes or (cell in labelled and cell not in old):
            return None
        nodes.add(cell)
        new = needs.subjects.get(cell, set())
        if any(quad.graph_name != site.graph for quad in new):
            return None
        in_use |= new
        item = old.get(cell)
        remaining = [quad for quad in item[1:] if quad not in moves.deletions] if item is not None else []
        firsts, rests = ([q for q in (*remaining, *new) if q.predicate.value == word] for word in (FIRST, REST))
        if len(firsts) != 1 or len(rests) != 1 or len(remaining) + len(new) != 2:
            return None
        items.append(item[0] if item is not None and item[1] in remaining else firsts[0].object)
        cell = rests[0].object
    # nothing may be left of a cell that is passed over, and nothing else may refer to one
    over = [quad for cell, first, rest in node.cells if cell not in nodes for quad in (first, rest)]
    if any(quad not in moves.deletions for quad in over):
        return None
    for cell in (*nodes, *old):
        others = needs.elsewhere.get(cell, set()) | (needs.subjects.get(cell, set()) if cell not in nodes else set())
        if others - in_use:
            return None
    return ListPlan(tuple(items), frozenset(in_use))
