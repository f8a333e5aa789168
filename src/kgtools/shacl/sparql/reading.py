"""Queries read from a shapes graph, and what SHACL demands of them (sections 5.2.1 and 6.2.3, appendix A).

Appendix A: no MINUS, no SERVICE, no VALUES; a nested SELECT gives all variables that may be bound beforehand; none of
them is assigned with AS. A query that breaks one of these is a failure, not a result; errors name the shape or
component that the query belongs to, and the place in the query.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

from kgtools.errors import QueryError, RefusedQueryError, ShapesError, UndeclaredPrefixError, nearest, shorten
from kgtools.model.terms import Literal
from kgtools.model.vocab import SH, XSD
from kgtools.shacl.shapes_graph.graph import ShapesGraph, name, term_name
from kgtools.shacl.shapes_graph.path import Path
from kgtools.shacl.sparql.prebinding import property_path
from kgtools.shacl.sparql.query import Origin
from kgtools.sparql import algebra, syntax
from kgtools.sparql.expressions import FunctionCall, Variable
from kgtools.sparql.node import Node
from kgtools.sparql.parse import parse_query
from kgtools.sparql.scope import mentioned, projected
from kgtools.sparql.translate import translate

__all__ = ["read_expression_query", "read_function_query", "read_query", "read_rule_query", "read_target"]

#: variables that are bound beforehand in every query (section 5.3.1); a nested SELECT may leave out all but $this
_ALWAYS = frozenset({"this", "shapesGraph", "currentShape"})
_OPTIONAL = frozenset({"shapesGraph", "currentShape"})
_FORBIDDEN: dict[type, str] = {
    syntax.MinusPattern: "MINUS",
    syntax.ServicePattern: "SERVICE",
    syntax.InlineData: "VALUES",
    syntax.DatasetClause: "FROM",
}


def read_query(
    origin: Origin,
    kind: str,
    section: str,
    *,
    path: Path | None,
    parameters: Set[str] = frozenset(),
    prebound: Set[str] = _ALWAYS,
    gives: str | None = "this",
) -> algebra.Query:
    """The one query of a node, ``sh:select``, ``sh:ask`` or ``sh:construct`` (`kind`), with the shape's `path` in place
    of ``$PATH``.

    `parameters` are variables that are bound beforehand besides those that always are (`prebound`). `gives` is the
    variable that a SELECT must give; None for one variable of any name, as functions and expressions have it. Raises
    :class:`ShapesError` for what is no SPARQL, for another form, and for what appendix A forbids.
    """
    text = _text(origin, kind, section)
    tree = _parse_query(origin, kind, text, path)

    def error(message: str, section: str, place: int) -> ShapesError:
        return origin.error(message, section, parameter=kind, value=text, at=max(place, 0))

    if tree.form != kind:
        raise error(f"is not {'an' if kind == 'ask' else 'a'} {kind.upper()} query", "5.2.1", tree.place)
    bound = prebound | parameters | ({"value"} if kind == "ask" and gives == "this" else set())
    for place, message, part in sorted(_broken_rules(tree, bound, path is not None, origin.graph)):
        raise error(message, part, place)
    columns = tree.projection
    if kind == "select" and gives is None and (columns is None or len(columns) != 1):
        raise error("does not select one variable by its name", section, tree.place)
    if kind == "select" and gives and columns is not None and all(c.variable.name != gives for c in columns):
        raise error(f"does not select ${gives}", "5.2.1", tree.place)
    try:
        return translate(tree)
    except QueryError as deep:
        raise error(f"is refused: {deep.reason.rstrip('.')}", "5.2.1", tree.place) from deep


def read_target(origin: Origin, parameters: Set[str] = frozenset()) -> algebra.Query:
    """The query of a SPARQL-based target or target type (SHACL Advanced Features, sections 3.1 and 3.2): nothing but
    the parameters of a type is bound beforehand in it.

    Raises :class:`ShapesError` for what is no SELECT query of ``?this``, and for what would leave the data graph.
    """
    return read_query(origin, "select", "AF 3.1", path=None, parameters=parameters, prebound=frozenset())


def read_function_query(origin: Origin, kind: str, parameters: Set[str]) -> algebra.Query:
    """The query of a function (SHACL Advanced Features, section 5.4), in which its parameters are bound."""
    return read_query(origin, kind, "AF 5.4", path=None, parameters=parameters, prebound=frozenset(), gives=None)


def read_expression_query(origin: Origin, kind: str) -> algebra.Query:
    """The query of a node expression, in which ``$this`` is bound to each node that it is evaluated for."""
    return read_query(origin, kind, "AF 6", path=None, prebound=frozenset({"this"}), gives=None)


def read_rule_query(origin: Origin) -> algebra.Query:
    """The CONSTRUCT query of a SPARQL rule (SHACL Advanced Features, section 8.6), in which ``$this`` is bound."""
    return read_query(origin, "construct", "AF 8.6", path=None, prebound=frozenset({"this"}))


def _text(origin: Origin, kind: str, section: str) -> Literal:
    """The text of the query: the one value of ``sh:select``, ``sh:ask`` or ``sh:construct``."""
    values = origin.graph.objects(origin.node, SH + kind)
    if not values:
        raise origin.error(f"has no sh:{kind}, which is its query", section)
    if len(values) > 1:
        reason = f"has {len(values)} values of sh:{kind}; it can have one"
        raise origin.error(reason, section, parameter=kind, value=values[1])
    (value,) = values
    if not isinstance(value, Literal) or value.datatype.value != XSD + "string":
        reason = f"has {term_name(origin.graph, value)} as sh:{kind}; its value is an xsd:string"
        raise origin.error(reason, section, parameter=kind, value=value)
    return value


def _parse_query(origin: Origin, kind: str, text: Literal, path: Path | None) -> syntax.Query:
    try:
        return parse_query(
            text.value,
            prefixes=origin.prefixes,
            allow_service=True,
            parameters=None if path is None else {"PATH": property_path(path)},
        )
    except UndeclaredPrefixError as error:
        raise origin.error(
            _undeclared(error, origin), "5.2.1", parameter=kind, value=text, at=min(error.prefixes.values())
        ) from error
    except QueryError as error:
        refused = isinstance(error, RefusedQueryError)
        reason = error.reason.removeprefix("the query is refused: ").rstrip(".")
        raise origin.error(
            f"is {'refused' if refused else 'no SPARQL'}: {reason}",
            "5.2.1",
            parameter=kind,
            value=text,
            at=_offset(text.value, error),
        ) from error


def _undeclared(error: UndeclaredPrefixError, origin: Origin) -> str:
    prefixes = [f"{shorten(prefix)}:" for prefix in error.prefixes]
    near = [
        f'"{shorten(similar[0])}:" instead of "{shorten(prefix)}:"'
        for prefix in error.prefixes
        if (similar := nearest(prefix, origin.prefixes, max_names=1))
    ]
    if len(prefixes) == 1:
        what, them = f"the prefix {prefixes[0]} is not declared", "it"
    else:
        what, them = f"the prefixes {', '.join(prefixes[:-1])} and {prefixes[-1]} are not declared", "them"
    hint = f" (did you mean {', '.join(near)}?)" if near else ""
    return f"is not valid SPARQL: {what}; declare {them} with sh:prefixes/sh:declare or with PREFIX in the query{hint}"


def _offset(text: str, error: QueryError) -> int | None:
    """The offset of an error's line and column."""
    if error.line is None:
        return None
    begin = 0
    for _ in range(error.line - 1):
        begin = text.index("\n", begin) + 1
    return begin + (error.column or 1) - 1


