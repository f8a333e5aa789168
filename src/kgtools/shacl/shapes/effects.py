"""Words of SHACL that have no effect where they are written: each is a remark, with what it would need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import RDF, SH, XSD
from kgtools.shacl.components.component import Standard
from kgtools.shacl.components.shape_based import Property
from kgtools.shacl.shapes.shape import Shape
from kgtools.shacl.shapes.words import ADVANCED
from kgtools.shacl.shapes_graph.graph import ShapesGraph, name
from kgtools.shacl.shapes_graph.note import in_note
from kgtools.shacl.shapes_graph.remarks import Remarks

__all__ = ["remark_on_effects"]

_PATHS = ("alternativePath", "inversePath", "oneOrMorePath", "zeroOrMorePath", "zeroOrOnePath")
_SEVERITY, _VIOLATION = SH + "severity", NamedNode(SH + "Violation")
_QUERIES = ("ask", "construct", "select", "sparqlExpr", "update")
_VALIDATORS = ("nodeValidator", "propertyValidator", "validator")
#: the words whose value is ``true`` or ``false``, with their sections
_SWITCHES = {
    "closed": "4.8.1",
    "deactivated": "2.1.6",
    "qualifiedValueShapesDisjoint": "4.7.3",
    "uniqueLang": "4.4.5",
}
_ONE = Literal("1", datatype=NamedNode(XSD + "boolean"))
#: how the classes begin whose instances have a query or are called
_EXECUTABLE = tuple(SH + word for word in ("SPARQL", "JS", "Function"))
#: words of the Advanced Features that shapes themselves have
_OF_SHAPES = ("rule", "values")


@dataclass(frozen=True)
class _Graph:
    """A shapes graph and its shapes, as far as it matters what has an effect."""

    graph: ShapesGraph
    shapes: Mapping[Term, Shape]

    def has(self, node: Term, *words: str) -> bool:
        """Whether a node has one of the properties."""
        properties = self.graph.properties(node)
        return any(SH + word in properties for word in words)

    @cached_property
    def constraints(self) -> set[Term]:
        """The nodes of SPARQL-based constraints."""
        return self._objects("sparql")

    @cached_property
    def queries(self) -> set[Term]:
        """The nodes that have a query as what they are: constraints, validators, targets, and functions of any kind."""
        types = self.graph.pairs(RDF + "type")
        executable = {s for s, o in types if isinstance(o, NamedNode) and o.value.startswith(_EXECUTABLE)}
        return executable | self._objects("sparql", "target", *_VALIDATORS)

    @cached_property
    def foreign(self) -> set[Term]:
        """What is of a class of another vocabulary, which may use words of SHACL in its own way."""
        return {s for s, o in self.graph.pairs(RDF + "type") if not str(o).startswith(f"<{SH}")}

    @cached_property
    def rules(self) -> set[Term]:
        """The nodes of rules."""
        return self._objects("rule")

    @cached_property
    def nested(self) -> set[Term]:
        """The shapes that others judge by and whose own results are not reported: those of the others are."""
        properties = {
            node: [c.shape for c in s.constraints if isinstance(c, Property)] for node, s in self.shapes.items()
        }
        reported = _reachable((n for n, s in self.shapes.items() if s.targets or not s.has_all_targets), properties)
        judging = {node: shape.judging for node, shape in self.shapes.items()}
        begin = (child for node, children in judging.items() for child in children if child not in properties[node])
        return _reachable(begin, judging) - reported

    @cached_property
    def speaking(self) -> set[Term]:
        """The nodes besides shapes whose messages are used."""
        return self._objects("sparql", "js", "expression", *_VALIDATORS)

    @cached_property
    def paths(self) -> set[Term]:
        """What is used as a path, or is in a list."""
        lists = {o for _, o in self.graph.pairs(RDF + "first")}
        return lists | self._objects("path", "disjoint", "equals", "lessThan", "lessThanOrEquals", *_PATHS)

    def is_undescribed(self, node: Term) -> bool:
        """Whether a shape has no constraint, and nothing says that it is to be a shape."""
        shape = self.shapes[node]
        if shape.constraints or shape.deactivated or not shape.is_whole:
            return False
        return not any(self.graph.is_instance(node, SH + kind) for kind in ("NodeShape", "PropertyShape", "Shape"))

    def _objects(self, *words: str) -> set[Term]:
        return {o for word in words for _, o in self.graph.pairs(SH + word)}


def _reachable(begin: Iterable[Term], below: Mapping[Term, Iterable[Term]]) -> set[Term]:
    """Some shapes, and those below them over any number of steps."""
    nodes = set(begin)
    queue = list(nodes)
    while queue:
        for child in below.get(queue.pop(), ()):
            if child not in nodes:
                nodes.add(child)
                queue.append(child)
    return nodes


#: what is said of a word at a node, nothing where it has an effect
_Rule: TypeAlias = Callable[[_Graph, Term], str]


def _needs(*words: str) -> _Rule:
    """The word needs one of these beside it."""
    words_shown = " or ".join(f"sh:{word}" for word in words)
    return lambda graph, node: "" if graph.has(node, *words) else f"without {words_shown}"


def _severity(graph: _Graph, node: Term) -> str:
    if node in graph.constraints:
        return "at a SPARQL constraint; state it at the shape (section 2.1.4)"
    if node in graph.nested and graph.graph.objects(node, _SEVERITY) != [_VIOLATION]:
        return "in a nested shape: results have the severity of the shape that refers to it (section 2.1.4)"
    if node in graph.shapes or node in graph.foreign:
        return ""
    return "where no shape is described (section 2.1.4)"


def _deactivated(graph: _Graph, node: Term) -> str:
    if node in graph.shapes or node in graph.constraints or node in graph.rules or node in graph.foreign:
        return ""
    return "where neither a shape, nor a SPARQL constraint, nor a rule is described (section 2.1.6)"


def _message(graph: _Graph, node: Term) -> str:
    if node in graph.shapes or node in graph.speaking or node in graph.foreign:
        return ""
    return "where neither a shape nor a constraint or validator is described (section 2.1.5)"


def _path(graph: _Graph, node: Term) -> str:
    if isinstance(node, NamedNode) and node not in graph.shapes:
        return "at an IRI: as a path an IRI is the property of that name (section 2.3.1.1)"
    return "at a shape; it belongs to the value of sh:path" if node in graph.shapes and node not in graph.paths else ""


def _query(graph: _Graph, node: Term) -> str:
    if node not in graph.shapes or node in graph.queries:
        return ""
    return "at a shape; it belongs to the value of sh:sparql (section 5.2)"


def _prefixes(graph: _Graph, node: Term) -> str:
    return "" if graph.has(node, *_QUERIES) else "without a query (sh:select, sh:ask) beside it (section 5.2.1)"


def _expression(graph: _Graph, node: Term) -> str:
    if node not in graph.shapes or node in graph.queries:
        return ""
    return "at a shape; it is a word of expressions and rules"


_RULES: dict[str, _Rule] = {
    "severity": _severity,
    "deactivated": _deactivated,
    "message": _message,
    "ignoredProperties": _needs("closed"),
    "flags": _needs("pattern"),
    "qualifiedMinCount": _needs("qualifiedValueShape"),
    "qualifiedMaxCount": _needs("qualifiedValueShape"),
    "qualifiedValueShapesDisjoint": _needs("qualifiedValueShape"),
    "qualifiedValueShape": _needs("qualifiedMinCount", "qualifiedMaxCount"),
    "reificationRequired": _needs("reifierShape"),
    "prefixes": _prefixes,
    **dict.fromkeys(_PATHS, _path),
    **dict.fromkeys(("select", "ask"), _query),
    **dict.fromkeys((w for w in ADVANCED if w[0].islower() and w not in _OF_SHAPES), _expression),
}


def remark_on_effects(graph: ShapesGraph, shapes: Mapping[Term, Shape], remarks: Remarks) -> None:
    """A remark for each word that has no effect where it is written; several alike are one."""
    graph_of_shapes = _Graph(graph, shapes)
    for word, rule in _RULES.items():
        for node, value in _statements(graph, word):
            why = rule(graph_of_shapes, node)
            if why:
                remarks.add(f"sh:{word} has no effect {why}.", (node, SH + word, value))
    _remark_on_undescribed(graph_of_shapes, remarks)
    _remark_on_iris(graph, remarks)
    _remark_on_ones(graph, remarks)


def _remark_on_iris(graph: ShapesGraph, remarks: Remarks) -> None:
    """A remark for each IRI where the author can only have meant a blank node: the empty list as a path, a
    list with an IRI, an expression with one, as they come from replacing blank nodes by IRIs.
    """
    for s, o in graph.pairs(SH + "path"):
        if isinstance(o, NamedNode) and (o.value == RDF + "nil" or graph.objects(o, RDF + "first")):
            which = "the empty list" if o.value == RDF + "nil" else f"the list {name(o)}"
            text = f"sh:path has {which}, which is an IRI, and so the property of that name (section 2.3.1.1)."
            remarks.add(text, (s, SH + "path", o))
    for s, o in graph.pairs(SH + "expression"):
        if isinstance(o, NamedNode):
            text = f"sh:expression has the IRI {name(o)}, a constant that is never true; an expression is a blank node"
            remarks.add(f"{text} {in_note('6')}.", (s, SH + "expression", o))


def _remark_on_ones(graph: ShapesGraph, remarks: Remarks) -> None:
    """A remark for each value that is true in another spelling: the recommendation asks for the term ``true``."""
    for word, section in _SWITCHES.items():
        for node, value in graph.pairs(SH + word):
            if value == _ONE:
                text = f'sh:{word} has no effect with the value "1"^^xsd:boolean; write true (section {section}).'
                remarks.add(text, (node, SH + word, value))


def _remark_on_undescribed(graph: _Graph, remarks: Remarks) -> None:
    """A remark for each IRI that is used as a shape and that the shapes graph does not describe as one: a class, a
    slip of the pen, a file that is missing. Every node conforms to a shape without constraints (section 3.4.3).
    """
    for node, shape in graph.shapes.items():
        for constraint in shape.constraints:
            for child in constraint.references:
                if isinstance(child, NamedNode) and isinstance(constraint, Standard) and graph.is_undescribed(child):
                    remarks.add(
                        f"{constraint.parameter} refers to {name(child)}, which the shapes graph does not describe as "
                        "a shape, so that every node conforms to it (section 2.1).",
                        (node, SH + constraint.parameters[0], child if constraint.expects == "shapes" else None),
                    )


def _statements(graph: ShapesGraph, word: str) -> Iterator[tuple[Term, Term]]:
    for node, value in graph.pairs(SH + word):
        if not (isinstance(value, Literal) and value.value == "false"):
            yield node, value
