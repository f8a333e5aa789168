"""What a query's patterns say about it before it is run: which predicates it can ask for, and whether every solution
has ``$this`` from a pattern of its own, so that it may be evaluated for all focus nodes at once.

Both answers are careful: whatever is not plainly understood is answered with "any predicate" and "no".
"""

from __future__ import annotations

from kgtools.model.sparql import Token, tokenize
from kgtools.model.vocab import RDF
from kgtools.shacl.sparql.roles import VERB, roles

__all__ = ["binds_this_everywhere", "constant_predicates", "has_optional_steps"]

_OTHER_SCOPES = {
    "SELECT",
    "GRAPH",
    "UNION",
    "BIND",
    "GROUP",
    "HAVING",
    "LIMIT",
    "OFFSET",
    "ORDER",
    "REDUCED",
    "LATERAL",
}
_AGGREGATES = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"}
_EXPRESSION = {"FILTER", "BIND"}


def binds_this_everywhere(tokens: list[Token]) -> bool:
    """Whether evaluating the query without a value for ``$this`` gives the solutions of all values at once.

    So it is where the first thing of the outermost group is a triple pattern with ``$this`` as its subject, and no
    nested group but those of EXISTS and OPTIONAL, no aggregate and no limit is there.

    >>> binds_this_everywhere(tokenize("SELECT $this { $this <http://e/p> ?v FILTER (?v < 3) }"))
    True
    >>> binds_this_everywhere(tokenize("SELECT $this { FILTER (bound($this)) }"))
    False
    """
    words = [token.upper for token in tokens]
    if words.count("SELECT") != 1 or any(word in _AGGREGATES or word in _OTHER_SCOPES - {"SELECT"} for word in words):
        return False
    opens = [i for i, token in enumerate(tokens) if token.text == "{"]
    if not opens or opens[0] + 1 >= len(tokens) or tokens[opens[0] + 1].text[1:] != "this":
        return False
    # inside OPTIONAL a filter sees $this only through the group around it; keep to EXISTS where $this is mentioned
    for i in opens[1:]:
        if tokens[i - 1].upper not in ("EXISTS", "OPTIONAL"):
            return False
    first = tokens[opens[0] + 1]
    return first.kind == "variable" and _closes_once(tokens, opens[0])


def _closes_once(tokens: list[Token], start: int) -> bool:
    depth = 0
    for i in range(start, len(tokens)):
        depth += (tokens[i].text == "{") - (tokens[i].text == "}")
        if depth == 0:
            return i == len(tokens) - 1
    return False


def constant_predicates(text: str) -> set[str] | None:
    """The IRIs that can stand where a predicate stands in some pattern of the query; None where a variable does.

    It gives all IRIs of the patterns, which are at least the predicates.

    >>> sorted(constant_predicates("PREFIX e: <http://e/> SELECT $this { $this e:p/e:q ?v . ?v a e:C }"))
    ['http://e/C', 'http://e/p', 'http://e/q', 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type']
    >>> constant_predicates("SELECT $this { $this ?p ?v }") is None
    True
    """
    tokens = tokenize(text)
    if any(token.upper in ("GRAPH", "BASE") or token.text in ("[", "<<", "<<(") for token in tokens):
        return None
    prefixes: dict[str, str] = {}
    for i, token in enumerate(tokens):
        if token.upper == "PREFIX" and i + 2 < len(tokens):
            prefixes[tokens[i + 1].text] = tokens[i + 2].text[1:-1]
    found: set[str] = set()
    for i, token in enumerate(tokens):
        if token.kind == "iri" and i > 1 and tokens[i - 2].upper == "PREFIX":
            continue
        if token.kind == "iri":
            found.add(token.text[1:-1])
        elif token.kind == "pname" and tokens[i - 1].upper != "PREFIX":
            head, _, tail = token.text.partition(":")
            if head + ":" not in prefixes or "\\" in tail:
                return None
            found.add(prefixes[head + ":"] + tail)
        elif token.text == "a":
            found.add(RDF + "type")
        elif token.text == "!" and _is_negated_path(tokens, token):
            return None
    return None if _variable_predicate(tokens) else found


def has_optional_steps(tokens: list[Token]) -> bool:
    """Whether a path may have no step at all (``*`` and ``?``), and so lead from any node to itself.

    >>> has_optional_steps(tokenize("ASK { $this <http://e/p>* ?v }")), has_optional_steps(tokenize("ASK { ?a ?b 1 }"))
    (True, False)
    """
    return any(token.text in ("*", "?") and role == VERB for token, role in zip(tokens, roles(tokens), strict=True))


def _is_negated_path(tokens: list[Token], token: Token) -> bool:
    # a "!" outside of brackets of an expression is a negated property set
    depth = 0
    expression = False
    for i, other in enumerate(tokens):
        if other is token:
            return not expression
        if other.text == "(":
            if depth == 0:
                expression = tokens[i - 1].upper != "" or tokens[i - 1].text in ("(", ")")
            depth += 1
        elif other.text == ")":
            depth -= 1
            if depth == 0:
                expression = False
    return True


def _variable_predicate(tokens: list[Token]) -> bool:
    """Whether a variable stands in the place of a predicate, as far as can be seen; True in doubt."""
    start = next((i for i, token in enumerate(tokens) if token.text == "{"), len(tokens))
    place = 0  # 0 subject, 1 predicate, 2 object
    depth = 0
    i = start
    while i < len(tokens):
        token = tokens[i]
        if token.text == "(":
            # an expression, a path in brackets or a list: passed over, but variables in a list are no predicates
            depth += 1
        elif token.text == ")":
            depth -= 1
            if depth == 0 and place == 1:
                place = 2
        elif depth:
            pass
        elif token.text in ("{", "}", "."):
            place = 0
        elif token.text == ";":
            place = 1
        elif token.text == ",":
            place = 2
        elif token.text in ("/", "|", "^"):
            place = 1
        elif token.text in ("*", "+", "?", "^^") or token.kind == "language":
            if token.text == "^^":
                i += 1
        elif token.upper and token.text not in ("a", "true", "false"):
            place = 0
        elif place == 1:
            if token.kind == "variable":
                return True
            place = 2
        elif place == 0:
            place = 1
        i += 1
    return False
