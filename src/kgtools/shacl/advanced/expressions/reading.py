"""Node expressions read from the shapes graph (section 6 of the Note, and the draft that continues it)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kgtools.errors import ShapesError, nearest
from kgtools.model.numbers import is_digits
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term
from kgtools.model.vocab import RDF, SH, XSD
from kgtools.shacl.advanced.expressions import tree
from kgtools.shacl.advanced.expressions.tree import THIS, NodeExpression
from kgtools.shacl.shapes_graph.graph import ShapesGraph, name, term_name
from kgtools.shacl.shapes_graph.note import failure, ill_formed, owner_name
from kgtools.shacl.shapes_graph.path import parse_path
from kgtools.shacl.sparql.query import Origin, Query

__all__ = ["read_expression"]

#: deepest nesting of an expression
MAX_DEPTH = 100
_AGGREGATES: dict[str, tree.AggregateName] = {
    "count": "COUNT",
    "sum": "SUM",
    "min": "MIN",
    "max": "MAX",
    "groupConcat": "GROUP_CONCAT",
}
#: what chooses some of the nodes in their order: one node may have several, which are applied in this order
_SLICES = ("orderBy", "offset", "limit")


def read_expression(graph: ShapesGraph, node: Term, owner: Term, parameter: str) -> NodeExpression:
    """The node expression that `node`, a value of ``sh:`` `parameter` at `owner`, is.

    Raises :class:`ShapesError` where it is ill-formed, leads back to itself, or is nested too deeply, and for a
    function that is none.
    """
    return _Reader(graph, owner, (owner, SH + parameter, node)).read(node, ())


class _Reader:
    def __init__(self, graph: ShapesGraph, owner: Term, triple: tuple[Term, str, Term]) -> None:
        self._graph = graph
        self._owner = owner
        self._triple = triple

    def read(self, node: Term, above: tuple[Term, ...]) -> NodeExpression:
        if node == THIS:
            return tree.Focus()
        if isinstance(node, NamedNode | Literal):
            return tree.Constant(node)
        if not isinstance(node, BlankNode):
            raise self._error(f"{name(node)} is not a node expression", "6")
        if node in above:
            raise self._error("it has itself as a nested node expression", "6")
        if len(above) >= MAX_DEPTH:
            raise self._error(f"it is nested deeper than {MAX_DEPTH} levels; write it flat", "6")
        properties = {p.removeprefix(SH) for p in self._graph.properties(node) if p.startswith(SH)}
        kinds = [kind for kind in _KINDS if kind in properties]
        inside = (*above, node)
        if not kinds:
            if properties & set(_SLICES):
                return self._sliced(node, inside)
            return self._call(node, inside)
        if len(kinds) > 1 or properties & set(_SLICES):
            words = " and ".join(f"sh:{word}" for word in (*kinds, *(word for word in _SLICES if word in properties)))
            raise self._error(f"a node has {words}; an expression can be of one kind only", "6", node)
        return _KINDS[kinds[0]](self, node, inside)

    # what the readers of kinds need -----------------------------------------------------------------------------------

    def _error(self, reason: str, section: str, *triple: Term | str | None) -> ShapesError:
        what = self._triple[1].replace(SH, "sh:")
        message = f"the node expression of {what} in {owner_name(self._graph, self._owner)} is ill-formed: {reason}"
        return ill_formed(self._graph, self._owner, message, section, *(triple or self._triple))

    def _values(self, node: Term, word: str) -> list[Term]:
        return self._graph.objects(node, SH + word)

    def _one(self, node: Term, word: str, section: str = "6") -> Term | None:
        values = self._values(node, word)
        if len(values) > 1:
            why = f"a node has {len(values)} values of sh:{word}; it can have one"
            raise self._error(why, section, node, SH + word, values[1])
        return values[0] if values else None

    def _nested(self, node: Term, word: str, above: tuple[Term, ...], section: str = "6") -> NodeExpression:
        operand = self._one(node, word, section)
        if operand is None:
            raise self._error(f"a node needs sh:{word}", section, node)
        return self.read(operand, above)

    def _nodes(self, node: Term, above: tuple[Term, ...], section: str = "6") -> NodeExpression:
        """The value of ``sh:nodes``, the focus node without."""
        return self._nested(node, "nodes", above, section) if self._values(node, "nodes") else tree.Focus()

    def _list(self, node: Term, word: str, section: str, above: tuple[Term, ...]) -> tuple[NodeExpression, ...]:
        head = self._one(node, word, section)
        assert head is not None
        members = self._members(node, SH + word, head, section)
        if len(members) < 2:
            raise self._error(f"the list of sh:{word} has at least two members", section, node, SH + word, head)
        return tuple(self.read(member, above) for member in members)

    def _members(self, node: Term, predicate: str, head: Term, section: str) -> list[Term]:
        try:
            return self._graph.members(head, shape=node, parameter=predicate.removeprefix(SH), section=section)
        except ShapesError as error:
            why = error.reason.partition("well-formed list: ")[2].partition(" (section")[0]
            word = predicate.replace(SH, "sh:") if predicate.startswith(SH) else f"<{predicate}>"
            raise self._error(
                f"the value of {word} is not a well-formed list: {why}", section, node, predicate, head
            ) from error

    def _literal(self, node: Term, word: str, datatype: str) -> str | None:
        value = self._one(node, word)
        if value is None:
            return None
        if not isinstance(value, Literal) or value.datatype.value != XSD + datatype:
            why = f"sh:{word} is {term_name(self._graph, value)}; its value is an xsd:{datatype}"
            raise self._error(why, "6", node, SH + word, value)
        return value.value

    # one reader a kind ------------------------------------------------------------------------------------------------

    def filter_shape(self, node: Term, above: tuple[Term, ...]) -> NodeExpression:
        shape = self._one(node, "filterShape", "6.3")
        if not isinstance(shape, NamedNode | BlankNode):
            why = f"sh:filterShape is {term_name(self._graph, shape)}; a shape is an IRI or a blank node"
            raise self._error(why, "6.3", node, SH + "filterShape", shape)
        return tree.FilterShape(shape, self._nodes(node, above, "6.3"))

    def path_values(self, node: Term, above: tuple[Term, ...]) -> NodeExpression:
        path = self._one(node, "path", "6.5")
        assert path is not None
        try:
            parsed = parse_path(self._graph, path, node)
        except ShapesError as error:
            why = error.reason.partition("ill-formed: ")[2].partition(" (section")[0]
            raise self._error(f"its path is ill-formed: {why}", "6.5", node, SH + "path", path) from error
        return tree.PathValues(parsed, self._nodes(node, above, "6.5"))

    def intersection(self, node: Term, above: tuple[Term, ...]) -> NodeExpression:
        return tree.Intersection(self._list(node, "intersection", "6.6", above))

    def union(self, node: Term, above: tuple[Term, ...]) -> NodeExpression:
        return tree.Union(self._list(node, "union", "6.7", above))

    def minus(self, node: Term, above: tuple[Term, ...]) -> NodeExpression:
        return tree.Minus(self._nested(node, "nodes", above), self._nested(node, "minus", above))

    def distinct(self, node: Term, above: tuple[Term, ...]) -> NodeExpression:
        return tree.Distinct(self._nested(node, "distinct", above))

    def exists(self, node: Term, above: tuple[Term, ...]) -> NodeExpression:
        return tree.Exists(self._nested(node, "exists", above))

    def condition(self, node: Term, above: tuple[Term, ...]) -> NodeExpression:
        then, otherwise = (
            self._nested(node, word, above) if self._values(node, word) else None for word in ("then", "else")
        )
        return tree.If(self._nested(node, "if", above), then, otherwise)

    def query(self, node: Term, above: tuple[Term, ...]) -> NodeExpression:
        from kgtools.shacl.sparql.reading import read_expression_query

        kind = "ask" if self._values(node, "ask") else "select"
        origin = Origin(self._graph, node, self._owner, kind="expression")
        return tree.QueryValues(Query(origin, kind, read_expression_query(origin, kind)), self._nodes(node, above))

    def aggregate(self, node: Term, above: tuple[Term, ...], *, word: str) -> NodeExpression:
        separator = self._literal(node, "separator", "string") if word == "groupConcat" else None
        return tree.Aggregate(_AGGREGATES[word], self._nested(node, word, above), separator or "")

    def _sliced(self, node: Term, above: tuple[Term, ...]) -> NodeExpression:
        expression = self._nested(node, "nodes", above)
        if self._values(node, "orderBy"):
            descending = self._literal(node, "desc", "boolean") in ("true", "1")
            expression = tree.OrderBy(expression, self._nested(node, "orderBy", above), descending)
        numbers: dict[str, int | None] = {}
        for word in ("offset", "limit"):
            text = self._literal(node, word, "integer")
            if text is not None and not is_digits(text.removeprefix("+")):
                raise self._error(f"sh:{word} is {text}; its value is a number from 0 on", "6", node, SH + word)
            # a number that Python cannot read quickly is larger than any list
            numbers[word] = None if text is None else int(text) if len(text) < 18 else 10**18
        if numbers["offset"] is None and numbers["limit"] is None:
            return expression
        return tree.Slice(expression, numbers["offset"] or 0, numbers["limit"])

    def _call(self, node: Term, above: tuple[Term, ...]) -> NodeExpression:
        lists = [
            (predicate, value)
            for predicate, values in self._graph.properties(node).items()
            for value in values
            if value == NamedNode(RDF + "nil") or self._graph.objects(value, RDF + "first")
        ]
        if len(lists) != 1:
            what = "not a node expression" if not lists else f"a call of {len(lists)} functions at once"
            raise self._error(f"a node is {what}", "6.4" if lists else "6", node)
        predicate, head = lists[0]
        function = NamedNode(predicate)
        if not self._graph.is_instance(function, SH + "SPARQLFunction"):
            if any(self._graph.is_instance(function, SH + kind) for kind in ("Function", "JSFunction")):
                owner = owner_name(self._graph, self._owner)
                message = f"{owner} calls <{predicate}>, and only functions in SPARQL are evaluated"
                raise failure(self._graph, self._owner, message, "6.4", node, predicate, head)
            functions = [
                term.value for term in self._graph.instances(SH + "SPARQLFunction") if isinstance(term, NamedNode)
            ]
            near = nearest(predicate, functions, max_names=1)
            hint = f"; did you mean <{near[0]}>?" if near else ""
            why = f"there is no function <{predicate}> (sh:SPARQLFunction) in the shapes graph{hint}"
            raise self._error(why, "6.4", node, predicate, head)
        members = self._members(node, predicate, head, "6.4")
        most = len(self._graph.objects(function, SH + "parameter"))
        if len(members) > most:
            count = f"{most} argument{'' if most == 1 else 's'}"
            why = f"the function <{predicate}> takes {count} at most, not {len(members)}"
            raise self._error(why, "6.4", node, predicate, head)
        return tree.FunctionCall(function, tuple(self.read(member, above) for member in members))


#: the kinds of expressions by their keyword
_KINDS: dict[str, Callable[[_Reader, Term, tuple[Term, ...]], NodeExpression]] = {
    "filterShape": _Reader.filter_shape,
    "path": _Reader.path_values,
    "intersection": _Reader.intersection,
    "union": _Reader.union,
    "minus": _Reader.minus,
    "distinct": _Reader.distinct,
    "exists": _Reader.exists,
    "if": _Reader.condition,
    "ask": _Reader.query,
    "select": _Reader.query,
    **{word: partial(_Reader.aggregate, word=word) for word in _AGGREGATES},
}
