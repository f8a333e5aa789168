"""What SHACL demands of queries whose variables are bound beforehand (appendix A), and of depth.

Appendix A: no MINUS, no SERVICE, no VALUES; a nested SELECT gives all variables that may be bound beforehand; none of
them is assigned with AS. A query that breaks one of these is a failure, not a result; errors name the shape or
component that the query belongs to.
"""

from __future__ import annotations

from collections.abc import Collection

from kgtools.errors import QueryError, RefusedQueryError
from kgtools.model.sparql import Token, guard
from kgtools.shacl.sparql.query import Origin
from kgtools.shacl.sparql.roles import VERB, roles

__all__ = ["check_query", "check_syntax", "path_replaced", "projected"]

#: variables that a nested SELECT may leave out (section 5.3.2 binds them optionally)
_OPTIONAL = ("shapesGraph", "currentShape")
_BEFORE_WHERE = {"WHERE", "FROM"}
_PATH_SIGNS = frozenset(["^", "!", "/", "|", "*", "+", "?"])


def check_query(text: str, prebound: Collection[str], *, origin: Origin, form: str) -> list[Token]:
    """The tokens of a query that may be evaluated; `form` is SELECT or ASK.

    Raises :class:`ShapesError` for another form and for what appendix A forbids.
    """
    try:
        tokens = guard(text)
    except RefusedQueryError as error:
        if "SERVICE" in error.reason:
            raise origin.error("uses SERVICE, which SHACL does not allow there", "A") from error
        raise origin.error(f"is refused: {_told(error, origin)}", "5.2.1") from error
    except QueryError as error:
        raise origin.error(f"is no SPARQL: {_told(error, origin)}", "5.2.1") from error
    forms = [
        token.upper for token in tokens if token.upper in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "INSERT", "DELETE")
    ]
    if not forms or forms[0] != form:
        raise origin.error(f"is no {form} query", "5.2.1")
    selects = 0
    for i, token in enumerate(tokens):
        if token.upper in ("MINUS", "SERVICE", "VALUES", "LOAD", "FROM"):
            raise origin.error(f"uses {token.upper}, which SHACL does not allow there", "A")
        if token.upper == "AS" and i + 1 < len(tokens) and tokens[i + 1].variable in prebound:
            raise origin.error(f"assigns {tokens[i + 1].text} with AS, which is bound beforehand", "A")
        if token.upper == "SELECT":
            selects += 1
            if selects == 1 and form == "SELECT":
                continue
            given = projected(tokens[i:])
            missing = [name for name in sorted(prebound) if name not in _OPTIONAL and name not in given]
            if missing:
                raise origin.error(
                    f"has a nested SELECT that does not give ${missing[0]}, which is bound beforehand", "A"
                )
    if form == "SELECT":
        names = projected(tokens)
        if "this" not in names and "*" not in names:
            raise origin.error("does not select $this", "5.2.1")
    return tokens


def projected(tokens: list[Token]) -> list[str]:
    """The names that the first SELECT gives; ``*`` for all.

    >>> projected(guard("SELECT DISTINCT $this (1 + 1 AS ?value) WHERE { }"))
    ['this', 'value']
    """
    names: list[str] = []
    depth = 0
    started = False
    for i, token in enumerate(tokens):
        if not started:
            started = token.upper == "SELECT"
            continue
        if depth == 0 and (token.upper in _BEFORE_WHERE or token.text == "{"):
            break
        depth += (token.text == "(") - (token.text == ")")
        if token.kind == "variable" and (depth == 0 or tokens[i - 1].upper == "AS"):
            names.append(token.text[1:])
        elif token.text == "*" and depth == 0:
            names.append("*")
    return names


def check_syntax(text: str, origin: Origin) -> None:
    """Raise :class:`ShapesError` where a query that was looked at (:func:`check_query`) is no SPARQL, or uses what the
    store does not have.
    """
    from kgtools.store.oxigraph import OxigraphStore

    try:
        # an empty store: what is asked is whether the query can be prepared
        OxigraphStore(()).evaluate(text)
    except QueryError as error:
        kind = "is no SPARQL" if isinstance(error.__cause__, SyntaxError) else "cannot be evaluated"
        raise origin.error(f"{kind}: {_told(error, origin)}", "5.2.1") from error


def path_replaced(text: str, tokens: list[Token], path: str | None, origin: Origin) -> str:
    """The query with the path of the shape in place of ``$PATH``, which may stand in the place of a predicate only.

    Raises :class:`ShapesError` where it stands elsewhere, and where the shape has no path (section 5.2.1).
    """
    places = [i for i, token in enumerate(tokens) if token.variable == "PATH"]
    if not places:
        return text
    if path is None:
        raise origin.error("uses $PATH, and its shape is no property shape", "5.2.1")
    role = roles(tokens)
    out: list[str] = []
    at = 0
    for i in places:
        if role[i] != VERB:
            raise origin.error("uses $PATH elsewhere than in the place of a predicate", "5.2.1")
        around = [tokens[i - 1].text, tokens[i + 1].text if i + 1 < len(tokens) else ""]
        # in a longer path, brackets keep it in one piece
        part = any(sign in _PATH_SIGNS for sign in around)
        out += [text[at : tokens[i].start], f"({path})" if part else path]
        at = tokens[i].end
    return "".join(out) + text[at:]


def _told(error: QueryError, origin: Origin) -> str:
    """What an error says of a query, with the place in the query without the lines of its prefixes."""
    reason = error.reason.removeprefix("the query is refused: ").removeprefix("the query cannot be evaluated: ")
    if error.line is None:
        return reason.rstrip(".")
    line = max(error.line - origin.prologue.count("\n"), 1)
    return f"at line {line}, column {error.column}: {reason.rstrip('.')}"
