"""The shapes graph to shapes: which nodes are shapes (section 2.1), and what each says, every syntax rule checked."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace

from kgtools.errors import ShapesError
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term
from kgtools.model.vocab import RDF, RDFS, SH
from kgtools.shacl.advanced.reading import read_advanced
from kgtools.shacl.components import COMPONENTS
from kgtools.shacl.components.component import Constraint
from kgtools.shacl.components.custom import CustomComponents, custom_components
from kgtools.shacl.components.declaration import Declaration
from kgtools.shacl.shapes.shape import Shape, Shapes, Target, parents_first
from kgtools.shacl.shapes.vocabulary import check_entailment, check_evaluable, check_vocabulary
from kgtools.shacl.shapes.whole import whole_shapes
from kgtools.shacl.shapes_graph.faults import Faults
from kgtools.shacl.shapes_graph.graph import ShapesGraph, name, node_name, shape_name, term_name
from kgtools.shacl.shapes_graph.path import Path, parse_path
from kgtools.shacl.shapes_graph.remarks import Remarks
from kgtools.shacl.sparql.query import Origin, Query, is_message
from kgtools.table.limits import Check, no_check

__all__ = ["parse_shapes"]

_TARGETS = {
    "targetNode": "node",
    "targetClass": "class",
    "targetSubjectsOf": "subjectsOf",
    "targetObjectsOf": "objectsOf",
}
_SECTIONS = {"node": "2.1.3.1", "class": "2.1.3.2", "subjectsOf": "2.1.3.4", "objectsOf": "2.1.3.5"}
_PARAMETERS = [(component, frozenset(SH + p for p in component.parameters)) for component in COMPONENTS]
#: the parameters whose values are shapes, and those whose values are lists of shapes
_EXPECTING = tuple(dict.fromkeys(c.parameters[0] for c in COMPONENTS if c.expects == "shapes"))
_EXPECTING_LISTS = tuple(c.parameters[0] for c in COMPONENTS if c.expects == "lists of shapes")


def parse_shapes(
    graph: ShapesGraph,
    *,
    strict: bool = False,
    any_entailment: bool = False,
    rules: bool = False,
    check: Check = no_check,
) -> Shapes:
    """The shapes of a shapes graph; `check` is called for each, and what it raises ends the work.

    What is ill-formed, recursive or cannot be evaluated is left out of the shapes and listed in their ``faults``; a
    shape that lacks a part knows it. Where it is `strict`, that is raised: :class:`ShapesError` for shapes that break a
    syntax rule of the recommendation, :class:`ValidationFailure` for what cannot be evaluated; its ``faults`` are all
    that were found. An entailment regime is raised unless it is one of the faults with `any_entailment`: every result
    may depend on it. The rules are read with `rules`, or where the graph asks for the entailment regime of rules.
    """
    faults, remarks = Faults(), Remarks()
    check_vocabulary(graph, faults, remarks, strict=strict)
    custom = custom_components(graph, faults)
    advanced = read_advanced(graph, faults, remarks, rules=rules)
    by_node: dict[Term, Shape] = {}
    queue = deque([*_begin(graph, custom), *advanced.shapes])
    while queue:
        node = queue.popleft()
        if node in by_node:
            continue
        check()
        shape = _parse_shape(graph, node, custom, faults, remarks)
        by_node[node] = shape
        queue += [child for child in shape.judging if child not in by_node]
    if strict:
        faults.raise_errors()
    check_evaluable(graph, faults)
    check_entailment(graph, faults)
    in_order = parents_first(by_node.values(), None if strict else faults)
    if strict:
        # last, so that ill-formed and recursive shapes are reported for every engine
        faults.raise_failures()
    elif not any_entailment:
        faults.raise_failures("graph")
    shapes = whole_shapes(in_order, graph, faults, remarks)
    return replace(shapes, rules=advanced.rules, rule_faults=advanced.rule_faults, functions=advanced.functions)


def _begin(graph: ShapesGraph, custom: CustomComponents) -> list[Term]:
    """The nodes that are shapes by their triples (section 2.1), in order."""
    nodes: set[Term] = {*graph.instances(SH + "NodeShape"), *graph.instances(SH + "PropertyShape")}
    parameters = {SH + parameter for component in COMPONENTS for parameter in component.parameters}
    parameters |= {SH + target for target in (*_TARGETS, "target")}
    parameters |= {p.iri for component in custom.usable for p in component.parameters}
    for parameter in parameters:
        nodes |= {s for s, _ in graph.pairs(parameter)}
    for parameter in _EXPECTING:
        nodes |= {o for _, o in graph.pairs(SH + parameter)}
    for parameter in _EXPECTING_LISTS:
        for _, o in graph.pairs(SH + parameter):
            # an ill-formed list is reported by its component
            nodes.update(graph.members_so_far(o))
    return sorted((term for term in nodes if isinstance(term, NamedNode | BlankNode)), key=str)


def _parse_shape(graph: ShapesGraph, node: Term, custom: CustomComponents, faults: Faults, remarks: Remarks) -> Shape:
    """A shape, without what is wrong with it, which goes to `faults`."""
    predicates = graph.properties(node).keys()
    path: Path | None = None
    usable = deactivated = False
    severity: NamedNode | None = None
    messages: list[Literal] = []
    with faults.collecting(node, "2.3", part="shape"):
        path = _path(graph, node)
        usable = True
    declaration = Declaration(graph, node, path)
    with faults.collecting(node, "2.1.4", part="severity"):
        severity = declaration.iri("severity", "2.1.4")
    for value in declaration.all("message"):
        with faults.collecting(node, "2.1.5", part="message"):
            messages.append(_message(graph, shape_name(graph, node), value, (node, "2.1.5")))
    constraints: list[Constraint] = []
    for component, parameters in _PARAMETERS:
        # without its path, it is not known what kind of shape it is
        if usable and not parameters.isdisjoint(predicates):
            with faults.collecting(node, component.section):
                # those before one that is ill-formed stay
                constraints.extend(component.from_shape(declaration))
    for definition in custom.usable if usable else ():
        with faults.collecting(node, "6.2"):
            constraints.extend(definition.constraints(declaration, remarks))
    speakers = (constraint.speaker for constraint in constraints)
    for at in dict.fromkeys(speaker for speaker in speakers if speaker is not None):
        for value in graph.objects(at[0], SH + "message"):
            with faults.collecting(node, at[1], part="message"):
                _message(graph, node_name(graph, at[0]), value, at)
    for parameter in sorted(custom.unusable.keys() & predicates):
        with faults.collecting(node, "6.2.1"):
            raise declaration.error(f"uses {name(custom.unusable[parameter])}, which is ill-formed", "6.2.1")
    targets = tuple(dict.fromkeys(_targets(declaration, faults, remarks)))
    with faults.collecting(node, "2.1.6", part="shape"):
        deactivated = bool(declaration.boolean("deactivated", "2.1.6"))
    return Shape(
        node=node,
        path=path,
        targets=targets,
        constraints=tuple(constraints),
        severity=severity or NamedNode(SH + "Violation"),
        messages=tuple(messages),
        deactivated=deactivated,
    )


def _path(graph: ShapesGraph, node: Term) -> Path | None:
    unpathed = Declaration(graph, node, None)
    paths = graph.objects(node, SH + "path")
    if len(paths) > 1:
        message = f"has {len(paths)} values of sh:path; a property shape has one"
        raise unpathed.error(message, "2.3", parameter="path", value=paths[1])
    if paths and graph.is_instance(node, SH + "NodeShape"):
        message = "is a sh:NodeShape and has sh:path, which only property shapes can have"
        raise unpathed.error(message, "2.2", parameter="path")
    if not paths and graph.is_instance(node, SH + "PropertyShape") and not graph.is_instance(node, SH + "Parameter"):
        raise unpathed.error("is a sh:PropertyShape and has no sh:path", "2.3")
    return parse_path(graph, paths[0], node) if paths else None


def _message(graph: ShapesGraph, who: str, value: Term, at: tuple[Term, str]) -> Literal:
    """The value of ``sh:message`` of a node if it is one; `at` is the node with the section that has it."""
    if is_message(value):
        return value
    node, section = at
    reason = (
        f"{who} has {term_name(graph, value)} as sh:message; messages are strings, with or without a language tag "
        f"(section {section})."
    )
    raise ShapesError(reason, shape=name(node), section=section, triple=(node, SH + "message", value))


def _targets(declaration: Declaration, faults: Faults, remarks: Remarks) -> Iterator[Target]:
    graph, node = declaration.graph, declaration.node
    for parameter, kind in _TARGETS.items():
        for value in declaration.all(parameter):
            if isinstance(value, NamedNode) or (kind == "node" and isinstance(value, Literal)):
                yield Target(kind, value)
                continue
            with faults.collecting(node, _SECTIONS[kind], part="target"):
                what = "IRIs or literals" if kind == "node" else "IRIs"
                message = f"has {declaration.term_name(value)} as sh:{parameter}; its values are {what}"
                raise declaration.error(message, _SECTIONS[kind], parameter=parameter, value=value)
    for value in declaration.all("target"):
        with faults.collecting(node, "2.1.3", part="target"):
            yield from _sparql_target(declaration, value, remarks)
    # implicit class targets (section 2.1.3.3): a shape that is a class is a target declaration of its own
    if graph.is_instance(node, RDFS + "Class") and any(
        graph.objects(node, RDF + "type") and graph.is_instance(node, SH + kind)
        for kind in ("NodeShape", "PropertyShape")
    ):
        if isinstance(node, NamedNode):
            yield Target("class", node)
            return
        with faults.collecting(node, "2.1.3.3", part="target"):
            raise declaration.error("is both a class and a shape, but not an IRI", "2.1.3.3")


def _sparql_target(declaration: Declaration, node: Term, remarks: Remarks) -> Iterator[Target]:
    """The target that is a query, or of a type that is one (SHACL Advanced Features, section 3); what is no such target
    is told elsewhere.
    """
    types = declaration.graph.objects(node, RDF + "type")
    if any(kind != NamedNode(SH + "SPARQLTarget") for kind in types):
        from kgtools.shacl.advanced.target_types import target_queries

        for query in target_queries(declaration.graph, declaration.node, node, remarks):
            yield Target("sparql", node, query)
    if declaration.graph.objects(node, SH + "select"):
        from kgtools.shacl.sparql.reading import read_target

        origin = Origin(declaration.graph, node, declaration.node, kind="target")
        yield Target("sparql", node, Query(origin, "select", read_target(origin)))
