"""A wider query that binds all that the patterns of another need, and those patterns.

The witness of a SELECT asks for all variables of the same patterns, with paths opened into steps and blank nodes made
variables, so that each of its solutions says which triples were met. A sub-select has a witness of its own, joined by
the columns that it gives. What only excludes (MINUS, NOT EXISTS) and what only computes (FILTER, BIND, VALUES) stays as
it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from kgtools.errors import QueryError
from kgtools.model.terms import Term
from kgtools.sparql.expressions import (
    Aggregate,
    Alternative,
    Constant,
    Exists,
    Expression,
    Inverse,
    Link,
    Membership,
    NegatedSet,
    Path,
    TripleTerm,
    Variable,
    ZeroOrOne,
)
from kgtools.sparql.expressions import Sequence as PathSequence
from kgtools.sparql.node import Node
from kgtools.sparql.places import place_of
from kgtools.sparql.scope import always_bound, projected
from kgtools.sparql.syntax import (
    Bind,
    Element,
    Filter,
    GraphPattern,
    Group,
    InlineData,
    OptionalPattern,
    Projection,
    Prologue,
    Query,
    ServicePattern,
    SubSelect,
    Triple,
    TriplesBlock,
    UnionPattern,
)
from kgtools.sparql.translate import translate

__all__ = ["Child", "Closure", "Pattern", "Witness", "computed_by_groups", "narrowed", "query_of", "witness_of"]

#: what begins the names of the variables that stand for blank nodes and for what is between the steps of a path: no
#: query can spell it
_MADE = ".why"


@dataclass(frozen=True)
class Pattern:
    """A triple pattern, in the default graph or in the graph that `graph` names."""

    subject: Expression
    predicate: Expression
    object: Expression
    graph: Expression | None = None


@dataclass(frozen=True)
class Closure:
    """A path between two nodes whose number of steps is open; `step` is one of them from ``?a`` to ``?b``."""

    start: Expression
    end: Expression
    path: Path
    step: Group
    patterns: tuple[Pattern, ...]
    graph: Expression | None
    single: bool


@dataclass(frozen=True)
class Child:
    """A sub-select: its own witness, and the names of the variables by which its rows join."""

    witness: Witness
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Witness:
    """The query, and what its solutions instantiate."""

    query: Query
    patterns: tuple[Pattern, ...]
    closures: tuple[Closure, ...]
    children: tuple[Child, ...]


def witness_of(query: Query, *, text: str = "", source: str = "") -> Witness:
    """The witness of a SELECT query; `text` is where its places lie.

    >>> from kgtools.sparql.parse import parse_query
    >>> witness = witness_of(parse_query("SELECT ?a { ?a <http://e/p>/<http://e/q> ?b }"))
    >>> [pattern.predicate.term.value for pattern in witness.patterns]
    ['http://e/p', 'http://e/q']

    Raises :class:`QueryError` for SERVICE, which it cannot follow.
    """
    return _witness(query, None, text, source)


def narrowed(query: Query, names: Sequence[str], rows: Iterable[tuple[Term | None, ...]]) -> Query:
    """A witness's query for the rows alone that have these values of `names`.

    Where a solution may leave a variable unbound, its value narrows nothing.
    """
    bound = always_bound(translate(query).pattern)
    kept = [place for place, name in enumerate(names) if name in bound]
    if not kept:
        return query
    values = dict.fromkeys(tuple(row[place] for place in kept) for row in rows)
    data = InlineData(tuple(Variable(names[place]) for place in kept), tuple(values))
    elements = query.where.elements if query.where is not None else ()
    if all(isinstance(element, (TriplesBlock, Filter)) for element in elements):
        # what comes first makes no difference here, and is quicker
        return query.replace(where=Group((data, *elements)))
    return query.replace(values=data) if query.values is None else query


def computed_by_groups(query: Query) -> frozenset[str]:
    """The names of the columns that are aggregates, or made of such."""
    found: set[str] = set()
    for column in query.projection or ():
        nodes = column.expression.walk() if column.expression is not None else ()
        if any(isinstance(n, Aggregate) or (isinstance(n, Variable) and n.name in found) for n in nodes):
            found.add(column.variable.name)
    return frozenset(found)


def query_of(group: Group, dataset: Query) -> Query:
    """The query for all variables of a group, over the graphs that another query names."""
    names = dict.fromkeys(variable.name for variable in _variables_of(group))
    projection = tuple(Projection(Variable(name)) for name in names)
    return Query("select", Prologue(), projection=projection, dataset=dataset.dataset, where=group)


def _witness(query: Query, graph: Expression | None, text: str, source: str) -> Witness:
    opener = _Opener(text, source)
    elements = list(opener.group(query.where, graph).elements) if query.where is not None else []
    grouped = computed_by_groups(query)
    elements += [
        Bind(column.expression, column.variable)
        for column in query.projection or ()
        if column.expression is not None and column.variable.name not in grouped
    ]
    elements += [Bind(key.expression, key.variable) for key in query.group_by if key.variable is not None]
    if query.values is not None:
        elements.append(query.values)
    inside = Group(tuple(elements))
    if graph is not None:
        inside = Group((GraphPattern(graph, inside),))
    return Witness(query_of(inside, query), tuple(opener.patterns), tuple(opener.closures), tuple(opener.children))


def _variables_of(element: Node) -> Iterator[Variable]:
    """The variables in scope, those that were made among them."""
    match element:
        case Group(elements=parts) | UnionPattern(branches=parts):
            for part in parts:
                yield from _variables_of(part)
        case SubSelect(query=query):
            yield from projected(query)
        case OptionalPattern(pattern=pattern):
            yield from _variables_of(pattern)
        case GraphPattern(name=name, pattern=pattern):
            yield from _variables_of(name)
            yield from _variables_of(pattern)
        case Bind(variable=variable):
            yield variable
        case Variable():
            yield element
        case TriplesBlock() | Triple() | TripleTerm():
            for child in element.children():
                yield from _variables_of(child)
        case InlineData(variables=variables):
            yield from variables


class _Opener:
    """Opens the patterns of one query."""

    def __init__(self, text: str, source: str, made: int = 0) -> None:
        self.text = text
        self.source = source
        self.patterns: list[Pattern] = []
        self.closures: list[Closure] = []
        self.children: list[Child] = []
        self.made = made

    def fresh(self) -> Variable:
        self.made += 1
        return Variable(f"{_MADE}{self.made}")

    def group(self, group: Group, graph: Expression | None) -> Group:
        elements: list[Element] = []
        for element in group.elements:
            elements += self.element(element, graph)
        return Group(tuple(elements), place=group.place)

    def element(self, element: Element, graph: Expression | None) -> list[Element]:
        match element:
            case TriplesBlock(triples=triples):
                made: list[Element] = []
                for triple in triples:
                    subject, value = self.node(triple.subject), self.node(triple.object)
                    if isinstance(triple.predicate, Path):
                        made += self.follow(subject, triple.predicate, value, graph)
                    else:
                        made += self.add(subject, self.node(triple.predicate), value, graph)
                return made
            case Filter(condition=condition):
                return [element, *self.met(condition, graph)]
            case OptionalPattern(pattern=pattern):
                return [OptionalPattern(self.group(pattern, graph), place=element.place)]
            case UnionPattern(branches=branches):
                return [UnionPattern(tuple(self.group(b, graph) for b in branches), place=element.place)]
            case Group():
                return [self.group(element, graph)]
            case GraphPattern(name=name, pattern=pattern):
                return [GraphPattern(name, self.group(pattern, name), place=element.place)]
            case SubSelect(query=query):
                self.sub_select(query, graph)
                return [element]
            case ServicePattern():
                line, column = place_of(self.text, max(element.place, 0))
                raise QueryError(
                    "--why cannot follow SERVICE; ask without it.", source=self.source, line=line, column=column
                )
        return [element]

    def met(self, condition: Expression, graph: Expression | None) -> Iterator[Element]:
        """What EXISTS { … } has met, as an optional part; NOT EXISTS has met nothing."""
        stack: list[Node] = [condition]
        while stack:
            node = stack.pop()
            if isinstance(node, Exists):
                if not node.negated and isinstance(node.pattern, Group):
                    yield OptionalPattern(self.group(node.pattern, graph))
            else:
                stack += reversed(list(node.children()))

    def sub_select(self, query: Query, graph: Expression | None) -> None:
        """A sub-select stays as it is; its own witness is asked apart, and joined by the columns that it gives.

        Opened in place, the patterns of two sub-selects that share no column would be multiplied with each other.
        """
        grouped = computed_by_groups(query)
        keys = dict.fromkeys(variable.name for variable in projected(query) if variable.name not in grouped)
        if isinstance(graph, Variable):
            keys[graph.name] = None
        self.children.append(Child(_witness(query, graph, self.text, self.source), tuple(keys)))

    def node(self, term: Expression) -> Expression:
        """The term with its blank nodes as variables of the witness."""
        if isinstance(term, Variable) and term.is_blank:
            return Variable(_MADE + term.name, place=term.place)
        if isinstance(term, TripleTerm):
            return TripleTerm(*map(self.node, cast("Sequence[Expression]", list(term.children()))), place=term.place)
        return term

    # paths

    def follow(self, subject: Expression, path: Path, value: Expression, graph: Expression | None) -> list[Element]:
        match path:
            case Link(iri=iri):
                return self.add(subject, Constant(iri), value, graph)
            case Inverse(path=inner):
                return self.follow(value, inner, subject, graph)
            case PathSequence(parts=parts):
                nodes = [subject, *(self.fresh() for _ in parts[1:]), value]
                steps = zip(nodes, parts, nodes[1:], strict=False)
                return [element for a, step, b in steps for element in self.follow(a, step, b, graph)]
            case Alternative(parts=parts):
                return [UnionPattern(tuple(Group(tuple(self.follow(subject, p, value, graph))) for p in parts))]
            case NegatedSet():
                return self.negated(subject, path, value, graph)
        return self.repeated(subject, path, value, graph)

    def negated(
        self, subject: Expression, path: NegatedSet, value: Expression, graph: Expression | None
    ) -> list[Element]:
        arms: list[Group] = []
        # !() excludes nothing and looks forward
        forward = bool(path.forward) or not path.backward
        for looks, excluded, first, second in (
            (forward, path.forward, subject, value),
            (bool(path.backward), path.backward, value, subject),
        ):
            if looks:
                verb = self.fresh()
                condition = Membership(verb, tuple(map(Constant, excluded)), negated=True)
                arms.append(Group((*self.add(first, verb, second, graph), Filter(condition))))
        return [arms[0] if len(arms) == 1 else UnionPattern(tuple(arms))]

    def repeated(self, subject: Expression, path: Path, value: Expression, graph: Expression | None) -> list[Element]:
        (step,) = path.children()
        inner = _Opener(self.text, self.source, made=self.made + 1000)
        inside = inner.follow(Variable("a"), cast("Path", step), Variable("b"), None)
        self.closures.append(
            Closure(
                subject, value, cast("Path", step), Group(tuple(inside)), tuple(inner.patterns), graph,
                single=isinstance(path, ZeroOrOne),
            )
        )  # fmt: skip
        return [TriplesBlock((Triple(subject, path, value),))]

    def add(
        self, subject: Expression, predicate: Expression, value: Expression, graph: Expression | None
    ) -> list[Element]:
        self.patterns.append(Pattern(subject, predicate, value, graph))
        return [TriplesBlock((Triple(subject, predicate, value),))]
