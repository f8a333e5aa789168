"""The outer parts of a query: prologue, projection, dataset, WHERE, modifiers, as ranges of tokens.

This reads what :func:`kgtools.model.sparql.guard` has let pass. It never fails: what it does not understand it leaves
empty, and the engine's parser says what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin

from kgtools.model.sparql import Token

__all__ = ["Edit", "Head", "Projected", "Range", "apply_edits", "closing", "iri_of", "read_head", "variables_in"]

#: tokens from an index to another, the second excluded
Range = tuple[int, int]
#: the offsets of a piece of text, and what to write in its place
Edit = tuple[int, int, str]

_OPENING = {"{", "(", "[", "<<", "<<(", "{|"}
_CLOSING = {"}", ")", "]", ">>", ")>>", "|}"}
_MODIFIERS = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")
_AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})


@dataclass(frozen=True)
class Projected:
    """One column of a SELECT: its name, its token or tokens, and the expression where there is one."""

    name: str
    tokens: Range
    expression: Range | None = None
    aggregate: bool = False


@dataclass(frozen=True)
class Head:
    """The outer parts of a query; a range is empty where the part is not there."""

    form: str = ""
    form_at: int = 0
    prefixes: Mapping[str, str] = field(default_factory=dict)
    base: str | None = None
    distinct: bool = False
    star: bool = False
    projection: tuple[Projected, ...] = ()
    template: Range = (0, 0)
    dataset: tuple[tuple[bool, int], ...] = ()
    dataset_range: Range = (0, 0)
    where: Range = (0, 0)
    modifiers: Mapping[str, Range] = field(default_factory=dict)

    def modifier(self, name: str) -> Range:
        """The tokens after GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET or VALUES."""
        return self.modifiers.get(name, (0, 0))

    @property
    def aggregates(self) -> bool:
        """Whether the rows are groups of solutions."""
        return "GROUP" in self.modifiers or any(p.aggregate for p in self.projection)


def read_head(tokens: Sequence[Token], start: int = 0, *, base: str | None = None) -> Head:
    """The outer parts of the query, or of the sub-select whose SELECT stands at `start`.

    >>> from kgtools.model.sparql import tokenize
    >>> head = read_head(tokenize("SELECT ?a (COUNT(?b) AS ?n) { ?a :p ?b } GROUP BY ?a"))
    >>> [p.name for p in head.projection], head.aggregates
    (['a', 'n'], True)
    """
    at = start
    prefixes: dict[str, str] = {}
    while at < len(tokens) and tokens[at].upper in ("PREFIX", "BASE"):
        if tokens[at].upper == "BASE" and at + 1 < len(tokens):
            base = iri_of(tokens[at + 1], prefixes, base)
            at += 2
        elif at + 2 < len(tokens):
            namespace = iri_of(tokens[at + 2], prefixes, base)
            if namespace is not None:
                prefixes[tokens[at + 1].text.removesuffix(":")] = namespace
            at += 3
        else:
            break
    form = tokens[at].text.lower() if at < len(tokens) else ""
    if form not in ("select", "ask", "construct", "describe"):
        return Head(prefixes=prefixes, base=base)
    form_at = at
    at += 1
    distinct = star = False
    projection: list[Projected] = []
    template = (0, 0)
    if form == "construct" and at < len(tokens) and tokens[at].text == "{":
        end = closing(tokens, at)
        template = (at, end + 1)
        at = end + 1
    while at < len(tokens) and not (tokens[at].upper in ("FROM", "WHERE") or tokens[at].text == "{"):
        token = tokens[at]
        if token.upper in ("DISTINCT", "REDUCED"):
            distinct = distinct or token.upper == "DISTINCT"
        elif token.text == "*":
            star = True
        elif token.kind == "variable":
            projection.append(Projected(token.variable, (at, at + 1)))
        elif token.text == "(":
            end = closing(tokens, at)
            if tokens[end - 1].kind == "variable" and tokens[end - 2].upper == "AS":
                inside = (at + 1, end - 2)
                aggregate = _has_aggregate(tokens, inside) or any(
                    p.aggregate and p.name in variables_in(tokens, inside) for p in projection
                )
                projection.append(Projected(tokens[end - 1].variable, (at, end + 1), inside, aggregate))
            at = end
        elif token.text in _CLOSING or token.upper in _MODIFIERS:
            break
        at += 1
    dataset: list[tuple[bool, int]] = []
    dataset_start = at
    while at < len(tokens) and tokens[at].upper == "FROM":
        named = at + 1 < len(tokens) and tokens[at + 1].upper == "NAMED"
        dataset.append((named, at + 2 if named else at + 1))
        at += 3 if named else 2
    dataset_range = (dataset_start, at)
    where = (0, 0)
    if at < len(tokens) and tokens[at].upper == "WHERE":
        at += 1
    if at < len(tokens) and tokens[at].text == "{":
        where = (at, closing(tokens, at) + 1)
        at = where[1]
    modifiers = _read_modifiers(tokens, at)
    return Head(
        form, form_at, prefixes, base, distinct, star, tuple(projection), template,
        tuple(d for d in dataset if d[1] < len(tokens)), dataset_range, where, modifiers,
    )  # fmt: skip


def _read_modifiers(tokens: Sequence[Token], at: int) -> dict[str, Range]:
    modifiers: dict[str, Range] = {}
    name, begin, depth = "", at, 0
    while at < len(tokens):
        token = tokens[at]
        if depth == 0 and token.text in _CLOSING:
            break
        if depth == 0 and token.upper in _MODIFIERS:
            if name:
                modifiers[name] = (begin, at)
            name = token.upper
            begin = at + 2 if name in ("GROUP", "ORDER") else at + 1
        depth += (token.text in _OPENING) - (token.text in _CLOSING)
        at += 1
    if name:
        modifiers[name] = (begin, at)
    return modifiers


def closing(tokens: Sequence[Token], opening: int) -> int:
    """The index of the bracket that closes the one at `opening`."""
    depth = 0
    for at in range(opening, len(tokens)):
        text = tokens[at].text
        if text in _OPENING:
            depth += 1
        elif text in _CLOSING:
            depth -= 1
            if depth == 0:
                return at
    return len(tokens) - 1


def iri_of(token: Token, prefixes: Mapping[str, str], base: str | None) -> str | None:
    """The IRI that a token stands for, or None where it stands for none."""
    if token.kind == "iri":
        written = re.sub(
            r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})", lambda m: chr(int(m[1] or m[2], 16)), token.text[1:-1]
        )
        return urljoin(base, written) if base else written
    if token.kind == "pname":
        prefix, _, local = token.text.partition(":")
        if prefix in prefixes:
            return prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)
    return None


def variables_in(tokens: Sequence[Token], part: Range) -> frozenset[str]:
    """The names of the variables in a range."""
    return frozenset(t.variable for t in tokens[part[0] : part[1]] if t.kind == "variable")


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text with pieces replaced; none may overlap.

    >>> apply_edits("SELECT ?x", [(7, 9, "*")])
    'SELECT *'
    """
    parts: list[str] = []
    done = 0
    for start, end, replacement in sorted(edits):
        parts += [text[done:start], replacement]
        done = end
    return "".join([*parts, text[done:]])


def _has_aggregate(tokens: Sequence[Token], part: Range) -> bool:
    return any(
        t.upper in _AGGREGATES and tokens[i + part[0] + 1].text == "(" for i, t in enumerate(tokens[slice(*part)])
    )
