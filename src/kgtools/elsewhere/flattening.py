"""Plans as one group of patterns each: under DISTINCT no sub-select is needed but to count.

Engines order the patterns of a group by what they know of the data; a sub-select they evaluate as it stands, for every
solution beside it if it comes badly.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
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
from kgtools.sparql.expressions import Constant, Exists, Expression, Variable
from kgtools.sparql.node import Node, NodeType, rewritten
from kgtools.sparql.scope import in_scope, mentioned

__all__ = ["flattened"]

#: so many patterns are looked up one after the other
_MAX_LOOKED_UP_PATTERNS = 8
#: a lookup takes as long as so many triples that are read and taken away
_LOOKUP_TRIPLES = 2


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
    columns = tuple(variables)
    flat = _Flat(sizes or Sizes())
    names = flat.names({variable.name: variable.name for variable in columns})
    return Distinct(Project(flat.flat(simplified(Project(operator, columns)), names, among_pairs=False), columns))


class _Names(dict[str, str]):
    """What the variables of one scope are called in the end: those that are not seen from outside have new names."""

    def __init__(self, fresh: Callable[[], str], outside: Mapping[str, str], visible: Collection[str]) -> None:
        super().__init__()
        self._fresh, self._outside, self._visible = fresh, outside, visible

    def __missing__(self, name: str) -> str:
        new = self[name] = self._outside[name] if name in self._visible else self._fresh()
        return new


class _Flat:
    """One plan, read from its root: each variable is given the name that it keeps where it is met.

    Of each operator the names are those of the scope that it is in. It is `among_pairs` where it is below a join: there
    a lookup would be repeated for each pair of solutions, so nothing is looked up.
    """

    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes
        self._numbers = count(1)

    def names(self, outside: Mapping[str, str], visible: Collection[str] | None = None) -> _Names:
        """The names of an inner scope of which some variables, or all that are named, are seen from outside."""
        return _Names(self._fresh, outside, outside if visible is None else visible)

    def flat(self, operator: Operator, names: _Names, *, among_pairs: bool) -> Operator:
        """The operator as a set of solutions: how often there is one does not matter."""
        match operator:
            case Distinct(pattern=inner):
                return self.flat(inner, names, among_pairs=among_pairs)
            case Project(pattern=Extend(pattern=inner, variable=new, expression=Variable() as old), variables=kept) if (
                kept == (new,)
            ):
                as_new = {old.name: names[new.name]}
                return self.flat(inner, self.names(as_new), among_pairs=among_pairs)
            case Project(pattern=inner, variables=kept):
                return self.flat(inner, self.names(names, _names_of(kept)), among_pairs=among_pairs)
            case Join(left=left, right=right):
                one, other = (self.flat(side, names, among_pairs=True) for side in (left, right))
                return _join(one, other)
            case SemiJoin(left=left, right=right, negated=negated):
                below = among_pairs or not negated
                one = self.flat(left, names, among_pairs=below)
                other = self.flat(right, self.names(names, in_scope(left)), among_pairs=below)
                return self._without(one, other, among_pairs=below) if negated else _join(one, other)
            case Union(branches=branches):
                flat_branches = [self.flat(branch, names, among_pairs=among_pairs) for branch in branches]
                full = [branch for branch in flat_branches if not _is_empty(branch)]
                return Union(tuple(full)) if len(full) > 1 else (full or flat_branches)[0]
            case Filter(condition=condition, pattern=inner):
                flat_inner = self.flat(inner, names, among_pairs=among_pairs)
                if _is_empty(flat_inner):
                    return flat_inner
                return _filtered(condition, flat_inner, names, among_pairs=among_pairs)
            case Extend(pattern=inner, variable=variable, expression=expression):
                flat_inner = self.flat(inner, names, among_pairs=among_pairs)
                extended = Extend(flat_inner, Variable(names[variable.name]), _renamed(expression, names))
                return _nothing(extended) if _is_empty(flat_inner) else extended
            case Group(pattern=inner):
                # here it matters how many solutions there are: each is one of a sub-select
                inside = self.names(names, in_scope(operator))
                alone = _renamed(operator.replace(pattern=Values((), ())), inside)
                return alone.replace(pattern=self._with_count(inner, inside, among_pairs=among_pairs))
        return _renamed(operator, names)

    def _with_count(self, operator: Operator, names: _Names, *, among_pairs: bool) -> Operator:
        """The operator with the number of its solutions kept."""
        match operator:
            case Distinct(pattern=Project(pattern=inner, variables=kept)):
                flat = self.flat(inner, self.names(names, _names_of(kept)), among_pairs=among_pairs)
                return Distinct(_projected(flat, kept, names))
            case Filter(condition=condition, pattern=inner):
                flat = self._with_count(inner, names, among_pairs=among_pairs)
                return _filtered(condition, flat, names, among_pairs=among_pairs)
            case Extend(pattern=inner, variable=variable, expression=expression):
                flat = self._with_count(inner, names, among_pairs=among_pairs)
                return Extend(flat, Variable(names[variable.name]), _renamed(expression, names))
            case SemiJoin(left=left, right=right, negated=negated):
                one = self._with_count(left, names, among_pairs=among_pairs)
                shared = sorted(in_scope(left) & in_scope(right))
                matches = self.flat(right, self.names(names, shared), among_pairs=among_pairs)
                other = Distinct(_projected(matches, tuple(map(Variable, shared)), names))
                return Minus(one, other) if negated else Join(one, other)
            case Union(branches=branches):
                return Union(tuple(self._with_count(branch, names, among_pairs=among_pairs) for branch in branches))
            case Project(pattern=inner, variables=kept):
                inside = self.names(names, _names_of(kept))
                return _projected(self._with_count(inner, inside, among_pairs=among_pairs), kept, names)
        return _renamed(operator, names)

    def _fresh(self) -> str:
        return f"_h{next(self._numbers)}"

    def _without(self, one: Operator, other: Operator, *, among_pairs: bool) -> Operator:
        """The solutions of a set that have nothing to agree with in another one."""
        if _is_empty(one) or _is_empty(other):
            return one
        if isinstance(one, Extend) and isinstance(one.expression, Variable):
            by_old_name = _renamed(other, {one.variable.name: one.expression.name})
            return one.replace(pattern=self._without(one.pattern, by_old_name, among_pairs=among_pairs))
        patterns = _single_patterns(other)
        shared = all(mentioned(pattern) & in_scope(one) for pattern in patterns)
        if shared and self._is_looked_up(one, other, patterns):
            for pattern in patterns:
                one = Minus(one, pattern) if among_pairs else Filter(Exists(pattern, negated=True), one)
            return one
        return Minus(one, other)

    def _is_looked_up(self, one: Operator, other: Operator, patterns: Sequence[BGP]) -> bool:
        """Whether some patterns are looked up for each solution; else they are matched once, and taken away."""
        few, many = self._sizes.of(one), self._sizes.of(other)
        if few is None or many is None:
            return bool(patterns)
        return many > _LOOKUP_TRIPLES * few * len(patterns) > 0


def _join(one: Operator, other: Operator) -> Operator:
    """The join of two sets of solutions."""
    if _is_empty(one) or _is_empty(other):
        return _nothing(Join(one, other))
    if isinstance(one, Extend) and isinstance(one.expression, Variable):
        # another name for a variable is given at last: the patterns then share the variable itself
        by_old_name = _renamed(other, {one.variable.name: one.expression.name})
        return one.replace(pattern=_join(one.pattern, by_old_name))
    return Join(one, other)


def _filtered(condition: Expression, operator: Operator, names: _Names, *, among_pairs: bool) -> Operator:
    """The solutions that keep a condition; what must not be there is not looked up for each pair of solutions."""
    renamed = _renamed(condition, names)
    if among_pairs:
        match renamed:
            case Exists(pattern=Operator() as pattern, negated=True):
                return Minus(operator, pattern)
    return Filter(renamed, operator)


def _projected(operator: Operator, variables: Sequence[Variable], names: _Names) -> Project:
    return Project(operator, tuple(Variable(names[variable.name]) for variable in variables))


def _single_patterns(operator: Operator) -> Sequence[BGP]:
    """The triple patterns of which a solution has to match one, where there are few of them, and nothing else."""
    match operator:
        case BGP(triples=(_,)):
            return (operator,)
        case Join(left=BGP(triples=(_,)) as pattern, right=Values(variables=(variable,), rows=rows)):
            if len(rows) <= _MAX_LOOKED_UP_PATTERNS and all(cell is not None for row in rows for cell in row):
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


def _renamed(node: NodeType, names: Mapping[str, str]) -> NodeType:
    """The node with other names for its variables: those of a scope, or a few."""

    def change(one: Node) -> Node:
        if isinstance(one, Variable) and (isinstance(names, _Names) or one.name in names):
            return Variable(names[one.name])
        return one

    return rewritten(node, change)


def _names_of(variables: Sequence[Variable]) -> frozenset[str]:
    return frozenset(variable.name for variable in variables)
