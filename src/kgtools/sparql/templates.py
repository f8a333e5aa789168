"""Queries with terms left open: parsed, translated and rewritten once, and filled with other terms each time.

A placeholder is an IRI or a literal that no data have. Passes over the algebra take it for a term like any other, so a
query is only right as a template where none of them draws a conclusion from which term it is: see :func:`is_open`.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from itertools import count
from typing import Any, Generic, NamedTuple, TypeVar

from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import XSD
from kgtools.sparql import algebra
from kgtools.sparql.builtins import FRESH_IN_EACH_QUERY
from kgtools.sparql.expressions import BuiltinCall, Comparison, Constant, FunctionCall, Membership
from kgtools.sparql.node import Node
from kgtools.sparql.scope import VARIABLES_OF, always_bound, in_scope, mentioned

__all__ = ["Template", "identity", "is_open", "is_steady", "origin", "placeholder"]

_MARK = "urn:x-kgtools:parameter:"
_NONE: frozenset[Term] = frozenset()
#: under which name it is kept whether a part has the same value each time
_STEADY = "_is_steady"
#: under which names a filled part has what it was made of, and the part of the template that was filled
_IDENTITY = "_filled_as"
_ORIGIN = "_filled_from"
#: parts of filled trees that are kept
_MAX_PARTS_KEPT = 2_000
NodeType = TypeVar("NodeType", bound=Node)


class _Open(NamedTuple):
    """A node with placeholders: its number, these in a fixed order, the fields that they are in, and all the rest."""

    number: int
    placeholders: tuple[Term, ...]
    fields: tuple[str, ...]
    rest: Mapping[str, object]


def placeholder(number: int, like: Term) -> Term:
    """The placeholder of that number, which may be wherever `like` may be: an IRI for an IRI, else a literal."""
    iri = NamedNode(f"{_MARK}{number}")
    return iri if isinstance(like, NamedNode) else Literal(str(number), datatype=iri)


class Template(Generic[NodeType]):
    """A tree with placeholders.

    >>> from kgtools.sparql.parse import parse_query
    >>> open_term = placeholder(0, NamedNode("http://e/a"))
    >>> tree = parse_query("ASK { ?s ?p ?_x }", parameters={"_x": open_term})
    >>> template = Template(tree, [open_term])
    >>> template.filled({open_term: NamedNode("http://e/b")}).where.elements[0].triples[0].object
    Constant(<NamedNode value=http://e/b>)
    """

    def __init__(self, tree: NodeType, placeholders: Collection[Term]) -> None:
        self.tree = tree
        #: what tells its parts from those of other templates, as long as anybody knows a part
        self._own = object()
        #: the nodes with a placeholder in or below them, which are those that a filled tree does not share
        self._open: dict[int, _Open] = {}
        #: parts of trees that were filled before, by the node that was filled and the terms in the place of its own
        self._nodes: dict[Hashable, Node] = {}
        #: the terms by numbers, which no other term of this template ever has: they are compared in no time
        self._numbers: dict[Term, int] = {}
        self._next_numbers = count()
        for node in reversed(list(tree.walk())):
            # none of this depends on terms, so trees that are filled need not find out again
            is_steady(node)
            mentioned(node)
            if isinstance(node, algebra.Operator):
                in_scope(node)
                always_bound(node)
        self._mark(tree, frozenset(placeholders))

    def _mark(self, value: object, placeholders: frozenset[Term]) -> frozenset[Term]:
        if isinstance(value, Node):
            marked = self._open.get(id(value))
            if marked is not None:
                # a part that is in two places of the tree is one part, with one number
                return frozenset(marked.placeholders)
            # each part is marked, also behind one that is open
            values = value.__dict__
            within = {name: self._mark(values[name], placeholders) for name in value._fields}
            inside_placeholders = _NONE.union(*within.values())
            if inside_placeholders:
                fields = tuple(name for name, inside in within.items() if inside)
                shared = (*value._fields, "place", *VARIABLES_OF, _STEADY)
                rest = {name: values[name] for name in shared if name in values and name not in fields}
                self._open[id(value)] = _Open(len(self._open), tuple(inside_placeholders), fields, rest)
            return inside_placeholders
        if type(value) is tuple:
            return _NONE.union(*[self._mark(part, placeholders) for part in value])
        if isinstance(value, NamedNode | Literal) and value in placeholders:
            return frozenset((value,))
        return _NONE

    def filled(self, terms: Mapping[Term, Term]) -> NodeType:
        """The tree with those terms in the place of the placeholders.

        Parts that were filled with the same terms before are the same objects, so that what is known of them is known.
        """
        if len(self._nodes) > _MAX_PARTS_KEPT:
            self._nodes.clear()
            self._numbers.clear()
        numbers = {}
        for one, term in terms.items():
            number = self._numbers.get(term)
            if number is None:
                number = self._numbers[term] = next(self._next_numbers)
            numbers[one] = number
        tree: NodeType = self._filled(self.tree, terms, numbers)
        return tree

    # Any: a part of a tree becomes one of the same type
    def _filled(self, value: Any, terms: Mapping[Term, Term], numbers: Mapping[Term, int]) -> Any:
        part = self._open.get(id(value))
        if part is not None:
            key = (self._own, part.number, *[numbers.get(one) for one in part.placeholders])
            node = self._nodes.get(key)
            if node is None:
                node = object.__new__(type(value))
                template_values, values = value.__dict__, node.__dict__
                values.update(part.rest)
                for name in part.fields:
                    values[name] = self._filled(template_values[name], terms, numbers)
                values[_IDENTITY] = key
                values[_ORIGIN] = value
                self._nodes[key] = node
            return node
        if type(value) is tuple:
            return tuple([self._filled(one, terms, numbers) for one in value])
        return terms.get(value, value) if isinstance(value, NamedNode | Literal) else value


def identity(node: Node) -> Hashable:
    """What tells a part of a query from those that differ: of a filled one its template and terms, else the node.

    Parts that are equal may have several, but no two parts that differ have the same. It is found at once, also of a
    large part that has just been filled.
    """
    key: Hashable = node.__dict__.get(_IDENTITY, node)
    return key


def origin(node: NodeType) -> NodeType:
    """The part of a template that a filled part was made from, else the node: there is what terms do not change."""
    source: NodeType = node.__dict__.get(_ORIGIN, node)
    return source


def is_steady(node: Node) -> bool:
    """Whether a part of a query has the same solutions, or the same value, whenever it is asked of the same data.

    It has not where it calls NOW, RAND and the like, functions of the caller, or others over the network.
    """
    memo: bool | None = node.__dict__.get(_STEADY)
    if memo is None:
        changes = isinstance(node, algebra.Service)
        changes = changes or (isinstance(node, BuiltinCall) and node.name in FRESH_IN_EACH_QUERY)
        # functions of datatypes are casts
        changes = changes or (isinstance(node, FunctionCall) and not node.iri.value.startswith(XSD))
        memo = node.__dict__[_STEADY] = not changes and all(map(is_steady, node.children()))
    return memo


def is_open(query: algebra.Query, placeholders: Collection[Term]) -> bool:
    """Whether a translated query may be rewritten with these placeholders: its way depends on no value that they have.

    It does where a condition compares IRIs alone, where members of IN and rows of VALUES may be the same, where a
    term is the name of a function, and where it has become part of another term (the datatype of a literal).

    >>> from kgtools.sparql.parse import parse_query
    >>> from kgtools.sparql.translate import translate
    >>> term = placeholder(0, NamedNode("http://e/a"))
    >>> texts = ("ASK { ?s ?p ?o FILTER(?o = ?_x) }", "ASK { ?s ?p ?o FILTER(?_x = <e:b>) }")
    >>> [is_open(translate(parse_query(text, parameters={"_x": term})), [term]) for text in texts]
    [True, False]
    """
    marked = frozenset(placeholders)
    for node in query.walk():
        if isinstance(node, Membership) and len(node.members) > 1 and _has_any(node.members, marked):
            return False
        if _compares_iris(node) and _has_any(list(node.children()), marked):
            return False
        if isinstance(node, algebra.Values) and len(node.rows) > 1 and any(not marked.isdisjoint(r) for r in node.rows):
            return False
        if isinstance(node, FunctionCall) and node.iri in marked:
            return False
        if any(_MARK in str(value) for value in node.__dict__.values() if _is_part(value, marked)):
            return False
    return True


def _compares_iris(node: Node) -> bool:
    """Whether a condition compares nothing but IRIs; of literals nothing is concluded before there are data."""
    if not isinstance(node, Comparison | Membership | BuiltinCall):
        return False
    if isinstance(node, BuiltinCall) and node.name != "SAMETERM":
        return False
    return all(isinstance(one, Constant) and isinstance(one.term, NamedNode) for one in node.children())


def _has_any(nodes: Collection[Node], terms: frozenset[Term]) -> bool:
    return any(isinstance(node, Constant) and node.term in terms for node in nodes)


def _is_part(value: object, terms: frozenset[Term]) -> bool:
    """Whether a placeholder may be in a field that is no placeholder itself."""
    return isinstance(value, str | NamedNode | Literal) and value not in terms
