"""Shapes that nothing evaluates: they have no target, and no shape that is evaluated refers to them."""

from __future__ import annotations

from collections.abc import Mapping

from kgtools.model.terms import BlankNode, NamedNode, Term
from kgtools.model.vocab import OWL, RDFS, SH
from kgtools.shacl.shapes.shape import Shape, Unjudged
from kgtools.shacl.shapes.words import KNOWN_PROPERTIES, REFERRING
from kgtools.shacl.shapes_graph.graph import ShapesGraph, name

__all__ = ["unjudged_shapes"]

_NO_TARGET = (
    "an owl:Class is not an implicit class target, only an rdfs:Class that is also a sh:NodeShape is (section 2.1.3.3)"
)
_OWL_CLASS = f"{_NO_TARGET}; add the type rdfs:Class, or state owl:Class rdfs:subClassOf rdfs:Class in the shapes graph"
_OWL_CLASS_NO_SHAPE = f"{_NO_TARGET}; add the types rdfs:Class and sh:NodeShape"
_NO_SHAPE = "a class is an implicit class target only if it has the type sh:NodeShape (section 2.1.3.3); add that type"
_UNREFERRED = "no target, and no reference from a shape that is evaluated"


def unjudged_shapes(by_node: Mapping[Term, Shape], graph: ShapesGraph) -> tuple[Unjudged, ...]:
    """The shapes that no node is ever validated against, whatever the data are, in the order of their names.

    Blank nodes that a shape refers to are not named beside it. Declarations of parameters are no shapes of their own,
    and what belongs to a deactivated shape is not evaluated by intention. A shape whose target, or what refers to it,
    cannot be evaluated has a fault that says so.
    """
    begin = [n for n, s in by_node.items() if s.targets or s.deactivated or not s.has_all_targets]
    begin += _parameters(graph)
    nodes = _reachable(begin, by_node)
    mentioned = _mentioned(graph)
    idle = [node for node in by_node if node not in nodes]
    below = {child for node in idle for child in by_node[node].references}
    entries = [
        node
        for node in idle
        if (node not in mentioned or (node in below and isinstance(node, NamedNode)))
        # a shape that says nothing loses nothing
        and (by_node[node].constraints or not by_node[node].is_whole)
    ]
    return tuple(Unjudged(node, _reason(node, graph)) for node in sorted(entries, key=name))


def _parameters(graph: ShapesGraph) -> list[Term]:
    """The declarations of parameters (section 6.2.1), which are property shapes by their class alone."""
    return [*graph.instances(SH + "Parameter"), *(o for _, o in graph.pairs(SH + "parameter"))]


def _reachable(begin: list[Term], by_node: Mapping[Term, Shape]) -> set[Term]:
    visited, queue = set(begin), list(begin)
    while queue:
        shape = by_node.get(queue.pop())
        for child in () if shape is None else shape.judging:
            if child not in visited:
                visited.add(child)
                queue.append(child)
    return visited


def _mentioned(graph: ShapesGraph) -> set[Term]:
    """What is referred to as a shape, alone or in a list; of blank nodes, whatever is a value of SHACL's words."""
    terms: set[Term] = set()
    for word in REFERRING:
        for s, o in graph.pairs(SH + word):
            terms.update(member for member in (o, *graph.members_so_far(o)) if member != s)
    for word in KNOWN_PROPERTIES:
        terms.update(o for _, o in graph.pairs(SH + word) if isinstance(o, BlankNode))
    return terms


def _reason(node: Term, graph: ShapesGraph) -> str:
    if graph.is_instance(node, RDFS + "Class"):
        return _NO_SHAPE
    if not graph.is_instance(node, OWL + "Class"):
        return _UNREFERRED
    return _OWL_CLASS if graph.is_instance(node, SH + "NodeShape") else _OWL_CLASS_NO_SHAPE
