"""Pre-binding (appendix A): a query in which some variables have values before anything else is evaluated.

SPARQL evaluates groups from the inside out, so a value that is joined at the outside does not reach a FILTER or BIND
within. Here the value is written in place of the variable, everywhere. What stands in a place that takes no term is
turned into what means the same: ``SELECT $this`` is ``SELECT (<…> AS ?this)``, ``bound($this)`` is ``true``. A blank
node has no spelling in SPARQL; its variable stays, and every group begins with a BIND that gives it the node.

Where literals are kept as they were written (:mod:`kgtools.shacl.sparql.spelling`), the query looks at their values by
a function: ``?a < 5`` is ``<…value>(?a) < 5``, and ``STR(?a)`` stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from kgtools.model.sparql import Token
from kgtools.shacl.sparql.roles import GRAPH, NODE, RAW, VALUE, VERB, matching_brackets, roles
from kgtools.shacl.sparql.spelling import constants

__all__ = ["Template", "make_template"]

#: pieces of a query: text, or the place of a variable as ``[how, name]``; how is one of term, value (a term that an
#: expression looks at as a value), name (where an IRI must stand), bound, select (with the name that it is given as),
#: group (in GROUP BY and ORDER BY) and open (behind an opening brace)
Template = list[str | list[str]]

_SELECT_ENDS = {"WHERE", "FROM"}
_GROUP_ENDS = {"HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"}
_FUNCTION = "urn:x-kgtools:function:"
#: functions of SPARQL that know literals by their value; these know them as they were written
_OWN = {"DATATYPE": "datatype", "STRDT": "typed", "MIN": "least", "MAX": "greatest"}
#: functions that give terms as they were written
_GIVING = {"STRDT", "MIN", "MAX", "SUBJECT", "PREDICATE", "OBJECT"}


def make_template(
    text: str, tokens: list[Token], names: Collection[str], written: Mapping[str, str] | None = None
) -> Template:
    """The query with a place wherever one of the variables `names` stands.

    `written` gives the literals of the query that are kept as they were written, with what stands for them; None
    where no literal of the data or the query is.

    >>> from kgtools.model.sparql import tokenize
    >>> query = "SELECT $this { $this ?p 1 FILTER (bound($this)) }"
    >>> make_template(query, tokenize(query), {"this"})[:4]
    ['SELECT ', ['select', 'this', 'this'], ' {', ['open', '']]
    >>> query = "ASK { FILTER (?x < 5) }"
    >>> make_template(query, tokenize(query), {"this"}, {})[2:]
    [' FILTER (', '<urn:x-kgtools:function:value>(?x)', ' < 5) }']
    """
    role = roles(tokens)
    changes = {} if written is None else _changes(tokens, role, names, written)
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
        if i in changes:
            behind, new = changes[i]
            out += [text[at : token.start], new]
            at = tokens[behind - 1].end
            skip = behind - i - 1
        elif token.text == "{":
            out += [text[at : token.end], ["open", ""]]
            at = token.end
        elif token.upper == "BOUND" and i + 3 < len(tokens) and tokens[i + 2].variable in names:
            out += [text[at : token.start], ["bound", tokens[i + 2].variable]]
            at = tokens[i + 3].end
            skip = 3
        elif token.variable and token.variable in names:
            how = "name" if role[i] in (VERB, GRAPH) else "value" if role[i] == VALUE else "term"
            if clause and depth == 0:
                how = clause
            # a nested SELECT must not give the name that the SELECT around it gives
            alias = token.variable if selects == 1 else f"{token.variable}_{i}"
            out += [text[at : token.start], [how, token.variable, alias] if how == "select" else [how, token.variable]]
            at = token.end
    return [piece for piece in [*out, text[at:]] if piece]


def _changes(
    tokens: list[Token], role: list[str], names: Collection[str], written: Mapping[str, str]
) -> dict[int, tuple[int, str]]:
    """What is written otherwise where literals are kept as they were written: by the first token of each place, the
    token behind it and the new text.
    """
    found: dict[int, tuple[int, str]] = {}
    for begin, behind, literal in constants(tokens):
        # a sign belongs to the number in a pattern, and is an operator in an expression
        if role[behind - 1 if tokens[behind - 1].kind == "number" else begin] in (NODE, RAW) and literal in written:
            found[begin] = (behind, f" {written[literal]} ")
    closes = matching_brackets(tokens)
    for i, token in enumerate(tokens):
        if token.kind == "variable" and role[i] == VALUE and token.variable not in names:
            found[i] = (i + 1, f"<{_FUNCTION}value>({token.text})")
        elif token.upper in {*_OWN, *_GIVING} and i + 1 in closes and role[i] in (RAW, VALUE):
            name = f"<{_FUNCTION}{_OWN[token.upper]}>" if token.upper in _OWN else token.text
            if token.upper in ("MIN", "MAX") and tokens[i + 2].upper == "DISTINCT":
                # it makes no difference to them, and own functions do not have it
                found[i + 2] = (i + 3, "")
            if token.upper in _GIVING and role[i] == VALUE:
                name = f"<{_FUNCTION}value>({name}"
                end = closes[i + 1]
                found[end] = (end + 1, found[end][1] + ")" if end in found else "))")
            found[i] = (i + 1, name)
    return found
