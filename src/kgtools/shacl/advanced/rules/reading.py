"""Rules read from the shapes graph (section 8.2 of the Note), every syntax rule checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from kgtools.errors import ShapesError
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term
from kgtools.model.vocab import RDF, SH, XSD
from kgtools.shacl.advanced.expressions.reading import read_expression
from kgtools.shacl.advanced.rules.rule import Rule, SparqlRule, TripleRule
from kgtools.shacl.functions.declaration import numeric_order
from kgtools.shacl.shapes_graph.faults import Faults
from kgtools.shacl.shapes_graph.graph import ShapesGraph, name, node_name, term_name
from kgtools.shacl.shapes_graph.note import failure, ill_formed
from kgtools.shacl.sparql.query import Origin, Query

__all__ = ["read_rules"]


class _Error(Protocol):
    """Makes the error of a rule: why, the section, and the triple that is wrong."""

    def __call__(self, reason: str, section: str, *triple: Term | str | None) -> ShapesError: ...


def read_rules(graph: ShapesGraph, faults: Faults) -> tuple[Rule, ...]:
    """The rules of all shapes that are not switched off; what is wrong with one goes to `faults`, as a part of the
    graph: any result may depend on what it would infer.
    """
    rules: list[Rule] = []
    for shape, node in graph.pairs(SH + "rule"):
        with faults.collecting(shape, "8.2", part="graph"):
            rules += _read(graph, shape, node)
    return tuple(rules)


def _read(graph: ShapesGraph, shape: Term, node: Term) -> Iterator[Rule]:
    def error(reason: str, section: str, *triple: Term | str | None) -> ShapesError:
        return ill_formed(
            graph, shape, f"a rule of {node_name(graph, shape)} is ill-formed: {reason}", section, *(triple or (node,))
        )

    if isinstance(node, Literal):
        raise error(f"{name(node)} is a literal", "8.2", shape, SH + "rule", node)
    if _deactivated(graph, node, error):
        return
    order = (numeric_order(graph, shape, "8.2.2"), numeric_order(graph, node, "8.2.2"))
    conditions = tuple(_conditions(graph, node, error))
    if graph.is_instance(node, SH + "TripleRule"):
        parts = []
        for word in ("subject", "predicate", "object"):
            values = graph.objects(node, SH + word)
            if len(values) != 1:
                why = f"it has {len(values) or 'no'} sh:{word}; it needs one"
                raise error(why, "8.5", node, SH + word, values[1] if values else None)
            parts.append(read_expression(graph, values[0], node, word))
        yield TripleRule(node, shape, order, conditions, *parts)
    elif graph.is_instance(node, SH + "SPARQLRule"):
        from kgtools.shacl.sparql.reading import read_rule_query

        origin = Origin(graph, node, shape, kind="rule")
        yield SparqlRule(node, shape, order, conditions, Query(origin, "construct", read_rule_query(origin)))
    else:
        types = graph.objects(node, RDF + "type")
        if not types:
            # it may be a name that nothing describes, which has no place but this
            why = "it has no rdf:type; give it sh:TripleRule or sh:SPARQLRule"
            raise error(why, "8.2", shape, SH + "rule", node)
        kinds = ", ".join(name(kind) for kind in types)
        message = f"a rule of {node_name(graph, shape)} is of the type {kinds}, which is not evaluated"
        raise failure(graph, shape, message, "8.4", node, RDF + "type", types[0])


def _deactivated(graph: ShapesGraph, node: Term, error: _Error) -> bool:
    values = graph.objects(node, SH + "deactivated")
    if not values:
        return False
    value = values[0]
    truth = value.value if isinstance(value, Literal) and value.datatype.value == XSD + "boolean" else ""
    if len(values) > 1 or truth not in ("true", "false", "1", "0"):
        what = f"{len(values)} values of" if len(values) > 1 else f"{term_name(graph, value)} as"
        reason = f"it has {what} sh:deactivated; it can have one, true or false"
        raise error(reason, "8.2.3", node, SH + "deactivated", values[-1])
    return truth in ("true", "1")


def _conditions(graph: ShapesGraph, node: Term, error: _Error) -> Iterator[Term]:
    for value in graph.objects(node, SH + "condition"):
        if not isinstance(value, NamedNode | BlankNode):
            raise error(
                f"it has {name(value)} as sh:condition, which is not a shape", "8.2.1", node, SH + "condition", value
            )
        if graph.objects(value, RDF + "first"):
            # pySHACL takes a list as several conditions; as a shape it would say nothing
            yield from graph.members(value, shape=node, parameter="condition", section="8.2.1")
        else:
            yield value
