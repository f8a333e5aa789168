"""Ontologies that shapes and data import (``owl:imports``), and that are not among what was read: none is fetched."""

from __future__ import annotations

import numpy as np

from kgtools.model.terms import NamedNode, Term
from kgtools.model.vocab import OWL, RDF, SH
from kgtools.shacl.shapes_graph.graph import ShapesGraph, name
from kgtools.shacl.shapes_graph.remarks import Remark, Remarks
from kgtools.table import Columns

__all__ = ["absent_imports"]

_IMPORTS, _VERSION = NamedNode(OWL + "imports"), NamedNode(OWL + "versionIRI")
_ONTOLOGY, _TYPE = NamedNode(OWL + "Ontology"), RDF + "type"


def absent_imports(
    shapes: ShapesGraph, data: Columns, *, shapes_in_data: bool
) -> tuple[tuple[Remark, ...], tuple[Remark, ...]]:
    """A remark for each import of the shapes, and for each of the data, that is not here.

    `shapes_in_data` says that the shapes are in the data. What is declared to be an ontology, or the version of one,
    is here, and in the shapes what declares prefixes, for which queries follow ``owl:imports`` (section 5.2.1).
    """
    of_shapes = shapes.pairs(_IMPORTS.value)
    pairs = data.relation(_IMPORTS)
    if not of_shapes and not len(pairs):
        return (), ()
    ontologies = _declared_in_shapes(shapes) | _declared_in_data(data)
    in_shapes, in_data = Remarks(), Remarks()
    for s, o in of_shapes:
        if o not in ontologies:
            where = "name the file among the shapes, or its folder with --imports."
            in_shapes.add(f"owl:imports {name(o)} is not followed; {where}", (s, _IMPORTS.value, o))
    for s, o in () if shapes_in_data else zip(data.terms.terms(pairs.s), data.terms.terms(pairs.o), strict=True):
        if o not in ontologies:
            where = "name the file among the data or with --ontology, or its folder with --imports."
            in_data.add(f"owl:imports {name(o)} is not followed; {where}", (s, _IMPORTS.value, o))
    return in_shapes.all(), in_data.all()


def _declared_in_shapes(shapes: ShapesGraph) -> set[Term]:
    subjects = {s for s, o in shapes.pairs(_TYPE) if o == _ONTOLOGY} | {s for s, _ in shapes.pairs(SH + "declare")}
    return subjects | {o for _, o in shapes.pairs(_VERSION.value)}


def _declared_in_data(data: Columns) -> set[Term]:
    ontology = data.find(_ONTOLOGY)
    declared = data.instances_of(np.array([ontology] if ontology >= 0 else [], np.int32))
    return {*data.terms.terms(declared), *data.terms.terms(data.relation(_VERSION).objects)}
