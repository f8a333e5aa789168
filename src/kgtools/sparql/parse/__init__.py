"""SPARQL 1.1 and 1.2 from text to syntax tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kgtools.errors import QueryError, RefusedQueryError
from kgtools.sparql.parse.cursor import Parameters
from kgtools.sparql.parse.queries import QueryParser
from kgtools.sparql.syntax import Query, ServicePattern, Update
from kgtools.sparql.text.places import place_of

__all__ = ["Parameters", "parse_local", "parse_query", "parse_update"]

_NONE: Mapping[str, str] = {}


def parse_query(
    text: str,
    *,
    source: str = "",
    base: str | None = None,
    prefixes: Mapping[str, str] | None = None,
    allow_service: bool = False,
    parameters: Parameters | None = None,
    companion: str = "",
    check: Callable[[], None] | None = None,
) -> Query:
    """The syntax tree of a query (SPARQL 1.1 Query and SPARQL 1.2, section 19.8).

    `prefixes` are those that the query may use without declaring them; those that it uses come into its prologue.
    Relative IRIs are resolved against `base`, where the query has no BASE.

    A variable that is one of `parameters` is read as its term, wherever that can be; a tuple stands for all its
    terms in ``IN (?x)`` and ``VALUES ?v { ?x }``, an integer also behind LIMIT and OFFSET; a path is read in the place
    of a predicate, also as a part of a longer path, and refused elsewhere. With a `companion`
    (``Label``) a grouped query may have ``?xLabel`` where ``?x`` is known, for the caller to compute. A long text is
    read in pieces, and `check`, which may raise, is called between them.

    >>> from kgtools.model.terms import Literal
    >>> parse_query("ASK { ?s ?p ?_x }", parameters={"_x": Literal("} #")}).where.elements[0].triples[0].object
    Constant(<Literal value=} # ...>)
    >>> query = parse_query("SELECT ?s { ?s e:p 01 }", prefixes={"e": "http://e/", "f": "http://f/"})
    >>> query.where.elements[0].triples[0].object.term.value, query.prologue.prefixes
    ('01', {'e': 'http://e/'})
    >>> parse_query("SELECT ?s, ?o { ?s ?p ?o }")
    Traceback (most recent call last):
    kgtools.errors.QueryError: line 1, column 10: "," cannot be read here; the columns of SELECT are ...

    Raises :class:`kgtools.errors.QueryError` with the line and column of what is wrong, and
    :class:`kgtools.errors.RefusedQueryError` for SERVICE (unless `allow_service`), for an update, and for what is
    nested too deeply or is too long; :class:`kgtools.errors.ParameterError` for a number that counts no rows.
    """
    parser = QueryParser(
        text, source=source, base=base, prefixes=_NONE if prefixes is None else prefixes, parameters=parameters
    )
    parser.allow_service = allow_service
    parser.companion = companion
    if check is not None:
        parser.look_at(check)
    return parser.query_unit()


def parse_update(
    text: str,
    *,
    source: str = "",
    base: str | None = None,
    prefixes: Mapping[str, str] | None = None,
    allow_service: bool = False,
    allow_load: bool = False,
) -> Update:
    """The syntax tree of an update (SPARQL 1.1 Update, section 19.8 of Query); parameters as in :func:`parse_query`.

    >>> update = parse_update("DELETE WHERE { ?s a <http://e/T> } ; CLEAR DEFAULT")
    >>> [type(operation).__name__ for _, operation in update.operations]
    ['Modify', 'Clear']
    >>> parse_update("INSERT DATA { <http://e/a> a ?type }")
    Traceback (most recent call last):
    kgtools.errors.QueryError: line 1, column 30: "?type" cannot be read here; INSERT DATA takes no variables; ...

    Raises what :func:`parse_query` raises, and :class:`kgtools.errors.RefusedQueryError` for LOAD unless `allow_load`.
    """
    from kgtools.sparql.parse.updates import UpdateParser

    parser = UpdateParser(text, source=source, base=base, prefixes=_NONE if prefixes is None else prefixes)
    parser.allow_service = allow_service
    parser.allow_load = allow_load
    return parser.update_unit()


def parse_local(
    text: str, *, what: str, form: str, source: str = "", prefixes: Mapping[str, str] | None = None
) -> Query:
    """The syntax tree of a query of one form that is asked of the project's own data, whoever asks.

    `what` is what it is, ``a rule``.

    >>> parse_local("ASK {}", what="a rule", form="construct")
    Traceback (most recent call last):
    kgtools.errors.QueryError: line 1, column 1: a rule is a CONSTRUCT query, and this is ASK.

    Raises what :func:`parse_query` raises, :class:`QueryError` for another form, and
    :class:`RefusedQueryError` for SERVICE.
    """
    tree = parse_query(text, source=source, prefixes=prefixes, allow_service=True)
    if tree.form != form:
        line, column = place_of(text, tree.place)
        message = f"{what} is a {form.upper()} query, and this is {tree.form.upper()}."
        raise QueryError(message, source=source, line=line, column=column)
    for node in tree.walk():
        if isinstance(node, ServicePattern):
            line, column = place_of(text, node.place)
            message = f"SERVICE would query another endpoint, and {what} sees only the project's data; remove it."
            raise RefusedQueryError(message, source=source, line=line, column=column)
    return tree
