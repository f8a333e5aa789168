"""Parameters as constraint components, target types and functions declare them (section 6.2.1)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from kgtools.errors import ShapesError
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import SH, XSD
from kgtools.shacl.shapes_graph.graph import ShapesGraph, term_name
from kgtools.text.names import last_part

__all__ = ["Parameter", "read_parameter"]

#: names that a parameter cannot have (section 6.2.1)
_RESERVED = {"this", "shapesGraph", "currentShape", "path", "PATH", "value"}
_BOOLEAN = ("true", "false", "1", "0")


@dataclass(frozen=True)
class Parameter:
    """A parameter: the predicate that gives its value, and the variable that it is bound to."""

    iri: str
    variable: str
    optional: bool


def read_parameter(graph: ShapesGraph, node: Term, ill_formed: Callable[[str], ShapesError]) -> Parameter:
    """The parameter that a value of ``sh:parameter`` declares.

    Raises what `ill_formed` makes of a reason.
    """
    paths = graph.objects(node, SH + "path")
    if len(paths) != 1 or not isinstance(paths[0], NamedNode):
        raise ill_formed("a parameter needs one sh:path, an IRI")
    iri = paths[0].value
    variable = last_part(iri)
    if not re.fullmatch(r"[^\W\d]\w*", variable) or variable in _RESERVED:
        raise ill_formed(f'a parameter cannot be named "{variable}"')
    optional = graph.objects(node, SH + "optional")
    if len(optional) > 1:
        raise ill_formed(f"the parameter {variable} has {len(optional)} values of sh:optional")
    for value in optional:
        if not (isinstance(value, Literal) and value.datatype.value == XSD + "boolean" and value.value in _BOOLEAN):
            raise ill_formed(
                f"the parameter {variable} has {term_name(graph, value)} as sh:optional; its value is true or false"
            )
    return Parameter(iri, variable, any(isinstance(v, Literal) and v.value in ("true", "1") for v in optional))
