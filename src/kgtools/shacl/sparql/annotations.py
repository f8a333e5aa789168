"""Annotation properties of results (section 4 of the SHACL Advanced Features): what queries say of them besides."""

from __future__ import annotations

from dataclasses import dataclass

from kgtools.errors import ShapesError
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import SH, XSD
from kgtools.shacl.shapes_graph.graph import term_name
from kgtools.shacl.sparql.query import Annotation, Origin
from kgtools.text.names import last_part

__all__ = ["annotations_of"]


@dataclass(frozen=True)
class _Annotation:
    """What one value of ``sh:resultAnnotation`` says."""

    origin: Origin
    node: Term

    def error(self, reason: str) -> ShapesError:
        return self.origin.error(reason, "AF 4", parameter="resultAnnotation", value=self.node)

    def property(self) -> NamedNode:
        values = self.origin.graph.objects(self.node, SH + "annotationProperty")
        if len(values) != 1 or not isinstance(values[0], NamedNode):
            raise self.error("has a sh:resultAnnotation that needs one sh:annotationProperty, an IRI")
        return values[0]

    def variable(self, iri: NamedNode) -> str:
        values = self.origin.graph.objects(self.node, SH + "annotationVarName")
        for value in values:
            if len(values) > 1 or not isinstance(value, Literal) or value.datatype.value != XSD + "string":
                what = f"{len(values)} values of" if len(values) > 1 else f"{term_name(self.origin.graph, value)} as"
                raise self.error(
                    f"has a sh:resultAnnotation with {what} sh:annotationVarName; it can have one, a string"
                )
            return value.value
        return last_part(iri.value)


def annotations_of(origin: Origin) -> tuple[Annotation, ...]:
    """The annotations that a constraint or validator declares; raises :class:`ShapesError` for ill-formed ones."""
    annotations = []
    for node in origin.graph.objects(origin.node, SH + "resultAnnotation"):
        annotation = _Annotation(origin, node)
        iri = annotation.property()
        defaults = tuple(origin.graph.objects(node, SH + "annotationValue"))
        annotations.append(Annotation(iri, annotation.variable(iri), defaults))
    return tuple(annotations)
