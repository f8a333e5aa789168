"""Parts of a query as its text has them, and terms of the data as the query would write them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from functools import cached_property

from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term
from kgtools.sparql import algebra
from kgtools.sparql.algebra import Operator
from kgtools.sparql.expressions import (
    Aggregate,
    BuiltinCall,
    Constant,
    Exists,
    FunctionCall,
    Link,
    Path,
    TripleTerm,
    Variable,
)
from kgtools.sparql.node import Node
from kgtools.sparql.scope import is_visible
from kgtools.sparql.serialize.terms import path_text, term_text
from kgtools.sparql.syntax import Triple
from kgtools.sparql.text.places import place_of
from kgtools.sparql.text.tokens import Token, tokenize
from kgtools.sparql.why_not.remark import Remark
from kgtools.text.characters import visible

__all__ = ["QueryText"]

#: characters of a pattern that are shown
_MAX_CHARACTERS = 160
_IRI = re.compile(r"<([^<>\"{}|^`\\\x00-\x20]*)>")
#: how operators that hold others are shown
_SHOWN: dict[type, str] = {
    algebra.LeftJoin: "OPTIONAL { … }",
    algebra.Minus: "MINUS { … }",
    algebra.Union: "{ … } UNION { … }",
    algebra.Project: "the sub-select",
    algebra.Distinct: "the sub-select",
    algebra.Reduced: "the sub-select",
    algebra.Slice: "the sub-select",
    algebra.OrderBy: "the sub-select",
    algebra.Group: "the grouped pattern",
}
_OPEN, _CLOSE = "({[", ")}]"
#: what ends one of several conditions at their level
#: the tokens that a literal may begin with
_LITERALS = ("string", "number", "TRUE", "FALSE", "+", "-")
_ENDS = ("&&", ",", ";", "AS")
_CALLS = (BuiltinCall, FunctionCall, Exists, Aggregate)


class QueryText:
    """The text of a query: what is where.

    >>> from kgtools.sparql.parse import parse_query
    >>> text = "PREFIX e: <http://e/> ASK { ?s e:p 01 ; e:q [] }"
    >>> written = QueryText(text, {"e": "http://e/"})
    >>> first, second = parse_query(text).where.elements[0].triples
    >>> written.node(first), written.node(second), written.term(NamedNode("http://e/x"))
    ('?s e:p 01', '?s e:q []', 'e:x')
    """

    def __init__(self, text: str, prefixes: Mapping[str, str], *, source: str = "") -> None:
        self.text = text
        self.source = source
        self._prefixes = PrefixTable.writable(prefixes)
        #: what stands for a variable that translation made: an aggregate
        self._hidden: dict[str, Node] = {}
        #: the patterns that translation made several of, by their places
        self._sequences: dict[int, Triple] = {}

    def know(self, tree: Node, translated: Node) -> None:
        """Take down what the parts of a translated query stand for in its syntax tree."""
        for node in translated.walk():
            if isinstance(node, algebra.Group):
                self._hidden.update((variable.name, aggregate) for variable, aggregate in node.aggregates)
        for node in tree.walk():
            if isinstance(node, Triple) and isinstance(node.predicate, Path) and not isinstance(node.predicate, Link):
                self._sequences[node.place] = node

    def remark(
        self,
        kind: str,
        message: str,
        node: Node | int,
        *,
        pattern: str | None = None,
        nearest: tuple[str, ...] = (),
        rows: int | None = None,
    ) -> Remark:
        """A remark about what is at the place of a node (or at an offset)."""
        offset = node if isinstance(node, int) else self.place(node)
        line, column = place_of(self.text, offset) if self.text and offset >= 0 else (0, 0)
        pattern_text = pattern if pattern is not None else "" if isinstance(node, int) else self.node(node)
        return Remark(kind, message, pattern_text, line, column, nearest, rows, self.source)

    def at(self, node: Node) -> str:
        """Where a node is, in brackets behind what is named: `` (line 3, column 7)``."""
        offset = self.place(node)
        if not self.text or offset < 0:
            return ""
        line, column = place_of(self.text, offset)
        return f" (line {line}, column {column})"

    def place(self, node: Node) -> int:
        """The offset of a node, or of the first part of it that has one; -1 where none has."""
        if node.place >= 0:
            return node.place
        return min((part.place for part in node.walk() if part.place >= 0), default=-1)

    # what is written --------------------------------------------------------------------------------------------

    def node(self, node: Node) -> str:
        """A triple, path, term, or expression as the query has it, in one line."""
        match node:
            case Triple(subject=subject, predicate=predicate, object=object_):
                if self.is_step(node):
                    return f"{self.node(predicate)} in {self.node(self._sequences[node.place])}"
                return " ".join(self.node(part) for part in (subject, predicate, object_))
            case Variable():
                return self._variable(node)
            case Constant(term=term):
                return self._constant(node, term)
            case TripleTerm(subject=subject, predicate=predicate, object=object_):
                return f"<<( {' '.join(self.node(part) for part in (subject, predicate, object_))} )>>"
            case Path():
                return self.short(path_text(node))
            case Operator():
                return self._operator(node)
        return self._slice(node)

    def is_step(self, node: Triple | algebra.PathPattern) -> bool:
        """Whether a pattern is one of several that a path was translated to."""
        return node.place in self._sequences and any(map(_is_hidden, (node.subject, node.object)))

    def _operator(self, node: Operator) -> str:
        """An operator in few words of its syntax."""
        match node:
            case algebra.Graph(name=name):
                return f"GRAPH {self.node(name)} {{ … }}"
            case algebra.Service(name=name):
                return f"SERVICE {self.node(name)} {{ … }}"
            case algebra.BGP(triples=triples):
                return self._line(" . ".join(map(self.node, triples)))
            case algebra.PathPattern(subject=subject, path=path, object=object_):
                if self.is_step(node):
                    return f"{self.node(path)} in {self.node(self._sequences[node.place])}"
                return f"{self.node(subject)} {self.node(path)} {self.node(object_)}"
            case algebra.Extend(variable=variable, expression=expression) if is_visible(variable.name):
                expression_text = self.node(expression) or "…"
                return f"BIND({expression_text} AS ?{variable.name})"
            case algebra.Values(variables=variables):
                return f"VALUES {' '.join(map(self.node, variables))} {{ … }}"
        return _SHOWN.get(type(node), "the group")

    def _variable(self, node: Variable) -> str:
        if node.name.startswith("."):
            return self.node(self._hidden[node.name]) if node.name in self._hidden else "[]"
        if node.is_blank:
            token = self.token(node.place)
            return token.text if token is not None and token.key == "blank" else "[]"
        return f"?{node.name}"

    def _constant(self, node: Constant, term: Term) -> str:
        token = self.token(node.place)
        if token is None:
            return self.term(term)
        if token.key == "variable":
            # a parameter of a stored query
            return f"{token.text} ({self.term(term)})"
        if isinstance(term, NamedNode) and token.key in ("pname", "iri", "a"):
            return visible(token.text)
        if isinstance(term, Literal) and token.key in _LITERALS:
            return self._line(self.text[token.start : self._end_of_literal(token)])
        return self.term(term)

    def _end_of_literal(self, token: Token) -> int:
        """Where a literal ends that begins with a token: behind its sign, its language tag or its datatype."""
        at = bisect_left(self._starts, token.start)
        following = [one.key for one in self._tokens[at + 1 : at + 3]]
        if token.key in ("+", "-") or following[:1] == ["language"]:
            return self._tokens[at + 1].end
        if token.key == "string" and following[:1] == ["^^"] and len(following) > 1:
            return self._tokens[at + 2].end
        return token.end

    def _slice(self, node: Node) -> str:
        """The text from the place of an expression to its end."""
        start = self.place(node)
        tokens = self._tokens
        at = bisect_left(self._starts, start) if start >= 0 else len(tokens)
        if at == len(tokens):
            return ""
        depth, end = 0, start
        call = isinstance(node, _CALLS)
        for token in tokens[at:]:
            if depth == 0 and end > start and (token.text in _ENDS or token.key in _ENDS):
                break
            if token.key[:1] in _CLOSE and token.key[:1]:
                depth -= 1
                if depth < 0:
                    break
            end = token.end
            if len(token.key) == 1 and token.key in _OPEN:
                depth += 1
            elif depth == 0 and call and token.key[-1:] in _CLOSE and token.key[-1:]:
                break
        return self._line(self.text[start:end])

    def _line(self, text: str) -> str:
        text = visible(" ".join(text.split()))
        return text if len(text) <= _MAX_CHARACTERS else text[: _MAX_CHARACTERS - 1] + "…"

    @cached_property
    def _tokens(self) -> list[Token]:
        return tokenize(self.text) if self.text else []

    @cached_property
    def _starts(self) -> list[int]:
        return [token.start for token in self._tokens]

    def token(self, place: int) -> Token | None:
        """The token that begins at an offset."""
        at = bisect_left(self._starts, place) if place >= 0 else len(self._starts)
        return self._tokens[at] if at < len(self._starts) and self._starts[at] == place else None

    def tokens_from(self, place: int) -> list[Token]:
        """The tokens from an offset on."""
        return self._tokens[bisect_left(self._starts, place) :] if place >= 0 else []

    def prefix_of(self, node: Node) -> str | None:
        """The prefix that a term is written with; None where it is written in full, or not at all."""
        token = self.token(node.place)
        return token.text.partition(":")[0] if token is not None and token.key == "pname" else None

    def keyword(self, word: str, node: Node) -> int:
        """The offset of the last such keyword that belongs to what begins at a node."""
        depth, place = 0, node.place
        for token in self.tokens_from(node.place):
            if token.key in ("{", "}"):
                depth += 1 if token.key == "{" else -1
                if depth < 0:
                    break
            elif depth == 0 and token.key == word:
                place = token.start
        return place

    # terms of the data ------------------------------------------------------------------------------------------

    def term(self, term: Term) -> str:
        """A term as the query would write it, on one line and with controls made visible."""
        if isinstance(term, NamedNode):
            return visible(self._prefixes.shorten(term.value) or str(term))
        if isinstance(term, BlankNode):
            # its label is none of the data
            return "a blank node"
        if isinstance(term, Literal) and len(term.value) > _MAX_CHARACTERS:
            beginning = term.value[:_MAX_CHARACTERS]
            return self.short(term_text(Literal(beginning + "…", language=term.language)))
        return self.short(term_text(term))

    def short(self, text: str) -> str:
        """A text in which IRIs are in full, with the prefixes of the query."""
        if text.startswith('"'):
            # what is within the string is not an IRI
            end = text.rindex('"') + 1
            return visible(text[:end]) + _IRI.sub(self._shortened, text[end:])
        return visible(_IRI.sub(self._shortened, text))

    def _shortened(self, match: re.Match[str]) -> str:
        return self._prefixes.shorten(match[1]) or match[0]


def _is_hidden(node: Node) -> bool:
    return isinstance(node, Variable) and node.name.startswith(".")
