"""SPARQL-based functions as a shapes graph declares them (sections 5.2 to 5.4 of the Note)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from kgtools.errors import ShapesError
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import SH
from kgtools.shacl.shapes_graph.faults import Faults
from kgtools.shacl.shapes_graph.graph import ShapesGraph, name, node_name, term_name
from kgtools.shacl.shapes_graph.note import ill_formed
from kgtools.shacl.sparql.parameters import Parameter, read_parameter
from kgtools.shacl.sparql.query import Origin, Query
from kgtools.text.names import last_part

__all__ = ["Function", "numeric_order", "read_functions"]


@dataclass(frozen=True)
class Function:
    """A function: its parameters in the order of arguments, and the query that gives its value."""

    iri: str
    parameters: tuple[Parameter, ...]
    query: Query
    return_type: NamedNode | None = None

    @property
    def needed(self) -> int:
        """How many arguments a call needs: up to the last parameter that is not optional."""
        return max((at for at, parameter in enumerate(self.parameters, 1) if not parameter.optional), default=0)


def read_functions(graph: ShapesGraph, faults: Faults) -> dict[str, Function]:
    """The functions of the shapes graph by their IRIs; what is wrong with one goes to `faults`."""
    functions: dict[str, Function] = {}
    for node in graph.instances(SH + "SPARQLFunction"):
        if isinstance(node, NamedNode):
            with faults.collecting(node, "5", part="graph"):
                functions[node.value] = _read(graph, node)
    return functions


def _read(graph: ShapesGraph, node: NamedNode) -> Function:
    from kgtools.shacl.sparql.reading import read_function_query

    def error(reason: str, section: str = "5.2", *triple: Term | str | None) -> ShapesError:
        return ill_formed(
            graph, node, f"the function {name(node)} is ill-formed: {reason}", section, *(triple or (node,))
        )

    declared = graph.objects(node, SH + "parameter")
    parameters = [(parameter, read_parameter(graph, parameter, error)) for parameter in declared]
    if len({parameter.variable for _, parameter in parameters}) != len(parameters):
        raise error("two of its parameters have the same name")
    types = graph.objects(node, SH + "returnType")
    if len(types) > 1 or not all(isinstance(value, NamedNode) for value in types):
        its = "it has several values of sh:returnType"
        why = its if len(types) > 1 else f"its sh:returnType is {term_name(graph, types[0])}"
        raise error(f"{why}; it can have one, an IRI", "5.3", node, SH + "returnType", types[-1])
    asks, selects = graph.objects(node, SH + "ask"), graph.objects(node, SH + "select")
    if len(asks) + len(selects) != 1:
        raise error("it needs one sh:ask or one sh:select", "5.4")
    kind = "ask" if asks else "select"
    origin = Origin(graph, node, node, kind="function")
    names = frozenset(parameter.variable for _, parameter in parameters)
    algebra = read_function_query(origin, kind, names)
    in_order = tuple(_in_order(graph, parameters))
    returned = types[0] if types else None
    return Function(
        node.value,
        in_order,
        Query(origin, kind, algebra),
        returned if isinstance(returned, NamedNode) else None,
    )


def _in_order(graph: ShapesGraph, parameters: list[tuple[Term, Parameter]]) -> Iterator[Parameter]:
    """The parameters in the order of arguments: by ``sh:order`` if any has one, else by their local names."""
    orders = {node: graph.objects(node, SH + "order") for node, _ in parameters}
    if any(orders.values()):
        keyed = [(numeric_order(graph, node, "5.2"), last_part(p.iri), p) for node, p in parameters]
    else:
        keyed = [(Decimal(0), last_part(p.iri), p) for _, p in parameters]
    yield from (parameter for _, _, parameter in sorted(keyed, key=lambda entry: entry[:2]))


def numeric_order(graph: ShapesGraph, node: Term, section: str) -> Decimal:
    """The value of ``sh:order`` of a node, 0 if it has none; raises :class:`ShapesError` if it is not a number."""
    orders = graph.objects(node, SH + "order")
    if not orders:
        return Decimal(0)
    value = orders[0]
    try:
        if len(orders) > 1 or not isinstance(value, Literal):
            raise InvalidOperation
        number = Decimal(value.value.strip())
        if not number.is_finite():
            raise InvalidOperation
        return number
    except InvalidOperation as reason:
        values = f"{len(orders)} values of sh:order" if len(orders) > 1 else f"{term_name(graph, value)} as sh:order"
        message = f"{node_name(graph, node)} has {values}; it can have one, a number"
        raise ill_formed(graph, node, message, section, node, SH + "order", orders[-1]) from reason
