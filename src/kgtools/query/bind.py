"""Values that people give, turned into terms by the type of their parameter."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kgtools.errors import ParameterError, UnknownNameError, UsageError
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import XSD
from kgtools.query.entities import EntityFinder
from kgtools.query.header import Parameter
from kgtools.query.stored import StoredQuery
from kgtools.query.template import LANGUAGE, MARK, MONTH

__all__ = ["Value", "bind"]

#: what a parameter may be given: text, as on the command line, or a value of Python, or several for a list
Value = str | int | NamedNode | Literal | Sequence["str | int | NamedNode | Literal"]

_INTEGER = NamedNode(XSD + "integer")
_LANGUAGE = r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*"


def bind(
    query: StoredQuery, values: Mapping[str, Value | None], finder: EntityFinder, *, language: str = "en"
) -> dict[str, Term | tuple[Term, ...] | None]:
    """The terms of a stored query's variables that stand for parameters; None and what is not given take the default.

    `language` is that of the reader, which a query may use as ``?_language`` without asking for it.

    Raises :class:`UnknownNameError` for a parameter that the query does not have, :class:`ParameterError` for a value
    that is missing or does not fit its type, and what :meth:`EntityFinder.find` raises.
    """
    known = [p.name for p in query.parameters]
    for name in values:
        if name not in known:
            raise UnknownNameError("parameter", name, known, hint="" if known else f'"{query.name}" takes none.')
    terms: dict[str, Term | tuple[Term, ...] | None] = {MARK + LANGUAGE: Literal(language.lower())}
    for parameter in query.parameters:
        given = values.get(parameter.name)
        value = parameter.default if given is None else given
        if value is None:
            if parameter.is_required:
                example = parameter.example if isinstance(parameter.example, str) else None
                hint = f", for example {parameter.name}={example}" if example else ""
                raise UsageError(f'the query "{query.name}" needs the parameter "{parameter.name}"{hint}.')
            terms[parameter.variable] = None
            continue
        terms |= _terms(parameter, value, finder)
    return terms


def _terms(parameter: Parameter, value: Value, finder: EntityFinder) -> dict[str, Term | tuple[Term, ...] | None]:
    name, variable = parameter.name, parameter.variable
    if parameter.type == "list":
        if isinstance(value, str):
            return {variable: _listed(parameter, value, finder)}
        parts = [value] if isinstance(value, int | NamedNode | Literal) else list(value)
        return {variable: tuple(_term(parameter, part, finder) for part in parts)}
    if not isinstance(value, str | int | NamedNode | Literal):
        if len(value) != 1:
            raise ParameterError(name, ", ".join(map(str, value)), "it takes one value")
        value = value[0]
    term = _term(parameter, value, finder)
    if parameter.type in ("date", "month"):
        from kgtools.model.dates import parse_user_date

        month = parse_user_date(term.value).earliest  # type: ignore[union-attr]
        return {variable: term, variable + MONTH: Literal(str(month), datatype=_INTEGER)}
    return {variable: term}


def _listed(parameter: Parameter, text: str, finder: EntityFinder) -> tuple[Term, ...]:
    """The members that one text names: one where it names a thing as a whole, else what its commas divide."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if parameter.items == "string" or len(parts) < 2:
        return tuple(_term(parameter, part, finder) for part in ([text] if parameter.items == "string" else parts))
    if parameter.items == "iri" and not all(finder.iri(part) for part in parts):
        # a comma may stand in an IRI
        return (_term(parameter, text, finder),)
    if parameter.items in ("entity", "enum"):
        try:
            return (_term(parameter, text, finder),)
        except (UnknownNameError, ParameterError):
            pass
    return tuple(_term(parameter, part, finder) for part in parts)


def _term(parameter: Parameter, value: str | int | NamedNode | Literal, finder: EntityFinder) -> Term:
    name, kind = parameter.name, parameter.item_type
    if isinstance(value, bool):
        raise ParameterError(name, str(value), f"a boolean is not a valid {kind}")
    text = (
        value.value
        if isinstance(value, Literal)
        else f"<{value.value}>"
        if isinstance(value, NamedNode)
        else str(value)
    )
    if kind == "entity":
        of = finder.class_iri(parameter.of)
        if of is None and parameter.of is not None:
            raise ParameterError(name, text, f"its class {parameter.of} has a prefix that the project does not have")
        return finder.find(text, of=of)
    if kind == "iri":
        iri = finder.iri(text)
        if iri is None:
            raise ParameterError(name, text, "write an IRI such as http://example.org/a or a prefixed name")
        return iri
    if kind == "integer":
        if re.fullmatch(r"[+-]?[0-9]{1,30}", text.strip()) is None:
            raise ParameterError(name, text, "write a whole number such as 12")
        return Literal(str(int(text)), datatype=_INTEGER)
    if kind == "number":
        return _number(name, text.strip())
    if kind in ("date", "month"):
        return _date(name, text.strip(), kind)
    if kind == "language":
        if re.fullmatch(_LANGUAGE, text.strip()) is None:
            raise ParameterError(name, text, "write a language tag such as en or he")
        # as LANG() gives the tags of the data
        return Literal(text.strip().lower())
    if kind == "enum" and text not in parameter.values:
        raise ParameterError(name, text, f"it is one of {', '.join(parameter.values)}")
    return _string(parameter, text)


def _number(name: str, text: str) -> Literal:
    for pattern, datatype in (
        (r"[+-]?[0-9]{1,30}", "integer"),
        (r"[+-]?[0-9]{0,30}\.[0-9]{1,30}", "decimal"),
        (r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+", "double"),
    ):
        if re.fullmatch(pattern, text):
            return Literal(text, datatype=NamedNode(XSD + datatype))
    raise ParameterError(name, text, "write a number such as 12 or 1.5")


def _date(name: str, text: str, kind: str) -> Term:
    from kgtools.model.dates import parse_user_date

    form = "a month such as 2023-06" if kind == "month" else "a day such as 2023-06-30, or a month such as 2023-06"
    if kind == "month" and len(text) > 7:
        raise ParameterError(name, text, f"write {form}")
    try:
        parse_user_date(text)
    except UsageError as error:
        wrong = "calendar" in str(error)
        raise ParameterError(name, text, str(error) if wrong else f"write {form}") from error
    datatype = "date" if len(text) == 10 else "gYearMonth"
    return Literal(text, datatype=NamedNode(XSD + datatype))


def _string(parameter: Parameter, text: str) -> Literal:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ParameterError(
            parameter.name, text.encode("utf-8", "replace").decode(), "it is not valid Unicode text"
        ) from error
    if parameter.language is not None:
        return Literal(text, language=parameter.language)
    return Literal(text, datatype=NamedNode(parameter.datatype) if parameter.datatype else None)
