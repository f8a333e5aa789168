"""SHACL property paths (section 2.3.1): parsed from RDF, walked over columns, written as SPARQL and as RDF again."""

from __future__ import annotations

from dataclasses import dataclass

from kgtools.errors import ShapesError
from kgtools.model.terms import BlankNode, NamedNode, Term
from kgtools.model.vocab import RDF, SH
from kgtools.shacl.shapes_graph.graph import ShapesGraph, name, shape_name
from kgtools.table import Columns
from kgtools.table.closure import closure
from kgtools.table.limits import Check, no_check
from kgtools.table.relations import Ids, Relation
from kgtools.text.terms import short_iri

__all__ = [
    "Alternative",
    "Inverse",
    "OneOrMore",
    "Path",
    "Predicate",
    "Sequence",
    "ZeroOrMore",
    "ZeroOrOne",
    "is_reflexive",
    "parse_path",
    "predicates",
    "to_sparql",
    "to_turtle",
    "turned",
    "walk",
]

#: deepest nesting of a path
MAX_DEPTH = 100


@dataclass(frozen=True, slots=True)
class Predicate:
    """One predicate (section 2.3.1.1)."""

    iri: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """One path after the other (section 2.3.1.2)."""

    parts: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Either path (section 2.3.1.3)."""

    parts: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Inverse:
    """The path backwards (section 2.3.1.4)."""

    path: Path


@dataclass(frozen=True, slots=True)
class ZeroOrMore:
    """Any number of times (section 2.3.1.5)."""

    path: Path


@dataclass(frozen=True, slots=True)
class OneOrMore:
    """At least once (section 2.3.1.6)."""

    path: Path


@dataclass(frozen=True, slots=True)
class ZeroOrOne:
    """Once or not at all (section 2.3.1.7)."""

    path: Path


Path = Predicate | Sequence | Alternative | Inverse | ZeroOrMore | OneOrMore | ZeroOrOne

_UNARY: dict[str, tuple[type[Inverse | ZeroOrMore | OneOrMore | ZeroOrOne], str]] = {
    SH + "inversePath": (Inverse, "2.3.1.4"),
    SH + "zeroOrMorePath": (ZeroOrMore, "2.3.1.5"),
    SH + "oneOrMorePath": (OneOrMore, "2.3.1.6"),
    SH + "zeroOrOnePath": (ZeroOrOne, "2.3.1.7"),
}
_SIGNS = {Inverse: ("^", ""), ZeroOrMore: ("", "*"), OneOrMore: ("", "+"), ZeroOrOne: ("", "?")}


def parse_path(graph: ShapesGraph, node: Term, shape: Term) -> Path:
    """The path that `node` is in the shapes graph.

    Raises :class:`ShapesError` where it is ill-formed, leads back to itself, or is nested deeper than
    :data:`MAX_DEPTH`.
    """
    return _parse(graph, node, shape, ())


def _parse(graph: ShapesGraph, node: Term, shape: Term, above: tuple[Term, ...]) -> Path:
    def ill_formed(reason: str, section: str, *triple: Term | str | None) -> ShapesError:
        text = f"the path of {shape_name(graph, shape)} is ill-formed: {reason} (section {section})."
        return ShapesError(text, shape=name(shape), section=section, triple=triple or (shape, SH + "path", None))

    if isinstance(node, NamedNode):
        return Predicate(node.value)
    if not isinstance(node, BlankNode):
        raise ill_formed(f"{name(node)} is neither an IRI nor a blank node", "2.3.1")
    if node in above:
        raise ill_formed("it is circular", "2.3.1")
    if len(above) >= MAX_DEPTH:
        raise ill_formed(f"it is nested deeper than {MAX_DEPTH} levels; write it flat", "2.3.1")
    inside = (*above, node)
    # a node that is a list is a sequence path, whatever else is said of it (section 2.3.1.2 comes first)
    if graph.objects(node, RDF + "first") or graph.objects(node, RDF + "rest"):
        members = graph.members(node, shape=shape, parameter="path", section="2.3.1.2")
        if len(members) < 2:
            raise ill_formed("a sequence path has at least two members", "2.3.1.2")
        return Sequence(tuple(_parse(graph, member, shape, inside) for member in members))
    kinds = [p for p in (SH + "alternativePath", *_UNARY) if graph.objects(node, p)]
    if len(kinds) != 1:
        what = (
            f"{' and '.join(kinds).replace(SH, 'sh:')}; a path can have only one"
            if kinds
            else "no property that makes it a path"
        )
        at = (node, kinds[1] if kinds else None, None) if graph.properties(node) else ()
        raise ill_formed(f"a node has {what}", "2.3.1", *at)
    values = graph.objects(node, kinds[0])
    section = "2.3.1.3" if kinds[0] not in _UNARY else _UNARY[kinds[0]][1]
    if len(values) != 1:
        why = f"a node has {len(values)} values of {kinds[0].replace(SH, 'sh:')}; it can have one"
        raise ill_formed(why, section, node, kinds[0], values[1])
    if kinds[0] in _UNARY:
        return _UNARY[kinds[0]][0](_parse(graph, values[0], shape, inside))
    members = graph.members(values[0], shape=shape, parameter="alternativePath", section=section, owner=node)
    if len(members) < 2:
        raise ill_formed("an alternative path has at least two members", section)
    return Alternative(tuple(_parse(graph, member, shape, inside) for member in members))


def to_sparql(path: Path) -> str:
    """The path as SPARQL writes it (section 5.3.2 maps ``$PATH`` to this).

    >>> to_sparql(Sequence((Predicate("http://e/a"), ZeroOrMore(Inverse(Predicate("http://e/b"))))))
    '<http://e/a>/((^<http://e/b>)*)'
    """
    if isinstance(path, Predicate):
        return f"<{path.iri}>"
    if isinstance(path, Sequence | Alternative):
        sign = "/" if isinstance(path, Sequence) else "|"
        return sign.join(_operand(part) for part in path.parts)
    before, after = _SIGNS[type(path)]
    return f"{before}{_operand(path.path)}{after}"


def _operand(path: Path) -> str:
    # brackets round all but predicates: SPARQL's grammar takes no "a**" and no "^^a"
    return to_sparql(path) if isinstance(path, Predicate) else f"({to_sparql(path)})"


def to_turtle(path: Path) -> str:
    """The path as Turtle writes it, the IRIs shortened where everybody knows their prefix.

    >>> to_turtle(Sequence((Predicate("http://e/a"), Inverse(Predicate("http://e/b")))))
    '( <http://e/a> [ sh:inversePath <http://e/b> ] )'
    """
    if isinstance(path, Predicate):
        return short_iri(path.iri)
    if isinstance(path, Sequence):
        return f"( {' '.join(map(to_turtle, path.parts))} )"
    if isinstance(path, Alternative):
        return f"[ sh:alternativePath ( {' '.join(map(to_turtle, path.parts))} ) ]"
    (parameter,) = [iri for iri, (kind, _) in _UNARY.items() if kind is type(path)]
    return f"[ {short_iri(parameter)} {to_turtle(path.path)} ]"


def predicates(path: Path) -> set[str]:
    """The predicates that a path names."""
    if isinstance(path, Predicate):
        return {path.iri}
    if isinstance(path, Sequence | Alternative):
        return set().union(*(predicates(part) for part in path.parts))
    return predicates(path.path)


def is_reflexive(path: Path) -> bool:
    """Whether a path leads from every node to itself, too.

    >>> is_reflexive(ZeroOrMore(Predicate("http://e/a"))), is_reflexive(Predicate("http://e/a"))
    (True, False)
    """
    if isinstance(path, Predicate):
        return False
    if isinstance(path, Sequence):
        return all(map(is_reflexive, path.parts))
    if isinstance(path, Alternative):
        return any(map(is_reflexive, path.parts))
    return isinstance(path, ZeroOrMore | ZeroOrOne) or is_reflexive(path.path)


def walk(path: Path, data: Columns, nodes: Ids, *, check: Check = no_check) -> Relation:
    """The pairs of each of `nodes` (sorted, distinct) and what the path leads to from it.

    `check` is called between steps of any number, and what it raises ends the walk.
    """
    if isinstance(path, Predicate):
        return data.relation(NamedNode(path.iri)).restrict(nodes)
    if isinstance(path, Inverse):
        if isinstance(path.path, Predicate):
            return data.relation(NamedNode(path.path.iri)).inverse.restrict(nodes)
        return walk(turned(path.path), data, nodes, check=check)
    if isinstance(path, Sequence):
        relation = walk(path.parts[0], data, nodes, check=check)
        for part in path.parts[1:]:
            relation = relation.compose(walk(part, data, relation.objects, check=check))
        return relation
    if isinstance(path, Alternative):
        return Relation.empty(data.size).union(*(walk(part, data, nodes, check=check) for part in path.parts))
    if isinstance(path, ZeroOrOne):
        return Relation.identity(nodes, data.size).union(walk(path.path, data, nodes, check=check))
    inner = path.path
    start = Relation.identity(nodes, data.size) if isinstance(path, ZeroOrMore) else walk(inner, data, nodes)
    return closure(lambda nodes_so_far: walk(inner, data, nodes_so_far, check=check), start, check=check)


def turned(path: Path) -> Path:
    """The path backwards, with the inverse only before predicates."""
    if isinstance(path, Predicate):
        return Inverse(path)
    if isinstance(path, Inverse):
        return path.path
    if isinstance(path, Sequence):
        return Sequence(tuple(turned(part) for part in reversed(path.parts)))
    if isinstance(path, Alternative):
        return Alternative(tuple(turned(part) for part in path.parts))
    return type(path)(turned(path.path))
