"""What pySHACL infers by rules: the other engine of these tests."""

from __future__ import annotations

import logging
import warnings

import pyshacl
import rdflib

__all__ = ["inferred_by_pyshacl"]


def inferred_by_pyshacl(data: str, shapes: str, *, format: str = "nt", iterate: bool = False) -> str:
    """The triples that its rules add to a data graph, as N-Triples."""
    logging.disable(logging.CRITICAL)
    graph = rdflib.Graph().parse(data=data, format=format)
    # it puts the shapes among the data
    before = set(graph) | set(rdflib.Graph().parse(data=shapes, format=format))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = pyshacl.shacl_rules(
            graph, shacl_graph=rdflib.Graph().parse(data=shapes, format=format), advanced=True, iterate_rules=iterate
        )
    made = rdflib.Graph()
    shapes_nodes = {term for triple in before for term in triple if isinstance(term, rdflib.BNode)}
    for triple in found:
        s, p, o = triple[:3]
        if (s, p, o) not in before and not {s, o} & shapes_nodes and p != rdflib.SH.declare:
            made.add((s, p, o))
    # what stays of the prefix declarations of the shapes is told by its words
    for node in set(made.subjects(rdflib.SH.prefix, None)):
        made.remove((node, None, None))
    return made.serialize(format="nt")
