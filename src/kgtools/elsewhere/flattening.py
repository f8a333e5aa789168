"""Plans as one group of patterns each: under DISTINCT no sub-select is needed but to count.

Engines order the patterns of a group by what they know of the data; a sub-select they evaluate as it stands, for every
solution beside it if it comes badly.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from kgtools.elsewhere.simplifying import simplified
from kgtools.elsewhere.sizes import Sizes
from kgtools.model.terms import Term
from kgtools.sparql.algebra import (
    BGP,
    Distinct,
    Extend,
    Filter,
    Group,
    Join,
    Minus,
    Operator,
    Project,
    SemiJoin,
    Union,
    Values,
)
from kgtools.sparql.expressions import Constant, Exists, Variable
from kgtools.sparql.node import Node, rewritten
from kgtools.sparql.scope import in_scope, mentioned

__all__ = ["flattened"]

#: so many patterns are looked up one after the other
_FEW = 8
#: a lookup takes as long as so many triples that are read and taken away
_LOOKUP = 2


def flattened(operator: Operator, variables: Sequence[Variable], sizes: Sizes | None = None) -> Operator:
    """The same solutions of some variables, each once; `sizes` tell what is matched as a whole, and what is looked up.

    >>> from kgtools.shacl.plans.plan import THIS, VALUE, focus_of, joined, linked, renamed
    >>> from kgtools.model.terms import NamedNode
    >>> from kgtools.sparql.expressions import Link
    >>> from kgtools.sparql.algebra import Query
    >>> from kgtools.sparql.serialize import to_text
    >>> link = Link(NamedNode("http://e/p"))
    >>> focus = renamed(focus_of(linked(THIS, link, VALUE)), THIS, VALUE)
    >>> plan = flattened(joined(focus, linked(VALUE, link, Variable("end"))), [VALUE])
    >>> print(to_text(Query("select", plan, (VALUE,))))
    SELECT DISTINCT ?value WHERE {
      ?value <http://e/p> ?_h1 .
      ?value <http://e/p> ?_h2 .
    }
    """
    kept = tuple(variables)
    return Distinct(Project(_Flat(sizes or Sizes()).flat(simplified(Project(operator, kept))), kept))


class _Flat:
    """One plan; variables that are not seen from outside get names of their own."""

    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes
        self._numbers = count(1)

    def flat(self, operator: Operator) -> Operator:
        """The operator as a set of solutions: how often there is one does not matter."""
        match operator:
            case Distinct(pattern=inner):
                return self.flat(inner)
            case Project(pattern=Extend(pattern=inner, variable=new, expression=Variable() as old), variables=kept) if (
                kept == (new,)
            ):
                return _renamed(self._hidden(self.flat(inner), {old.name}), {old.name: new.name})
            case Project(pattern=inner, variables=kept):
                return self._hidden(self.flat(inner), {variable.name for variable in kept})
            case Join(left=left, right=right):
                return self._beside(self.flat(left), self.flat(right), negated=False)
            case SemiJoin(left=left, right=right, negated=negated):
                one, other = self.flat(left), self.flat(right)
                return self._beside(one, self._hidden(other, in_scope(one)), negated=negated)
            case Union(branches=branches):
                made = [self.flat(branch) for branch in branches]
                full = [branch for branch in made if not _is_empty(branch)]
                return Union(tuple(full)) if len(full) > 1 else (full or made)[0]
            case Filter(condition=condition, pattern=inner):
                made_ = self.flat(inner)
                return _nothing(operator) if _is_empty(made_) else Filter(condition, made_)
            case Extend(pattern=inner, variable=variable, expression=expression):
                made_ = self.flat(inner)
                return _nothing(operator) if _is_empty(made_) else Extend(made_, variable, expression)
            case Group(pattern=inner):
                # here it matters how many solutions there are: each is one of a sub-select
                made_ = operator.replace(pattern=self._counted(inner))
                inside = sorted(mentioned(made_) - in_scope(made_))
                return _renamed(made_, {name: self._fresh() for name in inside if not name.startswith("_h")})
        return operator

    def _counted(self, operator: Operator) -> Operator:
        """The operator with the number of its solutions kept."""
        match operator:
            case Distinct(pattern=Project(pattern=inner, variables=kept)):
                return Distinct(Project(self._hidden(self.flat(inner), {v.name for v in kept}), kept))
            case Filter(condition=condition, pattern=inner):
                return Filter(condition, self._counted(inner))
            case Extend(pattern=inner, variable=variable, expression=expression):
                return Extend(self._counted(inner), variable, expression)
            case SemiJoin(left=left, right=right, negated=negated):
                one = self._counted(left)
                shared = sorted(in_scope(left) & in_scope(right))
                other = Distinct(Project(self.flat(right), tuple(map(Variable, shared))))
                return Minus(one, other) if negated else Join(one, other)
            case Union(branches=branches):
                return Union(tuple(self._counted(branch) for branch in branches))
            case Project(pattern=inner, variables=kept):
                return Project(self._counted(inner), kept)
        return operator

    def _hidden(self, operator: Operator, visible: set[str] | frozenset[str]) -> Operator:
        """The operator with other names for the variables that are not kept."""
        hidden = sorted(name for name in in_scope(operator) if name not in visible and not name.startswith("_h"))
        return _renamed(operator, {name: self._fresh() for name in hidden})

    def _fresh(self) -> str:
        return f"_h{next(self._numbers)}"

    def _beside(self, one: Operator, other: Operator, *, negated: bool) -> Operator:
        """The join of two sets of solutions, or what has nothing to agree with in the second one."""
        if _is_empty(one) or (_is_empty(other) and not negated):
            return _nothing(Join(one, other))
        if _is_empty(other):
            return one
        if isinstance(one, Extend) and isinstance(one.expression, Variable):
            # another name for a variable is given at last: the patterns then share the variable itself
            by_old_name = _renamed(other, {one.variable.name: one.expression.name})
            return Extend(self._beside(one.pattern, by_old_name, negated=negated), one.variable, one.expression)
        if not negated:
            # within a join a lookup is repeated for each pair of solutions
            return Join(_with_minus(one), _with_minus(other))
        patterns = _single_patterns(other)
        shared = all(mentioned(pattern) & in_scope(one) for pattern in patterns)
        if shared and self._is_looked_up(one, other, patterns):
            for pattern in patterns:
                one = Filter(Exists(pattern, negated=True), one)
            return one
        return Minus(one, other)

    def _is_looked_up(self, one: Operator, other: Operator, patterns: Sequence[BGP]) -> bool:
        """Whether some patterns are looked up for each solution; else they are matched once, and taken away."""
        few, many = self._sizes.of(one), self._sizes.of(other)
        if few is None or many is None:
            return bool(patterns)
        return many > _LOOKUP * few * len(patterns) > 0


def _with_minus(operator: Operator) -> Operator:
    """The operator with MINUS in place of lookups."""

    def change(node: Node) -> Node:
        match node:
            case Filter(condition=Exists(pattern=Operator() as pattern, negated=True), pattern=inner):
                return Minus(inner, pattern)
        return node

    return rewritten(operator, change)


def _single_patterns(operator: Operator) -> Sequence[BGP]:
    """The triple patterns of which a solution has to match one, where there are few of them, and nothing else."""
    match operator:
        case BGP(triples=(_,)):
            return (operator,)
        case Join(left=BGP(triples=(_,)) as pattern, right=Values(variables=(variable,), rows=rows)):
            if len(rows) <= _FEW and all(cell is not None for row in rows for cell in row):
                return tuple(_bound(pattern, variable, cell) for (cell,) in rows if cell is not None)
    return ()


def _bound(pattern: BGP, variable: Variable, term: Term) -> BGP:
    def change(node: Node) -> Node:
        return Constant(term) if node == variable else node

    return rewritten(pattern, change)


def _is_empty(operator: Operator) -> bool:
    return isinstance(operator, Values) and not operator.rows


def _nothing(operator: Operator) -> Operator:
    return Values(tuple(map(Variable, sorted(in_scope(operator)))), ())


def _renamed(operator: Operator, names: dict[str, str]) -> Operator:
    def change(node: Node) -> Node:
        return Variable(names[node.name]) if isinstance(node, Variable) and node.name in names else node

    return rewritten(operator, change) if names else operator
