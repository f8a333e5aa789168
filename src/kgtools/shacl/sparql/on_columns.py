"""Plain queries over the columns: joins of triple patterns, comparisons, (NOT) EXISTS, without a store.

Most SPARQL constraints are of that kind: a few patterns with constant predicates that hang together from ``$this``,
and a filter that compares two values. They are answered here in whole columns and with the terms as they were
written. Any other query is answered by None, and the store is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from kgtools.columns import Columns, Relation
from kgtools.columns.ordering import among
from kgtools.columns.relations import Ids, unique
from kgtools.model.datatypes import parse_value
from kgtools.model.sparql import Token
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import RDF, XSD

__all__ = ["Plan", "Solutions", "hold", "make_plan", "solve"]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A triple pattern: a variable (text) or a term, a constant predicate, a variable or a term."""

    subject: str | Term
    predicate: NamedNode
    object: str | Term


@dataclass(frozen=True, slots=True)
class Comparison:
    """A filter that compares a variable with a variable or a literal by one of ``< <= > >=``."""

    left: str | Literal
    sign: str
    right: str | Literal


@dataclass(frozen=True, slots=True)
class Existence:
    """A filter EXISTS (or NOT EXISTS) of some patterns."""

    patterns: tuple[Pattern, ...]
    wanted: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """A query that can be answered from columns; an ASK query has no names."""

    names: tuple[str, ...]
    distinct: bool
    patterns: tuple[Pattern, ...]
    filters: tuple[Comparison | Existence, ...]


#: for each variable a column of term numbers
Solutions = Mapping[str, Ids]


class _OtherError(Exception):
    """The query is of another kind."""


@dataclass
class _Reader:
    tokens: list[Token]
    bound: Mapping[str, Term]
    at: int = 0
    prefixes: dict[str, str] = field(default_factory=dict)

    def next(self) -> Token:
        if self.at >= len(self.tokens):
            raise _OtherError
        self.at += 1
        return self.tokens[self.at - 1]

    def peek(self) -> str:
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        return "" if token is None else (token.upper or token.text)

    def take(self, text: str) -> None:
        if self.peek() != text:
            raise _OtherError
        self.at += 1

    def plan(self) -> Plan:
        while self.peek() == "PREFIX":
            self.at += 1
            prefix, iri = self.next(), self.next()
            self.prefixes[prefix.text] = iri.text[1:-1]
        names: list[str] = []
        asks = self.peek() == "ASK"
        self.take("ASK" if asks else "SELECT")
        distinct = not asks and self.peek() == "DISTINCT"
        self.at += distinct
        while self.peek() not in ("WHERE", "{"):
            name = self.next().variable
            if not name or asks:
                raise _OtherError
            names.append(name)
        self.at += self.peek() == "WHERE"
        self.take("{")
        patterns: list[Pattern] = []
        filters: list[Comparison | Existence] = []
        while self.peek() != "}":
            if self.peek() == "FILTER":
                self.at += 1
                filters.append(self.filter())
                self.at += self.peek() == "."
            else:
                patterns += self.triples()
        self.at += 1
        if self.at != len(self.tokens):
            raise _OtherError
        return Plan(tuple(names), distinct, tuple(patterns), tuple(filters))

    def filter(self) -> Comparison | Existence:
        negated = self.peek() == "NOT"
        self.at += negated
        if self.peek() == "EXISTS":
            self.at += 1
            self.take("{")
            patterns: list[Pattern] = []
            while self.peek() != "}":
                patterns += self.triples()
            self.at += 1
            return Existence(tuple(patterns), not negated)
        if negated:
            raise _OtherError
        self.take("(")
        left = self.operand()
        sign = self.next().text
        right = self.operand()
        self.take(")")
        if sign not in ("<", "<=", ">", ">=") or not (isinstance(left, str) or isinstance(right, str)):
            raise _OtherError
        return Comparison(left, sign, right)

    def operand(self) -> str | Literal:
        found = self.term()
        if isinstance(found, str | Literal):
            return found
        raise _OtherError

    def triples(self) -> list[Pattern]:
        subject = self.term()
        if isinstance(subject, Literal):
            raise _OtherError
        found = []
        while True:
            predicate = NamedNode(RDF + "type") if self.peek() == "A" and self.tokens[self.at].text == "a" else None
            if predicate is not None:
                self.at += 1
            else:
                term = self.term()
                if not isinstance(term, NamedNode):
                    raise _OtherError
                predicate = term
            while True:
                found.append(Pattern(subject, predicate, self.term()))
                if self.peek() != ",":
                    break
                self.at += 1
            if self.peek() != ";":
                break
            while self.peek() == ";":
                self.at += 1
            if self.peek() in (".", "}"):
                break
        if self.peek() == ".":
            self.at += 1
        elif self.peek() not in ("}", "FILTER"):
            raise _OtherError
        return found

    def term(self) -> str | Term:
        token = self.next()
        if token.variable:
            given = self.bound.get(token.variable)
            if given is not None and not isinstance(given, NamedNode | Literal):
                raise _OtherError
            return token.variable if given is None else given
        if token.kind == "iri":
            return self._absolute(token.text[1:-1])
        if token.kind == "pname":
            return self._name(token.text)
        if token.kind == "number" and token.text.isascii() and token.text.isdigit():
            return Literal(token.text, datatype=NamedNode(XSD + "integer"))
        if token.kind == "string" and token.text[0] in "\"'" and "\\" not in token.text:
            text = token.text[1:-1]
            if token.text[:3] in ('"""', "'''"):
                text = token.text[3:-3]
            if self.peek() == "^^":
                self.at += 1
                datatype = self.term()
                if isinstance(datatype, NamedNode):
                    return Literal(text, datatype=datatype)
            elif self.at < len(self.tokens) and self.tokens[self.at].kind != "language":
                return Literal(text)
        raise _OtherError

    def _absolute(self, iri: str) -> NamedNode:
        if ":" not in iri or "\\" in iri:
            raise _OtherError
        return NamedNode(iri)

    def _name(self, text: str) -> NamedNode:
        prefix, _, local = text.partition(":")
        if prefix + ":" not in self.prefixes or "\\" in local:
            raise _OtherError
        return self._absolute(self.prefixes[prefix + ":"] + local)


