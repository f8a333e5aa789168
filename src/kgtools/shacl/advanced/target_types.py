"""SPARQL-based target types (section 3.2 of the Note): queries of focus nodes that take parameters."""

from __future__ import annotations

from collections.abc import Iterator

from kgtools.errors import ShapesError
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term
from kgtools.model.vocab import RDF, SH, XSD
from kgtools.shacl.shapes_graph.graph import ShapesGraph, name, named_above
from kgtools.shacl.shapes_graph.note import ill_formed, in_note
from kgtools.shacl.shapes_graph.remarks import Remarks
from kgtools.shacl.sparql.parameters import Parameter, read_parameter
from kgtools.shacl.sparql.query import Origin, Query

__all__ = ["target_queries", "target_types"]


def target_types(graph: ShapesGraph, target: Term) -> list[NamedNode]:
    """The SPARQL-based target types that a target is of, in order."""
    types = graph.objects(target, RDF + "type")
    return [kind for kind in types if isinstance(kind, NamedNode) and graph.is_instance(kind, SH + "SPARQLTargetType")]


def target_queries(graph: ShapesGraph, shape: Term, target: Term, remarks: Remarks) -> Iterator[Query]:
    """The query of each type of the target, with the values of its parameters bound beforehand.

    A target without a value that a type needs has no nodes by that type, which is one of the `remarks`.

    Raises :class:`ShapesError` for a type that is ill-formed, and for values that are blank nodes or several.
    """
    from kgtools.shacl.sparql.reading import read_target

    for kind in target_types(graph, target):
        parameters = _parameters(graph, kind)
        _check_label(graph, kind)
        bound: dict[str, Term] = {}
        for parameter in parameters:
            values = graph.objects(target, parameter.iri)
            wrong = next((value for value in values if isinstance(value, BlankNode)), None)
            if len(values) > 1 or wrong is not None:
                fault = f"has {len(values)} values" if wrong is None else "has a blank node as its value"
                message = (
                    f"a target of {name(shape)} {fault} of <{parameter.iri}>; a target has one, an IRI or a literal"
                )
                raise ill_formed(graph, shape, message, "3.2", target, parameter.iri, wrong or values[-1])
            if values:
                bound[parameter.variable] = values[0]
        lacking = [p for p in parameters if not p.optional and p.variable not in bound]
        if lacking:
            # "A target that lacks a value for a non-optional parameter is ignored, producing no target nodes."
            remarks.add(
                f"a target of {name(named_above(graph, shape))} is ignored: it has no value of <{lacking[0].iri}>, "
                f"which targets of the type {name(kind)} need {in_note('3.2')}.",
                (shape, SH + "target", target),
            )
            continue
        origin = Origin(graph, kind, kind, kind="target type")
        algebra = read_target(origin, frozenset(parameter.variable for parameter in parameters))
        yield Query(origin, "select", algebra, bindings=bound)


def _parameters(graph: ShapesGraph, kind: NamedNode) -> list[Parameter]:
    def error(reason: str) -> ShapesError:
        return ill_formed(graph, kind, f"the target type {name(kind)} is ill-formed: {reason}", "3.2", kind)

    parameters = [read_parameter(graph, node, error) for node in graph.objects(kind, SH + "parameter")]
    if len({parameter.variable for parameter in parameters}) != len(parameters):
        raise error("two of its parameters have the same name")
    return parameters


def _check_label(graph: ShapesGraph, kind: NamedNode) -> None:
    for value in graph.objects(kind, SH + "labelTemplate"):
        if not isinstance(value, Literal) or (value.language is None and value.datatype.value != XSD + "string"):
            message = f"the target type {name(kind)} has {name(value)} as sh:labelTemplate; its values are strings"
            raise ill_formed(graph, kind, message, "3.2", kind, SH + "labelTemplate", value)
