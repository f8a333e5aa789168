"""A selection: the shapes to evaluate, and the nodes to validate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from kgtools.errors import AmbiguousNameError, UnknownNameError
from kgtools.model.terms import NamedNode, Term
from kgtools.shacl.components.shape_based import Property
from kgtools.shacl.engine.inputs import Inputs
from kgtools.shacl.shapes.shape import Shapes
from kgtools.table.relations import Ids
from kgtools.text.names import last_part

__all__ = ["Selection", "node_iri", "select"]


_WHOLE_IRI = "It does not occur in the data; write its whole IRI."


@dataclass(frozen=True)
class Selection:
    """The selection. `roots` are the shapes whose targets are validated, `reported` those whose results are reported;
    None means all. `focus` are the nodes that are asked about; with `direct` the roots are asked about them whatever
    their targets are.
    """

    roots: frozenset[Term] | None = None
    reported: frozenset[Term] | None = None
    focus: Ids | None = None
    direct: bool = False


def select(inputs: Inputs, *, shapes: Sequence[str], focus: Sequence[str]) -> Selection:
    """The shapes with these IRIs, or with names that end so, and the nodes with these IRIs or prefixed names.

    Of shapes alone, their targets are asked, and those of the shapes that they are properties of; of nodes alone, the
    shapes that have them among their targets; of both, these shapes about these nodes.

    Raises :class:`UnknownNameError` for a shape or a node that is not there, :class:`AmbiguousNameError`.
    """
    nodes = None
    if focus:
        nodes = np.unique([_node(text, inputs) for text in focus]).astype(np.int32)
    if not shapes:
        return Selection(focus=nodes)
    selection: set[Term] = {_shape(text, inputs.shapes) for text in shapes}
    roots = frozenset(selection if nodes is not None else _above(selection, inputs.shapes))
    return Selection(
        roots=roots, reported=frozenset(_below(selection, inputs.shapes)), focus=nodes, direct=nodes is not None
    )


def _node(text: str, inputs: Inputs) -> int:
    """The number of a node of the data, by its IRI or by its name with a prefix that the files declare."""
    iri = node_iri(text)
    prefix, _, local = iri.partition(":")
    declared = (*inputs.dataset.prefixes.values(), *inputs.shapes_dataset.prefixes.values())
    candidates = dict.fromkeys([iri, *(prefixes[prefix] + local for prefixes in declared if prefix in prefixes)])
    matches = [
        (one, number) for one, number in zip(candidates, _numbers(candidates, inputs), strict=True) if number >= 0
    ]
    if not matches:
        raise UnknownNameError("node", text, (), hint=_WHOLE_IRI)
    if len(matches) > 1:
        raise AmbiguousNameError("node", text, [one for one, _ in matches])
    return matches[0][1]


def _numbers(iris: Iterable[str], inputs: Inputs) -> list[int]:
    numbers: list[int] = inputs.columns.terms.find([NamedNode(iri) for iri in iris]).tolist()
    return numbers


def node_iri(text: str) -> str:
    """The IRI of a node in a request. Raises :class:`UnknownNameError` where it is not an IRI."""
    bare = text[1:-1] if text.startswith("<") and text.endswith(">") else text
    try:
        NamedNode(bare)
    except ValueError as error:
        raise UnknownNameError("node", text, (), hint=_WHOLE_IRI) from error
    return bare


def _shape(text: str, shapes: Shapes) -> NamedNode:
    by_iri = {node.value: node for node in shapes.by_node if isinstance(node, NamedNode)}
    bare = text[1:-1] if text.startswith("<") and text.endswith(">") else text
    if bare in by_iri:
        return by_iri[bare]
    ending = [iri for iri in by_iri if last_part(iri) == bare.rpartition(":")[2]]
    if len(ending) > 1:
        raise AmbiguousNameError("shape", text, ending)
    if not ending:
        raise UnknownNameError("shape", text, by_iri)
    return by_iri[ending[0]]


def _above(nodes: set[Term], shapes: Shapes) -> set[Term]:
    """The shapes, and those that have them as properties, over any number of ``sh:property``."""
    result = set(nodes)
    # parents come first, so from the end every child is met before its parents
    for shape in reversed(list(shapes.by_node.values())):
        if any(isinstance(c, Property) and c.shape in result for c in shape.constraints):
            result.add(shape.node)
    return result


def _below(nodes: set[Term], shapes: Shapes) -> set[Term]:
    """The shapes and their properties, over any number of ``sh:property``."""
    result = set(nodes)
    for shape in shapes.by_node.values():
        if shape.node in result:
            result |= {c.shape for c in shape.constraints if isinstance(c, Property)}
    return result