def _broken_rules(
    tree: syntax.Query, prebound: Set[str], has_path: bool, graph: ShapesGraph
) -> Iterator[tuple[int, str, str]]:
    """What the query may not have: the place, what is said of it, and the section that forbids it."""
    for node in tree.walk():
        word = _FORBIDDEN.get(type(node))
        # MINUS and VALUES are only at odds with variables that are bound beforehand; a rule may have them without such
        if word is not None and (word in ("SERVICE", "FROM") or _is_at_odds(node, tree.form, prebound)):
            yield node.place, f"uses {word}, which SHACL does not allow there", "A"
        elif isinstance(node, syntax.SubSelect):
            bindings = {variable.name for variable in projected(node.query)}
            if tree.form == "construct":
                # a rule may have one that does not look at them
                bindings |= prebound - mentioned(node)
            for missing in sorted(prebound - _OPTIONAL - bindings):
                yield node.place, f"has a nested SELECT that does not give ${missing}, which is pre-bound", "A"
        elif isinstance(node, syntax.Bind | syntax.Projection | syntax.GroupCondition):
            variable = node.variable
            if node.expression is not None and variable is not None and variable.name in prebound:
                yield variable.place, f"assigns ?{variable.name} with AS, which is pre-bound", "A"
        elif isinstance(node, FunctionCall):
            reason = _not_callable(node, graph)
            if reason:
                yield node.place, f"cannot be evaluated: {reason}", "5.2.1"
        elif isinstance(node, Variable) and node.name == "PATH" and not has_path:
            yield node.place, "uses $PATH, but its shape is not a property shape", "5.2.1"


def _is_at_odds(node: Node, form: str, prebound: Set[str]) -> bool:
    """Whether MINUS or VALUES may mean another thing where these variables are bound beforehand."""
    return bool(prebound & mentioned(node)) if form == "construct" else bool(prebound)


def _not_callable(call: FunctionCall, graph: ShapesGraph) -> str:
    """Why a function that has an IRI cannot be called; empty where it can."""
    from kgtools.sparql.functions.numbers.casts import cast_to

    iri, arguments = call.iri.value, len(call.arguments)
    if graph.is_instance(call.iri, SH + "SPARQLFunction"):
        most = len(graph.objects(call.iri, SH + "parameter"))
        count = f"{most} argument{'' if most == 1 else 's'}"
        return f"the function <{iri}> takes {count} at most, not {arguments}" if arguments > most else ""
    if cast_to(iri) is None:
        functions = [name(term) for term in graph.instances(SH + "SPARQLFunction")]
        near = nearest(iri, functions, max_names=1)
        return f"there is no function <{iri}>" + (f" (did you mean <{near[0]}>?)" if near else "")
    return f"the cast <{iri}> takes one argument, not {arguments}" if arguments != 1 else ""
