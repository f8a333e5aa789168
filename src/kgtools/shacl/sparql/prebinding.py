"""What SHACL demands of queries whose variables are bound beforehand (appendix A), and of depth.

Appendix A: no MINUS, no SERVICE, no VALUES; a nested SELECT gives all variables that may be bound beforehand; none of
them is assigned with AS. A query that breaks one of these is a failure, not a result.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from kgtools.errors import QueryError, RefusedQueryError, ShapesError, ValidationFailure, shorten
from kgtools.model.sparql import Token, guard

__all__ = ["check_query", "check_syntax", "path_replaced", "projected"]

#: variables that a nested SELECT may leave out (section 5.3.2 binds them optionally)
_OPTIONAL = ("shapesGraph", "currentShape")
_BEFORE_WHERE = {"WHERE", "FROM"}


def check_query(text: str, prebound: Collection[str], *, where: str, form: str) -> list[Token]:
    """The tokens of a query that may be evaluated; `where` names the query in errors, `form` is SELECT or ASK.

    Raises :class:`ValidationFailure` for what appendix A forbids, :class:`ShapesError` for another form.
    """
    try:
        tokens = guard(text)
    except RefusedQueryError as error:
        if "SERVICE" in error.reason:
            raise ValidationFailure(f"{where} uses SERVICE, which SHACL does not allow there (appendix A).") from error
        raise ValidationFailure(f"{where} is refused: {error}") from error
    except QueryError as error:
        raise ShapesError(f"{where} is no SPARQL: {error}", section="5.2.1") from error
    forms = [
        token.upper for token in tokens if token.upper in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "INSERT", "DELETE")
    ]
    if not forms or forms[0] != form:
        raise ShapesError(f"{where} is no {form} query (section 5.2.1).", section="5.2.1")
    selects = 0
    for i, token in enumerate(tokens):
        if token.upper in ("MINUS", "SERVICE", "VALUES", "LOAD", "FROM"):
            raise ValidationFailure(f"{where} uses {token.upper}, which SHACL does not allow there (appendix A).")
        if token.upper == "AS" and i + 1 < len(tokens) and _variable(tokens[i + 1]) in prebound:
            raise ValidationFailure(
                f"{where} assigns {tokens[i + 1].text} with AS, which is bound beforehand (appendix A)."
            )
        if token.upper == "SELECT":
            selects += 1
            if selects == 1 and form == "SELECT":
                continue
            needed = [name for name in prebound if name not in _OPTIONAL]
            given = projected(tokens[i:])
            missing = [name for name in needed if name not in given]
            if missing:
                raise ValidationFailure(
                    f"{where} has a nested SELECT that does not give ${missing[0]}, which is bound beforehand "
                    "(appendix A)."
                )
    if form == "SELECT":
        names = projected(tokens)
        if "this" not in names and "*" not in names:
            raise ShapesError(f"{where} does not select $this (section 5.2.1).", section="5.2.1")
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


def check_syntax(text: str, where: str) -> None:
    """Raise :class:`ShapesError` where a query that was looked at (:func:`check_query`) is no SPARQL,
    :class:`ValidationFailure` where it uses what the store does not have.
    """
    import pyoxigraph

    try:
        # an empty store: what is asked is whether it can be parsed
        pyoxigraph.Store().query(text)
    except (SyntaxError, ValueError) as error:
        said = str(error.args[0] if error.args else error)
        place = re.match(r"error at (\d+):(\d+)", said)
        # among the signs that it waits for, the parser names what is wrong in words
        words = re.findall(r"(?:of |, )([A-Z][a-z][A-Za-z ]+)(?=,|$)", said)
        at = f"at line {place[1]}, column {place[2]}" if place else shorten(said, 200)
        reason = f"{at}: {words[0].lower()}" if words else at
        raise ShapesError(f"{where} is no SPARQL: {reason} (section 5.2.1).", section="5.2.1") from error
    except (RuntimeError, OSError) as error:
        # a function that is not there, and whatever else only shows when the query is prepared
        reason = shorten(str(error)).rstrip(".")
        raise ValidationFailure(f"{where} cannot be evaluated: {reason}.") from error


def path_replaced(text: str, tokens: list[Token], path: str | None, where: str) -> str:
    """The query with the path of the shape in place of ``$PATH`` (section 5.2.1, only where a predicate stands)."""
    out: list[str] = []
    at = 0
    for token in tokens:
        if token.kind == "variable" and token.text[1:] == "PATH":
            if path is None:
                raise ShapesError(
                    f"{where} uses $PATH, and its shape is no property shape (section 5.2.1).", section="5.2.1"
                )
            out += [text[at : token.start], path]
            at = token.start + len(token.text)
    return "".join(out) + text[at:]


def _variable(token: Token) -> str:
    return token.text[1:] if token.kind == "variable" else ""
