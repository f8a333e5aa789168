"""The triple patterns of a query's WHERE clause, and a wider query that binds everything they need.

The witness of a SELECT is the query ``SELECT * { … }`` over the same patterns, with paths opened into steps and blank
nodes made variables, so that each of its solutions says which triples were met. A sub-select has a witness of its own,
joined by the columns that it gives. What only excludes (MINUS, NOT EXISTS) and what only computes (FILTER, BIND,
VALUES) stays as it is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from kgtools.errors import QueryError
from kgtools.model.sparql import Token, place_of
from kgtools.query.head import Head, closing, read_head
from kgtools.query.witness import Child, Closure, Node, Pattern, Witness

__all__ = ["witness_of"]

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_PREFIX = "__kg"
#: a path: its kind, then what it is made of
_Path: TypeAlias = tuple[Any, ...]


def witness_of(text: str, tokens: Sequence[Token], head: Head, *, source: str = "") -> Witness:
    """The witness of a SELECT query.

    >>> from kgtools.model.sparql import tokenize
    >>> query = "SELECT ?a { ?a :p/:q ?b }"
    >>> tokens = tokenize(query)
    >>> [p.predicate.text for p in witness_of(query, tokens, read_head(tokens)).patterns]
    [':p', ':q']

    Raises :class:`QueryError` for patterns that it cannot follow (triple terms, SERVICE).
    """
    return _witness(text, tokens, head, source, None)


def _witness(text: str, tokens: Sequence[Token], head: Head, source: str, graph: Node | None) -> Witness:
    reader = _Reader(text, tokens, source)
    where = reader.group(*head.where, graph)
    binds = [
        f"BIND({reader.raw(*p.expression)} AS ?{p.name})"
        for p in head.projection
        if p.expression is not None and not p.aggregate
    ]
    inside = " ".join([where, *binds, *reader.group_binds(head)])
    if graph is not None:
        inside = f"GRAPH {graph.text} {{ {inside} }}"
    begin, end = head.modifier("VALUES")
    if end > begin:
        inside += f" {reader.raw(begin - 1, end)}"
    return Witness(inside, tuple(reader.patterns), tuple(reader.closures), tuple(reader.children))


class _Reader:
    def __init__(self, text: str, tokens: Sequence[Token], source: str) -> None:
        self.text = text
        self.tokens = tokens
        self.source = source
        self.patterns: list[Pattern] = []
        self.closures: list[Closure] = []
        self.children: list[Child] = []
        self.made = 0

    def fresh(self) -> Node:
        self.made += 1
        name = f"{_PREFIX}{self.made}"
        return Node(f"?{name}", name)

    def unsupported(self, at: int, what: str) -> QueryError:
        line, column = place_of(self.text, self.tokens[at].start)
        return QueryError(f"--why cannot follow {what}; ask without it.", source=self.source, line=line, column=column)

    def raw(self, start: int, end: int) -> str:
        """The text of a range of tokens as it is written."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end] if end > start else ""

    def group(self, start: int, end: int, graph: Node | None) -> str:
        """The inside of the group whose braces stand at `start` and `end - 1`."""
        if start >= end:
            return ""
        at, stop = start + 1, end - 1
        if at < stop and self.tokens[at].upper == "SELECT":
            return self.sub_select(at, graph)
        parts: list[str] = []
        while at < stop:
            token = self.tokens[at]
            word = token.upper
            if word == "FILTER":
                after = self.end_of_filter(at, stop)
                parts.append(self.raw(at, after))
                parts += self.existing(at, after, graph)
            elif word == "BIND":
                after = closing(self.tokens, at + 1) + 1
                parts.append(self.raw(at, after))
            elif word == "VALUES":
                at_brace = at + 1
                while self.tokens[at_brace].text != "{":
                    at_brace += 1
                after = closing(self.tokens, at_brace) + 1
                parts.append(self.raw(at, after))
            elif word in ("OPTIONAL", "LATERAL"):
                after = closing(self.tokens, at + 1) + 1
                parts.append(f"{word} {{ {self.group(at + 1, after, graph)} }}")
            elif word == "MINUS":
                after = closing(self.tokens, at + 1) + 1
                parts.append(self.raw(at, after))
            elif word == "GRAPH":
                node, _ = self.node(at + 1, [], graph)
                after = closing(self.tokens, at + 2) + 1
                parts.append(f"GRAPH {node.text} {{ {self.group(at + 2, after, node)} }}")
            elif word == "SERVICE":
                raise self.unsupported(at, "SERVICE")
            elif word == "UNION":
                parts.append("UNION")
                after = at + 1
            elif token.text == "{":
                after = closing(self.tokens, at) + 1
                parts.append(f"{{ {self.group(at, after, graph)} }}")
            elif token.text == ".":
                after = at + 1
            else:
                triples: list[str] = []
                after = self.triples(at, triples, graph)
                parts += triples
            if after <= at:
                raise self.unsupported(at, f'"{token.text}"')
            at = after
        return " ".join(parts)

    def end_of_filter(self, at: int, stop: int) -> int:
        after = at + 1
        while after < stop and self.tokens[after].text not in ("(", "{"):
            after += 1
        return closing(self.tokens, after) + 1

    def existing(self, start: int, end: int, graph: Node | None) -> list[str]:
        """What FILTER EXISTS { … } has met, as an OPTIONAL part; NOT EXISTS has met nothing."""
        parts: list[str] = []
        at = start
        while at < end:
            if self.tokens[at].upper == "EXISTS" and at + 1 < end:
                after = closing(self.tokens, at + 1) + 1
                if self.tokens[at - 1].upper != "NOT":
                    parts.append(f"OPTIONAL {{ {self.group(at + 1, after, graph)} }}")
                at = after
            else:
                at += 1
        return parts

    def sub_select(self, at: int, graph: Node | None) -> str:
        """A sub-select as it is written; its own witness is asked apart, and joined by the columns that it gives.

        Opened in place, the patterns of two sub-selects that share no column would be multiplied with each other.
        """
        head = read_head(self.tokens, at)
        end = max([head.where[1], *(stop for _, stop in head.modifiers.values())])
        witness = _witness(self.text, self.tokens, head, self.source, graph)
        if head.star:
            inside = {t.variable for t in self.tokens[slice(*head.where)] if t.kind == "variable"}
            names = sorted(inside)
        else:
            names = [p.name for p in head.projection if not p.aggregate]
        keys = [(name, name) for name in names]
        if graph is not None and graph.variable and graph.variable not in names:
            keys.append((graph.variable, graph.variable))
        self.children.append(Child(witness, tuple(keys)))
        return self.raw(at, end)

    def group_binds(self, head: Head) -> list[str]:
        """GROUP BY (expression AS ?x) as BIND."""
        binds: list[str] = []
        at, stop = head.modifier("GROUP")
        while at < stop:
            if self.tokens[at].text == "(":
                end = closing(self.tokens, at)
                if self.tokens[end - 2].upper == "AS":
                    binds.append(f"BIND{self.raw(at, end + 1)}")
                at = end
            at += 1
        return binds

    # triples

    def triples(self, at: int, out: list[str], graph: Node | None) -> int:
        subject, at = self.node(at, out, graph)
        if at < len(self.tokens) and self.tokens[at].text not in (".", "}", "]"):
            at = self.properties(subject, at, out, graph)
        return at

    def properties(self, subject: Node, at: int, out: list[str], graph: Node | None) -> int:
        while True:
            while self.tokens[at].text == ";":
                at += 1
            if self.tokens[at].text in (".", "}", "]") or self.tokens[at].upper in (
                "FILTER", "BIND", "VALUES", "OPTIONAL", "MINUS", "GRAPH", "SERVICE", "UNION", "LATERAL",
            ) or self.tokens[at].text == "{":  # fmt: skip
                return at
            if self.tokens[at].kind == "variable":
                verb: _Path = ("node", self.variable(self.tokens[at].variable))
                at += 1
            else:
                verb, at = self.path(at)
            while True:
                value, at = self.node(at, out, graph)
                self.follow(subject, verb, value, out, graph)
                if self.tokens[at].text in ("{|", "~"):
                    raise self.unsupported(at, "annotations of triples")
                if self.tokens[at].text != ",":
                    break
                at += 1
            if self.tokens[at].text != ";":
                return at

    def variable(self, name: str) -> Node:
        return Node(f"?{name}", name)

    def node(self, at: int, out: list[str], graph: Node | None) -> tuple[Node, int]:
        """A subject, an object, or the name of a graph."""
        token = self.tokens[at]
        if token.kind == "variable":
            return self.variable(token.variable), at + 1
        if token.kind == "blank":
            return self.variable(f"{_PREFIX}b_{token.text[2:].replace('-', '_').replace('.', '_')}"), at + 1
        if token.kind in ("iri", "pname", "number") or token.upper in ("TRUE", "FALSE"):
            return Node(token.text), at + 1
        if token.kind == "string":
            after = at + 1
            if after < len(self.tokens) and self.tokens[after].kind == "language":
                after += 1
            elif after < len(self.tokens) and self.tokens[after].text == "^^":
                after += 2
            return Node(self.raw(at, after)), after
        if token.text in "+-" and self.tokens[at + 1].kind == "number":
            return Node(self.raw(at, at + 2)), at + 2
        if token.text == "[":
            made = self.fresh()
            if self.tokens[at + 1].text == "]":
                return made, at + 2
            return made, self.properties(made, at + 1, out, graph) + 1
        if token.text == "(":
            return self.collection(at, out, graph)
        raise self.unsupported(at, f'"{token.text}"')

    def collection(self, at: int, out: list[str], graph: Node | None) -> tuple[Node, int]:
        nil, first, rest = (Node(f"<{_RDF}{name}>") for name in ("nil", "first", "rest"))
        members: list[Node] = []
        at += 1
        while self.tokens[at].text != ")":
            member, at = self.node(at, out, graph)
            members.append(member)
        links = [self.fresh() for _ in members] + [nil]
        for number, member in enumerate(members):
            self.add(links[number], first, member, out, graph)
            self.add(links[number], rest, links[number + 1], out, graph)
        return links[0], at + 1

    # paths

    def path(self, at: int) -> tuple[_Path, int]:
        arms = []
        while True:
            arm, at = self.sequence(at)
            arms.append(arm)
            if self.tokens[at].text != "|":
                break
            at += 1
        return (arms[0] if len(arms) == 1 else ("alternative", *arms)), at

    def sequence(self, at: int) -> tuple[_Path, int]:
        steps = []
        while True:
            if self.tokens[at].text == "^":
                step, at = self.element(at + 1)
                step = ("inverse", step)
            else:
                step, at = self.element(at)
            steps.append(step)
            if self.tokens[at].text != "/":
                break
            at += 1
        return (steps[0] if len(steps) == 1 else ("sequence", *steps)), at

    def element(self, at: int) -> tuple[_Path, int]:
        begin = at
        token = self.tokens[at]
        path: _Path
        if token.text == "(":
            path, at = self.path(at + 1)
            at += 1
        elif token.text == "!":
            at = closing(self.tokens, at + 1) + 1 if self.tokens[at + 1].text == "(" else at + 2
            if self.tokens[at - 2].text == "^":
                at += 1
            path = ("negated", *self.tokens[begin + 1 : at])
        elif token.kind in ("iri", "pname") or token.text == "a":
            path = ("node", Node(f"<{_RDF}type>" if token.text == "a" else token.text))
            at += 1
        else:
            raise self.unsupported(at, f'"{token.text}"')
        if self.tokens[at].text in ("*", "+", "?"):
            path = ("repeated", path, self.raw(begin, at), self.tokens[at].text)
            at += 1
        return path, at

    def follow(self, subject: Node, path: _Path, value: Node, out: list[str], graph: Node | None) -> None:
        kind = path[0]
        if kind == "node":
            self.add(subject, path[1], value, out, graph)
        elif kind == "inverse":
            self.follow(value, path[1], subject, out, graph)
        elif kind == "sequence":
            nodes = [subject, *(self.fresh() for _ in path[2:]), value]
            for number, step in enumerate(path[1:]):
                self.follow(nodes[number], step, nodes[number + 1], out, graph)
        elif kind == "alternative":
            arms = []
            for step in path[1:]:
                inside: list[str] = []
                self.follow(subject, step, value, inside, graph)
                arms.append(f"{{ {' '.join(inside)} }}")
            out.append(" UNION ".join(arms))
        elif kind == "negated":
            self.negated(subject, path[1:], value, out, graph)
        else:
            self.repeated(subject, path, value, out, graph)

    def negated(self, subject: Node, tokens: Sequence[Token], value: Node, out: list[str], graph: Node | None) -> None:
        forward: list[str] = []
        backward: list[str] = []
        inverse = False
        for token in tokens:
            if token.text == "^":
                inverse = True
            elif token.kind in ("iri", "pname") or token.text == "a":
                (backward if inverse else forward).append(f"<{_RDF}type>" if token.text == "a" else token.text)
                inverse = False
        arms = []
        for excluded, first, second in ((forward, subject, value), (backward, value, subject)):
            if excluded:
                verb = self.fresh()
                inside: list[str] = []
                self.add(first, verb, second, inside, graph)
                arms.append(f"{{ {' '.join(inside)} FILTER({verb.text} NOT IN ({', '.join(excluded)})) }}")
        out.append(" UNION ".join(arms))

    def repeated(self, subject: Node, path: _Path, value: Node, out: list[str], graph: Node | None) -> None:
        _, step, written, mark = path
        out.append(f"{subject.text} ({written}){mark} {value.text} .")
        inner = _Reader(self.text, self.tokens, self.source)
        inner.made = self.made + 1000
        inside: list[str] = []
        inner.follow(Node("?a", "a"), step, Node("?b", "b"), inside, None)
        self.closures.append(
            Closure(subject, value, f"({written})", " ".join(inside), tuple(inner.patterns), graph, single=mark == "?")
        )

    def add(self, subject: Node, predicate: Node, value: Node, out: list[str], graph: Node | None) -> None:
        out.append(f"{subject.text} {predicate.text} {value.text} .")
        self.patterns.append(Pattern(subject, predicate, value, graph))