def make_plan(tokens: list[Token], bound: Mapping[str, Term] | None = None) -> Plan | None:
    """The plan for a query of that kind, or None; what is `bound` stands for its terms.

    >>> from kgtools.model.sparql import tokenize
    >>> make_plan(tokenize("SELECT $this { $this <http://e/p> ?a ; <http://e/q> ?b FILTER (?a < ?b) }")).names
    ('this',)
    >>> make_plan(tokenize("SELECT $this { $this ?p ?a }")) is None
    True
    """
    try:
        plan = _Reader(tokens, bound or {}).plan()
    except _OtherError:
        return None
    given = {"this"} if plan.names else {"this", "value"}
    if plan.names and ("this" not in plan.names or not plan.patterns):
        return None
    if not _hangs_together(plan.patterns, given):
        return None
    known = given.union(*(_variables(pattern) for pattern in plan.patterns))
    if not set(plan.names) <= known:
        return None
    for condition in plan.filters:
        if isinstance(condition, Existence):
            if not condition.patterns or not _hangs_together(condition.patterns, known):
                return None
        elif not {side for side in (condition.left, condition.right) if isinstance(side, str)} <= known:
            return None
    return plan


def _variables(pattern: Pattern) -> set[str]:
    return {side for side in (pattern.subject, pattern.object) if isinstance(side, str)}


def _hangs_together(patterns: tuple[Pattern, ...], bound: set[str]) -> bool:
    return len(_in_order(patterns, bound)) == len(patterns)


def _in_order(patterns: tuple[Pattern, ...], bound: set[str]) -> list[Pattern]:
    """The patterns, each with a bound variable when its turn comes; those that have two first."""
    known, left, found = set(bound), list(patterns), []
    while left:
        ready = [pattern for pattern in left if _variables(pattern) & known]
        if not ready:
            break
        chosen = max(ready, key=lambda pattern: -len(_variables(pattern) - known))
        left.remove(chosen)
        found.append(chosen)
        known |= _variables(chosen)
    return found


