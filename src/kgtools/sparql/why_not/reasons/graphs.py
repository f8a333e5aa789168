"""Graphs: patterns that other graphs have, named graphs that are not there."""

from __future__ import annotations

import numpy as np

from kgtools.model.terms import NamedNode
from kgtools.sparql.algebra import BGP, Distinct, Graph, Operator, Project
from kgtools.sparql.expressions import Constant, Expression, Variable
from kgtools.sparql.node import Node
from kgtools.sparql.quads.datasets import ActiveDataset
from kgtools.sparql.syntax import Triple
from kgtools.sparql.why_not.inquiry import Inquiry, listed, or_listed
from kgtools.sparql.why_not.reasons.terms import nearest_iris
from kgtools.sparql.why_not.remark import Remark

__all__ = ["missing_graph", "other_graphs", "scattered"]

#: graphs that are named at most
_MAX_GRAPHS = 3


def missing_graph(inquiry: Inquiry, operator: Graph) -> Remark | None:
    """What is said where the graph of a name is not there, or no named graph at all; else None."""
    probe, query_text = inquiry.probe, inquiry.query_text
    names = probe.dataset.names
    name = operator.name
    name_text = query_text.node(name)
    if not len(names):
        message = "there is no named graph"
        if inquiry.has_rows(operator.pattern):
            count = inquiry.count(operator.pattern)
            message += f"; in the default graph the pattern has {count}: leave GRAPH {name_text} out"
            return query_text.remark("graph", f"{message}.", operator, pattern=f"GRAPH {name_text}", rows=count.exact)
        if inquiry.has_rows(_anything(inquiry)):
            message += "; all triples are in the default graph: leave GRAPH out"
        return query_text.remark("graph", f"{message}.", operator, pattern=f"GRAPH {name_text}")
    if not isinstance(name, Constant) or not isinstance(name.term, NamedNode):
        return None
    if probe.dataset.graph(probe.number(name.term)) is not None:
        return None
    near = nearest_iris(inquiry, name, names.astype(np.int64), elsewhere=False)
    message = f"there is no named graph {name_text}"
    if near:
        message += f"; did you mean {or_listed(near)}?"
    else:
        some = [query_text.term(term) for term in probe.least(names, _MAX_GRAPHS)]
        more = len(names) - len(some)
        is_are = "is" if len(names) == 1 else "are"
        message += f"; there {is_are} {listed([*some, *([f'{more:,} more'] if more else [])])}."
    return query_text.remark("graph", message, name, nearest=tuple(near))


def _anything(inquiry: Inquiry) -> Operator:
    fresh = inquiry.probe.fresh
    return BGP((Triple(fresh(), fresh(), fresh()),))


def other_graphs(inquiry: Inquiry, operator: Operator, node: Node, graph: Expression | None) -> Remark | None:
    """What is said where a pattern without rows in a graph has some in others; None where it has none there."""
    query_text = inquiry.query_text
    node_text = query_text.node(node)
    if graph is not None and inquiry.has_rows(operator):
        count = inquiry.count(operator)
        where = f"GRAPH {query_text.node(graph)}"
        message = f"{node_text} has no row in {where}; in the default graph it has {count}."
        return query_text.remark("graph", message, node, rows=count.exact)
    if not len(inquiry.probe.dataset.names) or isinstance(graph, Variable):
        return None
    name = inquiry.probe.fresh()
    inside = Graph(name, operator)
    if not inquiry.probe.has_rows(inside):
        return None
    table = inquiry.probe.table(Distinct(Project(inside, (name,))), [name.name])
    count = inquiry.probe.count(inside)
    where = "other graphs"
    nearest: tuple[str, ...] = ()
    if table is not None:
        graphs = [query_text.term(term) for term in inquiry.probe.least(table.column(name.name), _MAX_GRAPHS)]
        more = table.size - len(graphs)
        nearest = tuple(graphs)
        where = listed([*graphs, *([f"{more:,} more"] if more else [])])
    here = "the default graph" if graph is None else f"GRAPH {query_text.node(graph)}"
    message = f"{node_text} has no row in {here}; in named graphs it has {count}: {where}. Ask with GRAPH ?g {{ … }}"
    message += "." if graph is None else f" or GRAPH {nearest[0]}." if nearest else "."
    return query_text.remark("graph", message, node, nearest=nearest, rows=count.exact)


def scattered(inquiry: Inquiry, operator: Operator, node: Node, graph: Expression | None) -> Remark | None:
    """What is said where patterns have rows together only if the graphs are merged; None where they have none."""
    probe = inquiry.probe
    names = probe.dataset.names
    if not len(names) or (graph is not None and isinstance(graph, Constant)):
        return None
    data = probe.data
    merged = ActiveDataset(data, data.merged([-1, *names.tolist()]), names)
    over = probe.over(merged)
    if not over.has_rows(operator):
        return None
    count = over.count(operator)
    node_text = inquiry.query_text.node(node)
    if graph is None and inquiry.probe.has_rows(Graph(inquiry.probe.fresh(), operator)):
        message = f"{node_text} and the other patterns have {count} in one named graph; ask with GRAPH ?g {{ … }}."
    elif graph is None:
        message = (
            f"the default graph has no row for all patterns together, and the merge of all graphs has {count}: their "
            "triples lie in several graphs. Give each pattern a GRAPH of its own, or name the graphs with FROM."
        )
    else:
        message = (
            f"no single graph has a row for all patterns together, and the merge of all graphs has {count}: their "
            "triples lie in several graphs. Give each pattern a GRAPH of its own, or name the graphs with FROM."
        )
    return inquiry.query_text.remark("graph", message, node, rows=count.exact)
