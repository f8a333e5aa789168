"""Values that people give, turned into terms by the type of their parameter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kgtools.errors import ParameterError, UnknownNameError, UsageError
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.query.labels.entities import EntityFinder
from kgtools.query.stored.header import Parameter
from kgtools.query.stored.parameter_types import LIST, integer, is_monthly, parameter_type
from kgtools.query.stored.stored_query import StoredQuery
from kgtools.query.stored.template import LANGUAGE, MARK, MONTH

__all__ = ["Value", "bind"]

#: what a parameter may be given: text, as on the command line, or a value of Python, or several for a list
Value = str | int | NamedNode | Literal | Sequence["str | int | NamedNode | Literal"]


def bind(
    query: StoredQuery, values: Mapping[str, Value | None], finder: EntityFinder, *, language: str = "en"
) -> dict[str, Term | tuple[Term, ...] | None]:
    """The terms of a stored query's variables that stand for parameters; None and what is not given take the default.

    `language` is that of the reader, which a query may use as ``?_language`` without asking for it.

    Raises :class:`UnknownNameError` for a parameter that the query does not have, :class:`ParameterError` for a value
    that is missing or does not fit its type, :class:`UsageError` for one that is given under two names, and what
    :meth:`EntityFinder.find` raises.
    """
    names = [name for p in query.parameters for name in (p.name, *p.aliases)]
    for name in values:
        if name not in names:
            raise UnknownNameError("parameter", name, names, hint="" if names else f'"{query.name}" takes none.')
    terms: dict[str, Term | tuple[Term, ...] | None] = {MARK + LANGUAGE: Literal(language.lower())}
    for declared in query.parameters:
        parameter, argument = _resolve(query, declared, values)
        value = parameter.default if argument is None else argument
        if value is None:
            if parameter.is_required:
                example = parameter.example if isinstance(parameter.example, str) else None
                hint = f", for example {parameter.name}={example}" if example else ""
                raise UsageError(f'the query "{query.name}" needs the parameter "{parameter.name}"{hint}.')
            terms[parameter.variable] = None
            continue
        terms |= _terms(parameter, value, finder)
    return terms


def _resolve(
    query: StoredQuery, parameter: Parameter, values: Mapping[str, Value | None]
) -> tuple[Parameter, Value | None]:
    """The parameter as it is asked for, and its value: an alias has a class of its own."""
    names = [name for name in (parameter.name, *parameter.aliases) if values.get(name) is not None]
    if len(names) > 1:
        raise UsageError(f'"{names[0]}" and "{names[1]}" are names of one parameter; give one of them.')
    of = parameter.aliases.get(names[0], parameter.of) if names else parameter.of
    if of is not None:
        parameter = parameter._replace(of=query.class_name(of))
    return parameter, values[names[0]] if names else None


def _terms(parameter: Parameter, value: Value, finder: EntityFinder) -> dict[str, Term | tuple[Term, ...] | None]:
    name, variable = parameter.name, parameter.variable
    if parameter.type == LIST:
        if isinstance(value, str):
            return {variable: parameter_type(parameter).members(value, parameter, finder)}
        parts = [value] if isinstance(value, int | NamedNode | Literal) else list(value)
        return {variable: tuple(_term(parameter, part, finder) for part in parts)}
    if not isinstance(value, str | int | NamedNode | Literal):
        if len(value) != 1:
            raise ParameterError(name, ", ".join(map(str, value)), "it takes one value")
        value = value[0]
    term = _term(parameter, value, finder)
    if is_monthly(parameter):
        from kgtools.model.dates import parse_user_date

        month = parse_user_date(term.value).earliest  # type: ignore[union-attr]  # a date is a literal
        # a day or a month has a beginning; only what is open has none
        assert month is not None
        return {variable: term, variable + MONTH: integer(month)}
    return {variable: term}


def _term(parameter: Parameter, value: str | int | NamedNode | Literal, finder: EntityFinder) -> Term:
    if isinstance(value, bool):
        raise ParameterError(parameter.name, str(value), f"a boolean is not a valid {parameter.item_type}")
    text = (
        value.value
        if isinstance(value, Literal)
        else f"<{value.value}>"
        if isinstance(value, NamedNode)
        else str(value)
    )
    return parameter_type(parameter).term(text, parameter, finder)
