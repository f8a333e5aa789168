"""Pre-binding (appendix A): a query in which some variables have values before anything else is evaluated.

SPARQL evaluates groups from the inside out, so a value that is joined at the outside does not reach a FILTER or BIND
within. Here the value is written in place of the variable, everywhere. What stands in a place that takes no term is
turned into what means the same: ``SELECT $this`` is ``SELECT (<…> AS ?this)``, ``bound($this)`` is ``true``. A blank
node has no spelling in SPARQL; its variable stays, and every group begins with a BIND that gives it the node.
"""

from __future__ import annotations

from collections.abc import Collection

from kgtools.model.sparql import Token

__all__ = ["Template", "make_template"]

#: pieces of a query: text, or the place of a variable as ``[how, name]``; how is one of term, subject, bound, select
#: (with the name that it is given as), group (in GROUP BY and ORDER BY) and open (behind an opening brace)
Template = list[str | list[str]]

_SELECT_ENDS = {"WHERE", "FROM"}
_GROUP_ENDS = {"HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"}


def make_template(text: str, tokens: list[Token], names: Collection[str]) -> Template:
    """The query with a place wherever one of the variables `names` stands.

    >>> from kgtools.model.sparql import tokenize
    >>> query = "SELECT $this { $this ?p 1 FILTER (bound($this)) }"
    >>> make_template(query, tokenize(query), {"this"})[:4]
    ['SELECT ', ['select', 'this', 'this'], ' {', ['open', '']]
    """
    out: Template = []
    at = 0
    clause = ""
    depth = 0
    skip = selects = 0
    for i, token in enumerate(tokens):
        if skip:
            skip -= 1
            continue
        if token.upper == "SELECT":
            clause, depth = "select", 0
            selects += 1
        elif token.text in "{}" or (clause == "select" and token.upper in _SELECT_ENDS):
            clause = ""
        elif token.upper in ("GROUP", "ORDER"):
            clause, depth = "group", 0
        elif clause == "group" and token.upper in _GROUP_ENDS - {"ORDER"}:
            clause = ""
        depth += (token.text == "(") - (token.text == ")")
        if token.text == "{":
            out += [text[at : token.end], ["open", ""]]
            at = token.end
        elif token.upper == "BOUND" and i + 3 < len(tokens) and tokens[i + 2].variable in names:
            out += [text[at : token.start], ["bound", tokens[i + 2].variable]]
            at = tokens[i + 3].end
            skip = 3
        elif token.variable and token.variable in names:
            how = "term"
            if clause and depth == 0:
                how = clause
            elif not clause and depth == 0 and _is_subject(tokens, i):
                how = "subject"
            # a nested SELECT must not give the name that the SELECT around it gives
            alias = token.variable if selects == 1 else f"{token.variable}_{i}"
            out += [text[at : token.start], [how, token.variable, alias] if how == "select" else [how, token.variable]]
            at = token.end
    return [piece for piece in [*out, text[at:]] if piece]


def _is_subject(tokens: list[Token], i: int) -> bool:
    """Whether a variable outside of brackets begins a triple pattern."""
    before = tokens[i - 1]
    return before.text in ("{", "}", ".", ")") or before.kind == "word"