def solve(plan: Plan, data: Columns, focus: Ids, number: Callable[[Term], int]) -> Solutions | None:
    """The solutions for these focus nodes, or None where a comparison has operands that are left to the store."""
    table = _filtered(plan, {"this": focus}, data, number)
    if table is None:
        return None
    table = {name: table[name] for name in plan.names}
    if plan.distinct and len(table["this"]):
        rows = np.unique(np.stack([table[name] for name in plan.names]), axis=1)
        table = {name: rows[i] for i, name in enumerate(plan.names)}
    return table


def hold(
    plan: Plan, data: Columns, focus: Ids, values: Ids, number: Callable[[Term], int]
) -> npt.NDArray[np.bool_] | None:
    """For which pairs of focus and value node an ASK query says yes; None as for :func:`solve`."""
    pairs = np.arange(len(focus), dtype=np.int32)
    table = _filtered(plan, {"this": focus, "value": values, "": pairs}, data, number)
    if table is None:
        return None
    found = np.zeros(len(focus), bool)
    found[table[""]] = True
    return found


def _filtered(plan: Plan, table: dict[str, Ids], data: Columns, number: Callable[[Term], int]) -> dict[str, Ids] | None:
    table = _join(table, plan.patterns, data, number)
    for condition in plan.filters:
        if isinstance(condition, Existence):
            rows = np.arange(len(table["this"]), dtype=np.int32)
            matched = _join({**table, "\n": rows}, condition.patterns, data, number)["\n"]
            keep = np.zeros(len(rows), bool)
            keep[matched] = True
            table = _where(table, keep if condition.wanted else ~keep)
        else:
            found = _compare(condition, table, data)
            if found is None:
                return None
            table = _where(table, found)
    return table


def _where(table: dict[str, Ids], keep: npt.NDArray[np.bool_]) -> dict[str, Ids]:
    return table if keep.all() else {name: column[keep] for name, column in table.items()}


def _join(
    table: dict[str, Ids], patterns: tuple[Pattern, ...], data: Columns, number: Callable[[Term], int]
) -> dict[str, Ids]:
    for pattern in _in_order(patterns, set(table)):
        relation = data.relation(pattern.predicate)
        left, right = pattern.subject, pattern.object
        if not (isinstance(left, str) and left in table):
            relation, left, right = relation.inverse, right, left
        assert isinstance(left, str)
        size = data.size
        if isinstance(right, str) and right not in table:
            count = len(table[left])
            # the rows, paired with what their node leads to; a node with several gives several rows
            _, reached, which = Relation(np.empty(count, np.int32), table[left], size).join(relation)
            table = {name: column[which] for name, column in table.items()}
            table[right] = reached
        else:
            count = len(table[left])
            other = table[right] if isinstance(right, str) else np.full(count, number(right), np.int32)
            asked = Relation(table[left], other, size)
            table = _where(table, relation.contains(asked) & (other >= 0))
    return table


def _compare(condition: Comparison, table: Mapping[str, Ids], data: Columns) -> npt.NDArray[np.bool_] | None:
    literals = data.terms.literals
    names = [side for side in (condition.left, condition.right) if isinstance(side, str)]
    nodes = unique(np.concatenate([table[name] for name in names]))
    if (literals.languages(nodes)[0] >= 0).any():
        return None
    constants = [side for side in (condition.left, condition.right) if isinstance(side, Literal)]
    ordering = literals.ordering(nodes, [parse_value(term.datatype.value, term.value) for term in constants])
    # SPARQL lets an engine extend its operators (section 17.3.1): the store takes a term without order for equal to
    # itself, and the answer must not depend on where a query is evaluated
    if "=" in condition.sign and not ordering.ranked(nodes).all():
        return None
    count = len(table["this"])
    sides = [
        table[side].astype(np.int64) if isinstance(side, str) else np.full(count, -1)
        for side in (condition.left, condition.right)
    ]
    found = ordering.compare(sides[0], sides[1])
    wanted = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1)}[condition.sign]
    return among(found, wanted)
