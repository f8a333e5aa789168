"""Expressions (SPARQL 1.1, section 17), terms in patterns, and property paths (section 9).

The same nodes are in the syntax tree and in the algebra; only the pattern of an :class:`Exists` differs: a group of
the syntax tree before translation, an operator of the algebra behind it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kgtools.model.terms import NamedNode, Term
from kgtools.sparql.builtins import FRESH_IN_EACH_QUERY
from kgtools.sparql.node import Node

__all__ = [
    "MIRRORED",
    "Aggregate",
    "Alternative",
    "And",
    "Arithmetic",
    "BuiltinCall",
    "Comparison",
    "Constant",
    "Exists",
    "Expression",
    "FunctionCall",
    "Inverse",
    "Link",
    "Membership",
    "NegatedSet",
    "Negative",
    "Not",
    "OneOrMore",
    "Or",
    "Path",
    "Positive",
    "Sequence",
    "TripleTerm",
    "Variable",
    "ZeroOrMore",
    "ZeroOrOne",
    "is_volatile",
]


class Expression(Node):
    """What has a value for each solution, or is an error there."""


class Variable(Expression):
    """A variable; one whose name begins with ``_:`` is a blank node of a pattern, which nothing outside of it sees."""

    name: str

    @property
    def is_blank(self) -> bool:
        """Whether it stands for a blank node of the query."""
        return self.name.startswith("_:")


class Constant(Expression):
    """An IRI or a literal, exactly as it is written (``01`` is not ``1``)."""

    term: Term


class TripleTerm(Expression):
    """A triple term ``<<( s p o )>>`` of SPARQL 1.2; a pattern where variables are in it."""

    subject: Expression
    predicate: Expression
    object: Expression


class Or(Expression):
    """``a || b || …`` (section 17.2): any true, else any error, else false."""

    operands: tuple[Expression, ...]


class And(Expression):
    """``a && b && …`` (section 17.2): any false, else any error, else true."""

    operands: tuple[Expression, ...]


class Not(Expression):
    """``! a``."""

    operand: Expression


class Comparison(Expression):
    """``=  !=  <  >  <=  >=`` (section 17.3)."""

    operator: str
    left: Expression
    right: Expression


#: the operator of the same comparison with its sides exchanged
MIRRORED: Mapping[str, str] = MappingProxyType({"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="})


class Membership(Expression):
    """``a IN (…)`` and ``a NOT IN (…)`` (sections 17.4.1.9 and 17.4.1.10)."""

    operand: Expression
    members: tuple[Expression, ...]
    negated: bool = False


class Arithmetic(Expression):
    """``+  -  *  /`` between two values; chains lean to the left."""

    operator: str
    left: Expression
    right: Expression


class Negative(Expression):
    """``- a``."""

    operand: Expression


class Positive(Expression):
    """``+ a``."""

    operand: Expression


class BuiltinCall(Expression):
    """A call of a function that has a keyword, in capitals: ``STR``, ``BOUND``, ``IF``, ``COALESCE``, ``REGEX`` …"""

    name: str
    arguments: tuple[Expression, ...] = ()


class FunctionCall(Expression):
    """A call of a function that has an IRI: a cast (section 17.5) or an extension."""

    iri: NamedNode
    arguments: tuple[Expression, ...] = ()
    distinct: bool = False


class Exists(Expression):
    """``EXISTS { … }`` and ``NOT EXISTS { … }`` (section 17.4.1.4)."""

    pattern: Node
    negated: bool = False


class Aggregate(Expression):
    """An aggregate (section 11): ``COUNT``, ``SUM``, ``AVG``, ``MIN``, ``MAX``, ``SAMPLE``, ``GROUP_CONCAT``.

    `argument` is None for ``COUNT(*)``; `separator` is that of GROUP_CONCAT, None where none is written (a space).
    """

    name: str
    argument: Expression | None
    distinct: bool = False
    separator: str | None = None


class Path(Node):
    """A property path (section 9.1)."""


class Link(Path):
    """A predicate."""

    iri: NamedNode


class Inverse(Path):
    """``^path``."""

    path: Path


class Sequence(Path):
    """``a/b/…``, two parts or more."""

    parts: tuple[Path, ...]


class Alternative(Path):
    """``a|b|…``, two parts or more."""

    parts: tuple[Path, ...]


class ZeroOrMore(Path):
    """``path*``."""

    path: Path


class OneOrMore(Path):
    """``path+``."""

    path: Path


class ZeroOrOne(Path):
    """``path?``."""

    path: Path


class NegatedSet(Path):
    """``!(a|^b|…)``: the predicates that are excluded forward, and those that are excluded backward.

    ``!(a|b)`` looks forward only, ``!(^b)`` backward only, ``!(a|^b)`` both ways (section 18.2.2.3).
    """

    forward: tuple[NamedNode, ...] = ()
    backward: tuple[NamedNode, ...] = ()


def is_volatile(tree: Node) -> bool:
    """Whether what is evaluated may be another each time, though the data are the same: it calls NOW, RAND or the like.

    >>> from kgtools.sparql.parse import parse_query
    >>> is_volatile(parse_query("ASK { FILTER(now() > 0) }")), is_volatile(parse_query("ASK { ?s ?p 'NOW()' }"))
    (True, False)
    """
    return any(isinstance(node, BuiltinCall) and node.name in FRESH_IN_EACH_QUERY for node in tree.walk())
