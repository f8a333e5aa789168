"""Labels of blank nodes in a file: those that are there stay, new ones are ``b0``, ``b1`` …"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from kgtools.model.order import quad_key
from kgtools.model.terms import BlankNode, GraphName, Quad, Term, Triple
from kgtools.store.labels import rows_with_blank_nodes

__all__ = ["blank_nodes_in", "in_order", "known_labels", "labels_for", "nodes_of"]


def blank_nodes_in(term: Term | GraphName) -> Iterator[BlankNode]:
    """The blank nodes that a term is or holds."""
    if isinstance(term, BlankNode):
        yield term
    elif isinstance(term, Triple):
        yield from blank_nodes_in(term.subject)
        yield from blank_nodes_in(term.object)


def nodes_of(quad: Quad) -> Iterator[BlankNode]:
    """The blank nodes of a quad."""
    for term in (quad.subject, quad.object, quad.graph_name):
        yield from blank_nodes_in(term)


def in_order(quads: Iterable[Quad]) -> list[Quad]:
    """Quads in the one order, so that an update gives the same text in every run."""
    return sorted(quads, key=quad_key)


def known_labels(text: str, quads: Sequence[Quad], raw: Sequence[Quad]) -> dict[BlankNode, str | None]:
    """The blank nodes of a text, each with the label that it has there, or None.

    `quads` and `raw` are the same triples, under the labels of a dataset and as the parser gave them.
    """
    labels: dict[BlankNode, str | None] = {}
    for row in rows_with_blank_nodes(raw):
        for node, own in zip(nodes_of(quads[row]), nodes_of(raw[row]), strict=True):
            if node not in labels:
                labels[node] = own.value if f"_:{own.value}" in text else None
    return labels


def labels_for(
    new: Iterable[Quad], existing: Mapping[BlankNode, str | None], text: str, *, without: Collection[str] = ()
) -> dict[str, str]:
    """The labels of blank nodes that have one in the text, and of new ones but those `without`."""
    labels = {node.value: label for node, label in existing.items() if label is not None}
    labels_in_use = set(labels.values())
    number = 0
    for quad in in_order(new):
        for node in nodes_of(quad):
            if node.value in labels or node.value in without:
                continue
            while f"b{number}" in labels_in_use or f"_:b{number}" in text:
                number += 1
            labels[node.value] = f"b{number}"
            labels_in_use.add(f"b{number}")
    return labels
