"""GraphML for graph tools: things as nodes, their relations as edges, with labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from kgtools.model.order import sorted_quads
from kgtools.model.terms import BlankNode, Literal, NamedNode, Quad, Subject, Term, Triple
from kgtools.model.vocab import OWL, RDF, RDFS
from kgtools.table.kernels.text import term_text
from kgtools.text.labels import best_labels
from kgtools.text.names import last_part
from kgtools.views.class_tables import with_labels
from kgtools.views.view import ViewOptions

__all__ = ["write_graphml"]

_TYPE = RDF + "type"
_METACLASSES = {RDFS + "Class", *(OWL + kind for kind in ("Class", "DeprecatedClass", "Restriction"))}
#: what XML 1.0 has no character for
_NOT_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"
         xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
         xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
  <key id="label" for="node" attr.name="label" attr.type="string"/>
  <key id="type" for="node" attr.name="type" attr.type="string"/>
  <key id="relation" for="edge" attr.name="label" attr.type="string"/>
  <key id="predicate" for="edge" attr.name="predicate" attr.type="string"/>
  <graph id="graph" edgedefault="directed">
"""


def write_graphml(quads: Sequence[Quad], options: ViewOptions) -> dict[str, bytes]:
    """One GraphML file: a node for each thing (its IRI is the id), an edge for each triple between two of them.

    A node has its label and the labels of its classes, an edge the label and the IRI of its predicate. Literals and
    classes (what is declared as one, has instances, or is a subclass or a superclass) are not nodes. What XML cannot
    hold in a label is as U+FFFD.
    """
    labelled = with_labels(quads)
    labels = best_labels((*options.ontology, *labelled), options.languages)
    triples = sorted_quads(Quad(quad.subject, quad.predicate, quad.object) for quad in labelled)
    classes = _classes((*options.ontology, *triples))
    types: dict[Subject, list[str]] = {}
    nodes: dict[NamedNode | BlankNode, None] = {}
    edges: list[str] = []
    for quad in triples:
        if quad.subject in classes or isinstance(quad.subject, Triple):
            continue
        nodes.setdefault(quad.subject)
        if quad.predicate.value == _TYPE:
            if isinstance(quad.object, NamedNode):
                types.setdefault(quad.subject, []).append(_name(quad.object, labels))
        elif isinstance(quad.object, NamedNode | BlankNode) and quad.object not in classes:
            nodes.setdefault(quad.object)
            edges.append(_edge(len(edges), quad, _name(quad.predicate, labels)))
    lines = [_node(node, _name(node, labels), types.get(node, [])) for node in sorted(nodes, key=_id)]
    return {"graph.graphml": "".join([_HEAD, *lines, *edges, "  </graph>\n</graphml>\n"]).encode()}


def _classes(quads: Iterable[Quad]) -> set[Term]:
    classes: set[Term] = set()
    for quad in quads:
        predicate = quad.predicate.value
        if predicate == _TYPE:
            classes.add(quad.object)
            if isinstance(quad.object, NamedNode) and quad.object.value in _METACLASSES:
                classes.add(quad.subject)
        elif predicate == RDFS + "subClassOf":
            classes |= {quad.subject, quad.object}
    return classes


def _id(term: Term) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else term_text(term)


def _name(term: Term, labels: dict[Subject, str]) -> str:
    if isinstance(term, NamedNode):
        return labels.get(term, last_part(term.value))
    return labels.get(term, "") if isinstance(term, BlankNode) else ""


def _xml(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text), {"\r": "&#13;"})


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", text))


def _node(node: Term, label: str, types: Sequence[str]) -> str:
    data = [f'      <data key="label">{_xml(label)}</data>\n'] if label else []
    if types:
        data.append(f'      <data key="type">{_xml(", ".join(sorted(types)))}</data>\n')
    return f"    <node id={_attribute(_id(node))}>\n{''.join(data)}    </node>\n"


def _edge(number: int, quad: Quad, label: str) -> str:
    source, target = _attribute(_id(quad.subject)), _attribute(_id(quad.object))
    return (
        f'    <edge id="e{number}" source={source} target={target}>\n'
        f'      <data key="relation">{_xml(label)}</data>\n'
        f'      <data key="predicate">{_xml(quad.predicate.value)}</data>\n    </edge>\n'
    )
