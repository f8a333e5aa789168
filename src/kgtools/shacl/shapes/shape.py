"""Shapes as this engine knows them: what the shapes graph says, checked, in the words of the recommendation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kgtools.errors import ShapesError, ShapesFault
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import RDF, RDFS, SH
from kgtools.shacl.components.component import Constraint, Standard
from kgtools.shacl.shapes_graph.faults import Faults
from kgtools.shacl.shapes_graph.graph import name
from kgtools.shacl.shapes_graph.path import Path, predicates
from kgtools.shacl.shapes_graph.remarks import Remark
from kgtools.shacl.sparql.query import Query

if TYPE_CHECKING:
    from kgtools.shacl.advanced.rules.rule import Rule
    from kgtools.shacl.functions.declaration import Function

__all__ = ["Shape", "Shapes", "Target", "Unjudged", "parents_first"]


@dataclass(frozen=True, slots=True)
class Target:
    """A target declaration (section 2.1.3): ``node``, ``class``, ``subjectsOf`` or ``objectsOf``, and its value.

    One of the kind ``sparql`` (SHACL Advanced Features, section 3.1) has the query whose solutions are its nodes.
    """

    kind: str
    value: Term
    query: Query | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Shape:
    """A node shape (`path` is None) or a property shape (section 2).

    A shape that is not `is_whole` has a constraint that is not here, as it is ill-formed or cannot be evaluated: a node
    that fails none of its constraints need not conform to it. `has_all_targets` says the same of its targets.
    """

    node: Term
    path: Path | None
    targets: tuple[Target, ...]
    constraints: tuple[Constraint, ...]
    severity: NamedNode
    messages: tuple[Literal, ...]
    deactivated: bool
    is_whole: bool = True
    has_all_targets: bool = True

    @property
    def references(self) -> list[Term]:
        """The shapes that its constraints judge by."""
        return [node for constraint in self.constraints for node in constraint.references]

    @property
    def judging(self) -> list[Term]:
        """The shapes that its constraints judge value nodes or other nodes by."""
        return [node for constraint in self.constraints for node in (*constraint.references, *constraint.asks)]


@dataclass(frozen=True)
class Unjudged:
    """A shape that nothing evaluates: its node, and why, as a sentence goes on behind "it is never evaluated:"."""

    node: Term
    reason: str


@dataclass(frozen=True)
class Shapes:
    """All shapes of a shapes graph, parents before what they refer to.

    `remarks` say what plays no part, `faults` what is ill-formed or cannot be evaluated, `unjudged` which shapes no
    node is ever validated against.
    """

    by_node: Mapping[Term, Shape]
    remarks: tuple[Remark, ...] = ()
    faults: tuple[ShapesFault, ...] = ()
    unjudged: tuple[Unjudged, ...] = ()
    #: the rules, if they are to run, and what is wrong with those that are not here; and the functions by their IRIs
    rules: tuple[Rule, ...] = ()
    rule_faults: tuple[ShapesFault, ...] = ()
    functions: Mapping[str, Function] = field(default_factory=dict)

    @property
    def without_targets(self) -> bool:
        """Whether no shape has a target, and so nothing is validated."""
        return not any(shape.targets or not shape.has_all_targets for shape in self.by_node.values())

    def terms(self) -> list[Term]:
        """The terms that are looked up in the data."""
        terms: dict[Term, None] = dict.fromkeys((NamedNode(RDF + "type"), NamedNode(RDFS + "subClassOf")))
        for shape in self.by_node.values():
            terms.update((target.value, None) for target in shape.targets if target.query is None)
            for target in shape.targets:
                terms.update(dict.fromkeys(() if target.query is None else target.query.constants))
            if shape.path is not None:
                terms.update((NamedNode(iri), None) for iri in sorted(predicates(shape.path)))
            for constraint in shape.constraints:
                terms.update(dict.fromkeys(constraint.constants))
        for rule in self.rules:
            terms.update(dict.fromkeys(rule.constants))
        return list(terms)


def parents_first(shapes: Iterable[Shape], faults: Faults | None = None) -> dict[Term, Shape]:
    """The shapes, each before those that it refers to.

    The recommendation leaves open what shapes would mean that refer to each other in a circle (section 3.4.3): the
    constraint that closes a circle is left out, and goes to `faults`; without them it is raised as
    :class:`ShapesError`.
    """
    by_node = {shape.node: shape for shape in shapes}
    state: dict[Term, int] = {}  # 1: being looked at, 2: done
    finished: list[Term] = []
    closing: dict[Term, set[Term]] = {}
    for root in by_node:
        if root in state:
            continue
        stack = [(root, iter(by_node[root].judging))]
        state[root] = 1
        while stack:
            node, rest = stack[-1]
            for child in rest:
                if state.get(child) == 1:
                    circle = [n for n, _ in stack]
                    error = _recursive([*circle[circle.index(child) :], child], by_node[node])
                    if faults is None:
                        raise error
                    faults.add(error, node=node)
                    closing.setdefault(node, set()).add(child)
                elif child not in state:
                    state[child] = 1
                    stack.append((child, iter(by_node[child].judging)))
                    break
            else:
                state[node] = 2
                finished.append(node)
                stack.pop()
    in_order = {node: by_node[node] for node in reversed(finished)}
    for node, children in closing.items():
        constraints = tuple(c for c in in_order[node].constraints if children.isdisjoint((*c.references, *c.asks)))
        in_order[node] = replace(in_order[node], constraints=constraints)
    return in_order


def _closing(shape: Shape, child: Term) -> tuple[str | None, Term | None]:
    """Predicate and object of the triple with which a shape refers to another."""
    for constraint in shape.constraints:
        if isinstance(constraint, Standard) and child in constraint.references:
            return SH + constraint.parameters[0], child if constraint.expects == "shapes" else None
    return None, child


def _recursive(circle: list[Term], last: Shape) -> ShapesError:
    """The error about a circle that a constraint of its `last` shape closes."""
    # labels of blank nodes are in no file: the path starts at a node with an IRI
    iris = [node for node in circle[:-1] if isinstance(node, NamedNode)]
    iris += iris[:1]
    names = [name(node) for node in (iris if len(iris) <= 6 else [*iris[:3], *iris[-2:]])]
    if len(iris) > 6:
        names.insert(3, f"({len(iris) - 5} more)")
    way = f": {' → '.join(names)}" if names else ""
    return ShapesError(
        f"the shapes refer to each other in a circle{way}; recursive shapes have no defined meaning (section 3.4.3).",
        shape=name(iris[0] if iris else circle[0]),
        section="3.4.3",
        triple=(last.node, *_closing(last, circle[-1])),
    )
