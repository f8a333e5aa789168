"""What a constraint says of its violations in the algebra of SPARQL: the focus nodes that fail, as ``?this``.

A plan that is not exact names more nodes than fail, and never fewer: whatever it names is judged again where the data
are at hand. So a constraint that says nothing is understood, too: all of its focus nodes may fail.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from kgtools.model.terms import BlankNode, Literal, NamedNode, Term
from kgtools.model.vocab import XSD
from kgtools.sparql.algebra import (
    BGP,
    Distinct,
    Extend,
    Filter,
    Group,
    Join,
    Operator,
    PathPattern,
    Project,
    SemiJoin,
    Union,
    Values,
)
from kgtools.sparql.expressions import (
    Aggregate,
    Alternative,
    Comparison,
    Constant,
    Expression,
    Inverse,
    Link,
    OneOrMore,
    Variable,
    ZeroOrMore,
    ZeroOrOne,
)
from kgtools.sparql.expressions import Path as SparqlPath
from kgtools.sparql.expressions import (
    Sequence as Steps,
)
from kgtools.sparql.scope import in_scope
from kgtools.sparql.syntax import Triple

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from kgtools.shacl.shapes_graph import path as shacl_path
    from kgtools.shacl.values import Context
    from kgtools.table.relations import Ids

__all__ = [
    "COUNT",
    "OTHER",
    "THIS",
    "VALUE",
    "NodeTest",
    "Plan",
    "PlanContext",
    "all_of",
    "any_of",
    "counted",
    "focus_of",
    "inline_terms",
    "joined",
    "linked",
    "nothing",
    "number",
    "path_of",
    "renamed",
    "where_count",
    "within",
    "without",
]

THIS, VALUE, OTHER, COUNT = Variable("this"), Variable("value"), Variable("other"), Variable("count")


class Plan(NamedTuple):
    """The nodes that fail, each once, as ``?this`` (of other shapes as ``?value``); if not `exact`, others as well."""

    nodes: Operator
    exact: bool = True


class NodeTest(Protocol):
    """A constraint that judges each value node for itself."""

    def accepts(self, nodes: Ids, context: Context) -> npt.NDArray[np.bool_]:
        """Which of the distinct value nodes pass."""


class PlanContext(Protocol):
    """What a constraint may ask while it says its violations."""

    @property
    def focus(self) -> Operator:
        """The focus nodes, each once, as ``?this``."""

    @property
    def pairs(self) -> Operator:
        """The focus nodes with their value nodes, each pair once, as ``?this`` and ``?value``."""

    def failing(self, shape: Term) -> Plan:
        """The value nodes that do not conform to another shape, as ``?value``."""

    def rejected(self, test: NodeTest) -> Operator:
        """The value nodes that do not pass a test of single terms, as ``?value``."""

    def equal_to(self, term: Term) -> Operator:
        """The value nodes that are a term, as ``?value``."""

    def instances(self, of: NamedNode) -> Operator:
        """The SHACL instances of a class, as ``?value``."""

    def other_values(self, predicate: NamedNode) -> Operator:
        """The focus nodes with their values of another property, as ``?this`` and ``?value``."""

    def unordered(self, predicate: NamedNode, orders: Sequence[int]) -> Plan:
        """The focus nodes with a value node that does not compare with a value of another property as it should: the
        comparison is not one of the `orders` ones (-1 less, 0 equal, 1 greater), as ``?this``.
        """


def inline_terms(variable: Variable, terms: Iterable[Term]) -> Operator:
    """These terms; blank nodes are left out, as no query can name them."""
    return Values((variable,), tuple((term,) for term in terms if not isinstance(term, BlankNode)))


def nothing(variable: Variable = THIS) -> Operator:
    """No solution at all."""
    return Values((variable,), ())


def linked(subject: Expression, path: SparqlPath, object_: Expression) -> Operator:
    """The pattern of a path, which is a triple pattern where the path is a predicate.

    >>> link = Link(NamedNode("http://e/p"))
    >>> linked(THIS, link, VALUE) == linked(VALUE, Inverse(link), THIS)
    True
    """
    if isinstance(path, Inverse):
        return linked(object_, path.path, subject)
    if isinstance(path, Link):
        return BGP((Triple(subject, Constant(path.iri), object_),))
    return PathPattern(subject, path, object_)


def path_of(path: shacl_path.Path) -> SparqlPath:
    """A path of a shape as SPARQL has it (SHACL, section 5.3.2)."""
    from kgtools.shacl.shapes_graph import path as of

    match path:
        case of.Predicate(iri):
            return Link(NamedNode(iri))
        case of.Sequence(parts):
            return Steps(tuple(map(path_of, parts)))
        case of.Alternative(parts):
            return Alternative(tuple(map(path_of, parts)))
        case of.Inverse(inner):
            return Inverse(path_of(inner))
        case of.ZeroOrMore(inner):
            return ZeroOrMore(path_of(inner))
        case of.OneOrMore(inner):
            return OneOrMore(path_of(inner))
        case of.ZeroOrOne(inner):
            return ZeroOrOne(path_of(inner))


def focus_of(pairs: Operator, variable: Variable = THIS) -> Operator:
    """The distinct values of one variable."""
    return Distinct(Project(pairs, (variable,)))


def within(left: Operator, right: Operator) -> Operator:
    """The solutions that agree with one of the others in what both bind."""
    return SemiJoin(left, right)


def without(left: Operator, right: Operator) -> Operator:
    """The solutions that agree with none of the others."""
    return SemiJoin(left, right, True)


def counted(pairs: Operator, key: Variable = THIS) -> Operator:
    """How many solutions there are for each value of a variable, as ``?count``."""
    return Group(pairs, ((key, key),), ((COUNT, Aggregate("COUNT", None)),))


def where_count(pairs: Operator, sign: str, bound: int, key: Variable = THIS) -> Operator:
    """The values of a variable whose number of solutions compares so with a bound."""
    return focus_of(Filter(Comparison(sign, COUNT, number(bound)), counted(pairs, key)), key)


def number(value: int) -> Constant:
    """A whole number."""
    return Constant(Literal(str(value), datatype=NamedNode(XSD + "integer")))


def any_of(branches: Sequence[Operator], variable: Variable = THIS) -> Operator:
    """The values of a variable in any of the branches, each once."""
    branches = [branch for branch in branches if not isinstance(branch, Values) or branch.rows]
    if not branches:
        return nothing(variable)
    if len(branches) == 1 and isinstance(branches[0], Distinct) and in_scope(branches[0]) == {variable.name}:
        return branches[0]
    projected = tuple(Project(branch, (variable,)) for branch in branches)
    return Distinct(Union(projected) if len(projected) > 1 else projected[0])


def all_of(left: Operator, others: Iterable[Operator]) -> Operator:
    """The solutions that agree with one of each of the others."""
    for other in others:
        left = within(left, other)
    return left


def renamed(nodes: Operator, old: Variable, new: Variable) -> Operator:
    """A column of nodes under another name; its parts are hidden.

    >>> renamed(inline_terms(THIS, [NamedNode("http://e/a")]), THIS, VALUE)
    Values((Variable('value'),), ((<NamedNode value=http://e/a>,),))
    """
    if isinstance(nodes, Values) and nodes.variables == (old,):
        return Values((new,), nodes.rows)
    return Project(Extend(Project(nodes, (old,)), new, old), (new,))


def joined(*operators: Operator) -> Operator:
    """The join of some operators."""
    first, *rest = operators
    for one in rest:
        first = Join(first, one)
    return first
