"""Plans without what they say twice: that a node is a focus node is known where its values are looked at.

Plans are sets of solutions, so a part may be left out where each solution that is left agrees with it anyway.
"""

from __future__ import annotations

from functools import partial

from kgtools.sparql.algebra import (
    Distinct,
    Extend,
    Filter,
    Group,
    Join,
    Operator,
    Project,
    SemiJoin,
    Union,
    Values,
)
from kgtools.sparql.expressions import Variable
from kgtools.sparql.node import Node, rewritten
from kgtools.sparql.scope import in_scope

__all__ = ["simplified"]

Facts = frozenset[Operator]
_NONE: Facts = frozenset()


def simplified(operator: Operator) -> Operator:
    """The same set of solutions, said in fewer words.

    >>> from kgtools.model.terms import NamedNode
    >>> from kgtools.shacl.plans.plan import THIS, VALUE, focus_of, joined, linked, within
    >>> from kgtools.sparql.expressions import Link
    >>> focus = focus_of(linked(THIS, Link(NamedNode("http://e/p")), VALUE))
    >>> simplified(within(focus_of(joined(focus, linked(THIS, Link(NamedNode("http://e/q")), VALUE))), focus)) == \\
    ...     focus_of(joined(focus, linked(THIS, Link(NamedNode("http://e/q")), VALUE)))
    True
    """
    return _Simplifier().without(rewritten(operator, _lowered), _NONE)


class _Simplifier:
    """One plan; what was found of its parts is kept, as these stand in it many times."""

    def __init__(self) -> None:
        self._facts: dict[Operator, Facts] = {}
        self._simplified: dict[tuple[Operator, Facts], Operator] = {}

    def without(self, operator: Operator, facts: Facts) -> Operator:
        """The operator, where it matters only for solutions that agree with what is `facts`."""
        key = (operator, facts)
        simpler = self._simplified.get(key)
        if simpler is None:
            simpler = self._simplified[key] = self._without(operator, facts)
        return simpler

    def _without(self, operator: Operator, facts: Facts) -> Operator:
        match operator:
            case Distinct(pattern=inner):
                return Distinct(self.without(inner, facts))
            case Project(pattern=Extend(pattern=inner, variable=new), variables=kept) if new not in kept:
                # what has no name outside is not computed
                return self.without(Project(inner, kept), facts)
            case Project(pattern=inner, variables=kept):
                return operator.replace(pattern=self.without(inner, _about(facts, kept)))
            case Join(left=left, right=right):
                return self._join(left, right, facts)
            case SemiJoin(left=left, right=right, negated=negated):
                return self._semi_join(operator, left, right, facts, negated=negated)
            case Union(branches=branches):
                return Union(tuple(map(partial(self.without, facts=facts), branches)))
            case Filter(condition=condition, pattern=inner):
                return Filter(condition, self.without(inner, facts))
            case Extend(pattern=inner, variable=new):
                return operator.replace(pattern=self.without(inner, _apart_from(facts, new)))
            case Group(pattern=inner):
                # solutions are counted: the groups must be those of few nodes
                return operator.replace(pattern=self.without(inner, _NONE))
        return operator

    def _join(self, left: Operator, right: Operator, facts: Facts) -> Operator:
        for one, other in ((left, right), (right, left)):
            if in_scope(one) <= in_scope(other) and (one in facts or one in self.facts(other)):
                return self.without(other, facts)
        first = self.without(left, facts)
        return Join(first, self.without(right, facts | self.facts(left)))

    def _semi_join(
        self, operator: SemiJoin, left: Operator, right: Operator, facts: Facts, *, negated: bool
    ) -> Operator:
        left_facts = self.facts(left)
        if not negated:
            if in_scope(right) <= in_scope(left) and (right in left_facts or right in facts):
                return self.without(left, facts)
            # as many solutions, where they are counted: each once
            if isinstance(right, Distinct) and in_scope(left) == in_scope(right) and left in self.facts(right):
                return self.without(right, facts)
            match _unwrapped(right):
                case SemiJoin(left=first, right=second, negated=is_negated) if first in left_facts | facts:
                    # what it is taken from, or narrowed, is known already
                    names = in_scope(second) & in_scope(left)
                    if in_scope(first) <= in_scope(left) and names == in_scope(second) & in_scope(first):
                        return self.without(SemiJoin(left, second, is_negated), facts)
        shared = in_scope(left) & in_scope(right)
        shared_facts = frozenset(fact for fact in left_facts | facts if in_scope(fact) <= shared)
        return operator.replace(left=self.without(left, facts), right=self.without(right, shared_facts))

    def facts(self, operator: Operator) -> Facts:
        """What each solution of an operator agrees with."""
        facts = self._facts.get(operator)
        if facts is None:
            facts = self._facts[operator] = self._facts_of(operator) | {operator}
        return facts

    def _facts_of(self, operator: Operator) -> Facts:
        match operator:
            case Distinct(pattern=inner) | Filter(pattern=inner):
                return self.facts(inner)
            case Extend(pattern=inner, variable=new):
                return _apart_from(self.facts(inner), new)
            case Project(pattern=inner, variables=kept):
                return _about(self.facts(inner), kept)
            case Join(left=left, right=right) | SemiJoin(left=left, right=right, negated=False):
                names = in_scope(operator)
                return frozenset(fact for fact in self.facts(left) | self.facts(right) if in_scope(fact) <= names)
            case SemiJoin(left=left):
                return self.facts(left)
            case Union(branches=branches):
                return frozenset.intersection(*map(self.facts, branches))
            case Group(pattern=inner, keys=keys):
                return _about(self.facts(inner), tuple(key for key, value in keys if key == value))
        return _NONE


def _about(facts: Facts, variables: tuple[Variable, ...]) -> Facts:
    """What is said of some variables alone."""
    names = {variable.name for variable in variables}
    return frozenset(fact for fact in facts if in_scope(fact) <= names)


def _apart_from(facts: Facts, new: Variable) -> Facts:
    return frozenset(fact for fact in facts if new.name not in in_scope(fact))


def _unwrapped(operator: Operator) -> Operator:
    """The operator without what only hides variables, or solutions that come twice."""
    while isinstance(operator, Distinct | Project):
        operator = operator.pattern
    return operator


def _lowered(node: Node) -> Node:
    """A semi-join by another name of a variable as one by the variable itself, which is renamed afterwards."""
    match node:
        case SemiJoin(left=Extend(pattern=inner, variable=new, expression=Variable() as old) as left, right=right):
            if in_scope(left) & in_scope(right) != {new.name}:
                return node
        case _:
            return node
    match right:
        case Values(variables=(to,)) if to == new:
            nodes: Operator = Values((old,), right.rows)
        case Project(pattern=Extend(pattern=Project(pattern=found), variable=to, expression=of)) if (to, of) == (
            new,
            old,
        ):
            # what gives each node once stays the same, so that it is known where it stands again
            whole = isinstance(found, Distinct) and in_scope(found) == {old.name}
            nodes = found if whole else Distinct(Project(found, (old,)))
        case _:
            return node
    return left.replace(pattern=node.replace(left=inner, right=nodes))
